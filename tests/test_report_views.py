"""Views by other regimes: modules of EN 15804, battery stages, CBAM apart."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import lcagraph as lg
from lcagraph.errors import FindingsError
from lcagraph.graph.words import Stage
from lcagraph.report.content import Report, Table
from lcagraph.report.dump import report_text
from lcagraph.report.regrouping import BATTERY, CHONGQING, EN15804, Regrouped
from lcagraph.wording import LANGUAGES, Language, message

ROOT = Path(__file__).resolve().parents[1]
STAGES: tuple[str, ...] = Stage.__args__  # type: ignore[attr-defined]

BATTERY_MODEL = """
lcagraph: 1
reference:
  product: energy
  amount: 10 kWh
  kind: functional_unit
  name: 使用寿命内提供的 10 kWh 能量 | 10 kWh delivered over the service life
scope: {boundary: cradle-to-grave, period: 2024-01-01/2024-12-31}
processes:
  making:
    stage: production
    outputs: {pack: 1 kWh}
    inputs: {cathode: 2 kg, heat: 20 kWh}
  life:
    stage: distribution
    outputs: {energy: 2000 kWh}
    inputs: {pack: 1 kWh, lorry: 40 t*km}
    waste: {old: {amount: 5 kg, to: recycler, stage: end_of_life}}
factors:
  cathode:
    {per: 1 kg, kind: material, co2e: 30 kg, stage: raw_materials,
     boundary: cradle_to_gate, gwp: ipcc-ar6-gwp100}
  heat:
    {per: 1 kWh, kind: heat, co2e: 0.5 kg,
     boundary: cradle_to_gate, gwp: ipcc-ar6-gwp100}
  lorry:
    {per: 1 t*km, kind: transport, co2e: 0.1 kg,
     boundary: cradle_to_grave, gwp: ipcc-ar6-gwp100}
  recycler:
    {per: 1 kg, kind: treatment, co2e: 1 kg,
     boundary: gate_to_grave, gwp: ipcc-ar6-gwp100}
"""
"""Per 2000 kWh: 60 raw materials, 10 production, 4 distribution, 5 end of life."""

GATE = """
lcagraph: 1
reference: {product: steel, amount: 2 t}
scope: {boundary: gate-to-gate, period: 2024-01-01/2024-12-31}
processes:
  mill:
    stage: production
    location: CN
    outputs: {steel: 1 t}
    inputs: {slab: 1.1 t, power: 100 kWh, lorry: 50 t*km}
    emissions: {co2_fossil: 200 kg}
products: {steel: {codes: {cn: "72083900"}}, slab: {codes: {cn: "72071210"}}}
factors:
  slab:
    {per: 1 t, kind: material, co2e: 1500 kg,
     boundary: gate_to_gate, gwp: ipcc-ar6-gwp100}
  power:
    {per: 1 kWh, kind: electricity, co2e: 0.5 kg,
     boundary: gate_to_gate, gwp: ipcc-ar6-gwp100}
  lorry:
    {per: 1 t*km, kind: transport, co2e: 0.1 kg,
     boundary: cradle_to_grave, gwp: ipcc-ar6-gwp100}
"""
"""Per t: 0.2 direct, 100 kWh × 0.5 = 0.05, 1.1 t × 1.5 = 1.65; 1.9 tCO2e/t in all."""

BRICK = """
lcagraph: 1
reference: {product: wall, amount: 1 t}
scope: {boundary: cradle-to-grave, period: 2024-01-01/2024-12-31}
processes:
  kiln:
    stage: production
    outputs: {brick: 1 t, heat: {amount: 10 kWh, substitutes: district}}
    inputs: {clay: 2 t}
    emissions: {co2_fossil: 7 kg, co2_land_use: 2 kg, co2_biogenic: 4 kg}
  wall:
    stage: end_of_life
    outputs: {wall: 1 t}
    inputs: {brick: 1 t}
    emissions: {co2_fossil: 3 kg}
factors:
  clay:
    {per: 1 t, kind: material, co2e: 5 kg, stage: raw_materials,
     boundary: cradle_to_gate, gwp: ipcc-ar6-gwp100}
  district:
    {per: 1 kWh, kind: heat,
     boundary: cradle_to_gate, emissions: {co2_fossil: 0.2 kg}}
"""
"""A1–A3: fossil 7, biogenic 4, land use 2, not split 2 × 5; C: 3; D: −10 × 0.2."""


def view(text: str, template: str, lang: Language = "en") -> Report:
    return lg.read_string(text).report(template, lang)


def table(report: Report, id_: str) -> Table:
    return next(one for one in report.tables() if one.id == id_)


def values(made: Table) -> list[list[float | None]]:
    return [[cell.value for cell in row[1:]] for row in made.body]


def keys(report: Report) -> set[str | None]:
    cells = (c for one in report.tables() for row in one.body for c in row)
    return {cell.key for cell in cells}


def reasons(text: str, template: str, code: str, lang: Language = "en") -> str:
    """Why a view is refused, whatever the language of the report."""
    with pytest.raises(FindingsError) as refused:
        view(text, template, "zh" if lang == "en" else "en")
    (finding,) = refused.value.findings
    assert finding.code == code
    return message(finding, lang).partition(": " if lang == "en" else "：")[2]


@pytest.mark.parametrize("scheme", [CHONGQING, BATTERY, EN15804])
def test_a_stage_has_one_place_at_most(scheme: Regrouped) -> None:
    placed = [stage for stages in scheme.values() for stage in stages]
    assert len(placed) == len(set(placed))
    assert set(placed) <= set(STAGES)


def test_the_forms_that_have_all_stages_place_all() -> None:
    for scheme in (CHONGQING, EN15804):
        assert {stage for group in scheme.values() for stage in group} == set(STAGES)
    placed = {stage for group in BATTERY.values() for stage in group}
    assert set(STAGES) - placed == {"use"}


# ------------------------------------------------------------------------ battery


def test_a_battery_is_told_per_kwh_delivered_in_four_stages() -> None:
    rows = values(table(view(BATTERY_MODEL, "battery-eu"), "stages"))
    # 60, 10, 4 and 5 kg per 2000 kWh; 79 in all
    wanted = [0.030, 0.005, 0.002, 0.0025, 0.0395]
    assert [row[0] for row in rows] == pytest.approx(wanted, rel=1e-12)
    assert sum(row[1] or 0 for row in rows[:-1]) == pytest.approx(100)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("functional_unit", "declared_unit", "not a functional unit of energy"),
        ("delivered over the service life", "of capacity", ""),
        ("cradle-to-grave, period", "cradle-to-gate, period", "cradle-to-grave"),
        ("stage: distribution", "stage: use", "none of the four stages: "),
    ],
)
def test_another_battery_is_refused(old: str, new: str, reason: str) -> None:
    text = BATTERY_MODEL.replace(old, new)
    if not reason:
        text = text.replace("使用寿命内提供的 10 kWh 能量", "10 kWh 容量")
        reason = "does not say that it is energy delivered"
    assert reason in reasons(text, "battery-eu", "E634")


def test_a_cell_per_kwh_of_capacity_is_refused_with_all_reasons() -> None:
    text = (ROOT / "models" / "lfp_cell" / "model.yaml").read_text(encoding="utf-8")
    found = reasons(text, "battery-eu", "E634")
    assert found.count("; ") == 2


# --------------------------------------------------------------------------- CBAM


def test_an_installation_has_three_parts_and_their_sum() -> None:
    report = view(GATE, "cbam")
    rows = values(table(report, "embedded"))
    wanted = [0.2, 0.05, 1.65, 1.9]
    assert [row[0] for row in rows] == pytest.approx(wanted, rel=1e-12)
    assert "left out: lorry" in report_text(report)


def test_the_footprint_is_never_among_the_figures() -> None:
    assert not {"footprint", "total/including"} & keys(view(GATE, "cbam"))
    assert "is not a product carbon footprint" in report_text(view(GATE, "cbam"))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("gate_to_gate", "cradle_to_gate", "these factors hold a life cycle"),
        ('{steel: {codes: {cn: "72083900"}}, ', "{", "no CN code of 8 digits"),
        (', slab: {codes: {cn: "72071210"}}', "", "whether they are precursors"),
    ],
)
def test_parts_of_another_kind_are_not_added(old: str, new: str, reason: str) -> None:
    report = view(GATE.replace(old, new), "cbam")
    assert "cbam/see" not in keys(report)
    assert reason in report_text(report)


def test_a_life_cycle_is_no_installation() -> None:
    text = GATE.replace("gate-to-gate", "cradle-to-gate")
    assert "does not state what lies inside" in reasons(text, "cbam", "E635")


def test_a_good_that_is_not_told_by_mass_is_refused() -> None:
    text = GATE.replace("amount: 2 t", "amount: 2 piece")
    text = text.replace("steel: 1 t}", "steel: 1 piece}")
    assert reasons(text, "cbam", "E635") == "the good is not stated by mass"
    assert reasons(text, "cbam", "E635", "zh") == "货物未以质量表示"


def test_processes_at_several_places_are_no_one_installation() -> None:
    second = """
  furnace:
    {stage: production, location: VN, outputs: {slab: 1 t},
     emissions: {co2_fossil: 9 kg}}
products:"""
    text = GATE.replace("\nproducts:", second, 1)
    factors = text.index("factors:\n") + len("factors:\n")
    text = text[:factors] + text[text.index("  power:\n") :]
    assert "several locations" in reasons(text, "cbam", "E635")


# ------------------------------------------------------------------------ EN 15804


def test_modules_add_up_without_d() -> None:
    report = view(BRICK, "en15804")
    rows = values(table(report, "modules"))
    # fossil, biogenic, luluc, not told apart, total, without biogenic CO2
    assert rows[0] == pytest.approx([7, 4, 2, 10, 23, 19])
    assert rows[4] == pytest.approx([3, 0, 0, 0, 3, 3])
    assert rows[-1] == pytest.approx([10, 4, 2, 10, 26, 22])
    assert values(table(report, "module-d")) == [pytest.approx([-2, 0, 0, 0, -2, -2])]


def test_modules_without_data_are_not_declared() -> None:
    rows = table(view(BRICK, "en15804"), "modules").body
    assert [row[-1].words for row in rows[1:4]] == [("not declared",)] * 3
    text = report_text(lg.read(ROOT / "models/lfp_cell/model.yaml").report("en15804"))
    assert "本报告未声明：C、D。" in text


def test_credits_that_cannot_be_told_apart_are_refused() -> None:
    boiler = """
  boiler:
    {stage: production, outputs: {district: 1 kWh}, emissions: {co2_fossil: 1 kg}}
factors:"""
    text = BRICK.replace("\nfactors:", boiler, 1)
    text = text[: text.index("  district:\n")]
    assert "a process of the model is credited" in reasons(text, "en15804", "E636")


def test_a_boundary_that_does_not_begin_at_the_cradle_has_no_modules() -> None:
    text = BRICK.replace("cradle-to-grave", "gate-to-gate")
    assert "A1–A3 are not whole" in reasons(text, "en15804", "E636")


# --------------------------------------------------------------------------- words


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "template"),
    [(BATTERY_MODEL, "battery-eu"), (GATE, "cbam"), (BRICK, "en15804")],
)
def test_views_are_written_in_both_languages(
    text: str, template: str, lang: Language
) -> None:
    made = view(text, template, lang)
    assert made.template == template
    assert made.language == lang
    assert report_text(made)


@pytest.mark.parametrize(
    ("lang", "date"), [("zh", "2025 年 3 月 5 日"), ("en", "2025-03-05")]
)
def test_the_cover_tells_the_day_in_words(lang: Language, date: str) -> None:
    text = BRICK + "assessment: {date: 2025-03-05}\n"
    lines = dict(view(text, "en15804", lang).cover.lines)
    assert (date,) in lines.values()


def test_a_sentence_has_both_languages_with_the_same_gaps() -> None:
    path = ROOT / "lcagraph" / "wording" / "report_views.toml"
    for key, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
        assert entry.keys() == {"en", "zh"}, key
        gaps = [
            sorted(part.partition("}")[0] for part in said.split("{")[1:])
            for said in entry.values()
        ]
        assert gaps[0] == gaps[1], key
