"""Which greenhouse gas a flow is: by CAS number, formula, name, then synonym.

CO2, methane and nitrous oxide stand for all their origins here; `origins` tells those
apart. Ways that contradict each other are told, never resolved by rank: a flow named
methane with the CAS number of CO2 is neither.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from lcagraph.background.gases.halocarbons import (
    Structure,
    read_halocarbon,
    single_isomer,
)
from lcagraph.background.gases.origins import MAX_NAME, read_origin
from lcagraph.background.gases.tables import further_names
from lcagraph.background.records import Flow
from lcagraph.impact import ElementaryFlow, elementary_flows

ORIGINS = frozenset({"co2", "ch4", "n2o"})
"""Gases that the GWP sets hold once per origin."""

_MAX_FORMULA = 100

_INORGANIC = frozenset({"co2", "ch4", "n2o", "sf6", "nf3", "so2f2", "sf5cf3"})
"""Gases whose molecular formula no other substance of inventories has."""

_FAMILY = r"cfc|hcfc|hfc|hfo|hcfo|pfc|fc|hcc|cfo|freon|halon|hfe|hcfe|r|f"
_CODE = re.compile(
    rf"(?:^|[,(\[;/]\s*|\s)(?P<family>{_FAMILY})(?P<dash>[- ]?)"
    r"(?P<number>\d{2,4}(?:-\d+)?[a-z]{0,4})(?:\((?P<stereo>[ez])\))?(?=$|[\s,)\];/])"
)
_GROUPS = {"halon": "halon", "hfe": "ether", "hcfe": "ether"}
"""Families that number otherwise than refrigerants do."""

_PART = re.compile(r"([A-Z][a-z]?|\()|(\))|(\d+)")
_SHORT = 4
"""Acronyms below this length and without digit (AE, MVK) are too common to count."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a flow may be, and by which way that was found."""

    gases: frozenset[str]
    """`co2`, `ch4`, `n2o` or ids of gases; several: isomers that were not told apart;
    none: no greenhouse gas."""
    strategy: str = ""
    conflict: tuple[str, ...] = ()
    """Ways that contradict each other, each with what it says."""
    by_structure: str = ""
    """Number in the name that belongs to another isomer than the name spells out."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What one name says."""

    gases: frozenset[str] = frozenset()
    other_number: str = ""


def identify(flow: Flow) -> Identity:
    """The gas that a flow is, origins left aside.

    A valid CAS number decides; a name that says another gas is a conflict, unless it
    is an isomer. Synonyms count only where nothing else is known: lists of synonyms
    are full of other substances.
    """
    named = _first_naming((flow.name, *flow.names.values()))
    cas = tidy_cas(flow.cas)
    if cas:
        known = _by_cas().get(cas, frozenset())
        if named.gases and not (known & named.gases) and not _isomers(known, named):
            said = ", ".join(sorted(known)) or "–"
            conflict = (f"CAS {cas} → {said}", _says(flow.name, named.gases))
            return Identity(frozenset(), conflict=conflict)
        return Identity(known, "cas", by_structure=named.other_number)
    by_formula = _by_formula(flow.formula)
    if by_formula:
        if named.gases and not by_formula & named.gases:
            conflict = (
                f"{flow.formula} → {', '.join(sorted(by_formula))}",
                _says(flow.name, named.gases),
            )
            return Identity(frozenset(), conflict=conflict)
        return Identity(by_formula, "formula", by_structure=named.other_number)
    if named.gases:
        return Identity(named.gases, "name", by_structure=named.other_number)
    if _composition(flow.formula):
        return Identity(frozenset())  # it is a known molecule, and none of these
    other = {gas for each in flow.synonyms for gas in read_name(each).gases}
    return Identity(frozenset(other), "synonym" if other else "")


def tidy_cas(text: str) -> str:
    """A CAS number without leading zeros; empty if it is none (check digit).

    The check digit is the sum of the digits before it, each times its place counted
    from the right, modulo 10.
    """
    found = re.fullmatch(r"\s*0*(\d{2,7})-(\d{2})-(\d)\s*", text)
    if found is None:
        return ""
    digits = found[1] + found[2]
    total = sum(place * int(d) for place, d in enumerate(reversed(digits), 1))
    return f"{found[1]}-{found[2]}-{found[3]}" if total % 10 == int(found[3]) else ""


@lru_cache(maxsize=16384)
def read_name(name: str) -> Naming:
    """Gases that a single name may mean."""
    text = unicodedata.normalize("NFKC", name[:MAX_NAME]).casefold().strip()
    exact = _by_name().get(_squeezed(text))
    if exact:
        return Naming(exact)
    return _read_structure(text) or _read_plain(text)


def _read_plain(text: str) -> Naming:
    spoken = read_origin(text)
    return Naming(frozenset({spoken.species} if spoken else ()))


def _read_structure(text: str) -> Naming | None:
    """By structure and by refrigerant number, which must agree."""
    by_code = _read_code(text)
    spelled = read_halocarbon(text)
    if spelled is None:
        return Naming(by_code) if by_code else None
    gases = {
        gas
        for structure in spelled.structures
        for gas in _by_structure().get(structure, ())
    }
    if spelled.stereo and len(gases) > 1:
        gases = {gas for gas in gases if gas.endswith(f"_{spelled.stereo}")}
    if len(spelled.structures) > 1:
        # isomers that no place tells apart: the number may
        agreed = frozenset(gases & by_code)
        return Naming(agreed or frozenset(gases if len(gases) > 1 else ()))
    # the places are spelled out, so a number of another isomer is the looser word
    is_other = bool(gases and by_code) and not gases & by_code
    return Naming(frozenset(gases), _code_text(text) if is_other else "")


def _read_code(text: str) -> frozenset[str]:
    found: set[str] = set()
    for code in _CODE.finditer(text):
        if code["family"] in ("r", "f") and not code["dash"] and code.start():
            continue  # “… F12” inside a name may be anything
        group = _GROUPS.get(code["family"], "")
        gases = _by_number().get((group, code["number"]), frozenset())
        if code["stereo"]:
            gases = frozenset(g for g in gases if g.endswith(f"_{code['stereo']}"))
        found |= gases
    return frozenset(found)


def _code_text(text: str) -> str:
    found = _CODE.search(text)
    return found[0].strip(" ,([;/").upper() if found else ""


def _first_naming(names: tuple[str, ...]) -> Naming:
    for name in names:
        naming = read_name(name)
        if naming.gases:
            return naming
    return Naming()


def _says(name: str, gases: frozenset[str]) -> str:
    return f"“{name}” → {', '.join(sorted(gases))}"


def _isomers(known: frozenset[str], named: Naming) -> bool:
    """True if CAS number and name are isomers: names are often the looser ones."""
    ours = {_composition_of(gas) for gas in known} - {None}
    return bool(ours & {_composition_of(gas) for gas in named.gases})


# ------------------------------------------------------------------------------ tables


def _gases() -> Iterator[ElementaryFlow]:
    """Emissions of the table, CO2, methane and nitrous oxide of all origins too."""
    for gas in elementary_flows().values():
        if not (gas.is_ready or gas.is_removal):
            yield gas


def _base(gas: ElementaryFlow) -> str:
    family = gas.id.split("_", maxsplit=1)[0]
    return family if family in ORIGINS else gas.id


@cache
def _by_cas() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    pairs = [(_base(gas), gas.cas) for gas in _gases() if gas.cas]
    for gas_id, cas in (*pairs, *further_names("cas")):
        found[cas] = found.get(cas, frozenset()) | {gas_id}
    return found


@cache
def _by_name() -> Mapping[str, frozenset[str]]:
    """Whole names, letters and digits only; CO2 and its like are read by `origins`."""
    found: dict[str, frozenset[str]] = {}
    pairs = [
        (gas.id, name)
        for gas in _gases()
        if _base(gas) == gas.id and gas.id not in ORIGINS
        for name in (
            *(gas.id, gas.name.en, gas.formula, gas.acronym),
            # 一氯二氟甲烷（HCFC-22） is two names
            *re.split(r"[（）]", gas.name.zh),
            *gas.aliases,
        )
    ]
    for gas_id, name in (*pairs, *further_names("name")):
        key = _squeezed(name)
        if len(key) >= _SHORT or not key.isascii() or re.search(r"\d", key):
            found[key] = found.get(key, frozenset()) | {gas_id}
    return found


@cache
def _by_structure() -> Mapping[Structure, frozenset[str]]:
    found: dict[Structure, frozenset[str]] = {}
    for gas in _gases():
        named = read_halocarbon(gas.name.en.casefold())
        if named is not None and len(named.structures) == 1:
            (structure,) = named.structures
            found[structure] = found.get(structure, frozenset()) | {gas.id}
    return found


@cache
def _by_number() -> Mapping[tuple[str, str], frozenset[str]]:
    """(Family that numbers in its own way, number) → gases."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for gas in _gases():
        for name in (gas.acronym, *gas.aliases):
            code = _CODE.fullmatch(name.casefold())
            if code is not None:
                key = (_GROUPS.get(code["family"], ""), code["number"])
                found[key] = found.get(key, frozenset()) | {gas.id}
    return found


@cache
def _composition_of(gas: str) -> tuple[tuple[str, int], ...] | None:
    for structure, gases in _by_structure().items():
        if gas in gases:
            return structure.composition
    return None


@cache
def _by_composition() -> Mapping[tuple[tuple[str, int], ...], str]:
    """Molecular formulas that belong to one substance alone."""
    found = {
        structure.composition: next(iter(gases))
        for structure, gases in _by_structure().items()
        if single_isomer(structure) and len(gases) == 1
    }
    for gas in _gases():
        composition = _composition(gas.formula)
        if _base(gas) in _INORGANIC and composition:
            found[composition] = _base(gas)
    return found


def _by_formula(formula: str) -> frozenset[str]:
    composition = _composition(formula)
    gas = _by_composition().get(composition) if composition else None
    return frozenset({gas} if gas else ())


@lru_cache(maxsize=4096)
def _composition(formula: str) -> tuple[tuple[str, int], ...]:
    """Number of each atom of a formula such as ``CHF2CF3``; empty if it is none."""
    stack: list[Counter[str]] = [Counter()]
    last: Counter[str] = Counter()
    position = 0
    text = unicodedata.normalize("NFKC", formula[:_MAX_FORMULA]).replace(" ", "")
    for part in _PART.finditer(text):
        if part.start() != position:
            return ()
        position = part.end()
        if part[1] == "(":
            stack.append(Counter())
            last = Counter()
        elif part[1]:
            last = Counter({part[1]: 1})
            stack[-1] += last
        elif part[2]:
            if len(stack) == 1:
                return ()
            last = stack.pop()
            stack[-1] += last
        else:
            for atom, times in last.items():
                stack[-1][atom] += times * (min(int(part[3]), 999) - 1)
            last = Counter()
    is_whole = position == len(text) and len(stack) == 1
    is_whole = is_whole and len(formula) <= _MAX_FORMULA
    return tuple(sorted(stack[0].items())) if is_whole else ()


def _squeezed(text: str) -> str:
    """Letters and digits only: ``HFC-134a`` and ``hfc 134a`` agree, HG'-01 is prime."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"['’′](?=-)", "prime", plain)
    return re.sub(r"[\W_]+", "", plain)
