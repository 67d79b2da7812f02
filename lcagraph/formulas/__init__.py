"""Quantities and formulas: text → tree → unit → numbers of k variants.

lexer → parser → expression      what a text says (nothing of Python reachable)
amount                           a quantity of the model, with ± or as a formula
units_check                      its unit, before any number is known
evaluation                       its numbers; imports numpy, so import it by name
derivatives                      how they follow each name; imports numpy, too
scalar                           one number without units, for formulas of databases
"""

from lcagraph.formulas.amount import (
    Amount,
    check_name,
    formula,
    literal,
    number_in,
    parse_amount,
    value_in,
)
from lcagraph.formulas.expression import (
    Binary,
    Call,
    Expression,
    Name,
    Number,
    Unary,
    difference,
    name,
    names_in,
    number,
    product,
    quotient,
    to_source,
    total,
)
from lcagraph.formulas.parser import parse_expression
from lcagraph.formulas.units_check import unit_of

__all__ = [
    "Amount",
    "Binary",
    "Call",
    "Expression",
    "Name",
    "Number",
    "Unary",
    "check_name",
    "difference",
    "formula",
    "literal",
    "name",
    "names_in",
    "number",
    "number_in",
    "parse_amount",
    "parse_expression",
    "product",
    "quotient",
    "to_source",
    "total",
    "unit_of",
    "value_in",
]
