"""Datasets with their supply chain under the methods of a package."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import small_packages as small
from small_databases import imported

from lcagraph.background.records import Method, MethodFactor, Package
from lcagraph.background.scoring import find_methods, inventory_of, score
from lcagraph.background.store import Database
from lcagraph.errors import UsageError
from lcagraph.formats.openlca_jsonld import read_openlca_jsonld

CHAIN = Path(__file__).parent / "data" / "uslci_chain" / "jsonld.tar.gz"
COAL = "66280f03-b26f-35c4-bda2-3d4a8652943a"
ACIDIFICATION = {"Sulfur dioxide": 1.31, "Nitrogen oxides": 0.74}
"""EF 3.1, accumulated exceedance, emissions to air. [mol H+ eq/kg]"""


def factor(flow: str, amount: float, **more: str) -> MethodFactor:
    return MethodFactor(flow=flow, amount=amount, **more)


def method(*factors: MethodFactor, id: str = "ap", **more: str) -> Method:
    words = {"name": "EF 3.1", "category": "acidification", "unit": "mol H+ eq", **more}
    return Method(id=id, factors=factors, **words)


def mill(*methods: Method) -> Package:
    """1 kg of paper takes 2 MJ of heat; 1 MJ gives off 3 g SO2, the mill 5 g and 7 g
    dust."""
    so2 = small.elementary("SO2")
    dust = small.elementary("dust")
    flows = [small.product("paper"), small.product("heat", "energy"), so2, dust]
    paper = small.process(
        "paper",
        small.reference("paper"),
        small.used("heat", 2.0),
        small.made("SO2", 0.005),
        small.made("dust", 0.007),
    )
    heat = small.process("heat", small.reference("heat"), small.made("SO2", 0.003))
    return small.package(flows, paper, heat, methods=methods)


def column_of(database: Database, process: str) -> int:
    (found,) = database.named(process)
    return found.column


def test_the_whole_supply_chain_counts(tmp_path: Path) -> None:
    database = imported(mill(method(factor("SO2", 1.31))), tmp_path)
    (found,) = score(database, column_of(database, "paper"), database.methods())
    # 5 g of its own + 2 MJ × 3 g/MJ = 11 g; × 1.31 mol/kg = 0.01441 mol
    assert found.value == pytest.approx(0.01441, rel=1e-14)
    assert (found.uncharacterised, found.inventory) == (1, 2)  # the dust
    (flow,) = found.flows
    assert (flow.name, flow.unit) == ("SO2", "kg")
    assert flow.amount == pytest.approx(0.011, rel=1e-14)
    assert flow.score == pytest.approx(0.01441, rel=1e-14)


def test_a_factor_per_gram_is_converted(tmp_path: Path) -> None:
    group = small.UNIT_GROUPS[0]
    grams = replace(group, factors={**group.factors, "g": 1e-3})
    package = mill(method(factor("SO2", 1.31e-3, unit="g")))
    package = replace(package, unit_groups={**package.unit_groups, "mass": grams})
    database = imported(package, tmp_path)
    (found,) = score(database, column_of(database, "heat"), database.methods())
    assert found.value == pytest.approx(0.003 * 1.31, rel=1e-14)


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (factor("dust", 1.0, unit="furlong"), "E083"),
        (factor("dust", 1.0, location="CN"), "E085"),
    ],
)
def test_a_factor_that_cannot_be_used_makes_the_score_unknown(
    tmp_path: Path, bad: MethodFactor, code: str
) -> None:
    database = imported(mill(method(factor("SO2", 2.0), bad)), tmp_path)
    (found,) = score(database, column_of(database, "paper"), database.methods())
    assert math.isnan(found.value)
    assert found.partial == pytest.approx(0.022, rel=1e-14)  # 11 g × 2
    assert code in {finding.code for finding in found.findings}
    # heat gives off no dust: nothing is unknown about it
    (found,) = score(database, column_of(database, "heat"), database.methods())
    assert found.value == pytest.approx(0.006, rel=1e-14)


def test_a_dataset_without_emissions_scores_zero(tmp_path: Path) -> None:
    package = small.package(
        [small.product("x")],
        small.process("x", small.reference("x")),
        methods=(method(factor("SO2", 1.0)),),
    )
    database = imported(package, tmp_path)
    (found,) = score(database, 0, database.methods())
    assert (found.value, found.inventory) == (0.0, 0)


def test_methods_are_found_by_id_name_category_and_title(tmp_path: Path) -> None:
    two = (method(id="1"), method(id="2", category="eutrophication"))
    database = imported(mill(*two), tmp_path)
    found = {
        text: [one.id for one in find_methods(database, text)]
        for text in ("", "2", "ef 3.1", "Acidification", "EF 3.1 / eutrophication")
    }
    assert list(found.values()) == [["1", "2"], ["2"], ["1", "2"], ["1"], ["2"]]


@pytest.mark.parametrize(
    ("methods", "wanted", "code"), [((), "", "E073"), ((method(),), "acid", "E076")]
)
def test_a_method_that_is_not_there_is_refused(
    tmp_path: Path, methods: tuple[Method, ...], wanted: str, code: str
) -> None:
    database = imported(mill(*methods), tmp_path)
    with pytest.raises(UsageError) as error:
        find_methods(database, wanted)
    assert error.value.finding.code == code


def test_a_real_chain_scores_as_dense_linear_algebra_does(tmp_path: Path) -> None:
    """Coal electricity of USLCI; numpy solves the whole of A, with all its loops."""
    package = read_openlca_jsonld(CHAIN)
    factors = tuple(
        factor(flow.id, ACIDIFICATION[flow.name])
        for flow in package.flows.values()
        if flow.kind == "elementary" and flow.name in ACIDIFICATION
    )
    database = imported(replace(package, methods=(method(*factors),)), tmp_path)
    n, column = len(database), column_of(database, COAL)
    a, b = np.zeros((n, n)), np.zeros((len(database.elementary), n))
    for matrix, part in ((a, database.technosphere), (b, database.interventions)):
        np.add.at(matrix, (part.row, part.column), part.value)
    inventory = b @ np.linalg.solve(a, np.eye(n)[column])
    weight = {each.flow: each.amount for each in factors}
    expected = sum(
        weight.get(flow, 0.0) * amount
        for flow, amount in zip(database.elementary, inventory.tolist(), strict=True)
    )
    (found,) = score(database, column, database.methods())
    assert expected > 0
    assert found.value == pytest.approx(expected, rel=1e-9)
    largest = np.abs(inventory).max()
    np.testing.assert_allclose(
        inventory_of(database, column), inventory, rtol=1e-9, atol=1e-12 * largest
    )
    assert found.uncharacterised == found.inventory - len(found.flows)
