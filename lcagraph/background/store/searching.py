"""Full-text search over names, synonyms, locations and classifications.

Words of three signs or more are found inside longer ones by trigrams, which need no
spaces and so serve Chinese; shorter ones (电解, CN) are looked for in what the others
left, or in all names. All words must occur.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from lcagraph.background.store.database import Database, Found
from lcagraph.background.store.ranking import literal, ranking
from lcagraph.nearest import nearest

MOST = 50
TRIGRAM = 3

SPELLINGS = (
    ("aluminium", "aluminum"),
    ("sulph", "sulf"),
    ("fibre", "fiber"),
    ("litre", "liter"),
    ("metre", "meter"),
    ("tyre", "tire"),
    ("mould", "mold"),
    ("grey", "gray"),
)
"""British and American; databases keep to one of them."""

RANKED = 250
"""Of more datasets that hold all words, those with short names are looked at."""

LENGTHS_APART = 2
"""A slip of the pen leaves out, doubles or adds a letter or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What a search found, best first."""

    found: tuple[Found, ...]
    is_cut: bool
    """There are more."""
    instead_of: str | None = None
    """The text as written, if nothing matched it and a near one was taken."""
    text: str = ""
    """The text that was looked for."""


def search(database: Database, text: str, *, most: int = MOST) -> Hits:
    """Activities whose names and other words contain every word of a text.

    Parameters
    ----------
    database : Database
    text : str
        Words in any order, Chinese or English; upper and lower case are the same.
    most : int
        Number of activities.

    Returns
    -------
    Hits
        Best first, by `ranking`. British and American spellings count as one. Where
        nothing is found, words are replaced by the nearest words of the database, and
        `instead_of` says so.
    """
    words = unicodedata.normalize("NFC", text).split()
    rows = _matching(database, words, most + 1)
    instead_of = None
    if words and not rows:
        closer = _closer(database, words)
        if closer != words:
            rows, instead_of = _matching(database, closer, most + 1), text
            words = closer
    found = [Found(column=c, activity=database.activity(c)) for c in rows[:most]]
    return Hits(
        found=tuple(found),
        is_cut=len(rows) > most,
        instead_of=instead_of,
        text=" ".join(words),
    )


def _holding(words: list[str]) -> tuple[str, list[object]]:
    """The condition that a row of `activity` holds every word, and its values."""
    wheres: list[str] = []
    values: list[object] = []
    long = [_spellings(word) for word in words if len(word) >= TRIGRAM]
    if long:
        wheres.append("a.position IN (SELECT rowid FROM search WHERE search MATCH ?)")
        values.append(" AND ".join(f"({' OR '.join(map(_quoted, w))})" for w in long))
    for word in words:
        if len(word) < TRIGRAM:
            wheres.append("a.words LIKE ? ESCAPE '!'")
            values.append(f"%{literal(word)}%")
    return " AND ".join(wheres), values


def _occurs(database: Database, word: str) -> bool:
    """Whether any dataset holds a word."""
    where, values = _holding([word])
    query = f"SELECT 1 FROM activity a WHERE {where} LIMIT 1"
    return any(True for _ in database.select(query, values))


def _matching(database: Database, words: list[str], most: int) -> list[int]:
    """Columns that hold every word, the likeliest first."""
    where, values = _holding(words)
    if not where:
        return []
    ranked, more = ranking(words, [_spellings(word) for word in words])
    query = f"""WITH a AS MATERIALIZED (
            SELECT a.position FROM activity a WHERE {where}
            ORDER BY a.product_name LIKE ? OR a.name LIKE ? DESC,
                min(length(a.product_name), length(a.name)), a.position LIMIT ?),
        ranked AS ({ranked})
        SELECT a.position FROM a LEFT JOIN ranked r ON r.position = a.position
        ORDER BY r.rank IS NULL, r.rank, r.other, r.size, a.position LIMIT ?"""
    begun = [f"{words[0]}%"] * 2
    values += [*begun, max(most, RANKED), *more, most]
    return [row[0] for row in database.select(query, values)]


def _spellings(word: str) -> tuple[str, ...]:
    """A word with its other spellings, itself first."""
    plain = word.casefold()
    others = (
        plain.replace(one, other)
        for pair in SPELLINGS
        for one, other in (pair, pair[::-1])
        if one in plain
    )
    return tuple(dict.fromkeys((word, *others)))


def _quoted(word: str) -> str:
    """A word as a phrase of FTS5, in which nothing is an operator."""
    return '"' + word.replace('"', '""') + '"'


def _closer(database: Database, words: list[str]) -> list[str]:
    """The words, those that occur nowhere replaced by the nearest ones that do."""
    return [
        word if _occurs(database, word) else _nearest(database, word.casefold())
        for word in words
    ]


def _nearest(database: Database, word: str) -> str:
    """The nearest word that shares an end and nearly the length, or the word itself."""
    query = """SELECT text FROM word WHERE abs(length(text) - ?) <= ?
        AND (substr(text, 1, 1) = ? OR substr(text, -1) = ?)"""
    values = (len(word), LENGTHS_APART, word[0], word[-1])
    like = (text for (text,) in database.select(query, values))
    return nearest(word, like) or word
