"""Workbooks that lcagraph writes come back as they were; damaged ones are refused."""

from __future__ import annotations

import contextlib
import csv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import small_packages as small
import xlsxwriter
from exported_databases import assert_same, database, works
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sheets import as_csv

from lcagraph.background.build import link_package
from lcagraph.background.linked import NO_ALLOCATION, OPEN_LINK
from lcagraph.errors import LcaGraphError, UsageError
from lcagraph.formats.brightway_excel import (
    is_brightway_excel,
    read_brightway_excel,
    write_brightway_csv,
    write_brightway_excel,
)
from lcagraph.formats.container import peek

DATA = Path(__file__).parent / "data" / "brightway_excel"

# --------------------------------------------------------------------- and back again


@pytest.mark.parametrize(
    ("name", "write", "rtol"),
    [
        ("works.xlsx", write_brightway_excel, 1e-15),
        ("works.csv", write_brightway_csv, 0),
    ],
)
def test_what_is_written_is_read_as_the_same_matrices(
    tmp_path: Path, name: str, write: Callable[[object, Path], None], rtol: float
) -> None:
    """Excel keeps 16 digits of a number, CSV all of them."""
    before = database(works(), tmp_path / "one")
    write(before, tmp_path / name)
    package = read_brightway_excel(tmp_path / name)
    assert package.problems == ()
    assert_same(before, database(package, tmp_path / "two"), rtol=rtol)


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    held = database(works(), tmp_path)
    write_brightway_excel(held, tmp_path / "works.xlsx")
    with zipfile.ZipFile(tmp_path / "works.xlsx") as book:
        sheets = [n for n in book.namelist() if n.startswith("xl/worksheets/")]
        assert all(b"<f>" not in book.read(name) for name in sheets)
    write_brightway_csv(held, tmp_path / "works.csv")
    written = (tmp_path / "works.csv").read_text(encoding="utf-8")
    cells = [cell for row in csv.reader(written.splitlines()) for cell in row]
    assert [cell for cell in cells if cell[:1] in ("=", "@", "+")] == []


def test_open_ends_stay_open_whatever_would_fit(tmp_path: Path) -> None:
    """The workshop's part stays open, though a later activity of this name makes it."""
    held = database(works(), tmp_path)
    write_brightway_csv(held, tmp_path / "works.csv")
    text = (tmp_path / "works.csv").read_text(encoding="utf-8")
    maker = "Activity,part\nunit,kg\n"
    (tmp_path / "works.csv").write_text(f"{text}\n{maker}", encoding="utf-8")
    again = link_package(read_brightway_excel(tmp_path / "works.csv"))
    flags = small.flags(again)
    assert flags["workshop/tool"] & OPEN_LINK


def test_odd_datasets_come_back_as_they_were(tmp_path: Path) -> None:
    """One uses up all that it makes; one makes what others emit (seen in TianGong)."""
    odd = small.package(
        [small.product("feed"), small.elementary("gas"), small.product("heat")],
        small.process("farm", small.reference("feed", 2.0), small.used("feed", 2.0)),
        small.process("well", small.reference("gas", 3.0)),
        small.process("fire", small.reference("heat"), small.made("gas", 0.5)),
    )
    before = database(odd, tmp_path / "one")
    write_brightway_csv(before, tmp_path / "odd.csv")
    after = database(read_brightway_excel(tmp_path / "odd.csv"), tmp_path / "two")
    assert_same(before, after)


def test_what_is_undivided_stays_flagged(tmp_path: Path) -> None:
    """Each product carries the whole dataset: nobody uses such a figure unaware."""
    undivided = small.package(
        [small.product("gas"), small.product("oil")],
        small.process("well", small.reference("gas"), small.made("oil", 3.0)),
    )
    held = database(undivided, tmp_path / "one")
    write_brightway_csv(held, tmp_path / "well.csv")
    again = database(read_brightway_excel(tmp_path / "well.csv"), tmp_path / "two")
    assert list(again.flags) == [NO_ALLOCATION, NO_ALLOCATION]


# -------------------------------------------------------------------------- hostile


def test_a_lone_cell_far_down_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "Database")
    sheet.write(1_048_575, 16_383, "x")  # 17 thousand million cells
    book.close()
    with pytest.raises(UsageError, match="E036"):
        read_brightway_excel(path)
    assert not is_brightway_excel(peek(path))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.integers(0, 12_000), st.binary(min_size=1, max_size=4))
@example(0, b"PK")
def test_damaged_workbooks_end_in_a_deliberate_error(
    tmp_path: Path, position: int, damage: bytes
) -> None:
    content = bytearray((DATA / "example.xlsx").read_bytes())
    content[position : position + len(damage)] = damage
    path = tmp_path / "damaged.xlsx"
    path.write_bytes(bytes(content))
    with contextlib.suppress(LcaGraphError):
        link_package(read_brightway_excel(path))


CELLS = st.sampled_from(
    ["Activity", "Database", "Exchanges", "Parameters", "", "name", "amount", "type",
     "unit", "input", "production", "technosphere", "biosphere", "::", "a::b", "1e400",
     "NaN", "-1", "mine", "(Unknown)", "uncertainty type", "loc", "2", "999", "cutoff",
     "Project parameters", "formula", "a**", "'=x", "categories", "code", "\x00"]
)  # fmt: skip


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=25))
def test_any_order_of_words_is_read_or_refused(
    tmp_path: Path, rows: list[list[str]]
) -> None:
    path = as_csv(tmp_path, [["Activity", "x"], *rows])
    with contextlib.suppress(LcaGraphError):
        link_package(read_brightway_excel(path))
