"""A file of any known format becomes a stored database.

recognise    which format a file has, by its content
adding       read → link → gases → loops → intensities → report → store
"""

from lcagraph.importing.adding import Added, Progress, add_database, solved
from lcagraph.importing.choices import Choices
from lcagraph.importing.published import published_table
from lcagraph.importing.recognise import FORMATS, recognise

__all__ = [
    "FORMATS",
    "Added",
    "Choices",
    "Progress",
    "add_database",
    "published_table",
    "recognise",
    "solved",
]
