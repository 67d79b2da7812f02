"""The footprint label: its number, its code, its mark, and how small it may be."""

from __future__ import annotations

import re
import struct
from itertools import product
from typing import Any

import pytest
import segno
from small_models import factor, model, works

import lcagraph as lg
from lcagraph.drawing.shapes import Box, Curve, Drawing, Words
from lcagraph.errors import UsageError
from lcagraph.label import (
    label_bytes,
    label_drawing,
    label_format,
    least_width,
    modules_of,
    printed_width,
)
from lcagraph.label.code import QUIET
from lcagraph.label.label import CODE, WIDTH, numerals

LINK = "https://example.org/c-1"
CERTIFICATE = {
    "number": "C-1",
    "body": "机构 | body",
    "standard": "GB/T 24067-2024",
    "issued": "2025-03-01",
    "valid_until": "2028-02-29",
    "link": LINK,
}


def plant(**certification: Any) -> lg.Model:
    """2 kg of ore at 1.5 kgCO2e each: 3 kgCO2e per kg of goods."""
    keys: dict[str, Any] = {"scope": {"boundary": "cradle-to-gate"}}
    if certification:
        keys["assessment"] = {"certification": certification}
    return model({"mill": works(inputs={"ore": "2 kg"})}, {"ore": factor(1.5)}, **keys)


def words_of(drawing: Drawing) -> list[str]:
    return [
        "".join(span.text for span in shape.line)
        for shape in drawing.shapes
        if isinstance(shape, Words)
    ]


def code_of(drawing: Drawing) -> Curve:
    return next(s for s in drawing.shapes if isinstance(s, Curve) and s.role == "code")


def refusal(error: pytest.ExceptionInfo[UsageError]) -> str:
    return error.value.finding.code


# ------------------------------------------------------------------------- number


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0"),
        (3.0, "3.000"),
        (10546.82, "10547"),
        (929.7389, "929.7"),
        (0.00012344, "0.0001234"),
        (-1.25, "−1.250"),
        (1e21, "1000000000000000000000"),
    ],
)
def test_a_number_is_written_in_arabic_numerals_without_exponent(
    value: float, shown: str
) -> None:
    assert numerals(value) == shown


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_label_says_number_unit_reference_and_boundary(lang: Any) -> None:
    said = words_of(label_drawing(plant().solve(), lang))
    assert {"3.000", "kgCO2e"} <= set(said)
    assert {"zh": "从摇篮到大门", "en": "cradle-to-gate"}[lang] in said
    assert any("1 kg goods" in line for line in said)


# --------------------------------------------------------------------------- code


def test_the_drawn_modules_are_those_of_the_link() -> None:
    drawing = label_drawing(plant(**CERTIFICATE).solve(), "zh")
    made = segno.make_qr(LINK, error="m", boost_error=False).matrix
    size = len(made)
    step = CODE / (size + 2 * QUIET)
    code = code_of(drawing)
    left = (WIDTH - CODE) / 2 + QUIET * step
    top = min(y for piece in code.pieces for _, y in piece)
    dark = {
        (round((upper[1] - top) / step), round((upper[0] - left) / step) + column)
        for upper, right, *_ in code.pieces
        for column in range(round((right[0] - upper[0]) / step))
    }
    cells = product(range(size), range(size))
    assert dark == {(row, column) for row, column in cells if made[row][column]}


def test_modules_are_the_same_every_time() -> None:
    assert modules_of(LINK) == modules_of(LINK)


@pytest.mark.parametrize(
    "link",
    [
        "http://example.org",
        "javascript:alert(1)",
        "https://example.org/a b",
        "https://example.org/\x1b[31m",
        "https://localhost",
        "tel:110",
        "https://example.org/" + "x" * 3000,  # level M holds 2,331 bytes
    ],
)
def test_what_is_no_web_address_stands_behind_no_code(link: str) -> None:
    with pytest.raises(UsageError) as error:
        modules_of(link)
    assert refusal(error) == "E778"


def test_without_segno_a_label_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "segno", None)
    with pytest.raises(UsageError) as error:
        modules_of(LINK)
    assert refusal(error) == "E777"


@pytest.mark.heavy
def test_another_program_reads_the_link_off_the_printed_label() -> None:
    zxing = pytest.importorskip("zxingcpp")
    image = pytest.importorskip("PIL.Image")
    import io

    drawing = label_drawing(plant(**CERTIFICATE).solve(), "en")
    png = label_bytes(drawing, "png", 20.0)  # the smallest one that is allowed
    read = zxing.read_barcodes(image.open(io.BytesIO(png)))
    assert [each.text for each in read] == [LINK]


# --------------------------------------------------------------------------- mark


def is_marked(drawing: Drawing) -> bool:
    said = " ".join(words_of(drawing))
    assert ("预览·未认证" in said) == ("NOT CERTIFIED" in said)
    return "预览·未认证" in said


def test_only_a_certificate_takes_the_mark_off() -> None:
    assert is_marked(label_drawing(plant().solve(), "en"))
    unnumbered = {k: v for k, v in CERTIFICATE.items() if k != "number"}
    assert is_marked(label_drawing(plant(**unnumbered).solve(), "en"))
    certified = label_drawing(plant(**CERTIFICATE).solve(), "en")
    assert not is_marked(certified)
    assert "No. C-1" in words_of(certified)


def test_a_variant_of_a_certified_model_is_a_preview() -> None:
    changed = plant(**CERTIFICATE).with_({"processes.mill.inputs.ore": "1 kg"})
    assert is_marked(label_drawing(changed.solve(), "en"))


def test_the_mark_lies_inside_the_frame_and_is_as_wide() -> None:
    drawing = label_drawing(plant().solve(), "zh")
    [mark], [frame] = drawing.boxes("mark"), drawing.boxes("frame")
    assert frame.encloses(mark)
    assert mark.width > 0.95 * frame.width


def test_a_final_label_without_a_certificate_is_refused() -> None:
    with pytest.raises(UsageError) as error:
        label_drawing(plant().solve(), "en", is_final=True)
    assert refusal(error) == "E060"
    assert label_drawing(plant(**CERTIFICATE).solve(), "en", is_final=True)


def test_a_certified_label_without_a_link_is_refused() -> None:
    unlinked = {k: v for k, v in CERTIFICATE.items() if k != "link"}
    with pytest.raises(UsageError) as error:
        label_drawing(plant(**unlinked).solve(), "en")
    assert refusal(error) == "E778"


def test_a_preview_without_a_link_shows_the_place_of_the_code() -> None:
    drawing = label_drawing(plant().solve(), "en")
    assert [type(box) for box in drawing.boxes("code-place")] == [Box]


# --------------------------------------------------------------------------- size


def test_a_label_with_37_modules_may_be_20_mm_wide() -> None:
    # version 5 at level M: 37 modules, up to 84 bytes; 20 mm × 5/6 / 45 = 0.37 mm
    link = LINK + "/" + "x" * (84 - len(LINK) - 1)
    assert len(modules_of(link)) == 37
    drawing = label_drawing(plant().solve(), "en", link=link)
    assert least_width(drawing) == pytest.approx(20.0, rel=1e-9)


def test_a_finer_code_needs_a_wider_label() -> None:
    link = LINK + "/" + "x" * 400
    drawing = label_drawing(plant().solve(), "en", link=link)
    cells = len(modules_of(link)) + 8  # the quiet zone of four on each side
    assert least_width(drawing) == pytest.approx(0.33 * cells * 6 / 5, rel=1e-9)


@pytest.mark.parametrize("width", [19.9, 0.0, -5.0, float("nan")])
def test_a_label_that_cannot_be_read_is_refused(width: float) -> None:
    drawing = label_drawing(plant().solve(), "en")
    with pytest.raises(UsageError) as error:
        label_bytes(drawing, "svg", width)
    assert refusal(error) == "E063"


def test_the_model_says_how_wide_its_label_is() -> None:
    stated = plant(**CERTIFICATE, label_width="3 cm").solve()
    assert printed_width(stated) == pytest.approx(30.0, rel=1e-12)
    assert printed_width(plant().solve()) == 40.0


# -------------------------------------------------------------------------- files


def test_an_svg_says_its_size_in_millimetres_in_proportion() -> None:
    drawing = label_drawing(plant().solve(), "en")
    text = label_bytes(drawing, "svg", 30.0).decode()
    width, height = re.findall(r'(?:width|height)="([\d.]+)mm"', text)
    assert float(width) == 30.0
    proportion = drawing.height / drawing.width
    assert float(height) == pytest.approx(30 * proportion, rel=1e-5)


def test_a_png_has_the_pixels_of_its_size() -> None:
    drawing = label_drawing(plant().solve(), "en")
    png = label_bytes(drawing, "png", 25.4, dpi=300)
    width, height = struct.unpack(">II", png[16:24])
    assert width == 300  # an inch
    assert height == pytest.approx(300 * drawing.height / drawing.width, abs=1)


def test_a_pdf_has_one_page_of_the_label_and_repeats_to_the_byte() -> None:
    drawing = label_drawing(plant(**CERTIFICATE).solve(), "zh")
    pdf = label_bytes(drawing, "pdf", 40.0)
    assert pdf == label_bytes(drawing, "pdf", 40.0)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    assert [float(width) for width, _ in boxes] == [
        pytest.approx(40 / 25.4 * 72, abs=0.01)
    ]


def test_hostile_names_stay_text() -> None:
    name = '</text><script>alert(1)</script> | #typst {{ x }} "&\u202e'
    hostile = model(
        {"mill": works(inputs={"ore": "2 kg"})},
        {"ore": factor(1.5)},
        reference={"product": "goods", "amount": "1 kg", "name": name},
    )
    text = label_bytes(label_drawing(hostile.solve(), "zh"), "svg").decode()
    assert "<script" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize("ending", [".jpg", "", ".html"])
def test_an_unknown_ending_is_refused(ending: str) -> None:
    with pytest.raises(UsageError) as error:
        label_format(ending)
    assert refusal(error) == "E754"
