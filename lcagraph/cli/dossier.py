"""`lcagraph dossier`: what an application for the label hands in, as one zip."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lcagraph.cli import options as o
from lcagraph.cli.screen import screen_for


def dossier(
    model: o.Model,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="cli.option.bundle_output")
    ] = Path("dossier.zip"),
    lang: o.Lang = "",
) -> None:
    """Make the documents of an application for the carbon footprint label."""
    from lcagraph.cli.changed import changed
    from lcagraph.cli.output import write
    from lcagraph.dossier import make_dossier, tick_lines

    screen = screen_for(lang)
    with changed(model, None, ()) as read:
        made = make_dossier(read, screen.lang)
    write(output, made.content)
    screen.tell_lines(made.findings, read.locate)
    for line in tick_lines(made.checklist):
        screen.show(line)
    screen.show(screen.word("dossier.open", count=len(made.blanks)))
    screen.tell(screen.word("cli.wrote", path=output))
    if any(finding.is_fatal for finding in made.findings):
        raise typer.Exit(1)
