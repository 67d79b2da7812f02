"""Spec models of what a process gives off to the environment, or takes out of it."""

from typing import Any, ClassVar

from pydantic import Field

from lcagraph.formats.yaml.schema.base import Spec, exclude, need, need_one_of
from lcagraph.formats.yaml.schema.evidence import DataCardSpec
from lcagraph.formats.yaml.schema.leaf_types import (
    Activity,
    Id,
    Line,
    Name,
    Pedigree,
    Quantity,
)
from lcagraph.formats.yaml.schema.uncertainty import (
    SpreadQuantity,
    Uncertain,
    UncertaintySpec,
)
from lcagraph.graph import process as domain
from lcagraph.graph.words import CaptureFate, CaptureOrigin, FactorClass, Stage


class LandUseChangeSpec(Spec):
    """Carbon lost by direct land-use change; 直接土地利用变化."""

    domain: ClassVar[type] = domain.LandUseChange

    carbon_loss: SpreadQuantity = Field(
        description="Carbon stock before minus after, per area; 单位面积碳损失"
    )
    area: SpreadQuantity = Field(description="Area; 面积")
    years: SpreadQuantity | None = Field(
        None, description="Amortisation period with its unit; default 20 a; 摊销年限"
    )


class EmissionSpec(Uncertain):
    """An emission: measured, or activity × factor; 直接排放."""

    domain: ClassVar[type] = domain.Emission
    short: ClassVar[str | None] = "amount"
    uncertain: ClassVar[tuple[str, ...]] = ("amount", "factor")

    flow: Line | None = Field(
        None, description="Gas of the GWP tables; default: the row's id; 温室气体"
    )
    amount: Quantity | None = Field(None, description="Measured amount; 实测排放量")
    activity: Activity | None = Field(
        None,
        description="Id of an input of this process that it follows, or a quantity; "
        "活动数据",
    )
    factor: Quantity | None = Field(
        None, description="Emission per unit of the activity, as 2.16 kg/m3; 排放因子"
    )
    from_: Line | None = Field(
        None,
        alias="from",
        description="Factor of a set, as cn-fuels/natural-gas-combustion; 引用因子",
    )
    land_use_change: LandUseChangeSpec | None = Field(
        None, description="{carbon_loss, area, years}; 土地利用变化"
    )
    class_: FactorClass | None = Field(
        None, alias="class", description="Class of the emission factor; 因子级别"
    )
    name: Name | None = Field(None, description="中文 | English; 名称")
    source: Name | None = Field(None, description="Source of the factor; 来源")
    uncertainty: UncertaintySpec | None = Field(
        None, description="Distribution of the amount or factor; 不确定性"
    )
    pedigree: Pedigree = Field(
        (), description="Five scores, 1 best … 5 worst; 谱系矩阵"
    )
    data: DataCardSpec | None = Field(None, description="Datum card; 数据卡片")
    stage: Stage | None = Field(None, description="Stage, if another; 阶段")
    note: Name | None = Field(None, description="Note; 备注")

    @classmethod
    def check(cls, keys: dict[str, Any]) -> None:
        if keys.keys() & {"factor", "from"} and "amount" not in keys:
            need(keys, "activity")
        need_one_of(keys, "amount", "activity", "land_use_change")
        if "activity" in keys:
            need_one_of(keys, "factor", "from")
        else:
            exclude(keys, "amount", "factor")
            exclude(keys, "amount", "from")


class RemovalSpec(Uncertain):
    """Greenhouse gas taken out of the air, or captured; 清除."""

    domain: ClassVar[type] = domain.Removal
    short: ClassVar[str | None] = "amount"
    uncertain: ClassVar[tuple[str, ...]] = ("amount",)

    amount: Quantity = Field(description="Magnitude, positive; 清除量（正数）")
    flow: Line | None = Field(None, description="Gas; default: the row's id; 气体")
    of: Id | None = Field(
        None, description="Capture: the gross emission's row; 捕集所针对的排放"
    )
    origin: CaptureOrigin | None = Field(
        None, description="Capture: where the carbon is from; 碳的来源"
    )
    fate: CaptureFate | None = Field(
        None,
        description="Capture: only `stored` is a removal; 去向（仅封存计为清除）",
    )
    name: Name | None = Field(None, description="中文 | English; 名称")
    uncertainty: UncertaintySpec | None = Field(
        None, description="Distribution of the amount; 不确定性"
    )
    pedigree: Pedigree = Field(
        (), description="Five scores, 1 best … 5 worst; 谱系矩阵"
    )
    data: DataCardSpec | None = Field(None, description="Datum card; 数据卡片")
    stage: Stage | None = Field(None, description="Stage, if another; 阶段")
    note: Name | None = Field(None, description="Note; 备注")

    @classmethod
    def check(cls, keys: dict[str, Any]) -> None:
        if keys.keys() & {"of", "origin", "fate"}:
            need(keys, "origin", "fate")
            if keys["origin"] != "air":  # what is taken from the air was not emitted
                need(keys, "of")
