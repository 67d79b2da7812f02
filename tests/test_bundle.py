"""A verifier's bundle: the same bytes for the same model, and everything named that
somebody has changed in it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bundles import FACTORS, PAPER, members_of, packed, rehashed, written

import lcagraph as lg
from lcagraph.bundle import SampleChoice, make_bundle, verify_bundle
from lcagraph.bundle.packing import MANIFEST
from lcagraph.bundle.sample import default_size, draw_sample
from lcagraph.bundle.second_way import SecondWay, second_way
from lcagraph.cli import main
from lcagraph.errors import UsageError
from lcagraph.inventory_record import inventory_record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return written(tmp_path)


def codes(path: Path) -> list[str]:
    with pytest.raises(UsageError) as caught:
        verify_bundle(path)
    return [caught.value.finding.code]


# --------------------------------------------------------------------------- making


def test_the_same_model_gives_the_same_bytes(path: Path) -> None:
    first, second = make_bundle(lg.read(path)), make_bundle(lg.read(path))
    assert first.content == second.content


def test_a_bundle_holds_the_model_as_written_and_what_follows_from_it(
    path: Path,
) -> None:
    found = members_of(make_bundle(lg.read(path), with_evidence=True).content)
    assert found["model/model.yaml"] == path.read_bytes()
    assert found["model/factors.yaml"].decode() == FACTORS
    assert found["evidence/invoice/invoice.pdf"] == PAPER
    assert json.loads(found["inventory.json"])["result"]["total"] == pytest.approx(4.45)
    factors = {row["id"]: row for row in json.loads(found["factors.json"])}
    assert factors["steel"]["emissions"] == "co2e_unspecified: 2100.0 kg"
    manifest = json.loads(found[MANIFEST])
    assert set(manifest["files"]) == set(found) - {MANIFEST}


def test_text_that_looks_like_a_formula_stays_text_in_the_log(path: Path) -> None:
    found = members_of(make_bundle(lg.read(path)).content)
    text = found["findings_log.csv"].decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["problem_zh"] == "'=1+1"
    assert (row["reply_en"], row["method_zh"]) == ("Changed", "查阅")
    assert row["basis_en"] == "Invoice"


def test_the_change_log_says_what_an_edit_moved(path: Path, tmp_path: Path) -> None:
    # last year 600 kWh: 0.1 kWh less per part × 0.5 = −0.05 kgCO2e
    old = tmp_path / "old.yaml"
    text = path.read_text(encoding="utf-8").replace("500 kWh", "600 kWh")
    old.write_text(text, encoding="utf-8")
    made = make_bundle(lg.read(path), previous=lg.read(old))
    same = members_of(make_bundle(lg.read(path), previous=lg.read(path)).content)
    head = same["changes.csv"].decode("utf-8-sig").strip()
    assert head == "edit,kgCO2e,path,before,after"
    found = members_of(made.content)["changes.csv"].decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(found))
    assert row["edit"] == "processes.stamping.inputs.power"
    assert float(row["kgCO2e"]) == pytest.approx(-0.05)
    assert (row["before"], row["after"]) == ("600 kWh", "500 kWh")


# ------------------------------------------------------------------------- verifying


@pytest.mark.parametrize("with_evidence", [False, True])
def test_an_untouched_bundle_is_as_recorded(
    path: Path, tmp_path: Path, with_evidence: bool
) -> None:
    made = make_bundle(
        lg.read(path), previous=lg.read(path), with_evidence=with_evidence
    )
    file = tmp_path / "b.zip"
    file.write_bytes(made.content)
    found = verify_bundle(file, cover=made.inventory_sha256.upper())
    assert found.differences == ()
    assert (found.is_ok, found.recomputed) == (True, "model")
    assert found.total == pytest.approx(4.45, rel=1e-12)
    assert found.inventory_sha256 == made.inventory_sha256


NAMES = (
    *("canonical.yaml", "changes.csv", "changes.json", "checks.json", "evidence.csv"),
    *("evidence.json", "evidence/invoice/invoice.pdf", "factors.csv", "factors.json"),
    *("findings_log.csv", "findings_log.json", "model/factors.yaml"),
    *("model/model.yaml", "previous.yaml", "sample.csv", "sample.json", "solver.json"),
    *("trace.csv", "trace.json"),
)


def whole(path: Path) -> dict[str, bytes]:
    model = lg.read(path)
    return members_of(make_bundle(model, previous=model, with_evidence=True).content)


def test_the_list_of_documents_below_is_complete(path: Path) -> None:
    assert set(whole(path)) == {*NAMES, MANIFEST, "inventory.json"}


@pytest.mark.parametrize("name", NAMES)
def test_a_document_that_was_changed_is_named(
    path: Path, tmp_path: Path, name: str
) -> None:
    members = whole(path)
    members[name] += b"\n"
    found = verify_bundle(packed(members, tmp_path))
    assert ("damaged", name) in {(each.kind, each.name) for each in found.differences}


@pytest.mark.parametrize("name", NAMES)
def test_a_document_that_was_taken_out_is_named(
    path: Path, tmp_path: Path, name: str
) -> None:
    members = whole(path)
    del members[name]
    found = verify_bundle(packed(members, tmp_path))
    assert ("missing", name) in {(each.kind, each.name) for each in found.differences}


def test_a_document_that_was_put_in_is_named(path: Path, tmp_path: Path) -> None:
    found = verify_bundle(packed({**whole(path), "more.txt": b""}, tmp_path))
    assert [(d.kind, d.name) for d in found.differences] == [("unlisted", "more.txt")]


FORGERIES: Mapping[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "an activity datum": (
        "model/model.yaml",
        lambda b: b.replace(b"500 kWh", b"400 kWh"),
        "inventory.json",
    ),
    "a factor": (
        "model/factors.yaml",
        lambda b: b.replace(b"2100 kg", b"2000 kg"),
        "factors.json",
    ),
    "the footprint": (
        "inventory.json",
        lambda b: b.replace(b'"total":4.45', b'"total":4.35'),
        "inventory.json",
    ),
    "a reply in the log": (
        "findings_log.csv",
        lambda b: b.replace(b"Changed", b"Refused"),
        "findings_log.csv",
    ),
    "the sample": (
        "sample.json",
        lambda b: b.replace(b"stamping.inputs", b"stamping.outputs"),
        "sample.json",
    ),
    "a document": (
        "evidence/invoice/invoice.pdf",
        lambda b: b + b" ",
        "evidence.json",
    ),
    "last year's model": (
        "previous.yaml",
        lambda b: b.replace(b"500 kWh", b"900 kWh"),
        "changes.json",
    ),
    "the second way": (
        "solver.json",
        lambda b: b.replace(b'"total": 4.4', b'"total": 4.3'),
        "solver.json",
    ),
    "the canonical form": (
        "canonical.yaml",
        lambda b: b.replace(b"500 kWh", b"501 kWh"),
        "canonical.yaml",
    ),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forgery_with_a_fitting_manifest_is_found_by_computing_again(
    path: Path, tmp_path: Path, what: str
) -> None:
    name, forge, told = FORGERIES[what]
    members = whole(path)
    forged = forge(members[name])
    assert forged != members[name]
    found = verify_bundle(packed(rehashed({**members, name: forged}), tmp_path))
    assert not found.is_ok
    assert told in {each.name for each in found.differences}


def test_an_inventory_that_is_not_that_of_the_cover_is_told(
    path: Path, tmp_path: Path
) -> None:
    file = tmp_path / "b.zip"
    file.write_bytes(make_bundle(lg.read(path)).content)
    found = verify_bundle(file, cover="0" * 64)
    assert [each.kind for each in found.differences] == ["cover"]


def test_a_model_that_was_broken_gives_nothing_and_says_why(
    path: Path, tmp_path: Path
) -> None:
    members = whole(path)
    members["model/model.yaml"] = members["model/model.yaml"].replace(
        b"production", b"produktion"
    )
    found = verify_bundle(packed(rehashed(members), tmp_path))
    assert (found.recomputed, found.is_ok) == ("nothing", False)
    assert [finding.code for finding in found.reasons] == ["E204"]


# ------------------------------------------------------------------------- unpacking


@pytest.mark.parametrize("name", ["../evil.txt", "/evil.txt", "model/../../evil"])
def test_a_name_that_leaves_the_folder_is_refused(
    path: Path, tmp_path: Path, name: str
) -> None:
    assert codes(packed({**whole(path), name: b""}, tmp_path)) == ["E002"]


def test_a_link_is_refused(path: Path, tmp_path: Path) -> None:
    made = packed(whole(path), tmp_path)
    with zipfile.ZipFile(made, "a") as archive:
        link = zipfile.ZipInfo("model/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert codes(made) == ["E003"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_comes_twice_is_refused(path: Path, tmp_path: Path) -> None:
    made = packed(whole(path), tmp_path)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("model/model.yaml", b"")
    assert codes(made) == ["E005"]


def test_a_zip_bomb_is_refused(path: Path, tmp_path: Path) -> None:
    made = packed({}, tmp_path)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", bytes(300 * 2**20))
    assert codes(made) == ["E004"]


@pytest.mark.parametrize(
    "manifest",
    [
        b"{}",
        b"[]",
        b'{"schema": "lcagraph-bundle-1"}',
        b'{"schema": "other", "files": {}}',
    ],
)
def test_a_zip_that_is_no_bundle_is_refused(tmp_path: Path, manifest: bytes) -> None:
    assert codes(packed({MANIFEST: manifest}, tmp_path)) == ["E837"]


# ----------------------------------------------------------------- sample, second way


def test_a_sample_is_drawn_by_the_hash_of_seed_and_path() -> None:
    paths = [f"processes.p.inputs.i{number}" for number in range(30)]
    found = draw_sample(reversed(paths), 7, None)
    by_hand = sorted(
        paths, key=lambda path: hashlib.sha256(f"7:{path}".encode()).hexdigest()
    )
    assert found.paths == tuple(by_hand[:6])  # ⌈√30⌉ = 6
    assert found.population == 30
    assert draw_sample(paths, 8, None).paths != found.paths


@pytest.mark.parametrize(
    ("population", "size"),
    [(0, 0), (1, 1), (2, 2), (4, 2), (5, 3), (100, 10), (101, 11)],
)
def test_the_default_size_is_the_square_root_rounded_up(
    population: int, size: int
) -> None:
    assert default_size(population) == size


def test_a_seed_and_a_size_of_the_call_are_those_of_the_manifest(path: Path) -> None:
    made = make_bundle(lg.read(path), choice=SampleChoice(seed=42, size=1))
    found = members_of(made.content)
    assert json.loads(found[MANIFEST])["sample"] == {"seed": 42, "size": 1}
    assert len(json.loads(found["sample.json"])["data"]) == 1


def test_the_second_way_agrees_and_notices_a_number_that_is_off(path: Path) -> None:
    record = inventory_record(lg.read(path).solve())
    found = second_way(record)
    assert found.method == "fractions"
    assert found.total == pytest.approx(4.45, rel=1e-14)
    entry = next(entry for entry in record["matrices"]["A"] if entry[2] < 0)
    entry[2] *= 1.01
    off = second_way(record).difference
    assert off is not None
    assert off > 1e-4


def test_two_ways_that_disagree_are_told(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "b.zip"
    file.write_bytes(make_bundle(lg.read(path)).content)

    def off(record: Mapping[str, Any]) -> SecondWay:
        found = second_way(record)
        assert found.total is not None
        return replace(found, total=found.total * (1 + 1e-8))

    monkeypatch.setattr("lcagraph.bundle.members.second_way", off)
    found = verify_bundle(file)
    assert not found.is_ok
    assert ("solvers", "solver.json") in {(d.kind, d.name) for d in found.differences}


def test_every_scenario_has_its_inventory_and_a_forged_one_is_found(
    path: Path, tmp_path: Path
) -> None:
    text = path.read_text(encoding="utf-8")
    scenarios = (
        "scenarios:\n  lean: {set: {processes.stamping.inputs.power: 400 kWh}}\n"
    )
    path.write_text(text + scenarios, encoding="utf-8")
    members = members_of(make_bundle(lg.read(path)).content)
    (row,) = json.loads(members["scenarios.json"])
    # 100 kWh less × 0.5 kg per 1000 parts
    assert row["difference"] == pytest.approx(-0.05)
    record = json.loads(members["scenarios/lean.json"])
    assert record["result"]["total"] == row["kgCO2e"] == pytest.approx(4.40)
    record["result"]["total"] = 4.0
    members["scenarios/lean.json"] = json.dumps(record).encode()
    found = verify_bundle(packed(rehashed(members), tmp_path))
    (difference,) = found.differences
    assert (difference.name, difference.at) == ("scenarios/lean.json", "result.total")


# ----------------------------------------------------------------------- command line


def test_the_commands_make_verify_and_refuse(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "out.zip"
    assert main(["--lang", "en", "bundle", str(path), "-o", str(file)]) == 0
    assert main(["--lang", "en", "verify", str(file)]) == 0
    assert "everything is as recorded" in capsys.readouterr().out
    assert main(["--lang", "en", "verify", str(file), "--cover", "00"]) == 1
    members = members_of(file.read_bytes())
    members["sample.csv"] += b"x"
    assert main(["verify", str(packed(members, tmp_path)), "--lang", "en"]) == 1
    assert "sample.csv" in capsys.readouterr().out
    assert main(["verify", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["is_ok"] is True
