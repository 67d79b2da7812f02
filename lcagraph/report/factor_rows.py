"""Every emission factor in use: of what is bought, and of what burns or escapes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lcagraph.graph.factor import Factor
from lcagraph.impact import gwp_set, gwp_sets
from lcagraph.report.content import Blank, Inline, Row, Table
from lcagraph.report.documents import document_name
from lcagraph.report.lines import Line
from lcagraph.report.places import place_name
from lcagraph.report.printed import amount_text, factor_unit, shown_unit
from lcagraph.report.things import factor_called, line_thing
from lcagraph.report.writer import Writer, row
from lcagraph.result.names import printed_set


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedFactor:
    """One factor of the inventory, as its table prints it."""

    name: str
    value: str
    class_: str | None
    region: str | None
    year: int | None
    gwp: str | None
    """Set of a ready figure, or `unknown`; None: gases, characterised here."""
    source: str
    path: str
    """Where the model describes it."""


def factor_table(writer: Writer) -> Table:
    """Factors in use: value, class, region, year, GWP set, source."""
    body = [_row(writer, one) for one in used_factors(writer)]
    keys = ("factor", "factor_value", "factor_kind", "region", "year", "factor_gwp")
    head = writer.head(*(f"shared.{key}" for key in (*keys, "source")))
    title = writer.text("shared.factors_title")
    return replace(
        writer.table("factors", title, head, body),
        widths=(0.18, 0.15, 0.14, 0.08, 0.07, 0.11, 0.27),
        notes=(writer.words("shared.factors_note"),),
    )


def used_factors(writer: Writer) -> tuple[UsedFactor, ...]:
    """Each factor once, in the order of the inventory.

    A gas that a process measures has none; one that follows its fuel has that of the
    combustion.
    """
    found: dict[str, UsedFactor] = {}
    lines = writer.subject.lines
    for line in (one for net in lines for one in (net, *net.corrections)):
        if line.source.is_measured:
            continue
        for one in _of_line(writer, line):
            found.setdefault(_key(line), one)
    return tuple(found.values())


def factor_sources(writer: Writer) -> tuple[str, ...]:
    """Documents behind the factors, each once."""
    named = (one.source for one in used_factors(writer))
    return tuple(dict.fromkeys(source for source in named if source))


def gwp_name(id_: str, writer: Writer) -> str:
    """A GWP set by its report and horizon: `IPCC AR6 GWP100`."""
    if id_ in gwp_sets():
        known = gwp_set(id_)
        return f"IPCC {known.edition} GWP{known.horizon}"
    printed = printed_set(id_)
    return writer.called("gwp", id_) if printed == id_ else printed


def _key(line: Line) -> str:
    """What tells factors apart: their id, or the published record or own figure."""
    emitted = line.source.emitted
    cited = emitted.from_ if emitted is not None else None
    return line.supplier or cited or line.path


def _of_line(writer: Writer, line: Line) -> Iterator[UsedFactor]:
    source, column = line.source, line.source.column
    if column is not None:
        factor, system = column.factor, writer.subject.system
        yield UsedFactor(
            name=factor_called(system, factor, column.id, writer.lang),
            value=f"{amount_text(line.gross_factor)} {factor_unit(line.unit)}",
            class_=factor.class_,
            region=factor.region,
            year=factor.year,
            gwp=_stated_gwp(factor),
            source=_paged(writer, writer.said(factor.source), factor.page),
            path=f"factors.{column.id}",
        )
        return
    record, emitted = source.record, source.emitted
    stated = writer.said(emitted.source) if emitted is not None else ""
    cited = writer.said(record.source) if record is not None else ""
    yield UsedFactor(
        name=writer.said(record.name) if record else line_thing(writer, line),
        value=_own_value(writer, line),
        class_=source.factor_class,
        region=record.region if record else None,
        year=record.year if record else None,
        gwp=None,
        source=_paged(writer, stated or cited, None),
        path=line.path,
    )


def _own_value(writer: Writer, line: Line) -> str:
    """Value of an emission's factor: as published, as stated, or by what it follows.

    Of what follows a quantity, the ledger has no amount but that of the gas.
    """
    record, emitted = line.source.record, line.source.emitted
    if record is not None:
        gwp = gwp_set(writer.subject.system.scope.gwp)
        gases = record.emissions or {}
        value = math.fsum(_number(kg) * gwp.factors[id_] for id_, kg in gases.items())
        value += math.fsum(_number(one) for one in (record.co2e or {}).values())
        count, _, unit = record.per.partition(" ")
        return f"{amount_text(value / float(count))} {factor_unit(unit)}"
    if line.activity == line.path and emitted is not None and emitted.factor:
        return shown_unit(emitted.factor.text)
    value = line.net / line.amount if line.amount else 0.0
    return f"{amount_text(value)} {factor_unit(line.unit)}"


def _number(amount: str) -> float:
    """Kilograms of a published amount: `98.3 kg`."""
    return float(amount.partition(" ")[0])


def _stated_gwp(factor: Factor) -> str | None:
    """Set of a ready figure; unknown where it has none, and none of gases."""
    return factor.gwp or ("unknown" if factor.co2e is not None else None)


def _paged(writer: Writer, source: str, page: str | None) -> str:
    said = document_name(source, writer.lang)
    if not page or not said:
        return said
    return f"{said}，{page}" if writer.lang == "zh" else f"{said}, {page}"


def _row(writer: Writer, one: UsedFactor) -> Row:
    source: Inline = one.source or Blank(
        path=f"{one.path}.source", label=writer.text("shared.source")
    )
    own = writer.subject.system.scope.gwp
    return row(
        one.name,
        one.value,
        writer.called("class", one.class_) if one.class_ else "—",
        place_name(one.region, writer.lang) if one.region else "—",
        f"{one.year}" if one.year else "—",
        gwp_name(one.gwp or own, writer),
        source,
    )
