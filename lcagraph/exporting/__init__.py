"""What is here becomes a file of another program.

databases        a stored database in any format that can be written
product_system   a model as unit processes and factors, ready for the same formats
"""

from lcagraph.exporting.databases import (
    TARGETS,
    Exported,
    Progress,
    Target,
    export_database,
    written_whole,
)
from lcagraph.exporting.product_system import export_model, package_of

__all__ = [
    "TARGETS",
    "Exported",
    "Progress",
    "Target",
    "export_database",
    "export_model",
    "package_of",
    "written_whole",
]
