"""表3-6: who supplies the raw materials, and how they come to the plant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lcagraph.graph.process import TransportLeg
from lcagraph.graph.report_fields import Supplier
from lcagraph.report.content import Row, Table
from lcagraph.report.printed import shown_unit
from lcagraph.report.shandong.consumption import Material, materials
from lcagraph.report.shandong.grid import head, row, shares
from lcagraph.report.shandong.matter import Matter

COLUMNS = ("products", "name", "address", "second", "transport")


def suppliers_table(matter: Matter) -> Table:
    """One row per supplier, and one per material of which none is told.

    Components are many, columns are not: the guide's table lies on its side. Transport
    that nobody has described is that of the model.
    """
    say = matter.phrases
    known = materials(matter)
    rows = [*_told(matter, known), *_untold(matter, known)]
    if not rows:
        blank = matter.said(None, "suppliers", "table.suppliers")
        rows = [row(blank, "", "", "", "")]
    return Table(
        id="suppliers",
        number=matter.numbers.table(3, "3-6"),
        title=say.text("table.suppliers"),
        head=(head(*(say.text(f"suppliers.{one}") for one in COLUMNS)),),
        body=tuple(rows),
        widths=shares(17, 17, 19, 17, 30),
        answers=("SD-56", "SD-21"),
    )


def _told(matter: Matter, known: Iterable[Material]) -> Iterator[Row]:
    say, told = matter.phrases, matter.system.suppliers
    for id_, one in told.items():
        if one.under is not None or (one.tier or 1) > 1:
            continue
        at = f"suppliers.{id_}"
        second = [o.name.get(matter.lang) for o in told.values() if o.under == id_]
        names = [matter.product_name(product) for product in one.products]
        transport = one.transport.get(matter.lang) if one.transport else None
        if transport is None:
            transport = _carried(matter, [m for m in known if _supplies(one, m)])
        yield row(
            say.listed(names)
            or matter.said(None, f"{at}.products", "suppliers.products"),
            one.name.get(matter.lang),
            matter.said(one.address, f"{at}.address", "suppliers.address"),
            say.listed(second) or "—",
            matter.said(transport, f"{at}.transport", "suppliers.transport"),
        )


def _untold(matter: Matter, known: Iterable[Material]) -> Iterator[Row]:
    """Materials that no supplier is told of, with the transport of the model."""
    told = matter.system.suppliers.values()
    for one in known:
        if any(_supplies(supplier, one) for supplier in told):
            continue
        yield row(
            one.name,
            matter.said(None, "suppliers", "table.suppliers"),
            "",
            "—",
            _carried(matter, [one]) or matter.phrases.text("suppliers.no_transport"),
        )


def _supplies(supplier: Supplier, material: Material) -> bool:
    return bool(set(supplier.products) & set(material.products))


def _carried(matter: Matter, goods: Iterable[Material]) -> str | None:
    """Modes and distances by which materials come; None: the model has no transport."""
    say = matter.phrases
    found: dict[str, None] = {}
    for path in (path for one in goods for path in one.paths):
        _, process, _, id_ = path.split(".")
        for leg in matter.system.processes[process].inputs[id_].transport:
            found.setdefault(_leg(matter, leg))
    return say.text("semicolon").join(found) or None


def _leg(matter: Matter, leg: TransportLeg) -> str:
    mode, stated = matter.product_name(leg.mode), leg.distance.text
    if stated.startswith("="):  # a formula is no distance to readers
        return mode
    distance = shown_unit(stated)
    return matter.phrases.text("suppliers.leg", mode=mode, distance=distance)
