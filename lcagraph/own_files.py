"""Files that a model names: none outside of its folder is ever opened.

A model is read on other people's computers, so a path may not leave the model's folder,
be it by `..`, by a drive letter or through a link.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath


def path_inside(file: str, folder: Path) -> Path | None:
    """Where a file lies, links followed; None if that is outside of the folder.

    Parameters
    ----------
    file : str
        As the model writes it; both kinds of slashes part folders.
    folder : Path
        The model's, already resolved. The file need not exist.
    """
    parts = PurePosixPath(file.replace("\\", "/"))
    if parts.is_absolute() or PureWindowsPath(file).drive or "\0" in file:
        return None
    try:
        path = (folder / parts).resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        return None
    return path if path.is_relative_to(folder) and path != folder else None
