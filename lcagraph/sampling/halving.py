"""Which rows of a block a computation refuses: halve what fails until it is found."""

from __future__ import annotations

from collections.abc import Callable

from lcagraph.errors import FindingsError

Refused = tuple[tuple[int, FindingsError], ...]
"""Rows that have no result, ascending, each with what was said of it alone."""


def refused_rows(
    count: int, compute: Callable[[slice], None], *, most: int | None = None
) -> Refused:
    """Compute all rows, and find those that it can't be done for.

    Parameters
    ----------
    count : int
        Rows.
    compute : callable
        Computes a slice of the rows and stores what it finds; a row's result depends
        on nothing but the row. It raises `FindingsError` if any of them has none.
    most : int, optional
        Stop as soon as more rows than this are refused: all rows up to the last one
        that is returned were looked at, those after it were not.
    """
    refused: list[tuple[int, FindingsError]] = []
    open_ = [(0, count)] if count else []
    while open_ and (most is None or len(refused) <= most):
        begin, end = open_.pop()
        try:
            compute(slice(begin, end))
        except FindingsError as error:
            if end - begin == 1:
                refused.append((begin, error))
                continue
            middle = (begin + end) // 2
            open_ += [(middle, end), (begin, middle)]
    return tuple(refused)
