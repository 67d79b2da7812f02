"""What is refused before YAML is parsed: size, encoding, characters nobody can see.

Limits are far above any model written by hand and far below what could exhaust the
memory: the largest model of the benchmarks has 3,000 processes, 0.7 MB, 10^5 nodes.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from lcagraph.errors import Finding, LcaGraphError
from lcagraph.formats.yaml.positions import SourceFile, finding_in

MAX_BYTES = 16 * 1024 * 1024
"""Size of one file. [byte]"""
MAX_DEPTH = 40
"""Mappings and lists inside each other; a model needs ten."""
MAX_NODES = 500_000
"""Keys, values, mappings and lists of one file."""
MAX_FINDINGS = 100
"""A file with more problems than this is another kind of file."""

_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
# Every control character except tab and line breaks, the line breaks that editors do
# not show as such (NEL, LS, PS), halves of surrogate pairs, and U+FFFE, U+FFFF: YAML
# forbids them or counts lines by them.
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"
)
_CHINESE = re.compile("[\u4e00-\u9fff]")


class TextRefusedError(LcaGraphError):
    """Reading cannot go on; carries the findings and the text as far as known."""

    def __init__(self, source: SourceFile, findings: list[Finding]) -> None:
        self.source = source
        self.findings = findings
        super().__init__(source.name)


def read_bytes(path: Path, name: str) -> bytes:
    """Content of a regular file of at most `MAX_BYTES`.

    The size is looked up before anything is read, so a huge file costs nothing; a
    device or a pipe, which has no size and may never end, is not opened at all.

    Raises
    ------
    TextRefusedError
        The file is missing (E701), no regular file (E702), unreadable (E703) or too
        large (E140).
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            refused = Finding(code="E702", at=name, values={"file": name})
            raise TextRefusedError(SourceFile(name=name, text=""), [refused])
        if status.st_size > MAX_BYTES:
            raise _too_large(name, status.st_size)
        with path.open("rb") as handle:
            content = handle.read(MAX_BYTES + 1)
    except FileNotFoundError:
        refused = Finding(code="E701", at=name, values={"file": name})
        raise TextRefusedError(SourceFile(name=name, text=""), [refused]) from None
    except (OSError, ValueError) as error:
        number = error.errno if isinstance(error, OSError) else None
        reason = str(error) if number is None else os.strerror(number)
        refused = Finding(code="E703", at=name, values={"file": name, "reason": reason})
        raise TextRefusedError(SourceFile(name=name, text=""), [refused]) from error
    if len(content) > MAX_BYTES:
        # Files of /proc and growing logs state no size, or an old one.
        raise _too_large(name, len(content))
    return content


def _too_large(name: str, size: int) -> TextRefusedError:
    mega = 1024 * 1024
    values = {"size": f"{size / mega:.1f}", "limit": f"{MAX_BYTES // mega}"}
    refused = Finding(code="E140", at=name, values=values)
    return TextRefusedError(SourceFile(name=name, text=""), [refused])


def decode(content: bytes, name: str) -> tuple[SourceFile, list[Finding]]:
    """Text of a file in UTF-8, and a note if it begins with a byte order mark.

    Raises
    ------
    TextRefusedError
        Another encoding: UTF-16 or UTF-32 (E131), one of the GB family (E130), or
        bytes that no encoding of ours explains (E132).
    """
    for mark, codec, label in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            raise _foreign(content, name, codec, label)
    try:
        return without_mark(content.decode("utf-8"), name)
    except UnicodeDecodeError as error:
        raise _not_utf8(content, name, error.start) from None


def without_mark(text: str, name: str) -> tuple[SourceFile, list[Finding]]:
    """The text without a leading byte order mark, and the note that says so."""
    source = SourceFile(name=name, text=text.removeprefix("\ufeff"))
    notes = [] if source.text == text else [finding_in(source, "N150", 0, 0)]
    return source, notes


def _foreign(content: bytes, name: str, codec: str, label: str) -> TextRefusedError:
    text = content.decode(codec, errors="replace")
    source = SourceFile(name=name, text=text.removeprefix("\ufeff"))
    found = finding_in(source, "E131", 0, 0, {"encoding": label, "file": name})
    return TextRefusedError(source, [found])


def _not_utf8(content: bytes, name: str, bad: int) -> TextRefusedError:
    """Show the line as its author sees it: read as GB18030, which contains GBK."""
    byte = f"0x{content[bad]:02X}"
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if _CHINESE.search(text):
        before = len(content[:bad].decode("gb18030", errors="ignore"))
        source = SourceFile(name=name, text=text)
        values = {"file": name, "byte": byte}
        return TextRefusedError(
            source, [finding_in(source, "E130", before, before + 1, values)]
        )
    source = SourceFile(name=name, text=content.decode("utf-8", errors="replace"))
    before = len(content[:bad].decode("utf-8"))
    found = finding_in(source, "E132", before, before + 1, {"byte": byte})
    return TextRefusedError(source, [found])


def refuse_control_characters(source: SourceFile) -> None:
    """Refuse characters that no editor shows and that YAML does not allow.

    Raises
    ------
    TextRefusedError
        With one E121 for each of them, up to `MAX_FINDINGS`.
    """
    if CONTROL.search(source.text) is None:
        return
    found: list[Finding] = []
    for match in CONTROL.finditer(source.text):
        values = {"character": f"U+{ord(match.group()):04X}"}
        found.append(finding_in(source, "E121", *match.span(), values))
        if len(found) == MAX_FINDINGS:
            break
    raise TextRefusedError(source, found)
