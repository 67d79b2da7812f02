"""What Jupyter shows for a result and a model: one card, without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from html import escape

from lcagraph.graph.system import ProductSystem
from lcagraph.result.footprint import Footprint
from lcagraph.result.names import choices_of, input_name, stage_name
from lcagraph.result.readings import readings_of
from lcagraph.result.tables import Table, shown, significant
from lcagraph.wording import Language, label
from lcagraph.wording.page import facts_text
from lcagraph.wording.screen import accepted

LARGEST = 6
"""Contributors on a card; the tables of the result hold all of them."""

_CARD = "font-family:sans-serif;max-width:44em;line-height:1.5"
_BIG = "font-size:1.6em;font-weight:bold"
_FAINT = "opacity:.65;font-size:.85em"
_CELL = "padding:.1em 1em .1em 0;text-align:left"
_NUMBER = "padding:.1em 1em .1em 0;text-align:right"
_BAR = "height:.7em;background:#4c78a8"


def card_html(result: Footprint, lang: Language) -> str:
    """A footprint with its stages and largest contributors, as an HTML fragment.

    Parameters
    ----------
    result : Footprint
        A solved model.
    lang : {"zh", "en"}
        Language of the words; names that have only one language keep it.
    """
    scope = result.prepared.compiled.system.scope
    choices = " · ".join(choices_of(scope, lang))
    return _card(
        [
            f"<b>{escape(result.name.get(lang))}</b>",
            f'<span style="{_BIG}">{significant(result.total)}</span> kgCO2e '
            f'<span style="{_FAINT}">{escape(choices)}</span>',
            _table(_named(result.by_stage(), lambda id_: stage_name(id_, lang))),
            f'<span style="{_FAINT}">{escape(label("result.by_input", lang))}</span>',
            _table(
                _named(result.by_input(), lambda id_: input_name(result, id_, lang))
            ),
            *_readings(result, lang),
            *_waived(result, lang),
            f'<span style="{_FAINT}">{escape(_counts(result, lang))}</span>',
        ]
    )


def model_card_html(result: Footprint, lang: Language) -> str:
    """What a model consists of, above the card of its footprint.

    Parameters
    ----------
    result : Footprint
        The solved model.
    lang : {"zh", "en"}
        Language of the words.
    """
    system = result.prepared.compiled.system
    title = system.title or result.name
    lines = _sizes(system, len(result.prepared.compiled.factors), lang)
    head = [f"<b>{escape(title.get(lang))}</b>", escape(" · ".join(lines))]
    return _card(head) + card_html(result, lang)


def model_text(system: ProductSystem) -> str:
    """A model in a few lines: what it is per, what it consists of, its rules."""
    reference, rules = system.reference, choices_of(system.scope, "en")
    per = f"{reference.amount.text} {reference.product} ({reference.kind})"
    sizes = _sizes(system, len(system.factors), "en")
    title = system.title.get("en") if system.title else "model"
    facts = [("per", per), ("has", " · ".join(sizes)), ("by", " · ".join(rules))]
    return facts_text(title, facts)


def _sizes(system: ProductSystem, factors: int, lang: Language) -> list[str]:
    """How many of each, and the names of the scenarios."""
    sizes = {
        "processes": len(system.processes),
        "factors": factors,
        "parameters": len(system.parameters),
    }
    lines = [
        label(f"result.card_{key}", lang).format(count=count)
        for key, count in sizes.items()
        if count
    ]
    if system.scenarios:
        names = ", ".join(system.scenarios)
        lines.append(label("result.card_scenarios", lang).format(names=names))
    return lines


def _named(
    table: Table, name_of: Callable[[str], str]
) -> list[tuple[str, float, Decimal | None]]:
    """The largest rows of a table of shares, under their names."""
    return [
        (name_of(str(id_)), amount, share if isinstance(share, Decimal) else None)
        for id_, amount, share in table.rows[:LARGEST]
        if isinstance(amount, float)
    ]


def _table(rows: Sequence[tuple[str, float, Decimal | None]]) -> str:
    """Name, amount, share and a bar; removals and undefined shares have no bar."""
    lines = []
    for name, amount, share in rows:
        percent = f"{share} %" if share is not None else shown(None)
        bar = f'<div style="{_BAR};width:{(share or 0) / 10}em"></div>'
        lines.append(
            f'<tr><td style="{_CELL}">{escape(name)}</td>'
            f'<td style="{_NUMBER}">{significant(amount)}</td>'
            f'<td style="{_NUMBER}">{percent}</td><td>{bar}</td></tr>'
        )
    return f"<table>{''.join(lines)}</table>"


def _readings(result: Footprint, lang: Language) -> list[str]:
    """What is taken off meter readings, one line each; nothing if nothing is."""
    found = readings_of(result.prepared, result.numbers)
    if not found:
        return []
    head = escape(label("result.readings", lang))
    lines = [f"{escape(each.path)}: {escape(str(each))}" for each in found]
    return [f'<span style="{_FAINT}">{head}</span>', *lines]


def _waived(result: Footprint, lang: Language) -> list[str]:
    """What the model accepts, with its reasons; nothing if it accepts nothing."""
    found = accepted(result.findings, lang)
    if not found:
        return []
    head, reason = label("result.waived", lang), label("result.reason", lang)
    lines = [
        escape(f"{code} {said} ({place}) {reason}{why}")
        for code, said, place, why in found
    ]
    return [f'<span style="{_FAINT}">{escape(head)}</span>', *lines]


def _counts(result: Footprint, lang: Language) -> str:
    """How many findings of each kind."""
    kinds = ["waived" if f.waived else f.severity for f in result.findings]
    counts = [
        label(f"result.count_{kind}", lang).format(count=kinds.count(kind))
        for kind in ("warning", "note", "waived")
        if kind in kinds
    ]
    word = label("result.findings", lang)
    return f"{word}: {', '.join(counts) or label('result.no_findings', lang)}"


def _card(parts: Iterable[str]) -> str:
    lines = "".join(f"<div>{part}</div>" for part in parts)
    return f'<div style="{_CARD}">{lines}</div>'
