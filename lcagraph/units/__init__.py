"""The closed table of units, and the strict grammar that combines them.

A unit is a symbol, a factor to its coherent unit and a dimension. Coherent units are
kg, m, h, MJ, mol, piece, Nm3, person, Mbit and one per currency: what life cycle
inventories are written in, so that the usual factors are short decimals. Energy is a
base of its own (nobody derives MJ from kg m²/s² here), and so is the normal cubic
metre: m3 as metered and Nm3 (0 °C, 101.325 kPa) differ by temperature and pressure,
which no table knows.

Two readings that a reader must know: ``kgCO2e`` is a mass (of CO2e), equal to kg;
``a`` is the Julian year of 365.25 d = 8766 h.

Text never reaches a general unit parser. The grammar is in ``docs/quantities.md``.
"""

from lcagraph.units.algebra import (
    DIMENSIONLESS,
    UNITS,
    Dimension,
    Unit,
    atom,
    coherent,
    compose,
    conversion,
    divide,
    is_co2e,
    is_money,
    is_unit_name,
    mismatch_code,
    multiply,
    needed_rate,
    parts_of,
    power,
    unknown_unit,
)
from lcagraph.units.grammar import (
    UnitRead,
    chained_notes,
    parse_unit,
    read_unit,
    unit_notes,
)
from lcagraph.units.table import ALIASES

__all__ = [
    "ALIASES",
    "DIMENSIONLESS",
    "UNITS",
    "Dimension",
    "Unit",
    "UnitRead",
    "atom",
    "chained_notes",
    "coherent",
    "compose",
    "conversion",
    "divide",
    "is_co2e",
    "is_money",
    "is_unit_name",
    "mismatch_code",
    "multiply",
    "needed_rate",
    "parse_unit",
    "parts_of",
    "power",
    "read_unit",
    "unit_notes",
    "unknown_unit",
]
