"""Words for tests of burden flows: what balances, what is drawn, what touches what."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

from random_models import random_model

import lcagraph as lg
from lcagraph.burden_flows import BurdenFlows, Level, burden_flows
from lcagraph.burden_flows.flows import REFERENCE
from lcagraph.calculate import numbers_of
from lcagraph.drawing.shapes import Box, Drawing, Ribbon, Words
from lcagraph.drawing.svg import to_svg
from lcagraph.locate import folder

MODELS = sorted(path.parent.name for path in folder("models").glob("*/model.yaml"))
SEEDS = range(40)

HOSTILE = {
    "markup": "<script>alert(\"1\")</script> & 'quoted'",
    "lines": "one\ntwo\tthree",
    "right to left": "עברית \u202egnp.exe",
    "long": "long " * 60,
    "one word": "w" * 300,
    "emoji": "🙂🚚 №1",
}


@cache
def read(name: str) -> lg.Model:
    """A shipped model, or `random ‹seed›`."""
    if name.startswith("random"):
        return lg.Model(**random_model(int(name.split()[1])))
    return lg.read(folder("models") / name / "model.yaml")


def flows_of(of: lg.Model, level: Level = "process", **options: Any) -> BurdenFlows:
    """Burden flows of a model as it is written."""
    numbers = numbers_of(of.prepared, of.prepared.base[None, :])
    return burden_flows(of.prepared, numbers, level=level, **options)


def links(found: BurdenFlows) -> dict[tuple[str, str, str], float]:
    """Flows by source, target and kind. [kgCO2e]"""
    return {(f.source, f.target, f.kind): f.amount for f in found.flows}


def imbalances(found: BurdenFlows) -> dict[str, float]:
    """Σ in + own − Σ out of each node, of all that flows through it. [1]"""
    gap: dict[str, float] = defaultdict(float)
    gross: dict[str, float] = defaultdict(float)
    for flow in found.flows:
        gap[flow.target] += flow.amount
        gap[flow.source] -= flow.amount
        gross[flow.target] += abs(flow.amount)
        gross[flow.source] += abs(flow.amount)
    return {
        node.id: (gap[node.id] + node.own) / (gross[node.id] or 1.0)
        for node in found.nodes
        if node.id != REFERENCE
    }


def texts(figure: Drawing) -> list[Words]:
    return [shape for shape in figure.shapes if isinstance(shape, Words)]


def said(figure: Drawing) -> str:
    """All text of a figure, a line each."""
    return "\n".join(
        "".join(span.text for span in words.line) for words in texts(figure)
    )


def overlapping_texts(figure: Drawing) -> list[tuple[str, str]]:
    """Pairs of lines of text that share some area."""
    extents = [(words, words.extent) for words in texts(figure)]
    return [
        (str(a[0].line), str(b[0].line))
        for a, b in combinations(extents, 2)
        if a[1].overlaps(b[1])
    ]


def outside_the_page(figure: Drawing) -> list[str]:
    """Texts and boxes that don't lie on the page."""
    page = Box(x=0, y=0, width=figure.width, height=figure.height)
    boxes = [(str(words.line), words.extent) for words in texts(figure)]
    boxes += [(s.role, s) for s in figure.shapes if isinstance(s, Box)]
    return [what for what, box in boxes if not page.encloses(box)]


def ribbons(figure: Drawing) -> list[Ribbon]:
    return [shape for shape in figure.shapes if isinstance(shape, Ribbon)]


def elements(figure: Drawing) -> set[str]:
    """Names of the elements of the SVG text, which has to be well-formed."""
    root = ElementTree.fromstring(to_svg(figure))
    return {re.sub(r"{.*}", "", element.tag) for element in root.iter()}
