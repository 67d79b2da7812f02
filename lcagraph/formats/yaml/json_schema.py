"""The JSON Schema of the model format, for editors: completion, hover texts, red lines.

Made from the spec models themselves: fields, descriptions, word lists, and the short
forms beside the long ones. An editor sees less than `parse_system` (it can't check a
unit, or one key against another), and never refuses what that accepts.
"""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from lcagraph.compile.bases import BASES
from lcagraph.formats.yaml.schema.base import Spec
from lcagraph.formats.yaml.schema.elementary import EmissionSpec
from lcagraph.formats.yaml.schema.factor import FactorSpec
from lcagraph.formats.yaml.schema.leaf_types import Leaf, OneOrMore
from lcagraph.formats.yaml.schema.process import AllocationSpec, UnitProcessSpec
from lcagraph.formats.yaml.schema.property_words import PROPERTY_WORDS
from lcagraph.formats.yaml.schema.scope import DeclarationsSpec, FactorSpreadSpec
from lcagraph.formats.yaml.schema.system import SystemSpec
from lcagraph.formats.yaml.schema.uncertainty import AsAmount, UncertaintySpec
from lcagraph.impact import elementary_flows

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NAME = "lcagraph-1.schema.json"
"""File name that models refer to; 1 is the version of the format."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a model file, as plain Python objects."""
    writer = _Writer()
    top = writer.of(SystemSpec)
    return {
        "$schema": DIALECT,
        "$id": NAME,
        "title": "lcagraph model; 产品碳足迹模型",
        **top,
        "$defs": dict(sorted(writer.definitions.items())),
    }


class _Writer:
    """Collects one definition per spec model and per type of single value."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}
        flows = elementary_flows().values()
        usable = [flow for flow in flows if flow.sign and not flow.is_ready]
        self.gases = [flow.id for flow in usable if not flow.is_removal]
        self.removals = [flow.id for flow in usable]

    # ------------------------------------------------------------------- mappings

    def of(self, spec: type[Spec]) -> Schema:
        """Reference to the definition of a spec model."""
        name = spec.__name__.removesuffix("Spec")
        if name not in self.definitions:
            self.definitions[name] = {}  # first, since mappings may hold each other
            self.definitions[name] = self._mapping(spec)
        return {"$ref": f"#/$defs/{name}"}

    def _mapping(self, spec: type[Spec]) -> Schema:
        properties = self._properties(spec)
        long_form: Schema = {
            "type": "object",
            "properties": properties,
            "patternProperties": {"^x-": {}},
            "additionalProperties": False,
        }
        required = [
            f.alias or n for n, f in spec.model_fields.items() if f.is_required()
        ]
        if required:
            long_form["required"] = required
        long_form |= _RULES.get(spec, {})
        description = {"description": (spec.__doc__ or "").strip()}
        if spec.short is None:
            return {**description, **long_form}
        forms = [properties[spec.short], long_form]
        if spec is FactorSpreadSpec:
            forms += [{"type": "string", "pattern": "^\\s*±"}, self.of(UncertaintySpec)]
        return {**description, "anyOf": forms}

    def _properties(self, spec: type[Spec]) -> Schema:
        hints = get_type_hints(spec, include_extras=True)
        properties: Schema = {}
        for name in spec.model_fields:
            field = spec.model_fields[name]
            if (field.alias or name) not in spec.key_names():
                continue
            schema = self._key(spec, name, hints[name])
            properties[field.alias or name] = {
                "description": field.description or "",
                **schema,
            }
        if spec.direct:
            quantity = properties["properties"]["additionalProperties"]
            known = {
                name: {"description": text, **quantity}
                for name, text in PROPERTY_WORDS.items()
            }
            properties["properties"]["properties"] = known
            properties |= {name: known[name] for name in spec.direct}
        return properties

    def _key(self, spec: type[Spec], name: str, annotation: object) -> Schema:
        """One key; the short forms that `unfold` resolves stand beside the long one."""
        schema = self._shape(annotation)
        if name == "transport" and schema.get("type") == "array":
            leg = self.definitions["TransportLeg"]
            free = {**leg, "required": ["distance"]}
            modes = {"anyOf": [leg["properties"]["distance"], free]}
            short = {"type": "object", "additionalProperties": modes}
            return {"anyOf": [short, schema]}
        if spec is AllocationSpec and name == "by":
            return {"anyOf": [{"enum": list(BASES)}, schema]}
        if spec is FactorSpec and name == "co2e":
            return {"anyOf": [schema["additionalProperties"], schema]}
        if spec is DeclarationsSpec:
            reason = self._shape(get_type_hints(spec, include_extras=True)["unit"])
            left_out = {
                "type": "object",
                "properties": {"not_applicable": reason},
                "required": ["not_applicable"],
                "additionalProperties": False,
            }
            return {"anyOf": [schema, left_out]}
        if name == "flow":
            gases = self.gases if spec is EmissionSpec else self.removals
            return {"anyOf": [{"enum": gases}, schema]}
        if name == "gwp_uncertainty":
            return {**schema, "properties": dict.fromkeys(self.gases, _row(schema))}
        if spec is UnitProcessSpec and name in ("emissions", "removals"):
            gases = self.gases if name == "emissions" else self.removals
            return {**schema, "properties": dict.fromkeys(gases, _row(schema))}
        return schema

    # --------------------------------------------------------------------- values

    def _shape(self, annotation: Any) -> Schema:
        """Schema of any annotation of a spec model."""
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._marked(arguments[0], arguments[1])
        if origin in (Union, UnionType):
            (only,) = (a for a in arguments if a is not NoneType)
            return self._shape(only)
        if origin is Literal:
            return {"enum": list(arguments)}
        if origin is dict:
            return {
                "type": "object",
                "propertyNames": self._shape(arguments[0]),
                "additionalProperties": self._shape(arguments[1]),
            }
        if origin is tuple:
            return {"type": "array", "items": self._shape(arguments[0])}
        assert issubclass(annotation, Spec), annotation
        return self.of(annotation)

    def _marked(self, annotation: object, mark: object) -> Schema:
        """Schema of a single value, or of a list in which one may stand alone."""
        if isinstance(mark, Leaf):
            self.definitions.setdefault(mark.name, dict(mark.schema))
            return {"$ref": f"#/$defs/{mark.name}"}
        if isinstance(mark, AsAmount):
            return self._shape(annotation)
        assert isinstance(mark, OneOrMore), mark
        listed = {**self._shape(annotation), "uniqueItems": True}
        return {"anyOf": [listed["items"], listed]}


def _row(schema: Schema) -> Schema:
    row: Schema = schema["additionalProperties"]
    return row


_RULES: dict[type[Spec], Schema] = {
    FactorSpec: {
        "oneOf": [
            {"required": ["from"]},
            {"required": ["co2e", "per", "kind", "boundary"]},
            {"required": ["emissions", "per", "kind", "boundary"]},
        ]
    },
    FactorSpreadSpec: {"required": []},
}
"""What one key of a mapping asks of another, where an editor can say it."""
