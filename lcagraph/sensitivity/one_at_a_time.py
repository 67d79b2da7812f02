"""One number after the other through stated values, the rest as written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.errors import Finding
from lcagraph.result import Table
from lcagraph.sensitivity.bound import lines
from lcagraph.sensitivity.numbers import Number, numbers_in
from lcagraph.sensitivity.outputs import (
    HEADLINE,
    outcomes,
    outcomes_where_possible,
    output_name,
)
from lcagraph.sensitivity.pages import Page
from lcagraph.sensitivity.ranges import stated_values
from lcagraph.wording import Language, label, message
from lcagraph.wording.page import Fact, significant


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """An output along the values of one number."""

    number: Number
    values: Floats
    """Shape (k,). [the number's unit]"""
    outcomes: Floats
    """Shape (k,); NaN: no footprint. [kgCO2e]"""
    others: tuple[str, ...]
    """Numbers that give way in proportion, since they add up with this one."""
    refused: Mapping[int, Finding]
    """Why some values have no footprint, by position."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OneAtATime(Page):
    """Curves of several numbers, each varied by itself."""

    per: str
    output: str
    names: tuple[str, str]
    """What the output is called, in Chinese and in English."""
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
                _or_none(float(outcome)),
                _or_none(float(outcome) - self.base),
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
            "schema": "lcagraph-one-at-a-time-1",
            "per": self.per,
            "output": self.output,
            "unit": "kgCO2e",
            "base": self.base,
            "curves": [
                {
                    "path": curve.number.path,
                    "unit": curve.number.unit.symbol,
                    "values": curve.values.tolist(),
                    "outcomes": [_or_none(float(x)) for x in curve.outcomes],
                    "others": list(curve.others),
                    "refused": {str(i): f.code for i, f in curve.refused.items()},
                }
                for curve in self.curves
            ],
        }

    def _title(self, lang: Language) -> str:
        output = self.names[lang == "en"]
        return label("one_at_a_time.title", lang).format(per=self.per, output=output)

    def _facts(self, lang: Language) -> list[Fact]:
        base = f"{significant(self.base)} kgCO2e"
        return [(label("sensitivity.footprint", lang), base)]

    def _notes(self, lang: Language) -> list[str]:
        text = label("tornado.refused", lang)
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
        No such number (E720, E723) or output (E727); no list of numbers (E725).
    """
    base = float(outcomes(prepared, prepared.base[None, :], output)[0])
    ways = lines(prepared, prepared.base)
    paths = {number.column: number.path for number in numbers_in(prepared)}
    curves = []
    for number, values in stated_values(prepared, ranges):
        way = ways[number.column]
        variants = way.moved(prepared.base, values)
        found, refused = outcomes_where_possible(prepared, variants, output)
        curves.append(
            Curve(
                number=number,
                values=values,
                outcomes=found,
                others=tuple(paths[column] for column in way.others),
                refused=refused,
            )
        )
    names = tuple(output_name(prepared, output, lang) for lang in ("zh", "en"))
    return OneAtATime(
        per=prepared.per,
        output=output,
        names=(names[0], names[1]),
        base=base,
        curves=tuple(curves),
    )


def _or_none(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _percent(outcome: float, base: float) -> float | None:
    return _or_none(100 * (outcome - base) / abs(base)) if base else None
