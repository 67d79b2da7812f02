"""What a compiled model consists of: links and terms, still without numbers.

Function      a product that a process delivers, or a waste that it treats
FactorColumn  an emission factor: one unit delivered, with its gases
Edge          an exchange that draws on a supplier
DirectFlow    an elementary flow of a process
AllocationPlan  how the functions of one process share its exchanges
Deduction     what is taken off a meter reading before it counts
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lcagraph.compile.terms import TermTable
from lcagraph.errors import Finding
from lcagraph.graph.factor import Factor
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import Stage
from lcagraph.units import Unit

EdgeKind = Literal["input", "waste", "avoided_waste", "transport", "substitution"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A product delivered or a waste treated: one row, and one column of its own."""

    process: str
    row: str
    """Row id in the process's `outputs` or `treats`."""
    product: str
    is_treatment: bool
    term: str
    unit: Unit
    """Unit of its row in A."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorColumn:
    """An emission factor in use: a process of its own that takes in nothing."""

    id: str
    factor: Factor
    """As stated by the model, or by the shipped record that it names."""
    per: str
    """Term of the amount that the figure is for."""
    unit: Unit
    flows: Mapping[str, str]
    """Term of the emission per elementary flow. [kg]"""
    origin: str | None = None
    """`set/id` of the shipped record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An exchange of a process that a supplier meets."""

    kind: EdgeKind
    process: str
    path: str
    """Model path of the exchange."""
    product: str
    supplier: str
    """Id of the process or factor."""
    supplier_row: str
    term: str
    stage: Stage | None
    """Stage that it books to; None: the stage in which its process is demanded."""
    causal: str | None = None
    """Path of the causal shares that apply instead of the process's allocation."""
    function: str | None = None
    """Row of the one product that answers for it: the freight of an output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BurdenFreeLink:
    """Use of an output that carries no burden: an identity of quantities."""

    process: str
    path: str
    product: str
    term: str
    supplier: str
    supplier_term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectFlow:
    """An elementary flow that crosses the boundary at a process."""

    process: str
    path: str
    flow: str
    """Id of the elementary flow, in whose own direction the term counts."""
    term: str
    stage: Stage | None
    causal: str | None = None
    """Path of the causal shares of the input that it follows."""
    gwp: str | None = None
    """GWP set of a ready CO2e figure of a shipped record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationPlan:
    """How one process is shared: weights for every basis that its data allow."""

    process: str
    functions: tuple[str, ...]
    """Row ids, in the order of the weights."""
    chosen: str
    weights: Mapping[str, tuple[str, ...]]
    """Terms of the weights, per basis; `shares` sums to one by itself."""
    switches: Mapping[str, str]
    """Term that is 1 for the chosen basis and 0 for the others."""
    causal: Mapping[str, tuple[str, ...]]
    """Terms of the shares of an input that has its own, per model path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """What is taken off a reading (`data.minus`): net = gross − Σ minus (SD-23)."""

    path: str
    """Model path of the row whose card states it."""
    gross: str
    """Term of the reading: the row's `amount` or `activity`."""
    minus: Mapping[str, str]
    """Term of each deduction, by its id."""
    net: str
    """Term of what is left: what the exchange counts with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledModel:
    """A model whose links, units and formulas are settled: ready for any values."""

    system: ProductSystem
    table: TermTable
    functions: tuple[Function, ...]
    factors: tuple[FactorColumn, ...]
    edges: tuple[Edge, ...]
    burden_free: tuple[BurdenFreeLink, ...]
    direct: tuple[DirectFlow, ...]
    allocations: tuple[AllocationPlan, ...]
    deductions: Mapping[str, Deduction]
    """By the term of the reading."""
    demand: Function
    demand_term: str
    findings: tuple[Finding, ...]
    """Warnings, notes and waived errors of compiling."""
    named_at: Mapping[str, str]
    """Factor that no one wrote → the `from` or `to` that names its dataset."""
    dataset_names: Mapping[str, str]
    """What the model writes in `from` and `to` → the dataset that this names."""
    factor_hashes: Mapping[str, str]
    """Content hash of every shipped factor set in use."""

    def counted(self, term: str) -> str:
        """Term that an exchange counts with: the net, if its reading has one."""
        deduction = self.deductions.get(term)
        return deduction.net if deduction is not None else term

    def corrects(self, path: str) -> str | None:
        """Path of the spending that the row at a path takes something off.

        None of every other row, and of rows that aren't inputs.
        """
        keys = path.split(".")
        if keys[0] != "processes" or keys[2] != "inputs":
            return None
        process = self.system.processes.get(keys[1])
        input_ = process.inputs.get(keys[3]) if process is not None else None
        if input_ is None or input_.corrects is None:
            return None
        return ".".join((*keys[:3], input_.corrects))

    def deduction_at(self, path: str) -> Deduction | None:
        """What the card of the row at a path takes off its reading."""
        return self.deductions.get(f"{path}.amount") or self.deductions.get(
            f"{path}.activity"
        )
