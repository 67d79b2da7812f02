"""The footprint label of a product (CQ-03): a drawing, and its files.

foot      the footprint, drawn by ourselves
code      the QR code under it, as modules and as shapes
label     what stands on the label, and where
printed   how small it may be printed, and its files
"""

from lcagraph.label.code import modules_of
from lcagraph.label.label import label_drawing
from lcagraph.label.printed import (
    label_bytes,
    label_format,
    least_width,
    printed_width,
)

__all__ = [
    "label_bytes",
    "label_drawing",
    "label_format",
    "least_width",
    "modules_of",
    "printed_width",
]
