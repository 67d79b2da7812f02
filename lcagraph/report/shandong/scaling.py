"""How a datum as the model states it becomes the amount of the calculation.

    amount = value × Σ_k runs_k × allocation_k

value       per run of its process, as the model writes it: a recipe, or a year's total
runs        of the process in the period, for its product k [1]
allocation  share of the datum that product k answers for [1]

A meter, a bill and a cross-check know the value; the footprint counts the amount.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from lcagraph.checks.data_cards import Datum
from lcagraph.report.content import Row
from lcagraph.report.lines import Line
from lcagraph.report.shandong.cards import Quantity, explained
from lcagraph.report.shandong.grid import cell, head_cell, printed
from lcagraph.report.shandong.matter import Matter
from lcagraph.trace import Draw, Trace

SAME = 1e-9
"""Values that differ by less are one. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A datum before allocation, and what becomes of it."""

    process: str
    value: float
    """Per run of the process. [unit]"""
    amount: float
    """After allocation, in the period. [unit]"""
    unit: str
    draws: tuple[Draw, ...]
    """Runs of the reference flow, not yet of the period."""

    @property
    def is_counted_as_stated(self) -> bool:
        """Whether nothing is scaled or allocated."""
        return math.isclose(self.value, self.amount, rel_tol=SAME)


def stated(matter: Matter, datum: Datum) -> Stated | None:
    """The datum as the model states it; None if nothing of it counts."""
    trace: Trace | None = matter.traced.get(datum.path)
    if trace is None:
        return None
    times = math.fsum(one.runs * one.allocation for one in trace.draws)
    if not times:
        return None
    return Stated(
        process=datum.process,
        value=trace.amount / times,
        amount=trace.amount * matter.scale,
        unit=trace.unit,
        draws=trace.draws,
    )


def quantity(matter: Matter, line: Line, name: str, key: str) -> Quantity:
    """What a card of activity data prints: the value stated, and the amount counted."""
    say = matter.phrases
    known = [found for one in line.data if (found := stated(matter, one)) is not None]
    counted = head_cell(say.text("card.counted"))
    if len(known) == len(line.data) == 1 and not _is_part(known[0], line):
        one = known[0]
        if one.is_counted_as_stated:
            return Quantity(
                name=name,
                amount=line.amount,
                unit=line.unit,
                key=key,
                is_energy=line.is_energy,
            )
        counted_amount = f"{printed(line.amount)} {say.unit(line.unit)}"
        words = f"{counted_amount} = {_steps(matter, one)}"
        return Quantity(
            name=name,
            amount=one.value,
            unit=line.unit,
            note=_per_run(matter, one),
            is_energy=line.is_energy,
            rows=((counted, explained(words, line.amount, key)),),
        )
    rows: tuple[Row, ...] = ()
    if known:
        listed = say.text("semicolon").join(
            say.text(
                "card.behind",
                process=matter.process_name(one.process),
                amount=f"{printed(one.amount)} {say.unit(one.unit)}",
                steps=_steps(matter, one),
            )
            for one in known
        )
        rows = ((head_cell(say.text("card.made_of")), cell(listed)),)
    return Quantity(
        name=name,
        amount=line.amount,
        unit=line.unit,
        key=key,
        note=_of_the_sum(matter, line, known),
        is_energy=line.is_energy,
        rows=rows,
    )


def _of_the_sum(matter: Matter, line: Line, known: list[Stated]) -> str:
    """Which part of all that is drawn a line is: what its source supplies."""
    if not known:
        return ""
    say = matter.phrases
    whole = math.fsum(one.amount for one in known)
    if {one.unit for one in known} != {line.unit} or not whole:
        return say.text("card.summed")
    amount = f"{printed(whole)} {say.unit(line.unit)}"
    share = f"{printed(line.amount / whole * 100)} %"
    return say.text("card.share_of_sum", whole=amount, share=share)


def _is_part(one: Stated, line: Line) -> bool:
    """Whether a line takes only part of the datum: a mix splits it."""
    return one.unit != line.unit or not math.isclose(
        one.amount, line.amount, rel_tol=SAME
    )


def _steps(matter: Matter, one: Stated) -> str:
    """Value × runs × allocation, of each product that draws."""
    say = matter.phrases
    value = f"{printed(one.value)} {say.unit(one.unit)}"
    parts = [_draw(matter, one, draw) for draw in one.draws]
    if len(parts) == 1:
        return f"{value} × {parts[0]}"
    return say.text("card.sum", value=value, parts=" + ".join(parts))


def _draw(matter: Matter, one: Stated, draw: Draw) -> str:
    say = matter.phrases
    runs = printed(draw.runs * matter.scale)
    if draw.allocation == 1:
        return say.text("card.runs", runs=runs)
    return say.text(
        "card.runs_allocated",
        runs=runs,
        product=_row_name(matter, one.process, draw.product),
        share=f"{printed(draw.allocation * 100)} %",
    )


def _per_run(matter: Matter, one: Stated) -> str:
    """What one run of the process makes or treats: what the value is stated for."""
    say = matter.phrases
    made = [
        say.text(f"card.{section}", rows=say.listed(rows))
        for section in ("outputs", "treats")
        if (rows := list(_made(matter, one.process, section)))
    ]
    name = matter.process_name(one.process)
    return say.text("card.per_run", process=name, made=say.listed(made) or "—")


def _made(matter: Matter, process: str, section: str) -> Iterator[str]:
    say = matter.phrases
    table, numbers = matter.result.prepared.compiled.table, matter.result.numbers
    for id_ in getattr(matter.system.processes[process], section):
        at = f"processes.{process}.{section}.{id_}.amount"
        term = matter.result.prepared.compiled.counted(at)
        position = table.index.get(term)
        if position is not None:
            value = printed(float(numbers.filled[0, position]))
            unit = say.unit(table.units[term].symbol)
            name = _row_name(matter, process, id_)
            yield say.text("card.made", amount=f"{value} {unit}", name=name)


def _row_name(matter: Matter, process: str, id_: str) -> str:
    """What people call an output, or a waste that is treated."""
    is_output = id_ in matter.system.processes[process].outputs
    section = "outputs" if is_output else "treats"
    at = f"processes.{process}.{section}.{id_}"
    return matter.exchange_names.of(at, id_, matter.lang)
