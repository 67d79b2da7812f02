"""Sixteen samples of one system, solved together: the compiled half of `lanes`.

The sum over a row is LLVM vector code, since a loop of numba keeps its sixteen sums in
memory. Lanes never mix: what a lane holds depends on its own sample alone.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

import numpy as np

from lcagraph.engine.fast import numba_or_none
from lcagraph.engine.montecarlo.streams import BLOCK

F = TypeVar("F", bound=Callable[..., Any])

numba = numba_or_none()
ir: Any = import_module("llvmlite.ir")
cgutils: Any = import_module("numba.core.cgutils")
jit: Callable[[F], F] = numba.njit(cache=True, nogil=True, error_model="numpy")
intrinsic: Callable[[F], Any] = numba.extending.intrinsic
LANES = BLOCK
LIFT = 40
"""What is missing is solved for in single precision, its largest part lifted to about
2⁴⁰, so that its small parts keep their digits."""
FEWER = 2
"""The first cycle goes as far as single precision does, the next ones need not."""


def _row_sum(is_single: bool) -> Any:
    """Make `row_sum(arrays, row, begin, middle, end)`.

    arrays = (coefficient, place, slot, multipliers, x, start, out):
    out[row] = start[row] + Σ coefficient · x[place] from begin to middle
    + Σ coefficient · multipliers[slot] · x[place] from middle to end.
    """

    def row_sum(
        context: Any, arrays: Any, row: Any, begin: Any, middle: Any, end: Any
    ) -> Any:
        del context

        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            kinds = signature.args[0].types
            at = [
                context.make_array(kind)(
                    context, builder, builder.extract_value(args[0], k)
                ).data
                for k, kind in enumerate(kinds)
            ]
            _Emitter(builder, at, is_single).row(*args[1:])
            return context.get_dummy_value()

        return numba.types.void(arrays, row, begin, middle, end), build

    return intrinsic(row_sum)


class _Emitter:
    """Writes the LLVM code of a row's sum, sixteen lanes in one vector."""

    def __init__(self, builder: Any, at: list[Any], is_single: bool) -> None:
        self.builder, self.at = builder, at
        self.single, self.word = ir.FloatType(), ir.IntType(64)
        self.element = self.single if is_single else ir.DoubleType()
        self.vector = ir.VectorType(self.element, LANES)
        self.total = cgutils.alloca_once(builder, self.vector)

    def row(self, row: Any, begin: Any, middle: Any, end: Any) -> None:
        """The whole sum of one row."""
        row, begin, middle, end = map(self.wide, (row, begin, middle, end))
        step = ir.Constant(self.word, 1)
        self.builder.store(self.load(self.at[5], row, self.element), self.total)
        for first, last, is_uncertain in (begin, middle, False), (middle, end, True):
            loop = cgutils.for_range_slice(
                self.builder, first, last, step, intp=self.word
            )
            with loop as (entry, _):
                self.add(entry, is_uncertain)
        total = self.builder.load(self.total)
        self.builder.store(
            total, self.lanes(self.at[6], row, self.element), align=self.align
        )

    def add(self, entry: Any, is_uncertain: bool) -> None:
        """One entry of the row."""
        builder = self.builder
        w, place_of, slot_of, m, x = self.at[:5]
        factor = self.spread_out(builder.load(builder.gep(w, [entry])))
        place = self.wide(builder.load(builder.gep(place_of, [entry])))
        if is_uncertain:
            slot = self.wide(builder.load(builder.gep(slot_of, [entry])))
            multiplier = self.load(m, slot, self.single)
            if self.element is not self.single:
                multiplier = builder.fpext(multiplier, self.vector)
            factor = builder.fmul(factor, multiplier)
        # a product and its sum may be one operation: more exact, never less
        flags = ("contract",)
        part = builder.fmul(factor, self.load(x, place, self.element), flags=flags)
        total = builder.fadd(part, builder.load(self.total), flags=flags)
        builder.store(total, self.total)

    @property
    def align(self) -> int:
        return 4 if self.element is self.single else 8

    def wide(self, value: Any) -> Any:
        is_narrow = value.type.width < 64
        return self.builder.sext(value, self.word) if is_narrow else value

    def lanes(self, at: Any, index: Any, kind: Any) -> Any:
        """Where the sixteen lanes of a place begin."""
        offset = self.builder.mul(index, ir.Constant(self.word, LANES))
        where = self.builder.gep(at, [offset])
        return self.builder.bitcast(where, ir.VectorType(kind, LANES).as_pointer())

    def load(self, at: Any, index: Any, kind: Any) -> Any:
        align = 4 if kind is self.single else 8
        return self.builder.load(self.lanes(at, index, kind), align=align)

    def spread_out(self, value: Any) -> Any:
        """One number in all lanes."""
        nothing = ir.Constant(self.vector, ir.Undefined)
        narrow = ir.IntType(32)
        one = self.builder.insert_element(nothing, value, ir.Constant(narrow, 0))
        zeros = ir.Constant(ir.VectorType(narrow, LANES), [0] * LANES)
        return self.builder.shuffle_vector(one, nothing, zeros)


row_sum_single, row_sum_double = _row_sum(True), _row_sum(False)


@jit
def sweep(system: Any, single: Any, m: Any, wanted: Any, x: Any) -> None:
    """One sweep of x towards W x = wanted, in single precision.

    Arrays of lanes have the shape (n, 16), multipliers m (s, 16).
    """
    first, middle, place, slot, _, diagonal_slot, _, schedule = system
    coefficient, diagonal = single
    arrays = (coefficient, place, slot, m, x, wanted, x)
    for k in range(len(schedule)):
        i = schedule[k]
        row_sum_single(arrays, i, first[i], middle[i], first[i + 1])
        s = diagonal_slot[i]
        if s >= 0:
            for lane in range(LANES):
                x[i, lane] /= diagonal[i] * m[s, lane]


@jit
def missing(
    system: Any, m: Any, wanted: Any, x: Any, value: Any, left: Any, worth: Any
) -> Any:
    """Put wanted − W x into left; its largest part in each lane, shape (16,).

    worth (16,) becomes Σ value · |wanted − W x|. All in double precision.
    """
    first, middle, place, slot, coefficient, diagonal_slot, diagonal, _ = system
    arrays = (coefficient, place, slot, m, x, wanted, left)
    peak = np.zeros(LANES)
    worth[:] = 0.0
    for i in range(len(middle)):
        row_sum_double(arrays, i, first[i], middle[i], first[i + 1])
        s, v = diagonal_slot[i], value[i]
        if s >= 0:
            for lane in range(LANES):
                own = diagonal[i] * np.float64(m[s, lane])
                left[i, lane] -= own * x[i, lane]
        else:
            for lane in range(LANES):
                left[i, lane] -= diagonal[i] * x[i, lane]
        for lane in range(LANES):
            size = abs(left[i, lane])
            worth[lane] += v * size
            peak[lane] = size if size > peak[lane] else peak[lane]
    return peak


@jit
def lift(left: Any, peak: Any, wanted: Any) -> Any:
    """Put left, lifted by a power of two per lane, into wanted; their inverses."""
    power, inverse = np.ones(LANES), np.ones(LANES)
    for lane in range(LANES):
        if 0.0 < peak[lane] < np.inf:
            exponent = LIFT - int(np.floor(np.log2(peak[lane])))
            power[lane] = 2.0**exponent
            inverse[lane] = 2.0**-exponent
    for i in range(len(left)):
        for lane in range(LANES):
            wanted[i, lane] = left[i, lane] * power[lane]
    return inverse


@jit
def correct(x: Any, found: Any, inverse: Any, value: Any, is_done: Any) -> Any:
    """Add the lowered corrections to the lanes that are not done; Σ value · |them|."""
    change = np.zeros(LANES)
    factor = np.where(is_done, 0.0, inverse)
    for i in range(len(x)):
        v = value[i]
        for lane in range(LANES):
            # a lane that overflowed must not leak NaN into one that is done
            step = 0.0 if is_done[lane] else found[i, lane] * factor[lane]
            x[i, lane] += step
            change[lane] += v * abs(step)
    return change


@jit
def refine(
    system: Any, m: Any, question: Any, x: Any, limits: Any, scratch: Any
) -> Any:
    """Solve W x = wanted in sixteen lanes; which of them are proven.

    Parameters
    ----------
    system : tuple
        Arrays of a `Splitting`.
    m : ndarray of float32, shape (s, 16)
        Multipliers.
    question : tuple
        wanted (n, 16) and value (n,): what a unit missing at each place is worth.
    x : ndarray, shape (n, 16)
        First guess, replaced by the answer.
    limits : tuple
        Worth of what may be missing (16,), sweeps of the first cycle, most cycles.
    scratch : tuple
        Coefficients and diagonal in single precision; left (n, 16); and wanted and
        change in single precision.

    Returns
    -------
    ndarray of bool, shape (16,)
        Lanes whose Σ value · |wanted − W x|, and whose error as the last change tells
        it, are within the limit.
    """
    wanted, value = question
    limit, sweeps, most = limits
    single, left, wanted32, found = scratch
    is_done = np.zeros(LANES, np.bool_)
    worth, before = np.zeros(LANES), np.zeros(LANES)
    change = np.full(LANES, np.inf)
    for cycle in range(most + 1):
        peak = missing(system, m, wanted, x, value, left, worth)
        for lane in range(LANES):
            # the last change measured the error that stood before it; the error now
            # is smaller by as much as what is missing became smaller
            ratio = worth[lane] / before[lane] if before[lane] > 0.0 else 1.0
            told = 0.0 if worth[lane] == 0.0 else change[lane] * ratio
            if worth[lane] <= limit[lane] and told <= limit[lane]:
                is_done[lane] = True
            before[lane] = worth[lane]
        if is_done.all() or cycle == most:
            break
        inverse = lift(left, peak, wanted32)
        found[:] = 0.0
        for _ in range(sweeps if cycle == 0 else sweeps - FEWER):
            sweep(system, single, m, wanted32, found)
        change = correct(x, found, inverse, value, is_done)
    return is_done


@jit
def contraction(
    system: Any, single: Any, m: Any, wanted: Any, value: Any, most: int
) -> Any:
    """Σ value · |change| of each of some sweeps from 0, shape (most, 16)."""
    found = np.zeros_like(wanted)
    before = np.zeros_like(wanted)
    changes = np.zeros((most, LANES))
    for k in range(most):
        before[:] = found
        sweep(system, single, m, wanted, found)
        for i in range(len(found)):
            for lane in range(LANES):
                changes[k, lane] += value[i] * abs(found[i, lane] - before[i, lane])
    return changes


@jit
def add_scores(scoring: Any, m: Any, x: Any, h: Any) -> None:
    """Add the scores of uncertain interventions to h (categories, 16)."""
    place, first, category, weight = scoring
    part = np.empty(LANES)
    for s in range(len(place)):
        i = place[s]
        for lane in range(LANES):
            part[lane] = np.float64(m[s, lane]) * x[i, lane]
        for w in range(first[s], first[s + 1]):
            c, factor = category[w], weight[w]
            for lane in range(LANES):
                h[c, lane] += factor * part[lane]


@jit
def add_direct(scoring: Any, m: Any, which: int, g: Any) -> None:
    """Add uncertain interventions of one category to g (n, 16)."""
    place, first, category, weight = scoring
    for s in range(len(place)):
        i = place[s]
        for w in range(first[s], first[s + 1]):
            if category[w] == which:
                for lane in range(LANES):
                    g[i, lane] += weight[w] * np.float64(m[s, lane])


@jit
def add_certain(parts: Any, x: Any, h: Any) -> None:
    """Add the scores of certain interventions to h (categories, 16)."""
    place, category, weight = parts
    for k in range(len(place)):
        i, c, factor = place[k], category[k], weight[k]
        for lane in range(LANES):
            h[c, lane] += factor * x[i, lane]


@jit
def add_linear(slope: Any, m: Any, out: Any) -> None:
    """Add Σ slope · multiplier to out (16,)."""
    for s in range(len(slope)):
        factor = slope[s]
        for lane in range(LANES):
            out[lane] += factor * np.float64(m[s, lane])
