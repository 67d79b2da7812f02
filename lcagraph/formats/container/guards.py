"""What an archive may hold, and how it is refused.

Archives come from other people. A name may try to leave the folder, a few kilobytes may
unpack to terabytes, a link may point anywhere; each is refused here, before its bytes
are used. Nothing is ever written to disk.
"""

from __future__ import annotations

import errno
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

from lcagraph.errors import Finding, UsageError

MIB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much an archive may hold; the largest real one known has a tenth of it."""

    members: int = 300_000
    """Files in it. TianGong has 103,839."""
    member: int = 1024 * MIB
    """Unpacked size of one file. [byte]"""
    total: int = 32 * 1024 * MIB
    """Unpacked size of all files. [byte]"""
    ratio: float = 250.0
    """Unpacked to packed size; TianGong has 22. [1]"""
    ratio_from: int = 64 * MIB
    """Unpacked size below which no ratio is suspicious. [byte]"""
    name: int = 1024
    """Characters of a name. [1]"""
    depth: int = 32
    """Folders within each other. [1]"""


LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file of a container that can be read until the next one is asked for."""

    name: str
    packed: int
    """Bytes on disk that are used up by passing over it. [byte]"""
    read: Callable[[int], bytes]
    """Its first n bytes; less if it is shorter."""


class DamagedError(Exception):
    """Bytes that make no sense; `damage_told` adds the name of the file."""


_DAMAGE = (
    DamagedError,
    BadZipFile,
    EOFError,
    UnicodeDecodeError,
    struct.error,
    zlib.error,
)


def refuse(code: str, path: Path, **values: object) -> UsageError:
    """An error about a whole file; the caller raises it."""
    return UsageError(
        Finding(code=code, at=path.name, values={"file": path.name, **values})
    )


@contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """Whatever is wrong with the bytes of a file, told with its name.

    Raises
    ------
    UsageError
        The file does not exist (E701), cannot be read (E703) or is damaged (E001).
    """
    try:
        yield
    except FileNotFoundError:
        raise UsageError(Finding(code="E701", values={"file": str(path)})) from None
    except _DAMAGE as error:
        raise refuse("E001", path, reason=str(error) or "it ends too early") from None
    except NotImplementedError as error:
        raise refuse("E007", path, packing=str(error)) from None
    except OSError as error:
        # gzip has no errors of its own, and a wrong offset in a zip ends in `seek`.
        if error.errno in (None, errno.EINVAL):
            raise refuse("E001", path, reason=str(error)) from None
        values = {"file": str(path), "reason": error.strerror or str(error)}
        raise UsageError(Finding(code="E703", values=values)) from None


# What nearly all names look like; the others are looked at part by part.
_PLAIN = re.compile(r"(?:[A-Za-z0-9][\w.-]*/)*[A-Za-z0-9][\w.-]*", re.ASCII)


class Gate:
    """Counts what has come out of one container, and lets no more than allowed pass."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        self._names: set[str] = set()
        self._total = 0
        self._packed = max(path.stat().st_size, 1) if path.is_file() else None

    def admit(self, raw: str, size: int) -> str | None:
        """Name of a member in one spelling; None for what systems put in unasked.

        Raises
        ------
        UsageError
            Its name leaves the container (E002) or comes twice (E005), it is too
            large, or there are too many (E004).
        """
        name = self._safe(raw)
        self.check_size(size)
        if name in self._names:
            raise refuse("E005", self._path, member=name)
        self._names.add(name)
        if len(self._names) > self._limits.members:
            raise self._bomb("members", len(self._names), self._limits.members)
        return None if _is_litter(name) else name

    def check_size(self, size: int) -> None:
        """Refuse a file that is too large to be held in memory (E004)."""
        if size > self._limits.member:
            raise self._bomb("member_bytes", size, self._limits.member)

    def pass_bytes(self, count: int) -> None:
        """Count unpacked bytes.

        Raises
        ------
        UsageError
            More has come out than a sound archive holds (E004).
        """
        self._total += count
        limits = self._limits
        if self._total > limits.total:
            raise self._bomb("total_bytes", self._total, limits.total)
        if self._packed is None or self._total <= limits.ratio_from:
            return
        ratio = self._total / self._packed
        if ratio > limits.ratio:
            raise self._bomb("ratio", round(ratio), round(limits.ratio))

    def _bomb(self, what: str, found: int, limit: int) -> UsageError:
        return refuse(
            "E004", self._path, what=what, found=f"{found:,}", limit=f"{limit:,}"
        )

    def _safe(self, raw: str) -> str:
        if _PLAIN.fullmatch(raw) and len(raw) < 256 and raw.count("/") < 8:
            return raw
        name = raw.replace("\\", "/")
        parts = [part for part in name.split("/") if part not in ("", ".")]
        if (
            not parts
            or ".." in parts
            or name.startswith("/")
            or re.match("[A-Za-z]:", name)
            or not name.isprintable()
            or len(name) > self._limits.name
            or len(parts) > self._limits.depth
        ):
            raise refuse("E002", self._path, member=ascii(raw[:80]))
        return "/".join(parts)


def decoded(raw: bytes) -> str:
    """A name whose encoding the archive does not tell: UTF-8, else as Chinese Windows.

    Archives that Windows makes in China spell names in GBK without saying so.
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")


def _is_litter(name: str) -> bool:
    """True for hidden files and what macOS and Windows leave behind."""
    return (
        name.startswith((".", "__MACOSX/"))
        or "/." in name
        or name.endswith(("Thumbs.db", "desktop.ini"))
    )
