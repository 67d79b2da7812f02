"""How a model names a dataset: ``uslci/Steel, liquid, at plant``.

First the database, then the dataset's id, else its name, else its product's name. Where
several bear the name, a tail says which: ``uslci/<id>?product=<id>``, or
``uslci/<name>?location=CN``.
"""

from __future__ import annotations

from dataclasses import dataclass

from lcagraph.factors import factor_sets

_CHOICES = ("product", "location")


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
        chosen = ((name, getattr(self, name)) for name in _CHOICES)
        tail = "&".join(f"{name}={value}" for name, value in chosen if value)
        return f"{self.database}/{self.key}" + (f"?{tail}" if tail else "")


def parse_reference(text: str) -> DatasetReference:
    """Parts of ``database/key?product=…&location=…``."""
    database, _, rest = text.partition("/")
    key, mark, tail = rest.rpartition("?")
    chosen = dict(part.partition("=")[::2] for part in tail.split("&"))
    if not mark or not chosen.keys() <= set(_CHOICES):
        key, chosen = rest, {}  # a question mark of the name itself
    return DatasetReference(database=database, key=key, **chosen)


def is_background(text: str | None) -> bool:
    """Whether a `from:` names a dataset, and not a process or a shipped record."""
    database, slash, _ = (text or "").partition("/")
    return bool(slash) and database not in factor_sets()
