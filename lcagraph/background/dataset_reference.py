"""How a model names a dataset: ``uslci/Steel, liquid, at plant``.

First the database, then the dataset's id, else its name, else its product's name. Where
several bear the name, a tail says which: ``uslci/<id>?product=<id>``, or
``uslci/<name>?location=CN``. Names stand as they are, ``&`` and ``?`` included; only
what would be misread is written as in an address (RFC 3986): ``%3F`` for the ``?`` of a
name that itself holds ``?product=``, ``%26`` for the ``&`` of one that holds
``&location=``, and ``%25`` for a ``%`` before ``25``, ``26`` or ``3F``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lcagraph.factors import factor_sets

_CHOICES = ("product", "location")
_SLASH = "%2F"
"""A slash of a mapping's `database`, which no database bears; it stays in its part."""
_TAIL = re.compile(r"\?(?=(?:product|location)=)")
_NEXT = re.compile(r"&(?=(?:product|location)=)")
_WRITTEN = re.compile(r"%(25|26|3F)", re.IGNORECASE)
_MISREAD = re.compile(rf"%(?=25|26|3F)|{_TAIL.pattern}|{_NEXT.pattern}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetReference:
    """A dataset as a model names it."""

    database: str
    key: str
    """Id or name of the process, or name of its product."""
    product: str = ""
    """Id or name of the product, of several."""
    location: str = ""

    def __str__(self) -> str:
        """One line, from which `parse_reference` makes the same reference."""
        chosen = ((name, getattr(self, name)) for name in _CHOICES)
        tail = "&".join(f"{name}={_plain(value)}" for name, value in chosen if value)
        database = self.database.replace("/", _SLASH)
        return f"{database}/{_plain(self.key)}" + (f"?{tail}" if tail else "")


def parse_reference(text: str) -> DatasetReference:
    """Parts of ``database/key?product=…&location=…``."""
    database, _, rest = text.partition("/")
    key, *tail = _TAIL.split(rest, maxsplit=1)  # other question marks are of the name
    chosen = (part.partition("=") for one in tail for part in _NEXT.split(one))
    return DatasetReference(
        database=database.replace(_SLASH, "/"),
        key=_read(key),
        **{name: _read(value) for name, _, value in chosen},
    )


def _plain(name: str) -> str:
    """A name as part of a line: what would be misread there is written as `%…`."""
    return _MISREAD.sub(lambda found: f"%{ord(found.group()):02X}", name)


def _read(written: str) -> str:
    return _WRITTEN.sub(lambda found: chr(int(found.group(1), 16)), written)


def is_background(text: str | None) -> bool:
    """Whether a `from:` names a dataset, and not a process or a shipped record."""
    database, slash, _ = (text or "").partition("/")
    return bool(slash) and database not in factor_sets()
