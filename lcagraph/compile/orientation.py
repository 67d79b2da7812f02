"""Datasets that are used the wrong way round: a product as treatment, and the reverse.

The figures of a treatment are per unit of waste that it takes in, those of a product
per unit that it gives. Drawn the other way they are numbers of something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lcagraph.background.offers import Offer
from lcagraph.errors import Finding
from lcagraph.graph.process import UnitProcess
from lcagraph.graph.system import ProductSystem


def orientation_findings(
    system: ProductSystem, offers: Mapping[str, Offer]
) -> Iterator[Finding]:
    """Inputs from a treatment (E097), and wastes sent to a product (W093).

    Some databases state treatments as services, whose product is “disposal of …”: a
    factor with `kind: treatment` says that this is meant.

    Parameters
    ----------
    system : ProductSystem
        With the datasets as factors.
    offers : mapping of str to Offer
        Factor id → its dataset.
    """
    by_product = {system.factors[id_].product or id_: id_ for id_ in offers}
    for id_, process in system.processes.items():
        for path, product, named in _rows(id_, process):
            factor = named or by_product.get(product, "")
            if factor not in offers:
                continue
            is_waste = path.split(".")[2] == "waste"
            is_treatment = offers[factor].activity.is_treatment
            is_meant = system.factors[factor].kind == "treatment"
            if is_waste and not is_treatment and not is_meant:
                yield _finding("W093", path, offers[factor])
            elif is_treatment and not is_waste:
                yield _finding("E097", path, offers[factor])


def _rows(id_: str, process: UnitProcess) -> Iterator[tuple[str, str, str | None]]:
    """Path, product and named supplier of each input and waste."""
    for row, input_ in process.inputs.items():
        yield f"processes.{id_}.inputs.{row}", input_.product or row, input_.from_
    for row, waste in process.waste.items():
        yield f"processes.{id_}.waste.{row}", waste.product or row, waste.to


def _finding(code: str, path: str, offer: Offer) -> Finding:
    values = {
        "database": offer.database.name,
        "name": offer.activity.name,
        "product": offer.activity.product_name,
        "row": path.rpartition(".")[2],
        "reference": offer.reference,
    }
    return Finding(code=code, at=path, part="key", values=values)
