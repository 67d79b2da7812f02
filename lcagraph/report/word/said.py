"""Words of the Word document."""

from __future__ import annotations

from lcagraph.wording import Language, _table


def said(key: str, lang: Language) -> str:
    """A word of `report_word.toml`."""
    return str(_table("report_word", key)[lang])
