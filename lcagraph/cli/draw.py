"""`lcagraph draw`: a figure of a model as SVG, PDF, PNG or DOT."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

import typer

from lcagraph.cli import options as o
from lcagraph.cli.gathered import gathered
from lcagraph.cli.screen import screen_for

STYLES = "spine|cards|flow|network|sankey|stages|pie|organisation|waterfall"
LEVELS = "process|stage|item"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawOptions:
    """What `draw` asks for."""

    model: o.Model
    output: o.Output = None
    style: Annotated[
        str, typer.Option("--style", help="cli.option.style", metavar=STYLES)
    ] = ""
    level: Annotated[
        str, typer.Option("--level", help="cli.option.level", metavar=LEVELS)
    ] = ""
    threshold: Annotated[
        str,
        typer.Option("--threshold", help="cli.option.fold_below", metavar="SHARE"),
    ] = ""
    is_background: Annotated[
        bool, typer.Option("--background", help="cli.option.draw_background")
    ] = False
    has_amounts: Annotated[
        bool, typer.Option("--amounts", help="cli.option.amounts")
    ] = False
    against: Annotated[
        str,
        typer.Option("--against", help="cli.option.against", metavar="SCENARIO"),
    ] = ""
    scenario: o.Scenario = None
    settings: o.Settings = field(default_factory=list)
    lang: Annotated[
        str,
        typer.Option(
            "--lang",
            help="cli.option.draw_lang",
            metavar="zh|en|both",
            callback=o.inherited_language,
        ),
    ] = ""
    system_fonts: Annotated[
        bool, typer.Option("--system-fonts", help="cli.option.system_fonts")
    ] = False
    dpi: Annotated[float, typer.Option("--dpi", help="cli.option.dpi")] = 300


@gathered(DrawOptions)
def draw(options: DrawOptions) -> None:
    """Draw the system boundary, or where the burden comes from, as SVG, PDF or PNG."""
    from lcagraph.cli.changed import changed
    from lcagraph.cli.output import writing
    from lcagraph.cli.show_tree import parse_threshold

    screen = screen_for("" if options.lang == "both" else options.lang)
    path = options.output
    asked = (options.model, options.scenario, options.settings)
    with changed(*asked) as model, writing(path):
        text = model.draw(
            path,
            style=options.style,
            lang=options.lang or screen.lang,
            level=options.level,
            threshold=(
                parse_threshold(options.threshold) if options.threshold else None
            ),
            is_background=options.is_background,
            has_amounts=options.has_amounts,
            against=options.against,
            fonts="system" if options.system_fonts else "embedded",
            dpi=options.dpi,
            announce=lambda found: screen.tell_findings(found, model.locate),
        )
    if path:
        screen.tell(screen.word("cli.wrote", path=path))
    else:
        screen.show(text)
