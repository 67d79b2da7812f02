"""Datapackages of bw_processing: the matrices of Brightway, with integer ids.

arrays      .npy resources, checked before they are believed
entries     resources of one matrix → entries, with flips, scales and distributions
reading     entries → processes, flows, methods
writing     a stored database → datapackage

Read and written by our own code. bw_processing (1.6) takes 0.6 s to load, since it
needs pandas and fsspec; it loads arrays without a limit of size; and it stores the
numbers of a generator with 7 digits, where the files themselves may hold 16.
"""

from lcagraph.formats.datapackage.reading import is_datapackage, read_datapackage
from lcagraph.formats.datapackage.writing import write_datapackage

__all__ = ["is_datapackage", "read_datapackage", "write_datapackage"]
