"""One row of a factor table as a process that makes one product from nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lcagraph.background.records import Exchange, Flow, Process
from lcagraph.background.unit_names import named_unit
from lcagraph.errors import Finding
from lcagraph.factors import UNKNOWN_GWP
from lcagraph.formats.factor_table.columns import Columns, figure_unit, plain
from lcagraph.formats.factor_table.declared import CLASHES, PRODUCTION, by_module
from lcagraph.formats.factor_table.meaning import Given, missing_parts, one_meaning
from lcagraph.formats.factor_table.modules import (
    indicator_of,
    is_undeclared,
    module_of,
)
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
    "pers": {
        "en": "it says two things of what its figures are per: {text}",
        "zh": "计量单位前后不一：{text}",
    },
    "gas": {
        "en": "its column “{text}” speaks of a greenhouse gas and can't be read; write "
        "a head such as `co2_fossil (kg)` or `CH4 (g)`",
        "zh": "“{text}”列涉及温室气体但无法读取；表头请写为“co2_fossil (kg)”、"
        "“CH4 (g)”等形式",
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
    modules: dict[str, None] = field(default_factory=dict)
    """Modules that became datasets of their own, in the order of the table."""

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
            yield from _processes(reading, row, position)


def _processes(reading: Reading, row: Row, position: int) -> Iterator[Process]:
    """The datasets of a row: one, or one for each module that it declares."""
    names = _names(reading, row)
    name = names.get("en") or next(iter(names.values()), "")
    indicator = reading.columns.cell(row, "indicator") or name
    if indicator_of(indicator) is not None:
        reading.tell("E034", position, text=indicator)
        return
    read = list(_figures(reading, row, position, name))
    figures = [figure for figure in read if figure is not None]
    if len(figures) < len(read):
        return  # why is told already
    unit_text = reading.text(row, "per")
    whole = figure_unit(unit_text)
    pers = [given.per for given in figures if given.per]
    pers += [whole[1] if whole else unit_text]
    per = next((each for each in pers if each), "")
    reason, text = _unusable(reading, row, figures, name=name, pers=pers)
    if reason:
        _tell_unusable(reading, position, name, reason, text)
        return
    for module, chosen in _meant(reading, row, position, name, figures):
        yield _made(reading, row, position, names, per, chosen, module)


def _meant(
    reading: Reading, row: Row, position: int, name: str, figures: Sequence[Given]
) -> Iterator[tuple[str, Sequence[Given]]]:
    """Module, or nothing, and the figures that count; what contradicts is told."""
    meant: dict[str, Sequence[Given]] = {}
    for module in dict.fromkeys(given.figure.module for given in figures):
        same = [given for given in figures if given.figure.module == module]
        chosen = one_meaning(same)
        if chosen is None:
            heads = tuple(given.figure.head for given in same if given.figure.is_ready)
            reading.tell("E031", position, name=name, columns=heads)
            return
        meant[module] = chosen
        missing = missing_parts(chosen)
        if missing:
            reading.tell("W033", position, name=name, missing=missing)
    if "" in meant and len(meant) == 1:
        yield unescaped(reading.columns.cell(row, "module")), meant[""]
        return
    found, clashes = by_module(meant)
    for clash in clashes:
        words = CLASHES[clash.reason]
        reason = {lang: each.format(text=clash.text) for lang, each in words.items()}
        reading.tell("E032", position, name=name, reason=reason)
    yield from found.items()


def _made(
    reading: Reading,
    row: Row,
    position: int,
    names: Mapping[str, str],
    per: str,
    figures: Sequence[Given],
    module: str,
) -> Process:
    """The process of a row that is a factor, or of one module of it."""
    module = module_of(module) or module
    if module:
        names = {lang: f"{each} [{module}]" for lang, each in names.items()}
        reading.modules[module] = None
    name = names.get("en") or next(iter(names.values()))
    amount, unit, remark = _per(per)
    name = f"{name} ({remark})" if remark else name
    region, year = reading.text(row, "region"), reading.text(row, "year")
    id_ = reading.text(row, "id")
    id_ = f"{id_} [{module}]" if id_ and module else id_
    id_ = id_ or ", ".join(filter(None, (name, region, year, per)))
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
    return Process(
        id=id_,
        name=name,
        names=names,
        location=region,
        exchanges=(made, *(_exchange(reading, given) for given in figures)),
        is_system=True,
        year_from=stated_year(year),
        year_until=stated_year(year),
        description=reading.text(row, "note"),
        source=reading.text(row, "source"),
        licence=reading.text(row, "licence"),
        factor=_words(reading, row, position, module),
        file=reading.sheet.at(position),
    )


def _names(reading: Reading, row: Row) -> Mapping[str, str]:
    columns = reading.columns
    stated = unescaped(columns.cell(row, "name")) or ", ".join(columns.levels(row))
    is_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in stated)
    found = {
        "zh": unescaped(columns.cell(row, "name_zh")),
        "en": unescaped(columns.cell(row, "name_en")),
    }
    if stated:
        found["zh" if is_chinese else "en"] = stated
    return {lang: name for lang, name in found.items() if name}


def _figures(
    reading: Reading, row: Row, position: int, name: str
) -> Iterator[Given | None]:
    """Figures of a row; None for one that can't be read, which is told."""
    for figure in reading.columns.figures:
        text = row[figure.position] if figure.position < len(row) else ""
        if not text or (figure.module and is_undeclared(text)):
            continue
        unit, per = figure.unit, figure.per
        if not unit:
            stated = reading.text(row, "figure_unit") or reading.text(row, "per")
            told = figure_unit(stated)
            if told is None:
                _tell_unusable(reading, position, name, "unit", stated)
                yield None
                continue
            unit, per = told
        amount, digits = _number(reading, text, position, name)
        if amount is None:
            yield None
        else:
            yield Given(figure=figure, amount=amount, unit=unit, per=per, text=digits)


def _tell_unusable(
    reading: Reading, position: int, name: str, reason: str, text: str
) -> None:
    words = _REASONS[reason]
    said = {lang: each.format(text=text) for lang, each in words.items()}
    reading.tell("E039", position, name=name or "–", reason=said)


def _number(
    reading: Reading, text: str, position: int, name: str
) -> tuple[float | None, str]:
    """A number; a decimal comma counts only if the table says that it has them."""
    if reading.stated.get("decimal") == ",":
        text = text.replace(",", ".")
    number = stated_number(text)
    if number is None:
        has_comma = stated_number(text.replace(",", ".")) is not None
        code = "E037" if has_comma else "E027"
        reading.tell(code, position, what=name, text=text)
    return number, text


def _unusable(
    reading: Reading, row: Row, figures: Sequence[Given], *, name: str, pers: list[str]
) -> tuple[str, str]:
    """Why a row is no factor, with the text that says so; or nothing."""
    ready = {given.figure.is_ready for given in figures}
    stated = [each for each in dict.fromkeys(pers) if each]
    gases = "" if True in ready else _unread_gas(reading, row)
    for reason, is_so, text in (
        ("name", not name, ""),
        ("gas", gases, gases),
        ("figure", not figures, ""),
        ("per", not stated, ""),
        ("both", len(ready) > 1, ""),
    ):
        if is_so:
            return reason, text
    is_one = all(_is_same(stated[0], each) for each in stated[1:])
    has_modules = any(given.figure.module for given in figures)
    if not is_one and (has_modules or one_meaning(figures) is not None):
        return "pers", " ≠ ".join(stated)
    return "", ""


def _unread_gas(reading: Reading, row: Row) -> str:
    """Head of a column that speaks of a gas, has a figure here and is not read."""
    if "column" in reading.stated:
        return ""
    for position, head in reading.columns.unread_gases:
        text = row[position] if position < len(row) else ""
        number = stated_number(text.replace(",", "."))
        if number is not None and number != 0:
            return head
    return ""


def _is_same(one: str, other: str) -> bool:
    """True if two texts mean one amount of one unit: ``t`` and ``1000 kg``."""
    (amount, unit, _), (amount2, unit2, _) = _per(one), _per(other)
    known, known2 = named_unit(unit), named_unit(unit2)
    if known is None or known2 is None:
        return plain(one) == plain(other)
    is_like = known.dimension == known2.dimension
    sizes = amount * known.factor, amount2 * known2.factor
    return is_like and math.isclose(*sizes, rel_tol=1e-9)


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


def _exchange(reading: Reading, given: Given) -> Exchange:
    id_ = given.figure.flow
    known = elementary_flows().get(id_)
    is_removal = known is not None and known.is_removal
    names = {"en": "Carbon dioxide", "zh": "二氧化碳"}
    if known is not None:
        names = {"en": known.name.en, "zh": known.name.zh}
    reading.flows[id_] = Flow(
        id=id_,
        name=names["en"],
        names=names,
        kind="elementary",
        compartment=("resource", "in air") if is_removal else ("air",),
        cas=known.cas if known is not None else "",
        unit="kg",
    )
    return Exchange(
        id=id_,
        flow=id_,
        direction="input" if is_removal else "output",
        amount=given.amount,
        unit=given.unit,
    )


def _words(reading: Reading, row: Row, position: int, module: str) -> Mapping[str, str]:
    """Kind, boundary, class and GWP set; W039 for words that are none.

    What a row says of its product holds for the production; of other modules nobody
    says what kind of thing they are.
    """
    found = {"gwp": UNKNOWN_GWP}
    for role in _CLOSED:
        text = reading.text(row, role)
        word = closed_word(role, text) if text else ""
        if word:
            found[role] = word
        elif text:
            reading.tell("W039", position, column=role, text=text)
    if module == PRODUCTION:
        found["boundary"] = "cradle_to_gate"
    elif module:
        found["boundary"] = "unknown"
        found.pop("kind", None)
    return found
