"""kgCO2e along the links of a solved model: nodes and flows that add up."""

from lcagraph.burden_flows.flows import (
    BurdenFlow,
    BurdenFlows,
    BurdenNode,
    Level,
)
from lcagraph.burden_flows.made import THRESHOLD, burden_flows

__all__ = [
    "THRESHOLD",
    "BurdenFlow",
    "BurdenFlows",
    "BurdenNode",
    "Level",
    "burden_flows",
]
