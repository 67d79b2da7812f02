"""A supplier's footprint as a factor: an entry of `factors:` that a model can include.

Parts keep their kinds of carbon. If the supplier states a larger total than the sum of
its parts, the difference is entered as `unspecified`, so that nobody's emissions are
lost; if a smaller one, the parts hold. Both are told (W061).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from lcagraph.errors import QuantityError
from lcagraph.exchange import carried
from lcagraph.exchange.decimals import decimal_text, rounded, total
from lcagraph.exchange.stated import UPTAKE, StatedFootprint
from lcagraph.formats.yaml.tree import Plain
from lcagraph.formats.yaml.writer import dump
from lcagraph.formulas.amount import check_name
from lcagraph.impact import gwp_sets

_ITEMS: Mapping[str, tuple[str, ...]] = {
    "fossil": ("fossilGhgEmissions",),
    "land_use_change": ("landUseChangeGhgEmissions",),
    "land_management": (
        "landManagementBiogenicCO2Emissions",
        "landManagementBiogenicCO2Removals",
    ),
    "technological_removal": ("technologicalCO2Removals", "ccsTechnologicalCO2Capture"),
    "biogenic_other": ("biogenicNonCO2Emissions",),
    "biogenic_co2_removed": (UPTAKE,),
}
"""Item of a footprint → the parts of PACT that it holds."""

_KINDS = {
    "kilowatt hour": "electricity",
    "megajoule": "heat",
    "ton kilometer": "transport",
    "hour": "service",
}
_RATINGS = {
    "technological": "technologicalDQR",
    "temporal": "temporalDQR",
    "geographical": "geographicalDQR",
}
_NO_ID = re.compile(r"[^\w]+")


def factor_file(footprints: Sequence[StatedFootprint], ids: Sequence[str] = ()) -> str:
    """YAML with a factor per footprint, ready for `include`.

    Parameters
    ----------
    footprints : sequence of StatedFootprint
    ids : sequence of str
        Ids of the factors; those that are not given are made of the product's names.
    """
    factors: dict[str, Plain] = {}
    for position, footprint in enumerate(footprints):
        wanted = ids[position] if position < len(ids) else _id_of(footprint)
        factors[_unused(wanted, factors)] = factor_of(footprint)
    return dump({"factors": factors})


def factor_of(footprint: StatedFootprint) -> dict[str, Plain]:
    """One factor in the words of the model format."""
    unit = carried.UNITS[footprint.unit]
    last = footprint.end - timedelta(days=1)
    factor: dict[str, Plain] = {
        "name": _escaped(footprint.product),
        "per": f"{decimal_text(footprint.amount)} {unit}",
        "kind": _KINDS.get(footprint.unit, "material"),
        "boundary": "cradle_to_gate",
        "co2e": {item: f"{decimal_text(v)} kg" for item, v in _items(footprint)},
        "class": "supplier",
        "year": str(last.year),
        "source": _escaped(f"{footprint.company}, PACT {footprint.id}"),
        "gwp": _gwp(footprint),
    }
    if footprint.place:
        factor["region"] = footprint.place
    if footprint.mass and unit != "kg":
        mass = rounded(float(footprint.mass / footprint.amount))
        factor["mass"] = f"{decimal_text(mass)} kg/{unit}"
    if footprint.primary_share is not None:
        factor["primary_share"] = f"{decimal_text(footprint.primary_share)} %"
    factor["data"] = _card(footprint)
    factor["note"] = _escaped(_note(footprint))
    return factor


def _items(footprint: StatedFootprint) -> list[tuple[str, Decimal]]:
    """Items that are not zero; fossil always."""
    found = [
        (item, total([footprint.parts[name] for name in names]))
        for item, names in _ITEMS.items()
    ]
    items = [(item, value) for item, value in found if value or item == "fossil"]
    beyond = footprint.excluding - footprint.sum_of_parts
    if beyond > 0 and any(finding.code == "W061" for finding in footprint.findings):
        items.append(("unspecified", beyond))
    return items


def _card(footprint: StatedFootprint) -> dict[str, Plain]:
    last = footprint.end - timedelta(days=1)
    card: dict[str, Plain] = {"period": f"{footprint.start}/{last}"}
    if footprint.ratings:
        card["dqr"] = {
            name: decimal_text(footprint.ratings[key]) for name, key in _RATINGS.items()
        }
    return card


def _gwp(footprint: StatedFootprint) -> str:
    """The set that lcagraph has of one report; of several, nobody knows which."""
    if len(footprint.reports) == 1:
        name = f"ipcc-{footprint.reports[0].lower()}-gwp100"
        if name in gwp_sets():
            return name
    return "unknown"


def _note(footprint: StatedFootprint) -> str:
    totals = (
        f"PACT: {decimal_text(footprint.excluding)} kgCO2e excluding and "
        f"{decimal_text(footprint.including)} kgCO2e including biogenic uptake"
    )
    told = [totals, f"created {footprint.created}"]
    if footprint.status != "Active":
        told.append(footprint.status)
    told.append("with a verification" if footprint.is_verified else "not verified")
    return "; ".join([*told, *footprint.reports, *_besides(footprint)])


def _besides(footprint: StatedFootprint) -> Iterator[str]:
    """What a factor has no keys for."""
    besides = footprint.besides
    if besides.outbound:
        outbound = decimal_text(besides.outbound)
        yield f"outbound logistics {outbound} kgCO2e besides, not in this factor"
    if besides.aircraft:
        yield f"of which aircraft {decimal_text(besides.aircraft)} kgCO2e"
    if besides.packaging:
        yield f"of which packaging {decimal_text(besides.packaging)} kgCO2e"
    elif besides.packaging_included is not None:
        yield f"packaging {'' if besides.packaging_included else 'not '}included"
    if besides.exempted:
        yield f"{decimal_text(besides.exempted)} % exempted"


def _id_of(footprint: StatedFootprint) -> str:
    """An id made of the product's name; a unit, or none, gets a word before it."""
    name = _NO_ID.sub("_", footprint.product).strip("_").lower()[:60]
    try:
        check_name(name)
    except QuantityError:
        return f"supplied_{name}".rstrip("_")
    return name


def _unused(wanted: str, factors: Mapping[str, Plain]) -> str:
    taken, number = wanted, 2
    while taken in factors:
        taken, number = f"{wanted}_{number}", number + 1
    return taken


def _escaped(text: str) -> str:
    """A text whose bars don't divide Chinese from English."""
    return text.replace("|", "\\|")
