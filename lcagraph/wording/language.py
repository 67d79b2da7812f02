"""Which language a user reads, as the environment tells it."""

from __future__ import annotations

from collections.abc import Mapping

from lcagraph.wording import Language

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""POSIX: the first one that is set decides."""


def preferred_language(environment: Mapping[str, str]) -> Language:
    """Chinese if the locale says so (``zh_CN.UTF-8``), else English."""
    for name in _VARIABLES:
        if value := environment.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
