"""The inventory of a solved model: complete, and with a single spelling."""

from __future__ import annotations

import hashlib
import json
import sys
from fractions import Fraction

import pytest
from small_models import factor, model, works

from lcagraph.errors import UsageError
from lcagraph.inventory_record import canonical_json, inventory_json, inventory_sha256


def power_model(**keys: object) -> dict[str, object]:
    return {"power": factor(0.5, "1 kWh", **keys)}


def test_the_canonical_form_is_that_of_the_rfc() -> None:
    # RFC 8785, section 3.2.2 and 3.2.3: the example of the RFC and its canonical form
    numbers = [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001]
    expected = b'{"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}'
    assert canonical_json({"numbers": numbers}) == expected


def test_keys_are_sorted_by_utf16_code_units() -> None:
    # RFC 8785, 3.2.3: U+1F600 is D83D DE00 in UTF-16 and so comes before U+FB33
    content = {"\ufb33": 1, "\U0001f600": 2, "1": 3}
    text = '{"1":3,"\U0001f600":2,"\ufb33":1}'
    assert canonical_json(content) == text.encode()


def test_a_small_inventory_holds_the_numbers_of_the_arithmetic() -> None:
    # 2 kWh per kg goods × 0.5 kgCO2e/kWh = 1 kgCO2e
    found = json.loads(
        inventory_json(
            model({"plant": works(inputs={"power": "2 kWh"})}, power_model()).solve()
        )
    )
    assert found["result"]["total"] == 1
    assert found["inventory"] == {"co2e_unspecified": 1}
    (row,) = found["rows"]
    assert (row["activity"], row["co2e"]) == ({"value": 2, "unit": "kWh"}, 1)
    scaling = {one["id"]: one["scaling"] for one in found["products"]}
    assert scaling == {"plant": 1, "power": 2}
    terms = {one["at"]: (one["value"], one["unit"]) for one in found["terms"]}
    assert terms["processes.plant.inputs.power.amount"] == (2, "kWh")


def test_a_b_and_f_of_it_give_the_footprint_again_in_exact_fractions() -> None:
    # a loop: 1 kg goods takes 0.25 kg goods back in: s = 1/(1 − 1/4) = 4/3,
    # and 3 kWh × 0.5 × 4/3 = 2 kgCO2e
    loop = works(inputs={"power": "3 kWh", "goods": "0.25 kg"})
    found = json.loads(inventory_json(model({"plant": loop}, power_model()).solve()))
    rows: dict[tuple[int, int], Fraction] = {}
    for i, j, value in found["matrices"]["A"]:
        rows[i, j] = rows.get((i, j), Fraction(0)) + Fraction(value)
    ids = [one["id"] for one in found["products"]]
    p, power = ids.index("plant"), ids.index("power")
    assert rows[p, p] == Fraction(3, 4)
    assert rows[power, p] == -3
    assert found["matrices"]["f"] == [{"row": p, "value": 1}]
    assert found["result"]["total"] == pytest.approx(2, rel=1e-12)


def test_models_that_say_the_same_have_the_same_hash() -> None:
    one = model({"plant": works(inputs={"power": "2 kWh"})}, power_model())
    other = model({"plant": works(inputs={"power": "2.0 kWh"})}, power_model())
    first, second = inventory_json(one.solve()), inventory_json(one.solve())
    assert first == second
    assert hashlib.sha256(first).hexdigest() == inventory_sha256(one.solve())
    different = model({"plant": works(inputs={"power": "3 kWh"})}, power_model())
    assert inventory_sha256(different.solve()) != inventory_sha256(other.solve())


def test_without_the_package_the_cure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rfc8785", None)
    with pytest.raises(UsageError) as caught:
        canonical_json({})
    assert caught.value.finding.code == "E836"
