"""Cards of activity data: the nine rows of 表3-5, and what several cards say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from lcagraph.graph.evidence import DataCard
from lcagraph.graph.words import Text
from lcagraph.report.content import Cell, Inline, Row, Table, Words
from lcagraph.report.printed import minus_sign
from lcagraph.report.shandong.grid import (
    Said,
    card,
    cell,
    head_cell,
    printed,
    shares,
    told,
)
from lcagraph.report.shandong.matter import Matter
from lcagraph.wording import word

WIDTHS = shares(26, 74)

Cards = Mapping[str, DataCard | None]
"""Cards of a datum by the place where each stands, or would stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """What a card is about."""

    name: str
    amount: float | None
    """[unit]; None: the model doesn't tell."""
    unit: str
    key: str | None = None
    """Name of the amount, if it is the one that the calculation takes."""
    note: str = ""
    """What the amount is for."""
    rows: tuple[Row, ...] = ()
    """How it becomes what the calculation takes."""
    is_energy: bool = False
    """Whether it is bought energy, told in MWh and counted in kWh (D-08)."""


def datum_card(
    matter: Matter,
    *,
    id_: str,
    number: str,
    what: Quantity,
    cards: Cards,
    answers: tuple[str, ...],
) -> Table:
    """The nine rows of 表3-5 and 表3-9…3-12.

    Parameters
    ----------
    what : Quantity
        What it is, and how much.
    cards : mapping
        Cards of the datum, or of those behind it where a mix is fed by several.
    """
    say, at = matter.phrases, next(iter(cards))
    body = (
        (head_cell(say.text("card.item")), cell(what.name)),
        (head_cell(say.text("card.value")), _value(matter, what, at)),
        (head_cell(say.text("card.unit")), cell(_unit(matter, what))),
        *what.rows,
        *card(
            [
                (say.text("card.source"), source_words(matter, cards, at)),
                *monitored(matter, cards, at),
                (say.text("card.gaps"), gaps_words(matter, cards, at)),
                (say.text("card.conclusion"), concluded(matter, cards, at)),
            ]
        ),
    )
    title = say.text("table.card", name=what.name)
    return Table(
        id=id_, number=number, title=title, body=body, widths=WIDTHS, answers=answers
    )


def _value(matter: Matter, what: Quantity, at: str) -> Cell:
    amount = what.amount
    if amount is None:
        return cell(matter.said(None, at.removesuffix(".data"), "card.value"))
    if not _is_in_two_units(what):
        return explained(f"{printed(amount)}{what.note}", amount, what.key)
    megawatt_hours = amount / 1000
    both = matter.phrases.text(
        "card.both_units", mwh=printed(megawatt_hours), kwh=printed(amount)
    )
    key = None if what.key is None else f"{what.key}/MWh"
    return explained(f"{both}{what.note}", megawatt_hours, key)


def explained(words: str, value: float, key: str | None) -> Cell:
    """A number with its explanation: a sentence, so it stands like the others."""
    return replace(told(words, value, key), align="start")


def _is_in_two_units(what: Quantity) -> bool:
    return what.is_energy and what.unit == "kWh"


def _unit(matter: Matter, what: Quantity) -> str:
    """Unit of a datum; electricity is told in MWh and counted in kWh (D-08)."""
    if _is_in_two_units(what):
        return matter.phrases.text("card.mwh")
    return matter.phrases.unit(what.unit)


def _each(
    matter: Matter, said: Iterable[Text | str | None], path: str, label: str
) -> Words:
    """What several cards say, each once; a blank if none says anything."""
    texts = [one.get(matter.lang) if isinstance(one, Text) else one for one in said]
    known = list(dict.fromkeys(text for text in texts if text))
    if not known:
        return (matter.said(None, path, label),)
    return (matter.phrases.text("joint").join(known),)


def source_words(matter: Matter, cards: Cards, at: str) -> Words:
    """Source, class, method, documents and cross-check of a datum."""
    say = matter.phrases
    known = [one for one in cards.values() if one is not None]
    pieces = list(
        _each(matter, (c.source for c in known), f"{at}.source", "card.source_only")
    )
    classes = dict.fromkeys(
        say.text(f"data_class.{c.class_}") for c in known if c.class_
    )
    if classes:
        pieces.append(say.text("card.class", classes=say.listed(list(classes))))
    origins = dict.fromkeys(
        word("origin", c.origin, matter.lang) for c in known if c.origin
    )
    if origins:
        pieces.append(say.text("card.origin", origins=say.listed(list(origins))))
    methods = dict.fromkeys(c.method.get(matter.lang) for c in known if c.method)
    if methods:
        pieces.append(say.text("card.method", methods=say.listed(list(methods))))
    cited = matter.cited(tuple(dict.fromkeys(id_ for c in known for id_ in c.evidence)))
    if cited:
        pieces.append(say.text("card.cited", documents=cited))
    for path, one in cards.items():
        if one is not None:
            pieces += _cross_check(matter, one, path, is_one_of=len(cards) > 1)
    return tuple(pieces)


def _cross_check(
    matter: Matter, one: DataCard, at: str, *, is_one_of: bool
) -> Iterator[Inline]:
    check = one.cross_check
    if check is None or check.value is None:
        return
    say = matter.phrases
    source = check.source.get(matter.lang) if check.source else "—"
    compared = matter.compared.get(at)
    if is_one_of:  # of the datum of one process among those behind a mix
        yield say.text("card.of", process=matter.process_name(at.split(".")[1]))
    else:
        yield say.text("card.next")
    if compared is None or compared.deviation is None:
        yield say.text("card.checked", value=check.value.text, source=source)
        return
    share = minus_sign(f"{compared.deviation * 100:+.1f} %")
    netting = compared.netting  # a bill tells what the meter read, nothing taken off
    read, unit = compared.value, compared.unit
    if netting is not None:
        read, unit = netting.gross.value, netting.gross.unit
    yield say.text(
        "card.deviates" if netting is None else "card.deviates_gross",
        value=check.value.text,
        source=source,
        share=share,
        read=f"{printed(read)} {matter.phrases.unit(unit)}",
    )


def monitored(matter: Matter, cards: Cards, at: str) -> Iterator[tuple[Said, Said]]:
    """Monitoring and frequencies; an estimate has none, and says so."""
    say = matter.phrases
    known = [one for one in cards.values() if one is not None]
    is_estimate = bool(known) and all(one.class_ == "estimated" for one in known)
    meters = dict.fromkeys(
        matter.system.meters[c.meter].name.get(matter.lang)
        for c in known
        if c.meter is not None and c.meter in matter.system.meters
    )
    parts: Mapping[str, list[Text | str | None]] = {
        "monitoring": [*(c.monitoring for c in known), *meters],
        "measure": [c.frequency.measure if c.frequency else None for c in known],
        "record": [c.frequency.record if c.frequency else None for c in known],
    }
    for key, said in parts.items():
        path = f"{at}.{key}" if key == "monitoring" else f"{at}.frequency.{key}"
        words = _each(matter, said, path, f"card.{key}")
        if is_estimate and not any(said):
            words = (say.text("card.estimated"),)
        yield say.text(f"card.{key}"), words


def gaps_words(matter: Matter, cards: Cards, at: str) -> Words:
    """What was done about missing data."""
    said = [one.gaps for one in cards.values() if one is not None]
    return _each(matter, said, f"{at}.gaps", "card.gaps")


def concluded(matter: Matter, cards: Cards, at: str) -> Words:
    """The assessor's verdict: the card's note, else that of the whole assessment.

    The program confirms nothing in the assessor's name: without a conclusion of the
    assessment, or with an objection of the checks, a blank waits for it.
    """
    notes = [one.note for one in cards.values() if one is not None]
    return verdict(matter, notes, at, f"{at}.note")


def verdict(matter: Matter, notes: list[Text | None], place: str, path: str) -> Words:
    """The verdict of a datum or factor at a place of the model."""
    say = matter.phrases
    if any(notes):
        return _each(matter, notes, path, "card.conclusion")
    found = matter.findings_at(place)
    if matter.assessment.conclusion is not None and not found:
        return (say.text("card.confirmed"),)
    blank = matter.said(None, path, "card.conclusion")
    if not found:
        return (blank,)
    listed = say.text("semicolon").join(matter.finding_words(one) for one in found)
    return (say.text("card.found", findings=listed), blank)
