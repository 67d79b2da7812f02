"""What a template writes a report from: a footprint, its findings, its data quality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from lcagraph.arrays import Numbers, Prepared
from lcagraph.checks import check_all, claims_conformity
from lcagraph.checks.audit import Audit, audit_of
from lcagraph.checks.cut_off import Account, account_of
from lcagraph.compile.background import placed
from lcagraph.data_quality import Quality, assess_quality
from lcagraph.errors import Finding, ModelError, UsageError
from lcagraph.graph.evidence import Evidence
from lcagraph.graph.report_fields import Assessment, Organisation
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import RuleSet, Text
from lcagraph.input_output import Truncation, has_prices, truncation
from lcagraph.report.content import Pixels
from lcagraph.report.lines import Line, lines_of
from lcagraph.report.scenarios import Change, Preparer, scenario_changes
from lcagraph.result.footprint import Footprint
from lcagraph.waivers import idle_waivers, waive


@dataclass(frozen=True, kw_only=True)
class ReportSubject:
    """A footprint as a report tells it; templates read everything from here."""

    footprint: Footprint
    """Judged by the rules of the form, see `judged_by`."""
    inventory_sha256: str = ""
    """SHA-256 of the canonical inventory; empty: none was made."""
    statements: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """What was said about the uncertainty, per language; empty: it was not studied."""

    prepare_scenario: Preparer | None = None
    """Compiles the model with a scenario; None: scenarios are not told, as in a report
    of a scenario."""

    picture: Pixels | None = None
    """What the product looks like; None: no picture, or none that can be printed."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Of the rule set of the form, waived ones too."""
        return self.footprint.findings

    @property
    def prepared(self) -> Prepared:
        """The compiled model."""
        return self.footprint.prepared

    @property
    def numbers(self) -> Numbers:
        """Its arrays."""
        return self.footprint.numbers

    @property
    def system(self) -> ProductSystem:
        """The model as written."""
        return self.prepared.compiled.system

    @property
    def organisation(self) -> Organisation:
        """The producer; empty if nothing is told."""
        return self.system.organisation or Organisation()

    @property
    def assessment(self) -> Assessment:
        """What is told about the assessment; empty if nothing is."""
        return self.system.assessment or Assessment()

    @property
    def evidence(self) -> Mapping[str, Evidence]:
        """Supporting documents by id, in the order of the model."""
        return self.system.evidence

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """Findings that the model doesn't accept."""
        return tuple(one for one in self.findings if one.waived is None)

    @property
    def waived(self) -> tuple[Finding, ...]:
        """Findings that it accepts, with its reasons."""
        return tuple(one for one in self.findings if one.waived is not None)

    @property
    def reaches_the_grave(self) -> bool:
        """Whether use and end of life lie inside the boundary, which may be unsaid."""
        return self.system.scope.boundary in (None, "cradle-to-grave")

    @property
    def stages_without_data(self) -> tuple[str, ...]:
        """Stages that the boundary needs and the model has nothing in (W841).

        To accept the finding doesn't put anything into them, so it counts here.
        """
        found = (one for one in self.findings if one.code == "W841")
        return tuple(str(one.values["stage"]) for one in found)

    @property
    def is_partial(self) -> bool:
        """Whether stages of the life cycle are missing, by the boundary or in fact."""
        return not self.reaches_the_grave or bool(self.stages_without_data)

    @cached_property
    def quality(self) -> Quality:
        """Scores, ratings, share of primary data, completeness."""
        return assess_quality(self.prepared, self.footprint.rows)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The footprint as lines of activity × factor, per reference flow."""
        return lines_of(self.footprint, 1.0)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What each scenario does to the footprint; empty: the model has none."""
        if self.prepare_scenario is None:
            return ()
        return scenario_changes(
            self.prepare_scenario, self.system, view=self.footprint.view
        )

    @cached_property
    def audit(self) -> Audit:
        """The model as the checks look at it."""
        return audit_of(self.prepared, self.numbers, self.footprint.rows)

    @cached_property
    def truncation(self) -> Truncation | None:
        """What is left out with a price, estimated; None: no price, or no such table.

        Nothing rests on the estimate but the cut-off account, and a reader without the
        table gets the same footprint: so its absence refuses no report.
        """
        if not has_prices(self.system):
            return None
        try:
            return truncation(self.footprint)
        except (ModelError, UsageError):
            return None

    def name_left_out(self, id_: str) -> Text:
        """Name of an item of the account: excluded, or an input without supplier."""
        if id_ in self.system.scope.excluded:
            return self.system.scope.excluded[id_].name
        omissions = self.truncation.omissions if self.truncation is not None else ()
        return next(one.name for one in omissions if one.id == id_)

    @cached_property
    def account(self) -> Account | None:
        """Cut-off account; None if the estimates add to the whole footprint.

        What has a price is estimated through its input–output table.
        """
        if self.truncation is not None:
            return self.truncation.account
        try:
            return account_of(self.audit)
        except ValueError:
            return None


def judged_by(footprint: Footprint, rule_set: RuleSet) -> Footprint:
    """The same footprint under the rules of a form, whatever the model claims.

    Parameters
    ----------
    footprint : Footprint
    rule_set : RuleSet
        Of the form: a model of the Chongqing guide may be printed in Shandong's.

    Returns
    -------
    Footprint
        With what was found on compiling and by the checks of the rule set; waived
        findings bear their reasons. Errors are among them: the form refuses.
    """
    prepared = footprint.prepared
    system = prepared.compiled.system
    if system.scope.rule_set == rule_set and claims_conformity(system):
        return footprint
    judged = replace(system, scope=replace(system.scope, rule_set=rule_set))
    view = replace(prepared, compiled=replace(prepared.compiled, system=judged))
    checked = check_all(view, footprint.numbers, footprint.rows, is_judged=True)
    located = placed(checked, prepared.compiled.named_at)
    found = (*prepared.compiled.findings, *waive(judged, located))
    findings = (*found, *idle_waivers(judged, found))
    return replace(footprint, prepared=view, findings=findings)
