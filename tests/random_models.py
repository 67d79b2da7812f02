"""Random small models in the words of the format, which have a footprint.

A process spends at most `MOST_SPENT` of what it delivers (counted in kg and MJ) on
other processes, so every column of |I − A| adds up to less than one and all loops
converge, whatever the links. Leaves (factors) may be drawn on without limit.
"""

from __future__ import annotations

import random
from typing import Any

Plain = Any

MOST_SPENT = 0.8
UNITS = {"mass": {"g": 0.001, "kg": 1, "t": 1000}, "energy": {"MJ": 1, "kWh": 3.6}}
FACTORS: dict[str, Plain] = {
    "resin": {
        **{"per": "1 t", "kind": "material", "boundary": "cradle_to_gate"},
        **{"co2e": "1830 kg", "gwp": "ipcc-ar6-gwp100", "stage": "raw_materials"},
    },
    "power": {
        **{"per": "100 kWh", "kind": "electricity", "boundary": "cradle_to_gate"},
        "emissions": {"co2_fossil": "54.5 kg", "ch4_fossil": "125 g"},
    },
    "truck": {
        **{"per": "10 t*km", "kind": "transport", "boundary": "cradle_to_gate"},
        "emissions": {"co2_fossil": "0.75 kg", "n2o_fossil": "25 g"},
    },
    "landfill": {
        **{"per": "1 t", "kind": "treatment", "boundary": "gate_to_grave"},
        "emissions": {"ch4_biogenic": "12.5 kg", "co2_biogenic": "40 kg"},
    },
}


def random_model(seed: int) -> dict[str, Plain]:
    """One model of 2–6 processes, a treatment and a mix, with factors."""
    return _Maker(random.Random(seed)).model()


class _Maker:
    """Draws one model."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.kinds: dict[str, str] = {}
        """Product → mass or energy."""
        self.waste: list[str] = []

    def model(self) -> dict[str, Plain]:
        rng = self.rng
        count = rng.randint(2, 6)
        names = [f"process_{i}" for i in range(count)]
        outputs = {name: self._outputs(name) for name in names}
        self.waste = [f"waste_{i}" for i in range(rng.randint(0, 2))]
        processes = {name: self._process(name, outputs[name]) for name in names}
        for waste in self.waste:
            processes[f"treat_{waste}"] = self._treatment(waste)
        processes["blend"] = self._blend()
        if rng.random() < 0.5:  # a loop through the mix
            first = processes[names[0]]
            first["inputs"]["blended"] = self._amount("energy", 0.1 * self.least)
        items = list(processes.items())
        rng.shuffle(items)
        return {
            "reference": {"product": names[0] + "_a", "amount": self._reference()},
            "parameters": {"share": "0.5", "rate": "40 %"},
            "processes": dict(items),
            "factors": FACTORS,
        }

    def _reference(self) -> str:
        return self._amount(self.kinds["process_0_a"], self.rng.choice([1, 250, 1000]))

    def _amount(self, kind: str, size: float) -> str:
        """About `size` kg or MJ in any unit of the kind, with few digits."""
        unit = self.rng.choice(list(UNITS[kind]))
        return f"{size / UNITS[kind][unit]:.4g}".replace("e+0", "e+") + f" {unit}"

    def _outputs(self, name: str) -> dict[str, Plain]:
        rng, rows = self.rng, {}
        kind = rng.choice(["mass", "energy"])
        for letter in "abc"[: rng.choice([1, 1, 2, 3])]:
            self.kinds[f"{name}_{letter}"] = kind
            size = rng.choice([1, 5, 40, 1000]) * rng.randint(1, 9)
            price = f"{rng.randint(1, 90)} CNY/{'kg' if kind == 'mass' else 'kWh'}"
            rows[f"{name}_{letter}"] = {
                "amount": self._amount(kind, size),
                "price": price,
            }
        return rows

    def _process(self, name: str, outputs: dict[str, Plain]) -> dict[str, Plain]:
        rng = self.rng
        process: dict[str, Plain] = {
            "stage": rng.choice(["production", "raw_materials", "use"]),
            "outputs": dict(outputs),
        }
        if rng.random() < 0.15:
            process |= {"kind": "utility"}
        if len(outputs) > 1:
            process["allocation"] = self._allocation(list(outputs))
        least = min(_size(output["amount"]) for output in outputs.values())
        if name == "process_0":
            self.least = least
        budget = MOST_SPENT * least - (0.1 * least if name == "process_0" else 0)
        process["inputs"] = self._inputs(budget * 0.6)
        for waste in rng.sample(self.waste, rng.randint(0, len(self.waste))):
            amount = self._amount("mass", budget * 0.1 * rng.random() + 0.01 * budget)
            process.setdefault("waste", {})[waste] = amount
        if rng.random() < 0.4:
            process.setdefault("waste", {})["rubbish"] = {
                **{"amount": self._amount("mass", rng.randint(1, 50))},
                **{"to": "landfill"},
            }
        if rng.random() < 0.3:
            process["outputs"][f"{name}_scrap"] = {
                **{"amount": "3 kg", "role": "burden_free"},
            }
        if rng.random() < 0.3:
            replaced = rng.choice(list(self.kinds))
            process["outputs"][f"{name}_by"] = {
                "amount": self._amount(self.kinds[replaced], budget * 0.1),
                "substitutes": {"product": replaced, "ratio": "50 %"},
            }
        self._flows(process)
        return process

    def _allocation(self, rows: list[str]) -> Plain:
        by = self.rng.choice(["physical", "economic", "shares"])
        if by == "shares":
            parts = {2: ["30 %", "70 %"], 3: ["0.2", "0.3", "50 %"]}[len(rows)]
            return {"shares": dict(zip(rows, parts, strict=True)), "why": "contract"}
        if by == "economic":
            return {"by": "economic", "why": "no physical relation"}
        return "mass" if self.kinds[rows[0]] == "mass" else "energy"

    def _inputs(self, budget: float) -> dict[str, Plain]:
        rng, inputs = self.rng, {}
        drawn = rng.sample(list(self.kinds), rng.randint(0, min(3, len(self.kinds))))
        for product in drawn:
            kind = self.kinds[product]
            row: dict[str, Plain] = {"amount": self._amount(kind, budget / 4)}
            if kind == "mass" and rng.random() < 0.5:
                row["transport"] = {"truck": self._leg()}
            inputs[product] = row
        if rng.random() < 0.7:
            inputs["power"] = self._amount("energy", rng.randint(1, 90))
        if rng.random() < 0.7:
            amount = f"{rng.randint(1, 90)} kg"
            name = rng.choice(["share", "rate"])
            inputs["resin"] = {
                "amount": rng.choice([amount, f"= {name} * {amount}"]),
                "transport": {"truck": self._leg()},
            }
        return inputs

    def _leg(self) -> Plain:
        distance = f"{self.rng.randint(1, 900)} km"
        if self.rng.random() < 0.7:
            return distance
        return {"distance": distance, "load_factor": "80 %", "empty_return": "0.25"}

    def _flows(self, process: dict[str, Plain]) -> None:
        rng = self.rng
        emissions: dict[str, Plain] = {}
        for gas in rng.sample(["co2_fossil", "ch4_biogenic", "co2_biogenic"], 2):
            emissions[gas] = self._amount("mass", rng.randint(1, 60))
        if "resin" in process["inputs"]:
            emissions["stack"] = {
                **{"flow": "co2_fossil", "activity": "resin", "factor": "2.5 kg/kg"},
            }
        process["emissions"] = emissions
        if rng.random() < 0.4:
            process["removals"] = {"co2_biogenic": f"{rng.randint(1, 40)} kg"}

    def _treatment(self, waste: str) -> dict[str, Plain]:
        treated = self.rng.randint(1, 40)
        process: dict[str, Plain] = {
            "stage": "end_of_life",
            "treats": {waste: f"{treated} kg"},
            "inputs": self._inputs(treated * MOST_SPENT),
        }
        self._flows(process)
        return process

    def _blend(self) -> dict[str, Plain]:
        own = [p for p, kind in self.kinds.items() if kind == "energy"]
        if not own:
            inputs = {"power": "1 kWh"}
        else:
            inputs = {self.rng.choice(own): "= share * 1 kWh", "power": "0.5 kWh"}
        return {"kind": "mix", "outputs": {"blended": "1 kWh"}, "inputs": inputs}


def _size(amount: str) -> float:
    number, unit = amount.split(" ")
    scale = next(units[unit] for units in UNITS.values() if unit in units)
    return float(number) * scale
