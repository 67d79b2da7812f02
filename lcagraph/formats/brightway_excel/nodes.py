"""The activities of a workbook as nodes that its exchanges refer to.

Brightway matches an exchange to an activity by name, reference product, location and
unit, whatever the case of the letters. Here a field that the exchange leaves empty
matches anything; the match counts if it is the only one. Where several match, the
import's rules decide, or report the ambiguity.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lcagraph.formats.brightway_excel.layout import Block, Fields
from lcagraph.formats.brightway_words import (
    PROCESS_TYPES,
    PRODUCT_TYPES,
    PRODUCTION,
    product_id,
    quantity_of,
)

ELSEWHERE = "(open)"
"""Database of inputs without a supplier in workbooks that lcagraph writes: no activity
is meant, however well it would fit."""

_HASHED = ("unit", "reference product", "location")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One activity: a dataset, a product, or a flow of the biosphere."""

    block: Block
    name: str
    code: str
    kind: str
    product: str
    """Name of what it makes."""
    unit: str
    location: str
    categories: tuple[str, ...]

    @property
    def is_process(self) -> bool:
        return self.kind in PROCESS_TYPES

    @property
    def is_elementary(self) -> bool:
        return not self.is_process and self.kind not in PRODUCT_TYPES

    @property
    def flow(self) -> str:
        """Id of the flow that it makes, or that it is."""
        if self.is_elementary:
            return self.code
        return product_id(self.product, self.unit)


def node_of(block: Block) -> Node:
    """The node that an activity's block describes.

    Its product is its reference product; else that of its only production row, or the
    name of that row if it is not the activity's own; else the activity's name.
    """
    stated = block.text("reference product", "product")
    made = [line.fields for line in block.exchanges if is_production(line.fields)]
    product, unit = stated, block.text("unit")
    if len(made) == 1:
        product = product or product_of(made[0]) or made[0].get("name", "")
        unit = unit or made[0].get("unit", "")
    return Node(
        block=block,
        name=block.name,
        code=block.text("code") or _hash(block, stated),
        kind=block.text("type").casefold(),
        product=product or block.name,
        unit=unit,
        location=block.text("location"),
        categories=split(block.text("categories")),
    )


def is_production(fields: Fields) -> bool:
    """True for a row that gives a product of its activity."""
    return fields.get("type", "").casefold() in PRODUCTION


def product_of(fields: Fields) -> str:
    """Name of the product of a row, if it has a column for it."""
    return fields.get("reference product", fields.get("product", ""))


def split(text: str) -> tuple[str, ...]:
    """The parts of a cell such as ``air::urban air close to ground``."""
    return tuple(part for part in (p.strip() for p in text.split("::")) if part)


def _hash(block: Block, product: str) -> str:
    """The code that bw2io gives an activity without one: a hash of what names it."""
    fields = {**block.fields, "reference product": product}
    categories = "".join(split(block.text("categories")))
    parts = (block.name, categories, *(fields.get(each, "") for each in _HASHED))
    text = "".join(parts).lower()
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@dataclass(slots=True)
class Nodes:
    """All nodes of a workbook, found by code and by name."""

    database: str
    by_code: dict[str, Node] = field(default_factory=dict)
    by_name: dict[str, list[Node]] = field(default_factory=dict)

    def add(self, node: Node) -> None:
        """Take in a node; of several with one code, the first is referred to."""
        self.by_code.setdefault(node.code, node)
        self.by_name.setdefault(node.name.casefold(), []).append(node)

    def link(self, fields: Fields) -> tuple[str, ...]:
        """Database and code that an exchange states; a code may hold the separator."""
        text = fields.get("input", "")
        head = f"{self.database}::"
        if text[: len(head)].casefold() == head.casefold() and len(text) > len(head):
            return self.database, text[len(head) :]
        return split(text)

    def is_elsewhere(self, fields: Fields) -> bool:
        """True if an exchange names another database than this one."""
        database = fields.get("database", "")
        linked = self.link(fields)
        database = linked[0] if len(linked) == 2 else database
        return database.casefold() not in ("", self.database.casefold())

    def supplier(self, fields: Fields) -> Node | None:
        """The one process that an exchange means, or None.

        A column ``database`` is often left from an earlier life of the workbook. As in
        bw2io, it does not count against an activity that agrees in every field.
        """
        linked = self.link(fields)
        if len(linked) == 2:
            is_here = not self.is_elsewhere(fields)
            found = self.by_code.get(linked[1]) if is_here else None
            return found if found is not None and found.is_process else None
        if fields.get("database") == ELSEWHERE:
            return None
        matches = [node for node in self._matching(fields) if node.is_process]
        if self.is_elsewhere(fields):
            matches = [node for node in matches if _is_same(node, fields)]
        return matches[0] if len(matches) == 1 else None

    def elementary(self, fields: Fields) -> Node | None:
        """The flow of the biosphere within the workbook that an exchange means."""
        linked = self.link(fields)
        if len(linked) == 2:
            found = self.by_code.get(linked[1])
            return found if found is not None and found.is_elementary else None
        if self.is_elsewhere(fields):
            return None
        placeless = {name: text for name, text in fields.items() if name != "location"}
        matches = [node for node in self._matching(placeless) if node.is_elementary]
        return matches[0] if len(matches) == 1 else None

    def _matching(self, fields: Fields) -> Iterator[Node]:
        product = product_of(fields)
        unit = quantity_of(fields.get("unit", "")) if fields.get("unit") else ""
        categories = split(fields.get("categories", "").casefold())
        for node in self.by_name.get(fields.get("name", "").casefold(), ()):
            own = tuple(each.casefold() for each in node.categories)
            if (
                product.casefold() in ("", node.product.casefold())
                and fields.get("location", "") in ("", node.location)
                and (not node.unit or unit in ("", quantity_of(node.unit)))
                and (not categories or not own or categories == own)
            ):
                yield node


def _is_same(node: Node, fields: Fields) -> bool:
    """True if an exchange states product, place and unit, and all as the node."""
    stated = node.block.text("reference product", "product")
    return (
        product_of(fields).casefold() in (node.product.casefold(), stated.casefold())
        and fields.get("location", "") == node.location
        and quantity_of(fields.get("unit", "")) == quantity_of(node.unit)
    )
