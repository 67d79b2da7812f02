"""Names of stages, processes, products and lines, as the report calls them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from lcagraph.graph.system import ProductSystem
from lcagraph.report.lines import Line, lines_of
from lcagraph.report.shandong.phrases import Phrases
from lcagraph.report.subject import ReportSubject
from lcagraph.report.things import factor_called
from lcagraph.result import Footprint
from lcagraph.result.called import without_colons
from lcagraph.result.names import ExchangeNames, stage_name
from lcagraph.wording import Language


@dataclass(frozen=True, kw_only=True)
class LineNames:
    """What a report calls the things of its model, in one language."""

    subject: ReportSubject
    lang: Language

    @property
    def result(self) -> Footprint:
        """The footprint."""
        return self.subject.footprint

    @property
    def system(self) -> ProductSystem:
        """The model."""
        return self.subject.system

    @property
    def scale(self) -> float:
        """Reference flows that the calculation tables are for: a period's, else one."""
        return self.result.annual_factor or 1.0

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Lines of the calculation."""
        return lines_of(self.result, self.scale)

    @cached_property
    def phrases(self) -> Phrases:
        """The catalogue."""
        return Phrases(lang=self.lang)

    @cached_property
    def exchange_names(self) -> ExchangeNames:
        """Looks up names of rows."""
        return ExchangeNames(self.result.prepared)

    def stage_name(self, stage: str) -> str:
        """The guide's name of a stage."""
        if stage in ("production", "inbound_storage"):
            return self.phrases.text(f"stage.{stage}")
        return stage_name(stage, self.lang)

    def line_name(self, line: Line) -> str:
        """What people call a line: the material, or the gas of a fuel."""
        parts = line.path.split(".")
        if "transport" in parts[4:]:
            return self.row_name(".".join(parts[:4]), parts[3])
        own = self.exchange_names.of(line.path, line.name, self.lang)
        if line.is_electricity and self._is_named_by_its_factor(line, own):
            return own
        if self.is_mixed(line):
            process = self.system.processes[line.process]
            product = self.product_name(next(iter(process.outputs)))
            return self._of_supply(product, own)
        if line.supplier is not None or line.activity == line.path:
            return self.row_name(line.path, line.name)
        fuel = self.fuel_name(line)
        return self.phrases.text("line.combustion", fuel=fuel)

    def row_name(self, path: str, id_: str) -> str:
        """Name of a row; that of a factor without colons, which cells have already."""
        own = self.exchange_names.of(path, id_, self.lang)
        factor = self.exchange_names.factors.get(id_)
        named = factor.name if factor is not None else None
        is_of_factor = named is not None and named.get(self.lang) == own
        return without_colons(own, self.lang) if is_of_factor else own

    def _of_supply(self, product: str, supply: str) -> str:
        """A product with what supplies it: `电力（风力发电，2024 年）`."""
        said = self.of_things(supply)
        if self.lang == "zh":  # no brackets within brackets
            said = said.replace("（", "，").replace("）", "")
        return self.phrases.text("line.in_process", name=product, process=said)

    def of_things(self, name: str) -> str:
        """Name of a thing, from that of its factor: `全国电力平均碳足迹因子`."""
        return self._without(name, "factor.words")

    def fuel_name(self, line: Line) -> str:
        """The fuel that is drawn or burnt, from its factor of extraction."""
        id_ = line.activity.rpartition(".")[2]
        name = self.exchange_names.of(line.activity, id_, self.lang)
        return self._without(name, "upstream")

    def _without(self, name: str, words: str) -> str:
        for word in self.phrases.text(words).split("/"):
            name = name.replace(word, "")
        return name

    def activity_name(self, line: Line) -> str:
        """Name of an activity datum: the fuel, not its combustion or extraction."""
        is_burnt = line.supplier is None and line.activity != line.path
        return (
            self.fuel_name(line) if is_burnt or line.is_fuel else self.line_name(line)
        )

    def line_in_process(self, line: Line) -> str:
        """A line with the process that draws it, where that isn't the plant's own."""
        name = self.line_name(line)
        column = line.source.column
        kind = "" if column is None else column.factor.kind or "material"
        if self.is_mixed(line) or line.stage == "inbound_transport":
            return name
        if line.stage == "raw_materials" and kind == "material":
            return name
        return self._in_process(name, line)

    def told_apart(self, line: Line) -> str:
        """A line, with its process too where another one of the stage has its name."""
        name = self.line_in_process(line)
        is_told = name != self.line_name(line)
        if is_told or self._namesakes[self._known_by(line)] == 1:
            return name
        return self._in_process(name, line)

    def _in_process(self, name: str, line: Line) -> str:
        process = self.process_name(line.process)
        return self.phrases.text("line.in_process", name=name, process=process)

    @cached_property
    def _namesakes(self) -> Counter[tuple[str, ...]]:
        """How many lines of a stage have a name, and a mode of transport."""
        return Counter(self._known_by(line) for line in self.lines)

    def _known_by(self, line: Line) -> tuple[str, ...]:
        mode = (self.supplier_name(line),) if line.is_freight else ()
        return line.stage, self.line_name(line), *mode

    def is_mixed(self, line: Line) -> bool:
        """Whether a line supplies a mix, whose draws are counted elsewhere."""
        process = self.system.processes.get(line.process)
        return (
            process is not None and process.kind != "process" and bool(process.outputs)
        )

    def process_name(self, id_: str) -> str:
        """Name of a unit process."""
        process = self.system.processes.get(id_)
        return process.name.get(self.lang) if process and process.name else id_

    def product_name(self, id_: str) -> str:
        """Name of a product or factor."""
        product = self.system.products.get(id_)
        if product is not None and product.name is not None:
            return product.name.get(self.lang)
        factor = self.exchange_names.factors.get(id_)
        if factor is None:
            return id_
        return factor_called(self.system, factor, id_, self.lang)

    def supplier_name(self, line: Line) -> str:
        """Name of the factor that a line draws on."""
        column = line.source.column
        if column is None or column.factor.name is None:
            return line.supplier or line.name
        name = factor_called(self.system, column.factor, column.id, self.lang)
        return name if line.is_electricity else self.of_things(name)

    def _is_named_by_its_factor(self, line: Line, name: str) -> bool:
        """Whether a name is that of a library's factor: of no thing in the plant."""
        own, column = self.system.factors.get(line.supplier or ""), line.source.column
        if column is None or (own is not None and own.name is not None):
            return False
        return factor_called(self.system, column.factor, column.id, self.lang) == name
