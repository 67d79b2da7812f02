"""Random numbers by place: the word of an entry in a sample, whatever else is drawn.

Philox4x32-10 turns a key (seed and database) and a counter (entry, sample) into four
words of 32 bits. Nothing is handed on from draw to draw, so a number depends neither
on what else is sampled, nor on the order, the threads or the machine.

Sixteen samples form a block. In block b, lane 4 w + q of an entry is word w of counter
(entry, matrix, 4 b + q, 0): sample k = 16 b + 4 w + q. Two words of one entry and q
make two normal numbers, so entries never share a word.

References
----------
Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC11,
doi:10.1145/2063384.2063405: the generator, and why ten rounds pass TestU01's BigCrush.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]
Key = tuple[int, int]

BLOCK = 16
"""Samples that are drawn and solved together; sample k stands in block k // 16."""

MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)
ROUNDS = 10
WORD = 0xFFFFFFFF

TECHNOSPHERE, INTERVENTIONS = 0, 1
"""Second word of the counter: which matrix the entry stands in."""


def key_of(seed: int, database: str) -> Key:
    """Key of a run: two words mixed from the seed and the database's hash.

    Parameters
    ----------
    seed : int
        Not negative.
    database : str
        Content hash, or any other stable name of what is sampled.

    Returns
    -------
    tuple of int
        Two words of 32 bits, from `numpy.random.SeedSequence`.
    """
    if seed < 0:
        raise ValueError(f"seed {seed}: a seed is a whole number from 0")
    name = database.encode()
    entropy = [seed, len(name), int.from_bytes(name, "little")]
    first, second = np.random.SeedSequence(entropy).generate_state(2, np.uint32)
    return int(first), int(second)


def philox(counter: NDArray[np.uint64], key: Key) -> Words:
    """Four words for each counter: Philox4x32-10.

    Parameters
    ----------
    counter : ndarray of uint64, shape (4, ...)
        Four words of 32 bits each.
    key : tuple of int
        Two words of 32 bits.

    Returns
    -------
    ndarray of uint32, shape (4, ...)
    """
    mask, half = np.uint64(WORD), np.uint64(32)
    c0, c1, c2, c3 = (np.asarray(word, np.uint64) for word in counter)
    k0, k1 = key
    for _ in range(ROUNDS):
        p0 = np.uint64(MULTIPLIERS[0]) * c0
        p1 = np.uint64(MULTIPLIERS[1]) * c2
        c0 = (p1 >> half) ^ c1 ^ np.uint64(k0)
        c2 = (p0 >> half) ^ c3 ^ np.uint64(k1)
        c1, c3 = p1 & mask, p0 & mask
        k0, k1 = (k0 + WEYL[0]) & WORD, (k1 + WEYL[1]) & WORD
    return np.array([c0, c1, c2, c3]).astype(np.uint32)


def words(key: Key, entry: NDArray[np.int64], matrix: int, block: int) -> Words:
    """Words of some entries in the sixteen samples of a block.

    Parameters
    ----------
    key : tuple of int
        Of the run.
    entry : ndarray of int64, shape (e,)
        Positions in the database's whole list of entries.
    matrix : int
        `TECHNOSPHERE` or `INTERVENTIONS`.
    block : int
        Samples 16·block to 16·block + 15.

    Returns
    -------
    ndarray of uint32, shape (e, 16)
    """
    counter = np.zeros((4, len(entry), 4), np.uint64)
    counter[0] = np.asarray(entry, np.uint64)[:, None]
    counter[1] = matrix
    counter[2] = 4 * block + np.arange(4)
    return philox(counter, key).transpose(1, 0, 2).reshape(len(entry), BLOCK)


def uniforms(drawn: Words) -> NDArray[np.float64]:
    """Numbers in (0, 1), each in the middle of one of 2³² equal steps."""
    return (drawn.astype(np.float64) + 0.5) * 2.0**-32
