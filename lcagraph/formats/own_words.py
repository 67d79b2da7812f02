"""What lcagraph says of a dataset in formats that have no place for it.

Each is one short text, kept in an extension or in a column of our own: what a ready
factor's table said of it, whether a dataset is a market, and names that the format
can't hold letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

from lcagraph.background.records import Process

FACTOR, MARKET = "lcagraph factor", "lcagraph market"
"""Heads and fields in tables."""

_FACTOR_KEYS = ("kind", "boundary", "class", "gwp", "aircraft", "includes")
_MARKETS = {
    (False, False): "producer",
    (True, False): "market",
    (True, True): "market group",
}
_IN_XML = re.compile("[^\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]*")
"""What an XML document gives back as it was written, line breaks aside."""


def factor_text(factor: Mapping[str, str]) -> str:
    """``gwp=ipcc-ar5-gwp100; kind=material``; percent signs escape other signs."""
    return "; ".join(
        f"{key}={quote(factor[key], safe=' ')}"
        for key in _FACTOR_KEYS
        if factor.get(key)
    )


def factor_of(text: str) -> Mapping[str, str]:
    """`Process.factor` of such a text; what is no known word is left out."""
    pairs = (part.partition("=") for part in text.split(";"))
    stated = {key.strip(): unquote(value.strip()) for key, _, value in pairs}
    return {key: stated[key] for key in _FACTOR_KEYS if stated.get(key)}


def market_text(process: Process) -> str:
    """``market``, ``market group`` or ``producer``."""
    is_group = process.is_market and process.is_market_group
    return _MARKETS[process.is_market, is_group]


def market_of(text: str) -> tuple[bool, bool] | None:
    """`is_market` and `is_market_group` of such a text; None for any other."""
    known = {word: kinds for kinds, word in _MARKETS.items()}
    return known.get(" ".join(text.casefold().split()))


def spelt(name: str) -> str:
    """A name letter by letter, where XML can't hold it; else nothing."""
    if name == name.strip() and _IN_XML.fullmatch(name):
        return ""
    return quote(name, safe="", errors="surrogatepass")


def unspelt(text: str) -> str:
    """A name that `spelt` wrote; bytes that are no text become ``\ufffd``."""
    try:
        return unquote(text, errors="surrogatepass")
    except UnicodeDecodeError:
        return unquote(text, errors="replace")
