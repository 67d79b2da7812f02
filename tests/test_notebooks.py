"""Notebooks run from the first cell to the last, in a real kernel, and stay short."""

from __future__ import annotations

import ast
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(path.name for path in FOLDER.glob("*.ipynb"))

SHOWN = {
    "01_first_footprint.ipynb": ["System boundary", "activity datum", "range"],
    "02_allocation_and_recycling.ipynb": ["allocation alternatives", "From .?base"],
    "03_linking_a_database.ipynb": ["by database", r"error\[E087\]"],
    "04_uncertainty_and_comparison.ipynb": ["Monte Carlo", "From .?base", "Tornado"],
    "05_report_end_to_end.ipynb": ["boundary.svg", "tables.xlsx", "result.json"],
}
"""What each shows, beside pictures."""


def cells(name: str) -> list[dict[str, Any]]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)["cells"]
    return found


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def test_there_are_five() -> None:
    assert list(SHOWN) == NOTEBOOKS


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_stripped_short_and_explained(name: str) -> None:
    found = cells(name)
    assert 6 <= len(found) <= 13
    for cell in found:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)
            ast.parse(source(cell))
    for before, cell in pairwise(found):
        kinds = (before["cell_type"], cell["cell_type"])
        assert kinds != ("markdown", "markdown")
    texts = [source(cell) for cell in found if cell["cell_type"] == "markdown"]
    assert texts[0].startswith("# ")
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in texts)
    assert all(re.search(r"[A-Za-z]{3}", text) for text in texts)


@pytest.mark.heavy
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_in_jupyter(name: str) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("pandas")
    pytest.importorskip("anywidget")
    notebook = nbformat.read(FOLDER / name, as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    pages = [
        output["data"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "data" in output
    ]
    assert any("data:image/svg+xml" in page.get("text/html", "") for page in pages)
    text = "\n".join(page["text/plain"] for page in pages)
    assert [word for word in SHOWN[name] if not re.search(word, text)] == []


@pytest.mark.heavy
def test_a_page_made_of_a_notebook_shows_the_sliders_as_a_table() -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    exporters = pytest.importorskip("nbconvert.exporters")
    pytest.importorskip("anywidget")
    code = (
        "import lcagraph as lg\n"
        "from lcagraph.locate import folder\n"
        'model = lg.read(folder("models") / "aluminium_profile" / "model.yaml")\n'
        "model.explore(scrap_share=(0, 0.5))"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    run = nbclient.NotebookClient(notebook, timeout=120, store_widget_state=False)
    run.execute()
    page, _ = exporters.HTMLExporter(template_name="classic").from_notebook_node(
        notebook
    )
    assert "0.000 … 0.500" in page
    assert len(re.findall("<img[^>]*data:image/svg", page)) == 2
    assert "widget-view+json" not in page
