"""Included files: found, read once, and merged by name.

An included file may hold things with names (factors, products, …). What belongs to one
model alone (its reference, scope, waivers) stays in the main file, where a reader looks
for it. Paths are relative and stay inside the folder of the main file, so that a model
from elsewhere can read nothing else of a computer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

from lcagraph.errors import Finding
from lcagraph.formats.yaml.guard import (
    TextRefusedError,
    decode,
    read_bytes,
    refuse_control_characters,
)
from lcagraph.formats.yaml.positions import Entry, SourceFile, finding_in, place_of
from lcagraph.formats.yaml.tree import Plain, build
from lcagraph.nearest import nearest, nearest_file

SECTIONS = (
    "databases",
    "parameters",
    "processes",
    "products",
    "factors",
    "supply",
    "evidence",
    "meters",
    "equipment",
    "suppliers",
    "scenarios",
)
"""Keys whose named entries an included file may add."""
HEADINGS = ("lcagraph", "languages", "include")
"""Other keys of an included file; the first two must agree with the main file."""
_DEFAULT_LANGUAGES: list[Plain] = ["zh", "en"]

MAX_DEPTH = 8
"""Files that include each other in a row."""
MAX_FILES = 64
MAX_TOTAL_BYTES = 32 * 1024 * 1024
"""Size of all included files together. [byte]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """One file, read."""

    source: SourceFile
    tree: dict[str, Plain]
    findings: tuple[Finding, ...] = ()


def parse(source: SourceFile, notes: list[Finding]) -> Parsed:
    """One text, read; `notes` are what decoding it found.

    Raises
    ------
    TextRefusedError
        It has no usable tree.
    """
    try:
        refuse_control_characters(source)
        tree, marks, found = build(source)
    except TextRefusedError as error:
        raise TextRefusedError(error.source, notes + error.findings) from None
    read = SourceFile(name=source.name, text=source.text, marks=marks)
    return Parsed(source=read, tree=tree, findings=(*notes, *found))


@dataclass(slots=True)
class Included:
    """The files that a main file includes, directly or not."""

    files: list[Parsed] = field(default_factory=list)
    refused: list[SourceFile] = field(default_factory=list)
    """Files that could not be read; the findings about them quote their text."""
    findings: list[Finding] = field(default_factory=list)
    """Errors that leave a part of the model unknown."""


def read_includes(main: Parsed, path: Path, name: str) -> Included:
    """Read every file that the main file includes.

    Parameters
    ----------
    main : Parsed
        The main file.
    path : Path
        Where it lies.
    name : str
        Its path as shown to the user.
    """
    resolved = path.resolve()
    reader = _Reader(resolved.parent, is_link=path.is_symlink())
    reader.first_seen[resolved] = name
    reader.follow(main, resolved, (resolved,))
    return reader.included


class _Reader:
    """One walk through the included files."""

    def __init__(self, folder: Path, *, is_link: bool) -> None:
        self.folder = folder
        self.is_link = is_link
        """The main file was named by a link, and lies in another folder."""
        self.included = Included()
        self.first_seen: dict[Path, str] = {}
        """Files read so far, with the place that names them."""
        self.total = 0

    def follow(self, parsed: Parsed, path: Path, chain: tuple[Path, ...]) -> None:
        """Read the files that one file includes; `chain` leads from the main file."""
        for entry, mark in self._entries(parsed):
            source = parsed.source
            if isinstance(entry, str):
                self._include(entry, (source, mark), path, chain)
            else:
                self._report(source, mark, "E714", {})

    def _entries(self, parsed: Parsed) -> Iterator[tuple[Plain, Entry]]:
        """The items of `include` with their marks; one None if it is no list."""
        value = parsed.tree.get("include", [])
        marks = _marks_of(parsed.source, "include")
        if marks is None:
            return
        if isinstance(value, list) and isinstance(marks[2], list):
            yield from zip(value, marks[2], strict=True)
        else:
            yield None, marks

    def _include(
        self,
        written: str,
        at: tuple[SourceFile, Entry],
        path: Path,
        chain: tuple[Path, ...],
    ) -> None:
        target = self._target(written, at, path)
        if target is None:
            return
        place = str(place_of(at[0], *at[1][1][:2]))
        values: dict[str, object] = {"file": written}
        if target in chain:
            self._report(*at, "E706", values)
        elif target in self.first_seen:
            self._report(*at, "E705", {**values, "first": self.first_seen[target]})
        elif len(chain) > MAX_DEPTH:
            self._report(*at, "E707", {**values, "limit": MAX_DEPTH})
        elif len(self.included.files) >= MAX_FILES:
            self._report(*at, "E708", {**values, "limit": MAX_FILES})
        else:
            self.first_seen[target] = place
            name = str(Path(at[0].name).parent / written)
            if parsed := self._read(target, name, written, at):
                self.included.files.append(parsed)
                self.follow(parsed, target, (*chain, target))

    def _target(
        self, written: str, at: tuple[SourceFile, Entry], path: Path
    ) -> Path | None:
        """The file meant, or None after saying why it may not be read."""
        values = {"file": written}
        if not written.strip():
            self._report(*at, "E714", {})
            return None
        if PurePosixPath(written).is_absolute() or PureWindowsPath(written).anchor:
            self._report(*at, "E704", values)
            return None
        try:
            target = (path.parent / written).resolve()
        except (OSError, RuntimeError, ValueError) as error:
            # RuntimeError: links that lead to each other; ValueError: a null character.
            self._report(*at, "E703", {**values, "reason": str(error)})
            return None
        if not target.is_relative_to(self.folder):
            self._report(*at, "E704", values)
            return None
        return target

    def _read(
        self, target: Path, name: str, written: str, at: tuple[SourceFile, Entry]
    ) -> Parsed | None:
        try:
            content = read_bytes(target, name)
        except TextRefusedError as error:
            # What is wrong is the line that names the file.
            for found in error.findings:
                values = {**found.values, "file": written}
                if found.code == "E701":
                    values["nearest"] = self._nearest_file(target, written)
                    if self.is_link:
                        values["folder"] = str(self.folder)
                self._report(*at, found.code, values)
            return None
        self.total += len(content)
        if self.total > MAX_TOTAL_BYTES:
            limit = MAX_TOTAL_BYTES // (1024 * 1024)
            self._report(*at, "E709", {"file": written, "limit": limit})
            return None
        try:
            return parse(*decode(content, name))
        except TextRefusedError as error:
            self.included.refused.append(error.source)
            self.included.findings.extend(error.findings)
            return None

    def _nearest_file(self, target: Path, written: str) -> str | None:
        """The file of the same folder whose name is closest."""
        close = nearest_file(target)
        return str(PurePosixPath(written).with_name(close)) if close else None

    def _report(
        self,
        source: SourceFile,
        entry: Entry,
        code: str,
        values: Mapping[str, object],
    ) -> None:
        start, end, style = entry[1]
        if entry[0] is not None and style == ":":
            start, end, _ = entry[0]
        self.included.findings.append(finding_in(source, code, start, end, values))


def _marks_of(source: SourceFile, *path: str) -> Entry | None:
    """Marks of a key, by path."""
    entry = source.marks
    for key in path:
        children = entry[2] if entry else None
        entry = children.get(key) if isinstance(children, dict) else None
    return entry


# ------------------------------------------------------------------------- merging


def merge(main: Parsed, files: list[Parsed]) -> tuple[dict[str, Plain], list[Finding]]:
    """The tree of the main file with the named entries of all others, and errors.

    Returns
    -------
    tree : dict
        Of a name in two files, the first one read is kept, so that the checks which
        follow can go on; the error stands all the same.
    findings : list of Finding
        Names in two files (E710), keys that belong to the main file (E711), another
        order of languages or format version (E712, E713), a section without names
        (E715).
    """
    tree = dict(main.tree)
    owners = {
        (section, name): main.source
        for section in SECTIONS
        for name in _named(main.tree.get(section))
    }
    found: list[Finding] = []
    for parsed in files:
        found.extend(_strange_keys(parsed))
        found.extend(_disagreements(main, parsed))
        for section in SECTIONS:
            if section in parsed.tree:
                _add_section(tree, section, parsed, owners, found)
    return tree, found


def _named(section: Plain) -> dict[str, Plain]:
    return section if isinstance(section, dict) else {}


def _add_section(
    tree: dict[str, Plain],
    section: str,
    parsed: Parsed,
    owners: dict[tuple[str, str], SourceFile],
    found: list[Finding],
) -> None:
    added, known = parsed.tree[section], tree.get(section)
    if added is None:
        return
    if not isinstance(added, dict):
        found.append(_key_finding(parsed, "E715", {"key": section}, section))
        return
    if known is not None and not isinstance(known, dict):
        return  # The main file's own mistake, which is told on its own.
    merged = dict(known or {})
    for name, value in added.items():
        owner = owners.setdefault((section, name), parsed.source)
        if owner is parsed.source:
            merged[name] = value
            continue
        first = _marks_of(owner, section, name)
        assert first is not None
        assert first[0] is not None
        values = {"name": name, "first": str(place_of(owner, *first[0][:2]))}
        found.append(_key_finding(parsed, "E710", values, section, name))
    tree[section] = merged


def _strange_keys(parsed: Parsed) -> Iterator[Finding]:
    """Keys that an included file may not have: they would change nothing unseen."""
    allowed = (*HEADINGS, *SECTIONS)
    for key in parsed.tree:
        if key not in allowed and not key.startswith("x-"):
            values = {"key": key, "nearest": nearest(key, allowed)}
            yield _key_finding(parsed, "E711", values, key)


def _disagreements(main: Parsed, parsed: Parsed) -> Iterator[Finding]:
    """Another format version, or names in another order of languages."""
    version = parsed.tree.get("lcagraph", main.tree.get("lcagraph"))
    if version != main.tree.get("lcagraph"):
        yield _key_finding(parsed, "E713", {"version": version}, "lcagraph")
    order = main.tree.get("languages", _DEFAULT_LANGUAGES)
    if parsed.tree.get("languages", _DEFAULT_LANGUAGES) != order:
        key = "languages" if "languages" in parsed.tree else next(iter(parsed.tree), "")
        values = {"order": order if isinstance(order, list) else [order]}
        yield _key_finding(parsed, "E712", values, key)


def _key_finding(
    parsed: Parsed, code: str, values: Mapping[str, object], *path: str
) -> Finding:
    """A finding under a key of an included file."""
    entry = _marks_of(parsed.source, *path)
    start, end, _ = entry[0] if entry and entry[0] else (0, 0, "")
    return finding_in(parsed.source, code, start, end, values)
