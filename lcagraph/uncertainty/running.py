"""The run: ranges of samples, wherever they are computed, until there are enough.

cases ─ study_of ─▶ Study ─ run(draw_range, ranges) ─▶ Kept ─▶ Uncertainty
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.calculate import CHUNK_VARIANTS
from lcagraph.errors import CalculationError, Finding
from lcagraph.executor import Chunk, Recipe, Workplace, run
from lcagraph.impact import including_and_excluding
from lcagraph.result.footprint import HEADLINE_VIEW
from lcagraph.uncertainty.cases import Case, cases_of
from lcagraph.uncertainty.certain import made_certain_finding
from lcagraph.uncertainty.draws import View
from lcagraph.uncertainty.fingerprint import plan_of
from lcagraph.uncertainty.first_order import disagreements, first_order_of
from lcagraph.uncertainty.found import Uncertainty
from lcagraph.uncertainty.kept import Kept, OnDisk, is_on_disk, kept_in
from lcagraph.uncertainty.negative import negative_findings
from lcagraph.uncertainty.refused import (
    LIMIT,
    Refusal,
    refusal_finding,
    share_of,
)
from lcagraph.uncertainty.room import Room, check_room, size_text
from lcagraph.uncertainty.settings import Settings
from lcagraph.uncertainty.stopping import Reached, next_look, reached
from lcagraph.uncertainty.study import TOTALS, Drawn, Study, draw_range, study_of

RANGE = CHUNK_VARIANTS
"""Samples of a range: one pass of `evaluate`."""

DATABASE_RANGE = 256
"""Samples of a range if databases are sampled, each sample a system of its own."""

Progress = Callable[[int, int], object]
"""Called with the draws done, and the most that there may be."""


def simulate(
    models: Mapping[str, Prepared | Case],
    settings: Settings,
    *,
    executor: Workplace = None,
    folder: Path | None = None,
    is_resuming: bool = False,
    progress: Progress | None = None,
    announce: Callable[[Finding], object] | None = None,
) -> Uncertainty:
    """Footprints of models under the uncertainty of their numbers, on shared draws.

    Every draw depends on the seed, the name of its number and the number of the sample
    alone. So results are the same bits on any workers, in one run or in several, and
    models that share a number share its draws: their difference is known far better
    than each of them.

    Parameters
    ----------
    models : mapping of str to Prepared or Case
        Models by name, the base of every comparison first.
    settings : Settings
        Seed, number of draws or stopping rule, what is kept.
    executor : Threads, Processes, Dask, Executor, Client, str, optional
        Where ranges of samples are computed: see `lcagraph.executor`. None: here.
    folder : Path, optional
        Where draws are kept as they come. None: in memory, or in a folder that goes
        with the result if they are larger than `kept.MEMORY`.
    is_resuming : bool
        Go on with the run in `folder`.
    progress : callable, optional
    announce : callable, optional
        Called before the first draw with what is worth knowing then: how much goes to
        disk, and where (N548).

    Returns
    -------
    Uncertainty
        Of all draws; after Ctrl-C of those that were done (`is_interrupted`).

    Raises
    ------
    UsageError
        An impossible setting (E540), a folder with another run (E544, E545), more
        draws than memory or disk can hold (E548, E549).
    CalculationError
        Nothing is uncertain (E542), or more than 0.1 % of the draws have no footprint
        (E541).
    ModelError
        As `lcagraph.sampling.sampler_of`, or a model as written has no footprint.
    """
    cases = cases_of(models)
    study = study_of(cases, settings)
    view = _view(next(iter(cases.values())).prepared)
    _refuse_certain(study, cases)
    kept = _kept(study, settings, folder, is_resuming=is_resuming, announce=announce)
    state = _State(study=study, settings=settings, kept=kept, view=view)
    parts = _parts(study, settings, kept, executor)
    is_interrupted = False
    try:
        with closing(parts):
            state.draw(parts, progress or (lambda done, of: None))
    except KeyboardInterrupt:
        if state.n < 2:
            raise
        is_interrupted = True
    return _found(state, cases, is_interrupted=is_interrupted)


def _kept(
    study: Study,
    settings: Settings,
    folder: Path | None,
    *,
    is_resuming: bool,
    announce: Callable[[Finding], object] | None,
) -> Kept:
    """Where the draws go, if there is room for them."""
    sides, columns = len(study.sides), len(study.columns)
    room = Room(n=settings.draws, sides=sides, columns=columns)
    goes_to_disk = is_on_disk(folder, room.draws)
    check_room(room, folder, is_on_disk=goes_to_disk)
    kept = kept_in(folder, plan_of(study), room.draws, is_resuming=is_resuming)
    if announce is not None and isinstance(kept, OnDisk) and folder is None:
        values = {"size": size_text(room.draws), "folder": str(kept.folder)}
        announce(Finding(code="N548", values={**values, "n": f"{room.n:,}"}))
    return kept


def _view(prepared: Prepared) -> View:
    rule_set = prepared.compiled.system.scope.rule_set
    return "including" if HEADLINE_VIEW[rule_set] == "including" else "excluding"


def weights_of(columns: tuple[str, ...], view: View) -> Floats:
    """What sums the kept columns into a total, shape (columns,). [1]"""
    if columns == TOTALS:
        return np.array([float(column == view) for column in columns])
    including, excluding = including_and_excluding()
    return including if view == "including" else excluding


def _refuse_certain(study: Study, cases: Mapping[str, Case]) -> None:
    """Refuse a run that could only give one number."""
    if study.databases or any(sampler.numbers for sampler in study.samplers):
        return
    nothing = Finding(code="E542", values={"names": study.names})
    raise CalculationError([nothing, *made_certain_finding(_made_certain(cases))])


def _made_certain(cases: Mapping[str, Case]) -> Mapping[str, tuple[str, ...]]:
    return {name: case.made_certain for name, case in cases.items()}


def _parts(
    study: Study, settings: Settings, kept: Kept, executor: Workplace
) -> Generator[Drawn, None, None]:
    """Ranges in order: what is kept already, and what is computed now."""
    size = DATABASE_RANGE if study.databases else RANGE
    n = settings.draws
    most = int(LIMIT * n)

    def ranges() -> Iterator[tuple[int, int]]:
        return ((first, min(size, n - first)) for first in range(0, n, size))

    chunks = (
        Chunk(key=f"draws {first}", item=(first, count, most))
        for first, count in ranges()
        if not kept.has(first, count)
    )
    common = Recipe(_opened, (study,)) if study.databases else study
    with closing(run(draw_range, chunks, common, executor=executor)) as done:
        for first, count in ranges():
            if kept.has(first, count):
                yield kept.load(first, count)
            else:
                yield next(done).value


def _opened(study: Study) -> Study:
    """The study with its databases open, once in each worker."""
    return replace(study, databases=tuple(one.opened() for one in study.databases))


@dataclass(slots=True)
class _State:
    """How far a run is."""

    study: Study
    settings: Settings
    kept: Kept
    view: View
    headlines: list[Floats] = field(default_factory=list)
    precision: Reached | None = None

    @property
    def n(self) -> int:
        return sum(part.count for part in self.kept.taken)

    def draw(self, parts: Iterator[Drawn], progress: Progress) -> None:
        """Keep ranges until there are enough of them.

        Raises
        ------
        CalculationError
            Too many draws have no footprint (E541).
        """
        weights = weights_of(self.study.columns, self.view)
        until, most, done = self.settings.until, self.settings.draws, 0
        look, refused = next_look(0), list[Refusal]()
        for part in parts:
            refused += part.refused
            if refused and share_of(refused, most) > LIMIT:
                # a range stops at its last refused draw: more weren't looked at, so
                # that it is not kept for a longer run, either
                looked = max(one.draw for one in refused) + 1
                raise CalculationError([refusal_finding(refused, looked)])
            self.kept.keep(part)
            done += part.count
            progress(done, most)
            if until is None:
                continue
            self.headlines.append(part.items @ weights)
            if done >= look:
                totals = np.concatenate(self.headlines).T
                self.precision = reached(totals, until.confidence)
                if self.precision.satisfies(until):
                    return
                look = next_look(done)


def _found(
    state: _State, cases: Mapping[str, Case], *, is_interrupted: bool
) -> Uncertainty:
    study, settings, refused = state.study, state.settings, state.kept.refused
    if refused and share_of(refused, state.n) > LIMIT:
        raise CalculationError([refusal_finding(refused, state.n)])
    found = Uncertainty(
        study=study,
        settings=settings,
        n=state.n,
        per=next(iter(cases.values())).prepared.per,
        view=state.view,
        kept=state.kept,
        weights={
            view: weights_of(study.columns, view) for view in ("including", "excluding")
        },
        precision=state.precision,
        first_order=first_order_of(study, state.view),
        is_interrupted=is_interrupted,
        made_certain=_made_certain(cases),
        made_by={n: case.made_by for n, case in cases.items() if case.made_by},
    )
    return replace(found, findings=tuple(_findings(found)))


def _findings(found: Uncertainty) -> Iterator[Finding]:
    told = [f for sampler in found.study.samplers for f in sampler.findings]
    yield from {(f.code, f.at): f for f in told}.values()
    yield from made_certain_finding(found.made_certain)
    if found.refused:
        yield refusal_finding(found.refused, found.n)
    yield from negative_findings(found)
    if found.is_interrupted:
        values = {"n": f"{found.n:,}", "wanted": f"{found.settings.draws:,}"}
        yield Finding(code="W543", values=values)
    until, precision = found.settings.until, found.precision
    if until is not None and precision and not precision.satisfies(until):
        values = {
            "n": f"{found.n:,}",
            "mean": f"{precision.mean:.2%}",
            "percentiles": f"{precision.percentiles:.2%}",
            "wanted_mean": f"{until.mean:.2%}",
            "wanted_percentiles": f"{until.percentiles:.2%}",
        }
        yield Finding(code="W544", values=values)
    yield from disagreements(found)
