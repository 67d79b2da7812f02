"""Spending of a hybrid model without what the model tells itself: rows of their own.

An input ``{amount: 180 USD_2012, from: <sector>, covered: {power: 221100*}}`` gets a
row for each purchase of its sector that is covered, with a negative amount that follows
the spending. So every correction stands in the result, in traces and tables as a line
with its own number, and none is silent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from lcagraph.background.offers import Offer
from lcagraph.background.overlaps import Overlap, overlaps, own_gases
from lcagraph.compile.background import NamedRow
from lcagraph.errors import Finding
from lcagraph.formulas import formula, name, number, product
from lcagraph.graph.process import Input, UnitProcess
from lcagraph.graph.words import Text
from lcagraph.units import divide

LookUp = Callable[[str, str], Offer | Finding]
"""The dataset that a text names, at a model path."""

SHARE = 100.0


@dataclass(slots=True)
class Corrections:
    """Rows that take off spending what is told elsewhere."""

    processes: dict[str, UnitProcess]
    rows: list[NamedRow] = field(default_factory=list)
    """Rows that draw on a sector with its supply chain."""
    direct: list[tuple[NamedRow, Offer]] = field(default_factory=list)
    """Rows that take off a sector's own emissions, with these alone."""
    findings: list[Finding] = field(default_factory=list)


def with_corrections(
    processes: Mapping[str, UnitProcess], rows: Collection[NamedRow], look_up: LookUp
) -> Corrections:
    """The processes with a row for each covered purchase of what they spend on.

    Parameters
    ----------
    processes : mapping of str to UnitProcess
    rows : collection of NamedRow
        Those of them that name a dataset.
    look_up : callable
        Finds the dataset that a text names.
    """
    made = Corrections(processes=dict(processes))
    for row in rows:
        if row.section != "inputs":
            continue
        input_ = made.processes[row.process].inputs[row.row]
        offer = look_up(row.reference, row.at)
        if input_.covered and isinstance(offer, Offer):
            at = f"processes.{row.process}.inputs.{row.row}.covered"
            found, findings = overlaps(offer, input_.covered, at)
            made.findings += findings
            made.findings += _told(row.row, found, at)
            for one in found:
                _add(made, row, input_, one, offer)
    made.findings += _unnamed(processes, {(r.process, r.row) for r in rows})
    return made


def _add(
    made: Corrections, row: NamedRow, input_: Input, one: Overlap, sector: Offer
) -> None:
    """A row with the negative amount of one covered purchase."""
    process = made.processes[row.process]
    id_ = _free(f"{row.row}_less_{one.by}", process.inputs)
    at = f"processes.{row.process}.inputs.{row.row}"
    spent = name(f"{at}.amount.net" if _is_reduced(input_) else f"{at}.amount")
    each = number(-one.per_unit, divide(one.offer.unit, sector.unit))
    activity = one.offer.activity
    told = one.offer.database.process(activity.process).names
    zh, en = told.get("zh", activity.name), told.get("en", activity.name)
    word = ("扣除直接排放：", "less own emissions: ") if one.is_direct else _LESS
    correction = Input(
        amount=formula(product(spent, each)),
        product=id_,
        name=Text(f"{word[0]}{zh}（{one.by}）", f"{word[1]}{en} ({one.by})"),
        stage=input_.stage,
        data=replace(input_.data, minus=None) if input_.data is not None else None,
        from_=one.offer.reference,
        corrects=row.row,
    )
    inputs = {**process.inputs, id_: correction}
    made.processes[row.process] = replace(process, inputs=inputs)
    named = NamedRow(
        section="inputs",
        process=row.process,
        row=id_,
        key="from",
        reference=one.offer.reference,
        stated_at=f"{at}.covered.{one.by}",
    )
    if one.is_direct:
        made.direct.append((named, replace(sector, gases=own_gases(sector))))
    else:
        made.rows.append(named)


_LESS = ("扣除：", "less: ")


def _free(id_: str, taken: Collection[str]) -> str:
    if id_ not in taken:
        return id_
    return next(n for k in count(2) if (n := f"{id_}_{k}") not in taken)


def _is_reduced(input_: Input) -> bool:
    return input_.data is not None and bool(input_.data.minus)


def _told(row: str, found: Collection[Overlap], at: str) -> Iterator[Finding]:
    """What was taken off, as a note of the result."""
    if found:
        listed = [
            f"{one.by}: {one.offer.activity.name}"
            + ("" if one.is_direct else f" ({SHARE * one.per_unit:.3g} %)")
            for one in found
        ]
        values = {"row": row, "count": len(listed), "corrections": listed}
        yield Finding(code="N585", at=at, values=values, part="key")


def _unnamed(
    processes: Mapping[str, UnitProcess], named: Collection[tuple[str, str]]
) -> Iterator[Finding]:
    """Mappings of inputs that name no sector themselves."""
    for id_, process in processes.items():
        for row, input_ in process.inputs.items():
            if input_.covered and not input_.sector and (id_, row) not in named:
                at = f"processes.{id_}.inputs.{row}.covered"
                yield Finding(code="E582", at=at, values={"row": row}, part="key")
