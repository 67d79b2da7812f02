"""Derivative and elasticity of a footprint by every number of its model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.errors import Finding, UsageError
from lcagraph.nearest import nearest
from lcagraph.result import Table
from lcagraph.sensitivity.adjoint import TermKink, item_derivatives
from lcagraph.sensitivity.bound import Line, lines
from lcagraph.sensitivity.corrected import corrected_notes
from lcagraph.sensitivity.kinks import along, both_sides, by_output, is_at
from lcagraph.sensitivity.numbers import Number, numbers_in
from lcagraph.sensitivity.outputs import (
    HEADLINE,
    headline_view,
    output_names,
    output_weights,
    unknown_output,
    weights_of,
)
from lcagraph.sensitivity.pages import OutputPage, finite_or_none, footprint_fact
from lcagraph.wording import Language, label
from lcagraph.wording.page import UNDEFINED, Fact, significant

NEAR = 0.05
"""A kink this near, relative to its operands, is told: a few percent of change, which
is what elasticities are asked for, may cross it. [1]"""

NOTHING = 1e-12
"""Elasticity below which a number doesn't move the footprint, but for rounding. [1]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope:
    """What one number does to one output."""

    number: Number
    derivative: float
    """Change of the output per unit of the number; NaN: it can't move alone, or the
    derivative does not exist. [kgCO2e / unit]"""
    elasticity: float
    """Relative change of the output per relative change of the number. NaN, too, where
    the output is zero. [1]"""
    partial: float
    """Derivative with all other numbers held, even where shares then don't add up.
    [kgCO2e / unit]"""
    others: tuple[str, ...] = ()
    """Numbers that give way, since they add up or balance with this one."""
    gain: float = 1.0
    """Change of the number in a draw per unit that it is drawn higher: less than 1
    where it is made to fit with others. [1]"""
    sides: tuple[float, float] | None = None
    """Derivatives below and above, if the number is at a kink and they are others.
    [kgCO2e / unit]"""

    @property
    def steepest(self) -> float:
        """|derivative|; at a kink, of the steeper side. NaN: none. [kgCO2e / unit]"""
        if self.sides is None or np.isfinite(self.derivative):
            return abs(self.derivative)
        sizes = (abs(side) for side in self.sides if np.isfinite(side))
        return max(sizes, default=np.nan)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Gradient(OutputPage):
    """Derivatives of both totals and of each item by every number, at one variant.

    `output` is what its page and its tables tell of, if nothing else is asked.
    """

    SCHEMA: ClassVar[str] = "lcagraph-gradient-1"
    TITLE: ClassVar[str] = "sensitivity.title"

    view: str
    """`including` or `excluding`: the headline."""
    numbers: tuple[Number, ...]
    outputs: Mapping[str, float]
    """Value of each output: `headline`, `including`, `excluding`, and the items.
    [kgCO2e]"""
    partial: Floats
    """Derivatives with all other numbers held, shape (outputs, numbers).
    [kgCO2e / unit]"""
    along: Floats
    """Derivatives with shares kept adding up and masses balanced, shape (outputs,
    numbers); NaN where a number can't move, or has another on each side.
    [kgCO2e / unit]"""
    lines: tuple[Line, ...]
    """How the others move with each number."""
    kinks: tuple[TermKink, ...]
    """Where formulas bend or jump, nearest first."""
    sides: Mapping[int, Floats]
    """Derivatives below and above, shape (2, outputs), of the numbers whose column has
    another on each side: at a kink. [kgCO2e / unit]"""

    def derivative(self, output: str | None = None) -> Floats:
        """Derivatives of one output, shape (numbers,). [kgCO2e / unit]"""
        found: Floats = self.along[self._row(output)]
        return found

    def elasticity(self, output: str | None = None) -> Floats:
        """Relative changes of one output, shape (numbers,): ∂h/∂v × v/h. [1]

        The sign is that of a growing number's effect on |h|: where the footprint is
        negative, a positive elasticity makes it more negative.
        """
        size = np.array([number.size for number in self.numbers])
        derivative = self.derivative(output)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = derivative * size / [*self.outputs.values()][self._row(output)]
        return np.where(np.isfinite(found), found, np.nan)

    def of(self, name: str, output: str | None = None) -> Slope:
        """What one number does, by its path or its name in tables.

        Raises
        ------
        UsageError
            No such number (E720) or output (E727).
        """
        for position, number in enumerate(self.numbers):
            if name in (number.path, number.name):
                return self._slopes(output)[position]
        values = {
            "name": name,
            "nearest": nearest(name, [number.name for number in self.numbers]),
        }
        raise UsageError(Finding(code="E720", values=values))

    def slopes(self, output: str | None = None) -> tuple[Slope, ...]:
        """What every number does, largest |elasticity| first; what does nothing, last.

        Raises
        ------
        UsageError
            No such output (E727).
        """
        found = self._slopes(output)
        # a footprint of zero has no elasticities, but the same order
        with np.errstate(invalid="ignore"):
            sizes = np.nan_to_num(
                [slope.steepest * abs(slope.number.size) for slope in found], nan=-1.0
            )
        return tuple(found[i] for i in np.argsort(-sizes, kind="stable"))

    def to_table(self, output: str | None = None, *, with_bases: bool = True) -> Table:
        """A row per number that moves the output, largest |elasticity| first.

        `with_bases`: also those that only say what others are stated per.
        """
        rows = tuple(
            (
                slope.number.name,
                slope.number.base,
                slope.number.symbol,
                finite_or_none(slope.derivative),
                finite_or_none(slope.elasticity),
            )
            for slope in self.slopes(output)
            if abs(slope.elasticity) > NOTHING or np.isnan(slope.elasticity)
            if with_bases or not slope.number.is_basis
        )
        return Table(
            title="sensitivity",
            columns=("number", "value", "unit", "derivative", "elasticity"),
            units=("", "", "", "kgCO2e/unit", "1"),
            rows=rows,
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data; what does not exist is null."""
        others = self._others()
        relative = np.array([self.elasticity(name) for name in self.outputs])
        return {
            "schema": self.SCHEMA,
            "per": self.per,
            "view": self.view,
            "unit": "kgCO2e",
            "outputs": dict(self.outputs),
            "numbers": [
                {
                    "path": number.path,
                    "value": number.base,
                    "unit": number.unit.symbol,
                    "others": list(others[i]),
                    "derivative": self._by_output(self.along[:, i]),
                    "partial": self._by_output(self.partial[:, i]),
                    "elasticity": self._by_output(relative[:, i]),
                    **self._plain_sides(number),
                }
                for i, number in enumerate(self.numbers)
            ],
            "kinks": [
                {
                    "term": kink.term,
                    "function": kink.function,
                    "text": kink.text,
                    "margin": float(kink.margin[0]),
                }
                for kink in self.kinks
            ],
        }

    @property
    def near_kinks(self) -> tuple[TermKink, ...]:
        """Kinks that a change of a few percent may cross, and every `round`."""
        return tuple(
            kink
            for kink in self.kinks
            if kink.margin[0] <= NEAR or kink.function == "round"
        )

    def _tables(self) -> tuple[Table, ...]:
        return (self.to_table(with_bases=False),)

    def _facts(self, lang: Language) -> list[Fact]:
        return [footprint_fact(self.outputs[self.output], lang)]

    def _notes(self, lang: Language) -> list[str]:
        bound = sum(bool(line.rules and line.others) for line in self.lines)
        fixed = [
            n.name
            for n, line in zip(self.numbers, self.lines, strict=True)
            if line.is_fixed and not n.is_basis
        ]
        names = (n.name for n in self.numbers if n.left is not None)
        notes = [label("sensitivity.read", lang), *corrected_notes(names, lang)]
        bases = sum(number.is_basis for number in self.numbers)
        if bases:
            notes.append(label("sensitivity.bases", lang).format(count=bases))
        if bound:
            notes.append(label("sensitivity.bound", lang).format(count=bound))
        if fixed:
            text = label("sensitivity.fixed", lang)
            notes.append(text.format(paths=", ".join(fixed)))
        missing = [
            n.name
            for n, line, own in zip(
                self.numbers, self.lines, self.derivative(), strict=True
            )
            if not (line.is_fixed or np.isfinite(own) or n.column in self.sides)
        ]
        if missing:
            text = label("sensitivity.missing", lang)
            notes.append(text.format(paths=", ".join(missing)))
        notes += self._about_sides(lang)
        for kink in self.near_kinks:
            if self.sides and is_at(kink):
                continue
            key = "sensitivity.step" if kink.function == "round" else "sensitivity.kink"
            margin = f"{100 * float(kink.margin[0]):.2g} %"
            text = label(key, lang)
            notes.append(text.format(term=kink.term, text=kink.text, margin=margin))
        return notes

    def _about_sides(self, lang: Language) -> Iterator[str]:
        """Both derivatives of each number that is at a kink."""
        row = self._row(None)
        places = ", ".join(f"{k.term}: “{k.text}”" for k in self.kinks if is_at(k))
        for number in self.numbers:
            if sides := self._sides(number, row):
                below, above = map(_side_text, sides)
                text = label("sensitivity.at_kink", lang)
                yield text.format(
                    path=number.name, places=places, below=below, above=above
                )

    def _row(self, output: str | None) -> int:
        names = list(self.outputs)
        asked = self.output if output is None else output
        if asked not in names:
            raise unknown_output(asked, self.outputs)
        return names.index(asked)

    def _slopes(self, output: str | None) -> list[Slope]:
        """What each number does, in the order of the numbers."""
        row = self._row(output)
        return [
            Slope(
                number=number,
                derivative=float(along),
                elasticity=float(elasticity),
                partial=float(partial),
                others=others,
                gain=line.gain,
                sides=self._sides(number, row),
            )
            for number, line, along, elasticity, partial, others in zip(
                self.numbers,
                self.lines,
                self.along[row],
                self.elasticity(output),
                self.partial[row],
                self._others(),
                strict=True,
            )
        ]

    def _sides(self, number: Number, row: int) -> tuple[float, float] | None:
        """Derivatives below and above a kink, if they are others."""
        if number.column not in self.sides:
            return None
        below, above = self.sides[number.column][:, row].tolist()
        return None if below == above else (below, above)

    def _plain_sides(self, number: Number) -> dict[str, dict[str, float | None]]:
        """Derivatives on both sides of a kink as plain data; else nothing."""
        found = self.sides.get(number.column, ())
        both = zip(("below", "above"), found, strict=False)
        return {side: self._by_output(values) for side, values in both}

    def _others(self) -> list[tuple[str, ...]]:
        """Which others give way for each number."""
        paths = {number.column: number.path for number in self.numbers}
        return [tuple(paths[column] for column in line.others) for line in self.lines]

    def _by_output(self, values: Floats) -> dict[str, float | None]:
        return {
            name: finite_or_none(float(value))
            for name, value in zip(self.outputs, values, strict=True)
        }


def gradient(
    prepared: Prepared, values: Floats | None = None, *, output: str = HEADLINE
) -> Gradient:
    """Derivative of the footprint by every number of a model, in one adjoint solve.

    ∂h/∂v for both totals and each item, through A, B, f, allocation, formulas,
    deductions and transport. A number that shares a sum with others (a mix, stated
    shares, a balance of masses) is moved with them: they give way as in the draws
    (`bound`). Where a formula bends right where the number is, it has two derivatives,
    one on each side.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    values : ndarray, shape (n,), optional
        The variant; by default the model as written. [each in its own unit]
    output : str
        What the page tells of: `headline`, `including`, `excluding`, or an item. The
        derivatives of all of them are there in any case.

    Raises
    ------
    UsageError
        No such output (E727).
    ModelError, CalculationError
        As `calculate.evaluate`: no derivative without a footprint; or a balance is
        stated that can't be drawn up (E532).
    """
    weights_of(prepared, output)  # refuses an unknown one before anything is solved
    weights = output_weights(prepared)
    at = prepared.base if values is None else np.asarray(values, dtype=np.float64)
    found = item_derivatives(prepared, at[None, :])
    numbers = numbers_in(prepared, at)
    ways = lines(prepared, at)
    own = tuple(ways[number.column] for number in numbers)
    by_number = by_output(weights, found)
    by_line = np.stack([along(by_number, way) for way in own], axis=1)
    at_kinks = [kink for kink in found.kinks if is_at(kink)]
    sides = both_sides(prepared, at, own, weights, at_kinks)
    for i, number in enumerate(numbers):
        if number.column in sides:
            by_line[:, i] = _agreed(by_line[:, i], sides[number.column])
    items = found.items[0]
    return Gradient(
        per=prepared.per,
        view=headline_view(prepared),
        output=output,
        names=output_names(prepared, output),
        numbers=numbers,
        outputs={name: float(items @ row) for name, row in weights.items()},
        partial=by_number[:, [number.column for number in numbers]],
        along=by_line,
        lines=own,
        sides=sides,
        kinks=tuple(sorted(found.kinks, key=lambda kink: float(kink.margin[0]))),
    )


def _agreed(mean: Floats, sides: Floats) -> Floats:
    """Derivatives of the outputs; NaN where they are others on both sides."""
    below, above = sides
    return np.where(below == above, mean, np.nan)


def _side_text(derivative: float) -> str:
    return significant(derivative) if np.isfinite(derivative) else UNDEFINED
