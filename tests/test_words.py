"""Words of closed lists have Chinese names, in messages, traces and tables."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest
from auditor_cases import CASES, Case
from small_models import factor, model, works
from test_auditor import checked

import lcagraph as lg
from lcagraph import wording
from lcagraph.checks.omissions import WORDS
from lcagraph.compile.bases import BASES
from lcagraph.distributions import Kind
from lcagraph.errors import Finding
from lcagraph.graph.scope import Declarations
from lcagraph.graph.words import (
    Calibration,
    CaptureOrigin,
    DataClass,
    FactorBoundary,
    FactorClass,
    Item,
    LifeCycleBoundary,
    Origin,
    Stage,
    UnitKind,
)
from lcagraph.wording import help_lines, message, word

LISTS = {
    "stage": get_args(Stage),
    "item": get_args(Item),
    "data_class": get_args(DataClass),
    "calibration": get_args(Calibration),
    "class": get_args(FactorClass),
    "origin": get_args(Origin),
    "carbon": get_args(CaptureOrigin),
    "boundary": (*get_args(FactorBoundary), *get_args(LifeCycleBoundary)),
    "unit_kind": get_args(UnitKind),
    "distribution": get_args(Kind),
    "omission": tuple(WORDS),
    "basis": tuple(BASES),
    "declaration": tuple(
        f.name for f in fields(Declarations) if f.name != "not_applicable"
    ),
}
TABLES = tomllib.loads(
    (Path(wording.__file__).parent / "words.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(
    ("kind", "id_"), [(kind, id_) for kind, ids in LISTS.items() for id_ in ids]
)
def test_every_word_of_a_closed_list_has_a_chinese_name(kind: str, id_: str) -> None:
    assert re.search(r"[\u4e00-\u9fff㶲]", word(kind, id_, "zh"))
    assert word(kind, id_, "en") == id_


@pytest.mark.parametrize("kind", sorted(TABLES.keys() & LISTS.keys()))
def test_no_list_names_what_the_format_does_not_know(kind: str) -> None:
    assert TABLES[kind].keys() <= {*LISTS[kind], "shares"}


def test_a_word_of_the_author_is_left_as_it_is() -> None:
    assert word("basis", "moles", "zh") == "moles"
    assert word("stage", "mixing", "zh") == "mixing"


CLOSED = "|".join(
    id_
    for kind in ("stage", "class", "origin", "boundary", "unit_kind", "omission")
    for id_ in LISTS[kind]
    if "_" in id_ or "-" in id_ or kind in ("class", "origin")
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.code} {c.what}")
def test_a_chinese_message_has_no_word_of_a_closed_list(case: Case) -> None:
    for finding in checked(case.wrong):
        if finding.code == case.code:
            # what is written so in the model stands beside its name: （gate_to_gate）
            text = re.sub(r"`[^`]*`|（[\w-]+）", "", message(finding, "zh"))
            assert re.search(rf"(?<![\w.])(?:{CLOSED})(?![\w.])", text) is None, text


def test_what_has_to_be_written_stands_as_it_is_written() -> None:
    finding = Finding(code="W841", values={"boundary": "b", "stage": "use"})
    assert "“产品使用”" in message(finding, "zh")
    assert any("`stage: use`" in line for line in help_lines(finding, "zh"))
    assert "stage use" in message(finding, "en")


def test_an_item_of_the_author_keeps_its_id() -> None:
    values: dict[str, Any] = {"item": "storage", "share": "2 %", "limit": "1 %"}
    assert "“storage”" in message(Finding(code="E860", values=values), "zh")
    assert "仓储" in message(Finding(code="W880", values=values), "zh")


def traced() -> lg.Model:
    card = {"class": "periodic", "calibration": "none", "origin": "primary"}
    coal = factor(2, **{"class": "national"})
    row = {"amount": "1 kg", "data": card}
    return model({"works": works(inputs={"coal": row})}, {"coal": coal})


def test_a_chinese_trace_speaks_chinese() -> None:
    text = traced().trace("coal").to_text("zh")
    for said in ("定期测量", "没有相关规定要求执行", "初级数据", "国内排放因子"):
        assert said in text
    assert re.search(r"\b(class|calibration|origin|periodic|national)\b", text) is None
    assert "calibration" in traced().trace("coal").to_text("en")


def test_a_table_in_a_chinese_notebook_has_chinese_heads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = traced().solve().by_stage()
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    page = table._repr_html_()
    for said in ("按生命周期阶段", "阶段", "占比", "产品生产"):
        assert said in page
    # names by which a program asks stay as they are
    assert table.columns == ("stage", "kgCO2e", "percent")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert "by stage" in table._repr_html_()
