"""A page on paper: figures lie where they are wide, and traces wait to be opened."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from paged_models import SMALL

import lcagraph as lg
from lcagraph.web_page import PageSettings, result_page

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = sorted(path.parent.name for path in ROOT.glob("models/*/model.yaml"))


def page_of(model: lg.Model) -> str:
    return result_page(model.solve(), PageSettings(lang="en", name="model.yaml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_the_boundary_lies_on_a_landscape_page_only_if_it_is_wide(name: str) -> None:
    page = page_of(lg.read(ROOT / "models" / name / "model.yaml"))
    found = re.search(r'<section id="boundary"([^>]*)>(.*?)</section>', page, re.DOTALL)
    assert found is not None
    boxes = re.findall(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"', found[2])
    assert len(boxes) == 2  # one in each language
    wide = all(float(width) > float(height) for width, height in boxes)
    assert ('class="wide"' in found[1]) == wide


def test_closed_traces_are_not_printed() -> None:
    page = page_of(lg.read_string(SMALL))
    printed = page[page.index("@media print") :]
    assert ".trace:not([open])" in printed
    assert '$$("details:not(.trace)")' in printed


def test_the_head_of_a_table_does_not_stand_alone_at_the_foot_of_a_page() -> None:
    page = page_of(lg.read_string(SMALL))
    rule = re.search(r"thead \{([^}]*)\}", page[page.index("@media print") :])
    assert rule is not None
    assert "break-after: avoid" in rule[1]
