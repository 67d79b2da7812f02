"""Whether an error can be told to its reader: in both languages, with its cure."""

from __future__ import annotations

from lcagraph.errors import Finding, QuantityError
from lcagraph.wording import LANGUAGES, help_lines, message


def assert_can_be_told(error: QuantityError) -> None:
    """Message and cure exist in both languages, with every value that they quote."""
    finding = Finding(code=error.code, values=error.values, span=error.span)
    for lang in LANGUAGES:
        assert message(finding, lang)
        assert help_lines(finding, lang)
