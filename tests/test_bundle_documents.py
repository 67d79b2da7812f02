"""Documents that are not as a model says: the bundle is written, and ends with one."""

from __future__ import annotations

from pathlib import Path

import pytest
from bundles import members_of, written

from lcagraph.cli import main


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return written(tmp_path)


@pytest.mark.parametrize(
    ("content", "code"), [(b"another invoice", "E825"), (None, "E824")]
)
def test_a_bundle_of_wrong_documents_is_written_and_ends_with_one(
    path: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: bytes | None,
    code: str,
) -> None:
    """The file is there to be looked at; whoever hands it in has been told."""
    paper, file = path.parent / "papers" / "invoice.pdf", tmp_path / "out.zip"
    paper.unlink()
    if content is not None:
        paper.write_bytes(content)
    assert main(["--lang", "en", "bundle", str(path), "-o", str(file)]) == 1
    assert code in capsys.readouterr().err
    assert members_of(file.read_bytes())["model/model.yaml"] == path.read_bytes()


def test_a_missing_document_that_is_waived_is_told_and_accepted(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (path.parent / "papers" / "invoice.pdf").unlink()
    waiver = "waive: [{code: E824, at: evidence.invoice.file, why: 归档 | Archived}]\n"
    path.write_text(path.read_text(encoding="utf-8") + waiver, encoding="utf-8")
    file = tmp_path / "out.zip"
    assert main(["--lang", "en", "bundle", str(path), "-o", str(file)]) == 0
    err = capsys.readouterr().err
    assert "E824" in err
    assert "Archived" in err
