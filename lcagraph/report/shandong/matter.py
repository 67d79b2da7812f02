"""What the chapters share: the model, its footprint by stage and year, the wording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from lcagraph.checks.cut_off import Account
from lcagraph.errors import Finding, UsageError
from lcagraph.graph.report_fields import Assessment, Body, Organisation
from lcagraph.graph.words import Stage, Text
from lcagraph.report.content import Inline
from lcagraph.report.lines import SHARED, Line
from lcagraph.report.named_findings import finding_words
from lcagraph.report.printed import counted_unit
from lcagraph.report.shandong.names import LineNames
from lcagraph.report.shandong.numbers import Numbers
from lcagraph.result.names import gwp_name
from lcagraph.trace import Activity, Trace

_PERIOD = re.compile(r"(\d{4})-(\d\d)-(\d\d)/(\d{4})-(\d\d)-(\d\d)")

NAMED_BASIS = ("iso14067", "pas2050", "ghg_protocol", "iso14064_3", "shandong_rule")
OPEN_BASIS = ("industry_guides", "other_laws")
"""The guide's seven: documents, and what each assessment names by itself."""


@dataclass(frozen=True, kw_only=True)
class StageSum:
    """Emissions, removals and net of a stage, over the period. [kgCO2e]"""

    stage: str
    emitted: float
    removed: float

    @property
    def net(self) -> float:
        """A + (−B)."""
        return self.emitted - self.removed


@dataclass(frozen=True, kw_only=True)
class Matter(LineNames):
    """All that a chapter is written from."""

    numbers: Numbers

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Of the guide's rule set, waived ones too."""
        return self.subject.findings

    @property
    def assessment(self) -> Assessment:
        """What is told of the assessment; empty if nothing is."""
        return self.subject.assessment

    @property
    def organisation(self) -> Organisation:
        """The producer; empty if nothing is told."""
        return self.subject.organisation

    # -------------------------------------------------------------------- who, what

    def said(self, text: Text | str | None, path: str, label: str = "") -> Inline:
        """What the model says, or a blank."""
        return self.phrases.given(text, path, label)

    def party(self, body: Body | None, key: str) -> Inline:
        """Name of the client or the assessing body, or a blank."""
        name = body.name if body is not None else None
        return self.said(name, f"assessment.{key}.name", f"party.{key}")

    @cached_property
    def client(self) -> Inline:
        """委托方."""
        return self.party(self.assessment.client, "client")

    @cached_property
    def body(self) -> Inline:
        """评价方."""
        return self.party(self.assessment.body, "body")

    @cached_property
    def assessed(self) -> Inline:
        """受评价方: as told, else the producer."""
        named = self.assessment.assessed
        if named is not None:
            return self.party(named, "assessed")
        return self.said(self.organisation.name, "organisation.name", "party.assessed")

    @cached_property
    def place(self) -> Inline:
        """Where the plant is."""
        named = self.assessment.assessed
        known = self.organisation.location or self.organisation.address
        if known is None and named is not None:
            known = named.address
        return self.said(known, "organisation.location")

    @cached_property
    def product(self) -> Inline:
        """Name of the product."""
        id_ = self.system.reference.product
        known = self.system.products.get(id_)
        return self.said(known.name if known else None, f"products.{id_}.name")

    @property
    def plain_product(self) -> str:
        """Name of the product inside a caption."""
        return self.product if isinstance(self.product, str) else "____"

    @cached_property
    def period(self) -> Inline:
        """Period of the data, in the words of a date."""
        period = self.system.scope.period
        found = _PERIOD.fullmatch(period or "")
        if found is None:
            return self.said(period, "scope.period")
        parts = [int(part) for part in found.groups()]
        if self.lang == "zh":
            first, last = parts[:3], parts[3:]
            return "{} 年 {} 月 {} 日-{} 年 {} 月 {} 日".format(*first, *last)
        return "{}-{}-{} to {}-{}-{}".format(*found.groups())

    @property
    def year(self) -> Inline:
        """Year of the data, `2024`."""
        found = _PERIOD.fullmatch(self.system.scope.period or "")
        if found is None:
            return self.said(None, "scope.period")
        return "–".join(dict.fromkeys((found[1], found[4])))

    # --------------------------------------------------------------------- amounts

    @property
    def unit(self) -> str:
        """What the footprint is per, without a leading one: `t`, `件`, `(1000 kg)`."""
        count, unit = self._count_and_unit
        return unit if count == "1" else f"({count} {unit})"

    @property
    def one_unit(self) -> str:
        """What the footprint is per, with its number: `1 t`, `1 件`, `1000 kg`."""
        return " ".join(self._count_and_unit)

    @property
    def _count_and_unit(self) -> tuple[str, str]:
        count, _, unit = self.result.unit.strip().partition(" ")
        name = self.phrases.unit(unit)
        return count, counted_unit(name, 1 if count == "1" else 2, self.lang)

    @property
    def per_unit(self) -> str:
        """Unit of the footprint: `kgCO2e/t`."""
        return f"kgCO2e/{self.unit}"

    @property
    def is_annual(self) -> bool:
        """Whether the tables are for a period."""
        return self.result.annual_factor is not None

    def lines_in(self, stage: str) -> tuple[Line, ...]:
        """Lines of a stage."""
        return tuple(line for line in self.lines if line.stage == stage)

    @cached_property
    def stages(self) -> tuple[StageSum, ...]:
        """The guide's stages, and every other one that has a line, in order."""
        sums = []
        for stage in (*get_args(Stage), "unassigned"):
            lines = self.lines_in(stage)
            if lines or stage in SHARED:
                emitted = sum(line.emitted for line in lines)
                removed = sum(line.removed for line in lines)
                one = StageSum(stage=stage, emitted=emitted, removed=removed)
                sums.append(one)
        return tuple(sums)

    @cached_property
    def missing_stages(self) -> tuple[str, ...]:
        """Stages of the boundary that have no data (W841), with a reason or without."""
        found = (
            str(one.values["stage"]) for one in self.findings if one.code == "W841"
        )
        return tuple(dict.fromkeys(found))

    @property
    def total(self) -> StageSum:
        """All stages together."""
        return StageSum(
            stage="total",
            emitted=sum(one.emitted for one in self.stages),
            removed=sum(one.removed for one in self.stages),
        )

    @property
    def has_removals(self) -> bool:
        """Whether any line takes greenhouse gases up."""
        return any(line.removed for line in self.lines)

    # -------------------------------------------------------------------- evidence

    @cached_property
    def documents(self) -> Mapping[str, int]:
        """Number of each supporting document in annex 1, after the standards."""
        first = len(self.standards) + 1
        return {id_: n for n, id_ in enumerate(self.system.evidence, start=first)}

    @cached_property
    def basis(self) -> tuple[str, ...]:
        """Standards that the assessment follows, by their full titles (SD 6.2)."""
        told = self.assessment.basis
        keys = (*NAMED_BASIS, *OPEN_BASIS)
        return told or tuple(self.phrases.text(f"basis.{key}") for key in keys)

    @cached_property
    def standards(self) -> tuple[str, ...]:
        """Standards that annex 1 lists; the guide's own begins with ISO 14064-1."""
        told = self.assessment.basis
        named = told or tuple(self.phrases.text(f"basis.{key}") for key in NAMED_BASIS)
        if any("14064-1" in one for one in named):
            return named
        return self.phrases.text("basis.iso14064_1"), *named

    def cited(self, ids: tuple[str, ...]) -> str:
        """Documents by their numbers in annex 1."""
        known = [self.documents[id_] for id_ in ids if id_ in self.documents]
        if not known:
            return ""
        listed = "".join(f"[{n}]" for n in known)
        return self.phrases.text("documents.cited", numbers=listed)

    @cached_property
    def traced(self) -> Mapping[str, Trace]:
        """Each activity datum followed back, by its place."""
        found: dict[str, Trace] = {}
        for path in dict.fromkeys(one.path for line in self.lines for one in line.data):
            try:
                traces = self.result.trace(path)
            except UsageError:
                continue
            own = [trace for trace in traces if trace.path == path]
            if len(own) == 1:
                found[path] = own[0]
        return found

    def amount_at(self, path: str) -> tuple[float | None, str]:
        """What is taken in at a place of the model per functional unit. [unit]"""
        if path not in self._amounts:
            self._amounts[path] = self._traced_amount(path)
        return self._amounts[path]

    @cached_property
    def _amounts(self) -> dict[str, tuple[float | None, str]]:
        """Amounts already asked for: a trace takes its time."""
        return {}

    def _traced_amount(self, path: str) -> tuple[float | None, str]:
        known = self.traced.get(path)
        if known is not None:
            return known.amount, known.unit
        try:
            found = [one for one in self.result.trace(path) if one.path == path]
        except UsageError:
            return None, ""
        if len({one.unit for one in found}) != 1:
            return None, ""
        return sum(one.amount for one in found), found[0].unit

    @cached_property
    def compared(self) -> Mapping[str, Activity]:
        """Data with a second source, before allocation, by the place of the card."""
        return {
            datum.card_path: self.traced[datum.path].activity
            for line in self.lines
            for datum in line.data
            if datum.path in self.traced
            and datum.card is not None
            and datum.card.cross_check is not None
        }

    @property
    def is_cross_checked(self) -> bool:
        """Whether any activity datum has a second source."""
        cards = (datum.card for line in self.lines for datum in line.data)
        checks = (card.cross_check for card in cards if card is not None)
        return any(check is not None and check.value is not None for check in checks)

    @property
    def is_visited(self) -> bool:
        """Whether the model tells when the site was visited."""
        told = self.assessment.site_visit
        return bool(told.get("period") or told.get("date"))

    def finding_words(self, finding: Finding) -> str:
        """What a finding says, things by their names."""
        return finding_words(finding, self.subject, self.lang)

    @property
    def gwp(self) -> str:
        """Name of the GWP set."""
        return gwp_name(self.system.scope.gwp, self.lang)

    def findings_at(self, path: str) -> tuple[Finding, ...]:
        """Errors and warnings about a thing of the model, waived ones left out.

        One finding may speak of several factors, and stands at the first of them.
        """
        return tuple(
            finding
            for finding in self.findings
            if (
                finding.at == path
                or finding.at.startswith(f"{path}.")
                or path in _factors_of(finding)
            )
            and finding.severity != "note"
            and finding.waived is None
        )

    @property
    def account(self) -> Account | None:
        """What is included and left out; None if the estimates add to the whole."""
        return self.subject.account


def _factors_of(finding: Finding) -> tuple[str, ...]:
    """Places of the factors that a finding names."""
    named = finding.values.get("factor", ())
    ids = named if isinstance(named, tuple | list) else ()
    return tuple(f"factors.{id_}" for id_ in ids)
