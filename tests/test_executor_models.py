"""Models and errors on other workers: whole, and with the same numbers bit by bit."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from small_databases import smelter, stored
from small_models import factor, model, works

import lcagraph as lg
from lcagraph import calculate
from lcagraph.background.store import write_database
from lcagraph.errors import (
    CalculationError,
    Finding,
    IllConditionedError,
    LcaGraphError,
    ModelError,
    NonSquareError,
    QuantityError,
    SingularError,
    UsageError,
)
from lcagraph.executor import Processes, Threads, Workplace
from lcagraph.formats.yaml.guard import TextRefusedError
from lcagraph.impact.flows import FlowLookupError
from lcagraph.solve import EntryError, LoopError, MatchingError, ProofError

ROOT = Path(__file__).resolve().parents[1]
MODELS = sorted((ROOT / "models").glob("*/model.yaml"))
WRONG = sorted((ROOT / "tests" / "wrong").glob("*.yaml"))

BOUGHT = """
lcagraph: 1
reference: {product: profile, amount: 1 t}
processes:
  extrusion:
    stage: production
    outputs: {profile: 1 t}
    inputs:
      billet: {amount: 1.2 t, product: aluminium}
factors:
  aluminium: {from: "smelter/Aluminium production, liquid", stage: raw_materials}
"""


def shared() -> lg.Model:
    return model(
        {"works": works(inputs={"resin": "= 10 kg * share"})},
        {"resin": factor(3)},
        parameters={"share": {"value": 0.3, "min": 0, "max": 1}},
    )


def looped() -> lg.Model:
    """Makes 1 kg, of which it uses `share`: nothing is left at 1."""
    crate = {
        "stage": "production",
        "outputs": {"crate": "1 kg"},
        "inputs": {"crate": "= 1 kg * share", "resin": "10 kg"},
    }
    return model(
        {"works": crate},
        {"resin": factor(3)},
        reference={"product": "crate", "amount": "1 kg"},
        parameters={"share": "0.5"},
    )


# ------------------------------------------------------------------- models travel


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.parent.name)
def test_every_model_survives_the_way_to_a_worker(path: Path) -> None:
    prepared = lg.read(path).prepared
    copied = pickle.loads(pickle.dumps(prepared))
    mine = calculate.evaluate(prepared, prepared.base[None])
    theirs = calculate.evaluate(copied, copied.base[None])
    assert mine.items.tobytes() == theirs.items.tobytes()
    assert mine.scaling.tobytes() == theirs.scaling.tobytes()


def test_a_model_takes_along_what_it_bought(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    write_database(stored(smelter()), tmp_path / "databases")
    packed = pickle.dumps(lg.read_string(BOUGHT).prepared)
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "elsewhere"))
    copied = pickle.loads(packed)
    # 1,200 kg × 8.6 kg/kg, of which 14 kWh × 0.5 kg/kWh and 1.6 kg of its own
    found = calculate.evaluate(copied, copied.base[None])
    assert found.including[0] == pytest.approx(10_320, rel=1e-14)


# -------------------------------------------------------------- sweeps are the same


@pytest.mark.parametrize("place", [Threads(2), Processes(2)])
def test_a_sweep_is_bitwise_the_same_wherever_it_runs(place: Workplace) -> None:
    of = lg.read(ROOT / "models" / "pp_crate" / "model.yaml")
    name, base, _ = next(row for row in of.values_table if row[1] > 0)
    listed = {name: np.linspace(0.9, 1.0, 3 * calculate.CHUNK_VARIANTS + 1) * base}
    serial = of.sweep(**listed)
    found = of.sweep(executor=place, **listed)
    assert serial.items.shape[0] == 3 * calculate.CHUNK_VARIANTS + 1
    assert found.items.tobytes() == serial.items.tobytes()
    assert found.scaling.tobytes() == serial.scaling.tobytes()
    assert (found.residual, found.condition) == (serial.residual, serial.condition)


def test_a_sweep_in_chunks_is_what_arithmetic_says() -> None:
    share = np.linspace(0, 1, 5000)
    with ProcessPoolExecutor(2) as executor:
        found = shared().sweep(executor=executor, share=share)
    # 10 kg × share × 3 kgCO2e/kg
    np.testing.assert_allclose(found.including, 30 * share, rtol=1e-14)


@pytest.mark.parametrize("place", [None, Threads(2), Processes(2)])
def test_the_refused_variant_is_counted_from_the_first_of_all(
    place: Workplace,
) -> None:
    share = np.full(5000, 0.5)
    share[[4500, 4700]] = 1.0
    with pytest.raises(SingularError) as refused:
        looped().sweep(executor=place, share=share)
    (finding,) = refused.value.findings
    assert (finding.code, finding.values["variant"]) == ("E503", 4500)


@pytest.mark.parametrize("place", [None, Threads(2), Processes(2)])
def test_values_out_of_bounds_are_refused_alike(place: Workplace) -> None:
    with pytest.raises(ModelError) as refused:
        shared().sweep(executor=place, share=np.linspace(0, 1.1, 5000))
    assert {finding.code for finding in refused.value.findings} == {"E331"}


# ------------------------------------------------------------------- errors travel

FINDINGS = [
    Finding(code="E301", at="processes.a", values={"product": "铝"}, span=(1, 4)),
    Finding(code="W015", waived={"en": "known"}, part="key"),
]
ERRORS: list[LcaGraphError] = [
    ModelError(FINDINGS),
    ModelError([]),
    CalculationError(FINDINGS[:1]),
    NonSquareError(FINDINGS),
    SingularError(FINDINGS),
    IllConditionedError(FINDINGS),
    QuantityError("E401", (0, 3), {"text": "3 foo"}),
    UsageError(FINDINGS[0]),
    MatchingError(
        shape=(2, 3), rows=(1,), row_suppliers=(), columns=(0,), column_products=(1,)
    ),
    LoopError("closed", (1, 2), (1, 2), condition=float("inf"), variant=3),
    EntryError(None, 2, 0),
    ProofError(3, 1e-3, 0),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_travels_whole(error: LcaGraphError) -> None:
    error.add_note("in chunk 7")
    copied = pickle.loads(pickle.dumps(error))
    assert type(copied) is type(error)
    assert copied.args == error.args
    assert copied.__dict__ == error.__dict__
    assert copied.__notes__ == ["in chunk 7"]
    assert str(copied) == str(error)


def test_a_read_only_mapping_travels() -> None:
    finding = Finding(code="E301", values=MappingProxyType({"product": "铝"}))
    copied = pickle.loads(pickle.dumps(finding))
    assert copied == finding
    assert isinstance(copied.values, MappingProxyType)


def every_kind(kind: type[Exception]) -> set[type[Exception]]:
    return {kind}.union(*(every_kind(each) for each in kind.__subclasses__()))


def test_every_kind_of_error_is_packed_in_the_same_way() -> None:
    packed = {FlowLookupError, TextRefusedError, *map(type, ERRORS)}
    ours = {k for k in every_kind(LcaGraphError) if k.__module__.startswith("lcagraph")}
    assert packed <= ours
    others = {k for k in ours if k.__reduce__ is not LcaGraphError.__reduce__}
    assert others == set()


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_the_findings_of_every_wrong_model_travel(path: Path) -> None:
    findings: Any
    try:
        findings = tuple(lg.read(path).check())
    except LcaGraphError as error:
        findings = error.args
    assert pickle.loads(pickle.dumps(findings)) == findings
