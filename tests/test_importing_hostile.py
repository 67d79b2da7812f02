"""Damaged databases through the whole import: an error that is meant, or a sound store.

Every seed is a real excerpt. What once broke the import is kept in `data/hostile`.
"""

from __future__ import annotations

import gzip
import io
import re
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from archives import tar_bytes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_databases import smelter, stored

from lcagraph.background.store import Database, write_database
from lcagraph.background.store.difference import difference
from lcagraph.background.store.searching import search
from lcagraph.background.store.verifying import verify
from lcagraph.cli import show_databases as shown
from lcagraph.cli.screen import Screen
from lcagraph.cli.show_dataset_tree import dataset_tree, dataset_tree_text
from lcagraph.errors import LcaGraphError
from lcagraph.formats.datapackage import write_datapackage
from lcagraph.impact import DEFAULT_GWP
from lcagraph.importing import add_database
from lcagraph.wording import LANGUAGES

DATA = Path(__file__).parent / "data"
KEPT = [p for p in sorted((DATA / "hostile").iterdir()) if p.suffix != ".md"]

Members = Mapping[str, bytes]

FACTOR_TABLE = (
    "name,value (kgCO2e),unit,year,region,source\n"
    "电解铝,16.4,kg,2023,CN,测试\n"
    "Steel,2.1,kg,2022,CN,test\n"
)


def folder(path: Path) -> Members:
    files = (file for file in sorted(path.rglob("*")) if file.is_file())
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in files}


def inside(path: Path) -> Members:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def one(path: Path) -> Members:
    return {path.name: path.read_bytes()}


SEEDS: dict[str, Members] = {
    "ILCD": folder(DATA / "ilcd" / "tiangong"),
    "JSON-LD 1": folder(DATA / "openlca_jsonld" / "uslci_fy18"),
    "JSON-LD 2": folder(DATA / "openlca_jsonld" / "uslci_rail"),
    "EcoSpold 2": folder(DATA / "ecospold2" / "uslci"),
    "EcoSpold 1": one(DATA / "ecospold1" / "uslci_excerpt.xml"),
    "SimaPro, allocation": one(DATA / "simapro_csv" / "allocation.csv"),
    "SimaPro, parameters": one(DATA / "simapro_csv" / "project_params.csv"),
    "SimaPro, waste": one(DATA / "simapro_csv" / "waste.csv"),
    "Excel": inside(DATA / "brightway_excel" / "sample_parameterized_database.xlsx"),
    "factor table": {"factors.csv": FACTOR_TABLE.encode()},
}

NUMBER = re.compile(rb"(?<![\w.-])-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w-])")
TEXT = re.compile(rb'(?<=")[^"<>\n]{1,60}(?=")|(?<=>)[^"<>\n]{1,60}(?=<)')
NUMBERS = (
    *("NaN", "inf", "-Infinity", "1e400", "-1e400", "1e308", "5e-324", "0", "-1", ""),
    *("twelve", "1,5", "1.5.2", "0x1F", "９", "１２", "1_000", "=1/0", "null", "true"),
    *("2**9999", "[1]", "1e", "--1", "\u0661", "1e-400", "9" * 400),
)
TEXTS = (
    *("' OR 1=1; --", '"; DROP TABLE activity; --', "<script>alert(1)</script>"),
    *("=cmd|' /C calc'!A0", "../../etc/passwd", "a\\u0000b", "\u202egnp", "é" * 3000),
    *("", " ", "%s%n{0}{name}", "kg", "CO2", "Carbon dioxide, fossil", "|a|b|\n\n# x"),
    *("\ud7ff", "&lt;b&gt;", "\\", "'", '"', "Infinity", "market for", "t*km", "\t"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One thing done to one member, all places as shares of what there is."""

    kind: str
    member: float
    place: float
    new: str = ""
    length: int = 0


edits = st.one_of(
    st.builds(
        Edit,
        kind=st.just("number"),
        member=st.floats(0, 1),
        place=st.floats(0, 1),
        new=st.sampled_from(NUMBERS),
    ),
    st.builds(
        Edit,
        kind=st.just("text"),
        member=st.floats(0, 1),
        place=st.floats(0, 1),
        new=st.one_of(st.sampled_from(TEXTS), st.text(max_size=8)),
    ),
    st.builds(
        Edit,
        kind=st.sampled_from(["cut", "doubled"]),
        member=st.floats(0, 1),
        place=st.floats(0, 1),
        length=st.sampled_from([1, 7, 60, 900, 10**9]),
    ),
    st.builds(
        Edit,
        kind=st.sampled_from(["removed", "renamed", "emptied"]),
        member=st.floats(0, 1),
        place=st.floats(0, 1),
    ),
)


def edited(members: Members, edit: Edit) -> Members:
    names = sorted(members)
    if not names:
        return members
    name = names[int(edit.member * (len(names) - 1))]
    content, others = members[name], {n: members[n] for n in names if n != name}
    match edit.kind:
        case "removed":
            return others
        case "renamed":
            return {**others, f"x/{name}"[: int(3 + edit.place * 40)]: content}
        case "emptied":
            return {**others, name: b""}
        case "number" | "text":
            pattern = NUMBER if edit.kind == "number" else TEXT
            found = list(pattern.finditer(content))
            if not found:
                return members
            where = found[int(edit.place * (len(found) - 1))]
            new = edit.new.encode("utf-8", "surrogatepass")
            changed = content[: where.start()] + new + content[where.end() :]
        case _:
            start = int(edit.place * len(content))
            part = content[start : start + edit.length]
            kept = b"" if edit.kind == "cut" else part * 2
            changed = content[:start] + kept + content[start + edit.length :]
    return {**others, name: changed}


def packed(members: Members, way: str) -> bytes:
    if way == "plain" and len(members) == 1:
        return next(iter(members.values()))
    if way == "tar.gz":
        return gzip.compress(tar_bytes(members), 1)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def import_and_ask(path: Path, place: Path) -> None:
    """Import a file, and put every question to what comes out of it.

    Whatever is no `LcaGraphError` fails the test, and so does a store in which anything
    but a whole database stands afterwards.
    """
    try:
        added = add_database(path, name="hostile", place=place)
    except LcaGraphError:
        assert not place.exists() or not list(place.iterdir())
        return
    assert [each.name for each in place.iterdir()] == ["hostile"]
    database = added.database
    assert list(verify(database)) == []
    try:
        ask(database)
        for lang in LANGUAGES:
            screen = Screen(lang=lang)
            assert shown.added_text(added, screen)
            for activity in list(database.activities())[:3]:
                shown.dataset_text(database, activity.process, screen)
                found = dataset_tree(
                    database, activity.process, 0.01, depth=3, gwp=DEFAULT_GWP
                )
                dataset_tree_text(found, screen)
    except LcaGraphError:  # several products of a dataset, a unit that nobody knows
        pass
    finally:
        database.close()


def ask(database: Database) -> None:
    activities = list(database.activities())
    for activity in activities[:3]:
        for words in (activity.name, activity.product_name, activity.location):
            assert database.named(activity.process)
            shown.hits_text(database, search(database, words), Screen(lang="zh"))
    assert len(list(database.processes())) >= len({a.process for a in activities})
    assert len(database.intensities) == len(activities)
    found = difference(database, database, gwp=DEFAULT_GWP)
    assert (found.added, found.removed, found.changed) == ((), (), ())


def tried(content: bytes, factory: pytest.TempPathFactory) -> None:
    place = factory.mktemp("hostile")
    path = place / "package"
    path.write_bytes(content)
    try:
        import_and_ask(path, place / "databases")
    finally:
        shutil.rmtree(place)


# An example is a whole import: as many in every profile.
FUZZED = settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("seed", SEEDS)
@given(todo=st.lists(edits, min_size=1, max_size=8))
@FUZZED
def test_damaged_contents_end_in_an_error_or_in_a_sound_database(
    seed: str, todo: list[Edit], tmp_path_factory: pytest.TempPathFactory
) -> None:
    members = SEEDS[seed]
    for edit in todo:
        members = edited(members, edit)
    tried(packed(members, "plain"), tmp_path_factory)


@pytest.mark.parametrize("way", ["zip", "tar.gz"])
@pytest.mark.parametrize("seed", ["ILCD", "EcoSpold 2"])
@given(data=st.data())
@FUZZED
def test_damaged_archives_end_in_an_error_or_in_a_sound_database(
    seed: str, way: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = bytearray(packed(SEEDS[seed], way))
    if data.draw(st.booleans(), "truncated"):
        del content[int(data.draw(st.floats(0, 1)) * len(content)) :]
    places = st.floats(0, 1, exclude_max=True)
    for place in data.draw(st.lists(places, max_size=5)):
        if content:
            content[int(place * len(content))] ^= data.draw(st.integers(1, 255))
    tried(bytes(content), tmp_path_factory)


@given(todo=st.lists(edits, min_size=1, max_size=4))
@FUZZED
def test_damaged_datapackages_end_in_an_error_or_in_a_sound_database(
    todo: list[Edit], tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("seed")
    database = Database(write_database(stored(smelter()), place))
    write_datapackage(database, place / "package.zip")
    database.close()
    members = inside(place / "package.zip")
    shutil.rmtree(place)
    for edit in todo:
        members = edited(members, edit)
    tried(packed(members, "zip"), tmp_path_factory)


@pytest.mark.parametrize("seed", SEEDS)
def test_undamaged_the_seeds_are_imported(seed: str, tmp_path: Path) -> None:
    path = tmp_path / "package"
    path.write_bytes(packed(SEEDS[seed], "plain"))
    import_and_ask(path, tmp_path / "databases")
    assert (tmp_path / "databases" / "hostile").is_dir()


@pytest.mark.parametrize("file", KEPT, ids=lambda path: path.name)
def test_what_once_broke_an_import_does_so_no_more(file: Path, tmp_path: Path) -> None:
    import_and_ask(file, tmp_path / "databases")
