"""Records → HTML: every text escaped, and a policy that lets nothing else run."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from lcagraph.graph.words import Text
from lcagraph.version import __version__
from lcagraph.web_page.problems import MOST_FINDINGS, Problem
from lcagraph.web_page.records import Content
from lcagraph.web_page.words import labelled
from lcagraph.wording import LANGUAGES, Language, label
from lcagraph.wording.screen import visible

FOLDER = Path(__file__).parent / "template"

BETWEEN = "\u241f"
"""Between the keys of a row: a sign for it, which stays visible and in no id."""

_FORMULA = re.compile(
    r"(?<![A-Za-z])((?:kg|t)?(?:CO|CH|N|SF|NF|H))([2346])(?=O?e?(?![A-Za-z0-9_]))"
)
"""A gas as prose writes it: `kgCO2e`, `CH4`, `N2O`."""
_LITERAL = re.compile("`([^`<>]+)`")
"""What a message quotes as it has to be written."""

_BREAKS = re.compile(r"[\r\n\t\u2028\u2029]+")


class _Settings(Protocol):
    """What rendering asks of the settings of a page."""

    @property
    def lang(self) -> Language: ...
    @property
    def is_live(self) -> bool: ...
    @property
    def name(self) -> str: ...


def rendered(
    content: Content | None,
    settings: _Settings,
    *,
    found: Sequence[Problem],
    errors: Sequence[Problem],
) -> str:
    """The text of a page.

    Parameters
    ----------
    content : Content, optional
        None: the model has no result.
    settings : PageSettings
    found : sequence of Problem
        Findings of the result.
    errors : sequence of Problem
        What keeps the model from a newer one.
    """
    style, script = _part("style.css"), _part("page.js")
    return _template().render(
        page=content,
        lang=settings.lang,
        is_live=settings.is_live,
        name=settings.name,
        title=content.head.title if content else labelled("page.no_result"),
        found=found[:MOST_FINDINGS],
        hidden=max(len(found) - MOST_FINDINGS, 0),
        counts=_counts(found),
        errors=errors[:MOST_FINDINGS],
        error_count=len(errors),
        policy=_policy(style, script, is_live=settings.is_live),
        style=Markup(style),
        script=Markup(script),
        version=__version__,
    )


def _counts(found: Sequence[Problem]) -> dict[str, int]:
    counted = Counter(one.kind for one in found)
    kinds = ("error", "warning", "note", "waived")
    return {kind: counted[kind] for kind in kinds if counted[kind]}  # type: ignore[index]


def _policy(style: str, script: str, *, is_live: bool) -> str:
    """Our style and our script by their hashes, pictures in the page; nothing else."""
    own_server = "'self'" if is_live else "'none'"
    rules = [
        "default-src 'none'",
        f"style-src {_hash(style)}",
        f"script-src {_hash(script)}",
        "img-src data:",
        f"connect-src {own_server}",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(rules)


def _hash(text: str) -> str:
    digest = sha256(text.encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


@cache
def _part(name: str) -> str:
    """A file of the template as it stands in the page."""
    return (FOLDER / name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(FOLDER, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    environment.filters |= {
        "both": _both,
        "prose": _prose,
        "explained": _explained,
        "keys": BETWEEN.join,
        "svg": Markup,  # made of escaped text by `drawing.svg`
    }
    environment.globals["say"] = _say
    environment.globals["plain_label"] = label
    return environment.get_template("page.html")


def _say(key: str, **values: object) -> Markup:
    """A label of the catalogue in both languages."""
    return _both(labelled(key, **values))


def _both(text: Text) -> Markup:
    """Both languages, of which the style shows one; a name that is the same: once."""
    return _beside(*(_lowered(escape(_seen(text.get(lang)))) for lang in LANGUAGES))


def _prose(text: Text) -> Markup:
    """The same of a message, whose literals are set as code."""
    return _beside(*(_coded(escape(_seen(text.get(lang)))) for lang in LANGUAGES))


def _explained(text: Text) -> Markup:
    """Lines of an explanation as one paragraph; indented ones are examples."""
    return _beside(*(_paragraph(text.get(lang), lang) for lang in LANGUAGES))


def _paragraph(text: str, lang: Language) -> Markup:
    parts: list[Markup] = []
    for is_example, group in groupby(text.strip("\n").splitlines(), _is_example):
        if is_example:
            lines = Markup("\n").join(map(_seen, group))
            parts.append(Markup('<code class="example">{}</code>').format(lines))
        else:
            joined = ("" if lang == "zh" else " ").join(group)
            parts.append(_coded(escape(_seen(joined))))
    return Markup("").join(parts)


def _is_example(line: str) -> bool:
    return line.startswith("  ")


def _beside(zh: Markup, en: Markup) -> Markup:
    if zh == en:
        return zh
    return Markup('<span lang="zh">{}</span><span lang="en">{}</span>').format(zh, en)


def _lowered(said: Markup) -> Markup:
    """Escaped text with the subscripts of gases; nothing but their tags is added."""
    return Markup(_FORMULA.sub(r"\1<sub>\2</sub>", str(said)))


def _coded(said: Markup) -> Markup:
    """Escaped text with literals as code, gases in the rest with their subscripts."""
    parts = _LITERAL.split(str(said))
    parts[::2] = [str(_lowered(Markup(part))) for part in parts[::2]]
    parts[1::2] = [f"<code>{part}</code>" for part in parts[1::2]]
    return Markup("".join(parts))


def _finalized(value: object) -> object:
    """Plain text as it is seen: no invisible sign of a model reaches the page."""
    return _seen(value) if type(value) is str else value


def _seen(text: str) -> str:
    return visible(_BREAKS.sub(" ", text))
