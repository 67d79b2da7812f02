"""Sentences in both languages at once: a page carries both, and shows one."""

from __future__ import annotations

from collections.abc import Callable

from lcagraph.graph.words import Text
from lcagraph.wording import Language, label

NOTHING = Text("", "")


def in_both(say: Callable[[Language], str]) -> Text:
    """What something says in each language."""
    return Text(say("zh"), say("en"))


def same(text: str) -> Text:
    """A text that is the same in both languages: an id, a number, a hash."""
    return Text(text, text)


def labelled(key: str, **values: object) -> Text:
    """A label of the catalogue; values that are texts stand in each language."""
    return in_both(lambda lang: label(key, lang).format_map(_said(values, lang)))


def _said(values: dict[str, object], lang: Language) -> dict[str, object]:
    return {
        name: value.get(lang) if isinstance(value, Text) else value
        for name, value in values.items()
    }
