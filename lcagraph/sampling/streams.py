"""One stream of random numbers per uncertain number, read at any place.

    key      = SeedSequence(seed, SHA-256 of the name)
    word t   = word t mod 4 of Philox-4×64-10 at counter t div 4
    u_t      = (first 52 bits of word t + ½) / 2⁵²,      0 < u_t < 1

A stream depends on the seed and its own name alone: another number more shifts no
stream, and samples may be drawn in any pieces, anywhere, with the same bits.

References
----------
Salmon et al. (2011), Parallel random numbers: as easy as 1, 2, 3, SC '11,
doi:10.1145/2063384.2063405.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WORDS = 4
"""Words of 64 bits that Philox gives per counter."""

DROPPED_BITS = 12
"""52 bits are kept: so k + ½ is a double exactly, and u is neither 0 nor 1."""

STEP = 2.0**-52


def uniforms(seed: int, name: str, first: int, count: int) -> Floats:
    """Numbers first … first + count − 1 of a stream, uniform in the open (0, 1).

    Parameters
    ----------
    seed : int
        Zero or more.
    name : str
        Of the stream, such as the path of a term.
    first, count : int
        Which samples.

    Returns
    -------
    ndarray, shape (count,)
        [1]

    Raises
    ------
    ValueError
        A seed, first or count below zero.
    """
    if min(seed, first, count) < 0:
        raise ValueError(f"no stream at seed {seed}, sample {first}, count {count}")
    digest = hashlib.sha256(name.encode()).digest()
    spawn_key = [int(word) for word in np.frombuffer(digest, dtype="<u4")]
    generator = np.random.Philox(np.random.SeedSequence(seed, spawn_key=spawn_key))
    generator.advance(first // WORDS)
    skipped = first % WORDS
    words = generator.random_raw(skipped + count)[skipped:]
    return np.asarray(((words >> np.uint64(DROPPED_BITS)) + 0.5) * STEP)
