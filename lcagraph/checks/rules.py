"""Which check holds under which rule set, and how severely: one table.

A row names a check, the requirement that it is from (CQ: Chongqing guide, SD: Shandong
guide, ISO: ISO 14067, by our numbering of their clauses) and its code under each rule
set; a dash: the rule set does not ask for it. The letter of the code is the severity.

These checks judge a claim: they hold for models that name the standards that they
follow (`scope.standards`), and for every model that is printed in the form of a guide.
A bare sketch is otherwise only checked for links, units and numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import RuleSet

NONE = "-"

# check                     from            gbt24067-cq  sd-2023  iso14067  pact-3
_TABLE = (
    ("mass_balance", "CQ-10", "W810", "W810", "W810", "W810"),
    ("mass_unknown", "CQ-10", "N811", "N811", "N811", "N811"),
    ("carbon_balance", "CQ-10", "W812", "W812", "W812", "W812"),
    ("energy_balance", "CQ-10", "W813", "W813", "W813", "W813"),
    ("boundary_balance", "CQ-10", "W814", "W814", "W814", "W814"),
    ("allocated_masses", "CQ-10", "N815", "N815", "N815", "N815"),
    ("taken_from_nature", "CQ-10", "N817", "N817", "N817", "N817"),
    ("uptake_unknown", "CQ-10", "N818", "N818", "N818", "N818"),
    ("energy_elsewhere", "CQ-10", "N819", "N819", "N819", "N819"),
    ("land_use_less", "IPCC vol. 4", "E805", "E805", "E805", "E805"),
    ("land_use_more", "IPCC vol. 4", "W805", "W805", "W805", "W805"),
    ("period_short", "SD-24", "E820", "E820", "W820", "W820"),
    ("period_of_data", "SD-15", "W822", "W822", "W822", "W822"),
    ("period_missing", "CQ-36", "W823", "W823", "W823", "W823"),
    ("factor_source", "CQ-05", "W830", "W830", "W830", "W830"),
    ("factor_old", "CQ-40", "W831", "W831", "W831", "W831"),
    ("factor_year", "CQ-40", "W832", "W832", "W832", "W832"),
    ("factor_tier", "SD-32", "W833", "W833", "W833", "W833"),
    ("datum_source", "CQ-05", "W834", "W834", "W834", "W834"),
    ("aircraft", "ISO 7.2", "W835", "W835", "W835", "W835"),
    ("stage_activity", "CQ-09", "W841", "W841", "W841", "W841"),
    ("stage_factor", "CQ-09", "W842", "W842", "W842", "W842"),
    ("data_class", "SD-64", NONE, "W843", NONE, NONE),
    ("data_origin", "CQ-05", "W844", "W844", "W844", "W844"),
    ("factor_class", "SD-65", NONE, "W845", NONE, NONE),
    ("declarations", "CQ-15…26", "W850", "W850", "W850", NONE),
    ("boundary_missing", "CQ-17", "W851", "W851", "W851", "W851"),
    ("category_rule", "CQ-08", "W852", "W852", "W852", "W852"),
    ("excluded_inside", "SD-19", "W853", "W853", "W853", "W853"),
    ("stage_outside", "SD-19", "W854", "W854", "W854", "W854"),
    ("partial", "ISO 6.3", "N855", "N855", "N855", "N855"),
    ("unit_kind", "ISO 6.3.2", "W856", "W856", "W856", "W857"),
    ("allocation_bases", "SD-15", "N858", "N858", "N858", "N858"),
    ("cut_off_each", "SD-43", "W860", "E860", "W860", "W860"),
    ("cut_off_total", "SD-43", "W861", "E861", "W861", "W861"),
    ("coverage", "SD-34", "W862", "E862", "W862", "W862"),
    ("cut_off_estimate", "SD-19", "W863", "W863", "W863", "W863"),
    ("sensitivity", "CQ-30", "W864", "N864", "W864", "N864"),
    ("allocation_compared", "CQ-30", "W865", "N865", "W865", "N865"),
    ("report_content", "SD-11", NONE, "W866", NONE, NONE),
    ("primary_downstream", "SD-27", NONE, "E870", NONE, NONE),
    ("counted_twice", "CQ-10", "W871", "W871", "W871", "W871"),
    ("burnt_twice", "CQ-10", "W872", "W872", "W872", "W872"),
    ("site_meter", "SD-23", "W873", "W873", "W873", "W873"),
    ("calibration_expired", "SD-52", "W874", "W874", "W874", "W874"),
    ("calibration_missing", "SD-52", "W875", "W875", "W875", "W875"),
    ("cross_check", "SD-08", "N876", "N876", "N876", "N876"),
    ("emitted_twice", "CQ-10", "W879", "W879", "W879", "W879"),
    ("weak_data", "SD-26", "N877", "N877", "N877", "N877"),
    ("sample_small", "SD-29", "N878", "N878", "N878", "N878"),
    ("omission", "SD-43b", NONE, "W880", NONE, NONE),
    ("certificate_parts", "CQ-03", "W881", "W881", "W881", "W881"),
    ("label_link", "CQ-03", "W882", "W882", "W882", "W882"),
    ("certificate_expired", "CQ-03", "W883", "W883", "W883", "W883"),
    ("label_width", "CQ-03", "W884", "W884", "W884", "W884"),
    ("dates_order", "CQ-46", "W885", "W885", "W885", "W885"),
    ("step_undated", "CQ-46", "W886", "W886", "W886", "W886"),
    ("sample_size", "CQ-48", "W887", "W887", "W887", "W887"),
    ("sample_method", "CQ-48", "W888", "W888", "W888", "W888"),
    ("step_unknown", "CQ-46", "W889", "W889", "W889", "W889"),
    ("conflict", "SD-07", "W890", "W890", "W890", "W890"),
    ("reviewer", "SD-12", "W891", "W891", "W891", "W891"),
    ("leader", "SD-07", NONE, "W892", NONE, NONE),
    ("expertise", "SD-07", NONE, "W893", NONE, NONE),
    ("finding_log", "SD-11", NONE, "W894", NONE, NONE),
    ("report_number", "SD-40", NONE, "W895", NONE, NONE),
    ("credit_code", "SD-49", "W896", "W896", "W896", "W896"),
    ("certificate_volume", "ISO 6.4.9.4", "W897", "W897", "W897", "W897"),
    ("certificate_period", "ISO 6.4.9.4", "W898", "W898", "W898", "W898"),
    ("factor_rating", "CQ-40", "N899", "N899", "N899", "N899"),
)
_ORDER: tuple[RuleSet, ...] = ("gbt24067-cq", "sd-2023", "iso14067", "pact-3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One check, the requirement that it is from, and its code per rule set."""

    name: str
    requirement: str
    codes: Mapping[RuleSet, str]


RULES: Mapping[str, Rule] = {
    name: Rule(
        name=name,
        requirement=requirement,
        codes={
            rule_set: code
            for rule_set, code in zip(_ORDER, codes, strict=True)
            if code != NONE
        },
    )
    for name, requirement, *codes in _TABLE
}

GUIDE_CODES = frozenset(code for rule in RULES.values() for code in rule.codes.values())
"""Every code that judges a claim, under any rule set."""

ALWAYS_TOLD = frozenset(RULES["dates_order"].codes.values())
"""Of these, what contradicts itself: told of models that claim nothing, too."""

CUT_OFF_LIMITS: Mapping[RuleSet, tuple[float, float, float]] = {
    "gbt24067-cq": (0.01, 0.05, 0.95),
    "sd-2023": (0.01, 0.05, 0.95),
}
"""Each item, their sum, coverage, where the rule set names them (SD 表1-1, 8). ISO and
PACT give no number: there the limits of `scope.cut_off` hold, if it states any."""


def code_of(name: str, rule_set: RuleSet) -> str | None:
    """Code of a check under a rule set; None: it is not asked for."""
    return RULES[name].codes.get(rule_set)


def claims_conformity(system: ProductSystem) -> bool:
    """Whether the rules of the guides hold: the model names standards it follows."""
    return bool(system.scope.standards)
