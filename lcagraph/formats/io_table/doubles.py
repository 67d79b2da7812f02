"""Parts of a table that say the same thing twice, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from lcagraph.errors import Finding
from lcagraph.formats.io_table.cells import Block, Part, missing, stressors_in
from lcagraph.input_output.money import mass_unit
from lcagraph.solve.arrays import Reals

ROUNDED = 1e-3
"""Part by which published coefficients may miss their flows: they are rounded. [1]"""


def refuse_empty(main: Block, path: Path) -> None:
    """Raise E570 if a part has a header, but no sector below it."""
    if not main.rows or not main.columns:
        raise missing(path, main.part)


def stated_twice(blocks: Mapping[Part, Block]) -> tuple[Finding, ...]:
    """W571 where coefficients are stated besides their flows, and differ from them.

    Flows count. Where output isn't stated, it is what rows of Z and Y sell.
    """
    if "x" in blocks:
        output = blocks["x"].values[:, 0]
    elif "Z" in blocks and "Y" in blocks:
        output = blocks["Z"].values.sum(axis=1) + blocks["Y"].values.sum(axis=1)
    else:
        return ()
    found = []
    pairs: tuple[tuple[Part, Part], ...] = (("Z", "A"), ("F", "D"))
    for flows, coefficients in pairs:
        if flows in blocks and coefficients in blocks:
            found += _difference(blocks[flows], blocks[coefficients], output)
    return tuple(found)


def _difference(flows: Block, given: Block, output: Reals) -> list[Finding]:
    """The largest difference between coefficients that follow and those stated."""
    given.refuse_other_columns(flows)
    if given.part == "A":
        given.refuse_unless_square()
        made, stated = flows.values, given.values
    else:
        ids = [one.id for one in stressors_in(flows)]
        if ids != [one.id for one in stressors_in(given)]:
            return [_told(flows, given, (0, 0), ("–", "–"))]
        made, stated = _kilograms(flows), _kilograms(given)
    follows = np.divide(made, output, out=np.zeros_like(made), where=output > 0)
    size = max(np.abs(follows).max(initial=0.0), np.abs(stated).max(initial=0.0))
    apart = np.where(output > 0, np.abs(follows - stated), 0.0)
    if not apart.max(initial=0.0) > ROUNDED * size:
        return []
    row, column = np.unravel_index(int(apart.argmax()), apart.shape)
    at = (int(row), int(column))
    return [_told(flows, given, at, (f"{follows[at]:.4g}", f"{stated[at]:.4g}"))]


def _kilograms(block: Block) -> Reals:
    """Extensions, masses among them in kilograms."""
    sizes = [mass_unit(one.unit)[0] for one in stressors_in(block)]
    return np.asarray(block.values * np.array(sizes)[:, None])


def _told(
    flows: Block, given: Block, at: tuple[int, int], pair: tuple[str, str]
) -> Finding:
    place = f"{'/'.join(given.rows[at[0]])}, {'/'.join(given.columns[at[1]])}"
    values = {
        "part": flows.part,
        "other": given.part,
        "place": place,
        "follows": pair[0],
        "stated": pair[1],
    }
    return Finding(code="W571", at=given.part, values=values)
