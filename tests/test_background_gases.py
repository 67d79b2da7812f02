"""Elementary flows of every naming system find their gas, or are told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from elementary_flows import codes, flow, gas_of, mapping, openlca_id
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.background.gases import STRATEGIES, map_gases
from lcagraph.background.gases.substances import identify
from lcagraph.background.gases.suspects import looks_like_greenhouse_gas
from lcagraph.background.records import (
    Flow,
    FlowProperty,
    Package,
    UnitGroup,
)
from lcagraph.impact import elementary_flows

# ------------------------------------------------------------------- naming systems

ILCD = ("Emissions", "Emissions to air", "Emissions to air, unspecified")
ILCD_STACK = (
    "Emissions",
    "Emissions to air",
    "Emissions to non-urban air or from high stacks",
)
ILCD_TAKEN = (
    "Resources",
    "Resources from air",
    "Renewable material resources from air",
)
FEDERAL = ("Elementary flows", "emission", "air", "troposphere", "rural")
NETL = ("Elementary Flows", "NETL Coal Elementary Flows", "air", "unspecified")
ECOINVENT = ("air", "non-urban air or from high stacks")
SIMAPRO = ("Emissions to air", "high. pop.")

NAMED = [
    ("Carbon dioxide, fossil", ECOINVENT, "co2_fossil"),
    ("Carbon dioxide, non-fossil", ECOINVENT, "co2_biogenic"),
    ("Carbon dioxide, from soil or biomass stock", ECOINVENT, "co2_land_use"),
    ("Methane, non-fossil", ECOINVENT, "ch4_biogenic"),
    ("Dinitrogen monoxide", ECOINVENT, "n2o"),
    ("Ethane, 1,1,1,2-tetrafluoro-, HFC-134a", ECOINVENT, "hfc_134a"),
    ("HFC-134a", ECOINVENT, "hfc_134a"),
    ("Tetrachloroethylene", ECOINVENT, "ccl2_ccl2"),
    ("Nitrogen fluoride", ECOINVENT, "nf3"),
    ("carbon dioxide (fossil)", ILCD, "co2_fossil"),
    ("carbon dioxide (biogenic)", ILCD_STACK, "co2_biogenic"),
    ("Carbon dioxide (land use change)", ILCD, "co2_land_use"),
    ("methane (biogenic)", ILCD_STACK, "ch4_biogenic"),
    ("sulphur hexafluoride", ILCD, "sf6"),
    ("二氧化碳（化石源）", ("排放", "排放到大气"), "co2_fossil"),
    ("甲烷（生物源）", ("大气",), "ch4_biogenic"),
    ("四氟乙烷", ("大气",), "hfc_134a"),
    ("一氯二氟甲烷", ("排放到大气",), "hcfc_22"),
    ("七氟丙烷（HFC-227ea）", ("大气",), "hfc_227ea"),
    ("Carbon dioxide, biogenic", FEDERAL, "co2_biogenic"),
    ("Nitrous oxide", FEDERAL, "n2o"),
    ("1-Propene, 2,3,3,3-tetrafluoro-", FEDERAL, "hfo_1234yf"),
    ("Dinitrogen monoxide", NETL, "n2o"),
    ("Carbon dioxide, land transformation", SIMAPRO, "co2_land_use"),
    ("Methane, bromotrifluoro-, Halon 1301", SIMAPRO, "halon_1301"),
    ("Methane, monochloro-, R-40", SIMAPRO, "methyl_chloride"),
    ("Ethane, hexafluoro-, HFC-116", SIMAPRO, "c2f6"),
    ("Methane, tetrafluoro-, CFC-14", SIMAPRO, "cf4"),
    ("Methane, tetrachloro-, CFC-10", SIMAPRO, "carbon_tetrachloride"),
    ("Kohlendioxid, fossil", ("Emissions to air",), "co2_fossil"),
]


@pytest.mark.parametrize(("name", "compartment", "gas"), NAMED)
def test_a_name_in_the_words_of_its_system_finds_its_gas(
    name: str, compartment: tuple[str, ...], gas: str
) -> None:
    assert gas_of(flow(name, compartment)) == gas


@pytest.mark.parametrize(
    ("name", "compartment", "gas"),
    [
        ("Carbon dioxide, in air", ("resource", "in air"), "co2_biogenic_removed"),
        ("Carbon dioxide, in air", ("natural resource", "in air"), None),
        ("Carbon dioxide, in air", ("resource", "biotic"), None),
        ("Carbon dioxide, in air", ("Raw", "in air"), None),
        ("Carbon dioxide", ("Elementary flows", "resource", "air"), None),
        ("carbon dioxide (biogenic)", ILCD_TAKEN, None),
        ("Carbon dioxide, non-fossil, resource correction", ("resource",), None),
        (
            "Carbon dioxide (land use change)",
            ILCD_TAKEN,
            "co2_land_use_removed",
        ),
    ],
)
def test_co2_taken_from_the_air_is_a_removal(
    name: str, compartment: tuple[str, ...], gas: str | None
) -> None:
    taken = mapping(flow(name, compartment), direction="input").mapped["f"]
    assert taken.gas == (gas or "co2_biogenic_removed")
    assert taken.factor == 1.0  # B is positive when the resource comes in


def test_co2_that_goes_into_a_stock_is_a_removal_by_land_use() -> None:
    stored = flow("Carbon dioxide, to soil or biomass stock", ("soil", "forestry"))
    assert gas_of(stored) == "co2_land_use_removed"


@pytest.mark.parametrize(
    "compartment",
    [
        ("water", "river"),
        ("soil", "agricultural"),
        ("resource", "in ground"),
        ("Emissions", "Emissions to water", "Emissions to fresh water"),
        ("emission", "air", "subterranean"),
    ],
)
def test_only_what_goes_to_the_air_counts(compartment: tuple[str, ...]) -> None:
    found = mapping(flow("Methane, fossil", compartment))
    assert not found.mapped
    assert not found.unmapped
    assert not found.findings
    assert found.counts["gases_not_to_air"] == 1


@pytest.mark.parametrize(
    "name",
    [
        "Carbon monoxide, fossil",
        "NMVOC, non-methane volatile organic compounds",
        "Hydrocarbons (other than methane)",
        "Fluoranthene",
        "Hydrogen fluoride",
        "Methane, nitro-",
        "Methanesulfonic acid",
        "Acifluorfen",
        "非甲烷总烃",
        "Ethene, chloro-",
        "Carbon-14",
        "Nitrogen oxides",
    ],
)
def test_other_pollutants_are_neither_mapped_nor_told(name: str) -> None:
    found = mapping(flow(name))
    assert not found.mapped
    assert not found.unmapped
    assert not found.findings


# ------------------------------------------------------------------------ strategies


def test_each_way_of_finding_is_counted_once() -> None:
    known = "08a91e70-3ddc-11dd-923d-0050c2490048"
    found = mapping(
        flow("carbon dioxide (fossil)", ILCD, id=known),
        flow("x", id="1", cas="010024-97-2"),
        flow("x", id="2", formula="SF6"),
        flow("Chloroform", id="3"),
        flow("x", id="4", synonyms=("Freon 12", "R-12")),
        flow("x", id="5"),
        flow("CH4 - waste - air", id="6"),  # of EXIOBASE, in kg
    )
    assert {f"gases_by_{way}": 1 for way in STRATEGIES}.items() <= found.counts.items()
    assert [found.mapped[i].strategy for i in "61234"] == [
        *("concordance", *STRATEGIES[2:]),
    ]
    assert found.mapped["4"].gas == "cfc_12"
    assert "5" not in found.mapped


def test_the_order_of_flows_changes_nothing() -> None:
    flows = [flow(name, id=name) for name, _, _ in NAMED]
    assert mapping(*flows) == mapping(*reversed(flows))


def test_synonyms_do_not_count_where_a_cas_number_says_what_it_is() -> None:
    # lists of synonyms in ILCD packages hold names of other substances
    fluorine = flow("fluorine", ILCD, cas="7782-41-4", synonyms=("HFC-23", "methane"))
    assert gas_of(fluorine) is None
    assert codes(fluorine) == []


def test_every_cas_number_of_the_table_finds_its_gas() -> None:
    bases = {"co2": "co2", "ch4": "ch4", "n2o": "n2o"}
    wrong = {
        gas.id
        for gas in elementary_flows().values()
        if gas.cas
        and identify(flow("x", cas=gas.cas)).gases
        != {bases.get(gas.id.split("_")[0], gas.id)}
    }
    assert wrong == set()


# --------------------------------------------------------------------- contradictions


@pytest.mark.parametrize(
    "odd",
    [
        flow("Methane, fossil", cas="124-38-9"),
        flow("Methane, fossil", formula="CO2"),
        flow("HFE-347mcc3", ILCD, cas="406-78-0"),  # as EF 3.1 has it: HFE-347pcf2
        flow("Carbon dioxide (fossil)", ILCD_TAKEN, cas="124-38-9"),
        flow("Methane, fossil", cas="64-17-5"),  # ethanol
        flow("carbon dioxide (biogenic)", id="08a91e70-3ddc-11dd-923d-0050c2490048"),
    ],
)
def test_what_contradicts_itself_is_told_and_not_counted(odd: Flow) -> None:
    found = mapping(odd)
    assert not found.mapped
    assert found.unmapped == {odd.id}
    assert [finding.code for finding in found.findings] == ["W082"]


def test_an_isomer_spelled_out_wins_over_the_number_behind_it() -> None:
    # CHClF-CClF2 is HCFC-123a (354-23-4); HCFC-123 is CHCl2-CF3 (306-83-2)
    loose = flow("Ethane, 1,2-dichloro-1,1,2-trifluoro-, HCFC-123")
    assert gas_of(loose) == "hcfc_123a"
    assert codes(loose) == ["N082"]


def test_a_number_decides_where_the_name_leaves_isomers_open() -> None:
    numbered = flow("Ethane, trifluoro-, HFC-143")
    assert gas_of(numbered) == "hfc_143"
    assert codes(numbered) == []
    assert codes(flow("Ethane, trifluoro-")) == ["W081"]


# ------------------------------------------------------------------------- suspects


@pytest.mark.parametrize(
    "name",
    [
        "HFCs and HCFCs, unspecified",
        "PFC (perfluorocarbons)",
        "Chlorinated fluorocarbons and hydrochlorinated fluorocarbons, unspecified",
        "R-410A",
        "Carbon dioxide equivalents",
        "carbon dioxide (biogenic-100yr)",
        "Coalbed methane",
        "R-744",
        "R-290",
        "R600a",
        "Natural gas, vented",
        "Gas, natural/kg",
        "天然气（逸散）",
        "Butane, 1,1,2-trifluoro-",
        "氢氟碳化物",
        "一氟丁烷",
        "温室气体",
    ],
)
def test_what_looks_like_a_greenhouse_gas_is_told(name: str) -> None:
    found = mapping(flow(name))
    assert found.unmapped == {"f"}
    assert not found.mapped
    (finding,) = found.findings
    assert (finding.code, finding.values["exchanges"]) == ("W081", 1)
    assert found.counts["gases_unmapped"] == 1


def test_co2_to_soil_that_is_no_stock_is_told() -> None:
    assert codes(flow("carbon dioxide (biogenic)", ("Emissions to soil",))) == ["W081"]


# --------------------------------------------------------------------------- origins


@pytest.mark.parametrize(
    ("name", "gas"),
    [
        ("Carbon dioxide", "co2e_unspecified"),
        ("Methane", "ch4"),
        ("Methane, from soil or biomass stock", "ch4_fossil"),
    ],
)
def test_an_origin_left_open_is_told(name: str, gas: str) -> None:
    found = mapping(flow(name))
    assert found.mapped["f"].gas == gas
    assert [finding.code for finding in found.findings] == ["W084"]
    assert found.counts["gases_without_origin"] == 1


def test_an_origin_that_is_stated_is_not_told() -> None:
    assert codes(flow("Methane, fossil")) == []
    assert codes(flow("Dinitrogen monoxide")) == []


# ---------------------------------------------------------------------- compartments


def test_a_gas_without_compartment_counts_as_emitted_to_air_and_is_told() -> None:
    assert gas_of(flow("Methane, biogenic", ())) == "ch4_biogenic"
    assert codes(flow("Methane, biogenic", ("Elementary Flows",))) == ["W085"]


def test_a_solvent_without_compartment_may_have_gone_to_water() -> None:
    assert codes(flow("Chloroform", ())) == ["W081"]


def test_a_resource_without_compartment_is_no_emission() -> None:
    taken = flow("Carbon dioxide, fossil", ())
    assert codes(taken, "input") == ["W081"]
    assert gas_of(flow("Carbon dioxide, in air", ()), "input") == "co2_biogenic_removed"


def test_a_solvent_whose_identifier_proves_water_is_not_counted() -> None:
    # the two flows of USLCI FY18 Q1 differ by compartment only, which EcoSpold 2 lost
    name = "Methane, tetrachloro-, CFC-10"
    to_air = flow(name, (), id=openlca_id(f"air/unspecified/{name}/kg"))
    to_water = flow(name, (), id=openlca_id(f"water/unspecified/{name}/kg"))
    found = mapping(to_air, to_water)
    assert set(found.mapped) == {to_air.id}
    assert not found.unmapped
    assert not found.findings


# ----------------------------------------------------------------------------- units


@pytest.mark.parametrize(
    ("unit", "factor"), [("kg", 1.0), ("g", 1e-3), ("t", 1e3), ("lb av", 0.45359237)]
)
def test_the_factor_is_the_mass_of_one_reference_unit(unit: str, factor: float) -> None:
    assert mapping(flow("SF6", unit=unit)).mapped["f"].factor == factor


def test_a_volume_without_density_is_told_and_not_counted() -> None:
    found = mapping(flow("SF6", unit="m3"))
    assert not found.mapped
    assert found.unmapped == {"f"}
    assert [finding.code for finding in found.findings] == ["W083"]


def test_a_volume_with_a_mass_property_counts_by_its_mass() -> None:
    gas = flow(
        "SF6", unit="", property="v", properties={"v": 1.0, "m": 6.17}
    )  # 6.17 kg/m3 at 15 °C
    package = Package(
        format="test",
        flows={"f": gas},
        flow_properties={
            "v": FlowProperty(id="v", name="Volume", unit_group="uv"),
            "m": FlowProperty(id="m", name="Mass", unit_group="um"),
        },
        unit_groups={
            "uv": UnitGroup(id="uv", name="volume", reference="m3", factors={"m3": 1}),
            "um": UnitGroup(id="um", name="mass", reference="kg", factors={"kg": 1}),
        },
    )
    assert map_gases(package, ["f"]).mapped["f"].factor == 6.17


def test_an_emission_that_is_counted_as_an_input_gets_a_negative_factor() -> None:
    # the identifier proves “air”, but without a compartment the own direction of the
    # flow is the one of its exchanges: 1 kg taken is −1 kg emitted
    name = "Carbon dioxide, fossil"
    lost = flow(name, (), id=openlca_id(f"air/unspecified/{name}/kg"))
    assert mapping(lost, direction="input").mapped[lost.id].factor == -1.0


# ------------------------------------------------------------------------- any text


@given(
    name=st.text(max_size=60),
    cas=st.text(max_size=14),
    formula=st.text(alphabet="CHFNO2()0123456789l ", max_size=30),
    words=st.lists(st.text(max_size=12), max_size=3),
)
def test_no_text_makes_the_mapping_fail(
    name: str, cas: str, formula: str, words: list[str]
) -> None:
    odd = flow(name, tuple(words), cas=cas, formula=formula, synonyms=(name,))
    found = mapping(odd)
    assert found.mapped.keys().isdisjoint(found.unmapped)
    assert len(found.findings) <= 3


@pytest.mark.parametrize("letter", ["1,", "(", "fluoro", "-", "甲烷", "9"])
def test_long_names_are_read_in_bounded_time(letter: str) -> None:
    long = letter * 20_000
    looks_like_greenhouse_gas([long])
    mapping(replace(flow(long), formula=long, cas=long))
