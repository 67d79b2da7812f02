"""Files that mean harm: each ends early, with a message, and without what it wanted.

They go through the command line; what could kill the interpreter runs in a process of
its own, which the operating system ends if it takes more than `MEMORY` or `SECONDS`.
What the reader itself refuses is in `test_yaml_reader.py`; here the whole way counts.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import xml.etree.ElementTree as ET
from base64 import b64decode
from pathlib import Path

import pytest

import lcagraph as lg
from lcagraph.cli import main

ROOT = Path(__file__).resolve().parents[1]
RIGHT = next((ROOT / "tests" / "wrong").glob("001_*.yaml")).read_text(encoding="utf-8")

PICTURE = re.compile(r'<img src="data:image/svg\+xml;base64,([\w+/=]*)" alt="[^"<>]*"')
MEMORY = 3 * 2**29
"""Address space of the child, 1.5 GiB: numpy and SciPy take a third of it; the tree of
a YAML text of 100 MB would take six times as much. [byte]"""
SECONDS = 60
"""Processor time of the child: far above what any refusal takes. [s]"""


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lcagraph", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        preexec_fn=limit,
        cwd=cwd,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            "LANG": "en_US.UTF-8",
            "NO_COLOR": "1",
            "LCAGRAPH_TRACEBACK": "1",
            "OPENBLAS_NUM_THREADS": "1",  # each thread reserves address space
        },
        check=False,
    )


def codes(done: subprocess.CompletedProcess[str]) -> set[str]:
    return set(re.findall(r"\[([EWN]\d{3})\b", done.stdout + done.stderr))


def refused(path: Path) -> set[str]:
    """Codes of a model that `check` must refuse in the regular way."""
    done = run("check", path.name, cwd=path.parent)
    assert "Traceback" not in done.stderr
    assert done.returncode == 1, done.stderr[-500:]
    return codes(done)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a command runs that this very process executes."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def with_power(quantity: str) -> str:
    assert "power: 124300 kWh" in RIGHT
    return RIGHT.replace("power: 124300 kWh", f"power: {quantity}")


def test_the_limits_leave_room_for_a_right_model(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(RIGHT, encoding="utf-8")
    done = run("solve", "m.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


# ------------------------------------------------------------------------------ bombs

LAUGHS = "a: &a [lol]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]\n"
    for i in range(9)
)
MANY = 300_000

BOMBS = {
    "brackets": ("[" * 50_000, "E141"),
    "braces": ("a: " + "{a: " * 50_000, "E141"),
    "lists": ("- " * 50_000, "E141"),
    "billion laughs": (LAUGHS, "E115"),
    "aliases on one line": (f"a: [{'*x, ' * MANY}]", "N151"),
    "keys": ("".join(f"k{i}: {i}\n" for i in range(20_000)), "E201"),
    "rows": (
        RIGHT.replace(
            "      power:",
            "".join(f"      r{i}: {i} kWhh\n" for i in range(5_000)) + "      power:",
        ),
        "E432",
    ),
    "digits": (with_power("1" * MANY), "E416"),
    "numbers": (with_power("1 " * MANY), "E416"),
    "minus signs": (with_power("= " + "-" * MANY + "1 kWh"), "E416"),
    "brackets of a formula": (with_power("= " + "(" * 1_000 + "1 kWh"), "E422"),
    "powers": (with_power("= " + "9 ^ " * 100 + "9 kWh"), "E420"),
    "unit": (with_power("1 kWh" + "/kg" * MANY), "E416"),
    "per mille": (with_power("'1 " + "%" * 3_000 + "'"), "E4"),
    "bars": (RIGHT.replace("title: ", f"title: {'x | ' * MANY}"), "E212"),
    "full-width colons": ("：" * MANY, "E122"),
    "wide spaces": ("a:\n" + "　" * MANY + "b: 1\n", "E104"),
    "one quote after the other": ("a: '" + "'" * MANY, "E1"),
}


@pytest.mark.parametrize(("text", "code"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_within_the_limits(
    tmp_path: Path, text: str, code: str
) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(text, encoding="utf-8")
    assert any(found.startswith(code) for found in refused(path))


def test_a_screen_counts_what_it_does_not_show() -> None:
    rows = "".join(f"      r{i}: 1 kWhh\n" for i in range(300))
    found = lg.read_string(RIGHT.replace("      power:", f"{rows}      power:")).check()
    text = found.to_text("en")
    assert text.count("error[E432") == 200
    assert "… and 100 more" in text
    assert text.endswith("300 errors\n")


def test_a_file_of_100_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    row = "  process_of_the_plant: {outputs: {steel: 1 t}, inputs: {coke: 0.4 t}}\n"
    with path.open("w", encoding="utf-8") as handle:
        handle.write(RIGHT)
        for _ in range(100):
            handle.write(row * (2**20 // len(row)))
    assert path.stat().st_size > 99 * 2**20
    assert refused(path) == {"E140"}


def test_a_pipe_that_never_ends_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "m.yaml")
    done = run("check", "m.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert codes(done) == {"E702"}


def test_a_thousand_formulas_one_on_another_are_no_bomb(tmp_path: Path) -> None:
    chain = "".join(f"  step_{i}: = step_{i + 1}\n" for i in range(1_000))
    text = with_power("= step_0 * 124300 kWh").replace(
        "processes:\n", f"parameters:\n{chain}  step_1000: 1\nprocesses:\n"
    )
    model = lg.read_string(text)
    assert model.solve().total == lg.read_string(RIGHT).solve().total


# --------------------------------------------------------------------- reaching Python

ATTACKS = [
    "= __import__('os').system('touch reached')",
    "= open('reached', 'w')",
    "= exec(compile)",
    "= eval(1)",
    "= (1).__class__.__base__.__subclasses__()",
    "= power.__globals__",
    "= [x for x in (1,)]",
    "= lambda x, y",
    "= 9 ^ 999999999",
    "= 9^9^9^9 * 1 kWh",
    "= exp(exp(exp(9))) * 1 kWh",
    "= f'{power}'",
    "= {power.__init__}",
    "= 1 kWh if __debug__ else 2 kWh",
    "= `touch reached`",
    "= 1 kWh; import os",
    "= $(touch reached)",
    "!!python/object/apply:os.system ['touch reached']",
    "!!python/object/new:subprocess.Popen [['touch', 'reached']]",
]


def written(formula: str) -> str:
    """The formula as YAML: in single quotes, but for a tag."""
    if formula.startswith("!"):
        return formula
    doubled = formula.replace("'", "''")
    return f"'{doubled}'"


@pytest.mark.parametrize("formula", ATTACKS)
def test_a_formula_cannot_reach_python(
    folder: Path, formula: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "m.yaml").write_text(with_power(written(formula)), encoding="utf-8")
    assert main(["check", "m.yaml"]) == 1
    told = capsys.readouterr()
    found = re.findall(r"\[([EWN]\d{3})\b", told.out + told.err)
    assert found
    assert all(code[1] in "14" for code in found)
    assert not (folder / "reached").exists()


def test_all_these_formulas_together_cannot_within_the_limits(tmp_path: Path) -> None:
    rows = "".join(f"      r{i}: {written(f)}\n" for i, f in enumerate(ATTACKS))
    path = tmp_path / "m.yaml"
    path.write_text(RIGHT.replace("      power:", f"{rows}      power:"))
    assert len(refused(path)) > 5
    assert not (tmp_path / "reached").exists()


@pytest.mark.parametrize("formula", ATTACKS)
def test_a_value_set_on_the_command_line_cannot_either(
    folder: Path, formula: str
) -> None:
    (folder / "m.yaml").write_text(RIGHT, encoding="utf-8")
    setting = f"processes.moulding.inputs.power={formula}"
    assert main(["solve", "m.yaml", "--set", setting]) in (1, 2)
    assert not (folder / "reached").exists()


def test_braces_in_names_are_text_to_messages(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = RIGHT.replace("stage: production", "stage: '{word.__class__} {0} %s'")
    (folder / "m.yaml").write_text(text, encoding="utf-8")
    assert main(["check", "m.yaml"]) == 1
    assert "{word.__class__} {0} %s" in "".join(capsys.readouterr())


# ----------------------------------------------------------------------- other files

SECRET = "secret_supplier_of_somebody_else"


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    """A model's folder, with a file beside it that is none of its business."""
    (tmp_path / "outside.yaml").write_text(
        f"lcagraph: 1\nproducts: {{{SECRET}: {{name: {SECRET}}}}}\n{SECRET}: [\n"
    )
    (tmp_path / "model" / "parts").mkdir(parents=True)
    return tmp_path / "model"


@pytest.mark.parametrize(
    "target",
    [
        "../outside.yaml",
        "parts/../../outside.yaml",
        "./../outside.yaml",
        "/etc/passwd",
        "~/outside.yaml",
        "file:///etc/passwd",
        "parts/link.yaml",
        "parts/folder/outside.yaml",
        "parts/loop.yaml",
        "/proc/self/environ",
        "parts/pipe",
    ],
)
def test_an_include_cannot_leave_the_folder_of_the_model(
    model_folder: Path, target: str
) -> None:
    (model_folder / "parts" / "link.yaml").symlink_to("../../outside.yaml")
    (model_folder / "parts" / "folder").symlink_to("../..")
    (model_folder / "parts" / "loop.yaml").symlink_to("loop.yaml")
    os.mkfifo(model_folder / "parts" / "pipe")
    text = RIGHT.replace("processes:\n", f"include: ['{target}']\nprocesses:\n")
    (model_folder / "m.yaml").write_text(text, encoding="utf-8")
    done = run("check", "m.yaml", cwd=model_folder)
    assert done.returncode == 1
    assert codes(done) <= {"E701", "E702", "E703", "E704"}
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert "root:" not in done.stdout + done.stderr


# ---------------------------------------------------------- what terminals must not see

INJECTIONS = {
    "colour": "\\e[31mred",
    "title of the window": "\\e]0;owned\\a",
    "cursor": "\\e[2J\\e[1;1H",
    "C1 control": "\\x9b31m",
    "backspaces": "abc\\b\\b\\b",
    "right to left": "\\u202Eabc",
    "invisible": "a\\u200Bb",
    "line separator": "a\\u2028b",
}
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2028\u2029]")


@pytest.mark.parametrize("command", ["check", "solve", "tree", "expand"])
@pytest.mark.parametrize("escape", INJECTIONS.values(), ids=INJECTIONS)
def test_no_control_character_of_a_name_reaches_the_terminal(
    folder: Path, escape: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = RIGHT.replace("name: 注塑 | Moulding", f'name: "{escape}"')
    text = text.replace("title: 周转箱 | Crate", f'title: "{escape}"')
    (folder / "m.yaml").write_text(text, encoding="utf-8")
    assert main([command, "m.yaml"]) in (0, 1)
    assert not FORBIDDEN.search("".join(capsys.readouterr()))


@pytest.mark.parametrize("escape", INJECTIONS.values(), ids=INJECTIONS)
def test_no_control_character_of_an_id_reaches_the_terminal(
    folder: Path, escape: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = RIGHT.replace("      power: 124300", f'      "po{escape}wer": 124300')
    (folder / "m.yaml").write_text(text, encoding="utf-8")
    assert main(["check", "m.yaml"]) == 1
    assert not FORBIDDEN.search("".join(capsys.readouterr()))


def test_no_control_character_of_a_file_name_reaches_the_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "m\x1b[31m\u202e.yaml"
    path.write_text("a: [\n", encoding="utf-8")
    assert main(["check", path.name]) == 1
    assert not FORBIDDEN.search("".join(capsys.readouterr()))


# ------------------------------------------------------------ what browsers must not do

MARKUP = [
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]> <![CDATA[ <svg onload=alert(1)>",
    "<foreignObject><iframe src=//evil></iframe></foreignObject>",
    "&lt;script&gt; &#x3c;b&#x3e; & &nosuch;",
    '\\N \\l " ; node [URL="javascript:alert(1)"]',
    "<a xlink:href='javascript:alert(1)'>",
]


def with_markup(markup: str) -> lg.Model:
    name = {"name": markup}
    service = {
        "per": "1 kg",
        "co2e": "1 kg",
        "kind": "service",
        "boundary": "cradle_to_gate",
        "gwp": "ipcc-ar6-gwp100",
    }
    return lg.Model(
        title=markup.replace("|", " "),
        reference={"product": "crate", "amount": "1 piece", **name},
        processes={
            "moulding": {
                **name,
                "stage": "production",
                "outputs": {"crate": {"amount": "1 piece", **name}},
                "inputs": {"pp": {"amount": "2 kg", **name}},
            }
        },
        products={"crate": name},
        factors={"pp": {**service, **name}},
    )


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_names_stays_text_in_the_picture(markup: str) -> None:
    svg = with_markup(markup).draw()
    elements = list(ET.fromstring(svg).iter())
    names = {element.tag.rpartition("}")[2] for element in elements}
    assert names.isdisjoint({"script", "img", "iframe", "foreignObject", "a", "image"})
    for element in elements:
        for attribute, value in element.attrib.items():
            assert not attribute.rpartition("}")[2].lower().startswith("on")
            assert "javascript:" not in value
    assert markup.split(maxsplit=1)[0] in "".join(ET.fromstring(svg).itertext())


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_names_stays_text_in_a_notebook(markup: str) -> None:
    model = with_markup(markup)
    result = model.solve()
    wrong = lg.Model(processes={markup: {"stage": markup}})
    for shown in (model, result, result.by_process(), model.check(), wrong.check()):
        page = shown._repr_html_()
        unsafe = r"<(script|img|iframe|foreignObject|a |svg onload)"
        assert not re.search(unsafe, PICTURE.sub("", page))
        for image in PICTURE.finditer(page):
            assert not re.search(unsafe, b64decode(image[1]).decode())
