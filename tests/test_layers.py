"""The house rules of CONTRIBUTING.md that a machine can read off the source.

The order of the rooms is declared once, in the block ``rooms`` of CONTRIBUTING.md; the
imports are read from the syntax trees, so nothing of lcagraph is loaded here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "lcagraph"
WRITTEN_BY_HAND = (PACKAGE, "tests", "benchmarks", "docs")

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60  # its docstring apart
MAX_ARGUMENTS = 7  # `self` and `cls` apart

# An import inside a function that closes a circle, each with its reason.
ALLOWED_CIRCLES = {
    # The catalogue quotes findings; an error reads the catalogue only to print itself.
    ("lcagraph.errors", "lcagraph.wording"),
}
VAGUE_NAMES = {"utils", "util", "helpers", "core", "common", "data", "info", "manager"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One import of one of our modules by another."""

    importer: str
    imported: str
    line: int
    inside_function: bool


# -------------------------------------------------------------- reading the house


@cache
def modules() -> dict[str, Path]:
    """Dotted name → file, for every module of the package."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def rooms() -> tuple[tuple[str, ...], ...]:
    """Floors from the ground up; a room's name stands for its file or its folder."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    block = re.search(r"^```rooms\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert block, "CONTRIBUTING.md has no block that begins with ```rooms"
    lines = (line.partition("#")[0].split() for line in block[1].splitlines())
    return tuple(tuple(names) for names in lines if names)


def floor_of(module: str) -> int | None:
    """Floor of a module, counted from the ground; None if no room is declared."""
    first = module.split(".")[1] if "." in module else "__init__"
    for floor, names in enumerate(rooms()):
        if first in names:
            return floor
    return None


@cache
def syntax_tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def absolute_base(node: ast.ImportFrom, module: str) -> str:
    """The dotted name after `from`, with leading dots resolved."""
    if not node.level:
        return node.module or ""
    is_package = modules()[module].name == "__init__.py"
    parts = module.split(".")
    kept = parts[: len(parts) - node.level + is_package]
    return ".".join([*kept, *([node.module] if node.module else [])])


def imported_names(node: ast.AST, module: str) -> Iterator[str]:
    """Dotted names that one statement imports; a submodule rather than its package."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = absolute_base(node, module)
        for alias in node.names:
            longer = f"{base}.{alias.name}"
            yield longer if longer in modules() else base


def nodes_with_place(tree: ast.Module) -> Iterator[tuple[ast.AST, bool]]:
    """Every node, and whether it lies inside a function."""
    stack: list[tuple[ast.AST, bool]] = [(tree, False)]
    while stack:
        node, inside = stack.pop()
        yield node, inside
        inside = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        stack.extend((child, inside) for child in ast.iter_child_nodes(node))


@cache
def imports() -> tuple[Import, ...]:
    """Every import of lcagraph by lcagraph, at the top and inside functions."""
    return tuple(
        Import(
            importer=module,
            imported=name,
            line=node.lineno,
            inside_function=inside,
        )
        for module, path in modules().items()
        for node, inside in nodes_with_place(syntax_tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in imported_names(node, module)
        if name == PACKAGE or name.startswith(f"{PACKAGE}.")
    )


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    total = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return total
    docstring = function.body[0]
    return total - ((docstring.end_lineno or 0) - docstring.lineno + 1)


def argument_count(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    named = function.args
    every = [*named.posonlyargs, *named.args, *named.kwonlyargs]
    return sum(argument.arg not in ("self", "cls") for argument in every)


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def place(path: Path, line: int = 1) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


# ----------------------------------------------------------------- rooms and imports


def test_every_module_has_a_room_in_the_declared_order() -> None:
    homeless = [name for name in modules() if floor_of(name) is None]
    assert homeless == [], "declare them in the block `rooms` of CONTRIBUTING.md"


def test_no_room_is_declared_twice() -> None:
    names = [name for row in rooms() for name in row]
    assert sorted(names) == sorted(set(names))


def test_imports_point_to_the_same_floor_or_one_nearer_the_ground() -> None:
    upward = [
        f"{place(modules()[each.importer], each.line)} imports {each.imported}"
        for each in imports()
        if (each.importer, each.imported) not in ALLOWED_CIRCLES
        and (floor_of(each.imported) or 0) > (floor_of(each.importer) or 0)
    ]
    assert upward == []


def test_no_imports_run_in_a_circle() -> None:
    graph = nx.DiGraph(
        (each.importer, each.imported)
        for each in imports()
        if not (
            each.inside_function and (each.importer, each.imported) in ALLOWED_CIRCLES
        )
    )
    circles = [sorted(c) for c in nx.strongly_connected_components(graph) if len(c) > 1]
    assert circles == []
    assert list(nx.nodes_with_selfloops(graph)) == []


def test_every_import_names_a_module_that_exists() -> None:
    known = modules().keys()
    lost = [
        f"{place(modules()[each.importer], each.line)} imports {each.imported}"
        for each in imports()
        if each.imported not in known
    ]
    assert lost == []


def test_allowed_circles_are_still_needed() -> None:
    lazy = {
        (each.importer, each.imported) for each in imports() if each.inside_function
    }
    assert lazy >= ALLOWED_CIRCLES


def test_pydantic_stays_inside_the_yaml_format() -> None:
    users = {
        module
        for module, path in modules().items()
        for node in ast.walk(syntax_tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in imported_names(node, module)
        if name.partition(".")[0] == "pydantic"
    }
    assert {name for name in users if not name.startswith("lcagraph.formats.")} == set()


# --------------------------------------------------------------------- size and names


@pytest.mark.parametrize("folder", WRITTEN_BY_HAND)
def test_no_file_is_longer_than_400_lines(folder: str) -> None:
    lengths = {
        place(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources(folder)
    }
    assert {at: n for at, n in lengths.items() if n > MAX_FILE_LINES} == {}


@pytest.mark.parametrize("folder", WRITTEN_BY_HAND)
def test_no_function_is_longer_than_60_lines(folder: str) -> None:
    lengths = {
        f"{place(path, function.lineno)} {function.name}": lines_without_docstring(
            function
        )
        for path in sources(folder)
        for function in functions(path)
    }
    assert {at: n for at, n in lengths.items() if n > MAX_FUNCTION_LINES} == {}


def test_no_function_takes_more_than_seven_arguments() -> None:
    counts = {
        f"{place(path, function.lineno)} {function.name}": argument_count(function)
        for path in sources(PACKAGE, "benchmarks", "docs")
        for function in functions(path)
    }
    assert {at: n for at, n in counts.items() if n > MAX_ARGUMENTS} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [name for name in modules() if VAGUE_NAMES & set(name.split("."))]
    assert vague == []


def test_no_import_is_hidden_from_the_running_program() -> None:
    hidden = [
        place(path, node.lineno)
        for path in modules().values()
        for node in ast.walk(syntax_tree(path))
        if isinstance(node, ast.Name) and node.id == "TYPE_CHECKING"
    ]
    assert hidden == []


def test_nothing_is_printed_except_by_the_command_line() -> None:
    printing = [
        place(path, node.lineno)
        for module, path in modules().items()
        if not module.startswith("lcagraph.cli")
        for node in ast.walk(syntax_tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]
    assert printing == []
