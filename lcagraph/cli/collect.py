"""`lcagraph collect`: a questionnaire from a model's open fields, and its answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lcagraph.cli import options as o
from lcagraph.cli.screen import screen_for


def collect(
    model: o.Model,
    output: o.Output = None,
    read: Annotated[
        Path | None,
        typer.Option("--read", help="cli.option.read_answers", metavar="FILE.xlsx"),
    ] = None,
    lang: o.Lang = "",
) -> None:
    """Write a questionnaire of a model's open data, or take its answers over."""
    # workbooks need packages that a footprint doesn't
    from lcagraph.cli.show_collect import take_answers, write_questionnaire

    screen = screen_for(lang)
    if read is None:
        write_questionnaire(model, output, screen)
    else:
        take_answers(model, read, output, screen)
