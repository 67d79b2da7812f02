"""Every command of the page about reports runs as it stands there."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from letterheads import letterhead
from typer.testing import CliRunner

import lcagraph
from lcagraph.cli.app import app

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
COMMANDS = [
    shlex.split(line, comments=True)[1:]
    for block in BLOCKS
    for line in block.splitlines()
    if line.startswith("lcagraph ")
]


@pytest.mark.heavy
def test_the_commands_of_the_page_work_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(ROOT / "models" / "aluminium_profile" / "model.yaml", tmp_path)
    letterhead(tmp_path, "{{p body}}")
    monkeypatch.chdir(tmp_path)
    assert len(COMMANDS) >= 9
    for words in COMMANDS:
        done = CliRunner().invoke(app, words)
        # The shipped model leaves blanks of the form open.
        expected = 1 if "--check" in words else 0
        assert done.exit_code == expected, (words, done.output)
        if "-o" in words and "--read" not in words:
            assert (tmp_path / words[words.index("-o") + 1]).stat().st_size > 1000


@pytest.mark.parametrize("name", ["chongqing", "shandong", "iso14067", "en15804"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_picture_of_the_product_doesn_t_print_its_file_name(
    name: str, lang: lcagraph.wording.Language
) -> None:
    text = (ROOT / "models" / "pp_crate" / "model.yaml").read_text(encoding="utf-8")
    old = "  crate: {name: PP 周转箱 | PP crate, "
    assert text.count(old) == 1
    model = lcagraph.read_string(
        text.replace(old, f"{old}picture: photo-of-crate.png, ")
    )
    report = model.report(name, lang)
    said = [piece for words in report._all_words() for piece in words]
    assert not any("photo-of-crate" in str(piece) for piece in said)
    blanks = {blank.path for blank in report.blanks()}
    assert "products.crate.picture" not in blanks
