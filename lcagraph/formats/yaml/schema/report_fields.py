"""Spec models of what only the reports print."""

from typing import ClassVar

from pydantic import Field

from lcagraph.formats.yaml.schema.base import Spec
from lcagraph.formats.yaml.schema.evidence import SamplingSpec
from lcagraph.formats.yaml.schema.leaf_types import (
    Boolean,
    Date,
    EarlierResult,
    Id,
    Ids,
    Integer,
    Line,
    Lines,
    Name,
    Names,
    Period,
    Quantity,
)
from lcagraph.graph import report_fields as domain


class DepartmentSpec(Spec):
    """One box of the organisation chart; 部门."""

    domain: ClassVar[type] = domain.Department

    name: Name = Field(description="中文 | English; 名称")
    under: Id | None = Field(None, description="Id of the department above; 上级部门")
    responsible_for_footprint: Boolean = Field(False, description="碳足迹负责部门")


class OrganisationSpec(Spec):
    """The producer; 生产者."""

    domain: ClassVar[type] = domain.Organisation

    name: Name | None = Field(None, description="Name; 名称")
    address: Name | None = Field(None, description="Address; 地址")
    legal_representative: Name | None = Field(None, description="法定代表人")
    contact: Name | None = Field(None, description="Contact person; 授权人（联系人）")
    phone: Line | None = Field(None, description="Phone; 联系电话")
    profile: Name | None = Field(None, description="Profile; 企业概况")
    business_scope: Name | None = Field(None, description="Business scope; 经营范围")
    credit_code: Line | None = Field(None, description="统一社会信用代码")
    location: Name | None = Field(None, description="Location; 地理位置")
    founded: Date | None = Field(None, description="Founded; 成立时间")
    ownership: Name | None = Field(None, description="Ownership; 所有制性质")
    energy_management: Name | None = Field(None, description="能源管理现状")
    departments: dict[Id, DepartmentSpec] = Field(
        default_factory=dict, description="组织机构"
    )


class EquipmentSpec(Spec):
    """Energy-using equipment; 用能设备."""

    domain: ClassVar[type] = domain.Equipment

    name: Name = Field(description="Name; 名称")
    model: Line | None = Field(None, description="Model; 型号")
    quantity: Line | None = Field(None, description="Number of pieces; 数量")
    energy: Name | None = Field(None, description="Energy carrier; 能源品种")
    process: Id | None = Field(None, description="Process it serves; 所属过程")


class SupplierSpec(Spec):
    """Supplier of a component; 供应商."""

    domain: ClassVar[type] = domain.Supplier

    name: Name = Field(description="Name; 名称")
    tier: Integer | None = Field(None, description="1, 2, …; 级别")
    products: Ids = Field((), description="Products supplied; 供应的产品")
    address: Name | None = Field(None, description="Address; 地址")
    transport: Name | None = Field(None, description="Transport; 上游运输情况")
    under: Id | None = Field(None, description="Supplier that it supplies; 下级供应商")


class PersonSpec(Spec):
    """Member of the assessment or review team; 评价组或评审组成员."""

    domain: ClassVar[type] = domain.Person

    name: Name = Field(description="Name; 姓名")
    role: Name | None = Field(None, description="Role; 职责")
    field_of_expertise: Name | None = Field(None, description="专业领域")
    on_site: Boolean | None = Field(None, description="Was on site; 是否现场")
    conflict_of_interest: Boolean | None = Field(None, description="有无利益冲突")
    contact: Name | None = Field(None, description="Contact; 联系方式")


class BodySpec(Spec):
    """Client or assessing body; 委托方、受评价方或评价机构."""

    domain: ClassVar[type] = domain.Body

    name: Name = Field(description="Name; 名称")
    address: Name | None = Field(None, description="Address; 地址")
    contact: Name | None = Field(None, description="Contact person; 联系人")
    phone: Line | None = Field(None, description="Phone; 联系方式")


class LoggedFindingSpec(Spec):
    """One row of the findings log; 评价发现."""

    domain: ClassVar[type] = domain.LoggedFinding

    problem: Name = Field(description="Problem; 问题")
    reply: Name | None = Field(None, description="Reply of the client; 委托方答复")
    method: Name | None = Field(None, description="How it was assessed; 评价方法")
    basis: Name | None = Field(None, description="Basis of acceptance; 确认依据")


class CertificationSpec(Spec):
    """Label certificate; 产品碳足迹标识认证."""

    domain: ClassVar[type] = domain.Certification

    number: Line | None = Field(None, description="Number; 证书编号")
    body: Name | None = Field(None, description="Certification body; 认证机构")
    standard: Line | None = Field(None, description="Standard; 认证依据")
    issued: Date | None = Field(None, description="Issued; 发证日期")
    valid_until: Date | None = Field(None, description="Valid until; 有效期至")
    plan: Name | None = Field(None, description="Improvement plan; 持续减排计划")
    link: Line | None = Field(
        None, description="Web address behind the QR code of the label; 二维码链接"
    )
    label_width: Quantity | None = Field(
        None, description="Width at which the label is printed; 标识印制宽度"
    )


class EarlierFootprintSpec(Spec):
    """Footprint of the same product over an earlier period; 以往的产品碳足迹."""

    domain: ClassVar[type] = domain.EarlierFootprint

    period: Period = Field(description="Period of its data; 时间范围")
    footprint: EarlierResult = Field(
        description="In kgCO2e per reference flow of this model; 以往的碳足迹"
    )
    report: Line | None = Field(None, description="Number of its report; 报告编号")
    differences: Name | None = Field(
        None,
        description="What differs in unit, boundary, data or method; 与本次研究的差异",
    )


class AssessmentSpec(Spec):
    """Everything about the assessment itself that a report prints; 评价."""

    domain: ClassVar[type] = domain.Assessment

    report_number: Line | None = Field(None, description="Report number; 报告编号")
    version: Line | None = Field(None, description="Version of the report; 版本")
    date: Date | None = Field(None, description="Date of the report; 报告日期")
    client: BodySpec | None = Field(None, description="Client; 委托方")
    assessed: BodySpec | None = Field(None, description="Assessed party; 受评价方")
    body: BodySpec | None = Field(None, description="Assessing body; 评价机构")
    basis: Lines = Field((), description="Basis of the assessment; 评价依据")
    team: dict[Id, PersonSpec] = Field(default_factory=dict, description="Team; 评价组")
    reviewers: dict[Id, PersonSpec] = Field(
        default_factory=dict, description="Reviewers; 技术评审组"
    )
    approver: Name | None = Field(None, description="Approved by; 报告批准人")
    distribution: Name | None = Field(None, description="Distribution; 发放范围")
    risks: dict[Id, Name] = Field(
        default_factory=dict, description="Risk factors; 风险因素"
    )
    site_visit: dict[Id, Name] = Field(
        default_factory=dict, description="Site visit; 现场评价"
    )
    findings: tuple[LoggedFindingSpec, ...] = Field((), description="评价发现")
    conclusion: Name | None = Field(None, description="Conclusion; 评价结论")
    limitations: Name | None = Field(None, description="Limitations; 局限性")
    recommendations: Name | None = Field(None, description="改进建议")
    certification: CertificationSpec | None = Field(None, description="标识认证")
    sample: SamplingSpec | None = Field(
        None, description="Random sample of products and records; 核查抽样"
    )
    steps: dict[Id, Date] = Field(
        default_factory=dict,
        description="Date per step done: accepted, prepared, documents_reviewed, "
        "site_visited, reported, approved, delivered, supervised; 步骤完成日期",
    )
    changes: Names = Field((), description="Change log; 修改记录")
    tracking: tuple[EarlierFootprintSpec, ...] = Field(
        (), description="Footprints of earlier periods; 绩效跟踪"
    )
