"""Model and table as one system, beside the same system solved without rounding."""

from __future__ import annotations

import json
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from exact import solve
from spending_tables import (
    PROFILES,
    SECTORS,
    A,
    D,
    bought,
    multipliers,
    store_table,
    window,
)

import lcagraph as lg
from lcagraph.cli import main
from lcagraph.errors import FindingsError, LcaGraphError
from lcagraph.input_output import Integrated, SoldAs, integrated

NAMES = [*SECTORS]


@pytest.fixture(autouse=True)
def _table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store_table(tmp_path / "home")
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))


def found(covered: str, price: str, share: str, sector: str = "window") -> Integrated:
    result = lg.read_string(window(covered)).solve()
    return integrated(result, SoldAs(sector=f"mini/{sector}", price=price, share=share))


def exactly(
    sector: str, buys: dict[str, Fraction], price: Fraction, share: Fraction
) -> dict[str, Fraction]:
    """N' and h of the five equations: four sectors, and the model last.

    The model has 240 kgCO2e of profiles, and buys of the table.
    """
    n, j = len(NAMES), NAMES.index(sector)
    system = [[Fraction(0)] * (n + 1) for _ in range(n + 1)]
    right = [[Fraction(each)] for each in (*D, PROFILES)]
    for k in range(n):
        for i in range(n):
            system[k][i] = Fraction(int(i == k)) - Fraction(A[i][k])
        if k != j:
            sale = Fraction(A[j][k])
            system[k][j] += share * sale
            system[k][n] -= share * sale / price
    for name, amount in buys.items():
        system[n][NAMES.index(name)] -= amount
    system[n][n] = Fraction(1)
    found = solve(system, right)
    return {id_: row[0] for id_, row in zip((*NAMES, "model"), found, strict=True)}


@pytest.mark.parametrize("sector", ["metal", "power", "window"])
@pytest.mark.parametrize("share", ["0.1 %", "20 %", "0.9"])
@pytest.mark.parametrize("price", ["300 USD_2012", "900 USD_2012"])
def test_model_and_table_are_one_system(price: str, share: str, sector: str) -> None:
    # 160 dollars of windows without their metals
    buys = {"window": Fraction(160), "metal": -160 * bought("window", "metal")}
    part = Fraction(share.split(maxsplit=1)[0]) / (100 if "%" in share else 1)
    money = Fraction(price.split(maxsplit=1)[0])
    exact = exactly(sector, buys, money, part)
    one = found("{profile: metal}", price, share, sector)
    assert one.total == pytest.approx(float(exact["model"]), rel=1e-12)
    by_id = [float(exact[id_]) for id_ in sorted(NAMES)]  # as databases are stored
    assert one.multipliers == pytest.approx(by_id, rel=1e-12)
    mixed = (1 - part) * exact[sector] + part * exact["model"] / money
    assert one.disaggregated == pytest.approx(float(mixed), rel=1e-12)


def test_a_table_whose_rounds_of_purchases_go_on_is_solved_by_the_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by_rounds = found("{profile: metal}", "300 USD_2012", "20 %", "metal")
    module = import_module("lcagraph.input_output.integrated")
    monkeypatch.setattr(module, "as_economy", lambda *_: None)
    by_engine = found("{profile: metal}", "300 USD_2012", "20 %", "metal")
    assert by_engine.multipliers == pytest.approx(by_rounds.multipliers, rel=1e-12)
    assert by_engine.residual <= 1e-12


SOLD = "sold_as: {sector: mini/metal, price: = 2 * price, share: 20 %}"


def with_sold_as(sold: str = SOLD) -> lg.Result:
    text = window("{profile: metal}")
    return lg.read_string(text.replace("hybrid}", f"hybrid, {sold}}}")).solve()


def test_the_model_may_say_what_it_is_sold_as() -> None:
    by_model = integrated(with_sold_as())
    by_call = found("{profile: metal}", "160 USD_2012", "20 %", "metal")  # 2 × 80
    assert by_model.total == by_call.total
    assert (by_model.price, by_model.share) == (160.0, 0.2)
    assert by_model.result.total == by_call.result.total  # no other footprint


def test_what_a_call_says_goes_before_what_the_model_says() -> None:
    one = integrated(with_sold_as(), SoldAs(share="30 %"))
    assert one.total == found("{profile: metal}", "160 USD_2012", "30 %", "metal").total


@pytest.mark.parametrize(
    ("sold", "asked", "code"),
    [
        ("geography: US", SoldAs(), "E539"),
        ("geography: US", SoldAs(sector="mini/metal", price="80 USD_2012"), "E539"),
        (SOLD.replace("20 %", "120 %"), SoldAs(), "E575"),
        (SOLD.replace("= 2 * price", "80 CNY_2018"), SoldAs(), "E575"),
        (SOLD.replace("= 2 * price", "80 kg"), SoldAs(), "E575"),
        (SOLD, SoldAs(price="much"), "E575"),
        (SOLD, SoldAs(price="= price"), "E575"),
    ],
)
def test_what_nobody_can_sell_is_refused(sold: str, asked: SoldAs, code: str) -> None:
    with pytest.raises(LcaGraphError) as caught:
        integrated(with_sold_as(sold), asked)
    assert code in str(caught.value)


def test_a_product_that_is_like_its_sector_changes_nothing() -> None:
    # all of the model replaced by its sector: 240 kg + 160 N, sold for just so much
    N = multipliers()["window"]
    price = float((240 + 160 * N) / N)
    one = found("{}", f"{price!r} USD_2012", "30 %")
    assert one.total == pytest.approx(one.result.total, rel=1e-12)
    assert one.disaggregated == pytest.approx(one.before, rel=1e-12)


def test_the_smaller_the_share_the_nearer_the_tiered_hybrid() -> None:
    one = found("{profile: metal}", "160 USD_2012", "0.000001 %")
    assert one.total == pytest.approx(one.result.total, rel=1e-7)


def test_the_table_sells_windows_to_nobody_so_nothing_is_taken_over() -> None:
    # row “window” of A is zero but for windows themselves
    one = found("{}", "160 USD_2012", "20 %")
    assert one.corrections == {}


def test_sales_that_the_model_takes_over_are_listed() -> None:
    one = found("{profile: metal}", "160 USD_2012", "20 %", "metal")
    # a fifth of 0.20 and 0.30 dollars of metals; law firms buy none
    assert one.corrections == pytest.approx({"power": 0.04, "window": 0.06}, rel=1e-12)
    assert {each.sector for each in one.changed} >= {"Electricity", "Windows"}


@pytest.mark.parametrize(
    ("sector", "price", "share", "code"),
    [
        ("mini/window", "80 CNY_2018", "1 %", "E575"),
        ("mini/window", "80", "1 %", "E575"),
        ("mini/window", "-80 USD_2012", "1 %", "E575"),
        ("mini/window", "80 USD_2012", "100 %", "E575"),
        ("mini/window", "80 USD_2012", "0", "E575"),
        ("mini/window", "80 USD_2012", "1 kg", "E575"),
        ("mini/copper", "80 USD_2012", "1 %", "E087"),
    ],
)
def test_what_cannot_be_is_refused(
    sector: str, price: str, share: str, code: str
) -> None:
    result = lg.read_string(window("{}")).solve()
    with pytest.raises(LcaGraphError) as caught:
        integrated(result, SoldAs(sector=sector, price=price, share=share))
    assert code in str(caught.value)


def test_a_product_that_spends_more_than_it_is_sold_for_on_itself_is_refused() -> None:
    # 160 dollars of windows in a product of 1 dollar that is most of all metals
    text = window("{}").replace("from: mini/window", "from: mini/power")
    result = lg.read_string(text).solve()
    sold = SoldAs(sector="mini/metal", price="1 USD_2012", share="90 %")
    with pytest.raises(FindingsError) as caught:
        integrated(result, sold)
    assert [finding.code for finding in caught.value.findings] == ["E576"]


@pytest.mark.parametrize(("lang", "word"), [("en", "integrated"), ("zh", "集成混合法")])
def test_the_command_prints_both_footprints(
    lang: str, word: str, tmp_path: Path, capsys: Any
) -> None:
    file = tmp_path / "model.yaml"
    file.write_text(window("{profile: metal}"), encoding="utf-8")
    call = ["hybrid", str(file), "--sector", "mini/metal", "--price", "160 USD_2012"]
    assert main([*call, "--share", "20 %", "--lang", lang]) == 0
    assert word in capsys.readouterr().out
    assert main([*call, "--share", "20 %", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["tiered"] == pytest.approx(lg.read(file).solve().total)
    assert told["integrated"] != told["tiered"]


def test_the_command_needs_no_options_where_the_model_says_it(
    tmp_path: Path, capsys: Any
) -> None:
    file = tmp_path / "model.yaml"
    text = window("{profile: metal}").replace("hybrid}", f"hybrid, {SOLD}}}")
    file.write_text(text, encoding="utf-8")
    assert main(["hybrid", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["price"], told["share"]) == (160.0, 0.2)


def printed(sector: str, share: str, tmp_path: Path, capsys: Any) -> str:
    file = tmp_path / "model.yaml"
    file.write_text(window("{profile: metal}"), encoding="utf-8")
    call = ["hybrid", str(file), "--sector", f"mini/{sector}"]
    sold = ["--price", "160 USD_2012", "--share", share, "--lang", "en"]
    assert main([*call, *sold]) == 0
    return str(capsys.readouterr().out)


def test_footprints_are_printed_per_reference_flow(tmp_path: Path, capsys: Any) -> None:
    assert printed("metal", "20 %", tmp_path, capsys).count("kgCO2e per 2 piece") == 2


@pytest.mark.parametrize(
    ("sector", "said"),
    [
        # rows of A: law is bought by metals and windows, windows by nobody else
        ("law", "“Legal services” to other sectors (2)"),
        ("window", "“Windows” sells to no other sector"),
    ],
)
def test_sectors_whose_purchases_move_are_counted(
    sector: str, said: str, tmp_path: Path, capsys: Any
) -> None:
    assert said in printed(sector, "20 %", tmp_path, capsys)


def test_sectors_that_change_below_what_is_printed_are_not_listed(
    tmp_path: Path, capsys: Any
) -> None:
    # a millionth of the sales moves no fourth digit
    out = printed("metal", "0.0001 %", tmp_path, capsys)
    assert "sectors that change most" not in out
