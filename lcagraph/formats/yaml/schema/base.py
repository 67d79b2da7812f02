"""The base of all spec models: short forms, notes (`x-`), refusals in their place.

A spec model is one mapping of the format. Before pydantic types its values, `long_form`
brings what was written to the long form, and `check` puts a `Refusal` where a rule
between keys is broken: it is refused there by whatever type the key has, so that one
wrong key hides no other. There are no unions, so every error has one place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from numbers import Real
from typing import Any, ClassVar, TypeAlias

from pydantic import BaseModel, ConfigDict, model_validator

from lcagraph.nearest import nearest

Given: TypeAlias = object
"""What was written: text, lists and mappings, and in Python also numbers and dates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Stands in the place of a value that a rule between keys refuses."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    part: str = "key"


_EMPTY = Refusal(code="E209", part="value")


class Spec(BaseModel):
    """One mapping of the format."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    domain: ClassVar[type]
    """Class of `lcagraph.graph` with the same field names."""
    short: ClassVar[str | None] = None
    """Key that a bare value stands for: `850 kWh` is `{amount: 850 kWh}`."""
    uncertain: ClassVar[tuple[str, ...]] = ()
    """Keys of the number that `uncertainty` is about: the first that is given."""
    direct: ClassVar[tuple[str, ...]] = ()
    """Properties that may stand beside the other keys, not under `properties`."""

    @classmethod
    def long_form(cls, given: Given) -> dict[str, Any] | None:
        """The keys of the long form; None if no mapping can be made of it.

        Short forms at this level are resolved and notes (`x-`) left out; no value is
        typed, and what is wrong stays as it is.
        """
        if isinstance(given, Mapping):
            keys = {
                key: value
                for key, value in given.items()
                if not (isinstance(key, str) and key.startswith("x-"))
            }
        elif cls.short is not None and is_scalar(given):
            keys = {cls.short: given}
        else:
            return None
        if cls.direct:
            _gather_properties(keys, cls.direct)
        cls.unfold(keys)
        return keys

    @classmethod
    def unfold(cls, keys: dict[str, Any]) -> None:
        """Bring the short forms of this mapping's own keys to the long form."""

    @classmethod
    def check(cls, keys: dict[str, Any]) -> None:
        """Put a refusal where one key does not agree with another."""

    @model_validator(mode="before")
    @classmethod
    def _long_form_first(cls, given: Given) -> Given:
        keys = cls.long_form(given)
        if keys is None:
            return given
        if None in keys.values():
            keys = {k: _EMPTY if value is None else value for k, value in keys.items()}
        cls.check(keys)
        return keys

    @classmethod
    def key_names(cls) -> list[str]:
        """Keys of this mapping in the order of the format."""
        return [field.alias or name for name, field in cls.model_fields.items()]


def is_scalar(given: Given) -> bool:
    """Text, a number or a boolean."""
    return isinstance(given, str | float | Real)


def _gather_properties(keys: dict[str, Any], names: tuple[str, ...]) -> None:
    """Move properties that stand directly on a row under `properties`."""
    direct = {name: value for name, value in keys.items() if name in names}
    if not direct:
        return
    for name in direct:
        del keys[name]
    listed = keys.get("properties", {})
    if not isinstance(listed, Mapping):
        return  # refused itself
    twice = {
        name: Refusal(code="E229", values={"key": name})
        for name in direct.keys() & listed.keys()
    }
    keys["properties"] = {**direct, **listed, **twice}


# ------------------------------------------------------------ rules between keys


def shown(text: object) -> str:
    """A word that messages quote; an empty one must be visible too."""
    return str(text) or '""'


def unknown_key(
    key: str, known: Iterable[str], properties: Iterable[str] = ()
) -> dict[str, object]:
    """What the message about an unknown key quotes."""
    names = list(known)
    return {
        "key": shown(key),
        "nearest": nearest(key, [*names, *properties]),
        "known": names,
    }


def need(keys: dict[str, Any], *names: str) -> None:
    """Refuse the mapping if a key is missing that other keys make necessary."""
    for name in names:
        if name not in keys:
            keys[name] = Refusal(code="E205", values={"key": name})


def exclude(keys: dict[str, Any], first: str, second: str) -> None:
    """Refuse two keys that say the same thing in two ways."""
    if first in keys and second in keys:
        keys[second] = Refusal(code="E218", values={"key": second, "other": first})


def need_one_of(keys: dict[str, Any], *names: str) -> None:
    """Refuse the mapping unless exactly one of the keys is given."""
    given = [name for name in names if name in keys]
    if not given:
        keys[names[0]] = Refusal(code="E219", values={"choices": list(names)})
    for name in given[1:]:
        keys[name] = Refusal(code="E218", values={"key": name, "other": given[0]})


def need_reason(keys: dict[str, Any], choice: str) -> None:
    """Refuse the mapping if a choice that needs its `why` has none."""
    if "why" not in keys:
        keys["why"] = Refusal(code="E222", values={"choice": choice})
