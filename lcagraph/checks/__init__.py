"""Checks: each a function of the model or its numbers that returns findings."""

from lcagraph.checks.balance import check_numbers
from lcagraph.checks.factors import check_factors
from lcagraph.checks.structure import check_structure

__all__ = ["check_factors", "check_numbers", "check_structure"]
