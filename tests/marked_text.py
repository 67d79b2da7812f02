"""A small model as text, and what a finding or a model path marks in a text."""

from __future__ import annotations

from lcagraph.errors import Finding
from lcagraph.formats.yaml.document import Document, DocumentError
from lcagraph.formats.yaml.reader import read_text

CRATE = """\
lcagraph: 1
title: 周转箱 | Crate   # 注释
processes:
  moulding:
    stage: production
    outputs: {crate: 52000 piece}
    inputs:
      pp: {amount: 96.7 t, transport: {truck: 420 km}}
      power: 124300 kWhh
    note: 'it''s “注塑”'
    quoted: "124300 kWhh"
scenarios:
  economic: {set: {processes.moulding.allocation: economic}}
waive:
  - code: E301
    at: processes.moulding
  - {code: W604}
"""


def outcome(text: str) -> tuple[Document, tuple[Finding, ...]]:
    """What reading a text gives: the document, and all findings about it."""
    try:
        document = read_text(text, "m")
    except DocumentError as error:
        return error.document, error.findings
    return document, document.findings


def findings(text: str) -> tuple[Finding, ...]:
    return outcome(text)[1]


def spots(text: str) -> list[tuple[str, int, str]]:
    """Code, line and marked characters of everything wrong with a text."""
    document, found = outcome(text)
    result = []
    for finding in found:
        place = document.locate(finding.at, finding.part, finding.span)
        assert place is not None
        characters = place.text[place.column - 1 : place.end_column - 1]
        result.append((finding.code, place.line, characters))
    return result


def marked(text: str, at: str, **where: object) -> tuple[int, int, str]:
    """Line, column and marked characters of a model path."""
    place = read_text(text).locate(at, **where)  # type: ignore[arg-type]
    assert place is not None
    characters = place.text[place.column - 1 : place.end_column - 1]
    return place.line, place.column, characters
