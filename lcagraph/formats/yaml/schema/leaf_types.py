"""Types of single values: how each is read, and what an editor sees of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from lcagraph.distributions import PEDIGREE_SCORES
from lcagraph.formats.yaml.schema.base import is_scalar
from lcagraph.formats.yaml.schema.leaves import (
    DATE_PATTERN,
    PERIOD_PATTERN,
    read_activity,
    read_amount,
    read_boolean,
    read_date,
    read_edits,
    read_finding_code,
    read_footprint,
    read_id,
    read_integer,
    read_line,
    read_name,
    read_parameter_id,
    read_pedigree,
    read_period,
    read_rating,
    read_reason,
    read_share,
    read_signed_amount,
    read_version,
    refuse,
)
from lcagraph.formulas import Amount
from lcagraph.graph.words import Text

# Patterns for editors follow ECMA 262, whose \w knows no Chinese: they name what may
# not stand in an id. The readers decide; a pattern must let through what they take.
_PUNCTUATION = r"!-,./:-@\[-^`{-~"
ID_PATTERN = rf"^(?!x-)[^\s\d\-{_PUNCTUATION}][^\s{_PUNCTUATION}]*$"
PARAMETER_PATTERN = rf"^[^\s\d\-{_PUNCTUATION}][^\s\-{_PUNCTUATION}]*$"
QUANTITY_PATTERN = (
    r"^\s*(=.+|[-+]?(\d+(\.\d+)?|\.\d+)([eE][-+]?\d+)?(\s*[^\d\s.,].*)?)\s*$"
)


COVERED = (
    "Purchases of the sector that the model itself tells, by what covers them, as "
    "{power: 221100*, own: direct}; 已由过程数据涵盖的部门采购（避免重复计算）"
)


class Leaf:
    """Marks a type as read by one function, and says what an editor sees of it."""

    def __init__(
        self, name: str, read: Callable[..., Any], schema: Mapping[str, object]
    ) -> None:
        self.name, self.read, self.schema = name, read, schema

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        if self.read in (read_name, read_reason):
            return core_schema.with_info_plain_validator_function(self.read)
        return core_schema.no_info_plain_validator_function(self.read)


class OneOrMore:
    """Marks a tuple as a list in which one entry may stand alone, and none twice."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(
            _one_or_more, handler(source)
        )


def _one_or_more(
    given: object, read_list: core_schema.ValidatorFunctionWrapHandler
) -> object:
    listed = [given] if is_scalar(given) else given
    entries: tuple[str | Text, ...] = read_list(listed)
    if len(set(entries)) < len(entries):
        twice = next(entry for entry in entries if entries.count(entry) > 1)
        raise refuse("E225", entry=twice if isinstance(twice, str) else twice.zh)
    return entries


_TEXT = ["string", "number"]

_QUANTITY: Mapping[str, object] = {
    "description": "Quantity with unit, `±` and `= formula`; 数量",
    "type": _TEXT,
    "pattern": QUANTITY_PATTERN,
    "examples": ["850 kWh", "850 kWh ± 5 %", "= 1 t / (1 - loss)"],
}
Quantity = Annotated[Amount, Leaf("quantity", read_amount, _QUANTITY)]
SignedQuantity = Annotated[Amount, Leaf("quantity", read_signed_amount, _QUANTITY)]
"""The same for an editor; its uncertainty may reach across zero."""
Name = Annotated[
    Text,
    Leaf(
        "name",
        read_name,
        {
            "description": "Text, or 中文 | English; 名称",
            "type": _TEXT,
            "minLength": 1,
            "examples": ["注塑 | Injection moulding"],
        },
    ),
]
Reason = Annotated[
    Text,
    Leaf(
        "reason",
        read_reason,
        {
            "description": "Why, as text or 中文 | English; 理由",
            "type": "string",
            "minLength": 1,
            "examples": ["试算 | a trial"],
        },
    ),
]
Line = Annotated[str, Leaf("line", read_line, {"type": _TEXT, "minLength": 1})]
Id = Annotated[str, Leaf("id", read_id, {"type": "string", "pattern": ID_PATTERN})]
ParameterId = Annotated[
    str,
    Leaf(
        "parameter_id",
        read_parameter_id,
        {"type": "string", "pattern": PARAMETER_PATTERN},
    ),
]
Ids = Annotated[tuple[Id, ...], OneOrMore()]
Lines = Annotated[tuple[Line, ...], OneOrMore()]
Names = Annotated[tuple[Name, ...], OneOrMore()]
Integer = Annotated[int, Leaf("integer", read_integer, {"type": "integer"})]
Pedigree = Annotated[
    tuple[int, ...],
    Leaf(
        "pedigree",
        read_pedigree,
        {
            "description": "Scores from 1 (best) to 5 (worst); 谱系矩阵评分",
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 5},
            "minItems": min(PEDIGREE_SCORES),
            "maxItems": max(PEDIGREE_SCORES),
        },
    ),
]
Rating = Annotated[
    Decimal,
    Leaf(
        "rating",
        read_rating,
        {
            "description": "From 1 (best) to 5 (worst); 1（最好）至 5（最差）",
            "type": _TEXT,
            "minimum": 1,
            "maximum": 5,
        },
    ),
]
Share = Annotated[
    Decimal,
    Leaf(
        "share",
        read_share,
        {
            "description": "Share from 0 to 100 %; 占比",
            "type": _TEXT,
            "minimum": 0,
            "maximum": 1,
            "examples": ["60 %"],
        },
    ),
]
EarlierResult = Annotated[
    Amount,
    Leaf(
        "footprint",
        read_footprint,
        {
            "description": "Result of another study, in kgCO2e; 以往的碳足迹",
            "type": _TEXT,
            "examples": ["1250 kg"],
        },
    ),
]
Boolean = Annotated[bool, Leaf("boolean", read_boolean, {"type": "boolean"})]
Date = Annotated[
    str,
    Leaf(
        "date",
        read_date,
        {
            "type": ["string", "integer"],
            "pattern": DATE_PATTERN,
            "examples": ["2024-12-31"],
        },
    ),
]
Period = Annotated[
    str,
    Leaf(
        "period",
        read_period,
        {
            "type": "string",
            "pattern": PERIOD_PATTERN,
            "examples": ["2024-01-01/2024-12-31"],
        },
    ),
]
Languages = Annotated[tuple[Literal["zh", "en"], ...], OneOrMore()]
FindingCode = Annotated[
    str,
    Leaf(
        "finding_code",
        read_finding_code,
        {"type": "string", "pattern": r"^[EWN]\d{3}$"},
    ),
]
Version = Annotated[int, Leaf("version", read_version, {"const": 1})]
Activity = Annotated[
    str,
    Leaf(
        "activity",
        read_activity,
        {"type": _TEXT, "examples": ["natural_gas", "735000 m3"]},
    ),
]
Edits = Annotated[
    dict[str, object],
    Leaf(
        "edits",
        read_edits,
        {"type": "object", "examples": [{"green_share": "1"}]},
    ),
]
