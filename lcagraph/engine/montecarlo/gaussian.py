"""Normal and lognormal numbers from words of 32 bits, in single precision.

Box–Muller: with u, v uniform, √(−2 ln u)·(cos θ, sin θ), θ = 2π v, are two independent
normal numbers. θ is taken as a quarter turn a + π/4, |a| ≤ π/4, and two signs, since
√2 cos(a + π/4) = cos a − sin a and √2 sin(a + π/4) = cos a + sin a.

A word has 32 bits, so tails reach √(2 · 33 ln 2) = 6.76 standard deviations (beyond lie
1.4e-11 of all draws) and numbers carry a rounding error of about 1e-7. Every step is an
IEEE operation (+, −, ×, √ and shifts; no library function), in one order: numpy and the
compiled kernel, and any two machines, give the same bits.

References
----------
Box & Muller (1958), A note on the generation of random normal deviates, Annals of
Mathematical Statistics 29, 610.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lcagraph.engine.montecarlo.streams import Words

Singles = NDArray[np.float32]

MOST_SIGMA = 12.0
"""ln of the largest geometric sd that single precision holds: 12 · 6.76 < ln 2¹²⁷."""

f32 = np.float32
ONE, HALF, SHIFT = f32(1.0), f32(0.5), f32(12582912.0)
"""Adding and taking away SHIFT = 1.5 · 2²³ rounds to a whole number."""
STEP = f32(2.0**-32)
LN2 = f32(np.log(2.0))
LN2_HIGH, LN2_LOW = f32(0.693359375), f32(np.log(2.0) - 0.693359375)
PER_LN2 = f32(1.0 / np.log(2.0))
QUARTER = f32(np.pi / 2.0 * 2.0**-30)
ROOT_HALF_BITS = 0x3F3504F3
"""Bits of √½, where the mantissa of a logarithm is cut: f lies in √½ − 1 … √2 − 1."""

# Chebyshev fits of (ln(1 + f) − f + f²/2)/f³, (sin a/a − 1)/a², (cos a − 1)/a² and
# (eˣ − 1 − x)/x², |x| ≤ ½ ln 2; the error of each function is below 3e-9.
L0, L1, L2 = f32(0.333333313), f32(-0.24999997), f32(0.200007156)
L3, L4, L5 = f32(-0.166678026), f32(0.142490581), f32(-0.124256872)
L6, L7, L8 = f32(0.116854198), f32(-0.114797339), f32(0.0697161183)
S0, S1, S2 = f32(-0.166666508), f32(0.0083320355), f32(-0.000195039043)
C0, C1, C2, C3 = (
    f32(-0.5),
    f32(0.0416666158),
    f32(-0.0013886618),
    f32(2.43798313e-05),
)
E0, E1, E2, E3, E4 = (
    f32(0.5),
    f32(0.166664153),
    f32(0.0416663513),
    f32(0.00837512594),
    f32(0.00139411085),
)

# The functions below take numpy arrays, and single numbers in the compiled kernel.


def log_mantissa(f: Any) -> Any:
    """ln(1 + f)."""
    tail = L4 + f * (L5 + f * (L6 + f * (L7 + f * L8)))
    cubic = f * (L0 + f * (L1 + f * (L2 + f * (L3 + f * tail))))
    return f + (f * f) * (cubic - HALF)


def sine(a: Any) -> Any:
    """Sine of a, |a| ≤ π/4."""
    q = a * a
    return a + a * (q * (S0 + q * (S1 + q * S2)))


def cosine(a: Any) -> Any:
    """Cosine of a, |a| ≤ π/4."""
    q = a * a
    return ONE + q * (C0 + q * (C1 + q * (C2 + q * C3)))


def exp_mantissa(x: Any) -> Any:
    """Exponential of x, |x| ≤ ½ ln 2."""
    return ONE + (x + (x * x) * (E0 + x * (E1 + x * (E2 + x * (E3 + x * E4)))))


def normals(drawn: Words) -> Singles:
    """Standard normal numbers, one for each word.

    Parameters
    ----------
    drawn : ndarray of uint32, shape (e, 16)
        As `streams.words` gives them; words 4 columns apart make a pair.

    Returns
    -------
    ndarray of float32, shape (e, 16)
    """
    word = drawn.reshape(len(drawn), 2, 2, 4)
    first, second = word[:, :, 0], word[:, :, 1]
    u = (first.astype(np.float32) + HALF) * STEP
    bits = u.view(np.int32)
    exponent = (bits - np.int32(ROOT_HALF_BITS)) >> 23
    mantissa = (bits - (exponent << 23)).view(np.float32)
    radius = np.sqrt(
        np.maximum(
            -(exponent.astype(np.float32) * LN2 + log_mantissa(mantissa - ONE)), f32(0)
        )
    )
    turn = (second & np.uint32(0x3FFFFFFF)).astype(np.int32) - np.int32(0x20000000)
    a = (turn.astype(np.float32) + HALF) * QUARTER
    c, s = cosine(a), sine(a)
    out = np.empty_like(word, np.float32)
    out[:, :, 0] = np.where(second >> 31 == 0, ONE, -ONE) * (radius * (c - s))
    out[:, :, 1] = np.where((second >> 30) & 1 == 0, ONE, -ONE) * (radius * (c + s))
    return out.reshape(len(drawn), 16)


def exponential(x: Singles) -> Singles:
    """Exponential of x, |x| < 87: eˣ = 2ⁿ · e^(x − n ln 2).

    Parameters
    ----------
    x : ndarray of float32

    Returns
    -------
    ndarray of float32, same shape
    """
    n = (x * PER_LN2 + SHIFT) - SHIFT
    rest = (x - n * LN2_HIGH) - n * LN2_LOW
    power = ((n.astype(np.int32) + np.int32(127)) << 23).view(np.float32)
    return np.asarray(exp_mantissa(rest) * power, dtype=np.float32)


def multipliers(
    drawn: Words, mean: Singles, sigma: Singles, is_log: NDArray[np.bool_]
) -> Singles:
    """Multipliers of lognormal and normal entries: exp(σ z), or mean + σ z.

    Parameters
    ----------
    drawn : ndarray of uint32, shape (e, 16)
    mean, sigma : ndarray of float32, shape (e,)
        In units of the entry's base; the mean of a lognormal's logarithm is 0. [1]
    is_log : ndarray of bool, shape (e,)

    Returns
    -------
    ndarray of float32, shape (e, 16)
    """
    x = mean[:, None] + sigma[:, None] * normals(drawn)
    chosen = is_log[:, None]
    grown = exponential(np.where(chosen, x, f32(0)))
    return np.asarray(np.where(chosen, grown, x), dtype=np.float32)
