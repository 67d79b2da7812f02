"""A small model, and commands run inside this process or as a shell starts them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from lcagraph.cli import main

# 2 t of steel × 2100 + 500 kWh × 0.5 = 4450 kgCO2e per 1000 parts: 4.45 per part
MODEL = """\
lcagraph: 1
title: 零件 | Part
reference: {product: part, amount: 1 piece, kind: declared_unit,
            name: 1 个零件 | 1 part, annual_output: 3000 piece}
parameters: {steel_use: 2}
processes:
  stamping:
    name: 冲压 | Stamping
    stage: production
    outputs: {part: 1000 piece}
    inputs:
      steel: = steel_use * 1 t
      power: 500 kWh
factors:
  steel: {name: 钢 | Steel, per: 1 t, kind: material, boundary: cradle_to_gate,
          co2e: 2100 kg, stage: raw_materials, class: national, region: CN, year: 2024,
          gwp: ipcc-ar6-gwp100, source: test}
  power: {name: 电力 | Power, per: 1 kWh, kind: electricity, boundary: cradle_to_gate,
          co2e: 0.5 kg, class: national, region: CN, year: 2024, gwp: ipcc-ar6-gwp100,
          source: test}
scenarios:
  light: {name: 轻量 | Light, set: {steel_use: 1}}
  heavy: {name: 重型 | Heavy, set: {steel_use: 4}}
"""


@pytest.fixture
def model_text() -> str:
    return MODEL


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a text as `model.yaml`."""

    def write_model(text: str) -> Path:
        path = tmp_path / "model.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_model


@pytest.fixture
def model(write: Callable[[str], Path]) -> Path:
    return write(MODEL)


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.yaml"
    path.write_text(MODEL.replace("production", "produktion"), encoding="utf-8")
    return path


class Run:
    """Runs a command inside this process."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self.capture = capture

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        out, err = self.capture.readouterr()
        return code, out, err

    def data(self, *arguments: object) -> Any:
        code, out, _ = self(*arguments)
        assert code == 0
        return json.loads(out)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)


def _in_process(
    arguments: Sequence[object], **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command as a user's shell starts it."""
    return subprocess.run(
        [sys.executable, "-m", "lcagraph", *map(str, arguments)],
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.fixture
def in_process() -> Callable[..., subprocess.CompletedProcess[str]]:
    return _in_process
