"""Explains a footprint: without overlap (ledger, shares), along chains (upstream)."""

from lcagraph.contribution.ledger import LedgerRow, group, ledger, stage_scaling
from lcagraph.contribution.shares import percentages
from lcagraph.contribution.upstream import (
    Branch,
    NodeTotal,
    intensities,
    node_totals,
    supply_chain_paths,
    upstream_tree,
)

__all__ = [
    "Branch",
    "LedgerRow",
    "NodeTotal",
    "group",
    "intensities",
    "ledger",
    "node_totals",
    "percentages",
    "stage_scaling",
    "supply_chain_paths",
    "upstream_tree",
]
