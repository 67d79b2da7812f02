"""Every check of the guides speaks about its wrong model, not about the right one."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from auditor_cases import (
    BASE,
    CASES,
    CHECK_ROWS,
    PAIRS,
    TOLD_OF_BASE,
    Case,
    Pair,
    changed,
)

import lcagraph as lg
from docs.list_checks import as_markdown, requirements_in
from lcagraph.checks.cut_off import account, droppable
from lcagraph.checks.declared_scope import DECLARATIONS
from lcagraph.checks.people import is_credit_code
from lcagraph.checks.rules import ALWAYS_TOLD, CUT_OFF_LIMITS, GUIDE_CODES, RULES
from lcagraph.errors import Finding
from lcagraph.findings import Findings
from lcagraph.formats.sarif import sarif_log
from lcagraph.formats.yaml.document import DocumentError
from lcagraph.wording import LANGUAGES, help_lines, item_class, message

IDS = [f"{case.code} {case.what}" for case in CASES]
PAIR_IDS = [pair.what for pair in PAIRS]


class PlainDumper(yaml.SafeDumper):
    """Writes a value twice rather than an alias of it."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def as_text(tree: Mapping[str, Any]) -> str:
    """YAML text of a model, so that every path has a line."""
    whole = dict(tree)
    return yaml.dump(
        whole, Dumper=PlainDumper, allow_unicode=True, sort_keys=False, width=10_000
    )


def checked(changes: Mapping[str, Any]) -> Findings:
    """Findings of the base model with some changes, read from text."""
    try:
        return lg.read_string(as_text(changed(changes))).check()
    except DocumentError as error:
        raise AssertionError(error) from None


def guide_codes(found: Findings) -> set[str]:
    return {finding.code for finding in found} & GUIDE_CODES


def test_the_base_model_is_told_only_that_it_is_partial() -> None:
    assert {finding.code for finding in checked({})} == TOLD_OF_BASE


def test_the_base_model_has_the_footprint_of_its_arithmetic() -> None:
    # 1.02 × 2 + 0.5 × 0.6 + 1.02 × 0.2 t*km/kg × 0.1 + 0.02 × 0.05
    result = lg.read_string(as_text(BASE)).solve()
    assert result.total == pytest.approx(2.04 + 0.3 + 0.0204 + 0.001, rel=1e-12)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_check_speaks_about_the_wrong_model_at_its_place(case: Case) -> None:
    found = checked(case.wrong)
    places = [finding.at for finding in found if finding.code == case.code]
    assert case.at in places, found.to_lines()


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_check_is_silent_about_the_right_model(case: Case) -> None:
    assert case.code not in {finding.code for finding in checked(case.right)}


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_caret_points_at_the_place_or_at_what_it_is_missing_in(case: Case) -> None:
    found = checked(case.wrong)
    (finding,) = [f for f in found if (f.code, f.at) == (case.code, case.at)][:1]
    place = found.locate(finding.at, finding.part, finding.span)
    assert place is not None
    keys = [key for key in case.at.split(".") if not key.isdigit()]
    if finding.part == "key":  # the key itself; its parent's, if it is not there
        named = place.text[place.column - 1 : place.end_column - 1]
        assert named in keys or place.text.lstrip().startswith("-")
    else:
        assert place.text.lstrip().startswith(f"{keys[-1]}:")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_message_and_cure_quote_every_value(case: Case, lang: Any) -> None:
    for finding in checked(case.wrong):
        if finding.code == case.code:
            assert "—" not in message(finding, lang)
            assert help_lines(finding, lang)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_without_standards_named_no_guide_holds(case: Case) -> None:
    sketch = {**case.wrong, "scope/standards": []}
    assert guide_codes(checked(sketch)) <= ALWAYS_TOLD


@pytest.mark.parametrize(
    ("class_", "told"), [("supplier", True), ("national", False), ("regional", True)]
)
def test_only_a_factor_of_a_better_class_is_a_better_one(
    class_: str, told: bool
) -> None:
    """Shandong 7.2: the supplier's, then regional, national; one alike is no better."""
    (case,) = (case for case in CASES if case.code == "W833")
    own = {**case.wrong["factors/own_power"], "class": class_}
    found = checked({**case.wrong, "factors/own_power": own})
    assert ("W833" in {finding.code for finding in found}) is told


def test_every_code_of_the_table_of_rules_has_a_case() -> None:
    assert {case.code for case in CASES} >= GUIDE_CODES


@pytest.mark.parametrize("row", CHECK_ROWS)
def test_all_that_the_guides_ask_to_be_checked_has_a_case(row: str) -> None:
    cases = [*CASES, *PAIRS]
    assert row in [id_ for case in cases for id_ in requirements_in(case.requirements)]


def test_a_range_of_requirements_is_each_of_them() -> None:
    found = requirements_in("CQ-15…17, SD-43b (wrong), ISO 14067 6.4")
    assert found == ["CQ-15", "CQ-16", "CQ-17", "SD-43b"]


@pytest.mark.parametrize("name", DECLARATIONS)
def test_each_of_the_twelve_declarations_is_missed(name: str) -> None:
    (told,) = [
        finding
        for finding in checked({f"scope/declarations/{name}": None})
        if finding.code == "W850"
    ]
    assert told.values["missing"] == (name,)


# ------------------------------------------- two models, and what every model shows


def compared(pair: Pair, changes: Mapping[str, Any]) -> None:
    """Compare the base with a change of it, or that with a scenario of its own."""
    other = lg.read_string(as_text(changed(changes)))
    if pair.scenario is not None:
        other.compare(pair.scenario)
    else:
        lg.read_string(as_text(BASE)).compare(other)


@pytest.mark.parametrize("pair", PAIRS, ids=PAIR_IDS)
def test_two_models_that_differ_in_what_must_agree_are_not_compared(pair: Pair) -> None:
    with pytest.raises(lg.UsageError) as caught:
        compared(pair, pair.wrong)
    finding = caught.value.finding
    assert finding.code == pair.code
    assert f"{pair.at}: " in str(caught.value)


@pytest.mark.parametrize("pair", PAIRS, ids=PAIR_IDS)
def test_two_models_that_differ_in_anything_else_are_compared(pair: Pair) -> None:
    compared(pair, pair.right)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_finding_is_exported_as_a_missing_or_a_wrong_item(case: Case) -> None:
    found = checked(case.wrong)
    log = sarif_log(found, found.locate, "en")
    (rule,) = [
        r for r in log["runs"][0]["tool"]["driver"]["rules"] if r["id"] == case.code
    ]
    exported = rule.get("properties", {}).get("class")
    assert exported == item_class(case.code)
    assert exported in (
        {None, "missing", "wrong"} if case.code[0] == "N" else {"missing", "wrong"}
    )


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_stages_of_a_right_model_add_up_to_its_total(case: Case) -> None:
    sketch = changed({**case.right, "scope/standards": []})  # no guide stops it
    result = lg.read_string(as_text(sketch)).solve()
    stages = [float(str(part)) for part in result.by_stage().column("kgCO2e")]
    assert sum(stages) == pytest.approx(result.total, rel=1e-9)


def test_the_severity_of_a_rule_is_one_letter_before_one_number() -> None:
    numbers = {
        name: {code[1:] for code in rule.codes.values()} for name, rule in RULES.items()
    }
    several = {name for name, found in numbers.items() if len(found) > 1}
    assert several == {"unit_kind"}  # PACT gives another reason


def test_a_guide_finding_can_be_waived_by_code_and_place() -> None:
    case = next(case for case in CASES if case.code == "E820")
    waiver = {"code": "E820", "at": "scope.period", "why": "试生产 | trial"}
    found = checked({**case.wrong, "waive": [waiver]})
    (finding,) = [f for f in found if f.code == "E820"]
    assert finding.waived == {"zh": "试生产", "en": "trial"}
    assert found.is_ok


@pytest.mark.parametrize(
    "case",
    # the reason of an allocation is written where it is asked for, not in a waiver
    [case for case in CASES if case.code.startswith("E") and case.code != "E222"],
    ids=lambda case: f"{case.code} {case.what}",
)
def test_every_check_that_stops_a_model_can_be_waived(case: Case) -> None:
    waiver = {"code": case.code, "at": case.at, "why": "已知 | known"}
    found = checked({**case.wrong, "waive": [waiver]})
    assert [f.waived for f in found if (f.code, f.at) == (case.code, case.at)] == [
        {"zh": "已知", "en": "known"}
    ]
    assert "W334" not in {finding.code for finding in found}


def test_missing_and_wrong_items_are_told_apart() -> None:
    assert item_class("W830") == "missing"
    assert item_class("W810") == "wrong"
    assert item_class("E301") == "missing"
    assert item_class("E508") == "wrong"
    assert item_class("N402") is None


# --------------------------------------------------------- 1 % / 5 % / 95 % by hand

SIX = dict.fromkeys(("m1", "m2", "m3", "m4", "m5", "m6"), Fraction(95, 100))
BIG = {"p1": Fraction(60), "p2": Fraction(25), "p3": Fraction(93, 10)}


def test_of_six_items_of_0_95_percent_five_may_be_left_out() -> None:
    # 5 × 0.95 = 4.75 ≤ 5 < 6 × 0.95 = 5.7; the whole is 60 + 25 + 9.3 + 5.7 = 100
    assert droppable(BIG | SIX) == ("m1", "m2", "m3", "m4", "m5")


@pytest.mark.parametrize(
    ("dropped", "coverage"),
    [(5, Fraction(9525, 10000)), (6, Fraction(943, 1000))],
)
def test_coverage_is_of_the_whole_with_its_estimates(
    dropped: int, coverage: Fraction
) -> None:
    left_out = dict(list(SIX.items())[:dropped])
    included = sum(BIG.values()) + sum(SIX.values()) - sum(left_out.values())
    found = account(included, left_out)
    assert found.coverage == coverage
    assert set(found.shares.values()) == {Fraction(95, 10000)}
    least = Fraction(CUT_OFF_LIMITS["sd-2023"][2]).limit_denominator(100)
    assert (found.coverage >= least) == (dropped == 5)


def test_estimates_in_percent_are_of_the_whole_too() -> None:
    # 98 included, 1 kg and 1 %: T = (98 + 1) / (1 − 0.01) = 100
    found = account(98, {"a": 1}, {"b": Fraction(1, 100)})
    assert found.whole == 100
    assert dict(found.shares) == {"a": Fraction(1, 100), "b": Fraction(1, 100)}


def test_a_credit_hides_no_omission() -> None:
    assert account(100, {"credit": -5}).left_out_share == Fraction(5, 105)


def test_estimates_that_leave_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="one or more"):
        account(1, {}, {"a": Fraction(1, 2), "b": Fraction(1, 2)})


def left_out(estimate: str, **changes: Any) -> dict[str, list[Finding]]:
    """Findings of the base, whose packaging is left out with another estimate."""
    excluded = {"scope/excluded/packaging/estimate": estimate, **changes}
    found = checked(excluded)
    return {f.code: [g for g in found if g.code == f.code] for f in found}


@pytest.mark.parametrize(
    ("formula", "number"),
    [
        ("= 0.5 % + 0.1 %", "0.6 %"),
        ("= 0.7 % + 0.3 %", "1 %"),
        ("= 2 * 3 %", "6 %"),
        ("= 0.01 kg * (1 + 1)", "0.02 kg"),
    ],
)
def test_an_estimate_by_formula_counts_like_its_number(
    formula: str, number: str
) -> None:
    by_formula, by_number = left_out(formula), left_out(number)
    assert by_formula.keys() == by_number.keys()
    for code in by_formula.keys() & {"E860", "E861", "E862"}:
        assert [f.values for f in by_formula[code]] == [
            f.values for f in by_number[code]
        ]


def test_an_estimate_by_formula_is_an_estimate() -> None:
    assert "W863" not in left_out("= 0.5 % + 0.1 %")
    # 0.7 + 0.3 = 1 %, and each has to stay below 1 %
    (told,) = left_out("= 0.7 % + 0.3 %")["E860"]
    assert (told.at, told.values["share"]) == (
        "scope.excluded.packaging.estimate",
        "1 %",
    )


def test_a_limit_by_formula_holds() -> None:
    tight = {"scope/cut_off": {"each": "= 0.1 % + 0.1 %"}}
    told = left_out("0.3 %", **tight)["E860"]
    # storage with 0.2 % and packaging with 0.3 % are not below 0.2 %
    assert [f.values["limit"] for f in told] == ["0.2 %", "0.2 %"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"scope/excluded/packaging/estimate": "12 CNY"},
            ("E371", "scope.excluded.packaging.estimate"),
        ),
        (
            {"scope/excluded/packaging/estimate": "= 2 * 3 kWh"},
            ("E371", "scope.excluded.packaging.estimate"),
        ),
        ({"scope/cut_off": {"total": "5 kg"}}, ("E372", "scope.cut_off.total")),
    ],
)
def test_an_estimate_or_a_limit_of_another_kind_is_refused(
    changes: Mapping[str, Any], told: tuple[str, str]
) -> None:
    assert told in {(f.code, f.at) for f in checked(changes)}


# ------------------------------------------------------------------ credit codes


def check_character(first_17: str) -> str:
    """GB 32100 as the standard writes it: 31 − Σ C_i × W_i mod 31, W_i = 3^(i−1)."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = [1]
    for _ in range(16):
        weights.append(weights[-1] * 3 % 31)
    total = sum(letters.index(c) * w for c, w in zip(first_17, weights, strict=True))
    return letters[(31 - total % 31) % 31]


@pytest.mark.parametrize("first", ["91350100M000100Y4", "91370000166977395", "1" * 17])
def test_a_credit_code_is_right_with_its_own_check_character_only(first: str) -> None:
    right = check_character(first)
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    assert [c for c in letters if is_credit_code(first + c)] == [right]


@pytest.mark.parametrize("code", ["", "91350100M000100Y4", "91350100M000100YI3"])
def test_a_credit_code_of_another_length_or_letter_is_wrong(code: str) -> None:
    assert not is_credit_code(code)


# --------------------------------------------------------------------- the document


def test_the_table_of_the_docs_is_the_one_that_is_tested(root: Path) -> None:
    assert (root / "docs" / "checks.md").read_text(encoding="utf-8") == as_markdown()
