"""Our styles beside those that a letterhead has: what it has by name stays its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from docx.oxml import parse_xml

from lcagraph.report.word.markup import DECLARED, NAMESPACES
from lcagraph.report.word.styles import hyperlink_style, looks_of, style_markup
from lcagraph.wording import Language

_W = f"{{{NAMESPACES['w']}}}"
_USED = re.compile(r'<w:(pStyle|rStyle|basedOn) w:val="([^"]*)"/>')


def adopt_styles(document: Any, lang: Language) -> Callable[[str], str]:
    """Add what the letterhead lacks; what turns our markup to the ids of its styles.

    Word in Chinese calls a heading `1` where Word in English calls it `Heading1`; the
    names below the ids are the same everywhere.
    """
    styles = document.styles.element
    known = {
        style.find(f"{_W}name").get(f"{_W}val").lower(): style.get(f"{_W}styleId")
        for style in styles.iter(f"{_W}style")
        if style.find(f"{_W}name") is not None
    }
    wanted = {"Normal": ("Normal", ""), "Hyperlink": ("Hyperlink", hyperlink_style())}
    wanted |= {look.id: (look.name, style_markup(look)) for look in looks_of(lang)}
    ids = {id_: known.get(name.lower(), id_) for id_, (name, _) in wanted.items()}

    def renamed(markup: str) -> str:
        return _USED.sub(
            lambda use: f'<w:{use[1]} w:val="{ids.get(use[2], use[2])}"/>', markup
        )

    for name, markup in wanted.values():
        if markup and name.lower() not in known:
            lacking = parse_xml(f"<w:styles {DECLARED}>{renamed(markup)}</w:styles>")
            styles.extend(list(lacking))
    return renamed
