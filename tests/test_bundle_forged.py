"""Bundles forged so that manifest and documents agree: what is found, what is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from bundles import FACTORS, members_of, packed, rehashed, written
from small_databases import smelter, stored

import lcagraph as lg
from lcagraph.background.store import write_database
from lcagraph.bundle import make_bundle, verify_bundle
from lcagraph.bundle.packing import MANIFEST
from lcagraph.cli import main
from lcagraph.errors import UsageError
from lcagraph.locking import lock_model

Members = dict[str, bytes]
Kinds = set[tuple[str, str]]


def kinds(members: Mapping[str, bytes], folder: Path) -> Kinds:
    """Kind and document of each difference."""
    found = verify_bundle(packed(members, folder))
    assert found.is_ok is (found.differences == ())
    return {(each.kind, each.name) for each in found.differences}


def without(members: Members, *names: str) -> Members:
    """Documents taken out of the zip and out of its manifest."""
    kept = {name: each for name, each in members.items() if name not in names}
    manifest = json.loads(kept[MANIFEST])
    for name in names:
        del manifest["files"][name]
    return {**kept, MANIFEST: json.dumps(manifest).encode()}


def with_manifest(members: Members, change: Callable[[Any], object]) -> Members:
    manifest = json.loads(members[MANIFEST])
    change(manifest)
    return {**members, MANIFEST: json.dumps(manifest).encode()}


@pytest.fixture
def whole(tmp_path: Path) -> Members:
    model = lg.read(written(tmp_path))
    return members_of(make_bundle(model, with_evidence=True).content)


# -------------------------------------------------------------------------- documents


def bundled(path: Path, *, with_evidence: bool = False) -> Members:
    return members_of(make_bundle(lg.read(path), with_evidence=with_evidence).content)


@pytest.mark.parametrize("with_evidence", [True, False])
def test_a_document_that_had_changed_when_it_was_bundled_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], with_evidence: bool
) -> None:
    path = written(tmp_path)
    (tmp_path / "papers" / "invoice.pdf").write_bytes(b"another invoice")
    file = packed(bundled(path, with_evidence=with_evidence), tmp_path)
    found = verify_bundle(file)
    assert [(d.kind, d.at) for d in found.differences] == [("changed", "invoice")]
    assert dict(found.documents) == {"changed": 1}
    assert main(["--lang", "en", "verify", str(file)]) == 1
    assert "documents: 1 changed" in capsys.readouterr().out


def test_a_document_that_was_missing_when_it_was_bundled_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path)
    (tmp_path / "papers" / "invoice.pdf").unlink()
    file = packed(bundled(path), tmp_path)
    assert main(["--lang", "en", "verify", str(file)]) == 0
    out = capsys.readouterr().out
    assert "documents: 1 missing" in out
    assert "except" in out.splitlines()[-1]


def test_documents_taken_out_of_bundle_and_manifest_are_counted(
    whole: Members, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = "evidence/invoice/invoice.pdf"
    assert main(["--lang", "en", "verify", str(packed(whole, tmp_path))]) == 0
    out = capsys.readouterr().out
    assert "1 of 1 in the bundle" in out
    assert out.splitlines()[-1] == "everything is as recorded"
    file = packed(without(whole, paper), tmp_path)
    assert main(["--lang", "en", "verify", str(file)]) == 0
    out = capsys.readouterr().out
    assert "0 of 1 in the bundle" in out
    assert "invoice" in out.splitlines()[-1]


@pytest.mark.parametrize(
    "forged", [{"state": "ok"}, {"state": "new"}, {"state": {"a": 1}}]
)
def test_a_state_that_its_own_hashes_contradict_is_found(
    tmp_path: Path, forged: Mapping[str, object]
) -> None:
    """The file is not in the bundle; stated and found SHA-256 are both on record."""
    path = written(tmp_path)
    (tmp_path / "papers" / "invoice.pdf").write_bytes(b"another invoice")
    members = bundled(path)
    (row,) = json.loads(members["evidence.json"])
    members["evidence.json"] = json.dumps([{**row, **forged}]).encode()
    found = kinds(rehashed(members), tmp_path)
    assert {("changed", "evidence.json"), ("differs", "evidence.json")} <= found


# ------------------------------------------------------------------ what belongs to it


@pytest.mark.parametrize(
    "name",
    [
        *("report.pdf", "scenarios/x.json", "model/notes.txt", "~/x", "changes.csv"),
        *("evidence/nobody/paper.pdf", "evidence/invoice/other.pdf", "previous.json"),
    ],
)
def test_a_listed_document_that_belongs_to_nothing_is_told(
    whole: Members, tmp_path: Path, name: str
) -> None:
    forged = rehashed({**whole, name: b"x"})
    assert kinds(forged, tmp_path) == {("foreign", name)}


@pytest.mark.parametrize("name", ["Model/model.yaml", "INVENTORY.json"])
def test_names_that_differ_by_case_alone_are_refused(
    whole: Members, tmp_path: Path, name: str
) -> None:
    """On Windows and macOS one of them would overwrite the other."""
    with pytest.raises(UsageError) as caught:
        verify_bundle(packed(rehashed({**whole, name: b"x"}), tmp_path))
    assert caught.value.finding.code == "E005"


@pytest.fixture
def single(tmp_path: Path) -> Members:
    """Of a model in one file, which its canonical form can stand in for."""
    path = written(tmp_path)
    text = path.read_text(encoding="utf-8").replace("include: [factors.yaml]\n", "")
    text += FACTORS.replace("lcagraph: 1\n", "")
    path.write_text(text, encoding="utf-8")
    return bundled(path)


def test_the_text_of_the_model_counts_even_if_the_manifest_points_elsewhere(
    single: Members, tmp_path: Path
) -> None:
    """The canonical form is as recorded; the text that people read is another one."""
    text = single["model/model.yaml"].replace(b"2 t", b"1 t")
    forged = rehashed({**single, "model/model.yaml": text})
    forged = with_manifest(forged, lambda m: m.update(main="canonical.yaml"))
    assert kinds(forged, tmp_path) == {("foreign", "model/model.yaml")}


def test_a_model_taken_out_of_bundle_and_manifest_is_missing(
    single: Members, tmp_path: Path
) -> None:
    forged = without(single, "model/model.yaml")
    assert kinds(forged, tmp_path) == {("missing", "model/model.yaml")}


@pytest.mark.parametrize(
    ("change", "at"),
    [
        (lambda m: m.update(signed_by="TÜV"), "signed_by"),
        (lambda m: m["sample"].update(by="x"), "sample.by"),
        (lambda m: m["files"]["sample.csv"].update(by="x"), "files.sample.csv.by"),
    ],
)
def test_a_key_of_the_manifest_that_nobody_knows_is_told(
    whole: Members, tmp_path: Path, change: Callable[[Any], object], at: str
) -> None:
    found = verify_bundle(packed(with_manifest(whole, change), tmp_path))
    assert [(d.kind, d.name, d.at) for d in found.differences] == [
        ("foreign", MANIFEST, at)
    ]


@pytest.mark.parametrize("behind", [b"junk" * 100, b"\0"])
def test_bytes_behind_the_zip_are_told(
    whole: Members, tmp_path: Path, behind: bytes
) -> None:
    file = packed(whole, tmp_path)
    file.write_bytes(file.read_bytes() + behind)
    (difference,) = verify_bundle(file).differences
    assert (difference.kind, difference.found) == ("trailing", f"{len(behind)} B")


def test_a_second_end_of_the_zip_is_refused(whole: Members, tmp_path: Path) -> None:
    file = packed(whole, tmp_path)
    file.write_bytes(file.read_bytes() + b"PK\x05\x06")
    with pytest.raises(UsageError) as caught:
        verify_bundle(file)
    assert caught.value.finding.code == "E001"


# -------------------------------------------------------------- without the databases


LINKED = """
lcagraph: 1
reference: {product: profile, amount: 1 t}
processes:
  extrusion:
    stage: production
    outputs: {profile: 1 t}
    inputs: {billet: {amount: 1.2 t, product: aluminium}}
factors:
  aluminium: {from: smelter/a-1, stage: raw_materials}
scenarios:
  half: {set: {processes.extrusion.inputs.billet.amount: 0.6 t}}
"""


@pytest.fixture
def linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Members:
    """A bundle, with last year's model, on a computer without its database."""
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "there"))
    write_database(stored(smelter()), tmp_path / "there" / "databases")
    path = tmp_path / "model.yaml"
    path.write_text(LINKED, encoding="utf-8")
    lock_model(path)
    earlier = lg.read_string(LINKED.replace("1.2 t", "1.3 t"))
    members = members_of(make_bundle(lg.read(path), previous=earlier).content)
    monkeypatch.setenv("LCAGRAPH_HOME", str(tmp_path / "here"))
    return members


SCENARIO = "scenarios/half.json"


def test_a_dropped_scenario_is_missing_and_its_table_cannot_be_forged(
    linked: Members, tmp_path: Path
) -> None:
    # 600 kg × 8.6 kg/kg = 5160 kgCO2e
    assert kinds(linked, tmp_path) == set()
    forged = {
        **linked,
        "scenarios.csv": linked["scenarios.csv"].replace(b"5160", b"4000"),
    }
    assert forged != linked
    found = kinds(without(rehashed(forged), SCENARIO), tmp_path)
    assert ("missing", SCENARIO) in found
    assert ("differs", "scenarios.csv") in found


@pytest.mark.parametrize(
    "names",
    [
        ("scenarios.csv",),
        ("scenarios.csv", "scenarios.json", SCENARIO),
        ("checks.json",),
        ("changes.csv",),
    ],
)
def test_what_is_dropped_without_the_databases_is_missing(
    linked: Members, tmp_path: Path, names: tuple[str, ...]
) -> None:
    found = kinds(without(linked, *names), tmp_path)
    assert {("missing", name) for name in names} <= found


def forged_databases(manifest: Any) -> None:
    manifest["databases"]["smelter"] |= {"version": "3.11", "sha256": "0" * 64}


@pytest.mark.parametrize(
    ("change", "places"),
    [
        (
            forged_databases,
            {"databases.smelter.sha256", "databases.smelter.version"},
        ),
        (
            lambda m: m["datasets"].update({"smelter/a-1": "smelter/zzz"}),
            {"datasets.smelter/a-1"},
        ),
        (
            lambda m: m["datasets"].update({"smelter/p-1": "smelter/p-1"}),
            {"datasets.smelter/p-1"},
        ),
        (
            lambda m: m["databases"].update(ecoinvent={"version": "3", "sha256": "0"}),
            {"databases.ecoinvent"},
        ),
    ],
)
def test_databases_and_datasets_of_the_manifest_are_those_of_the_record(
    linked: Members,
    tmp_path: Path,
    change: Callable[[Any], object],
    places: set[str],
) -> None:
    found = verify_bundle(packed(with_manifest(linked, change), tmp_path))
    assert found.recomputed == "recorded_intensities"
    assert {each.name for each in found.differences} == {MANIFEST}
    assert {each.at for each in found.differences} == places


def test_a_dataset_is_that_of_the_record_without_a_lock_too(
    linked: Members, tmp_path: Path
) -> None:
    def change(manifest: Any) -> None:
        manifest["datasets"]["smelter/a-1"] = "smelter/zzz"
        manifest["databases"]["smelter"]["sha256"] = "0" * 64

    bare = with_manifest(without(linked, "model/model.lock"), change)
    found = verify_bundle(packed(bare, tmp_path))
    places = {each.at for each in found.differences}
    assert places == {"databases.smelter.sha256", "datasets.smelter/a-1"}


@pytest.mark.parametrize(
    ("name", "forged"), [("checks.json", b"[]"), ("changes.csv", b"edit\n")]
)
def test_the_last_line_says_what_was_not_verified(
    linked: Members,
    tmp_path: Path,
    name: str,
    forged: bytes,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Only the databases could tell that these are forged."""
    file = packed(rehashed({**linked, name: forged}), tmp_path)
    assert main(["--lang", "en", "verify", str(file)]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert "except" in last
    assert name in last
    assert main(["verify", str(file), "--json"]) == 0
    assert name in json.loads(capsys.readouterr().out)["not_verified"]
