"""Databases on disk: one folder each, in open formats.

places       where they lie
manifest     what a database says of itself
packing      records as JSON
holding      files that stay what they are while another process replaces them
writing      a database written whole, or not at all
database     a database opened: names from SQLite, numbers from memory-mapped files

Names load when they are first used: a model that buys from a database needs no writer.
"""

from lcagraph.lazy_names import lazily

_HOMES = {
    "DECISIVE": "holding",
    "Database": "database",
    "Found": "database",
    "Manifest": "manifest",
    "Stored": "writing",
    "candidates": "places",
    "check_name": "places",
    "home": "places",
    "installed": "places",
    "locate": "places",
    "open_database": "database",
    "read_manifest": "manifest",
    "remove_database": "writing",
    "require": "places",
    "write_database": "writing",
}

__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
