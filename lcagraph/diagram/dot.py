"""Scene → text in the DOT language, through the `graphviz` package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from lcagraph.diagram.blocks import PictureLanguage, in_languages
from lcagraph.diagram.names import words
from lcagraph.diagram.scene import UTILITIES, ProcessNode, Row, Scene
from lcagraph.graph.words import Text

_STYLES = {"product": "solid", "burden_free": "dashed", "waste": "solid"}
_COLOURS = {"product": "black", "burden_free": "darkgreen", "waste": "sienna4"}


def to_dot(scene: Scene, lang: PictureLanguage) -> str:
    """A boundary figure as a graph: processes in clusters, tables as nodes.

    Texts are escaped, so that no name is read as markup or as an escape sequence.
    """
    import graphviz  # only needed by those who ask for DOT text

    graph = graphviz.Digraph("boundary")
    graph.attr(label=_escaped(scene.title, lang), labelloc="t", rankdir="TB")
    graph.attr("node", shape="box", fontname="Noto Sans CJK SC")
    with graph.subgraph(name="cluster_boundary") as inside:
        label = _escaped(words("diagram.boundary"), lang)
        inside.attr(label=label, style="dashed", color="red3")
        for band, nodes in groupby(scene.processes, key=lambda node: node.band):
            with inside.subgraph(name=f"cluster_{band}") as cluster:
                _add_band(cluster, band, nodes, lang)
        for node in scene.processes:
            _add_tables(inside, graph, node, lang)
    _add_connections(graph, scene, lang)
    _add_outside(graph, scene, lang)
    return str(graph.source)


def _add_band(
    cluster: Any, band: str, nodes: Iterable[ProcessNode], lang: PictureLanguage
) -> None:
    key = "diagram.utilities" if band == UTILITIES else f"stage.{band}"
    cluster.attr(label=_escaped(words(key), lang), style="solid", color="grey")
    for node in nodes:
        note = [node.note] if node.note else []
        label = "\\n".join(_escaped(text, lang) for text in (node.name, *note))
        cluster.node(_process(node.id), label=label, penwidth="2")


def _add_tables(
    inside: Any, graph: Any, node: ProcessNode, lang: PictureLanguage
) -> None:
    """Tables of a process; those of what leaves stand outside the boundary."""
    process = _process(node.id)
    tables = (
        (inside, "inputs", node.inputs, True),
        (inside, "treatments", node.treatments, False),
        (graph, "leaving", node.leaving, False),
        (graph, "entering", node.entering, True),
    )
    for owner, name, rows, is_inward in tables:
        if rows:
            table = f"{name} {node.id}"
            owner.node(_quoted(table), label=_table(rows, lang), color="grey")
            ends = (_quoted(table), process)
            graph.edge(*(ends if is_inward else ends[::-1]))


def _add_connections(graph: Any, scene: Scene, lang: PictureLanguage) -> None:
    for flow in scene.flows:
        lines = (
            _escaped(text, lang)
            for item in flow.items
            for text in (item.name, item.amount, *item.legs)
        )
        graph.edge(
            _process(flow.source),
            _process(flow.target),
            label="\\n".join(lines),
            style=_STYLES[flow.kind],
            color=_COLOURS[flow.kind],
        )
    lettered = {node.connector: node.id for node in scene.processes if node.connector}
    for node in scene.processes:
        for row in node.inputs:
            if row.connector:
                ends = (_process(lettered[row.connector]), _process(node.id))
                graph.edge(*ends, label=_row(row, lang), color="orange4")
        for row in node.treatments:
            if row.connector:
                ends = (_process(node.id), _process(lettered[row.connector]))
                graph.edge(*ends, label=_row(row, lang), color="sienna4")


def _add_outside(graph: Any, scene: Scene, lang: PictureLanguage) -> None:
    subject = _escaped(scene.subject, lang)
    graph.node("product", label=subject, color="red3", fontcolor="red3")
    ends = (_process(scene.reference), "product")
    graph.edge(*(ends[::-1] if scene.is_treatment else ends), color="red3")
    for number, item in enumerate(scene.excluded):
        texts = (item.name, item.basis, item.reason)
        label = "\\n".join(_escaped(text, lang) for text in texts)
        graph.node(f"excluded{number}", label=label, style="dashed", color="grey")


def _table(rows: Iterable[Row], lang: PictureLanguage) -> str:
    return "".join(f"{_row(row, lang)}\\l" for row in rows)


def _row(row: Row, lang: PictureLanguage) -> str:
    return "  ".join(_escaped(text, lang) for text in _parts(row))


def _parts(row: Row) -> Iterator[Text]:
    yield row.name
    if row.detail is not None:
        yield row.detail
    yield from row.legs
    if row.amount is not None:
        yield row.amount


def _process(id_: str) -> str:
    return _quoted(f"process {id_}")


def _quoted(name: str) -> str:
    """A node name that the package does not take for a port or an escape."""
    return name.replace(":", "_").replace("\\", "_")


def _escaped(text: Text, lang: PictureLanguage) -> str:
    """Text without meaning to Graphviz: backslashes doubled, no markup, one line."""
    shown = " ".join(part for part in in_languages(text, lang) if part)
    plain = "".join(c if c.isprintable() else " " for c in shown)
    escaped = plain.replace("\\", "\\\\")
    # a label between angle brackets would be read as HTML
    return f" {escaped}" if escaped.startswith("<") else escaped
