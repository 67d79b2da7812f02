"""What an assessment report holds at least (Shandong guide 5.6, SD-11).

a) overview   b) steps   c) findings   d) conclusion, which tells the method and the
requirements, the boundary, the footprint, materiality and assurance; and a list of
supporting documents. A finding may be absent because there was none, so nothing is
asked of c; each finding that is logged has its reply and basis (`people`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lcagraph.checks.audit import Audit
from lcagraph.errors import Finding
from lcagraph.graph.report_fields import Assessment
from lcagraph.graph.system import ProductSystem


def check_report_content(audit: Audit) -> Iterable[Finding]:
    """One finding with everything that the report of an assessment still lacks."""
    assessment = audit.system.assessment
    if assessment is None:
        return
    missing = [path for path, has in _content(audit.system, assessment) if not has]
    if missing:
        values = {"missing": missing, "count": len(missing)}
        yield from audit.tell("report_content", "assessment", **values)


def _content(
    system: ProductSystem, assessment: Assessment
) -> Iterator[tuple[str, bool]]:
    """Model path of each part, and whether it is told."""
    scope, reference = system.scope, system.reference
    product = system.products.get(reference.product)
    yield "assessment.client", assessment.client is not None  # a) overview
    yield "assessment.body", assessment.body is not None
    yield "assessment.team", bool(assessment.team)
    yield "assessment.steps", bool(assessment.steps)  # b) steps
    yield "assessment.reviewers", bool(assessment.reviewers)
    yield "assessment.conclusion", assessment.conclusion is not None  # d) conclusion
    yield "assessment.basis", bool(assessment.basis)  # its a) method, requirements
    yield "scope.boundary", scope.boundary is not None  # its b) boundary
    has_name = product is not None and product.name is not None
    yield f"products.{reference.product}.name", has_name  # its c) footprint
    yield "reference.name", reference.name is not None
    yield "scope.period", scope.period is not None
    yield "scope.cut_off", scope.cut_off is not None  # its d) materiality, assurance
    yield "scope.assurance", scope.assurance is not None
    yield "evidence", bool(system.evidence)
