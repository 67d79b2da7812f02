"""One object of a JSON document, read by the names that either schema gives its keys.

A value of the wrong type is never used and never stops the reading: it counts as
absent, and the collection of problems gets a finding with its place. NaN, which some
programs write where nothing is known, is absent unless a number is wanted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lcagraph.errors import Finding
from lcagraph.formats.json_guard import NonFinite

_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A JSON object, and where it stands.

    Each method takes the key's name in every version of the schema and uses the first
    that is there and not null.
    """

    content: dict[str, object]
    file: str
    problems: list[Finding]
    """Shared by all nodes of one reading."""
    place: str = ""
    """Such as ``exchanges[3].flow``; empty: the document itself."""
    owner: str = field(default="", compare=False)
    """How findings name it; empty: by its file."""

    def has(self, *keys: str) -> bool:
        """True if one of the keys is there and not null."""
        return any(self.content.get(key) is not None for key in keys)

    def text(self, *keys: str) -> str:
        """A text without surrounding blanks; empty if there is none."""
        key, value = self._find(keys)
        if isinstance(value, str):
            return value.strip()
        self._mistaken(key, value, "text")
        return ""

    def number(self, *keys: str) -> float | None:
        """A finite number; None if there is none, or W021 tells why it is none."""
        key = next((key for key in keys if self.has(key)), keys[0])
        value = self.content.get(key)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            number = _as_float(value)
            if number is not None:
                return number
        self.report("W021", key=self._path(key), text=_shown(value))
        return None

    def flag(self, *keys: str) -> bool:
        """A yes or no; False if there is none."""
        key, value = self._find(keys)
        if isinstance(value, bool):
            return value
        self._mistaken(key, value, "true / false")
        return False

    def node(self, *keys: str) -> Node | None:
        """An object, such as a reference to another dataset."""
        key, value = self._find(keys)
        if isinstance(value, dict):
            return self._within(value, key)
        self._mistaken(key, value, "{ }")
        return None

    def reference(self, *keys: str) -> str:
        """The id of the dataset that a key refers to; empty if there is none."""
        node = self.node(*keys)
        return node.text("@id", "id") if node else ""

    def nodes(self, *keys: str) -> Iterator[Node]:
        """Each object of a list."""
        key, value = self._find(keys)
        if not isinstance(value, list):
            self._mistaken(key, value, "[ ]")
            return
        for position, each in enumerate(value):
            place = f"{key}[{position}]"
            if isinstance(each, dict):
                yield self._within(each, place)
            else:
                self.report("W020", key=self._path(place), found=_shown(each))

    def texts(self, *keys: str) -> tuple[str, ...]:
        """A list of texts, or one text that is divided by semicolons."""
        key, value = self._find(keys)
        if isinstance(value, str):
            parts: list[object] = list(self.text(key).split(";"))
        elif isinstance(value, list):
            parts = value
        else:
            self._mistaken(key, value, "text")
            return ()
        return tuple(p.strip() for p in parts if isinstance(p, str) and p.strip())

    def own_properties(self) -> Node:
        """What our own writer has put where openLCA keeps further properties."""
        others = self.node("otherProperties") or self.empty()
        return others.node("lcagraph") or self.empty()

    def named_texts(self, key: str) -> Mapping[str, str]:
        """Texts of an object by their keys, such as names by language."""
        named = self.node(key)
        texts = named.content.items() if named else ()
        return {name: text for name, text in texts if isinstance(text, str)}

    def report(self, code: str, **values: object) -> None:
        """Add a finding about this object."""
        at = self.owner or self.file
        values = {"file": self.file, **values}
        self.problems.append(Finding(code=code, at=at, values=values))

    def named(self, owner: str) -> Node:
        """The same object, of which findings speak by another name."""
        return Node(
            content=self.content,
            file=self.file,
            problems=self.problems,
            place=self.place,
            owner=owner,
        )

    def empty(self) -> Node:
        """An object with nothing in it, in the place of one that is missing."""
        return Node(content={}, file=self.file, problems=self.problems)

    def _within(self, content: dict[str, object], key: str) -> Node:
        return Node(
            content=content,
            file=self.file,
            problems=self.problems,
            place=self._path(key),
            owner=self.owner,
        )

    def _find(self, keys: tuple[str, ...]) -> tuple[str, object]:
        for key in keys:
            value = self.content.get(key)
            if value is not None and not isinstance(value, NonFinite):
                return key, value
        return keys[0], None

    def _path(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def _mistaken(self, key: str, value: object, wanted: str) -> None:
        if value is not None:
            path = self._path(key)
            self.report("W020", key=path, found=_shown(value), wanted=wanted)


def _as_float(value: float) -> float | None:
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _shown(value: object) -> str:
    match value:
        case dict():
            return "{ }"
        case list():
            return "[ ]"
        case bool():
            return str(value).lower()
        case _:
            return str(value)[:_SHOWN]
