"""Arrays of .npy files from other people: no pickles, no size that the file lacks."""

from __future__ import annotations

import io
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


class BadArrayError(Exception):
    """Bytes that are no array as a datapackage has it; the reader adds the place."""


def read_array(content: bytes) -> Array:
    """The array of a .npy file, without copying it.

    Raises
    ------
    BadArrayError
        No .npy file, an array of Python objects, or less data than its header says.
    """
    file = io.BytesIO(content)
    try:
        version = np.lib.format.read_magic(file)
        shape, is_fortran, dtype = _HEADERS[version](file)
    except Exception as error:  # damaged headers raise whatever their parser does
        raise BadArrayError(str(error) or "no .npy file") from None
    if dtype.hasobject:
        raise BadArrayError("Python objects (pickle)")
    count = math.prod(shape)
    begin = file.tell()
    there = len(content) - begin
    if dtype.itemsize == 0 or count < 0 or count * dtype.itemsize > there:
        raise BadArrayError(f"{shape} {dtype}, {there} bytes")
    flat = np.frombuffer(content, dtype=dtype, count=count, offset=begin)
    return flat.reshape(shape, order="F" if is_fortran else "C")


def array_bytes(array: Array) -> bytes:
    """A .npy file."""
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()
