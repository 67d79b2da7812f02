"""Shares of a hybrid footprint: a spending counts with what is left of it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from plain_io_tables import TABLE, added, written
from plain_io_tables import N as PLAIN_N
from spending_tables import PROFILES, bought, multipliers, store_table, window

import lcagraph as lg
from lcagraph.data_quality import assess_quality
from lcagraph.exchange.lacking import Lacking
from lcagraph.exchange.sources import exempted_share
from lcagraph.exchange.split import unsplit_share

N = multipliers()
LEFT = 160 * (N["window"] - bought("window", "metal") * N["metal"])
"""Of two windows of 80 dollars, metal taken off. [kgCO2e]"""
SPENDING = float(LEFT / (PROFILES + LEFT))
"""Its share beside the profiles. [1]"""


@pytest.fixture(autouse=True)
def _table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store_table(tmp_path / "home")
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))


def solved(**changes: str) -> lg.Result:
    """Two windows; profiles in fossil CO2, spending in ready CO2e."""
    text = window("{profile: metal}").replace(
        "co2e: 10 kg", "emissions: {co2_fossil: 10 kg}"
    )
    for old, new in changes.items():
        text = text.replace(old, new)
    return lg.read_string(text).solve()


def test_what_is_taken_off_does_not_swell_the_share_that_nobody_has_split() -> None:
    result = solved()
    share = unsplit_share(result.prepared, result.rows)
    assert share == pytest.approx(SPENDING, rel=1e-12)


def test_what_is_exempted_is_measured_by_what_is_left_of_a_spending() -> None:
    ads = "{name: 广告 | Ads, basis: cut_off, reason: 少 | few, estimate: 10 kg}"
    result = solved(hybrid="hybrid, excluded: {ads: " + ads + "}")
    share = exempted_share(result, result.rows, Lacking(format="PACT 3.0"))
    # 10 kg beside profiles and what is left of the spending
    assert share == pytest.approx(
        Decimal(float(1000 / (10 + PROFILES + LEFT))), rel=Decimal("1e-6")
    )


def test_data_quality_weighs_a_spending_by_what_is_left_of_it() -> None:
    result = solved()
    quality = assess_quality(result.prepared, result.rows)
    names = [source.path.rpartition(".")[2] for source in quality.scores.sources]
    assert names == ["profile", "overheads"]  # no row asks for scores of a correction
    assert [float(share) for share in quality.scores.shares] == [
        pytest.approx(1 - SPENDING, rel=1e-12),
        pytest.approx(SPENDING, rel=1e-12),
    ]
    total = sum((source.emission for source in quality.scores.sources), Fraction(0))
    assert float(total) == pytest.approx(float(PROFILES + LEFT), rel=1e-12)


def test_a_table_without_codes_is_covered_by_the_beginning_of_its_labels(
    tmp_path: Path,
) -> None:
    # Miller & Blair's table: 工业 buys 500/2000 = 0.25 of 农业, and 0.05 of itself
    table = written(tmp_path / "plain", TABLE)
    added(table, tmp_path / "home" / "databases")
    text = window("{food: 农*}").replace("mini", "io").replace("io/window", "io/工业")
    result = lg.read_string(text.replace("USD_2012", "CNY_2018")).solve()
    left = 160 * (PLAIN_N[1] - 0.25 / 0.95 * PLAIN_N[0])
    assert result.total == pytest.approx(PROFILES + left, rel=1e-12)
