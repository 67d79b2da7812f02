"""Dates of a model beside each other: only with each other, never with the clock."""

from __future__ import annotations


def is_earlier(first: str, second: str) -> bool:
    """Whether a date lies before another, as far as both are told.

    2025 is not before 2025-03: nothing says so.

    Parameters
    ----------
    first, second : str
        ISO dates; the day, or day and month, may be left out.
    """
    told = min(len(first), len(second))
    return first[:told] < second[:told]


def is_valid_on(until: str, day: str) -> bool:
    """Whether what is valid until one date still is on another.

    Until 2024-12 means to the end of that month, until 2024 to the end of that year.

    Parameters
    ----------
    until, day : str
        As of `is_earlier`.
    """
    return not is_earlier(until, day)


def last_of(period: str) -> str:
    """Last day of an ISO interval, such as `2024-12-31`."""
    return period.split("/")[1]
