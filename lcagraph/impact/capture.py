"""Capture of CO2: what it is taken from, and what becomes of it.

A removal is what is taken out of the air for good (ISO 14067). CO2 that is
captured and stored lowers the footprint, whatever its origin, by what is stored. CO2
that is used or leaves in a product is emitted later and elsewhere: it counts nothing
and is told as a memo, so that nobody's footprint loses it.
"""

from __future__ import annotations

from collections.abc import Mapping

from lcagraph.graph.words import CaptureFate, CaptureOrigin
from lcagraph.impact.flows import NOT_STORED
from lcagraph.impact.names import find_flows

CAPTURED = "co2_captured"
"""Captured CO2 that is stored for good."""

EMITTED_AS: Mapping[CaptureOrigin, tuple[str, ...]] = {
    "fossil": ("co2_fossil", "co2e_fossil"),
    "process": ("co2_fossil", "co2e_fossil"),
    "biogenic": ("co2_biogenic", "co2e_biogenic_co2_emitted"),
    "air": (),
}
"""Flows that CO2 of an origin is emitted as, before it is captured.

`process` is the CO2 of carbonates, which counts as fossil. A ready CO2e figure holds
CO2 of its item. CO2 of the air was emitted by nobody of the model.
"""


def capture_flow(fate: CaptureFate) -> str:
    """Id of the flow that captured CO2 books to: a removal if it is stored."""
    return CAPTURED if fate == "stored" else NOT_STORED


def can_be_captured(text: str, origin: CaptureOrigin, fate: CaptureFate) -> bool:
    """Whether a flow's word can stand for captured CO2 of an origin and a fate.

    `CO2` and ``co2_captured`` stand for every origin; ``co2_fossil`` and
    ``co2_biogenic`` for their own. The uptake of biomass and of land is no capture.
    """
    right = {CAPTURED, capture_flow(fate), *EMITTED_AS[origin]}
    return any(flow.id in right for flow in find_flows(text))
