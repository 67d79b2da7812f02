"""Numbers as a reader of a figure wants them: few digits, no computer's exponents."""

from __future__ import annotations

SIGNIFICANT = 3
"""Digits; a figure shows sizes, the tables of the result carry the numbers."""

NO_BREAK = "\u00a0"
"""Space that keeps a number and its unit on one line."""

MINUS = "\u2212"
"""What stands before a negative number; a hyphen joins words."""

RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
"""Digits above the line, as exponents have them."""


def number_text(value: float) -> str:
    """Three significant digits; all digits of large whole numbers, in groups."""
    if value < 0:
        return f"{MINUS}{number_text(-value)}"
    if value == 0:
        return "0"
    if value >= 10 ** (SIGNIFICANT - 1):
        return f"{value:,.0f}" if value < 1e15 else _scientific(value)
    if value < 1e-4:
        return _scientific(value)
    return f"{value:.{SIGNIFICANT}g}"


def percent_text(share: float) -> str:
    """A share with one decimal: `25.7 %`."""
    text = f"{100 * abs(share):.1f}"
    sign = MINUS if share < 0 and float(text) else ""
    return f"{sign}{text}{NO_BREAK}%"


def _scientific(value: float) -> str:
    mantissa, exponent = f"{value:.{SIGNIFICANT - 1}e}".split("e")
    return f"{mantissa}×10{str(int(exponent)).translate(RAISED)}"
