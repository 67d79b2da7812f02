"""Spec models of what is told to other companies with a footprint."""

from typing import ClassVar

from pydantic import Field

from lcagraph.formats.yaml.schema.base import Spec
from lcagraph.formats.yaml.schema.leaf_types import (
    Boolean,
    Date,
    Integer,
    Line,
    Lines,
    Name,
    Quantity,
)
from lcagraph.graph import data_exchange as domain
from lcagraph.graph.words import (
    IncinerationRule,
    ProspectiveKind,
    RecycledCarbonRule,
)


class MassBalancingSpec(Spec):
    """Chain of custody by mass balance; 质量平衡."""

    domain: ClassVar[type] = domain.MassBalancing

    scheme: Line = Field(description="Certificate scheme, as ISCC PLUS; 认证体系")
    free_attribution: Boolean = Field(description="Free attribution; 自由归属")


class DataExchangeSpec(Spec):
    """What is told to other companies with a footprint (PACT, Catena-X); 数据交换."""

    domain: ClassVar[type] = domain.DataExchange

    company: Name | None = Field(
        None,
        description="Who gives the footprint; default: organisation.name; 数据提供企业",
    )
    company_ids: Lines = Field((), description="URNs of the company; 企业标识")
    product_ids: Lines = Field((), description="URNs of the product; 产品标识")
    classifications: Lines = Field(
        (), description="URNs of product classes; 产品分类标识"
    )
    region: Line | None = Field(
        None, description="UN region, as Eastern Asia; default: scope.geography; 区域"
    )
    packaging_included: Boolean | None = Field(
        None, description="Packaging is in the footprint; 是否含包装"
    )
    packaging: Lines = Field(
        (),
        description=(
            "Paths of the packaging's emissions, as processes.packing; 属于包装的路径"
        ),
    )
    packaging_biogenic_carbon: Quantity | None = Field(
        None,
        description="Biogenic carbon in packaging, per reference flow; 包装生物碳含量",
    )
    outbound_responsible: Boolean | None = Field(
        None,
        description="The company answers for freight beyond its gate; 是否负责出厂运输",
    )
    recycled_carbon: Quantity | None = Field(
        None,
        description="Carbon from recycled material, per reference flow; 再生碳含量",
    )
    preceding: Lines = Field(
        (), description="Ids (UUID) of earlier versions; 先前版本的标识"
    )
    rule_operator: Line | None = Field(
        None,
        description="Publisher of scope.category_rule, as PEF; 产品种类规则发布机构",
    )
    created: Date | None = Field(
        None,
        description="When the footprint was made; default: assessment.date; 编制日期",
    )
    valid_from: Date | None = Field(None, description="Valid from; 有效期起")
    valid_until: Date | None = Field(None, description="Valid until; 有效期至")
    comment: Name | None = Field(None, description="Comment; 说明")
    version: Integer | None = Field(None, description="Version, 1, 2, …; 版本号")
    prospective: ProspectiveKind | None = Field(
        None, description="Of what was made, or of what will be; 回顾或前瞻"
    )
    waste_incineration: IncinerationRule | None = Field(
        None, description="Allocation of waste incineration; 废物焚烧分配规则"
    )
    recycled_carbon_rule: RecycledCarbonRule | None = Field(
        None, description="Allocation of recycled carbon; 再生碳分配规则"
    )
    mass_balancing: MassBalancingSpec | None = Field(
        None, description="Mass balancing, if it is used; 质量平衡"
    )
    legal_statement: Name | None = Field(None, description="法律声明")
