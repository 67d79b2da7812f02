"""Which numbers of a report's tables follow the live calculation, and by which formula.

A table follows as a whole or not at all: with one number that can't, or with words that
repeat one that does, it is as of export, and no formula of another table reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lcagraph.report.content import Calculation, Share, Table
from lcagraph.report.workbook.cells import OUTPUT, LiveModel, LiveNumber, column_name
from lcagraph.report.workbook.excel import number_text
from lcagraph.report.workbook.placing import Place, places, plain
from lcagraph.report.workbook.scales import Way, is_constant, scale_of, way_of
from lcagraph.report.workbook.shown import Shown, shown_in, tells_share

TOP = 1
"""Row of a sheet where a table that follows begins, under its title."""

_ROUNDED = 0.0101
"""What largest remainders may add to a share of two decimals. [%]"""
_MOST = 8000
"""Characters of a formula; Excel takes 8192."""
_DIGIT = re.compile(r"\d")
_TOLD = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?![\d])")

_CELL = re.compile(r"(|'.*'!)\$([A-Z]+)\$([0-9]+)")
At = tuple[int, int]
"""Row and column on a sheet."""
Holder = tuple[int, At]
"""Number of a table, and a cell of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The formula of a cell, without `=`, and the number that it gives."""

    formula: str
    value: float
    scale: str = ""
    """What the formula ends on beside the number that it reads, `*0.01`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Operand:
    reference: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """All parts of which shares are."""

    references: tuple[str, ...]
    block: str
    """The block that they make; empty if they make none."""
    sum: str
    """The formula of their sum."""
    above_zero: float
    magnitude: float


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
        self.shown: dict[Holder, Shown | None] = {}
        for holder, place in self._all():
            text = plain(place.cell.words, numbers)
            self.texts[holder], self.shown[holder] = text, shown_in(place.cell, text)
            if place.cell.key is not None:
                self.holders.setdefault(place.cell.key, []).append(holder)
        self.exported: set[int] = set()
        self.found: dict[Holder, Linked | None] = {}
        self.read: dict[tuple[Holder, int], _Operand] = {}
        self.wholes: dict[tuple[tuple[str, ...], int], _Whole] = {}
        self.scales: dict[tuple[int, int, Way], set[str]] = {}
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
        is_text = not any(self.shown[number, at] for at in self.cells[number])
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
            self.found, self.read, self.wholes, self.scales = {}, {}, {}, {}
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
                and not self.shown[number, at]
                and number in following
                and (told & set(_TOLD.findall(text)) or tells_share(text))
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

    # ------------------------------------------------------------------------- a cell

    def _linked(self, holder: Holder) -> Linked | None:
        """The formula of a cell; None if it has none, or if it would read itself."""
        if holder[0] in self.exported:
            return None
        if holder not in self.found:
            self.found[holder] = None
            found = self._calculated(holder) or self._named(holder)
            self.found[holder] = found if self.shown[holder] else None
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
        return self._scaled(made, cell.value, holder)

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
                read = Linked(formula=number.reference, value=number.value)
                found = self._scaled(read, cell.value, holder)
                if found is not None:
                    return found
        for other in self.holders[cell.key]:
            if self._place(other).cell.made_by is None or other == holder:
                continue
            operand = self._at(other, holder[0])
            if operand is not None:
                read = Linked(formula=operand.reference, value=operand.value)
                return self._scaled(read, cell.value, holder)
        return None

    def _scaled(self, read: Linked, value: float, holder: Holder) -> Linked | None:
        """The number, or the multiple of it that a value is."""
        if value == 0.0 or read.value == 0.0:
            scale = self._scale_beside(read, holder) if value == read.value else None
        else:
            annual = self.live.keys.get(OUTPUT, LiveNumber(reference="1", value=1.0))
            scale = scale_of(read.value, value, annual)
        if scale is None:
            return None
        formula = f"({read.formula}){scale}" if scale else read.formula
        return Linked(formula=formula, value=value, scale=scale)

    def _scale_beside(self, read: Linked, holder: Holder) -> str | None:
        """The scale of numbers like a zero in its column; None: nothing tells it."""
        if is_constant(read.formula) or self._sums_its_column(holder):
            return ""
        number, (_, column) = holder
        way = way_of(self._place(holder).cell)
        group = (number, column, way)
        if group not in self.scales:
            alike = (
                self._linked((number, at))
                for at, place in self.cells[number].items()
                if at[1] == column and place.cell.value and way_of(place.cell) == way
            )
            self.scales[group] = {one.scale for one in alike if one is not None}
        scales = self.scales[group]
        return next(iter(scales)) if len(scales) == 1 else None

    def _sums_its_column(self, holder: Holder) -> bool:
        """Whether a number adds up others of its column, in the unit of all of them."""
        number, (_, column) = holder
        way = self._place(holder).cell.made_by
        if not isinstance(way, Calculation) or way.times or way.over:
            return False
        return all(
            any(
                other == number and at[1] == column
                for other, at in self.holders.get(key, ())
            )
            for key in (*way.plus, *way.minus)
        )

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
        whole = self._whole(way.of, holder)
        if not found or whole is None:
            return None
        part, block = found[0], whole.block
        if way.is_of_magnitudes:
            parts = "+".join(f"ABS({one})" for one in whole.references)
            below = f"SUMPRODUCT(ABS({block}))" if block else f"({parts})"
            total = whole.magnitude
            text = f'IF({below}=0,"—",100*{part.reference}/{below})'
        else:
            parts = "+".join(f"MAX({one},0)" for one in whole.references)
            below = f'SUMIF({block},">0")' if block else f"({parts})"
            total = whole.above_zero
            has_none = f"OR({part.reference}<0,{whole.sum}<=0)"
            text = f'IF({has_none},"—",100*{part.reference}/{below})'
        return Linked(formula=text, value=100 * part.value / total) if total else None

    def _whole(self, keys: tuple[str, ...], holder: Holder) -> _Whole | None:
        """The numbers of which shares are, read once for all shares of a table."""
        known = self.wholes.get((keys, holder[0]))
        if known is not None:
            return known
        operands = self._operands(keys, holder)
        if not operands:
            return None
        values = [one.value for one in operands]
        whole = _Whole(
            references=tuple(one.reference for one in operands),
            block=_block(operands),
            sum=_sum(operands),
            above_zero=sum(value for value in values if value > 0),
            magnitude=sum(map(abs, values)),
        )
        if all(holder not in self.holders.get(key, ()) for key in keys):
            self.wholes[keys, holder[0]] = whole
        return whole

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
        known = self.read.get((holder, home))
        if known is not None:
            return known
        number, (row, column) = holder
        cell, shown = self._place(holder).cell, self.shown[holder]
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
        operand = _Operand(reference=reference, value=value)
        if linked is not None:
            self.read[holder, home] = operand
        return operand


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
    """The block that cells of one column make in any order, `$B$3:$B$7`; else empty."""
    found = [_CELL.fullmatch(one.reference) for one in operands]
    cells = [one for one in found if one is not None]
    if len(cells) < len(found) or len({(one[1], one[2]) for one in cells}) != 1:
        return ""
    rows = sorted(int(one[3]) for one in cells)
    if rows != list(range(rows[0], rows[0] + len(rows))):
        return ""
    column = f"${cells[0][2]}$"
    return f"{cells[0][1]}{column}{rows[0]}:{column}{rows[-1]}"
