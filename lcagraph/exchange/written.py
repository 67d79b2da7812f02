"""A footprint in a layout by its name, and as the text of a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lcagraph.errors import Finding, ModelError, UsageError
from lcagraph.exchange import catena_x, pact
from lcagraph.exchange.facts import Facts, gathered
from lcagraph.exchange.lacking import Lacking
from lcagraph.nearest import nearest
from lcagraph.result.footprint import Footprint
from lcagraph.wording import Language

Layout = Callable[[Facts, Lacking], dict[str, Any]]

LAYOUTS: Mapping[str, tuple[str, Layout]] = {
    "pact": (pact.NAME, pact.product_footprint),
    "catena_x": (catena_x.NAME, catena_x.catena_x_pcf),
}
"""Name on the command line → name in messages, and the layout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A footprint as another company gets it."""

    tree: Mapping[str, Any]
    findings: tuple[Finding, ...]
    """Notes and warnings: what was left out (N062), what nobody has split (W062)."""

    def to_json(self) -> str:
        """Text of the file; the same for the same model, on every computer."""
        return json.dumps(self.tree, ensure_ascii=False, indent=2) + "\n"


def footprint_of(
    footprint: Footprint, layout: str, lang: Language = "en", *, created: str = ""
) -> Told:
    """The footprint of a solved model in a layout for data exchange.

    Parameters
    ----------
    footprint : Footprint
    layout : {"pact", "catena_x"}
        PACT 3.0.3 `ProductFootprint`, or the PCF of Catena-X 9.0.0.
    lang : {"zh", "en"}
        Of names and descriptions.
    created : str
        Date and time of RFC 3339; empty: the begin of `assessment.date`. The id follows
        from it, from the model and from what a scenario or a call has set.

    Raises
    ------
    UsageError
        No such layout (E074).
    ModelError
        The model lacks what the format asks for (E240) or says what it can't carry
        (E241): all of it at once.
    """
    if layout not in LAYOUTS:
        known = list(LAYOUTS)
        values = {"format": layout, "known": known, "nearest": nearest(layout, known)}
        raise UsageError(Finding(code="E074", values=values))
    name, laid_out = LAYOUTS[layout]
    lacking = Lacking(format=name)
    tree = laid_out(gathered(footprint, lacking, lang, created), lacking)
    if any(finding.is_fatal for finding in lacking.findings):
        raise ModelError(lacking.findings)
    return Told(tree=tree, findings=tuple(lacking.findings))
