"""Lines of bills of materials as arrays: every text is held once, and numbered.

A table of sixteen million lines has some ten thousand different components, so that
names are compared once each and everything after works on integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lcagraph.catalogue.columns import Role
from lcagraph.catalogue.numbers import strict_number
from lcagraph.errors import Finding

Codes = NDArray[np.int32]
Reals = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Texts:
    """A column of texts: what occurs, and which of it stands in each row."""

    codes: Codes
    """Position in `values`, shape (rows,)."""
    values: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Batch:
    """Some rows of a table, as a reader hands them on."""

    rows: Rows
    """Row of the file, the head being row 1, shape (rows,)."""
    texts: Mapping[Role, Texts]
    """Every column that the table has, except the amounts."""
    amounts: Reals
    """NaN where the cell holds no number, shape (rows,)."""
    odd: Mapping[int, str] = field(default_factory=dict)
    """Position in the batch → text of an amount that is no number."""
    broken: Sequence[Broken] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A row with more or fewer cells than the head."""

    row: int
    cells: int
    columns: int
    product: str
    """Text of the cell where the product should stand; may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """What a line names: the same three texts are the same component."""

    text: str
    dataset: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What a product's lines are per, as written; empty: one piece."""

    amount: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lines:
    """All lines of a table, in the order of the file; arrays of shape (lines,)."""

    row: Rows
    product: Codes
    component: Codes
    unit: Codes
    amount: Reals
    """As written, in the line's unit; NaN where there is no number."""
    scenario: Codes
    """0: in all scenarios."""
    output: Codes
    products: tuple[str, ...]
    components: tuple[Component, ...]
    units: tuple[str, ...]
    scenarios: tuple[str, ...]
    """The first one is the empty text: the table as it stands."""
    outputs: tuple[Output, ...]
    """The first one is what was not written."""
    odd: Mapping[int, str]
    """Row → text of an amount that is no number."""
    incomplete: frozenset[int]
    """Products that lost a row which could not be read at all."""
    findings: tuple[tuple[int, Finding], ...] = ()
    """Rows that could not be read, and why."""

    def __len__(self) -> int:
        return len(self.row)


Columns = tuple[NDArray[Any], ...]

_KINDS = (np.int64, *(np.int32,) * 3, np.float64, np.int32, np.int32)
"""Of row, product, component, unit, amount, scenario and output."""


class _Numbered:
    """Different things, numbered as they come."""

    def __init__(self, first: Sequence[object] = ()) -> None:
        self.code_of: dict[object, int] = {each: i for i, each in enumerate(first)}

    def codes(self, values: Iterable[object]) -> Codes:
        code_of = self.code_of
        return np.array(
            [code_of.setdefault(each, len(code_of)) for each in values], dtype=np.int32
        )


class Gathering:
    """Lines that grow batch by batch."""

    def __init__(self) -> None:
        self._product, self._unit = _Numbered(), _Numbered()
        self._component = _Numbered()
        self._scenario, self._output = _Numbered([""]), _Numbered([("", "")])
        self._parts: tuple[list[NDArray[Any]], ...] = tuple([] for _ in _KINDS)
        self._odd: dict[int, str] = {}
        self._incomplete: set[int] = set()
        self._findings: list[tuple[int, Finding]] = []

    def add(self, batch: Batch) -> None:
        """Take on the rows of a batch; those without any text are no rows."""
        stated = {role: _stripped(texts) for role, texts in batch.texts.items()}
        kept = np.isfinite(batch.amounts)
        kept[list(batch.odd)] = True
        for texts in stated.values():
            kept |= _written(texts)
        size = len(kept)
        product = self._named(self._product, stated.get("product"), size)
        unit = self._named(self._unit, stated.get("unit"), size)
        scenario = self._named(self._scenario, stated.get("scenario"), size)
        three = [stated.get(r) for r in ("component", "dataset", "location")]
        component = _joined(self._component, three, size)
        both = [stated.get("per"), stated.get("per_unit")]
        output = _joined(self._output, both, size)
        kept &= ~self._report_nobodys(stated["product"], kept, batch.rows)
        columns: Columns = (batch.rows, product, component, unit, batch.amounts)
        columns += (scenario, output)
        is_all = bool(kept.all())
        for parts, column in zip(self._parts, columns, strict=True):
            parts.append(column if is_all else column[kept])
        rows = batch.rows
        self._odd.update((int(rows[i]), text) for i, text in batch.odd.items())
        for one in batch.broken:
            self._lose(one)

    def _named(self, known: _Numbered, texts: Texts | None, size: int) -> Codes:
        if texts is None:
            return np.broadcast_to(np.int32(0), size)
        codes: Codes = known.codes(texts.values)[texts.codes]
        return codes

    def _report_nobodys(
        self, product: Texts, kept: NDArray[np.bool_], rows: Rows
    ) -> NDArray[np.bool_]:
        """Rows that say something, but not of which product."""
        lost = kept & ~_written(product)
        finding = Finding(code="E784", values={"role": "product"})
        self._findings.extend((row, finding) for row in rows[lost].tolist())
        return lost

    def _lose(self, broken: Broken) -> None:
        values = {"count": broken.cells, "columns": broken.columns}
        self._findings.append((broken.row, Finding(code="E791", values=values)))
        if broken.product.strip():
            (code,) = self._product.codes([broken.product.strip()]).tolist()
            self._incomplete.add(code)

    def lines(self) -> Lines:
        """Everything that was taken on."""
        columns = []
        for parts, kind in zip(self._parts, _KINDS, strict=True):
            columns.append(np.concatenate([np.zeros(0, kind), *parts]))
            parts.clear()  # one column is there twice at a time, never all of them
        for i, known in ((5, self._scenario), (6, self._output)):
            if len(known.code_of) == 1:
                columns[i] = np.broadcast_to(np.int32(0), len(columns[0]))
        row, product, component, unit, amount, scenario, output = columns
        return Lines(
            row=row,
            product=product,
            component=component,
            unit=unit,
            amount=amount,
            scenario=scenario,
            output=output,
            products=_texts(self._product),
            components=tuple(
                Component(text=text, dataset=dataset, location=location)
                for text, dataset, location in _tuples(self._component)
            ),
            units=_texts(self._unit),
            scenarios=_texts(self._scenario),
            outputs=tuple(Output(amount=a, unit=u) for a, u in _tuples(self._output)),
            odd=self._odd,
            incomplete=frozenset(self._incomplete),
            findings=tuple(self._findings),
        )


def _stripped(texts: Texts) -> Texts:
    return Texts(codes=texts.codes, values=[each.strip() for each in texts.values])


def _written(texts: Texts) -> NDArray[np.bool_]:
    filled = np.array([bool(each) for each in texts.values], dtype=bool)
    return filled[texts.codes] if len(filled) else np.zeros(len(texts.codes), bool)


def _joined(known: _Numbered, columns: list[Texts | None], size: int) -> Codes:
    """Codes of several columns read together."""
    if columns[1:] == [None] * (len(columns) - 1):
        return _alone(known, columns[0], len(columns), size)
    values: list[Sequence[str]] = [c.values if c else [""] for c in columns]
    codes = [c.codes if c else np.zeros(size, dtype=np.int32) for c in columns]
    place = codes[0].astype(np.int64)
    for code, texts in zip(codes[1:], values[1:], strict=True):
        place = place * len(texts) + code
    different, inverse = _unique(place, values)
    picked: list[list[str]] = []
    for texts in reversed(values):
        different, position = np.divmod(different, len(texts))
        picked.append([texts[i] for i in position.tolist()])
    found: Codes = known.codes(zip(*reversed(picked), strict=True))[inverse]
    return found


def _alone(known: _Numbered, texts: Texts | None, count: int, size: int) -> Codes:
    """Codes of one column, where the others are missing."""
    if texts is None:
        return np.broadcast_to(np.int32(0), size)
    others = [""] * (count - 1)
    codes: Codes = known.codes((each, *others) for each in texts.values)[texts.codes]
    return codes


def _unique(
    place: NDArray[np.int64], values: Sequence[Sequence[str]]
) -> tuple[NDArray[np.int64], NDArray[np.integer]]:
    """Different places and where each stands; nothing is sorted if most may occur."""
    most = 1
    for texts in values:
        most *= len(texts)
    if most > 4 * len(place) + 1024:
        return np.unique(place, return_inverse=True)
    seen = np.zeros(most, dtype=bool)
    seen[place] = True
    different = np.flatnonzero(seen)
    position = np.zeros(most, dtype=np.int32)
    position[different] = np.arange(len(different), dtype=np.int32)
    return different, position[place]


def _texts(known: _Numbered) -> tuple[str, ...]:
    return tuple(str(each) for each in known.code_of)


def _tuples(known: _Numbered) -> Iterator[tuple[str, ...]]:
    for each in known.code_of:
        yield tuple(each)  # type: ignore[arg-type]  # tuples of texts only


def lines_of(rows: Iterable[Mapping[str, object]]) -> Lines:
    """Lines of rows held in memory, such as ``frame.to_dict("records")``.

    Parameters
    ----------
    rows : iterable of mapping
        Keys are roles: ``product``, ``component``, ``amount``, ``unit`` and, if wanted,
        ``per``, ``per_unit``, ``scenario``, ``location``, ``dataset``. Rows count from
        2 on in messages, as in a table with a head.
    """
    stated = [dict(row) for row in rows]
    roles: tuple[Role, ...] = ("product", "component", "unit", "per", "per_unit")
    roles += ("scenario", "location", "dataset")
    cells = {role: [_cell(row.get(role)) for row in stated] for role in roles}
    amounts = [_cell(row.get("amount")) for row in stated]
    gathering = Gathering()
    gathering.add(batch_of(np.arange(2, len(stated) + 2), cells, amounts))
    return gathering.lines()


def _cell(value: object) -> str:
    """Text of a cell; NaN is how tables in memory say that it is empty."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return ""
    return str(value)


def batch_of(
    rows: Rows, cells: Mapping[Role, Sequence[str]], amounts: Sequence[str]
) -> Batch:
    """A batch of columns of text."""
    texts = {}
    for role, column in cells.items():
        known = _Numbered()
        codes = known.codes(column)
        texts[role] = Texts(codes=codes, values=_texts(known))
    numbers = np.array([strict_number(text.strip()) for text in amounts])
    none = np.flatnonzero(np.isnan(numbers)).tolist()
    odd = {i: amounts[i] for i in none if amounts[i].strip()}
    return Batch(rows=rows, texts=texts, amounts=numbers, odd=odd)
