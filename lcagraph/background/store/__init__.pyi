from lcagraph.background.store.database import Database as Database
from lcagraph.background.store.database import Found as Found
from lcagraph.background.store.database import open_database as open_database
from lcagraph.background.store.holding import DECISIVE as DECISIVE
from lcagraph.background.store.manifest import Manifest as Manifest
from lcagraph.background.store.manifest import read_manifest as read_manifest
from lcagraph.background.store.places import candidates as candidates
from lcagraph.background.store.places import check_name as check_name
from lcagraph.background.store.places import home as home
from lcagraph.background.store.places import installed as installed
from lcagraph.background.store.places import locate as locate
from lcagraph.background.store.places import require as require
from lcagraph.background.store.writing import Stored as Stored
from lcagraph.background.store.writing import remove_database as remove_database
from lcagraph.background.store.writing import write_database as write_database

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
