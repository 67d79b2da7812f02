"""A photograph's file as new pixels for print, without what else was in the file.

A telephone writes where and by whom a photograph was taken, and which side is up; the
new pixels stand upright and say nothing of the rest.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from lcagraph.report.content import Pixels

MOST_PIXELS = 60_000_000
"""What is decoded takes up to four bytes per pixel."""
LONGEST = 1600
"""Longest side that is kept: 300 per inch in a width of 135 mm. [pixels]"""
QUALITY = 90
"""Of a JPEG, in Pillow's scale up to 95."""

_FORMATS = ("PNG", "JPEG")
_DAMAGED = (
    *(OSError, ValueError, SyntaxError, TypeError, LookupError, EOFError),
    *(OverflowError, struct.error, zlib.error),
)
"""What Pillow raises of pixels that break off or contradict their header."""


class OtherFormatError(Exception):
    """Neither PNG nor JPEG, whatever its name says."""


class TooLargeError(Exception):
    """More pixels than `MOST_PIXELS`."""


class DamagedError(Exception):
    """It begins as a picture does, but can't be decoded."""


def printable(content: bytes) -> Pixels:
    """The pixels of a PNG or JPEG, upright, no larger than print needs.

    Parameters
    ----------
    content : bytes
        Of the file; its first bytes tell the format, not its name.

    Returns
    -------
    Pixels
        A PNG stays one, with what shows through; a JPEG too. Equal content gives equal
        bytes with one version of Pillow.

    Raises
    ------
    OtherFormatError
        Neither PNG nor JPEG.
    TooLargeError
        Its header claims more pixels than `MOST_PIXELS`; none was decoded.
    DamagedError
        It can't be decoded to the end.
    """
    with warnings.catch_warnings():
        # of Pillow's own limits, and of EXIF data, which are left out
        warnings.simplefilter("ignore")
        shown, is_png = _decoded(content)
    shown.info.clear()
    written = BytesIO()
    if is_png:
        shown.save(written, "PNG", optimize=True)
    else:
        shown.save(written, "JPEG", quality=QUALITY)
    return Pixels(
        content=written.getvalue(),
        format="png" if is_png else "jpeg",
        width=shown.width,
        height=shown.height,
    )


def _decoded(content: bytes) -> tuple[Image.Image, bool]:
    """The picture upright, as small as print allows, and whether it was a PNG."""
    try:
        image: Image.Image = Image.open(BytesIO(content), formats=_FORMATS)
    except Image.DecompressionBombError:
        raise TooLargeError from None
    except UnidentifiedImageError:
        raise OtherFormatError from None
    except _DAMAGED:
        raise DamagedError from None
    if image.width * image.height > MOST_PIXELS:
        raise TooLargeError
    is_png = image.format == "PNG"
    try:
        image.draft("RGB", (LONGEST, LONGEST))  # a JPEG can be decoded smaller
        ImageOps.exif_transpose(image, in_place=True)
        shown = _in_colours(image)
        shown.thumbnail((LONGEST, LONGEST))
    except _DAMAGED:
        raise DamagedError from None
    return shown, is_png


def _in_colours(image: Image.Image) -> Image.Image:
    """In eight bits per colour; of a PNG, with how much shows through."""
    if image.mode.startswith("I"):  # 16 bits of grey; a conversion would cut them off
        image = image.convert("I").point(lambda grey: grey * (1 / 256))
        return image.convert("L").convert("RGB")
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == wanted else image.convert(wanted)
