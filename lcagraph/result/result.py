"""Result: a footprint with its checks passed, as text, data and a notebook card."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from lcagraph.calculate import Numbers, Prepared
from lcagraph.checks import check_all
from lcagraph.compile.background import placed
from lcagraph.contribution import ledger
from lcagraph.displayed import Displayed, or_refusal
from lcagraph.errors import Finding, ModelError
from lcagraph.result.background import BackgroundContributions
from lcagraph.result.card import card_html
from lcagraph.result.footprint import Footprint, Provenance
from lcagraph.result.plain import footprint_as_dict
from lcagraph.trace import Override
from lcagraph.waivers import idle_waivers, waive
from lcagraph.wording import Language
from lcagraph.wording.screen import Locate


@dataclass(frozen=True, kw_only=True)
class Result(Footprint, Displayed):
    """Carbon footprint per reference flow, immutable and labelled."""

    def background(self) -> BackgroundContributions:
        """What the databases contribute: by process, by flow, by path.

        Raises
        ------
        UsageError
            A database is gone or damaged, or was replaced since (E080).
        """
        # the store is only loaded for models that buy from a database: SQLite is slow
        from lcagraph.result.datasets import bought_from

        return BackgroundContributions(footprint=self, sources=bought_from(self))

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data, with the version of its layout."""
        return footprint_as_dict(self)

    def to_json(self) -> str:
        """`to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def __repr__(self) -> str:
        # what is inside fills a thousand lines of a terminal
        return f"<Result {self.total:.6g} kgCO2e per {self.unit}, {self.view} view>"

    def to_html(self, lang: Language = "en") -> str:
        """The card of a notebook: totals, stages, contributors, and their picture."""
        # charts are only needed for pages
        from lcagraph.drawing.image import image_html
        from lcagraph.drawing.svg import to_svg
        from lcagraph.result.stage_pictures import stage_bars

        picture = or_refusal(lambda: image_html(to_svg(stage_bars(self, lang))), lang)
        return card_html(self, lang) + picture


def make_result(
    prepared: Prepared,
    numbers: Numbers,
    provenance: Provenance,
    reading: tuple[Finding, ...] = (),
    *,
    locate: Locate | None = None,
    overrides: tuple[Override, ...] = (),
) -> Result:
    """The result of one variant, after its checks.

    `locate` finds its lines, and `overrides` are what is set on top of them.

    Raises
    ------
    ModelError
        A check fails and the model doesn't waive it; with all findings.
    """
    rows = ledger(prepared, numbers)
    system = prepared.compiled.system
    checked = placed(check_all(prepared, numbers, rows), prepared.compiled.named_at)
    found = [*reading, *prepared.compiled.findings, *waive(system, checked)]
    findings = (*found, *idle_waivers(system, found))
    if any(finding.is_fatal for finding in findings):
        raise ModelError(findings)
    return Result(
        prepared=prepared,
        numbers=numbers,
        provenance=provenance,
        findings=findings,
        rows=rows,
        locate=locate,
        overrides=overrides,
    )
