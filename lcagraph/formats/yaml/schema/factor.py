"""Spec models of emission factors, energy supplies, products and parameters."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from lcagraph.formats.yaml.schema.base import (
    Spec,
    exclude,
    is_scalar,
    need,
    need_one_of,
)
from lcagraph.formats.yaml.schema.evidence import DataCardSpec
from lcagraph.formats.yaml.schema.leaf_types import (
    Boolean,
    Id,
    Ids,
    Integer,
    Line,
    Lines,
    Name,
    Pedigree,
    Period,
    Quantity,
    Share,
    SignedQuantity,
)
from lcagraph.formats.yaml.schema.supplier_names import DatasetName
from lcagraph.formats.yaml.schema.uncertainty import (
    RatedQuantity,
    SpreadQuantity,
    Uncertain,
    UncertaintySpec,
)
from lcagraph.graph import factor as domain
from lcagraph.graph import flow
from lcagraph.graph.words import (
    PROPERTIES,
    FactorBoundary,
    FactorClass,
    FactorKind,
    Item,
    Stage,
    SupplyKind,
)


class FactorSpec(Uncertain):
    """Footprint of one unit of a product or service; 排放因子."""

    domain: ClassVar[type] = domain.Factor
    uncertain: ClassVar[tuple[str, ...]] = ("co2e", "emissions")
    direct: ClassVar[tuple[str, ...]] = PROPERTIES

    name: Name | None = Field(None, description="中文 | English; 名称")
    per: Quantity | None = Field(
        None, description="What the figure is per, as 1 kWh; 基准量"
    )
    kind: FactorKind | None = Field(
        None, description="Kind of product; required unless `from`; 类型"
    )
    boundary: FactorBoundary | None = Field(
        None, description="What the figure covers; required unless `from`; 边界"
    )
    co2e: dict[Item, RatedQuantity] | None = Field(
        None, description="Ready CO2e [kg], whole or split by item; CO2 当量"
    )
    emissions: dict[Line, RatedQuantity] | None = Field(
        None, description="Kilograms by gas; 分气体排放"
    )
    from_: DatasetName | None = Field(
        None, alias="from", description="<set or database>/<id>; 引用因子库或数据库"
    )
    uncertainty: UncertaintySpec | None = Field(
        None, description="Distribution of the one figure, or `±` in it; 不确定性"
    )
    product: Id | None = Field(
        None, description="Product it supplies; default: its own id; 产品"
    )
    class_: FactorClass | None = Field(
        None,
        alias="class",
        description="measured 6, process 5, supplier 4, regional 3, national 2, "
        "international 1; 因子级别",
    )
    region: Line | None = Field(None, description="Region, as CN or CN-SD; 地区")
    year: Integer | None = Field(None, description="Year of the data; 年份")
    source: Name | None = Field(None, description="Source document; 来源文件")
    page: Line | None = Field(None, description="Page or table; 页码或表号")
    licence: Line | None = Field(None, description="Licence of the data; 许可")
    gwp: Line | None = Field(
        None, description="GWP set of a ready figure, or unknown; GWP 取值版本"
    )
    stage: Stage | None = Field(
        None, description="Stage it books to; default: the consumer's; 阶段"
    )
    aircraft: Boolean = Field(False, description="Aircraft emissions; 航空排放")
    includes: Lines = Field(
        (),
        description="Freight: empty_return, load_factor, refrigerated, if the figure "
        "already holds them; 已包含的修正",
    )
    properties: dict[Id, SpreadQuantity] = Field(
        default_factory=dict, description="Per unit, as lhv; 单位产品的属性"
    )
    pedigree: Pedigree = Field(
        (), description="Five scores, 1 best … 5 worst; 谱系矩阵"
    )
    primary_share: Share | None = Field(
        None,
        description="Share of primary data in the figure, as its supplier states it: "
        "60 %; 供应商声明的初级数据占比",
    )
    data: DataCardSpec | None = Field(None, description="Datum card; 数据卡片")
    evidence: Ids = Field((), description="Ids under `evidence`; 支持性文件")
    note: Name | None = Field(None, description="Note; 备注")

    @classmethod
    def unfold(cls, keys: dict[str, Any]) -> None:
        figure = keys.get("co2e")
        if is_scalar(figure) or (isinstance(figure, Mapping) and "value" in figure):
            keys["co2e"] = {"unspecified": figure}

    @classmethod
    def check(cls, keys: dict[str, Any]) -> None:
        if "from" not in keys:
            need(keys, "per", "kind", "boundary")
        exclude(keys, "from", "per")  # the record says what its figure is per
        need_one_of(keys, "co2e", "emissions", "from")


class CertificateSpec(Spec):
    """Contractual instrument of an energy supply; 绿色电力证书等凭证."""

    domain: ClassVar[type] = domain.Certificate

    id: Line = Field(description="Number of the certificate; 凭证编号")
    volume: Quantity | None = Field(None, description="Volume covered; 电量")
    period: Period | None = Field(None, description="Period covered; 时间范围")
    registry: Name | None = Field(None, description="Registry; 登记机构")


class SupplySpec(Spec):
    """Electricity or heat supply with its two results; 能源供应."""

    domain: ClassVar[type] = domain.Supply

    name: Name | None = Field(None, description="中文 | English; 名称")
    kind: SupplyKind = Field(description="grid, own, direct_line or contract; 类型")
    product: Id | None = Field(
        None, description="Product it supplies; default: its own id; 产品"
    )
    location_based: Id = Field(
        description="Factor of the grid at the place of use; 基于位置的因子"
    )
    market_based: Id | None = Field(
        None, description="Factor of the contract or residual mix; 基于市场的因子"
    )
    losses: SpreadQuantity | None = Field(
        None, description="Transmission losses as a share; 输配损失"
    )
    certificate: CertificateSpec | None = Field(
        None, description="{id, volume, period, registry}; 凭证"
    )
    volume: Quantity | None = Field(None, description="Volume supplied; 供应量")
    period: Period | None = Field(None, description="Period; 时间范围")
    evidence: Ids = Field((), description="Ids under `evidence`; 支持性文件")
    note: Name | None = Field(None, description="Note; 备注")


class ProductSpec(Spec):
    """What is known about a product or waste, whoever makes it; 产品."""

    domain: ClassVar[type] = flow.Product
    direct: ClassVar[tuple[str, ...]] = (*PROPERTIES, "price")

    name: Name | None = Field(None, description="中文 | English; 名称")
    properties: dict[Id, SpreadQuantity] = Field(
        default_factory=dict, description="Per unit of the product; 单位产品的属性"
    )
    function: Name | None = Field(None, description="Function; 功能")
    description: Name | None = Field(None, description="Description; 介绍")
    picture: Line | None = Field(None, description="Path of a picture; 图片")
    brand: Name | None = Field(None, description="Brand; 品牌")
    trademark: Line | None = Field(None, description="Trade mark number; 商标号")
    model: Name | None = Field(None, description="Model; 型号")
    specification: Name | None = Field(None, description="Specification; 规格")
    codes: dict[Id, Line] = Field(
        default_factory=dict,
        description="Classification codes: cn, cpc, gtin, …; 分类编码",
    )
    note: Name | None = Field(None, description="Note; 备注")


class ParameterSpec(Uncertain):
    """A named number or formula that scenarios and sweeps move; 参数."""

    domain: ClassVar[type] = flow.Parameter
    short: ClassVar[str | None] = "value"
    uncertain: ClassVar[tuple[str, ...]] = ("value",)
    is_signed: ClassVar[bool] = True

    value: SignedQuantity = Field(description="Quantity or `= formula`; 取值")
    min: Quantity | None = Field(None, description="Smallest sensible value; 下限")
    max: Quantity | None = Field(None, description="Largest sensible value; 上限")
    uncertainty: UncertaintySpec | None = Field(
        None, description="Distribution, or `±` in the value; 不确定性"
    )
    name: Name | None = Field(None, description="中文 | English; 名称")
    data: DataCardSpec | None = Field(None, description="Datum card; 数据卡片")
    evidence: Ids = Field((), description="Ids under `evidence`; 支持性文件")
    note: Name | None = Field(None, description="Note; 备注")
