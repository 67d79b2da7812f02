"""Random models for pictures: loops, co-products, returns, wastes, credits, mixes."""

from __future__ import annotations

import random

import lcagraph as lg
from lcagraph.calculate import numbers_of
from lcagraph.diagram.content import boundary_scene
from lcagraph.diagram.scene import Scene

STAGES = ("raw_materials", "production", "distribution", "use")
HOSTILE = (
    "<b>&amp;\"'</b>",
    "</text><script>alert(1)</script>",
    "שלום עולם \u202e gnirts",
    "😀😀 family 👨‍👩‍👧",
    "Name " * 60,
    "没有空格的很长的名字" * 30,
    "NoSpacesAtAll" * 25,
    "line\\nbreak \\\\ {curly} %s {0}",
)
"""Names that break a picture which does not expect them."""


def random_diagram(seed: int, most: int = 15) -> str:
    """A model that can be solved, with up to `most` processes, as YAML."""
    dice = random.Random(seed)
    size = dice.randint(1, most)
    lines = [
        "lcagraph: 1",
        f"reference: {{product: made{size - 1}, amount: 1 kg}}",
        "scope: {excluded: {x: {name: 其他 | Others, basis: cut_off, reason: few}}}",
        "processes:",
    ]
    treating = [i for i in range(1, size - 1) if dice.random() < 0.12]
    for i in range(size):
        lines += _process(dice, i, size, treating)
    known = "co2e: 1 kg, gwp: ipcc-ar6-gwp100, boundary: cradle_to_grave"
    return "\n".join(
        [
            *lines,
            "factors:",
            f"  oil: {{per: 1 kg, kind: fuel, {known}}}",
            f"  truck: {{name: 货车 | Truck, per: 1 t*km, kind: transport, {known}}}",
            f"  dump: {{name: 填埋 | Landfill, per: 1 kg, kind: treatment, {known}}}",
            f"  virgin: {{per: 1 kg, kind: material, {known}}}",
        ]
    )


def _process(dice: random.Random, i: int, size: int, treating: list[int]) -> list[str]:
    """One process: the last makes the reference flow, those in `treating` treat."""
    is_utility = i % 5 == 3 and i < size - 1 and i not in treating
    stage = STAGES[i * len(STAGES) // size]
    lines = [
        f"  step{i}:",
        f"    name: 第 {i} 道工序 | Step {i} of the process",
        "    kind: utility" if is_utility else f"    stage: {stage}",
    ]
    if i in treating:
        lines += ["    treats:", f"      rest{i}: 1 kg"]
        lines += [
            "    outputs:",
            f"      back{i}: {{amount: 0.3 kg, role: burden_free}}",
        ]
    else:
        lines += ["    outputs:", f"      made{i}: 1 kg"]
        if not is_utility and dice.random() < 0.3:
            lines += [f"      side{i}: 0.5 kg", "    allocation: {by: mass}"]
            lines[-1:] = [*_more_outputs(dice, i), lines[-1]]
        elif not is_utility:
            lines += _more_outputs(dice, i)
    made = [j for j in range(size) if j not in treating]
    inputs = {j for j in dice.sample(made, min(len(made), 2)) if j != i}
    before = [j for j in made if j < i]
    inputs |= {before[-1]} if before else set()
    lines += ["    inputs:", "      oil: {amount: 1 kg, transport: {truck: 90 km}}"]
    lines += [f"      made{j}: {'0.3' if j < i else '0.02'} kg" for j in sorted(inputs)]
    lines += [
        f"      back{j}: 0.001 kg" for j in treating if j != i and dice.random() < 0.3
    ]
    lines += ["    emissions: {co2_fossil: 1 kg}"] if dice.random() < 0.6 else []
    lines += ["    removals: {co2_biogenic: 1 g}"] if dice.random() < 0.2 else []
    wastes = [f"rest{j}: 0.1 kg" for j in treating if j != i and dice.random() < 0.5]
    if not is_utility and dice.random() < 0.4:
        wastes.append("scraps: {amount: 0.1 kg, to: dump}")
    return [*lines, f"    waste: {{{', '.join(wastes)}}}"] if wastes else lines


def _more_outputs(dice: random.Random, i: int) -> list[str]:
    lines = []
    if dice.random() < 0.25:
        lines.append(f"      free{i}: {{amount: 0.2 kg, role: burden_free}}")
    if dice.random() < 0.2:
        lines.append(f"      spare{i}: {{amount: 0.1 kg, substitutes: virgin}}")
    return lines


def scene_of(text: str) -> Scene:
    """The scene of a model in YAML."""
    model = lg.read_string(text)
    return boundary_scene(
        model.prepared, numbers_of(model.prepared, model.prepared.base[None, :])
    )
