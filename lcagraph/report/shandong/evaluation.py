"""Chapters 3.3.2 and 3.3.3: a card per activity datum and per emission factor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lcagraph.report.content import Section, Table
from lcagraph.report.lines import Line
from lcagraph.report.shandong.cards import Cards, datum_card
from lcagraph.report.shandong.factor_cards import (
    factor_card,
    factor_name,
    factor_source,
)
from lcagraph.report.shandong.matter import Matter
from lcagraph.report.shandong.scaling import quantity

SEED_DATA = {"raw_materials": "3-9", "inbound_transport": "3-10"}
SEED_FACTORS = {"raw_materials": "3-13", "inbound_transport": "3-14"}


def seed_of(line: Line, of: Mapping[str, str], fuel: str, power: str) -> str:
    """Number that the guide gives to a kind of card."""
    return of.get(line.stage, power if line.is_energy else fuel)


def activity_lines(matter: Matter) -> tuple[Line, ...]:
    """The first line of each activity datum, stage by stage: what the cards are of."""
    found: dict[tuple[str, str], Line] = {}
    for line in _by_stage(matter):
        found.setdefault((line.stage, line.activity), line)
    return tuple(found.values())


def factor_lines(matter: Matter) -> tuple[Line, ...]:
    """The first line that draws on each factor, stage by stage."""
    found: dict[str, Line] = {}
    for line in _by_stage(matter):
        found.setdefault(_factor_key(matter, line), line)
    return tuple(found.values())


def _by_stage(matter: Matter) -> Iterator[Line]:
    for stage in matter.stages:
        yield from matter.lines_in(stage.stage)


def activity_section(matter: Matter) -> Section:
    """3.3.2 活动水平数据的评价: a card per activity datum, by stage."""
    say = matter.phrases
    sections, count, lines = [], 0, activity_lines(matter)
    for position, stage in enumerate(matter.stages, start=1):
        tables = []
        for line in (one for one in lines if one.stage == stage.stage):
            count += 1
            seed = seed_of(line, SEED_DATA, "3-11", "3-12")
            tables.append(_activity_card(matter, line, matter.numbers.table(3, seed)))
        title = say.text("heading.activity_of", stage=matter.stage_name(stage.stage))
        sections.append(
            Section(
                id=f"activity-{stage.stage}",
                title=f"3.3.2.{position} {title}",
                blocks=tuple(tables) or (say.paragraph("stage.nothing"),),
            )
        )
    return Section(
        id="activity",
        title=say.numbered("3.3.2", "heading.activity"),
        blocks=(
            say.paragraph(_assessed(matter), "SD-59", "SD-25", count=str(count)),
            say.paragraph("activity.scaling", emphasis="note"),
        ),
        sections=tuple(sections),
        answers=("SD-26", "SD-27"),
    )


def _assessed(matter: Matter) -> str:
    """What was done, no more than the model tells of."""
    if matter.is_visited:
        return "activity.checked" if matter.is_cross_checked else "activity.is"
    return "activity.read_checked" if matter.is_cross_checked else "activity.read"


def _activity_card(matter: Matter, line: Line, number: str) -> Table:
    cards: Cards = {one.card_path: one.card for one in line.data}
    cards = cards or {f"{line.activity}.data": None}
    what = "freight" if line.is_freight else "input"
    if line.is_waste and not line.is_freight:
        what = "waste"
    if matter.is_mixed(line):
        what = "mixed"
    if line.supplier is None and line.activity == line.path:
        what = "emission" if line.emitted else "removal"
    name = matter.phrases.text(
        f"activity.{what}",
        name=matter.activity_name(line),
        mode=matter.supplier_name(line),
        process=matter.process_name(line.process),
    )
    id_ = f"activity-{line.stage}-{line.activity}"
    return datum_card(
        matter,
        id_=id_,
        number=number,
        what=quantity(matter, line, name, id_),
        cards=cards,
        answers=("SD-59", "SD-25", "SD-08"),
    )


def factor_section(matter: Matter) -> Section:
    """3.3.3 排放因子的评价: a card per factor, by the stage that draws on it first."""
    say = matter.phrases
    sections, lines = [], factor_lines(matter)
    for position, stage in enumerate(matter.stages, start=1):
        tables = []
        for line in (one for one in lines if one.stage == stage.stage):
            seed = seed_of(line, SEED_FACTORS, "3-15", "3-16")
            number_ = matter.numbers.table(3, seed)
            tables.append(
                factor_card(
                    matter, line, number=number_, answers=("SD-60", "SD-28", "SD-32")
                )
            )
        title = say.text("heading.factors_of", stage=matter.stage_name(stage.stage))
        sections.append(
            Section(
                id=f"factors-{stage.stage}",
                title=f"3.3.3.{position} {title}",
                blocks=tuple(tables) or (say.paragraph("stage.no_factor"),),
            )
        )
    return Section(
        id="factors",
        title=say.numbered("3.3.3", "heading.factors"),
        blocks=(
            say.paragraph("factors.are", "SD-60", "SD-32"),
            say.paragraph("factors.order", "SD-32", "SD-28"),
        ),
        sections=tuple(sections),
    )


def _factor_key(matter: Matter, line: Line) -> str:
    """What makes two lines draw on one factor: its id, or the record they cite.

    Emissions without either share a card where name, value and source are the same.
    """
    if line.supplier is not None:
        return line.factor_id
    if line.source.record is not None:
        return line.source.record.reference
    source = "".join(map(str, factor_source(matter, line)))
    return f"{factor_name(matter, line)} {line.factor:.9g} {line.unit} {source}"
