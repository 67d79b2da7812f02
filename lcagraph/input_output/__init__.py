"""Input–output analysis: spending instead of kilograms, the same algebra."""

from lcagraph.input_output.accounts import Accounts, accounts
from lcagraph.input_output.balancing import Balanced, balanced
from lcagraph.input_output.hybrid import Concordance, Hybrid, hybridised
from lcagraph.input_output.integrated import Integrated, SoldAs, integrated
from lcagraph.input_output.leontief import Leontief, coefficients
from lcagraph.input_output.omissions import Omission, has_prices
from lcagraph.input_output.regional import RegionalAccounts, accounts_of
from lcagraph.input_output.supply_use import Construct, SupplyUse, constructed
from lcagraph.input_output.truncation import Truncation, truncation

__all__ = [
    "Accounts",
    "Balanced",
    "Concordance",
    "Construct",
    "Hybrid",
    "Integrated",
    "Leontief",
    "Omission",
    "RegionalAccounts",
    "SoldAs",
    "SupplyUse",
    "Truncation",
    "accounts",
    "accounts_of",
    "balanced",
    "coefficients",
    "constructed",
    "has_prices",
    "hybridised",
    "integrated",
    "truncation",
]
