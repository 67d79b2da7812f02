"""Databases on disk: one folder each, in open formats.

places       where they lie
manifest     what a database says of itself
packing      records as JSON
holding      files that stay what they are while another process replaces them
writing      a database written whole, or not at all
database     a database opened: names from SQLite, numbers from memory-mapped files
"""

from lcagraph.background.store.database import Database, Found, open_database
from lcagraph.background.store.holding import DECISIVE
from lcagraph.background.store.manifest import Manifest, read_manifest
from lcagraph.background.store.places import (
    candidates,
    check_name,
    home,
    installed,
    locate,
    require,
)
from lcagraph.background.store.writing import Stored, remove_database, write_database

__all__ = [
    "DECISIVE",
    "Database",
    "Found",
    "Manifest",
    "Stored",
    "candidates",
    "check_name",
    "home",
    "installed",
    "locate",
    "open_database",
    "read_manifest",
    "remove_database",
    "require",
    "write_database",
]
