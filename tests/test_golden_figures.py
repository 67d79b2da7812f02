"""Every figure of every model, as it was last looked at and agreed.

`LCAGRAPH_GOLDEN=write pytest tests/test_golden_figures.py` writes them anew; then look
at all of them. They carry no font: text stands where the shipped one puts it.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

import lcagraph as lg
from lcagraph.figures import STYLES

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden" / "figures"
MODELS = sorted(path.parent.name for path in ROOT.glob("models/*/model.yaml"))


@cache
def model(name: str) -> lg.Model:
    return lg.read(ROOT / "models" / name / "model.yaml")


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", MODELS)
def test_a_figure_looks_as_agreed(name: str, style: str, lang: str) -> None:
    text = model(name).draw(style=style, lang=lang)
    golden = GOLDEN / f"{name}.{style}.{lang}.svg"
    if os.environ.get("LCAGRAPH_GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
