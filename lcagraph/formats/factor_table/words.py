"""Closed words of a factor table, in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_args

from lcagraph.factors import UNKNOWN_GWP
from lcagraph.formats.factor_table.columns import plain
from lcagraph.graph.words import FactorBoundary, FactorClass, FactorKind
from lcagraph.impact import gwp_sets

_KINDS = {
    "material": "材料, 原材料, 物料",
    "fuel": "燃料",
    "electricity": "电力, 电, power",
    "heat": "热力, 热, 蒸汽, steam",
    "transport": "运输, 交通运输, 物流, freight",
    "treatment": "处置, 处理, 废弃物处理, 废物处理, waste treatment, disposal",
    "service": "服务",
    "electricity_accounting": "电力组织核算",
}
_BOUNDARIES = {
    "cradle_to_gate": "摇篮到大门, 从摇篮到大门",
    "cradle_to_grave": "摇篮到坟墓, 从摇篮到坟墓, 全生命周期",
    "gate_to_gate": "大门到大门, 从大门到大门",
    "gate_to_grave": "大门到坟墓, 从大门到坟墓",
    "upstream_only": "上游, 仅上游, upstream, wtt, well to tank",
    "combustion_only": "燃烧, 仅燃烧, 直接排放, combustion, direct",
    "unknown": "未知, 不明, 未说明",
}
_CLASSES = {
    "measured": "实测, 实测值",
    "process": "相同工艺, 工艺",
    "supplier": "供应商",
    "regional": "区域, 省级, 地区",
    "national": "国家, 全国",
    "international": "国际",
}
_REPORT = re.compile(r"(?:ipcc )?ar ?([4-6])(?:[ ,(]*gwp ?(20|100|500)a?\)?)?")


def _table(words: object, others: Mapping[str, str]) -> Mapping[str, str]:
    known = {plain(word): word for word in get_args(words)}
    more = {text: word for word, texts in others.items() for text in texts.split(", ")}
    return {**known, **more}


_CLOSED = {
    "kind": _table(FactorKind, _KINDS),
    "boundary": _table(FactorBoundary, _BOUNDARIES),
    "class": _table(FactorClass, _CLASSES),
}


def closed_word(role: str, text: str) -> str:
    """The word of a model's `factors.<id>` that a cell means, or nothing."""
    if role == "gwp":
        return _gwp(text)
    wanted = plain(text)
    table = _CLOSED[role]
    return table.get(wanted) or table.get(wanted.replace("-", " "), "")


def _gwp(text: str) -> str:
    """A GWP set: by its id, or by the IPCC report (with 100 years, if it is silent)."""
    known = {plain(each): each for each in gwp_sets()}
    wanted = plain(text)
    if wanted in (UNKNOWN_GWP, "未知"):
        return UNKNOWN_GWP
    found = _REPORT.fullmatch(wanted)
    if found is not None:
        wanted = f"ipcc-ar{found[1]}-gwp{found[2] or 100}"
    return known.get(wanted, "")
