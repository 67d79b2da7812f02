"""The uncertain numbers of a model: their columns, distributions and origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lcagraph.arrays import Floats
from lcagraph.compile import CompiledModel
from lcagraph.compile.terms import Independent
from lcagraph.distributions import Distribution
from lcagraph.errors import Finding
from lcagraph.sampling.pedigree import BasicKind, gas_kind, with_pedigree
from lcagraph.sampling.quantiles import Spread
from lcagraph.units import Unit, parse_unit
from lcagraph.wording.page import significant

Origin = Literal["stated", "pedigree", "both"]

FREIGHT = parse_unit("t*km")
TOLD = 3
"""Values that a message about a draw quotes."""

SPREAD = ".spread"
"""How terms end that multiply an uncertain formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertainNumber:
    """One uncertain number of a compiled model."""

    path: str
    """Term in `compiled.table.independent`."""
    column: int
    """Its column of `values`."""
    unit: Unit
    base: float
    """Value in the model as written. [unit]"""
    distribution: Distribution
    """The one drawn from: pedigree scores are a lognormal by now."""
    mean: float
    """Of the distribution, in closed form. [unit]"""
    sd: float
    """Of the distribution, in closed form. [unit]"""
    origin: Origin
    group: str | None = None
    """Path of the shares or the mass balance that it has a part in: there, amounts are
    made to fit each other, so they covary. Its own random numbers are independent."""
    stream: str = ""
    """Name of its random numbers: equal names share their draws."""

    @property
    def place(self) -> str:
        """Path of the amount that it is, or is the spread of, whatever its spelling."""
        return self.path.removesuffix(SPREAD)

    @property
    def spread(self) -> Spread:
        """Its quantile function."""
        return Spread(distribution=self.distribution, base=self.base)


def uncertain_numbers(
    compiled: CompiledModel,
    groups: Mapping[int, str],
    stream_of: Callable[[str], str],
) -> tuple[tuple[UncertainNumber, ...], tuple[Finding, ...]]:
    """Every uncertain number, in the order of the columns, and notes about pedigrees.

    Parameters
    ----------
    compiled : CompiledModel
    groups : mapping of int to str
        Path of the group that the number of a column belongs to.
    stream_of : callable
        Name of the stream of the amount at a path; the spread of a formula has that of
        the amount, so that it is drawn alike if it becomes a literal number.

    Returns
    -------
    numbers : tuple of UncertainNumber
    findings : tuple of Finding
        N471: pedigree scores that aren't used.
    """
    numbers: list[UncertainNumber] = []
    findings: list[Finding] = []
    kinds = _kinds(compiled)
    for column, term in enumerate(compiled.table.independent):
        effective, is_unused = _effective(term, kinds)
        if is_unused and term.distribution is not None:
            kind = term.distribution.kind
            at = term.pedigree_at or f"{_row_of(term.path)}.pedigree"
            findings.append(
                Finding(code="N471", at=at, part="key", values={"kind": kind})
            )
        if effective is None:
            continue
        spread = Spread(distribution=effective, base=term.base)
        numbers.append(
            UncertainNumber(
                path=term.path,
                column=column,
                unit=term.unit,
                base=term.base,
                distribution=effective,
                mean=spread.mean,
                sd=spread.sd,
                origin=_origin(term, is_unused),
                group=groups.get(column),
                stream=stream_of(term.path.removesuffix(SPREAD)),
            )
        )
    return tuple(numbers), tuple(findings)


def unusual_values(
    numbers: Sequence[UncertainNumber], values: Floats
) -> tuple[str, ...]:
    """The values of a draw that are furthest from their means, as text.

    Parameters
    ----------
    numbers : sequence of UncertainNumber
    values : ndarray, shape (n,)
        Independent values. [each in its own unit]
    """
    far = sorted(
        (n for n in numbers if n.sd > 0),
        key=lambda n: -abs(values[n.column] - n.mean) / n.sd,
    )
    return tuple(
        f"{n.path} = {significant(values[n.column])} {n.unit.symbol}".removesuffix(" 1")
        for n in far[:TOLD]
    )


def is_uncertain(term: Independent) -> bool:
    """Whether a number has a distribution, stated or by its pedigree."""
    return term.distribution is not None or bool(term.pedigree and term.base)


def _effective(
    term: Independent, kinds: Mapping[str, BasicKind]
) -> tuple[Distribution | None, bool]:
    """The distribution to draw from, and whether pedigree scores are left unused."""
    if not term.pedigree or term.base == 0.0:  # every multiple of zero is zero
        return term.distribution, bool(term.pedigree and term.distribution)
    kind = _kind(term, kinds)
    found = with_pedigree(term.distribution, term.pedigree, kind)
    return (term.distribution, True) if found is None else (found, False)


def _origin(term: Independent, is_unused: bool) -> Origin:
    if not term.pedigree or is_unused:
        return "stated"
    return "pedigree" if term.distribution is None else "both"


def _row_of(path: str) -> str:
    """Model path of the row or factor that states the pedigree of a term."""
    keys = path.split(".")
    return ".".join(keys[: 2 if keys[0] == "factors" else 4])


def _kinds(compiled: CompiledModel) -> Mapping[str, BasicKind]:
    """Kind of what flows, by the path of the row or of the factor's figure."""
    kinds = dict(_kinds_of_gases(compiled))
    freight = {c.id for c in compiled.factors if c.factor.kind == "transport"}
    for edge in compiled.edges:
        if edge.supplier in freight and edge.kind in ("input", "waste"):
            kinds[edge.path] = "transport"
        if edge.kind == "transport":
            kinds[f"{edge.path}.distance"] = "transport"
    return kinds


def _kinds_of_gases(compiled: CompiledModel) -> Iterator[tuple[str, BasicKind]]:
    for direct in compiled.direct:
        yield direct.path, gas_kind(direct.flow)
        yield f"{direct.path}.{direct.flow}", gas_kind(direct.flow)
    for column in compiled.factors:
        for flow, path in column.flows.items():
            yield path, gas_kind(flow)


def _kind(term: Independent, kinds: Mapping[str, BasicKind]) -> BasicKind:
    """Kind of the flow that a term is the amount, factor or figure of."""
    path = term.path.removesuffix(SPREAD)
    for place in (path, _row_of(path)):
        if place in kinds:
            return kinds[place]
    is_freight = term.unit.dimension == FREIGHT.dimension
    return "transport" if is_freight else "intermediate"
