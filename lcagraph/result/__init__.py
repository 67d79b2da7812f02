"""The footprint with everything that made it: immutable, labelled, with units."""

from lcagraph.result.footprint import Footprint, Provenance
from lcagraph.result.memo import Memo
from lcagraph.result.plain import finding_as_dict
from lcagraph.result.result import Result, make_result
from lcagraph.result.tables import Table, significant

__all__ = [
    "Footprint",
    "Memo",
    "Provenance",
    "Result",
    "Table",
    "finding_as_dict",
    "make_result",
    "significant",
]
