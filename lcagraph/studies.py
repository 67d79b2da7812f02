"""What can be asked of a model that has a footprint; thin methods over the rooms."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from numpy.typing import ArrayLike

from lcagraph import alternatives, data_quality, explorer
from lcagraph import compare as beside
from lcagraph import sensitivity as dependence
from lcagraph import uncertainty as montecarlo
from lcagraph.arrays import Evaluation, Floats, Prepared, ValuesTable
from lcagraph.calculate import evaluate
from lcagraph.errors import Finding, ModelError, Part
from lcagraph.executor import Workplace
from lcagraph.formats.yaml.tree import Plain
from lcagraph.graph.system import ProductSystem
from lcagraph.result import Provenance, Result
from lcagraph.sweep import Sweep, sweep
from lcagraph.wording import Language
from lcagraph.wording.language import preferred_language
from lcagraph.wording.screen import Place

BASE = "base"
"""What a model without a scenario is called beside others."""


class Studies(ABC):
    """Studies of one model: comparison, uncertainty, sensitivity, data quality.

    Whatever changes numbers goes through one compiled model, `prepared`.
    """

    _scenario: str | None
    _written: Self | None
    _family: object
    """The same for a model and its copies, by a scenario or by `with_`."""

    @property
    @abstractmethod
    def system(self) -> ProductSystem:
        """The model as frozen objects."""

    @property
    @abstractmethod
    def prepared(self) -> Prepared:
        """The compiled model: `evaluate` takes any number of variants of it."""

    @property
    @abstractmethod
    def made_certain(self) -> tuple[str, ...]:
        """Paths of numbers that are set without the spread that the model states."""

    @property
    @abstractmethod
    def scenarios(self) -> tuple[str, ...]:
        """Their ids."""

    @property
    @abstractmethod
    def _canonical(self) -> dict[str, Plain]:
        """The model as a tree in its long form."""

    @abstractmethod
    def locate(
        self, at: str, part: Part = "value", span: tuple[int, int] | None = None
    ) -> Place | None:
        """Where a model path stands in the text that the model was read from."""

    @abstractmethod
    def _provenance(self) -> Provenance:
        """What makes the model: version, hashes, scenario and settings."""

    @abstractmethod
    def solve(self, scenario: str | None = None, **parameters: object) -> Result:
        """The carbon footprint per reference flow."""

    @abstractmethod
    def with_scenario(self, scenario: str | None) -> Self:
        """A copy with the values of one of its scenarios."""

    @abstractmethod
    def _error(self, findings: Iterable[Finding]) -> ModelError:
        """A model error that can be shown with lines and carets of the file."""

    # ---------------------------------------------------------------------- variants

    def evaluate(self, values: ArrayLike, *, executor: Workplace = None) -> Evaluation:
        """Footprints of k variants, `values` of shape (k, n): see `values_table`.

        Raises
        ------
        ValueError, ModelError, CalculationError
            As in `lcagraph.calculate.evaluate`, which tells of `executor`, too.
        """
        return evaluate(self.prepared, values, executor=executor)

    @property
    def values_table(self) -> ValuesTable:
        """Every independent number: path, value, unit; the columns of `evaluate`."""
        return ValuesTable(
            (term.path, term.base, term.unit.symbol)
            for term in self.prepared.compiled.table.independent
        )

    def sweep(
        self, *, executor: Workplace = None, **parameters: Sequence[float] | Floats
    ) -> Sweep:
        """Footprints along lists of parameter values, compiled once.

        Values are in the parameter's own unit, shares pure numbers: 0.6 and not 60.
        `executor` says where (see `lcagraph.executor`).

        Raises
        ------
        UsageError
            No independent number of the model (E720); lists differ in length (E721).
        """
        return sweep(self.prepared, parameters, executor=executor)

    def scenario_table(
        self,
        scenarios: Sequence[str] = (),
        *,
        cross: Sequence[Sequence[str]] = (),
    ) -> dependence.ScenarioTable:
        """Footprints of scenarios by stage and item, the model as written first.

        Parameters
        ----------
        scenarios : sequence of str, optional
            Scenarios, or several of them joined by `+`; none: all of the model.
        cross : sequence of sequences of str, optional
            Instead: every combination of one scenario of each list; `base` in a list
            leaves out the others.

        Raises
        ------
        UsageError
            No such scenario (E722), or too many combinations (E747).
        """
        names: Sequence[str | None] = (None, *(scenarios or self.scenarios))
        if cross:
            names = dependence.crossed(cross)
        cases = dependence.cases_of(self._with_scenario_prepared, names)
        return dependence.scenario_table(cases)

    def _with_scenario_prepared(self, scenario: str | None) -> Prepared:
        """The compiled model with a scenario."""
        return self.with_scenario(scenario).prepared

    def explore(
        self,
        *numbers: str,
        lang: Language | None = None,
        **ranges: Sequence[float] | None,
    ) -> explorer.Explorer:
        """Sliders in a notebook: each movement solves the compiled model again.

        ``model.explore()``, ``model.explore("film", scrap_share=(0, 0.75))``

        Parameters
        ----------
        *numbers : str
            Numbers with their usual range: from the `min` to the `max` of a parameter;
            without them, 50 % of the value both ways. None at all: every parameter.
        lang : {"zh", "en"}, optional
            None: what the environment asks for.
        **ranges : pair of float
            Ends of a slider, in the number's own unit; shares are pure numbers.

        Raises
        ------
        UsageError
            anywidget is not installed (E765); no such number (E720, E723); ends that
            can't be (E766); no parameter to move (E767).
        ModelError, CalculationError
            As `solve`.
        """
        # a figure engine and a widget, both slow to import
        from lcagraph.explorer.explorer import explorer_of

        wanted = {**dict.fromkeys(numbers), **ranges}
        return explorer_of(self.solve(), wanted, lang or preferred_language(os.environ))

    # -------------------------------------------------------------------- comparison

    def compare(
        self,
        others: Self | str | Sequence[Self | str],
        *,
        names: Sequence[str] = (),
        force: bool = False,
    ) -> beside.Comparison:
        """The footprint beside others, and which edits moved the number.

        Parameters
        ----------
        others : Model, str, or a sequence of them
            Other models, or scenarios of this one.
        names : sequence of str, optional
            What this model and the others are called.
        force : bool
            Compare though function, boundary, rules or GWP set differ.

        Raises
        ------
        UsageError
            They differ, and `force` is not set (E761); no such scenario (E722).
        """
        models = [self, *self._beside(others)]
        called = names or beside.default_names([model._scenario for model in models])
        base, *rest = [
            beside.Side(
                name=name,
                result=model.solve(),
                tree=model._canonical,
                family=self._family_of(model, name),
                scenarios=(model._written or model).system.scenarios,
                made_certain=model.made_certain,
            )
            for name, model in zip(called, models, strict=True)
        ]
        return beside.compare_sides(base, rest, force=force)

    def allocation_alternatives(
        self, *, every_combination: bool = True
    ) -> alternatives.AllocationAlternatives:
        """The footprint under every allocation basis that the data allow.

        Range, ranking and what drives the range; all combinations, or one at a time.

        Raises
        ------
        ModelError, CalculationError
            As `solve`: there is nothing to vary in a model without a footprint.
        """
        return alternatives.allocation_alternatives(
            self.system,
            self.prepared,
            self.solve().weights,
            every_combination=every_combination,
        )

    def _beside(self, others: Self | str | Sequence[Self | str]) -> list[Self]:
        """Other models as they are, scenarios as models."""
        listed = [others] if isinstance(others, Studies | str) else list(others)
        return [self.with_scenario(o) if isinstance(o, str) else o for o in listed]

    # ---------------------------------------------------- uncertainty and sensitivity

    def uncertainty(
        self,
        n: int | None = None,
        seed: int = 1,
        *,
        compare: Self | str | Sequence[Self | str] | None = None,
        executor: Workplace = None,
        folder: str | Path | None = None,
        is_resuming: bool = False,
        **settings: Any,
    ) -> montecarlo.Uncertainty:
        """The distribution of the footprint, and of its difference from others.

        ``model.uncertainty(10_000, seed=1).paired("green_100").probability_lower``

        Parameters
        ----------
        n : int, optional
            Draws; the most of them, if `until` is given.
        seed : int
        compare : Model, str, or a sequence of them, optional
            What shares the draws; none: every scenario of the model as written.
        executor, folder, is_resuming
            As in `lcagraph.uncertainty.simulate`.
        **settings
            Further fields of `lcagraph.uncertainty.Settings`, such as
            ``until=Precision(mean=0.01)`` or ``is_background=False``.

        Raises
        ------
        UsageError, CalculationError, ModelError
            As `simulate`; models of another function, boundary, rules or GWP set
            (E761).
        """
        asked = montecarlo.Settings(n=n, seed=seed, **settings)
        try:
            return montecarlo.simulate(
                self._cases(compare),
                asked,
                executor=executor,
                folder=None if folder is None else Path(folder),
                is_resuming=is_resuming,
            )
        except ModelError as error:
            raise self._error(error.findings) from None

    def uncertain_numbers(self) -> montecarlo.DrawnNumbers:
        """What a Monte Carlo draws: path, line, distribution, and where it is from.

        Raises
        ------
        ModelError
            As `solve`: what can't be compiled has no numbers.
        """
        # the tables of uncertainty load late: most models are only solved
        from lcagraph.uncertainty.listed import listed

        return listed(self.prepared, self.locate)

    def _cases(
        self, compare: Self | str | Sequence[Self | str] | None
    ) -> Mapping[str, montecarlo.Case]:
        """The model first, then what shares its draws."""
        self.solve()  # what is wrong with the model is wrong under uncertainty, too
        if compare is None:
            compare = self.scenarios if self._scenario is None else ()
        models = self._beside(compare)
        if models:
            self.compare(models)  # refuses what can't be compared
        scenarios = [model._scenario for model in (self, *models)]
        names = [BASE if self._scenario is None else self._scenario]
        names += beside.default_names(scenarios)[1:]
        return {
            name: model.case(self._family_of(model, name))
            for name, model in zip(names, (self, *models), strict=True)
        }

    def case(self, family: str = "") -> montecarlo.Case:
        """The model as `lcagraph.uncertainty.simulate` takes it.

        Parameters
        ----------
        family : str
            Models of one family share all draws; see `lcagraph.uncertainty.Case`.
        """
        return montecarlo.Case(
            prepared=self.prepared,
            family=family,
            made_certain=self.made_certain,
            made_by=self._provenance(),
        )

    def _family_of(self, other: Self, name: str) -> str:
        """Whose numbers another model's are: copies of one model share all draws."""
        return "" if other._family is self._family else name

    @property
    def sensitivity(self) -> dependence.Analyses:
        """What the footprint depends on: `gradient`, `tornado`, `sobol` …"""
        return dependence.Analyses(self.prepared)

    def breakeven(
        self,
        other: Self | str,
        on: str,
        *,
        within: tuple[float, float] | None = None,
        force: bool = False,
    ) -> dependence.BreakEven:
        """At which values of a number this footprint equals another one.

        Parameters
        ----------
        other : Model or str
            Another model, or a scenario of this one.
        on : str
            The number, such as ``grid_power.co2e``.
        within : tuple of float, optional
            Range that is searched. [the number's own unit; shares are pure numbers]
        force : bool
            Compare though function, boundary, rules or GWP set differ.

        Raises
        ------
        UsageError
            As `compare` and `lcagraph.sensitivity.breakeven`.
        """
        (model,) = self._beside(other)
        self.compare(model, force=force)  # refuses what can't be compared
        first, second = beside.default_names([self._scenario, model._scenario])
        return self.sensitivity.breakeven(
            model.prepared, on, within=within, names=(first, second)
        )

    def quality(self) -> data_quality.Quality:
        """Data quality: Shandong scores, DQR, primary data share, completeness."""
        result = self.solve()
        return data_quality.assess_quality(result.prepared, result.rows)
