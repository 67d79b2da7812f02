"""Files of pictures for models, good and hostile, and a model that names one."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

import lcagraph

ROOT = Path(__file__).resolve().parents[1]
SIZE = (640, 480)
"""Of the crate that is drawn here. [pixels]"""


def crate(
    format_: str = "PNG", size: tuple[int, int] = SIZE, **options: object
) -> bytes:
    """A blue crate on white, drawn here, as the bytes of a file."""
    image = Image.new("RGB", size, "white")
    width, height = size
    pen = ImageDraw.Draw(image)
    pen.rectangle((width // 8, height // 4, 7 * width // 8, 7 * height // 8), "navy")
    for n in range(2, 7):
        slot = (
            n * width // 8,
            height // 2,
            n * width // 8 + width // 16,
            3 * height // 4,
        )
        pen.rectangle(slot, "white")
    written = BytesIO()
    image.save(written, format_, **options)
    return written.getvalue()


def claimed(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header claims a size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def model_with(folder: Path, picture: str) -> lcagraph.Model:
    """The crate of the shipped models in a folder, its product naming a picture."""
    text = (ROOT / "models" / "pp_crate" / "model.yaml").read_text(encoding="utf-8")
    old = "  crate: {name: PP 周转箱 | PP crate, "
    assert text.count(old) == 1
    written = text.replace(old, f'{old}picture: "{picture}", ')
    (folder / "model.yaml").write_text(written, encoding="utf-8")
    return lcagraph.read(folder / "model.yaml")
