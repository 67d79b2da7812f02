"""A notebook in JupyterLab in a real browser: pictures appear, sliders are followed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import lcagraph as lg
from lcagraph.locate import folder
from lcagraph.result import significant

NOTEBOOK = "01_first_footprint.ipynb"
TOKEN = "only-for-this-test"
PAUSE = 250
"""Between two looks at the page. [ms]"""
LONG = 90_000
"""Time that Lab may take for anything, on a busy machine. [ms]"""

needed = ("jupyterlab", "anywidget", "ipykernel", "pandas")
pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(
        not all(map(find_spec, needed)), reason=f"needs {', '.join(needed)}"
    ),
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server that has one notebook, and leaves no trace in the home."""
    work = tmp_path_factory.mktemp("lab")
    (work / "notebooks").mkdir()
    shutil.copy(Path(__file__).parents[2] / "notebooks" / NOTEBOOK, work / "notebooks")
    folders = {
        "JUPYTER_CONFIG_DIR": work / "config",
        "JUPYTER_DATA_DIR": work / "data",
        "JUPYTER_RUNTIME_DIR": work / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": work / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": work / "workspaces",
        "IPYTHONDIR": work / "ipython",
    }
    options = [
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        "--port=0",
        f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.root_dir={work / 'notebooks'}",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    with (work / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            env={**os.environ, **{name: str(path) for name, path in folders.items()}},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield address(server, work)
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def address(server: subprocess.Popen[bytes], work: Path) -> str:
    """Where the server listens, once it does."""
    until = time.monotonic() + LONG / 1000
    while time.monotonic() < until and server.poll() is None:
        for path in (work / "runtime").glob("jpserver-*.json"):
            try:
                return str(json.loads(path.read_text())["url"])
            except ValueError:
                continue  # it is being written
        time.sleep(0.2)
    pytest.fail(f"no server: {(work / 'log').read_text()[-2000:]}")


@pytest.fixture(scope="module")
def notebook(lab: str, browser: Any) -> Iterator[Any]:
    """The page of the notebook after all its cells were run."""
    page = browser.new_page(viewport={"width": 1400, "height": 1600})
    page.set_default_timeout(LONG)
    page.goto(f"{lab}lab/tree/{NOTEBOOK}?token={TOKEN}")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    run = "notebook:run-all-cells"
    # cells that are run before the kernel is connected are never answered
    is_ready = f"""() => window.jupyterapp?.commands.isEnabled("{run}")
        && document.querySelector("#jp-main-statusbar")?.innerText.includes("| Idle")"""
    until(page, is_ready)
    # its promise is kept when all cells are done: that is seen by what they show
    page.evaluate(f"() => void window.jupyterapp.commands.execute('{run}')")
    page.wait_for_selector(".lcagraph-explorer input[type=range]")
    yield page
    page.close()


def shown(page: Any) -> tuple[str, str, str]:
    """Total, stage bars and boundary figure of the widget."""
    stages, figure = (
        page.locator(f".lcagraph-{name} img").get_attribute("src")
        for name in ("stages", "figure")
    )
    return words_of(page.locator(".lcagraph-total")), stages, figure


def words_of(found: Any) -> str:
    """What is written there, brought into view: Lab hides cells that are not."""
    found.scroll_into_view_if_needed()
    return str(found.inner_text())


def settled(page: Any, before: tuple[str, str, str]) -> tuple[str, str, str]:
    """What the widget shows once all three have changed and nothing is waited for."""
    is_changed = """([total, stages, figure]) =>
        document.querySelector(".lcagraph-total").textContent !== total
        && document.querySelector(".lcagraph-stages img").src !== stages
        && document.querySelector(".lcagraph-figure img").src !== figure
        && !document.querySelector(".lcagraph-figure[aria-busy]")"""
    until(page, is_changed, list(before))
    return shown(page)


def until(page: Any, script: str, argument: object = None) -> None:
    """Wait for a script to be true."""
    for _ in range(LONG // PAUSE):
        page.wait_for_timeout(PAUSE)
        if page.evaluate(script, argument):
            return
    pytest.fail(f"never true: {script}")


IS_TOTAL = """(total) =>
    document.querySelector(".lcagraph-total").textContent === total"""


def reset(page: Any) -> None:
    """Back to the model as written."""
    page.get_by_role("button", name="as written").click()
    until(
        page,
        "() => document.querySelector('.lcagraph-change').textContent === 'as written'",
    )


def slid(page: Any, name: str, *values: float) -> None:
    """Drags a slider over some values."""
    page.locator(f"input[data-name={name}]").evaluate(
        """(input, values) => {
            for (const value of values) {
                input.value = value;
                input.dispatchEvent(new Event("input", { bubbles: true }));
            }
        }""",
        list(values),
    )


def test_pictures_of_the_model_are_seen(notebook: Any) -> None:
    images = notebook.locator(".jp-OutputArea img[src^='data:image/svg+xml']")
    images.first.wait_for()
    assert images.count() >= 2
    sizes = images.evaluate_all("all => all.map((one) => one.naturalWidth)")
    assert min(sizes) > 100  # each was decoded


def test_a_slider_is_followed_by_total_bars_and_figure(notebook: Any) -> None:
    before = shown(notebook)
    slid(notebook, "scrap_share", 0.5)
    total, *_ = settled(notebook, before)
    model = lg.read(folder("models") / "aluminium_profile" / "model.yaml")
    # what the model says with this value, by itself
    expected = model.with_(scrap_share=0.5).solve().total
    assert total == f"{significant(expected)} kgCO2e"


def test_the_last_value_of_a_fast_hand_counts(notebook: Any) -> None:
    before = shown(notebook)
    slid(notebook, "scrap_share", *(i / 100 for i in range(60)), 0.2)
    after = settled(notebook, before)
    assert words_of(notebook.locator("output").nth(1)) == "0.200"
    reset(notebook)
    slid(notebook, "scrap_share", 0.2)
    until(notebook, IS_TOTAL, after[0])


def test_a_slider_moves_by_keys(notebook: Any) -> None:
    reset(notebook)
    output = notebook.locator("output").nth(1)
    assert output.inner_text() == "0.350"
    notebook.get_by_label("External scrap share").focus()
    notebook.keyboard.press("ArrowRight")
    assert output.inner_text() == "0.355"
    notebook.keyboard.press("ArrowLeft")
    assert output.inner_text() == "0.350"
