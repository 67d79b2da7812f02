"""Factors that SimaPro states for a whole compartment: “(unspecified)”."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import small_packages as small
from exported_databases import database

from lcagraph.background.build import link_package
from lcagraph.background.methods import characterise
from lcagraph.background.records import Method, MethodFactor, Package
from lcagraph.background.scoring import score
from lcagraph.exporting.databases import export_database
from lcagraph.importing import add_database

CO2, CH4 = "Carbon dioxide, fossil", "Methane, fossil"


def substance(name: str, *place: str, unit: str = "kg") -> str:
    return "/".join((*place, name))


def emitter(dialect: str = "simapro", *more: MethodFactor) -> Package:
    """1 kg CO2 in low, 2 kg anywhere, 1000 g CH4 in high population density.

    The method has factors of CO2 and CH4 to air, and names no subcompartment.
    """
    places = [
        (CO2, ("Air",)),
        (CO2, ("Air", "low. pop.")),
        (CH4, ("Air",)),
        (CH4, ("Air", "high. pop.")),
        (CH4, ("Water", "river")),
    ]
    flows = [
        replace(
            small.elementary(name, *place),
            id=substance(name, *place),
            name=name,
            unit="kg",
        )
        for name, place in places
    ]
    factors = (
        MethodFactor(flow=f"Air/{CO2}", amount=1.0, unit="kg"),
        MethodFactor(flow=f"Air/{CH4}", amount=29.8, unit="kg"),
        *more,
    )
    method = Method(
        id="m", name="GWP", category="climate", unit="kg CO2 eq", factors=factors
    )
    process = small.process(
        "p",
        small.reference("p"),
        small.made(f"Air/low. pop./{CO2}", 1.0),
        small.made(f"Air/{CO2}", 2.0),
        small.made(f"Air/high. pop./{CH4}", 0.001, unit="t"),
        small.made(f"Water/river/{CH4}", 5.0),
    )
    flows = [small.product("p"), *flows]
    return small.package(flows, process, methods=(method,), dialect=dialect)


def test_a_subcompartment_without_a_factor_has_that_of_its_compartment(
    tmp_path: Path,
) -> None:
    held = database(emitter(), tmp_path)
    (found,) = score(held, 0, held.methods())
    # 1 + 2 kg CO2 and 1 kg CH4 × 29.8; methane to water has no factor at all
    assert found.value == pytest.approx(32.8, rel=1e-15)
    assert (found.uncharacterised, found.inventory) == (1, 4)
    (note,) = found.findings
    assert (note.code, note.values["number"]) == ("N084", 2)


def test_a_method_of_another_database_does_the_same(tmp_path: Path) -> None:
    """The inventory has no row, and no record, of methane to air as a whole."""
    package = emitter()
    flows = {id_: f for id_, f in package.flows.items() if id_ != f"Air/{CH4}"}
    held = database(replace(package, flows=flows, methods=()), tmp_path)
    (found,) = score(held, 0, package.methods)
    assert found.value == pytest.approx(32.8, rel=1e-15)


def test_a_factor_of_the_subcompartment_itself_goes_first(tmp_path: Path) -> None:
    """And zero is a factor: 1 + 2 kg CO2, methane nothing."""
    own = MethodFactor(flow=f"Air/high. pop./{CH4}", amount=0.0)
    held = database(emitter("simapro", own), tmp_path)
    (found,) = score(held, 0, held.methods())
    assert found.value == pytest.approx(3.0, rel=1e-15)


def test_other_formats_have_a_factor_per_flow_and_nothing_else() -> None:
    linked = link_package(emitter("openlca"))
    row = characterise(linked, linked.package.methods[0]).row
    weights = dict(zip(linked.elementary, row.tolist(), strict=True))
    assert weights[f"Air/{CO2}"] == 1.0
    assert weights[f"Air/low. pop./{CO2}"] == 0.0


def test_an_export_has_a_factor_for_each_flow(tmp_path: Path) -> None:
    """openLCA knows no factors of compartments, and must not find less."""
    held = database(emitter(), tmp_path)
    export_database(held, tmp_path / "p.zip", "openlca_jsonld")
    again = add_database(tmp_path / "p.zip", name="a", place=tmp_path / "db").database
    (found,) = score(again, 0, again.methods())
    assert found.value == pytest.approx(32.8, rel=1e-15)
