"""Catalogues from file to file: formats, and what is set aside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from catalogues import ALUMINIUM, HEAD, TOTAL, database, line, rejected, run, totals

from lcagraph.catalogue import Options, Rules, calculate_catalogue
from lcagraph.catalogue import reading as reading_room
from lcagraph.catalogue import writing as writing_room
from lcagraph.errors import UsageError

ROWS = "pot,a-1,2,kg\npot,p-1,3,kWh\nlid,a-1,500,g\n"
WANTED = {"pot": 2 * ALUMINIUM + 1.5, "lid": 0.5 * ALUMINIUM}

pa = pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def smelter(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return database(tmp_path_factory.mktemp("one"))


@pytest.fixture(params=["pyarrow", "csv"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """CSV is read and written by pyarrow, or without it."""
    if request.param == "csv":
        monkeypatch.setattr(reading_room, "has_pyarrow", lambda: False)
        monkeypatch.setattr(writing_room, "has_pyarrow", lambda: False)
    return str(request.param)


# --------------------------------------------------------------------------- formats


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HEAD + ROWS, "utf-8"),
        (HEAD + ROWS, "utf-8-sig"),
        (HEAD + ROWS, "utf-16"),
        (HEAD.replace(",", ";") + ROWS.replace(",", ";"), "utf-8"),
        (HEAD.replace(",", "\t") + ROWS.replace(",", "\t"), "utf-8"),
        ((HEAD + ROWS).replace("\n", "\r\n"), "utf-8"),
        ("产品,物料/组件,数量,单位\n" + ROWS.replace("kg", "千克"), "gb18030"),
        ("成品, 物料 ,用量,计量单位\n" + ROWS, "utf-8"),
        (HEAD + "\n,,,\n" + ROWS + "\n", "utf-8"),
        (HEAD + ROWS.replace("pot", '"pot"'), "utf-8"),
    ],
)
def test_a_csv_file_is_read_as_people_write_it(
    smelter: Any, tmp_path: Path, text: str, encoding: str
) -> None:
    source = tmp_path / "bom.csv"
    source.write_bytes(text.encode(encoding))
    found, outcome = run(smelter, source)
    assert totals(found) == pytest.approx(WANTED, rel=1e-14)
    assert outcome.is_complete
    assert not outcome.places.rejected.exists()


@pytest.mark.usefixtures("reader")
def test_names_in_a_chinese_code_page_come_out_in_utf_8(
    smelter: Any, tmp_path: Path
) -> None:
    source = tmp_path / "bom.csv"
    source.write_bytes("产品,组件,数量,单位\n铝锅,电解铝液生产,2,千克\n".encode("gbk"))
    found, _ = run(smelter, source)
    assert totals(found) == pytest.approx({"铝锅": 2 * ALUMINIUM}, rel=1e-14)


@pytest.mark.parametrize("kind", ["parquet", "csv", "xlsx"])
def test_every_format_goes_in_and_comes_out(
    smelter: Any, tmp_path: Path, kind: str
) -> None:
    import pandas as pd

    frame = pd.DataFrame([line("pot", "a-1", 2.0, "kg"), line("lid", "a-1", 500, "g")])
    source, output = tmp_path / f"bom.{kind}", tmp_path / f"out.{kind}"
    {
        "parquet": lambda: frame.to_parquet(source),
        "csv": lambda: frame.to_csv(source, index=False),
        "xlsx": lambda: frame.to_excel(source, index=False, engine="xlsxwriter"),
    }[kind]()
    calculate_catalogue(source, output, [smelter])
    read = {
        "parquet": pd.read_parquet,
        "csv": pd.read_csv,
        "xlsx": lambda path: pd.read_excel(path, engine="calamine"),
    }[kind]
    found = read(output).set_index("product")[TOTAL].to_dict()
    wanted = {"pot": 2 * ALUMINIUM, "lid": 0.5 * ALUMINIUM}
    assert found == pytest.approx(wanted, rel=1e-14)


def test_an_output_says_where_it_comes_from(smelter: Any, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    source, output = tmp_path / "bom.csv", tmp_path / "out.parquet"
    source.write_text(HEAD + ROWS)
    options = Options(rules=Rules(waive_open_links="试算"))
    outcome = calculate_catalogue(source, output, [smelter], options)
    facts = pq.read_schema(output).metadata
    assert facts[b"lcagraph.waive_open_links"].decode() == "试算"
    assert smelter.manifest.hash in facts[b"lcagraph.database.smelter"].decode()
    told = json.loads(outcome.places.report.read_text(encoding="utf-8"))
    assert told["waive_open_links"] == "试算"
    assert told["counts"] == {
        "rows": 3,
        "products": 2,
        "scenarios": 1,
        "bills": 2,
        "complete": 2,
        "rejected": 0,
    }


def test_numbers_may_serve_as_names_in_parquet(smelter: Any, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    source = tmp_path / "bom.parquet"
    table = pa.table(
        {
            "product": [7, 8],
            "component": ["a-1", None],
            "amount": pa.array([2, 3], pa.int8()),
            "unit": ["kg", "kg"],
        }
    )
    pq.write_table(table, source)
    found, outcome = run(smelter, source)
    assert totals(found) == pytest.approx({"7": 17.2}, rel=1e-14)
    assert [row["code"] for row in rejected(outcome)] == ["E784"]


@pytest.mark.parametrize("values", [[True, False], [b"1", b"2"]])
def test_amounts_of_another_kind_are_refused(
    smelter: Any, tmp_path: Path, values: list[Any]
) -> None:
    import pyarrow.parquet as pq

    source = tmp_path / "bom.parquet"
    both = {"product": ["a", "b"], "component": ["a-1"] * 2, "unit": ["kg"] * 2}
    pq.write_table(pa.table({**both, "amount": values}), source)
    with pytest.raises(UsageError, match="E792"):
        run(smelter, source)


# ------------------------------------------------------------------- what is set aside


@pytest.mark.usefixtures("reader")
def test_a_bad_row_is_told_with_its_line_and_takes_the_total_of_its_product_only(
    smelter: Any, tmp_path: Path
) -> None:
    source = tmp_path / "bom.csv"
    source.write_text(
        HEAD + "pot,a-1,2,kg\n\n"
        "jar,Aluminum,1,kg\n"
        "jar,a-1,1,kWh\n"
        'tin,a-1,"1,5",kg\n'
        "can,a-1,1\n"
        ",a-1,1,kg\n"
        "cup,a-1,,kg\n"
        "cup,a-1,1,\n"
        "mug,a-1,1,ton\n"
    )
    found, outcome = run(smelter, source)
    told = [(int(row["row"]), row["code"]) for row in rejected(outcome)]
    assert told == [
        (4, "E786"),
        (5, "E433"),
        (6, "E794"),
        (7, "E791"),
        (8, "E784"),
        (9, "E784"),
        (10, "E784"),
        (11, "E430"),
    ]
    assert totals(found) == pytest.approx({"pot": 17.2}, rel=1e-14)
    status = {name: row["status"] for name, row in found.items()}
    assert status.pop("pot") == "complete"
    assert set(status) == {"jar", "tin", "can", "cup", "mug"}
    assert set(status.values()) == {"incomplete"}
    assert rejected(outcome)[2]["amount"] == "1,5"
    assert not outcome.is_complete


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    "amount",
    ["nan", "inf", "-Infinity", "1e999", "1" * 500, "１２", "1_000", "0x10", "1 000",
     "2 kg", "=1+1", "--1", "1e", "."],
)  # fmt: skip
def test_what_only_looks_like_a_number_is_none(
    smelter: Any, tmp_path: Path, amount: str
) -> None:
    source = tmp_path / "bom.csv"
    source.write_text(f"{HEAD}pot,a-1,{amount},kg\nlid,a-1,500,g\n", encoding="utf-8")
    found, outcome = run(smelter, source)
    assert [row["code"] for row in rejected(outcome)] == ["E794"]
    assert totals(found) == pytest.approx({"lid": 4.3}, rel=1e-14)


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("amount", ["+2", " 2 ", "2.", "2e0", "0.2E+1", "002"])
def test_plain_numbers_are_read(smelter: Any, tmp_path: Path, amount: str) -> None:
    source = tmp_path / "bom.csv"
    source.write_text(f"{HEAD}pot,a-1,{amount},kg\n", encoding="utf-8")
    found, _ = run(smelter, source)
    assert totals(found) == pytest.approx({"pot": 17.2}, rel=1e-14)


def test_numbers_that_overflow_have_no_total(smelter: Any, tmp_path: Path) -> None:
    source = tmp_path / "bom.csv"
    source.write_text(
        f"{HEAD}pot,a-1,1e308,t\nlid,a-1,1e308,kg\nbox,pot,1,piece\n", encoding="utf-8"
    )
    found, _ = run(smelter, source)
    status = {name: row["status"] for name, row in found.items()}
    assert status["lid"] == "overflow"
    assert not totals(found)
    assert set(status.values()) <= {"overflow", "component_incomplete"}


@pytest.mark.usefixtures("reader")
def test_text_that_looks_computed_is_escaped_on_the_way_out(
    smelter: Any, tmp_path: Path
) -> None:
    source = tmp_path / "bom.csv"
    source.write_text(f"{HEAD}=cmd|calc,a-1,1,kg\n@x,=SUM(A1),1,kg\n")
    found, outcome = run(smelter, source)
    assert set(found) == {"'=cmd|calc", "'@x"}
    assert rejected(outcome)[0]["component"] == "'=SUM(A1)"


# -------------------------------------------------------------- whole files refused


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E780"),
        (b"product,component,amount\npot,a-1,1\n", "E780"),
        (b"product,component,amount,qty,unit\n", "E781"),
        (",".join(["x"] * 1_000_000).encode(), "E782"),
        (b"x," * 2000, "E782"),
        (b'product,component,amount,unit\npot,"a-1,2,kg\n', "E783"),
        (b'product,component,amount,unit\n"pot,a-1,2,kg\npot",a-1,2,kg\n', "E783"),
        (b'product,component,amount,unit\npot,"a\npot,b",2,kg\n', "E783"),
        (b'product,component,amount,unit\npot,a-1,2,kg\n"x\ny",a-1\n', "E783"),
        (b"PAR1 is no table", "E783"),
        (b"PK\3\4 is no workbook", "E0"),
        (b"\0\0\0\0", "E780"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(
    smelter: Any, tmp_path: Path, content: bytes, code: str
) -> None:
    source = tmp_path / "bom"
    source.write_bytes(content)
    needs = "pyarrow" if content.startswith(b"PAR1") else ""
    wanted = "E783|E790" if needs else code
    with pytest.raises(UsageError, match=wanted):
        run(smelter, source)
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.usefixtures("reader")
def test_a_remark_may_go_over_lines(smelter: Any, tmp_path: Path) -> None:
    source = tmp_path / "bom.csv"
    text = 'product,component,amount,unit,remark\npot,a-1,2,kg,"one\ntwo"\n'
    source.write_text(text + "lid,Steel,1,kg,\n")
    found, outcome = run(smelter, source)
    assert totals(found) == pytest.approx({"pot": 17.2}, rel=1e-14)
    assert [row["row"] for row in rejected(outcome)] == ["3"]  # the third row


def test_a_missing_file_is_refused(smelter: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="E783"):
        run(smelter, tmp_path / "none.csv")


@pytest.mark.parametrize(("name", "code"), [("out.txt", "E795"), ("bom.csv", "E075")])
def test_an_output_that_cannot_be_is_refused_before_anything_is_done(
    smelter: Any, tmp_path: Path, name: str, code: str
) -> None:
    source = tmp_path / "bom.csv"
    source.write_text(HEAD + ROWS)
    with pytest.raises(UsageError, match=code):
        run(smelter, source, tmp_path / name)
    assert source.read_text() == HEAD + ROWS


def test_more_rows_than_a_sheet_holds_are_refused() -> None:
    writing_room.check_size("xlsx", 1_048_575, "out.xlsx")
    with pytest.raises(UsageError, match="E796"):
        writing_room.check_size("xlsx", 1_048_576, "out.xlsx")


def test_parquet_without_pyarrow_is_refused(
    smelter: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing_room, "has_pyarrow", lambda: False)
    source = tmp_path / "bom.csv"
    source.write_text(HEAD + ROWS)
    with pytest.raises(UsageError, match="E790"):
        run(smelter, source, tmp_path / "out.parquet")


def test_columns_that_mean_nothing_are_named(smelter: Any, tmp_path: Path) -> None:
    source = tmp_path / "bom.csv"
    source.write_text("remark,product,component,amount,unit\nx,pot,a-1,2,kg\n")
    _, outcome = run(smelter, source)
    (finding,) = outcome.findings
    assert (finding.code, finding.values["columns"]) == ("N797", ("remark",))


@pytest.mark.usefixtures("reader")
def test_a_table_of_nothing_but_bad_rows_loses_none_of_them(
    smelter: Any, tmp_path: Path
) -> None:
    source = tmp_path / "bom.csv"
    source.write_text(f"{HEAD}pot,Aluminium, liquid,1,kg\nlid,p-1,1\n")
    rows, outcome = run(smelter, source)
    assert outcome.report["rejected"] == {"E791": 2}
    assert not outcome.is_complete
    assert {name: row["status"] for name, row in rows.items()} == {
        "pot": "incomplete",
        "lid": "incomplete",
    }
