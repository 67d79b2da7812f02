"""What a footprint depends on, and how much.

adjoint            ∂items/∂numbers by one solve backwards; bound: shares that add up
gradient           derivative and elasticity of every number
taylor             first-order variance; worth_measuring: which numbers to know better
tornado            each number from one end of its range to the other
one_at_a_time      curves along stated values; grids: every combination of them
breakeven          where two footprints are equal, by crossings
global_indices     Sobol indices and Morris effects, by salib
global_pages       what they found, as pages
scenarios          scenarios × stages × items, cross products
analyses           all of these of one model, by name

All of it works on a compiled model. Names load when they are first used: most models
are only solved.
"""

from lcagraph.lazy_names import lazily

_HOMES = {
    "Analyses": "analyses",
    "BreakEven": "breakeven",
    "Case": "scenarios",
    "Gradient": "gradient",
    "Grid": "grids",
    "Morris": "global_pages",
    "Number": "numbers",
    "OneAtATime": "one_at_a_time",
    "ScenarioTable": "scenarios",
    "Slope": "gradient",
    "Sobol": "global_pages",
    "Taylor": "taylor",
    "Tornado": "tornado",
    "WorthMeasuring": "worth_measuring",
    "cases_of": "scenarios",
    "crossed": "scenarios",
    "find_number": "numbers",
    "numbers_in": "numbers",
    "scenario_table": "scenarios",
}

__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
