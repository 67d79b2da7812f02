"""GWP sets, items, totals, and other impact categories."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lcagraph.errors import ModelError, UsageError
from lcagraph.graph.words import Text
from lcagraph.impact import (
    ITEMS,
    ROWS,
    FlowLookupError,
    GwpSet,
    category_factors,
    characterisation,
    check_ready_sign,
    elementary_flows,
    emission_flow,
    gwp_set,
    gwp_sets,
    impact_categories,
    impact_category,
    including_and_excluding,
    ready_flow,
    uncharacterised,
)

ROUNDING = 1e-12  # sums of a handful of products of short decimals


def totals(gwp, amounts):
    """Totals including and excluding biogenic uptake of an inventory [kg per flow]."""
    C = characterisation(gwp, list(amounts))
    h = C @ np.array(list(amounts.values()))
    including, excluding = including_and_excluding()
    return h @ including, h @ excluding


# ------------------------------------------------------------------ published values

# IPCC AR6 WGI, tables 7.15 (methane) and 7.SM.7; IPCC AR5 WGI, table 8.A.1.
PUBLISHED = [
    ("ipcc-ar6-gwp100", "co2_fossil", 1),
    ("ipcc-ar6-gwp100", "co2_biogenic", 1),
    ("ipcc-ar6-gwp100", "co2_land_use", 1),
    ("ipcc-ar6-gwp100", "co2_biogenic_removed", -1),
    ("ipcc-ar6-gwp100", "co2_captured", -1),
    ("ipcc-ar6-gwp100", "ch4_fossil", 29.8),
    ("ipcc-ar6-gwp100", "ch4_biogenic", 27.0),
    ("ipcc-ar6-gwp100", "ch4", 27.9),
    ("ipcc-ar6-gwp100", "n2o_fossil", 273),
    ("ipcc-ar6-gwp100", "n2o_biogenic", 273),
    ("ipcc-ar6-gwp100", "sf6", 25200),
    ("ipcc-ar6-gwp100", "nf3", 17400),
    ("ipcc-ar6-gwp100", "cf4", 7380),
    ("ipcc-ar6-gwp100", "c2f6", 12400),
    ("ipcc-ar6-gwp100", "hfc_134a", 1530),
    ("ipcc-ar6-gwp100", "hfc_32", 771),
    ("ipcc-ar6-gwp100", "hfc_125", 3740),
    ("ipcc-ar6-gwp20", "ch4_fossil", 82.5),
    ("ipcc-ar6-gwp20", "ch4_biogenic", 79.7),
    ("ipcc-ar6-gwp20", "sf6", 18300),
    ("ipcc-ar6-gwp20", "hfc_134a", 4140),
    ("ipcc-ar5-gwp100", "ch4_fossil", 30),
    ("ipcc-ar5-gwp100", "ch4_biogenic", 28),
    ("ipcc-ar5-gwp100", "n2o_fossil", 265),
    ("ipcc-ar5-gwp100", "sf6", 23500),
    ("ipcc-ar5-gwp100", "nf3", 16100),
    ("ipcc-ar5-gwp100", "cf4", 6630),
    ("ipcc-ar5-gwp100", "c2f6", 11100),
    ("ipcc-ar5-gwp100", "hfc_134a", 1300),
    ("ipcc-ar5-gwp100", "hfc_32", 677),
    ("ipcc-ar5-gwp100", "hfc_125", 3170),
]


@pytest.mark.parametrize(("gwp", "flow", "value"), PUBLISHED)
def test_factors_are_those_of_the_ipcc_tables(gwp, flow, value):
    assert gwp_set(gwp).factors[flow] == value


@pytest.mark.parametrize("gwp", gwp_sets())
def test_every_factor_says_its_report_and_table(gwp):
    loaded = gwp_set(gwp)
    gases = {flow for flow in loaded.factors if not flow.startswith("co2e_")}
    assert gases == loaded.sources.keys()
    assert all(source.startswith("IPCC AR") for source in loaded.sources.values())


def test_three_sets_are_shipped_and_ar6_is_the_default():
    assert gwp_sets() == ("ipcc-ar6-gwp100", "ipcc-ar6-gwp20", "ipcc-ar5-gwp100")
    assert (gwp_set().id, gwp_set().edition, gwp_set().horizon) == (
        "ipcc-ar6-gwp100",
        "AR6",
        100,
    )


def test_an_unknown_set_is_refused_with_the_nearest_name():
    with pytest.raises(UsageError) as caught:
        gwp_set("ipcc-ar6-gwp10")
    finding = caught.value.finding
    assert finding.code == "E606"
    assert finding.values["nearest"] in gwp_sets()


@pytest.mark.parametrize("gwp", ["ipcc-ar6-gwp100", "ipcc-ar6-gwp20"])
def test_every_species_of_the_ar6_table_is_there(gwp):
    # Table 7.SM.7 has 249 species, and table 7.15 two methanes more.
    flows = elementary_flows()
    species = {flows[f].species for f in gwp_set(gwp).factors if not flows[f].is_ready}
    assert len(species) == 249 + 2


def has_check_digit(cas: str) -> bool:
    """CAS: digits from the right, weighted 1, 2, 3 …, sum modulo 10."""
    digits = cas.replace("-", "")
    weighted = sum(i * int(d) for i, d in enumerate(reversed(digits[:-1]), start=1))
    return weighted % 10 == int(digits[-1])


def test_cas_numbers_have_their_check_digit():
    numbers = {flow.cas for flow in elementary_flows().values() if flow.cas}
    assert len(numbers) > 200
    assert [cas for cas in numbers if not has_check_digit(cas)] == []


# ------------------------------------------------------------------ items and totals


def test_items_partition_the_flows():
    flows = list(gwp_set().factors)
    C = characterisation("ipcc-ar6-gwp100", flows)
    assert C.shape == (len(ITEMS) + 1, len(flows))
    assert (np.count_nonzero(C[: len(ITEMS)], axis=0) <= 1).all()
    assert {flow.item for flow in elementary_flows().values()} == set(ITEMS)


@pytest.mark.parametrize(
    ("flow", "item"),
    [
        ("co2_fossil", "fossil"),
        ("sf6", "fossil"),
        ("co2_biogenic", "biogenic_co2_emitted"),
        ("co2_biogenic_removed", "biogenic_co2_removed"),
        ("ch4_biogenic", "biogenic_other"),
        ("n2o_biogenic", "biogenic_other"),
        ("co2_land_use", "land_use_change"),
        ("co2_land_management_removed", "land_management"),
        ("co2_captured", "technological_removal"),
        ("ch4", "unspecified"),
        ("co2e_unspecified", "unspecified"),
        ("co2e_land_use_change", "land_use_change"),
    ],
)
def test_a_flow_is_booked_under_its_item(flow, item):
    C = characterisation("ipcc-ar6-gwp100", [flow])
    assert C[ROWS.index(item), 0] == gwp_set().factors[flow]


def test_an_uptake_lowers_the_including_total_only():
    # 10 kg fossil − 4 kg taken up = 6 kg; without biogenic CO2: 10 kg.
    amounts = {"co2_fossil": 10.0, "co2_biogenic_removed": 4.0}
    assert totals("ipcc-ar6-gwp100", amounts) == (6.0, 10.0)


@pytest.mark.parametrize(
    "emitted",
    [
        {"co2_biogenic": 44.0},  # 12 kg C · 44/12
        {"ch4_biogenic": 16.0},  # 12 kg C · 16/12
        {"co2_biogenic": 22.0, "ch4_biogenic": 8.0},  # half each
    ],
)
@pytest.mark.parametrize("gwp", gwp_sets())
def test_a_closed_carbon_cycle_gives_the_same_total_in_both_views(gwp, emitted):
    # 12 kg C are taken up as 44 kg CO2 and leave again, whole.
    amounts = {"co2_biogenic_removed": 44.0, **emitted}
    including, excluding = totals(gwp, amounts)
    assert_allclose(including, excluding, rtol=ROUNDING, atol=1e-9)


def test_biogenic_methane_of_a_closed_cycle_counts_its_gwp():
    # 16 kg CH4 · 27.0 = 432 kg CO2e, and the 44 kg CO2 of its carbon cancel.
    amounts = {"co2_biogenic_removed": 44.0, "ch4_biogenic": 16.0}
    assert totals("ipcc-ar6-gwp100", amounts) == pytest.approx((432, 432), rel=ROUNDING)


def test_the_totals_differ_by_the_net_biogenic_uptake():
    # PACT: incl = excl + uptake. Uptake −5, emitted +2, so incl − excl = −3.
    amounts = {
        "co2_fossil": 7.0,
        "co2_biogenic_removed": 5.0,
        "co2_biogenic": 2.0,
        "n2o_biogenic": 0.01,
        "co2_captured": 1.0,
    }
    including, excluding = totals("ipcc-ar6-gwp100", amounts)
    assert including - excluding == pytest.approx(-3.0, rel=ROUNDING)
    assert excluding == pytest.approx(7 + 2.73 - 1, rel=ROUNDING)  # 0.01 · 273


def test_fossil_and_captured_carbon_dioxide_cancel_in_both_views():
    amounts = {"co2_fossil": 3.0, "co2_captured": 3.0}
    assert totals("ipcc-ar6-gwp100", amounts) == (0.0, 0.0)


# ------------------------------------------------------------------ ready CO2e


@pytest.mark.parametrize("item", ITEMS)
@pytest.mark.parametrize("gwp", gwp_sets())
def test_no_gwp_multiplies_ready_co2e(gwp, item):
    C = characterisation(gwp, [ready_flow(item)])
    assert C[ROWS.index(item), 0] == 1.0
    assert C.sum() == 1.0


def test_an_unknown_item_is_refused():
    with pytest.raises(FlowLookupError) as caught:
        ready_flow("fosil")
    assert (caught.value.code, caught.value.values["nearest"]) == ("E608", "fossil")


@pytest.mark.parametrize(
    ("item", "value", "code"),
    [
        ("biogenic_co2_removed", -1.2, None),
        ("biogenic_co2_removed", 1.2, "E607"),
        ("technological_removal", 0.1, "E607"),
        ("biogenic_co2_emitted", 1.0, None),
        ("biogenic_co2_emitted", -1.0, "E607"),
        ("biogenic_co2_removed", 0.0, None),
        ("land_use_change", -3.0, None),
        ("unspecified", -3.0, None),
    ],
)
def test_a_ready_figure_has_the_sign_of_its_item(item, value, code):
    finding = check_ready_sign(item, value, "factors.wood.co2e." + item)
    assert (finding.code if finding else None) == code


# ------------------------------------------------------------------ uncharacterised


def test_a_gas_that_the_set_lacks_is_an_error_for_that_set_only():
    # HFE-7300 is in table 7.SM.7 of AR6 and not in table 8.A.1 of AR5.
    characterisation("ipcc-ar6-gwp100", ["hfe_7300"])
    with pytest.raises(ModelError) as caught:
        characterisation("ipcc-ar5-gwp100", ["co2_fossil", "hfe_7300", "hfo_1123"])
    found = [(f.code, f.values["flow"]) for f in caught.value.findings]
    assert found == [("E605", "hfe_7300"), ("E605", "hfo_1123")]


def test_a_value_for_a_flow_that_has_no_item_is_refused_and_not_counted_as_zero():
    own = GwpSet(
        id="mine", edition="AR6", horizon=100, factors={"my_gas": 7.0}, sources={}
    )
    with pytest.raises(ModelError, match="E605"):
        characterisation(own, ["my_gas"])


def test_gases_with_two_values_in_ar5_are_left_out_of_it():
    # Table 8.A.1 lists HG-02, HG-03 and heptafluorobutanol twice, with two values.
    ar5 = gwp_set("ipcc-ar5-gwp100")
    names = ("HG-02", "HG-03", "2,2,3,3,4,4,4-heptafluorobutan-1-ol")
    assert len(uncharacterised(ar5, [emission_flow(name) for name in names])) == 3


def test_a_set_of_ones_own_characterises_too():
    # AR4, table 2.14: CH4 25, N2O 298.
    own = GwpSet(
        id="ipcc-ar4-gwp100",
        edition="AR4",
        horizon=100,
        factors={"ch4": 25.0, "n2o": 298.0},
        sources={},
    )
    assert totals(own, {"ch4": 2.0, "n2o": 1.0})[0] == 2 * 25 + 298


# ------------------------------------------------------------------ other categories


def test_the_shipped_category_gives_the_protocols_values():
    # Montreal Protocol, annexes A to C: CFC-11 1, CFC-113 0.8, halon-1301 10, HCFC-22.
    category = impact_category("ozone_depletion")
    flows = ["cfc_11", "cfc_113", "halon_1301", "hcfc_22", "co2_fossil"]
    assert category_factors(category, flows).tolist() == [1, 0.8, 10, 0.055, 0]
    assert category.unit == "kg CFC-11e"
    assert set(category.factors) <= set(elementary_flows())
    assert all(category.sources.values())


HEADER = "category,name_zh,name_en,unit,flow,factor,source\n"


def test_a_csv_file_adds_an_impact_category(tmp_path):
    rows = "acid,酸化,Acidification,kg SO2e,so2,1,test\n"
    rows += "acid,酸化,Acidification,kg SO2e,nox,0.7,test\n"
    (tmp_path / "acid.csv").write_text(HEADER + rows, encoding="utf-8")
    category = impact_category("acid", tmp_path)
    assert category.name == Text("酸化", "Acidification")
    assert category_factors(category, ["nox", "so2"]).tolist() == [0.7, 1.0]


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("a,,,kg,so2,one,s\n", 2),
        ("a,,,kg,so2,nan,s\n", 2),
        ("a,,,kg,so2,1,s\na,,,kg,so2,2,s\n", 3),
        ("a,,,kg,so2,1,s\na,,,g,nox,2,s\n", 3),
        ("a,,,kg,so2,1,\n", 2),
        ("a,,,kg,so2,1\n", 2),
    ],
)
def test_a_broken_category_file_is_refused_with_its_line(tmp_path, rows, line):
    (tmp_path / "a.csv").write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        impact_categories(tmp_path)
    (finding,) = caught.value.findings
    assert (finding.code, finding.values["line"]) == ("E612", line)


def test_an_unknown_category_is_refused_with_the_nearest_name():
    with pytest.raises(UsageError) as caught:
        impact_category("ozone-depletion")
    assert caught.value.finding.code == "E615"
    assert caught.value.finding.values["nearest"] == "ozone_depletion"
