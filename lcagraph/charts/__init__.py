"""Light pictures of numbers, as SVG text or as lines for a terminal.

Arrays and names go in, text comes out; nothing here knows what the numbers are. Each
chart is a pair of functions with the same arguments: `tornado(…)` gives a whole SVG
document of some kilobytes, `tornado_text(…, width=80)` lines of block characters. The
same numbers give the same bytes. Fills differ in lightness, so that a figure printed
without colour reads as well; every line is labelled where it stands.
"""

from lcagraph.charts.bins import Bins, binned
from lcagraph.charts.caption import Caption
from lcagraph.charts.convergence import Trace, convergence, convergence_text
from lcagraph.charts.difference import paired_difference, paired_difference_text
from lcagraph.charts.estimate import Estimate
from lcagraph.charts.histogram import histogram, histogram_text
from lcagraph.charts.indices import Index, index_bars, index_bars_text
from lcagraph.charts.intervals import Interval, intervals, intervals_text
from lcagraph.charts.organisation import Unit, organisation_chart
from lcagraph.charts.parts import Part, part_bars, part_bars_text
from lcagraph.charts.pie import part_pie
from lcagraph.charts.tornado import Swing, tornado, tornado_text
from lcagraph.charts.waterfall import Ends, waterfall_steps, waterfall_steps_text

__all__ = [
    "Bins",
    "Caption",
    "Ends",
    "Estimate",
    "Index",
    "Interval",
    "Part",
    "Swing",
    "Trace",
    "Unit",
    "binned",
    "convergence",
    "convergence_text",
    "histogram",
    "histogram_text",
    "index_bars",
    "index_bars_text",
    "intervals",
    "intervals_text",
    "organisation_chart",
    "paired_difference",
    "paired_difference_text",
    "part_bars",
    "part_bars_text",
    "part_pie",
    "tornado",
    "tornado_text",
    "waterfall_steps",
    "waterfall_steps_text",
]
