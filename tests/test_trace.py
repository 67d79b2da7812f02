"""Numbers followed back: amount, scaling, allocation, datum, factor, line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from small_models import Plain, factor, model, works

import lcagraph as lg
from lcagraph.trace import FactorSource, ProcessSource

RTOL = 1e-12  # chains of a few processes

# 4 kg of ore per kg of iron (10 kg CO2e/kg), 2 kg of iron per kg of goods: 80 per kg
CHAIN = """\
lcagraph: 1
reference: {product: goods, amount: 3 kg, name: 货物 | Goods}
scope: {period: 2024-01-01/2024-12-31, gwp: ipcc-ar6-gwp100}
parameters: {loss: 0.5}
processes:
  works:
    name: 工厂 | Works
    stage: production
    outputs: {goods: 1 kg}
    inputs:
      iron: = 1 kg / (1 - loss)
    emissions:
      ch4_fossil: 0.1 kg
  furnace:
    stage: raw_materials
    data: {class: estimated, source: 账目 | books}
    outputs: {iron: 10 kg}
    inputs:
      ore:
        amount: 40 kg ± 5 %
        data:
          class: continuous
          meter: scale
          evidence: [invoice]
          cross_check: {value: 50 kg, source: 采购 | purchases}
        transport: {lorry: 100 km}
factors:
  ore: {per: 1 kg, co2e: 10 kg, kind: material, boundary: cradle_to_gate,
        gwp: ipcc-ar6-gwp100, source: 手册 | handbook, page: p. 7, year: 2023}
  lorry: {from: cn-freight/diesel-truck-heavy}
meters: {scale: {name: 地磅 | Weighbridge, serial: S-1}}
evidence: {invoice: {title: 发票 | Invoice, file: invoice.pdf, page: "2"}}
"""


@pytest.fixture(scope="module")
def chain() -> lg.Model:
    return lg.read_string(CHAIN)


def only(found: Any) -> Any:
    (trace,) = found
    return trace


# ----------------------------------------------------------------- result and scaling


def test_a_contribution_is_amount_times_intensity(chain: lg.Model) -> None:
    trace = chain.trace("furnace.ore")[0]
    # 3 kg goods × 2 × 4 = 24 kg ore × 10
    assert trace.amount == pytest.approx(24, rel=RTOL)
    assert trace.intensity == pytest.approx(10, rel=RTOL)
    assert trace.contribution == pytest.approx(240, rel=RTOL)
    assert trace.share == pytest.approx(240 / chain.solve().total, rel=RTOL)


def test_scaling_and_datum_multiply_to_the_amount(chain: lg.Model) -> None:
    trace = chain.trace("furnace.ore")[0]
    (draw,) = trace.draws
    # 6 kg of iron at 10 kg a run: 0.6 runs × 40 kg
    assert (draw.product, draw.allocation) == ("iron", 1)
    assert draw.runs == pytest.approx(0.6, rel=RTOL)
    assert trace.activity.value * draw.runs == pytest.approx(trace.amount, rel=RTOL)


def test_allocation_shares_stand_beside_the_runs() -> None:
    process = works(
        outputs={"goods": "3 kg", "ash": "1 kg"},
        inputs={"coal": "8 kg"},
        allocation={"by": "mass"},
    )
    trace = only(model({"works": process}, {"coal": factor(1)}).trace("works.coal"))
    (draw,) = trace.draws  # ash isn't asked for
    assert (draw.product, draw.allocation) == ("goods", 0.75)  # 3 of 4 kg
    assert trace.amount == pytest.approx(2, rel=RTOL)  # 8 × 0.75 / 3


def test_a_row_that_books_to_two_stages_has_two_traces() -> None:
    power = {
        "kind": "utility",
        "outputs": {"power": "1 kWh"},
        "inputs": {"coal": "1 kg"},
    }
    mill = works(
        stage="raw_materials", outputs={"pulp": "1 kg"}, inputs={"power": "3 kWh"}
    )
    process = works(inputs={"power": "2 kWh", "pulp": "1 kg"})
    processes = {"works": process, "mill": mill, "boiler": power}
    found = model(processes, {"coal": factor(1)}).trace("boiler.coal")
    amounts = {trace.stage: trace.amount for trace in found}
    assert amounts == pytest.approx({"production": 2, "raw_materials": 3}, rel=RTOL)


# ---------------------------------------------------------------------------- datum


def test_the_datum_comes_with_its_card_meter_and_documents(chain: lg.Model) -> None:
    activity = chain.trace("furnace.ore")[0].activity
    assert activity.written == "40 kg ± 5 %"
    assert activity.card.class_ == "continuous"
    assert not activity.is_default_card
    assert activity.meter[0] == "scale"
    assert activity.meter[1].serial == "S-1"
    assert [id_ for id_, _ in activity.evidence] == ["invoice"]
    assert activity.period == "2024-01-01/2024-12-31"  # that of the scope
    assert activity.deviation == pytest.approx(40 / 50 - 1, rel=RTOL)


def test_a_row_without_a_card_has_that_of_its_process() -> None:
    process = works(inputs={"coal": "1 kg"}, data={"class": "periodic"})
    found = model({"works": process}, {"coal": factor(1)}).trace("works.coal")
    activity = only(found).activity
    assert activity.is_default_card
    assert activity.card.class_ == "periodic"


def test_an_emission_has_the_card_of_the_input_that_it_follows() -> None:
    process = works(
        inputs={"coal": {"amount": "1 kg", "data": {"class": "continuous"}}},
        emissions={"co2_fossil": {"activity": "coal", "factor": "2 kg/kg"}},
    )
    found = model({"works": process}, {"coal": factor(1)}).trace("works.co2_fossil")
    assert only(found).activity.card.class_ == "continuous"


def test_a_formula_is_followed_to_its_parameters_and_their_lines(
    chain: lg.Model,
) -> None:
    activity = only(chain.trace("works.iron")).activity
    assert activity.written == "= 1 kg / (1 - loss)"
    (term,) = activity.terms
    assert (term.name, term.value) == ("loss", 0.5)
    assert (term.place.line, term.place.text) == (4, "parameters: {loss: 0.5}")


def test_freight_is_followed_to_mass_and_distance(chain: lg.Model) -> None:
    trace = only(chain.trace("furnace.ore.transport.0"))
    assert trace.kind == "transport"
    assert trace.amount == pytest.approx(24 * 100 / 1000, rel=RTOL)  # t*km
    values = {term.name.rpartition(".")[2]: term.value for term in trace.activity.terms}
    assert values == {"amount": 40, "distance": 100}


def test_a_row_knows_its_line(chain: lg.Model) -> None:
    place = only(chain.trace("works.ch4_fossil")).place
    assert CHAIN.splitlines()[place.line - 1].strip() == "ch4_fossil: 0.1 kg"


def test_a_value_set_by_the_call_is_said(chain: lg.Model) -> None:
    changed = chain.with_({"processes.furnace.inputs.ore": "20 kg"})
    trace = changed.trace("furnace.ore")[0]
    assert trace.setting == "processes.furnace.inputs.ore = 20 kg"
    assert trace.activity.written == "20 kg"


# --------------------------------------------------------------------------- factor


def test_a_stated_factor_comes_with_its_source(chain: lg.Model) -> None:
    source = chain.trace("furnace.ore")[0].source
    assert isinstance(source, FactorSource)
    assert (source.id, source.per, source.page, source.year) == (
        *("ore", "1 kg", "p. 7", 2023),
    )
    assert source.figures == {"co2e_unspecified": "10 kg"}
    assert source.source.en == "handbook"
    assert CHAIN.splitlines()[source.place.line - 1].startswith("  ore:")


def test_a_shipped_factor_comes_as_published_with_the_hash_of_its_set(
    chain: lg.Model,
) -> None:
    source = only(chain.trace("furnace.ore.transport.0")).source
    assert source.origin == "cn-freight/diesel-truck-heavy"
    assert source.as_published
    hashes = chain.solve().provenance.factor_hashes
    assert source.set_hash == hashes["cn-freight"]


def test_an_emission_by_a_record_names_the_record() -> None:
    record = "cn-fuels/natural-gas-combustion-m3"
    process = works(
        inputs={"gas": "1 m3"},
        emissions={"co2_fossil": {"activity": "gas", "from": record}},
    )
    found = model({"works": process}, {"gas": factor(1, "1 m3")})
    source = only(found.trace("works.co2_fossil")).source
    assert source.origin == record
    assert source.as_published


def test_a_gas_shows_its_gwp(chain: lg.Model) -> None:
    trace = only(chain.trace("works.ch4_fossil"))
    (gas,) = trace.gases
    # IPCC AR6 WG1 table 7.15: fossil methane 29.8; 3 × 0.1 kg
    assert (gas.flow, gas.gwp) == ("ch4_fossil", pytest.approx(29.8, rel=RTOL))
    assert gas.emission == pytest.approx(0.3 * 29.8, rel=RTOL)
    assert trace.source is None


# -------------------------------------------------------------------------- branches


def test_a_draw_on_a_process_is_followed_to_its_own_draws(chain: lg.Model) -> None:
    trace = only(chain.trace("works.iron"))
    assert isinstance(trace.source, ProcessSource)
    assert trace.source.id == "furnace"
    total = sum(leaf.emission for leaf in trace.source.leaves)
    assert total == pytest.approx(trace.contribution, rel=RTOL)
    assert trace.source.leaves[0].path == "processes.furnace.inputs.ore"
    assert trace.source.leaves[0].emission == pytest.approx(240, rel=RTOL)


def test_leaves_of_a_branch_inside_a_loop_add_up() -> None:
    # goods need 0.5 kg of slurry, slurry 0.5 kg of goods and 1 kg of coal:
    # coal of one goods c = 0.5 (1 + 0.5 c) = 2/3
    mixer = works(
        outputs={"slurry": "1 kg"}, inputs={"goods": "0.5 kg", "coal": "1 kg"}
    )
    process = works(inputs={"slurry": "0.5 kg"})
    trace = only(
        model({"works": process, "mixer": mixer}, {"coal": factor(3)}).trace(
            "works.slurry"
        )
    )
    assert sum(leaf.emission for leaf in trace.source.leaves) == pytest.approx(
        trace.contribution, rel=RTOL
    )
    # 2/3 runs of the mixer; a kg of slurry stands for 4/3 kg of coal
    assert trace.amount == pytest.approx(2 / 3, rel=RTOL)
    assert trace.intensity == pytest.approx(4, rel=RTOL)


@pytest.mark.parametrize(("section", "sign"), [("waste", 1), ("avoids_waste", -1)])
def test_a_waste_is_followed_into_its_treatment(section: str, sign: int) -> None:
    process = works(**{section: {"ash": "2 kg"}})
    tip: Plain = {"stage": "production", "treats": {"ash": "1 kg"}}
    tip["inputs"] = {"diesel": "3 kg"}
    found = model({"works": process, "tip": tip}, {"diesel": factor(1)})
    trace = only(found.trace("works.ash"))
    assert trace.amount == pytest.approx(2 * sign, rel=RTOL)
    assert trace.contribution == pytest.approx(6 * sign, rel=RTOL)
    (leaf,) = trace.source.leaves
    assert leaf.emission == pytest.approx(6 * sign, rel=RTOL)


# ----------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    "name",
    ["processes.furnace.inputs.ore", "furnace.inputs.ore", "furnace.ore", "ore"],
)
def test_a_row_goes_by_its_path_or_the_end_of_it(chain: lg.Model, name: str) -> None:
    assert chain.trace(name)[0].path == "processes.furnace.inputs.ore"


def test_the_freight_of_a_row_follows_it(chain: lg.Model) -> None:
    kinds = [trace.kind for trace in chain.trace("furnace.ore")]
    assert kinds == ["input", "transport"]


def test_a_process_stands_for_all_its_rows(chain: lg.Model) -> None:
    rows = {trace.path.rpartition(".")[2] for trace in chain.trace("works")}
    assert rows == {"iron", "ch4_fossil"}


def test_a_parameter_or_factor_stands_for_the_rows_that_use_it(
    chain: lg.Model,
) -> None:
    assert only(chain.trace("loss")).path == "processes.works.inputs.iron"
    assert only(chain.trace("lorry")).path == "processes.furnace.inputs.ore.transport.0"


def test_an_unknown_row_is_refused_with_the_nearest(chain: lg.Model) -> None:
    with pytest.raises(lg.UsageError, match="E760") as caught:
        chain.trace("furnace.oar")
    assert caught.value.finding.values["nearest"] == "furnace.ore"


def test_the_reference_itself_can_be_a_factor() -> None:
    of = model({}, {"goods": factor(3)})
    assert only(of.trace("goods")).contribution == pytest.approx(3, rel=RTOL)


# ----------------------------------------------------------------------------- pages


def test_a_page_leads_from_the_result_to_the_source(chain: lg.Model) -> None:
    page = str(chain.trace("furnace.ore"))
    said = [
        "240",
        "24 kg",
        "0.6 runs",
        "40 kg ± 5 %",
        "Weighbridge",
        "handbook",
        "p. 7",
    ]
    places = [page.index(words) for words in said]
    assert places == sorted(places)


def test_a_page_speaks_chinese(chain: lg.Model) -> None:
    page = chain.trace("furnace.ore").to_text("zh")
    assert "排放因子" in page
    assert "手册" in page


def test_html_is_escaped() -> None:
    process = works(name="<b> | <i>", inputs={"coal": "1 kg"})
    found = model({"works": process}, {"coal": factor(1)}).trace("works.coal")
    assert "<b>" not in found._repr_html_()
    assert "<i>" not in found._repr_html_()


def test_a_trace_is_plain_data(chain: lg.Model) -> None:
    data = json.loads(json.dumps(chain.trace("furnace.ore").to_dict()))
    trace = data["traces"][0]
    assert trace["activity"]["card"]["cross_check"]["value"] == "50 kg"
    assert trace["source"]["page"] == "p. 7"


def test_a_supply_of_energy_is_followed_to_its_factor() -> None:
    power = {"kind": "electricity"}
    factors = {
        "grid": factor(1, "1 kWh", **power),
        "wind": factor(0.1, "1 kWh", **power),
    }
    supply = {
        "kind": "contract",
        "location_based": "grid",
        "market_based": "wind",
        "certificate": {
            "id": "c1",
            "volume": "10 kWh",
            "period": "2024-01-01/2024-12-31",
        },
    }
    process = works(inputs={"power": "2 kWh"})
    found = model({"works": process}, factors, supply={"power": supply})
    trace = only(found.trace("works.power"))
    assert trace.source.id == "power"
    assert trace.contribution == pytest.approx(0.2, rel=RTOL)  # 2 kWh × 0.1
    assert [leaf.supplier for leaf in trace.source.leaves] == ["wind"]


def test_a_term_of_a_recycling_formula_has_the_card_of_its_process() -> None:
    recycling = {
        "method": "end_of_life",
        "parameters": {"mass": "1 kg", "R1": "0.2", "R2": "0.5"},
        "suppliers": {
            **dict.fromkeys(["Ev", "Ev_star"], "coal"),
            **dict.fromkeys(["Erec", "ErecEoL"], "melt"),
            "Ed": "tip",
        },
    }
    process = works(recycling=recycling, data={"class": "periodic"})
    factors = {"coal": factor(1), "melt": factor(0.5), "tip": factor(0.1)}
    found = model({"works": process}, factors).trace("tip")
    assert only(found).activity.card.class_ == "periodic"
    assert only(found).contribution == pytest.approx(0.05, rel=RTOL)  # (1 − R2) × 0.1
