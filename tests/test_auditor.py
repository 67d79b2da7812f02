"""Every check of the guides speaks about its wrong model, not about the right one."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from auditor_cases import BASE, CASES, TOLD_OF_BASE, Case, changed

import lcagraph as lg
from lcagraph.checks.cut_off import account, droppable
from lcagraph.checks.people import is_credit_code
from lcagraph.checks.rules import CUT_OFF_LIMITS, GUIDE_CODES, RULES
from lcagraph.findings import Findings
from lcagraph.formats.yaml.document import DocumentError
from lcagraph.wording import LANGUAGES, help_lines, item_class, message

IDS = [f"{case.code} {case.what}" for case in CASES]


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
    assert guide_codes(checked(sketch)) == set()


def test_every_code_of_the_table_of_rules_has_a_case() -> None:
    assert {case.code for case in CASES} >= GUIDE_CODES


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
    from docs.list_checks import as_markdown

    assert (root / "docs" / "checks.md").read_text(encoding="utf-8") == as_markdown()
