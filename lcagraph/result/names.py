"""What people call the ids of a result, in their language."""

from __future__ import annotations

from lcagraph.impact import elementary_flows
from lcagraph.result.footprint import Footprint
from lcagraph.wording import Language, label


def process_name(result: Footprint, id_: str, lang: Language) -> str:
    """Name of a unit process; its id if it has none."""
    process = result.prepared.compiled.system.processes.get(id_)
    return process.name.get(lang) if process and process.name else id_


def input_name(result: Footprint, id_: str, lang: Language) -> str:
    """Name of a factor, a product or an elementary flow; its id if it has none."""
    compiled = result.prepared.compiled
    for column in compiled.factors:
        if column.id == id_ and column.factor.name:
            return column.factor.name.get(lang)
    product = compiled.system.products.get(id_)
    if product and product.name:
        return product.name.get(lang)
    flow = elementary_flows().get(id_)
    return flow.name.get(lang) if flow else id_


def stage_name(id_: str, lang: Language) -> str:
    """Name of a life cycle stage, or of what no stage can be told for."""
    return label(f"stage.{id_}", lang)


def item_name(id_: str, lang: Language) -> str:
    """Name of an item of the footprint."""
    return label(f"item.{id_}", lang)
