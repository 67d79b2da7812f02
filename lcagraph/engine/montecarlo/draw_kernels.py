"""Multipliers of lognormal and normal entries, compiled: the twin of `gaussian`.

Whole numbers stay 32 bits wide by small LLVM intrinsics (numba widens them to 64), so
that one vector instruction handles sixteen of them. Nothing is contracted or
reassociated: the bits are numpy's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from lcagraph.engine.fast import numba_or_none
from lcagraph.engine.montecarlo import gaussian
from lcagraph.engine.montecarlo.gaussian import (
    HALF,
    LN2,
    LN2_HIGH,
    LN2_LOW,
    ONE,
    PER_LN2,
    QUARTER,
    ROOT_HALF_BITS,
    SHIFT,
    STEP,
)
from lcagraph.engine.montecarlo.streams import MULTIPLIERS, ROUNDS, WEYL

F = TypeVar("F", bound=Callable[..., Any])

numba = numba_or_none()
jit: Callable[[F], F] = numba.njit(cache=True, nogil=True, error_model="numpy")
within: Callable[[F], F] = numba.njit(error_model="numpy", nogil=True)
"""For functions that become part of a kernel: LLVM inlines them."""
intrinsic: Callable[[F], Any] = numba.extending.intrinsic
log_mantissa = within(gaussian.log_mantissa)
sine = within(gaussian.sine)
cosine = within(gaussian.cosine)
exp_mantissa = within(gaussian.exp_mantissa)

M0, M1 = np.uint64(MULTIPLIERS[0]), np.uint64(MULTIPLIERS[1])
MASK, SHIFT32 = np.uint64(0xFFFFFFFF), np.uint64(32)
CUT, NAUGHT = np.int32(ROOT_HALF_BITS), np.float32(0.0)
QUARTER_MASK, MIDDLE = np.int32(0x3FFFFFFF), np.int32(0x20000000)
SIGN = np.int32(-0x80000000)
MANTISSA, BIAS, BIT = np.int32(23), np.int32(127 << 23), np.int32(1)
CHUNK = 64
"""Entries whose numbers stay in the first cache together."""


def _whole(operation: str) -> Any:
    def whole(context: Any, a: Any, b: Any) -> Any:
        del context, a, b
        kind = numba.types.int32

        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            del context, signature
            return getattr(builder, operation)(*args)

        return kind(kind, kind), build

    return intrinsic(whole)


plus, minus = _whole("add"), _whole("sub")
left, right, both, either = (
    _whole("shl"),
    _whole("ashr"),
    _whole("and_"),
    _whole("xor"),
)


def _reinterpret(source: str, target: str) -> Any:
    def reinterpret(context: Any, a: Any) -> Any:
        del context, a
        given, wanted = getattr(numba.types, source), getattr(numba.types, target)

        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            del signature
            return builder.bitcast(args[0], context.get_value_type(wanted))

        return wanted(given), build

    return intrinsic(reinterpret)


bits_of, single_of = (
    _reinterpret("float32", "int32"),
    _reinterpret("int32", "float32"),
)


@jit
def round_keys(key0: int, key1: int) -> Any:
    """Keys of the ten rounds, shape (10, 2)."""
    keys = np.empty((ROUNDS, 2), np.uint32)
    for r in range(ROUNDS):
        keys[r, 0] = np.uint32((key0 + r * WEYL[0]) & 0xFFFFFFFF)
        keys[r, 1] = np.uint32((key1 + r * WEYL[1]) & 0xFFFFFFFF)
    return keys


@within
def philox_round(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """One round; words stand in 64 bits, the upper half 0."""
    p0 = M0 * (c0 & MASK)
    p1 = M1 * (c2 & MASK)
    high0, high1 = p0 >> SHIFT32, p1 >> SHIFT32
    return high1 ^ c1 ^ np.uint64(k0), p1 & MASK, high0 ^ c3 ^ np.uint64(k1), p0 & MASK


@jit
def draw_words(keys: Any, entry: Any, matrix: int, block: int, out: Any) -> None:
    """Fill out (4, 4 entries) with the words of some entries in one block."""
    k = keys
    second = np.uint64(matrix)
    third = np.uint64(4 * block)
    out0, out1, out2, out3 = out[0], out[1], out[2], out[3]
    for t in range(len(entry)):
        # written out, because only a loop without a loop inside becomes vectors
        a, b = np.uint64(entry[t]), third + np.uint64(t & 3)
        a, c, b, d = philox_round(a, second, b, np.uint64(0), k[0, 0], k[0, 1])
        a, c, b, d = philox_round(a, c, b, d, k[1, 0], k[1, 1])
        a, c, b, d = philox_round(a, c, b, d, k[2, 0], k[2, 1])
        a, c, b, d = philox_round(a, c, b, d, k[3, 0], k[3, 1])
        a, c, b, d = philox_round(a, c, b, d, k[4, 0], k[4, 1])
        a, c, b, d = philox_round(a, c, b, d, k[5, 0], k[5, 1])
        a, c, b, d = philox_round(a, c, b, d, k[6, 0], k[6, 1])
        a, c, b, d = philox_round(a, c, b, d, k[7, 0], k[7, 1])
        a, c, b, d = philox_round(a, c, b, d, k[8, 0], k[8, 1])
        a, c, b, d = philox_round(a, c, b, d, k[9, 0], k[9, 1])
        out0[t] = np.uint32(a)
        out1[t] = np.uint32(c)
        out2[t] = np.uint32(b)
        out3[t] = np.uint32(d)


@jit
def pair_of_normals(first: Any, second: Any, z0: Any, z1: Any) -> None:
    """Two rows of normal numbers from two rows of words (second as int32)."""
    for t in range(len(first)):
        bits = bits_of((np.float32(first[t]) + HALF) * STEP)
        exponent = right(minus(bits, CUT), MANTISSA)
        f = single_of(minus(bits, left(exponent, MANTISSA))) - ONE
        log = np.float32(exponent) * LN2 + log_mantissa(f)
        radius = np.sqrt(max(-log, NAUGHT))
        word = second[t]
        a = (np.float32(minus(both(word, QUARTER_MASK), MIDDLE)) + HALF) * QUARTER
        c, s = cosine(a), sine(a)
        x, y = radius * (c - s), radius * (c + s)
        z0[t] = single_of(either(bits_of(x), both(word, SIGN)))
        z1[t] = single_of(either(bits_of(y), both(left(word, BIT), SIGN)))


@jit
def scale_normals(z: Any, mean: Any, sigma: Any, is_log: Any) -> None:
    """Turn normal numbers (one row, 4 per entry) into multipliers, in place."""
    for t in range(len(z)):
        x = mean[t] + sigma[t] * z[t]
        shifted = x * PER_LN2 + SHIFT
        k = shifted - SHIFT
        rest = (x - k * LN2_HIGH) - k * LN2_LOW
        power = single_of(plus(left(bits_of(shifted), MANTISSA), BIAS))
        grown = exp_mantissa(rest) * power
        z[t] = grown if is_log[t] else x


@jit
def draw_multipliers(
    keys: Any, matrix: int, block: int, entry: Any, spread: Any, out: Any
) -> None:
    """Fill out (entries, 16) with multipliers; spread is (mean, sigma, is_log)."""
    mean, sigma, is_log = spread
    words = np.empty((4, 4 * CHUNK), np.uint32)
    signed = words.view(np.int32)
    z = np.empty((4, 4 * CHUNK), np.float32)
    entry4 = np.empty(4 * CHUNK, np.int64)
    mean4 = np.empty(4 * CHUNK, np.float32)
    sigma4 = np.empty(4 * CHUNK, np.float32)
    log4 = np.empty(4 * CHUNK, np.bool_)
    for start in range(0, len(entry), CHUNK):
        count = min(CHUNK, len(entry) - start)
        size = 4 * count
        for k in range(count):
            for q in range(4):
                entry4[4 * k + q] = entry[start + k]
                mean4[4 * k + q] = mean[start + k]
                sigma4[4 * k + q] = sigma[start + k]
                log4[4 * k + q] = is_log[start + k]
        draw_words(keys, entry4[:size], matrix, block, words)
        pair_of_normals(words[0, :size], signed[1, :size], z[0], z[1])
        pair_of_normals(words[2, :size], signed[3, :size], z[2], z[3])
        for w in range(4):
            scale_normals(z[w, :size], mean4, sigma4, log4)
        for k in range(count):
            for w in range(4):
                for q in range(4):
                    out[start + k, 4 * w + q] = z[w, 4 * k + q]
