"""Figures of a page: what their parts tell, and that they stay light."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from paged_models import PAIRS, SMALL, grown_system
from small_models import model, works

import lcagraph as lg
from lcagraph.web_page import PageSettings, figures, result_page, traces

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = sorted(path.parent.name for path in ROOT.glob("models/*/model.yaml"))
MOST_BYTES = 1_000_000


def page_of(of: lg.Model) -> str:
    return result_page(of.solve(), PageSettings(lang="en", name="model.yaml"))


@cache
def grown(count: int, topology: str) -> str:
    return page_of(grown_system(count, topology))


def told(page: str) -> dict[str, str]:
    """What the shapes of the English figures say, by role."""
    found = re.findall(r'<svg [^>]*xml:lang="en".*?</svg>', page, re.DOTALL)
    shapes = re.findall(
        r'<g data-role="([^"]*)">(?:<title>([^<]*)</title>)?', "".join(found)
    )
    said = {unescape(role): unescape(text) for role, text in shapes if text}
    return {unescape(role): said.get(unescape(role), "") for role, _ in shapes}


# ------------------------------------------------------------------- what is told


def test_two_ribbons_between_two_processes_tell_their_own_amounts() -> None:
    page = page_of(lg.read_string(PAIRS))
    said = told(page)
    # see PAIRS: 4.5 of 5.7 is 78.947 …, 1.8 of it 31.578 … %
    buys, gives = "ribbon:heater→boiler", "turned:boiler→heater"
    assert said[buys] == "Heater → Boiler: 4.5 kgCO2e (78.95 %)"
    assert said[gives] == "Heater → Boiler: -1.8 kgCO2e (-31.58 %)"
    rows = dict(
        re.findall(
            r'<tr data-role="([^"]*heater[^"]*)".*?<td class="number">([^<]*)</td>',
            page,
        )
    )
    assert {rows[buys], rows[gives]} == {"4.5", "-1.8"}


@pytest.mark.parametrize("name", [*SHIPPED, "pairs"])
def test_every_ribbon_and_every_bar_tells_what_it_is(name: str) -> None:
    path = ROOT / "models" / name / "model.yaml"
    of = lg.read_string(PAIRS) if name == "pairs" else lg.read(path)
    said = told(page_of(of))
    silent = [
        role
        for role, text in said.items()
        if re.match("(bar|ribbon|turned|node):", role) and not text
    ]
    assert silent == []


def test_a_process_tells_its_own_what_it_buys_and_what_passes_it() -> None:
    said = told(page_of(lg.read_string(PAIRS)))
    # see PAIRS: of 5.7 the boiler emits 3 itself; all of it passes
    assert said["bar:boiler"].startswith("Boiler: own emissions less removals 3 kgCO2e")
    assert said["bar:boiler"].endswith("cumulative 5.7 kgCO2e (100.00 %)")
    assert "own emissions less removals 0 kgCO2e (0.00 %)" in said["bar:works"]


def test_a_process_of_a_loop_tells_the_height_of_its_bar_too() -> None:
    # the loop of test_sankey: the parts carry 5/3 of 14/3, and 20/9 passes their bar
    of = model(
        {
            "works": works(
                inputs={"parts": "0.5 kg"}, emissions={"co2_fossil": "3 kg"}
            ),
            "maker": works(
                outputs={"parts": "1 kg"},
                inputs={"goods": "0.5 kg"},
                emissions={"co2_fossil": "1 kg"},
            ),
        }
    )
    said = told(page_of(of))
    assert "cumulative 1.667 kgCO2e (35.71 %)" in said["bar:maker"]
    assert "height of the bar, loops counted each time, 2.222" in said["bar:maker"]


# ------------------------------------------------------------------ that it is light


@pytest.mark.parametrize("topology", ["chain", "tree", "wide", "loops"])
def test_a_page_of_sixty_processes_is_below_a_megabyte(topology: str) -> None:
    page = grown(60, topology)
    assert len(page.encode()) < MOST_BYTES
    # not because something is missing
    assert page.count('<div class="picture') == 8
    assert 'class="refusal"' not in page


@pytest.mark.heavy
@pytest.mark.parametrize("count", [13, 40, 41, 150, 300, 2000])
@pytest.mark.parametrize("topology", ["chain", "tree", "wide", "loops"])
def test_a_page_of_any_size_is_below_a_megabyte(count: int, topology: str) -> None:
    page = grown(count, topology)
    assert len(page.encode()) < MOST_BYTES
    assert 'class="refusal"' not in page


def test_a_figure_without_room_is_drawn_with_fewer_nodes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = grown_system(30, "tree").solve()
    bars = []
    for room in (10_000_000, 50_000, 15_000):
        monkeypatch.setattr(figures, "ROOM", room)
        flows = next(f for f in figures.flow_figures(result) if f.level == "process")
        bars.append(flows.figure.en.count('data-role="bar:'))
        # what is folded stays in the sums: all that ends in the reference is the total
        ends = [row for row in flows.rows if row.keys[1] == ":reference"]
        assert [row.amount for row in ends] == [f"{result.total:.4g}"]
    assert bars[0] > bars[1] > bars[2] > 3


def test_a_figure_that_cannot_be_folded_to_its_room_is_left_to_a_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(figures, "ROOM", 100)
    page = page_of(lg.read_string(SMALL))
    assert "too large for a page: <code>lcagraph draw</code>" in page
    assert "data-role" not in page.partition('id="flows"')[2].partition("</section>")[0]


def test_a_system_without_room_is_shown_by_its_stages() -> None:
    result = lg.read_string(SMALL).solve()
    assert 'data-role="process:stamping"' in figures.system_figure(result).en
    figure = figures.system_figure(result, room=1)
    assert "By life cycle stage" in figure.caption.en
    assert figure.en


def test_what_the_font_lacks_is_named_below_the_figure() -> None:
    # U+1F525 is in no font of figures; a file would be refused
    page = page_of(lg.read_string(SMALL.replace("Stamping", "Stamping 🔥")))
    assert "The font of lcagraph lacks 🔥 U+1F525" in page
    assert "E755" in page
    assert "lacks" not in page_of(lg.read_string(SMALL))


# ------------------------------------------------------------------------- traces


def test_a_step_that_traces_share_is_written_once_and_led_to() -> None:
    page = grown(60, "tree")
    links = set(re.findall(r'<a href="#([^"]*)" data-same>', page))
    assert links
    for anchor in links:
        assert page.count(f'<h3 id="{anchor}">') == 1
    # and no other step has an anchor, as nothing leads there
    assert set(re.findall(r'<h3 id="(trace-[^"]*)">', page)) == links
    # a factor that many draw on: its source stands in one trace
    chains = page.partition('<section id="traces"')[2].split('<div class="chain"')[1:]
    power = [chain for chain in chains if "power ·" in chain or ">power —" in chain]
    assert len(power) > 1


def test_traces_take_no_more_room_than_they_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full = grown(60, "tree").partition('<section id="traces"')[2]
    size = len(full.partition("</section>")[0].encode())
    assert 0.8 * traces.ROOM < size < 1.25 * traces.ROOM
    monkeypatch.setattr(traces, "ROOM", 5000)
    assert page_of(lg.read_string(SMALL)).count('class="trace"') == 1
