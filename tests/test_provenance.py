"""Version and licence of a package, out of what its datasets say."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_packages as small

from lcagraph.formats.ecospold1 import read_ecospold1
from lcagraph.formats.ecospold2 import read_ecospold2
from lcagraph.formats.ilcd import read_ilcd
from lcagraph.formats.openlca_jsonld import read_openlca_jsonld
from lcagraph.formats.provenance import (
    common_licence,
    common_version,
    ecospold_licence,
    stated_version,
    written_version,
)

DATA = Path(__file__).parent / "data"


def processes(**said: list[str]) -> list[small.Process]:
    (key,) = said
    return [small.process(f"p{i}", **{key: text}) for i, text in enumerate(said[key])]


@pytest.mark.parametrize(
    ("versions", "version"),
    [(["3.10", "3.10"], "3.10"), (["1.0", "1.1"], ""), (["1.0", ""], ""), ([], "")],
)
def test_a_version_counts_if_all_datasets_state_it(
    versions: list[str], version: str
) -> None:
    assert common_version(processes(version=versions)) == version


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("00.00.000", ""),
        ("0.0", ""),
        (None, ""),
        (" 01.00.000 ", "01.00.000"),
        ("0.1", "0.1"),
    ],
)
def test_zeros_are_no_version(text: str | None, version: str) -> None:
    assert stated_version(text) == version


def test_several_licences_are_named_with_their_numbers() -> None:
    found = common_licence(processes(licence=["MIT", "", "CC0", "CC0"]))
    assert found == "CC0 (×2); MIT (×1)"
    many = [f"licence {i}" for i in range(7)]
    assert common_licence(processes(licence=many)).endswith("; +2")
    assert common_licence(processes(licence=["", ""])) == ""
    assert common_licence(processes(licence=["one  text\n"] * 2)) == "one text"


@pytest.mark.parametrize(
    ("access", "is_protected", "text"),
    [
        ("0", "true", "access: public, protected by copyright"),
        ("1", "false", "access: restricted (1), not protected by copyright"),
        (None, None, ""),
        ("9", "maybe", ""),
    ],
)
def test_ecospold_has_two_flags(
    access: str | None, is_protected: str | None, text: str
) -> None:
    assert ecospold_licence(access, is_protected) == text


@pytest.mark.parametrize(
    ("version", "written"),
    [("01.02.003", "01.02.003"), ("3.10", "00.00.000"), ("", "00.00.000")],
)
def test_only_versions_of_their_form_are_written_to_ilcd_and_openlca(
    version: str, written: str
) -> None:
    assert written_version(version, "00.00.000") == written


def test_real_excerpts_say_what_their_files_say() -> None:
    tiangong = read_ilcd(DATA / "ilcd" / "tiangong")
    assert tiangong.licence == "Free of charge for all users and uses"
    uslci = read_openlca_jsonld(DATA / "uslci_chain" / "jsonld.tar.gz")
    assert uslci.licence.startswith("All information can be accessed by everybody.")
    assert uslci.version == ""  # all of it is 00.00.000
    spold = read_ecospold2(DATA / "uslci_chain" / "ecospold2.tar.gz")
    assert "protected by copyright" in spold.licence
    old = read_ecospold1(DATA / "ecospold1" / "uslci_excerpt.xml")
    assert "access: public" in old.licence
