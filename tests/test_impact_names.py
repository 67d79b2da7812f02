"""What a reader may write for a gas, and how a refusal reads."""

import pytest

from lcagraph.errors import Finding
from lcagraph.impact import (
    ElementaryFlow,
    FlowLookupError,
    elementary_flows,
    emission_flow,
    origin_finding,
    removal_flow,
)
from lcagraph.wording import LANGUAGES, codes, explanation, help_lines, message


def code_of(call, *arguments):
    with pytest.raises(FlowLookupError) as caught:
        call(*arguments)
    return caught.value.code


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        ("co2_fossil", "co2_fossil"),
        ("CO2_Fossil", "co2_fossil"),
        ("Carbon dioxide, fossil", "co2_fossil"),
        ("化石CO₂", "co2_fossil"),
        ("methane, non-fossil", "ch4_biogenic"),
        ("CH4", "ch4"),
        ("甲烷", "ch4"),
        ("氧化亚氮", "n2o"),
        ("10024-97-2", "n2o"),
        ("SF6", "sf6"),
        ("SF₆", "sf6"),
        ("六氟化硫", "sf6"),
        ("2551-62-4", "sf6"),
        ("sulphur hexafluoride", "sf6"),
        ("HFC-134a", "hfc_134a"),
        ("hfc 134a", "hfc_134a"),
        ("R134a", "hfc_134a"),
        ("R-32", "hfc_32"),
        ("811-97-2", "hfc_134a"),
        ("PFC-14", "cf4"),
        ("HFO-1234ze(E)", "hfo_1234ze_e"),
        ("HG'-02", "hg_prime_02"),
        ("sevoflurane", "hfe_347mmz1"),
    ],
)
def test_a_gas_is_found_by_any_of_its_names(text, flow):
    assert emission_flow(text) == flow


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("74-82-8", "E602"),
        ("CO2", "E602"),
        ("124-38-9", "E602"),
        ("二氧化碳", "E602"),
        ("R-410A", "E601"),
        ("steam", "E601"),
        ("", "E601"),
        ("co2_biogenic_removed", "E603"),
        ("co2_captured", "E603"),
        ("co2e_fossil", "E609"),
    ],
)
def test_a_text_that_is_no_single_emission_is_refused(text, code):
    assert code_of(emission_flow, text) == code


def test_an_unknown_gas_comes_with_the_nearest_id():
    with pytest.raises(FlowLookupError) as caught:
        emission_flow("co2_fosil")
    assert caught.value.values["nearest"] == "co2_fossil"


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        ("co2_biogenic", "co2_biogenic_removed"),
        ("co2_biogenic_removed", "co2_biogenic_removed"),
        ("co2_uptake", "co2_biogenic_removed"),
        ("co2_fossil", "co2_captured"),
        ("co2_land_management", "co2_land_management_removed"),
    ],
)
def test_a_removal_is_named_by_its_flow_or_by_the_gas_it_takes_back(text, flow):
    assert removal_flow(text) == flow


@pytest.mark.parametrize(("text", "code"), [("sf6", "E604"), ("CO2", "E602")])
def test_what_cannot_be_removed_is_refused(text, code):
    assert code_of(removal_flow, text) == code


@pytest.mark.parametrize(
    ("flow", "code"), [("ch4", "W621"), ("n2o", "N622"), ("ch4_fossil", None)]
)
def test_a_gas_without_its_origin_is_a_finding(flow, code):
    finding = origin_finding(flow, "processes.x.emissions.gas")
    assert (finding.code if finding else None) == code


def is_found_by_its_id(flow: ElementaryFlow) -> bool:
    find = removal_flow if flow.is_removal else emission_flow
    return flow.is_ready or find(flow.id) == flow.id


def test_every_flow_has_both_names_and_is_found_by_its_id():
    flows = elementary_flows().values()
    assert [flow.id for flow in flows if not (flow.name.zh and flow.name.en)] == []
    assert [flow.id for flow in flows if not is_found_by_its_id(flow)] == []


def test_a_pollutant_is_not_taken_for_a_greenhouse_gas_with_similar_letters():
    with pytest.raises(FlowLookupError) as caught:
        emission_flow("NOx")
    assert caught.value.values["nearest"] is None
    finding = Finding(code="E601", values=caught.value.values)
    assert "“NOx” has no GWP" in help_lines(finding, "en")[0]


# ------------------------------------------------------------------ wording


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("text", ["steam", "CO2", "co2_captured", "co2e_fossil"])
def test_refusals_read_as_sentences_with_a_cure(text, lang):
    with pytest.raises(FlowLookupError) as caught:
        emission_flow(text)
    finding = Finding(code=caught.value.code, values=caught.value.values)
    assert text in message(finding, lang)
    assert help_lines(finding, lang)
    assert "{" not in message(finding, lang)


@pytest.mark.parametrize("code", [code for code in codes() if code[1] == "6"])
def test_every_code_of_the_family_is_explained_in_both_languages(code):
    assert all(len(explanation(code, lang)) > 30 for lang in LANGUAGES)
