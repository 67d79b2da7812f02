"""What models hear about databases: direction, candidates, permissions, reasons."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import pytest
import small_packages as small
from small_databases import imported, smelter, stored

import lcagraph as lg
from lcagraph.background.lock import Lock, LockedDatabase, write_lock
from lcagraph.background.store import Database, holding, write_database
from lcagraph.errors import Finding, ModelError, UsageError
from lcagraph.formats.ilcd.written_xml import names_of
from lcagraph.wording import help_lines, message

MODEL = """
lcagraph: 1
reference: {product: part, amount: 1 kg}
processes:
  works:
    stage: production
    outputs: {part: 1 kg}
    ROW
"""


@pytest.fixture
def works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with a mine, two power plants and a plant that treats sludge."""
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    flows = [
        small.product("Coal"),
        small.product("Power", "energy"),
        small.waste("Sludge"),
        small.elementary("Carbon dioxide, fossil"),
    ]
    gas = small.made("Carbon dioxide, fossil", 2.0)
    package = small.package(
        flows,
        small.process("mine", small.reference("Coal"), gas, location="CN"),
        small.process("p1", small.reference("Power"), gas, name="plant", location="CN"),
        small.process("p2", small.reference("Power"), gas, name="plant", location="DE"),
        small.process("drying", small.used("Sludge", 1.0, is_reference=True), gas),
        name="works",
    )
    return imported(package, tmp_path / "databases", "works").folder


def found(row: str) -> list[Finding]:
    return [
        finding
        for finding in lg.read_string(MODEL.replace("ROW", row)).check()
        if finding.code in ("E097", "W093", "E086", "E078", "E904", "E236")
    ]


# ---------------------------------------------------------------------- direction


@pytest.mark.usefixtures("works")
@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ("inputs: {x: {amount: 1 kg, from: works/drying}}", ["E097"]),
        ("inputs: {x: {amount: 1 kg, from: works/mine}}", []),
        ("waste: {x: {amount: 1 kg, to: works/mine}}", ["W093"]),
        ("waste: {x: {amount: 1 kg, to: works/drying}}", []),
    ],
)
def test_a_dataset_is_used_in_its_own_direction(row: str, codes: list[str]) -> None:
    told = found(row)
    assert [finding.code for finding in told] == codes
    assert all(finding.at.startswith("processes.works.") for finding in told)


@pytest.mark.usefixtures("works")
@pytest.mark.parametrize(("kind", "codes"), [("treatment", []), ("fuel", ["W093"])])
def test_a_treatment_that_is_a_service_says_so(kind: str, codes: list[str]) -> None:
    row = "waste: {x: {amount: 1 kg, to: service}}\nfactors:\n  service: "
    row += f"{{from: works/mine, kind: {kind}}}"
    assert [finding.code for finding in found(row)] == codes


# --------------------------------------------------------------------- candidates


@pytest.mark.usefixtures("works")
def test_candidates_stand_one_per_line_in_the_shortest_way_to_name_them() -> None:
    (told,) = found("inputs: {x: {amount: 1 MJ, from: works/plant}}")
    assert help_lines(told, "en")[1:] == [
        "works/plant?location=CN: Power (CN, MJ)",
        "works/plant?location=DE: Power (DE, MJ)",
    ]


@pytest.mark.usefixtures("works")
def test_a_location_that_fits_nothing_lists_those_that_are_there() -> None:
    (told,) = found('inputs: {x: {amount: 1 MJ, from: "works/plant?location=FR"}}')
    assert told.code == "E078"
    assert "location=FR" in message(told, "en")
    assert help_lines(told, "en") == ["it is there for these locations: CN, DE"]


@pytest.mark.usefixtures("works")
def test_an_emission_takes_no_dataset() -> None:
    row = "emissions: {co2_fossil: {activity: 1 kg, from: works/mine}}"
    (told,) = found(row)
    assert told.code == "E904"
    assert "cn-fuels" in " ".join(help_lines(told, "en"))


# ------------------------------------------------------------------------ reasons


@pytest.mark.parametrize(
    ("reason", "codes"), [("true", ["E236"]), ("是", ["E236"]), ("a trial", [])]
)
def test_a_reason_is_a_text(reason: str, codes: list[str]) -> None:
    row = f"inputs: {{}}\ndatabases: {{works: {{waive_open_links: {reason}}}}}"
    assert [finding.code for finding in found(row)] == codes


def test_an_error_lists_errors_before_notes() -> None:
    error = ModelError([Finding(code="N094"), Finding(code="E301", at="processes")])
    assert str(error).startswith("E301")


# -------------------------------------------------------------------- permissions


def refuse(*_: object, **__: object) -> NoReturn:
    raise PermissionError(13, "Permission denied")


def test_a_lock_that_may_not_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.mkstemp", refuse)
    lock = Lock(databases={}, datasets=(), total=1.0, per="kg", gwp="", lcagraph="")
    with pytest.raises(UsageError, match="E731"):
        write_lock(tmp_path / "m.lock", lock)


def test_a_folder_that_may_not_be_entered_is_told(
    works: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "is_file", refuse)
    findings = lg.read_string(
        MODEL.replace("ROW", "inputs: {x: {amount: 1 kg, from: works/mine}}")
    ).check()
    assert "E077" in [finding.code for finding in findings]


def test_a_file_that_may_not_be_read_is_not_called_damaged(
    works: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, own = Database(works), Path.open

    def guarded(path: Path, *given: Any, **more: Any) -> Any:
        return refuse() if path.name == holding.DATASETS else own(path, *given, **more)

    monkeypatch.setattr(Path, "open", guarded)
    with pytest.raises(UsageError, match="E077"):
        opened.activity(0)


# -------------------------------------------------------------------------- locks


def test_a_missing_database_of_a_locked_model_names_its_file(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    row = "inputs: {x: {amount: 1 kg, from: gone/mine}}"
    path.write_text(MODEL.replace("ROW", row), encoding="utf-8")
    gone = LockedDatabase(
        version="1", hash="cd" * 32, source="gone.zip", source_sha256="ef" * 32
    )
    lock = Lock(
        databases={"gone": gone},
        datasets=(),
        total=1.0,
        per="kg",
        gwp="",
        lcagraph="",
    )
    write_lock(tmp_path / "m.lock", lock)
    (told,) = [finding for finding in lg.read(path).check() if finding.code == "E903"]
    assert any("gone.zip" in line and "efef" in line for line in help_lines(told, "en"))


# ---------------------------------------------------------------- figures of datasets


def test_a_negative_dataset_gets_a_cure_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path))
    credit = smelter()
    credit.interventions.value[:] = -1.0
    write_database(stored(credit), tmp_path / "databases")
    row = "inputs: {x: {amount: 1 kWh, from: smelter/Electricity}}"
    told = {f.code for f in lg.read_string(MODEL.replace("ROW", row)).check()}
    assert "E629" in told
    assert "E617" not in told
    waiver = "waive: [{code: E629, at: processes.works.inputs.x, why: a trial}]"
    assert lg.read_string(MODEL.replace("ROW", f"{row}\n{waiver}")).check().is_ok


# --------------------------------------------------------------------- ILCD names


@pytest.mark.parametrize(
    ("name", "names", "written"),
    [
        ("Butane (Gross CV)", {"en": "Butane"}, {"en": "Butane (Gross CV)"}),
        ("Butane", {"en": "Butane", "zh": "丁烷"}, {"en": "Butane", "zh": "丁烷"}),
        ("丁烷", {"zh": "丁烷"}, {"zh": "丁烷"}),
        ("丁烷（高位）", {"en": "Butane"}, {"en": "Butane", "zh": "丁烷（高位）"}),
        ("Butane", {}, {"en": "Butane"}),
    ],
)
def test_ilcd_names_are_written_whole(
    name: str, names: dict[str, str], written: dict[str, str]
) -> None:
    assert names_of(name, names) == written
