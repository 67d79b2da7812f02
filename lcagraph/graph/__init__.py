"""WHAT is modelled: flows, unit processes and the product system, frozen and dumb.

A field of these classes bears the name of its key in `model.yaml` (a trailing
underscore avoids Python's own words), so the format, the canonical form and the
Python API share one vocabulary. Objects hold ids, never references to each other.
"""
