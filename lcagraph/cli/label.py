"""`lcagraph label`: the footprint label of a model as SVG, PDF or PNG."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

import typer

from lcagraph.cli import options as o
from lcagraph.cli.gathered import gathered
from lcagraph.cli.screen import screen_for


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelOptions:
    """What `label` asks for."""

    model: o.Model
    output: o.Output = None
    width: Annotated[
        float | None,
        typer.Option("--width", help="cli.option.label_width", metavar="MM"),
    ] = None
    link: Annotated[str, typer.Option("--link", help="cli.option.label_link")] = ""
    final: Annotated[bool, typer.Option("--final", help="cli.option.label_final")] = (
        False
    )
    scenario: o.Scenario = None
    settings: o.Settings = field(default_factory=list)
    dpi: Annotated[float, typer.Option("--dpi", help="cli.option.dpi")] = 300
    lang: o.Lang = ""


@gathered(LabelOptions)
def draw_label(options: LabelOptions) -> None:
    """Draw the carbon footprint label with its QR code as SVG, PDF or PNG."""
    from lcagraph.cli.changed import changed
    from lcagraph.cli.output import writing
    from lcagraph.label import label_bytes, label_drawing, label_format, printed_width
    from lcagraph.whole_files import write_file

    screen = screen_for(options.lang)
    path = options.output
    format_ = label_format(path.suffix) if path else "svg"
    with changed(options.model, options.scenario, options.settings) as model:
        result = model.solve()
    drawing = label_drawing(
        result, screen.lang, link=options.link, is_final=options.final
    )
    width = printed_width(result) if options.width is None else options.width
    content = label_bytes(drawing, format_, width, dpi=options.dpi)
    if path is None:
        screen.show(content.decode())
        return
    with writing(path):
        write_file(path, content)
    screen.tell(screen.word("cli.wrote", path=path))
