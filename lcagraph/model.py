"""`Model`: what a notebook or the command line holds; thin methods over the rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self, Unpack

from lcagraph import uncertainty as montecarlo
from lcagraph.calculate import (
    Numbers,
    Prepared,
    numbers_of,
    prepare,
)
from lcagraph.displayed import Displayed, Shown
from lcagraph.drawing.fonts import FontChoice
from lcagraph.errors import Finding, FindingsError, ModelError, Part
from lcagraph.findings import Findings
from lcagraph.formats.yaml.canonical import content_hash, to_plain
from lcagraph.formats.yaml.document import Document, DocumentError
from lcagraph.formats.yaml.edits import apply_edits, scenario_tree
from lcagraph.formats.yaml.overrides import set_by_call, set_by_scenario
from lcagraph.formats.yaml.python_values import as_plain
from lcagraph.formats.yaml.reader import read_file, read_text
from lcagraph.formats.yaml.schema import parse_system
from lcagraph.formats.yaml.tree import Plain
from lcagraph.formats.yaml.writer import dump
from lcagraph.graph.system import ProductSystem
from lcagraph.labelled import LabelledMatrices, labelled_matrices
from lcagraph.network import to_networkx
from lcagraph.partial import link_findings, rightly_read
from lcagraph.report.captions import Numbering
from lcagraph.report.content import Report
from lcagraph.result import Provenance, Result, make_result
from lcagraph.result.card import model_card_html, model_text
from lcagraph.result.trace_page import Traces
from lcagraph.scenario_findings import at_their_scenario, scenario_errors
from lcagraph.studies import Studies
from lcagraph.trace import Override
from lcagraph.version import __version__
from lcagraph.whole_files import write_file
from lcagraph.wording import Language
from lcagraph.wording.screen import Place


def read(path: str | Path, *, is_locked: bool = True) -> Model:
    """The model of a `model.yaml`; unlocked, its databases may have changed.

    Raises
    ------
    ModelError
        The text is no model that can be read at all. What is wrong with the model
        itself is told by `Model.check`, or raised by `Model.solve`.
    UsageError
        There is no such file.
    """
    document = read_file(Path(path), strict=False)
    if document.origin is not None and not is_locked:
        origin = replace(document.origin, is_locked=False)
        document = replace(document, origin=origin)
    return Model._of(document)


def read_string(text: str) -> Model:
    """The model of a YAML text."""
    return Model._of(read_text(text, strict=False))


class Model(Studies, Displayed):
    """A product system; built in Python it takes the words of `model.yaml`::

        lg.Model(
            reference={"product": "crate", "amount": "1 piece"},
            processes={"moulding": {...}},
            factors={"electricity": {...}},
        )

    Models are immutable: `with_` gives a changed copy.
    """

    def __init__(self, **keys: Plain) -> None:
        self._tree: dict[str, Plain] = {"lcagraph": "1", **keys}
        self._document: Document | None = None
        self._scenario: str | None = None
        self._overrides: tuple[Override, ...] = ()
        self._family = object()
        self._written: Model | None = None

    @classmethod
    def _of(cls, document: Document) -> Self:
        model = cls.__new__(cls)
        model._tree = document.tree
        model._document = document
        model._scenario, model._overrides = None, ()
        model._family = object()
        model._written = None
        return model

    @cached_property
    def system(self) -> ProductSystem:
        """The model as frozen objects.

        Raises
        ------
        ModelError
            The text does not follow the format; with all findings.
        """
        system, _ = self._parsed
        return system

    @cached_property
    def _parsed(self) -> tuple[ProductSystem, tuple[Finding, ...]]:
        origin = self._document.origin if self._document else None
        system, findings = parse_system(self._tree, origin)
        reading = self._document.findings if self._document else ()
        found = (*reading, *findings)
        if system is None or any(finding.is_fatal for finding in found):
            further = (*findings, *link_findings(self._tree, findings, origin))
            judged = rightly_read(further, reading, self.locate)
            raise self._error((*reading, *judged))
        return system, (*reading, *findings)

    @cached_property
    def prepared(self) -> Prepared:
        """The compiled model: `evaluate` takes any number of variants of it."""
        system, findings = self._parsed
        try:
            return prepare(system)
        except ModelError as error:
            raise self._error((*findings, *error.findings)) from None

    @cached_property
    def made_certain(self) -> tuple[str, ...]:
        """Paths of numbers that a scenario or `with_` sets without their spread.

        `20 kg` in place of `10 kg ± 20 %` is 20 kg for certain; write `20 kg ± 20 %` if
        it isn't.
        """
        if self._written is None:
            return ()
        edited = [each.path for each in self._overrides]
        return montecarlo.made_certain(self._written.prepared, self.prepared, edited)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(self.system.scenarios)

    def check(self) -> Findings:
        """All worth knowing before the footprint is trusted, with scenarios' errors."""
        try:
            scenarios = self.scenarios
        except FindingsError as error:
            return Findings(error.findings, self._document)
        try:
            found = self.solve().findings
        except FindingsError as error:
            found = error.findings
        wrong = scenario_errors(self.solve, scenarios, found)
        return Findings((*found, *wrong), self._document)

    def locate(
        self, at: str, part: Part = "value", span: tuple[int, int] | None = None
    ) -> Place | None:
        """Where a model path stands in the text that the model was read from."""
        return self._document.locate(at, part, span) if self._document else None

    def to_yaml(self) -> str:
        """The canonical long form, which verifiers compare."""
        return dump(to_plain(self.system))

    def to_networkx(self) -> Any:
        """The graph as a networkx `MultiDiGraph` with amounts, units and stages."""
        return to_networkx(self.prepared, self._numbers)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical form; equal for models that say the same."""
        return content_hash(self.system)

    def solve(self, scenario: str | None = None, **parameters: object) -> Result:
        """The carbon footprint per reference flow.

        Parameters
        ----------
        scenario : str, optional
            Scenario of the model to apply first.
        **parameters
            Parameters to set, as in `solve(scrap_share=0.6)`.

        Raises
        ------
        ModelError
            The model is wrong, or a check fails that it doesn't waive.
        CalculationError
            Its numbers give no footprint.
        """
        if scenario is not None or parameters:
            return self.with_scenario(scenario).with_(parameters).solve()
        try:
            return make_result(
                self.prepared,
                self._numbers,
                self._provenance(),
                self._parsed[1],
                locate=self._document.locate if self._document else None,
                overrides=self._overrides,
            )
        except ModelError as error:
            raise self._error(error.findings) from None

    def with_(
        self, edits: Mapping[str, object] | None = None, **parameters: object
    ) -> Model:
        """A copy with values set: `with_(green_share=1)` or by model path.

        ``with_({"processes.casting.inputs.power": "90 kWh"})``
        """
        changes = {
            path: as_plain(value)
            for path, value in {**(edits or {}), **parameters}.items()
        }
        tree, findings = apply_edits(self._canonical, changes)
        if findings:
            raise self._error(findings)
        made = set_by_call(self._canonical, changes, self._overrides, self.locate)
        return self._edited(tree, made, self._scenario)

    def with_scenario(self, scenario: str | None) -> Model:
        """A copy with the values of one of its scenarios; None: the model as it is.

        Raises
        ------
        UsageError
            The model has no such scenario (E722).
        """
        if scenario is None:
            return self
        tree, findings = scenario_tree(self._canonical, scenario)
        if findings:
            raise self._error(findings)
        made = set_by_scenario(self._canonical, scenario, self._overrides, self.locate)
        return self._edited(tree, made, scenario)

    def trace(self, row: str) -> Traces:
        """A number followed back: result ← scaling ← activity datum ← factor.

        `model.trace("extrusion.power")`; see `Result.trace`.
        """
        return self.solve().trace(row)

    @property
    def matrices(self) -> LabelledMatrices:
        """A, B, C, f and s with the names of their rows and columns."""
        return labelled_matrices(self.prepared, self._numbers)

    def draw(
        self,
        path: str | Path | None = None,
        *,
        style: str = "",
        lang: str = "zh",
        fonts: FontChoice | None = None,
        dpi: float = 300.0,
        announce: Callable[[Iterable[Finding]], None] | None = None,
        **shown: Unpack[Shown],
    ) -> str:
        """A figure as SVG text; also written to `path` if that is given.

        The styles are `spine` and `cards` (the system boundary), `flow` (the production
        process), `network` and `sankey` (where the burden comes from, a diagram by
        `level`; less than `threshold` of the footprint is folded), `stages` and `pie`,
        `waterfall` (to the scenario `against`), `organisation` (the producer's
        departments); an empty one goes by the number of processes. `has_amounts` puts
        amounts into a flow chart, `is_background` continues burden into databases.

        A path that ends in `.pdf` or `.png` gets the same figure on a page of A4 or as
        pixels (`dpi` per inch at that size); `.dot` the boundary as DOT text, `.csv`
        the flows of a network or Sankey diagram. Files carry their font (`"embedded"`),
        text that is only returned uses the computer's (`"system"`), unless `fonts`
        says. `announce` hears of letters too small in print (W262).

        Raises
        ------
        UsageError
            See `lcagraph.figures.figure_in`.
        """
        # Graphviz is only needed for pictures, and slow to import
        from lcagraph.figures import Figure, Subject, figure_in

        figure = Figure(style=style, lang=lang, **shown)
        subject = Subject(
            prepared=self.prepared,
            numbers=self._numbers,
            footprint=self.solve,
            compare=self.compare,
        )
        fonts = fonts or ("system" if path is None else "embedded")
        ending = Path(path).suffix if path is not None else "svg"
        drawn = figure_in(ending, subject, figure, fonts=fonts, dpi=dpi)
        if path is not None:
            write_file(Path(path), drawn.content)
        if announce is not None:
            announce(drawn.findings)
        return drawn.text

    def report(
        self,
        template: str,
        lang: Language = "zh",
        *,
        draws: montecarlo.Uncertainty | None = None,
        numbering: Numbering = "auto",
    ) -> Report:
        """The report by a form (`chongqing`, `shandong`, `iso14067`, …), as data.

        Blanks stand where the model doesn't say what the form asks for; `draws` from
        `uncertainty` are told; `numbering="seed"`: tables numbered as the guide does.
        `report.word.word_bytes` and its neighbours write files.

        Raises
        ------
        ModelError
            As `solve`; the rules of the form refuse the model.
        UsageError
            An unknown template (E021), language (E753) or numbering (E015).
        """
        # reports draw figures, and Graphviz is slow to import
        from lcagraph.report.making import report_of, subject_of

        # a report of a scenario tells of no other one
        scenarios = self._with_scenario_prepared if self._scenario is None else None
        subject = subject_of(self.solve(), template, draws, scenarios)
        try:
            return report_of(subject, template, lang, numbering)
        except ModelError as error:
            raise self._error(error.findings) from None

    def __repr__(self) -> str:
        try:
            return model_text(self.system)
        except FindingsError as error:
            return f"model with errors, {Findings(error.findings, self._document)!r}"

    def to_html(self, lang: Language = "en") -> str:
        """The boundary figure, the card of the footprint, and what was found.

        A model that is wrong shows its findings.
        """
        try:
            result = self.solve()
        except FindingsError as error:
            return Findings(error.findings, self._document).to_html(lang)
        # Graphviz is only needed for pictures, and slow to import
        from lcagraph.diagram.page import boundary_html

        figure = boundary_html(self.prepared, self._numbers, lang)
        found = Findings(result.findings, self._document)
        told = found.to_html(lang, is_folded=True)
        return model_card_html(result, lang) + figure + told

    @cached_property
    def _numbers(self) -> Numbers:
        return numbers_of(self.prepared, self.prepared.base[None, :])

    @cached_property
    def _canonical(self) -> dict[str, Plain]:
        return to_plain(self.system)

    def _edited(
        self,
        tree: dict[str, Plain],
        made: tuple[Override, ...],
        scenario: str | None,
    ) -> Model:
        model = Model()
        model._tree, model._document = tree, self._document
        model._scenario, model._family = scenario, self._family
        model._overrides = (*self._overrides, *made)
        model._written = self._written or self
        return model

    def _provenance(self) -> Provenance:
        return Provenance(
            lcagraph_version=__version__,
            model_hash=self.hash,
            factor_hashes=self.prepared.compiled.factor_hashes,
            scenario=self._scenario,
            settings={o.written: o.value for o in self._overrides if not o.scenario},
        )

    def _error(self, findings: Iterable[Finding]) -> ModelError:
        """A model error that can be shown with lines and carets of the file."""
        found = at_their_scenario(findings, self._overrides)
        if self._document is None:
            return ModelError(found)
        return DocumentError(found, self._document)
