"""Pickled records of other programs, read without running anything of theirs.

A pickle may call any function that it names. Here none is called: lists, dicts, texts
and numbers come as they are, NumPy's numbers as plain ones, and every other object as a
`Foreign` that does nothing.
"""

from __future__ import annotations

import io
import pickle
from typing import Any

import numpy as np

MAX_BYTES = 64 * 2**20
"""Of one record; those of ecoinvent have some kilobytes."""

_NUMBERS = frozenset(
    ("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1")
)


class Foreign:
    """Stands for an object of a class that is not looked up; it takes in anything."""

    def __new__(cls, *given: object, **named: object) -> Foreign:
        return super().__new__(cls)

    def __init__(self, *given: object, **named: object) -> None: ...

    def __setstate__(self, state: object) -> None: ...

    def __setitem__(self, key: object, value: object) -> None: ...

    def append(self, value: object) -> None: ...

    def extend(self, values: object) -> None: ...


class _Dtype(Foreign):
    """The type of a NumPy number: its letter, size and byte order."""

    def __init__(self, code: object = "", *given: object) -> None:
        self.code = code
        self.order = "="

    def __setstate__(self, state: object) -> None:
        if isinstance(state, tuple) and len(state) > 1 and state[1] in ("<", ">"):
            self.order = str(state[1])


def _scalar(dtype: object = None, content: object = b"") -> object:
    """A NumPy number as a plain one; None for anything else."""
    if not isinstance(dtype, _Dtype) or not isinstance(content, bytes):
        return None
    if dtype.code not in _NUMBERS or len(content) != int(str(dtype.code)[1:]):
        return None
    return np.frombuffer(content, dtype=f"{dtype.order}{dtype.code}")[0].item()


_KNOWN = {
    ("numpy", "dtype"): _Dtype,
    ("numpy.core.multiarray", "scalar"): _scalar,
    ("numpy._core.multiarray", "scalar"): _scalar,
    ("collections", "OrderedDict"): dict,
}


class _Reader(pickle._Unpickler):
    # The one in Python, though it takes 50 µs for an exchange instead of 4: in C, five
    # damaged bytes (the number of a memo) are enough to take all memory.

    def find_class(self, module_name: str, global_name: str) -> Any:
        return _KNOWN.get((module_name, global_name), Foreign)


def read_plain(content: bytes) -> object:
    """What a pickle holds.

    Raises
    ------
    ValueError
        It is damaged, too large, or does what no record needs to do.
    """
    if len(content) > MAX_BYTES:
        raise ValueError(f"{len(content)} bytes")
    try:
        return _Reader(io.BytesIO(content)).load()
    except Exception as error:  # damaged bytes raise whatever they like
        raise ValueError(str(error) or type(error).__name__) from None
