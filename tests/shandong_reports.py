"""Reports by the Shandong guide for tests: of the showcase models and of small ones."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from small_models import factor, model, works

import lcagraph as lg
from lcagraph.report.captions import Numbering
from lcagraph.report.content import Cell, Report, Table
from lcagraph.report.making import subject_of
from lcagraph.report.shandong import shandong_report
from lcagraph.wording import Language

ROOT = Path(__file__).resolve().parents[1]
FORM = ROOT / "lcagraph" / "cli" / "templates" / "shandong.yaml"
SHOWCASES = ("aluminium_profile", "lfp_cell", "caustic_soda")
RTOL = 1e-12  # no loops in these models, and few terms


def report(
    of: lg.Model, lang: Language = "zh", numbering: Numbering = "auto"
) -> Report:
    return shandong_report(subject_of(of.solve(), "shandong"), lang, numbering)


@cache
def showcase(name: str, lang: Language, numbering: Numbering = "auto") -> Report:
    return report(lg.read(ROOT / "models" / name / "model.yaml"), lang, numbering)


@cache
def form(lang: Language = "zh") -> Report:
    """The report of the model that `init --template shandong` writes."""
    return report(lg.read(FORM), lang)


def table(of: Report, id_: str) -> Table:
    return next(one for one in of.tables() if one.id == id_)


def numbers(of: Report, id_: str) -> dict[str, float]:
    """Numbers of a table by their keys."""
    cells = (cell for row in table(of, id_).body for cell in row)
    return {one.key: one.value for one in cells if one.key and one.value is not None}


def text(cell: Cell) -> str:
    return "".join(str(piece) for piece in cell.words)


def uptake() -> lg.Model:
    """Per 1 kg goods 5 kg from steel, and 2 kg taken up."""
    process = works(inputs={"steel": "1 kg"}, removals={"co2_biogenic": "2 kg"})
    return model({"works": process}, {"steel": factor(5, stage="raw_materials")})
