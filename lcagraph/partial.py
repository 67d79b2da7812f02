"""Links of a model whose text has errors too, so that all problems show at once.

What is wrong is taken out of a copy of the model, and the rest is compiled. Findings
that only follow from what was taken out are dropped: they would name innocent lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from lcagraph.compile import compile_system
from lcagraph.errors import Finding, ModelError
from lcagraph.formats.yaml.schema import parse_system
from lcagraph.formats.yaml.tree import Plain
from lcagraph.graph.system import Origin
from lcagraph.nearest import nearest
from lcagraph.wording.screen import Locate

ROUNDS = 3
"""Taking one thing out may uncover another; then the rest is not worth guessing at."""

READ_AS_MEANT = ("E102", "E107")
"""A key written twice, a name cut at its comma: the rest of the line is as meant."""

MOST_FINDINGS = 200
"""With more findings than this, what is left of the model says little."""

ROW_DEPTH = {"processes": 4, "factors": 2, "parameters": 2, "products": 2}
"""Keys of a path that make up what can be taken out: a row of a process, a factor."""


def link_findings(
    tree: Mapping[str, Plain],
    findings: Iterable[Finding],
    origin: Origin | None = None,
) -> list[Finding]:
    """Findings of compiling what is right in a model that is partly wrong.

    Parameters
    ----------
    tree : mapping
        The plain tree of the model.
    findings : iterable of Finding
        What reading it has found.
    origin : Origin, optional
        The model's file.

    Returns
    -------
    list of Finding
        Further findings; empty if too little is left to compile.
    """
    rest: dict[str, Plain] = dict(tree)
    taken: set[str] = set()
    for _ in range(ROUNDS):
        fatal = [finding for finding in findings if finding.is_fatal]
        if len(fatal) > MOST_FINDINGS:
            return []
        for finding in fatal:
            rest = _without(rest, _unit_of(finding.at), taken)
        system, findings = parse_system(rest, origin)
        if system is not None and not any(f.is_fatal for f in findings):
            try:
                compile_system(system)
            except ModelError as error:
                found = [f for f in error.findings if not _follows(f, taken)]
                return [_with_nearest(f, taken) for f in found]
            return []
    return []


def rightly_read(
    findings: Iterable[Finding], reading: Iterable[Finding], locate: Locate
) -> list[Finding]:
    """Findings about lines that were read as their author meant them.

    A line with a full-width colon or a tab says something else than it seems to; what
    the checks find there would only puzzle. `reading` are the findings of the text.
    """
    misread = {
        (place.file, place.line)
        for finding in reading
        if finding.is_fatal and finding.code not in READ_AS_MEANT
        if (place := locate(finding.at, finding.part, finding.span))
    }
    return [
        finding
        for finding in findings
        if (place := locate(finding.at, finding.part, finding.span)) is None
        or (place.file, place.line) not in misread
    ]


def _with_nearest(finding: Finding, taken: set[str]) -> Finding:
    """The finding with a suggestion among the names that were taken out."""
    flow = finding.values.get("flow")
    if flow is None or finding.values.get("nearest"):
        return finding
    values = {**finding.values, "nearest": nearest(str(flow), taken)}
    return replace(finding, values=values)


def _unit_of(path: str) -> list[str]:
    """The part of the model that a finding spoils."""
    keys = path.split(".")
    return keys[: ROW_DEPTH.get(keys[0], 2)]


def _without(
    tree: dict[str, Plain], keys: list[str], taken: set[str]
) -> dict[str, Plain]:
    """A copy without the value at a path; the names in it are added to `taken`."""
    head, *tail = keys
    if head not in tree:
        return tree
    value = tree[head]
    if tail and isinstance(value, dict) and tail[0] in value:
        return {**tree, head: _without(value, tail, taken)}
    taken.update([head, *_names(value)])
    return {key: item for key, item in tree.items() if key != head}


def _names(value: Plain) -> Iterator[str]:
    """Every key and short text inside a value: ids that others may refer to."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _names(item)
    elif isinstance(value, list):
        for item in value:
            yield from _names(item)
    elif isinstance(value, str):
        yield value


def _follows(finding: Finding, taken: set[str]) -> bool:
    """Whether a finding may only be there because something was taken out."""
    named: set[str] = set()
    for key, value in finding.values.items():
        if key != "nearest":
            named.update(value if isinstance(value, tuple | list) else [str(value)])
    is_hollow = finding.code in ("E307", "N336", "W333", "W334")
    is_hollow |= finding.code == "E303" and "allocation" in taken
    return is_hollow or bool(named & taken)
