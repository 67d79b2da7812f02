"""Names that a figure shows: from the exchange, the product, the supplier, the id."""

from __future__ import annotations

import re

from lcagraph.compile.plan import CompiledModel, Edge
from lcagraph.diagram.scene import Group
from lcagraph.graph.process import Exchange
from lcagraph.graph.words import Text
from lcagraph.impact import elementary_flows
from lcagraph.result.called import thing_named
from lcagraph.wording import label

_FORMULA_IS_NAME = re.compile(r"[A-Z][A-Za-z0-9]{0,4}")
"""Short formulas that every reader knows: CO2, CH4, N2O, SF6, NF3."""


def words(key: str, **values: str) -> Text:
    """A label of the catalogue in both languages, with values put in."""
    return Text(
        label(key, "zh").format_map(values), label(key, "en").format_map(values)
    )


def with_text(key: str, field: str, text: Text) -> Text:
    """A label of the catalogue with a text put in, each in its own language."""
    return Text(
        label(key, "zh").format_map({field: text.get("zh")}),
        label(key, "en").format_map({field: text.get("en")}),
    )


def joined(*texts: Text | None, by: str = " ") -> Text:
    """Texts one after the other, in each language."""
    given = [text for text in texts if text is not None]
    zh, en = (by.join(text.get(lang) for text in given) for lang in ("zh", "en"))
    return Text(zh, en)


def plain(text: str) -> Text:
    """A text that is the same in every language, such as an id."""
    return Text(text, text)


class Names:
    """Looks names up in a compiled model."""

    def __init__(self, compiled: CompiledModel) -> None:
        self.compiled = compiled
        self.system = compiled.system
        self.factors = {column.id: column.factor for column in compiled.factors}

    def process(self, id_: str) -> Text:
        """Name of a process or factor."""
        process = self.system.processes.get(id_)
        factor = self.factors.get(id_)
        if process is not None:
            return process.name or plain(id_)
        known = thing_named(self.system, id_, factor) if factor is not None else None
        return known or plain(id_)

    def product(self, id_: str, exchange: Exchange | None = None) -> Text:
        """Name of a product: of the exchange, the product, the factor, or its id."""
        if exchange is not None and exchange.name is not None:
            return exchange.name
        known = self.system.products.get(id_)
        if known is not None and known.name is not None:
            return known.name
        return self.process(id_) if id_ in self.factors else plain(id_)

    def exchange(self, edge: Edge) -> Text:
        """Name of what an edge draws; a factor lends its own if there is no other."""
        found = self.product(edge.product, self.exchange_at(edge.path))
        if found == plain(edge.product) and edge.supplier in self.factors:
            return self.process(edge.supplier)
        return found

    def exchange_at(self, path: str) -> Exchange | None:
        """The exchange of a process at a model path; None for a recycling term."""
        _, process, section, row = path.split(".")[:4]
        if section == "recycling":
            return None
        exchanges = getattr(self.system.processes[process], section)
        found: Exchange | None = exchanges.get(row)
        return found

    def allocation(self, process: str) -> Text | None:
        """What a process is allocated by; None where it is not."""
        for plan in self.compiled.allocations:
            if plan.process == process:
                if plan.chosen in _BASES:
                    return words(f"diagram.allocation.{plan.chosen}")
                stated = self.system.processes[process].allocation
                if stated is not None and stated.why is not None:
                    return with_text("diagram.allocation.reason", "why", stated.why)
                return words("diagram.allocation.property", name=plan.chosen)
        return None

    def group(self, supplier: str, symbol: str) -> Group:
        """Kind of input that a supplier's product is."""
        factor = self.factors.get(supplier)
        if factor is None:
            return "energy" if symbol in _ENERGY_UNITS else "material"
        return _GROUP_OF_KIND.get(factor.kind or "", "other")


_BASES = ("mass", "energy", "economic", "shares")
"""Of allocation, those that the catalogue names; others are the model's own."""
_ENERGY_UNITS = frozenset({"kWh", "MWh", "GWh", "MJ", "GJ", "TJ", "kcal", "tce"})
_GROUP_OF_KIND: dict[str, Group] = {
    "material": "material",
    "fuel": "energy",
    "electricity": "energy",
    "electricity_accounting": "energy",
    "heat": "energy",
    "transport": "transport",
    "treatment": "treatment",
}


_BIOGENIC = ("biogenic_co2_emitted", "biogenic_co2_removed", "biogenic_other")


def flow_name(flow_id: str) -> tuple[Text, Text | None, bool]:
    """Name of an elementary flow, its origin, and whether the name is a formula."""
    flow = elementary_flows().get(flow_id)
    if flow is None:  # a flow that only a further impact category characterises
        return plain(flow_id), None, False
    if flow.is_ready:
        return plain("CO2e"), words(f"item.{flow.item}"), True
    if not _FORMULA_IS_NAME.fullmatch(flow.formula):
        return (plain(flow.acronym) if flow.acronym else flow.name), None, False
    same = [f for f in elementary_flows().values() if f.formula == flow.formula]
    origin = _origin(flow.item) if len(same) > 1 else None
    return plain(flow.formula), origin, True


def _origin(item: str) -> Text:
    """Where a gas is from, in a word."""
    if item in _BIOGENIC:
        return words("diagram.origin.biogenic")
    if item == "unspecified":
        return words("diagram.origin.unspecified")
    return words(f"item.{item}")
