"""Every figure of every model, as it was last looked at and agreed.

`LCAGRAPH_GOLDEN=write pytest tests/test_golden_figures.py` writes them anew; then look
at all of them. They carry no font: text stands where the shipped one puts it.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import pytest

import lcagraph as lg
from lcagraph.drawing.files import point_size
from lcagraph.errors import UsageError
from lcagraph.figures import STYLES, Figure, Subject, figure_drawing

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden" / "figures"
OF_SCENARIOS, OF_PRODUCERS = "waterfall", "organisation"
OF_MODELS = [style for style in STYLES if style not in (OF_SCENARIOS, OF_PRODUCERS)]
LEAST = 6.0
"""Least size of text on A4. [pt]"""
LEAST_OF_BOTH = 5.2
"""Where two languages share a figure of a dozen processes. [pt]"""
MODELS = sorted(path.parent.name for path in ROOT.glob("models/*/model.yaml"))


ORGANISATION = {
    "name": "东岭塑料制品厂 | Dongling Plastics",
    "departments": {
        "head": {"name": "总经理 | Managing director"},
        "works": {"name": "生产部 | Works", "under": "head"},
        "moulding": {"name": "注塑车间 | Moulding shop", "under": "works"},
        "store": {"name": "仓储组 | Store", "under": "works"},
        "energy": {
            "name": "能源与环境部 | Energy and environment",
            "under": "head",
            "responsible_for_footprint": True,
        },
        "buying": {"name": "采购部 | Purchasing", "under": "head"},
        "quality": {"name": "质量部 | Quality", "under": "head"},
    },
}


@cache
def model(name: str) -> lg.Model:
    return lg.read(ROOT / "models" / name / "model.yaml")


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("style", OF_MODELS)
@pytest.mark.parametrize("name", MODELS)
def test_a_figure_looks_as_agreed(name: str, style: str, lang: str) -> None:
    check(f"{name}.{style}.{lang}", model(name).draw(style=style, lang=lang))


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("name", MODELS)
def test_a_flow_chart_with_amounts_looks_as_agreed(name: str, lang: str) -> None:
    text = model(name).draw(style="flow", lang=lang, has_amounts=True)
    check(f"{name}.flow_amounts.{lang}", text)


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("name", MODELS)
def test_a_sankey_diagram_of_items_looks_as_agreed(name: str, lang: str) -> None:
    text = model(name).draw(style="sankey", level="item", lang=lang)
    check(f"{name}.sankey_items.{lang}", text)


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("name", MODELS)
def test_a_waterfall_looks_as_agreed(name: str, lang: str) -> None:
    against = next(iter(model(name).scenarios))
    text = model(name).draw(style=OF_SCENARIOS, lang=lang, against=against)
    check(f"{name}.{OF_SCENARIOS}.{lang}", text)


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_an_organisation_chart_looks_as_agreed(lang: str) -> None:
    written = (ROOT / "models" / "pp_crate" / "model.yaml").read_text("utf-8")
    written += f"organisation: {json.dumps(ORGANISATION, ensure_ascii=False)}\n"
    text = lg.read_string(written).draw(style=OF_PRODUCERS, lang=lang)
    check(f"producer.{OF_PRODUCERS}.{lang}", text)


def test_a_waterfall_to_nowhere_is_refused() -> None:
    with pytest.raises(UsageError) as error:
        model("pp_crate").draw(style=OF_SCENARIOS)
    assert error.value.finding.code == "E739"


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("style", OF_MODELS)
@pytest.mark.parametrize("name", MODELS)
def test_text_can_be_read_on_a4(name: str, style: str, lang: str) -> None:
    result = model(name).solve()
    subject = Subject(
        prepared=result.prepared,
        numbers=result.numbers,
        footprint=lambda: result,
    )
    drawing = figure_drawing(subject, Figure(style=style, lang=lang))
    assert point_size(drawing) >= (LEAST_OF_BOTH if lang == "both" else LEAST)


def check(name: str, text: str) -> None:
    """Compare a figure with the agreed one, or write it anew."""
    golden = GOLDEN / f"{name}.svg"
    if os.environ.get("LCAGRAPH_GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
