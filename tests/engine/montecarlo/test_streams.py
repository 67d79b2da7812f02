"""Random words: the published ones, in the published order, compiled or not."""

from __future__ import annotations

import numpy as np
import pytest

from lcagraph.engine.fast import numba_or_none
from lcagraph.engine.montecarlo.streams import (
    key_of,
    philox,
    uniforms,
    words,
)

ALL = 0xFFFFFFFF


# Random123 1.14, tests/kat_vectors, the rows “philox4x32 10”: zeros, ones, digits of π.
@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        (
            (ALL, ALL, ALL, ALL),
            (ALL, ALL),
            (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
        ),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_published_words(
    counter: tuple[int, ...], key: tuple[int, int], expected: tuple[int, ...]
) -> None:
    assert tuple(philox(np.array(counter, np.uint64), key)) == expected


def test_a_block_holds_word_w_of_counter_q_in_lane_4w_plus_q() -> None:
    key, found = (5, 6), words((5, 6), np.array([9]), 1, 3)[0]
    for w in range(4):
        for q in range(4):
            counter = np.array([9, 1, 12 + q, 0], np.uint64)
            assert found[4 * w + q] == philox(counter, key)[w]


def test_compiled_words_are_the_same() -> None:
    if numba_or_none() is None:
        pytest.skip("numba is not installed")
    from lcagraph.engine.montecarlo.draw_kernels import draw_words, round_keys

    key, entry = (ALL, 17), np.array([0, 5, 2**31 + 3, ALL])
    out = np.empty((4, 16), np.uint32)
    draw_words(round_keys(*key), np.repeat(entry, 4), 1, 2**20, out)
    expected = words(key, entry, 1, 2**20)
    assert (out.reshape(4, 4, 4).transpose(1, 0, 2).reshape(4, 16) == expected).all()


def test_an_entry_draws_the_same_whatever_else_is_drawn() -> None:
    alone = words((1, 2), np.array([77]), 0, 4)
    among = words((1, 2), np.arange(200), 0, 4)
    assert (among[77] == alone[0]).all()


@pytest.mark.parametrize(
    ("seed", "name"), [(1, "a"), (2, "a"), (1, "b"), (1, "a\0"), (2**70, "a")]
)
def test_seed_and_database_make_the_key(seed: int, name: str) -> None:
    others = {(1, "a"), (2, "a"), (1, "b"), (1, "a\0"), (2**70, "a")} - {(seed, name)}
    assert key_of(seed, name) == key_of(seed, name)
    assert key_of(seed, name) not in {key_of(*other) for other in others}


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="seed -1"):
        key_of(-1, "a")


def test_uniform_numbers_never_reach_their_ends() -> None:
    ends = uniforms(np.array([0, ALL], np.uint32))
    assert ends.tolist() == [2.0**-33, 1 - 2.0**-33]
