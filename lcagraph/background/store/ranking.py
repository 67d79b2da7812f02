"""Which of the datasets that hold all words is likeliest meant, as an SQL expression.

    0     a name is the text, or says it is the market or the production of it
    1     a name begins with the text and goes on behind a comma, or the like
    2     all words stand in a name as whole words
    3     all words stand somewhere in a name
    none  only in synonyms, classification or location

A product that isn't named so, though its process is, counts half a step worse: waste
heat of a steelworks is no steel. What is secondary, scrap or waste counts a step and a
half worse, unless the text asks for it: who looks for aluminium seldom means cans.
Markets, mixes and what is primary count a quarter better. Of equal ones, those whose
process is named so too come first, then shorter names.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

BESIDE = 0.5
"""Worse: a name of the process, not of the product."""

ASIDE = 1.5
"""Worse: recycled, or a waste."""

ASIDE_WORDS = (
    *("secondary", "recycl", "scrap", "waste", "dispos", "treatment of", "cutoff"),
    *("dummy", "exhaust", "combust", "再生", "废", "回收", "燃烧"),
)
"""Parts of names; those that are in the text count nothing."""

AHEAD = 0.25
"""Better: what most buyers mean."""

AHEAD_WORDS = (
    *("primary", "market for", "market group for", "production mix", "supply mix"),
    *("consumption mix", "原生", "市场", "混合电力"),
)

_PREFIXES = ("market for ", "market group for ", "production of ")
_SUFFIXES = (" production", " production mix", " market", "生产", "市场")
_BREAKS = ",;|(/，；（"

_BEGUN = f"""n.text LIKE ? ESCAPE '!'
    AND instr('{_BREAKS}',
        nullif(substr(ltrim(substr(n.text, length(?) + 1)), 1, 1), '')) > 0"""

_SPACED = "' ' || n.text || ' '"
for _sign in (*_BREAKS, ")", "）"):
    _SPACED = f"replace({_SPACED}, '{_sign}', ' ')"


def ranking(
    words: Sequence[str], spellings: Sequence[Sequence[str]]
) -> tuple[str, list[str]]:
    """How far names are from a text, smaller being nearer.

    Parameters
    ----------
    words : sequence of str
        Of the text, in their order.
    spellings : sequence of sequence of str
        Ways to write each word.

    Returns
    -------
    query : str
        Rows (position, rank, other, size) of the positions of a table ``a`` whose names
        hold all words: rank of its best name, of its process, and length of the former.
    values : list of str
        Of its placeholders, in their order.
    """
    texts = _texts(words, spellings)
    whole = [f"{p}{t}{s}" for t in texts for p, s in _AROUND]
    begun = [value for text in texts for value in (f"{literal(text)}%", text)]
    apart = [[f"% {literal(one)} %" for one in ways] for ways in spellings]
    inside = [[f"%{literal(one)}%" for one in ways] for ways in spellings]
    text = " ".join(words).casefold()
    aside = [f"%{word}%" for word in ASIDE_WORDS if word not in text]
    ahead = [f"%{word}%" for word in AHEAD_WORDS]
    query = f"""SELECT position,
            min(near + beside) + {ASIDE} * max(aside) - {AHEAD} * max(ahead) AS rank,
            min(CASE WHEN beside THEN near ELSE 9.0 END) AS other,
            min(near + beside + size) AS size
        FROM (SELECT a.position,
            CASE WHEN {_like("n.text", [whole])} THEN 0.0
                WHEN {" OR ".join([_BEGUN] * len(texts))} THEN 1.0
                WHEN {_like(_SPACED, apart)} THEN 2.0
                WHEN {_like("n.text", inside)} THEN 3.0 ELSE 9.0 END AS near,
            CASE n.of WHEN 'product' THEN 0.0 ELSE {BESIDE} END AS beside,
            {_like("n.text", [aside])} AS aside, {_like("n.text", [ahead])} AS ahead,
            length(n.text) * 1e-6 AS size
            FROM a JOIN alias n ON n.position = a.position)
        GROUP BY position"""
    names = [literal(one) for one in whole]
    return query, [*names, *begun, *chain(*apart), *chain(*inside), *aside, *ahead]


_AROUND = (("", ""), *((p, "") for p in _PREFIXES), *(("", s) for s in _SUFFIXES))


def _texts(words: Sequence[str], spellings: Sequence[Sequence[str]]) -> list[str]:
    """The whole text as written, and in the other spelling of each word."""
    most = max(map(len, spellings), default=0)
    texts = (
        " ".join(ways[min(k, len(ways) - 1)] for ways in spellings) for k in range(most)
    )
    return list(dict.fromkeys((" ".join(words), *texts)))


def _like(what: str, groups: Sequence[Sequence[str]]) -> str:
    """Every group has a pattern that fits; no pattern at all fits nothing."""
    one = f"{what} LIKE ? ESCAPE '!'"
    parts = [f"({' OR '.join([one] * len(group))})" for group in groups if group]
    return " AND ".join(parts) or "0"


def literal(word: str) -> str:
    """A word for LIKE, in which nothing is a placeholder."""
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
