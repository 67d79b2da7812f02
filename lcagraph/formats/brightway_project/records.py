"""Nodes and edges of a Brightway database as processes, flows and parameters."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lcagraph.background.records import (
    Direction,
    Exchange,
    Flow,
    Parameter,
    Process,
)
from lcagraph.errors import Finding
from lcagraph.formats.brightway_project.plain_pickle import read_plain
from lcagraph.formats.brightway_words import (
    BIOSPHERE,
    EDGE_TYPES,
    PROCESS_TYPES,
    PRODUCT_TYPES,
    PRODUCTION,
    SPARED,
    is_market_name,
    own_direction,
    read_uncertainty,
)
from lcagraph.formats.stated import stated_number

Key = tuple[str, str]
"""Database and code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    key: Key
    fields: Mapping[str, Any]

    def text(self, name: str) -> str:
        return _text(self.fields.get(name))

    @property
    def kind(self) -> str:
        return self.text("type").casefold()


@dataclass(slots=True)
class Reading:
    """One database while it is read."""

    database: str
    problems: list[Finding] = field(default_factory=list)
    nodes: dict[Key, _Node] = field(default_factory=dict)
    edges: dict[str, list[tuple[Key, Mapping[str, Any]]]] = field(default_factory=dict)
    """Code of a process → nodes at the other end, with the fields of the edge."""
    flows: dict[str, Flow] = field(default_factory=dict)
    shared: list[Parameter] = field(default_factory=list)
    own: dict[str, list[Parameter]] = field(default_factory=dict)
    rare: int = 0

    def read_nodes(self, rows: sqlite3.Connection) -> None:
        """Nodes of the database, and those of others that its edges name."""
        query = (
            "SELECT database, code, data FROM activitydataset WHERE database = ? "
            "UNION ALL SELECT a.database, a.code, a.data FROM activitydataset a JOIN ("
            "SELECT DISTINCT input_database d, input_code c FROM exchangedataset "
            "WHERE output_database = ? AND input_database != ?) e "
            "ON a.database = e.d AND a.code = e.c"
        )
        for database, code, content in rows.execute(query, (self.database,) * 3):
            fields = self._fields(content, f"{database}/{code}")
            if fields is not None:
                node = _Node(key=(database, code), fields=fields)
                self.nodes[node.key] = node
                self._add_flow(node)

    def read_edges(self, rows: sqlite3.Connection) -> None:
        """Edges of the database's processes."""
        query = (
            "SELECT output_code, input_database, input_code, type, data "
            "FROM exchangedataset WHERE output_database = ? ORDER BY id"
        )
        for code, database, other, kind, content in rows.execute(
            query, (self.database,)
        ):
            fields = self._fields(content, code)
            if fields is not None:
                edge = {**fields, "type": fields.get("type") or kind}
                self.edges.setdefault(code, []).append(((database, other), edge))

    def read_parameters(self, rows: sqlite3.Connection) -> None:
        """Parameters of the database, the project and its processes."""
        levels = (
            ("SELECT name, amount, formula FROM databaseparameter WHERE database = ?"),
            ("SELECT name, amount, formula FROM projectparameter WHERE ? != ''"),
        )
        hidden: set[str] = set()
        for query in levels:
            found = [
                Parameter(name=name, value=amount, formula=formula or "")
                for name, amount, formula in rows.execute(query, (self.database,))
            ]
            self.shared += [each for each in found if each.name not in hidden]
            hidden |= {each.name for each in found}
        query = "SELECT code, name, amount, formula FROM activityparameter "
        query += "WHERE database = ?"
        for code, name, amount, formula in rows.execute(query, (self.database,)):
            one = Parameter(name=name, value=amount, formula=formula or "")
            self.own.setdefault(code, []).append(one)

    def _fields(self, content: bytes, at: str) -> Mapping[str, Any] | None:
        try:
            found = read_plain(content)
            if isinstance(found, dict):
                return {str(key): value for key, value in found.items()}
            reason = type(found).__name__
        except ValueError as error:
            reason = str(error)
        values = {"file": at, "reason": reason}
        self.problems.append(Finding(code="E042", at=at, values=values))
        return None

    # ------------------------------------------------------------------------- flows

    def _flow_id(self, key: Key) -> str:
        is_own = key[0] == self.database
        node = self.nodes.get(key)
        is_elementary = node is not None and not _is_technosphere(node)
        # codes of the biosphere are the identifiers by which gases are known
        return key[1] if is_own or is_elementary else "/".join(key)

    def _add_flow(self, node: _Node) -> None:
        is_product = _is_technosphere(node)
        stated = node.fields.get("categories")
        parts = stated if isinstance(stated, tuple | list) else ()
        compartment = tuple(_text(part) for part in parts) or (node.kind,)
        synonyms = node.fields.get("synonyms")
        id_ = self._flow_id(node.key)
        self.flows[id_] = Flow(
            id=id_,
            name=(is_product and node.text("reference product")) or node.text("name"),
            kind="product" if is_product else "elementary",
            synonyms=tuple(map(_text, synonyms)) if isinstance(synonyms, list) else (),
            compartment=() if is_product else compartment,
            cas=node.text("CAS number"),
            location=node.text("location") if is_product else "",
            unit=node.text("unit"),
        )

    # --------------------------------------------------------------------- processes

    def processes(self) -> Iterator[Process]:
        """Every process of the database."""
        makers = self._makers()
        for key, node in sorted(self.nodes.items()):
            if key[0] != self.database or node.kind not in PROCESS_TYPES:
                continue
            categories = node.fields.get("categories")
            path = categories if isinstance(categories, tuple | list) else ()
            kinds = is_market_name(node.text("name"))
            yield Process(
                id=key[1],
                name=node.text("name"),
                location=node.text("location"),
                classification=tuple(map(_text, path)),
                exchanges=tuple(self._exchanges(key, makers)),
                parameters=tuple(self.own.get(key[1], ())),
                description=node.text("comment"),
                is_market=kinds[0],
                is_market_group=kinds[1],
                file="/".join(key),
            )

    def _makers(self) -> Mapping[Key, list[str]]:
        """Node → processes of this database that make it."""
        found: dict[Key, list[str]] = {}
        for code, edges in self.edges.items():
            for other, edge in edges:
                if edge["type"] in PRODUCTION:
                    found.setdefault(other, []).append(code)
        return found

    def _exchanges(
        self, key: Key, makers: Mapping[Key, list[str]]
    ) -> Iterator[Exchange]:
        edges = self.edges.get(key[1], [])
        made = [other for other, edge in edges if edge["type"] in PRODUCTION]
        references = [other for other in made if other == key] or made
        if not made:  # Brightway's rule: one unit of itself
            yield Exchange(
                id="production",
                flow=self._flow_id(key),
                direction="output",
                amount=1.0,
                is_reference=True,
            )
        for position, (other, edge) in enumerate(edges, start=1):
            exchange = self._exchange(key, str(position), other, edge)
            if exchange is None:
                continue
            is_made = edge["type"] in PRODUCTION
            suppliers = makers.get(other) or [other[1]]
            if is_made or edge["type"] in BIOSPHERE:
                yield replace(exchange, is_reference=is_made and other in references)
            elif other[0] != self.database:
                yield replace(exchange, provider="::".join(other))
            else:
                is_one = len(suppliers) == 1
                yield replace(exchange, provider=suppliers[0] if is_one else "")

    def _exchange(
        self, key: Key, id_: str, other: Key, edge: Mapping[str, Any]
    ) -> Exchange | None:
        fields = {name: _text(value) for name, value in edge.items()}
        kind, at = fields["type"], f"{key[1]}#{id_}"
        node = self.nodes.get(other)
        name = node.text("name") if node is not None else "/".join(other)
        if kind not in EDGE_TYPES:
            values = {"what": f"{name}, {at}", "missing": f"type ({kind or '–'})"}
            self.problems.append(Finding(code="E033", at=at, values=values))
            return None
        amount = stated_number(fields.get("amount"))
        if amount is None:
            values = {"what": name, "text": fields.get("amount", "")}
            self.problems.append(Finding(code="E027", at=at, values=values))
        uncertainty, is_rare = read_uncertainty(fields, amount)
        self.rare += is_rare
        direction: Direction = "output" if kind in (*PRODUCTION, *SPARED) else "input"
        if kind in BIOSPHERE:
            flow = self.flows.get(self._flow_id(other))
            kind_of_node = node.kind if node is not None else ""
            direction = own_direction(flow, kind_of_node) if flow else "output"
        return Exchange(
            id=id_,
            flow=self._flow_id(other),
            direction=direction,
            amount=amount,
            formula=fields.get("formula", ""),
            is_avoided=kind in SPARED,
            provider_name=name,
            uncertainty=uncertainty,
            comment=fields.get("comment", ""),
        )


def _is_technosphere(node: _Node) -> bool:
    return node.kind in (*PROCESS_TYPES, *PRODUCT_TYPES)


def _text(value: object) -> str:
    """A field as text; numbers with all their digits, anything else not at all."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool | int | float):
        return repr(value)
    return ""
