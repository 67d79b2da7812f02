"""What only the whole package tells: ids of datasets, providers, sides of wastes.

An activity of ecoinvent with several products comes as several datasets of one activity
id, one per product. Its datasets are then called ``<activity>_<product>``, as their
files are, and links, which name the activity, lead to the one that makes the flow.

ecoinvent writes a treatment as a product with a negative amount, and the waste that a
process gives away as an input with a negative amount. An input of −1 kg is an output of
1 kg: wastes written so change sides, and read as in every other format. Entries of the
matrices stay the same. Other outputs with a negative amount stay as they are: they are
corrections, and no treatments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from lcagraph.background.records import Exchange, Process, Uncertainty
from lcagraph.formats.ecospold2.dataset import Dataset


def settled(datasets: Sequence[Dataset], wastes: frozenset[str]) -> Iterator[Process]:
    """Processes with their final ids, providers and directions, in their order."""
    ids = _ids(datasets)
    by_activity: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for dataset, identifier in zip(datasets, ids, strict=True):
        made = by_activity.setdefault(dataset.process.id, [])
        made.append((identifier, dataset.references))
    for dataset, identifier in zip(datasets, ids, strict=True):
        exchanges = tuple(
            _settled(exchange, by_activity, wastes, drop_formula=dataset.is_linked)
            for exchange in dataset.process.exchanges
        )
        yield replace(dataset.process, id=identifier, exchanges=exchanges)


def formulas_set_aside(datasets: Sequence[Dataset]) -> int:
    """Exchanges whose formula no longer leads to their amount."""
    return sum(
        bool(exchange.formula)
        for dataset in datasets
        if dataset.is_linked
        for exchange in dataset.process.exchanges
    )


def _ids(datasets: Sequence[Dataset]) -> list[str]:
    activities = Counter(dataset.process.id for dataset in datasets)
    pairs: dict[str, set[str]] = {}
    for dataset in datasets:
        pairs.setdefault(dataset.process.id, set()).add(dataset.pair)
    ids = []
    for dataset in datasets:
        activity, pair = dataset.process.id, dataset.pair
        is_named_so = PurePosixPath(dataset.process.file).stem == pair
        is_divided = activities[activity] > 1 and len(pairs[activity]) > 1
        ids.append(pair if pair and (is_named_so or is_divided) else activity)
    return ids


def _settled(
    exchange: Exchange,
    by_activity: Mapping[str, Sequence[tuple[str, frozenset[str]]]],
    wastes: frozenset[str],
    *,
    drop_formula: bool,
) -> Exchange:
    if exchange.provider:
        provider = _provider(exchange, by_activity.get(exchange.provider, ()))
        if provider != exchange.provider:
            exchange = replace(exchange, provider=provider)
    if drop_formula and exchange.formula:
        exchange = replace(exchange, formula="")
    amount = exchange.amount
    changes_sides = exchange.is_reference or exchange.direction == "input"
    if amount is None or amount >= 0 or exchange.flow not in wastes:
        return exchange
    if not changes_sides:
        return exchange
    return replace(
        exchange,
        direction="input" if exchange.direction == "output" else "output",
        amount=-amount,
        formula=f"-({exchange.formula})" if exchange.formula else "",
        uncertainty=_mirrored(exchange.uncertainty),
    )


def _provider(
    exchange: Exchange, datasets: Sequence[tuple[str, frozenset[str]]]
) -> str:
    if len(datasets) == 1:
        return datasets[0][0]
    fitting = {i for i, references in datasets if exchange.flow in references}
    # none or several: the linking finds the activity missing, and says so
    return fitting.pop() if len(fitting) == 1 else exchange.provider


def _mirrored(stated: Uncertainty | None) -> Uncertainty | None:
    """The distribution of −x. Of a lognormal only the size is stated anyway."""
    if stated is None:
        return None
    location = stated.location
    if location is not None:
        location = abs(location) if stated.spread == "lognormal" else -location
    low, high = stated.minimum, stated.maximum
    return replace(
        stated,
        location=location,
        minimum=None if high is None else -high,
        maximum=None if low is None else -low,
    )
