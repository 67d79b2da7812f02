"""Two models beside each other, and which edit moved the number.

edits          differences of two canonical trees, grouped by parameter, row, factor
variants       the footprint of every subset of the edits
waterfall      the bars from one footprint to the other, by Shapley values
sameness       what must agree before a comparison means anything (SD-18)
side           one of the models
likelihood     how likely each side is the lower one
comparison     the tables and waterfalls that a user gets

Names load when they are first used: most models are compared with nothing.
"""

from lcagraph.lazy_names import lazily

_HOMES = {
    "Bar": "waterfall",
    "Change": "edits",
    "Comparison": "comparison",
    "Difference": "sameness",
    "Side": "side",
    "Waterfall": "waterfall",
    "compare_sides": "comparison",
    "default_names": "comparison",
}

__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
