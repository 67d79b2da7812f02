"""Tables of chapter 3.3.4 over all stages: net emissions, per unit, shares."""

from __future__ import annotations

from lcagraph.contribution import percentages
from lcagraph.report.content import (
    Calculation,
    Cell,
    Row,
    Share,
    Table,
    Words,
    calculated,
)
from lcagraph.report.shandong.grid import cell, head, number, percent, row, shares
from lcagraph.report.shandong.matter import Matter


def net_table(matter: Matter) -> Table:
    """表3-20: C = A + (−B), B printed as a magnitude (D-06)."""
    say = matter.phrases
    rows = [
        (
            cell(matter.stage_name(one.stage)),
            calculated(
                number(one.emitted, f"net/{one.stage}/A"),
                Calculation(plus=(f"emitted/{one.stage}",)),
            ),
            calculated(
                number(one.removed, f"net/{one.stage}/B"),
                Calculation(plus=_removed_in(matter, one.stage)),
            ),
            calculated(
                number(one.net, f"net/{one.stage}/C"),
                Calculation(
                    plus=(f"net/{one.stage}/A",), minus=(f"net/{one.stage}/B",)
                ),
            ),
        )
        for one in matter.stages
    ]
    whole = matter.total
    values = {"A": whole.emitted, "B": whole.removed, "C": whole.net}
    sums = (
        calculated(
            number(value, f"net/{letter}"),
            Calculation(plus=tuple(f"net/{o.stage}/{letter}" for o in matter.stages)),
        )
        for letter, value in values.items()
    )
    total = (cell(say.text("total.emissions")), *sums)
    columns = ("stage", "emissions", "removals", "net")
    letters = ("", "A", "B", "C = A + (−B)")
    return Table(
        id="net",
        number=matter.numbers.table(3, "3-20"),
        title=say.text("table.net"),
        head=(head(*(say.text(f"net.{one}") for one in columns)), head(*letters)),
        body=(*rows, total),
        widths=shares(28, 24, 24, 24),
        totals=1,
        notes=(say.words("note.magnitude"),),
        answers=("SD-62", "SD-14", "SD-31"),
    )


def _removed_in(matter: Matter, stage: str) -> tuple[str, ...]:
    return tuple(line.removal_key for line in matter.lines_in(stage) if line.removed)


def per_unit_table(matter: Matter) -> Table:
    """表3-21: net ÷ output = footprint per unit."""
    say, factor = matter.phrases, matter.result.annual_factor
    stated = "reference.annual_output"

    def amount(rows: int) -> Cell:
        if factor is None:
            return cell(matter.said(None, stated, "net.output"), rows=rows)
        return number(factor, "output", rows=rows)

    def per_unit(value: float, key: str, net: str) -> Cell:
        way = Calculation(plus=(net,), over=None if factor is None else "output")
        return calculated(number(value / matter.scale, key), way)

    rows: list[Row] = []
    for n, one in enumerate(matter.stages):
        output = (amount(len(matter.stages) + 1),) if not n else ()
        rows.append(
            (
                cell(matter.stage_name(one.stage)),
                number(one.net, f"net/{one.stage}/C"),
                *output,
                per_unit(one.net, f"stage/{one.stage}", f"net/{one.stage}/C"),
            )
        )
    whole = matter.total.net
    rows.append(
        (
            *row(say.text("subtotal")),
            calculated(
                number(whole, "net/C"),
                Calculation(plus=tuple(f"net/{o.stage}/C" for o in matter.stages)),
            ),
            per_unit(whole, "footprint", "net/C"),
        )
    )
    heads = (
        say.text("net.stage"),
        say.text("net.net"),
        say.text("net.output"),
        say.text("net.footprint"),
    )
    return Table(
        id="footprint",
        number=matter.numbers.table(3, "3-21"),
        title=say.text("table.footprint"),
        head=(head(*heads), head("/", "kgCO2e", matter.unit, matter.per_unit)),
        body=tuple(rows),
        widths=shares(28, 26, 20, 26),
        totals=1,
        answers=("SD-63", "SD-14"),
    )


def share_table(matter: Matter) -> Table:
    """(6): footprint and share of each stage; no share where it is not defined."""
    say = matter.phrases
    values = [one.net / matter.scale for one in matter.stages]
    stages = tuple(f"stage/{one.stage}" for one in matter.stages)
    parts = percentages(values)
    rows: list[Row] = [
        (
            cell(matter.stage_name(one.stage)),
            number(value, f"stage/{one.stage}"),
            calculated(
                percent(part, f"share/{one.stage}"),
                Share(part=f"stage/{one.stage}", of=stages),
            ),
        )
        for one, value, part in zip(matter.stages, values, parts, strict=True)
    ]
    whole = "100.00" if any(part is not None for part in parts) else None
    total = (
        cell(say.text("subtotal")),
        number(matter.total.net / matter.scale, "footprint"),
        calculated(
            percent(whole),
            Calculation(plus=tuple(f"share/{one.stage}" for one in matter.stages)),
        ),
    )
    notes: tuple[Words, ...] = ()
    if whole is None:
        notes = (say.words("note.no_shares"),)
    elif any(value < 0 for value in values):
        notes = (say.words("note.shares"),)
    return Table(
        id="shares",
        number=""
        if matter.numbers.numbering == "seed"
        else matter.numbers.table(3, ""),
        title=say.text("table.shares"),
        head=(
            head(*(say.text(f"net.{one}") for one in ("stage", "footprint", "share"))),
            head("/", matter.per_unit, "%"),
        ),
        body=(*rows, total),
        widths=shares(40, 32, 28),
        totals=1,
        notes=notes,
        answers=("SD-63",),
    )
