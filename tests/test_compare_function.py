"""Equal function: what the text of a unit says must agree, or is told."""

from __future__ import annotations

import pytest
from small_models import Plain, factor, model, works

import lcagraph as lg

LIGHT = "照明 1000 h | lighting for 1000 h"
LONGER = "照明 10000 h | lighting for 10000 h"


def lamp(
    name: str | None, function: str = "", kind: str = "functional_unit"
) -> lg.Model:
    reference = {"product": "goods", "amount": "1 kg", "kind": kind}
    products = {"goods": {"function": function}} if function else {}
    named = reference if name is None else {**reference, "name": name}
    process = works(inputs={"coal": "2 kg"})
    factors = {"coal": factor(5)}
    return model({"works": process}, factors, reference=named, products=products)


@pytest.mark.parametrize(
    ("first", "second", "path"),
    [
        ((LIGHT,), (LONGER,), "reference.name"),
        ((LIGHT,), ("照明 1000 h | lighting for 10000 h",), "reference.name"),
        ((LIGHT,), ("lighting for 10000 h",), "reference.name"),
        ((LIGHT,), (None,), "reference.name"),
        ((LIGHT, "照明 | light"), (LIGHT, "制热 | heat"), "products.goods.function"),
    ],
)
def test_functional_units_that_say_something_else_are_refused_unless_told(
    first: Plain, second: Plain, path: str
) -> None:
    one, other = lamp(*first), lamp(*second)
    with pytest.raises(lg.UsageError, match="E761") as caught:
        one.compare(other)
    assert f"{path}: " in str(caught.value)
    told = one.compare(other, force=True)
    assert [difference.path for _, difference in told.overridden] == [path]
    assert told.noted == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((LIGHT,), (LIGHT,)),
        ((LIGHT,), ("lighting for 1000 h",)),  # in the language that both have
        ((LIGHT,), ("照明 1000 h",)),
        ((None,), (None,)),
        ((LIGHT, "照明 | light"), (LIGHT, "light")),
    ],
)
def test_functional_units_that_say_the_same_are_compared(
    first: Plain, second: Plain
) -> None:
    found = lamp(*first).compare(lamp(*second))
    assert found.overridden == found.noted == ()


@pytest.mark.parametrize(
    ("first", "second", "path"),
    [
        (
            ("1 kg goods", "", "declared_unit"),
            ("1 kg goods, painted", "", "declared_unit"),
            "reference.name",
        ),
        (
            (LIGHT, "照明 | light", "declared_unit"),
            (LIGHT, "制热 | heat", "declared_unit"),
            "products.goods.function",
        ),
        ((LIGHT, "照明 | light"), (LIGHT,), "products.goods.function"),
    ],
)
def test_what_no_function_depends_on_is_only_told(
    first: Plain, second: Plain, path: str
) -> None:
    found = lamp(*first).compare(lamp(*second))
    assert [difference.path for _, difference in found.noted] == [path]
    assert found.overridden == ()
    assert found.to_dict()["noted"][0]["at"] == path
    assert "described differently" in repr(found)
