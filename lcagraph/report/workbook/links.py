"""Which numbers of a report's tables follow the live calculation, and by which formula.

A table follows as a whole or not at all: with one number that can't, or with words that
repeat one that does, it is as of export, and no formula of another table reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lcagraph.report.content import Calculation, Share, Table
from lcagraph.report.workbook.cells import LiveModel, LiveNumber, column_name
from lcagraph.report.workbook.excel import number_text
from lcagraph.report.workbook.placing import Place, places, plain
from lcagraph.report.workbook.shown import Shown, shown_in

TOP = 1
"""Row of a sheet where a table that follows begins, under its title."""

SCALES = (1.0, 100.0, 0.01, 1000.0, 0.001)
"""What a table may show of a number: itself, percent, tonnes."""

OUTPUT = "output"
"""Key of what annual numbers are scaled by."""

_EQUAL = 1e-9
_ROUNDED = 0.0101
"""What largest remainders may add to a share of two decimals. [%]"""
_MOST = 8000
"""Characters of a formula; Excel takes 8192."""
_DIGIT = re.compile(r"\d")
_PERCENT = re.compile(r"\d\s?[%％]")
_SENTENCE = 40
"""Shorter words are names, as 32 % 烧碱. [characters]"""
_TOLD = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?![\d])")

At = tuple[int, int]
"""Row and column on a sheet."""
Holder = tuple[int, At]
"""Number of a table, and a cell of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The formula of a cell, without `=`, and the number that it gives."""

    formula: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Operand:
    reference: str
    value: float


class Links:
    """The formulas of all tables of a report."""

    def __init__(
        self,
        tables: Sequence[Table],
        names: Sequence[str],
        live: LiveModel,
        numbers: Mapping[str, str],
    ) -> None:
        self.names, self.live = names, live
        self.cells: list[dict[At, Place]] = [
            {(one.row, one.column): one for one in places(table, TOP)}
            for table in tables
        ]
        self.texts: dict[Holder, str] = {}
        self.holders: dict[str, list[Holder]] = {}
        for holder, place in self._all():
            self.texts[holder] = plain(place.cell.words, numbers)
            if place.cell.key is not None:
                self.holders.setdefault(place.cell.key, []).append(holder)
        self.exported: set[int] = set()
        self.found: dict[Holder, Linked | None] = {}
        self._settle()

    def of_table(self, number: int) -> dict[At, Linked]:
        """The formulas of a table; none if it is as of export."""
        if number in self.exported:
            return {}
        linked = {at: self.found.get((number, at)) for at in self.cells[number]}
        return {at: one for at, one in linked.items() if one is not None}

    def is_as_of_export(self, number: int) -> bool:
        """Whether a table holds numbers, be it in words, that don't follow."""
        if number in self.exported:
            return True
        is_text = not any(self._shown((number, at)) for at in self.cells[number])
        return is_text and any(
            _DIGIT.search(self.texts[number, at])
            for at, place in self.cells[number].items()
            if not place.cell.is_head
        )

    def _all(self) -> Iterator[tuple[Holder, Place]]:
        for number, cells in enumerate(self.cells):
            for at, place in cells.items():
                yield (number, at), place

    def _settle(self) -> None:
        """Take tables out until none that is left reads one that is out."""
        while True:
            self.found = {}
            out = {
                holder[0]
                for holder, place in self._all()
                if _needs_link(place) and self._linked(holder) is None
            }
            if out <= self.exported:
                break
            self.exported |= out
        told = self._told()
        if told:
            following = {holder[0] for holder, one in self.found.items() if one}
            repeated = {
                number
                for (number, at), text in self.texts.items()
                if number not in self.exported
                and not self._shown((number, at))
                and number in following
                and (told & set(_TOLD.findall(text)) or _tells_share(text))
            }
            if repeated:
                self.exported |= repeated
                self._settle()

    def _told(self) -> set[str]:
        """Numbers that follow, as printed, if long enough to be known again."""
        return {
            number
            for holder, linked in self.found.items()
            if linked is not None and not self._place(holder).cell.is_fixed
            for number in _TOLD.findall(self.texts[holder])
            if len(_DIGIT.findall(number)) >= 4 and not number.isdigit()
        }

    def _place(self, holder: Holder) -> Place:
        return self.cells[holder[0]][holder[1]]

    def _shown(self, holder: Holder) -> Shown | None:
        return shown_in(self._place(holder).cell, self.texts[holder])

    # ------------------------------------------------------------------------- a cell

    def _linked(self, holder: Holder) -> Linked | None:
        """The formula of a cell; None if it has none, or if it would read itself."""
        if holder[0] in self.exported:
            return None
        if holder not in self.found:
            self.found[holder] = None
            found = self._calculated(holder) or self._named(holder)
            self.found[holder] = found if self._shown(holder) else None
        return self.found[holder]

    def _calculated(self, holder: Holder) -> Linked | None:
        cell = self._place(holder).cell
        match cell.made_by:
            case Calculation() as way:
                made = self._calculation(way, holder)
            case Share() as way:
                made = self._share(way, holder)
            case None:
                made = None
        if made is None or cell.value is None or len(made.formula) > _MOST:
            return None
        if isinstance(cell.made_by, Share):
            return made if abs(made.value - cell.value) <= _ROUNDED else None
        return self._scaled(made.formula, made.value, cell.value)

    def _named(self, holder: Holder) -> Linked | None:
        """The number of the live calculation, or of another table, with this key.

        A number links only if it is that one, or a plain multiple of it: a key that
        means something else must not put a wrong number into the table.
        """
        cell = self._place(holder).cell
        if cell.key is None or cell.value is None:
            return None
        for key in (cell.key, f"{cell.key}+"):
            number = self.live.keys.get(key)
            if number is not None:
                found = self._scaled(number.reference, number.value, cell.value)
                if found is not None:
                    return found
        for other in self.holders[cell.key]:
            if self._place(other).cell.made_by is None or other == holder:
                continue
            operand = self._at(other, holder[0])
            if operand is not None:
                return self._scaled(operand.reference, operand.value, cell.value)
        return None

    def _scaled(self, formula: str, found: float, value: float) -> Linked | None:
        """The number, or the multiple of it that a value is."""
        if value == 0.0 or found == 0.0:
            return Linked(formula=formula, value=found) if value == found else None
        annual = self.live.keys.get(OUTPUT, LiveNumber(reference="1", value=1.0))
        for times, by in (("", 1.0), (f"*{annual.reference}", annual.value)):
            for scale in SCALES:
                number = found * scale * by
                if abs(number / value - 1.0) <= _EQUAL:
                    more = times + ("" if scale == 1.0 else f"*{number_text(scale)}")
                    text = f"({formula}){more}" if more else formula
                    return Linked(formula=text, value=number)
        return None

    # --------------------------------------------------------------------- its numbers

    def _calculation(self, way: Calculation, holder: Holder) -> Linked | None:
        below = (way.over,) if way.over else ()
        plus, minus, times, over = (
            self._operands(keys, holder)
            for keys in (way.plus, way.minus, way.times, below)
        )
        if plus is None or minus is None or times is None or over is None:
            return None
        text, value = _sum(plus), sum(one.value for one in plus)
        if minus:
            text = f"{text}-{_sum(minus)}"
            value -= sum(one.value for one in minus)
        if minus and (times or over):
            text = f"({text})"
        for one in times:
            text, value = f"{text}*{one.reference}", value * one.value
        for one in over:
            text = f"IF({one.reference}=0,0,{text}/{one.reference})"
            value = value / one.value if one.value else 0.0
        return Linked(formula=text, value=value)

    def _share(self, way: Share, holder: Holder) -> Linked | None:
        found = self._operands((way.part,), holder)
        whole = self._operands(way.of, holder)
        if not found or not whole:
            return None
        part, values = found[0], [one.value for one in whole]
        if way.is_of_magnitudes:
            parts = "+".join(f"ABS({one.reference})" for one in whole)
            block = _block(whole)
            below = f"SUMPRODUCT(ABS({block}))" if block else f"({parts})"
            total = sum(map(abs, values))
            text = f'IF({below}=0,"—",100*{part.reference}/{below})'
        else:
            parts = "+".join(f"MAX({one.reference},0)" for one in whole)
            block = _block(whole)
            below = f'SUMIF({block},">0")' if block else f"({parts})"
            total = sum(value for value in values if value > 0)
            has_none = f"OR({part.reference}<0,{_sum(whole)}<=0)"
            text = f'IF({has_none},"—",100*{part.reference}/{below})'
        return Linked(formula=text, value=100 * part.value / total) if total else None

    def _operands(self, keys: Iterable[str], holder: Holder) -> list[_Operand] | None:
        """All numbers with these keys; None if one can't be had."""
        found = [self._operand(key, holder) for key in keys]
        known = [one for one in found if one is not None]
        return known if len(known) == len(found) else None

    def _operand(self, key: str, holder: Holder) -> _Operand | None:
        """The number in the same table, else in the calculation, else elsewhere."""
        of_key = [one for one in self.holders.get(key, ()) if one != holder]
        for other in of_key:
            if other[0] == holder[0]:
                found = self._at(other, holder[0])
                if found is not None:
                    return found
        if key in self.live.keys:
            number = self.live.keys[key]
            return _Operand(reference=number.reference, value=number.value)
        for other in of_key:
            found = self._at(other, holder[0])
            if found is not None:
                return found
        return None

    def _at(self, holder: Holder, home: int) -> _Operand | None:
        """A cell as a formula of the table `home` reads it."""
        number, (row, column) = holder
        cell, shown = self._place(holder).cell, self._shown(holder)
        if number in self.exported or shown is None or cell.value is None:
            return None
        linked = self._linked(holder)
        if linked is None and not cell.is_fixed:
            return None
        reference = f"${column_name(column)}${row + 1}"
        if number != home:
            name = self.names[number].replace("'", "''")
            reference = f"'{name}'!{reference}"
        if shown.scale != 1.0:
            reference = f"({reference}/{number_text(shown.scale)})"
        value = cell.value if linked is None else linked.value
        return _Operand(reference=reference, value=value)


def _tells_share(text: str) -> bool:
    """Whether a sentence tells a percentage: a result, as findings cite them."""
    return len(text) > _SENTENCE and _PERCENT.search(text) is not None


def _needs_link(place: Place) -> bool:
    """Whether a cell holds a number that may change."""
    cell = place.cell
    return not cell.is_fixed and (cell.value is not None or cell.made_by is not None)


def _sum(operands: Sequence[_Operand]) -> str:
    """The sum; of cells one under the other as a block."""
    if not operands:
        return "0"
    if len(operands) == 1:
        return operands[0].reference
    block = _block(operands)
    return f"SUM({block or ','.join(one.reference for one in operands)})"


def _block(operands: Sequence[_Operand]) -> str:
    """The block that cells of one column make, `$B$3:$B$7`; empty if they don't."""
    first, *rest = (
        re.fullmatch(r"(.*\$)([A-Z]+)\$(\d+)", f"!{one.reference}") for one in operands
    )
    if first is None:
        return ""
    for number, other in enumerate(rest, start=1):
        is_next = other is not None and (
            (other[1], other[2]) == (first[1], first[2])
            and int(other[3]) == int(first[3]) + number
        )
        if not is_next:
            return ""
    end = f"${first[2]}${int(first[3]) + len(operands) - 1}"
    return f"{operands[0].reference}:{end}"
