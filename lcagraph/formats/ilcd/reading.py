"""What all ILCD datasets share: namespaces, texts in languages, references, numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern

from lcagraph.background.records import Parameter, Spread, Uncertainty
from lcagraph.errors import Finding, FindingsError
from lcagraph.formats.own_words import unspelt
from lcagraph.formats.xml_guard import Element

COMMON = "{http://lca.jrc.it/ILCD/Common}"
PROCESS = "{http://lca.jrc.it/ILCD/Process}"
FLOW = "{http://lca.jrc.it/ILCD/Flow}"
FLOW_PROPERTY = "{http://lca.jrc.it/ILCD/FlowProperty}"
UNIT_GROUP = "{http://lca.jrc.it/ILCD/UnitGroup}"
METHOD = "{http://lca.jrc.it/ILCD/LCIAMethod}"
MODEL = "{http://eplca.jrc.ec.europa.eu/ILCD/LifeCycleModel/2017}"
OPENLCA = "{http://openlca.org/ilcd-extensions}"
OWN = "{urn:lcagraph}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)

_SPREADS: Mapping[str, Spread] = {
    "log-normal": "lognormal",
    "normal": "normal",
    "triangular": "triangular",
    "uniform": "uniform",
}


@dataclass(slots=True)
class Notes:
    """What comes up while datasets are read, besides the datasets."""

    problems: list[Finding] = field(default_factory=list)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    """Parameters of the whole package, by name."""

    def number(self, text: str | None, key: str, at: str) -> float | None:
        """A finite number; what is none becomes a problem (E012), never a guess."""
        if text is None or not (stripped := text.strip()):
            return None
        value = exact_number(stripped)
        if value is None:
            values = {"text": stripped[:60], "key": key}
            self.problems.append(Finding(code="E012", at=at, values=values))
        return value


def exact_number(text: str) -> float | None:
    """A finite decimal number in ASCII digits; None for anything else.

    Python's own reading also takes ``1_000``, ``nan``, ``infinity`` and digits of
    other scripts.
    """
    if "_" in text or not text.isascii():
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def unreadable(at: str, key: str, text: str) -> FindingsError:
    """A dataset that lacks what it cannot do without, or has a word not in the list."""
    values = {"key": key, "text": text[:60]}
    return FindingsError([Finding(code="E014", at=at, values=values)])


# ---------------------------------------------------------------------------- texts


def text_of(element: Element | None) -> str:
    """Text of an element without surrounding blanks; empty if there is none."""
    return "" if element is None or element.text is None else element.text.strip()


def by_language(elements: Iterable[Element]) -> dict[str, str]:
    """First text of each language; English where the language is not told (as ILCD)."""
    texts: dict[str, str] = {}
    for element in elements:
        if text := text_of(element):
            texts.setdefault(element.get(_LANGUAGE) or "en", text)
    return texts


def preferred(texts: Mapping[str, str]) -> str:
    """The English text, else the Chinese one, else the first."""
    for language in ("en", "zh"):
        if language in texts:
            return texts[language]
    return next(iter(texts.values()), "")


def texts(parent: Element | None, tag: str) -> dict[str, str]:
    """First text of each language, of the children with a tag."""
    return {} if parent is None else by_language(parent.iterfind(tag))


def preferred_text(parent: Element | None, tag: str) -> str:
    """The text of the children with a tag, in one language."""
    return preferred(texts(parent, tag))


def full_names(name: Element | None, tags: Sequence[str]) -> dict[str, str]:
    """Name per language: base name, then its qualifiers, joined by semicolons.

    A language without a base name has no name, whatever its qualifiers.
    """
    if name is None:
        return {}
    base, *qualifiers = [texts(name, tag) for tag in tags]
    return {
        intern(language): "; ".join(
            [text, *(q[language] for q in qualifiers if language in q)]
        )
        for language, text in base.items()
    }


def own_word(described: Element | None, name: str) -> str:
    """What our own writer has put where ILCD keeps extensions."""
    found = None if described is None else described.find(f"{COMMON}other/{OWN}{name}")
    return text_of(found)


def told_names(
    described: Element | None, names: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """The name that a dataset goes by, and all of them letter by letter.

    Parameters
    ----------
    names : mapping of str to str
        By language, as ILCD's elements have them.
    """
    letters = texts(described, f"{COMMON}other/{OWN}name")
    spelt = {lang: unspelt(text) for lang, text in letters.items() if lang in names}
    found = {**names, **spelt}
    return found.get(own_word(described, "main"), preferred(found)), found


def classes(parent: Element | None, group: str, item: str) -> tuple[str, ...]:
    """Classification from general to special; ILCD's own before others."""
    if parent is None:
        return ()
    groups = parent.findall(group)
    if not groups:
        return ()
    own = [g for g in groups if (g.get("name") or "ILCD").upper().startswith("ILCD")]
    levels = [
        (exact_number(each.get("level") or "") or 0.0, place, text_of(each))
        for place, each in enumerate((own or groups)[0].iterfind(item))
    ]
    return tuple(intern(text) for _, _, text in sorted(levels) if text)


# ----------------------------------------------------------------------- references


def reference_id(element: Element | None) -> str:
    """UUID that a reference names, by itself or in its path; empty if by neither."""
    if element is None:
        return ""
    # Blanks within the id stay: with them it is another id, and is reported as such.
    stated = element.get("refObjectId") or ""
    if not stated.strip() and (found := UUID.search(element.get("uri") or "")):
        stated = found[0]
    return intern(stated.lower())


def dataset_id(parent: Element | None, file: str) -> str:
    """UUID of a dataset, in small letters.

    Raises
    ------
    FindingsError
        It has none (E014).
    """
    found = None if parent is None else parent.find(f"{COMMON}UUID")
    stated = text_of(found).lower()
    if not stated:
        raise unreadable(file, "UUID", "")
    return intern(stated)


def year(element: Element | None) -> int | None:
    """A year of four digits, at the beginning of a text."""
    found = re.match(r"[12]\d{3}(?!\d)", text_of(element), re.ASCII)
    return int(found[0]) if found else None


# ---------------------------------------------------------------------- uncertainty


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What ILCD says of one uncertain number, before it is understood."""

    kind: str
    deviation: float | None
    """``relativeStandardDeviation95In``."""
    minimum: float | None
    maximum: float | None
    mode: float | None = None


def uncertainty(stated: Stated, mean: float | None) -> Uncertainty | None:
    """Distribution of a number, or None where the source says nothing about it.

    ILCD writes GSD² for a lognormal (97.5 % value = mean × GSD²) and 2 SD for a normal
    distribution (97.5 % value = mean + 2 SD).

    Parameters
    ----------
    mean : float or None
        The number itself. [unit of the exchange]

    References
    ----------
    ILCD format 1.1, documentation of ``relativeStandardDeviation95In``.
    """
    spread = _SPREADS.get(stated.kind, "undefined")
    numbers = (stated.deviation, stated.minimum, stated.maximum, stated.mode)
    if all(number is None for number in numbers):
        return None
    location, scale = mean, None
    if spread == "lognormal" and stated.deviation is not None:
        # Zero and less cannot be a GSD²; they are handed on to be reported.
        scale = math.copysign(math.sqrt(abs(stated.deviation)), stated.deviation)
    elif spread == "normal" and stated.deviation is not None:
        scale = stated.deviation / 2
    elif spread == "triangular" and stated.mode is not None:
        location = stated.mode
    elif spread == "uniform":
        location = None
    return Uncertainty(
        spread=spread,
        location=location,
        scale=scale,
        minimum=stated.minimum,
        maximum=stated.maximum,
    )
