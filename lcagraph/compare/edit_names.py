"""What people call the places and values that an edit changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lcagraph.compare.edits import ROWS
from lcagraph.compile.plan import CompiledModel
from lcagraph.graph.words import Text
from lcagraph.impact import elementary_flows
from lcagraph.wording import LANGUAGES, label, word

BETWEEN = " · "
"""Between a process and its row."""

UNDIVIDED = "unspecified"
"""Item of a figure that is not divided into items."""

_SPOKEN_KEYS = frozenset({"allocation", "recycling", "stage"})
"""Keys of a process that have a label."""

_CLOSED = ("basis", "stage")
"""Closed lists whose words may be values."""


class EditNames:
    """Looks names up on both sides: what was taken away has one on the first alone."""

    def __init__(self, sides: Sequence[CompiledModel]) -> None:
        self.systems = [side.system for side in sides]
        self.factors = {
            column.id: column.factor for side in sides[::-1] for column in side.factors
        }

    def place(self, path: str) -> Text:
        """Name of what lies at a model path; the path itself where nothing has one."""
        section, *keys = path.split(".")
        if not keys:
            return _same(path)
        if section == "processes":
            return self._in_process(keys)
        if section == "factors" and keys[1:]:
            return _joined(self._thing(section, keys[0]), self._figure(keys[1:]))
        if section in ("factors", "parameters", "products"):
            return self._thing(section, keys[0])
        return _same(path)

    def unit(self, path: str) -> str:
        """What follows the unit of a value: ``CO2e/kg`` for a factor per kilogram."""
        section, *keys = path.split(".")
        if section != "factors" or keys[1:2] not in (["co2e"], ["emissions"]):
            return ""
        factor = self.factors.get(keys[0])
        per = factor.per.text.removeprefix("1 ") if factor and factor.per else ""
        gas = "CO2e" if keys[1] == "co2e" else ""
        return f"{gas}/{per}" if per else gas

    def _figure(self, keys: Sequence[str]) -> Text:
        """What is given of a factor: its CO2e, whole or of an item; a gas."""
        key, *inner = keys
        if key == "co2e":
            whole = Text(*(label("compare.key_co2e", lang) for lang in LANGUAGES))
            if not inner or inner[0] == UNDIVIDED:
                return whole
            item = Text(*(label(f"item.{inner[0]}", lang) for lang in LANGUAGES))
            return _joined(whole, item)
        if key == "emissions" and inner:
            flow = elementary_flows().get(inner[0])
            return flow.name if flow else _same(inner[0])
        return _same(".".join(keys))

    def value(self, text: str) -> Text:
        """Name of a supplier, or of a word of a closed list; else the text itself."""
        for section in ("factors", "processes", "products"):
            found = self._known(section, text)
            if found is not None:
                return found
        for kind in _CLOSED:
            if word(kind, text, "zh") != text:
                return Text(word(kind, text, "zh"), word(kind, text, "en"))
        return _same(text)

    def _in_process(self, keys: Sequence[str]) -> Text:
        """A process, and which of its rows or keys."""
        id_, *rest = keys
        name = self._thing("processes", id_)
        if not rest:
            return name
        if rest[0] in ROWS and len(rest) > 1:
            return _joined(name, self._row(id_, rest[0], rest[1]))
        if rest[0] in _SPOKEN_KEYS:
            zh, en = (label(f"compare.key_{rest[0]}", lang) for lang in LANGUAGES)
            return _joined(name, Text(zh, en))
        return _joined(name, _same(".".join(rest)))

    def _row(self, process: str, section: str, row: str) -> Text:
        """A row's own name, or that of its product, its supplier or its gas."""
        rows = [
            getattr(system.processes[process], section, {}).get(row)
            for system in self.systems
            if process in system.processes
        ]
        for each in filter(None, rows):
            if each.name is not None:
                named: Text = each.name
                return named
            for key in ("product", "flow"):
                id_ = getattr(each, key, None)
                found = self._input(id_) if id_ else None
                if found is not None:
                    return found
        return self._input(row) or _same(row)

    def _input(self, id_: str) -> Text | None:
        for section in ("products", "factors"):
            found = self._known(section, id_)
            if found is not None:
                return found
        flow = elementary_flows().get(id_)
        return flow.name if flow else None

    def _thing(self, section: str, id_: str) -> Text:
        return self._known(section, id_) or _same(id_)

    def _known(self, section: str, id_: str) -> Text | None:
        """The name that something was given; None: nothing of that id, or no name."""
        for things in self._sections(section):
            name: Text | None = getattr(things.get(id_), "name", None)
            if name is not None:
                return name
        return None

    def _sections(self, section: str) -> Iterator[Any]:
        if section == "factors":
            yield self.factors
            return
        for system in self.systems:
            yield getattr(system, section)


def _same(text: str) -> Text:
    return Text(text, text)


def _joined(first: Text, second: Text) -> Text:
    return Text(
        f"{first.get('zh')}{BETWEEN}{second.get('zh')}",
        f"{first.get('en')}{BETWEEN}{second.get('en')}",
    )
