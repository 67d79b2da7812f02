"""What can be done about the largest sources of emission, by what they are."""

from __future__ import annotations

from collections.abc import Iterator

from lcagraph.report.content import Words
from lcagraph.report.printed import share_text
from lcagraph.report.things import source_thing
from lcagraph.report.writer import Writer

KINDS = ("material", "electricity", "heat", "fuel", "transport", "treatment")
"""Kinds of factor that have advice of their own; others are like a material."""


def largest_sources(writer: Writer) -> tuple[tuple[str, float], ...]:
    """Sources that together make the larger half of the footprint. [kgCO2e]"""
    result = writer.subject.footprint
    found: list[tuple[str, float]] = []
    for id_, amount, _ in result.by_input().rows:
        value = float(str(amount))
        if value <= 0 or sum(one for _, one in found) > result.total / 2:
            break
        found.append((str(id_), value))
    return tuple(found)


def advice(writer: Writer) -> Iterator[Words]:
    """One line per kind of source in the larger half: its shares, where to begin."""
    total = writer.subject.footprint.total
    groups: dict[str, list[str]] = {}
    for id_, value in largest_sources(writer):
        share = share_text(value / total if total > 0 else None)
        name = source_thing(writer, id_)
        said = writer.text("shared.advice_source", name=name, share=share)
        groups.setdefault(_kind(writer, id_), []).append(said)
    for kind, names in groups.items():
        listed = writer.listed(names)
        yield writer.words(f"shared.advice_{kind}", names=listed)


def _kind(writer: Writer, id_: str) -> str:
    factor = writer.names.factors.get(id_)
    if factor is None:
        is_gas = id_ not in writer.subject.system.products
        return "given_off" if is_gas else "material"
    return factor.kind if factor.kind in KINDS else "material"
