"""One row of a factor table as a process that makes one product from nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lcagraph.background.records import Exchange, Flow, Process
from lcagraph.background.unit_names import named_unit
from lcagraph.errors import Finding
from lcagraph.factors import UNKNOWN_GWP
from lcagraph.formats.factor_table.columns import Columns, Figure, figure_unit
from lcagraph.formats.factor_table.words import closed_word
from lcagraph.formats.stated import stated_number, stated_year
from lcagraph.formats.tabular import Row, Sheet, unescaped
from lcagraph.impact import elementary_flows

_CLOSED = ("kind", "boundary", "class", "gwp")
_REASONS: Mapping[str, Mapping[str, str]] = {
    "name": {"en": "it has no name", "zh": "没有名称"},
    "per": {
        "en": "it does not say what one unit is (kg, kWh, t*km …)",
        "zh": "没有说明计量单位（kg、kWh、t*km 等）",
    },
    "figure": {"en": "it has no figure", "zh": "没有数值"},
    "both": {
        "en": "it has ready CO2e and gases: GWP would count twice",
        "zh": "同时给出二氧化碳当量和各气体数量，会重复计入 GWP",
    },
    "unit": {
        "en": "it does not say what its figure counts (kgCO2e, tCO2e …): “{text}”",
        "zh": "没有说明数值的单位（kgCO2e、tCO2e 等）：“{text}”",
    },
}


@dataclass(slots=True, kw_only=True)
class Reading:
    """One table while it is read."""

    sheet: Sheet
    columns: Columns
    stated: Mapping[str, str]
    """What holds for the whole table, by role."""
    problems: list[Finding]
    flows: dict[str, Flow] = field(default_factory=dict)

    def tell(self, code: str, row: int, **values: object) -> None:
        """Take down a problem of a row."""
        at = self.sheet.at(row)
        self.problems.append(Finding(code=code, at=at, values=values))

    def text(self, row: Row, role: str) -> str:
        """A cell, else what holds for the whole table."""
        return unescaped(self.columns.cell(row, role)) or self.stated.get(role, "")


def read_processes(reading: Reading, header: int) -> Iterator[Process]:
    """Every usable row below the header; the others are told."""
    for position in range(header + 1, len(reading.sheet.rows)):
        row = reading.sheet.rows[position]
        if any(row) and not row[0].startswith("#"):
            process = _process(reading, row, position)
            if process is not None:
                yield process


def _process(reading: Reading, row: Row, position: int) -> Process | None:
    names = _names(reading, row)
    name = names.get("en") or next(iter(names.values()), "")
    figures = list(_figures(reading, row, position, name))
    if any(amount is None for _, amount, _ in figures):
        return None  # why is told already
    unit_text = reading.text(row, "per")
    whole = figure_unit(unit_text)
    heads = {figure.per for figure, _, _ in figures if figure.per}
    units = {per for _, _, per in figures if per}
    per = next(iter(heads | units), "") or (whole[1] if whole else unit_text)
    reason = _unusable(name, per, [figure for figure, _, _ in figures])
    if reason:
        reading.tell("E039", position, name=name or "–", reason=_REASONS[reason])
        return None
    amount, unit, remark = _per(per)
    name = f"{name} ({remark})" if remark else name
    region, year = reading.text(row, "region"), reading.text(row, "year")
    id_ = reading.text(row, "id") or ", ".join(filter(None, (name, region, year, per)))
    product = Flow(
        id=f"product/{id_}", name=name, kind="product", names=names, unit=unit
    )
    reading.flows[product.id] = product
    made = Exchange(
        id="product",
        flow=product.id,
        direction="output",
        amount=amount,
        is_reference=True,
    )
    given = (_exchange(reading, figure, value or 0.0) for figure, value, _ in figures)
    return Process(
        id=id_,
        name=name,
        names=names,
        location=region,
        exchanges=(made, *given),
        is_system=True,
        year_from=stated_year(year),
        year_until=stated_year(year),
        description=reading.text(row, "note"),
        source=reading.text(row, "source"),
        licence=reading.text(row, "licence"),
        factor=_words(reading, row, position),
        file=reading.sheet.at(position),
    )


def _names(reading: Reading, row: Row) -> Mapping[str, str]:
    columns = reading.columns
    plain = unescaped(columns.cell(row, "name")) or ", ".join(columns.levels(row))
    is_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in plain)
    found = {
        "zh": unescaped(columns.cell(row, "name_zh")),
        "en": unescaped(columns.cell(row, "name_en")),
    }
    if plain:
        found.setdefault("zh" if is_chinese else "en", plain)
        found["zh" if is_chinese else "en"] = plain
    return {lang: name for lang, name in found.items() if name}


def _figures(
    reading: Reading, row: Row, position: int, name: str
) -> Iterator[tuple[Figure, float | None, str]]:
    """Figures of a row with their amounts, and what the row says they are per."""
    for figure in reading.columns.figures:
        text = row[figure.position] if figure.position < len(row) else ""
        if not text:
            continue
        unit, per = figure.unit, ""
        if not unit:
            stated = reading.text(row, "figure_unit") or reading.text(row, "per")
            told = figure_unit(stated)
            if told is None:
                reason = {
                    lang: words.format(text=stated)
                    for lang, words in _REASONS["unit"].items()
                }
                reading.tell("E039", position, name=name or "–", reason=reason)
                yield figure, None, ""
                continue
            unit, per = told
        amount = _number(reading, text, position, name)
        known = Figure(
            position=figure.position, flow=figure.flow, unit=unit, per=figure.per
        )
        yield known, amount, per


def _number(reading: Reading, text: str, position: int, name: str) -> float | None:
    """A number; a decimal comma counts only if the table says that it has them."""
    if reading.stated.get("decimal") == ",":
        text = text.replace(",", ".")
    number = stated_number(text)
    if number is None:
        has_comma = stated_number(text.replace(",", ".")) is not None
        code = "E037" if has_comma else "E027"
        reading.tell(code, position, what=name, text=text)
    return number


def _unusable(name: str, per: str, figures: list[Figure]) -> str:
    """Why a row is no factor, or nothing."""
    ready = {figure.flow.startswith("co2e_") for figure in figures}
    for reason, is_so in (
        ("name", not name),
        ("figure", not figures),
        ("per", not per),
        ("both", len(ready) > 1),
    ):
        if is_so:
            return reason
    return ""


def _per(text: str) -> tuple[float, str, str]:
    """Amount, unit and remark of ``100 kWh (net CV)``."""
    number, _, rest = text.partition(" ")
    amount = stated_number(number)
    if amount is None or not amount > 0 or not rest:
        amount, rest = 1.0, text
    unit, _, remark = rest.replace("（", "(").partition("(")
    if remark and named_unit(rest) is None and named_unit(unit) is not None:
        return amount, unit.strip(), remark.rstrip(")） ")
    dotted = rest.replace(".", "*")
    return amount, dotted if named_unit(dotted) is not None else rest, ""


def _exchange(reading: Reading, figure: Figure, value: float) -> Exchange:
    known = elementary_flows()[figure.flow]
    place = ("resource", "in air") if known.is_removal else ("air",)
    reading.flows[known.id] = Flow(
        id=known.id,
        name=known.name.en,
        names={"en": known.name.en, "zh": known.name.zh},
        kind="elementary",
        compartment=place,
        cas=known.cas,
        unit="kg",
    )
    return Exchange(
        id=known.id,
        flow=known.id,
        direction="input" if known.is_removal else "output",
        amount=value,
        unit=figure.unit,
    )


def _words(reading: Reading, row: Row, position: int) -> Mapping[str, str]:
    """Kind, boundary, class and GWP set; W039 for words that are none."""
    found = {"gwp": UNKNOWN_GWP}
    for role in _CLOSED:
        text = reading.text(row, role)
        word = closed_word(role, text) if text else ""
        if word:
            found[role] = word
        elif text:
            reading.tell("W039", position, column=role, text=text)
    return found
