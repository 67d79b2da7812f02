"""Two models beside each other, and which edit moved the number.

edits          differences of two canonical trees, grouped by parameter, row, factor
variants       the footprint of every subset of the edits
waterfall      the bars from one footprint to the other, by Shapley values
sameness       what must agree before a comparison means anything (SD-18)
comparison     the tables and waterfalls that a user gets
"""

from lcagraph.compare.comparison import Comparison, Side, compare_sides, default_names
from lcagraph.compare.edits import Change
from lcagraph.compare.sameness import Difference
from lcagraph.compare.waterfall import Bar, Waterfall

__all__ = [
    "Bar",
    "Change",
    "Comparison",
    "Difference",
    "Side",
    "Waterfall",
    "compare_sides",
    "default_names",
]
