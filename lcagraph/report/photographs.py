"""The photograph of the product that a model names, read so that no file does harm.

The file may come from anywhere: nothing outside the model's folder is opened, and its
bytes are bounded before they are read, its pixels before they are decoded.
"""

from __future__ import annotations

import stat

from lcagraph.errors import Finding, UsageError
from lcagraph.graph.system import ProductSystem
from lcagraph.own_files import path_inside
from lcagraph.report.content import Pixels

UNPRINTABLE = ("W824", "W826", "W827", "W828", "W829")
"""Why a picture that a model names isn't in the report."""
MOST_BYTES = 25_000_000
"""Of the file; a photograph of a telephone has 2 to 15 million."""


def product_photograph(system: ProductSystem) -> Pixels | Finding | None:
    """What the product of a model looks like.

    Parameters
    ----------
    system : ProductSystem
        Its product's `picture` names the file, relative to the model.

    Returns
    -------
    Pixels, Finding or None
        None: the model names no picture, or was not read from a file. A finding says
        why the picture can't be printed: there is no such file (W824), it lies outside
        of the model's folder (W826), can't be read (W827), is neither PNG nor JPEG
        (W828), or has too many bytes or pixels (W829).

    Raises
    ------
    UsageError
        Pillow, which decodes it, is not installed (E838).
    """
    id_ = system.reference.product
    product = system.products.get(id_)
    if product is None or product.picture is None or system.origin is None:
        return None
    file, at = product.picture, f"products.{id_}.picture"
    path = path_inside(file, system.origin.folder.resolve())
    if path is None:
        return Finding(code="W826", at=at, values={"file": file})
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would never end
            return Finding(code="W827", at=at, values={"file": file})
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return Finding(code="W824", at=at, values={"file": file})
    except OSError:
        return Finding(code="W827", at=at, values={"file": file})
    return _decoded(content, file, at)


def _decoded(content: bytes, file: str, at: str) -> Pixels | Finding:
    try:
        from lcagraph.report import pixels  # Pillow comes with an extra
    except ImportError:
        raise UsageError(Finding(code="E838")) from None
    limits = {"bytes": MOST_BYTES // 10**6, "pixels": pixels.MOST_PIXELS // 10**6}
    if len(content) > MOST_BYTES:
        return Finding(code="W829", at=at, values={"file": file, **limits})
    try:
        return pixels.printable(content)
    except pixels.OtherFormatError:
        return Finding(code="W828", at=at, values={"file": file})
    except pixels.TooLargeError:
        return Finding(code="W829", at=at, values={"file": file, **limits})
    except pixels.DamagedError:
        return Finding(code="W827", at=at, values={"file": file})
