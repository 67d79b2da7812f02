"""Spec models of unit processes, their exchanges, and how they are shared."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from lcagraph.formats.yaml.schema.base import (
    Given,
    Refusal,
    Spec,
    exclude,
    need_one_of,
    need_reason,
    shown,
)
from lcagraph.formats.yaml.schema.elementary import EmissionSpec, RemovalSpec
from lcagraph.formats.yaml.schema.evidence import DataCardSpec
from lcagraph.formats.yaml.schema.leaf_types import (
    COVERED,
    Id,
    Line,
    Lines,
    Name,
    Pedigree,
    Quantity,
)
from lcagraph.formats.yaml.schema.supplier_names import SupplierName
from lcagraph.formats.yaml.schema.uncertainty import (
    RatedQuantity,
    SpreadQuantity,
    Uncertain,
    UncertaintySpec,
)
from lcagraph.graph import process as domain
from lcagraph.graph.words import (
    PROPERTIES,
    OutputRole,
    ProcessKind,
    RecyclingMethod,
    Stage,
)


class TransportLegSpec(Spec):
    """One leg of freight; 一段运输."""

    domain: ClassVar[type] = domain.TransportLeg

    mode: Id = Field(description="Id of a freight factor or process; 运输方式")
    distance: RatedQuantity = Field(description="Distance, such as 420 km; 运距")
    load_factor: SpreadQuantity | None = Field(
        None, description="Used share of the capacity; 载重率"
    )
    empty_return: SpreadQuantity | None = Field(
        None, description="Empty way back as a share of the way out; 空载返程比例"
    )
    refrigerated: SpreadQuantity | None = Field(
        None, description="Extra energy of cooling as a share; 冷藏附加比例"
    )
    stage: Stage | None = Field(
        None, description="Stage it books to, if not the usual one; 阶段"
    )
    data: DataCardSpec | None = Field(None, description="Datum card; 数据卡片")
    note: Name | None = Field(None, description="Note; 备注")


def unfold_legs(keys: dict[str, Any]) -> None:
    """`transport: {truck: 420 km}` → a list of legs."""
    given = keys.get("transport")
    if isinstance(given, Mapping):
        keys["transport"] = [_leg(mode, leg) for mode, leg in given.items()]
    elif isinstance(given, str):
        example = {"example": "{truck: 420 km}"}
        keys["transport"] = Refusal(code="E206", part="value", values=example)


def _leg(mode: str, given: Given) -> dict[str, Any]:
    if not isinstance(given, Mapping) or ("value" in given and "distance" not in given):
        return {"mode": mode, "distance": given}
    twice = Refusal(code="E218", values={"key": "mode", "other": shown(mode)})
    return {**given, "mode": twice if "mode" in given else mode}


class SubstitutionSpec(Spec):
    """The product that a co-product replaces elsewhere; 被替代产品."""

    domain: ClassVar[type] = domain.Substitution
    short: ClassVar[str | None] = "product"

    product: Id = Field(description="Product that is replaced; 被替代产品")
    ratio: SpreadQuantity | None = Field(
        None, description="Amount replaced per amount of this output; 替代比"
    )
    why: Name | None = Field(None, description="Why it is replaced; 理由")


class ExchangeSpec(Uncertain):
    """One row of a unit process; 一条输入或输出."""

    domain: ClassVar[type] = domain.Exchange
    short: ClassVar[str | None] = "amount"
    uncertain: ClassVar[tuple[str, ...]] = ("amount",)

    amount: Quantity = Field(description="Quantity or `= formula`; 数量")
    product: Id | None = Field(
        None, description="What it is; default: the row's own id; 产品"
    )
    name: Name | None = Field(None, description="中文 | English; 名称")
    uncertainty: UncertaintySpec | None = Field(
        None, description="Distribution of the amount, or `±` in the amount; 不确定性"
    )
    pedigree: Pedigree = Field(
        (), description="Five scores, 1 best … 5 worst; 谱系矩阵评分"
    )
    data: DataCardSpec | None = Field(None, description="Datum card; 数据卡片")
    stage: Stage | None = Field(
        None, description="Stage, if not that of the process; 生命周期阶段"
    )
    note: Name | None = Field(None, description="Note; 备注")


class FreightedSpec(ExchangeSpec):
    """A row that can travel and has properties."""

    direct: ClassVar[tuple[str, ...]] = PROPERTIES

    transport: tuple[TransportLegSpec, ...] = Field(
        (), description="{truck: 420 km} or a list; 运输"
    )
    properties: dict[Id, SpreadQuantity] = Field(
        default_factory=dict, description="Per unit of the product; 单位产品的属性"
    )

    @classmethod
    def unfold(cls, keys: dict[str, Any]) -> None:
        unfold_legs(keys)


class InputSpec(FreightedSpec):
    """A product that the process takes in; 输入."""

    domain: ClassVar[type] = domain.Input

    from_: SupplierName | None = Field(
        None,
        alias="from",
        description="Supplying process, factor or dataset; 供应过程、因子或数据集",
    )
    location: Line | None = Field(
        None, description="Location that the supplier must have; 供应地"
    )
    shares: dict[Id, SpreadQuantity] | None = Field(
        None, description="Causal allocation: share of each product; 因果分配比例"
    )
    price: SpreadQuantity | None = Field(
        None, description="Without supplier: price, as 21 CNY/kg; 无供应来源时的价格"
    )
    sector: Line | None = Field(
        None, description="Sector of a table that prices it; 用于估价的投入产出部门"
    )
    covered: dict[Id, Lines] | None = Field(None, description=COVERED)


class OutputSpec(FreightedSpec):
    """A product that the process delivers; 产出."""

    domain: ClassVar[type] = domain.Output

    role: OutputRole = Field(
        "product", description="product, or burden_free (leaves without burden); 角色"
    )
    substitutes: SubstitutionSpec | None = Field(
        None, description="Product that it replaces elsewhere: {product, ratio}; 替代"
    )
    price: SpreadQuantity | None = Field(
        None, description="Price, such as 21300 CNY/t; 价格"
    )


class WasteSpec(FreightedSpec):
    """A waste that leaves for treatment; 废物."""

    domain: ClassVar[type] = domain.Waste

    to: SupplierName | None = Field(
        None, description="Treating process, factor or dataset; 处理过程、因子或数据集"
    )
    untreated: Name | None = Field(
        None, description="Why it has no treatment in the model; 未处理的理由"
    )
    price: SpreadQuantity | None = Field(
        None, description="Untreated here: price of treatment, as 300 CNY/t; 处理价格"
    )
    sector: Line | None = Field(
        None, description="Sector of a table that prices it; 用于估价的投入产出部门"
    )

    @classmethod
    def check(cls, keys: dict[str, Any]) -> None:
        exclude(keys, "to", "untreated")


class AllocationSpec(Spec):
    """How a process with several products is shared among them; 分配."""

    domain: ClassVar[type] = domain.Allocation
    short: ClassVar[str | None] = "by"

    by: Id | None = Field(
        None,
        description="mass, energy, volume, count, economic, exergy, time_space "
        "(storage); of heat and power: efficiency, alternative_production, "
        "benefit_distribution; or any property of all products; 分配依据",
    )
    shares: dict[Id, SpreadQuantity] | None = Field(
        None, description="Explicit share of each product; 指定比例"
    )
    why: Name | None = Field(
        None, description="Reason; required for economic and for shares; 理由"
    )

    @classmethod
    def check(cls, keys: dict[str, Any]) -> None:
        need_one_of(keys, "by", "shares")
        if keys.get("by") in ("economic", "price"):  # one basis, by either name
            need_reason(keys, "economic")
        elif "shares" in keys:
            need_reason(keys, "shares")


class RecyclingSpec(Spec):
    """Recycling formula, its terms bound to suppliers and stages; 再生利用."""

    domain: ClassVar[type] = domain.Recycling
    short: ClassVar[str | None] = "method"

    method: RecyclingMethod = Field(
        description="cut_off, fifty_fifty, end_of_life or cff; 方法"
    )
    parameters: dict[Id, SpreadQuantity] = Field(
        default_factory=dict, description="R1, R2, A, …; 公式参数"
    )
    suppliers: dict[Id, Id] = Field(
        default_factory=dict, description="Term → supplier id; 供应过程"
    )
    stages: dict[Id, Stage] = Field(
        default_factory=dict, description="Term → stage; 阶段"
    )
    why: Name | None = Field(None, description="Reason; 理由")


class UnitProcessSpec(Spec):
    """Unit process: one node of the graph; 单元过程."""

    domain: ClassVar[type] = domain.UnitProcess

    name: Name | None = Field(None, description="中文 | English; 名称")
    stage: Stage | None = Field(None, description="Life cycle stage; 生命周期阶段")
    location: Line | None = Field(None, description="Location, as CN-SD; 地点")
    kind: ProcessKind = Field(
        "process", description="process, mix or utility (book to consumers); 类型"
    )
    outputs: dict[Id, OutputSpec] = Field(
        default_factory=dict, description="Products; 产出"
    )
    treats: dict[Id, ExchangeSpec] = Field(
        default_factory=dict, description="Wastes treated; 处理的废物"
    )
    inputs: dict[Id, InputSpec] = Field(
        default_factory=dict, description="Products taken in; 输入"
    )
    emissions: dict[Id, EmissionSpec] = Field(
        default_factory=dict, description="Emissions; 直接排放"
    )
    removals: dict[Id, RemovalSpec] = Field(
        default_factory=dict, description="Removals; 清除"
    )
    waste: dict[Id, WasteSpec] = Field(
        default_factory=dict, description="Wastes to treatment; 废物"
    )
    avoids_waste: dict[Id, WasteSpec] = Field(
        default_factory=dict,
        description="Wastes spared treatment elsewhere; 避免处理的废物",
    )
    allocation: AllocationSpec | None = Field(
        None, description="Basis, {by, why} or {shares, why}; 分配"
    )
    recycling: RecyclingSpec | None = Field(None, description="Recycling; 再生利用")
    balance: Id | None = Field(
        None,
        description="What keeps masses balanced in draws: outputs, inputs or a row's "
        "id; 抽样时保持质量平衡的部分",
    )
    data: DataCardSpec | None = Field(
        None, description="Default card of inputs and outputs; 默认数据卡片"
    )
    technology: Name | None = Field(None, description="Technology; 工艺技术")
    note: Name | None = Field(None, description="Note; 备注")
