"""Chapter 3.4: scores of the data, weighted by emission, and the level of precision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from lcagraph.contribution import percentages
from lcagraph.data_quality.page import MISPRINTED_LEVEL, on_its_side
from lcagraph.data_quality.scores import (
    ACTIVITY_SCORE,
    CALIBRATION_SCORE,
    FACTOR_SCORE,
    DataQuality,
    Source,
    level_of,
)
from lcagraph.data_quality.tables import BOUGHT, category_name, source_name
from lcagraph.report.content import (
    Block,
    Calculation,
    Cell,
    Row,
    Section,
    Share,
    Table,
    Words,
    calculated,
)
from lcagraph.report.shandong.factor_cards import PRIORITY
from lcagraph.report.shandong.grid import (
    cell,
    head,
    number,
    percent,
    row,
    score,
    shares,
    told,
)
from lcagraph.report.shandong.matter import Matter

COLUMNS = (
    *("year", "category", "source", "activity", "factor"),
    *("calibration", "average", "emission", "share", "weighted"),
)


def uncertainty(matter: Matter) -> Section:
    """3.4 不确定性分析."""
    say = matter.phrases
    scores = matter.subject.quality.scores
    blocks: tuple[Block, ...] = (
        say.paragraph("uncertainty.is", "SD-67", "SD-68"),
        say.paragraph("uncertainty.corrected", emphasis="note"),
        say.paragraph("uncertainty.activity", "SD-64"),
        _classes(matter, "data_class", ACTIVITY_SCORE.items(), "SD-64"),
        say.paragraph("uncertainty.factor", "SD-65"),
        _factor_classes(matter),
        say.paragraph("uncertainty.calibration", "SD-66"),
        _classes(matter, "calibration", CALIBRATION_SCORE.items(), "SD-66"),
        say.paragraph("uncertainty.unmetered", emphasis="note"),
        say.paragraph("uncertainty.sources", "SD-67"),
        _table(matter, scores),
        *_conclusion(matter, scores),
    )
    return Section(
        id="uncertainty",
        title=say.numbered("3.4", "heading.uncertainty"),
        blocks=blocks,
    )


def class_name(kind: str, id_: str, matter: Matter) -> str:
    """The guide's name of a class, in either language."""
    return matter.phrases.text(f"{kind}.{id_}")


def _number(matter: Matter) -> str:
    """The guide gives these tables no number."""
    numbers = matter.numbers
    return "" if numbers.numbering == "seed" else numbers.table(3, "")


def _classes(
    matter: Matter, kind: str, of: Iterable[tuple[str, int]], answer: str
) -> Table:
    say = matter.phrases
    rows = [row(class_name(kind, id_, matter), str(value)) for id_, value in of]
    return Table(
        id=f"classes-{kind}",
        number=_number(matter),
        title=say.text(f"table.{kind}"),
        head=(head(say.text(f"classes.{kind}"), say.text("classes.score")),),
        body=tuple(rows),
        widths=shares(75, 25),
        answers=(answer,),
    )


def _factor_classes(matter: Matter) -> Table:
    say = matter.phrases
    rows = [
        row(
            str(n),
            class_name("class", id_, matter),
            str(n),
            str(value),
            str(PRIORITY[id_]),
        )
        for n, (id_, value) in enumerate(FACTOR_SCORE.items(), start=1)
    ]
    columns = ("no", "class", "category", "score", "tier")
    return Table(
        id="classes-factor",
        number=_number(matter),
        title=say.text("table.class"),
        head=(head(*(say.text(f"classes.{one}") for one in columns)),),
        body=tuple(rows),
        widths=shares(10, 40, 16, 16, 18),
        notes=(say.words("note.classes"),),
        answers=("SD-65", "SD-32"),
    )


def _table(matter: Matter, scores: DataQuality) -> Table:
    """The ten columns; emissions are those of the period, without biogenic CO2."""
    say, result, scale = matter.phrases, matter.result, matter.scale
    rows: list[Row] = []
    count = len(scores.sources)
    order = [one.stage for one in matter.stages]
    printed_shares = _shares(scores)
    sources = sorted(
        zip(scores.sources, scores.shares, printed_shares, strict=True),
        key=lambda triple: order.index(triple[0].stage),
    )
    emissions = tuple(f"{_key(source)}/emission" for source in scores.sources)
    for n, (source, share, printed_share) in enumerate(sources):
        average, key = source.average, _key(source)
        weighted = None if average is None else float(average * abs(share))
        process = category_name(result.prepared, source.path, source.stage, matter.lang)
        rows.append(
            (
                *((cell(matter.year, rows=count),) if not n else ()),
                cell(process),
                cell(_name(matter, source)),
                score(source.activity),
                score(source.factor),
                score(source.calibration),
                _average(average, f"{key}/average"),
                calculated(
                    number(float(source.emission) * scale, f"{key}/emission"),
                    Calculation(plus=(f"line/{source.stage}/{source.path}",)),
                ),
                calculated(
                    percent(printed_share),
                    Share(part=f"{key}/emission", of=emissions, is_of_magnitudes=True),
                    f"{key}/share",
                ),
                calculated(_two(weighted, 3), _weighted(key), f"{key}/weighted"),
            )
        )
    rows.append(_totals(matter, scores, printed_shares))
    return Table(
        id="scores",
        number=_number(matter),
        title=say.text("table.scores"),
        head=(head(*(say.text(f"scores.{one}") for one in COLUMNS)),),
        body=tuple(rows),
        widths=shares(6, 16, 16, 9, 8, 11, 7, 12, 7, 10),
        totals=1,
        notes=_notes(matter, scores),
        is_wide=True,
        answers=("SD-67", "SD-15", "SD-26"),
    )


def _name(matter: Matter, source: Source) -> str:
    """What chapter 3.3 calls a source, its process where its category tells none."""
    known = (line for line in matter.lines_in(source.stage) if line.path == source.path)
    line = next((one for one in known if source.name in (one.supplier, one.name)), None)
    if line is None:
        names = matter.exchange_names
        return source_name(names, source.path, source.name, matter.lang)
    is_told = line.stage not in BOUGHT
    name = matter.line_name(line) if is_told else matter.told_apart(line)
    if not line.is_freight:
        return name
    mode = matter.supplier_name(line)
    return matter.phrases.text("scores.freight", goods=name, mode=mode)


def _shares(scores: DataQuality) -> tuple[Decimal | None, ...]:
    """Shares of magnitudes with the signs of the sources; they add to 100.00 %."""
    found = percentages([abs(float(share)) for share in scores.shares])
    return tuple(
        -share if share and source.emission < 0 else share
        for source, share in zip(scores.sources, found, strict=True)
    )


def _totals(
    matter: Matter, scores: DataQuality, shares_: Sequence[Decimal | None]
) -> Row:
    """Emissions, shares and weighted scores added up: the last is the score."""
    keys = tuple(_key(source) for source in scores.sources)
    emission = float(scores.emission) * matter.scale
    known = [share for share in shares_ if share is not None]
    whole = scores.score
    said = "—" if whole is None else on_its_side(whole, level_of, 2)
    value = None if whole is None else float(whole)
    return (
        cell(matter.phrases.text("scores.total"), columns=len(COLUMNS) - 3),
        calculated(
            number(emission, "score/emission"),
            Calculation(plus=tuple(f"{key}/emission" for key in keys)),
        ),
        calculated(
            percent(sum(known) if known else None),
            Calculation(plus=tuple(f"{key}/share" for key in keys)),
            "score/share",
        ),
        calculated(
            told(said, value, "score"),
            Calculation(plus=tuple(f"{key}/weighted" for key in keys)),
        ),
    )


def _key(source: Source) -> str:
    """Name of a row of the table of scores."""
    return f"score/{source.stage}/{source.path}/{source.name}"


def _average(value: Fraction | None, key: str) -> Cell:
    """A mean of classes, which no amount moves."""
    known = _two(None if value is None else float(value))
    return replace(known, key=key, is_fixed=True)


def _weighted(key: str) -> Calculation:
    return Calculation(plus=(f"{key}/average",), times=(f"{key}/share",))


def _two(value: float | None, decimals: int = 2) -> Cell:
    return told("—" if value is None else f"{value:.{decimals}f}", value)


def _notes(matter: Matter, scores: DataQuality) -> tuple[Words, ...]:
    say = matter.phrases
    notes = [say.words("note.biogenic")]
    if any(source.emission < 0 for source in scores.sources):
        notes.append(say.words("note.weights"))
    if scores.incomplete:
        names = [_name(matter, one) for one in scores.incomplete]
        listed = say.listed(list(dict.fromkeys(names)))
        notes.append(say.words("note.unscored", sources=listed))
    return tuple(notes)


def _conclusion(matter: Matter, scores: DataQuality) -> tuple[Block, ...]:
    say, whole, level = matter.phrases, scores.score, scores.level
    if whole is None or level is None:
        return (say.paragraph("uncertainty.open", "SD-67"),)
    blocks = [
        say.paragraph(
            "uncertainty.result",
            "SD-68",
            assessed=matter.assessed,
            year=matter.year,
            product=matter.product,
            score=on_its_side(whole, level_of, 2),
            level=say.text(f"level.{level}"),
        )
    ]
    if level == MISPRINTED_LEVEL:
        blocks.append(say.paragraph("uncertainty.misprint", emphasis="note"))
    return tuple(blocks)
