"""The boundary figure shows the whole system, with its amounts, in any language."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import pygraphviz
import pytest

import lcagraph as lg
from lcagraph.calculate import Numbers, Prepared, numbers_of
from lcagraph.diagram import boundary_dot, draw_boundary
from lcagraph.diagram.content import boundary_scene
from lcagraph.diagram.engine import TIME_LIMIT, node_places
from lcagraph.diagram.layout import lay_out
from lcagraph.diagram.paint import paint
from lcagraph.diagram.quantity import amount_text
from lcagraph.diagram.scene import Flow, ProcessNode, Row, Scene
from lcagraph.drawing.shapes import Arrow, Drawing
from lcagraph.errors import UsageError
from lcagraph.figures import figure_format
from lcagraph.locate import folder
from lcagraph.units import parse_unit
from lcagraph.wording import help_lines, message

ROOT = Path(__file__).resolve().parents[1]
MODELS = sorted(path.parent.name for path in folder("models").glob("*/model.yaml"))
SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "rect", "text", "tspan", "path", "polygon"}

# Two runs of `mill` make the 2 kg of flour that are asked for.
BREAD = """
lcagraph: 1
title: 面粉 | Flour
reference: {product: flour, amount: 2 kg}
scope:
  boundary: cradle-to-gate
  excluded:
    bags: {name: 包装袋 | Bags, basis: cut_off, reason: 用量小 | few, estimate: 0.5 %}
processes:
  mill:
    name: 磨粉 | Mill
    stage: production
    allocation: {by: mass}
    outputs:
      flour: 1 kg
      bran: 0.25 kg
      dust: {amount: 0.1 kg, role: burden_free}
    inputs:
      grain: {amount: 1.5 kg, transport: {truck: 40 km}}
      electricity: 0.5 kWh
      dust: 0.02 kg
    emissions: {co2_fossil: 0.01 kg, ch4_biogenic: 0.002 kg}
    removals: {co2_biogenic: 0.03 kg}
    waste: {husks: {amount: 0.05 kg, to: landfill}}
  power:
    name: 电力结构 | Power mix
    kind: mix
    outputs: {electricity: 1 kWh}
    inputs: {grid: 1 kWh}
  never_used:
    name: 备用 | Spare
    stage: production
    outputs: {nothing: 1 kg}
    inputs: {grid: 1 kWh}
products:
  flour: {name: 面粉 | Flour}
  bran: {name: 麸皮 | Bran}
  dust: {name: 粉尘 | Dust}
factors:
  grain: {name: 谷物 | Grain, per: 1 kg, co2e: 1 kg, kind: material,
          boundary: cradle_to_gate, gwp: ipcc-ar6-gwp100}
  grid: {name: 电网 | Grid, per: 1 kWh, co2e: 1 kg, kind: electricity,
         boundary: cradle_to_gate, gwp: ipcc-ar6-gwp100}
  truck: {name: 货车 | Truck, per: 1 t*km, co2e: 1 kg, kind: transport,
          boundary: cradle_to_grave, gwp: ipcc-ar6-gwp100}
  landfill: {name: 填埋 | Landfill, per: 1 kg, co2e: 1 kg, kind: treatment,
             boundary: gate_to_grave, gwp: ipcc-ar6-gwp100}
"""


def solved(model: lg.Model) -> tuple[Prepared, Numbers]:
    prepared = model.prepared
    return prepared, numbers_of(prepared, prepared.base[None, :])


@cache
def shipped(name: str) -> tuple[Prepared, Numbers]:
    return solved(lg.read(ROOT / "models" / name / "model.yaml"))


@cache
def bread() -> Scene:
    return boundary_scene(*solved(lg.read_string(BREAD)))


@cache
def drawing(name: str, lang: str) -> Drawing:
    scene = boundary_scene(*shipped(name))
    return paint(lay_out(scene, lang, TIME_LIMIT))  # type: ignore[arg-type]


def node(scene: Scene, id_: str) -> ProcessNode:
    return next(n for n in scene.processes if n.id == id_)


def shown(rows: tuple[Row, ...]) -> dict[str, str]:
    """English name → amount, with plain spaces."""
    return {
        row.name.en: (row.amount.en if row.amount else "").replace("\u00a0", " ")
        for row in rows
    }


def flow(scene: Scene, source: str, target: str) -> Flow:
    return next(f for f in scene.flows if (f.source, f.target) == (source, target))


def texts(svg: str) -> list[str]:
    """The lines of text of a figure."""
    found = ET.fromstring(svg).iter(f"{SVG}text")
    return ["".join(text.itertext()).replace("\u00a0", " ") for text in found]


def code_of(error: pytest.ExceptionInfo[UsageError]) -> str:
    return error.value.finding.code


# ---------------------------------------------------------------------- what is shown


def test_inputs_are_per_reference_flow_and_shared_by_allocation() -> None:
    # Runs 2; by mass flour answers for 1 / 1.25 = 0.8:  1.5 kg × 2 × 0.8 = 2.4 kg,
    # 0.5 kWh × 2 × 0.8 = 0.8 kWh.
    rows = shown(node(bread(), "mill").inputs)
    assert (rows["Grain"], rows["electricity"]) == ("2.4 kg", "0.8 kWh")


def test_an_input_shows_its_transport() -> None:
    grain = next(r for r in node(bread(), "mill").inputs if r.name.en == "Grain")
    assert [leg.en.replace("\u00a0", " ") for leg in grain.legs] == ["Truck 40 km"]


def test_a_mix_is_referred_to_by_its_letter() -> None:
    row = next(r for r in node(bread(), "mill").inputs if r.name.en == "electricity")
    assert row.connector == node(bread(), "power").connector == "A"


def test_elementary_flows_cross_the_boundary_in_their_own_direction() -> None:
    mill = node(bread(), "mill")
    leaving = shown(mill.leaving)
    # 0.01 kg × 1.6, 0.002 kg × 1.6, and 0.03 kg × 1.6 taken from the air.
    assert (leaving["CO2"], leaving["CH4"]) == ("16 g", "3.2 g")
    assert shown(mill.entering) == {"CO2": "48 g"}


def test_a_waste_with_a_treatment_factor_stays_inside() -> None:
    (row,) = node(bread(), "mill").treatments
    assert row.detail is not None
    assert row.detail.en == "→ Landfill"
    assert shown((row,)) == {"husks": "80 g"}  # 0.05 kg × 1.6


def test_a_co_product_leaves_with_its_share_and_without_an_amount() -> None:
    row = next(r for r in node(bread(), "mill").leaving if r.name.en == "Bran")
    assert row.amount is None
    assert row.detail is not None
    assert "20.0\u00a0%" in row.detail.en  # 0.25 / 1.25


def test_a_burden_free_output_leaves_less_what_is_used_again() -> None:
    # (0.1 − 0.02) kg × 1.6 = 0.128 kg; the 0.032 kg are own use.
    mill = node(bread(), "mill")
    assert shown(mill.leaving)["Dust"] == "0.128 kg"
    own = next(r for r in mill.inputs if r.name.en == "Dust")
    assert own.detail is not None
    assert (own.detail.en, shown((own,))["Dust"]) == ("own use", "32 g")


def test_a_process_that_nothing_needs_is_shown_with_nothing() -> None:
    assert shown(node(bread(), "never_used").inputs) == {"Grid": "0 kWh"}


def test_joint_products_used_inside_are_arrows_and_the_rest_leaves() -> None:
    scene = boundary_scene(*shipped("caustic_soda"))
    # Cl2 0.8864 of 1 + 0.8864 + 0.0252 t: 46.4 %
    leaving = node(scene, "electrolysis").leaving
    chlorine = next(r for r in leaving if r.name.en == "Chlorine")
    assert chlorine.detail is not None
    assert "46.4\u00a0%" in chlorine.detail.en
    assert flow(scene, "electrolysis", "hydrogen_boiler").kind == "product"


def test_processes_stand_below_their_suppliers_and_together_by_stage() -> None:
    scene = boundary_scene(*shipped("caustic_soda"))
    order = [n.id for n in scene.processes]
    chain = ["salt_works", "brine_station", "anolyte_circuit", "electrolysis"]
    assert order[:4] == chain
    assert order[-1] == "steam_mix"


def test_a_loop_has_an_arrow_up_and_an_arrow_down() -> None:
    arrows = {
        shape.role: shape.points
        for shape in drawing("caustic_soda", "zh").shapes
        if isinstance(shape, Arrow)
    }
    down = arrows["flow:brine_station:anolyte_circuit"]
    up = arrows["flow:anolyte_circuit:brine_station"]
    assert down[0][1] < down[-1][1]
    assert up[0][1] > up[-1][1]


def test_a_burden_free_return_is_dashed_and_green() -> None:
    (arrow,) = (
        shape
        for shape in drawing("aluminium_profile", "zh").shapes
        if isinstance(shape, Arrow) and shape.role == "flow:extrusion:casting"
    )
    assert arrow.dashes
    assert arrow.colour == "#166534"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1215.0, "kg", "1.22 t"),
        (0.0252, "t", "25.2 kg"),
        (0.578, "t", "578 kg"),
        (0.00001, "kg", "10 mg"),
        (1.1238, "MWh", "1,124 kWh"),
        (20_070.0, "MWh", "20.1 GWh"),
        (9.0185, "m3", "9.02 m³"),
        (12.0, "t*km", "12 t·km"),
        (3.0, "piece", "3 piece"),
        (0.0, "kg", "0 kg"),
        (-5.0, "kg", "−5 kg"),
        (0.00001234, "Nm3", "1.23×10⁻⁵ Nm³"),
    ],
)
def test_amounts_have_three_digits_and_a_readable_unit(
    value: float, unit: str, text: str
) -> None:
    found = amount_text(value, parse_unit(unit)).en
    assert found.replace("\u00a0", " ") == text


def test_units_have_chinese_words_where_the_symbol_is_english() -> None:
    assert amount_text(2.0, parse_unit("piece")).zh == "2\u00a0件"


# ------------------------------------------------------------------------ as SVG text


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("name", MODELS)
def test_every_process_and_excluded_item_appears(name: str, lang: str) -> None:
    prepared, numbers = shipped(name)
    svg = draw_boundary(prepared, numbers, lang=lang)
    language = "en" if lang == "en" else "zh"
    page = "".join("".join(texts(svg)).split())
    system = prepared.compiled.system
    named = [*system.processes.values(), *system.scope.excluded.values()]
    names = [each.name.get(language) for each in named if each.name is not None]
    assert [n for n in names if "".join(n.split()) not in page] == []


def test_both_languages_show_both_names() -> None:
    svg = draw_boundary(*shipped("pp_crate"), lang="both")
    assert {"注塑", "Injection moulding"} <= set(texts(svg))


def test_the_digit_of_carbon_dioxide_is_a_subscript() -> None:
    root = ET.fromstring(draw_boundary(*shipped("pp_crate")))
    pieces = [span for span in root.iter(f"{SVG}tspan") if span.get("dy")]
    assert pieces[0].text == "2"
    assert float(pieces[0].get("dy", "0")) > 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_figure_has_a_title_and_a_description(lang: str) -> None:
    root = ET.fromstring(draw_boundary(*shipped("pp_crate"), lang=lang))
    description = root.findtext(f"{SVG}desc") or ""
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title")
    assert {"zh": "注塑", "en": "Injection moulding"}[lang] in description


DRAW = """
import sys
import lcagraph as lg
sys.stdout.buffer.write(lg.read(sys.argv[1]).draw(lang="both").encode())
"""


def test_a_figure_is_the_same_byte_for_byte_in_every_process() -> None:
    path = str(ROOT / "models" / "caustic_soda" / "model.yaml")
    drawn = {
        subprocess.run(
            [sys.executable, "-c", DRAW, path],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(drawn) == 1


HOSTILE = [
    "</text></svg><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]> <!-- & &amp; &#60;",
    r"\N \l <B>x</B> {record}",
    "x" * 3000,
]


def hostile(name: str) -> lg.Model:
    """The small model with one name in every place."""
    text = BREAD
    for plain in ("面粉 | Flour", "磨粉 | Mill", "包装袋 | Bags", "谷物 | Grain"):
        text = text.replace(plain, json.dumps(name))  # quoted as YAML quotes it
    return lg.read_string(text)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_and_nothing_else(name: str) -> None:
    model = hostile(name)
    root = ET.fromstring(draw_boundary(*solved(model), lang="both"))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= ELEMENTS
    attributes = {key for element in root.iter() for key in element.attrib}
    assert not any(key.startswith("on") or "href" in key for key in attributes)


# --------------------------------------------------------------------------- DOT text


@pytest.mark.parametrize("name", HOSTILE[:-1])
def test_dot_text_has_every_process_and_no_markup(name: str) -> None:
    dot = boundary_dot(*solved(hostile(name)), lang="en")
    graph = pygraphviz.AGraph(string=dot)
    assert {"process mill", "process power", "product"} <= set(graph.nodes())
    label = graph.get_node("process mill").attr["label"]
    assert label.split("\\n")[0].strip() == name.replace("\\", "\\\\").strip()


# --------------------------------------------------------------------------- refusals


def test_a_layout_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(UsageError) as error:  # no child process starts in 1 ms
        draw_boundary(*shipped("pp_crate"), time_limit=0.001)
    assert code_of(error) == "E751"


def test_a_missing_engine_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError) as error:
        draw_boundary(*shipped("pp_crate"))
    assert code_of(error) == "E750"


def test_a_failure_of_the_engine_is_quoted() -> None:
    with pytest.raises(UsageError) as error:
        node_places("digraph { a -> ")
    assert code_of(error) == "E752"
    assert error.value.finding.values["reason"]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageError) as error:
        draw_boundary(*shipped("pp_crate"), lang="fr")
    assert code_of(error) == "E753"


@pytest.mark.parametrize("suffix", [".jpg", "eps", ""])
def test_an_unknown_format_is_refused(suffix: str) -> None:
    with pytest.raises(UsageError) as error:
        figure_format(suffix)
    assert code_of(error) == "E754"
    assert "svg, pdf, png, dot" in help_lines(error.value.finding, "en")[0]
    assert message(error.value.finding, "zh")


@pytest.mark.parametrize("suffix", [".svg", "DOT", ".Pdf", "png"])
def test_known_formats_pass(suffix: str) -> None:
    assert figure_format(suffix) == suffix.lower().lstrip(".")
