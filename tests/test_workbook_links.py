"""A table of a workbook follows the calculation as a whole, or says that it doesn't."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import lcagraph as lg
from lcagraph.report.content import (
    Calculation,
    Cell,
    Cover,
    Report,
    Section,
    Share,
    Table,
    calculated,
)
from lcagraph.report.workbook import live_model, workbook_bytes
from lcagraph.report.workbook.cells import LiveModel, LiveNumber
from lcagraph.report.workbook.links import Links

CRATE = Path(__file__).resolve().parents[1] / "models" / "pp_crate" / "model.yaml"

LIVE = LiveModel(
    sheets=(),
    keys={
        "a": LiveNumber(reference="'data'!$D$4", value=3.0),
        "b": LiveNumber(reference="'data'!$D$5", value=1.0),
        "output": LiveNumber(reference="'notes'!$B$9", value=70.0),
    },
)


def number(value: float, key: str | None = None) -> Cell:
    return Cell(words=(f"{value:g}",), value=value, key=key)


def links(*tables: tuple[Cell, ...]) -> Links:
    """Links of tables of one column each."""
    made = tuple(
        Table(id=f"{n}", number="", title="", body=tuple((cell,) for cell in cells))
        for n, cells in enumerate(tables)
    )
    return Links(made, [f"s{n}" for n in range(len(made))], LIVE, {})


def formulas(of: Links, table: int = 0) -> list[str]:
    return [linked.formula for linked in of.of_table(table).values()]


A, B = number(3.0, "a"), number(1.0, "b")
SUM = calculated(number(4.0, "sum"), Calculation(plus=("a", "b")))


def test_a_total_sums_the_cells_above_it() -> None:
    assert formulas(links((A, B, SUM)))[2] == "SUM($A$2:$A$3)"


def test_parts_in_another_order_than_their_rows_are_a_block_all_the_same() -> None:
    third = number(4.0, "c")
    live = replace(LIVE, keys={**LIVE.keys, "c": LiveNumber(reference="x", value=4.0)})
    way = Share(part="b", of=("c", "a", "b"))
    share = calculated(number(12.5), way)  # 1 ÷ (4 + 3 + 1)
    table = Table(
        id="t", number="", title="", body=tuple((one,) for one in (A, B, third, share))
    )
    made = formulas(Links((table,), ["s0"], live, {}))[3]
    assert made.endswith('100*$A$3/SUMIF($A$2:$A$4,">0"))')


def test_cells_with_a_gap_are_no_block() -> None:
    total = calculated(number(4.0, "sum"), Calculation(plus=("a", "b")))
    assert formulas(links((A, Cell(words=("—",)), B, total)))[-1] == "SUM($A$2,$A$4)"


def test_a_table_reads_the_total_of_another() -> None:
    of = links((A, B, SUM), (number(4.0, "sum"),))
    assert formulas(of, 1) == ["'s0'!$A$4"]


@pytest.mark.parametrize(
    ("way", "value", "formula"),
    [
        (Calculation(plus=("a",), minus=("b",)), 2.0, "$A$2-$A$3"),
        (Calculation(plus=("a",), times=("b",)), 3.0, "$A$2*$A$3"),
        (Calculation(plus=("a",), over="b"), 3.0, "IF($A$3=0,0,$A$2/$A$3)"),
        # three runs of 70 a year
        (Calculation(plus=("a",)), 210.0, "($A$2)*'notes'!$B$9"),
        (
            Share(part="b", of=("a", "b")),
            25.0,  # 1 ÷ (3 + 1)
            'IF(OR($A$3<0,SUM($A$2:$A$3)<=0),"—",100*$A$3/SUMIF($A$2:$A$3,">0"))',
        ),
    ],
)
def test_a_number_follows_from_cells_of_its_own_table(
    way: Calculation | Share, value: float, formula: str
) -> None:
    of = links((A, B, calculated(number(value), way)))
    assert formulas(of)[2] == formula


def test_a_table_with_one_number_that_cannot_follow_has_no_formula() -> None:
    of = links((A, number(9.9, "unknown")))
    assert of.is_as_of_export(0)
    assert formulas(of) == []


def test_a_table_that_reads_one_as_of_export_is_as_of_export_too() -> None:
    of = links((A, B, SUM, number(9.9)), (number(4.0, "sum"),))
    assert of.is_as_of_export(1)
    assert formulas(of, 1) == []


def test_a_number_that_no_amount_moves_holds_nothing_up() -> None:
    of = links((A, replace(number(9.9), is_fixed=True)))
    assert not of.is_as_of_export(0)
    assert formulas(of) == ["'data'!$D$4"]


def test_words_that_repeat_a_number_take_the_table_out() -> None:
    live = replace(LIVE, keys={"c": LiveNumber(reference="'d'!$D$6", value=1234.5)})
    body = ((number(1234.5, "c"),), (Cell(words=("它是 1234.5 kg",)),))
    table = Table(id="t", number="", title="", body=body)
    assert Links((table,), ["s"], live, {}).is_as_of_export(0)


def test_a_calculation_that_gives_another_number_is_no_formula() -> None:
    wrong = calculated(number(5.0), Calculation(plus=("a", "b")))  # 3 + 1 is 4
    assert links((A, B, wrong)).is_as_of_export(0)


def test_the_sheet_says_under_its_title_that_it_does_not_follow() -> None:
    live = live_model(lg.read(CRATE).solve(), "en")
    table = Table(id="t", number="Table 1", title="x", body=((number(9.9),),))
    section = Section(id="s", title="1", blocks=(table,))
    of = Report(
        template="x", language="en", cover=Cover(title="x"), sections=(section,)
    )
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(of, live))) as file:
        texts = file.read("xl/sharedStrings.xml").decode()
    assert "follow the activity data." in texts


# ------------------------------------------------------------------ zeros of a column

ZERO = LiveNumber(reference="'data'!$D$6", value=0.0)


def with_zero(*tables: tuple[Cell, ...]) -> Links:
    """Links with `z`, a zero of the live calculation."""
    own = {f"in/{id_}": number for id_, number in LIVE.keys.items()}
    live = replace(LIVE, keys={**LIVE.keys, **own, "in/z": ZERO})
    made = tuple(
        Table(id=f"{n}", number="", title="", body=tuple((cell,) for cell in cells))
        for n, cells in enumerate(tables)
    )
    return Links(made, [f"s{n}" for n in range(len(made))], live, {})


def test_a_zero_takes_the_scale_of_its_column() -> None:
    # three runs of 70 a year; the zero beside it is of a year as well
    of = with_zero((number(210.0, "in/a"), number(0.0, "in/z")))
    assert formulas(of) == ["('data'!$D$4)*'notes'!$B$9", "('data'!$D$6)*'notes'!$B$9"]


def test_a_zero_product_takes_the_scale_of_products_not_of_their_sum() -> None:
    # percent: 3 × 50 % is 1.5, 0 × 50 % is 0
    half = replace(number(50.0, "p"), is_fixed=True)
    product = calculated(
        number(1.5, "out/x"), Calculation(plus=("in/a",), times=("p",))
    )
    zero = calculated(number(0.0, "out/y"), Calculation(plus=("in/z",), times=("p",)))
    total = calculated(number(1.5, "t"), Calculation(plus=("out/x", "out/y")))
    of = with_zero(
        (number(3.0, "in/a"), number(0.0, "in/z"), half), (product, zero, total)
    )
    assert formulas(of, 1) == [
        "('data'!$D$4*'s0'!$A$4)*0.01",
        "('data'!$D$6*'s0'!$A$4)*0.01",
        "SUM($A$2:$A$3)",
    ]


def test_a_zero_in_a_column_of_two_scales_does_not_follow() -> None:
    of = with_zero((number(210.0, "in/a"), number(1000.0, "in/b"), number(0.0, "in/z")))
    assert of.is_as_of_export(0)


def test_a_zero_of_which_nothing_tells_the_scale_does_not_follow() -> None:
    assert with_zero((number(0.0, "in/z"),)).is_as_of_export(0)


def test_a_sum_of_zeros_in_its_own_column_is_plain() -> None:
    total = calculated(number(0.0, "t"), Calculation(plus=("in/z", "out/y")))
    fixed = tuple(replace(number(0.0, key), is_fixed=True) for key in ("in/z", "out/y"))
    of = with_zero((*fixed, total))
    assert formulas(of)[-1] == "SUM($A$2:$A$3)"
