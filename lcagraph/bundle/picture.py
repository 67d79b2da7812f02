"""The picture of the product in a bundle, so that the report can be made again."""

from __future__ import annotations

import posixpath
from pathlib import Path

from lcagraph.graph.system import ProductSystem
from lcagraph.own_files import path_inside
from lcagraph.report.photographs import MOST_BYTES

MODEL_FOLDER = "model"
"""Where the files lie that the model was read from."""


def picture_member(system: ProductSystem) -> str | None:
    """Its name in the bundle; None: the model names none, or none in its own folder."""
    found = _stated(system)
    if found is None:
        return None
    file, _ = found
    plain = posixpath.normpath(file.replace("\\", "/"))
    return f"{MODEL_FOLDER}/{plain}"


def picture_content(system: ProductSystem) -> bytes | None:
    """Its bytes; None: no file that a report would print, which the report tells."""
    found = _stated(system)
    if found is None:
        return None
    _, path = found
    try:
        if path.is_file() and path.stat().st_size <= MOST_BYTES:
            return path.read_bytes()
    except OSError:
        pass
    return None


def _stated(system: ProductSystem) -> tuple[str, Path] | None:
    """What the model writes, and where that lies."""
    product = system.products.get(system.reference.product)
    if product is None or product.picture is None or system.origin is None:
        return None
    path = path_inside(product.picture, system.origin.folder.resolve())
    return (product.picture, path) if path is not None else None
