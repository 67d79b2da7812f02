"""What users install: models and factor sets come along, nothing is undeclared."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lcagraph.locate import folder
from lcagraph.version import __version__

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ("databases", "models")

# Modules whose distribution has another name.
DISTRIBUTION = {
    "docx": "python-docx",
    "fontTools": "fonttools",
    "pydantic_core": "pydantic",
    "python_calamine": "python-calamine",
    "PIL": "pillow",
    "SALib": "salib",
    "yaml": "pyyaml",
}

# Run in the fresh environment: what it prints must not lie in the checkout.
FIND = """
import lcagraph, lcagraph.locate
from pathlib import Path
print(Path(lcagraph.__file__).resolve())
for name in ("databases", "models"):
    print(Path(lcagraph.locate.folder(name)).resolve())
"""


@cache
def project() -> dict[str, Any]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(text)["project"]
    return table


def names(requirements: list[str]) -> set[str]:
    """Canonical names of distributions, without versions and extras."""
    heads = (re.match(r"[\w.-]+", each) for each in requirements)
    return {re.sub(r"[-_.]+", "-", head[0]).lower() for head in heads if head}


def third_party(folder: str) -> set[str]:
    """Distributions whose modules the files of a folder import."""
    found = set()
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                found.add(node.module.partition(".")[0])
    ours = {path.stem for path in (ROOT / folder).rglob("*.py")}
    ours |= {path.name for path in ROOT.iterdir() if path.is_dir()}
    return {
        DISTRIBUTION.get(name, name).replace("_", "-")
        for name in found - sys.stdlib_module_names - ours
    }


# ------------------------------------------------------------------- the declaration

NOT_FOR_USERS = {"bench", "all", "test", "heavy", "dev"}
PROPRIETARY = {"pardiso"}
"""Extras that `all` leaves to whoever names them."""


def test_every_import_of_the_package_is_declared_for_users() -> None:
    extras = project()["optional-dependencies"]
    for_users = [extras[name] for name in extras.keys() - NOT_FOR_USERS]
    declared = names(sum(for_users, project()["dependencies"]))
    assert third_party("lcagraph") - declared == set()


@pytest.mark.parametrize("folder", ["tests", "benchmarks"])
def test_every_import_of_tests_and_benchmarks_is_declared(folder: str) -> None:
    extras = project()["optional-dependencies"].values()
    declared = names(sum(extras, project()["dependencies"]))
    assert third_party(folder) - declared == set()


def test_all_holds_every_extra_of_users() -> None:
    extras = project()["optional-dependencies"]
    (everything,) = extras["all"]
    assert set(everything.removeprefix("lcagraph[").rstrip("]").split(",")) == (
        extras.keys() - NOT_FOR_USERS - PROPRIETARY
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_a_checkout_finds_its_folders_at_the_top_level(name: str) -> None:
    assert Path(str(folder(name))).resolve() == ROOT / name


# ---------------------------------------------------------------- fresh environments


def run(*command: str | Path, cwd: Path) -> str:
    """Output of a command that sees nothing of this environment or checkout."""
    hidden = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    environment = {k: v for k, v in os.environ.items() if k not in hidden}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def fresh_python(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    return folder / ("Scripts" if os.name == "nt" else "bin") / "python"


def files_below(folder: Path) -> set[str]:
    """Files that belong to the project, as paths below its root."""
    listed = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(ROOT).as_posix()
        for path in listed
        if "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    target = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet")
    run(*pip, "--wheel-dir", target, ROOT, cwd=target)
    (built,) = target.glob("*.whl")
    return built


@pytest.mark.heavy
def test_the_wheel_holds_every_model_and_factor_set(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    expected = {
        f"lcagraph/shipped/{path}"
        for name in SHIPPED
        for path in files_below(ROOT / name)
    }
    assert expected - inside == set()


@pytest.mark.heavy
def test_the_wheel_holds_the_package_and_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    assert files_below(ROOT / "lcagraph") - inside == set()
    assert {name.partition("/")[0] for name in inside} <= {
        "lcagraph",
        f"lcagraph-{__version__}.dist-info",
    }


@pytest.mark.heavy
def test_an_installed_wheel_finds_its_folders_without_the_checkout(
    wheel: Path, tmp_path: Path
) -> None:
    python = fresh_python(tmp_path / "venv")
    run(python, "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    found = [Path(line) for line in run(python, "-c", FIND, cwd=tmp_path).splitlines()]
    assert all(path.is_relative_to(tmp_path) and path.exists() for path in found)
    model = found[2] / "pp_crate" / "model.yaml"
    solved = run(python.with_name("lcagraph"), "solve", model, "--json", cwd=tmp_path)
    assert solved.lstrip().startswith("{")
    target = tmp_path / "boundary.svg"
    run(python.with_name("lcagraph"), "draw", model, "-o", target, cwd=tmp_path)
    assert "@font-face" in target.read_text(encoding="utf-8")


@pytest.mark.heavy
def test_the_wheel_carries_both_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        kept = [name for name in archive.namelist() if "licenses" in name]
    assert {"LICENSE", "OFL.txt"} <= {name.rpartition("/")[2] for name in kept}


@pytest.mark.heavy
def test_an_editable_install_finds_the_folders_of_the_checkout(tmp_path: Path) -> None:
    python = fresh_python(tmp_path / "venv")
    pip = (python, "-m", "pip", "install", "--quiet", "--no-deps")
    run(*pip, "--editable", ROOT, cwd=tmp_path)
    found = [Path(line) for line in run(python, "-c", FIND, cwd=tmp_path).splitlines()]
    assert found == [ROOT / "lcagraph" / "__init__.py", *(ROOT / n for n in SHIPPED)]
