"""Impact assessment methods of an openLCA package."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from lcagraph.background.records import Method, MethodFactor
from lcagraph.formats.openlca_jsonld.elements import Elements
from lcagraph.formats.openlca_jsonld.nodes import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Methods:
    """Methods and impact categories, which may come in either order."""

    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Impact category id → name and source of the first method that lists it."""
    categories: dict[str, Method] = field(default_factory=dict)

    def read_method(self, node: Node) -> None:
        """Take up one document of ``lcia_methods/``."""
        source = node.node("source")
        named = (node.text("name"), source.text("name") if source else "")
        for category in node.nodes("impactCategories"):
            self.names.setdefault(category.text("@id"), named)

    def read_category(self, node: Node, elements: Elements) -> None:
        """Take up one document of ``lcia_categories/``, with its factors."""
        factors = []
        formulas = 0
        for each in node.nodes("impactFactors"):
            formulas += bool(each.text("formula"))
            factor = _factor(each, elements)
            if factor is not None:
                factors.append(factor)
        if formulas:  # the numbers beside them are used
            node.report("N020", what="impactFactors.formula", count=formulas)
        id = node.text("@id")
        self.categories[id] = Method(
            id=id,
            name="",
            category=node.text("name"),
            unit=node.text("refUnit", "referenceUnitName"),
            factors=tuple(factors),
        )

    def whole(self) -> tuple[Method, ...]:
        """Each impact category with the name of its method."""
        found = []
        for id, each in self.categories.items():
            name, source = self.names.get(id, ("", ""))
            found.append(
                Method(
                    id=id,
                    name=name,
                    category=each.category,
                    unit=each.unit,
                    factors=each.factors,
                    source=source,
                )
            )
        return tuple(found)


def _factor(node: Node, elements: Elements) -> MethodFactor | None:
    flow = node.reference("flow")
    amount = node.number("value")
    if not flow or amount is None:
        key = "flow" if not flow else "value"
        node.report("W020", key=f"{node.place}.{key}", found="—")
    if not flow:
        return None
    unit = node.node("unit")
    return MethodFactor(
        flow=flow,
        amount=math.nan if amount is None else amount,
        unit=(unit.text("name") or unit.text("@id")) if unit else "",
        property=elements.name_property(node.node("flowProperty")),
        location=elements.location_of(node),
    )
