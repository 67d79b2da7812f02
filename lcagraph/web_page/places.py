"""Places in the model as a page quotes them: without the folders of one computer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lcagraph.errors import Part
from lcagraph.result import Result
from lcagraph.trace import Override
from lcagraph.wording.screen import Locate, Place


def shortened(place: Place | None, folder: Path) -> Place | None:
    """A place whose file is named as seen from the model's folder.

    A page is handed on: where the model lies on somebody's disk is nobody's business,
    and the same model gives the same page everywhere.
    """
    if place is None:
        return None
    path = Path(place.file)
    inside = path.is_relative_to(folder)
    return replace(
        place, file=path.relative_to(folder).as_posix() if inside else path.name
    )


def from_folder(locate: Locate, folder: Path) -> Locate:
    """The same way to places, with shortened files."""

    def found(at: str, part: Part, span: tuple[int, int] | None) -> Place | None:
        return shortened(locate(at, part, span), folder)

    return found


def with_short_places(result: Result) -> Result:
    """A result whose traces quote files as seen from the model's folder."""
    origin = result.prepared.compiled.system.origin
    if origin is None or result.locate is None:
        return result
    folder = origin.file.parent
    return replace(
        result,
        locate=from_folder(result.locate, folder),
        overrides=tuple(_override(each, folder) for each in result.overrides),
    )


def line_of(locate: Locate | None, at: str, part: Part = "value") -> str:
    """`model.yaml:12`; empty where a path stands in no file."""
    place = locate(at, part, None) if locate else None
    return f"{place.file}:{place.line}" if place and place.line else ""


def _override(override: Override, folder: Path) -> Override:
    return replace(
        override,
        place=shortened(override.place, folder),
        was_place=shortened(override.was_place, folder),
    )
