"""What each scenario sets, together with what it extends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lcagraph.errors import Finding
from lcagraph.formats.yaml.schema.base import shown
from lcagraph.formats.yaml.schema.edit_paths import Edit, Steps, resolve
from lcagraph.formats.yaml.tree import Plain
from lcagraph.nearest import nearest


def scenario_edits(
    tree: Mapping[str, Plain], scenario: str
) -> tuple[dict[str, Plain], tuple[Finding, ...]]:
    """Everything that a scenario sets, with what it extends, in the order to set it.

    Parameters
    ----------
    tree : plain tree
        The model with its `scenarios`.
    scenario : str
        Id of one of them.

    Returns
    -------
    edits : dict
        Path as written → value; what the scenario sets itself stands last and holds.
    findings : tuple of Finding
        E232 it extends an unknown scenario, E233 it extends itself, E234 two that it
        extends disagree.
    """
    scenarios = Scenarios(tree)
    return scenarios.edits(scenario), tuple(scenarios.findings)


JOINED = "+"
"""Joins scenarios that are applied together; no id holds it."""


def with_combined(tree: Mapping[str, Plain], scenario: str) -> Mapping[str, Plain]:
    """The tree with a scenario that extends several: ``green_100 + more_scrap``.

    The tree itself if `scenario` is one id, or if one of several is unknown.
    """
    given = tree.get("scenarios")
    known = dict(given) if isinstance(given, Mapping) else {}
    parts = [part.strip() for part in scenario.split(JOINED)]
    if scenario in known or len(parts) < 2 or not all(part in known for part in parts):
        return tree
    combined: Plain = {"extends": list(dict.fromkeys(parts))}
    return {**tree, "scenarios": {**known, scenario: combined}}


@dataclass(frozen=True, slots=True)
class _Set:
    """One value of a scenario."""

    path: str
    value: Plain
    scenario: str
    """The scenario that states it."""


_Sets = dict[Steps, _Set]


class Scenarios:
    """The scenarios of a model; what each of them extends is worked out once."""

    def __init__(self, tree: Mapping[str, Plain]) -> None:
        self.findings: list[Finding] = []
        self._tree = tree
        given = tree.get("scenarios")
        named = given.items() if isinstance(given, Mapping) else ()
        self._given: dict[str, Any] = {k: v for k, v in named if isinstance(k, str)}
        self._done: dict[str, _Sets] = {}

    def edits(self, scenario: str) -> dict[str, Plain]:
        """Path → value, inherited ones first."""
        return {each.path: each.value for each in self._all(scenario)}

    def origins(self, scenario: str) -> dict[str, str]:
        """Path → the scenario that states its value, this one or one it extends."""
        return {each.path: each.scenario for each in self._all(scenario)}

    def _all(self, scenario: str) -> Iterable[_Set]:
        if scenario not in self._done:
            for one, parents in self._in_order(scenario):
                self._done[one] = self._sets(one, parents)
        return self._done[scenario].values()

    def own(self, scenario: str) -> dict[str, Plain]:
        """Path → value, of the scenario itself."""
        keys = self._given.get(scenario)
        own = keys.get("set") if isinstance(keys, Mapping) else None
        return {str(k): v for k, v in own.items()} if isinstance(own, Mapping) else {}

    def _in_order(self, scenario: str) -> list[tuple[str, list[str]]]:
        """Scenarios that are not done yet, each after those that it extends."""
        ordered: list[tuple[str, list[str]]] = []
        open_: dict[str, Iterator[str]] = {scenario: iter(self._parents(scenario))}
        sound: dict[str, list[str]] = {scenario: []}
        while open_:
            child = next(reversed(open_))
            parent = next(open_[child], None)
            if parent is None:
                del open_[child]
                ordered.append((child, sound[child]))
            elif self._is_sound(child, parent, open_):
                sound[child].append(parent)
                if parent not in self._done and parent not in sound:
                    open_[parent] = iter(self._parents(parent))
                    sound[parent] = []
        return ordered

    def _parents(self, scenario: str) -> list[str]:
        keys = self._given.get(scenario)
        parents = keys.get("extends", ()) if isinstance(keys, Mapping) else ()
        if isinstance(parents, str):
            return [parents]
        listed = parents if isinstance(parents, list | tuple) else ()
        return [parent for parent in listed if isinstance(parent, str)]

    def _is_sound(self, child: str, parent: str, open_: Mapping[str, object]) -> bool:
        """False, and a finding, if there is no such scenario or a circle closes."""
        values: dict[str, object]
        if parent not in self._given:
            code = "E232"
            suggestion = nearest(parent, self._given)
            known = list(self._given)
            values = {"scenario": shown(parent), "nearest": suggestion, "known": known}
        elif parent in open_:
            code = "E233"
            below = list(open_)
            circle = [*below[below.index(parent) :], parent]
            values = {"circle": " → ".join(circle)}
        else:
            return True
        at = self._place_of(child, parent)
        self.findings.append(Finding(code=code, at=at, values=values))
        return False

    def _place_of(self, child: str, parent: str) -> str:
        """Where a scenario names one that it extends."""
        at = f"scenarios.{child}.extends"
        if isinstance(self._given[child]["extends"], str):
            return at
        return f"{at}.{self._parents(child).index(parent)}"

    def _sets(self, scenario: str, parents: list[str]) -> _Sets:
        """What one scenario sets, when all that it extends is done."""
        own: _Sets = {}
        for path, value in self.own(scenario).items():
            edit = resolve(self._tree, path, value, at="")
            steps = edit.steps if isinstance(edit, Edit) else tuple(path.split("."))
            own[steps] = _Set(path, value, scenario)
        inherited: _Sets = {}
        for parent in parents:
            self._compare(scenario, inherited, self._done[parent], own)
            inherited |= self._done[parent]
        kept = {s: each for s, each in inherited.items() if not _is_covered(s, own)}
        return {**kept, **own}

    def _compare(self, scenario: str, former: _Sets, latter: _Sets, own: _Sets) -> None:
        """Report what two extended scenarios set differently, and this one doesn't."""
        for one, other in ((former, latter), (latter, former)):
            for steps, each in one.items():
                rival = _cover(steps, other)
                if rival is None or _is_covered(steps, own):
                    continue
                if rival is other.get(steps) and rival.value == each.value:
                    continue
                first, second = (each, rival) if one is former else (rival, each)
                if one is latter and rival is other.get(steps):
                    continue  # the same pair, seen from the other side
                values = {
                    "first": first.scenario,
                    "second": second.scenario,
                    "path": each.path,
                }
                at = f"scenarios.{scenario}.extends"
                self.findings.append(Finding(code="E234", at=at, values=values))


def _cover(steps: Steps, sets: _Sets) -> _Set | None:
    """The value that is set at a place or around it."""
    prefixes = (steps[:length] for length in range(len(steps), 0, -1))
    return next((sets[prefix] for prefix in prefixes if prefix in sets), None)


def _is_covered(steps: Steps, sets: _Sets) -> bool:
    return _cover(steps, sets) is not None
