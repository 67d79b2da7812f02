"""`lcagraph export`: a model for another program, or its footprint for a company."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from lcagraph.cli import options as o
from lcagraph.cli.gathered import gathered
from lcagraph.cli.screen import Screen, screen_for
from lcagraph.errors import Finding, UsageError

FOOTPRINTS = ("pact", "catena_x")
"""Formats of a footprint; the others hold the product system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What `export` asks for."""

    model: o.Model
    file: Annotated[Path, typer.Argument(help="cli.option.export_file")]
    format_: Annotated[
        str, typer.Option("--format", "--to", help="cli.option.model_export_format")
    ]
    replace: Annotated[
        bool, typer.Option("--replace", help="cli.option.replace_file")
    ] = False
    scenario: o.Scenario = None
    settings: o.Settings = field(default_factory=list)
    created: Annotated[
        str, typer.Option("--created", help="cli.option.created", metavar="TIME")
    ] = ""
    lang: o.Lang = ""


@gathered(ExportOptions)
def export_model(options: ExportOptions) -> None:
    """Write a model for another program, or its footprint for another company."""
    from lcagraph.wording import message

    screen = screen_for(options.lang)
    _check_format(options.format_)
    write = _write_footprint if options.format_ in FOOTPRINTS else _write_system
    for finding in write(options, screen):
        screen.tell(f"{finding.code} {message(finding, screen.lang)}")
    screen.tell(screen.word("cli.wrote", path=options.file))


def _check_format(format_: str) -> None:
    """Refuse a format that is neither (E074), with all that there are."""
    from lcagraph.exporting import TARGETS
    from lcagraph.nearest import nearest

    known = [*(target.id for target in TARGETS), *FOOTPRINTS]
    if format_ not in known:
        values = {"format": format_, "known": known, "nearest": nearest(format_, known)}
        raise UsageError(Finding(code="E074", values=values))


def _write_system(options: ExportOptions, screen: Screen) -> tuple[Finding, ...]:
    from lcagraph.cli.changed import changed
    from lcagraph.exporting import export_model as export_system

    with changed(options.model, options.scenario, options.settings) as model:
        return export_system(
            model.prepared,
            options.file,
            options.format_,
            is_replacing=options.replace,
        ).findings


def _write_footprint(options: ExportOptions, screen: Screen) -> tuple[Finding, ...]:
    from lcagraph.cli.changed import changed
    from lcagraph.cli.output import write
    from lcagraph.exchange import footprint_of

    with changed(options.model, options.scenario, options.settings) as model:
        told = footprint_of(
            model.solve(), options.format_, screen.lang, created=options.created
        )
    if options.file.exists() and not options.replace:
        raise UsageError(Finding(code="E075", values={"file": str(options.file)}))
    write(options.file, told.to_json())
    return told.findings
