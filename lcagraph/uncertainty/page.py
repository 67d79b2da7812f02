"""Draws as a page: what the footprint is, how sure, and which side is lower."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from lcagraph.result.names import item_name
from lcagraph.uncertainty.draws import Draws
from lcagraph.uncertainty.paired import Paired
from lcagraph.uncertainty.statistics import Summary
from lcagraph.uncertainty.words import bounds, share_text
from lcagraph.wording import Language, label, message
from lcagraph.wording.page import UNDEFINED, significant, table_html
from lcagraph.wording.text_table import Column, text_table

INDENT = "  "
NAMED = 3
"""Numbers that a note names."""
TAILS = (2.5, 50.0, 97.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A table of a page."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def page_text(draws: Draws, lang: Language) -> str:
    """Title, tables and what is to be known about them."""
    blocks = [page_title(draws, lang)]
    blocks += [section_text(section) for section in page_sections(draws, lang)]
    notes = [*page_notes(draws, lang)]
    if notes:
        blocks.append("\n".join(INDENT + note for note in notes))
    return "\n\n".join(blocks)


def page_html(draws: Draws, lang: Language) -> str:
    """The same as plain HTML tables."""
    parts = [f"<p>{escape(page_title(draws, lang))}</p>"]
    for section in page_sections(draws, lang):
        parts.append(table_html(section.title, section.heads, section.rows))
    parts += [f"<p>{escape(note)}</p>" for note in page_notes(draws, lang)]
    return "".join(parts)


def page_title(draws: Draws, lang: Language) -> str:
    """What was drawn how often: the heading of a page."""
    return label("mc.title", lang).format(
        n=f"{draws.n:,}", seed=draws.seed, per=draws.per
    )


def page_sections(draws: Draws, lang: Language) -> Iterator[Section]:
    """Tables: the totals, the differences between sides, the items."""
    yield _totals(draws, lang)
    if len(draws.names) > 1:
        yield differences_section(draws.pairs, lang)
    items = _items(draws, lang)
    if draws.study.is_itemised and len(items.rows) > 1:
        yield items


def _totals(draws: Draws, lang: Language) -> Section:
    """A row per name: as written, mean, sd, tails, each with its interval."""
    rows = []
    for name in draws.names:
        found = draws.of(name)
        tails = [found.percentiles[percent] for percent in TAILS]
        estimate = draws.first_order.get(name)
        rows.append(
            (
                name,
                significant(draws.as_written(name)),
                f"{significant(found.mean)} {bounds(found.mean_interval)}",
                significant(found.sd),
                UNDEFINED if estimate is None else significant(estimate.sd),
                UNDEFINED if found.cv is None else f"{found.cv:.1%}",
                *(f"{significant(t.value)} {bounds(t.interval)}" for t in tails),
            )
        )
    text = label("mc.totals", lang)
    view = label(f"result.{draws.view}", lang)
    heads = _heads(lang, "taylor")
    return Section(title=text.format(view=view), heads=heads, rows=tuple(rows))


def _heads(lang: Language, *beside: str) -> tuple[str, ...]:
    words = ("as_written", "mean", "sd", *beside, "cv")
    return (
        "",
        *(label(f"mc.{word}", lang) for word in words),
        "2.5 %",
        label("mc.median", lang),
        "97.5 %",
    )


def _items(draws: Draws, lang: Language) -> Section:
    """A row per item of the base; the others are in `summary`."""
    rows = []
    for column, found in draws.item_summaries().items():
        written = float(draws.study.written[0, draws.columns.index(column)])
        known = draws.study.is_itemised
        name = item_name(column, lang) if known else label(f"result.{column}", lang)
        rows.append((name, significant(written), *_plain(found)))
    title = label("mc.items", lang).format(name=draws.names[0])
    return Section(title=title, heads=_heads(lang), rows=tuple(rows))


def _plain(found: Summary) -> Iterator[str]:
    """Cells without intervals: several items would push them off the screen."""
    yield significant(found.mean)
    yield significant(found.sd)
    yield UNDEFINED if found.cv is None else f"{found.cv:.1%}"
    for percent in TAILS:
        yield significant(found.percentiles[percent].value)


def differences_section(pairs: Sequence[Paired], lang: Language) -> Section:
    """A row per side beside the base: the chance to be lower, the difference.

    The chance to be equal has a column if any draw of any side is.
    """
    rows = []
    has_equals = any(one.equal for one in pairs)
    for one in pairs:
        found = one.difference
        equal = (share_text(one.probability_equal),) if has_equals else ()
        tails = [significant(found.percentiles[p].value) for p in TAILS]
        moments = (significant(one.as_written), significant(found.mean))
        chances = (one.chance, *equal)
        rows.append((one.name, *chances, *moments, significant(found.sd), *tails))
    shown = ("equal_short",) if has_equals else ()
    words = ("lower_short", *shown, "as_written", "mean", "sd")
    return Section(
        title=label("mc.differences", lang).format(base=pairs[0].base),
        heads=(
            "",
            *(label(f"mc.{word}", lang) for word in words),
            "2.5 %",
            label("mc.median", lang),
            "97.5 %",
        ),
        rows=tuple(rows),
    )


def page_notes(draws: Draws, lang: Language) -> Iterator[str]:
    """Sentences below the tables: how sure they are, and what was drawn."""
    yield label("mc.confidence", lang).format(
        confidence=f"{draws.settings.confidence:.0%}"
    )
    counts = {name: len(draws.numbers(name)) for name in draws.names}
    shown = ", ".join(f"{name} {count}" for name, count in counts.items())
    if len(set(counts.values())) == 1:
        shown = str(counts[draws.names[0]])
    yield label("mc.numbers", lang).format(count=shown)
    yield from pairing_notes(draws, lang)
    if draws.study.databases:
        names = ", ".join(one.name for one in draws.study.databases)
        yield label("mc.databases", lang).format(names=names)
        if draws.first_order:
            yield label("mc.foreground", lang)
    if draws.study.certain_databases:
        names = ", ".join(draws.study.certain_databases)
        yield label("mc.undrawn", lang).format(names=names)
    if draws.precision is not None:
        yield label("mc.precision", lang).format(
            mean=f"{draws.precision.mean:.2%}",
            percentiles=f"{draws.precision.percentiles:.2%}",
        )
    for finding in draws.findings:
        yield f"{finding.code} {finding.at} {message(finding, lang)}".replace("  ", " ")


def pairing_notes(draws: Draws, lang: Language) -> Iterator[str]:
    """Which numbers two models share, and which they have in common but don't share."""
    found = {"mc.shared": draws.study.shared, "mc.apart": draws.study.drawn_apart}
    for key, paths in found.items():
        if paths:
            names = ", ".join(paths[:NAMED]) + (" …" if len(paths) > NAMED else "")
            yield label(key, lang).format(count=len(paths), names=names)


def section_text(section: Section) -> str:
    """A title, and its table below."""
    heads = [Column(head=head, is_number=i > 0) for i, head in enumerate(section.heads)]
    return f"{section.title}\n{text_table(heads, section.rows, indent=INDENT)}"
