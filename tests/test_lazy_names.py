"""What loads when it is first used: names of packages, and tables of the catalogue."""

from __future__ import annotations

import ast
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import lcagraph
from lcagraph import wording

FOLDER = Path(lcagraph.__file__).parent
LAZY = sorted(str(path.parent.relative_to(FOLDER)) for path in FOLDER.rglob("*.pyi"))


@pytest.mark.parametrize("folder", LAZY)
def test_a_package_gives_the_names_that_its_stub_promises(folder: str) -> None:
    name = ".".join(["lcagraph", *Path(folder).parts])
    package = import_module(name)
    stub = ast.parse((FOLDER / folder / "__init__.pyi").read_text(encoding="utf-8"))
    promised = {
        alias.asname: getattr(import_module(node.module or ""), alias.name)
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert len(promised) == len(package.__all__)
    assert {each: getattr(package, each) for each in package.__all__} == promised
    with pytest.raises(AttributeError, match="nothing_of_this_name"):
        _ = package.nothing_of_this_name


@pytest.mark.parametrize(
    "path", sorted((FOLDER / "wording").glob("*.toml")), ids=lambda path: path.stem
)
def test_tables_read_one_by_one_are_those_of_the_whole_file(path: Path) -> None:
    whole = tomllib.loads(path.read_text(encoding="utf-8"))
    parts = {
        head: wording._table(path.stem, head) for head in wording._texts(path.stem)
    }
    assert parts == whole
    assert list(parts) == list(whole)
