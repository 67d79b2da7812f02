"""Catalogues held in memory: rows in, footprints out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lcagraph.background.store import Database
from lcagraph.catalogue.computing import Options, Prepared, compute, prepare
from lcagraph.catalogue.lines import lines_of
from lcagraph.catalogue.tables import block_of, rejected
from lcagraph.catalogue.writing import Block
from lcagraph.errors import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Footprints of the products of a table."""

    prepared: Prepared
    blocks: tuple[Block, ...]
    """Columns as in a file, one block per scenario and chunk."""

    def rows(self) -> Iterator[dict[str, Any]]:
        """A mapping per product and scenario, ready for ``pandas.DataFrame``."""
        for block in self.blocks:
            columns = [
                cells if isinstance(cells, list) else cells.tolist()
                for cells in block.values()
            ]
            for cells in zip(*columns, strict=True):
                yield dict(zip(block, cells, strict=True))

    @property
    def rejected(self) -> tuple[tuple[int, Finding], ...]:
        """Rows that were set aside (the first one is row 2), and why."""
        return tuple((row, finding) for row, _, finding in rejected(self.prepared))


def catalogue_of(
    rows: Iterable[Mapping[str, object]],
    databases: Sequence[Database],
    options: Options | None = None,
) -> Catalogue:
    """Footprints of products whose lines are held in memory.

    Parameters
    ----------
    rows : iterable of mapping
        Lines with ``product``, ``component``, ``amount``, ``unit`` and, if wanted,
        ``per``, ``per_unit``, ``scenario``, ``location``, ``dataset``;
        ``frame.to_dict("records")`` gives them.
    databases : sequence of Database
    options : Options, optional

    Raises
    ------
    UsageError, CalculationError
        As in `prepare`.
    """
    options = options or Options()
    prepared = prepare(lines_of(rows), databases, options)
    blocks = []
    for scenario in prepared.scenarios:
        chunks = {one[0]: one for one in scenario.chunks(options.chunk_lines)}
        found = dict(compute(scenario, list(chunks.values()), options.threads))
        for name, begin, end in chunks.values():
            blocks.append(block_of(prepared, scenario, begin, end, found[name]))
    return Catalogue(prepared=prepared, blocks=tuple(blocks))
