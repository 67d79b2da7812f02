"""Footprints beside each other as `lcagraph compare` prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import lcagraph
from lcagraph.cli.changed import read_model
from lcagraph.cli.contrast import contrast
from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.cli.text_table import WIDEST, Column, text_table
from lcagraph.compare import Bar, Comparison, Difference, Waterfall
from lcagraph.errors import Finding, UsageError
from lcagraph.result import Table, significant
from lcagraph.result.names import item_name, stage_name
from lcagraph.result.tables import UNDEFINED, shown
from lcagraph.wording.screen import columns

INDENT = "  "

BAR_WIDTH = 32
"""Columns of the longest bar."""

IDLE = 1e-12
"""Share of the footprint below which an effect is rounding."""

BETWEEN = "; "
"""Between the changes of one line."""

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
        page.told("compare.told", comparison.overridden),
        page.told("compare.noted", comparison.noted),
        page.table("result.totals", comparison.totals(), _total_name(screen)),
        page.table("result.items", comparison.items(), _item_name(screen)),
        page.table("result.by_stage", comparison.by_stage(), _stage_name(screen)),
        comparison.under_uncertainty.to_text(screen.lang),
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

    def told(self, key: str, found: Sequence[tuple[str, Difference]]) -> str:
        """What the comparison was told to overlook, or what it only remarks."""
        if not found:
            return ""
        lines = [f"{INDENT}{self.letters[name]}  {told}" for name, told in found]
        return "\n".join([self.screen.bold(self.screen.word(key)), *lines])

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
        start, end = significant(found.start), significant(found.end)
        steps = [printed_step(bar.amount) for bar in bars]
        largest = max((abs(bar.amount) for bar in bars), default=0.0)
        rows = [(base, "", start, "")]
        for bar, step in zip(bars, steps, strict=True):
            length = max(1, round(abs(bar.amount) / largest * BAR_WIDTH))
            block = ("█" if bar.amount > 0 else "░") * length
            rows.append((self._name(bar), self._change(bar), step, block))
        if rounding := rounding_of(start, steps, end):
            rows.append((self.screen.word("compare.rounding"), "", rounding, ""))
        rows.append((other, "", end, ""))
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
        shown_ones, rest = bar.changes[:MAX_CHANGES], len(bar.changes) - MAX_CHANGES
        more = [self.screen.word("compare.more", count=rest)] if rest > 0 else []
        count = len(shown_ones) + len(more)
        free = WIDEST - columns(BETWEEN) * (count - 1) - sum(map(columns, more))
        room = free // max(len(shown_ones), 1)
        texts = [
            contrast(change.before or UNDEFINED, change.after or UNDEFINED, room)
            for change in shown_ones
        ]
        return BETWEEN.join([*texts, *more])

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


def printed_step(amount: float) -> str:
    """A bar as it is printed: with its sign, in digits of its own."""
    return f"+{significant(amount)}" if amount > 0 else significant(amount)


def rounding_of(start: str, steps: Sequence[str], end: str) -> str:
    """What the bars as printed lack to lead from the printed start to the printed end.

    Each figure is rounded by itself, so that it reads the same in every table; their
    roundings together are this one. Empty: there is none.
    """
    numbers = [Decimal(text.replace(",", "")) for text in (start, *steps, end)]
    rest = numbers[-1] - sum(numbers[:-1])
    return f"{rest.normalize():+,f}" if rest else ""
