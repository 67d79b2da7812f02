"""What the columns of a factor table are, told by their heads in Chinese or English.

A head is a name, perhaps with a unit behind it in brackets: ``CH4 (g)``. Figures are
ready CO2e, or kilograms of a gas; a gas needs its unit in the head, because tables that
print “kg CO2e of CH4” look the same otherwise. CO2 alone is CO2 of unknown origin.
Columns that speak of a gas and can't be read are remembered: a row with a figure there
is no whole one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lcagraph.background.gases.origins import read_origin
from lcagraph.background.gases.suspects import looks_like_greenhouse_gas
from lcagraph.background.unit_names import named_unit
from lcagraph.formats.factor_table.modules import FLOWS, indicator_of, parted_module
from lcagraph.formats.tabular import Row
from lcagraph.impact import elementary_flows
from lcagraph.impact.flows import FlowLookupError
from lcagraph.impact.names import emission_flow, is_flow_name, removal_flow

_MASS = (("mass", 1),)

_HEADS: Mapping[str, str] = {
    "id": "id, code, cpcd id, 编号, 代码, 编码, 序号",
    "name": "name, item, product, material, fuel, activity, factor name, 名称, 产品, "
    "产品名称, 物料, 物料名称, 材料, 燃料, 项目, 活动, 因子名称, 排放源",
    "name_zh": "name zh, chinese name, 中文名, 中文名称",
    "name_en": "name en, english name, 英文名, 英文名称",
    "per": "per, unit, uom, per unit, per unit zh, declared unit, 单位, 计量单位, "
    "声明单位, 基准单位, 功能单位",
    "figure": "value, factor, emission factor, ef, footprint, carbon footprint, 数值, "
    "值, 因子, 因子值, 排放因子, 碳排放因子, 排放系数, 碳足迹, 碳足迹因子",
    "figure_unit": "ghg/unit, factor unit, figure unit, 因子单位, 系数单位",
    "region": "region, location, country, geography, 地区, 区域, 国家, 省份, 地域",
    "year": "year, data year, db year, 年份, 年度, 数据年份, 基准年",
    "source": "source, reference, 来源, 数据来源, 出处",
    "licence": "licence, license, 许可, 许可证, 授权",
    "kind": "kind, type, 类型, 种类",
    "boundary": "boundary, boundary zh, system boundary, 边界, 系统边界, 核算边界",
    "class": "class, 等级, 因子等级, 质量等级",
    "gwp": "gwp, gwp set, gwp source, ipcc, gwp版本, gwp来源, 评估报告",
    "note": "note, notes, comment, remark, 备注, 说明, 注",
    "version": "version, 版本",
    "decimal": "decimal, decimal sign, 小数点, 小数分隔符",
    "column": "column, figure column, 数值列",
    "module": "module, modules, modul, life cycle module, information module, 模块, "
    "生命周期模块, 信息模块",
    "indicator": "indicator, indicators, impact category, impact indicator, parameter, "
    "core indicator, 指标, 环境影响指标, 影响类型, 影响类别, 环境影响类型",
}
_WORDS = {
    word: role for role, words in _HEADS.items() for word in words.split(", ")
} | {f"level {level}": f"level {level}" for level in range(1, 6)}
_WORDS["column text"] = "level 9"

_BRACKETS = re.compile(r"(.*?)\s*[(\[【](.*)[)\]】]")
_CO2E = r"(?:co2[\s-]*(?:e|eq|equiv|equivalents?)\.?|co2当量|二氧化碳当量|碳当量)"
_READY = re.compile(
    rf"(?:value\s*|figure\s*)?([a-z]+|千克|公斤|吨|公吨|克)?\s*{_CO2E}"
    r"(?:\s*(?:/|per|每)\s*(.+))?",
    re.IGNORECASE,
)
READY = "co2e_unspecified"
PLAIN_CO2 = "carbon dioxide, origin not given"
"""Flow of CO2 that is neither fossil nor biogenic: no gas of the GWP sets."""

_PARTS: Mapping[str, str] = {
    "fossil": "co2e_fossil",
    "化石": "co2e_fossil",
    "化石源": "co2e_fossil",
    "land use change": "co2e_land_use_change",
    "luc": "co2e_land_use_change",
    "dluc": "co2e_land_use_change",
    "luluc": "co2e_land_use_change",
    "土地利用变化": "co2e_land_use_change",
    "biogenic": READY,
    "生物": READY,
    "生物源": READY,
}
"""Item of CO2e that a word behind the unit names. Biogenic CO2e is often net of what
plants took up, so no single item claims it."""

_GAS = re.compile(r"co2|ch4|n2o|sf6|nf3")
_PER = re.compile(r"(.*?)\s*(?:/|\bper\b|每)\s*(.+)")
_CONVERSION_FACTOR = re.compile(r"ghg conversion factor(?: (\d{4}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A column with figures."""

    position: int
    flow: str
    """Id of a gas or of ready CO2e."""
    unit: str = ""
    """Mass that the figures count; empty: `figure_unit` or `per` of the row tells."""
    per: str = ""
    """What the figures are per, if the head says so."""
    head: str = ""
    """The head as written."""
    is_part: bool = False
    """CO2e of one origin: with others it adds up to a total."""
    indicator: str = ""
    """Of EN 15804: ``total``, ``fossil``, ``biogenic`` or ``luluc``; empty: none."""
    module: str = ""
    """Of EN 15804, such as ``A1-A3``; empty: the head names none."""

    @property
    def is_ready(self) -> bool:
        """True for CO2e, which no GWP multiplies again."""
        return self.flow.startswith("co2e_")


@dataclass(slots=True, kw_only=True)
class Columns:
    """Where everything stands in a table."""

    places: dict[str, int] = field(default_factory=dict)
    """Role → position."""
    figures: list[Figure] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    unread_gases: list[tuple[int, str]] = field(default_factory=list)
    """Position and head of those that speak of a greenhouse gas."""
    year: str = ""
    """Of all figures, where their head says it (DESNZ)."""

    @property
    def is_table(self) -> bool:
        """True if there are names and figures, or what is meant for figures."""
        named = ("name", "level", "indicator")
        has_names = any(role.startswith(named) for role in self.places)
        is_meant = bool(self.unread_gases) and "per" in self.places
        return has_names and (bool(self.figures) or is_meant)

    def cell(self, row: Row, role: str) -> str:
        """The cell of a role, empty where there is none."""
        position = self.places.get(role, len(row))
        return row[position] if position < len(row) else ""

    def levels(self, row: Row) -> Sequence[str]:
        """Name parts of tables that spread a name over several columns."""
        names = sorted(role for role in self.places if role.startswith("level"))
        parts = (self.cell(row, name) for name in names)
        return tuple(dict.fromkeys(part for part in parts if part))


def plain(text: str) -> str:
    """A head or word in small letters, full-width signs and underscores as plain."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("_", " ")
    return " ".join(text.split())


def role_of(text: str) -> str:
    """The role that a head or a ``# key:`` names, or nothing."""
    return _WORDS.get(plain(text), "")


def read_columns(header: Row) -> Columns:
    """Roles of the columns; of two with one role, the first counts."""
    columns = Columns()
    # beside a column of modules, “GWP (A2)” is of the amended standard, EN 15804+A2
    has_modules = any(role_of(text) == "module" for text in header)
    several = len({parted_module(_spaced(text))[0] for text in header} - {""}) > 1
    for position, text in enumerate(header):
        module, rest = parted_module(_spaced(text))
        head, unit = _parted(rest)
        figure = _figure(head, unit, position, text)
        if module and (several or rest):
            figure = _of_module(figure, head, unit, position, text)
        if figure is not None and not has_modules:
            figure = replace(figure, module=module)
        role = _WORDS.get(plain(head), "")
        if figure is not None:
            columns.figures.append(figure)
            dated = _CONVERSION_FACTOR.fullmatch(plain(head))
            columns.year = (dated[1] or "") if dated else columns.year
        elif role and role not in columns.places and role != "figure":
            columns.places[role] = position
        elif text:
            columns.unread.append(text)
            if _GAS.search(plain(text)) or looks_like_greenhouse_gas((text,)):
                columns.unread_gases.append((position, text))
    return columns


def _spaced(text: str) -> str:
    """Full-width signs as plain ones, blanks single; letters keep their case."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("_", " ").split())


def _parted(head: str) -> tuple[str, str]:
    """A head and the unit in brackets behind it."""
    found = _BRACKETS.fullmatch(head)
    return (found[1], found[2].strip()) if found and found[1] else (head, "")


def _figure(head: str, unit: str, position: int, text: str) -> Figure | None:
    """The column of figures that a head names, or None."""
    if _WORDS.get(plain(head)) == "figure" or _CONVERSION_FACTOR.fullmatch(plain(head)):
        mass, per = figure_unit(unit) or ("", "")
        return Figure(position=position, flow=READY, unit=mass, per=per, head=text)
    indicator = indicator_of(head)
    # “GWP” alone heads the sets of GWP that figures were computed with
    if indicator is not None and (unit or plain(head) not in _WORDS):
        return _indicator(indicator, unit, position, text)
    told = figure_unit(head)
    if told is not None:
        mass, per = told
        is_silent = plain(head).startswith("co2") and is_mass(unit)
        part = _PARTS.get(plain(unit).replace("-", " "), "")
        return Figure(
            position=position,
            flow=part or READY,
            unit=unit if is_silent else mass,
            per=per,
            head=text,
            is_part=bool(part),
        )
    flow = _flow(plain(head).replace(" ", "_")) or _flow(head)
    mass, per = _mass_per(unit)
    is_ready = flow.startswith("co2e_")
    if not flow or not (is_mass(mass) or is_ready):
        return None
    return Figure(
        position=position,
        flow=flow,
        unit=mass or "kg",
        per=per,
        head=text,
        is_part=is_ready,
    )


def _indicator(name: str, unit: str, position: int, text: str) -> Figure | None:
    """Ready CO2e under the name of an indicator, in kilograms unless it says more."""
    ready = figure_unit(unit)
    mass, per = ready if ready is not None else _mass_per(unit)
    if unit and ready is None and not is_mass(mass):
        return None
    is_part = name in FLOWS
    return Figure(
        position=position,
        flow=FLOWS.get(name, READY),
        unit=mass or "kg",
        per=per,
        head=text,
        is_part=is_part,
        indicator=name,
    )


def _of_module(
    figure: Figure | None, head: str, unit: str, position: int, text: str
) -> Figure | None:
    """The figures of a module, whose head may be its name and what happens in it."""
    if figure is not None:
        return figure
    indicator = indicator_of(head)
    if indicator is not None:
        return _indicator(indicator, unit, position, text)
    if not head and not unit:
        return Figure(position=position, flow=READY, head=text)
    told = figure_unit(unit)
    if told is None or _GAS.search(plain(head)):
        return None
    return Figure(position=position, flow=READY, unit=told[0], per=told[1], head=text)


def _mass_per(unit: str) -> tuple[str, str]:
    """``kg/kWh`` as mass and what it is per."""
    found = _PER.fullmatch(unit)
    return (found[1], found[2].strip()) if found and found[1] else (unit, "")


def figure_unit(text: str) -> tuple[str, str] | None:
    """Mass and denominator of a text such as ``kgCO2e/kWh``; None for others."""
    whole = _spaced(text)
    found = _READY.fullmatch(whole)
    if found is None or not is_mass(found[1] or "kg"):
        return None
    return found[1] or "kg", (found[2] or "").strip()


def is_mass(unit: str) -> bool:
    """True for a unit of mass."""
    known = named_unit(unit) if unit else None
    return known is not None and known.dimension == _MASS


def _flow(text: str) -> str:
    """Id of the gas, removal or ready figure that a text names for certain.

    CO2 alone, of which nobody says the origin, is `PLAIN_CO2`.
    """
    if text in elementary_flows():
        return text
    for find in (emission_flow, removal_flow) if is_flow_name(text) else ():
        try:
            return find(text)
        except FlowLookupError:
            continue
    spoken = read_origin(text)
    if spoken is not None and (spoken.species, spoken.origin) == ("co2", ""):
        return PLAIN_CO2 if not (spoken.strange or spoken.is_in_air) else ""
    return ""
