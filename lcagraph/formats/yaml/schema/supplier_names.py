"""Names of suppliers: a process or factor of the model, or a dataset of a database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from lcagraph.background.dataset_reference import DatasetReference
from lcagraph.formats.yaml.schema.leaf_types import ID_PATTERN, Leaf
from lcagraph.formats.yaml.schema.leaves import read_id, read_line, refuse
from lcagraph.nearest import nearest

_KEYS = {
    "database": "Name of the database; 数据库",
    "process": "Id or name of the dataset, or name of its product; 数据集",
    "product": "Which of its products; 其中的产品",
    "location": "Which of the places; 其中的地区",
}


def read_supplier(given: object) -> str:
    """Id of a process or factor, or a dataset: `uslci/Steel` or {database, process}."""
    if isinstance(given, Mapping):
        return read_dataset(given)
    text = read_line(given)
    return text if "/" in text else read_id(text)


def read_dataset(given: object) -> str:
    """Record of a set or dataset of a database, as one line or as a mapping."""
    if not isinstance(given, Mapping):
        return read_line(given)
    for key in given:
        if key not in _KEYS:
            values = {"key": key, "nearest": nearest(str(key), _KEYS)}
            raise refuse("E201", below=(str(key),), part="key", **values)
    for key in ("database", "process"):
        if key not in given:
            raise refuse("E205", key=key)
    stated = {key: read_line(value) for key, value in given.items()}
    key = stated.pop("process")
    return str(DatasetReference(key=key, **stated))


_MAPPING = {
    "type": "object",
    "description": "A dataset of a database; 数据集",
    "properties": {
        key: {"description": text, "type": ["string", "number"]}
        for key, text in _KEYS.items()
    },
    "required": ["database", "process"],
    "additionalProperties": False,
}

SupplierName = Annotated[
    str,
    Leaf(
        "supplier_name",
        read_supplier,
        {
            "description": "Id of a process or factor, or database/dataset; 供应者",
            "anyOf": [
                {"type": "string", "pattern": ID_PATTERN},
                {"type": "string", "pattern": "/"},
                _MAPPING,
            ],
            "examples": ["boiler", "uslci/Steel, liquid, at plant"],
        },
    ),
]
DatasetName = Annotated[
    str,
    Leaf(
        "dataset_name",
        read_dataset,
        {
            "description": "set/record or database/dataset; 因子或数据集",
            "anyOf": [{"type": "string", "minLength": 1}, _MAPPING],
            "examples": ["cn-electricity/national-2024", "uslci/Steel, at plant"],
        },
    ),
]
