"""Files of supporting documents: there, the same, and inside of the model's folder."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

import lcagraph as lg
from lcagraph.bundle.evidence_files import evidence_files, evidence_findings
from lcagraph.cli import main

MODEL = """\
lcagraph: 1
reference: {product: goods, amount: 1 kg}
processes:
  works: {stage: production, outputs: {goods: 1 kg}, emissions: {co2_fossil: 1 kg}}
evidence:
  paper: {title: 文件 | Paper%s}
"""


def model_with(folder: Path, keys: str) -> Path:
    path = folder / "model.yaml"
    path.write_text(MODEL % keys, encoding="utf-8")
    return path


def codes(path: Path) -> list[str]:
    files = evidence_files(lg.read(path).system, path.parent)
    return [finding.code for finding in evidence_findings(files)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a document, and one beside it that is none of the model's."""
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    inside = tmp_path / "model"
    inside.mkdir()
    (inside / "paper.txt").write_bytes(b"abc")
    return inside


# FIPS 180-4, example of SHA-256: the message "abc"
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_hash_of_the_standard_is_found() -> None:
    assert hashlib.sha256(b"abc").hexdigest() == ABC


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("", []),
        (f", file: paper.txt, sha256: {ABC}", []),
        (f", file: ./paper.txt, sha256: {ABC.upper()}", []),
        (", file: paper.txt", ["N824"]),
        (f", file: gone.txt, sha256: {ABC}", ["E824"]),
        (f", file: paper.txt, sha256: {'0' * 64}", ["E825"]),
        (", file: ../secret.txt", ["E826"]),
        (", file: 'sub/../../secret.txt'", ["E826"]),
        (", file: '..\\secret.txt'", ["E826"]),
        (", file: /etc/hostname", ["E826"]),
        (", file: 'C:\\secret.txt'", ["E826"]),
        (", file: .", ["E826"]),
    ],
)
def test_each_state_of_a_file_has_its_finding(
    folder: Path, keys: str, expected: list[str]
) -> None:
    assert codes(model_with(folder, keys)) == expected


def test_a_link_out_of_the_folder_is_not_followed(folder: Path) -> None:
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    assert codes(model_with(folder, ", file: link.txt")) == ["E826"]


def test_a_folder_or_a_pipe_is_no_document(folder: Path) -> None:
    (folder / "papers").mkdir()
    os.mkfifo(folder / "pipe")
    assert codes(model_with(folder, ", file: papers")) == ["E827"]
    assert codes(model_with(folder, ", file: pipe")) == ["E827"]


def test_check_looks_at_documents_only_if_asked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = model_with(folder, ", file: gone.txt")
    assert main(["check", str(path), "--format", "concise"]) == 0
    assert "E824" not in capsys.readouterr().out
    assert main(["check", str(path), "--evidence", "--format", "concise"]) == 1
    assert "E824" in capsys.readouterr().out


WAIVED = """
waive: [{code: %s, at: evidence.paper.file, why: 归档中 | Kept in the archive}]
"""


def test_a_waiver_of_a_document_is_only_judged_where_documents_are(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = model_with(folder, ", file: gone.txt")
    path.write_text(path.read_text(encoding="utf-8") + WAIVED % "E824", "utf-8")
    assert main(["check", str(path), "--format", "concise"]) == 0
    assert "W334" not in capsys.readouterr().out
    # looked at: the file isn't there, which is accepted
    assert main(["check", str(path), "--evidence", "--format", "concise"]) == 0
    out = capsys.readouterr().out
    assert "E824" in out
    assert "W334" not in out


def test_a_waiver_that_covers_no_document_is_told_where_documents_are_looked_at(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = model_with(folder, ", file: gone.txt")
    path.write_text(path.read_text(encoding="utf-8") + WAIVED % "E825", "utf-8")
    assert main(["check", str(path), "--evidence", "--format", "concise"]) == 1
    assert "W334" in capsys.readouterr().out
