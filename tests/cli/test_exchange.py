"""`lcagraph label`, `lcagraph export --to pact`, `lcagraph factors from-pact`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from told_footprints import pact_validator, plant


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """A model that says all that PACT asks for."""
    path = tmp_path / "model.yaml"
    path.write_text(plant().to_yaml(), encoding="utf-8")
    return path


@pytest.mark.parametrize("option", ["--to", "--format"])
def test_a_footprint_is_written_by_the_schema(
    run: Any, told: Path, tmp_path: Path, option: str
) -> None:
    target = tmp_path / "pcf.json"
    code, _, said = run("export", told, target, option, "pact", "--lang", "en")
    assert (code, "W062" in said) == (0, True)
    assert pact_validator().is_valid(json.loads(target.read_text(encoding="utf-8")))


def test_a_file_is_not_overwritten_unless_asked(
    run: Any, told: Path, tmp_path: Path
) -> None:
    target = tmp_path / "pcf.json"
    assert run("export", told, target, "--to", "catena_x")[0] == 0
    assert run("export", told, target, "--to", "catena_x")[0] != 0
    assert run("export", told, target, "--to", "catena_x", "--replace")[0] == 0


def test_an_unknown_format_is_refused_with_all_that_there_are(
    run: Any, told: Path, tmp_path: Path
) -> None:
    asked = ("export", told, tmp_path / "x", "--to", "pakt", "--lang", "en")
    code, _, said = run(*asked)
    assert code != 0
    assert all(word in said for word in ("E074", "ilcd", "pact", "catena_x"))


def test_what_a_model_lacks_is_told_with_its_line(
    run: Any, model: Path, tmp_path: Path
) -> None:
    target = tmp_path / "pcf.json"
    code, _, said = run("export", model, target, "--to", "pact", "--lang", "en")
    assert code == 1
    assert said.count("E240") > 3
    assert not target.exists()


@pytest.mark.parametrize("format_", ["openlca_jsonld", "ilcd"])
def test_the_product_system_is_still_written(
    run: Any, told: Path, tmp_path: Path, format_: str
) -> None:
    target = tmp_path / "system.zip"
    assert run("export", told, target, "--format", format_)[0] == 0
    assert target.stat().st_size > 0


def test_a_supplied_footprint_becomes_a_factor(
    run: Any, told: Path, tmp_path: Path
) -> None:
    pcf, factors = tmp_path / "pcf.json", tmp_path / "factors.yaml"
    assert run("export", told, pcf, "--to", "pact")[0] == 0
    code, _, _ = run("factors", "from-pact", pcf, "--id", "bought", "-o", factors)
    assert code == 0
    read = yaml.safe_load(factors.read_text(encoding="utf-8"))
    assert read["factors"]["bought"]["co2e"]["fossil"] == "6.5 kg"


def test_a_supplied_file_that_is_none_is_refused(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "pcf.json"
    path.write_text('{"pcf": {}}', encoding="utf-8")
    code, _, said = run("factors", "from-pact", path, "--lang", "en")
    assert code != 0
    assert "E240" in said


def test_a_supplied_file_that_is_not_there_is_told(run: Any, tmp_path: Path) -> None:
    asked = ("factors", "from-pact", tmp_path / "none.json", "--lang", "en")
    code, _, said = run(*asked)
    assert code != 0
    assert "E701" in said
    assert run("factors", "from-pact", tmp_path, "--lang", "en")[2].count("E702") == 1


def test_a_label_is_written_and_marked(run: Any, model: Path, tmp_path: Path) -> None:
    target = tmp_path / "label.svg"
    assert run("label", model, "-o", target, "--width", "30", "--lang", "zh")[0] == 0
    text = target.read_text(encoding="utf-8")
    assert 'width="30mm"' in text
    assert "未认证" in text


@pytest.mark.parametrize(
    ("options", "code"),
    [(("--final",), "E060"), (("--width", "10"), "E063"), (("--link", "x"), "E778")],
)
def test_a_label_that_may_not_be_is_refused(
    run: Any, model: Path, options: tuple[str, ...], code: str
) -> None:
    exit_code, _, said = run("label", model, *options, "--lang", "en")
    assert exit_code != 0
    assert code in said
