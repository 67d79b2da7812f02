"""Exports are written whole or not at all, and say what is not in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from round_trips import put
from small_databases import smelter
from small_packages import elementary, made, package, process, product, reference
from typer.testing import CliRunner

from lcagraph.background.build import link_package
from lcagraph.background.records import Uncertainty
from lcagraph.background.store import Database
from lcagraph.cli.app import app
from lcagraph.errors import UsageError
from lcagraph.exporting import TARGETS, Target, export_database, written_whole


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "home"))
    return put(smelter(), tmp_path / "home" / "databases")


def codes(error: pytest.ExceptionInfo[UsageError]) -> list[str]:
    return [error.value.finding.code]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.id)
def test_every_format_is_written(
    target: Target, database: Database, tmp_path: Path
) -> None:
    suffix = {"brightway_excel": ".xlsx", "csv": ".csv"}.get(target.id, ".zip")
    path = tmp_path / f"out{suffix}"
    exported = export_database(database, path, target.id)
    assert path.stat().st_size > 0
    assert exported.findings == ()
    assert [each.name for each in tmp_path.iterdir() if each.name[0] == "."] == []


@pytest.mark.parametrize(
    ("target", "stated", "count"),
    [
        ("ilcd", Uncertainty(spread="lognormal", location=4.0, scale=1.5), 1),
        ("ilcd", Uncertainty(spread="normal", location=4.0, scale=0.5), 1),
        ("ilcd", Uncertainty(spread="lognormal", location=5.0, scale=1.5), 0),
        ("ilcd", Uncertainty(spread="triangular", location=4, minimum=1, maximum=9), 0),
        ("openlca_jsonld", Uncertainty(spread="lognormal", location=4.0, scale=1.5), 0),
    ],
)
def test_a_median_that_a_format_moves_to_the_amount_is_told(
    target: str, stated: Uncertainty, count: int, tmp_path: Path
) -> None:
    mill = process("mill", reference("steel"), made("co2", 5.0, uncertainty=stated))
    flows = [product("steel"), elementary("co2")]
    database = put(link_package(package(flows, mill)), tmp_path)
    told = export_database(database, tmp_path / "out.zip", target).findings
    assert [f.values["count"] for f in told if f.code == "W076"] == [count] * bool(
        count
    )


def test_an_unknown_format_is_refused_with_the_nearest(
    database: Database, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        export_database(database, tmp_path / "out.zip", "icld")
    assert codes(caught) == ["E074"]
    assert caught.value.finding.values["nearest"] == "ilcd"


def test_a_file_is_only_replaced_on_request(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "out.zip"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        export_database(database, path, "ilcd")
    assert codes(caught) == ["E075"]
    assert path.read_text(encoding="utf-8") == "mine"
    export_database(database, path, "ilcd", is_replacing=True)
    assert path.read_bytes()[:2] == b"PK"


def test_a_folder_is_never_replaced(database: Database, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        export_database(database, tmp_path, "ilcd", is_replacing=True)
    assert codes(caught) == ["E075"]


def test_a_missing_folder_is_told(database: Database, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        export_database(database, tmp_path / "nowhere" / "out.zip", "ilcd")
    assert codes(caught) == ["E731"]


def test_a_broken_export_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "out.zip"
    path.write_text("mine", encoding="utf-8")

    def interrupted() -> None:
        with written_whole(path, is_replacing=True) as part:
            part.write_text("half", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [each.name for each in tmp_path.iterdir()] == ["out.zip"]
    assert path.read_text(encoding="utf-8") == "mine"


def test_an_export_tells_what_is_not_in_it(tmp_path: Path) -> None:
    """A dataset without a reference, and a pair that uses up all it makes."""
    from small_packages import used

    a = process("a", reference("a"), used("b", 1.0))
    b = process("b", reference("b"), used("a", 1.0))
    idle = process("idle", made("c"))
    fine = process("c", reference("c"))
    case = package((product("a"), product("b"), product("c")), a, b, idle, fine)
    database = put(link_package(case), tmp_path)
    exported = export_database(database, tmp_path / "out.zip", "datapackage")
    values = {finding.code: finding.values for finding in exported.findings}
    assert values["N076"] == {"count": 1, "processes": ["idle"]}
    assert (values["N077"]["count"], values["N077"]["of"]) == (2, 3)


def test_an_export_tells_how_far_it_is(database: Database, tmp_path: Path) -> None:
    parts: list[int] = []

    def progress(stage: str, total: int) -> Callable[[int], None]:
        assert (stage, total) == ("exporting", 4)
        return parts.append

    export_database(database, tmp_path / "out.zip", "ilcd", progress=progress)
    # two activities settled, then two processes written
    assert sum(parts) == 4


@pytest.mark.usefixtures("database")
def test_the_command_writes_and_refuses(tmp_path: Path) -> None:
    path = tmp_path / "out.zip"
    words = ["db", "export", "smelter", str(path), "--format", "openlca_jsonld"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0
    assert path.exists()
    again = CliRunner().invoke(app, words)
    assert isinstance(again.exception, UsageError)
    assert CliRunner().invoke(app, [*words, "--replace"]).exit_code == 0


def test_every_target_names_a_function_that_is_there() -> None:
    from importlib import import_module

    for target in TARGETS:
        module = import_module(f"lcagraph.formats.{target.module}")
        assert callable(getattr(module, target.function))
