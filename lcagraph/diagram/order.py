"""Order of the processes in a figure, and which of them are referred to by letter.

Suppliers stand above their consumers: a walk up the supply chain from the reference,
in the order of the model, writes each process down after its suppliers. Nothing but
links decides, so that a changed number or word does not reshuffle a figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from string import ascii_uppercase

MANY_CONSUMERS = 4
"""From here on letters are clearer than arrows that fan out over the whole figure."""


def connectors(
    processes: Mapping[str, bool], links: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """Letters of the processes that tables refer to instead of arrows.

    Parameters
    ----------
    processes : mapping
        Whether each process is a mix or utility, in the order of the model.
    links : iterable of (process, other process)
        Supplier and consumer, or treatment and producer of the waste.
    """
    partners: dict[str, set[str]] = {}
    for process, other in links:
        partners.setdefault(process, set()).add(other)
    lettered = [
        id_
        for id_, is_utility in processes.items()
        if partners.get(id_)
        and (is_utility or len(partners[id_] - {id_}) >= MANY_CONSUMERS)
    ]
    return {id_: letter(position) for position, id_ in enumerate(lettered)}


def letter(position: int) -> str:
    """A to Z, then A1 to Z1 and so on."""
    turn, place = divmod(position, len(ascii_uppercase))
    return ascii_uppercase[place] + (str(turn) if turn else "")


def drawing_order(
    reference: str,
    processes: Sequence[str],
    *,
    suppliers: Mapping[str, Sequence[str]],
    treatments: Mapping[str, Sequence[str]],
    rank: Mapping[str, int],
) -> list[str]:
    """Every process once: suppliers first, bands together.

    Parameters
    ----------
    reference : str
        Process that delivers the reference flow.
    processes : sequence of str
        All processes, in the order of the model.
    suppliers, treatments : mapping
        Processes that an arrow comes from, or a waste goes to, per process.
    rank : mapping
        Place of each process's band.
    """
    order: dict[str, None] = {}
    _walk(reference, suppliers, order)
    for id_ in tuple(order):
        for treatment in treatments.get(id_, ()):
            _walk(treatment, suppliers, order)
    for id_ in processes:
        _walk(id_, suppliers, order)
    known = set(processes)
    return sorted((id_ for id_ in order if id_ in known), key=lambda id_: rank[id_])


def _walk(
    start: str, suppliers: Mapping[str, Sequence[str]], order: dict[str, None]
) -> None:
    """Append a process after its suppliers; a loop is cut where it closes."""
    if start in order:
        return
    entered = {start}
    stack = [(start, iter(suppliers.get(start, ())))]
    while stack:
        process, rest = stack[-1]
        supplier = next(rest, None)
        if supplier is None:
            order.setdefault(process)
            stack.pop()
        elif supplier not in entered and supplier not in order:
            entered.add(supplier)
            stack.append((supplier, iter(suppliers.get(supplier, ()))))
