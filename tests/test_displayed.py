"""What a notebook gets of each object: a page, and text that says the same."""

from __future__ import annotations

import re
import sys
from base64 import b64decode
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from small_models import factor, model, works
from uncertain_models import buying

import lcagraph as lg
from lcagraph.displayed import Displayed, or_refusal
from lcagraph.drawing.image import image_html
from lcagraph.errors import Finding, UsageError
from lcagraph.wording.plain_page import page_as_text

PARAMETERS = {"use": {"value": "1", "min": "0", "max": "3"}}
STEEL = {"steel": factor(3)}
WORKS = works(inputs={"steel": "= 2 kg * use"}, emissions={"co2_fossil": "8 kg"})


def plain() -> lg.Model:
    """2 kg steel × 3 kg = 6 kg and 8 kg own CO2: 14 kg per kg goods."""
    scenarios = {"more": {"set": {"use": "2"}}}
    return model({"works": WORKS}, STEEL, parameters=PARAMETERS, scenarios=scenarios)


SHOWN: dict[str, Callable[[], Any]] = {
    "model": plain,
    "system": lambda: plain().system,
    "result": lambda: plain().solve(),
    "table": lambda: plain().solve().by_stage(),
    "comparison": lambda: plain().compare("more"),
    "findings": lambda: plain().check(),
    "traces": lambda: plain().trace("works.steel"),
    "trace": lambda: plain().trace("works.steel")[0],
    "quality": lambda: plain().quality(),
    "evaluation": lambda: plain().evaluate([plain().prepared.base]),
    "sweep": lambda: plain().sweep(use=[0, 3]),
    "tornado": lambda: plain().sensitivity.tornado(percent=20),
    "gradient": lambda: plain().sensitivity.gradient(output="headline"),
    "uncertainty": lambda: buying().uncertainty(50),
}


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d.,]*\d|\d", text))


@pytest.mark.parametrize("name", SHOWN)
def test_the_text_says_what_the_page_says(name: str) -> None:
    shown = SHOWN[name]()
    assert isinstance(shown, Displayed)
    found = shown._repr_mimebundle_()
    assert set(found) == {"text/html", "text/plain"}
    page = re.sub(r'src="[^"]*"|style="[^"]*"|width="\d+"', "", found["text/html"])
    said = unescape(re.sub(r'<img[^>]*alt="([^"]*)"[^>]*>|<[^>]*>', r" \1 ", page))
    assert numbers(said) == numbers(found["text/plain"])
    words = re.findall(r"\w{4,}", said)
    assert [word for word in words if word not in found["text/plain"]] == []


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_is_in_both_languages(name: str) -> None:
    shown = SHOWN[name]()
    assert re.search(r"[\u4e00-\u9fff]", shown.to_html("zh"))
    assert shown.to_html("en") != shown.to_html("zh")


@pytest.mark.parametrize("name", SHOWN)
def test_ipython_takes_page_and_text_from_us(name: str) -> None:
    formatters = pytest.importorskip("IPython.core.formatters")
    shown = SHOWN[name]()
    found, _ = formatters.DisplayFormatter().format(shown)
    bundle = shown._repr_mimebundle_()
    assert {kind: found[kind] for kind in bundle} == bundle


def test_a_model_shows_its_boundary_its_footprint_and_its_findings() -> None:
    # a material without a stage is told (W332)
    steel = {"steel": factor(3, kind="material")}
    found = model({"works": WORKS}, steel, parameters=PARAMETERS)
    page = found._repr_mimebundle_()
    assert "W332" in page["text/plain"]
    assert "System boundary with 1 process" in page["text/plain"]
    assert "14 kgCO2e" in page["text/plain"]
    assert "<details><summary>findings" in page["text/html"]


def test_images_are_the_pictures_themselves() -> None:
    page = plain().solve().to_html()
    (data,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]*)"', page)
    svg = b64decode(data).decode()
    assert svg.startswith("<?xml")
    assert "14.0" in re.sub("<[^>]*>", "", svg)


def test_a_result_has_its_stages_as_bars() -> None:
    text = plain().solve()._repr_mimebundle_()["text/plain"]
    # all of it is production: steel has no stage of its own
    assert "Production 14.0 · 100.00 %" in text


def test_a_comparison_shows_what_moved_the_number() -> None:
    text = plain().compare("more")._repr_mimebundle_()["text/plain"]
    # 2 × 2 kg × 3 = 12 and 8: 20; the spaces of “1 → 2” don't break
    assert "use: 1\u00a0→\u00a02 +6.0" in text


BROKEN: dict[str, Callable[[], lg.Model]] = {
    "an unknown word": lambda: model({"works": {**WORKS, "stage": "<b>"}}, STEEL),
    "no supplier": lambda: model({"works": WORKS}, parameters=PARAMETERS),
    "no process": lambda: model({}),
    "a loop without output": lambda: model(
        {"works": works(inputs={"goods": "1 kg"})},
    ),
    "a check that fails": lambda: plain().with_({"use": 9}),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_model_shows_its_findings(case: str) -> None:
    found = BROKEN[case]()._repr_mimebundle_()
    assert re.search(r"error\[E\d{3}\]", found["text/plain"])
    assert "<b>" not in found["text/html"]


def test_a_figure_that_fails_leaves_the_rest_of_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    text = plain()._repr_mimebundle_()["text/plain"]
    assert "E750" in text
    assert "14 kgCO2e" in text


def test_a_large_model_says_how_to_draw_it() -> None:
    chain = {
        f"p{i}": works(
            outputs={f"x{i}": "1 kg"},
            inputs={f"x{i - 1}": "1 kg"} if i else {},
            emissions={"co2_fossil": "1 kg"},
        )
        for i in range(41)
    }
    found = model(chain, reference={"product": "x40", "amount": "1 kg"})
    text = found._repr_mimebundle_()["text/plain"]
    assert "41 processes" in text
    assert "model.draw()" in text


def test_a_refusal_stands_in_the_place_of_a_piece() -> None:
    def refuse() -> str:
        raise UsageError(Finding(code="E764"))

    assert or_refusal(lambda: "fine", "en") == "fine"
    assert "pandas" in or_refusal(refuse, "zh")


# ---------------------------------------------------------------------------- tables


def test_without_pandas_a_frame_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageError, match="pandas") as error:
        plain().solve().by_stage().to_frame()
    assert error.value.finding.code == "E764"


def worth_measuring() -> Any:
    return buying().sensitivity.worth_measuring()


FRAMES: dict[str, Callable[[], Any]] = {
    "result": lambda: plain().solve(),
    "by gas": lambda: plain().solve().by_gas(),
    "paths": lambda: plain().solve().paths(),
    "readings": lambda: plain().solve().readings(),
    "comparison": lambda: plain().compare("more"),
    "items": lambda: plain().compare("more").items(),
    "findings": lambda: plain().check(),
    "quality": lambda: plain().quality(),
    "completeness": lambda: plain().quality().completeness_table(),
    "sweep": lambda: plain().sweep(use=[0, 3]),
    "variants": lambda: plain().evaluate([plain().prepared.base]),
    "values": lambda: plain().values_table,
    "scenarios": lambda: plain().scenario_table(),
    "allocation": lambda: plain().allocation_alternatives(),
    "tornado": lambda: plain().sensitivity.tornado(percent=20),
    "gradient": lambda: plain().sensitivity.gradient(output="headline"),
    "worth measuring": worth_measuring,
    "uncertainty": lambda: buying().uncertainty(50),
}


@pytest.mark.parametrize("name", FRAMES)
def test_a_table_is_a_frame(name: str) -> None:
    pandas = pytest.importorskip("pandas")
    assert isinstance(FRAMES[name]().to_frame(), pandas.DataFrame)


def test_variants_are_a_row_each_with_all_that_they_consist_of() -> None:
    pytest.importorskip("pandas")
    of = plain()
    frame = of.evaluate([of.prepared.base, 2 * of.prepared.base]).to_frame()
    assert len(frame) == 2
    assert list(frame.columns[:3]) == ["including", "excluding", "fossil"]
    # both totals are sums of parts; here nothing is biogenic, so of all of them
    parts = frame.iloc[:, 2:].sum(axis=1)
    assert list(frame["including"]) == pytest.approx(list(parts))
    assert frame["including"][0] == pytest.approx(of.solve().total)


def test_values_are_the_columns_that_variants_take() -> None:
    pytest.importorskip("pandas")
    of = plain()
    frame = of.values_table.to_frame()
    assert list(frame.columns) == ["path", "value", "unit"]
    assert list(frame["value"]) == list(of.prepared.base)


def test_findings_are_a_table_with_their_places() -> None:
    table = model({"works": {**WORKS, "stage": "made"}}, STEEL).check().to_table()
    assert table.column("code")[0] == "E204"
    assert table.column("kind")[0] == "error"
    assert table.column("path")[0] == "processes.works.stage"


# ---------------------------------------------------------------------- text of pages


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>a &lt; b</p><p>c</p>", "a < b\nc"),
        ("<pre>  a\n    b</pre>", "  a\n    b"),
        ('<p><img src="x" alt="bars: 1 · 2"></p>', "bars: 1 · 2"),
        ("<details open><summary>s</summary><pre>t</pre></details>", "s\nt"),
        (
            "<table><caption>c</caption><thead><tr><th>n</th><th>kg</th></tr></thead>"
            "<tbody><tr><td>steel</td><td>1,200</td></tr><tr><td>x</td><td>3 %</td>"
            '</tr></tbody><tfoot><tr><td colspan="2">more</td></tr></tfoot></table>',
            "c\n  n         kg\n  steel  1,200\n  x        3 %\n  more",
        ),
        ("", ""),
    ],
)
def test_a_page_reads_as_text(page: str, text: str) -> None:
    assert page_as_text(page) == text


def test_what_an_image_says_stays_escaped() -> None:
    svg = '<svg width="10" height="5"><desc>a &quot;&lt;b&gt;&quot;</desc></svg>'
    shown = image_html(svg)
    assert 'alt="a &quot;&lt;b&gt;&quot;"' in shown
    assert page_as_text(shown) == 'a "<b>"'
