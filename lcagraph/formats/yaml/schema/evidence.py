"""Spec models of evidence: the datum card, meters, documents."""

from typing import ClassVar

from pydantic import Field

from lcagraph.formats.yaml.schema.base import Spec
from lcagraph.formats.yaml.schema.leaf_types import (
    Date,
    Id,
    Ids,
    Integer,
    Line,
    Name,
    Period,
    Quantity,
    Rating,
)
from lcagraph.formats.yaml.schema.uncertainty import SpreadQuantity
from lcagraph.graph import evidence as domain
from lcagraph.graph.words import Calibration, DataClass, DossierPaper, Origin


class CrossCheckSpec(Spec):
    """A second source for the same datum; 交叉校核."""

    domain: ClassVar[type] = domain.CrossCheck
    short: ClassVar[str | None] = "source"

    value: Quantity | None = Field(
        None, description="What the second source says; 校核数据值"
    )
    source: Name | None = Field(
        None, description="The second source and the verdict; 校核来源与结论"
    )


class FrequencySpec(Spec):
    """How often a datum is measured and recorded; 监测与记录频次."""

    domain: ClassVar[type] = domain.Frequency

    measure: Name | None = Field(None, description="How often measured; 监测频次")
    record: Name | None = Field(None, description="How often recorded; 记录频次")


class SamplingSpec(Spec):
    """How data from many sources, or products and records, were sampled; 抽样."""

    domain: ClassVar[type] = domain.Sampling

    population: Integer | None = Field(None, description="Number sampled from; 总体数")
    size: Integer | None = Field(None, description="Number of samples; 样本量")
    method: Name | None = Field(None, description="Sampling method; 抽样方法")
    seed: Integer | None = Field(
        None, description="Seed, by which to draw it again; 随机数种子"
    )


class QualityRatingSpec(Spec):
    """How well a datum represents what it stands for; 数据质量评级."""

    domain: ClassVar[type] = domain.QualityRating

    technological: Rating | None = Field(
        None, description="Technological representativeness; 技术代表性"
    )
    temporal: Rating | None = Field(
        None, description="Temporal representativeness; 时间代表性"
    )
    geographical: Rating | None = Field(
        None, description="Geographical representativeness; 地理代表性"
    )
    precision: Rating | None = Field(
        None, description="Precision, the fourth criterion of PEF; 精度"
    )


class DataCardSpec(Spec):
    """Where a number is from: the datum card of the Shandong guide; 数据卡片."""

    domain: ClassVar[type] = domain.DataCard

    class_: DataClass | None = Field(
        None,
        alias="class",
        description="Activity-data class: continuous 6, periodic 3, estimated 1; "
        "活动数据级别",
    )
    calibration: Calibration | None = Field(
        None,
        description="Instrument calibration: conforming 6, accepted 3, none 1; "
        "仪表校正级别",
    )
    origin: Origin | None = Field(
        None, description="site (⊂ primary), primary or secondary; 现场/初级/次级数据"
    )
    source: Name | None = Field(None, description="Source of the datum; 数据来源")
    method: Name | None = Field(None, description="How it was obtained; 获取方法")
    monitoring: Name | None = Field(None, description="Monitoring method; 监测方法")
    frequency: FrequencySpec | None = Field(
        None, description="How often measured and recorded; 监测频次、记录频次"
    )
    period: Period | None = Field(None, description="Period covered; 数据时间范围")
    gaps: Name | None = Field(None, description="Treatment of gaps; 数据缺失处理")
    cross_check: CrossCheckSpec | None = Field(
        None, description="Second source: {value, source}, or text; 交叉校核"
    )
    meter: Id | None = Field(None, description="Id under `meters`; 计量器具")
    minus: dict[Id, SpreadQuantity] | None = Field(
        None,
        description="What the meter also counts but the product does not cause, such "
        "as canteen and offices; taken off the amount; 需扣除的用量（食堂、办公等）",
    )
    evidence: Ids = Field((), description="Ids under `evidence`; 支持性文件")
    sampling: SamplingSpec | None = Field(
        None, description="Sampling of a datum from many sources; 抽样"
    )
    dqr: QualityRatingSpec | None = Field(
        None,
        description="Data quality rating of PEF and PACT, 1 best … 5 worst: "
        "{technological, temporal, geographical}; 数据质量评级",
    )
    note: Name | None = Field(None, description="Note; 备注")


class EvidenceSpec(Spec):
    """A supporting document; 支持性文件."""

    domain: ClassVar[type] = domain.Evidence

    title: Name = Field(description="Title of the document; 文件名称")
    kind: DossierPaper | None = Field(
        None,
        description="Document of an application for certification that no program can "
        "write: commission, business_licence or organisation_chart; "
        "申请资料种类（委托书、营业执照、组织机构图）",
    )
    file: Line | None = Field(None, description="Path of the file; 文件路径")
    page: Line | None = Field(None, description="Page or table; 页码或表号")
    date: Date | None = Field(None, description="Date of the document; 日期")
    sha256: Line | None = Field(None, description="Hash of the file; 文件校验值")
    note: Name | None = Field(None, description="Note; 备注")


class MeterCalibrationSpec(Spec):
    """How an instrument is calibrated; 校准."""

    domain: ClassVar[type] = domain.MeterCalibration

    cycle: Name | None = Field(None, description="Calibration cycle; 校准周期")
    last: Date | None = Field(None, description="Last calibration; 最近校准日期")
    valid_until: Date | None = Field(None, description="Valid until; 有效期至")
    by: Name | None = Field(None, description="Calibrated by; 校准机构")


class MeterSpec(Spec):
    """A measuring instrument; 计量器具."""

    domain: ClassVar[type] = domain.Meter

    name: Name = Field(description="Name; 名称")
    model: Line | None = Field(None, description="Model; 型号")
    serial: Line | None = Field(None, description="Serial number; 序列号")
    quantity: Line | None = Field(None, description="Number of pieces; 数量")
    accuracy: Name | None = Field(None, description="Accuracy class; 精确度等级")
    measures: Name | None = Field(None, description="What it measures; 测量对象")
    place: Name | None = Field(None, description="Where it is installed; 安装地点")
    calibration: MeterCalibrationSpec | None = Field(
        None, description="Calibration: {cycle, last, valid_until, by}; 校准"
    )
    evidence: Ids = Field((), description="Ids under `evidence`; 支持性文件")
