"""One number after the other through stated values, the rest as written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from lcagraph.arrays import Floats, Prepared
from lcagraph.errors import Finding
from lcagraph.result import Table
from lcagraph.sensitivity.bound import lines
from lcagraph.sensitivity.numbers import Number, numbers_in
from lcagraph.sensitivity.outputs import HEADLINE, outcomes, output_names
from lcagraph.sensitivity.pages import OutputPage, finite_or_none, footprint_fact
from lcagraph.sensitivity.ranges import stated_values
from lcagraph.sensitivity.varied import outcomes_along, refuse_fixed
from lcagraph.wording import Language, label, message
from lcagraph.wording.page import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """An output along the values of one number."""

    number: Number
    values: Floats
    """Shape (k,). [the number's unit]"""
    outcomes: Floats
    """Shape (k,); NaN: no footprint. [kgCO2e]"""
    others: tuple[str, ...]
    """Numbers that give way, since they add up or balance with this one."""
    refused: Mapping[int, Finding]
    """Why some values have no footprint, by position."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OneAtATime(OutputPage):
    """Curves of several numbers, each varied by itself."""

    SCHEMA: ClassVar[str] = "lcagraph-one-at-a-time-1"
    TITLE: ClassVar[str] = "one_at_a_time.title"

    base: float
    """Output of the model as written. [kgCO2e]"""
    curves: tuple[Curve, ...]

    def to_table(self) -> Table:
        """A row per value of each number."""
        rows = [
            (
                curve.number.name,
                float(value),
                curve.number.symbol,
                finite_or_none(float(outcome)),
                finite_or_none(float(outcome) - self.base),
                _percent(float(outcome), self.base),
            )
            for curve in self.curves
            for value, outcome in zip(curve.values, curve.outcomes, strict=True)
        ]
        return Table(
            title="one at a time",
            columns=(
                "number",
                "value",
                "unit",
                "footprint",
                "change",
                "relative_change",
            ),
            units=("", "", "", "kgCO2e", "kgCO2e", "%"),
            rows=tuple(rows),
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            **self._about(),
            "base": self.base,
            "curves": [
                {
                    "path": curve.number.path,
                    "unit": curve.number.unit.symbol,
                    "values": curve.values.tolist(),
                    "outcomes": [finite_or_none(float(x)) for x in curve.outcomes],
                    "others": list(curve.others),
                    "refused": {str(i): f.code for i, f in curve.refused.items()},
                }
                for curve in self.curves
            ],
        }

    def _facts(self, lang: Language) -> list[Fact]:
        return [footprint_fact(self.base, lang)]

    def _notes(self, lang: Language) -> list[str]:
        text = label("one_at_a_time.refused", lang)
        return [
            text.format(
                path=curve.number.name,
                reason=f"{finding.code} {message(finding, lang)}",
            )
            for curve in self.curves
            for finding in {f.code: f for f in curve.refused.values()}.values()
        ]


def one_at_a_time(
    prepared: Prepared,
    ranges: Mapping[str, Sequence[float] | Floats],
    *,
    output: str = HEADLINE,
) -> OneAtATime:
    """One output along the values of each number, the rest as written.

    Where the number adds up or balances with others, those give way as in the draws
    (`bound`), and a value that leaves nothing of them has no footprint.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    ranges : mapping of str to sequence of float
        Values of each number, as ``{"scrap_share": np.linspace(0, 0.8, 9)}``. [its own
        unit; shares are pure numbers]
    output : str
        `headline`, `including`, `excluding`, or an item.

    Raises
    ------
    UsageError
        No such number (E720, E723) or output (E727); no list of numbers (E725); one
        that nothing gives way to (E718).
    ModelError
        A balance is stated that can't be drawn up (E532).
    """
    base = float(outcomes(prepared, prepared.base[None, :], output)[0])
    ways = lines(prepared, prepared.base)
    paths = {number.column: number.path for number in numbers_in(prepared)}
    stated = stated_values(prepared, ranges)
    for number, _ in stated:
        refuse_fixed(prepared, ways[number.column])
    curves = []
    for number, values in stated:
        way = ways[number.column]
        found, refused = outcomes_along(prepared, way, values, output)
        curves.append(
            Curve(
                number=number,
                values=values,
                outcomes=found,
                others=tuple(paths[column] for column in way.others),
                refused=refused,
            )
        )
    return OneAtATime(
        per=prepared.per,
        output=output,
        names=output_names(prepared, output),
        base=base,
        curves=tuple(curves),
    )


def _percent(outcome: float, base: float) -> float | None:
    return finite_or_none(100 * (outcome - base) / abs(base)) if base else None
