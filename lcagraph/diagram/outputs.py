"""What a process makes: its products with their shares, what is free of burden."""

from __future__ import annotations

from collections.abc import Iterator

from lcagraph.compile.plan import CompiledModel
from lcagraph.diagram.amounts import Amounts
from lcagraph.diagram.names import Names
from lcagraph.diagram.scene import Output, OutputKind
from lcagraph.drawing.numbers import percent_text
from lcagraph.graph.process import Output as Exchange
from lcagraph.graph.words import Text


def outputs_of(
    compiled: CompiledModel, amounts: Amounts, names: Names, process: str
) -> tuple[Output, ...]:
    """Everything that a process makes, in the order of the model."""
    is_shared = any(plan.process == process for plan in compiled.allocations)
    return tuple(_outputs(compiled, amounts, names, process, is_shared))


def _outputs(
    compiled: CompiledModel,
    amounts: Amounts,
    names: Names,
    process: str,
    is_shared: bool,
) -> Iterator[Output]:
    for row, output in compiled.system.processes[process].outputs.items():
        share = amounts.share.get((process, row))
        is_stated = is_shared and share is not None
        yield Output(
            id=row,
            kind=_kind(output, is_stated),
            name=names.product(output.product or row, output),
            share=percent_text(share or 0.0) if is_stated else "",
        )


def _kind(output: Exchange, is_shared: bool) -> OutputKind:
    if output.substitutes is not None:
        return "credit"
    if output.role == "burden_free":
        return "burden_free"
    return "co_product" if is_shared else "product"


def treated(compiled: CompiledModel, names: Names, process: str) -> Text | None:
    """The waste that is the reference flow, if a process takes it in."""
    demand = compiled.demand
    if not demand.is_treatment or demand.process != process:
        return None
    return names.product(demand.product)


def sole_output(compiled: CompiledModel, names: Names) -> Output:
    """The reference flow itself, where a factor delivers it."""
    demand = compiled.demand
    return Output(id=demand.row, kind="product", name=names.product(demand.product))
