"""`ProductSystem` → the canonical long form, a plain tree that `writer.dump` prints.

Two models that say the same have the same canonical form, whatever short forms, key
order or notes they were written with: it is what verifiers compare. Every mapping is in
its long form, keys stand in the order of the format (`note` last), every leaf is text.
Defaults are left out, but for those that decide a result: rule set, GWP set, kind of
unit. A distribution written as `±` stays in the amount; any other stands beside it as
`uncertainty`, or with it in a mapping of its own. Notes (`x-` keys) and the split into
included files are no part of the model and are not printed; `include` is kept as
provenance.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from decimal import Decimal
from functools import cache
from typing import Any

from lcagraph.distributions import KEYS, Distribution
from lcagraph.formats.yaml.schema.base import Spec
from lcagraph.formats.yaml.schema.system import SystemSpec
from lcagraph.formats.yaml.tree import Plain
from lcagraph.formulas import Amount, number_in
from lcagraph.formulas.expression import quantity_text
from lcagraph.graph.scope import Declarations, Reference, Scope
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import Text
from lcagraph.units import DIMENSIONLESS, Unit

_OWN_UNIT = ("sd", "minimum", "maximum", "values")
"""Parameters of a distribution that are in the unit of the amount."""


_ALWAYS_TOLD = frozenset(
    {
        (ProductSystem, "scope"),
        (Scope, "rule_set"),
        (Scope, "gwp"),
        (Reference, "kind"),
    }
)
"""What a result depends on even if nobody says it: printed though it is default."""


def to_plain(system: ProductSystem) -> dict[str, Plain]:
    """The canonical long form: ``parse_system(to_plain(s))`` gives `s` again.

    Parameters
    ----------
    system : ProductSystem
        Any model, read from files or built in Python.

    Returns
    -------
    dict
        Mappings, lists and text only.
    """
    languages = system.languages
    return {"lcagraph": str(system.lcagraph), **_mapping(system, languages)}


def content_hash(system: ProductSystem) -> str:
    """SHA-256 of the canonical form; equal for models that say the same."""
    text = json.dumps(to_plain(system), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


# ------------------------------------------------------------------------ mappings


@dataclass(frozen=True, slots=True)
class _Key:
    """One key of a mapping, and the field of the domain class that it prints."""

    name: str
    attribute: str
    default: object
    is_uncertain: bool


@cache
def _specs() -> dict[type, type[Spec]]:
    """Domain class → the spec model that reads it."""
    found: dict[type, type[Spec]] = {}
    waiting = list(Spec.__subclasses__())
    while waiting:
        spec = waiting.pop()
        waiting.extend(spec.__subclasses__())
        if "domain" in vars(spec):
            found[spec.domain] = spec
    assert found[ProductSystem] is SystemSpec
    return found


@cache
def _keys(domain: type[Any]) -> tuple[_Key, ...]:
    """Keys of a class in the order of the format, the note last."""
    spec = _specs()[domain]
    own = {field.name: field for field in fields(domain)}
    order = sorted(
        (name for name in spec.model_fields if name in own), key=lambda n: n == "note"
    )
    return tuple(
        _Key(
            spec.model_fields[name].alias or name,
            name,
            _default(own[name]),
            name in spec.uncertain,
        )
        for name in order
    )


def _default(field: Field[Any]) -> object:
    """What a field is if it isn't given; `MISSING` for one that must be."""
    made = field.default_factory
    return field.default if made is MISSING else made()


def _mapping(thing: Any, languages: tuple[str, ...]) -> dict[str, Plain]:
    """The keys of one domain object that differ from their defaults."""
    plain: dict[str, Plain] = {}
    for key in _keys(thing.__class__):
        value = getattr(thing, key.attribute)
        is_told = (type(thing), key.attribute) in _ALWAYS_TOLD
        if value == key.default and not is_told:
            continue
        if key.name == "properties":
            plain |= _properties(thing, value)
        elif key.is_uncertain:
            plain |= _uncertain(key.name, value)
        elif isinstance(thing, Declarations) and key.name == "not_applicable":
            plain |= {
                name: {"not_applicable": _text(reason, languages)}
                for name, reason in value.items()
            }
        else:
            plain[key.name] = _plain(value, languages)
    if isinstance(thing, Declarations):
        order = [key.name for key in _keys(Declarations)]
        plain = {name: plain[name] for name in order if name in plain}
    return plain


def _properties(thing: Any, given: Mapping[str, Amount]) -> dict[str, Plain]:
    """Well-known properties stand beside the other keys, the rest on their own."""
    direct = _specs()[type(thing)].direct
    plain: dict[str, Plain] = {
        name: _amount(given[name]) for name in direct if name in given
    }
    rest: dict[str, Plain] = {
        name: _amount(amount) for name, amount in given.items() if name not in direct
    }
    return {**plain, "properties": rest} if rest else plain


# -------------------------------------------------------------------------- values


def _plain(value: object, languages: tuple[str, ...]) -> Plain:
    """Any value of a domain object."""
    if isinstance(value, str):
        return value
    if isinstance(value, Amount):
        return _amount(value)
    if isinstance(value, Text):
        return _text(value, languages)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return {key: _plain(inner, languages) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner, languages) for inner in value]
    return _mapping(value, languages)


def _text(text: Text, languages: tuple[str, ...]) -> str:
    """One part if it is the same in all languages, else the parts in their order."""
    parts = [_escaped(text.get(language)) for language in languages]
    return parts[0] if text.zh == text.en else " | ".join(parts)


def _escaped(part: str) -> str:
    return part.replace("|", "\\|")


def _amount(amount: Amount) -> Plain:
    """An amount where no `uncertainty` can stand beside it: it holds its own."""
    plain: dict[str, Plain] = {"value": amount.text}
    if not _is_inline(amount):
        plain |= _beside(amount)
    if amount.pedigree:
        plain["pedigree"] = [str(score) for score in amount.pedigree]
    return plain if len(plain) > 1 else amount.text


def _is_inline(amount: Amount) -> bool:
    """True if the text itself says the distribution."""
    return "±" in amount.text


# --------------------------------------------------------------------- uncertainty


def _uncertain(key: str, value: Amount | Mapping[str, Amount]) -> dict[str, Plain]:
    """A number with its distribution beside it, unless its text says it."""
    if isinstance(value, Mapping):
        amounts = list(value.values())
        if len(amounts) == 1 and not (_is_inline(amounts[0]) or amounts[0].pedigree):
            texts: Plain = {name: amount.text for name, amount in value.items()}
            return {key: texts, **_beside(amounts[0])}
        return {key: {name: _amount(amount) for name, amount in value.items()}}
    return {key: value.text, **({} if _is_inline(value) else _beside(value))}


def _beside(amount: Amount) -> dict[str, Plain]:
    """`uncertainty: {dist: …}` of an amount, if it has one."""
    if amount.distribution is None:
        return {}
    known = number_in(amount.expression)
    unit = known[1] if known else DIMENSIONLESS
    return {"uncertainty": _distribution(amount.distribution, unit)}


def _distribution(distribution: Distribution, unit: Unit) -> dict[str, Plain]:
    plain: dict[str, Plain] = {"dist": distribution.kind}
    for field in fields(Distribution):
        given = getattr(distribution, field.name)
        if field.name == "kind" or given is None or given == ():
            continue
        own = unit if field.name in _OWN_UNIT else DIMENSIONLESS
        plain[KEYS.get(field.name, field.name)] = (
            [quantity_text(number, own) for number in given]
            if isinstance(given, tuple)
            else quantity_text(given, own)
        )
    return plain
