"""Explains a footprint: without overlap (ledger, shares), along chains (upstream)."""

from lcagraph.contribution.ledger import LedgerRow, group, ledger, stage_scaling
from lcagraph.contribution.net import net_exchanges, size_excluding
from lcagraph.contribution.shares import percentages
from lcagraph.contribution.solution import solution
from lcagraph.contribution.upstream import (
    Branch,
    NodeTotal,
    StructuralPath,
    intensities,
    node_totals,
    structural_paths,
    supply_chain_paths,
    upstream_tree,
)

__all__ = [
    "Branch",
    "LedgerRow",
    "NodeTotal",
    "StructuralPath",
    "group",
    "intensities",
    "ledger",
    "net_exchanges",
    "node_totals",
    "percentages",
    "size_excluding",
    "solution",
    "stage_scaling",
    "structural_paths",
    "supply_chain_paths",
    "upstream_tree",
]
