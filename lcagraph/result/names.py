"""What people call the ids of a result, in their language."""

from __future__ import annotations

import re

from lcagraph.arrays import Prepared
from lcagraph.checks.data_cards import SECTIONS
from lcagraph.graph.factor import Factor
from lcagraph.graph.scope import Scope
from lcagraph.graph.words import Text
from lcagraph.impact import elementary_flows, gwp_set, gwp_sets
from lcagraph.result.called import thing_named
from lcagraph.result.footprint import Footprint
from lcagraph.wording import Language, label

_GWP_SET = re.compile("ipcc-(ar[0-9])-gwp([0-9]+)")


def process_name(result: Footprint, id_: str, lang: Language) -> str:
    """Name of a unit process; its id if it has none."""
    process = result.prepared.compiled.system.processes.get(id_)
    return process.name.get(lang) if process and process.name else id_


def input_name(result: Footprint, id_: str, lang: Language) -> str:
    """Name of a factor, a product or an elementary flow; its id if it has none.

    Of a sector with corrections the name says that its amount is what is left.
    """
    compiled = result.prepared.compiled
    for column in compiled.factors:
        named = thing_named(compiled.system, id_, column.factor)
        if column.id == id_ and named:
            name = named.get(lang)
            is_net = id_ in result.corrected.values()
            return label("result.net_of", lang).format(name=name) if is_net else name
    product = compiled.system.products.get(id_)
    if product and product.name:
        return product.name.get(lang)
    flow = elementary_flows().get(id_)
    return flow.name.get(lang) if flow else id_


def gwp_name(id_: str, lang: Language) -> str:
    """A GWP set by its name: `IPCC 第六次评估报告，100 年`; itself if it is unknown."""
    named = gwp_set(id_).name if id_ in gwp_sets() else None
    return named.get(lang) if named is not None else printed_set(id_)


def choices_of(scope: Scope, lang: Language) -> list[str]:
    """What a footprint rests on, by name: its boundary, GWP set and rule set."""
    boundary = [label(f"diagram.{scope.boundary}", lang)] if scope.boundary else []
    return [
        *boundary,
        gwp_name(scope.gwp, lang),
        label(f"rule_set.{scope.rule_set}", lang),
    ]


def printed_set(id_: str) -> str:
    """A GWP set by its report and horizon, one that isn't shipped too.

    `ipcc-ar4-gwp100` → `IPCC AR4 GWP100`; another id is printed as it is.
    """
    known = _GWP_SET.fullmatch(id_)
    return f"IPCC {known[1].upper()} GWP{known[2]}" if known else id_


class ExchangeNames:
    """Looks up what people call the rows of the processes of one model."""

    def __init__(self, prepared: Prepared) -> None:
        compiled = prepared.compiled
        self.system = compiled.system
        self.factors = {column.id: column.factor for column in compiled.factors}

    def of(self, path: str, id_: str, lang: Language) -> str:
        """Name of a row: its own, its product's, its factor's or its gas's; else `id_`.

        Parameters
        ----------
        path : str
            Model path of the row.
        id_ : str
            Product, factor or elementary flow of the row.
        lang : {"zh", "en"}
        """
        keys = path.split(".")
        process = self.system.processes.get(keys[1])
        # supplies of `recycling` have no name
        is_row = process is not None and len(keys) == 4 and keys[2] in SECTIONS
        row = getattr(process, keys[2]).get(keys[3]) if is_row else None
        called = (self.system.products, self.factors, elementary_flows())
        things = [row, *(found.get(id_) for found in called)]
        known: list[Text | None] = [
            thing_named(self.system, id_, thing)
            if isinstance(thing, Factor)
            else getattr(thing, "name", None)
            for thing in things
        ]
        return next((name.get(lang) for name in known if name is not None), id_)


def stage_name(id_: str, lang: Language) -> str:
    """Name of a life cycle stage, or of what no stage can be told for."""
    return label(f"stage.{id_}", lang)


def item_name(id_: str, lang: Language) -> str:
    """Name of an item of the footprint."""
    return label(f"item.{id_}", lang)
