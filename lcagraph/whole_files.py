"""Files written whole or not at all: a full disk or a break leaves the old one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_file(path: Path, content: str | bytes, *, is_lasting: bool = True) -> None:
    """Write a file, all of it or nothing; text as UTF-8 with the line breaks it has.

    It goes to a temporary file beside the target first, which then takes its place. A
    device or pipe, such as ``/dev/null``, is written into: nothing may take its place.

    Parameters
    ----------
    path : Path
    content : str or bytes
    is_lasting : bool
        Wait until the disk has it. What can be made again needs no waiting.

    Raises
    ------
    OSError
        The folder is missing or may not be written to.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}.")
    temporary = Path(name)
    try:
        with open(handle, "wb") as stream:
            stream.write(content.encode() if isinstance(content, str) else content)
            stream.flush()
            if is_lasting:
                os.fsync(stream.fileno())
        temporary.chmod(_mode(path))
        temporary.replace(path)
    except BaseException:  # Ctrl-C too must not leave it behind
        temporary.unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """Permissions of the file that is replaced, or those of any new file."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
