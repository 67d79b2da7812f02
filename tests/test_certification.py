"""Dates, links, labels, samples and energy certificates beside what a model says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from auditor_cases import changed
from numpy.testing import assert_allclose

import lcagraph as lg
from lcagraph.checks import audit_of
from lcagraph.checks.certification import MIN_LABEL_WIDTH, is_web_address
from lcagraph.checks.dates import is_earlier
from lcagraph.checks.energy_certificates import delivered_per_year
from lcagraph.checks.sampling import root_of
from lcagraph.findings import Findings
from lcagraph.status import step_of

RTOL = 1e-12

CERTIFICATE = {
    "number": "C-1",
    "body": "机构 | body",
    "standard": "GB/T 24067-2024",
    "issued": "2025-03-01",
    "valid_until": "2028-02-29",
    "link": "https://example.org/c-1",
}
STEPS = {
    "accepted": "2025-01-10",
    "prepared": "2025-01-20",
    "documents_reviewed": "2025-02-03",
    "site_visited": "2025-02-10",
}


def read(changes: dict[str, Any]) -> lg.Model:
    return lg.read_string(yaml.safe_dump(changed(changes), allow_unicode=True))


def places(found: Findings, code: str) -> list[str]:
    return [finding.at for finding in found if finding.code == code]


# --------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2024-12-31", "2025-01-01", True),
        ("2025-01-01", "2025-01-01", False),
        ("2025-01-02", "2025-01-01", False),
        ("2024", "2025-06-30", True),
        ("2025", "2025-06-30", False),  # nothing says that it was before June
        ("2025-06-30", "2025", False),
        ("2025-05", "2025-06-30", True),
    ],
)
def test_dates_are_compared_as_far_as_both_are_told(
    first: str, second: str, expected: bool
) -> None:
    assert is_earlier(first, second) is expected


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"assessment/steps": {**STEPS, "reported": "2025-02-09"}}, "steps.reported"),
        ({"assessment/steps": STEPS, "assessment/date": "2025-02-09"}, "date"),
        (
            {
                "assessment/steps": {**STEPS, "delivered": "2025-02-20"},
                "assessment/date": "2025-03-01",
            },
            "steps.delivered",
        ),
        (
            {"assessment/certification": {**CERTIFICATE, "valid_until": "2025-02-28"}},
            "certification.valid_until",
        ),
        (
            {
                "assessment/certification": CERTIFICATE,
                "assessment/steps": {**STEPS, "supervised": "2025-02-28"},
            },
            "steps.supervised",
        ),
    ],
)
def test_a_date_before_the_one_that_it_follows_is_found(
    changes: dict[str, Any], at: str
) -> None:
    assert places(read(changes).check(), "W885") == [f"assessment.{at}"]


def test_dates_in_order_are_not_told() -> None:
    right = {
        "assessment/steps": {
            **STEPS,
            "reported": "2025-02-20",
            "approved": "2025-02-28",
            "delivered": "2025-03-05",
            "supervised": "2026-03-01",
        },
        "assessment/date": "2025-02-20",
        "assessment/certification": CERTIFICATE,
    }
    assert places(read(right).check(), "W885") == []


# -------------------------------------------------------------------- label and link


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://example.org/c-1", True),
        ("https://认证.中国/证书?编号=1", True),
        ("https://example.org:8443", True),
        ("http://example.org/c-1", False),
        ("example.org/c-1", False),
        ("https://example", False),
        ("https://.", False),
        ("https://", False),
        ("https://example.org/c 1", False),
        ("https://[example.org", False),
        ("javascript:alert(1)", False),
    ],
)
def test_a_label_leads_to_an_https_address(link: str, expected: bool) -> None:
    assert is_web_address(link) is expected


@pytest.mark.parametrize(
    ("width", "told"), [("19.9 mm", 1), ("20 mm", 0), ("0.02 m", 0), ("1 m", 0)]
)
def test_a_label_has_a_width_at_which_it_can_be_read(width: str, told: int) -> None:
    assert MIN_LABEL_WIDTH == 20  # [mm]
    certificate = {**CERTIFICATE, "label_width": width}
    found = read({"assessment/certification": certificate}).check()
    assert len(places(found, "W884")) == told


def test_a_width_that_is_no_length_is_refused() -> None:
    certificate = {**CERTIFICATE, "label_width": "3 kg"}
    found = read({"assessment/certification": certificate}).check()
    assert places(found, "E433") == ["assessment.certification.label_width"]


# --------------------------------------------------------------------------- samples


@pytest.mark.parametrize(
    ("population", "root"), [(0, 0), (1, 1), (2, 2), (4, 2), (1200, 35), (1225, 35)]
)
def test_the_root_of_a_population_is_rounded_up(population: int, root: int) -> None:
    # 34² = 1156 < 1200 < 1225 = 35²
    assert root_of(population) == root


@pytest.mark.parametrize("size", [-1, 0, 41])
def test_a_sample_is_a_part_of_its_population(size: int) -> None:
    sample = {"population": 40, "size": size, "method": "随机 | random", "seed": 7}
    found = read({"assessment/sample": sample}).check()
    assert places(found, "W887") == ["assessment.sample.size"]
    assert places(found, "N878") == []


def test_a_card_that_many_rows_share_is_told_once() -> None:
    found = read({"processes/works/data/sampling": {"size": 3}}).check()
    assert places(found, "W888") == ["processes.works.data.sampling"]


def test_a_population_is_a_count() -> None:
    found = read({"assessment/sample": {"population": "1200 户"}}).check()
    assert places(found, "E213") == ["assessment.sample.population"]


# --------------------------------------------------------------- energy certificates


def powered(**supply: Any) -> lg.Model:
    """The base with 0.5 kWh/kg from a contract with 4 % losses, 2000 t a year."""
    contract = {
        "kind": "contract",
        "location_based": "power",
        "market_based": "power",
        "losses": "4 %",
    }
    return read(
        {
            "processes/works/inputs/contract": {"amount": "0.5 kWh"},
            "reference/annual_output": "2000 t",
            "supply/contract": {**contract, **supply},
        }
    )


def test_a_supply_delivers_its_amount_times_the_annual_output() -> None:
    # 0.5 kWh/kg × 2000 t = 1000 MWh, whatever is lost on the way
    result = powered().solve()
    audit = audit_of(result.prepared, result.numbers, result.rows)
    found = delivered_per_year(audit, "contract")
    assert found is not None
    assert_allclose(found[0], 1_000_000, rtol=RTOL)
    assert found[1].symbol == "kWh"


@pytest.mark.parametrize(("volume", "told"), [("1000 MWh", 0), ("999.99 MWh", 1)])
def test_a_certificate_covers_what_is_delivered(volume: str, told: int) -> None:
    found = powered(certificate={"id": "GEC-1", "volume": volume}).check()
    assert len(places(found, "W897")) == told


def test_the_certificate_goes_before_the_volume_of_the_contract() -> None:
    certificate = {"id": "GEC-1", "volume": "1 GWh"}
    found = powered(volume="1 kWh", certificate=certificate).check()
    assert places(found, "W897") == []


def test_what_was_drawn_from_the_grid_is_no_limit() -> None:
    found = powered(kind="grid", volume="1 kWh").check()
    assert places(found, "W897") == []


def test_a_volume_of_another_kind_is_refused() -> None:
    found = powered(certificate={"id": "GEC-1", "volume": "10 t"}).check()
    assert places(found, "E433") == ["supply.contract.certificate.volume"]


# ------------------------------------------------------------------------ sensitivity


def test_what_the_study_does_not_vary_is_of_the_fifth_step() -> None:
    found = read({"scope/rule_set": "iso14067", "scenarios": {}}).check()
    (told,) = [finding for finding in found if finding.code == "W864"]
    assert step_of(told) == "uncertainty"


def test_a_second_result_of_a_supply_is_a_variation() -> None:
    tree = changed({"scope/rule_set": "iso14067", "scenarios": {}})
    tree["supply"] = {
        "power": {"kind": "contract", "location_based": "grid", "market_based": "wind"}
    }
    power = tree["factors"].pop("power")
    tree["factors"] |= {"grid": power, "wind": {**power, "co2e": "0.03 kg"}}
    found = lg.read_string(yaml.safe_dump(tree, allow_unicode=True)).check()
    assert places(found, "W864") == []


def test_a_base_that_another_unit_hides_is_still_found() -> None:
    # 1 kg and 1000 g share 1 : 1 by mass; prices 3 : 1 share otherwise
    outputs = {
        "goods": {"amount": "1 kg", "price": "3 CNY/kg"},
        "bran": {"amount": "1000 g", "price": "1 CNY/kg"},
    }
    found = read(
        {
            "scope/rule_set": "iso14067",
            "processes/works/outputs": outputs,
            "processes/works/allocation": {
                "shares": {"goods": 0.5, "bran": 0.5},
                "why": "说明 | why",
            },
        }
    ).check()
    (told,) = [finding for finding in found if finding.code == "W865"]
    assert told.values["others"] == ["economic"]


def test_every_shipped_model_varies_something(root: Path) -> None:
    for path in sorted((root / "models").glob("*/model.yaml")):
        assert not places(lg.read(path).check(), "W864")
