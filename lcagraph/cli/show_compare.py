"""Footprints beside each other as `lcagraph compare` prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path

import lcagraph
from lcagraph.cli.changed import read_model
from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.cli.text_table import Column, text_table
from lcagraph.compare import Bar, Comparison, Waterfall
from lcagraph.errors import Finding, UsageError
from lcagraph.result import Table
from lcagraph.result.names import item_name, stage_name
from lcagraph.result.tables import shown

INDENT = "  "

BAR_WIDTH = 32
"""Columns of the longest bar."""

IDLE = 1e-12
"""Share of the footprint below which an effect is rounding."""

MAX_CHANGES = 2
"""Changes of one group that a line shows; `--json` holds all of them."""


def compared(
    first: Path, second: Path | None, scenarios: Sequence[str], *, force: bool
) -> Comparison:
    """The comparison that a call asks for.

    Two models: as they are, or both with the one scenario that is named. One model:
    as it is, beside the scenarios that are named, or beside all of its own.

    Raises
    ------
    UsageError
        One model without scenarios (E762), two models and several scenarios (E763),
        or footprints that may not be compared (E761).
    """
    model = read_model(first)
    if second is None:
        chosen = list(dict.fromkeys(scenarios)) or list(model.scenarios)
        if not chosen:
            raise UsageError(Finding(code="E762", values={"file": str(first)}))
        return model.compare(chosen, names=[str(first), *chosen], force=force)
    if len(scenarios) > 1:
        raise UsageError(Finding(code="E763", values={"scenarios": list(scenarios)}))
    scenario = scenarios[0] if scenarios else None
    other = read_model(second).with_scenario(scenario)
    names = _told_apart(str(first), str(second))
    base: lcagraph.Model = model.with_scenario(scenario)
    return base.compare(other, names=names, force=force)


def _told_apart(first: str, second: str) -> list[str]:
    """Names of two files; the same file twice is one of them again."""
    return [first, second if second != first else f"{second} (2)"]


def compare_json(comparison: Comparison, screen: Screen) -> str:
    """Everything as data."""
    return as_json_text(comparison.to_dict())


def compare_text(comparison: Comparison, screen: Screen) -> str:
    """Tables of totals, items and stages, then a waterfall for each other side."""
    page = _Page(comparison, screen)
    sections = [
        page.heads(),
        page.overridden(),
        page.table("result.totals", comparison.totals(), _total_name(screen)),
        page.table("result.items", comparison.items(), _item_name(screen)),
        page.table("result.by_stage", comparison.by_stage(), _stage_name(screen)),
        *page.waterfalls(),
    ]
    return "\n\n".join(filter(None, sections))


def _total_name(screen: Screen) -> Callable[[str], str]:
    keys = {"headline": "compare.headline"}
    return lambda key: screen.word(keys.get(key, f"result.{key}"))


def _item_name(screen: Screen) -> Callable[[str], str]:
    return lambda key: item_name(key, screen.lang)


def _stage_name(screen: Screen) -> Callable[[str], str]:
    return lambda key: stage_name(key, screen.lang)


class _Page:
    """The sections of one comparison, in one language."""

    def __init__(self, comparison: Comparison, screen: Screen) -> None:
        self.comparison, self.screen = comparison, screen
        self.letters = dict(zip(comparison.names, _letters(), strict=False))

    def heads(self) -> str:
        """What each column is, and what it is per."""
        comparison = self.comparison
        sides = [comparison.base, *comparison.others]
        rows = [
            (self.letters[side.name], side.name, f"kgCO2e / {side.result.unit}")
            for side in sides
        ]
        return text_table([Column(), Column(is_cut=True), Column()], rows)

    def overridden(self) -> str:
        """What the comparison was told to overlook."""
        found = self.comparison.overridden
        if not found:
            return ""
        lines = [f"{INDENT}{self.letters[name]}  {told}" for name, told in found]
        return "\n".join([self.screen.bold(self.screen.word("compare.told")), *lines])

    def table(self, key: str, table: Table, name_of: Callable[[str], str]) -> str:
        """A table under short heads: A, B, B − A."""
        names = self.comparison.names
        base = self.letters[names[0]]
        changes = [f"{self.letters[name]} − {base}" for name in names[1:]]
        heads = [*(self.letters[name] for name in names), *changes]
        rows = [(name_of(str(key)), *map(shown, values)) for key, *values in table.rows]
        if not rows:
            return ""
        columns = [Column(), *(Column(head=head, is_number=True) for head in heads)]
        title = self.screen.bold(self.screen.word(key))
        return f"{title}\n{text_table(columns, rows, indent=INDENT)}"

    def waterfalls(self) -> Iterator[str]:
        """What leads from the base to each other side."""
        names = self.comparison.names
        base = self.letters[names[0]]
        for name, found in self.comparison.waterfalls.items():
            title = self.screen.word(
                "compare.waterfall", base=base, other=self.letters[name]
            )
            yield "\n".join(
                [
                    self.screen.bold(title),
                    *self._bars(found, base, self.letters[name]),
                    *self._notes(found),
                ]
            )

    def _bars(self, found: Waterfall, base: str, other: str) -> Iterator[str]:
        bars = [bar for bar in found.bars if not _is_idle(bar, found)]
        numbers = printed(found, bars)
        largest = max((abs(bar.amount) for bar in bars), default=0.0)
        rows = [(base, "", numbers[0], "")]
        for bar, number in zip(bars, numbers[1:-1], strict=True):
            length = max(1, round(abs(bar.amount) / largest * BAR_WIDTH))
            sign = "+" if bar.amount > 0 else ""
            block = ("█" if bar.amount > 0 else "░") * length
            rows.append((self._name(bar), self._change(bar), f"{sign}{number}", block))
        rows.append((other, "", numbers[-1], ""))
        heads = [
            Column(),
            Column(is_cut=True),
            Column(head="kgCO2e", is_number=True),
            Column(),
        ]
        yield text_table(heads, rows, indent=INDENT)

    def _name(self, bar: Bar) -> str:
        """A parameter by its name, a row by process and row."""
        keys = bar.path.split(".")
        name = ".".join(keys[1:]) if keys[0] in ("parameters", "processes") else ""
        return name or bar.path or self.screen.word("compare.several")

    def _change(self, bar: Bar) -> str:
        texts = [
            f"{change.before or '—'} → {change.after or '—'}"
            for change in bar.changes[:MAX_CHANGES]
        ]
        rest = len(bar.changes) - MAX_CHANGES
        if rest > 0:
            texts.append(self.screen.word("compare.more", count=rest))
        return "; ".join(texts)

    def _notes(self, found: Waterfall) -> Iterator[str]:
        word = self.screen.word
        if not found.edits:
            yield INDENT + word("compare.no_edits")
            return
        idle = [bar.path for bar in found.bars if _is_idle(bar, found)]
        if idle:
            yield INDENT + word("compare.idle", count=len(idle))
        for bar in found.bars:
            if bar.merged > 1:
                together = word(
                    "compare.merged", count=bar.merged, name=self._name(bar)
                )
                yield INDENT + together
        yield INDENT + self.screen.faint(
            word(
                f"compare.level_{found.level}",
                edits=found.edits,
                variants=found.variants,
            )
        )


def _is_idle(bar: Bar, found: Waterfall) -> bool:
    """Whether an edit leaves the footprint as it is."""
    return abs(bar.amount) <= IDLE * max(abs(found.start), abs(found.end))


def _letters() -> Iterator[str]:
    """A, B, … Z, then numbers."""
    yield from "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    number = 27
    while True:
        yield str(number)
        number += 1


def printed(found: Waterfall, bars: Sequence[Bar]) -> list[str]:
    """Start, bars and end with equal decimals, rounded so that they add up.

    The largest remainders are rounded up until the printed bars lead from the printed
    start to the printed end.
    """
    step = _step(found)
    start, end = (_exact(v).quantize(step) for v in (found.start, found.end))
    down = [_exact(bar.amount).quantize(step, rounding=ROUND_FLOOR) for bar in bars]
    missing = int((end - start - sum(down, Decimal(0))) / step)
    remainders = sorted(
        range(len(bars)), key=lambda i: down[i] - _exact(bars[i].amount)
    )
    # a rounded start and end may lie a step further apart, or closer, than the bars
    for k in range(abs(missing) if bars else 0):
        down[remainders[k % len(bars)]] += step if missing > 0 else -step
    return [f"{number:,f}" for number in (start, *down, end)]


def _step(found: Waterfall) -> Decimal:
    """Last decimal printed: four significant digits of the larger end."""
    size = _exact(max(abs(found.start), abs(found.end)))
    digits = size.adjusted() if size else 0
    return Decimal(1).scaleb(min(digits - 3, 0))


def _exact(value: float) -> Decimal:
    return Decimal(repr(float(value)))
