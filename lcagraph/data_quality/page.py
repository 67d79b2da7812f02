"""Data quality as a page: what it comes to, then the tables behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from html import escape

from lcagraph.data_quality.completeness import Completeness
from lcagraph.data_quality.lacking import percent_text
from lcagraph.data_quality.primary import PrimaryData
from lcagraph.data_quality.ratings import (
    CRITERIA,
    PRECISION,
    Ratings,
    rating_level,
)
from lcagraph.data_quality.scores import DECIMALS, DataQuality, level_of
from lcagraph.result.names import stage_name
from lcagraph.result.tables import Cell, Table, shown
from lcagraph.wording import Language, label, word
from lcagraph.wording.page import UNDEFINED, table_html
from lcagraph.wording.text_table import Column, text_table

INDENT = "  "
MISPRINTED_LEVEL = 4
"""The guide prints the fourth level as “level two” a second time."""


def page_text(lines: Sequence[str], tables: Sequence[Table], lang: Language) -> str:
    """Statements, then tables, as plain text."""
    blocks = ["\n".join(lines)]
    for table in tables:
        heads = [
            Column(head=head, is_number=_is_number(table, position), is_cut=True)
            for position, head in enumerate(_heads(table, lang))
        ]
        rows = text_table(heads, _rows(table, lang), indent=INDENT)
        blocks.append(f"{word('title', table.title, lang)}\n{rows}")
    return "\n\n".join(blocks)


def page_html(lines: Sequence[str], tables: Sequence[Table], lang: Language) -> str:
    """The same as plain HTML."""
    parts = [f"<p>{escape(line)}</p>" for line in lines]
    parts += [
        table_html(
            word("title", table.title, lang), _heads(table, lang), _rows(table, lang)
        )
        for table in tables
    ]
    return "".join(parts)


def statements(
    scores: DataQuality,
    ratings: Ratings,
    primary: PrimaryData,
    completeness: Completeness,
    lang: Language,
) -> Iterator[str]:
    """One line each on score, ratings, primary data and completeness."""
    yield from _score_lines(scores, lang)
    yield from described(ratings, primary, completeness, lang)


def described(
    ratings: Ratings, primary: PrimaryData, completeness: Completeness, lang: Language
) -> Iterator[str]:
    """One line each on ratings, primary data and completeness, without scores."""
    yield _rating_line(ratings, lang)
    yield label(f"quality.primary_{primary.rule_set}", lang).format(
        share=_percent(primary.headline)
    )
    whole = completeness.whole
    yield label("quality.described", lang).format(
        activity=_percent(whole.activity), factor=_percent(whole.factor)
    )


def _score_lines(scores: DataQuality, lang: Language) -> Iterator[str]:
    score, level = scores.score, scores.level
    if score is None or level is None:
        weighed = zip(scores.sources, scores.shares, strict=True)
        lacking = [source for source, share in weighed if share and source.missing]
        key = "quality.no_score" if lacking else "quality.no_emission"
        yield label(key, lang).format(count=len(lacking))
        return
    yield label("quality.scored", lang).format(
        score=on_its_side(score, level_of), level=label(f"quality.level_{level}", lang)
    )
    if any(source.emission < 0 for source in scores.sources):
        yield label("quality.signed", lang)
    if level == MISPRINTED_LEVEL:
        yield label("quality.misprint", lang)


def _rating_line(ratings: Ratings, lang: Language) -> str:
    """The criteria, each with the share that is rated where that is not all."""
    if not ratings.is_begun:
        return label("quality.not_rated", lang)
    told = []
    for criterion in ratings.criteria:
        value, covered = ratings.value(criterion), ratings.coverage(criterion)
        name = word("column", criterion, lang)
        if value is not None:
            told.append(f"{name} {float(value):.2f}")
            continue
        part = ratings.of_rated(criterion)
        shown_part = UNDEFINED if part is None else f"{float(part):.2f}"
        share = percent_text(covered)
        told.append(
            label("quality.rated_part", lang).format(
                name=name, value=shown_part, share=share
            )
        )
    listed = ("、" if lang == "zh" else ", ").join(told)
    overall, level = ratings.overall, ratings.level
    if overall is None or level is None:
        return label("quality.rated", lang).format(told=listed)
    return label("quality.rated_whole", lang).format(
        told=listed,
        overall=on_its_side(overall, rating_level),
        level=label(f"quality.dqr_{level}", lang),
    )


def on_its_side(
    value: Fraction, level: Callable[[Fraction], object], decimals: int = 2
) -> str:
    """A score with as many digits as keep it in its own level: 4.996, not 5.00.

    Parameters
    ----------
    value : Fraction
    level : callable
        Level of a score; it knows no more than `DECIMALS` of them.
    decimals : int
        At least so many.
    """
    own = level(value)
    while decimals < DECIMALS and level(round(value, decimals)) != own:
        decimals += 1
    return f"{float(round(value, decimals)):.{decimals}f}"


def _percent(share: Fraction | None) -> str:
    return UNDEFINED if share is None else percent_text(share)


# -------------------------------------------------------------------------- tables


def _heads(table: Table, lang: Language) -> list[str]:
    names = [word("column", name, lang).replace("_", " ") for name in table.columns]
    return [
        f"{name} [{unit}]" if unit else name
        for name, unit in zip(names, table.units, strict=True)
    ]


def _rows(table: Table, lang: Language) -> list[list[str]]:
    rows = [
        [_cell(name, cell, lang) for name, cell in zip(table.columns, row, strict=True)]
        for row in table.rows
    ]
    score = table.rows[-1][-1] if table.columns[-1] == "weighted_score" else None
    if isinstance(score, float):  # the last row is the sum, which has a level
        least = _DECIMALS["weighted_score"]
        rows[-1][-1] = on_its_side(Fraction(score), level_of, least)
    return rows


def _cell(column: str, cell: Cell, lang: Language) -> str:
    if isinstance(cell, str):
        is_stage = column == "stage" and cell != label("quality.whole", lang)
        return stage_name(cell, lang) if is_stage else word(column, cell, lang)
    if cell is None:
        return UNDEFINED if column not in ("year", "category", "stage") else ""
    if isinstance(cell, float) and column in _DECIMALS:
        return f"{cell:.{_DECIMALS[column]}f}"
    return shown(cell)


_DECIMALS: Mapping[str, int] = {
    "share": 2,
    "activity_described": 1,
    "factor_described": 1,
    "both_described": 1,
    "average": 2,
    "weighted_score": 3,
    **dict.fromkeys((*CRITERIA, PRECISION), 2),
}
"""Decimals of columns whose numbers are compared row by row."""


def _is_number(table: Table, position: int) -> bool:
    cells = [row[position] for row in table.rows]
    return not any(isinstance(cell, str) for cell in cells)
