"""Numbers that a scenario or the call sets without the spread that is written.

A value takes the place of what is written, its spread included: `20 kg` where the model
says `10 kg ± 20 %` is 20 kg for certain. That is what an edit means, but a side with
fewer uncertain numbers looks surer than it is, so it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lcagraph.arrays import Prepared
from lcagraph.compile.terms import TermTable
from lcagraph.errors import Finding
from lcagraph.sampling.dependence import uncertain_ancestors, uncertain_columns
from lcagraph.sampling.numbers import SPREAD
from lcagraph.sensitivity.numbers import short_name

NAMED = 5
"""Numbers of a side that the warning names; the JSON holds all of them."""


def made_certain(
    written: Prepared, changed: Prepared, edited: Iterable[str]
) -> tuple[str, ...]:
    """Uncertain numbers of a model that edits have made certain.

    Parameters
    ----------
    written : Prepared
        The model as its text states it.
    changed : Prepared
        The same with edits.
    edited : iterable of str
        Model paths that are set.

    Returns
    -------
    tuple of str
        Their paths, in the order of the model. A number that is set to a formula of
        uncertain numbers is still uncertain, and of zero every multiple is zero: these
        are left out.
    """
    before, after = written.compiled.table, changed.compiled.table
    set_here = tuple(edited)
    if not set_here:
        return ()
    lost = [place for place in _uncertain(before) if _is_at(place, set_here)]
    known, spreads = uncertain_ancestors(after), frozenset(_uncertain(after))
    return tuple(
        place
        for place in lost
        if place not in spreads
        and (position := after.index.get(place)) is not None
        and not known[position]
        and not _is_zero(after, position)
    )


def made_certain_finding(found: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    """W549 of all sides together, if any number of any side was made certain.

    Parameters
    ----------
    found : mapping of str to tuple of str
        By side, as `made_certain` gives them.
    """
    sides: dict[tuple[str, ...], list[str]] = {}
    for name, paths in found.items():
        if paths:
            sides.setdefault(paths, []).append(name)
    if not sides:
        return
    told = [f"{', '.join(names)}: {_named(paths)}" for paths, names in sides.items()]
    count = len({path for paths in sides for path in paths})
    yield Finding(code="W549", values={"numbers": "; ".join(told), "count": count})


def _named(paths: tuple[str, ...]) -> str:
    more = f" … ({len(paths)})" if len(paths) > NAMED else ""
    return ", ".join(map(short_name, paths[:NAMED])) + more


def _uncertain(table: TermTable) -> Iterator[str]:
    """Path of every uncertain amount, whatever the spelling of its spread."""
    for column in sorted(uncertain_columns(table)):
        yield table.independent[column].path.removesuffix(SPREAD)


def _is_at(place: str, edited: tuple[str, ...]) -> bool:
    return any(place == path or place.startswith(f"{path}.") for path in edited)


def _is_zero(table: TermTable, position: int) -> bool:
    terms = table.independent
    return position < len(terms) and terms[position].base == 0.0
