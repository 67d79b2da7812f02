"""Which column of a table says what, by its head in Chinese or English."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from lcagraph.errors import Finding, UsageError

Role = Literal[
    "product",
    "component",
    "amount",
    "unit",
    "per",
    "per_unit",
    "scenario",
    "location",
    "dataset",
]

NEEDED: tuple[Role, ...] = ("product", "component", "amount", "unit")

MOST_COLUMNS = 1_000
"""A table of bills has some dozen columns; one with more was turned on its side."""

MOST_NAMED = 12

_HEADS: Mapping[Role, str] = {
    "product": "product, product id, 产品, 产品名称, 产品编码, 成品, 父件, 父项",
    "component": "component, material, part, input, 组件, 物料, 物料/组件, 物料名称, "
    "组件名称, 零部件, 子件, 子项, 材料",
    "amount": "amount, quantity, qty, 数量, 用量, 消耗量",
    "unit": "unit, uom, 单位, 计量单位",
    "per": "per, output, product amount, 产出, 产出量, 产品数量, 基准数量",
    "per_unit": "per unit, product unit, 产出单位, 产品单位, 基准单位",
    "scenario": "scenario, 情景, 方案",
    "location": "location, region, 地区, 产地, 地点",
    "dataset": "dataset, from, 数据集, 背景数据集, 背景数据",
}


def _roles() -> Mapping[str, Role]:
    found = {head: role for role, heads in _HEADS.items() for head in heads.split(", ")}
    return MappingProxyType(found)


_ROLE_OF = _roles()


def role_of(head: str) -> Role | None:
    """What a column with this head holds; None where the head is not known.

    Upper and lower case, blanks, underscores and full-width signs make no difference.
    """
    plain = unicodedata.normalize("NFKC", head).casefold().replace("_", " ")
    return _ROLE_OF.get(" ".join(plain.split()))


def find_columns(heads: Sequence[str], file: str) -> Mapping[Role, int]:
    """Position of each role's column.

    Parameters
    ----------
    heads : sequence of str
        First row of the table.
    file : str
        Name of the table, for messages.

    Raises
    ------
    UsageError
        More than `MOST_COLUMNS` columns (E782), two of one role (E781), or none for
        product, component, amount or unit (E780).
    """
    if len(heads) > MOST_COLUMNS:
        reason = f"{len(heads)} > {MOST_COLUMNS}"
        raise UsageError(Finding(code="E782", values={"file": file, "reason": reason}))
    found: dict[Role, int] = {}
    for position, head in enumerate(heads):
        role = role_of(head)
        if role is None:
            continue
        if role in found:
            both = {"first": heads[found[role]], "second": head}
            values = {"file": file, "role": role, **both}
            raise UsageError(Finding(code="E781", values=values))
        found[role] = position
    missing = tuple(role for role in NEEDED if role not in found)
    if missing:
        shown = tuple(heads[:MOST_NAMED])
        told = {"file": file, "missing": missing, "heads": shown}
        raise UsageError(Finding(code="E780", values=told))
    return MappingProxyType(found)


def unread(heads: Sequence[str]) -> tuple[str, ...]:
    """Heads that mean nothing here, such as a remark; their columns are not read."""
    return tuple(head for head in heads if head.strip() and role_of(head) is None)
