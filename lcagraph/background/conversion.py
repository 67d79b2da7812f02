"""Amounts of exchanges in the reference units of their flows.

An exchange may be stated in any unit of any property of its flow: natural gas in m3
though its reference is kg. With the size of the unit in its group and the flow's
amount of the property per reference unit,

    amount [reference unit] = amount · size(unit) / properties[property]

so 26 m3 of a gas with 1.3 m3/kg are 20 kg. What is not known is never taken as 1: the
exchange gets a fault, and its process a flag.

Sizes come from the table of `lcagraph.units` where it knows the unit, because packages
round theirs (a cubic foot of 0.02 m3); a package that means another unit by the same
name keeps its own. Both are told.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from lcagraph.background.records import Flow, Package, UnitGroup
from lcagraph.background.unit_names import named_unit, opaque_unit, standard_unit
from lcagraph.errors import Finding
from lcagraph.units import Dimension, Unit

ROUNDED = 0.35
"""A size off by less may be a rounded one: 0.02 for the 0.0283 m3 of a cubic foot."""

TOLD = 1e-3
"""Relative difference from which a rounded size in the package is worth a word."""

SAME = 1e-2
"""Sizes of one name that differ by less mean one unit: a year of 365 or 365.25 d."""

_UNIT_OF_PROPERTY: Mapping[str, str] = {
    "mass": "kg",
    "energy": "MJ",
    "net calorific value": "MJ",
    "gross calorific value": "MJ",
    "volume": "m3",
    "area": "m2",
    "area*time": "m2*a",
    "length": "m",
    "duration": "d",
    "number of items": "Item(s)",
    "radioactivity": "kBq",
    "goods transport (mass*distance)": "t*km",
    "person transport": "p*km",
    "vehicle transport": "v*km",
}
"""Customary reference unit of the properties that packages name without unit group."""


_MEASURING: Mapping[Dimension, re.Pattern[str]] = {
    (("mass", 1),): re.compile(r"(wet |fresh )?mass|质量|湿重|鲜重"),
    (("energy", 1),): re.compile(
        r"energy( content)?|((net|gross|lower|upper|higher) )?"
        r"(calorific|heating) value(, (net|gross))?|能量|热值|[高低]位(发热量|热值)"
    ),
    (("length", 3),): re.compile(r"(standard )?volume|体积|容积"),
}
"""Properties that measure a flow itself, by whole name. Others in the same unit measure
something in it: its carbon in kg, its water in m3, the primary energy behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why an amount cannot be converted."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


class Conversion:
    """Factors to the reference units of a package's flows, each found once.

    Attributes
    ----------
    findings : list of Finding
        W045: properties whose unit nobody states. W047: units whose size in the package
        is another than by definition.
    """

    def __init__(self, package: Package) -> None:
        self.findings: list[Finding] = []
        self._package = package
        self._units: dict[str, str] = {}
        self._factors: dict[tuple[str, str, str], float | Fault] = {}
        self._sizes: dict[tuple[str, str], float | None] = {}
        self._used: Mapping[str, Counter[str]] | None = None
        self._assumed: set[str] = set()

    # ------------------------------------------------------------------- questions

    def unit_of(self, flow: Flow) -> str:
        """Name of a flow's reference unit.

        Its own, else that of its property; else, in packages without unit groups, the
        customary unit of the quantity in which its exchanges are stated (most often).
        """
        unit = self._units.get(flow.id)
        if unit is None:
            unit = flow.unit or self._unit_of_property(flow.property)
            unit = unit or self._unit_in_use(flow.id)
            self._units[flow.id] = unit
        return unit

    def factor(self, flow: Flow, unit: str, quantity: str = "") -> float | Fault:
        """Reference units of a flow in one `unit` of a property.

        Parameters
        ----------
        flow : Flow
            With its properties per reference unit.
        unit : str
            Name or id; empty: the reference unit of the property.
        quantity : str
            Id of the flow property; empty: the reference property.

        Returns
        -------
        float or Fault
            [reference unit/unit]; E044 unknown unit, E045 unknown property.
        """
        key = (flow.id, unit, quantity)
        found = self._factors.get(key)
        if found is None:
            found = self._factors[key] = self._factor(flow, unit, quantity)
        return found

    def measures(self, flow: Flow) -> Mapping[Dimension, float]:
        """Mass, energy, money … of one reference unit, in coherent units.

        The reference unit itself may measure it; else one of the flow's properties, if
        all that measure it agree (net and gross calorific value don't). What a flow
        contains (carbon, water) is no measure of the flow.
        """
        found: dict[Dimension, set[float]] = {}
        for quantity, amount in flow.properties.items():
            unit = self._known(self._unit_of_amounts(quantity))
            if unit is None or not self._is_measure(quantity, unit.dimension):
                continue
            if quantity != flow.property:
                size = amount * unit.factor / self._reference_amount(flow)
                found.setdefault(unit.dimension, set()).add(size)
        sizes = {each: size.pop() for each, size in found.items() if len(size) == 1}
        own = self._known(self.unit_of(flow))
        if own is not None:
            sizes[own.dimension] = own.factor
        return sizes

    # --------------------------------------------------------------------- factors

    def _factor(self, flow: Flow, unit: str, quantity: str) -> float | Fault:
        reference = self.unit_of(flow)
        quantity = quantity or flow.property
        per = 1.0
        if quantity != flow.property:
            per = flow.properties.get(quantity, math.nan) / self._reference_amount(flow)
        elif unit in ("", reference):
            return 1.0
        if not (math.isfinite(per) and per > 0):
            return Fault(code="E045", values=self._unknown_property(flow, quantity))
        stated_in = counted = self._unit_of_property(flow.property) or reference
        if quantity != flow.property:
            counted = self._unit_of_amounts(flow.property) or reference
            stated_in = self._unit_of_amounts(quantity) or self._standard(unit)
        size = self._size(unit or stated_in, self._group(quantity), stated_in)
        whole = self._size(reference, self._group(flow.property), counted)
        if size is None or whole is None:
            values = {"unit": unit, "flow": flow.name, "reference": reference}
            return Fault(code="E044", values=values)
        return size / whole / per

    def _size(self, unit: str, group: UnitGroup | None, reference: str) -> float | None:
        """Size of a unit in the reference unit of its group. [reference]"""
        if unit == reference:
            return 1.0
        key = (unit, group.id if group else f"={reference}")
        if key not in self._sizes:
            own = self._own_size(unit, reference)
            stated = group.factors.get(unit) if group else None
            if group is None or stated is None:
                self._sizes[key] = own
            else:
                self._sizes[key] = self._settled(unit, group, stated, own)
        return self._sizes[key]

    def _own_size(self, unit: str, reference: str) -> float | None:
        one, other = self._known(unit), self._known(reference)
        if one is None or other is None or one.dimension != other.dimension:
            return None
        return one.factor / other.factor

    def _settled(
        self, unit: str, group: UnitGroup, stated: float, own: float | None
    ) -> float | None:
        """The size to use where the package states one; W047 if ours is another."""
        if not (math.isfinite(stated) and stated > 0):
            return own
        if own is None:
            return stated
        off = abs(stated - own) / own
        used = own if off < SAME or _is_rounded(stated, own, off) else stated
        if off > TOLD:
            values = {
                "unit": unit,
                "stated": f"{stated:.8g}",
                "defined": f"{own:.8g}",
                "reference": group.reference,
                "group": group.name,
                "used": f"{used:.8g}",
            }
            self.findings.append(Finding(code="W047", at=group.name, values=values))
        return used

    # ------------------------------------------------------------- units of things

    def _known(self, unit: str) -> Unit | None:
        return named_unit(unit, self._package.dialect) if unit else None

    def _group(self, quantity: str) -> UnitGroup | None:
        known = self._package.flow_properties.get(quantity)
        return self._package.unit_groups.get(known.unit_group) if known else None

    def _unit_of_property(self, quantity: str) -> str:
        group = self._group(quantity)
        if group is not None:
            return group.reference
        known = self._package.flow_properties.get(quantity)
        return _UNIT_OF_PROPERTY.get(known.name.casefold(), "") if known else ""

    def _unit_of_amounts(self, quantity: str) -> str:
        """Unit in which flows state amounts of a property; W045 if it is assumed."""
        unit = self._unit_of_property(quantity)
        if unit and self._group(quantity) is None and quantity not in self._assumed:
            self._assumed.add(quantity)
            name = self._package.flow_properties[quantity].name
            values = {"property": name, "unit": unit}
            self.findings.append(Finding(code="W045", at=quantity, values=values))
        return unit

    def _unit_in_use(self, flow: str) -> str:
        if self._used is None:
            self._used = _units_in_use(self._package)
        names: Counter[str] = Counter()
        for unit, times in self._used.get(flow, Counter()).items():
            if unit:
                names[self._standard(unit)] += times
        # the most frequent, of equals the first by name: no order of datasets counts
        return min(names, key=lambda name: (-names[name], name), default="")

    def _standard(self, unit: str) -> str:
        return standard_unit(self._known(unit) or opaque_unit(unit))

    def _is_measure(self, quantity: str, dimension: Dimension) -> bool:
        """True if a property measures a flow, and not a part of it."""
        wanted = _MEASURING.get(dimension)
        known = self._package.flow_properties.get(quantity)
        name = " ".join(known.name.casefold().split()) if known else ""
        return wanted is None or wanted.fullmatch(name) is not None

    def _reference_amount(self, flow: Flow) -> float:
        amount = flow.properties.get(flow.property, 1.0)
        return amount if math.isfinite(amount) and amount > 0 else math.nan

    def _unknown_property(self, flow: Flow, quantity: str) -> Mapping[str, object]:
        known = self._package.flow_properties
        names = [
            known[each].name if each in known else each for each in flow.properties
        ]
        name = known[quantity].name if quantity in known else quantity
        return {"property": name, "flow": flow.name, "known": names}


def _units_in_use(package: Package) -> Mapping[str, Counter[str]]:
    """Flow id → how often each unit name occurs in exchanges of its own property."""
    used: dict[str, Counter[str]] = {}
    for process in package.processes:
        for exchange in process.exchanges:
            flow = package.flows.get(exchange.flow)
            if flow is not None and exchange.property in ("", flow.property):
                used.setdefault(flow.id, Counter())[exchange.unit] += 1
    return used


def _is_rounded(stated: float, own: float, off: float) -> bool:
    """True if the decimals that are written may come from `own`: 0.45 from 0.4536."""
    last = Decimal(repr(stated)).normalize().as_tuple().exponent
    return (
        isinstance(last, int)
        and last < 0
        and off < ROUNDED
        and abs(stated - own) < 10.0**last
    )
