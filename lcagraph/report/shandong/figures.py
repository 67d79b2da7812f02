"""图3-1 … 图3-4: departments, process flow, what the product is made of, boundary."""

from __future__ import annotations

from dataclasses import replace

from lcagraph.charts import Caption, Unit, organisation_chart
from lcagraph.diagram.departments import organisation_drawing
from lcagraph.diagram.size import style_for
from lcagraph.drawing.measure import Span
from lcagraph.drawing.shapes import MUTED, Box, Drawing, Words
from lcagraph.errors import FindingsError, UsageError
from lcagraph.figures import Figure as FigureChoice
from lcagraph.figures import Subject, figure_drawing
from lcagraph.report.content import Figure, Paragraph
from lcagraph.report.content import Words as Said
from lcagraph.report.printed import amount_text
from lcagraph.report.shandong.consumption import Material, materials
from lcagraph.report.shandong.matter import Matter
from lcagraph.wording import message

DIGITS = 3
"""Significant digits of amounts in a picture."""

MOST = 30
"""Materials that are drawn; what more there are is told as a number."""


def departments_figure(matter: Matter) -> Figure:
    """图3-1; without departments an empty frame, and a blank for them."""
    say = matter.phrases
    notes: tuple[Said, ...] = ()
    if matter.organisation.departments:
        drawing = organisation_drawing(matter.system, lang=matter.lang)
    else:
        title = say.text("figure.organisation")
        drawing = _frame(title, say.text("figure.missing"), matter)
        blank = matter.said(None, "organisation.departments", "figure.organisation")
        notes = (say.words("figure.to_fill", what=blank),)
    return Figure(
        id="organisation-chart",
        number=matter.numbers.figure(3, "3-1"),
        title=say.text("figure.organisation"),
        drawing=drawing,
        notes=notes,
        answers=("SD-50",),
    )


def composition_figure(matter: Matter) -> Figure | None:
    """图3-3: raw materials per functional unit; None for a product of none."""
    say, found = matter.phrases, materials(matter)
    if not found:
        return None
    units = {"product": Unit(name=matter.result.name.get(matter.lang))}
    for n, one in enumerate(found[:MOST]):
        units[f"{n}"] = Unit(name=_with_amount(matter, one), under="product")
    if len(found) > MOST:
        more = say.text("figure.more", count=str(len(found) - MOST))
        units["more"] = Unit(name=more, under="product")
    caption = Caption(title=say.text("figure.per_unit"), lang=matter.lang)
    drawing = organisation_chart(units, caption, in_a_row=IN_A_ROW)
    return Figure(
        id="composition",
        number=matter.numbers.figure(3, "3-3"),
        title=say.text("figure.composition", product=matter.plain_product),
        drawing=replace(drawing, description=_described(matter, found)),
        answers=("SD-53",),
    )


def _with_amount(matter: Matter, one: Material) -> str:
    if one.amount is None:
        return one.name
    unit = matter.phrases.unit(one.unit)
    amount = f"{amount_text(one.amount, DIGITS)}\N{NO-BREAK SPACE}{unit}"
    return matter.phrases.text("figure.material", name=one.name, amount=amount)


def _described(matter: Matter, found: tuple[Material, ...]) -> str:
    """What the picture tells, for those who don't see it."""
    listed = matter.phrases.listed([_with_amount(matter, one) for one in found])
    unit = matter.result.name.get(matter.lang)
    return matter.phrases.text("figure.made_of", unit=unit, materials=listed)


def drawn(matter: Matter, style: str) -> Figure | Paragraph:
    """Process flow (图3-2) or boundary (图3-4); a sentence where none can be drawn."""
    say, result = matter.phrases, matter.result
    subject = Subject(
        prepared=result.prepared, numbers=result.numbers, footprint=lambda: result
    )
    count = len(matter.system.processes)
    is_flow = style == "flow"
    usual = style_for(count)
    chosen = "flow" if is_flow and usual in ("spine", "cards") else usual
    try:
        choice = FigureChoice(style=chosen, lang=matter.lang)
        drawing = figure_drawing(subject, choice)
    except UsageError as error:
        why = message(error.finding, matter.lang)
        return say.paragraph("figure.refused", emphasis="note", why=why)
    except FindingsError as error:
        why = message(error.findings[0], matter.lang)
        return say.paragraph("figure.refused", emphasis="note", why=why)
    return Figure(
        id="process-flow" if is_flow else "boundary-figure",
        number=matter.numbers.figure(3, "3-2" if is_flow else "3-4"),
        title=say.text(f"figure.{style}", product=matter.plain_product),
        drawing=drawing,
        answers=("SD-53",) if is_flow else ("SD-56",),
    )


IN_A_ROW = 4
"""Materials side by side: as wide as an upright page."""

WIDTH, HEIGHT, MARGIN = 560.0, 110.0, 12.0
"""Of the empty frame. [px]"""


def _frame(title: str, said: str, matter: Matter) -> Drawing:
    """An empty frame where a picture belongs."""
    frame = Box(
        x=MARGIN,
        y=MARGIN,
        width=WIDTH - 2 * MARGIN,
        height=HEIGHT - 2 * MARGIN,
        stroke=MUTED,
        dashes="6 4",
        role="missing",
    )
    line = (Span(text=said, colour=MUTED),)
    words = Words(x=WIDTH / 2, y=HEIGHT / 2 + 5, line=line, anchor="middle")
    return Drawing(
        width=WIDTH,
        height=HEIGHT,
        title=title,
        description=said,
        shapes=(frame, words),
        language=matter.lang,
    )
