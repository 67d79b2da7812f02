"""Databases behind a model are drawn with it, dataset by dataset, entry by entry."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_databases import smelter, stored
from test_background_sampling import lognormal, uncertain

import lcagraph as lg
from lcagraph.background.sampling import (
    DatabaseDraws,
    Purchases,
    plan_of,
    sampled_background,
)
from lcagraph.background.store import Database, write_database
from lcagraph.engine.montecarlo import sample_matrices
from lcagraph.executor import Processes
from lcagraph.uncertainty import Settings, Uncertainty, simulate
from lcagraph.uncertainty.fingerprint import plan_of as plan_of_run

NAN = math.nan

MODEL = """
lcagraph: 1
reference: {product: profile, amount: 1 t}
scope: {gwp: ipcc-ar6-gwp100%s}
processes:
  extrusion:
    stage: production
    outputs: {profile: 1 t}
    inputs:
      billet: {amount: 1.2 t ± 5 %%, product: aluminium}
      power: {amount: 300 kWh, from: smelter/Electricity}
      gas: 10 kg
factors:
  aluminium: {from: "smelter/Aluminium production, liquid", stage: raw_materials}
  gas: {per: 1 kg, co2e: 3 kg ± 20 %%, kind: fuel, boundary: cradle_to_gate}
scenarios:
  less: {set: {processes.extrusion.inputs.billet: 1.1 t ± 5 %%}}
"""


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A kilogram draws a = 14 kWh, each b = 0.5 kg, and emits c = 1.6 kg itself."""
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    A = {(1, 0): lognormal(14, 0.2)}
    B = {(0, 1): lognormal(0.5, 0.3), (0, 0): (3, 1.6, 0.1, NAN, NAN, NAN)}
    linked = uncertain(A, B)
    return Database(write_database(stored(linked), tmp_path / "databases"))


def run(scope: str = "", n: int = 600, **more: object) -> Uncertainty:
    """The model and its scenario."""
    executor = more.pop("executor", None)
    one = lg.read_string(MODEL % scope)
    models = {"base": one.prepared, "less": one.with_scenario("less").prepared}
    settings = Settings(n=n, seed=4, **more)  # type: ignore[arg-type]
    return simulate(models, settings, executor=executor)


def test_each_draw_is_the_model_solved_with_that_draw_of_the_database(
    two: Database,
) -> None:
    found = run()
    columns = np.arange(2, dtype=np.int32)
    bought = Purchases(columns=columns, amounts=np.eye(2), weights=np.ones((1, 1)))
    plan, whole = plan_of(two, bought), sampled_background(two, columns)
    for name in found.names:
        values = found.values(name)
        billet, gas = (
            values[:, number.column]
            for number in sorted(found.numbers(name), key=lambda n: "gas" in n.path)
        )
        for draw in range(0, 600, 37):
            (_, a, _), (c, b) = _sample(two, *sample_matrices(plan, whole, 4, draw))
            # a kilogram of aluminium: a kWh × b + c; the rest as in the model
            expected = billet[draw] * 1000 * (a * b + c) + 300 * b + 10 * gas[draw]
            assert found.totals(name)[draw] == pytest.approx(expected, rel=1e-9)


def _sample(
    database: Database, a: np.ndarray, b: np.ndarray
) -> tuple[list[float], list[float]]:
    """Entries of A and of B in the order of their columns; inputs as amounts."""
    order = np.lexsort((database.technosphere.row, database.technosphere.column))
    return [abs(float(x)) for x in a[order]], [float(x) for x in b]


def test_what_both_sides_buy_alike_cancels_out(two: Database) -> None:
    # the difference is 8.3 % of a kilogram's burden, always lower
    found = run(n=2_000)
    pair = found.paired("less")
    assert pair.probability_lower == 1
    assert pair.correlation is not None
    assert pair.correlation > 0.999


def test_draws_of_another_dataset_are_another_run(two: Database) -> None:
    # whatever its figures: two datasets may have the same ones, and other spreads
    study = run(n=16).study
    (draws,) = study.databases
    assert isinstance(draws, DatabaseDraws)
    other = replace(draws, columns=draws.columns[::-1].copy())
    base, *rest = study.sides
    (bought,) = base.bought
    turned = replace(bought, positions=bought.positions[::-1].copy())
    for changed in (
        replace(study, databases=(other,)),
        replace(study, sides=(replace(base, bought=(turned,)), *rest)),
    ):
        assert plan_of_run(changed) != plan_of_run(study)


def test_two_databases_of_one_name_are_drawn_each_for_its_own_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))
    models = {}
    for name, kilograms in (("coal", 0.5), ("wind", 0.02)):
        spread = {(0, 1): lognormal(kilograms, 0.3)}
        folder = tmp_path / name
        write_database(stored(uncertain({}, spread)), folder / "databases")
        (folder / "model.yaml").write_text(MODEL % "", encoding="utf-8")
        models[name] = lg.read(folder / "model.yaml").prepared
    settings = Settings(n=64, seed=4)
    both = simulate(models, settings)
    for name, one in models.items():
        alone = simulate({name: one}, settings)
        np.testing.assert_allclose(both.totals(name), alone.totals(), rtol=1e-10)
    assert both.of("wind").mean < both.of("coal").mean / 2


def test_a_database_may_be_taken_as_certain(two: Database) -> None:
    found = run(is_background=False)
    # 10,500 kg as written: 8.6 × 1,200 + 150 + 30
    assert found.as_written() == pytest.approx(10_500)
    assert found.study.certain_databases == ("smelter",)
    # billet ± 5 %: sd 10,320 × 0.05/1.96 = 263; gas 3.06
    assert found.of().sd == pytest.approx(263.3, rel=0.12)
    assert "smelter" in found.to_text("zh")


def test_databases_are_named_on_the_page(two: Database) -> None:
    found = run()
    assert [one.name for one in found.study.databases] == ["smelter"]
    assert "smelter" in found.to_text("en")
    assert found.to_dict()["databases"] == ["smelter"]
    # the first-order estimate knows the model's own numbers only, and says so
    assert "of the foreground only" in found.to_text("en")
    assert "仅含前景数据" in found.to_text("zh")
    assert "foreground only" not in run(is_background=False).to_text("en")


def test_workers_draw_the_same_bits(two: Database) -> None:
    here, there = run(), run(executor=Processes(2))
    assert here.items("less").tobytes() == there.items("less").tobytes()


def test_an_uncertain_characterisation_factor_reaches_into_the_database(
    two: Database,
) -> None:
    # CO2 × (1 ± 10 %) multiplies all but the 30 kg of ready CO2e
    scope = ", gwp_uncertainty: {co2_fossil: ± 10 %}"
    found, plain = run(scope), run()
    spread = found.values()[
        :, next(n.column for n in found.numbers() if "gwp" in n.path)
    ]
    ready = (
        10
        * found.values()[:, next(n.column for n in found.numbers() if "gas" in n.path)]
    )
    np.testing.assert_allclose(
        found.totals(), (plain.totals() - ready) * spread + ready, rtol=1e-12
    )


def test_a_database_without_spreads_is_told_to_be_certain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    write_database(stored(smelter()), tmp_path / "databases")
    found = run()
    assert found.study.databases == ()
    assert found.study.certain_databases == ("smelter",)
