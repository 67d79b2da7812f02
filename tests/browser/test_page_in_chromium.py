"""The page of a result in a real browser: clicks, search, languages, print, harm."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from paged_models import PAIRS, SMALL, grown_system, hostile_model

import lcagraph as lg
from lcagraph.cli.page_server import Pages, serving
from lcagraph.web_page import PageSettings, problems, result_page
from lcagraph.wording import Language

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).resolve().parents[2]
A4 = (595, 842)
"""Points."""

Opened = Callable[..., Any]


@cache
def aluminium(lang: Language = "en") -> str:
    model = lg.read(ROOT / "models" / "aluminium_profile" / "model.yaml")
    return result_page(model.solve(), PageSettings(lang=lang))


@pytest.fixture
def page(opened: Opened) -> Any:
    return opened(aluminium())


def shown(page: Any, selector: str) -> int:
    """How many elements of a kind can be seen."""
    return int(page.locator(f"{selector}:visible").count())


# -------------------------------------------------------------------- what is shown


def test_the_switch_shows_the_other_language(page: Any) -> None:
    heading = page.get_by_role("heading", level=1)
    assert heading.inner_text() == "Carbon footprint of anodised aluminium profile"
    page.click("#language")
    assert heading.inner_text() == "阳极氧化铝型材产品碳足迹"
    assert page.title() == "阳极氧化铝型材产品碳足迹"
    assert page.get_attribute("html", "lang") == "zh"
    assert page.get_attribute("#search", "placeholder") == "搜索名称、标识、来源"
    page.reload()
    assert heading.inner_text() == "阳极氧化铝型材产品碳足迹"


def test_without_scripts_the_page_is_complete(opened: Opened) -> None:
    page = opened(aluminium("zh"), scripts=False)
    assert "10,547" in page.inner_text(".total")
    assert shown(page, "#boundary svg") == shown(page, "#flows .picture svg") == 1
    assert shown(page, ".tools") == 0
    assert shown(page, "#activities tbody tr") == 27
    page.click("#flows details:first-of-type > summary")
    assert shown(page, "#flows .picture svg") == 2
    page.click("#traces details:first-of-type > summary")
    assert "原铝锭" in page.inner_text("#traces details:first-of-type")


def test_a_number_opens_its_trace_and_escape_closes_it(page: Any) -> None:
    page.click("tr[data-row='casting.inputs.primary_ingot'] a[data-trace]")
    panel = page.locator("dialog[open]")
    assert "casting.inputs.primary_ingot" in panel.inner_text()
    assert "model" in panel.inner_text()
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


def test_a_number_of_a_table_shows_the_rows_it_is_made_of(page: Any) -> None:
    page.click("#stages-table [data-filter='stage:inbound_transport']")
    rows = page.locator("#activities tbody tr:visible")
    stages = {row.split("\t")[0] for row in rows.all_inner_texts()}
    assert stages == {"Inbound transport"}
    value = page.inner_text("tr[data-keys='stage:inbound_transport'] td.number a")
    assert f"Σ {value} kgCO2e" in page.inner_text("#filtered")
    page.click("#unfilter")
    assert shown(page, "#activities tbody tr") == 27


def test_search_finds_rows_branches_and_traces_in_both_languages(page: Any) -> None:
    page.fill("#search", "烧碱")
    rows = page.locator("#activities tbody tr:visible").all_inner_texts()
    assert rows
    assert all("caustic_soda" in row for row in rows)
    branches = page.locator("#tree .leaf .name:visible").all_inner_texts()
    assert any("Caustic soda" in name for name in branches)
    assert not any("Alloying" in name for name in branches)
    assert int(page.inner_text("#hits")) >= len(rows)
    page.fill("#search", "")
    assert shown(page, "#activities tbody tr") == 27


def test_branches_fold_and_unfold(page: Any) -> None:
    every = shown(page, "#tree li")
    page.click("[data-fold-all='close']")
    assert shown(page, "#tree li") == 1
    page.locator("#tree summary").first.press("Enter")
    assert 1 < shown(page, "#tree li") < every
    page.click("[data-fold-all='open']")
    assert shown(page, "#tree li") == every


def test_pointing_at_a_figure_tells_values_and_marks_rows(page: Any) -> None:
    shape = page.locator(".en [data-role='bar:casting'] rect")
    shape.scroll_into_view_if_needed()
    shape.hover()
    name, *values = page.inner_text("#tip").replace(": ", "\n", 1).splitlines()
    assert name == "Melting and casting"
    words = ("own emissions less removals", "with all it buys", "cumulative")
    for value, word in zip(values, words, strict=True):
        assert re.fullmatch(word + r" [\d,.]+ kgCO2e \([\d.]+ %\)", value)
    assert "Melting and casting" in page.inner_text("#processes-table tr.hit")
    assert page.locator(".pointed [data-role^='ribbon:'].lit").count() > 1
    page.hover("h1")
    assert not page.is_visible("#tip")
    assert page.locator(".hit").count() == 0


def test_folds_and_place_survive_a_reload(page: Any) -> None:
    page.click("#flows details:first-of-type > summary")
    page.click("#flows details[data-fold='flows:process'] > summary")
    page.evaluate("scrollTo(0, 1500)")
    page.reload()
    state = "one => Object.fromEntries(one.map(d => [d.dataset.fold, d.open]))"
    folds = page.eval_on_selector_all("#flows details.level", state)
    assert folds == {"flows:stage": True, "flows:process": False, "flows:item": False}
    assert abs(page.evaluate("scrollY") - 1500) < 5


def test_pointing_at_a_credit_tells_it_and_marks_its_row(opened: Opened) -> None:
    page = opened(result_page(lg.read_string(PAIRS).solve(), PageSettings(lang="en")))
    page.click("#flows summary:has-text('The flows as a table') >> nth=1")
    for role, value in (
        ("turned:boiler→heater", "-1.8"),
        ("ribbon:heater→boiler", "4.5"),
    ):
        shape = page.locator(f".en [data-role='{role}'] path").first
        tip, rows = shape.evaluate(POINTED)
        assert tip.startswith(f"Heater → Boiler: {value} kgCO2e")
        assert [row[:3] for row in rows] == [["Heater", "Boiler", value]]


POINTED = """(shape) => {
    // at once, as pages that roll make pointer events of their own
    shape.dispatchEvent(new PointerEvent("pointermove", { bubbles: true }));
    const texts = (row) => [...row.cells].map((one) => one.innerText);
    const rows = [...document.querySelectorAll("#flows tr.hit")].map(texts);
    return [document.querySelector("#tip").textContent, rows];
}"""


@pytest.mark.parametrize("width", [1280, 800, 420, 320])
@pytest.mark.parametrize("name", ["aluminium", "hostile", "grown"])
def test_nothing_is_wider_than_the_window(
    opened: Opened, name: str, width: int
) -> None:
    page = opened(pages(name), width=width)
    for details in page.locator("details").all():
        details.evaluate("one => { one.open = true }")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@cache
def pages(name: str) -> str:
    """Pages with what may be wide: words of 300 letters, figures of many columns."""
    if name == "aluminium":
        return aluminium("zh")
    of = hostile_model() if name == "hostile" else grown_system(60, "chain")
    return result_page(of.solve(), PageSettings(lang="en"))


def test_a_wide_figure_is_rolled_not_shrunk(opened: Opened) -> None:
    page = opened(pages("grown"))
    sizes = "one => [one.clientWidth, one.scrollWidth]"
    seen, all_of_it = page.locator("#flows .picture.large:visible").evaluate(sizes)
    assert all_of_it > 1.5 * seen


def test_a_step_that_traces_share_stands_in_each_panel(opened: Opened) -> None:
    page = opened(pages("grown"))
    link = page.locator("#traces a[data-same]").first
    anchor = link.evaluate("one => one.closest('.chain').id")
    step = link.evaluate(
        "one => document.querySelector(one.hash).nextElementSibling.textContent"
    )
    page.locator(f"a[data-trace][href='#{anchor}']").first.evaluate("a => a.click()")
    panel = page.locator("dialog[open]")
    assert panel.locator("a[data-same]").count() == 0
    assert step in panel.evaluate("one => one.textContent")
    ids = page.eval_on_selector_all("[id]", "all => all.map((one) => one.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("fragment", ["#%", "#%E4%", "#trace-1"])
def test_any_address_of_a_page_may_be_typed(browser: Any, fragment: str) -> None:
    pages, said = Pages(), list[str]()
    pages.put(following(SMALL))
    with serving(pages) as address:
        page = browser.new_page()
        page.on("pageerror", lambda one: said.append(str(one)))
        page.goto(address + fragment)
        page.wait_for_selector("#live:not([hidden]):not(.gone)")
        page.close()
    assert said == []


# ------------------------------------------------------------------------- on paper


@pytest.mark.parametrize("scripts", [True, False])
def test_on_paper_everything_is_unfolded_on_a4(opened: Opened, scripts: bool) -> None:
    pypdf = pytest.importorskip("pypdf")
    page = opened(aluminium(), scripts=scripts)
    data = page.pdf(prefer_css_page_size=True, print_background=True)
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    sizes = {tuple(round(float(x)) for x in one.mediabox[2:]) for one in pages}
    assert sizes == {A4, A4[::-1]}
    text = "\n".join(one.extract_text() for one in pages)
    assert "10,547" in text
    assert "casting.inputs.primary_ingot" in text
    assert "cross-check" in text  # deep in a trace
    assert "Search names" not in text


# ----------------------------------------------------------------------- for everyone


@pytest.mark.parametrize(("name", "lang"), [("lfp_cell", "zh"), ("pp_crate", "en")])
def test_axe_finds_nothing(opened: Opened, name: str, lang: Language) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    model = lg.read(ROOT / "models" / name / "model.yaml")
    draws = model.uncertainty(64, seed=1, compare=[])
    page = opened(result_page(model.solve(), PageSettings(lang=lang), draws=draws))
    for details in page.locator("#findings details, #flows details").all():
        details.evaluate("one => { one.open = true }")
    found = axe.Axe().run(page).response["violations"]
    told = [(one["id"], one["impact"], one["nodes"][0]["html"]) for one in found]
    assert told == []


def test_the_keyboard_alone_reaches_a_trace(page: Any) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("tr[data-row='casting.inputs.primary_ingot'] a").press("Enter")
    assert page.locator("dialog[open]").count() == 1
    page.locator("#close").press("Enter")
    focused = "document.activeElement.closest('tr').dataset.row"
    assert page.evaluate(focused) == "casting.inputs.primary_ingot"


# --------------------------------------------------------------------------- harm


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_text_of_a_model_runs(opened: Opened, lang: Language) -> None:
    page = opened(result_page(hostile_model().solve(), PageSettings(lang=lang)))
    for role in ("bar:steel", "process:stamping", "ribbon:steel→stamping"):
        page.locator(f".{lang} [data-role='{role}']").first.hover(force=True)
    for link in page.locator("a[data-trace], a[data-filter]").all():
        link.evaluate("one => one.click()")
        page.keyboard.press("Escape")
    page.click("#language")
    page.fill("#search", "alert")
    page.fill("#search", "")
    assert page.locator("script").count() == 1
    assert page.locator("main img, main svg [onload]").count() == 0


# ------------------------------------------------------------------------ following


@pytest.fixture
def live(browser: Any) -> Iterator[tuple[Pages, Any, list[str]]]:
    """A page that follows a model, and what its console said."""
    pages, said = Pages(), list[str]()
    pages.put(following(SMALL))
    with serving(pages) as address:
        page = browser.new_page()
        page.on("console", lambda one: said.append(one.text))
        page.goto(address)
        yield pages, page, said
        page.close()


def following(text: str, broken: str = "") -> str:
    settings = PageSettings(lang="en", is_live=True, name="model.yaml")
    found = lg.read_string(broken).check() if broken else ()
    errors = problems(found, found.locate) if broken else ()
    return result_page(lg.read_string(text).solve(), settings, errors=errors)


def test_a_page_follows_its_model(live: tuple[Pages, Any, list[str]]) -> None:
    pages, page, said = live
    page.wait_for_selector("#live:not([hidden]):not(.gone)")
    page.click("[data-fold-all='close']")
    page.click("#language")
    page.evaluate("scrollTo(0, 400)")
    # 3 t × 2100 + 500 kWh × 0.5 = 6550 kgCO2e per 1000 parts, +47.19 … % of 4.45
    pages.put(following(SMALL.replace("steel_use: 2", "steel_use: 3")))
    page.wait_for_selector(".big:text-is('6.55')")
    assert page.inner_text("#moved") == "4.45 → 6.55 kgCO2e (+47.2 %)"
    assert page.get_attribute("html", "lang") == "zh"
    assert shown(page, "#tree li") == 1
    assert page.evaluate("scrollY") == 400
    assert page.locator("tr.changed").count() > 1
    assert said == []


def test_a_page_that_began_with_errors_gets_its_menu_and_its_footer(
    browser: Any,
) -> None:
    broken = lg.read_string(SMALL.replace("production", "produktion")).check()
    errors = problems(broken, broken.locate)
    settings = PageSettings(lang="en", is_live=True)
    pages, said = Pages(), list[str]()
    pages.put(result_page(None, settings, errors=errors))
    with serving(pages) as address:
        page = browser.new_page()
        page.on("console", lambda one: said.append(one.text))
        page.on("pageerror", lambda one: said.append(str(one)))
        page.goto(address)
        assert page.locator("nav, footer").count() == 0
        pages.put(following(SMALL))
        page.wait_for_selector(".big:text-is('4.45')")
        order = [
            one.lower()
            for one in page.eval_on_selector_all(
                ".top > *", "all => all.map((one) => one.tagName)"
            )
        ]
        assert order == ["p", "nav", "div"]
        assert page.locator("main + footer").count() == 1
        assert page.locator("#errors").count() == 0
        page.close()
    assert said == []


def test_answers_that_come_late_or_not_at_all_do_not_stop_it(
    live: tuple[Pages, Any, list[str]],
) -> None:
    pages, page, _ = live
    page.wait_for_selector("#live:not([hidden]):not(.gone)")
    failures = [1, 2]

    def fail(route: Any) -> None:
        if failures:
            failures.pop()
            route.abort()
        else:
            route.continue_()

    page.route(lambda url: not url.endswith("changes"), fail)
    for amount in (3, 5, 4):  # in a hurry: the last one counts
        pages.put(following(SMALL.replace("steel_use: 2", f"steel_use: {amount}")))
    page.wait_for_selector("#live.gone")
    # 4 t × 2100 + 500 kWh × 0.5 = 8650 kgCO2e per 1000 parts
    page.wait_for_selector(".big:text-is('8.65')")
    page.wait_for_selector("#live:not(.gone)")
    assert failures == []


def test_a_half_edited_model_is_told_above_its_last_result(
    live: tuple[Pages, Any, list[str]],
) -> None:
    pages, page, said = live
    pages.put(following(SMALL, SMALL.replace("production", "produktion")))
    page.wait_for_selector("#errors")
    assert "E204" in page.inner_text("#errors")
    assert page.inner_text(".big") == "4.45"
    pages.put(following(SMALL))
    page.wait_for_selector("#errors", state="detached")
    assert said == []
