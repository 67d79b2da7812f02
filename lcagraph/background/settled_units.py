"""Flow properties and unit groups in which every flow has its own reference unit.

Formats such as openLCA and ILCD give a flow its unit only through the unit group of its
reference property. Where a source has flows in kWh under a property that is measured in
MJ, or no properties at all, such a pair is made here, so that no amount changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from lcagraph.background.conversion import Conversion
from lcagraph.background.records import Flow, FlowProperty, Package, UnitGroup

_CUSTOMARY = """
kg | Mass | 93a60a56-a3c8-11da-a746-0800200b9a66
| Units of mass | 93a60a57-a4c8-11da-a746-0800200c9a66
| 20aadc24-a391-41cf-b340-3e4529f44bde
MJ | Energy | f6811440-ee37-11de-8a39-0800200c9a66
| Units of energy | 93a60a57-a3c8-11da-a746-0800200c9a66
| 52765a6c-3896-43c2-b2f4-c679acf13efe
m3 | Volume | 93a60a56-a3c8-22da-a746-0800200c9a66
| Units of volume | 93a60a57-a3c8-12da-a746-0800200c9a66
| 1c3a9695-398d-4b1f-b07e-a8715b610f70
m2 | Area | 93a60a56-a3c8-19da-a746-0800200c9a66
| Units of area | 93a60a57-a3c8-18da-a746-0800200c9a66
| 3ce61faa-5716-41c1-aef6-b5920054acc9
m2*a | Area*time | 93a60a56-a3c8-21da-a746-0800200c9a66
| Units of area*time | 93a60a57-a3c8-20da-a746-0800200c9a66
| c7266b67-4ea2-457f-b391-9b94e26e195a
t*km | Goods transport (mass*distance) | 838aaa20-0117-11db-92e3-0800200c9a66
| Units of mass*length | 838aaa21-0117-11db-92e3-0800200c9a66
| 0dea4ed8-bb6b-4049-b2b4-b2c413ef2180
kBq | Radioactivity | 93a60a56-a3c8-17da-a746-0800200c9a66
| Units of radioactivity | 93a60a57-a3c8-16da-a746-0800200c9a66
| e9773595-284e-46dd-9671-5fc9ff406833
Item(s) | Number of items | 01846770-4cfe-4a25-8ad9-919d8d378345
| Units of items | 5beb6eed-33a9-47b8-9ede-1dfe8f679159
| 6dabe201-aaac-4509-92f0-d00c26cb72ab
"""


def _customary() -> Mapping[str, tuple[str, ...]]:
    rows = _CUSTOMARY.replace("\n|", " |").strip().splitlines()
    cells = ([cell.strip() for cell in row.split("|")] for row in rows)
    return MappingProxyType({unit: tuple(others) for unit, *others in cells})


CUSTOMARY = _customary()
"""Reference unit → property and unit group, each with its id, and the unit's id.

ILCD and openLCA share these ids, so that a database there finds its own kilogram.
Source: reference data in USLCI FY2018 (openLCA)."""


class SettledUnits:
    """Makes flows whose reference unit is that of their property's unit group.

    Attributes
    ----------
    unit_groups, flow_properties : dict
        All of the package, and those that were made.
    """

    def __init__(self, package: Package, conversion: Conversion) -> None:
        self.unit_groups = dict(package.unit_groups)
        self.flow_properties = dict(package.flow_properties)
        self._conversion = conversion
        self._units_of_bare: dict[str, set[str]] = {}
        self._made: dict[tuple[str, str], str] = {}
        for flow in package.flows.values():
            if flow.property and self._group_of(flow.property) is None:
                units = self._units_of_bare.setdefault(flow.property, set())
                units.add(conversion.unit_of(flow))

    def settle(self, flow: Flow) -> Flow:
        """The flow with a property that is measured in its own reference unit.

        A flow of which nobody knows a unit stays as it is.
        """
        unit = self._conversion.unit_of(flow)
        if not unit:
            return flow
        group = self._group_of(flow.property)
        if group is not None and group.reference == unit:
            properties = {flow.property: 1.0, **flow.properties}
            return replace(flow, unit="", properties=properties)
        key = (flow.property, unit)
        if key not in self._made:
            self._made[key] = self._make(flow.property, unit)
        own = self._made[key]
        others = {
            quantity: size
            for quantity in flow.properties
            if quantity != own and (size := self._amount(flow, quantity)) is not None
        }
        return replace(flow, property=own, unit="", properties={own: 1.0, **others})

    def _group_of(self, quantity: str) -> UnitGroup | None:
        known = self.flow_properties.get(quantity)
        return self.unit_groups.get(known.unit_group) if known else None

    def _amount(self, flow: Flow, quantity: str) -> float | None:
        """Amount of a property in one reference unit of a flow; None if not known."""
        group = self._group_of(quantity)
        if group is None:
            return None
        factor = self._conversion.factor(flow, group.reference, quantity)
        return 1 / factor if isinstance(factor, float) else None

    def _make(self, quantity: str, unit: str) -> str:
        """Id of a property measured in `unit`."""
        stated = self.flow_properties.get(quantity)
        known = CUSTOMARY.get(unit)
        if stated is None and known is not None and self._take_customary(unit):
            return known[1]
        is_alone = self._units_of_bare.get(quantity) == {unit}
        name = stated.name if stated else (known[0] if known else unit)
        id = quantity if stated and is_alone else f"{quantity or 'quantity'} [{unit}]"
        group = self._new_group(quantity, unit, name)
        self.unit_groups[group.id] = group
        self.flow_properties[id] = FlowProperty(
            id=id,
            name=name if id == quantity else f"{name} ({unit})",
            unit_group=group.id,
        )
        return id

    def _take_customary(self, unit: str) -> bool:
        """Whether the customary property of a unit is there, or was put there."""
        property, property_id, group, group_id, unit_id = CUSTOMARY[unit]
        there = self._group_of(property_id)
        if there is not None:
            return there.reference == unit
        if property_id in self.flow_properties or group_id in self.unit_groups:
            return False
        self.unit_groups[group_id] = UnitGroup(
            id=group_id,
            name=group,
            reference=unit,
            factors={unit: 1.0},
            ids={unit: unit_id},
        )
        self.flow_properties[property_id] = FlowProperty(
            id=property_id, name=property, unit_group=group_id
        )
        return True

    def _new_group(self, quantity: str, unit: str, name: str) -> UnitGroup:
        """A unit group whose reference is `unit`, with the units that are stated."""
        old = self._group_of(quantity)
        factors = {unit: 1.0}
        size = old.factors.get(unit) if old else None
        if old is not None and size:
            factors |= {
                each: other / size
                for each, other in old.factors.items()
                if each in old.ids and each != unit
            }
        id = f"units of {quantity or 'quantity'} [{unit}]"
        return UnitGroup(
            id=id, name=f"Units of {name} ({unit})", reference=unit, factors=factors
        )
