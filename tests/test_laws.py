"""Laws that hold for every model, tried on random small ones."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import exact_models
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from random_models import random_model

import lcagraph as lg
from lcagraph.contribution import Branch

Plain = Any

RTOL = 1e-11  # up to 20 processes with loops that give back at most 0.8
EXACT_RTOL = 1e-12  # against fractions, of the largest item
models = st.integers(0, 10**6).map(random_model)


def solve(model: Plain) -> lg.Result:
    return lg.Model(**model).solve()


def scale_of(result: lg.Result) -> float:
    """What rounding is measured against: the largest part, not a difference."""
    return max(abs(row.including) for row in result.rows)


def same_items(one: lg.Result, other: lg.Result, factor: float = 1.0) -> None:
    atol = RTOL * scale_of(one) * abs(factor)
    for item, value in one.items.items():
        assert_allclose(other.items[item], factor * value, rtol=0, atol=atol)


def test_the_witness_gives_the_textbook_answer() -> None:
    # Heijungs & Suh, ch. 2: 1000 kWh take 100 kg + 20 kg CO2
    model = {
        "reference": {"product": "electricity", "amount": "1000 kWh"},
        "processes": {
            "plant": {
                **{"outputs": {"electricity": "10 kWh"}, "inputs": {"fuel": "2 kg"}},
                "emissions": {"co2_fossil": "1 kg"},
            },
            "refinery": {
                "outputs": {"fuel": "100 kg"},
                "emissions": {"co2_fossil": "10 kg"},
            },
        },
    }
    assert exact_models.solve(model).items == {"fossil": 120}


@given(model=models)
def test_the_footprint_is_that_of_exact_arithmetic(model: Plain) -> None:
    result, witness = solve(model), exact_models.solve(model)
    largest = max(abs(float(value)) for value in witness.items.values())
    for item, value in result.items.items():
        expected = float(witness.items.get(item, Fraction(0)))
        assert abs(value - expected) <= EXACT_RTOL * largest


@given(model=models)
def test_the_footprint_is_linear_in_the_reference_amount(model: Plain) -> None:
    number, unit = model["reference"]["amount"].split(" ")
    amount = f"{3 * float(number)!r} {unit}"
    tripled = {**model, "reference": {**model["reference"], "amount": amount}}
    one, three = solve(model), solve(tripled)
    same_items(one, three, 3.0)
    found = dict.fromkeys((row.path for row in one.rows), 0.0)
    for row in one.rows:
        found[row.path] += 3 * row.including
    for row in three.rows:
        found[row.path] = found.get(row.path, 0.0) - row.including
    assert_allclose(list(found.values()), 0, atol=3 * RTOL * scale_of(one))


def shuffled(plain: Plain, rng: random.Random) -> Plain:
    if not isinstance(plain, dict):
        return plain
    keys = list(plain)
    rng.shuffle(keys)
    return {key: shuffled(plain[key], rng) for key in keys}


@given(model=models, seed=st.integers(0, 99))
def test_the_order_of_keys_changes_nothing(model: Plain, seed: int) -> None:
    other = shuffled(model, random.Random(seed))
    assert lg.Model(**other).hash == lg.Model(**model).hash
    one, two = solve(model), solve(other)
    same_items(one, two)
    found = {name: value for name, value, _ in two.by_stage().rows}
    for name, value, _ in one.by_stage().rows:
        assert_allclose(found[name], value, rtol=0, atol=RTOL * scale_of(one))


OTHER_UNIT = {"t": ("kg", 1000), "kg": ("g", 1000), "g": ("t", Fraction(1, 10**6))}
OTHER_UNIT |= {"kWh": ("MJ", Fraction(36, 10)), "MJ": ("MWh", Fraction(1, 3600))}


def rescaled(plain: Plain, section: str = "") -> Plain:
    """The same model with every plain mass and energy in another unit."""
    if isinstance(plain, dict):
        return {key: rescaled(inner, key) for key, inner in plain.items()}
    number, _, unit = plain.partition(" ") if isinstance(plain, str) else ("", "", "")
    if unit not in OTHER_UNIT or section == "co2e":
        return plain
    name, factor = OTHER_UNIT[unit]
    return f"{float(Fraction(number) * factor)!r} {name}"


@given(model=models)
def test_the_units_of_the_numbers_change_nothing(model: Plain) -> None:
    same_items(solve(model), solve(rescaled(model)))


def turned(process: Plain) -> Plain:
    """A process column with all signs the other way round."""
    process = copy.deepcopy(process)
    for section in ("outputs", "treats", "inputs", "emissions", "removals", "waste"):
        rows = process.get(section, {})
        for row, text in rows.items():
            words = exact_models.long(text)
            if "amount" in words:
                number = words["amount"]
                sign = "= -" if number.startswith("= ") else "-"
                rows[row] = {**words, "amount": sign + number.removeprefix("= ")}
    return process


@given(model=models, choice=st.integers(0, 99))
def test_turning_the_sign_of_a_whole_column_changes_nothing(
    model: Plain, choice: int
) -> None:
    single = [id_ for id_, p in model["processes"].items() if "allocation" not in p]
    id_ = single[choice % len(single)]
    processes = {**model["processes"], id_: turned(model["processes"][id_])}
    result = solve({**model, "processes": processes})
    same_items(solve(model), result)
    negative = {f.at.split(".")[1] for f in result.findings if f.code == "W330"}
    assert negative == {id_}


def joint_processes(model: Plain) -> Iterator[str]:
    return (id_ for id_, p in model["processes"].items() if "allocation" in p)


@settings(max_examples=20)  # each solves the model for every product it names
@given(model=models, by=st.sampled_from(["physical", "economic", "shares"]))
def test_allocation_conserves_what_the_process_causes(model: Plain, by: str) -> None:
    joint = next(joint_processes(model), None)
    assume(joint is not None)
    process = model["processes"][joint]
    rows = [row for row, _, _ in exact_models.functions(process)]
    first = process["outputs"][rows[0]]["amount"].split(" ")[1]
    physical = "mass" if first in ("g", "kg", "t") else "energy"
    parts = dict(
        zip(rows, {2: ("0.1", "0.9"), 3: ("0", "25 %", "75 %")}[len(rows)], strict=True)
    )
    allocation: Plain = {
        "physical": physical,
        "economic": {"by": "economic", "why": "test"},
        "shares": {"shares": parts, "why": "test"},
    }[by]
    processes = {**model["processes"], joint: {**process, "allocation": allocation}}
    model = {**model, "processes": processes}
    run = exact_models.one_run(model, joint)
    carried = [footprint_of(model, row, amount) for row, amount in run.delivered]
    drawn = [footprint_of(model, product, amount) for product, amount in run.drawn]
    own = float(sum(run.emitted.values()))
    # what the products carry = own emissions + what is drawn in all
    size = max(map(abs, [own, *carried, *drawn]))
    assert_allclose(sum(carried), own + sum(drawn), rtol=0, atol=RTOL * size)


def footprint_of(model: Plain, product: str, amount: Fraction) -> float:
    """Footprint of an amount of any product [kg, MJ or t*km]."""
    kind = exact_models.kind_of(model, product)
    unit = {"mass": "kg", "energy": "MJ", "freight": "t*km"}[kind]
    size = float(amount)
    if size == 0:
        return 0.0
    reference = {"product": product, "amount": f"{abs(size)!r} {unit}"}
    return solve({**model, "reference": reference}).including * np.sign(size)


@given(model=models)
def test_the_parts_add_up_to_the_footprint(model: Plain) -> None:
    result = solve(model)
    atol = RTOL * scale_of(result)
    items = sum(row.items for row in result.rows)
    assert_allclose(items, list(result.items.values()), rtol=0, atol=atol)
    for table in (result.by_stage(), result.by_process(), result.by_input()):
        assert_allclose(sum(table.column("kgCO2e")), result.total, rtol=0, atol=atol)
    gases = sum(result.by_gas().column("kgCO2e"))
    assert_allclose(gases, result.total, rtol=0, atol=atol)
    written = sum(result.activity_table().column("kgCO2e"))
    assert_allclose(written, result.total, rtol=0, atol=atol)


@given(model=models)
def test_printed_shares_add_to_exactly_100(model: Plain) -> None:
    result = solve(model)
    for table in (result.by_stage(), result.by_process(), result.by_input()):
        shares = [share for share in table.column("percent") if share is not None]
        if result.total > RTOL * scale_of(result):
            assert sum(shares) == Decimal("100.00")
        for amount, share in zip(
            table.column("kgCO2e"), table.column("percent"), strict=True
        ):
            assert (share is None) == (amount < 0 or result.total <= 0)


def branches(tree: Branch) -> Iterator[Branch]:
    yield tree
    for branch in tree.branches:
        yield from branches(branch)


@given(model=models, threshold=st.sampled_from([0.3, 0.05, 0.01]))
def test_each_branch_is_its_own_emissions_and_its_branches(
    model: Plain, threshold: float
) -> None:
    result = solve(model)
    tree, atol = result.tree(threshold), RTOL * scale_of(result)
    assert_allclose(tree.branch_total, result.total, rtol=0, atol=atol)
    for branch in branches(tree):
        parts = branch.direct + sum(b.branch_total for b in branch.branches)
        whole = parts + branch.below_threshold
        assert_allclose(branch.branch_total, whole, rtol=0, atol=atol)


@given(model=models)
def test_the_reference_process_has_the_footprint_as_its_total(model: Plain) -> None:
    result = solve(model)
    wanted = model["reference"]["product"]
    own = [node.total for node in result.totals() if node.product == wanted]
    assert_allclose(own, [result.total], rtol=0, atol=RTOL * scale_of(result))
    direct = sum(node.direct for node in result.totals())
    assert_allclose(direct, result.total, rtol=0, atol=RTOL * scale_of(result))


@given(model=models, seed=st.integers(0, 99))
def test_k_variants_at_once_equal_k_single_solves(model: Plain, seed: int) -> None:
    compiled = lg.Model(**model)
    rng = np.random.default_rng(seed)
    table = compiled.values_table
    values = np.array([[base for _, base, _ in table]] * 3)
    varied = [
        i
        for i, (path, _, _) in enumerate(table)
        if "shares" not in path
        and ".by=" not in path
        and not path.startswith(("processes.blend", "parameters.share"))  # adds up
    ]
    values[:, varied] *= rng.uniform(0.9, 1.1, (3, len(varied)))
    together = compiled.evaluate(values)
    alone = [compiled.evaluate(row[None, :]) for row in values]
    sizes = np.abs(together.items).max()
    for i, one in enumerate(alone):
        assert_allclose(together.items[i], one.items[0], rtol=0, atol=RTOL * sizes)
        assert_allclose(together.inventory[i], one.inventory[0], rtol=1e-9, atol=1e-12)


@given(model=models, share=st.sampled_from([0.0, 0.25, 0.5]))
def test_a_sweep_equals_solving_edited_models(model: Plain, share: float) -> None:
    assume("= share" in repr(model["processes"]["process_0"]))  # not only the mix
    model = copy.deepcopy(model)
    model["processes"]["blend"]["inputs"] = {"power": "1 kWh"}
    rates = [0.1, 0.8]
    swept = lg.Model(**model).sweep(share=[share] * 2, rate=rates)
    for i, rate in enumerate(rates):
        one = lg.Model(**model).solve(share=share, rate=rate)
        atol = RTOL * scale_of(one)
        assert_allclose(swept.including[i], one.including, rtol=0, atol=atol)
        assert_allclose(swept.excluding[i], one.excluding, rtol=0, atol=atol)


@given(model=models)
def test_the_two_totals_differ_by_the_biogenic_carbon(model: Plain) -> None:
    result = solve(model)
    net = sum(
        result.items[item]
        for item in (
            "biogenic_co2_emitted",
            "biogenic_co2_removed",
            "biogenic_methane_carbon",
        )
    )
    atol = RTOL * scale_of(result)
    assert_allclose(result.including - result.excluding, net, rtol=0, atol=atol)


@given(
    carbon=st.integers(1, 500),
    methane=st.integers(0, 100),
    change=st.sampled_from(["t", "kg"]),
)
def test_a_closed_carbon_cycle_has_one_total(
    carbon: int, methane: int, change: str
) -> None:
    # 12 kg C: taken up as 44 kg CO2, given off as 44 kg CO2 or 16 kg CH4
    burnt = Fraction(100 - methane, 100) * carbon
    rotten = Fraction(methane, 100) * carbon
    model: Plain = {
        "reference": {"product": "heat", "amount": "1 MJ"},
        "processes": {
            "field": {
                **{"stage": "raw_materials", "outputs": {"straw": f"1 {change}"}},
                "removals": {
                    "co2_biogenic": f"{float(carbon * Fraction(44, 12))!r} kg"
                },
            },
            "stove": {
                **{"stage": "production", "outputs": {"heat": "1 MJ"}},
                "inputs": {"straw": f"1 {change}"},
                "emissions": {
                    "co2_biogenic": f"{float(burnt * Fraction(44, 12))!r} kg",
                    "ch4_biogenic": f"{float(rotten * Fraction(16, 12))!r} kg",
                },
            },
        },
    }
    result = solve(model)
    assert_allclose(result.including, result.excluding, rtol=0, atol=RTOL * carbon * 40)
    # all that is left is the warming of the methane: 27.0 kg CO2e per kg
    warming = float(rotten * Fraction(16, 12) * 27)
    assert_allclose(result.excluding, warming, rtol=RTOL)


@given(model=models)
def test_expanding_and_reading_again_gives_the_same_model(model: Plain) -> None:
    first = lg.Model(**model)
    again = lg.read_string(first.to_yaml())
    assert again.hash == first.hash
    assert again.to_yaml() == first.to_yaml()
    one, two = first.solve(), again.solve()
    assert dict(one.items) == dict(two.items)
    assert one.findings == two.findings


@pytest.mark.parametrize("seed", range(5))
def test_a_scenario_that_changes_nothing_changes_nothing(seed: int) -> None:
    model = random_model(seed)
    named = {**model, "scenarios": {"same": {"set": {"share": "0.5"}}}}
    one, two = solve(model), lg.Model(**named).solve("same")
    assert dict(one.items) == dict(two.items)
