"""The closed table of units: symbols, factors, aliases, and words that are refused.

Factors are to the coherent units kg, m, h, MJ, mol, piece, Nm3, person, Mbit and one
per currency. Definitions: SI Brochure (2019) for the SI units; international yard and
pound agreement (1959); the International Table calorie of 4.1868 J (GB/T 2589-2020
uses 29 307.6 kJ = 7000 kcal per kg of coal equivalent, which is this calorie).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Row(NamedTuple):
    """One unit: 1 `symbol` = `factor` coherent units of `dimension`."""

    symbol: str
    factor: float
    dimension: Mapping[str, int]


_MASS = {"mass": 1}
_LENGTH = {"length": 1}
_AREA = {"length": 2}
_VOLUME = {"length": 3}
_NORMAL_VOLUME = {"normal_volume": 1}
_TIME = {"time": 1}
_ENERGY = {"energy": 1}
_POWER = {"energy": 1, "time": -1}
_FREIGHT = {"mass": 1, "length": 1}

KCAL = 4.1868e-3
"""MJ in one International Table kilocalorie."""

TCE = 29_307.6
"""MJ in a tonne of coal equivalent: 1000 kg · 7000 kcal/kg · 4.1868 kJ/kcal."""

_BTU = 1055.05585262e-6  # MJ: the kcal_IT per lb·°F, 4186.8 J · 0.45359237 / 1.8
_POUND = 0.45359237

_TABLE: tuple[tuple[Mapping[str, int], Mapping[str, float]], ...] = (
    (_MASS, {"mg": 1e-6, "g": 1e-3, "kg": 1.0, "t": 1e3, "kt": 1e6, "Mt": 1e9}),
    (_MASS, {"万吨": 1e7, "斤": 0.5}),
    # 2000 lb and 2240 lb
    (_MASS, {"lb": _POUND, "short_ton": 907.18474, "long_ton": 1016.0469088}),
    (_MASS, {"gCO2": 1e-3, "kgCO2": 1.0, "tCO2": 1e3, "ktCO2": 1e6, "MtCO2": 1e9}),
    (_MASS, {"gCO2e": 1e-3, "kgCO2e": 1.0, "tCO2e": 1e3, "ktCO2e": 1e6}),
    (_MASS, {"MtCO2e": 1e9, "万吨CO2e": 1e7}),
    (_LENGTH, {"mm": 1e-3, "cm": 1e-2, "m": 1.0, "km": 1e3, "ft": 0.3048}),
    (_LENGTH, {"mi": 1609.344, "nmi": 1852.0}),
    (_AREA, {"mm2": 1e-6, "cm2": 1e-4, "m2": 1.0, "km2": 1e6, "ha": 1e4}),
    (_AREA, {"亩": 10_000 / 15}),  # 15 亩 = 1 ha
    (_VOLUME, {"mL": 1e-6, "L": 1e-3, "m3": 1.0, "万立方米": 1e4}),
    # 231 in³; 4.54609 L; 42 US gallons
    (_VOLUME, {"gal_us": 3.785411784e-3, "gal_uk": 4.54609e-3}),
    (_VOLUME, {"bbl": 0.158987294928}),
    (_NORMAL_VOLUME, {"Nm3": 1.0, "万Nm3": 1e4}),
    (_TIME, {"s": 1 / 3600, "min": 1 / 60, "h": 1.0, "d": 24.0, "a": 8766.0}),
    (_ENERGY, {"J": 1e-6, "kJ": 1e-3, "MJ": 1.0, "GJ": 1e3, "TJ": 1e6, "PJ": 1e9}),
    (_ENERGY, {"Wh": 3.6e-3, "kWh": 3.6, "MWh": 3.6e3, "GWh": 3.6e6, "TWh": 3.6e9}),
    (_ENERGY, {"万kWh": 3.6e4, "亿kWh": 3.6e8}),
    (_ENERGY, {"kcal": KCAL, "Mcal": KCAL * 1e3, "Gcal": KCAL * 1e6}),
    (_ENERGY, {"kgce": TCE / 1e3, "tce": TCE, "万tce": TCE * 1e4}),
    (_ENERGY, {"toe": 41_868.0, "Btu": _BTU, "MMBtu": _BTU * 1e6}),  # toe: 10 Gcal
    (_POWER, {"W": 3.6e-3, "kW": 3.6, "MW": 3.6e3, "GW": 3.6e6}),
    (_FREIGHT, {"tkm": 1e6, "万tkm": 1e10}),
    ({"amount": 1}, {"mmol": 1e-3, "mol": 1.0, "kmol": 1e3}),
    ({"piece": 1}, {"piece": 1.0, "万件": 1e4}),
    ({"person": 1}, {"p": 1.0}),
    ({"person": 1, "length": 1}, {"pkm": 1e3}),
    ({"information": 1}, {"Mbit": 1.0, "Gbit": 1e3, "MB": 8.0, "GB": 8e3, "TB": 8e6}),
    ({}, {"%": 0.01, "‰": 1e-3, "ppm": 1e-6, "ppb": 1e-9}),
)

CURRENCIES: tuple[str, ...] = (
    *("AUD", "BRL", "CAD", "CHF", "CNY", "DKK", "EUR", "GBP", "HKD", "IDR", "INR"),
    *("JPY", "KRW", "MXN", "MYR", "NOK", "NZD", "PLN", "RUB", "SAR", "SEK", "SGD"),
    *("THB", "TRY", "TWD", "USD", "VND", "ZAR"),
)
"""ISO 4217 codes; each is a dimension of its own, and so is each ``CNY_2018``."""

ROWS: tuple[Row, ...] = (
    *(Row(s, f, d) for d, units in _TABLE for s, f in units.items()),
    *(Row(code, 1.0, {code: 1}) for code in CURRENCIES),
    Row("万元", 1e4, {"CNY": 1}),
    Row("亿元", 1e8, {"CNY": 1}),
)

_ALIASES: Mapping[str, str] = {
    "mg": "毫克",
    "g": "克 gram grams",
    "kg": "千克 公斤 kilogram kilograms",
    "t": "吨 公吨 tonne tonnes",
    "斤": "市斤",
    "kgCO2": "kgCO₂",
    "tCO2": "tCO₂",
    "gCO2e": "gCO₂e gCO2eq 克二氧化碳当量",
    "kgCO2e": "kgCO₂e kgCO2eq 千克二氧化碳当量 公斤二氧化碳当量",
    "tCO2e": "tCO₂e tCO2eq 吨二氧化碳当量",
    "万吨CO2e": "万吨二氧化碳当量",
    "mm": "毫米",
    "cm": "厘米",
    "m": "米",
    "km": "千米 公里",
    "nmi": "海里",
    "mi": "英里 mile miles",
    "mm2": "mm² 平方毫米",
    "cm2": "cm² 平方厘米",
    "m2": "m² 平方米 平米",
    "km2": "km² 平方公里 平方千米",
    "ha": "公顷",
    "mL": "ml 毫升",
    "L": "l 升 公升 litre litres liter liters",
    "m3": "m³ 立方米 立方",
    "万立方米": "万m3 万m³",
    "Nm3": "Nm³ 标立方米 标准立方米 标方",
    "万Nm3": "万Nm³ 万标立方米 万标方",
    "s": "秒",
    "min": "分钟",
    "h": "小时 hour hours",
    "d": "天 日 day days",
    "a": "年 year years",
    "J": "焦 焦耳",
    "kJ": "千焦",
    "MJ": "兆焦",
    "GJ": "吉焦",
    "TJ": "太焦",
    "kWh": "度 千瓦时 千瓦小时",
    "MWh": "兆瓦时",
    "GWh": "吉瓦时",
    "万kWh": "万度 万千瓦时 万千瓦小时",
    "亿kWh": "亿度 亿千瓦时",
    "kcal": "千卡 大卡",
    "kgce": "千克标准煤 公斤标准煤 千克标煤 公斤标煤",
    "tce": "吨标准煤 吨标煤",
    "万tce": "万吨标准煤 万吨标煤",
    "toe": "吨标准油 吨油当量",
    "MMBtu": "百万英热单位",
    "W": "瓦",
    "kW": "千瓦",
    "MW": "兆瓦",
    "tkm": "吨公里 吨千米",
    "万tkm": "万吨公里",
    "mol": "摩尔",
    "kmol": "千摩尔",
    "piece": "pieces pcs pc item items 件 个 台 套 只 片 块 支 根 条 张 辆",
    "万件": "万个 万台 万套 万只 万片",
    "p": "人 person persons",
    "pkm": "人公里",
    "CNY": "元 人民币 RMB",
    "USD": "美元",
    "EUR": "欧元",
    "GBP": "英镑",
    "JPY": "日元",
    "HKD": "港元",
}

ALIASES: Mapping[str, str] = MappingProxyType(
    {alias: unit for unit, words in _ALIASES.items() for alias in words.split()}
)
"""Other words for a unit of the table, each with its canonical symbol."""

_TONS = ("t (1000 kg)", "short_ton (907.18474 kg)", "long_ton (1016.0469088 kg)")
_TONNES = ("t (1000 kg)", "Mt (1e9 kg)")
_GALLONS = ("gal_us (3.785411784 L)", "gal_uk (4.54609 L)")
_CALORIES = ("kcal (4.1868 kJ)", "kJ")

UNCLEAR: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("ton", "tons", "Ton", "Tons", "TON"), _TONS),
        **dict.fromkeys(("MT", "mt"), _TONNES),
        **dict.fromkeys(("gal", "gallon", "gallons", "加仑"), _GALLONS),
        **dict.fromkeys(("cal", "Cal", "卡"), _CALORIES),
        **dict.fromkeys(("标准煤", "标煤"), ("吨标准煤 (tce)", "千克标准煤 (kgce)")),
        **dict.fromkeys(("月", "month", "months"), ("d", "h", "a")),
        **dict.fromkeys(("kVA", "kvar"), ("kW", "kWh")),
        **dict.fromkeys(("¥", "￥"), ("CNY", "JPY")),
        **dict.fromkeys(("方", "万方"), ("m3", "Nm3", "m2")),
        **dict.fromkeys(("Sm3", "scf", "Sm³"), ("m3", "Nm3")),
        "$": ("USD", "AUD", "CAD", "HKD"),
        "€": ("EUR",),
        "£": ("GBP",),
        "亿": ("亿元", "亿kWh"),
        "万": ("万元", "万吨", "万件"),
    }
)
"""Words with several meanings, or none here, and what to write instead."""
