"""Purchase ledgers: accounts mapped to sectors, and every bad row told."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sheets import as_workbook
from spending_tables import multipliers, store_supplier, store_table

import lcagraph as lg
from lcagraph.cli import main
from lcagraph.errors import ModelError
from lcagraph.formats.purchase_ledger import PurchaseLedger, read_ledger
from lcagraph.formats.yaml.writer import dump

N = multipliers()
LEDGER = """\
科目编码,摘要,金额,币种,凭证号
6602.02,法律服务,300.10,USD_2012,1
1405,钢材,50,USD_2012,2
1405,退货,-10.00,USD_2012,3

2211,工资,9000,USD_2012,4
6602.01,律师费,700.70,CNY_2018,5
"""
MAP = "account,sector\n6602*,law\n1405,Metals\n2211,-\n"
RATE = "0.125 USD_2012/CNY_2018"


@pytest.fixture(autouse=True)
def _table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store_table(tmp_path / "home")
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))


def read(
    folder: Path,
    ledger: str = LEDGER,
    mapping: str = MAP,
    rates: tuple[str, ...] = (RATE,),
) -> PurchaseLedger:
    (folder / "ledger.csv").write_text(ledger, encoding="utf-8")
    (folder / "map.csv").write_text(mapping, encoding="utf-8")
    return read_ledger(folder / "ledger.csv", folder / "map.csv", "mini", rates)


def codes(
    folder: Path,
    ledger: str = LEDGER,
    mapping: str = MAP,
    rates: tuple[str, ...] = (RATE,),
) -> list[str]:
    with pytest.raises(ModelError) as caught:
        read(folder, ledger, mapping, rates)
    return [f"{f.code} {f.at}" for f in caught.value.findings]


def test_the_footprint_is_the_spend_of_each_account_times_its_multiplier(
    tmp_path: Path,
) -> None:
    text = dump(read(tmp_path).tree("2018"))
    # 700.70 CNY × 0.125 = 87.5875 USD; 50 − 10 of metals; wages are no purchase
    expected = (300.10 + 87.5875) * float(N["law"]) + 40 * float(N["metal"])
    assert lg.read_string(text).solve().total == pytest.approx(expected, rel=1e-12)


def test_what_is_no_purchase_stands_among_what_is_left_out(tmp_path: Path) -> None:
    model = lg.read_string(dump(read(tmp_path).tree("2018")))
    [excluded] = model.system.scope.excluded.values()
    assert (excluded.name.zh, excluded.basis) == ("工资", "not_attributable")
    assert model.system.scope.method == "input_output"
    told = {finding.code for finding in model.check()}
    assert told <= {"N094", "N628"}  # not locked; CO2e of no GWP set


def test_bookings_of_an_account_add_up_in_decimals(tmp_path: Path) -> None:
    rows = "account,amount,currency\n" + "1405,0.1,USD_2012\n" * 10
    [one] = read(tmp_path, rows).accounts
    assert (str(one.amount), one.bookings) == ("1.0", 10)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_ledger_may_come_in_any_encoding_of_an_office(
    tmp_path: Path, encoding: str
) -> None:
    read(tmp_path)
    (tmp_path / "ledger.csv").write_text(LEDGER.replace(",", ";"), encoding=encoding)
    paths = tmp_path / "ledger.csv", tmp_path / "map.csv"
    assert len(read_ledger(*paths, "mini", [RATE]).accounts) == 4


def test_a_ledger_may_come_as_a_workbook(tmp_path: Path) -> None:
    path = as_workbook(
        tmp_path, [["account", "amount", "currency"], ["1405", 12.5, "USD_2012"]]
    )
    (tmp_path / "map.csv").write_text(MAP)
    [one] = read_ledger(path, tmp_path / "map.csv", "mini").accounts
    assert str(one.amount) == "12.5"


def test_the_longest_beginning_of_an_account_counts(tmp_path: Path) -> None:
    mapping = MAP + "6602.02*,power\n"
    by_code = {one.code: one.sector for one in read(tmp_path, mapping=mapping).accounts}
    assert by_code["6602.02"] == "mini/power"
    assert by_code["6602.01"] == "mini/law"


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ('"1,000.50"', "1000.50"),
        ('"-12,345.6"', "-12345.6"),
        ('"1,234,567"', "1234567"),
        ('"$1,000.00"', "1000.00"),
        ("-$ 5", "-5"),
        ("+5", "5"),
        ("5.", "5"),
    ],
)
def test_amounts_are_read_as_ledgers_write_them(
    tmp_path: Path, written: str, amount: str
) -> None:
    [one] = read(
        tmp_path, f"account,amount,currency\n1405,{written},USD_2012\n"
    ).accounts
    assert one.amount == Decimal(amount)


def test_a_yuan_sign_is_that_of_the_yuan(tmp_path: Path) -> None:
    ledger = 'account,amount,currency\n1405,"￥1,000.50",CNY_2018\n'
    [one] = read(tmp_path, ledger, rates=[RATE]).accounts
    assert one.amount == Decimal("1000.50")


def test_both_readings_of_a_lone_comma_are_offered(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        read(tmp_path, 'account,amount,currency\n1405,"1,234",USD_2012\n')
    [finding] = caught.value.findings
    assert (finding.values["thousands"], finding.values["decimals"]) == (
        "1234",
        "1.234",
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ('1405,"1,000",USD_2012', "E594"),  # a thousand, or one?
        ('1405,"1.000,50",USD_2012', "E594"),
        ('1405,"1,00.50",USD_2012', "E594"),
        ('1405,"1234,567,890",USD_2012', "E594"),
        ("1405,￥5,USD_2012", "E594"),  # the symbol of another currency
        ("1405,5 $,USD_2012", "E594"),
        ("1405,--5,USD_2012", "E594"),
        ("1405,-$-5,USD_2012", "E594"),
        ("1405,$,USD_2012", "E594"),
        ("1405,(5),USD_2012", "E594"),
        ("1405,,USD_2012", "E594"),
        ("1405,nan,USD_2012", "E594"),
        ("1405,１２,USD_2012", "E594"),
        ("77,5,USD_2012", "E595"),
        (",5,USD_2012", "E595"),
        ("1405,5,EUR", "E596"),
        ("1405,5,USD_2018", "E596"),  # another year
        ("1405,5,kg", "E596"),
        ("1405,5,", "E596"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_with_its_number(
    tmp_path: Path, row: str, told: str
) -> None:
    ledger = f"account,amount,currency\n1405,1,USD_2012\n{row}\n"
    assert codes(tmp_path, ledger) == [f"{told} ledger.csv:3"]


def test_all_bad_rows_are_told_at_once(tmp_path: Path) -> None:
    ledger = "account,amount,currency\n1405,x,USD_2012\n77,1,USD_2012\n"
    expected = ["E594 ledger.csv:2", "E595 ledger.csv:3"]
    assert codes(tmp_path, ledger) == expected


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        (MAP + "1405,law\n", "E597 map.csv:5"),  # two sectors
        (MAP + "9,\n", "E597 map.csv:5"),
        (MAP + "9,copper\n", "E087 map.csv:5"),
        ("account,what\n1405,law\n", "E593 map.csv"),
        ("", "E593 map.csv"),
    ],
)
def test_a_map_that_contradicts_itself_is_refused(
    tmp_path: Path, mapping: str, told: str
) -> None:
    assert codes(tmp_path, LEDGER, mapping) == [told]


def test_a_ledger_without_its_columns_is_refused(tmp_path: Path) -> None:
    assert codes(tmp_path, "account,amount\n1405,1\n") == ["E593 ledger.csv"]


@pytest.mark.parametrize("rate", ["0.125", "0.125 kg", "-1 USD_2012/CNY_2018", "x"])
def test_a_rate_that_is_none_is_refused(tmp_path: Path, rate: str) -> None:
    ledger = "account,amount,currency\n1405,1,USD_2012\n"
    [told] = codes(tmp_path, ledger, rates=(rate,))
    assert told.endswith("--rate")


def test_a_map_to_something_sold_per_tonne_is_refused(tmp_path: Path) -> None:
    store_supplier(tmp_path / "home")
    (tmp_path / "ledger.csv").write_text("account,amount,currency\n1,1,USD_2012\n")
    (tmp_path / "map.csv").write_text("account,sector\n1,supplier/sheet\n")
    with pytest.raises(ModelError) as caught:
        read_ledger(tmp_path / "ledger.csv", tmp_path / "map.csv", "supplier")
    assert [finding.code for finding in caught.value.findings] == ["E598"]


@pytest.mark.parametrize(("lang", "word"), [("en", "account"), ("zh", "科目")])
def test_the_command_prints_accounts_and_writes_a_model(
    tmp_path: Path, lang: str, word: str, capsys: Any
) -> None:
    read(tmp_path)
    out = tmp_path / "model.yaml"
    files = (str(tmp_path / "ledger.csv"), "--map", str(tmp_path / "map.csv"))
    call = ["ledger", *files, "--io", "mini", "--rate", RATE, "-o", str(out)]
    assert main([*call, "--lang", lang]) == 0
    shown = capsys.readouterr().out
    assert word in shown
    assert "700.70 CNY_2018" in shown
    assert main([*call, "--json"]) == 0
    total = json.loads(capsys.readouterr().out)["footprint"]["value"]
    assert lg.read(out).solve().total == pytest.approx(total, rel=1e-12)
