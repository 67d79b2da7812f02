"""What Jupyter shows for a result and a model: one card, without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from html import escape

from lcagraph.result.footprint import Footprint
from lcagraph.result.names import input_name, stage_name
from lcagraph.result.tables import Table, shown, significant
from lcagraph.wording import Language, label

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
    choices = " · ".join(filter(None, [scope.boundary, scope.gwp, scope.rule_set]))
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
    sizes = {
        "processes": len(system.processes),
        "factors": len(result.prepared.compiled.factors),
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
    head = [f"<b>{escape(title.get(lang))}</b>", escape(" · ".join(lines))]
    return _card(head) + card_html(result, lang)


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
