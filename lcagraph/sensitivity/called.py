"""What people call the numbers of a model, in the pictures of this room.

Tables and terminals name a number by the path that every question of this room takes;
in a figure of a report a reader wants the names that the model gives: “熔铸：电力用量”
for `processes.casting.inputs.power.amount`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from lcagraph.arrays import Prepared
from lcagraph.impact import elementary_flows
from lcagraph.result.names import ExchangeNames
from lcagraph.sensitivity.numbers import short_name
from lcagraph.wording import Language, label


def names_of(
    prepared: Prepared, paths: Iterable[str], lang: Language
) -> Mapping[str, str]:
    """Names of numbers by their paths; where two would be the same, the short paths.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    paths : iterable of str
        Terms of `compiled.table.independent`, or names of groups of them.
    lang : {"zh", "en"}
    """
    names = ExchangeNames(prepared)
    found = {path: _name(names, path, lang) or short_name(path) for path in paths}
    count = Counter(found.values())
    return {
        path: name if count[name] == 1 else short_name(path)
        for path, name in found.items()
    }


def _name(names: ExchangeNames, path: str, lang: Language) -> str:
    """What the model calls a number; empty if it has no name for it."""
    match path.split("."):
        case ["parameters", id_, "value"] if id_ in names.system.parameters:
            called = names.system.parameters[id_].name
            return called.get(lang) if called else ""
        case ["factors", id_, "co2e", *_] if id_ in names.factors:
            called = names.factors[id_].name
            text = label("sensitivity.number.factor", lang)
            return text.format(name=called.get(lang)) if called else ""
        case ["processes", id_, section, row, *rest] if id_ in names.system.processes:
            return _of_row(names, (id_, section, row), rest, lang)
    return ""


def _of_row(
    names: ExchangeNames, at: tuple[str, str, str], rest: list[str], lang: Language
) -> str:
    """Process, row and which of its numbers: amount, distance, emission factor."""
    id_, section, row = at
    process = names.system.processes[id_].name
    kind = _kind(section, rest)
    name = names.of(f"processes.{id_}.{section}.{row}", row, lang)
    if not kind or (process is None and name == row):
        return ""
    return label(f"sensitivity.number.{kind}", lang).format(
        process=process.get(lang) if process else id_, name=name
    )


def _kind(section: str, rest: list[str]) -> str:
    """Which number of a row it is; empty for one that has no word of its own."""
    match rest:
        case ["amount"] if section in ("inputs", "outputs", "treats", "waste"):
            return section
        case ["amount"] if section == "emissions":
            return "emitted"
        case [gas] if section == "emissions" and gas in elementary_flows():
            return "emission_factor"
        case ["transport", _, "distance"]:
            return "distance"
    return ""
