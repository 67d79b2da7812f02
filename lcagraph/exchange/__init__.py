"""Footprints between companies: PACT and Catena-X out of a model, PACT into one.

decimals         numbers as these formats write them, exact
split            a footprint by kind of carbon, whose parts add up to the last digit
carried          rules of the formats about single values: units, places, URNs, dates
facts            what a model says of its footprint, with all that it lacks at once
pact, catena_x   the two layouts
written          the layouts by name, and their files
doubts           what a footprint says that may mislead
stated, reading  the footprint of a supplier, read and checked
supplier_factor  that footprint as a factor of a model
"""

from lcagraph.exchange.reading import footprints_in, read_footprints
from lcagraph.exchange.stated import StatedFootprint
from lcagraph.exchange.supplier_factor import factor_file
from lcagraph.exchange.written import LAYOUTS, Told, footprint_of

__all__ = [
    "LAYOUTS",
    "StatedFootprint",
    "Told",
    "factor_file",
    "footprint_of",
    "footprints_in",
    "read_footprints",
]
