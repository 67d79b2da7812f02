"""Input–output analysis: spending instead of kilograms, the same algebra."""

from lcagraph.input_output.accounts import Accounts, accounts
from lcagraph.input_output.balancing import Balanced, balanced
from lcagraph.input_output.hybrid import Concordance, Hybrid, hybridised
from lcagraph.input_output.leontief import Leontief, coefficients
from lcagraph.input_output.supply_use import Construct, SupplyUse, constructed

__all__ = [
    "Accounts",
    "Balanced",
    "Concordance",
    "Construct",
    "Hybrid",
    "Leontief",
    "SupplyUse",
    "accounts",
    "balanced",
    "coefficients",
    "constructed",
    "hybridised",
]
