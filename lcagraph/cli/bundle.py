"""`lcagraph bundle` and `lcagraph verify`: what a verifier gets, and computes again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from lcagraph.cli import options as o
from lcagraph.cli.gathered import gathered
from lcagraph.cli.screen import screen_for


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleOptions:
    """What `bundle` asks for."""

    model: o.Model
    output: Annotated[
        Path, typer.Option("--output", "-o", help="cli.option.bundle_output")
    ] = Path("bundle.zip")
    with_evidence: Annotated[
        bool, typer.Option("--with-evidence", help="cli.option.with_evidence")
    ] = False
    previous: Annotated[
        Path | None, typer.Option("--previous", help="cli.option.previous")
    ] = None
    seed: Annotated[
        int | None, typer.Option("--seed", help="cli.option.sample_seed")
    ] = None
    size: Annotated[
        int | None, typer.Option("--sample", min=0, help="cli.option.sample_size")
    ] = None
    lang: o.Lang = ""


@gathered(BundleOptions)
def bundle(options: BundleOptions) -> None:
    """Pack a model with all that its verifier needs into one zip."""
    from lcagraph.bundle import SampleChoice, make_bundle
    from lcagraph.cli.changed import changed, read_model
    from lcagraph.cli.output import writing
    from lcagraph.whole_files import write_file

    screen = screen_for(options.lang)
    previous = read_model(options.previous) if options.previous else None
    with changed(options.model, None, ()) as model:
        made = make_bundle(
            model,
            choice=SampleChoice(seed=options.seed, size=options.size),
            previous=previous,
            with_evidence=options.with_evidence,
        )
    with writing(options.output):
        write_file(options.output, made.content)
    screen.tell_lines(made.findings, model.locate)
    screen.show(screen.word("bundle.inventory", sha256=made.inventory_sha256))
    screen.tell(screen.word("cli.wrote", path=options.output))
    if any(finding.is_fatal for finding in made.findings):
        raise typer.Exit(1)


def verify(
    file: Annotated[Path, typer.Argument(help="cli.option.bundle_file")],
    cover: Annotated[str, typer.Option("--cover", help="cli.option.cover")] = "",
    as_json: o.Json = False,
    lang: o.Lang = "",
) -> None:
    """Compute a bundle again, and say what differs."""
    from lcagraph.bundle import verify_bundle
    from lcagraph.cli.show_verification import verification_json, verification_text

    screen = screen_for(lang)
    found = verify_bundle(file, cover=cover)
    screen.show((verification_json if as_json else verification_text)(found, screen))
    if not found.is_ok:
        raise typer.Exit(1)
