"""What ISO 14067 asks of a study report, as far as we know it from a source."""

from __future__ import annotations

from lcagraph.report.compliance import Requirement

_ASKED = (
    ("stages", "7.2"),
    ("fossil", "7.2"),
    ("biogenic", "7.2"),
    ("land_use", "7.2"),
    ("aircraft", "7.2"),
    ("unit", "7.3"),
    ("boundary", "7.3"),
    ("processes", "7.3"),
    ("collection", "7.3"),
    ("gases", "7.3"),
    ("characterisation", "7.3"),
    ("cut_off", "7.3"),
    ("allocation", "7.3"),
    ("quality", "7.3"),
    ("sensitivity", "7.3"),
    ("electricity", "7.3"),
    ("interpretation", "7.3"),
    ("conclusions", "7.3"),
    ("choices", "7.3"),
    ("scenarios", "7.3"),
    ("alternatives", "7.3"),
    ("period", "7.3"),
)

_WHERE_IT_APPLIES = (
    ("timing", "7.3"),
    ("rule", "7.3"),
    ("tracking", "7.3"),
    ("review", "6.7"),
    ("verification", "7.4"),
)
"""Asked for where emissions spread over many years, a rule is followed, a footprint is
tracked over time, or somebody has reviewed the study: left blank they are told, but
refuse no report."""

MANDATORY = tuple(Requirement(id=f"iso.{id_}", clause=clause) for id_, clause in _ASKED)
"""Contents without which a study report is refused."""
REQUIREMENTS = (
    *MANDATORY,
    *(Requirement(id=f"iso.{id_}", clause=clause) for id_, clause in _WHERE_IT_APPLIES),
)
"""All contents by clause, in the order of the matrix."""
