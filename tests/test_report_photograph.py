"""The photograph of a product: in every format of a report, and never from a trap."""

from __future__ import annotations

import base64
import os
import re
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from photographs import SIZE, claimed, crate, model_with
from PIL import Image
from pypdf import PdfReader
from typer.testing import CliRunner

import lcagraph
from lcagraph.cli.app import app
from lcagraph.errors import UsageError
from lcagraph.model import Model
from lcagraph.report.captions import Numbering
from lcagraph.report.content import Paragraph, Pixels, Reference
from lcagraph.report.html import html_text
from lcagraph.report.pages import photograph_size
from lcagraph.report.pdf import pdf_bytes
from lcagraph.report.photographs import MOST_BYTES
from lcagraph.report.pixels import LONGEST, MOST_PIXELS, printable
from lcagraph.report.word import word_bytes
from lcagraph.report.workbook import live_model, workbook_bytes

WHITE, NAVY = (255, 255, 255), (0, 0, 128)
IN_THE_CRATE, BESIDE = (0.2, 0.3), (0.05, 0.05)
"""Places of the drawing as shares of its sides, see `photographs.crate`."""


def told(model: Model, template: str = "chongqing") -> list[str]:
    """Codes of what a report says about its picture."""
    return [one.code for one in model.report(template).findings if "picture" in one.at]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """A crate with its photograph."""
    folder = tmp_path_factory.mktemp("crate")
    (folder / "crate.png").write_bytes(crate())
    return model_with(folder, "crate.png")


def shows_crate(content: bytes) -> bool:
    """Whether bytes of an image are the crate that was drawn."""
    image = Image.open(BytesIO(content)).convert("RGB")
    found = []
    for across, down in (IN_THE_CRATE, BESIDE):
        at = (int(across * image.width), int(down * image.height))
        pixel = image.getpixel(at)
        assert isinstance(pixel, tuple)
        found.append(pixel)
    near = zip(found, (NAVY, WHITE), strict=True)
    return all(abs(a - b) < 12 for pair in near for a, b in zip(*pair, strict=True))


# ------------------------------------------------------------------- in each format


def test_a_report_holds_the_pixels_and_no_blank(model: Model) -> None:
    report = model.report("chongqing")
    (photograph,) = report.photographs()
    assert shows_crate(photograph.pixels.content)
    assert photograph.title == "PP 周转箱"
    assert "products.crate.picture" not in {blank.path for blank in report.blanks()}
    assert told(model) == []


def test_the_figures_of_the_form_keep_their_numbers(
    model: Model, tmp_path: Path
) -> None:
    bare = model_with(tmp_path, "crate.png")  # no such file: the report has no picture
    with_, without = (each.report("chongqing").figures() for each in (model, bare))
    assert [one.number for one in with_] == [one.number for one in without]


@pytest.mark.parametrize(("numbering", "number"), [("auto", "3-4"), ("seed", "3-3(2)")])
def test_shandong_s_report_refers_to_it(
    model: Model, numbering: Numbering, number: str
) -> None:
    report = model.report("shandong", "zh", numbering=numbering)
    (photograph,) = report.photographs()
    # 图3-1 departments, 3-2 process, 3-3 materials come before it
    assert photograph.number == f"图 {number}"
    lines = {block.words for block in report.blocks() if isinstance(block, Paragraph)}
    assert ("产品外观如", Reference(to=photograph.id), " 所示。") in lines


def _sentences(html: str) -> str:
    return re.sub("<[^>]+>", "", html)


def test_word_has_it_as_a_part_with_its_name_for_who_doesn_t_see_it(
    model: Model,
) -> None:
    document = Document(BytesIO(word_bytes(model.report("chongqing"))))
    shapes = [
        shape
        for shape in document.inline_shapes
        if shape._inline.docPr.get("descr") == "PP 周转箱"
    ]
    (inline,) = (shape._inline for shape in shapes)
    part = document.part.related_parts[
        inline.graphic.graphicData.pic.blipFill.blip.embed
    ]
    assert part.content_type == "image/png"
    assert shows_crate(part.blob)
    # 640 px of 1/96 inch are 169 mm: as wide as may be, 120 mm of 36,000 EMU each
    assert (inline.extent.cx, inline.extent.cy) == (120 * 36_000, 90 * 36_000)
    ids = [shape._inline.docPr.id for shape in document.inline_shapes]
    assert len(set(ids)) == len(ids)


def test_pdf_has_it_as_an_image_with_a_text_instead(model: Model) -> None:
    reader = PdfReader(BytesIO(pdf_bytes(model.report("chongqing"))))
    images = [
        image.image
        for page in reader.pages
        for image in page.images
        if image.image is not None and image.image.size == SIZE
    ]
    (image,) = images
    written = BytesIO()
    image.save(written, "PNG")
    assert shows_crate(written.getvalue())
    structure = reader.trailer["/Root"]["/StructTreeRoot"]
    assert "PP 周转箱" in alternatives(structure)


def alternatives(node: Any) -> list[str]:
    """What the structure of a document says in the place of its pictures."""
    plain = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(plain, list):
        return [text for child in plain for text in alternatives(child)]
    if not isinstance(plain, dict):
        return []
    own = [str(plain["/Alt"])] if "/Alt" in plain else []
    return own + alternatives(plain.get("/K", []))


def test_html_has_it_inside_and_asks_for_no_file(model: Model) -> None:
    page = html_text(model.report("chongqing"))
    (image,) = re.findall(r'<img src="data:image/png;base64,([^"]+)"[^>]*>', page)
    assert shows_crate(base64.b64decode(image, validate=True))
    assert 'alt="PP 周转箱"' in page
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "img-src data:;" in policy[1]


def test_a_workbook_has_it_on_a_sheet_of_its_own(model: Model) -> None:
    report = model.report("chongqing")
    content = workbook_bytes(report, live_model(model.solve(), "zh"))
    book = load_workbook(BytesIO(content))
    (image,) = book["PP 周转箱"]._images
    assert shows_crate(image._data())
    assert book["PP 周转箱"]["A1"].value == "PP 周转箱"
    # inside one cell: programs that know other fonts don't stretch it
    from_, to = image.anchor._from, image.anchor.to
    assert (from_.row, from_.col) == (to.row, to.col)
    # 120 mm × 90 mm of 36,000 EMU each, to a pixel of 9,525
    sides = to.colOff - from_.colOff, to.rowOff - from_.rowOff
    assert sides == pytest.approx((120 * 36_000, 90 * 36_000), abs=9525)


@pytest.mark.parametrize("template", ["chongqing", "shandong"])
def test_the_same_picture_gives_the_same_bytes(model: Model, template: str) -> None:
    report = model.report(template)
    assert word_bytes(report) == word_bytes(model.report(template))
    assert html_text(report) == html_text(model.report(template))


def test_a_hostile_name_of_the_product_stays_text(model: Model, tmp_path: Path) -> None:
    (tmp_path / "crate.png").write_bytes(crate())
    evil = model_with(tmp_path, "crate.png").with_(
        {"products.crate.name": '"><script>alert(1)</script>'}
    )
    report = evil.report("chongqing", "en")
    assert "<script" not in html_text(report)
    assert word_bytes(report)[:2] == b"PK"
    assert pdf_bytes(report)[:5] == b"%PDF-"


# ------------------------------------------------------------------------ the pixels


def test_a_jpeg_is_turned_upright_and_told_nothing_else() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the sensor lay on its right side: turn by 90° clockwise
    exif[0x010E] = "at home"
    lying = Image.open(BytesIO(crate())).transpose(Image.Transpose.ROTATE_90)
    written = BytesIO()
    lying.save(written, "JPEG", quality=95, exif=exif, comment=b"a secret")
    assert b"at home" in written.getvalue()
    assert b"a secret" in written.getvalue()
    found = printable(written.getvalue())
    assert (found.format, found.width, found.height) == ("jpeg", *SIZE)
    assert shows_crate(found.content)
    assert b"Exif" not in found.content
    assert b"secret" not in found.content


@pytest.mark.parametrize(("size", "kept"), [((4000, 3000), (1600, 1200)), (SIZE, SIZE)])
@pytest.mark.parametrize("format_", ["PNG", "JPEG"])
def test_large_pictures_become_as_small_as_print_needs(
    format_: str, size: tuple[int, int], kept: tuple[int, int]
) -> None:
    found = printable(crate(format_, size))
    assert (found.width, found.height) == kept
    assert max(kept) <= LONGEST


def test_what_shows_through_still_does() -> None:
    image = Image.new("RGBA", (20, 10), (0, 0, 0, 0))
    written = BytesIO()
    image.save(written, "PNG")
    kept = Image.open(BytesIO(printable(written.getvalue()).content))
    assert kept.getpixel((3, 3)) == (0, 0, 0, 0)


def test_grey_of_sixteen_bits_keeps_its_shades() -> None:
    image = Image.new("I;16", (2, 1))
    image.putpixel((0, 0), 0x8000)  # half of white: 0x80 of eight bits
    image.putpixel((1, 0), 0xFFFF)
    written = BytesIO()
    image.save(written, "PNG")
    kept = Image.open(BytesIO(printable(written.getvalue()).content))
    assert [kept.getpixel((x, 0)) for x in (0, 1)] == [(0x80,) * 3, (0xFF,) * 3]


@pytest.mark.parametrize(
    ("pixels", "printed"),
    [
        ((96, 96), (25.4, 25.4)),  # 96 px are an inch: not enlarged
        ((1600, 400), (120.0, 30.0)),  # as wide as may be
        ((400, 1600), (22.5, 90.0)),  # as high as may be
    ],
)
def test_it_fits_its_place_and_is_never_enlarged(
    pixels: tuple[int, int], printed: tuple[float, float]
) -> None:
    width, height = pixels
    one = Pixels(content=b"", format="png", width=width, height=height)
    assert photograph_size(one) == pytest.approx(printed)


@pytest.mark.filterwarnings("error")
def test_what_a_telephone_wrote_wrongly_is_left_out_without_a_word() -> None:
    exif = Image.Exif()
    exif[0x010E] = "at home"
    content = crate("JPEG", exif=exif)
    at = content.index(b"at home")
    # the tag's entry of 12 bytes, 01 0E, says where its text stands: now nowhere
    broken = re.sub(
        rb"\x01\x0e\x00\x02.{8}",
        b"\x01\x0e\x00\x02" + b"\xff" * 8,
        content[:at],
        flags=re.DOTALL,
    )
    assert broken != content[:at]
    assert shows_crate(printable(broken + content[at:]).content)


# ---------------------------------------------------------------------------- traps


HOSTILE = {
    "text": (b"not a picture at all", "W828"),
    "empty": (b"", "W828"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "W828"),
    "webp": (crate("WEBP"), "W828"),
    "gif": (crate("GIF"), "W828"),
    "tiff": (crate("TIFF"), "W828"),
    "magic alone": (b"\x89PNG\r\n\x1a\n", "W828"),
    "cut short": (crate()[:-400], "W827"),
    "jpeg cut short": (crate("JPEG")[:4000], "W827"),
    "claims 30,000 × 30,000": (claimed(30_000, 30_000), "W829"),
    "claims 10,000 × 9,000": (claimed(10_000, 9_000), "W829"),
    "holds less than it claims": (claimed(900, 900), "W827"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_to_print_is_told_and_left_blank(
    name: str, tmp_path: Path
) -> None:
    content, code = HOSTILE[name]
    (tmp_path / "crate.png").write_bytes(content)
    model = model_with(tmp_path, "crate.png")
    report = model.report("chongqing")
    assert told(model) == [code]
    assert report.photographs() == ()
    assert "products.crate.picture" in {blank.path for blank in report.blanks()}


def test_the_limit_lies_between_the_sizes_that_are_tried() -> None:
    assert 900 * 900 < MOST_PIXELS < 10_000 * 9_000


def test_a_file_of_too_many_bytes_is_not_decoded(tmp_path: Path) -> None:
    path = tmp_path / "crate.png"
    path.write_bytes(crate())
    os.truncate(path, MOST_BYTES)  # zeros behind a picture do no harm
    assert told(model_with(tmp_path, "crate.png")) == []
    os.truncate(path, MOST_BYTES + 1)
    assert told(model_with(tmp_path, "crate.png")) == ["W829"]


def _outside(folder: Path) -> None:
    (folder / "crate.png").write_bytes(crate())


@pytest.mark.parametrize(
    "picture",
    ["../crate.png", "/{outside}", "a/../../crate.png", "..\\\\crate.png", "C:/x.png"],
)
def test_nothing_outside_of_the_model_s_folder_is_opened(
    picture: str, tmp_path: Path
) -> None:
    _outside(tmp_path)
    (tmp_path / "model" / "a").mkdir(parents=True)
    named = picture.format(outside=tmp_path.as_posix().lstrip("/") + "/crate.png")
    assert told(model_with(tmp_path / "model", named)) == ["W826"]


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    _outside(tmp_path)
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "crate.png").symlink_to(tmp_path / "crate.png")
    assert told(model_with(folder, "crate.png")) == ["W826"]
    (folder / "inside.png").write_bytes(crate())
    (folder / "linked.png").symlink_to("inside.png")
    assert told(model_with(folder, "linked.png")) == []


@pytest.mark.parametrize(
    ("picture", "code"), [("gone.png", "W824"), ("folder", "W827"), ("pipe", "W827")]
)
def test_what_can_t_be_read_is_told(picture: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert told(model_with(tmp_path, picture)) == [code]


def test_the_footprint_is_the_same_whatever_the_picture_is(tmp_path: Path) -> None:
    with_ = model_with(tmp_path, "gone.png").solve().total
    (tmp_path / "gone.png").write_bytes(crate())
    assert model_with(tmp_path, "gone.png").solve().total == with_


def test_a_model_that_lies_nowhere_hands_its_picture_in_apart() -> None:
    """`read_string` knows no folder; nothing of the working folder is opened."""
    text = (Path(__file__).parents[1] / "models/pp_crate/model.yaml").read_text("utf-8")
    old = "  crate: {name: PP 周转箱 | PP crate, "
    model = lcagraph.read_string(text.replace(old, f"{old}picture: README.md, "))
    assert told(model) == []
    assert "产品图片：另附" in _sentences(html_text(model.report("chongqing")))


def test_the_command_says_which_picture_it_left_out(tmp_path: Path) -> None:
    model_with(tmp_path, "gone.png")
    words = ["report", str(tmp_path / "model.yaml"), "-o", str(tmp_path / "x.html")]
    done = CliRunner().invoke(app, [*words, "--lang", "en"])
    assert done.exit_code == 0
    assert "W824" in done.output
    assert "gone.png" in done.output
    (tmp_path / "gone.png").write_bytes(crate())
    done = CliRunner().invoke(app, [*words, "--lang", "en"])
    assert "W82" not in done.output


def test_without_pillow_a_report_says_how_to_get_it(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "lcagraph.report.pixels", raising=False)
    monkeypatch.delattr("lcagraph.report.pixels", raising=False)
    monkeypatch.setitem(sys.modules, "PIL", None)
    with pytest.raises(UsageError) as refused:
        model.report("chongqing")
    assert refused.value.finding.code == "E838"
