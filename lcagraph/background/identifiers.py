"""UUIDs for formats that know nothing else: openLCA and ILCD.

An id of the source that is a UUID stays. Any other one becomes a UUID of version 5,
always the same for the same id, so that two exports of one database are one database.
"""

from __future__ import annotations

import hashlib
import re
import uuid

from lcagraph.background.records import UnitGroup

NAMESPACE = uuid.UUID("7a3f0c52-6d0e-5d0b-9d5c-1c6a2f0f5b7e")
"""Of all ids that lcagraph makes; for ever the same."""

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


def is_uuid(id: str) -> bool:
    """True if an id may stay as it is."""
    return _UUID.fullmatch(id) is not None


def uuid_of(id: str, kind: str) -> str:
    """The id itself if it is a UUID, else one made from it.

    Parameters
    ----------
    id : str
        Of the source, such as ``a-1`` or ``process:product``.
    kind : str
        What it identifies, such as ``process``: ids of different kinds may coincide.
    """
    if is_uuid(id):
        return id
    return str(uuid.uuid5(NAMESPACE, f"{kind}:{id}"))


def location_uuid(code: str) -> str:
    """UUID of a location, as openLCA makes it: of version 3, from its code alone."""
    digest = hashlib.md5(code.lower().encode(), usedforsecurity=False).digest()
    return str(uuid.UUID(bytes=digest, version=3))


def source_uuid(name: str) -> str:
    """UUID of a publication by its name."""
    return uuid_of(f"[{name}]", "source")


def unit_names(group: UnitGroup) -> list[str]:
    """Names of a group's units, without the ids and synonyms that its table has."""
    named = group.ids or {name: "" for name in group.factors if not is_uuid(name)}
    return [name for name in group.factors if name in named]


def unit_uuid(group: UnitGroup, name: str) -> str:
    """UUID of a unit: that of the source, else one of the group and the name."""
    stated = group.ids.get(name, "")
    return stated if is_uuid(stated) else uuid_of(f"{group.id}/{name}", "unit")
