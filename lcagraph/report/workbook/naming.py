"""What the rows of a live calculation are called, and where their numbers are from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lcagraph.arrays import Prepared
from lcagraph.graph.evidence import DataCard
from lcagraph.graph.words import Text
from lcagraph.impact import elementary_flows
from lcagraph.report.documents import document_name
from lcagraph.result.names import ExchangeNames
from lcagraph.wording import Language, word


@dataclass(frozen=True, kw_only=True)
class Names:
    """Names of one model in one language."""

    prepared: Prepared
    lang: Language

    @cached_property
    def exchanges(self) -> ExchangeNames:
        """Looks up the rows of processes."""
        return ExchangeNames(self.prepared)

    def of_text(self, text: Text | None, otherwise: str = "") -> str:
        """A text of the model in this language."""
        return text.get(self.lang) if text is not None else otherwise

    def process(self, id: str) -> str:
        """Name of a process; its id if it has none."""
        process = self.prepared.compiled.system.processes.get(id)
        return self.of_text(process.name if process else None, id)

    def column(self, id: str, *, is_factor: bool) -> str:
        """Name of a column of A: a process, or a factor."""
        return self.factor(id) if is_factor else self.process(id)

    def factor(self, id: str) -> str:
        """Name of a factor; its id if it has none."""
        factor = self.exchanges.factors.get(id)
        return self.of_text(factor.name if factor else None, id)

    def product(self, id: str) -> str:
        """Name of a product, a factor or a gas."""
        product = self.prepared.compiled.system.products.get(id)
        if product is not None and product.name is not None:
            return product.name.get(self.lang)
        if id in self.exchanges.factors:
            return self.factor(id)
        return self.flow(id)

    def flow(self, id: str) -> str:
        """Name of an elementary flow."""
        flow = elementary_flows().get(id)
        return flow.name.get(self.lang) if flow else id

    def term(self, path: str) -> str:
        """What a number of a model is, from its path: `billet`, `truck · distance`."""
        keys = path.split(".")
        system = self.prepared.compiled.system
        if keys[0] == "parameters":
            parameter = system.parameters.get(keys[1])
            return self.of_text(parameter.name if parameter else None, keys[1])
        if keys[0] == "factors":
            return " · ".join([self.factor(keys[1]), *keys[2:]])
        if keys[0] != "processes" or len(keys) < 4:
            return " · ".join(keys[1:] or keys)
        process = system.processes.get(keys[1])
        row = _row(process, keys)
        product = getattr(row, "product", None) or getattr(row, "flow", None)
        named = self.exchanges.of(".".join(keys[:4]), product or keys[3], self.lang)
        rest = [key for key in keys[4:] if key != "amount"]
        return " · ".join([named, *rest])

    def section(self, path: str) -> str:
        """Process of a term, by name; empty for others."""
        keys = path.split(".")
        return self.process(keys[1]) if keys[0] == "processes" else ""

    def source(self, path: str) -> tuple[str, str]:
        """Class and source of a term, as the card of its row or process tells."""
        keys = path.split(".")
        system = self.prepared.compiled.system
        if keys[0] == "factors":
            factor = self.exchanges.factors.get(keys[1])
            class_ = word("class", factor.class_ or "", self.lang) if factor else ""
            source = self.of_text(factor.source if factor else None)
            return class_, document_name(source, self.lang)
        if keys[0] != "processes" or len(keys) < 4:
            return "", ""
        process = system.processes.get(keys[1])
        if process is None:
            return "", ""
        inherited = None if keys[2] in ("emissions", "removals") else process.data
        card = _card_of_row(process, keys) or inherited
        if card is None:
            return "", ""
        return word("data_class", card.class_ or "", self.lang), self.of_text(
            card.source
        )


def _row(process: object, keys: list[str]) -> object:
    """The row of a process that a path is in; None for recycling, allocation, …"""
    rows = getattr(process, keys[2], None)
    return rows.get(keys[3]) if isinstance(rows, Mapping) else None


def _card_of_row(process: object, keys: list[str]) -> DataCard | None:
    """The card that a row, or a leg of its freight, has itself."""
    row = _row(process, keys)
    if len(keys) > 5 and keys[4] == "transport" and row is not None:
        legs = getattr(row, "transport", ())
        position = int(keys[5]) if keys[5].isdigit() else -1
        leg = legs[position] if 0 <= position < len(legs) else None
        own: DataCard | None = leg.data if leg is not None else None
        if own is not None:
            return own
    card: DataCard | None = getattr(row, "data", None)
    return card
