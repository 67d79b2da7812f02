"""Words for models whose rows have a meter and something taken off its reading."""

from __future__ import annotations

from typing import Any

import numpy as np
from small_models import Plain, factor, model, works

import lcagraph as lg

POWER = "processes.works.inputs.power"
KWH = {"power": factor(0.5, "1 kWh", kind="electricity")}
CANTEEN_AND_OFFICES = {"canteen": "1200 kWh", "offices": "0.3 MWh"}


def metered(amount: str, minus: Plain, **rest: Plain) -> dict[str, Plain]:
    """A row with a meter and what is taken off its reading."""
    return {"amount": amount, "data": {"class": "continuous", "minus": minus}, **rest}


def plant(
    minus: Plain = CANTEEN_AND_OFFICES, amount: str = "8 MWh", **keys: Plain
) -> lg.Model:
    """1000 kg of goods from metered power at 0.5 kg CO2e/kWh; per 1 kg goods."""
    process = works(
        outputs={"goods": "1000 kg"}, inputs={"power": metered(amount, minus)}
    )
    return model({"works": process}, KWH, **keys)


def variants(of: lg.Model, path: str, values: list[float]) -> np.ndarray[Any, Any]:
    """Rows of `values_table` with one value changed, shape (k, n)."""
    return np.array(
        [
            [value if each == path else base for each, base, _ in of.values_table]
            for value in values
        ]
    )
