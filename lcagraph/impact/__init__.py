"""Climate change by result item, other impact categories, and the names of gases."""

from lcagraph.impact.capture import (
    CAPTURED,
    EMITTED_AS,
    can_be_captured,
    capture_flow,
)
from lcagraph.impact.category import (
    ImpactCategory,
    impact_categories,
    impact_category,
)
from lcagraph.impact.characterisation import (
    category_factors,
    characterisation,
    including_and_excluding,
    uncharacterised,
    warming_factors,
)
from lcagraph.impact.flows import (
    BIOGENIC_METHANE_CARBON,
    CARBON_STOCKS,
    CO2_PER_BIOGENIC_METHANE,
    EXCLUDED_ROWS,
    ITEMS,
    LAND_USE,
    NEVER_NEGATIVE,
    NOT_STORED,
    ROWS,
    ElementaryFlow,
    FlowLookupError,
    check_ready_sign,
    elementary_flows,
    origin_finding,
    ready_flow,
)
from lcagraph.impact.gwp import DEFAULT_GWP, GwpSet, gwp_set, gwp_sets
from lcagraph.impact.names import emission_flow, removal_flow

__all__ = [
    "BIOGENIC_METHANE_CARBON",
    "CAPTURED",
    "CARBON_STOCKS",
    "CO2_PER_BIOGENIC_METHANE",
    "DEFAULT_GWP",
    "EMITTED_AS",
    "EXCLUDED_ROWS",
    "ITEMS",
    "LAND_USE",
    "NEVER_NEGATIVE",
    "NOT_STORED",
    "ROWS",
    "ElementaryFlow",
    "FlowLookupError",
    "GwpSet",
    "ImpactCategory",
    "can_be_captured",
    "capture_flow",
    "category_factors",
    "characterisation",
    "check_ready_sign",
    "elementary_flows",
    "emission_flow",
    "gwp_set",
    "gwp_sets",
    "impact_categories",
    "impact_category",
    "including_and_excluding",
    "origin_finding",
    "ready_flow",
    "removal_flow",
    "uncharacterised",
    "warming_factors",
]
