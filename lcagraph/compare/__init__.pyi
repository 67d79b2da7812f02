from lcagraph.compare.comparison import Comparison as Comparison
from lcagraph.compare.comparison import compare_sides as compare_sides
from lcagraph.compare.comparison import default_names as default_names
from lcagraph.compare.edits import Change as Change
from lcagraph.compare.sameness import Difference as Difference
from lcagraph.compare.side import Side as Side
from lcagraph.compare.waterfall import Bar as Bar
from lcagraph.compare.waterfall import Waterfall as Waterfall

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
