"""Files made to do harm, through the whole import: a clear error, and nothing written.

The guards themselves are tested in `test_container`, `test_xml_guard` and
`test_json_guard`; here it is shown that no way around them leads into the store.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from archives import as_tar_gz, as_zip

from lcagraph.errors import UsageError
from lcagraph.importing import add_database
from lcagraph.wording import help_lines

DATA = Path(__file__).parent / "data"
SPOLD1 = (DATA / "ecospold1" / "uslci_excerpt.xml").read_bytes()
SPOLD2 = next((DATA / "ecospold2" / "uslci").glob("*.spold")).read_bytes()
ILCD = next((DATA / "ilcd").rglob("processes/*.xml")).read_bytes()
JSONLD = {
    path.relative_to(DATA / "openlca_jsonld" / "uslci_fy18").as_posix(): path
    for path in sorted((DATA / "openlca_jsonld" / "uslci_fy18").rglob("*.json"))
}
PROCESS = next(name for name in JSONLD if name.startswith("processes/"))
KIB, MIB = 2**10, 2**20
MOST_MEMORY = 300 * MIB

# Nine times ten of the one before: a billion in all.
LAUGHS = "".join(
    f'<!ENTITY l{k} "{f"&l{k - 1};" * 10}">' for k in range(1, 10)
).encode()


def after_declaration(xml: bytes, doctype: bytes, text: bytes) -> bytes:
    """A document type behind the declaration, and a text in the first name."""
    head, _, rest = xml.partition(b"?>")
    before, _, after = rest.partition(b'name="')
    return head + b"?>" + doctype + before + b'name="' + text + after


def entity_bomb(place: Path) -> Path:
    doctype = b'<!DOCTYPE e [<!ENTITY l0 "lol">' + LAUGHS + b"]>"
    path = place / "bomb.xml"
    path.write_bytes(after_declaration(SPOLD1, doctype, b"&l9;"))
    return path


def external_entity(place: Path) -> Path:
    (place / "secret").write_text("SECRET WORD", encoding="utf-8")
    uri = (place / "secret").as_uri().encode()
    doctype = b'<!DOCTYPE e [<!ENTITY x SYSTEM "' + uri + b'">]>'
    path = place / "external.xml"
    path.write_bytes(after_declaration(SPOLD1, doctype, b"&x;"))
    return path


def external_definitions(place: Path) -> Path:
    path = place / "external.spold"
    doctype = b'<!DOCTYPE e SYSTEM "http://127.0.0.1:9/a.dtd">'
    path.write_bytes(after_declaration(SPOLD2, doctype, b""))
    return path


def long_definitions(place: Path) -> Path:
    """A document type that is longer than the part by which a format is told."""
    path = place / "long.xml"
    doctype = b'<!DOCTYPE e [<!ENTITY x "' + b"x" * 5000 + b'">]>'
    path.write_bytes(after_declaration(SPOLD1, doctype, b"&x;"))
    return path


def long_definitions_zipped(place: Path) -> Path:
    doctype = b'<!DOCTYPE e [<!ENTITY x "' + b"x" * 5000 + b'">]>'
    return as_zip(place, {"a.spold": after_declaration(SPOLD2, doctype, b"&x;")})


def entity_of_html(place: Path) -> Path:
    path = place / "html.xml"
    path.write_bytes(after_declaration(SPOLD1, b"", b"a&nbsp;b"))
    return path


def entity_of_html_in_spold(place: Path) -> Path:
    return as_zip(place, {"a.spold": SPOLD2.replace(b"</", b"&nbsp;</", 1)})


def entity_of_html_in_ilcd(place: Path) -> Path:
    broken = ILCD.replace(b"</baseName>", b"&nbsp;</baseName>")
    return as_zip(place, {"ILCD/processes/a.xml": broken})


def zip_bomb(place: Path) -> Path:
    return as_zip(place, {"processes/a.json": b" " * (80 * MIB)})


def gzip_bomb(place: Path) -> Path:
    path = place / "bomb.xml.gz"
    path.write_bytes(gzip.compress(SPOLD1 + b" " * (80 * MIB)))
    return path


def climbing_zip(place: Path) -> Path:
    return as_zip(place, {"../../out.spold": SPOLD2})


def climbing_tar(place: Path) -> Path:
    return as_tar_gz(place, {"/out.spold": SPOLD2})


def truncated_zip(place: Path) -> Path:
    path = as_zip(place, {name: JSONLD[name].read_bytes() for name in JSONLD})
    path.write_bytes(path.read_bytes()[:-100])
    return path


def truncated_tar(place: Path) -> Path:
    path = as_tar_gz(place, {"a.spold": SPOLD2})
    path.write_bytes(path.read_bytes()[:-100])
    return path


def deep_json(place: Path) -> Path:
    return as_zip(place, {PROCESS: b'{"@type": "Process", "a":' + b"[" * MIB})


def deep_xml(place: Path) -> Path:
    path = place / "deep.xml"
    path.write_bytes(SPOLD1.partition(b"<dataset")[0] + b"<dataset>" * MIB)
    return path


def wrong_encoding(place: Path) -> Path:
    text = JSONLD[PROCESS].read_text(encoding="utf-8").replace("plant", "电厂")
    return as_zip(place, {PROCESS: text.encode("gbk")})


Maker = Callable[[Path], Path]
REFUSED: dict[str, tuple[Maker, str]] = {
    "billion laughs": (entity_bomb, "E010"),
    "external entity": (external_entity, "E010"),
    "external definitions": (external_definitions, "E010"),
    "document type that hides the format": (long_definitions, "E010"),
    "the same in a zip": (long_definitions_zipped, "E010"),
    "entity of HTML in EcoSpold 1": (entity_of_html, "E009"),
    "entity of HTML in EcoSpold 2": (entity_of_html_in_spold, "E009"),
    "entity of HTML in ILCD": (entity_of_html_in_ilcd, "E009"),
    "zip bomb": (zip_bomb, "E004"),
    "gzip bomb": (gzip_bomb, "E004"),
    "path that climbs out of a zip": (climbing_zip, "E002"),
    "absolute path in a tar": (climbing_tar, "E002"),
    "truncated zip": (truncated_zip, "E001"),
    "truncated tar": (truncated_tar, "E001"),
    "deep JSON": (deep_json, "E017"),
    "deep XML": (deep_xml, "E011"),
    "GBK in JSON": (wrong_encoding, "E018"),
}


@pytest.mark.parametrize(("make", "code"), REFUSED.values(), ids=REFUSED)
def test_harmful_files_are_refused_with_a_reason_and_nothing_is_written(
    make: Maker, code: str, tmp_path: Path
) -> None:
    path = make(tmp_path)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(UsageError) as error:
        add_database(path, name="harm", place=tmp_path / "databases")
    assert error.value.finding.code == code
    assert sorted(tmp_path.iterdir()) == before
    assert "SECRET" not in str(error.value)


def test_an_entity_that_xml_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        add_database(entity_of_html(tmp_path), name="harm", place=tmp_path / "d")
    assert error.value.finding.values["entity"] == "nbsp"
    assert "“&nbsp;”" in help_lines(error.value.finding, "en")[0]


BOMBS = ("billion laughs", "zip bomb", "gzip bomb", "deep JSON", "deep XML")

MEASURED = """
import sys
from pathlib import Path
from lcagraph.errors import UsageError
from lcagraph.importing import add_database
try:
    add_database(Path(sys.argv[1]), name="harm", place=Path(sys.argv[2]))
except UsageError:
    status = Path("/proc/self/status").read_text().splitlines()
    print(*(line.split()[1] for line in status if line.startswith("VmHWM:")))
"""


@pytest.mark.skipif(
    sys.platform != "linux", reason="Linux tells the peak of its memory"
)
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_takes_no_more_memory_than_a_small_import(
    bomb: str, tmp_path: Path
) -> None:
    make, _ = REFUSED[bomb]
    command = [sys.executable, "-c", MEASURED, str(make(tmp_path)), str(tmp_path / "d")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) * KIB < MOST_MEMORY
