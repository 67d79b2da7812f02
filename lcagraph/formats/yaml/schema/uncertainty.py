"""The distribution of one number, and how it joins the amount it belongs to.

It stands beside the amount of a row or factor as `uncertainty`. Every other number of a
model that draws may move is a `SpreadQuantity`: a quantity, or a mapping of its own,
`{value: 3 CNY/kg, uncertainty: {dist: …}}`.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from lcagraph.distributions import Distribution, Kind, validate_distribution
from lcagraph.errors import QuantityError
from lcagraph.formats.yaml.schema.base import Given, Spec
from lcagraph.formats.yaml.schema.leaf_types import Pedigree, Quantity
from lcagraph.formats.yaml.schema.leaves import read_amount, refuse, refused
from lcagraph.formulas import Amount, number_in, value_in
from lcagraph.units import DIMENSIONLESS, Unit

_IN_OWN_UNIT = {"sd": "sd", "min": "minimum", "max": "maximum", "values": "values"}
_PURE = {"rel_sd": "rel_sd", "gsd": "gsd", "weights": "weights"}


class UncertaintySpec(Spec):
    """Distribution of a number: mean, median or mode is the number itself; 不确定性."""

    domain: ClassVar[type] = Distribution

    dist: Kind = Field(
        description="normal, lognormal, triangular, uniform, discrete or empirical; "
        "分布类型"
    )
    sd: Quantity | None = Field(
        None, description="normal: standard deviation, own unit or %; 标准差"
    )
    rel_sd: Quantity | None = Field(
        None, description="normal: standard deviation as a fraction; 相对标准差"
    )
    gsd: Quantity | None = Field(
        None, description="lognormal: geometric standard deviation; 几何标准差"
    )
    min: Quantity | None = Field(None, description="Lower bound, own unit; 下限")
    max: Quantity | None = Field(None, description="Upper bound, own unit; 上限")
    values: tuple[Quantity, ...] = Field(
        (), description="discrete, empirical: values, own unit; 取值"
    )
    weights: tuple[Quantity, ...] = Field(
        (), description="discrete: probability of each value; 概率"
    )


class Uncertain(Spec):
    """A mapping whose number may have its distribution beside it."""

    is_signed: ClassVar[bool] = False
    """Whether the number may be of either sign."""

    @model_validator(mode="after")
    def _join_uncertainty(self) -> Self:
        spec = self.__dict__.get("uncertainty")
        if spec is not None:
            key = self._uncertain_key()
            self.__dict__[key] = _joined(
                self.__dict__[key], spec, key, is_signed=self.is_signed
            )
            self.__pydantic_fields_set__.discard("uncertainty")
        return self

    def _uncertain_key(self) -> str:
        """The number that `uncertainty` is about."""
        for key in self.uncertain:
            if self.__dict__[key] is not None:
                return key
        other = next(key for key in _WITHOUT_NUMBER if self.__dict__.get(key))
        raise refuse(
            "E218",
            below=("uncertainty",),
            part="key",
            key="uncertainty",
            other=other.rstrip("_"),
        )


class SpreadQuantitySpec(Uncertain):
    """A quantity that may have its distribution: {value, uncertainty}; 数量及其分布."""

    short: ClassVar[str | None] = "value"
    uncertain: ClassVar[tuple[str, ...]] = ("value",)

    value: Quantity = Field(description="Quantity or `= formula`; 取值")
    uncertainty: UncertaintySpec | None = Field(
        None, description="Distribution, or `±` in the value; 不确定性"
    )

    def amount(self) -> Amount:
        """The number with what is stated of its spread."""
        amount: Amount = self.__dict__["value"]  # a distribution has joined it by now
        return amount


class RatedQuantitySpec(SpreadQuantitySpec):
    """The same of a flow, whose data can be scored; 流的数量、分布及谱系评分."""

    pedigree: Pedigree = Field(
        (), description="Five scores, 1 best … 5 worst; 谱系矩阵评分"
    )

    def amount(self) -> Amount:
        return replace(super().amount(), pedigree=self.pedigree)


class AsAmount:
    """Marks a mapping that is read as one number, and may be written as one."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(_amount, handler(source))


def _amount(given: Given, read: core_schema.ValidatorFunctionWrapHandler) -> Amount:
    if not isinstance(given, Mapping):
        return read_amount(given)
    spec: SpreadQuantitySpec = read(given)
    return spec.amount()


SpreadQuantity = Annotated[SpreadQuantitySpec, AsAmount()]
RatedQuantity = Annotated[RatedQuantitySpec, AsAmount()]

_WITHOUT_NUMBER = ("from_", "land_use_change")
"""What stands in place of the number."""


def _joined(number: Any, spec: UncertaintySpec, key: str, *, is_signed: bool) -> Any:
    """The amount, or the only one of a mapping, with its distribution."""
    if isinstance(number, Amount):
        return with_distribution(number, spec, key, is_signed=is_signed)
    if len(number) != 1:
        name, value = next(((n, a.text) for n, a in number.items()), (key, "1 kg"))
        count, below = len(number), ("uncertainty",)
        raise refuse(
            "E221", below=below, part="key", count=count, name=name, value=value
        )
    ((name, amount),) = number.items()
    return {name: with_distribution(amount, spec, key)}


def with_distribution(
    amount: Amount, spec: UncertaintySpec, key: str, *, is_signed: bool = False
) -> Amount:
    """An amount with the distribution that stands beside it.

    Raises
    ------
    PydanticCustomError
        E220 the amount has a `±` too, E228 an uncertain formula with parameters that
        need a unit, or a code of family E4 about the parameters.
    """
    if amount.distribution is not None:
        raise refuse("E220", below=("uncertainty",), part="key", key=key)
    known = number_in(amount.expression)
    parameters = _parameters(spec, None if known is None else known[1])
    distribution = Distribution(kind=spec.dist, **parameters)
    try:
        value = known[0] if known else None
        validate_distribution(distribution, value, is_signed=is_signed)
    except QuantityError as error:
        raise refused(error, span=None, below=("uncertainty",)) from None
    return replace(amount, distribution=distribution)


def _parameters(spec: UncertaintySpec, unit: Unit | None) -> dict[str, Any]:
    """Parameters as numbers: in the amount's own unit, or pure."""
    given = {key: spec.__dict__[key] for key in spec.model_fields_set - {"dist"}}
    if _is_relative(given.get("sd"), unit):
        given["rel_sd"] = given.pop("sd")
    parameters: dict[str, Any] = {}
    for key, amounts in given.items():
        if key in _PURE:
            parameters[_PURE[key]] = _numbers(amounts, DIMENSIONLESS, key)
        elif unit is None:
            raise refuse("E228", below=("uncertainty", key), part="key", key=key)
        else:
            parameters[_IN_OWN_UNIT[key]] = _numbers(amounts, unit, key)
    return parameters


def _is_relative(sd: Amount | None, unit: Unit | None) -> bool:
    """True for an `sd` in % of an amount that is no share itself, such as `sd: 1 %`."""
    known = number_in(sd.expression) if sd is not None else None
    if known is None or (unit is not None and not unit.dimension):
        return False
    return known[1].symbol in ("%", "‰")


def _numbers(
    amounts: Amount | tuple[Amount, ...], unit: Unit, key: str
) -> float | tuple[float, ...]:
    if isinstance(amounts, tuple):
        numbered = enumerate(amounts)
        return tuple(_number(amount, unit, (key, i)) for i, amount in numbered)
    return _number(amounts, unit, (key,))


def _number(amount: Amount, unit: Unit, below: tuple[str | int, ...]) -> float:
    """A parameter in a unit; a bare number is in it already, a formula can't be."""
    try:
        value = value_in(amount, unit)
    except QuantityError as error:
        raise refused(error, span=None, below=("uncertainty", *below)) from None
    if value is None or amount.distribution is not None:
        raise refuse("E224", below=("uncertainty", *below), text=amount.text)
    return value
