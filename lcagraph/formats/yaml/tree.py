"""From the events of the YAML parser to a plain tree and its marks, in one pass.

Events come from libyaml, whose parser keeps its own stack: text nested 50,000 deep
costs it nothing, and we stop at `MAX_DEPTH`. Composing nodes instead would recurse in C
and end the interpreter. Anchors, aliases, tags and merge keys are refused, so the tree
is never larger than the text (no “billion laughs”), and a reader sees what is computed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from lcagraph.errors import Finding
from lcagraph.formats.yaml import traps
from lcagraph.formats.yaml.guard import (
    MAX_DEPTH,
    MAX_FINDINGS,
    MAX_NODES,
    TextRefusedError,
)
from lcagraph.formats.yaml.positions import (
    Children,
    Entry,
    Mark,
    SourceFile,
    finding_in,
    place_of,
)
from lcagraph.formats.yaml.syntax import explain_syntax

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"
"""A tree in which every scalar is text as written; None is an empty value."""

# libyaml's parser is about 15 times as fast; a PyYAML built without it still reads.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORD = re.compile(r"\S*")
_NULL = frozenset(("", "~", "null", "Null", "NULL"))


def _extent(event: Event) -> tuple[int, int]:
    """Characters [start, end) of the text that an event stands for."""
    start, end = event.start_mark, event.end_mark
    assert start is not None
    assert end is not None
    return start.index, end.index


class _Collection:
    """A mapping or list that is being filled."""

    __slots__ = ("children", "is_flow", "key", "key_mark", "start", "tree")

    def __init__(self, *, is_mapping: bool, is_flow: bool, start: int) -> None:
        self.tree: dict[str, Plain] | list[Plain] = {} if is_mapping else []
        self.children: Children = {} if is_mapping else []
        self.is_flow = is_flow
        self.start = start
        self.key: str | None = None
        """Key that waits for its value; None with a mark: the value is dropped."""
        self.key_mark: Mark | None = None

    def add(self, value: Plain, mark: Mark, children: Children) -> None:
        """Take a value under the waiting key, or as the next item."""
        if isinstance(self.tree, list):
            assert isinstance(self.children, list)
            self.tree.append(value)
            self.children.append((None, mark, children))
            return
        if self.key is not None:
            assert isinstance(self.children, dict)
            self.tree[self.key] = value
            self.children[self.key] = (self.key_mark, mark, children)
        self.key = self.key_mark = None


def build(source: SourceFile) -> tuple[dict[str, Plain], Entry, list[Finding]]:
    """The plain tree of a text, the marks of everything in it, and what is wrong.

    Parameters
    ----------
    source : SourceFile
        Text free of control characters.

    Returns
    -------
    tree : dict
        The top mapping. Where a finding says that something is wrong, the tree holds
        the likeliest meaning, so that the checks which follow can go on.
    marks : Entry
        Positions, of the same shape as the tree.
    findings : list of Finding
        Errors that leave the tree usable.

    Raises
    ------
    TextRefusedError
        The text is no YAML, no mapping, or beyond a limit.
    """
    builder = _Builder(source)
    try:
        builder.run()
    except yaml.YAMLError as error:
        # What was found so far goes along, unless the same line is explained twice.
        found = explain_syntax(source, error)
        known = {finding.at for finding in found}
        builder.findings = [f for f in builder.findings if f.at not in known]
        raise TextRefusedError(source, builder.findings + found) from None
    return builder.top()


class _Builder:
    """One pass over the events of one text."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.open: list[_Collection] = []
        self.root: tuple[Plain, Entry] | None = None

    def run(self) -> None:
        """Read all events."""
        get_event = _Loader(self.source.text).get_event
        nodes = documents = 0
        while True:
            event = get_event()
            kind = event.__class__
            if kind is ScalarEvent:
                nodes += 1
                self._scalar(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                nodes += 1
                self._start(event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._end(event)
            elif kind is AliasEvent:
                self._alias(event)
            elif kind is DocumentStartEvent:
                documents += 1
                self._document(event, documents)
            elif kind is StreamEndEvent:
                return
            if nodes > MAX_NODES:
                self._stop("E142", event, {"limit": MAX_NODES})

    def top(self) -> tuple[dict[str, Plain], Entry, list[Finding]]:
        """The finished top mapping."""
        if self.root is None:
            self._stop_at("E118", 0, 0)
        assert self.root is not None
        tree, marks = self.root
        if not isinstance(tree, dict):
            if self.findings:
                raise TextRefusedError(self.source, self.findings)
            self._stop_at("E122", marks[1][0], max(marks[1][:2]))
        assert isinstance(tree, dict)
        return tree, marks, self.findings

    # ---------------------------------------------------------------- one event each

    def _scalar(self, event: ScalarEvent) -> None:
        value: str = event.value
        mark = (*_extent(event), event.style or "")
        if event.anchor is not None or event.tag is not None:
            self._decorated(event)
        if not self.open:
            self._inspect_value(value, mark, None)
            self.root = (value, (None, mark, None))
            return
        collection = self.open[-1]
        if collection.key_mark is None and isinstance(collection.tree, dict):
            self._key(collection, value, mark)
            return
        if mark[2]:
            collection.add(value, mark, None)
        elif value in _NULL:
            self._null(collection, mark)
        else:
            self._inspect_value(value, mark, collection)
            collection.add(value, mark, None)

    def _key(self, collection: _Collection, value: str, mark: Mark) -> None:
        collection.key, collection.key_mark = value, mark
        if not mark[2] and (not value.isascii() or value in ("", "<<")):
            if value == "<<":
                self._report("E115", mark[0], mark[1], {"text": value})
                collection.key = None
            elif not value:
                self._report("E119", mark[0], mark[1])
                collection.key = None
            elif hidden := traps.key_trap(value, mark[0], collection.is_flow):
                self._take(hidden)
        if value in collection.tree:
            assert isinstance(collection.children, dict)
            first = collection.children[value][0]
            assert first is not None
            place = place_of(self.source, first[0], first[1])
            values = {"key": value, "first": str(place), "line": place.line}
            self._report("E102", mark[0], mark[1], values)
            collection.key = None

    def _null(self, collection: _Collection, mark: Mark) -> None:
        key_mark = collection.key_mark
        # A key in { } that has no colon: its empty value begins where the key ends.
        if key_mark and collection.is_flow and mark[:2] == (key_mark[1], key_mark[1]):
            self._cut_key(collection, key_mark)
        else:
            collection.add(None, mark, None)

    def _cut_key(self, collection: _Collection, key_mark: Mark) -> None:
        """A piece of text that a comma made a key, or `key:value` without a space."""
        key = collection.key
        collection.key = collection.key_mark = None
        if key is None:
            return
        if glued := traps.glued_pair(key):
            code, name, value, gap = glued
            start = key_mark[0]
            at = start + len(name)
            self._forget(*key_mark[:2])
            self._report(code, at, at + 1, {"key": name, "value": value})
            if name not in collection.tree:
                collection.key = name
                collection.key_mark = (start, at, "")
                collection.add(value, (at + gap, key_mark[1], ""), None)
            return
        values: dict[str, object] = {"key": key}
        values.update(self._joined(collection, key_mark[1]))
        self._report("E107", key_mark[0], key_mark[1], values)

    def _joined(self, collection: _Collection, end: int) -> dict[str, object]:
        """How the entry before the cut would read as one quoted text."""
        children = collection.children
        if not isinstance(children, dict) or not children:
            return {}
        name, (_, mark, inner) = next(reversed(children.items()))
        text = self.source.text[mark[0] : end]
        if inner is not None or mark[2] or "\n" in text or "\r" in text:
            return {}
        quote = "'" if '"' in text else '"'
        if quote in text:
            return {}
        return {"pair": f"{name}: {quote}{text.strip('“”')}{quote}"}

    def _start(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            self._decorated(event)
        if self.open:
            outer = self.open[-1]
            if outer.key_mark is None and isinstance(outer.tree, dict):
                self._stop("E119", event)
        if len(self.open) >= MAX_DEPTH:
            self._stop("E141", event, {"limit": MAX_DEPTH})
        self.open.append(
            _Collection(
                is_mapping=event.__class__ is MappingStartEvent,
                is_flow=bool(event.flow_style),
                start=_extent(event)[0],
            )
        )

    def _end(self, event: Event) -> None:
        done = self.open.pop()
        end = _extent(event)[1] if done.is_flow else done.start
        mark = (done.start, end, "{" if done.is_flow else ":")
        if self.open:
            self.open[-1].add(done.tree, mark, done.children)
        else:
            self.root = (done.tree, (None, mark, done.children))

    def _alias(self, event: AliasEvent) -> None:
        start, end = _extent(event)
        self._report("E115", start, end, {"text": self.source.text[start:end]})
        if not self.open:
            return
        collection = self.open[-1]
        if collection.key_mark is None and isinstance(collection.tree, dict):
            collection.key, collection.key_mark = None, (start, end, "")
        else:
            collection.add(None, (start, end, ""), None)

    def _document(self, event: DocumentStartEvent, count: int) -> None:
        if count > 1:
            self._stop("E117", event, {"text": "---"})
        if event.version is not None or event.tags:
            self._report_word("E117", event)

    def _decorated(
        self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent
    ) -> None:
        """An anchor or a tag before a value."""
        self._report_word("E115" if event.anchor is not None else "E116", event)

    # --------------------------------------------------------------------- findings

    def _inspect_value(
        self, value: str, mark: Mark, collection: _Collection | None
    ) -> None:
        """Look for structure that hides in a text without quotes."""
        text = self.source.text
        start, end, _ = mark
        key = collection.key_mark if collection else None
        # A value that begins or goes on below its key may have swallowed a line.
        if collection is None or text.find("\n", key[1] if key else start, end) >= 0:
            gap = text[key[1] : start].rpartition(":")[2] if key else ""
            is_below = collection is None or "\n" in gap
            for trap in traps.swallowed_lines(text, start, end, is_below):
                self._take(trap)
        if value.isascii():
            return
        where = ""
        if collection is not None and collection.is_flow:
            where = "[" if isinstance(collection.tree, list) else "{"
        if hidden := traps.value_trap(text[start:end], start, where):
            self._take(hidden)

    def _take(self, trap: traps.Trap) -> None:
        self._report(trap.code, trap.start, trap.end, trap.values)

    def _forget(self, start: int, end: int) -> None:
        """Drop the last finding if it lies in [start, end): a better one follows."""
        if not self.findings:
            return
        place, last = place_of(self.source, start, end), self.findings[-1]
        is_on_line = last.at == f"{self.source.name}:{place.line}"
        column = last.span[0] + 1 if last.span else 0
        if is_on_line and place.column <= column < place.end_column:
            self.findings.pop()

    def _report_word(self, code: str, event: Event) -> None:
        """Report the word that an event begins with."""
        word = _WORD.match(self.source.text, _extent(event)[0])
        assert word is not None
        self._report(code, *word.span(), {"text": word.group()})

    def _report(
        self,
        code: str,
        start: int,
        end: int,
        values: Mapping[str, object] | None = None,
    ) -> None:
        self.findings.append(finding_in(self.source, code, start, end, values))
        if len(self.findings) >= MAX_FINDINGS:
            self.findings.append(finding_in(self.source, "N151", end, end))
            raise TextRefusedError(self.source, self.findings)

    def _stop(
        self, code: str, event: Event, values: Mapping[str, object] | None = None
    ) -> None:
        start, end = _extent(event)
        self._stop_at(code, start, max(end, start + 1), values)

    def _stop_at(
        self,
        code: str,
        start: int,
        end: int,
        values: Mapping[str, object] | None = None,
    ) -> None:
        self.findings.append(finding_in(self.source, code, start, end, values))
        raise TextRefusedError(self.source, self.findings)
