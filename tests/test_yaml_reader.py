"""Text of a model → plain tree with exact positions, or every finding at once."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from marked_text import CRATE, findings, marked, outcome, spots

from lcagraph.errors import UsageError
from lcagraph.formats.yaml.document import DocumentError
from lcagraph.formats.yaml.guard import MAX_BYTES, MAX_DEPTH, MAX_NODES
from lcagraph.formats.yaml.reader import read_file, read_text

# ---------------------------------------------------------------------------- tree


@pytest.mark.parametrize(
    "text",
    ["NO", "yes", "1e-3", "1_000", "0o17", "12:30", "2024-01-01", "=", "1.0", ".inf"],
)
def test_every_scalar_stays_as_written(text: str) -> None:
    assert read_text(f"a: {text}\nb: [{text}]").tree == {"a": text, "b": [text]}


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL", "# nothing"])
def test_an_empty_value_is_none(text: str) -> None:
    assert read_text(f"a: {text}\nb: 1").tree == {"a": None, "b": "1"}


@pytest.mark.parametrize("text", ['""', "''", '"~"', "'null'"])
def test_a_quoted_value_is_text_even_if_it_says_null(text: str) -> None:
    assert read_text(f"a: {text}").tree == {"a": text[1:-1]}


def test_keys_are_text_in_the_order_of_the_file() -> None:
    assert list(read_text("b: 1\n12: 2\n铝: 3\na: {}\nnull: []").tree.items()) == [
        ("b", "1"),
        ("12", "2"),
        ("铝", "3"),
        ("a", {}),
        ("null", []),
    ]


def test_the_tree_equals_that_of_pyyaml_without_types() -> None:
    assert read_text(CRATE).tree == yaml.load(CRATE, Loader=yaml.BaseLoader)


def test_windows_line_ends_make_no_difference() -> None:
    windows = CRATE.replace("\n", "\r\n")
    assert read_text(windows).tree == read_text(CRATE).tree
    assert marked(windows, "processes.moulding.inputs.power") == (9, 14, "124300 kWhh")


def test_a_byte_order_mark_is_skipped_with_a_note(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_bytes(b"\xef\xbb\xbflcagraph: 1\n")
    document = read_file(tmp_path / "m.yaml")
    assert document.tree == {"lcagraph": "1"}
    assert [finding.code for finding in document.findings] == ["N150"]


# ----------------------------------------------------------------------- positions


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("title", (2, 8, "周转箱 | Crate")),
        ("processes.moulding.stage", (5, 12, "production")),
        ("processes.moulding.inputs.pp.transport.truck", (8, 47, "420 km")),
        ("processes.moulding.note", (10, 11, "'it''s “注塑”'")),
        ("processes.moulding.outputs", (6, 14, "{crate: 52000 piece}")),
        # A block of keys has no text of its own: its key stands for it.
        ("processes.moulding", (4, 3, "moulding")),
        ("waive.0.code", (15, 11, "E301")),
        ("waive.0", (15, 5, "code")),
        ("waive.1.code", (17, 12, "W604")),
        ("waive.1", (17, 5, "{code: W604}")),
        # A key that itself holds dots.
        ("scenarios.economic.set.processes.moulding.allocation", (13, 51, "economic")),
    ],
)
def test_a_model_path_leads_to_its_characters(
    at: str, expected: tuple[int, int, str]
) -> None:
    assert marked(CRATE, at) == expected


def test_the_key_of_a_path_is_found_as_well() -> None:
    at = "processes.moulding.inputs.pp.amount"
    assert marked(CRATE, at, part="key") == (8, 12, "amount")


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("processes.moulding.inputs.power.unit", (9, 7, "power")),
        ("processes.moulding.location", (4, 3, "moulding")),
        ("processes.casting.stage", (3, 1, "processes")),
        ("waive.7.code", (14, 1, "waive")),
        ("reference", (1, 1, "lcagraph")),
    ],
)
def test_a_path_that_does_not_exist_leads_to_its_nearest_parent(
    at: str, expected: tuple[int, int, str]
) -> None:
    assert marked(CRATE, at) == expected


@pytest.mark.parametrize("name", ["power", "quoted"])
def test_a_span_inside_a_value_is_exact_with_and_without_quotes(name: str) -> None:
    parent = "processes.moulding.inputs" if name == "power" else "processes.moulding"
    # "124300 kWhh": the unit is characters 7 to 11.
    assert marked(CRATE, f"{parent}.{name}", span=(7, 11))[2] == "kWhh"


def test_a_span_inside_a_value_with_escapes_leads_to_the_whole_value() -> None:
    line, column, text = marked(CRATE, "processes.moulding.note", span=(5, 9))
    assert (line, column, text) == (10, 11, "'it''s “注塑”'")


def test_a_span_beyond_the_value_stays_on_it() -> None:
    at = "processes.moulding.inputs.power"
    assert marked(CRATE, at, span=(7, 99))[2] == "kWhh"


def test_an_empty_value_is_shown_at_its_key() -> None:
    assert marked("a: 1\noutputs:\nb: 2", "outputs") == (2, 1, "outputs")


def test_a_value_of_several_lines_is_shown_on_its_first() -> None:
    text = "note: one\n  two\nb: |\n  three\n"
    assert marked(text, "note") == (1, 7, "one")
    assert marked(text, "b") == (3, 4, "|")


@pytest.mark.parametrize("at", ["", "<text>"])
def test_the_whole_model_is_a_place_without_a_line(at: str) -> None:
    place = read_text(CRATE).locate(at)
    assert place is not None
    assert str(place) == "<text>"


@pytest.mark.parametrize(
    "at", ["..", "a..b", "<text>:0", "<text>:99999", "waive.-1", "²"]
)
def test_a_strange_path_leads_somewhere_all_the_same(at: str) -> None:
    assert read_text(CRATE).locate(at, "value", (3, 1)) is not None


# ---------------------------------------------------------------- what is refused


def test_a_key_written_twice_names_both_places() -> None:
    text = "a:\n  power: 1 kWh\n  water: 2 t\n  power: 3 kWh\n"
    (finding,) = findings(text)
    assert finding.code == "E102"
    assert finding.values["first"] == "m:2:3"
    assert spots(text) == [("E102", 4, "power")]


def test_all_problems_are_reported_at_once() -> None:
    text = "a: 1\na: 2\nb: *x\nc: {name: Diesel, low sulphur}\nd: [甲，乙]\n"
    assert [code for code, _, _ in spots(text)] == ["E102", "E115", "E107", "E105"]


def test_errors_that_leave_a_tree_can_wait_for_the_later_checks() -> None:
    text = "a: {name: Diesel, low sulphur, per：1 L}\na: 2\n"
    document = read_text(text, strict=False)
    assert document.tree == {"a": {"name": "Diesel", "per": "1 L"}}
    assert [f.code for f in document.findings] == ["E107", "E103", "E102"]
    assert document.findings[0].is_fatal


@pytest.mark.parametrize(
    ("text", "code", "line", "characters"),
    [
        ("a: &x 1", "E115", 1, "&x"),
        ("a: *x", "E115", 1, "*x"),
        ("<<: {a: 1}", "E115", 1, "<<"),
        ("a: !!python/object:os.system 1", "E116", 1, "!!python/object:os.system"),
        ("a: 1\n---\nb: 2", "E117", 2, "---"),
        ("%YAML 1.2\n---\na: 1", "E117", 1, "%YAML"),
        ("# nothing\n", "E118", 1, ""),
        ("[a]: 1", "E119", 1, "["),
        ("- a\n- b", "E122", 1, ""),
        ("just a text", "E122", 1, "just a text"),
        ("a: 1\x00", "E121", 1, "\x00"),
        ("a: \x1b[31mred", "E121", 1, "\x1b"),
        ("a: 1\u2028b: 2", "E121", 1, "\u2028"),
        ("a: \ud800", "E121", 1, "\ud800"),
        ("ste\u200bel: 1", "E120", 1, "\u200b"),
        ("a: \u202eabc", "E120", 1, "\u202e"),
    ],
)
def test_what_yaml_allows_and_a_model_must_not_have(
    text: str, code: str, line: int, characters: str
) -> None:
    assert spots(text) == [(code, line, characters)]


def test_reading_stops_after_a_hundred_problems() -> None:
    found = findings("".join(f"k{i}: *x\n" for i in range(500)))
    assert len(found) == 101
    assert found[-1].code == "N151"


# ------------------------------------------------------------------------ encodings


@pytest.mark.parametrize(
    ("encoding", "code"),
    [("gb18030", "E130"), ("gbk", "E130"), ("utf-16", "E131"), ("utf-32", "E131")],
)
def test_another_encoding_is_named_and_its_line_is_shown(
    tmp_path: Path, encoding: str, code: str
) -> None:
    path = tmp_path / "m.yaml"
    path.write_bytes("lcagraph: 1\ntitle: 铝型材\n".encode(encoding))
    with pytest.raises(DocumentError) as caught:
        read_file(path)
    (finding,) = caught.value.findings
    assert finding.code == code
    place = caught.value.document.locate(finding.at, finding.part, finding.span)
    assert place is not None
    if code == "E130":
        assert (place.line, place.column) == (2, 8)
        assert place.text == "title: 铝型材"


def test_bytes_of_no_encoding_are_refused(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_bytes(b"title: \xe9t\xe9")
    with pytest.raises(DocumentError) as caught:
        read_file(tmp_path / "m.yaml")
    assert [finding.code for finding in caught.value.findings] == ["E132"]
    assert caught.value.findings[0].span == (7, 8)


# --------------------------------------------------------------------------- limits


def test_nesting_is_limited() -> None:
    assert read_text("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)).tree
    assert findings("a: " + "[" * MAX_DEPTH)[0].code == "E141"


def test_the_number_of_nodes_is_limited() -> None:
    text = "a: [" + "1," * MAX_NODES + "]"
    assert findings(text)[0].code == "E142"


def test_a_large_file_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    with path.open("wb") as handle:
        handle.truncate(MAX_BYTES + 1)
    with pytest.raises(DocumentError) as caught:
        read_file(path)
    assert caught.value.findings[0].code == "E140"
    assert str(caught.value.document.locate(str(path))) == str(path)


READ = """\
import sys
from pathlib import Path
from lcagraph.formats.yaml.document import DocumentError
from lcagraph.formats.yaml.reader import read_file
try:
    read_file(Path(sys.argv[1]))
except DocumentError as error:
    print(*sorted({finding.code for finding in error.findings}))
"""
LAUGHS = "a: &a [lol]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]\n"
    for i in range(9)
)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"[" * 50_000, "E141"),
        (b"a: " + b"{a: " * 50_000, "E141"),
        (b"".join(b" " * i + b"a:\n" for i in range(2_000)), "E141"),
        (b"- " * 50_000, "E141"),
        (b"? " * 50_000, "E119"),
        (LAUGHS.encode(), "E115"),
        (b"\x00" * 100_000, "E121"),
        (None, "E140"),
    ],
    ids=[
        "brackets",
        "braces",
        "indents",
        "dashes",
        "questions",
        "laughs",
        "zeros",
        "100 MB",
    ],
)
def test_a_bomb_ends_in_a_message_not_in_a_crash(
    tmp_path: Path, content: bytes | None, code: str
) -> None:
    path = tmp_path / "bomb.yaml"
    with path.open("wb") as handle:
        if content is None:
            handle.truncate(100 * 1024 * 1024)
        else:
            handle.write(content)
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).resolve().parents[1],
        check=False,
    )
    assert done.stderr == ""
    assert code in done.stdout.split()


# ---------------------------------------------------------------------- what it raises


@pytest.mark.parametrize(("name", "code"), [("modle.yaml", "E701"), (".", "E702")])
def test_a_main_file_that_cannot_be_read_is_a_wrong_call(
    tmp_path: Path, name: str, code: str
) -> None:
    (tmp_path / "model.yaml").write_text("lcagraph: 1")
    with pytest.raises(UsageError) as caught:
        read_file(tmp_path / name)
    assert caught.value.finding.code == code
    if code == "E701":
        assert caught.value.finding.values["nearest"] == str(tmp_path / "model.yaml")


def test_the_error_travels_between_processes_with_its_places() -> None:
    with pytest.raises(DocumentError) as caught:
        read_text("a: *x", "m")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert copy.findings == caught.value.findings
    assert str(copy.document.locate("m:1", "value", (3, 5))) == "m:1:4"


SIGNS = "{}[]:,-?#&*!|>'\"%@`~=\n\n\n  \t：\u3000，｛＃。甲a1\\"


@given(st.lists(st.sampled_from(SIGNS), max_size=60).map("".join) | st.text())
def test_any_text_gives_a_document_or_findings_with_places(text: str) -> None:
    document, found = outcome(text)
    assert found or document.tree
    assert all(document.locate(each.at, each.part, each.span) for each in found)


@given(st.binary(max_size=200) | st.text().map(lambda text: text.encode("gb18030")))
def test_any_bytes_give_a_document_or_findings(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content)
    try:
        codes = [finding.code for finding in read_file(path).findings]
    except DocumentError as error:
        codes = [finding.code for finding in error.findings]
    assert all(code[1] == "1" for code in codes)
