"""Footprints beside each other, and what moved the number."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_models import Plain, factor, model, works

import lcagraph as lg
from lcagraph.compare import Waterfall

RTOL = 1e-12  # some products and sums

# `use` kg of coal per kg of goods × `ef` kg CO2e per kg of coal
A_TIMES_B = {
    "processes": {"works": works(inputs={"coal": "= use * 1 kg"})},
    "factors": {"coal": {**factor(1), "co2e": "= ef * 1 kg"}},
}


def product_of(a: float, b: float, **keys: Plain) -> lg.Model:
    return model(
        **A_TIMES_B, parameters={"use": str(float(a)), "ef": str(float(b))}, **keys
    )


def fall(first: lg.Model, second: lg.Model) -> Waterfall:
    (found,) = first.compare(second).waterfalls.values()
    return found


def effects(found: Waterfall) -> dict[str, float]:
    return {bar.path: bar.amount for bar in found.bars}


# ------------------------------------------------------------------ Shapley by hand


def test_two_factors_of_a_product_share_their_interaction_half_and_half() -> None:
    # 2·5 = 10 → 3·7 = 21. a alone: (3−2)·5 = 5; b alone: 2·(7−5) = 4; together
    # another (3−2)·(7−5) = 2, one for each: a 6, b 5; 6 + 5 = 11 = 21 − 10
    found = fall(product_of(2, 5), product_of(3, 7))
    assert (found.start, found.end) == (10, 21)
    assert effects(found) == pytest.approx(
        {"parameters.use": 6, "parameters.ef": 5}, rel=RTOL
    )


def test_edits_that_act_alone_keep_their_whole_effect() -> None:
    process = works(inputs={"coal": "1 kg", "oil": "1 kg"})
    factors = {"coal": factor(2), "oil": factor(3)}
    changed = works(inputs={"coal": "4 kg", "oil": "2 kg"})
    found = fall(model({"works": process}, factors), model({"works": changed}, factors))
    assert effects(found) == pytest.approx(
        {
            "processes.works.inputs.coal": 6,  # 3 kg more × 2
            "processes.works.inputs.oil": 3,  # 1 kg more × 3
        },
        rel=RTOL,
    )


# ---------------------------------------------------------------- sums and any order

SHARES = st.floats(0.05, 0.95)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(SHARES, SHARES), min_size=1, max_size=5), st.randoms())
def test_bars_add_up_exactly_and_do_not_depend_on_the_order(
    pairs: Sequence[tuple[float, float]], random: Plain
) -> None:
    ids = [f"p{i}" for i in range(len(pairs))]
    formula = "= 1 kg" + "".join(f" * (1 + {id_})" for id_ in ids)
    process = works(inputs={"coal": formula})

    def of(side: int, order: Sequence[int]) -> lg.Model:
        parameters = {ids[i]: repr(pairs[i][side]) for i in order}
        return model({"works": process}, {"coal": factor(3)}, parameters=parameters)

    order = list(range(len(pairs)))
    straight = fall(of(0, order), of(1, order))
    amounts = [bar.amount for bar in straight.bars]
    assert fsum([straight.start, *amounts]) == straight.end
    random.shuffle(order)
    shuffled = fall(of(0, order), of(1, order[::-1]))
    assert effects(shuffled) == pytest.approx(effects(straight), rel=1e-9, abs=1e-12)


def test_the_way_back_has_the_opposite_bars() -> None:
    there = effects(fall(product_of(2, 5), product_of(3, 7)))
    back = effects(fall(product_of(3, 7), product_of(2, 5)))
    assert back == pytest.approx({k: -v for k, v in there.items()}, rel=RTOL)


def test_items_of_the_bars_add_up_to_the_items_of_the_difference() -> None:
    def of(ch4: float, co2: float) -> lg.Model:
        emissions = {"ch4_fossil": f"{ch4} kg", "co2_biogenic": f"{co2} kg"}
        return model({"works": works(emissions=emissions)})

    first, second = of(1, 2), of(2, 5)
    found = fall(first, second)
    for item, value in second.solve().items.items():
        bars = fsum(bar.items.get(item, 0.0) for bar in found.bars)
        assert bars == pytest.approx(value - first.solve().items[item], abs=1e-12)


# ------------------------------------------------------------------- how it computes


def test_numbers_of_one_model_are_compiled_once_and_evaluated_together() -> None:
    found = fall(product_of(2, 5), product_of(3, 7))
    assert found.variants == 4
    # the model, each edit by itself to see that it is a number, both together
    assert found.compilations == 4


def formula_changed() -> tuple[lg.Model, lg.Model]:
    process = works(inputs={"coal": "= use * use * 1 kg"})
    factors = A_TIMES_B["factors"]
    parameters = {"use": "3.0", "ef": "7.0"}
    return product_of(2, 5), model({"works": process}, factors, parameters=parameters)


def test_an_edited_formula_is_compiled_again() -> None:
    # use 2 → 3, ef 5 → 7, and the formula use → use²
    first, second = formula_changed()

    orders = list(itertools.permutations(["use", "ef", "formula"]))
    sums = dict.fromkeys(orders[0], 0.0)
    for order in orders:  # the definition itself: the mean over all orders
        done: set[str] = set()
        for edit in order:
            sums[edit] += with_edits({*done, edit}) - with_edits(done)
            done.add(edit)
    paths = ["parameters.use", "parameters.ef", "processes.works.inputs.coal"]
    by_hand = [total / len(orders) for total in sums.values()]
    assert effects(fall(first, second)) == pytest.approx(
        dict(zip(paths, by_hand, strict=True)), rel=RTOL
    )


def with_edits(edits: set[str]) -> float:
    use, ef = 3 if "use" in edits else 2, 7 if "ef" in edits else 5
    return float((use * use if "formula" in edits else use) * ef)


def test_the_basis_of_an_allocation_is_one_edit() -> None:
    def of(by: str) -> lg.Model:
        outputs = {
            "goods": {"amount": "1 kg", "price": "3 CNY/kg"},
            "ash": {"amount": "1 kg", "price": "1 CNY/kg"},
        }
        allocation = {"by": by, "why": "test"}
        process = works(outputs=outputs, allocation=allocation, inputs={"coal": "4 kg"})
        return model({"works": process}, {"coal": factor(1)})

    # by mass 4/2 = 2; by value 4 × 3/4 = 3
    found = fall(of("mass"), of("economic"))
    assert effects(found) == pytest.approx({"processes.works.allocation": 1}, rel=RTOL)


def test_a_unit_written_otherwise_changes_nothing() -> None:
    def of(amount: str) -> lg.Model:
        process = works(inputs={"coal": amount})
        return model({"works": process}, {"coal": factor(1)})

    found = fall(of("1 t"), of("1000 kg"))
    assert found.difference == 0
    assert all(bar.amount == 0 for bar in found.bars)


@pytest.mark.parametrize(
    "keys",
    [
        {"title": "x | y"},
        {"scope": {"goal": "x | y", "period": "2024-01-01/2024-12-31"}},
        {"evidence": {"e": {"title": "x | y"}}},
        {"scenarios": {"other": {"set": {"use": "1"}}}},
    ],
)
def test_what_no_footprint_depends_on_is_no_edit(keys: dict[str, Plain]) -> None:
    assert fall(product_of(2, 5), product_of(2, 5, **keys)).edits == 0


def test_a_row_named_like_a_key_of_the_format_is_an_edit() -> None:
    def of(amount: str) -> lg.Model:
        process = works(inputs={"source": amount})
        return model({"works": process}, {"source": factor(2)})

    found = fall(of("1 kg"), of("2 kg"))
    assert effects(found) == {"processes.works.inputs.source": 2}


# ------------------------------------------------------- edits that need each other


def renamed() -> tuple[lg.Model, lg.Model]:
    first = model({"works": works(inputs={"coal": "2 kg"})}, {"coal": factor(3)})
    second = model({"works": works(inputs={"coke": "2 kg"})}, {"coke": factor(4)})
    return first, second


def test_a_factor_and_the_row_that_needs_it_are_one_group() -> None:
    found = fall(*renamed())
    # 4 edits: an input without its factor has no supplier, so coal goes as a pair and
    # coke comes as a pair: −2·3 and +2·4
    assert found.edits == 4
    assert [bar.merged for bar in found.bars] == [2, 2]
    assert [bar.amount for bar in found.bars] == pytest.approx([8, -6], rel=RTOL)


def test_a_process_can_be_added_with_all_it_needs() -> None:
    first = model({"works": works(inputs={"pulp": "2 kg"})}, {"pulp": factor(3)})
    mill = works(outputs={"pulp": "1 kg"}, inputs={"wood": "5 kg"})
    second = model(
        {"works": works(inputs={"pulp": "2 kg"}), "mill": mill}, {"wood": factor(1)}
    )
    found = fall(first, second)
    assert fsum(bar.amount for bar in found.bars) == pytest.approx(4)  # 2·5 − 2·3
    (moving,) = [bar for bar in found.bars if bar.amount]
    # the factor of pulp must go when the mill comes, or there are two suppliers
    assert moving.merged >= 2


# ------------------------------------------------------------------------ many edits


def many(numbers: Sequence[int], section: str = "inputs") -> lg.Model:
    processes: dict[str, Plain] = {}
    for step in range(4):
        inputs = {f"coal{step}{i}": f"{n} kg" for i, n in enumerate(numbers)}
        product = "goods" if step == 3 else f"part{step}"
        if step:
            inputs[f"part{step - 1}"] = "1 kg"
        processes[f"step{step}"] = works(outputs={product: "1 kg"}, inputs=inputs)
    factors = {f"coal{s}{i}": factor(1) for s in range(4) for i in range(len(numbers))}
    return model(processes, factors)


def test_twelve_edits_are_told_apart() -> None:
    found = fall(many([1, 1, 1]), many([2, 2, 2]))
    assert (found.level, len(found.bars), found.variants) == ("edit", 12, 4096)
    assert all(bar.amount == pytest.approx(1) for bar in found.bars)


def test_more_edits_are_gathered_by_process() -> None:
    found = fall(many([1] * 4), many([2] * 4))
    assert (found.level, found.edits) == ("owner", 16)
    assert effects(found) == pytest.approx({f"processes.step{s}": 4 for s in range(4)})


def test_still_more_are_gathered_by_section() -> None:
    def of(value: str) -> lg.Model:
        ids = [f"p{i:02}" for i in range(13)]
        process = works(inputs={"coal": f"= ({' + '.join(ids)}) * 1 kg"})
        return model(
            {"works": process},
            {"coal": factor(2)},
            parameters=dict.fromkeys(ids, value),
        )

    found = fall(of("1"), of("2"))
    assert (found.level, found.edits) == ("section", 13)
    assert effects(found) == pytest.approx({"parameters": 26})


# -------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        ({"reference": {"product": "goods", "amount": "2 kg"}}, "reference.amount"),
        (
            {
                "reference": {
                    "product": "goods",
                    "amount": "1 kg",
                    "kind": "functional_unit",
                }
            },
            "reference.kind",
        ),
        ({"scope": {"gwp": "ipcc-ar5-gwp100"}}, "scope.gwp"),
        ({"scope": {"rule_set": "pact-3"}}, "scope.rule_set"),
        ({"scope": {"boundary": "gate-to-gate"}}, "scope.boundary"),
        ({"scope": {"category_rule": {"name": "PCR 1"}}}, "scope.category_rule"),
    ],
)
def test_unequal_footprints_are_refused_unless_told(
    keys: dict[str, Plain], path: str
) -> None:
    first = product_of(2, 5)
    second = model(**{**A_TIMES_B, "parameters": {"use": "2", "ef": "5"}, **keys})
    with pytest.raises(lg.UsageError, match="E761") as caught:
        first.compare(second)
    assert path in str(caught.value)
    told = first.compare(second, force=True)
    assert [difference.path for _, difference in told.overridden] == [path]


def test_another_product_is_another_function() -> None:
    other = works(outputs={"other": "1 kg"})
    second = model({"works": other}, reference={"product": "other", "amount": "1 kg"})
    with pytest.raises(lg.UsageError, match=r"reference\.product: goods ≠ other"):
        model({"works": works()}).compare(second)


def test_the_same_amount_in_another_unit_is_the_same_function() -> None:
    second = product_of(3, 5, reference={"product": "goods", "amount": "0.001 t"})
    assert product_of(2, 5).compare(second).overridden == ()


def test_told_so_another_gwp_set_has_its_own_bar() -> None:
    def of(gwp: str, amount: str) -> lg.Model:
        process = works(emissions={"ch4_fossil": amount})
        return model({"works": process}, scope={"gwp": gwp})

    first, second = of("ipcc-ar6-gwp100", "1 kg"), of("ipcc-ar5-gwp100", "2 kg")
    (found,) = first.compare(second, force=True).waterfalls.values()
    # IPCC: fossil methane AR6 29.8, AR5 30: 29.8 → 60; one kg more: (29.8 + 30)/2
    assert effects(found) == pytest.approx(
        {"processes.works.emissions.ch4_fossil": 29.9, "scope.gwp": 0.3}, rel=1e-9
    )


# ---------------------------------------------------------------------------- tables


def with_scenarios() -> lg.Model:
    return product_of(
        2,
        5,
        scenarios={"more": {"set": {"use": "3"}}, "worse": {"set": {"ef": "7"}}},
    )


def test_scenarios_stand_beside_the_model_with_their_differences() -> None:
    found = with_scenarios().compare(["more", "worse"])
    headline = found.totals().to_records()[0]
    assert headline == {
        "total": "headline",
        "base": 10,
        "more": 15,
        "worse": 14,
        "more − base": 5,
        "worse − base": 4,
    }
    (stage,) = found.by_stage().to_records()
    assert (stage["stage"], stage["worse − base"]) == ("production", 4)
    assert [set(effects(w)) for w in found.waterfalls.values()] == [
        {"parameters.use"},
        {"parameters.ef"},
    ]


def test_one_scenario_may_be_named_alone() -> None:
    assert with_scenarios().compare("more").names == ("base", "more")


def test_an_unknown_scenario_is_refused() -> None:
    with pytest.raises(lg.UsageError, match="E722"):
        with_scenarios().compare(["less"])


def test_two_other_models_are_told_apart() -> None:
    found = product_of(2, 5).compare([product_of(3, 5), product_of(4, 5)])
    assert found.names == ("base", "other", "other (2)")


def test_a_part_that_one_side_lacks_counts_as_nothing() -> None:
    first = model({"works": works(inputs={"coal": "2 kg"})}, {"coal": factor(3)})
    late = {"coal": {"amount": "2 kg", "stage": "use"}}
    second = model({"works": works(inputs=late)}, {"coal": factor(3)})
    rows = first.compare(second).by_stage().rows
    assert rows == (("production", 6, 0, -6), ("use", 0, 6, 6))


def test_a_comparison_is_plain_data_and_shows_itself() -> None:
    found = with_scenarios().compare(["more"])
    data = json.loads(json.dumps(found.to_dict()))
    assert data["waterfalls"]["more"]["bars"][0]["path"] == "parameters.use"
    assert "headline" in found._repr_html_()


def test_a_chinese_page_calls_the_totals_by_their_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    page = with_scenarios().compare(["more"]).totals()._repr_html_()
    for name in ("主结果", "计入生物源 CO2 吸收", "不计生物源 CO2 吸收"):
        assert f"<td>{name}</td>" in page
    assert "headline" not in page
