"""What people call the things that a report counts: electricity, natural gas, a lorry.

A factor is often named for its figure (“全国电力平均碳足迹因子”, “Natural gas,
upstream”). Where it gives its name to what is bought, that part is left out: nobody
buys a factor, and fuel is burnt whole.
"""

from __future__ import annotations

from lcagraph.checks.data_cards import SECTIONS
from lcagraph.graph.factor import Factor
from lcagraph.graph.system import ProductSystem
from lcagraph.impact.flows import elementary_flows
from lcagraph.report.lines import Line
from lcagraph.report.writer import Writer
from lcagraph.result.called import thing_named, without_colons, without_figure
from lcagraph.wording import Language, label


def factor_thing(writer: Writer, factor: Factor, id_: str) -> str:
    """Name of what is drawn on through a factor: `电力（全国平均，2024 年）`."""
    system = writer.subject.system
    name = thing_named(system, id_, factor)
    if name is None:
        return id_
    if factor.kind == "electricity":
        return name.get(writer.lang)
    return without_figure(name.get(writer.lang), writer.lang)


def factor_called(
    system: ProductSystem, factor: Factor, id_: str, lang: Language
) -> str:
    """Name of a factor beside the things of a report: the same for electricity.

    A fuel keeps what tells its extraction from its combustion.
    """
    name = thing_named(system, id_, factor)
    if name is None:
        return id_
    if factor.kind == "electricity":
        return name.get(lang)
    return without_colons(name.get(lang), lang)


def thing_at(writer: Writer, path: str, id_: str) -> str:
    """Name of a row of a process: its own, its product's, or of its factor's thing.

    Parameters
    ----------
    writer : Writer
    path : str
        Model path of the row.
    id_ : str
        Product, factor or elementary flow of the row.
    """
    system = writer.subject.system
    keys = path.split(".")
    process = system.processes.get(keys[1]) if len(keys) > 1 else None
    is_row = process is not None and len(keys) == 4 and keys[2] in SECTIONS
    row = getattr(process, keys[2]).get(keys[3]) if is_row else None
    id_ = getattr(row, "product", None) or id_
    for known in (row, system.products.get(id_)):
        name = getattr(known, "name", None)
        if name is not None:
            return writer.said(name)
    factor = writer.names.factors.get(id_)
    if factor is not None:
        return factor_thing(writer, factor, id_)
    flows = elementary_flows()
    flow = flows.get(id_) or flows.get(writer.gases.get(path, ""))
    return writer.said(flow.name) if flow is not None else id_


def source_thing(writer: Writer, id_: str) -> str:
    """Name of a source of emission: a thing bought, or a gas that is given off."""
    known = writer.subject.system.products.get(id_)
    if known is not None and known.name is not None:
        return writer.said(known.name)
    factor = writer.names.factors.get(id_)
    if factor is not None:
        return factor_thing(writer, factor, id_)
    flow = elementary_flows().get(id_)
    gas = writer.said(flow.name) if flow is not None else id_
    is_removal = flow is not None and flow.is_removal
    key = "shared.taken_up" if is_removal else "shared.given_off"
    return writer.text(key, gas=lowered(gas))


def line_thing(writer: Writer, line: Line) -> str:
    """Name of a line: material, freight of it, or the combustion of a fuel."""
    parts = line.path.split(".")
    if "transport" in parts[4:]:
        goods = thing_at(writer, ".".join(parts[:4]), parts[3])
        column = line.source.column
        mode = factor_thing(writer, column.factor, column.id) if column else line.name
        return writer.text("shared.freight", goods=goods, mode=lowered(mode))
    own = thing_at(writer, line.path, line.name)
    if line.corrections:
        return label("result.net_of", writer.lang).format(name=own)
    if line.supplier is not None or line.activity == line.path:
        return own
    fuel = thing_at(writer, line.activity, line.activity.rpartition(".")[2])
    return writer.text("shared.combustion", fuel=lowered(fuel))


def lowered(name: str) -> str:
    """A name within a sentence: `natural gas`, but `PE film` and `CO2`."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
