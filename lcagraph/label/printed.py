"""How small a label may be printed, and the files that it is printed from."""

from __future__ import annotations

from math import ceil

from lcagraph.checks.certification import MILLIMETRE, MIN_LABEL_WIDTH
from lcagraph.drawing.files import DPI, FORMATS, figure_bytes
from lcagraph.drawing.fonts import FontChoice
from lcagraph.drawing.measure import SUBSCRIPT_SIZE
from lcagraph.drawing.shapes import Curve, Drawing, Words
from lcagraph.errors import Finding, ModelError, QuantityError, UsageError
from lcagraph.formulas.amount import value_in
from lcagraph.label.label import WIDTH
from lcagraph.result.footprint import Footprint

LEAST_MODULE = 0.33
"""Side of a module of the QR code that the camera of a telephone resolves at arm's
length, and an ordinary printer prints clean. Our own decision: the guide asks for a
code that can be read and names no size. [mm]"""

LEAST_TEXT = 1.5
"""Font size of the smallest words. Our own decision, likewise: at 1.5 mm a Chinese
character still has 18 dots per side at 300 dots per inch. [mm]"""

USUAL_WIDTH = 40.0
"""Width of a label of which nobody says how wide it is printed. [mm]"""


def least_width(drawing: Drawing) -> float:
    """Width below which something of a label can't be read. [mm]

    The largest of three: what the guide's check asks of every label (W884), the width
    at which the smallest words are `LEAST_TEXT`, and the one at which a module of the
    code is `LEAST_MODULE`.
    """
    words = [
        span.size * (SUBSCRIPT_SIZE if span.subscript else 1.0)
        for shape in drawing.shapes
        if isinstance(shape, Words)
        for span in shape.line
    ]
    needed = [MIN_LABEL_WIDTH, LEAST_TEXT * WIDTH / min(words)]
    module = module_of(drawing)
    if module is not None:
        needed.append(LEAST_MODULE * WIDTH / module)
    return max(needed)


def printed_width(footprint: Footprint) -> float:
    """Width of the label as the certificate says, else `USUAL_WIDTH`. [mm]

    Raises
    ------
    ModelError
        The model's `label_width` is no length (E433).
    """
    assessment = footprint.prepared.compiled.system.assessment
    certification = assessment.certification if assessment is not None else None
    stated = certification.label_width if certification is not None else None
    if stated is None:
        return USUAL_WIDTH
    try:
        return value_in(stated, MILLIMETRE) or USUAL_WIDTH
    except QuantityError as error:
        at = "assessment.certification.label_width"
        raise ModelError([error.at(at)]) from None


def module_of(drawing: Drawing) -> float | None:
    """Side of a module of the code; None: the label has none. [px]"""
    for shape in drawing.shapes:
        if isinstance(shape, Curve) and shape.role == "code":
            corners = shape.pieces[0]  # upper left … lower left
            return corners[3][1] - corners[0][1]
    return None


def label_format(ending: str) -> str:
    """The format that the ending of a file (`.svg`) names.

    Raises
    ------
    UsageError
        None that a label can be written in (E754).
    """
    wanted = ending.removeprefix(".").casefold()
    if wanted not in FORMATS:
        values = {"format": wanted or "–", "formats": FORMATS}
        raise UsageError(Finding(code="E754", values=values))
    return wanted


def label_bytes(
    drawing: Drawing,
    format_: str,
    width: float = USUAL_WIDTH,
    *,
    fonts: FontChoice = "embedded",
    dpi: float = DPI,
) -> bytes:
    """A label as the content of a file, in the size in which it is printed.

    Parameters
    ----------
    drawing : Drawing
        Of `label_drawing`.
    format_ : {"svg", "pdf", "png"}
    width : float
        Its height follows. [mm]
    fonts, dpi
        As of `drawing.files.figure_bytes`.

    Raises
    ------
    UsageError
        So small that it can't be read (E063); see `figure_bytes`.
    """
    least = least_width(drawing)
    if not width >= least:
        values = {"width": f"{width:g}", "least": f"{ceil(10 * least) / 10:g}"}
        at = "assessment.certification.label_width"
        raise UsageError(Finding(code="E063", at=at, values=values))
    return figure_bytes(drawing, format_, fonts=fonts, dpi=dpi, width=width)
