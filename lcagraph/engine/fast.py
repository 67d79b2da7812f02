"""The one place that imports numba, an optional extra (``fast``)."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

OFF = "LCAGRAPH_NO_NUMBA"
"""Set to 1, it leaves numba alone, as if it were not installed."""


def numba_or_none() -> Any:
    """The module numba; None where it is not installed or switched off."""
    return _numba() if has_numba() else None


def has_numba() -> bool:
    """Whether numba could be imported: to know that, it need not be."""
    return os.environ.get(OFF, "") != "1" and _is_installed()


@cache
def _is_installed() -> bool:
    return find_spec("numba") is not None


@cache
def _numba() -> Any:
    return import_module("numba")


Function = TypeVar("Function", bound=Callable[..., Any])


def jit(function: Function) -> Function:
    """The function compiled when it is first called; as it is without numba.

    Modules of compiled functions are imported where they are used, since importing
    numba takes half a second. No fast-math: sums are added in the order written.
    """
    numba = numba_or_none()
    if numba is None:
        return function
    compiled: Function = numba.njit(cache=True, nogil=True)(function)
    return compiled
