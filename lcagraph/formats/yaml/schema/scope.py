"""Spec models of goal and scope, scenarios, waivers and background databases."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from lcagraph.formats.yaml.schema.base import Refusal, Spec, unknown_key
from lcagraph.formats.yaml.schema.evidence import DataCardSpec
from lcagraph.formats.yaml.schema.leaf_types import (
    COVERED,
    Edits,
    FindingCode,
    Id,
    Ids,
    Line,
    Lines,
    Name,
    Period,
    Quantity,
    Reason,
)
from lcagraph.formats.yaml.schema.uncertainty import Uncertain, UncertaintySpec
from lcagraph.graph import scope as domain
from lcagraph.graph.words import (
    CriticalReview,
    ExclusionBasis,
    LifeCycleBoundary,
    MethodFamily,
    RuleSet,
    Stage,
    UnitKind,
)


class AnnualOutputSpec(Spec):
    """Output of the reference product in the period; 年产量."""

    domain: ClassVar[type] = domain.AnnualOutput
    short: ClassVar[str | None] = "amount"

    amount: Quantity = Field(description="Output in the period; 产量")
    data: DataCardSpec | None = Field(None, description="Datum card; 数据卡片")


class ReferenceSpec(Spec):
    """What every result is per; 功能单位或声明单位."""

    domain: ClassVar[type] = domain.Reference

    product: Id = Field(description="Id of the reference product; 基准产品")
    amount: Quantity = Field(description="Amount, as 1 t; 数量")
    kind: UnitKind = Field(
        "declared_unit", description="Functional or declared unit; 功能/声明单位"
    )
    name: Name | None = Field(None, description="中文 | English; 名称")
    annual_output: AnnualOutputSpec | None = Field(
        None, description="What annual tables scale to; 年产量"
    )


class ExcludedSpec(Spec):
    """A process left out of the system; 未包含的过程."""

    domain: ClassVar[type] = domain.Excluded

    name: Name = Field(description="中文 | English; 名称")
    basis: ExclusionBasis = Field(
        description="cut_off, boundary or not_attributable; 排除依据"
    )
    reason: Name = Field(description="Reason; 理由")
    stage: Stage | None = Field(None, description="Stage; 阶段")
    estimate: Quantity | None = Field(
        None, description="Share of the footprint, as 0.4 %, or CO2e; 估计影响"
    )
    spend: Quantity | None = Field(None, description="Spend, as 2000 CNY; 支出")
    sector: Line | None = Field(
        None, description="Sector of a table that it goes to; 投入产出部门"
    )
    covered: dict[Id, Lines] | None = Field(None, description=COVERED)


class SoldAsSpec(Spec):
    """What part of a table the product is; 产品在投入产出表中的位置."""

    domain: ClassVar[type] = domain.SoldAs

    sector: Line = Field(description="table/sector that it is sold by; 所属部门")
    price: Quantity = Field(description="Of the reference flow; 基准流的价格")
    share: Quantity = Field(description="Of the sector's sales, as 1 %; 占部门销售额")


class CutOffSpec(Spec):
    """Cut-off criteria as shares of the footprint; 取舍准则."""

    domain: ClassVar[type] = domain.CutOff

    each: Quantity | None = Field(None, description="Of each item, as 1 %; 单项")
    total: Quantity | None = Field(None, description="Of all, as 5 %; 合计")
    coverage: Quantity | None = Field(None, description="Least coverage; 覆盖率")
    basis: Name | None = Field(None, description="Standard it is from; 依据")


class CategoryRuleSpec(Spec):
    """Product category rule; 产品种类规则."""

    domain: ClassVar[type] = domain.CategoryRule

    name: Name = Field(description="Name of the rule; 名称")
    boundary: LifeCycleBoundary | None = Field(
        None, description="Boundary that it asks for; 规定的边界"
    )
    boundary_deviation_reason: Name | None = Field(
        None, description="Why the boundary differs; 偏离理由"
    )


class DeclarationsSpec(Spec):
    """Twelve declarations; each may be {not_applicable: reason}; 范围声明."""

    domain: ClassVar[type] = domain.Declarations

    product_system: Name | None = Field(None, description="1 产品系统及其功能")
    unit: Name | None = Field(None, description="2 功能单位或声明单位")
    boundary: Name | None = Field(None, description="3 系统边界（含地理范围）")
    data_quality: Name | None = Field(None, description="4 数据和数据质量要求")
    data_boundary: Name | None = Field(None, description="5 数据时间、地理边界")
    assumptions: Name | None = Field(None, description="6 假设（使用、生命末期）")
    allocation: Name | None = Field(None, description="7 分配程序")
    specific_ghg: Name | None = Field(None, description="8 特定温室气体")
    category_specific: Name | None = Field(None, description="9 特定产品种类的问题")
    report: Name | None = Field(None, description="10 研究报告")
    critical_review: CriticalReview | None = Field(
        None, description="11 none, internal, external or panel; 鉴定性评审类型"
    )
    limitations: Name | None = Field(None, description="12 局限性")
    not_applicable: dict[Id, Name] = Field(
        default_factory=dict, description="Reason per declaration"
    )

    @classmethod
    def key_names(cls) -> list[str]:
        return [name for name in cls.model_fields if name != "not_applicable"]

    @classmethod
    def unfold(cls, keys: dict[str, Any]) -> None:
        known = cls.key_names()
        if "not_applicable" in keys:
            values = unknown_key("not_applicable", known)
            keys["not_applicable"] = Refusal(code="E201", values=values)
            return
        reasons = {
            name: keys.pop(name)["not_applicable"]
            for name in known
            if isinstance(keys.get(name), Mapping)
            and keys[name].keys() == {"not_applicable"}
        }
        if reasons:
            keys["not_applicable"] = reasons


class FactorSpreadSpec(Uncertain):
    """Distribution of a characterisation factor around one; 特征化因子的不确定性."""

    domain: ClassVar[type] = domain.FactorSpread
    short: ClassVar[str | None] = "factor"
    uncertain: ClassVar[tuple[str, ...]] = ("factor",)

    factor: Quantity = Field(description="Always 1, as in 1 ± 37 %; 恒为 1")
    uncertainty: UncertaintySpec | None = Field(
        None, description="Distribution around 1; 不确定性"
    )

    @classmethod
    def unfold(cls, keys: dict[str, Any]) -> None:
        if "dist" in keys:
            keys["uncertainty"] = {key: keys.pop(key) for key in [*keys]}
        written = keys.setdefault("factor", "1")
        if isinstance(written, str) and written.lstrip().startswith("±"):
            keys["factor"] = f"1 {written.lstrip()}"


class ScopeSpec(Spec):
    """Goal and scope of the study; 目的与范围."""

    domain: ClassVar[type] = domain.Scope

    goal: Name | None = Field(None, description="Goal of the study; 目的")
    rule_set: RuleSet = Field(
        "gbt24067-cq", description="Fixes checks, cut-off and headline; 规则集"
    )
    method: MethodFamily = Field("process", description="Method family; 核算方法")
    standards: Lines = Field((), description="Standards followed; 依据标准")
    category_rule: CategoryRuleSpec | None = Field(None, description="产品种类规则")
    boundary: LifeCycleBoundary | None = Field(None, description="系统边界类型")
    period: Period | None = Field(
        None, description="Both ends included, as 2024-01-01/2024-12-31; 时间范围"
    )
    period_reason: Name | None = Field(
        None, description="Why the period is shorter than a year; 不足一年的理由"
    )
    timing: Name | None = Field(
        None,
        description="When emissions and removals of use and end of life occur, beyond "
        "ten years; 排放与清除的时间",
    )
    geography: Line | None = Field(None, description="Place, as CN-SD; 地理范围")
    gwp: Line = Field("ipcc-ar6-gwp100", description="GWP set; GWP 取值版本")
    gwp_uncertainty: dict[Line, FactorSpreadSpec] = Field(
        default_factory=dict,
        description="By gas, as {ch4_fossil: ± 37 %}; drawn in Monte Carlo alone; "
        "GWP 的不确定性",
    )
    categories: Lines = Field((), description="Further impact categories; 其他影响类型")
    cut_off: CutOffSpec | None = Field(
        None, description="{each: 1 %, total: 5 %}; 取舍准则"
    )
    excluded: dict[Id, ExcludedSpec] = Field(
        default_factory=dict, description="未包含的过程"
    )
    sold_as: SoldAsSpec | None = Field(
        None, description="{sector, price, share} of a table; 集成混合法"
    )
    assurance: Name | None = Field(None, description="Level of assurance; 保证等级")
    declarations: DeclarationsSpec | None = Field(None, description="十二项范围声明")


class ScenarioSpec(Spec):
    """Values set on top of the model; 情景."""

    domain: ClassVar[type] = domain.Scenario

    name: Name | None = Field(None, description="中文 | English; 名称")
    extends: Ids = Field((), description="Scenarios that it builds on; 继承的情景")
    set_: Edits = Field(
        default_factory=dict,
        alias="set",
        description="{parameter or model path: value}; 取值变动",
    )
    why: Name | None = Field(None, description="Reason; 理由")
    note: Name | None = Field(None, description="Note; 备注")


class WaiverSpec(Spec):
    """A finding accepted by code, place and reason; 豁免."""

    domain: ClassVar[type] = domain.Waiver

    code: FindingCode = Field(description="Code of the finding, as E320; 代码")
    at: Line = Field(description="Model path, as processes.casting; 位置")
    why: Reason = Field(description="Reason, printed with every result; 理由")


class DatabaseRequirementSpec(Spec):
    """A background database; 背景数据库."""

    domain: ClassVar[type] = domain.DatabaseRequirement
    short: ClassVar[str | None] = "version"

    version: Line | None = Field(None, description='Version, as "1.0"; 版本')
    waive_open_links: Reason | None = Field(
        None,
        description="Why open links of its chains are accepted; 接受缺失链接的理由",
    )
