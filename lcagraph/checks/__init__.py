"""Checks: each a function of the model or its numbers that returns findings.

Links, units and numbers are checked always. The rules of the guides hold for models
that claim to follow standards; `rules` says which, under which rule set, how severely.
"""

from collections.abc import Sequence

from lcagraph.calculate import Numbers, Prepared
from lcagraph.checks.audit import Audit, audit_of
from lcagraph.checks.balance import check_numbers
from lcagraph.checks.certification import check_certification
from lcagraph.checks.completeness import check_completeness
from lcagraph.checks.cut_off import check_cut_off
from lcagraph.checks.data_kinds import check_data
from lcagraph.checks.declared_scope import check_scope
from lcagraph.checks.double_counting import check_double_counting
from lcagraph.checks.energy_certificates import check_energy_certificates
from lcagraph.checks.factors import check_factors
from lcagraph.checks.land_use import check_land_use
from lcagraph.checks.mass_balance import check_mass
from lcagraph.checks.method import check_method
from lcagraph.checks.omissions import check_omissions
from lcagraph.checks.people import check_people
from lcagraph.checks.period import check_period
from lcagraph.checks.property_balance import check_carbon, check_energy
from lcagraph.checks.report_content import check_report_content
from lcagraph.checks.rules import claims_conformity
from lcagraph.checks.sampling import check_samples
from lcagraph.checks.sensitivity import check_sensitivity
from lcagraph.checks.sources import check_sources
from lcagraph.checks.step_dates import check_step_dates
from lcagraph.checks.structure import check_structure
from lcagraph.contribution import LedgerRow
from lcagraph.errors import Finding

GUIDE_CHECKS = (
    check_mass,
    check_carbon,
    check_energy,
    check_land_use,
    check_completeness,
    check_scope,
    check_period,
    check_sources,
    check_data,
    check_double_counting,
    check_cut_off,
    check_omissions,
    check_people,
    check_certification,
    check_samples,
    check_sensitivity,
    check_report_content,
    check_energy_certificates,
)
"""Checks of the guides, each Audit → findings."""


def check_all(
    prepared: Prepared,
    numbers: Numbers,
    rows: Sequence[LedgerRow],
    *,
    is_judged: bool = False,
) -> list[Finding]:
    """Every check of a solved model; the guides' where it claims to follow them.

    Parameters
    ----------
    prepared : Prepared
    numbers : Numbers
    rows : sequence of LedgerRow
    is_judged : bool
        Whether the rules of the guides hold without a claim, as for a guide's form.
    """
    found = [
        *check_structure(prepared),
        *check_method(prepared),
        *check_step_dates(prepared),
        *check_numbers(prepared, numbers),
        *check_factors(prepared, rows),
    ]
    if is_judged or claims_conformity(prepared.compiled.system):
        audit = audit_of(prepared, numbers, rows)
        found += [finding for check in GUIDE_CHECKS for finding in check(audit)]
    return found


__all__ = [
    "Audit",
    "audit_of",
    "check_all",
    "check_factors",
    "check_numbers",
    "check_structure",
    "claims_conformity",
]
