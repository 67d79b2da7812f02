"""Draws that shares, balances or formulas have no value in: counted, never fatal."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_models import factor, model, works
from uncertain_models import buying, drawn

import lcagraph as lg
from lcagraph.errors import CalculationError, UsageError
from lcagraph.sampling import sampler_of
from lcagraph.sealed_parts import SealedParts
from lcagraph.uncertainty import Uncertainty

RARELY = 0.0005
"""P(q = 0): half of what a run allows; of 20,000 draws about 10, at most 20."""


def rarely_zero(share: float = RARELY) -> dict[str, Any]:
    """A divisor that is 2, and zero in a few draws."""
    dist = {"dist": "discrete", "values": ["0", "2"], "weights": [share, 1 - share]}
    return {"divisor": {"value": "2", "uncertainty": dist}}


def dividing(share: float = RARELY) -> lg.Model:
    """1 / q kg of parts, one kg of CO2 each."""
    one = works(inputs={"part": "= 1 kg / divisor"})
    return model({"works": one}, {"part": factor(1)}, parameters=rarely_zero(share))


def balanced(side: str = "inputs", share: float = RARELY) -> lg.Model:
    """A process that keeps its masses, one of which is a quotient."""
    one = works(
        outputs={"goods": "10 kg ± 10 %"},
        inputs={"ore": "= 4 kg / divisor", "sand": "8 kg"},
        balance=side,
    )
    return model(
        {"works": one},
        {"ore": factor(0.8), "sand": factor(0.01)},
        reference={"product": "goods", "amount": "10 kg"},
        parameters=rarely_zero(share),
    )


def mixing() -> lg.Model:
    """A mix, one share of which is a quotient."""
    grid = {
        "kind": "mix",
        "stage": "production",
        "outputs": {"power": "1 kWh"},
        "inputs": {
            "hydro": "0.3 kWh ± 10 %",
            "gas": "= 0.4 kWh / divisor",
            "coal": "0.5 kWh",
        },
    }
    per = "1 kWh"
    return model(
        {"grid": grid, "works": works(inputs={"power": "10 kWh"})},
        {"hydro": factor(0, per), "gas": factor(0.5, per), "coal": factor(1, per)},
        parameters=rarely_zero(),
    )


def zeros_of(found: Uncertainty) -> list[int]:
    """Draws in which the divisor is zero."""
    (column,) = (n.column for n in found.numbers() if "divisor" in n.path)
    return np.flatnonzero(found.values()[:, column] == 0).tolist()


@pytest.mark.parametrize(
    "one", [dividing(), balanced(), mixing()], ids=["formula", "balance", "mix"]
)
def test_a_few_divisions_by_zero_are_told_and_left_out(one: lg.Model) -> None:
    found = drawn(one, 20_000)
    zeros = zeros_of(found)
    assert 0 < len(zeros) <= 20
    assert [refusal.draw for refusal in found.refused] == zeros
    assert {refusal.code for refusal in found.refused} == {"E447"}
    assert {
        refusal.values["parameters.divisor.value"] for refusal in found.refused
    } == {0.0}
    (warning,) = (f for f in found.findings if f.code == "W541")
    assert warning.values["count"] == len(zeros)
    assert np.flatnonzero(np.isnan(found.totals())).tolist() == zeros


def test_a_logarithm_of_a_few_negative_numbers_is_told() -> None:
    # P(N(2, 0.6) < 0) = Φ(−3.33) = 0.043 %
    left = {"value": "2", "uncertainty": {"dist": "normal", "sd": "0.6"}}
    one = works(inputs={"part": "= 1 kg * ln(left)"})
    found = drawn(
        model({"works": one}, {"part": factor(1)}, parameters={"left": left}), 20_000
    )
    column = found.numbers()[0].column
    beyond = np.flatnonzero(found.values()[:, column] <= 0).tolist()
    assert beyond
    assert [refusal.draw for refusal in found.refused] == beyond


def test_impossible_draws_leave_the_others_of_a_balance_as_they_are() -> None:
    sampler = sampler_of(balanced().prepared)
    found = sampler.samples(1, 0, 20_000)
    rows = [row for row, _ in found.refused]
    assert rows
    assert np.flatnonzero(~found.is_whole).tolist() == rows
    # 2 kg of ore and λ · 8 kg of sand are 10 kg of goods; ratio 1 as written
    index = sampler.prepared.compiled.table.index
    goods, sand = (
        found.values[found.is_whole, index[f"processes.works.{one}.amount"]]
        for one in ("outputs.goods", "inputs.sand")
    )
    assert sand == pytest.approx(goods - 2, rel=1e-12)


def test_a_few_impossible_draws_do_not_silence_what_the_pilot_tells() -> None:
    unkept = works(inputs={"part": "= 1 kg / divisor", "ore": "0.5 kg ± 50 %"})
    loose = model(
        {"works": unkept},
        {"part": factor(1), "ore": factor(1)},
        parameters=rarely_zero(),
    )
    # 1 kg of goods from 0.5 kg and 0.5 kg ± 50 %: closed as written, not in the draws
    assert [f.code for f in sampler_of(loose.prepared).findings] == ["W533"]


@pytest.mark.parametrize(
    "one", [dividing(0.5), balanced(share=0.5)], ids=["formula", "balance"]
)
def test_an_error_counts_the_draws_that_were_looked_at(one: lg.Model) -> None:
    # half of the draws: 20 may be refused of 20,000, so that the 21st stops the run
    with pytest.raises(CalculationError) as error:
        drawn(one, 20_000)
    (finding,) = error.value.findings
    values = finding.values
    assert (finding.code, values["count"]) == ("E541", 21)
    # 21 of about 42 ± 6.5: at 4 standard errors 21/68 to 21/21
    share = float(str(values["share"]).rstrip("%")) / 100
    assert share == pytest.approx(21 / int(str(values["n"])), abs=1e-4)
    assert 0.3 < share < 1


def test_a_refused_draw_does_not_fill_the_items_with_zeros() -> None:
    found = drawn(dividing(), 20_000)
    assert found.refused
    assert [*found.item_summaries()] == ["unspecified"]


# ------------------------------------------------------------------ draws on the disk


def test_another_balance_is_another_run(tmp_path: Path) -> None:
    drawn(balanced("inputs", 0.0001), 3_000, folder=tmp_path)
    with pytest.raises(UsageError) as error:
        drawn(balanced("outputs", 0.0001), 3_000, folder=tmp_path, is_resuming=True)
    assert error.value.finding.code == "E545"
    drawn(balanced("inputs", 0.0001), 3_000, folder=tmp_path, is_resuming=True)


def test_a_full_disk_is_told_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(SealedParts, "seal", full)
        with pytest.raises(UsageError) as error:
            drawn(buying(), 3_000, folder=tmp_path)
    assert error.value.finding.code == "E547"
    assert error.value.finding.values["reason"] == os.strerror(errno.ENOSPC)
    assert drawn(buying(), 3_000, folder=tmp_path, is_resuming=True).n == 3_000


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError) as error:
        drawn(buying(), 3_000, folder=tmp_path / "file" / "run")
    assert error.value.finding.code == "E547"


def test_a_part_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    found = drawn(buying(), 3_000, folder=tmp_path)
    part = sorted(tmp_path.glob("draws-*"))[1]
    part.unlink()
    with pytest.raises(UsageError) as error:
        found.items()
    assert error.value.finding.code == "E703"
    assert error.value.finding.values["file"] == str(part)
