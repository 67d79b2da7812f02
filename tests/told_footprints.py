"""A small model that says all that PACT and Catena-X ask for, and the schemas."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml
from small_models import factor, model, works

import lcagraph as lg

SCHEMAS = Path(__file__).parent / "schemas"

PARTS = (
    "fossilGhgEmissions",
    "landUseChangeGhgEmissions",
    "landManagementBiogenicCO2Emissions",
    "landManagementBiogenicCO2Removals",
    "technologicalCO2Removals",
    "ccsTechnologicalCO2Capture",
    "biogenicNonCO2Emissions",
)
"""Of the sum in the text of the schema (`x-comment` of pcfExcludingBiogenicUptake)."""

# AR6: 0.01 kg ch4_biogenic × 27.0 = 0.27 kgCO2e; its carbon, 0.01 × 44/16 = 0.0275
MILL = works(
    inputs={"ore": "2 kg", "film": "1 kg"},
    emissions={"co2_fossil": "0.5 kg", "ch4_biogenic": "0.01 kg"},
    removals={"co2_biogenic": "1.1 kg"},
)
FACTORS = {"ore": factor(1.5), "film": factor(3)}
SCOPE = {
    "period": "2024-01-01/2024-12-31",
    "geography": "CN-SD",
    "standards": ["ISO 14067:2018", "GB/T 24067-2024"],
    "boundary": "cradle-to-gate",
}
GOODS = {
    "name": "货 | Goods",
    "description": "说明 | Things",
    "fossil_carbon": "0.27",
    "biogenic_carbon": "0.3",
    "codes": {"cpc": "41532"},
}
EXCHANGE = {
    "company_ids": ["urn:pact:company:buyer:c-1"],
    "product_ids": ["urn:gtin:04012345123456"],
    "region": "Eastern Asia",
    "packaging_included": "false",
    "version": "1",
    "prospective": "retrospective",
    "waste_incineration": "cut-off",
}


def plant(
    processes: Any = None, factors: Any = None, **changes: dict[str, Any]
) -> lg.Model:
    """The model with some keys of its sections changed; None takes one out."""
    sections: dict[str, dict[str, Any]] = {
        "scope": SCOPE,
        "organisation": {"name": "公司 | Company"},
        "assessment": {"date": "2025-01-15"},
        "data_exchange": EXCHANGE,
    }
    keys = {
        name: {
            k: v for k, v in (given | changes.get(name, {})).items() if v is not None
        }
        for name, given in sections.items()
    }
    goods = {
        k: v for k, v in (GOODS | changes.get("goods", {})).items() if v is not None
    }
    return model(
        processes or {"mill": MILL},
        factors or FACTORS,
        products={"goods": goods},
        **keys,
    )


@cache
def pact_validator() -> Any:
    text = (SCHEMAS / "pact-openapi-3.0.3.yaml").read_text(encoding="utf-8")
    schema = {**yaml.safe_load(text), "$ref": "#/components/schemas/ProductFootprint"}
    checker = jsonschema.FormatChecker()
    return jsonschema.Draft202012Validator(schema, format_checker=checker)


@cache
def catena_x_validator() -> Any:
    path = SCHEMAS / "catenax-pcf-9.0.0-schema.json"
    return jsonschema.Draft4Validator(json.loads(path.read_text(encoding="utf-8")))
