"""A plain tree, from a file or written in Python → `ProductSystem` and findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pydantic import ValidationError

from lcagraph.errors import Finding
from lcagraph.formats.yaml.build import build
from lcagraph.formats.yaml.schema.base import Given, shown
from lcagraph.formats.yaml.schema.findings import findings_of
from lcagraph.formats.yaml.schema.places import written_path
from lcagraph.formats.yaml.schema.scenario_check import check_scenarios
from lcagraph.formats.yaml.schema.system import SystemSpec
from lcagraph.graph.system import Origin, ProductSystem

DEFAULT_LANGUAGES = ("zh", "en")


def parse_system(
    tree: Given, origin: Origin | None = None
) -> tuple[ProductSystem | None, tuple[Finding, ...]]:
    """The product system that a plain tree describes, and everything wrong with it.

    Parameters
    ----------
    tree : plain tree
        Mappings, lists and leaves, in the short or the long form. Leaves are text, as
        read from a file, or the Python number, boolean or date that means the same:
        ``{"amount": 850.0}``. Keys beginning with ``x-`` are notes and are left out.
    origin : Origin, optional
        The model's file.

    Returns
    -------
    system : ProductSystem or None
        None if any finding is an error.
    findings : tuple of Finding
        Every problem of the whole tree, and notes about amounts that might be meant
        otherwise; their places are places in `tree`. Never raises on bad content.
    """
    languages = languages_of(tree)
    try:
        spec = SystemSpec.model_validate(tree, context={"languages": languages})
    except ValidationError as error:
        wrong = findings_of(error, tree, SystemSpec)
        return None, (*_order_of_keys(tree), *wrong, *_scenarios(tree, wrong))
    if wrong := _scenarios(tree, ()):
        return None, (*_order_of_keys(tree), *wrong)
    system, notes = build(spec)
    placed = (replace(note, at=written_path(tree, at)[0]) for at, note in notes)
    if system is not None:
        system = replace(system, origin=origin)
    return system, (*_order_of_keys(tree), *placed)


def languages_of(tree: Given) -> tuple[str, ...]:
    """Order of the parts of names; the default if it isn't given or is wrong."""
    given = tree.get("languages") if isinstance(tree, Mapping) else None
    listed = (given,) if isinstance(given, str) else given
    if not isinstance(listed, list | tuple) or not listed:
        return DEFAULT_LANGUAGES
    known = tuple(language for language in listed if language in DEFAULT_LANGUAGES)
    return known if len(known) == len(listed) else DEFAULT_LANGUAGES


def _order_of_keys(tree: Given) -> tuple[Finding, ...]:
    """The version comes first, so that every reader knows what follows."""
    if not isinstance(tree, Mapping) or "lcagraph" not in tree:
        return ()
    first = next(iter(tree))
    if first == "lcagraph":
        return ()
    return (
        Finding(code="W203", at="lcagraph", part="key", values={"first": shown(first)}),
    )


def _scenarios(tree: Given, known: tuple[Finding, ...]) -> tuple[Finding, ...]:
    if not isinstance(tree, Mapping):
        return ()
    return check_scenarios(tree, languages_of(tree), known)
