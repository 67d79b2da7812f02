"""The closed word lists of the format, and names in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Stage = Literal[
    "raw_materials",
    "inbound_transport",
    "inbound_storage",
    "production",
    "distribution",
    "storage",
    "use",
    "end_of_life",
]
"""Life cycle stages, upstream to downstream; reports regroup them."""

ProcessKind = Literal["process", "mix", "utility"]
"""A mix or utility has no stage of its own: it books to its consumers' stages."""

FactorKind = Literal[
    "material",
    "fuel",
    "electricity",
    "heat",
    "transport",
    "treatment",
    "service",
    "electricity_accounting",
]
"""`electricity_accounting` is the organisation-level CO2 factor, no footprint."""

FactorBoundary = Literal[
    "cradle_to_gate",
    "cradle_to_grave",
    "gate_to_gate",
    "gate_to_grave",
    "upstream_only",
    "combustion_only",
    "unknown",
]

FactorClass = Literal[
    "measured", "process", "supplier", "regional", "national", "international"
]
"""Emission-factor classes of the Shandong guide, 3.4 2): 6, 5, 4, 3, 2, 1."""

DataClass = Literal["continuous", "periodic", "estimated"]
"""Activity-data classes of the Shandong guide, 3.4 1): 6, 3, 1."""

Calibration = Literal["conforming", "accepted", "none"]
"""Instrument-calibration classes of the Shandong guide, 3.4 3): 6, 3, 1."""

Origin = Literal["site", "primary", "secondary"]
"""Site-specific ⊂ primary; else secondary (ISO 14067 3.1.7, Chongqing guide 一(4))."""

RuleSet = Literal["gbt24067-cq", "sd-2023", "iso14067", "pact-3"]
UnitKind = Literal["declared_unit", "functional_unit"]
LifeCycleBoundary = Literal["cradle-to-gate", "cradle-to-grave", "gate-to-gate"]
MethodFamily = Literal["process", "input_output", "hybrid"]
ExclusionBasis = Literal["cut_off", "boundary", "not_attributable"]
OutputRole = Literal["product", "burden_free"]
RecyclingMethod = Literal["cut_off", "fifty_fifty", "end_of_life", "cff"]
SupplyKind = Literal["grid", "own", "direct_line", "contract"]
ProspectiveKind = Literal[
    "retrospective",
    "prospective_without_forerunner",
    "prospective_with_forerunner",
    "prospective_production_date",
    "progressive",
]
"""Kinds of footprints by Catena-X: of what was made, or of what will be."""
IncinerationRule = Literal[
    "cut-off", "reverse cut-off", "system expansion", "polluter pays principle"
]
RecycledCarbonRule = Literal["cut-off", "upstream system expansion"]
CriticalReview = Literal["none", "internal", "external", "panel"]
DossierPaper = Literal["commission", "business_licence", "organisation_chart"]
"""Documents of an application that no program can write (Chongqing guide 四(一))."""

WorkflowStep = Literal[
    "accepted",
    "prepared",
    "documents_reviewed",
    "site_visited",
    "reported",
    "approved",
    "delivered",
    "supervised",
]
"""Steps of certification (Chongqing guide 四) and assessment (Shandong guide 5.1), in
the order in which they happen; each workflow has some of them."""

CaptureOrigin = Literal["fossil", "biogenic", "air", "process"]
CaptureFate = Literal["stored", "used", "product"]

Item = Literal[
    "fossil",
    "biogenic_co2_emitted",
    "biogenic_co2_removed",
    "biogenic_other",
    "land_use_change",
    "land_management",
    "technological_removal",
    "unspecified",
]
"""Items that partition the result (ISO 14067 7.2; GB/T 24067); `unspecified` is a
ready figure that was not split."""


PROPERTIES = (
    "mass",
    "volume",
    "density",
    "energy",
    "lhv",
    "hhv",
    "exergy",
    "moles",
    "carbon",
    "biogenic_carbon",
    "fossil_carbon",
    "water",
    "dry_matter",
)
"""Properties that may stand directly on a row; others go under `properties`."""


def property_path(path: str, name: str) -> str:
    """Model path of a property of the row or product at `path`."""
    is_direct = name in PROPERTIES or name == "price"
    return f"{path}.{name}" if is_direct else f"{path}.properties.{name}"


@dataclass(frozen=True, slots=True)
class Text:
    """A name in Chinese and English, `中文 | English`; one may stand for both."""

    zh: str
    en: str

    def get(self, lang: str) -> str:
        """The text in a language, or in the other one if that is all there is."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)
