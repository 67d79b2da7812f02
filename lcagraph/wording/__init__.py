"""Every sentence that a user reads, in English and Chinese, keyed by code.

The catalogue is data: one TOML file per family of codes, one table per code::

    [E301]
    en = "nothing supplies “{flow}”"
    zh = "没有过程或因子提供“{flow}”"
    help_en = ["did you mean “{nearest}”?", "add a process with this output"]
    help_zh = ["是否想写“{nearest}”？", "请添加以它为输出的过程"]
    explain_en = "…"
    explain_zh = "…"

A line of help is shown only if the finding gives every value that it quotes.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from lcagraph.errors import Finding

Language = Literal["zh", "en"]
_FOLDER = Path(__file__).parent

LANGUAGES: tuple[Language, ...] = ("zh", "en")

ItemClass = Literal["missing", "wrong"]
"""How the Shandong guide (chapter 4) sorts what a check finds: 缺项, 错项."""


@cache
def _table(name: str) -> dict[str, Any]:
    """One TOML file of this folder."""
    import tomllib  # slow to import, and a solve without findings says nothing

    text = (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _entry(code: str) -> dict[str, Any]:
    """The catalogue's table of one code; each family (`E3`, `W3`) has one file."""
    entry: dict[str, Any] = _table(f"findings_{code[1]}")[code]
    return entry


@cache
def codes() -> tuple[str, ...]:
    """Every code of the catalogue, sorted by number, errors before warnings."""
    families = sorted(path.stem for path in _FOLDER.glob("findings_*.toml"))
    found = [code for name in families for code in _table(name)]
    return tuple(sorted(found, key=lambda code: (code[1:], code[0])))


def message(finding: Finding, lang: Language) -> str:
    """The one-line statement of a finding."""
    return str(_entry(finding.code)[lang]).format_map(_quoted(finding, lang))


def help_lines(finding: Finding, lang: Language) -> list[str]:
    """What to do about it: the lines whose values the finding gives."""
    values = _quoted(finding, lang)
    return [
        line.format_map(values)
        for line in _entry(finding.code).get(f"help_{lang}", ())
        if _fields(line) <= values.keys()
    ]


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
    return str(_table("labels")[key][lang])


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
