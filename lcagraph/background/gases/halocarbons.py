"""Halogenated methanes, ethanes … read by structure, in whatever order they are named.

Databases write one substance as ``Ethane, 1,1,1-trifluoro-2,2-dichloro-``, as
``2,2-dichloro-1,1,1-trifluoroethane`` and as ``Ethane, 2,2-dichloro-1,1,1-trifluoro-,
HCFC-123``. What they have in common is which atoms sit on which carbon, so names are
compared by that. Isomers stay apart: their warming potentials differ severalfold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement, product

Carbons = tuple[tuple[str, ...], ...]
"""Halogen atoms on each carbon, sorted; what is not named is hydrogen."""

_ATOMS = {"fluoro": "F", "fluro": "F", "chloro": "Cl", "bromo": "Br", "iodo": "I"}
_TIMES = {
    "mono": 1,
    "di": 2,
    "tri": 3,
    "tetra": 4,
    "penta": 5,
    "hexa": 6,
    "hepta": 7,
    "octa": 8,
    "nona": 9,
    "deca": 10,
    "undeca": 11,
    "dodeca": 12,
    "trideca": 13,
    "tetradeca": 14,
}
_ROOTS = {"meth": 1, "eth": 2, "prop": 3, "but": 4, "pent": 5, "hex": 6}
_MAX_CARBONS_WITHOUT_PLACES = 3

_PARENT = r"(?:1-)?(?P<root>meth|eth|prop|but|pent|hex)(?P<end>ane|ene|ylene|-1-ene)"
_DIRECT = re.compile(rf"(?P<groups>.*?)-?{_PARENT}")
_INVERTED = re.compile(rf"{_PARENT}\s*,\s*(?P<rest>.+)")
_TIMES_WORDS = "|".join(sorted(_TIMES, key=len, reverse=True))
_GROUP = re.compile(
    rf"-?(?:(?P<places>\d+(?:,\s?\d+)*)-)?(?P<times>{_TIMES_WORDS})?-?"
    rf"(?P<atom>{'|'.join(_ATOMS)})"
)
_STEREO = re.compile(r"\((?:\d)?(?P<letter>[ez])\)-?|\b(?P<word>cis|trans)-?")
_TRANS = {"trans": "e", "cis": "z"}


@dataclass(frozen=True, slots=True)
class Structure:
    """Which atoms sit where; equal for all names of one substance."""

    is_alkene: bool
    carbons: Carbons

    @property
    def composition(self) -> tuple[tuple[str, int], ...]:
        """Number of each atom, sorted: the molecular formula."""
        atoms = Counter(atom for carbon in self.carbons for atom in carbon)
        free = sum(_rooms(len(self.carbons), is_alkene=self.is_alkene)) - atoms.total()
        return tuple(sorted((Counter(C=len(self.carbons), H=free) + atoms).items()))


@dataclass(frozen=True, slots=True)
class Named:
    """What a name says: one structure, or several where it gives no places."""

    structures: frozenset[Structure]
    stereo: str = ""
    """``e`` or ``z``; empty: not said."""


def read_halocarbon(name: str) -> Named | None:
    """Structures that a systematic name allows, or None if it is no such name.

    Parameters
    ----------
    name : str
        In small letters: direct (``1,1-difluoroethane``), inverted (``ethane,
        1,1-difluoro-``), in inverted order with more behind it (``…, hfc-152a``).
    """
    stereo = _STEREO.search(name)
    letter = ""
    if stereo is not None:
        letter = stereo["letter"] or _TRANS[stereo["word"]]
        name = _STEREO.sub("", name)
    name = name.strip(" ,-")
    for groups, root, end in _readings(name):
        found = _structures(groups, _ROOTS[root], is_alkene=end != "ane")
        if found:
            return Named(found, letter)
    return None


def single_isomer(structure: Structure) -> bool:
    """True if no other saturated molecule has this molecular formula."""
    n = len(structure.carbons)
    if structure.is_alkene or n > _MAX_CARBONS_WITHOUT_PLACES:
        return False
    atoms = [atom for carbon in structure.carbons for atom in carbon]
    return len(_placed(atoms, n, is_alkene=False)) == 1


def _readings(name: str) -> Iterator[tuple[str, str, str]]:
    """Substituents, root and ending of a name, read in each way that fits."""
    inverted = _INVERTED.fullmatch(name)
    if inverted is not None:
        # what follows after a comma and a blank is a code or a remark
        groups = re.split(r",\s+(?!\d)", inverted["rest"])[0]
        yield groups.strip(" -"), inverted["root"], inverted["end"]
    direct = _DIRECT.fullmatch(name)
    if direct is not None and direct["groups"]:
        yield direct["groups"], direct["root"], direct["end"]


@lru_cache(maxsize=4096)
def _structures(groups: str, n: int, *, is_alkene: bool) -> frozenset[Structure]:
    if is_alkene and n not in (2, 3):
        return frozenset()
    if groups == "perfluoro":
        full = tuple(("F",) * room for room in _rooms(n, is_alkene=is_alkene))
        return frozenset({Structure(is_alkene, full)})
    placed: list[list[str]] = [[] for _ in range(n)]
    loose: list[str] = []
    position = 0
    while position < len(groups):
        group = _GROUP.match(groups, position)
        if group is None:
            return frozenset()
        position = group.end()
        atom, times = _ATOMS[group["atom"]], _TIMES.get(group["times"] or "mono", 1)
        if group["places"] is None:
            loose += [atom] * times
            continue
        places = [int(place) for place in group["places"].split(",")]
        if len(places) != times or not all(1 <= place <= n for place in places):
            return frozenset()
        for place in places:
            placed[place - 1].append(atom)
    return _filled(placed, loose, is_alkene=is_alkene)


def _filled(
    placed: Sequence[Sequence[str]], loose: list[str], *, is_alkene: bool
) -> frozenset[Structure]:
    n = len(placed)
    if not loose:
        whole = _canonical(placed, is_alkene=is_alkene)
        return frozenset({whole} if whole else ())
    if any(placed) and n > 1:
        return frozenset()  # some with places and some without: no known custom
    return _placed([*loose, *(placed[0] if n == 1 else ())], n, is_alkene=is_alkene)


@lru_cache(maxsize=512)
def _all_placed(
    atoms: tuple[str, ...], n: int, is_alkene: bool
) -> frozenset[Structure]:
    rooms = sum(_rooms(n, is_alkene=is_alkene))
    if len(atoms) == rooms and len(set(atoms)) == 1:
        full = tuple((atoms[0],) * room for room in _rooms(n, is_alkene=is_alkene))
        return frozenset({Structure(is_alkene, full)})
    if n > _MAX_CARBONS_WITHOUT_PLACES or len(atoms) > rooms:
        return frozenset()
    found = set()
    ways = [
        list(combinations_with_replacement(range(n), times))
        for times in Counter(atoms).values()
    ]
    kinds = list(Counter(atoms))
    for way in product(*ways):
        placed: list[list[str]] = [[] for _ in range(n)]
        for kind, places in zip(kinds, way, strict=True):
            for place in places:
                placed[place].append(kind)
        whole = _canonical(placed, is_alkene=is_alkene)
        if whole is not None:
            found.add(whole)
    return frozenset(found)


def _placed(atoms: Iterable[str], n: int, *, is_alkene: bool) -> frozenset[Structure]:
    """Every way to set atoms on n carbons."""
    return _all_placed(tuple(sorted(atoms)), n, is_alkene)


def _rooms(n: int, *, is_alkene: bool) -> tuple[int, ...]:
    """Atoms that each carbon can hold besides its neighbours."""
    if is_alkene:
        return (2, 2) if n == 2 else (2, 1, 3)
    if n == 1:
        return (4,)
    return (3, *[2] * (n - 2), 3)


def _canonical(placed: Sequence[Sequence[str]], *, is_alkene: bool) -> Structure | None:
    """One spelling of a molecule whatever end it is numbered from; None if too full."""
    rooms = _rooms(len(placed), is_alkene=is_alkene)
    if any(len(atoms) > room for atoms, room in zip(placed, rooms, strict=True)):
        return None
    carbons = tuple(tuple(sorted(atoms)) for atoms in placed)
    if not (is_alkene and len(placed) == 3):
        carbons = min(carbons, carbons[::-1])
    return Structure(is_alkene, carbons)
