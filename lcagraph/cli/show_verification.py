"""What `lcagraph verify` found, as it is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from lcagraph.bundle import Difference, Verification
from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.result import finding_as_dict
from lcagraph.wording import message
from lcagraph.wording.screen import visible

SCHEMA = "lcagraph-verification-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""

MOST_NAMED = 12
"""Things not verified that the last line names; `--json` has all of them."""

MOST_SHOWN = 50
"""Differences that are listed; `--json` has all of them."""


def verification_text(found: Verification, screen: Screen) -> str:
    """How it was computed, what differs, and the hashes to be compared by eye.

    What a bundle says is shown with its control characters as escapes.
    """
    return "\n".join(visible(line) for line in _lines(found, screen))


def _lines(found: Verification, screen: Screen) -> Iterator[str]:
    yield screen.word("bundle.inventory", sha256=found.inventory_sha256)
    yield screen.word("bundle.manifest", sha256=found.manifest_sha256)
    yield screen.word(f"bundle.recomputed.{found.recomputed}")
    for finding in found.reasons:
        yield f"  {finding.code} {message(finding, screen.lang)}"
    if found.total is not None:
        yield screen.word(
            "bundle.footprint",
            recorded=f"{found.recorded:.10g}",
            found=f"{found.total:.10g}",
        )
    yield from _second_way(found, screen)
    if found.unmade:
        yield screen.word("bundle.unmade", names=", ".join(found.unmade))
    yield from _documents(found, screen)
    for name, stated in found.databases.items():
        version, sha256 = stated.get("version"), stated.get("sha256")
        yield screen.word("bundle.database", name=name, version=version, sha256=sha256)
    for name, (there, here) in found.software.items():
        yield screen.word("bundle.software", name=name, there=there, here=here)
    yield from (_line(each, screen) for each in found.differences[:MOST_SHOWN])
    if found.differences:
        yield screen.word("bundle.count", count=len(found.differences))
    elif found.is_ok and found.not_verified:
        names = _some(found.not_verified, screen)
        yield screen.word("bundle.same_except", names=names)
    elif found.is_ok:
        yield screen.word("bundle.same")


def _some(names: Sequence[str], screen: Screen) -> str:
    comma = "、" if screen.lang == "zh" else ", "
    more = ["…"] if len(names) > MOST_NAMED else []
    return comma.join([*names[:MOST_NAMED], *more])


def _documents(found: Verification, screen: Screen) -> Iterator[str]:
    """Supporting documents by state, and how many files are in the bundle."""
    named = sum(found.documents.values())
    if not named:
        return
    states = [
        screen.word(f"bundle.state.{state}", count=count)
        for state, count in found.documents.items()
    ]
    values = {"held": named - len(found.unheld), "named": named}
    comma = "，" if screen.lang == "zh" else ", "
    yield screen.word("bundle.documents", states=comma.join(states), **values)


def _second_way(found: Verification, screen: Screen) -> Iterator[str]:
    """How the second way of solving compares with the first."""
    second = found.second
    if second is None:
        return
    difference = second["difference"]
    shown = f"{difference:.1e}" if difference is not None else ""
    yield screen.word(f"bundle.second.{second['method']}", difference=shown)


def _line(each: Difference, screen: Screen) -> str:
    kind = screen.word(f"bundle.kind.{each.kind}")
    if not (each.recorded or each.found):
        return screen.word("bundle.difference_of_file", name=each.name, kind=kind)
    return screen.word(
        "bundle.difference",
        name=each.name,
        at=each.at,
        kind=kind,
        recorded=each.recorded,
        found=each.found,
    )


def verification_json(found: Verification, screen: Screen) -> str:
    """Everything as data."""
    plain = {
        "schema": SCHEMA,
        "is_ok": found.is_ok,
        "recomputed": found.recomputed,
        "reasons": [
            {**finding_as_dict(one), "message": message(one, screen.lang)}
            for one in found.reasons
        ],
        "inventory_sha256": found.inventory_sha256,
        "manifest_sha256": found.manifest_sha256,
        "footprint": {"recorded": found.recorded, "found": found.total},
        "second_way": dict(found.second) if found.second is not None else None,
        "not_made_again": list(found.unmade),
        "not_verified": list(found.not_verified),
        "documents": {
            "states": dict(found.documents),
            "named": sum(found.documents.values()),
            "not_in_bundle": list(found.unheld),
        },
        "databases": {name: dict(one) for name, one in found.databases.items()},
        "software": {
            name: {"there": there, "here": here}
            for name, (there, here) in found.software.items()
        },
        "differences": [asdict(one) for one in found.differences],
    }
    return as_json_text(plain)
