"""Figures as files: they carry their font, and are the same on every computer."""

from __future__ import annotations

import base64
import builtins
import io
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pypdf
import pytest
import typst
from fontTools.ttLib import TTFont

import lcagraph as lg
from lcagraph.calculate import numbers_of
from lcagraph.diagram import boundary_drawing
from lcagraph.drawing.embedding import QUOTED
from lcagraph.drawing.files import figure_bytes, sheet_of
from lcagraph.drawing.measure import Span
from lcagraph.drawing.shapes import Box, Drawing, Words
from lcagraph.drawing.subscripts import with_subscripts
from lcagraph.drawing.svg import to_svg
from lcagraph.errors import UsageError
from lcagraph.wording import help_lines, message

SVG = "{http://www.w3.org/2000/svg}"
RULE = re.compile(
    r"@font-face\{font-family:'Lcagraph Sans SC';font-weight:(\d+);"
    r"src:url\(data:font/ttf;base64,([A-Za-z0-9+/=]+)\) format\('truetype'\)\}"
)


def figure(
    *texts: str, width: float = 400, height: float = 300, bold: bool = False
) -> Drawing:
    """Some texts below each other."""
    words = [
        Words(x=10, y=20 + 20 * place, line=(Span(text=text, bold=bold),))
        for place, text in enumerate(texts)
    ]
    return Drawing(
        width=width,
        height=height,
        title="图",
        description="一张图",
        shapes=(Box(x=5, y=5, width=50, height=30, stroke="#000000"), *words),
        language="zh",
    )


def boundary(name: str, lang: str = "zh") -> Drawing:
    prepared = shipped(name).prepared
    numbers = numbers_of(prepared, prepared.base[None, :])
    return boundary_drawing(prepared, numbers, lang=lang)


def shipped(name: str) -> lg.Model:
    return lg.read(Path(__file__).parents[1] / "models" / name / "model.yaml")


def embedded(svg: str) -> dict[str, TTFont]:
    """The fonts inside a file, by weight."""
    style = ET.fromstring(svg.encode()).findtext(f"{SVG}style") or ""
    rules = RULE.findall(style)
    assert "".join(RULE.sub("", style)) == ""
    return {
        weight: TTFont(io.BytesIO(base64.b64decode(font, validate=True)))
        for weight, font in rules
    }


def written(svg: str) -> list[str]:
    """The lines of text in a file."""
    root = ET.fromstring(svg.encode())
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


# ------------------------------------------------------------------- fonts in a file


def test_a_file_carries_the_glyphs_that_it_uses_and_no_others() -> None:
    fonts = embedded(to_svg(figure("系统边界 1 t", "系统"), "embedded"))
    assert fonts.keys() == {"400"}
    assert set(map(chr, fonts["400"].getBestCmap())) == set("系统边界 1t")


def test_bold_text_brings_the_bold_font() -> None:
    bold, regular = figure("粗", bold=True), figure("细")
    both = Drawing(
        width=9,
        height=9,
        title="",
        description="",
        shapes=(*regular.shapes, *bold.shapes),
        language="zh",
    )
    fonts = embedded(to_svg(both, "embedded"))
    characters = {w: "".join(map(chr, f.getBestCmap())) for w, f in fonts.items()}
    assert characters == {"400": "细", "700": "粗"}


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_every_character_of_a_model_has_its_glyph_in_the_file(lang: str) -> None:
    svg = to_svg(boundary("aluminium_profile", lang), "embedded")
    known = {
        chr(code) for font in embedded(svg).values() for code in font.getBestCmap()
    }
    assert set("".join(written(svg))) == known


def test_the_embedded_font_is_named_first() -> None:
    root = ET.fromstring(to_svg(figure("a"), "embedded").encode())
    assert (root.get("font-family") or "").startswith("'Lcagraph Sans SC',")


def test_text_for_a_page_carries_no_font() -> None:
    svg = to_svg(figure("系统边界"))
    assert "<style>" not in svg
    assert "Lcagraph" not in svg


@pytest.mark.parametrize("fonts", ["embedded", "named", "system"])
def test_co2_typed_with_a_subscript_is_drawn_like_one_with_a_plain_digit(
    fonts: Any,
) -> None:
    plain = Words(x=0, y=9, line=tuple(with_subscripts("kgCO2e/t", Span(text=""))))
    typed = Words(x=0, y=9, line=(Span(text="kgCO₂e/t"),))
    files = [
        to_svg(
            Drawing(
                width=9,
                height=9,
                title="",
                description="",
                shapes=(words,),
                language="en",
            ),
            fonts,
        )
        for words in (plain, typed)
    ]
    assert files[0] == files[1]
    assert 'dy="2.9"' in files[0]  # 0.22 of 13 px, to a tenth


def test_letters_and_their_accents_are_joined_as_the_font_has_them() -> None:
    assert written(to_svg(figure("Ne\u0301mec"), "embedded")) == ["Némec"]


def test_a_figure_without_text_needs_no_font() -> None:
    assert embedded(to_svg(figure(), "embedded")) == {}


# ------------------------------------------------------------------- missing glyphs


@pytest.mark.parametrize("format_", ["svg", "pdf", "png"])
def test_all_missing_characters_are_named_at_once(format_: str) -> None:
    texts = ("熔铸 😀", "مصنع", "铝 😀 again")
    with pytest.raises(UsageError) as error:
        figure_bytes(figure(*texts), format_)
    finding = error.value.finding
    assert finding.code == "E755"
    assert finding.values["characters"] == (
        "ص U+0635 (مصنع)",
        "ع U+0639 (مصنع)",
        "م U+0645 (مصنع)",
        "ن U+0646 (مصنع)",
        "😀 U+1F600 (熔铸 😀)",
    )
    for lang in ("zh", "en"):
        assert "U+1F600 (熔铸 😀)" in message(finding, lang)  # type: ignore[arg-type]
    assert any("--system-fonts" in line for line in help_lines(finding, "en"))


def test_a_long_text_is_quoted_around_the_missing_character() -> None:
    with pytest.raises(UsageError) as error:
        to_svg(figure("x" * 200 + "😀" + "y" * 200), "embedded")
    (found,) = error.value.finding.values["characters"]  # type: ignore[misc]
    assert found == f"😀 U+1F600 (…{'x' * (QUOTED // 2)}😀{'y' * (QUOTED // 2 - 1)}…)"


def test_fonts_of_the_computer_are_asked_for_nothing() -> None:
    assert "😀" in to_svg(figure("熔铸 😀"), "system")


@pytest.mark.parametrize("text", ["a\x00b\u202ec", "a\u200bb\u200dc\u00ade\ufe0f"])
def test_characters_that_show_nothing_are_no_error(text: str) -> None:
    assert figure_bytes(figure(text), "svg")


# ------------------------------------------------------------------------ PDF and PNG


def page_of(content: bytes) -> pypdf.PageObject:
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 1
    return reader.pages[0]


def test_the_text_of_a_pdf_can_be_found_and_its_fonts_lie_inside() -> None:
    page = page_of(figure_bytes(boundary("aluminium_profile", "both"), "pdf"))
    text = page.extract_text()
    assert "系统边界" in text
    assert "Melting and casting" in text
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    names = {font["/BaseFont"].partition("+")[2] for font in fonts}
    assert names == {"LcagraphSansSC-Regular", "LcagraphSansSC-Bold"}
    below = [font["/DescendantFonts"][0].get_object() for font in fonts]
    assert all(
        {"/FontFile2", "/FontFile3"} & font["/FontDescriptor"].keys() for font in below
    )


def test_a_pdf_has_a_title_a_language_and_an_alternative_text() -> None:
    content = figure_bytes(figure("系统"), "pdf")
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert reader.metadata is not None
    assert reader.metadata.title == "图"
    assert reader.trailer["/Root"]["/Lang"] == "zh"
    assert "一张图" in alternative_texts(reader.trailer["/Root"]["/StructTreeRoot"])
    assert b"pdfaid" in reader.trailer["/Root"]["/Metadata"].get_data()


def alternative_texts(node: Any) -> list[str]:
    """What the structure of a document says of its pictures."""
    plain = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(plain, list):
        return [text for child in plain for text in alternative_texts(child)]
    if not isinstance(plain, dict):
        return []
    own = [str(plain["/Alt"])] if "/Alt" in plain else []
    return own + alternative_texts(plain.get("/K", []))


@pytest.mark.parametrize("format_", ["svg", "pdf", "png"])
def test_two_runs_give_the_same_bytes(format_: str) -> None:
    contents = [figure_bytes(boundary("pp_crate"), format_, dpi=72) for _ in range(2)]
    assert contents[0] == contents[1]


MM = 96 / 25.4  # px


@pytest.mark.parametrize(
    ("width", "height", "lies", "drawn"),
    [
        # Natural size where it fits: inside margins of 10 mm A4 has 190 mm × 277 mm
        (100, 200, False, (100, 200)),
        (250, 100, True, (250, 100)),
        (190, 277, False, (190, 277)),
        # else smaller: 380/190 = 2; 554/277 = 2; both ways the larger one counts
        (380, 200, True, (277, 200 * 277 / 380)),
        (380, 554, False, (190, 277)),
        (1000, 1000, False, (190, 190)),
    ],
)
def test_a_figure_lies_on_a4_as_large_as_it_fits_and_never_enlarged(
    width: float, height: float, lies: bool, drawn: tuple[float, float]
) -> None:
    drawing = figure("a", width=width * MM, height=height * MM)
    sheet = sheet_of(drawing)
    assert sheet.is_landscape is lies
    assert (sheet.width, sheet.height) == pytest.approx(drawn)
    box = page_of(figure_bytes(drawing, "pdf")).mediabox
    points = [side * 72 / 25.4 for side in (210, 297)]  # A4
    expected = points[::-1] if lies else points
    assert (box.width, box.height) == pytest.approx(tuple(expected), abs=0.01)


@pytest.mark.parametrize("dpi", [36, 300, 600])
def test_a_png_has_the_pixels_of_its_size_on_paper_and_says_so(dpi: float) -> None:
    content = figure_bytes(figure("a", width=96, height=48), "png", dpi=dpi)
    width, height = struct.unpack_from(">II", content, 16)
    assert (width, height) == (dpi, dpi / 2)  # 96 px are one inch
    per_metre = round(dpi / 0.0254)
    assert struct.pack(">II", per_metre, per_metre) in content
    assert [kind for kind, _ in chunks(content)][:2] == [b"IHDR", b"pHYs"]


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """Kind and content of the parts of a PNG."""
    found, place = [], 8
    while place < len(png):
        (size,) = struct.unpack_from(">I", png, place)
        kind = png[place + 4 : place + 8]
        found.append((kind, png[place + 8 : place + 8 + size]))
        place += 12 + size
    return found


@pytest.mark.parametrize("dpi", [0, -1, 35.9, 601, float("nan"), float("inf")])
def test_a_senseless_resolution_is_refused(dpi: float) -> None:
    with pytest.raises(UsageError) as error:
        figure_bytes(figure("a"), "png", dpi=dpi)
    assert error.value.finding.code == "E758"


HOSTILE = ['"><script>alert(1)</script>', "a & b < c", "#{1} $x$ */ `", "\\", "行\n二"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_name_breaks_a_page(text: str) -> None:
    drawing = figure(text)
    titled = Drawing(
        width=drawing.width,
        height=drawing.height,
        title=text,
        description=text,
        shapes=drawing.shapes,
        language="zh",
    )
    page = page_of(figure_bytes(titled, "pdf"))
    found = "".join(page.extract_text().split())
    assert found == "".join(text.split())


# ------------------------------------------------------------------- typst is missing


@pytest.fixture
def no_typst(monkeypatch: pytest.MonkeyPatch) -> None:
    original: Callable[..., Any] = builtins.__import__

    def refuse(name: str, *rest: Any, **named: Any) -> Any:
        if name == "typst":
            raise ImportError(name)
        return original(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)


@pytest.mark.usefixtures("no_typst")
@pytest.mark.parametrize("format_", ["pdf", "png"])
def test_without_typst_the_extra_is_named(format_: str) -> None:
    with pytest.raises(UsageError) as error:
        figure_bytes(figure("a"), format_)
    assert error.value.finding.code == "E756"
    assert "lcagraph[figures]" in help_lines(error.value.finding, "en")[0]


@pytest.mark.usefixtures("no_typst")
def test_svg_needs_no_typst() -> None:
    assert figure_bytes(figure("a"), "svg").startswith(b"<?xml")


def test_what_typst_refuses_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        def __init__(self, **_: object) -> None: ...

        def compile(self, *_: object, **__: object) -> bytes:
            raise typst.TypstError("PDF/A-2u error: no glyph\nmore", "", [], [])

    monkeypatch.setattr(typst, "Compiler", Refusing)
    with pytest.raises(UsageError) as error:
        figure_bytes(figure("a"), "pdf")
    assert error.value.finding.code == "E757"
    assert "no glyph" in message(error.value.finding, "en")


# ------------------------------------------------------------------ a model's own file


def test_a_model_draws_files_with_their_font_and_pages_without(tmp_path: Path) -> None:
    model = shipped("pp_crate")
    target = tmp_path / "boundary.svg"
    text = model.draw(target)
    assert target.read_text(encoding="utf-8") == text
    assert embedded(text)
    assert embedded(model.draw()) == {}
    assert embedded(model.draw(fonts="embedded")).keys() == embedded(text).keys()


def test_a_font_of_each_figure_is_small() -> None:
    # A Chinese glyph takes 0.3 kB: no file should carry the 12,000 of the whole font
    sizes = [
        len(to_svg(boundary(name), "embedded")) for name in ("pp_crate", "lfp_cell")
    ]
    assert all(size < 300_000 for size in sizes)
