"""Amounts of a process are its formulas' numbers, or findings say why not."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

import pytest

from lcagraph.background.parameters import Evaluated, evaluate, package_scope
from lcagraph.background.records import (
    AllocationFactor,
    Dialect,
    Exchange,
    Package,
    Parameter,
    Process,
)
from lcagraph.formats.openlca_jsonld import read_openlca_jsonld

USLCI = Path(__file__).parent / "data" / "openlca_jsonld" / "uslci_fy18"


def evaluated(
    *rows: tuple[float | None, str],
    own: Iterable[Parameter] = (),
    shared: Iterable[Parameter] = (),
    dialect: Dialect = "openlca",
) -> Evaluated:
    """A process whose exchanges have these numbers and formulas."""
    exchanges = tuple(
        Exchange(id=str(n), flow="f", direction="input", amount=amount, formula=formula)
        for n, (amount, formula) in enumerate(rows, start=1)
    )
    process = Process(id="p", name="P", exchanges=exchanges, parameters=tuple(own))
    package = Package(
        format="test", dialect=dialect, processes=(process,), parameters=tuple(shared)
    )
    return evaluate(process, package)


def parameter(name: str, value: float | None = None, formula: str = "") -> Parameter:
    return Parameter(name=name, value=value, formula=formula)


def told(found: Evaluated) -> list[tuple[str, str]]:
    return [(finding.code, finding.at) for finding in found.findings]


def test_parameters_are_evaluated_in_the_order_of_their_needs() -> None:
    own = [
        parameter("c", formula="a + b"),
        parameter("b", formula="2 * a"),
        parameter("a", 3.0),
    ]
    found = evaluated((None, "10 * c"), (5.0, ""), own=own)
    assert found.amounts == (90.0, 5.0)  # a = 3, b = 6, c = 9
    assert found.findings == ()


def test_a_parameter_of_the_process_hides_one_of_the_package() -> None:
    shared = [parameter("a", 1.0), parameter("b", formula="a * 10")]
    found = evaluated(
        (None, "a"), (None, "b"), own=[parameter("a", 2.0)], shared=shared
    )
    # b is a parameter of the package, so its a is the package's
    assert found.amounts == (2.0, 10.0)


def test_names_are_compared_without_case_and_blanks_where_the_dialect_does() -> None:
    own = [parameter("Lead ", 2.0)]
    assert evaluated((None, "LEAD"), own=own).amounts == (2.0,)
    found = evaluated((None, "LEAD"), own=own, dialect="brightway")
    assert found.amounts == (None,)
    assert told(found) == [("W023", "p#1")]
    assert found.findings[0].values["nearest"] == "Lead"


def test_a_name_in_a_third_spelling_means_none_of_two() -> None:
    own = [parameter("ab", 1.0), parameter("AB", 2.0)]
    found = evaluated((None, "ab"), (None, "AB"), (None, "Ab"), own=own)
    assert found.amounts == (1.0, 2.0, None)
    assert told(found) == [("W023", "p#3")]


def test_a_parameter_that_stands_there_twice_is_told() -> None:
    found = evaluated((None, "a"), own=[parameter("a", 1.0), parameter("a", 2.0)])
    assert (found.amounts, told(found)) == ((1.0,), [("W019", "p#a")])


def test_a_parameter_named_like_a_constant_goes_before_it() -> None:
    assert evaluated((None, "e")).amounts == (math.e,)
    assert evaluated((None, "e"), own=[parameter("E", 5.0)]).amounts == (5.0,)


def test_a_circle_of_parameters_is_told_with_its_way() -> None:
    own = [parameter("a", formula="b + 1"), parameter("b", 4.0, "a / 2")]
    found = evaluated((None, "a"), (None, "b"), own=own)
    # b has a number beside its formula, a has none, so a has no value
    assert found.amounts == (None, 4.0)
    assert told(found) == [("W023", "p#a"), ("W023", "p#b"), ("W023", "p#1")]
    assert found.findings[0].values["circle"] == "a → b → a"


def test_a_parameter_that_needs_itself_is_a_circle() -> None:
    found = evaluated((7.0, "a"), own=[parameter("a", formula="a + 1")])
    assert found.amounts == (7.0,)
    assert found.findings[0].values["circle"] == "a → a"


def test_a_chain_of_thousands_of_parameters_is_no_recursion() -> None:
    chain = [parameter(f"p{n}", formula=f"p{n + 1} + 1") for n in range(5000)]
    found = evaluated((None, "p0"), own=[*chain, parameter("p5000", 0.0)])
    assert found.amounts == (5000.0,)


def test_a_circle_of_thousands_of_parameters_is_told_shortly() -> None:
    ring = [parameter(f"p{n}", formula=f"p{(n + 1) % 3000}") for n in range(3000)]
    found = evaluated((None, "p0"), own=ring)
    assert found.amounts == (None,)
    assert len(str(found.findings[0].values["circle"])) < 80


@pytest.mark.parametrize(
    ("formula", "code"),
    [("1 +", "W022"), ("unknown", "W023"), ("1 / (2 - 2)", "W024")],
)
def test_a_formula_without_a_number_leaves_the_stated_one_and_is_told(
    formula: str, code: str
) -> None:
    found = evaluated((2.5, formula), (None, formula))
    assert found.amounts == (2.5, None)
    assert told(found) == [(code, "p#1"), (code, "p#2")]
    assert [finding.values["used"] for finding in found.findings] == ["2.5", ""]


def test_the_part_without_a_number_is_quoted() -> None:
    found = evaluated((None, "3 + ln(1 - 1) * 2"))
    assert found.findings[0].values["text"] == "ln(1 - 1)"


@pytest.mark.parametrize(
    ("dialect", "used"),
    [
        *(("openlca", 6.0), ("simapro", 6.0)),
        *(("ecospold2", 7.0), ("ilcd", 7.0), ("brightway", 7.0)),
    ],
)
def test_what_the_formats_own_program_uses_wins_and_both_are_told(
    dialect: Dialect, used: float
) -> None:
    found = evaluated((7.0, "2 * 3"), dialect=dialect)
    assert found.amounts == (used,)
    (finding,) = found.findings
    assert (finding.code, finding.at) == ("W025", "p#1")
    values = finding.values
    assert (values["computed"], values["stated"]) == ("6", "7")
    assert values["used"] == f"{used:g}"


def test_a_number_rounded_to_seven_digits_agrees_with_its_formula() -> None:
    # 1/3 and 0.3333333 differ by 1e-7 of their size, 0.33333 by 1e-5
    assert evaluated((0.3333333, "1/3")).findings == ()
    assert told(evaluated((0.33333, "1/3"))) == [("W025", "p#1")]


@pytest.mark.parametrize("dialect", ["ecospold2", "ilcd", "brightway"])
def test_formulas_that_count_for_nothing_are_told_once(dialect: Dialect) -> None:
    found = evaluated((1.0, "Ref(7)"), (2.0, "lost"), (3.0, "1+"), dialect=dialect)
    assert found.amounts == (1.0, 2.0, 3.0)
    assert told(found) == [("N022", "p")]
    assert found.findings[0].values["count"] == 3


def test_allocation_factors_are_evaluated_like_amounts() -> None:
    factors = (
        AllocationFactor(product="x", factor=None, formula="share"),
        AllocationFactor(product="y", factor=None, formula="1 - share"),
        AllocationFactor(product="z", factor=0.5),
    )
    process = Process(
        id="p", name="P", parameters=(parameter("share", 0.25),), allocation=factors
    )
    package = Package(format="test", processes=(process,))
    assert evaluate(process, package).allocation == (0.25, 0.75, 0.5)


def test_parameters_of_the_package_are_evaluated_once_for_all_processes() -> None:
    row = Exchange(id="1", flow="f", direction="input", amount=None, formula="bad")
    processes = tuple(Process(id=id, name=id, exchanges=(row,)) for id in "pq")
    package = Package(
        format="test",
        processes=processes,
        parameters=(parameter("bad", 2.0, formula="1 / 0"),),
    )
    scope = package_scope(package)
    first, second = (evaluate(each, package, scope=scope) for each in processes)
    assert first.amounts == second.amounts == (2.0,)
    assert told(first) == [("W024", "parameters#bad")]
    assert told(second) == []


def test_the_formulas_of_a_real_process_give_the_numbers_beside_them() -> None:
    package = read_openlca_jsonld(USLCI)
    (process,) = [p for p in package.processes if p.parameters]
    found = evaluate(process, package)
    assert found.findings == ()
    # 0.00084 kg methane, 80 % of it captured, 99 % of that burnt: 44/16 kg CO2 per kg;
    # emitted is what was not captured, and what was not burnt
    burnt = 0.00084 * 0.8 * 0.99 * 44 / 16
    emitted = 0.00084 * 0.2 + 0.00084 * 0.8 * 0.01
    assert found.amounts == pytest.approx((1.0, burnt, emitted), rel=1e-12)
    assert found.amounts == tuple(exchange.amount for exchange in process.exchanges)


def test_without_its_numbers_a_real_process_is_computed_all_the_same() -> None:
    package = read_openlca_jsonld(USLCI)
    (process,) = [p for p in package.processes if p.parameters]
    bare = Process(
        id=process.id,
        name=process.name,
        exchanges=tuple(
            Exchange(
                id=e.id,
                flow=e.flow,
                direction=e.direction,
                amount=None if e.formula else e.amount,
                formula=e.formula,
            )
            for e in process.exchanges
        ),
        parameters=tuple(
            parameter(p.name, None if p.formula else p.value, p.formula)
            for p in process.parameters
        ),
    )
    assert evaluate(bare, package) == evaluate(process, package)


# ----------------------------------------- numbers of parameters beside their formulas


def test_a_number_of_a_parameter_that_its_own_formula_contradicts_is_told() -> None:
    """ILCD counts with the number: k = 9 though a * 2 is 3; 2 × 9 = 18 and not 6."""
    own = [parameter("a", 1.5), parameter("k", 9.0, "a * 2")]
    found = evaluated((None, "2 * (k)"), own=own, dialect="ilcd")
    assert found.amounts == (18.0,)
    (finding,) = found.findings
    assert (finding.code, finding.at) == ("W025", "p#k")
    assert [finding.values[key] for key in ("computed", "stated", "used")] == [
        "3",
        "9",
        "9",
    ]


def test_a_parameter_of_the_package_is_checked_for_whom_needs_it_first() -> None:
    shared = [parameter("a", 1.5), parameter("k", 9.0, "a * 2")]
    found = evaluated((None, "2 * k"), shared=shared, dialect="ecospold2")
    assert found.amounts == (18.0,)
    assert told(found) == [("W025", "parameters#k")]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ([parameter("a", 1.5), parameter("k", 3.0, "a * 2")], []),
        # nothing that is used needs k
        ([parameter("b", 1.0), parameter("k", 9.0, "b * 2")], []),
        # an editor's own words can't be checked, which is counted
        ([parameter("k", 9.0, "Ref('x')")], [("N022", "p")]),
        # a circle that only checks would run into: the numbers break it
        (
            [parameter("k", 4.0, "m * 2"), parameter("m", 2.0, "k / 2")],
            [],
        ),
    ],
    ids=["agrees", "not used", "not readable", "circle"],
)
def test_what_does_not_contradict_is_not_told(
    own: list[Parameter], expected: list[tuple[str, str]]
) -> None:
    row = (None, "2 * k") if own[0].name != "b" else (None, "2 * b")
    assert told(evaluated(row, own=own, dialect="ilcd")) == expected


def test_a_check_is_no_need_of_a_value() -> None:
    """b is computed from k = 3, whose own formula names b: no circle of values."""
    own = [parameter("k", 3.0, "b"), parameter("b", formula="k + 1")]
    found = evaluated((None, "b"), own=own, dialect="ilcd")
    assert found.amounts == (4.0,)
    assert told(found) == [("W025", "p#k")]  # b is 4, and k stays 3


def test_long_chains_of_checks_end() -> None:
    """Each number is beside a formula that names the one before: x1 = 1, x2 = x1 …"""
    own = [parameter("x0", 1.0)]
    own += [parameter(f"x{i}", 1.0, f"x{i - 1}") for i in range(1, 5_000)]
    found = evaluated((None, "x4999"), own=own, dialect="ilcd")
    assert (found.amounts, found.findings) == ((1.0,), ())
