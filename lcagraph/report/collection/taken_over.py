"""Answers in a model: checked as the format checks them, then written into its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lcagraph.errors import Finding
from lcagraph.formats.yaml.canonical import to_plain
from lcagraph.formats.yaml.document import Document
from lcagraph.formats.yaml.edits import apply_edits
from lcagraph.formats.yaml.schema import parse_system
from lcagraph.formats.yaml.text_edits import set_in_text
from lcagraph.formats.yaml.tree import Plain
from lcagraph.graph.system import ProductSystem


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """A model's text with the answers in it."""

    text: str
    left: Mapping[str, Plain]
    """Answers that could not be written safely, by path."""


def findings_of(
    document: Document, system: ProductSystem, edits: Mapping[str, Plain]
) -> tuple[Finding, ...]:
    """What is wrong with a model once the answers are in it, at the model's paths."""
    tree, found = apply_edits(to_plain(system), edits)
    _, read = parse_system(tree, document.origin)
    return tuple(finding for finding in (*found, *read) if finding.is_fatal)


def taken_over(document: Document, edits: Mapping[str, Plain]) -> TakenOver:
    """The text of the main file with the answers in it; comments stay.

    Parameters
    ----------
    document : Document
        The model as read.
    edits : mapping
        Model path → value.

    Returns
    -------
    TakenOver
        What stands in an included file, or can't be proven to be written safely, is
        `left`.
    """
    main, *included = document.files
    elsewhere = {
        ".".join(path.split(".")[:2])
        for path in edits
        if any(_has(file.marks, path.split(".")[:2]) for file in included)
    }
    inside = {
        path: value
        for path, value in edits.items()
        if ".".join(path.split(".")[:2]) not in elsewhere
    }
    made = set_in_text(main.text, inside)
    outside = {path: value for path, value in edits.items() if path not in inside}
    return TakenOver(text=made.text, left={**made.left, **outside})


def _has(marks: object, steps: list[str]) -> bool:
    """Whether the marks of a file hold a path."""
    for step in steps:
        children = marks[2] if isinstance(marks, tuple) else None
        if not isinstance(children, dict) or step not in children:
            return False
        marks = children[step]
    return True
