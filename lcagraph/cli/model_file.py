"""Which file a model on the command line is."""

from __future__ import annotations

from pathlib import Path

MODEL_NAME = "model.yaml"
"""What a folder stands for."""


def model_file(path: Path) -> Path:
    """A folder stands for the `model.yaml` in it."""
    return path / MODEL_NAME if path.is_dir() else path
