"""Life cycle stages of the model, regrouped as each form or framework has them.

What comes in belongs to the raw materials, what goes out to the delivery.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from lcagraph.report.writer import Writer

Regrouped = Mapping[str, Sequence[str]]
"""Stage of a form → stages of the model that belong to it, each at most once."""

CHONGQING: Regrouped = {
    "raw_materials": ("raw_materials", "inbound_transport", "inbound_storage"),
    "production": ("production",),
    "delivery": ("distribution", "storage"),
    "use": ("use",),
    "end_of_life": ("end_of_life",),
}
"""The five stages of the Chongqing guide."""

BATTERY: Regrouped = {
    "raw_materials": ("raw_materials", "inbound_transport", "inbound_storage"),
    "production": ("production",),
    "distribution": ("distribution", "storage"),
    "end_of_life": ("end_of_life",),
}
"""The four stages of Regulation (EU) 2023/1542, Annex II: use is none of them."""

EN15804: Regrouped = {
    "A1-A3": ("raw_materials", "inbound_transport", "inbound_storage", "production"),
    "A4": ("distribution", "storage"),
    "A5": (),
    "B": ("use",),
    "C": ("end_of_life",),
}
"""Modules inside the system; the format has no stage of construction, A5."""


def stage_sums(writer: Writer, regrouped: Regrouped) -> dict[str, float]:
    """Footprint by the stages of a form; what has no place in it comes last. [kgCO2e]

    Parameters
    ----------
    writer : Writer
    regrouped : mapping
        Each stage of the model at most once.
    """
    result = writer.subject.footprint
    found = {str(id_): float(str(value)) for id_, value, _ in result.by_stage().rows}
    sums = {
        form: math.fsum(found.pop(stage, 0.0) for stage in stages)
        for form, stages in regrouped.items()
    }
    return sums | found


def module_of(stage: str, regrouped: Regrouped) -> str | None:
    """Stage of a form that a stage of the model belongs to; None: it has no place."""
    found = (form for form, stages in regrouped.items() if stage in stages)
    return next(found, None)
