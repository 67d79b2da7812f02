"""Lines resolved: what each one draws on, how much of it, or why it is set aside.

A line that is set aside draws on nothing that is known, so its product, and every
product that draws on that one, has no total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.background.linked import NO_ALLOCATION
from lcagraph.background.records import ALLOCATIONS
from lcagraph.background.unit_names import named_unit
from lcagraph.catalogue.datasets import OPEN_BITS, Datasets
from lcagraph.catalogue.lines import Codes, Component, Lines, Reals
from lcagraph.catalogue.outputs import Outputs, outputs_of
from lcagraph.errors import Finding, QuantityError
from lcagraph.units import Unit, conversion, parse_unit

TABLE = "./"
"""Begins a component that means the product of the table, not a dataset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is accepted that is refused unless somebody says so."""

    waive_open_links: str = ""
    """Reason for using datasets whose supply chain is open."""
    waive_no_allocation: str = ""
    """Reason for using datasets with several products that nothing divides."""
    waive_lacking_gases: str = ""
    """Reason for counting nothing of gases for which the GWP set has no value."""
    is_adding_duplicates: bool = False
    """Whether lines with the same component add up."""
    is_negative_allowed: bool = False
    """Whether a negative amount is a credit."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resolved:
    """Lines with what they draw on; arrays of shape (lines,)."""

    lines: Lines
    outputs: Outputs
    n_datasets: int
    target: Codes
    """A dataset's position; behind them the products; last, `nothing`."""
    identity: Codes
    """Equal for lines that name the same thing."""
    amount: Reals
    """Per unit of the line's product. [unit of the target / unit of the product]"""
    reason: Codes
    """Position in `findings`; −1: nothing is wrong."""
    findings: tuple[Finding, ...]

    @property
    def nothing(self) -> int:
        """Target of lines that were set aside."""
        return self.n_datasets + len(self.lines.products)


def resolve(lines: Lines, datasets: Datasets, rules: Rules) -> Resolved:
    """Find every component, convert every amount, and say what is wrong.

    Parameters
    ----------
    lines : Lines
    datasets : Datasets
    rules : Rules

    Returns
    -------
    Resolved
        Of several things wrong with a line, the first is told: its component, its
        unit, its amount, its output, a repetition.
    """
    outputs = outputs_of(lines)
    told = _Told(len(lines))
    targets = _targets(lines, datasets, rules)
    nothing = len(datasets) + len(lines.products)
    target = np.array(
        [nothing if isinstance(one, Finding) else one for one in targets], np.int32
    )
    told.add(_each(targets), lines.component)
    factor = _factors(lines, datasets, outputs, target, told)
    _judge_amounts(lines, rules, told)
    told.add(outputs.findings, outputs.bad)
    identity = _identity(target, nothing)[lines.component]
    if not rules.is_adding_duplicates:
        told.mark(_repeated(lines, identity), Finding(code="E788"))
    is_sound = told.reason < 0
    with np.errstate(all="ignore"):  # what overflows is told with its product
        amount = lines.amount * factor / outputs.amount[lines.product]
    return Resolved(
        lines=lines,
        outputs=outputs,
        n_datasets=len(datasets),
        target=np.where(is_sound, target[lines.component], nothing).astype(np.int32),
        identity=identity,
        amount=np.where(is_sound, amount, 0.0),
        reason=told.reason,
        findings=tuple(told.findings),
    )


class _Told:
    """The first thing that is wrong with each line."""

    def __init__(self, size: int) -> None:
        self.findings: list[Finding] = []
        self.reason: Codes = np.full(size, -1, dtype=np.int32)

    def add(self, wrong: Sequence[Finding | None], codes: Codes) -> None:
        """What is wrong with each code, and the code of each line (−1: nothing)."""
        if not any(wrong):
            return
        own = np.full(len(wrong) + 1, -1, dtype=np.int32)
        for code, finding in enumerate(wrong):
            if finding is not None:
                own[code] = len(self.findings)
                self.findings.append(finding)
        self._take(own[codes])

    def mark(self, is_wrong: NDArray[np.bool_], finding: Finding) -> None:
        """The same is wrong with some lines."""
        if is_wrong.any():
            position = len(self.findings)
            self.findings.append(finding)
            self._take(np.where(is_wrong, position, -1).astype(np.int32))

    def _take(self, found: Codes) -> None:
        self.reason = np.where(self.reason < 0, found, self.reason)


def _each(found: Sequence[object]) -> list[Finding | None]:
    return [one if isinstance(one, Finding) else None for one in found]


# ------------------------------------------------------------------------ components


def _targets(lines: Lines, datasets: Datasets, rules: Rules) -> list[int | Finding]:
    """What each component is: a dataset, or a product of the table behind them."""
    product_of = {name: i for i, name in enumerate(lines.products)}
    found: list[int | Finding] = []
    for component in lines.components:
        name = component.text.removeprefix(TABLE)
        is_own = name in product_of and not component.dataset
        own = len(datasets) + product_of[name] if is_own else None
        if component.text.startswith(TABLE) and own is not None:
            found.append(own)
            continue
        found.append(_one(component, own, datasets, rules))
    return found


def _one(
    component: Component, own: int | None, datasets: Datasets, rules: Rules
) -> int | Finding:
    if not component.text:
        return Finding(code="E784", values={"role": "component"})
    dataset = datasets.find(component)
    if own is not None and dataset is not None:
        values = {"name": component.text, "database": ", ".join(datasets.names)}
        return Finding(code="E787", values=values)
    if own is not None:
        return own
    if dataset is None:
        name = component.dataset or component.text
        told: dict[str, object] = {
            "name": name,
            "location": component.location or None,
            "database": ", ".join(datasets.names),
            "nearest": datasets.similar(datasets.reference(component).key),
        }
        stated = {key: value for key, value in told.items() if value is not None}
        return Finding(code="E786", values=stated)
    if isinstance(dataset, int):
        return _open(dataset, datasets, rules) or dataset
    return dataset


def _open(dataset: int, datasets: Datasets, rules: Rules) -> Finding | None:
    """What of a dataset's supply chain nobody has accepted."""
    flags, one = int(datasets.flags[dataset]), datasets.known[dataset]
    quoted: dict[str, object] = {"database": one.database, "name": one.name}
    if flags & OPEN_BITS and not rules.waive_open_links:
        words = datasets.words(flags & OPEN_BITS)
        return Finding(code="E797", values={**quoted, "open": words})
    if flags & NO_ALLOCATION and not rules.waive_no_allocation:
        methods = "|".join(ALLOCATIONS)
        return Finding(code="E798", values={**quoted, "methods": methods})
    return None


def _identity(target: Codes, nothing: int) -> Codes:
    """The first component that means the same, for each component."""
    first: dict[int, int] = {}
    return np.array(
        [
            code if one == nothing else first.setdefault(one, code)
            for code, one in enumerate(target.tolist())
        ],
        dtype=np.int32,
    )


# ----------------------------------------------------------------------------- units


def _factors(
    lines: Lines, datasets: Datasets, outputs: Outputs, target: Codes, told: _Told
) -> Reals:
    """How many units of its target are one unit of a line; NaN where none."""
    n = len(datasets)
    used = sorted({i for i in target.tolist() if i < n})
    unit_of = {i: datasets.unit(i) for i in used}
    own_words = {datasets.known[i].unit for i in used}
    kinds = list(dict.fromkeys([*unit_of.values(), *outputs.units]))
    kind_of = {unit: i for i, unit in enumerate(kinds)}
    of_target = np.full(len(target), -1, dtype=np.int32)
    for code, one in enumerate(target.tolist()):
        if one < n:
            of_target[code] = kind_of[unit_of[one]]
        elif one < n + len(lines.products):
            unit = outputs.units[int(outputs.unit[one - n])]
            of_target[code] = kind_of[unit]
    read = [_unit(text, own_words) for text in lines.units]
    told.add(_each(read), lines.unit)
    known = list(dict.fromkeys(u for u in read if isinstance(u, Unit)))
    place = {unit: i for i, unit in enumerate(known)}
    of_text = np.array(
        [place[u] if isinstance(u, Unit) else -1 for u in read], dtype=np.int32
    )
    table, wrong = _table(known, kinds)
    line_unit, line_target = of_text[lines.unit], of_target[lines.component]
    if wrong:
        pairs = _pairs(wrong, line_unit, line_target, len(kinds))
        told.add(list(wrong.values()), pairs)
    return table[line_unit, line_target]


def _unit(text: str, own_words: set[str]) -> Unit | Finding:
    """The unit that a cell names: of our table, or a dataset's own word for its."""
    if not text:
        return Finding(code="E784", values={"role": "unit"})
    try:
        return parse_unit(text)
    except QuantityError as error:
        own = named_unit(text) if text in own_words else None
        return own if own is not None else error.at("")


def _table(
    known: Sequence[Unit], kinds: Sequence[Unit]
) -> tuple[Reals, dict[tuple[int, int], Finding]]:
    """Factors between units, with a last row and column of NaN; and what can't be."""
    table = np.full((len(known) + 1, len(kinds) + 1), np.nan)
    wrong = {}
    for i, source in enumerate(known):
        for j, wanted in enumerate(kinds):
            try:
                table[i, j] = conversion(source, wanted)
            except QuantityError as error:
                wrong[i, j] = error.at("")
    return table, wrong


def _pairs(
    wrong: dict[tuple[int, int], Finding], unit: Codes, target: Codes, width: int
) -> Codes:
    """Position in `wrong` of each line's pair of units; −1: they convert."""
    position = np.full((int(unit.max(initial=-1)) + 2, width + 1), -1, dtype=np.int32)
    for k, (i, j) in enumerate(wrong):
        if i < len(position) - 1:
            position[i, j] = k
    found: Codes = position[unit, target]
    return found


# --------------------------------------------------------------------------- amounts


def _judge_amounts(lines: Lines, rules: Rules, told: _Told) -> None:
    if not rules.is_negative_allowed:
        told.mark(lines.amount < 0, Finding(code="E785"))
    none = np.flatnonzero(np.isnan(lines.amount))
    if not len(none):
        return
    texts = [lines.odd.get(row, "") for row in lines.row[none].tolist()]
    different = list(dict.fromkeys(texts))
    place = {text: i for i, text in enumerate(different)}
    codes = np.full(len(lines), -1, dtype=np.int32)
    codes[none] = [place[text] for text in texts]
    told.add([_no_number(text) for text in different], codes)


def _no_number(text: str) -> Finding:
    if not text.strip():
        return Finding(code="E784", values={"role": "amount"})
    return Finding(code="E794", values={"text": text[:40]})


# ----------------------------------------------------------------------- repetitions


def _repeated(lines: Lines, identity: Codes) -> NDArray[np.bool_]:
    """Lines whose product and scenario have the same component further up."""
    repeated = np.zeros(len(lines), dtype=bool)
    if not len(lines):
        return repeated
    sizes = (len(lines.products), len(lines.scenarios), len(lines.components))
    key = lines.product.astype(np.int64) * sizes[1] + lines.scenario
    key = key * sizes[2] + identity  # below 2^63: products × scenarios × components
    ordered = np.sort(key)
    if not (ordered[1:] == ordered[:-1]).any():
        return repeated
    order = np.argsort(key, kind="stable")
    repeated[order[1:]] = key[order[1:]] == key[order[:-1]]
    return repeated
