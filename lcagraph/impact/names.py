"""What a reader may write for a gas: id, name, formula, acronym, refrigerant or CAS."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

from lcagraph.impact.category import impact_categories
from lcagraph.impact.flows import (
    ElementaryFlow,
    FlowLookupError,
    elementary_flows,
)
from lcagraph.nearest import nearest

_REMOVED_AS = {
    "co2_fossil": "co2_captured",  # fossil CO2 is taken back by capture only
    "co2_biogenic": "co2_biogenic_removed",
    "co2_land_use": "co2_land_use_removed",
    "co2_land_management": "co2_land_management_removed",
}

_NO_GREENHOUSE_GAS = frozenset(
    ["nox", "no", "no2", "so2", "sox", "co", "nh3", "voc", "vocs", "nmvoc", "h2s", "pm"]
)
"""Pollutants of air that stand beside the greenhouse gases in every monitoring report;
a gas with similar letters would be the wrong advice."""


def emission_flow(text: str) -> str:
    """Id of the gas that an emission row names: by id, name, formula, acronym or CAS.

    Raises
    ------
    FlowLookupError
        Unknown (E601); several origins, such as CO2 or CAS 74-82-8 alone (E602); a
        removal (E603); ready CO2e, which belongs in a factor (E609).
    """
    found = find_flows(text)
    if not found and (other := _of_other_category(text)):
        return other
    gases = [flow for flow in found if not flow.is_removal]
    if not gases and found:
        raise FlowLookupError("E603", {"flow": text, "removal": found[0].id})
    flow = _one(text, gases)
    if flow.is_ready:
        raise FlowLookupError("E609", {"flow": text, "item": flow.item})
    return flow.id


def is_flow_name(text: str) -> bool:
    """True if a text names one flow or several: what is none needs no advice."""
    return bool(find_flows(text)) or _of_other_category(text) is not None


def _of_other_category(text: str) -> str | None:
    """The flow with this id that only a further impact category characterises."""
    wanted = text.strip().casefold()
    return wanted if wanted in _of_other_categories() else None


@cache
def _of_other_categories() -> frozenset[str]:
    return frozenset(flow for c in impact_categories().values() for flow in c.factors)


def removal_flow(text: str) -> str:
    """Id of the removal flow of a removal row: its own id, or the gas it takes back.

    ``co2_biogenic`` becomes ``co2_biogenic_removed``, ``co2_fossil`` becomes
    ``co2_captured``, since fossil CO2 is taken back by capture only.

    Raises
    ------
    FlowLookupError
        Unknown (E601), several origins (E602), or a gas that can't be removed (E604).
    """
    found = find_flows(text)
    flow = _one(text, [flow for flow in found if flow.is_removal] or found)
    if flow.is_removal:
        return flow.id
    if flow.id not in _REMOVED_AS:
        known = tuple(f.id for f in elementary_flows().values() if f.sign < 0)
        raise FlowLookupError("E604", {"flow": text, "removals": known})
    return _REMOVED_AS[flow.id]


def _one(text: str, found: list[ElementaryFlow]) -> ElementaryFlow:
    """The only flow found, or the generic one where the origin changes no value."""
    if len(found) == 1:
        return found[0]
    if not found:
        values: dict[str, object] = {"flow": text, "nearest": _suggest(text)}
        if _squeezed(text) in _NO_GREENHOUSE_GAS:
            values["pollutant"] = text
        raise FlowLookupError("E601", values)
    generic = [flow for flow in found if flow.id == flow.species]
    if len({flow.species for flow in found}) == 1 and generic:
        return generic[0]
    raise FlowLookupError(
        "E602", {"flow": text, "choices": tuple(flow.id for flow in found)}
    )


def find_flows(text: str) -> list[ElementaryFlow]:
    """Every flow that a text may mean; an id wins over all other names."""
    flows = elementary_flows()
    wanted = unicodedata.normalize("NFKC", text).strip().casefold()
    if wanted in flows:
        return [flows[wanted]]
    exact, loose = _names()
    return [flows[id_] for id_ in exact.get(wanted) or loose.get(_squeezed(text), ())]


@cache
def _names() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Flow ids by lower-case name, and by name with letters and digits only."""
    exact: dict[str, list[str]] = {}
    loose: dict[str, list[str]] = {}
    for flow in elementary_flows().values():
        for name in _all_names(flow):
            for index, key in ((exact, name.casefold()), (loose, _squeezed(name))):
                if key and flow.id not in index.setdefault(key, []):
                    index[key].append(flow.id)
    return (
        {key: tuple(ids) for key, ids in exact.items()},
        {key: tuple(ids) for key, ids in loose.items()},
    )


def _all_names(flow: ElementaryFlow) -> tuple[str, ...]:
    names = (flow.id, flow.name.zh, flow.name.en, flow.cas, flow.formula, flow.acronym)
    return (*names, *flow.aliases)


def _squeezed(text: str) -> str:
    """Letters and digits only: ``HFC-134a``, ``hfc 134a`` and ``hfc_134a`` agree."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", plain)


def _suggest(text: str) -> str | None:
    if _squeezed(text) in _NO_GREENHOUSE_GAS:
        return None
    flows: Iterable[ElementaryFlow] = elementary_flows().values()
    return nearest(text, [flow.id for flow in flows if not flow.is_ready])
