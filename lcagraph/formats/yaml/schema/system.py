"""The spec model of a whole model file."""

from typing import ClassVar

from pydantic import Field

from lcagraph.formats.yaml.schema.base import Spec
from lcagraph.formats.yaml.schema.data_exchange import DataExchangeSpec
from lcagraph.formats.yaml.schema.evidence import EvidenceSpec, MeterSpec
from lcagraph.formats.yaml.schema.factor import (
    FactorSpec,
    ParameterSpec,
    ProductSpec,
    SupplySpec,
)
from lcagraph.formats.yaml.schema.leaf_types import (
    Id,
    Languages,
    Lines,
    Name,
    ParameterId,
    Version,
)
from lcagraph.formats.yaml.schema.process import UnitProcessSpec
from lcagraph.formats.yaml.schema.report_fields import (
    AssessmentSpec,
    EquipmentSpec,
    OrganisationSpec,
    SupplierSpec,
)
from lcagraph.formats.yaml.schema.scope import (
    DatabaseRequirementSpec,
    ReferenceSpec,
    ScenarioSpec,
    ScopeSpec,
    WaiverSpec,
)
from lcagraph.graph.system import ProductSystem


class SystemSpec(Spec):
    """A product system with its scope, factors, evidence and scenarios; 产品系统."""

    domain: ClassVar[type] = ProductSystem

    lcagraph: Version = Field(description="Version of the format: 1, first key; 版本")
    languages: Languages = Field(
        ("zh", "en"), description="Order of the two parts of names; 名称的语言顺序"
    )
    title: Name | None = Field(None, description="中文 | English; 标题")
    reference: ReferenceSpec = Field(description="What every result is per; 基准流")
    scope: ScopeSpec = Field(
        default_factory=ScopeSpec.model_construct,
        description="Goal and scope; 目的与范围",
    )
    include: Lines = Field((), description="Files that belong to it; 包含的文件")
    databases: dict[Id, DatabaseRequirementSpec] = Field(
        default_factory=dict, description="Background databases; 背景数据库"
    )
    parameters: dict[ParameterId, ParameterSpec] = Field(
        default_factory=dict, description="Numbers and formulas by name; 参数"
    )
    processes: dict[Id, UnitProcessSpec] = Field(
        default_factory=dict, description="单元过程"
    )
    products: dict[Id, ProductSpec] = Field(
        default_factory=dict, description="Names, properties; 产品"
    )
    factors: dict[Id, FactorSpec] = Field(
        default_factory=dict, description="Factors; 排放因子"
    )
    supply: dict[Id, SupplySpec] = Field(
        default_factory=dict, description="Energy supplies; 能源供应"
    )
    evidence: dict[Id, EvidenceSpec] = Field(
        default_factory=dict, description="Documents; 支持性文件"
    )
    meters: dict[Id, MeterSpec] = Field(
        default_factory=dict, description="Meters; 计量器具"
    )
    equipment: dict[Id, EquipmentSpec] = Field(
        default_factory=dict, description="用能设备"
    )
    suppliers: dict[Id, SupplierSpec] = Field(
        default_factory=dict, description="Suppliers; 供应商"
    )
    organisation: OrganisationSpec | None = Field(None, description="生产者")
    assessment: AssessmentSpec | None = Field(None, description="评价")
    data_exchange: DataExchangeSpec | None = Field(
        None, description="Told to other companies with the footprint; 数据交换"
    )
    scenarios: dict[Id, ScenarioSpec] = Field(
        default_factory=dict, description="Scenarios; 情景"
    )
    waive: tuple[WaiverSpec, ...] = Field(
        (), description="Findings accepted: [{code, at, why}]; 豁免的发现"
    )
