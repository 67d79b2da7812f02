"""What the page for verifiers says is refused or told has a test somewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGE = TESTS.parent / "docs" / "verification.md"
CODE = re.compile(r"\b[EWN]\d{3}\b")


def rules() -> list[str]:
    """Rows of the table of refusals, those that name a code."""
    _, _, table = PAGE.read_text(encoding="utf-8").partition("## What is refused")
    table, _, _ = table.partition("\n## ")
    return [line for line in table.splitlines() if CODE.search(line)]


@cache
def known_codes() -> frozenset[str]:
    """Codes that a test, a wrong model or a case of the auditor names."""
    own = Path(__file__).name
    files = [
        path
        for ending in ("py", "yaml")
        for path in TESTS.rglob(f"*.{ending}")
        if path.name != own
    ]
    found: set[str] = set()
    for path in files:
        found |= set(CODE.findall(path.read_text(encoding="utf-8", errors="replace")))
    return frozenset(found)


def test_the_page_has_its_rules() -> None:
    assert len(rules()) >= 13


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.split("|")[1].strip())
def test_each_rule_has_a_test_for_each_of_its_codes(rule: str) -> None:
    assert set(CODE.findall(rule)) <= known_codes()
