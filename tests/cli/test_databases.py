"""`lcagraph db` and `lock` on real excerpts: USLCI in two formats, and TianGong."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import small_packages as small
from exported_databases import database

from lcagraph.importing import add_database

DATA = Path(__file__).parents[1] / "data"
CHAIN = DATA / "uslci_chain"
SOURCES = {
    "uslci": CHAIN / "jsonld.tar.gz",
    "uslci2": CHAIN / "ecospold2.tar.gz",
    "tiangong": DATA / "ilcd" / "tiangong",
}
COAL = "66280f03-b26f-35c4-bda2-3d4a8652943a"
STEEL = "5f23939e-be70-364e-95c2-baef329a95fe"
STOVER = "Corn stover, at conversion plant, 2022"

MODEL = """\
lcagraph: 1
reference: {product: part, amount: 1 kg}
databases: {uslci: {waive_open_links: 试算 | a trial}}
processes:
  casting:
    stage: production
    outputs: {part: 1 kg}
    inputs: {steel: 2 kg}
factors:
  steel: {from: "uslci/Steel, liquid, at plant", stage: raw_materials}
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's folder with the three databases; only for reading."""
    home = tmp_path_factory.mktemp("home")
    for name, file in SOURCES.items():
        add_database(file, name=name, place=home / "databases")
    return home


@pytest.fixture
def read_only(imported: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LCAGRAPH_HOME", str(imported))
    return imported / "databases"


@pytest.fixture
def copied(imported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, free to be changed."""
    shutil.copytree(imported, tmp_path / "home")
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "databases"


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without databases."""
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home" / "databases"


# ----------------------------------------------------------------------- list, show


def test_the_list_shows_every_database(run: Any, read_only: Path) -> None:
    code, out, _ = run("db", "list", "--lang", "en")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == ["name", *sorted(SOURCES)]
    listed = run.data("db", "list", "--json")
    assert [one["name"] for one in listed] == sorted(SOURCES)


def test_an_empty_list_says_so(run: Any, empty: Path) -> None:
    code, out, _ = run("db", "list", "--lang", "en")
    assert (code, "no database" in out) == (0, True)
    assert run.data("db", "list", "--json") == []


def test_a_damaged_database_is_told_beside_the_others(run: Any, copied: Path) -> None:
    (copied / "uslci" / "manifest.json").write_text("{", encoding="utf-8")
    code, out, errors = run("db", "list")
    assert code == 1
    assert [line.split()[0] for line in out.splitlines()[1:]] == ["tiangong", "uslci2"]
    assert "E069" in errors


def test_a_database_tells_its_source_licence_and_counts(
    run: Any, read_only: Path
) -> None:
    _, out, _ = run("db", "show", "tiangong", "--lang", "en")
    assert "Free of charge for all users and uses" in out
    stated = run.data("db", "show", "uslci", "--json")
    # 39 datasets with one product (38 of the chains, but for two; 3 more) + 9 + 10
    assert stated["counts"]["processes"] == 41
    assert stated["counts"]["activities"] == 39 + 9 + 10


def test_a_dataset_is_shown_with_its_footprint_and_what_is_open(
    run: Any, read_only: Path
) -> None:
    code, out, _ = run("db", "show", "uslci", "Steel, liquid, at plant", "--lang", "en")
    assert code == 0
    assert f"uslci/{STEEL}?product=" in out
    assert "open link" in out
    # of the dataset itself: it buys nothing that the release has
    assert "co2_fossil" in out
    plain = run.data("db", "show", "uslci", STEEL, "--json")
    assert plain["gases_kg"]["co2_fossil"] == pytest.approx(1.94)
    assert plain["open"] == ["open_link"]
    assert plain["record"]["name"] == "Steel, liquid, at plant"


@pytest.mark.parametrize(
    ("arguments", "code", "hint"),
    [
        (["uslcy"], "E068", "uslci"),
        (["uslci", "Steel liquid"], "E087", "Steel, liquid, at plant"),
        (["uslci", "Diesel, at refinery"], "E086", "Crude oil, in refinery"),
    ],
)
def test_what_is_not_there_or_several_times_is_told(
    run: Any, read_only: Path, arguments: list[str], code: str, hint: str
) -> None:
    exit_code, _, errors = run("db", "show", *arguments, "--lang", "en")
    assert exit_code == 2
    assert code in errors
    if code != "E086":
        assert hint in errors


def test_a_supply_chain_is_drawn_as_a_tree(run: Any, read_only: Path) -> None:
    code, out, _ = run("db", "tree", "uslci", COAL, "--depth", "1", "--lang", "en")
    assert code == 0
    assert "Bituminous coal, at mine" in out
    assert run.data("db", "tree", "uslci", COAL, "--json")


# ------------------------------------------------------------------- check, search


def test_check_prints_the_report_in_both_languages_and_as_data(
    run: Any, read_only: Path
) -> None:
    _, english, _ = run("db", "check", "uslci", "--lang", "en")
    _, chinese, _ = run("db", "check", "uslci", "--lang", "zh")
    assert "several datasets could supply “Diesel, at refinery”" in english
    assert "Diesel, at refinery" in chinese
    assert english != chinese
    assert run.data("db", "check", "uslci", "--json")["findings"]


@pytest.mark.parametrize(
    ("name", "words", "found"),
    [
        ("tiangong", ["电力"], "Electricity production"),
        ("tiangong", ["混合电力", "中国"], "Electricity production"),
        ("tiangong", ["石油相关废物"], "Mine water treatment plant"),
        ("uslci", ["steel", "liquid"], "Steel, liquid, at plant"),
        ("uslci", ["BITUMINOUS mine"], "Bituminous coal, at mine"),
    ],
)
def test_a_search_finds_datasets_in_chinese_and_english(
    run: Any, read_only: Path, name: str, words: list[str], found: str
) -> None:
    code, out, _ = run("db", "search", name, *words)
    assert code == 0
    assert found in out


def test_a_misspelt_word_is_replaced_and_said_so(run: Any, read_only: Path) -> None:
    code, out, _ = run(
        "db", "search", "uslci", "elektricity", "nuclear", "--lang", "en"
    )
    assert code == 0
    assert "looked for “electricity nuclear” instead" in out
    assert "Electricity, nuclear, at power plant" in out


def test_a_search_without_result_fails_quietly(run: Any, read_only: Path) -> None:
    code, out, _ = run("db", "search", "uslci", "电解铝", "--lang", "en")
    assert (code, "电解铝" in out) == (1, True)


def test_a_search_as_data_gives_what_a_model_writes(run: Any, read_only: Path) -> None:
    hits = run.data("db", "search", "uslci", "steel", "liquid", "--json")
    assert hits["found"][0]["from"].startswith(f"uslci/{STEEL}?product=")
    assert not hits["is_cut"]
    assert run.data("db", "search", "uslci", "at", "--most", "2", "--json")["is_cut"]


# ------------------------------------------------------------------ verify, remove


def test_verify_finds_the_changed_byte(run: Any, copied: Path) -> None:
    assert run("db", "verify", "uslci")[0] == 0
    path = copied / "uslci" / "b_value.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    code, out, _ = run("db", "verify", "uslci", "--lang", "en")
    assert code == 1
    assert "E071" in out
    assert "b_value.npy" in out


def test_a_strange_file_is_told_and_does_no_harm(run: Any, copied: Path) -> None:
    (copied / "uslci" / "note.txt").write_text("mine", encoding="utf-8")
    code, out, _ = run("db", "verify", "uslci")
    assert (code, "W073" in out) == (0, True)


def test_a_database_is_removed_when_it_is_said_twice(
    run: Any, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("typer.confirm", lambda text: bool(asked.append(text)))
    assert run("db", "remove", "uslci")[0] == 1
    assert asked
    assert (copied / "uslci").is_dir()
    assert run("db", "remove", "uslci", "--yes")[0] == 0
    assert sorted(path.name for path in copied.iterdir()) == ["tiangong", "uslci2"]


def test_a_damaged_database_can_be_removed(run: Any, copied: Path) -> None:
    (copied / "uslci" / "manifest.json").write_text("{", encoding="utf-8")
    assert run("db", "remove", "uslci", "--yes")[0] == 0
    assert not (copied / "uslci").exists()


# ----------------------------------------------------------------------------- diff


def test_two_releases_differ_by_what_the_export_left_out_alone(
    run: Any, read_only: Path
) -> None:
    """Electricity is per MJ in one and per kWh in the other: that is no change."""
    found = run.data("db", "diff", "uslci", "uslci2", "--json")
    assert [one["name"] for one in found["removed"]] == [STOVER]
    assert found["added"] == []
    assert [one["name"] for one in found["changed"]] == [
        "Ethanol, denatured, corn stover, biochemical"
    ]
    assert found["unchanged"] == 39 + 9 + 10 - 2
    _, out, _ = run("db", "diff", "uslci", "uslci2", "--lang", "en")
    assert "1 changed, 56 unchanged, 0 new, 1 gone" in out
    assert STOVER in out


def test_a_database_does_not_differ_from_itself(run: Any, read_only: Path) -> None:
    found = run.data("db", "diff", "uslci", "uslci", "--json")
    assert found["unchanged"] == 39 + 9 + 10
    assert found["added"] == found["removed"] == found["changed"] == []


# ----------------------------------------------------------------------------- lock


def test_a_model_is_locked_to_the_database_it_was_solved_with(
    run: Any, copied: Path, tmp_path: Path
) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(MODEL, encoding="utf-8")
    assert run("lock", path)[0] == 0
    lock = json.loads((tmp_path / "model.lock").read_text("utf-8"))
    assert lock["databases"]["uslci"]["source"] == "jsonld.tar.gz"
    assert lock["datasets"][0]["reference"].startswith(f"uslci/{STEEL}")
    total = run.data("solve", path, "--json")["footprint"]["value"]
    # per kg of steel 1.94 kg fossil and 1.3737e-4 kg biogenic CO2, 7.8719e-4 kg CH4 ×
    # 27.9, 1.9029e-6 kg N2O × 273, and less than 2e-5 kgCO2e of chlorinated solvents
    assert total == pytest.approx(
        2 * (1.94 + 0.00013737 + 0.021962601 + 0.00051949), abs=4e-5
    )
    # another database of that name, where the same dataset is found by its name
    run("db", "add", SOURCES["uslci2"], "--name", "uslci", "--replace")
    code, _, errors = run("solve", path)
    assert (code, "E093" in errors) == (1, True)
    assert run("lock", path)[0] == 1
    assert run("lock", path, "--update")[0] == 0
    assert run("solve", path)[0] == 0


def test_an_unchanged_database_is_no_error(
    run: Any, copied: Path, tmp_path: Path
) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(MODEL, encoding="utf-8")
    assert run("lock", path)[0] == 0
    # the same file again, under the same name
    run("db", "add", SOURCES["uslci"], "--name", "uslci", "--replace")
    code, _, errors = run("solve", path)
    assert (code, "E093" in errors) == (0, False)


# ---------------------------------------------------------------- methane in datasets


@pytest.mark.parametrize(
    ("name", "is_told"), [("Methane", True), ("Methane, fossil", False)]
)
def test_methane_of_a_dataset_without_its_origin_is_noted(
    run: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    is_told: bool,
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))
    kiln = small.process("kiln", small.reference("lime"), small.made("gas", 1.0))
    gas = replace(small.elementary("gas"), name=name)
    package = small.package([small.product("lime"), gas], kiln)
    database(package, tmp_path / "home" / "databases", "one")
    path = tmp_path / "model.yaml"
    text = MODEL.replace("uslci/Steel, liquid, at plant", "one/kiln")
    text = text.replace("databases: {uslci", "databases: {one")
    path.write_text(text, encoding="utf-8")
    _, out, err = run("check", path, "--lang", "en")
    assert ("N629" in out + err) is is_told
    assert ("“one/kiln" in out + err) is is_told
    # AR6, table 7.SM.7: 27.9 in general; 29.8 for fossil methane; 2 kg of lime
    total = run.data("solve", path, "--json")["footprint"]["value"]
    assert total == pytest.approx(2 * (27.9 if is_told else 29.8), rel=1e-12)
