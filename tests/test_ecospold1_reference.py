"""EcoSpold 1 states the product twice: in the reference function and as an exchange."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_ecospold1 import HEAD, PRODUCT, dataset

from lcagraph.background.records import Package
from lcagraph.formats.ecospold1 import read_ecospold1


def read(place: Path, product: str, **changed: str) -> Package:
    """Its reference function is 2 kg of steel."""
    path = place / "export.xml"
    text = HEAD.format(kind="", datasets=dataset(product, **changed))
    path.write_text(text, encoding="utf-8")
    return read_ecospold1(path)


def test_two_amounts_of_the_product_are_told_and_that_of_the_exchange_counts(
    tmp_path: Path,
) -> None:
    package = read(tmp_path, PRODUCT.replace('meanValue="2"', 'meanValue="4"'))
    (reference,) = package.processes[0].exchanges
    assert reference.amount == 4.0
    (problem,) = package.problems
    assert problem.code == "W035"
    assert "2 kg" in str(problem.values)
    assert "4 kg" in str(problem.values)


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ('unit="kg" meanValue="2"', 0),
        ('unit="kg" meanValue="2.000001"', 0),  # as printed
        ('unit="t" meanValue="0.002"', 0),
        ('unit="t" meanValue="2"', 1),
        ('unit="unit" meanValue="7"', 0),  # nothing compares pieces with kilograms
    ],
)
def test_amounts_are_compared_in_one_unit(
    tmp_path: Path, written: str, count: int
) -> None:
    product = PRODUCT.replace('unit="kg" meanValue="2"', written)
    problems = read(tmp_path, product).problems
    assert [problem.code for problem in problems] == ["W035"] * count


def test_the_function_of_several_products_is_none_of_them(tmp_path: Path) -> None:
    product = PRODUCT.replace('meanValue="2"', 'meanValue="4"')
    assert read(tmp_path, product, type="5").problems == ()
