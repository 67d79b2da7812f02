"""Nodes of burden flows with the names and kinds that the model gives them."""

from __future__ import annotations

from lcagraph.arrays import Numbers, Prepared, runs_of_processes
from lcagraph.burden_flows.flows import REFERENCE, BurdenNode
from lcagraph.diagram.names import Names, plain, with_text, words
from lcagraph.graph.words import Text


class Nodes:
    """Makes the nodes of a model."""

    def __init__(self, prepared: Prepared, numbers: Numbers) -> None:
        self.compiled = prepared.compiled
        self.system = prepared.compiled.system
        self.names = Names(prepared.compiled)
        self.runs = runs_of_processes(prepared, numbers)
        self.units = {column.id: column.unit.symbol for column in self.compiled.factors}

    def process(self, id_: str) -> BurdenNode:
        """A unit process, mix or utility."""
        group = self.system.processes[id_].kind
        return BurdenNode(
            id=id_, kind="process", name=self.names.process(id_), group=group
        )

    def supply(self, factor: str, *, is_credit: bool) -> BurdenNode:
        """What a factor supplies, or what it gives for a negative demand."""
        name = self.names.process(factor)
        if is_credit:
            name = with_text("burden.avoided", "name", name)
            id_ = f"credit:{factor}"
            return BurdenNode(id=id_, kind="credit", name=name, group="credit")
        group = self.names.group(factor, self.units[factor])
        return BurdenNode(id=factor, kind="factor", name=name, group=group)

    def direct(self, process: str, *, is_negative: bool) -> BurdenNode:
        """Elementary flows of a process that raise the footprint, or that lower it."""
        return self.direct_of(
            process,
            self.names.process(process),
            is_negative=is_negative,
            is_avoided=is_negative and self.runs.get(process, 0.0) < 0,
        )

    def direct_of(
        self, owner: str, name: Text, *, is_negative: bool, is_avoided: bool
    ) -> BurdenNode:
        """The same of a node by its id and name; avoided: since it runs backwards."""
        known = "avoided_emission" if is_avoided else "removal"
        short = words(f"burden.{known if is_negative else 'emission'}")
        of = with_text("burden.of_process", "name", name)
        return BurdenNode(
            id=f"{'removal' if is_negative else 'emission'}:{owner}",
            kind="removal" if is_negative else "emission",
            name=Text(f"{of.zh}{short.zh}", f"{of.en}{short.en.lower()}"),
            short=short,
            group="removal" if is_negative else "emission",
            owner=owner,
        )

    def upstream(
        self, dataset: BurdenNode, count: int, *, is_negative: bool
    ) -> BurdenNode:
        """What a dataset draws on others that are not opened, with all behind them."""
        of = with_text("burden.of_process", "name", dataset.name)
        short = words("burden.upstream", count=str(count))
        return BurdenNode(
            id=f"{'upstream_credit' if is_negative else 'upstream'}:{dataset.id}",
            kind="upstream",
            name=Text(f"{of.zh}{short.zh}", f"{of.en}{short.en}"),
            short=short,
            group="removal" if is_negative else "rest",
            database=dataset.database,
        )

    def group_of(self, unit: str, *, is_treatment: bool) -> str:
        """What a dataset looks like, by the unit of its product."""
        return "treatment" if is_treatment else self.names.group("", unit)

    def stage(self, id_: str) -> BurdenNode:
        """A life cycle stage."""
        name = words(f"stage.{id_}")
        return BurdenNode(id=f"stage:{id_}", kind="stage", name=name, group="stage")

    def item(self, id_: str, *, is_turned: bool, is_removal: bool) -> BurdenNode:
        """An item of the footprint; turned: the part with the other sign."""
        name = words(f"item.{id_}")
        if is_turned:
            key = "forgone" if is_removal else "credited"
            name = with_text(f"burden.{key}", "name", name)
        return BurdenNode(
            id=f"{'turned' if is_turned else 'item'}:{id_}",
            kind="item",
            name=name,
            group="removal" if is_removal != is_turned else "item",
        )

    def reference(self) -> BurdenNode:
        """The reference flow."""
        return BurdenNode(
            id=REFERENCE, kind="reference", name=self.product(), group="reference"
        )

    def product(self) -> Text:
        """Name of the reference product; of the reference, if the product has none."""
        id_, stated = self.compiled.demand.product, self.system.reference.name
        found = self.names.product(id_)
        return stated if found == plain(id_) and stated is not None else found

    def subject(self) -> Text:
        """What every amount is per."""
        reference = self.system.reference
        if reference.name is not None:
            return reference.name
        amount, product = plain(reference.amount.text), self.product()
        return Text(f"{amount.zh} {product.zh}", f"{amount.en} {product.en}")
