"""Shares that add up in every draw: mixes, allocation shares, causal shares."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.calculate import evaluate
from lcagraph.errors import ModelError
from lcagraph.sampling import Sampler, sampler_of

Plain = Any

SOURCES = {
    name: factor(co2e, "1 kWh")
    for name, co2e in {"wind": 0.01, "sun": 0.05, "coal": 1, "gas": 0.4}.items()
}
ROWS = "processes.grid.inputs"


def grid(output: str = "1 kWh", **rows: Plain) -> lg.Model:
    """1 kg of goods from 1 kWh of a mix."""
    mix = {"kind": "mix", "outputs": {"power": output}, "inputs": rows}
    parameters = {"green": "0.4 ± 10 %"}
    return model(
        {"works": works(inputs={"power": "1 kWh"}), "grid": mix},
        {name: SOURCES[name] for name in rows},
        parameters=parameters,
    )


def drawn(of: lg.Model, n: int = 20_000) -> tuple[Sampler, dict[str, np.ndarray]]:
    """Terms of all draws that end in `.amount` of the mix, by row."""
    sampler = sampler_of(of.prepared)
    table = of.prepared.compiled.table
    filled = table.fill(sampler.draw(1, 0, n))
    return sampler, {
        row: filled[:, table.index[f"{ROWS}.{row}.amount"]]
        for row in of.system.processes["grid"].inputs
    }


def test_shares_without_a_distribution_take_the_rest_in_proportion() -> None:
    sampler, rows = drawn(grid(wind="0.3 kWh ± 20 %", coal="0.6 kWh", gas="0.1 kWh"))
    np.testing.assert_allclose(sum(rows.values()), 1, rtol=1e-15)
    np.testing.assert_allclose(rows["coal"], 6 * rows["gas"], rtol=1e-12)
    # the drawn one keeps its distribution: 0.3 · 20 % / 1.959964
    assert stats.kstest(rows["wind"], stats.norm(0.3, 0.0306128).cdf).pvalue > 0.001
    assert sampler.findings == ()


def test_shares_that_all_have_one_are_divided_by_their_sum() -> None:
    gsd = {"dist": "lognormal", "gsd": 1.3}
    spreads = {
        row: {"amount": amount, "uncertainty": gsd}
        for row, amount in {
            "wind": "0.3 kWh",
            "coal": "0.6 kWh",
            "gas": "0.1 kWh",
        }.items()
    }
    sampler, rows = drawn(grid(**spreads), 100_000)
    np.testing.assert_allclose(sum(rows.values()), 1, rtol=1e-15)
    # ratios of two shares stay what they are drawn as: ln is normal with sd √2 ln 1.3
    ratio = np.log(rows["coal"] / rows["gas"])
    assert ratio.mean() == pytest.approx(math.log(6), abs=0.005)
    assert ratio.std() == pytest.approx(math.sqrt(2) * math.log(1.3), rel=0.01)
    (note,) = sampler.findings
    assert (note.code, note.at) == ("N474", ROWS)
    # relative sd² × ((1 − p)² + Σ of the other p²): coal 0.26, wind 0.86, gas 1.26
    changes = dict(line.split(": ") for line in note.values["changes"])
    ratios = {}
    for row, change in changes.items():
        stated, reached = map(float, change.split(" → "))
        ratios[row] = (reached / stated) ** 2
    expected = {"wind": 0.86, "coal": 0.26, "gas": 1.26}
    assert ratios == pytest.approx(expected, rel=0.15)


def test_gammas_divided_by_their_sum_are_a_dirichlet() -> None:
    # The construction itself, with the exact moments of Dirichlet(6, 3, 1): an
    # empirical sample of gamma quantiles stands for each gamma distribution.
    alphas = {"wind": 6.0, "coal": 3.0, "gas": 1.0}
    u = (np.arange(4000) + 0.5) / 4000
    rows = {}
    for row, alpha in alphas.items():
        sample = [f"{x!r} kWh" for x in (stats.gamma(alpha).ppf(u) / 10).tolist()]
        spread = {"dist": "empirical", "values": sample}
        rows[row] = {"amount": f"{alpha / 10} kWh", "uncertainty": spread}
    _, found = drawn(grid(**rows), 100_000)
    for row, alpha in alphas.items():
        variance = alpha * (10 - alpha) / (10**2 * 11)
        assert found[row].mean() == pytest.approx(alpha / 10, rel=0.01)
        assert found[row].std() == pytest.approx(math.sqrt(variance), rel=0.02)


def test_shares_follow_an_uncertain_output() -> None:
    sampler = sampler_of(grid("2 kWh ± 10 %", wind="1 kWh ± 5 %", gas="1 kWh").prepared)
    table = sampler.prepared.compiled.table
    values = sampler.draw(1, 0, 1000)
    out, wind, gas = (
        values[:, table.index[f"processes.grid.{row}.amount"]]
        for row in ("outputs.power", "inputs.wind", "inputs.gas")
    )
    assert out.std() > 0.05
    np.testing.assert_allclose(wind + gas, out, rtol=1e-14)


def test_formulas_of_one_parameter_are_left_alone() -> None:
    of = grid(wind="= 1 kWh * green", coal="= 1 kWh * (1 - green)")
    sampler, rows = drawn(of)
    assert sampler.shares == ()
    assert sampler.numbers[0].group is None
    assert np.corrcoef(rows["wind"], rows["coal"])[0, 1] == pytest.approx(-1)


def test_a_literal_share_gives_way_to_formulas() -> None:
    sampler, rows = drawn(grid(wind="= 1 kWh * green", coal="0.6 kWh"))
    np.testing.assert_allclose(rows["coal"], 1 - rows["wind"], rtol=1e-12)
    assert sampler.numbers[0].group == ROWS


def test_a_mix_without_uncertain_shares_is_left_as_written() -> None:
    sampler, rows = drawn(grid(wind="0.3 kWh", coal="0.7 kWh"))
    assert sampler.shares == ()
    assert set(rows["coal"]) == {0.7}


def test_shares_that_exceed_the_whole_too_often_are_refused() -> None:
    # Σ is normal, 0.8 ± sd 0.0645·(40/20): P(Σ > 1) = 1 − Φ(1.55) = 6 %
    of = grid(wind="0.6 kWh ± 40 %", sun="0.2 kWh ± 40 %", coal="0.2 kWh")
    with pytest.raises(ModelError) as refused:
        sampler_of(of.prepared)
    (error,) = refused.value.findings
    assert (error.code, error.at) == ("E473", ROWS)
    assert error.values["shares"] == ["wind", "sun"]


def test_a_rare_draw_beyond_the_whole_is_drawn_again() -> None:
    # ± 19 %: sd 0.0613, P(Σ > 1) = 1 − Φ(3.26) = 0.055 %: 55 of 100,000
    of = grid(wind="0.6 kWh ± 19 %", sun="0.2 kWh ± 19 %", coal="0.2 kWh")
    sampler, rows = drawn(of, 100_000)
    assert min(row.min() for row in rows.values()) >= 0
    np.testing.assert_allclose(sum(rows.values()), 1, rtol=1e-14)
    evaluate(of.prepared, sampler.draw(1, 0, 100_000))
    # drawn again, not clipped: nothing piles up at a share of zero
    assert len(np.unique(rows["coal"])) == 100_000


EITHER = {"dist": "discrete", "values": ["0 kWh", "1 kWh"], "weights": [0.4, 0.6]}


def test_one_technology_takes_over_where_the_other_is_not() -> None:
    wind = {"amount": "1 kWh", "uncertainty": EITHER}
    _, rows = drawn(grid(wind=wind, coal="0 kWh"))
    assert set(rows["wind"]) == {0, 1}
    assert rows["wind"].mean() == pytest.approx(0.6, abs=0.015)
    assert np.array_equal(rows["coal"], 1 - rows["wind"])


def test_two_technologies_that_may_both_be_absent_are_refused() -> None:
    row = {"amount": "1 kWh", "uncertainty": EITHER}
    with pytest.raises(ModelError) as refused:
        sampler_of(grid(wind=row, coal={**row, "amount": "0 kWh"}).prepared)
    (error,) = refused.value.findings
    # both are 0 in 0.4 · 0.4 of the draws
    assert error.code == "E473"
    assert float(str(error.values["share"]).rstrip("%")) == pytest.approx(16, abs=2.5)


@given(
    amounts=st.lists(st.floats(0.05, 1), min_size=2, max_size=4),
    widths=st.lists(st.floats(0, 8), min_size=4, max_size=4),
    seed=st.integers(0, 2**32),
)
def test_whatever_is_drawn_adds_up(
    amounts: list[float], widths: list[float], seed: int
) -> None:
    rows = dict(zip(SOURCES, amounts, strict=False))
    total = math.fsum(rows.values())
    words = {
        row: f"{amount / total!r} kWh" + (f" ± {width!r} %" if width > 1 else "")
        for (row, amount), width in zip(rows.items(), widths, strict=False)
    }
    of = grid(**words)
    spreads = dict(zip(rows, widths, strict=False))
    moved = {row: share / total for row, share in rows.items() if spreads[row] > 1}
    sd = math.hypot(*(x * spreads[row] / 196 for row, x in moved.items()))
    try:
        sampler = sampler_of(of.prepared)
    except ModelError as refused:
        told = [finding.code for finding in refused.findings]
    else:
        told = []
    if told:  # shares that others follow are but 3.5 sd from the whole, or less
        assert told == ["E473"]
        assert 1 - math.fsum(moved.values()) < 3.5 * sd
        return
    found = evaluate(of.prepared, sampler.draw(seed, 0, 50))
    assert np.isfinite(found.including).all()
    assert (found.scaling > -1e-12).all()


# ------------------------------------------------------------------------- allocation


def joint(shares: Plain, **keys: Plain) -> lg.Model:
    process = works(
        outputs={"goods": "1 kg", "steam": "2 kg"},
        allocation={"shares": shares, "why": "合同 | contract"},
        inputs={"resin": "1 kg"},
        **keys,
    )
    return model({"works": process}, {"resin": factor(3)})


def test_stated_shares_of_an_allocation_add_up_to_one() -> None:
    of = joint({"goods": "0.7 ± 10 %", "steam": "0.3"})
    sampler = sampler_of(of.prepared)
    found = evaluate(of.prepared, sampler.draw(1, 0, 50_000)).including
    assert found.mean() == pytest.approx(3 * 0.7, rel=0.002)
    assert found.std() == pytest.approx(3 * 0.07 / 1.959964, rel=0.02)
    assert sampler.numbers[0].group == "processes.works.allocation.shares"


def test_causal_shares_of_an_input_add_up_to_one() -> None:
    shares = {"goods": "50 % ± 10 %", "steam": "50 % ± 10 %"}
    process = works(
        outputs={"goods": "1 kg", "steam": "2 kg"},
        allocation="mass",
        inputs={"resin": {"amount": "1 kg", "shares": shares}},
    )
    of = model({"works": process}, {"resin": factor(3)})
    found = evaluate(of.prepared, sampler_of(of.prepared).draw(1, 0, 50_000)).including
    # x/(x + y) of two normals with relative sd r = 0.1/1.96: 0.5 · r/√2 to first order
    assert found.std() == pytest.approx(
        3 * 0.5 * 0.1 / 1.959964 / math.sqrt(2), rel=0.03
    )
