"""Impact methods of a database, and datasets under them, on a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from lcagraph.background.offers import Offer
from lcagraph.background.records import Method
from lcagraph.background.scoring import Score
from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.cli.text_table import Column, text_table
from lcagraph.wording import message
from lcagraph.wording.page import significant

SCHEMA = "lcagraph-score-1"
DIGITS = 6


def methods_text(methods: Sequence[Method], screen: Screen) -> str:
    """One line per impact category."""
    heads = [
        Column(head=screen.word("cli.db.method"), is_cut=True),
        Column(head=screen.word("cli.db.category"), is_cut=True),
        Column(head=screen.word("cli.db.unit")),
        Column(head=screen.word("cli.db.factors"), is_number=True),
        Column(head="id"),
    ]
    rows = [
        (one.name, one.category, one.unit, str(len(one.factors)), one.id)
        for one in methods
    ]
    return text_table(heads, rows)


def methods_json(methods: Sequence[Method]) -> str:
    """The same as plain data."""
    return as_json_text([_method(one) for one in methods])


def scores_text(
    offer: Offer, scores: Sequence[Score], most: int, screen: Screen
) -> str:
    """The score of one unit of a dataset under each method, and what it is made of."""
    activity = offer.activity
    lines = [f"{activity.name} ({activity.location or '–'}), 1 {activity.unit}", ""]
    heads = [
        Column(head=screen.word("cli.db.method"), is_cut=True),
        Column(head=screen.word("cli.db.category"), is_cut=True),
        Column(head=screen.word("cli.db.score"), is_number=True),
        Column(head=screen.word("cli.db.unit")),
        Column(head=screen.word("cli.db.uncharacterised"), is_number=True),
    ]
    rows = [
        (
            one.method.name,
            one.method.category,
            _figure(one.value),
            one.method.unit,
            f"{one.uncharacterised}/{one.inventory}",
        )
        for one in scores
    ]
    lines.append(text_table(heads, rows))
    if len(scores) == 1:
        lines += ["", _flows_text(scores[0], most, screen)]
    if offer.open:
        words = ", ".join(screen.word(f"import.flag_{word}") for word in offer.open)
        lines += ["", f"{screen.word('cli.db.open')}: {words}"]
    told = dict.fromkeys(
        f"{finding.code} {message(finding, screen.lang)}"
        for one in scores
        for finding in one.findings
    )
    return "\n".join([*lines, *([""] if told else []), *told])


def scores_json(offer: Offer, scores: Sequence[Score]) -> str:
    """The same as plain data, with every flow that counts."""
    return as_json_text(
        {
            "schema": SCHEMA,
            "from": offer.reference,
            "amount": {"value": 1.0, "unit": offer.activity.unit},
            "open": list(offer.open),
            "scores": [_score(one) for one in scores],
        }
    )


def _flows_text(score: Score, most: int, screen: Screen) -> str:
    heads = [
        Column(head=screen.word("cli.db.flow"), is_cut=True),
        Column(head=screen.word("cli.db.compartment"), is_cut=True),
        Column(head=screen.word("cli.db.amount"), is_number=True),
        Column(head=screen.word("cli.db.unit")),
        Column(head=score.method.unit, is_number=True),
    ]
    rows = [
        (
            one.name,
            " / ".join(one.compartment),
            significant(one.amount, DIGITS),
            one.unit,
            _figure(one.score),
        )
        for one in score.flows[:most]
    ]
    text = text_table(heads, rows)
    rest = score.flows[most:]
    if rest:
        left = math.fsum(one.score for one in rest)
        text += f"\n… +{len(rest)}: {_figure(left)} {score.method.unit}"
    return text


def _figure(value: float) -> str:
    return significant(value, DIGITS) if math.isfinite(value) else "–"


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _method(method: Method) -> dict[str, Any]:
    return {
        "id": method.id,
        "name": method.name,
        "category": method.category,
        "unit": method.unit,
        "factors": len(method.factors),
        "source": method.source,
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "method": _method(score.method),
        "score": _plain(score.value),
        "partial": score.partial,
        "uncharacterised": score.uncharacterised,
        "inventory": score.inventory,
        "flows": [
            {
                "flow": one.flow,
                "name": one.name,
                "compartment": list(one.compartment),
                "amount": one.amount,
                "unit": one.unit,
                "score": _plain(one.score),
            }
            for one in score.flows
        ],
        "findings": [
            {"code": finding.code, "at": finding.at, "message": message(finding, "en")}
            for finding in score.findings
        ],
    }
