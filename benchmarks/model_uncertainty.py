"""Monte Carlo of a model of 12 processes with 30 uncertain parameters, in seconds.

    python benchmarks/model_uncertainty.py [draws]

A chain of twelve processes with two loops: heat is recovered, scrap is remelted. Every
input is a formula of a parameter; half of the parameters are normal, a quarter
lognormal, a quarter triangular. Times are the best of three.
"""

from __future__ import annotations

import sys
from functools import partial
from time import perf_counter
from typing import Any

from background import best_of, machine

import lcagraph as lg
from lcagraph.executor import Processes
from lcagraph.uncertainty import Settings, simulate

PROCESSES = 12
PARAMETERS = 30
DRAWS = 100_000


def spread(i: int, value: float) -> Any:
    """The uncertainty of the i-th parameter."""
    kinds: list[Any] = [
        {"dist": "normal", "rel_sd": 0.05},
        {"dist": "lognormal", "gsd": 1.1},
        {"dist": "normal", "rel_sd": 0.02},
        {"dist": "triangular", "min": 0.9 * value, "max": 1.1 * value},
    ]
    return kinds[i % len(kinds)]


def parameters() -> dict[str, Any]:
    """Thirty uncertain numbers around 1."""
    values = {f"v{i}": 0.8 + i / 50 for i in range(PARAMETERS)}
    return {
        name: {"value": repr(value), "uncertainty": spread(i, value)}
        for i, (name, value) in enumerate(values.items())
    }


def processes() -> dict[str, Any]:
    """Each draws on the next, on heat or power, and emits a little."""
    found: dict[str, Any] = {}
    for i in range(PROCESSES):
        inputs: dict[str, Any] = {
            "heat": {"amount": f"= 2 kWh * v{12 + i}"},
            "power": {"amount": f"= 1 kWh * v{i} / v{(i + 17) % PARAMETERS}"},
        }
        if i + 1 < PROCESSES:
            inputs[f"part{i + 1}"] = {"amount": f"= 0.4 kg * v{(i + 24) % PARAMETERS}"}
        if i in (5, 11):  # what an earlier process makes comes back
            inputs[f"part{i - 3}"] = "0.05 kg"
        found[f"step{i}"] = {
            "stage": "production",
            "outputs": {f"part{i}": "1 kg"},
            "inputs": inputs,
            "emissions": {"co2_fossil": {"amount": f"= 0.1 kg * v{(i + 7) % 30}"}},
        }
    return found


def model() -> lg.Model:
    """The whole system."""
    words = {"per": "1 kWh", "boundary": "cradle_to_gate", "gwp": "ipcc-ar6-gwp100"}
    return lg.Model(
        reference={"product": "part0", "amount": "1 kg"},
        parameters=parameters(),
        processes=processes(),
        factors={
            "heat": {"co2e": "0.25 kg", "kind": "electricity", **words},
            "power": {"co2e": "0.6 kg", "kind": "electricity", **words},
        },
    )


def main() -> None:
    """Print the seconds of a run here, and on two processes."""
    print(machine())
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS
    prepared = model().prepared
    settings = Settings(n=draws, seed=1)
    for name, executor in (("here", None), ("two processes", Processes(2))):
        seconds, found = best_of(
            3, partial(simulate, {"model": prepared}, settings, executor=executor)
        )
        begin = perf_counter()
        found.to_text()
        shown = perf_counter() - begin
        print(
            f"{draws:,} draws, {len(found.numbers())} numbers, {name}: "
            f"{seconds:.2f} s, page {shown:.2f} s, mean {found.of().mean:.6g} kgCO2e"
        )


if __name__ == "__main__":
    main()
