"""Tables of textbooks from file to footprint, beside exact fractions.

The witness is Gauss's elimination in fractions, which shares no line with the package.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from numpy.testing import assert_allclose
from plain_io_tables import Rows, added, workbook, written

import lcagraph as lg
from lcagraph.input_output.square import CONSTRUCTS

Matrix = list[list[Fraction]]


def exact(rows: Sequence[Sequence[float]]) -> Matrix:
    return [[Fraction(value) for value in row] for row in rows]


def turned(one: Matrix) -> Matrix:
    return [list(column) for column in zip(*one, strict=True)]


def times(one: Matrix, other: Matrix) -> Matrix:
    columns = turned(other)
    return [
        [sum((a * b for a, b in zip(row, c, strict=True)), Fraction()) for c in columns]
        for row in one
    ]


def per(one: Matrix, output: Sequence[Fraction]) -> Matrix:
    """Columns divided by their output."""
    return [[a / b for a, b in zip(row, output, strict=True)] for row in one]


def inverse(one: Matrix) -> Matrix:
    n = len(one)
    rows = [[*row, *(Fraction(k == j) for j in range(n))] for k, row in enumerate(one)]
    for k in range(n):
        pivot = next(j for j in range(k, n) if rows[j][k])
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [value / rows[k][k] for value in rows[k]]
        for j in range(n):
            if j != k:
                factor = rows[j][k]
                pairs = zip(rows[j], rows[k], strict=True)
                rows[j] = [a - factor * b for a, b in pairs]
    return [row[n:] for row in rows]


def multipliers(A: Matrix, D: Matrix) -> list[float]:
    """D (I − A)⁻¹ of one extension."""
    pairs = enumerate(A)
    left = [[(k == j) - a for j, a in enumerate(row)] for k, row in pairs]
    return [float(value) for value in times(D, inverse(left))[0]]


# ----------------------------------------------------------------- two regions, open

# Miller & Blair (2009), ch. 3.3: region r of three sectors, s of two.
LABELS = [("r", "1"), ("r", "2"), ("r", "3"), ("s", "1"), ("s", "2")]
Z = [
    [150, 500, 50, 25, 75],
    [200, 100, 400, 200, 100],
    [300, 500, 50, 60, 40],
    [75, 100, 60, 200, 100],
    [50, 25, 25, 150, 100],
]
X = [1000, 2000, 1000, 1200, 800]
CO2 = [10, 20, 30, 5, 9]


@pytest.mark.parametrize("kind", ["folder", "workbook"])
def test_regions_of_different_sectors_have_the_multipliers_of_exact_fractions(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    regions, sectors = zip(*LABELS, strict=True)
    parts: dict[str, Rows] = {
        "table": [["currency", "USD"], ["year", 2003]],
        "Z": [
            ["", "region", *regions],
            ["region", "sector", *sectors],
            *([*label, *row] for label, row in zip(LABELS, Z, strict=True)),
        ],
        "x": [
            ["region", "sector", "x"],
            *([*label, output] for label, output in zip(LABELS, X, strict=True)),
        ],
        "F": [
            ["", "region", *regions],
            ["flow", "unit", *sectors],
            ["co2_fossil", "kg", *CO2],
        ],
    }
    if kind == "folder":
        path = written(tmp_path / "io", parts)
    else:
        path = workbook(tmp_path / "io.xlsx", parts)
    output = [Fraction(value) for value in X]
    expected = multipliers(per(exact(Z), output), per(exact([CO2]), output))
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    one = added(path, tmp_path / "databases")
    assert_allclose(one.database.intensities[:, 0], expected, rtol=1e-14)
    assert_allclose(float(spent_on("s/1")), 1000 * expected[3], rtol=1e-14)


def spent_on(sector: str) -> float:
    """Footprint of 1,000 dollars. [kgCO2e]"""
    text = f"""\
lcagraph: 1
title: 支出 | Spending
reference: {{product: chair, amount: 1 piece, kind: declared_unit}}
scope: {{method: input_output}}
databases: {{io: {{}}}}
processes:
  purchases:
    stage: production
    outputs: {{chair: 1 piece}}
    inputs:
      parts: {{amount: 1000 USD_2003, from: "io/{sector}"}}
"""
    return float(lg.read_string(text).solve().total)


# ---------------------------------------------------------------------- supply and use

# Miller & Blair (2009), ch. 5.3: the industry of product 2 makes product 1, too.
V = exact([[90, 0], [10, 100]])
U = exact([[12, 10], [10, 7]])
# three products of two industries, so that no mix can be undone
WIDE_V = exact([[20, 5, 0], [0, 80, 40]])
WIDE_U = exact([[2, 3], [4, 10], [1, 20]])
F = exact([[30, 50]])


def square(construct: str, V: Matrix, U: Matrix) -> tuple[Matrix, Matrix]:
    """A and D of a construct, by the formulas of Eurostat (2008), ch. 11."""
    x, q = [sum(row, Fraction()) for row in V], [sum(row) for row in turned(V)]
    B, R, T = per(U, x), per(F, x), per(V, [Fraction(value) for value in q])
    C = per(turned(V), x)
    match construct:
        case "industry_technology":
            return times(B, T), times(R, T)
        case "fixed_product_sales":
            return times(T, B), R
        case "aggregation":
            return B, R
        case "commodity_technology":
            return times(B, inverse(C)), times(R, inverse(C))
        case "fixed_industry_sales":
            return times(inverse(C), B), R
    own = [V[k][k] for k in range(len(V))]
    spared = [
        [u - (v if j != k else 0) for j, (u, v) in enumerate(zip(*pair, strict=True))]
        for k, pair in enumerate(zip(U, turned(V), strict=True))
    ]
    return per(spared, own), per(F, own)


def described(V: Matrix, U: Matrix) -> dict[str, Rows]:
    products = [f"p{k}" for k in range(len(U))]
    industries = [f"i{k}" for k in range(len(V))]
    return {
        "table": [["currency", "USD_2003"]],
        "supply": [
            ["industry", *products],
            *(
                [name, *map(float, row)]
                for name, row in zip(industries, V, strict=True)
            ),
        ],
        "use": [
            ["product", *industries],
            *([name, *map(float, row)] for name, row in zip(products, U, strict=True)),
        ],
        "F": [["flow", "unit", *industries], ["co2_fossil", "kg", *map(float, F[0])]],
    }


@pytest.mark.parametrize("construct", CONSTRUCTS)
def test_a_construct_gives_the_multipliers_of_exact_fractions(
    tmp_path: Path, construct: str
) -> None:
    path = workbook(tmp_path / "io.xlsx", described(V, U))
    one = added(path, tmp_path / "db", construct=construct)
    expected = multipliers(*square(construct, V, U))
    assert_allclose(one.database.intensities[:, 0], expected, rtol=1e-14)


@pytest.mark.parametrize("construct", ["industry_technology", "fixed_product_sales"])
def test_more_products_than_industries_give_the_multipliers_of_exact_fractions(
    tmp_path: Path, construct: str
) -> None:
    path = written(tmp_path / "io", described(WIDE_V, WIDE_U))
    one = added(path, tmp_path / "db", construct=construct)
    expected = multipliers(*square(construct, WIDE_V, WIDE_U))
    assert_allclose(one.database.intensities[:, 0], expected, rtol=1e-14)
