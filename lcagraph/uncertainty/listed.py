"""What is drawn: every uncertain number with its distribution and its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from lcagraph.arrays import Prepared
from lcagraph.distributions import Distribution
from lcagraph.result.tables import Table
from lcagraph.sampling.described import DrawnNumber, drawn_number, drawn_numbers
from lcagraph.sensitivity.numbers import short_name
from lcagraph.sensitivity.pages import Page
from lcagraph.uncertainty.study import Study
from lcagraph.wording import Language, label
from lcagraph.wording.page import significant, table_html
from lcagraph.wording.screen import Locate
from lcagraph.wording.text_table import Column, text_table

SCHEMA = "lcagraph-drawn-numbers-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class DrawnNumbers(Page):
    """The uncertain numbers of one model."""

    per: str
    numbers: tuple[DrawnNumber, ...]
    places: tuple[str, ...]
    """File and line of each; empty where it stands in no text."""

    def to_table(self) -> Table:
        """A row per number."""
        columns = ("number", "path", "line", "value", "unit", "distribution", "origin")
        return Table(
            title="drawn numbers",
            columns=(*columns, "mean", "sd"),
            units=("",) * (len(columns) + 2),
            rows=tuple(
                (
                    short_name(n.path),
                    n.path,
                    place,
                    n.value,
                    n.unit,
                    n.text("en"),
                    n.origin,
                    n.mean,
                    n.sd,
                )
                for n, place in zip(self.numbers, self.places, strict=True)
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "schema": SCHEMA,
            "per": self.per,
            "numbers": [
                {**number_as_dict(n), "line": place or None}
                for n, place in zip(self.numbers, self.places, strict=True)
            ],
        }

    def to_text(self, lang: Language = "en", *, most: int = 0) -> str:
        """Title, and a line per number; all of them, whatever `most` is."""
        heads, rows = self._cells(lang)
        columns = [Column(head=head) for head in heads]
        return f"{self._title(lang)}\n{text_table(columns, rows, indent='  ')}"

    def to_html(self, lang: Language = "en") -> str:
        """The same as an HTML table."""
        heads, rows = self._cells(lang)
        return table_html(self._title(lang), heads, rows)

    def _title(self, lang: Language) -> str:
        text = label("mc.drawn", lang)
        return text.format(count=len(self.numbers), per=self.per)

    def _cells(self, lang: Language) -> tuple[list[str], list[tuple[str, ...]]]:
        words = ("number", "value", "distribution", "origin", "line")
        rows: list[tuple[str, ...]] = [
            (
                short_name(n.path),
                f"{significant(n.value)} {n.unit}".removesuffix(" 1"),
                n.text(lang),
                label(f"mc.origin_{n.origin}", lang),
                place,
            )
            for n, place in zip(self.numbers, self.places, strict=True)
        ]
        return [label(f"mc.drawn_{key}", lang) for key in words], rows


def listed(prepared: Prepared, locate: Locate | None = None) -> DrawnNumbers:
    """The uncertain numbers of a model; nothing is drawn.

    Parameters
    ----------
    prepared : Prepared
    locate : callable, optional
        Place of a model path in the model's text.
    """
    numbers = tuple(drawn_numbers(prepared.compiled).values())
    places = [locate(n.path, "value", None) if locate else None for n in numbers]
    return DrawnNumbers(
        per=prepared.per,
        numbers=numbers,
        places=tuple("" if place is None else str(place) for place in places),
    )


def drawn_of(study: Study) -> list[dict[str, Any]]:
    """Every number that a run draws, once for all sides that draw it alike."""
    found: dict[tuple[str, str], tuple[dict[str, Any], list[str]]] = {}
    for side in study.sides:
        for number in study.samplers[side.model].numbers:
            told = number_as_dict(drawn_number(number))
            key = (number.stream, repr(told))
            found.setdefault(key, ({**told, "stream": number.stream}, []))
            found[key][1].append(side.name)
    return [{**told, "names": names} for told, names in found.values()]


def number_as_dict(number: DrawnNumber) -> dict[str, Any]:
    """A number as plain data."""
    return {
        "path": number.path,
        "value": number.value,
        "unit": number.unit,
        "distribution": _plain(number.distribution),
        "mean": number.mean,
        "sd": number.sd,
        "origin": number.origin,
        "pedigree": list(number.pedigree) or None,
        "group": number.group,
    }


def _plain(distribution: Distribution) -> Mapping[str, Any]:
    """The parameters that it has."""
    given = {f.name: getattr(distribution, f.name) for f in fields(distribution)}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in given.items()
        if value not in (None, ())
    }
