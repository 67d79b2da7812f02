"""From a row of the footprint back to what it rests on, in the verifier's bundle."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from bundles import members_of, written

import lcagraph as lg
from lcagraph.bundle import make_bundle

CARD = "{amount: 2 t, data: {evidence: [invoice], source: 发票 | Invoice}}"
CHECKED = """{amount: 2 t, data: {evidence: [invoice], source: 发票 | Invoice,
        class: periodic, meter: scale,
        cross_check: {value: 2100 kg, source: 盘存 | Stock-taking}}}"""
METERS = """
meters:
  scale: {name: 地磅 | Scale, calibration: {valid_until: 2026-06-30}}
"""


@pytest.fixture
def rows(tmp_path: Path) -> dict[str, dict[str, object]]:
    path = written(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert CARD in text
    path.write_text(text.replace(CARD, CHECKED) + METERS, encoding="utf-8")
    members = members_of(make_bundle(lg.read(path)).content)
    text = members["trace.csv"].decode("utf-8-sig")
    table = {each["boundary.at"]: each for each in csv.DictReader(io.StringIO(text))}
    found = json.loads(members["trace.json"])
    assert [each["boundary.at"] for each in found] == list(table)
    return {str(each["boundary.at"]): each for each in found}


def test_a_row_is_traced_to_its_datum_and_its_factor(
    rows: dict[str, dict[str, object]],
) -> None:
    steel = rows["processes.stamping.inputs.steel"]
    # 2 t per 1000 parts × 2100 kg/t = 4.2 of 4.45 kgCO2e; 2.1 t counted: 5 % more
    assert steel["inventory.activity"] == pytest.approx(0.002)
    assert steel["inventory.kgCO2e"] == pytest.approx(4.2)
    assert steel["inventory.share"] == pytest.approx(4.2 / 4.45)
    assert steel["inventory.runs"] == pytest.approx(0.001)
    assert steel["factor.kgCO2e"] == pytest.approx(2100)
    assert (steel["factor.id"], steel["factor.unit"]) == ("steel", "t")
    assert steel["acquisition.source_en"] == "Invoice"
    assert steel["acquisition.evidence"] == "invoice"
    assert steel["acquisition.calibrated_until"] == "2026-06-30"
    assert steel["acquisition.second_value"] == "2100 kg"
    assert steel["acquisition.deviation"] == pytest.approx(0.05)
    assert steel["quality.class"] == "periodic"


def test_what_the_model_does_not_say_is_empty(
    rows: dict[str, dict[str, object]],
) -> None:
    power = rows["processes.stamping.inputs.power"]
    assert power["acquisition.deviation"] is None
    assert power["acquisition.source_zh"] is None
    assert power["quality.class"] is None


def test_shares_add_up_to_one(rows: dict[str, dict[str, object]]) -> None:
    shares = [float(str(each["inventory.share"])) for each in rows.values()]
    assert sum(shares) == pytest.approx(1.0, rel=1e-12)


def test_no_number_of_a_table_names_its_type(tmp_path: Path) -> None:
    members = members_of(make_bundle(lg.read(written(tmp_path))).content)
    tables = [content for name, content in members.items() if name.endswith(".csv")]
    assert tables
    assert not any(b"np." in content for content in tables)
