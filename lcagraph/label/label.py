"""What stands on the label: footprint, number, `kgCO2e`, what it is per, and the code.

Chongqing guide 一(2), figure 1: green, a footprint, Arabic numerals with their unit,
below them a QR code that leads to the details; scaled in proportion. Who may use the
label, the certification body says: without the number of a certificate, and for every
variant of the certified model, the mark `PREVIEW – NOT CERTIFIED` stands across it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from lcagraph.drawing.measure import Span, width_of, wrapped
from lcagraph.drawing.shapes import (
    GREEN,
    INK,
    MUTED,
    RED,
    WHITE,
    Box,
    Drawing,
    Shape,
    Words,
)
from lcagraph.errors import Finding, UsageError
from lcagraph.graph.report_fields import Certification
from lcagraph.label.code import Modules, code_shape, modules_of
from lcagraph.label.foot import HEIGHT as FOOT_HEIGHT
from lcagraph.label.foot import WIDTH as FOOT_WIDTH
from lcagraph.label.foot import foot
from lcagraph.result.footprint import Footprint
from lcagraph.wording import Language, label, word

WIDTH = 600.0
"""Of the drawing; all sizes below are in its pixels. [px]"""
EDGE, RADIUS = 10.0, 26.0
CODE = 500.0
"""Side of the QR code with its quiet zone: 5/6 of the width, so that a label of 20 mm
with a code of 37 modules has modules of 16.7 mm / 45 = 0.37 mm."""
SMALLEST = 45.0
"""Font size of the smallest words. [px]"""
UNIT = "kgCO2e"
"""As the guide prints it, without a subscript."""

_INSIDE = WIDTH - 80.0
_BAND, _FOOT, _NUMBER = 110.0, 250.0, 118.0
_DIGITS = 4
"""Significant digits; all integer places of larger numbers (own decision)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelText:
    """The words of a label."""

    title: str
    number: str
    unit: str
    per: str
    """What the number is per."""
    reach: str
    """From where to where the life cycle reaches: what is not whole must say so."""
    certificate: str
    """Number of the certificate; empty: a preview."""
    language: Language

    @property
    def is_preview(self) -> bool:
        return not self.certificate


def label_drawing(
    footprint: Footprint, lang: Language, *, link: str = "", is_final: bool = False
) -> Drawing:
    """The label of a solved model.

    Parameters
    ----------
    footprint : Footprint
    lang : {"zh", "en"}
    link : str
        Web address behind the code; empty: the certificate's `link`. A preview without
        either shows where the code will stand.
    is_final : bool
        Whether a preview is refused.

    Returns
    -------
    Drawing
        `WIDTH` pixels wide; `label.printed.label_bytes` gives it a size in millimetres.

    Raises
    ------
    UsageError
        A final label of a model without a certificate's number (E060); a link that
        can't stand behind a code, or none on a certified label (E778); segno is not
        installed (E777).
    """
    text = text_of(footprint, lang)
    if is_final and text.is_preview:
        raise UsageError(Finding(code="E060", at="assessment.certification.number"))
    certification = _certification(footprint)
    link = link or (certification.link if certification else None) or ""
    modules = modules_of(link) if link or not text.is_preview else ()
    return _drawn(text, modules)


def text_of(footprint: Footprint, lang: Language) -> LabelText:
    """The words of a model's label."""
    system = footprint.prepared.compiled.system
    certification = _certification(footprint)
    made = footprint.provenance
    is_variant = made.scenario is not None or bool(made.settings)
    number = certification.number if certification else None
    boundary = system.scope.boundary
    return LabelText(
        title=label("label.title", lang),
        number=numerals(footprint.total),
        unit=UNIT,
        per=label("label.per", lang).format(unit=footprint.name.get(lang)),
        reach=word("boundary", boundary, lang) if boundary else "",
        certificate=number if number and not is_variant else "",
        language=lang,
    )


def numerals(value: float) -> str:
    """A footprint in Arabic numerals, without exponent or grouping: `0.4321`, `10547`.

    Four significant digits, half to even; larger numbers keep all integer places.
    """
    exact = Decimal(value)
    if not exact:
        return "0"
    places = max(0, _DIGITS - 1 - exact.adjusted())
    rounded = round(exact, places)
    return f"{rounded:f}".replace("-", "\N{MINUS SIGN}")


def _certification(footprint: Footprint) -> Certification | None:
    assessment = footprint.prepared.compiled.system.assessment
    return assessment.certification if assessment is not None else None


# ------------------------------------------------------------------------- drawing


def _drawn(text: LabelText, modules: Modules) -> Drawing:
    shapes: list[Shape] = [*_head(text), *_figure(text)]
    y = _BAND + _FOOT + 50.0
    for shape in _per(text, y):
        shapes.append(shape)
        y = shape.y + 20.0
    shapes += _mark(text, y)
    y += 110.0 if text.is_preview else 10.0
    shapes += _code(text, modules, y)
    y += CODE
    if text.certificate:
        shapes += _certificate(text, y)
        y += 70.0
    height = y + 35.0
    return Drawing(
        width=WIDTH,
        height=height,
        title=f"{text.title} {text.number} {text.unit}",
        description=" ".join(filter(None, [text.per, text.reach, *_marks(text)])),
        shapes=(_sheet(height), *shapes, _frame(height)),
        language=text.language,
    )


def _marks(text: LabelText) -> tuple[str, ...]:
    """The mark in both languages: whoever reads one of them must not be misled."""
    if not text.is_preview:
        return ()
    return label("label.preview", "zh"), label("label.preview", "en")


def _sheet(height: float) -> Box:
    return Box(x=0, y=0, width=WIDTH, height=height, fill=WHITE)


def _frame(height: float) -> Box:
    half = EDGE / 2
    return Box(
        x=half,
        y=half,
        width=WIDTH - EDGE,
        height=height - EDGE,
        stroke=GREEN,
        stroke_width=EDGE,
        radius=RADIUS,
        role="frame",
    )


def _head(text: LabelText) -> Iterator[Shape]:
    half = EDGE / 2
    yield Box(
        x=half,
        y=half,
        width=WIDTH - EDGE,
        height=_BAND,
        fill=GREEN,
        radius=RADIUS,
    )
    yield Box(x=half, y=60.0, width=WIDTH - EDGE, height=_BAND - 55.0, fill=GREEN)
    yield _centred(_fitted(text.title, 62.0, _INSIDE, WHITE), 80.0)


def _figure(text: LabelText) -> Iterator[Shape]:
    """The foot on the left; number and unit beside it."""
    top = _BAND + 30.0
    wide = FOOT_WIDTH * _FOOT / FOOT_HEIGHT
    yield from foot(50.0, top, _FOOT, GREEN)
    left = 50.0 + wide + 25.0
    room = WIDTH - 40.0 - left
    middle = left + room / 2
    number = _fitted(text.number, _NUMBER, room, GREEN)
    unit = _fitted(text.unit, 76.0, room, GREEN)
    yield Words(x=middle, y=top + 135.0, line=(number,), anchor="middle")
    yield Words(x=middle, y=top + 225.0, line=(unit,), anchor="middle")


def _per(text: LabelText, y: float) -> list[Words]:
    span = Span(text=text.per, size=SMALLEST, colour=INK)
    lines = wrapped([span], _INSIDE)
    if text.reach:
        lines.append((replace(span, text=text.reach, colour=MUTED),))
    return [
        Words(x=WIDTH / 2, y=y + 38.0 + 56.0 * row, line=line, anchor="middle")
        for row, line in enumerate(lines)
    ]


def _mark(text: LabelText, y: float) -> Iterator[Shape]:
    marks = _marks(text)
    if not marks:
        return
    yield Box(x=EDGE, y=y, width=WIDTH - 2 * EDGE, height=110.0, fill=RED, role="mark")
    span = Span(text=" ".join(marks), size=SMALLEST, bold=True, colour=WHITE)
    for row, line in enumerate(wrapped([span], WIDTH - 4 * EDGE)):
        baseline = y + 46.0 + 50.0 * row
        yield Words(x=WIDTH / 2, y=baseline, line=line, anchor="middle")


def _code(text: LabelText, modules: Modules, y: float) -> Iterator[Shape]:
    x = (WIDTH - CODE) / 2
    if modules:
        yield code_shape(modules, x, y, CODE)
        return
    yield Box(
        x=x + 50.0,
        y=y + 50.0,
        width=CODE - 100.0,
        height=CODE - 100.0,
        stroke=MUTED,
        stroke_width=3.0,
        dashes="12 8",
        role="code-place",
    )
    place = label("label.code", text.language)
    yield _centred(Span(text=place, size=SMALLEST, colour=MUTED), y + CODE / 2)


def _certificate(text: LabelText, y: float) -> Iterator[Shape]:
    said = label("label.certificate", text.language).format(number=text.certificate)
    yield _centred(_fitted(said, SMALLEST, _INSIDE, INK), y + 45.0)


def _centred(span: Span, y: float) -> Words:
    return Words(x=WIDTH / 2, y=y, line=(span,), anchor="middle")


def _fitted(text: str, size: float, room: float, colour: str) -> Span:
    """Bold words, made smaller where they are wider than their room."""
    span = Span(text=text, size=size, bold=True, colour=colour)
    return replace(span, size=size * min(1.0, room / max(width_of((span,)), 1.0)))
