"""Chapter 3.2: the system boundary, suppliers, sources of emission and their data."""

from __future__ import annotations

from lcagraph.report.content import Block, Figure, Row, Section, Table
from lcagraph.report.lines import Line
from lcagraph.report.shandong.factor_cards import factor_name
from lcagraph.report.shandong.figures import drawn
from lcagraph.report.shandong.grid import cell, head, row, shares
from lcagraph.report.shandong.matter import Matter
from lcagraph.report.shandong.phrases import see
from lcagraph.report.shandong.suppliers import suppliers_table


def boundary(matter: Matter) -> Section:
    """3.2 系统边界."""
    say = matter.phrases
    figure = drawn(matter, "boundary")
    stages = [
        say.text("boundary.numbered", n=str(n), stage=matter.stage_name(one.stage))
        for n, one in enumerate(matter.stages, start=1)
    ]
    listed = say.text("semicolon").join(stages)
    shown = say.paragraph("boundary.listed", "SD-56", stages=listed)
    if isinstance(figure, Figure):
        at = see(figure.id)
        shown = say.paragraph("boundary.shown", "SD-56", stages=listed, figure=at)
    blocks: tuple[Block, ...] = (
        shown,
        figure,
        say.paragraph("suppliers.are", table=see("suppliers")),
        suppliers_table(matter),
        say.paragraph("sources.are", table=see("sources")),
        _sources(matter),
    )
    return Section(
        id="boundary", title=say.numbered("3.2", "heading.boundary"), blocks=blocks
    )


def _sources(matter: Matter) -> Table:
    """表3-7: sources of emission and what is used, by stage."""
    say = matter.phrases
    groups = [
        (stage.stage, _once(matter, stage.stage))
        for stage in matter.stages
        if matter.lines_in(stage.stage)
    ]
    count = sum(len(lines) for _, lines in groups)
    rows: list[Row] = []
    for stage, lines in groups:
        for n, line in enumerate(lines):
            first = (cell(matter.product, rows=count),) if not rows else ()
            name = say.text("sources.of", stage=matter.stage_name(stage))
            group = (cell(name, rows=len(lines)),) if not n else ()
            rows.append(
                (
                    *first,
                    *group,
                    cell(matter.line_name(line)),
                    cell(_what(matter, line)),
                )
            )
    columns = ("product", "source", "item", "note")
    return Table(
        id="sources",
        number=matter.numbers.table(3, "3-7"),
        title=say.text("table.sources"),
        head=(head(*(say.text(f"sources.{one}") for one in columns)),),
        body=tuple(rows),
        widths=shares(18, 22, 28, 32),
        answers=("SD-57",),
    )


def _once(matter: Matter, stage: str) -> list[Line]:
    """Lines of a stage, one per name and kind of source."""
    found: dict[tuple[str, str], Line] = {}
    for line in matter.lines_in(stage):
        key = matter.line_name(line), _what(matter, line)
        found.setdefault(key, line)
    return list(found.values())


def _what(matter: Matter, line: Line) -> str:
    """Which kind of emission a source is."""
    say = matter.phrases
    column = line.source.column
    if line.corrections:
        return say.text("source.spending")
    if line.removed and not line.emitted:
        return say.text("source.removal")
    if column is None:
        is_burnt = line.activity != line.path
        return say.text("source.burnt" if is_burnt else "source.direct")
    if line.is_freight:
        return say.text("source.transport", mode=matter.supplier_name(line))
    kind = column.factor.kind or "material"
    if kind in ("electricity", "heat") and line.stage == "raw_materials":
        return say.text(f"source.{kind}_of_materials")
    return (
        say.text(f"source.{kind}") if kind in SOURCES else say.text("source.material")
    )


SOURCES = ("material", "fuel", "electricity", "heat", "treatment", "service")


def data_table(matter: Matter) -> Table:
    """表3-8: by stage, each activity datum with its factor; removals last."""
    say = matter.phrases
    rows: list[Row] = []
    for stage in matter.stages:
        pairs = dict.fromkeys(
            (_datum(matter, line), factor_name(matter, line))
            for line in matter.lines_in(stage.stage)
        )
        for n, pair in enumerate(pairs):
            name = matter.stage_name(stage.stage)
            first = (cell(name, rows=len(pairs)),) if not n else ()
            rows.append((*first, *row(*pair)))
    columns = ("stage", "activity", "factor")
    return Table(
        id="data",
        number=matter.numbers.table(3, "3-8"),
        title=say.text("table.data"),
        head=(head(*(say.text(f"data.{one}") for one in columns)),),
        body=tuple(rows),
        widths=shares(20, 40, 40),
        answers=("SD-57", "SD-20"),
    )


def _datum(matter: Matter, line: Line) -> str:
    if line.removed and not line.emitted:
        return matter.phrases.text("data.removed", name=matter.line_name(line))
    key = "data.freight" if line.is_freight else "data.amount"
    if line.is_waste and not line.is_freight:
        key = "data.waste"
    return matter.phrases.text(key, name=matter.activity_name(line))
