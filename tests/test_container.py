"""Files of a database come out of every container, and nothing else does."""

from __future__ import annotations

import gzip
import io
import os
import struct
import sys
import tarfile
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import zstandard
from archives import ARCHIVERS, PACKERS, Packer, as_folder, as_tar, as_zip, tar_bytes
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.errors import UsageError
from lcagraph.formats.container import Limits, packed_size, peek, walk

FILES = {
    "flows/steel.xml": b"<flow/>",
    "processes/电解铝.xml": "<过程/>".encode() * 50,
    "readme.txt": b"",
}


def contents(path: Path, limits: Limits | None = None) -> dict[str, bytes]:
    walked = walk(path) if limits is None else walk(path, limits=limits)
    return {document.name: document.content for document in walked}


def refusal(path: Path, limits: Limits | None = None) -> str:
    """Code of the error that reading the whole container ends in."""
    with pytest.raises(UsageError) as caught:
        contents(path, limits)
    return caught.value.finding.code


def single(name: str) -> dict[str, bytes]:
    return {name: b"x"}


# --------------------------------------------------------------------- what comes out


@pytest.mark.parametrize("pack", PACKERS)
def test_every_container_gives_the_same_documents(pack: Packer, tmp_path: Path) -> None:
    assert contents(pack(tmp_path, FILES)) == FILES


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("one.xml", b"<a/>"),
        ("one.xml.gz", gzip.compress(b"<a/>", mtime=0)),
        ("one.xml.zst", zstandard.compress(b"<a/>")),
    ],
)
def test_a_single_file_is_one_document_under_its_own_name(
    name: str, packed: bytes, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(packed)
    assert contents(tmp_path / name) == {"one.xml": b"<a/>"}


def test_the_packing_is_told_by_content_and_not_by_suffix(tmp_path: Path) -> None:
    path = as_zip(tmp_path, FILES).rename(tmp_path / "package.xml")
    assert contents(path) == FILES


def test_two_zstandard_frames_in_a_row_are_one_archive(tmp_path: Path) -> None:
    whole = tar_bytes(FILES)
    path = tmp_path / "two.tar.zst"
    path.write_bytes(zstandard.compress(whole[:700]) + zstandard.compress(whole[700:]))
    assert contents(path) == FILES


@pytest.mark.parametrize(
    "style", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]
)
def test_long_and_chinese_names_in_a_tar_come_out_whole(
    style: int, tmp_path: Path
) -> None:
    # ustar holds 100 bytes of name and 155 of folder; the others have extra headers.
    name = "文件夹" * 10 + "/" + "steel" * 19 + ".xml"
    (tmp_path / "long.tar").write_bytes(tar_bytes(single(name), style))
    assert contents(tmp_path / "long.tar") == single(name)


@pytest.mark.parametrize("pack", ARCHIVERS)
def test_what_systems_put_in_unasked_is_left_out(pack: Packer, tmp_path: Path) -> None:
    litter = [".DS_Store", "__MACOSX/a.xml", "flows/._a.xml", ".git/x", "a/Thumbs.db"]
    path = pack(tmp_path, {**FILES, **dict.fromkeys(litter, b"x")})
    assert contents(path) == FILES


@pytest.mark.parametrize("pack", PACKERS)
def test_ticks_add_up_to_the_packed_size(pack: Packer, tmp_path: Path) -> None:
    path = pack(tmp_path, {name: content for name, content in FILES.items() if content})
    ticks: list[int] = []
    list(walk(path, tick=ticks.append))
    # The directory of a zip is no member; everything else is counted.
    overhead = packed_size(path) - sum(ticks)
    assert overhead == 0 or (path.suffix == ".zip" and 0 < overhead < 500)


@pytest.mark.parametrize("pack", PACKERS)
def test_what_is_not_wanted_is_not_delivered(pack: Packer, tmp_path: Path) -> None:
    path = pack(tmp_path, FILES)
    names = [d.name for d in walk(path, wanted=lambda name: name.endswith(".txt"))]
    assert names == ["readme.txt"]


def test_a_file_of_its_own_is_wanted_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "export.dat").write_bytes(b"<a/>")
    walked = walk(tmp_path / "export.dat", wanted=lambda name: name.endswith(".xml"))
    assert [document.content for document in walked] == [b"<a/>"]


@pytest.mark.parametrize(
    ("pack", "kind"),
    list(zip(PACKERS, ["folder", "zip", "tar", "tar", "tar"], strict=True)),
)
def test_a_peek_shows_names_and_first_bytes(
    pack: Packer, kind: str, tmp_path: Path
) -> None:
    seen = peek(pack(tmp_path, {**FILES, "long.csv": b"x" * 10_000}))
    assert seen.kind == kind
    assert set(seen.names) == {*FILES, "long.csv"}
    assert seen.heads["flows/steel.xml"] == b"<flow/>"
    assert seen.heads["long.csv"] == b"x" * 4096


def test_a_zip_of_chinese_windows_gives_names_in_chinese(tmp_path: Path) -> None:
    path = as_zip(tmp_path, single("ABCDEFGH.xml"))
    # Windows writes GBK without saying so; four Chinese characters are eight bytes.
    packed = path.read_bytes().replace(b"ABCDEFGH", "电解铝锭".encode("gbk"))
    path.write_bytes(packed)
    assert contents(path) == single("电解铝锭.xml")


def test_a_tar_name_that_is_no_utf8_is_read_as_gbk(tmp_path: Path) -> None:
    with tarfile.open(
        tmp_path / "a.tar", "w", format=tarfile.GNU_FORMAT, encoding="gbk"
    ) as archive:
        archive.addfile(tarfile.TarInfo("电解铝.xml"))
    assert contents(tmp_path / "a.tar") == {"电解铝.xml": b""}


def test_sizes_in_binary_are_read_from_a_tar_header(tmp_path: Path) -> None:
    whole = bytearray(tar_bytes(single("a.xml"), tarfile.GNU_FORMAT))
    whole[124:136] = b"\x80" + (1).to_bytes(11, "big")
    whole[148:156] = b" " * 8
    whole[148:156] = b"%06o\0 " % sum(whole[:512])
    (tmp_path / "a.tar").write_bytes(whole)
    assert contents(tmp_path / "a.tar") == single("a.xml")


def test_an_empty_file_and_an_empty_archive_are_read(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    assert contents(tmp_path / "empty.csv") == {"empty.csv": b""}
    assert contents(as_zip(tmp_path, {})) == {}


# -------------------------------------------------------------------- what is refused

UNSAFE = {
    "climbs out": "../x.xml",
    "climbs out later": "a/../../x.xml",
    "climbs out as on Windows": "a\\..\\..\\x.xml",
    "absolute": "/etc/x.xml",
    "absolute on Windows": "C:\\x.xml",
    "control character": "a\nb.xml",
    "right-to-left mark": "a\u202elmx.b",
    "absurdly long": "a" * 1100,
    "absurdly deep": "a/" * 40 + "x.xml",
}


@pytest.mark.parametrize("pack", ARCHIVERS)
@pytest.mark.parametrize("name", UNSAFE.values(), ids=UNSAFE)
def test_an_unsafe_name_is_refused(pack: Packer, name: str, tmp_path: Path) -> None:
    assert refusal(pack(tmp_path, {**FILES, name: b"x"})) == "E002"


def test_a_zip_name_cut_by_nul_is_refused(tmp_path: Path) -> None:
    path = as_zip(tmp_path, single("abcd.xml"))
    path.write_bytes(path.read_bytes().replace(b"abcd", b"ab\0d"))
    assert refusal(path) == "E002"


@pytest.mark.parametrize("pack", ARCHIVERS)
def test_one_name_twice_is_refused(pack: Packer, tmp_path: Path) -> None:
    assert refusal(pack(tmp_path, {"a/b.xml": b"1", "a/./b.xml": b"2"})) == "E005"


def test_a_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    folder = as_folder(tmp_path, FILES)
    (folder / "out").symlink_to(tmp_path)
    assert refusal(folder) == "E003"


def test_a_pipe_in_a_folder_is_refused_unopened(tmp_path: Path) -> None:
    folder = as_folder(tmp_path, FILES)
    os.mkfifo(folder / "pipe.xml")
    assert refusal(folder) == "E003"


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("passwd.xml")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    assert refusal(tmp_path / "a.zip") == "E003"


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_in_a_tar_are_refused(kind: bytes, tmp_path: Path) -> None:
    header = tarfile.TarInfo("passwd.xml")
    header.type, header.linkname = kind, "/etc/passwd"
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        archive.addfile(header)
    assert refusal(tmp_path / "a.tar") == "E003"


ZEROS = {"zeros.xml": bytes(80 * 2**20)}


@pytest.mark.parametrize("pack", [p for p in ARCHIVERS if p is not as_tar])
def test_a_bomb_is_refused_by_its_ratio(pack: Packer, tmp_path: Path) -> None:
    # Zeros shrink to a thousandth by deflate, to a 30,000th by Zstandard: limit 250.
    assert refusal(pack(tmp_path, ZEROS)) == "E004"


@pytest.mark.parametrize(
    "limits",
    [Limits(members=2), Limits(member=300), Limits(total=400)],
    ids=["members", "member", "total"],
)
@pytest.mark.parametrize("pack", PACKERS)
def test_more_than_the_limits_allow_is_refused(
    pack: Packer, limits: Limits, tmp_path: Path
) -> None:
    # FILES: three members; 50 × 9 = 450 bytes in the largest, 457 in all.
    assert refusal(pack(tmp_path, FILES), limits) == "E004"


def test_a_million_members_are_refused_before_any_is_listed(tmp_path: Path) -> None:
    header = b"PK\x01\x02" + bytes(24) + struct.pack("<H", 1) + bytes(16) + b"a"
    count = 1_000_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(header) * count, 0, 0)
    path = tmp_path / "many.zip"
    path.write_bytes(b"PK\x03\x04" + header * count + end)
    assert refusal(path) == "E004"


def test_a_tar_header_that_announces_a_giant_name_is_refused(tmp_path: Path) -> None:
    header = tarfile.TarInfo("a")
    header.type, header.size = tarfile.XHDTYPE, 2**33
    (tmp_path / "a.tar").write_bytes(header.tobuf(tarfile.GNU_FORMAT))
    assert refusal(tmp_path / "a.tar") == "E001"


@pytest.mark.parametrize("digits", [b"00000000009", b"18", b"8"])
def test_a_tar_size_that_is_not_octal_is_refused(digits: bytes, tmp_path: Path) -> None:
    whole = bytearray(tar_bytes(single("a.xml"), tarfile.USTAR_FORMAT))
    whole[124:136] = digits.ljust(12, b"\0")
    whole[148:156] = b" " * 8
    whole[148:156] = b"%06o\0 " % sum(whole[:512])
    (tmp_path / "a.tar").write_bytes(whole)
    assert refusal(tmp_path / "a.tar") == "E001"


def test_a_checksum_that_is_not_octal_is_no_tar(tmp_path: Path) -> None:
    whole = bytearray(tar_bytes(single("a.xml"), tarfile.USTAR_FORMAT))
    whole[148:156] = b"009999\0 "
    (tmp_path / "a.tar").write_bytes(whole)
    assert list(contents(tmp_path / "a.tar")) == ["a.tar"]  # one document, unpacked


@pytest.mark.parametrize("size", [b"nine", b"-512", b"9" * 5000])
def test_a_pax_size_that_is_no_number_is_refused(size: bytes, tmp_path: Path) -> None:
    header = tarfile.TarInfo("a.xml")
    record = b" size=" + size + b"\n"
    length = len(record) + len(str(len(record) + 3))
    extra = str(length).encode() + record
    assert len(extra) == length
    announced = tarfile.TarInfo("pax")
    announced.type, announced.size = tarfile.XHDTYPE, len(extra)
    blocks = announced.tobuf(tarfile.USTAR_FORMAT) + extra.ljust(
        -(-length // 512) * 512, b"\0"
    )
    blocks += header.tobuf(tarfile.USTAR_FORMAT) + bytes(1024)
    (tmp_path / "a.tar").write_bytes(blocks)
    assert refusal(tmp_path / "a.tar") == "E001"


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = as_zip(tmp_path, single("a.xml"))
    packed = bytearray(path.read_bytes())
    packed[packed.index(b"PK\x01\x02") + 8] |= 1  # the bit of the directory
    path.write_bytes(packed)
    assert refusal(path) == "E006"


@pytest.mark.parametrize(
    "magic", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01", b"BZh9", b"\xfd7zXZ\0"]
)
def test_an_unknown_packing_is_refused_by_name(magic: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(magic + bytes(600))
    assert refusal(tmp_path / "a.bin") == "E007"


def test_a_zstandard_window_of_a_gibibyte_is_refused(tmp_path: Path) -> None:
    wide = zstandard.ZstdCompressionParameters(window_log=30, enable_ldm=True)
    # Streamed, the size is not known beforehand, so the whole window is announced.
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    (tmp_path / "a.zst").write_bytes(packer.compress(b"x" * 5000) + packer.flush())
    assert refusal(tmp_path / "a.zst") == "E007"


def test_an_unknown_method_within_a_zip_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.xml", b"x" * 100)
    assert refusal(tmp_path / "a.zip") == "E007"


def test_a_missing_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.zst").write_bytes(zstandard.compress(b"x"))
    monkeypatch.setitem(sys.modules, "zstandard", None)
    assert refusal(tmp_path / "a.zst") == "E008"


def test_a_missing_file_and_a_pipe_are_told(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nothing.zip") == "E701"
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == "E702"


def test_a_second_archive_behind_the_first_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tar_bytes(FILES) + tar_bytes(single("b.xml")))
    assert refusal(tmp_path / "a.tar") == "E001"


# ------------------------------------------------------------------ truncated, damaged


def packed_bytes() -> dict[str, bytes]:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in FILES.items():
            archive.writestr(name, content)
    tar = tar_bytes(FILES)
    return {
        "zip": buffer.getvalue(),
        "tar": tar,
        "gz": gzip.compress(tar),
        "zst": zstandard.ZstdCompressor(write_checksum=True).compress(tar),
    }


PACKED = packed_bytes()


@pytest.mark.parametrize("packing", ["zip", "gz", "zst"])
@given(cut=st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_a_truncated_archive_is_never_read_as_a_whole_one(
    packing: str, cut: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = PACKED[packing]
    path = tmp_path_factory.mktemp("cut") / "package"
    path.write_bytes(whole[: max(8, int(cut * len(whole)))])
    assert refusal(path) == "E001"


@pytest.mark.parametrize("packing", PACKED)
@given(data=st.data())
def test_damaged_bytes_end_in_an_error_or_in_documents(
    packing: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    damaged = bytearray(PACKED[packing])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / "package"
    path.write_bytes(damaged)
    # Whatever is no deliberate error fails the test.
    with suppress(UsageError):
        assert all(isinstance(content, bytes) for content in contents(path).values())
