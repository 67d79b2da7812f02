"""Small models with uncertain numbers, whose distributions are known."""

from __future__ import annotations

from typing import Any

from small_models import factor, model, works

import lcagraph as lg
from lcagraph.uncertainty import Settings, Uncertainty, simulate

Plain = Any


def emitting(formula: str, **parameters: Plain) -> lg.Model:
    """A footprint in kg CO2e that is one formula of the parameters."""
    emissions = {"co2_fossil": {"amount": f"= 1 kg * ({formula})"}}
    return model({"works": works(emissions=emissions)}, parameters=parameters)


def lognormal(median: float, gsd: float) -> dict[str, Plain]:
    """A parameter with a lognormal distribution."""
    return {
        "value": repr(median),
        "uncertainty": {"dist": "lognormal", "gsd": gsd},
    }


def normal(mean: float, sd: float) -> dict[str, Plain]:
    """A parameter with a normal distribution."""
    return {"value": repr(mean), "uncertainty": {"dist": "normal", "sd": sd}}


def triangular(low: float, mode: float, high: float) -> dict[str, Plain]:
    """A parameter with a triangular distribution."""
    return {
        "value": repr(mode),
        "uncertainty": {"dist": "triangular", "min": low, "max": high},
    }


def uniform(low: float, high: float) -> dict[str, Plain]:
    """A parameter with a uniform distribution, written as its middle."""
    return {
        "value": repr((low + high) / 2),
        "uncertainty": {"dist": "uniform", "min": low, "max": high},
    }


def two_processes(**parameters: Plain) -> lg.Model:
    """Goods take x parts, a part takes y goods; they emit e and 3 kg CO2.

    1 kg of goods needs s₁ = 1 / (1 − x y) runs of the works and s₂ = x s₁ of the shop.
    """
    shop = {
        "stage": "production",
        "outputs": {"part": "1 kg"},
        "inputs": {"goods": {"amount": "= 1 kg * y"}},
        "emissions": {"co2_fossil": "3 kg"},
    }
    works_ = works(
        inputs={"part": {"amount": "= 1 kg * x"}},
        emissions={"co2_fossil": {"amount": "= 1 kg * e"}},
    )
    return model({"works": works_, "shop": shop}, parameters=parameters)


def buying(power: Plain = "10 kWh ± 20 %", co2e: float = 0.5) -> lg.Model:
    """Goods made with power; a scenario takes cleaner power, another one less."""
    return model(
        {"works": works(inputs={"power": power})},
        {"power": factor(co2e, per="1 kWh", kind="electricity")},
        scenarios={
            "clean": {"set": {"factors.power.co2e": "0.4 kg"}},
            "half": {"set": {"processes.works.inputs.power": "5 kWh ± 20 %"}},
            "same": {"set": {"factors.power.co2e": f"{co2e} kg"}},
        },
    )


def drawn(one: lg.Model, n: int = 10_000, seed: int = 1, **more: Plain) -> Uncertainty:
    """A model and its scenarios, as the model itself would draw them."""
    models = {"base": one.prepared}
    models |= {name: one.with_scenario(name).prepared for name in one.scenarios}
    keys = {key: more.pop(key) for key in ("keep", "until") if key in more}
    return simulate(models, Settings(n=n, seed=seed, **keys), **more)
