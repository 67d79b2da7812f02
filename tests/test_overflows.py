"""Numbers beyond floating point take down their datasets, not the import."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import small_packages as small
from small_databases import imported

from lcagraph.background.build import link_package
from lcagraph.background.linked import BAD_NUMBER, SINGULAR, LinkedDatabase
from lcagraph.background.offers import offer_in
from lcagraph.background.records import Package
from lcagraph.errors import Finding
from lcagraph.importing import solved

CO2 = small.elementary("co2", cas="124-38-9")
GONE = BAD_NUMBER | SINGULAR


def works(*processes: object) -> Package:
    """Whatever is given, and C, which has nothing to do with it: 5 kg CO2."""
    flows = [*map(small.product, "pqrc"), CO2]
    sound = small.process("C", small.reference("c"), small.made("co2", 5))
    return small.package(flows, *processes, sound)  # type: ignore[arg-type]


def too_long_a_chain() -> Package:
    """B emits 1e15 kg/kg, of which A takes 1e308 kg; R buys A."""
    return works(
        small.process("A", small.reference("p"), small.used("q", 1e308)),
        small.process("B", small.reference("q", 1e-10), small.made("co2", 1e5)),
        small.process("R", small.reference("r"), small.used("p", 1)),
    )


def figures(
    package: Package,
) -> tuple[LinkedDatabase, dict[str, float], dict[str, int]]:
    linked, diagnosis, known = solved(link_package(package))
    names = [one.process for one in linked.activities]
    values = dict(zip(names, known.values[:, 0].tolist(), strict=True))
    return linked, values, dict(zip(names, diagnosis.chain.tolist(), strict=True))


def test_a_chain_beyond_all_numbers_has_no_figure_and_the_rest_has() -> None:
    linked, values, chain = figures(too_long_a_chain())
    assert (values["B"], values["C"]) == (1e15, 5.0)
    assert np.isnan([values["A"], values["R"]]).all()
    assert chain == {"A": GONE, "B": 0, "C": 0, "R": GONE}
    assert [(f.code, f.at) for f in linked.findings if f.code == "E055"] == [
        ("E055", "A")
    ]
    assert linked.counts["without_answer"] == 2


def test_several_such_chains_are_told_one_by_one() -> None:
    package = works(
        small.process("A", small.reference("p"), small.used("q", 1e308)),
        small.process("B", small.reference("q", 1e-10), small.made("co2", 1e5)),
        small.process("R", small.reference("r"), small.used("q", 2e307)),
    )
    linked, values, _ = figures(package)
    told = sorted(f.at for f in linked.findings if f.code == "E055")
    assert told == ["A", "R"]
    assert values["C"] == 5.0


def test_a_sum_beyond_all_numbers_is_left_out_and_flagged() -> None:
    package = works(
        small.process(
            "A",
            small.reference("p"),
            small.made("co2", 1e308, id="1"),
            small.made("co2", 1e308, id="2"),
        )
    )
    linked, values, chain = figures(package)
    assert values == {"A": 0.0, "C": 5.0}
    assert chain["A"] == BAD_NUMBER
    assert [f.at for f in linked.findings if f.code == "E055"] == ["A"]


def test_a_unit_that_makes_an_amount_infinite_makes_it_no_number() -> None:
    """1e306 t are 1e309 kg."""
    package = works(
        small.process("A", small.reference("p"), small.made("co2", 1e306, unit="t"))
    )
    linked, values, chain = figures(package)
    assert (values["C"], chain["A"]) == (5.0, BAD_NUMBER)
    assert "E046" in small.codes(linked)


def test_large_numbers_that_can_be_computed_with_are_used() -> None:
    package = works(
        small.process("A", small.reference("p"), small.used("q", 1e200)),
        small.process("B", small.reference("q"), small.made("co2", 1e100)),
    )
    linked, values, _ = figures(package)
    assert values["A"] == pytest.approx(1e300, rel=1e-14)
    assert "E055" not in small.codes(linked)


def test_a_model_cannot_buy_what_has_no_figure(tmp_path: Path) -> None:
    refused = offer_in(imported(too_long_a_chain(), tmp_path), "R")
    assert isinstance(refused, Finding)
    assert refused.code == "E088"
