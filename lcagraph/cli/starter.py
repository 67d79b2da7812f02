"""`lcagraph init`: a model to begin with."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from lcagraph.cli.model_file import MODEL_NAME
from lcagraph.cli.output import write, writing
from lcagraph.errors import Finding, UsageError
from lcagraph.locate import folder
from lcagraph.nearest import nearest

STARTER = "starter"
FORMS = ("shandong",)
"""Models with every field of a guide's report to fill in."""


def templates() -> tuple[str, ...]:
    """Names for `--template`: the starter, forms of reports, the shipped models."""
    shipped = folder("models").glob(f"*/{MODEL_NAME}")
    return (STARTER, *FORMS, *sorted(path.parent.name for path in shipped))


def write_starter(name: str, template: str = STARTER) -> Path:
    """Write a model file and return its path.

    Parameters
    ----------
    name : str
        A file that ends in `.yaml` or `.yml`, else a folder, which is made.
    template : str
        One of `templates()`.

    Raises
    ------
    UsageError
        The file exists (E735), there is no such template (E736), or the file can't be
        written (E731).
    """
    text = _text(template)
    path = Path(name)
    if path.suffix.lower() not in (".yaml", ".yml"):
        path = path / MODEL_NAME
    if path.exists():
        raise UsageError(Finding(code="E735", values={"file": str(path)}))
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    write(path, text)
    return path


def _text(template: str) -> str:
    if template not in templates():
        values = {
            "template": template,
            "nearest": nearest(template, templates()),
            "known": templates(),
        }
        raise UsageError(Finding(code="E736", values=values))
    if template in (STARTER, *FORMS):
        source = files("lcagraph.cli").joinpath("templates", f"{template}.yaml")
        return source.read_text(encoding="utf-8")
    shipped = folder("models") / template / MODEL_NAME
    return shipped.read_text(encoding="utf-8")
