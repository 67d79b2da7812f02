"""Which columns a dataset has, and what share of it each of them carries.

A column is a process with one of its functions: a product that it makes, or a waste
that it takes in. A dataset with several is divided by the allocation factors that it
states itself, else by the method that the user chooses. If neither tells, each of its
products carries the whole dataset, undivided, and is flagged: nobody uses such a figure
unaware.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lcagraph.background.amounts import Line, Sheet, place_of
from lcagraph.background.conversion import Conversion
from lcagraph.background.linked import NO_ALLOCATION
from lcagraph.background.records import (
    Allocation,
    AllocationFactor,
    AllocationMethod,
    Flow,
)
from lcagraph.errors import Finding
from lcagraph.units import Dimension
from lcagraph.units.table import CURRENCIES

SHARES_TOLERANCE = 1e-3
"""Factors are printed with a few decimals: three of 33.3 % add to 0.999. Such shares
are divided by their sum, which is told (N052)."""

_EXACT = 1e-9
"""Sums that are off by less are off by binary fractions only."""

_NAMED = 5
"""Exchanges that a finding names."""

_ORDER: tuple[AllocationMethod, ...] = ("physical", "causal", "economic", "unspecified")
"""Which stated method counts if the dataset names no default: ISO 14044 4.3.4.2, what
is physical comes before what is not. Where it names one, no other stands in."""

_MEASURED: Mapping[str, Dimension] = {
    "mass": (("mass", 1),),
    "energy": (("energy", 1),),
    "volume": (("length", 3),),
}

Shares = Mapping[int, float]
"""Index of a line → share of the column in it; absent: the column's own share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: a dataset with one of its functions."""

    sheet: Sheet
    product: Flow
    amount: float
    """Reference amount, negative if the function is to take it in. [reference unit]"""
    share: float = 1.0
    """Share of the dataset's inputs and emissions. [1]"""
    causal: Shares = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """The columns of one dataset, and how they came about."""

    columns: tuple[Column, ...] = ()
    functional: frozenset[int] = frozenset()
    """Indices of the lines that are functions: no column has them as inputs."""
    flags: int = 0
    findings: tuple[Finding, ...] = ()
    method: str = ""
    """What divided it: ``stated``, the user's method, ``none``; empty: one product."""


def divide(
    sheet: Sheet, conversion: Conversion, allocation: Allocation | None = None
) -> Division:
    """Columns of one dataset.

    Parameters
    ----------
    sheet : Sheet
        Amounts in reference units.
    conversion : Conversion
        Measures products in mass, energy or money.
    allocation : str, optional
        The user's method, for datasets that state no usable factors.

    Returns
    -------
    Division
        No columns if the dataset has no reference (E048), or one without amount (E049)
        or without flow (E061).
        Flagged NO_ALLOCATION, with E051, E052 or E053, if nothing divides it. W051
        tells a choice between several stated methods, N052 shares that were rounded.
    """
    functional = frozenset(
        i for i, each in enumerate(sheet.lines) if _is_function(each)
    )
    products = _products(sheet, functional)
    problem = _unusable(sheet, products)
    if problem is not None:
        return Division(findings=(problem,))
    if len(products) == 1:
        return _divided(sheet, functional, products, [1.0])
    others = [i for i in range(len(sheet.lines)) if i not in functional]
    stated = _stated(sheet, tuple(products), others)
    if isinstance(stated, _Stated):
        found = _divided(sheet, functional, products, stated.general, stated.causal)
        return _called(found, "stated", stated.findings)
    if allocation is not None:
        weights = _chosen(sheet, functional, products, conversion, allocation)
        if weights is not None:
            return _called(_divided(sheet, functional, products, weights), allocation)
        stated = _refusal(sheet, products, "E053", method=allocation)
    undivided = _divided(sheet, functional, products, [1.0] * len(products))
    return Division(
        columns=undivided.columns,
        functional=functional,
        flags=NO_ALLOCATION,
        findings=(stated,),
        method="none",
    )


# ------------------------------------------------------------------------ functions


def _is_function(line: Line) -> bool:
    """True for what a dataset is there for: products made, wastes taken in."""
    exchange, kind = line.exchange, line.flow.kind
    if exchange.is_avoided or not line.counts:
        return False
    if exchange.is_reference:
        return True
    made = kind == "product" and exchange.direction == "output"
    treated = kind == "waste" and exchange.direction == "input"
    # a negative output is drawn, not made: it is linked like an input
    return (made or treated) and line.amount > 0


def _products(sheet: Sheet, functional: frozenset[int]) -> dict[str, float]:
    """Flow id of each function → its amount, rows of one flow added up."""
    amounts: dict[str, float] = {}
    for i in sorted(functional):
        line = sheet.lines[i]
        amounts[line.flow.id] = amounts.get(line.flow.id, 0.0) + line.flowing
    return {flow: amount for flow, amount in amounts.items() if amount}


def _unusable(sheet: Sheet, products: Mapping[str, float]) -> Finding | None:
    """Why a dataset has no column at all, or None."""
    process = sheet.process
    references = [line for line in sheet.lines if line.exchange.is_reference]
    values: dict[str, object] = {"process": process.name, "location": process.location}
    if not references and sheet.has_dangling_reference:
        dangling = next(each for each in process.exchanges if each.is_reference)
        values["flow"] = dangling.flow
        place = place_of(process, dangling)
        return Finding(code="E061", at=place, values=values)
    if not references:
        values["reason"] = _REASONS["none" if process.exchanges else "empty"]
        return Finding(code="E048", at=process.id, values=values)
    if not any(line.flow.id in products for line in references if _is_function(line)):
        values["product"] = references[0].flow.name
        place = place_of(process, references[0].exchange)
        return Finding(code="E049", at=place, values=values)
    return None


_REASONS: Mapping[str, Mapping[str, str]] = {
    "empty": {"en": "it has no exchanges", "zh": "它没有任何输入输出"},
    "none": {
        "en": "none of its exchanges is marked as the reference",
        "zh": "没有任何输入输出被标为基准流",
    },
}


# -------------------------------------------------------------------- stated factors


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stated:
    """Usable factors of a dataset."""

    general: Sequence[float]
    """Per product, in the order of the products."""
    causal: Sequence[Shares]
    sums: Sequence[float]
    """Of the shares as printed."""
    findings: tuple[Finding, ...] = ()


def _stated(
    sheet: Sheet, products: tuple[str, ...], others: list[int]
) -> _Stated | Finding:
    """Factors of the dataset's default method; if it names none, of the first whole."""
    process = sheet.process
    methods: defaultdict[AllocationMethod, list[tuple[AllocationFactor, float | None]]]
    methods = defaultdict(list)
    for factor, share in zip(process.allocation, sheet.shares, strict=True):
        methods[factor.method].append((factor, share))
    default = process.default_method
    none = dict.fromkeys(products, 0.0)
    if not methods or default == "none":
        return _refusal(sheet, none, "E051", unused=", ".join(sorted(methods)) or None)
    for method in _ORDER if default is None else (default,):
        if method in methods:
            usable = _usable(sheet, products, others, methods[method])
            if usable is not None:
                told = _choices(sheet, method, sorted(methods), usable.sums)
                return replace(usable, findings=tuple(told))
    sums = [f"{method}: {_sum(each):.6g}" for method, each in sorted(methods.items())]
    undivided = _undivided(sheet, others, methods[default or "causal"])
    return _refusal(
        sheet, none, "E052", sums=sums, default=default, undivided=undivided
    )


def _undivided(
    sheet: Sheet,
    others: list[int],
    factors: Sequence[tuple[AllocationFactor, float | None]],
) -> Sequence[str] | None:
    """Flows whose exchanges have no shares, where shares are stated by exchange."""
    divided = {factor.exchange for factor, _ in factors}
    if not divided or "" in divided:
        return None
    lines = [sheet.lines[i] for i in others]
    names = [line.flow.name for line in lines if line.exchange.id not in divided]
    return names[:_NAMED] or None


def _choices(
    sheet: Sheet, method: str, methods: Sequence[str], sums: Sequence[float]
) -> Iterator[Finding]:
    """What was decided between the factors that a dataset states."""
    process = sheet.process
    if len(methods) > 1 and process.default_method is None:
        values = {"process": process.name, "method": method, "methods": methods}
        yield Finding(code="W051", at=process.id, values=values)
    off = max(sums, key=lambda each: abs(each - 1), default=1.0)
    if abs(off - 1) > _EXACT:
        values = {"process": process.name, "sum": f"{off:.8g}"}
        yield Finding(code="N052", at=process.id, values=values)


def _sum(factors: list[tuple[AllocationFactor, float | None]]) -> float:
    """Sum of the factors that hold for all exchanges; of causal ones, of the worst."""
    sums: dict[str, float] = {}
    for factor, share in factors:
        value = math.nan if share is None else share
        sums[factor.exchange] = sums.get(factor.exchange, 0.0) + value
    return max(sums.values(), key=lambda each: abs(each - 1))


def _usable(
    sheet: Sheet,
    products: tuple[str, ...],
    others: list[int],
    factors: list[tuple[AllocationFactor, float | None]],
) -> _Stated | None:
    """The factors of one method if they divide every exchange without rest."""
    by_exchange: dict[str, dict[str, float]] = {}
    for factor, share in factors:
        shares = by_exchange.setdefault(factor.exchange, {})
        value = math.nan if share is None else share
        shares[factor.product] = shares.get(factor.product, 0.0) + value
    whole = {
        exchange: [shares.get(product, 0.0) for product in products]
        for exchange, shares in by_exchange.items()
    }
    general = whole.get("")
    if general is not None and not _is_whole(general):
        return None
    causal: list[dict[int, float]] = [{} for _ in products]
    for i in others:
        shares_here = whole.get(sheet.lines[i].exchange.id, general)
        if shares_here is None or not _is_whole(shares_here):
            return None
        if shares_here is not general:
            for column, share in zip(causal, _scaled(shares_here), strict=True):
                column[i] = share
    used = {sheet.lines[i].exchange.id for i in others} | {""}
    return _Stated(
        general=_scaled(general) if general else [0.0] * len(products),
        causal=causal,
        sums=[math.fsum(shares) for each, shares in whole.items() if each in used],
    )


def _is_whole(shares: Sequence[float]) -> bool:
    """True if shares divide something: none negative, together one."""
    total = math.fsum(shares)
    return min(shares) >= 0 and abs(total - 1) <= SHARES_TOLERANCE


def _scaled(shares: Sequence[float]) -> Sequence[float]:
    """Shares by their sum, where printing rounded them."""
    total = math.fsum(shares)
    return shares if abs(total - 1) <= _EXACT else [share / total for share in shares]


# ------------------------------------------------------------------ the user's method


def _chosen(
    sheet: Sheet,
    functional: frozenset[int],
    products: Mapping[str, float],
    conversion: Conversion,
    allocation: Allocation,
) -> list[float] | None:
    """Shares by the user's method, or None if the products don't allow it."""
    if allocation == "reference":
        lines = [sheet.lines[i] for i in functional]
        own = {line.flow.id for line in lines if line.exchange.is_reference}
        return [float(flow in own) for flow in products] if len(own) == 1 else None
    flows = {sheet.lines[i].flow.id: sheet.lines[i].flow for i in functional}
    measures = [conversion.measures(flows[flow]) for flow in products]
    dimensions = (
        sorted(d for d in measures[0] if d[0][0][:3] in CURRENCIES)
        if allocation == "economic"
        else [_MEASURED[allocation]]
    )
    makes = {amount > 0 for amount in products.values()}
    if allocation != "economic" and len(makes) > 1:
        return None  # a kilogram made and a kilogram treated are no like things
    for dimension in dimensions:
        if all(dimension in measure for measure in measures):
            weights = [
                abs(amount) * measure[dimension]
                for amount, measure in zip(products.values(), measures, strict=True)
            ]
            total = math.fsum(weights)
            if total > 0 and min(weights) >= 0:
                return [weight / total for weight in weights]
    return None


# ---------------------------------------------------------------------------- results


def _divided(
    sheet: Sheet,
    functional: frozenset[int],
    products: Mapping[str, float],
    shares: Sequence[float],
    causal: Sequence[Shares] = (),
) -> Division:
    flows = {sheet.lines[i].flow.id: sheet.lines[i].flow for i in functional}
    columns = tuple(
        Column(
            sheet=sheet,
            product=flows[flow],
            amount=amount,
            share=share,
            causal=causal[k] if causal else {},
        )
        for k, ((flow, amount), share) in enumerate(
            zip(products.items(), shares, strict=True)
        )
    )
    return Division(columns=columns, functional=functional)


def _called(
    division: Division, method: str, findings: tuple[Finding, ...] = ()
) -> Division:
    return replace(division, method=method, findings=findings)


def _refusal(
    sheet: Sheet, products: Mapping[str, float], code: str, **values: object
) -> Finding:
    """Why a dataset with several products stays undivided."""
    process = sheet.process
    names = {line.flow.id: line.flow.name for line in sheet.lines}
    named = {"process": process.name, "products": [names[each] for each in products]}
    return Finding(code=code, at=process.id, values={**named, **values})
