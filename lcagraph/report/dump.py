"""A report as plain text: what stands in it, for reading and for comparing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lcagraph.report.content import (
    Blank,
    Block,
    Choices,
    Figure,
    Inline,
    Link,
    Listing,
    PageBreak,
    Paragraph,
    Photograph,
    Reference,
    Report,
    Row,
    Table,
    Words,
)
from lcagraph.report.pieces import numbers_of


def report_text(report: Report) -> str:
    """The whole content, line by line, without layout.

    A blank is `____(key of the model)`; a cell that spans rows is told once; figures
    stand by their captions and alt texts' titles.
    """
    numbers = numbers_of(report)
    return "\n".join(_lines(report, numbers)) + "\n"


def _lines(report: Report, numbers: Mapping[str, str]) -> Iterator[str]:
    cover = report.cover
    yield from filter(None, (cover.title, cover.subtitle))
    for label, words in cover.lines:
        yield f"  {label}: {said(words, numbers)}"
    for depth, section in report.every_section():
        yield ""
        yield f"{'#' * depth} {section.title}"
        for block in section.blocks:
            yield from _block(block, numbers)


def _block(block: Block, numbers: Mapping[str, str]) -> Iterator[str]:
    match block:
        case Paragraph():
            yield said(block.words, numbers)
        case Listing():
            yield from (f"- {said(item, numbers)}" for item in block.items)
        case Choices():
            boxes = (f"{'☑' if c.is_ticked else '□'} {c.label}" for c in block.choices)
            yield " ".join([*filter(None, [block.before]), *boxes])
        case Table():
            yield f"[{block.number or block.id}] {block.title}"
            yield from (_row(row, numbers) for row in (*block.head, *block.body))
            yield from (f"* {said(note, numbers)}" for note in block.notes)
        case Figure():
            yield f"[{block.number}] {block.title}"
            yield from (f"* {said(note, numbers)}" for note in block.notes)
        case Photograph():
            yield f"[{block.number or block.id}] {block.title}"
        case PageBreak():
            return


def _row(row: Row, numbers: Mapping[str, str]) -> str:
    return "| " + " | ".join(said(cell.words, numbers) for cell in row)


def said(words: Words, numbers: Mapping[str, str]) -> str:
    """Words with the numbers of what they refer to."""
    return "".join(_piece(piece, numbers) for piece in words)


def _piece(piece: Inline, numbers: Mapping[str, str]) -> str:
    match piece:
        case Blank():
            return f"____({piece.path}){piece.hint}"
        case Reference():
            return numbers.get(piece.to, piece.to)
        case Link():
            return f"{piece.text} <{piece.address}>"
        case _:
            return piece
