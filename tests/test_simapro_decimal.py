"""The decimal sign of a SimaPro export, in a header of any language or in none."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_packages as small
from test_simapro_csv import block, one

from lcagraph.background.build import link_package
from lcagraph.background.records import Package
from lcagraph.formats.simapro_csv import read_simapro_csv

HEAD = "{{SimaPro 9.5.0.0}}\n{{processes}}\n{{CSV separator: Semicolon}}\n{}\n\n"


def read(place: Path, head: str, *amounts: str) -> Package:
    """A product in 1 kg, and one emission per amount."""
    rows = [f"CO2;;kg;{amount};Undefined;0;0;0;" for amount in amounts]
    air = "Emissions to air\n" + "\n".join(rows)
    text = head + block("Products\nsteel;kg;1;100;;;", air)
    path = place / "export.csv"
    path.write_text(text, encoding="utf-8")
    return read_simapro_csv(path)


def amounts(package: Package) -> list[float | None]:
    return [each.amount for each in one(package).exchanges[1:]]


@pytest.mark.parametrize(
    "line",
    [
        "{Decimal separator: ,}",
        "{Séparateur décimal: ,}",
        "{Dezimaltrennzeichen: ,}",
        "{Decimaal scheidingsteken: Komma}",
        "{Separador decimal: coma}",
        "{小数分隔符: ,}",
    ],
)
def test_the_label_of_the_sign_is_understood(tmp_path: Path, line: str) -> None:
    package = read(tmp_path, HEAD.format(line), "1,5", "2")
    assert amounts(package) == [1.5, 2.0]
    assert package.problems == ()


def test_a_stated_sign_counts_whatever_the_numbers_look_like(tmp_path: Path) -> None:
    package = read(tmp_path, HEAD.format("{Dezimaltrennzeichen: .}"), "1,5")
    assert amounts(package) == [None]
    assert "E046" in small.codes(link_package(package))


@pytest.mark.parametrize("line", ["{Datumstrennzeichen: .}", "{Date separator: ,}"])
def test_a_sign_that_is_not_stated_is_that_of_the_numbers(
    tmp_path: Path, line: str
) -> None:
    """1,5 and 2,5E-3; a date with points or commas says nothing of numbers."""
    package = read(tmp_path, HEAD.format(line), "1,5", "2,5E-3", "3")
    assert amounts(package) == [1.5, 0.0025, 3.0]
    package = read(tmp_path, HEAD.format(line), "1.5", "3")
    assert amounts(package) == [1.5, 3.0]


def test_numbers_with_both_signs_are_not_guessed(tmp_path: Path) -> None:
    package = read(tmp_path, HEAD.format("{Projekt: x}"), "1,5", "2.5")
    assert amounts(package) == [None, 2.5]
    assert "E046" in small.codes(link_package(package))
