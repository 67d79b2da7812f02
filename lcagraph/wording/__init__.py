"""Every sentence that a user reads, in English and Chinese, keyed by code.

The catalogue is data: one TOML file per family of codes, one table per code::

    [E301]
    en = "nothing supplies “{flow}”"
    zh = "没有过程或因子提供“{flow}”"
    help_en = ["did you mean “{nearest}”?", "add a process with this output"]
    help_zh = ["是否想写“{nearest}”？", "请添加以它为输出的过程"]
    explain_en = "…"
    explain_zh = "…"

A line of help is shown only if the finding gives every value that it quotes. In Chinese
a word of a closed list (a stage, a class) is called by its name of `words.toml`, except
between backticks, where it stands as it has to be written.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from lcagraph.errors import Finding

Language = Literal["zh", "en"]
_FOLDER = Path(__file__).parent

LANGUAGES: tuple[Language, ...] = ("zh", "en")

_HEAD = re.compile(r'^\["?([^"\]\n]+)"?\]$', re.MULTILINE)
"""Line that begins a table."""

ItemClass = Literal["missing", "wrong"]
"""How the Shandong guide (chapter 4) sorts what a check finds: 缺项, 错项."""


@cache
def _texts(name: str) -> dict[str, str]:
    """The tables of one TOML file of this folder, by their heads, not yet read.

    A command says a few sentences of thousands: to read all of them would take longer
    than to solve a model. A head stands on a line of its own.
    """
    text = (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    _, *parts = _HEAD.split(text)
    return dict(zip(parts[::2], parts[1::2], strict=True))


@cache
def _table(name: str, head: str) -> dict[str, Any]:
    """One table of a TOML file.

    Raises
    ------
    KeyError
        The file has no such table.
    """
    import tomllib  # slow to import, and a solve without findings says nothing

    return tomllib.loads(_texts(name)[head])


def _entry(code: str) -> dict[str, Any]:
    """The catalogue's table of one code; each family (`E3`, `W3`) has one file."""
    return _table(f"findings_{code[1]}", code)


@cache
def codes() -> tuple[str, ...]:
    """Every code of the catalogue, sorted by number, errors before warnings."""
    families = sorted(path.stem for path in _FOLDER.glob("findings_*.toml"))
    found = [code for name in families for code in _texts(name)]
    return tuple(sorted(found, key=lambda code: (code[1:], code[0])))


def message(finding: Finding, lang: Language) -> str:
    """The one-line statement of a finding, with the scenario that it is about."""
    line = str(_entry(finding.code)[lang])
    said = _worded(line, finding, lang).format_map(_quoted(finding, lang))
    if not finding.scenario:
        return said
    return label("finding.of_scenario", lang).format(
        scenario=finding.scenario, message=said
    )


def help_lines(finding: Finding, lang: Language) -> list[str]:
    """What to do about it: the lines whose values the finding gives."""
    values = _quoted(finding, lang)
    return [
        said
        for line in _entry(finding.code).get(f"help_{lang}", ())
        if _fields(line) <= values.keys()
        for said in _help_lines(line, finding, lang, values)
    ]


def _help_lines(
    line: str, finding: Finding, lang: Language, values: Mapping[str, str]
) -> list[str]:
    """A line of help; one that is nothing but a list: each part by itself."""
    whole = _WHOLE.fullmatch(line)
    listed = finding.values.get(whole[1]) if whole else None
    if isinstance(listed, tuple | list):
        return [str(one) for one in listed]
    return [_worded(line, finding, lang).format_map(values)]


def explanation(code: str, lang: Language) -> str:
    """The long text of `lcagraph explain CODE`.

    Raises
    ------
    KeyError
        The catalogue has no such code.
    """
    return str(_entry(code)[f"explain_{lang}"])


def statement(code: str, lang: Language) -> str:
    """What a code says in general: ``nothing supplies “‹flow›”``."""
    return _in_general(str(_entry(code)[lang]))


def cures(code: str, lang: Language) -> list[str]:
    """Every line of help of a code, in general."""
    return [_in_general(line) for line in _entry(code).get(f"help_{lang}", ())]


def item_class(code: str) -> ItemClass | None:
    """Whether a code tells something missing (缺项) or wrong (错项); None: a note.

    The catalogue's `class` says so; errors and warnings without it are wrong items.
    """
    stated: ItemClass | None = _entry(code).get("class")
    if stated is not None or code.startswith("N"):
        return stated
    return "wrong"


def _in_general(line: str) -> str:
    """A text with the names of the values that a finding would quote."""
    return line.format_map({name: f"‹{name}›" for name in _fields(line)})


def label(key: str, lang: Language) -> str:
    """A word of tables, figures and pages: a stage, an item, a column head."""
    return str(_table("labels", key)[lang])


def report_text(catalogue: str, key: str, lang: Language) -> str:
    """A sentence of a report with its gaps still open, from `<catalogue>.toml`.

    Raises
    ------
    KeyError
        The catalogue has no such sentence.
    """
    return str(_table(catalogue, key)[lang])


def report_texts(catalogue: str) -> Mapping[str, Mapping[str, str]]:
    """All entries of `<catalogue>.toml`, in its order."""
    return {key: _table(catalogue, key) for key in _texts(catalogue)}


def sentence(key: str, lang: Language, **values: object) -> str:
    """A sentence of a report, a label or a bundle, its gaps filled.

    Parameters
    ----------
    key : str
        The part before the first dot names the file: `pages.page` is in
        `report_pages.toml`, or in `pages.toml` where there is no such file.
    lang : {"zh", "en"}
    **values
        What stands in the gaps.

    Raises
    ------
    KeyError
        The catalogue has no such sentence, or a gap is left without a value.
    """
    catalogue = _catalogue_of(key.partition(".")[0])
    return report_text(catalogue, key, lang).format_map(values)


@cache
def _catalogue_of(room: str) -> str:
    """The TOML file of a room's sentences, without its ending."""
    of_report = f"report_{room}"
    return of_report if (_FOLDER / f"{of_report}.toml").exists() else room


def word(kind: str, id_: str, lang: Language) -> str:
    """What people call a word of a closed list; itself, if nothing else is known.

    Parameters
    ----------
    kind : str
        `stage`, `item`, or another closed list: a table of `words.toml`.
    id_ : str
        The word as the format has it.
    lang : {"zh", "en"}
        In English a word is called as it is written.
    """
    if kind == "flag":  # of a database's supply chain: short words in both languages
        return _label_or(f"import.flag_{id_}", lang, id_)
    if lang == "en":
        return id_
    if kind in ("stage", "item"):
        return _label_or(f"{kind}.{id_}", lang, id_)
    return str(_table("words", kind).get(id_, id_)) if kind in _texts("words") else id_


def _label_or(key: str, lang: Language, id_: str) -> str:
    """A label, or the word itself where the catalogue has none."""
    return label(key, lang) if key in _texts("labels") else id_


_KINDS: Mapping[str, tuple[str, ...]] = {
    "stage": ("stage",),
    "boundary": ("boundary",),
    "wanted": ("boundary", "unit_kind"),
    "kind": ("unit_kind", "distribution"),
    "class_": ("class",),
    "better_class": ("class",),
    "origin": ("origin", "carbon"),
    "chosen": ("basis",),
    "others": ("basis",),
    "basis": ("basis",),
}
"""Value of a finding → closed lists that it may be a word of."""

_ABOUT_ONE_WORD = ("E309", "E310", "W625", "W626")
"""Findings about a word at its own place: they quote it beside its name."""

_KINDS_OF_CODES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "E090": {"open": ("flag",)},
    "E797": {"open": ("flag",)},
    "W091": {"open": ("flag",)},
    "W846": {"missing": ("score",)},
    "W847": {"missing": ("column",)},
    "W850": {"missing": ("declaration",)},
    "W880": {"item": ("omission",)},
}
"""Values that hold words of a list in some findings, ids of the model in others."""

_WHOLE = re.compile(r"\{(\w+)\}")
_LITERAL = re.compile(r"(`[^`]*`)")
_FIELD = re.compile(r" ?\{(\w+)\} ?")


def _worded(line: str, finding: Finding, lang: Language) -> str:
    """A text with the words of closed lists put in under their names."""
    if lang == "en":
        return _flags_worded(line, finding)
    kinds = {**_KINDS, **_KINDS_OF_CODES.get(finding.code, {})}
    is_quoted = finding.code in _ABOUT_ONE_WORD

    def named(match: re.Match[str]) -> str:
        value = finding.values.get(match[1])
        listed = value if isinstance(value, tuple | list) else [value]
        names = [_name(kinds.get(match[1], ()), str(one)) for one in listed]
        if names == [str(one) for one in listed]:
            return match[0]
        if is_quoted:
            names = [f"{n}（{i}）" for n, i in zip(names, listed, strict=True)]
        return "、".join(names).replace("{", "{{").replace("}", "}}")

    parts = _LITERAL.split(line)
    parts[::2] = [_FIELD.sub(named, part) for part in parts[::2]]
    return "".join(parts)


def _flags_worded(line: str, finding: Finding) -> str:
    """An English text: only flags of databases are called otherwise than written."""
    for key, kinds in _KINDS_OF_CODES.get(finding.code, {}).items():
        ids = finding.values.get(key)
        if kinds == ("flag",) and isinstance(ids, tuple | list):
            names = ", ".join(word("flag", str(id_), "en") for id_ in ids)
            line = line.replace(f"{{{key}}}", names)
    return line


def _name(kinds: tuple[str, ...], id_: str) -> str:
    """The first name that one of the lists has for a word; else itself."""
    names = (word(kind, id_, "zh") for kind in kinds)
    return next((name for name in names if name != id_), id_)


def _fields(line: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(line) if name}


class _Values(dict[str, str]):
    """Values of a message; one that is not given shows as a dash, never as an error."""

    def __missing__(self, key: str) -> str:
        return "—"


def _quoted(finding: Finding, lang: Language) -> _Values:
    """Values as text; empty ones count as not given."""
    return _Values(
        {
            key: _shown(value, lang)
            for key, value in finding.values.items()
            if value not in (None, "", (), [])
        }
    )


def _shown(value: object, lang: Language) -> str:
    """A list joined, a text of the model in the language asked for."""
    if isinstance(value, tuple | list):
        return ("、" if lang == "zh" else ", ").join(map(str, value))
    if isinstance(value, Mapping):
        return str(value.get(lang, ""))
    return str(value)
