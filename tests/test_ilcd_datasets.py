"""Each statement of an ILCD dataset, in the records that all formats share."""

from __future__ import annotations

from pathlib import Path

import pytest
from ilcd_documents import (
    amount,
    exchange,
    flow,
    process,
    read,
    read_process,
    uuid,
)

from lcagraph.background.build import link_package
from lcagraph.background.linked import NO_ALLOCATION
from lcagraph.background.records import AllocationFactor, Exchange

REFERENCE = exchange(0, "Output", amount(1))


def input_with(
    tmp_path: Path, inner: str, more: str = "", relations: str = ""
) -> Exchange:
    listed = REFERENCE + exchange(1, "Input", inner, more=more)
    return read_process(tmp_path, process(listed, information=relations)).exchanges[1]


# --------------------------------------------------------------------------- a process


def test_a_name_is_joined_from_its_parts_in_each_language(tmp_path: Path) -> None:
    name = (
        '<baseName xml:lang="en">Steel</baseName><baseName xml:lang="zh">钢</baseName>'
        '<treatmentStandardsRoutes xml:lang="en">BOF</treatmentStandardsRoutes>'
        '<mixAndLocationTypes xml:lang="zh">在工厂</mixAndLocationTypes>'
        '<mixAndLocationTypes xml:lang="de">ab Werk</mixAndLocationTypes>'
    )
    found = read_process(tmp_path, process(REFERENCE, name=name))
    assert found.names == {"en": "Steel; BOF", "zh": "钢; 在工厂"}
    assert found.name == "Steel; BOF"


@pytest.mark.parametrize(
    ("kind", "is_system"),
    [
        ("Unit process, single operation", False),
        ("Unit process, black box", False),
        ("LCI result", True),
        ("Partly terminated system", False),
    ],
)
def test_an_lci_result_is_a_system(kind: str, is_system: bool, tmp_path: Path) -> None:
    validation = (
        "<LCIMethodAndAllocation><typeOfDataSet>"
        f"{kind}</typeOfDataSet></LCIMethodAndAllocation>"
    )
    found = read_process(tmp_path, process(REFERENCE, validation=validation))
    assert found.is_system is is_system


def test_time_place_technology_and_source_are_kept(tmp_path: Path) -> None:
    information = (
        "<time><c:referenceYear>2019</c:referenceYear><c:dataSetValidUntil>2025-12"
        "</c:dataSetValidUntil></time><geography><locationOfOperationSupplyOrProduction"
        ' location="CN-SD"/></geography><technology>'
        "<technologyDescriptionAndIncludedProcesses>blown"
        "</technologyDescriptionAndIncludedProcesses></technology>"
    )
    validation = (
        "<dataSourcesTreatmentAndRepresentativeness><referenceToDataSource>"
        "<c:shortDescription>Liu 2006</c:shortDescription></referenceToDataSource>"
        "</dataSourcesTreatmentAndRepresentativeness>"
    )
    document = process(REFERENCE, information=information, validation=validation)
    found = read_process(tmp_path, document)
    assert (found.year_from, found.year_until) == (2019, 2025)
    assert (found.location, found.technology) == ("CN-SD", "blown")
    assert found.source == "Liu 2006"


@pytest.mark.parametrize("text", ["", "unknown", "20195", "２０１９"])
def test_a_year_that_is_none_is_left_open(text: str, tmp_path: Path) -> None:
    information = f"<time><c:referenceYear>{text}</c:referenceYear></time>"
    document = process(REFERENCE, information=information)
    assert read_process(tmp_path, document).year_from is None


def test_a_consumption_mix_counts_as_a_market(tmp_path: Path) -> None:
    name = (
        "<baseName>Electricity</baseName>"
        "<mixAndLocationTypes>consumption mix, to consumer</mixAndLocationTypes>"
    )
    assert read_process(tmp_path, process(REFERENCE, name=name)).is_market


# --------------------------------------------------------------------------- exchanges


def test_an_id_given_twice_is_told_apart(tmp_path: Path) -> None:
    twice = exchange(1, "Input", amount(2)) * 2
    found = read_process(tmp_path, process(REFERENCE + twice))
    assert len({e.id for e in found.exchanges}) == 3


@pytest.mark.parametrize("extra", ["", "allocation"])
def test_an_id_given_twice_to_which_something_refers_refuses_the_process(
    extra: str, tmp_path: Path
) -> None:
    listed = exchange(0, "Output", amount(1)) * 2
    if extra:
        share = exchange(2, "Input", amount(1) + shares(p1=100))
        listed = REFERENCE + exchange(1, "Output", amount(1)) * 2 + share
    package = read(tmp_path, {"processes/p.xml": process(listed)})
    assert [f.code for f in package.problems] == ["E014"]
    assert package.processes == ()


@pytest.mark.parametrize(
    "reference",
    [f'refObjectId="{uuid(50).upper()}"', f'uri="../flows/{uuid(50)}_01.00.000.xml"'],
)
def test_a_flow_is_found_by_id_in_any_case_or_by_its_path(
    reference: str, tmp_path: Path
) -> None:
    document = process(REFERENCE).replace(
        f'refObjectId="{uuid(50)}"'.encode(), reference.encode()
    )
    assert read_process(tmp_path, document).exchanges[0].flow == uuid(50)


def test_a_mean_alone_is_the_amount(tmp_path: Path) -> None:
    found = input_with(tmp_path, "<meanAmount>2.5</meanAmount>")
    assert (found.amount, found.formula) == (2.5, "")


def test_an_amount_with_a_variable_is_mean_times_variable(tmp_path: Path) -> None:
    inner = (
        "<referenceToVariable>share</referenceToVariable><meanAmount>2.0E1</meanAmount>"
        "<resultingAmount>6</resultingAmount>"
    )
    found = input_with(tmp_path, inner)
    assert (found.amount, found.formula) == (6, "2.0E1 * (share)")


@pytest.mark.parametrize(
    "text", ["1,5", "nan", "inf", "1_000", "１２", "5 kg", "1e999"]
)
def test_an_amount_that_is_no_number_stays_unknown(text: str, tmp_path: Path) -> None:
    inner = f"<resultingAmount>{text}</resultingAmount>"
    listed = REFERENCE + exchange(1, "Input", inner)
    package = read(tmp_path, {"processes/p.xml": process(listed)})
    assert package.processes[0].exchanges[1].amount is None
    assert [(f.code, f.at) for f in package.problems] == [("E012", f"{uuid(1)}#1")]


def test_a_mean_does_not_stand_in_for_a_result_that_is_no_number(
    tmp_path: Path,
) -> None:
    inner = "<meanAmount>2</meanAmount><resultingAmount>1,5</resultingAmount>"
    listed = REFERENCE + exchange(1, "Input", inner)
    package = read(tmp_path, {"processes/p.xml": process(listed)})
    assert package.processes[0].exchanges[1].amount is None
    assert [f.code for f in package.problems] == ["E012"]


def test_an_exchange_without_an_amount_is_a_problem(tmp_path: Path) -> None:
    listed = REFERENCE + exchange(1, "Input", "<meanAmount/>")
    package = read(tmp_path, {"processes/p.xml": process(listed)})
    assert package.processes[0].exchanges[1].amount is None
    assert [(f.code, f.at) for f in package.problems] == [("E013", f"{uuid(1)}#1")]


# ------------------------------------------------------------------------- uncertainty


def spread(kind: str, deviation: str = "", low: str = "", high: str = "") -> str:
    return (
        f"<minimumAmount>{low}</minimumAmount><maximumAmount>{high}</maximumAmount>"
        f"<uncertaintyDistributionType>{kind}</uncertaintyDistributionType>"
        f"<relativeStandardDeviation95In>{deviation}</relativeStandardDeviation95In>"
    )


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        # GSD² = 1.44, so GSD = 1.2
        (spread("log-normal", "1.44"), ("lognormal", 6, 1.2, None, None)),
        # 2 SD = 3, so SD = 1.5
        (spread("normal", "3"), ("normal", 6, 1.5, None, None)),
        (spread("triangular", "", "5", "8"), ("triangular", 6, None, 5, 8)),
        (spread("uniform", "", "5", "8"), ("uniform", None, None, 5, 8)),
        (spread("undefined", "", "5", "8"), ("undefined", 6, None, 5, 8)),
    ],
)
def test_a_distribution_is_read_as_ilcd_defines_it(
    stated: str, expected: tuple[object, ...], tmp_path: Path
) -> None:
    found = input_with(tmp_path, amount(6) + stated).uncertainty
    assert found is not None
    numbers = (found.location, found.scale, found.minimum, found.maximum)
    assert (found.spread, *numbers) == pytest.approx(expected)


def test_a_distribution_without_numbers_is_none(tmp_path: Path) -> None:
    assert input_with(tmp_path, amount(6) + spread("log-normal")).uncertainty is None


def test_a_distribution_of_the_mean_is_scaled_to_the_amount(tmp_path: Path) -> None:
    inner = (
        "<referenceToVariable>v</referenceToVariable><meanAmount>2</meanAmount>"
        "<resultingAmount>-6</resultingAmount>" + spread("normal", "1", "1", "4")
    )
    found = input_with(tmp_path, inner).uncertainty
    assert found is not None
    # Factor −6/2 = −3: [1, 4] becomes [−12, −3]; 2 SD = 1 becomes 3, so SD = 1.5.
    assert (found.location, found.scale) == (-6, 1.5)
    assert (found.minimum, found.maximum) == (-12, -3)


# -------------------------------------------------------------------------- parameters


def test_variables_keep_value_and_formula_and_global_ones_are_the_package_s(
    tmp_path: Path,
) -> None:
    relations = (
        '<mathematicalRelations><variableParameter name="a"><meanValue>2</meanValue>'
        "<comment>own</comment></variableParameter>"
        '<variableParameter name="b"><formula>3*a^2</formula></variableParameter>'
        '<variableParameter name="g" '
        'olca:scope="global"><meanValue>7</meanValue></variableParameter>'
        "</mathematicalRelations>"
    )
    document = process(REFERENCE, information=relations)
    package = read(tmp_path, {"processes/p.xml": document})
    a, b = package.processes[0].parameters
    assert (a.name, a.value, a.formula, a.comment) == ("a", 2, "", "own")
    assert (b.name, b.value, b.formula) == ("b", None, "3*a^2")
    assert [(p.name, p.value) for p in package.parameters] == [("g", 7)]


def test_a_variable_without_a_name_refuses_the_process(tmp_path: Path) -> None:
    relations = (
        "<mathematicalRelations><variableParameter><meanValue>2</meanValue>"
        "</variableParameter></mathematicalRelations>"
    )
    document = process(REFERENCE, information=relations)
    package = read(tmp_path, {"processes/p.xml": document})
    assert [f.code for f in package.problems] == ["E014"]


# -------------------------------------------------------------------------- allocation


def shares(**percent: float) -> str:
    listed = "".join(
        f'<allocation internalReferenceToCoProduct="{product[1:]}"'
        f' allocatedFraction="{share}"/>'
        for product, share in percent.items()
    )
    return f"<allocations>{listed}</allocations>"


MASS = (
    "<LCIMethodAndAllocation><LCIMethodApproaches>Allocation - mass"
    "</LCIMethodApproaches></LCIMethodAndAllocation>"
)


def test_an_exchange_is_divided_by_the_percentages_that_it_states(
    tmp_path: Path,
) -> None:
    listed = (
        REFERENCE
        + exchange(1, "Output", amount(2), flow=51)
        + exchange(2, "Input", amount(5) + shares(p0=60, p1=40), flow=52)
    )
    package = read(tmp_path, {"processes/p.xml": process(listed)})
    (found,) = package.processes
    assert found.allocation == (
        AllocationFactor(product=uuid(50), factor=0.6, method="causal", exchange="2"),
        AllocationFactor(product=uuid(51), factor=0.4, method="causal", exchange="2"),
    )
    assert found.default_method == "causal"


def test_shares_of_the_products_themselves_divide_the_whole_process(
    tmp_path: Path,
) -> None:
    listed = exchange(0, "Output", amount(1) + shares(p0=75)) + exchange(
        1, "Output", amount(2) + shares(p1=25), flow=51
    )
    document = process(listed, validation=MASS)
    (found,) = read(tmp_path, {"processes/p.xml": document}).processes
    assert found.allocation == (
        AllocationFactor(product=uuid(50), factor=0.75, method="physical"),
        AllocationFactor(product=uuid(51), factor=0.25, method="physical"),
    )
    assert found.default_method == "physical"


CAUSE = MASS.replace("mass", "physical causality")


@pytest.mark.parametrize("approach", ["", MASS, CAUSE])
def test_products_that_are_wholly_their_own_divide_nothing(
    tmp_path: Path, approach: str
) -> None:
    """Each product 100 % its own, the input 60/40: so the process is divided 60/40."""
    listed = (
        exchange(0, "Output", amount(1) + shares(p0=100))
        + exchange(1, "Output", amount(2) + shares(p1=100), flow=51)
        + exchange(2, "Input", amount(5) + shares(p0=60, p1=40), flow=52)
    )
    document = process(listed, validation=approach)
    (found,) = read(tmp_path, {"processes/p.xml": document}).processes
    causal = [each for each in found.allocation if each.method == "causal"]
    assert [(each.factor, each.exchange) for each in causal] == [(0.6, "2"), (0.4, "2")]
    assert found.default_method == "causal"


def test_a_product_of_its_own_gets_nothing_of_what_is_not_divided(
    tmp_path: Path,
) -> None:
    """Exchange 3 states no shares: the causal shares are not whole, and no others."""
    listed = (
        exchange(0, "Output", amount(1) + shares(p0=100))
        + exchange(1, "Output", amount(2), flow=51)
        + exchange(2, "Input", amount(5) + shares(p0=60, p1=40), flow=52)
        + exchange(3, "Input", amount(5), flow=52)
    )
    flows = {f"flows/{n}.xml": flow(n) for n in (50, 51, 52)}
    package = read(tmp_path, {"processes/p.xml": process(listed), **flows})
    database = link_package(package)
    assert "E052" in {finding.code for finding in database.findings}
    assert all(int(flag) & NO_ALLOCATION for flag in database.flags)


def test_a_stated_approach_without_shares_is_no_allocation(tmp_path: Path) -> None:
    found = read_process(tmp_path, process(REFERENCE, validation=MASS))
    assert (found.allocation, found.default_method) == ((), None)


def test_a_share_of_no_product_of_the_process_refuses_it(tmp_path: Path) -> None:
    listed = exchange(0, "Output", amount(1) + shares(p7=100))
    package = read(tmp_path, {"processes/p.xml": process(listed)})
    assert [f.code for f in package.problems] == ["E014"]
    assert package.processes == ()


# -------------------------------------------------------------- what openLCA adds to it


def test_provider_and_avoided_product_of_openlca_are_read(tmp_path: Path) -> None:
    more = f'olca:defaultProvider="{uuid(9).upper()}" olca:avoidedProduct="true"'
    found = input_with(tmp_path, amount(3), more)
    assert (found.provider, found.is_avoided) == (uuid(9), True)
    assert (found.amount, found.unit) == (3, "")


@pytest.mark.parametrize("has_formula", [True, False])
def test_a_formula_of_openlca_is_in_its_own_unit(
    has_formula: bool, tmp_path: Path
) -> None:
    more = (
        f'olca:unitId="{uuid(7)}" olca:propertyId="{uuid(8)}" olca:amount="0.003"'
        + ' olca:formula="a/1000"' * has_formula
    )
    found = input_with(tmp_path, amount(3), more)
    own = (0.003, "a/1000", uuid(7), uuid(8))
    seen = (found.amount, found.formula, found.unit, found.property)
    assert seen == (own if has_formula else (3, "", "", ""))


def test_ids_that_hold_the_sign_between_ids_stay_whole(tmp_path: Path) -> None:
    listed = REFERENCE + "".join(
        exchange(1, "Input", amount(n)).replace('ID="1"', f'ID="{n}#7"') for n in (1, 2)
    )
    package = read(tmp_path, {"processes/p.xml": process(listed)})
    assert [each.id for each in package.processes[0].exchanges] == ["0", "1#7", "2#7"]
