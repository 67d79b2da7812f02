"""Cards of emission factors: five rows, or those of a datum where it is measured."""

from __future__ import annotations

from collections.abc import Iterator

from lcagraph.graph.factor import Factor
from lcagraph.graph.words import FactorClass
from lcagraph.report.content import Cell, Inline, Row, Table, Words
from lcagraph.report.documents import document_name
from lcagraph.report.lines import Line
from lcagraph.report.places import place_name
from lcagraph.report.shandong.cards import (
    WIDTHS,
    explained,
    gaps_words,
    monitored,
    verdict,
)
from lcagraph.report.shandong.grid import card, cell, head_cell, printed
from lcagraph.report.shandong.matter import Matter
from lcagraph.result.names import gwp_name
from lcagraph.wording import word

PRIORITY: dict[FactorClass, int] = {
    "measured": 1,
    "process": 1,
    "supplier": 2,
    "regional": 3,
    "national": 4,
    "international": 5,
}
"""Order of choice (7.2 b), five tiers, of the six classes that 3.4 scores (D-04)."""


def factor_card(
    matter: Matter, line: Line, *, number: str, answers: tuple[str, ...]
) -> Table:
    """The five rows of 表3-13…3-16; a measured factor has the nine of a datum."""
    say = matter.phrases
    name = factor_name(matter, line)
    lines: list[Row] = [
        (head_cell(say.text("card.item")), cell(name)),
        (head_cell(say.text("card.value")), _factor_value(matter, line)),
        (head_cell(say.text("card.unit")), cell(matter.phrases.factor_unit(line.unit))),
        (head_cell(say.text("card.factor_source")), cell(factor_source(matter, line))),
    ]
    own = line.source.factor_card
    at = f"{line.source.factor_path}.data"
    if line.source.factor_class == "measured" and line.supplier is not None:
        lines += card(
            [
                *monitored(matter, {at: own}, at),
                (say.text("card.gaps"), gaps_words(matter, {at: own}, at)),
            ]
        )
    lines += card([(say.text("card.conclusion"), _factor_verdict(matter, line))])
    return Table(
        id=f"factor-{line.factor_id}",
        number=number,
        title=say.text("table.card", name=name),
        body=tuple(lines),
        widths=WIDTHS,
        answers=answers,
    )


def _factor_value(matter: Matter, line: Line) -> Cell:
    key = f"factor/{line.factor_id}"
    if line.corrections:
        words = matter.phrases.text(
            "factor.less_covered",
            gross=printed(line.gross_factor),
            net=printed(line.factor),
        )
        return explained(words, line.gross_factor, key)
    if line.removed and not line.emitted:
        return explained(printed(-line.removal_factor), -line.removal_factor, key)
    words = printed(line.factor)
    if line.removed:
        words = f"{words} (− {printed(line.removal_factor)})"
    return explained(words, line.factor, key)


def factor_name(matter: Matter, line: Line) -> str:
    """Name of an emission factor."""
    own = (
        matter.line_name(line) if line.supplier is None else matter.supplier_name(line)
    )
    return matter.phrases.text("factor.name", name=own)


def factor_source(matter: Matter, line: Line) -> Words:
    """Tier, document, page, year, region, boundary and GWP of a factor."""
    say, source = matter.phrases, line.source
    known = source.factor_class
    pieces: list[Inline] = []
    if source.is_measured:
        return (say.text("factor.gas", gwp=matter.gwp),)
    if known is None:
        pieces.append(matter.said(None, f"{source.factor_path}.class", "factor.class"))
    else:
        tier, kind = str(PRIORITY[known]), say.text(f"class.{known}")
        pieces.append(say.text("factor.tier", tier=tier, kind=kind))
    column, record = source.column, source.record
    if column is not None:
        pieces += _document(matter, column.factor, source.factor_path)
    elif record is not None:
        pieces.append(
            say.text(
                "factor.record",
                source=document_name(record.source.get(matter.lang), matter.lang),
                year=str(record.year),
                region=place_name(record.region, matter.lang),
            )
        )
    else:
        stated = source.emitted.source if source.emitted is not None else None
        text = document_name(stated.get(matter.lang), matter.lang) if stated else None
        pieces.append(matter.said(text, f"{line.path}.source", "card.factor_source"))
    remark = column.factor.note if column is not None else None
    if column is None and source.emitted is not None:
        remark = source.emitted.note
    if remark is not None:
        pieces.append(say.text("factor.remark", said=remark.get(matter.lang)))
    return tuple(pieces)


def _document(matter: Matter, factor: Factor, at: str) -> Iterator[Inline]:
    say = matter.phrases
    source = factor.source.get(matter.lang) if factor.source else None
    named = document_name(source, matter.lang) if source else None
    yield matter.said(named, f"{at}.source", "card.factor_source")
    details = {
        "page": factor.page,
        "year": str(factor.year) if factor.year else None,
        "region": place_name(factor.region, matter.lang) if factor.region else None,
        "boundary": word("boundary", factor.boundary, matter.lang).replace("_", " ")
        if factor.boundary
        else None,
        "gwp": gwp_words(matter, factor),
        "documents": matter.cited(factor.evidence) or None,
    }
    parts = [
        say.text(f"factor.{key}", said=said) for key, said in details.items() if said
    ]
    if parts:
        yield say.text("factor.details", parts=say.listed(parts))


def gwp_words(matter: Matter, factor: Factor) -> str:
    """The set behind a ready CO2e figure, as its row states it; of gases, our own."""
    say = matter.phrases
    if factor.gwp is None and factor.emissions:
        return say.text("factor.own_gwp", gwp=matter.gwp)
    if factor.gwp is None or factor.gwp == "unknown":
        return say.text("factor.gwp_unknown")
    return gwp_name(factor.gwp, matter.lang)


def _factor_verdict(matter: Matter, line: Line) -> Words:
    """The verdict; of a fuel also which part of its life cycle the factor covers.

    A note of the factor is the modeller's remark; the assessor's stands on its card.
    """
    say, column = matter.phrases, line.source.column
    place, own = line.source.factor_path, line.source.factor_card
    note = own.note if own is not None else None
    words = verdict(matter, [note], place, f"{place}.data.note")
    boundary = column.factor.boundary if column is not None else None
    is_fuel = column is not None and column.factor.kind == "fuel"
    if is_fuel and boundary == "upstream_only":
        return (say.text("fuel.upstream"), *words)
    if is_fuel and boundary == "combustion_only":
        return (say.text("fuel.combustion"), *words)
    if is_fuel and boundary == "cradle_to_grave":
        return (say.text("fuel.whole"), *words)
    if line.supplier is None and line.activity != line.path:
        return (say.text("fuel.burnt"), *words)
    return words
