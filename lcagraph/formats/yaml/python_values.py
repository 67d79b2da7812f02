"""Values of Python as the text that the format would hold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lcagraph.formats.yaml.tree import Plain


def as_plain(value: object) -> Plain:
    """A Python value as the format's text: numbers with all their digits."""
    if isinstance(value, Mapping):
        return {str(key): as_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(item) for item in value]
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, np.generic):
        return as_plain(value.item())
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, int | float) else str(value)
