"""A model as a package: unit processes and emission factors with the model's matrices.

Each column of A is a process with one product, after allocation. An emission factor is
a system process: one unit of its product, with its gases as a cumulative inventory. The
package is linked and stored beside the target for a moment, so that a model is written
by the same hands as a database, and its matrices are those that lcagraph has solved.

A distribution is written with each entry that is one drawn number times constants; what
can't be said that way stays certain and is told (see `drawn_entries`).

Ready CO2e figures are elementary flows of their own, which no GWP may multiply; other
programs don't know them and would count nothing, so they are named in N078.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from lcagraph.arrays import Numbers, Prepared
from lcagraph.background.build import link_package
from lcagraph.background.conversion import Conversion
from lcagraph.background.records import (
    Direction,
    Exchange,
    Flow,
    FlowKind,
    Method,
    MethodFactor,
    Package,
    Process,
)
from lcagraph.background.settled_units import SettledUnits
from lcagraph.background.store import Database, Stored, write_database
from lcagraph.calculate import numbers_of
from lcagraph.errors import Finding
from lcagraph.exporting.databases import Exported, export_database, target_of
from lcagraph.exporting.drawn_entries import (
    DrawnEntries,
    drawn_entries,
    entry_uncertainty,
)
from lcagraph.graph.words import Text
from lcagraph.impact import (
    characterisation,
    elementary_flows,
    gwp_set,
    including_and_excluding,
)
from lcagraph.importing import solved
from lcagraph.matrices import Column
from lcagraph.sampling import UncertainNumber
from lcagraph.wording import label

_AIR = ("Emissions", "Emissions to air", "Emissions to air, unspecified")
_FROM_AIR = ("Resources", "Resources from air", "Renewable resources from air")

_NAME = "model"
_VIEWS = ("including", "excluding")
"""In the order of `including_and_excluding`."""


def export_model(
    prepared: Prepared, path: Path, format_: str, *, is_replacing: bool = False
) -> Exported:
    """Write the product system of a model into a file.

    Parameters
    ----------
    prepared : Prepared
        The compiled model, written with its own values.
    path, format_, is_replacing
        As for `export_database`.

    Returns
    -------
    Exported
        Findings: N078, ready CO2e figures that other programs don't know; N085, N086,
        what of its uncertainty is not in the file.

    Raises
    ------
    UsageError
        As for `export_database`: E074, E075, E731. Then nothing has changed.
    CalculationError
        The model has no footprint.
    """
    target_of(format_)
    numbers = numbers_of(prepared, prepared.base[None, :])
    drawn = drawn_entries(prepared, numbers)
    package = package_of(prepared, numbers, drawn)
    with tempfile.TemporaryDirectory() as folder:
        database = _stored(package, Path(folder))
        exported = export_database(
            database,
            path,
            format_,
            is_replacing=is_replacing,
            gwp=prepared.compiled.system.scope.gwp,
        )
        database.close()
    found = (*exported.findings, *drawn.findings, *_ready(package))
    return replace(exported, findings=found)


def package_of(
    prepared: Prepared, numbers: Numbers, drawn: DrawnEntries | None = None
) -> Package:
    """The records of a model, in the units of its matrices.

    Parameters
    ----------
    prepared : Prepared
    numbers : Numbers
        Of the variant to write, k = 1.
    drawn : DrawnEntries, optional
        Distributions to write; None: all numbers are certain.

    Returns
    -------
    Package
        Process ids are those of the model; of a process with several products,
        ``process:row``. Elementary flows have the ids of the GWP sets.
    """
    return _Records(prepared, numbers, drawn).package()


def _stored(package: Package, place: Path) -> Database:
    linked, diagnosis, known = solved(link_package(package))
    stored = Stored(
        name=_NAME,
        linked=linked,
        diagnosis=diagnosis,
        intensities=known,
        source=package.name,
        source_sha256="",
    )
    return Database(write_database(stored, place))


def _ready(package: Package) -> tuple[Finding, ...]:
    """N078 if there are ready CO2e figures."""
    known = elementary_flows()
    flows = [flow for flow in package.flows.values() if flow.id in known]
    ready = [flow.name for flow in flows if known[flow.id].is_ready]
    if not ready:
        return ()
    values = {"count": len(ready), "of": len(flows), "flows": sorted(ready)}
    return (Finding(code="N078", values=values),)


class _Records:
    """Turns columns into processes, and their rows into flows."""

    def __init__(
        self, prepared: Prepared, numbers: Numbers, drawn: DrawnEntries | None
    ) -> None:
        self._spreads_a = drawn.a if drawn else {}
        self._spreads_b = drawn.b if drawn else {}
        self._compiled = prepared.compiled
        self._system = prepared.compiled.system
        self._layout = layout = prepared.layout
        self._treats = [
            *(function.is_treatment for function in prepared.compiled.functions),
            *(False for _ in prepared.compiled.factors),
        ]
        n = layout.n
        self._a: list[dict[int, float]] = [{} for _ in range(n)]
        self._b: list[dict[int, float]] = [{} for _ in range(n)]
        for into, entries, values in (
            (self._a, layout.a, numbers.A[0]),
            (self._b, layout.b, numbers.B[0]),
        ):
            places = zip(entries.row.tolist(), entries.column.tolist(), strict=True)
            for (row, column), value in zip(places, values.tolist(), strict=True):
                into[column][row] = into[column].get(row, 0.0) + value
        self._several = _repeated([column.id for column in layout.columns])
        self._factors = {each.id: each for each in prepared.compiled.factors}

    def package(self) -> Package:
        """All records; flows in units that a property has."""
        flows = {flow.id: flow for flow in (*self._products(), *self._gases())}
        title = self._system.title
        package = Package(
            format="lcagraph",
            name=title.get("en") if title else self._system.reference.product,
            flows=flows,
            processes=tuple(map(self._process, range(self._layout.n))),
        )
        units = SettledUnits(package, Conversion(package))
        settled = {id: units.settle(flow) for id, flow in flows.items()}
        return replace(
            package,
            flows=settled,
            flow_properties=units.flow_properties,
            unit_groups=units.unit_groups,
            methods=tuple(self._methods()),
        )

    def _methods(self) -> Iterator[Method]:
        """Both totals of the model's GWP set, ready CO2e figures counted among them."""
        gwp, flows = self._system.scope.gwp, self._layout.flows
        by_item, title = characterisation(gwp, flows), gwp_set(gwp).name
        for view, weights in zip(_VIEWS, including_and_excluding(), strict=True):
            row = weights @ by_item
            yield Method(
                id=f"{gwp}/{view}",
                name=title.en if title is not None else gwp,
                category=f"Climate change, {view} biogenic CO2",
                unit="kg CO2 eq",
                factors=tuple(
                    MethodFactor(flow=flow, amount=float(value), unit="kg")
                    for flow, value in zip(flows, row.tolist(), strict=True)
                ),
            )

    # ------------------------------------------------------------------------- flows

    def _products(self) -> Iterator[Flow]:
        for j, column in enumerate(self._layout.columns):
            known = self._system.products.get(column.product)
            name = known.name if known else None
            yield Flow(
                id=self._flow_id(j),
                name=name.get("en") if name else column.product,
                kind=self._kind(j),
                names=_languages(name),
                unit=column.unit,
            )

    def _gases(self) -> Iterator[Flow]:
        known = elementary_flows()
        for id in self._layout.flows:
            gas = known[id]
            yield Flow(
                id=id,
                name=gas.name.get("en"),
                kind="elementary",
                names=_languages(gas.name),
                compartment=_FROM_AIR if gas.is_removal else _AIR,
                cas=gas.cas,
                formula=gas.formula,
                unit="kg",
            )

    def _kind(self, j: int) -> FlowKind:
        return "waste" if self._treats[j] else "product"

    def _flow_id(self, j: int) -> str:
        """Product and unit: several suppliers of one product share its flow."""
        column = self._layout.columns[j]
        return f"{self._kind(j)}:{column.product} [{column.unit}]"

    # --------------------------------------------------------------------- processes

    def _process_id(self, column: Column) -> str:
        if column.is_factor:
            return f"factors.{column.id}"
        own = f"processes.{column.id}"
        return f"{own}:{column.row}" if column.id in self._several else own

    def _process(self, j: int) -> Process:
        column = self._layout.columns[j]
        record = self._factor(column) if column.is_factor else self._own(column)
        exchanges = [
            replace(each, id=str(number))
            for number, each in enumerate(self._exchanges(j), start=1)
        ]
        return replace(record, exchanges=tuple(exchanges))

    def _own(self, column: Column) -> Process:
        """A unit process of the model; a supply that compiling has made has an id."""
        stated = self._system.processes.get(column.id)
        name = stated.name if stated else None
        stage = stated.stage if stated else None
        added = f" | {column.product}" if column.id in self._several else ""
        return Process(
            id=self._process_id(column),
            name=f"{name.get('en') if name else column.id}{added}",
            names={lang: f"{t}{added}" for lang, t in _languages(name).items()},
            location=(stated.location if stated else None) or "",
            classification=(label(f"stage.{stage}", "en"),) if stage else (),
            description=_text(stated.note if stated else None),
            technology=_text(stated.technology if stated else None),
        )

    def _factor(self, column: Column) -> Process:
        compiled = self._factors[column.id]
        factor = compiled.factor
        source = _text(factor.source)
        return Process(
            id=self._process_id(column),
            name=factor.name.get("en") if factor.name else column.id,
            names=_languages(factor.name),
            location=factor.region or "",
            is_system=True,
            year_from=factor.year,
            year_until=factor.year,
            description=_text(factor.note),
            source="; ".join(filter(None, (source, compiled.origin))),
            licence=factor.licence or "",
        )

    def _exchanges(self, j: int) -> Iterator[Exchange]:
        """The product, then what it draws on, then what it emits."""
        made = self._a[j].get(j, 0.0)
        is_taken = self._treats[j] and made < 0
        own = Exchange(
            id="",
            flow=self._flow_id(j),
            direction="input" if is_taken else "output",
            amount=-made if is_taken else made,
            is_reference=True,
        )
        yield _with_spread(own, self._spreads_a.get((j, j)))
        for row, value in sorted(self._a[j].items()):
            if row != j and value:
                number = self._spreads_a.get((row, j))
                yield _with_spread(self._drawn(row, value), number)
        known = elementary_flows()
        for row, value in sorted(self._b[j].items()):
            id = self._layout.flows[row]
            side: Direction = "input" if known[id].is_removal else "output"
            if value:
                one = Exchange(id="", flow=id, direction=side, amount=value)
                yield _with_spread(one, self._spreads_b.get((row, j)))

    def _drawn(self, row: int, value: float) -> Exchange:
        """A demand on a supplier, a waste for a treatment, or a credit."""
        is_waste = self._treats[row]
        is_credit = value > 0 and not is_waste
        return Exchange(
            id="",
            flow=self._flow_id(row),
            direction="output" if is_waste else "input",
            amount=value if is_waste or is_credit else -value,
            is_avoided=is_credit,
            provider=self._process_id(self._layout.columns[row]),
        )


def _with_spread(exchange: Exchange, number: UncertainNumber | None) -> Exchange:
    """An exchange with the distribution of the number that it is a multiple of."""
    if number is None or exchange.amount is None:
        return exchange
    spread = entry_uncertainty(number, exchange.amount)
    return replace(exchange, uncertainty=spread)


def _repeated(ids: Sequence[str]) -> frozenset[str]:
    return frozenset(id for id in ids if ids.count(id) > 1)


def _languages(text: Text | None) -> Mapping[str, str]:
    """What is written, by language; one text that stands for both is given once."""
    if text is None:
        return {}
    return {lang: t for lang, t in (("en", text.en), ("zh", text.zh)) if t}


def _text(text: Text | None) -> str:
    return text.get("en") if text else ""
