"""Damaged EcoSpold and SimaPro files: findings or a clear error, never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lcagraph.background.records import Package
from lcagraph.errors import LcaGraphError
from lcagraph.formats.ecospold1 import read_ecospold1
from lcagraph.formats.ecospold2 import read_ecospold2
from lcagraph.formats.simapro_csv import read_simapro_csv
from lcagraph.wording import LANGUAGES, message

DATA = Path(__file__).parent / "data"
METHANE = "ecospold2/uslci/77c9afda-47ba-4e8b-8035-1d627ea8cdcd.spold"

Reader = Callable[[Path], Package]

SEEDS: dict[str, tuple[Reader, bytes]] = {
    "EcoSpold 1": (
        read_ecospold1,
        (DATA / "ecospold1" / "uslci_excerpt.xml").read_bytes(),
    ),
    "EcoSpold 2": (read_ecospold2, (DATA / METHANE).read_bytes()),
    "process": (read_simapro_csv, (DATA / "simapro_csv/process.csv").read_bytes()),
    "oldest": (read_simapro_csv, (DATA / "simapro_csv/simple.txt").read_bytes()),
    "parameters": (
        read_simapro_csv,
        (DATA / "simapro_csv/project_params.csv").read_bytes(),
    ),
}

PIECES = [
    *(b"", b"\0", b"\xff\xfe", b"\x7f", b'"', b";;;;;;", b"\n\n", b"\nEnd\n", b"\t"),
    *(b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&#0;", b"<", b"/>", b"]]>"),
    *(b"<dataset>", b"</flowData>", b"<activityDataset/>", b"<exchange/>"),
    *(b"<outputGroup>0</outputGroup>", b"<inputGroup/>", b"<lognormal/>", b"<a>" * 300),
    *(b'amount="1e999"', b'meanValue="-0"', b'number=""', b'variance="9e300"'),
    *(b'mu="9e9"', b'standardDeviation95="-1"', b'fraction="1e308"', b'index="-9"'),
    *(
        b"1e308",
        b"-1e308",
        b"\xd0\xd0",
        "＝１".encode(),
        b"9" * 500,
        b"=cmd|' /C calc'!A0",
    ),
    *(b"\nProcess\n\n", b"\n\nProducts\n", b"\n\nWaste scenario\nw;kg;1e308;;\n\n"),
    *(
        b"\n\nSeparated waste\na;;1e308\nb;;1e308\nc;;-1e308\n\n",
        b"\n\nUnits\nkg;;x\n\n",
    ),
    *(
        b"\n\nImpact category\n\nSubstances\n;;;;\n\n",
        b"{CSV separator: ;;}",
        b"{",
        b"}",
    ),
]


@st.composite
def damage(draw: st.DrawFn) -> list[tuple[float, int, bytes]]:
    """Places (0 to 1), lengths to cut out there, and what to put in."""
    one = st.tuples(
        st.floats(0, 1),
        st.sampled_from([0, 0, 1, 5, 60, 3000]),
        st.one_of(st.sampled_from(PIECES), st.binary(max_size=12)),
    )
    return draw(st.lists(one, min_size=1, max_size=6))


def damaged(content: bytes, cuts: list[tuple[float, int, bytes]]) -> bytes:
    for place, length, piece in cuts:
        start = int(place * len(content))
        content = content[:start] + piece + content[start + length :]
    return content


def read_to_the_end(reader: Reader, path: Path) -> Package | None:
    """The package with every finding rendered, or None if it is refused."""
    try:
        package = reader(path)
    except LcaGraphError:
        return None
    for finding in package.problems:
        assert all(message(finding, language) for language in LANGUAGES)
    for process in package.processes:
        ids = [exchange.id for exchange in process.exchanges]
        assert len(ids) == len(set(ids))
        assert all(exchange.flow in package.flows for exchange in process.exchanges)
    return package


@pytest.mark.parametrize("seed", list(SEEDS))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=damage())
def test_a_damaged_file_is_refused_or_read_with_findings(
    seed: str, cuts: list[tuple[float, int, bytes]], tmp_path: Path
) -> None:
    reader, content = SEEDS[seed]
    path = tmp_path / "export"
    path.write_bytes(damaged(content, cuts))
    for name in ("export.xml", "export.spold", "export.csv"):
        path = path.rename(tmp_path / name)
        read_to_the_end(reader, path)
    path.unlink()


VALUES = ["", "NaN", "1e999", "-3", "0", "1", "2", "5", "true", "x", "a/b", "１", "é\n"]


@st.composite
def edits(draw: st.DrawFn) -> list[tuple[str, float, float, str]]:
    """What is done to which element, to which of its attributes, and the new text."""
    kinds = st.sampled_from(["drop", "double", "strip", "set", "text", "move"])
    one = st.tuples(kinds, st.floats(0, 1), st.floats(0, 1), st.sampled_from(VALUES))
    return draw(st.lists(one, min_size=1, max_size=12))


def edited(content: bytes, changes: list[tuple[str, float, float, str]]) -> bytes:
    """A document that is still well-formed, with elements changed at random."""
    etree = pytest.importorskip("lxml.etree")
    root = etree.fromstring(content)
    for kind, where, which, text in changes:
        elements = list(root.iter("{*}*"))
        element = elements[int(where * (len(elements) - 1))]
        keys = list(element.keys())
        parent = element.getparent()
        if kind in ("strip", "set") and keys:
            key = keys[int(which * (len(keys) - 1))]
            element.set(key, text) if kind == "set" else element.attrib.pop(key)
        elif kind == "text":
            element.text = text
        elif parent is not None and kind == "drop":
            parent.remove(element)
        elif parent is not None and kind == "double":
            parent.insert(0, etree.fromstring(etree.tostring(element)))
        elif parent is not None and kind == "move":
            root.append(element)
    return bytes(etree.tostring(root))


@pytest.mark.parametrize("seed", ["EcoSpold 1", "EcoSpold 2"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=edits())
def test_strange_but_well_formed_documents_are_read_with_findings(
    seed: str, changes: list[tuple[str, float, float, str]], tmp_path: Path
) -> None:
    reader, content = SEEDS[seed]
    path = tmp_path / "export.xml"
    path.write_bytes(edited(content, changes))
    read_to_the_end(reader, path)


@pytest.mark.parametrize("reader", [read_ecospold1, read_ecospold2])
@pytest.mark.parametrize(
    "attack",
    [
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><ecoSpold>&a;</ecoSpold>',
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><ecoSpold>&b;</ecoSpold>',
        f"<ecoSpold>{'<dataset>' * 5000}",
    ],
    ids=["external entity", "entity bomb", "absurd depth"],
)
def test_attacks_by_xml_are_refused(
    reader: Reader, attack: str, tmp_path: Path
) -> None:
    path = tmp_path / "attack.xml"
    text = attack.replace("<ecoSpold>", "<ecoSpold xmlns='http://EcoSpold01'>")
    path.write_text(text, "utf-8")
    assert read_to_the_end(reader, path) is None


def test_a_cell_that_a_spreadsheet_would_run_is_a_formula_here(tmp_path: Path) -> None:
    text = "{SimaPro 9}\n{CSV separator: Semicolon}\n\nProcess\n\nProducts\n"
    path = tmp_path / "export.csv"
    path.write_text(f"{text}steel;kg;=cmd|' /C calc'!A0;100;;;\n\nEnd\n", "utf-8")
    package = read_simapro_csv(path)
    made = package.processes[0].exchanges[0]
    assert (made.amount, made.formula) == (None, "=cmd|' /C calc'!A0")


def test_a_file_of_open_quotes_does_not_take_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("{SimaPro 9}\n" + '"\nx\n"x\n' * 3000, "utf-8")
    with pytest.raises(LcaGraphError):
        read_simapro_csv(path)


def test_the_errors_of_a_broken_file_stand_in_the_package(tmp_path: Path) -> None:
    (tmp_path / "a.spold").write_bytes((DATA / METHANE).read_bytes())
    (tmp_path / "b.spold").write_bytes(b"<!DOCTYPE x><ecoSpold/>")
    package = read_ecospold2(tmp_path)
    assert [p.code for p in package.problems] == ["E010"]
