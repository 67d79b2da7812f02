"""Footprints beside each other: totals, items, stages, and what moved the number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lcagraph.compare.edit_names import EditNames
from lcagraph.compare.likelihood import UnderUncertainty, cases_of, quick_draws
from lcagraph.compare.pictures import side_name, waterfall_drawing
from lcagraph.compare.sameness import Difference, differences, remarks
from lcagraph.compare.side import Side
from lcagraph.compare.waterfall import Waterfall, waterfall
from lcagraph.displayed import Displayed, or_refusal
from lcagraph.drawing.image import image_html
from lcagraph.drawing.shapes import Drawing
from lcagraph.drawing.svg import to_svg
from lcagraph.errors import Finding, UsageError
from lcagraph.graph.words import Stage
from lcagraph.result import Result, Table
from lcagraph.result.tables import Cell
from lcagraph.uncertainty import Settings, Uncertainty, simulate
from lcagraph.wording import Language, label
from lcagraph.wording.page import Fact, facts_html, facts_text, significant

SCHEMA = "lcagraph-comparison-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""


DRAWN = 3
"""Sides that a page has a waterfall of; `waterfalls` has all of them."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Comparison(Displayed):
    """One footprint as the base, and others beside it."""

    base: Side
    others: tuple[Side, ...]
    overridden: tuple[tuple[str, Difference], ...] = ()
    """What differs though it must not, by name of the side: told to go on."""
    noted: tuple[tuple[str, Difference], ...] = ()
    """Units that are described differently, which a comparison may do."""

    @property
    def view(self) -> str:
        """`including` or `excluding`: the headline of the base, used for all sides."""
        return self.base.result.view

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all sides, the base first."""
        return tuple(side.name for side in self._sides)

    @cached_property
    def waterfalls(self) -> Mapping[str, Waterfall]:
        """Which edits lead from the base to each other side, by its name."""
        start = _headline(self.base.result, self.view)
        return {
            side.name: waterfall(
                self.base.tree,
                side.tree,
                (start, _headline(side.result, self.view)),
                self.base.result.weights,
            )
            for side in self.others
        }

    def uncertainty(self, settings: Settings, **run: Any) -> Uncertainty:
        """Every side under uncertainty, on shared draws; see `uncertainty.simulate`.

        Parameters
        ----------
        settings : Settings
        **run
            `executor`, `folder`, `is_resuming`, `progress`.

        Raises
        ------
        ModelError, CalculationError, UsageError
            As `lcagraph.uncertainty.simulate`.
        """
        return simulate(cases_of(self._sides), settings, **run)

    @cached_property
    def under_uncertainty(self) -> UnderUncertainty:
        """Which side is lower, and how surely, by a quick run without databases."""
        return quick_draws(self._sides)

    def totals(self) -> Table:
        """The headline and the two totals of each side."""
        return self._table(
            "totals",
            "total",
            lambda result: {
                "headline": _headline(result, self.view),
                "including": result.including,
                "excluding": result.excluding,
            },
        )

    def items(self) -> Table:
        """Items that any side has."""
        return self._table("items", "item", lambda result: dict(result.items))

    def by_stage(self) -> Table:
        """Life cycle stages that any side has."""
        return self._table(
            "by stage", "stage", lambda result: _column(result.by_stage())
        )

    def by_process(self) -> Table:
        """Unit processes that any side has."""
        return self._table(
            "by process", "process", lambda result: _column(result.by_process())
        )

    def by_input(self) -> Table:
        """Factors and gases that any side has."""
        return self._table(
            "by input", "input", lambda result: _column(result.by_input())
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "schema": SCHEMA,
            "view": self.view,
            "unit": "kgCO2e",
            "sides": [_side_as_dict(side) for side in self._sides],
            "overridden": [
                {"side": name, "at": d.path, "base": d.first, "other": d.second}
                for name, d in self.overridden
            ],
            "noted": [
                {"side": name, "at": d.path, "base": d.first, "other": d.second}
                for name, d in self.noted
            ],
            "totals": self.totals().to_records(),
            "items": self.items().to_records(),
            "by_stage": self.by_stage().to_records(),
            "by_process": self.by_process().to_records(),
            "by_input": self.by_input().to_records(),
            "uncertainty": self.under_uncertainty.to_dict(),
            "waterfalls": {
                name: _waterfall_as_dict(found)
                for name, found in self.waterfalls.items()
            },
        }

    def __repr__(self) -> str:
        return facts_text(self._title("en"), self._facts("en"))

    def to_html(self, lang: Language = "en") -> str:
        """Facts, tables, what moved the number, and how sure the ranking is."""
        tables = (self.totals(), self.items(), self.by_stage())
        page = facts_html(self._title(lang), self._facts(lang))
        page += "".join(table.to_html(lang) for table in tables)
        page += or_refusal(lambda: self._pictures(lang), lang)
        return page + self.under_uncertainty.to_html(lang)

    def to_frame(self) -> Any:
        """`totals` as a `pandas.DataFrame` (needs the extra `jupyter`)."""
        return self.totals().to_frame()

    def drawing(self, name: str, lang: str = "zh") -> Drawing:
        """The waterfall from the base to the side of a name, as a picture.

        Parameters
        ----------
        name : str
            Of one of `others`.
        lang : {"zh", "en", "both"}

        Raises
        ------
        KeyError
            No side has that name.
        """
        found = self.waterfalls[name]
        other = next(side for side in self.others if side.name == name)
        sides = (self.base, other)
        names = EditNames([side.result.prepared.compiled for side in sides])
        ends = (side_name(self.base), side_name(other))
        per = self.base.result.name
        return waterfall_drawing(found, ends, per, lang, names=names)

    def _pictures(self, lang: Language) -> str:
        """The waterfalls of the first sides, as images."""
        drawings = [self.drawing(side.name, lang) for side in self.others[:DRAWN]]
        return "".join(image_html(to_svg(drawing)) for drawing in drawings)

    def _title(self, lang: Language) -> str:
        view = label(f"result.{self.view}", lang)
        text = label("repr.comparison", lang)
        return text.format(per=self.base.result.prepared.per, view=view)

    def _facts(self, lang: Language) -> list[Fact]:
        """The headline of each side, and what was overridden."""
        start = _headline(self.base.result, self.view)
        facts = [(self.base.name, f"{significant(start)} kgCO2e")]
        for side in self.others:
            end = _headline(side.result, self.view)
            moved = f" ({(end - start) / abs(start):+.1%})" if start else ""
            facts.append((side.name, f"{significant(end)} kgCO2e{moved}"))
        facts += self.under_uncertainty.facts(lang)
        told, noted = label("repr.overridden", lang), label("repr.noted", lang)
        facts += [(told, f"{name}: {d}") for name, d in self.overridden]
        return [*facts, *((noted, f"{name}: {d}") for name, d in self.noted)]

    @property
    def _sides(self) -> tuple[Side, ...]:
        return (self.base, *self.others)

    def _table(
        self, title: str, label: str, parts: Callable[[Result], Mapping[str, float]]
    ) -> Table:
        """A row per part that is not zero on all sides, and differences to the base."""
        found = [parts(side.result) for side in self._sides]
        rows: list[tuple[Cell, ...]] = []
        for key in _in_order(key for part in found for key in part):
            values = [part.get(key, 0.0) for part in found]
            if any(values):
                rows.append((key, *values, *(v - values[0] for v in values[1:])))
        changes = [f"{side.name} − {self.base.name}" for side in self.others]
        columns = (label, *self.names, *changes)
        return Table(
            title=title,
            columns=columns,
            units=("", *["kgCO2e"] * (len(columns) - 1)),
            rows=tuple(rows),
        )


def default_names(scenarios: Sequence[str | None]) -> list[str]:
    """Names of sides that are told apart: the scenario, else what they are."""
    first, *others = scenarios
    names = [first or "base"]
    for position, scenario in enumerate(others, start=1):
        name = scenario or "other"
        names.append(f"{name} ({position})" if name in names else name)
    return names


def compare_sides(
    base: Side, others: Sequence[Side], *, force: bool = False
) -> Comparison:
    """Compare footprints of equal function, boundary and rules.

    Raises
    ------
    UsageError
        They are not equal, and `force` is not set (E761).
    """
    found = [
        (side.name, difference)
        for side in others
        for difference in differences(base.result, side.result)
    ]
    if found and not force:
        names = dict.fromkeys(name for name, _ in found)
        values = {
            "first": base.name,
            "second": list(names),
            "differences": [str(difference) for _, difference in found],
        }
        raise UsageError(Finding(code="E761", values=values))
    return Comparison(
        base=base,
        others=tuple(others),
        overridden=tuple(found),
        noted=tuple(
            (side.name, remark)
            for side in others
            for remark in remarks(base.result, side.result)
        ),
    )


def _headline(result: Result, view: str) -> float:
    return result.including if view == "including" else result.excluding


def _column(table: Table) -> dict[str, float]:
    """Key → kgCO2e of a table of shares."""
    return {str(key): float(str(amount)) for key, amount, *_ in table.rows}


def _in_order(keys: Iterable[str]) -> list[str]:
    """Each key once; stages upstream to downstream, the rest as they come."""
    stages = list(Stage.__args__)  # type: ignore[attr-defined]
    found = list(dict.fromkeys(keys))
    if all(key in stages or key == "unassigned" for key in found):
        found.sort(key=lambda key: stages.index(key) if key in stages else len(stages))
    return found


def _side_as_dict(side: Side) -> dict[str, Any]:
    made = side.result.provenance
    return {
        "name": side.name,
        "model": made.model_hash,
        "scenario": made.scenario,
        "per": side.result.unit,
        "settings": dict(made.settings),
    }


def _waterfall_as_dict(found: Waterfall) -> dict[str, Any]:
    return {
        "start": found.start,
        "end": found.end,
        "difference": found.difference,
        "level": found.level,
        "edits": found.edits,
        "variants": found.variants,
        "bars": [
            {
                "path": bar.path,
                "kgCO2e": bar.amount,
                "items": dict(bar.items),
                "merged": bar.merged,
                "changes": [
                    {"path": c.path, "before": c.before, "after": c.after}
                    for c in bar.changes
                ],
            }
            for bar in found.bars
        ],
    }
