"""What an uncertain entry may be: all distributions of stats_arrays, as multipliers.

Kinds have the ids and parameters of stats_arrays, with these rules besides. A lognormal
describes the magnitude of an entry, which keeps its sign. A Weibull, gamma or extreme
value whose scale is negative looks the other way: location − |scale| · Y. A Bernoulli
or discrete uniform counts steps of the size of its scale, 1 if it has none.

An entry in a sample is base · m: the base is a number of double precision in the
entry's unit, the multiplier m one of single precision that the sample draws. The base
of a lognormal is its median with the entry's sign, of a normal its mean.

Bounds are those of the entry. A distribution that has bounds is cut, not clipped: its
quantile function is read between the probabilities of the bounds, so that nothing piles
up at them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lcagraph.engine.montecarlo.gaussian import MOST_SIGMA, Singles
from lcagraph.solve import SolveError
from lcagraph.solve.arrays import Indices, Reals

LOGNORMAL, NORMAL, UNIFORM, TRIANGULAR, BERNOULLI, DISCRETE = 2, 3, 4, 5, 6, 7
WEIBULL, GAMMA, BETA, EXTREME, STUDENT, PERT = 8, 9, 10, 11, 12, 13
CERTAIN = (0, 1)
NAMES: Mapping[int, str] = MappingProxyType(
    {
        LOGNORMAL: "lognormal",
        NORMAL: "normal",
        UNIFORM: "uniform",
        TRIANGULAR: "triangular",
        BERNOULLI: "Bernoulli",
        DISCRETE: "discrete uniform",
        WEIBULL: "Weibull",
        GAMMA: "gamma",
        BETA: "beta",
        EXTREME: "generalised extreme value",
        STUDENT: "Student's t",
        PERT: "beta PERT",
    }
)
"""Ids of stats_arrays 4."""
SIDED = (WEIBULL, GAMMA, EXTREME)
"""Kinds that look the other way if their scale is negative."""

Table = NDArray[np.void]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entries:
    """Entries of a sparse matrix with what is known of their spread; no place twice."""

    row: NDArray[np.int32]
    column: NDArray[np.int32]
    value: Reals
    """Static amounts. [unit of the row]"""
    spread: Table
    """Fields ``kind``, ``location``, ``scale``, ``minimum``, ``maximum`` and, where a
    kind needs one, ``shape``; ids are those of stats_arrays."""
    number: Indices | None = None
    """Of each entry in the whole database, which decides what it draws; None: these
    are all of its entries, in its order."""


class SpreadError(SolveError):
    """A distribution that cannot be.

    Attributes
    ----------
    row, column : int
        Place of the entry.
    kind : int
        Id of stats_arrays.
    problem : str
        What is impossible, such as ``scale -1``.
    is_intervention : bool
        Whether the row is that of a flow, of B.
    """

    def __init__(
        self,
        row: int,
        column: int,
        kind: int,
        problem: str,
        *,
        is_intervention: bool = False,
    ) -> None:
        self.row, self.column, self.kind, self.problem = row, column, kind, problem
        self.is_intervention = is_intervention
        name = NAMES.get(kind, f"kind {kind}")
        super().__init__(f"row {row}, column {column}: {name}, {problem}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spreads:
    """Bases and parameters of some uncertain entries."""

    base: Reals
    """Shape (e,). [unit of the entry]"""
    mean: Singles
    """Of a normal, over the base; 0 for others. [1]"""
    sigma: Singles
    """Of a normal over the base, of a lognormal's logarithm; 0 for others. [1]"""
    is_log: NDArray[np.bool_]
    read: tuple[tuple[int, NDArray[np.intp], Table], ...]
    """Entries that are read from their quantile function: kind, numbers, parameters."""


def uncertain(entries: Entries) -> NDArray[np.bool_]:
    """Entries that vary; the others are their static value."""
    return np.asarray(~np.isin(entries.spread["kind"], CERTAIN))


def spreads(entries: Entries, chosen: NDArray[np.intp]) -> Spreads:
    """Bases and parameters of the chosen entries.

    Parameters
    ----------
    entries : Entries
    chosen : ndarray of int
        Numbers of uncertain entries.

    Raises
    ------
    SpreadError
        A distribution that cannot be: the first one.
    """
    table, value = entries.spread[chosen], entries.value[chosen]
    problem = _first_problem(table, value)
    if problem is not None:
        at, said = problem
        entry = int(chosen[at])
        place = int(entries.row[entry]), int(entries.column[entry])
        raise SpreadError(*place, int(table["kind"][at]), said)
    kind, location = table["kind"], table["location"]
    is_cut = np.isfinite(table["minimum"]) | np.isfinite(table["maximum"])
    is_log = (kind == LOGNORMAL) & ~is_cut
    is_normal = (kind == NORMAL) & ~is_cut
    base = np.where(value != 0, value, _magnitude(table))
    median = np.exp(np.where(kind == LOGNORMAL, location, 0.0))
    base = np.where(kind == LOGNORMAL, np.copysign(median, value), base)
    base = np.where(is_normal & (location != 0), location, base)
    mean = np.where(is_normal, location / base, 0.0)
    sigma = np.where(is_normal, table["scale"] / np.abs(base), 0.0)
    sigma = np.where(is_log, table["scale"], sigma)
    slow = np.flatnonzero(~is_log & ~is_normal)
    by_kind = [(int(k), slow[kind[slow] == k]) for k in np.unique(kind[slow])]
    return Spreads(
        base=base,
        mean=mean.astype(np.float32),
        sigma=sigma.astype(np.float32),
        is_log=is_log,
        read=tuple((k, chosen, table[chosen]) for k, chosen in by_kind),
    )


def _magnitude(table: Table) -> Reals:
    """A size of entries whose static value is 0: the largest parameter."""
    sizes = [
        np.abs(table[name]) for name in ("location", "scale", "minimum", "maximum")
    ]
    return np.asarray(
        np.nanmax(np.array([*sizes, np.full(len(table), 1e-300)]), axis=0)
    )


def _first_problem(table: Table, value: Reals) -> tuple[int, str] | None:
    """The first impossible entry, and what is impossible about it."""
    kind = table["kind"]
    low, high = table["minimum"], table["maximum"]
    location, scale = table["location"], table["scale"]
    of = {k: kind == k for k in NAMES}
    bounded = of[UNIFORM] | of[TRIANGULAR] | of[DISCRETE] | of[PERT]
    scaled = of[LOGNORMAL] | of[NORMAL]
    sided = of[WEIBULL] | of[GAMMA] | of[EXTREME]
    stepped = of[BERNOULLI] | of[DISCRETE]
    placed = of[LOGNORMAL] | of[NORMAL] | of[TRIANGULAR] | of[BERNOULLI] | of[BETA]
    placed |= of[EXTREME] | of[PERT]
    chosen = (of[STUDENT] | of[PERT]) & ~np.isnan(scale)
    shaped = of[WEIBULL] | of[GAMMA] | of[BETA] | of[STUDENT]
    shape = shape_of(table)
    outside = (location < low) | (location > high)
    log_cut = of[LOGNORMAL] & ((value >= 0) & (high <= 0) | (value < 0) & (low >= 0))
    checks = (
        (~np.isin(kind, list(NAMES)), "unknown kind"),
        (~np.isfinite(value), "value not finite"),
        (placed & ~np.isfinite(location), "no location"),
        ((scaled | chosen) & ~(np.isfinite(scale) & (scale > 0)), "scale not positive"),
        (sided & ~(np.isfinite(scale) & (scale != 0)), "no scale"),
        (stepped & ((scale == 0) | np.isinf(scale)), "scale 0 or infinite"),
        (of[LOGNORMAL] & (scale > MOST_SIGMA), "scale above 12"),
        (bounded & ~(np.isfinite(low) & np.isfinite(high)), "bounds missing"),
        (low >= high, "minimum not below maximum"),
        ((of[TRIANGULAR] | of[PERT]) & outside, "mode outside its bounds"),
        (of[BERNOULLI] & ((location < 0) | (location > 1)), "location no probability"),
        (shaped & ~(np.isfinite(shape) & (shape > 0)), "shape not positive"),
        (of[BETA] & ~(location > 0), "location not positive"),
        (log_cut, "bounds on the other side of 0"),
        (of[LOGNORMAL] & (value == 0), "a static value of 0 has no sign"),
    )
    firsts = [(int(np.argmax(bad)), said) for bad, said in checks if bad.any()]
    return min(firsts) if firsts else None


def shape_of(table: Table) -> Reals:
    """Third parameters; NaN where the table has no such field."""
    if "shape" in (table.dtype.names or ()):
        return np.asarray(table["shape"])
    return np.full(len(table), np.nan)


def read_quantiles(kind: int, table: Table, base: Reals, u: Reals) -> Singles:
    """Multipliers of entries of one kind from uniform numbers.

    Parameters
    ----------
    kind : int
        Id of stats_arrays.
    table : structured ndarray, shape (e,)
        Parameters.
    base : ndarray, shape (e,)
        [unit of the entry]
    u : ndarray, shape (e, 16)
        Uniform in (0, 1).

    Returns
    -------
    ndarray of float32, shape (e, 16)
    """
    column = {name: table[name][:, None] for name in table.dtype.names or ()}
    column["shape"] = shape_of(table)[:, None]
    if kind == LOGNORMAL:
        return _cut_lognormal(column, base[:, None], u)
    sign = 1.0
    if kind in SIDED:
        sign = np.sign(column["scale"])
        low, high = column["minimum"] * sign, column["maximum"] * sign
        column["minimum"] = np.where(sign > 0, low, high)
        column["maximum"] = np.where(sign > 0, high, low)
        column["location"] = column["location"] * sign
        column["scale"] = column["scale"] * sign
    drawn = sign * _QUANTILES[kind](column, u)
    return np.asarray(drawn / base[:, None], dtype=np.float32)


def _cut_lognormal(column: Mapping[str, Reals], base: Reals, u: Reals) -> Singles:
    """Magnitude between the bounds' magnitudes; the base is the signed median."""
    low, high = column["minimum"] / base, column["maximum"] / base
    low, high = np.where(base > 0, low, high), np.where(base > 0, high, low)
    with np.errstate(divide="ignore", invalid="ignore"):
        bounds = [np.log(np.maximum(b, 0.0)) / column["scale"] for b in (low, high)]
    z = _cut_normal(bounds[0], bounds[1], u)
    return np.asarray(np.exp(column["scale"] * z), dtype=np.float32)


def _cut_normal(low: Reals, high: Reals, u: Reals) -> Reals:
    """Standard normal numbers between two bounds; NaN is no bound."""
    from scipy.special import ndtr, ndtri

    low, high = (
        np.where(np.isnan(low), -np.inf, low),
        np.where(np.isnan(high), np.inf, high),
    )
    # in the upper tail probabilities near 1 lose their digits: look from the other side
    turned = low > 0
    low, high = np.where(turned, -high, low), np.where(turned, -low, high)
    first, last = ndtr(low), ndtr(high)
    part = np.where(turned, 1 - u, u)
    z = np.clip(ndtri(first + (last - first) * part), low, high)
    return np.where(turned, -z, z)


def _normal(p: Mapping[str, Reals], u: Reals) -> Reals:
    mean, sd = p["location"], p["scale"]
    return mean + sd * _cut_normal(
        (p["minimum"] - mean) / sd, (p["maximum"] - mean) / sd, u
    )


def _uniform(p: Mapping[str, Reals], u: Reals) -> Reals:
    return p["minimum"] + (p["maximum"] - p["minimum"]) * u


def _triangular(p: Mapping[str, Reals], u: Reals) -> Reals:
    low, mode, high = p["minimum"], p["location"], p["maximum"]
    width = high - low
    rising = low + np.sqrt(u * width * (mode - low))
    falling = high - np.sqrt((1 - u) * width * (high - mode))
    return np.where(u * width < mode - low, rising, falling)


def _bernoulli(p: Mapping[str, Reals], u: Reals) -> Reals:
    """A step with the probability of the location, else 0."""
    return np.where(u < p["location"], 1.0, 0.0) * _step(p)


def _discrete(p: Mapping[str, Reals], u: Reals) -> Reals:
    """Whole steps from the minimum; the maximum itself is never drawn."""
    low, high = p["minimum"], p["maximum"]
    return (low + np.floor(u * (high - low))) * _step(p)


def _step(p: Mapping[str, Reals]) -> Reals:
    return np.where(np.isnan(p["scale"]), 1.0, p["scale"])


def _of_scipy(name: str, given: Callable[[Mapping[str, Reals]], dict[str, Any]]) -> Any:
    """Quantiles of a distribution of scipy, between the bounds."""

    def quantiles(p: Mapping[str, Reals], u: Reals) -> Reals:
        from scipy import stats

        law = getattr(stats, name)(**given(p))
        low, high = p["minimum"], p["maximum"]
        if name == "beta":  # its bounds are parameters, not cuts
            return np.asarray(law.ppf(u))
        first = np.where(np.isnan(low), 0.0, law.cdf(low))
        last = np.where(np.isnan(high), 1.0, law.cdf(high))
        found = law.ppf(first + (last - first) * u)
        # where next to nothing is left between the bounds, probabilities lose digits
        return np.asarray(np.fmin(np.fmax(found, low), high))

    return quantiles


def _placed(p: Mapping[str, Reals]) -> dict[str, Any]:
    scale = np.where(np.isnan(p["scale"]), 1.0, p["scale"])
    return {"loc": np.nan_to_num(p["location"]), "scale": scale}


def _pert(p: Mapping[str, Reals]) -> dict[str, Any]:
    """A beta whose mode is the location; its scale, 4 if absent, is how sharp it is."""
    low, mode, width = p["minimum"], p["location"], p["maximum"] - p["minimum"]
    sharp = np.where(np.isnan(p["scale"]), 4.0, p["scale"])
    a, b = 1 + sharp * (mode - low) / width, 1 + sharp * (p["maximum"] - mode) / width
    return {"a": a, "b": b, "loc": low, "scale": width}


def _beta(p: Mapping[str, Reals]) -> dict[str, Any]:
    low = np.nan_to_num(p["minimum"])
    high = np.where(np.isnan(p["maximum"]), 1.0, p["maximum"])
    return {"a": p["location"], "b": p["shape"], "loc": low, "scale": high - low}


_QUANTILES: Mapping[int, Callable[[Mapping[str, Reals], Reals], Reals]] = (
    MappingProxyType(
        {
            NORMAL: _normal,
            UNIFORM: _uniform,
            TRIANGULAR: _triangular,
            BERNOULLI: _bernoulli,
            DISCRETE: _discrete,
            WEIBULL: _of_scipy(
                "weibull_min", lambda p: {"c": p["shape"], **_placed(p)}
            ),
            GAMMA: _of_scipy("gamma", lambda p: {"a": p["shape"], **_placed(p)}),
            BETA: _of_scipy("beta", _beta),
            PERT: _of_scipy("beta", _pert),
            EXTREME: _of_scipy(
                # scipy's c is −ξ
                "genextreme",
                lambda p: {"c": -np.nan_to_num(p["shape"]), **_placed(p)},
            ),
            STUDENT: _of_scipy("t", lambda p: {"df": p["shape"], **_placed(p)}),
        }
    )
)
