"""Catalogues: footprints of many products from their bills of materials.

columns      which column says what, in Chinese or English
reading      a file becomes batches of lines; `arrow`: by pyarrow; `delimited`: CSV
lines        lines as numbered texts and arrays
datasets     components looked up in databases
outputs      what a product's lines are per
resolving    each line's target and amount, or why it is set aside
bills        the lines that hold in a scenario, by product
assemblies   products made of products: one sparse system
gather       the sum over lines; `gather_kernels`: compiled
computing    scenario by scenario, chunk by chunk
parts        finished chunks on disk
tables       footprints as columns
writing      Parquet, CSV, .xlsx
batch        ★ from a file to a file
memory       from rows to rows
many         from many files to as many, each on one worker
"""

from lcagraph.catalogue.batch import Outcome, calculate_catalogue
from lcagraph.catalogue.computing import Options
from lcagraph.catalogue.gather import Basis, Chunk, footprints_of_chunk, gather
from lcagraph.catalogue.many import TableOutcome, calculate_catalogues, tables_in
from lcagraph.catalogue.memory import Catalogue, catalogue_of
from lcagraph.catalogue.reading import Progress
from lcagraph.catalogue.resolving import Rules

__all__ = [
    "Basis",
    "Catalogue",
    "Chunk",
    "Options",
    "Outcome",
    "Progress",
    "Rules",
    "TableOutcome",
    "calculate_catalogue",
    "calculate_catalogues",
    "catalogue_of",
    "footprints_of_chunk",
    "gather",
    "tables_in",
]
