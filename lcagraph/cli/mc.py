"""`lcagraph mc`: every uncertain number of a model drawn, again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from lcagraph.cli import options as o
from lcagraph.cli.gathered import gathered
from lcagraph.cli.screen import Screen, picture_columns, screen_for

BASE = "base"
"""What the model itself is called beside its scenarios."""

TAILS = 2.0
"""How much wider than that of the mean the intervals of the tails may be."""

SUMMARY = "summary.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class McOptions:
    """What `mc` asks for."""

    model: o.Model
    n: Annotated[
        int | None, typer.Option("-n", "--draws", min=2, help="cli.option.mc_n")
    ] = None
    seed: Annotated[int, typer.Option("--seed", min=0, help="cli.option.seed")] = 1
    compare: Annotated[
        list[str], typer.Option("--compare", "-c", help="cli.option.mc_compare")
    ] = field(default_factory=list)
    is_allocation: Annotated[
        bool, typer.Option("--allocation", help="cli.option.mc_allocation")
    ] = False
    until: Annotated[
        str, typer.Option("--until", help="cli.option.mc_until", metavar="SHARE")
    ] = ""
    scenario: o.Scenario = None
    settings: o.Settings = field(default_factory=list)
    is_anyway: Annotated[bool, typer.Option("--anyway", help="cli.option.anyway")] = (
        False
    )
    is_foreground: Annotated[
        bool, typer.Option("--foreground", help="cli.option.mc_foreground")
    ] = False
    is_totals: Annotated[
        bool, typer.Option("--totals", help="cli.option.mc_totals")
    ] = False
    is_drawn: Annotated[bool, typer.Option("--chart", help="cli.option.mc_chart")] = (
        False
    )
    picture: Annotated[
        Path | None, typer.Option("--picture", help="cli.option.mc_picture")
    ] = None
    is_listing: Annotated[
        bool, typer.Option("--numbers", help="cli.option.mc_numbers")
    ] = False
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="cli.option.mc_output")
    ] = None
    is_resuming: Annotated[
        bool, typer.Option("--resume", help="cli.option.mc_resume")
    ] = False
    workers: Annotated[
        int, typer.Option("--workers", "-j", min=0, help="cli.option.mc_workers")
    ] = 0
    scheduler: Annotated[
        str, typer.Option("--scheduler", help="cli.option.scheduler", metavar="ADDRESS")
    ] = ""
    as_json: o.Json = False
    lang: o.Lang = ""


@gathered(McOptions)
def mc(options: McOptions) -> None:
    """Draw every uncertain number: how sure the footprint is, and who is lower."""
    from lcagraph.cli.changed import changed
    from lcagraph.cli.interrupted import last_words
    from lcagraph.cli.output import as_json_text, write
    from lcagraph.cli.pictures import refuse_other_pictures, write_pictures
    from lcagraph.cli.streams import INTERRUPTED

    screen = screen_for(options.lang)
    _refuse_lost_draws(options)
    refuse_other_pictures(options.picture)
    words = _LastWords(options, screen)
    with (
        changed(options.model, options.scenario, options.settings) as model,
        last_words(words),
    ):
        if options.is_listing:
            screen.show(_listed(model, options, screen))
            return
        found = _drawn(model, options, screen)
        text = as_json_text(found.to_dict())
        screen.show(text if options.as_json else _page(found, options, screen))
        if options.output is not None:
            write(options.output / SUMMARY, text + "\n")
            screen.tell(screen.word("cli.wrote", path=options.output))
        if options.picture is not None:
            write_pictures(options.picture, _pictures(found, screen), screen)
        if found.is_interrupted:
            words.has_figures = True
            raise typer.Exit(INTERRUPTED)


def _listed(model: Any, options: McOptions, screen: Screen) -> str:
    """What would be drawn."""
    from lcagraph.cli.output import as_json_text

    found = model.uncertain_numbers()
    return (
        as_json_text(found.to_dict())
        if options.as_json
        else str(found.to_text(screen.lang))
    )


def _page(found: Any, options: McOptions, screen: Screen) -> str:
    """Tables, and pictures if they are wanted."""
    blocks = [found.to_text(screen.lang)]
    if options.is_drawn:
        width = picture_columns()
        if len(found.names) > 1:
            blocks.append(found.intervals_chart(screen.lang, width=width))
        blocks.append(found.to_chart(screen.lang, width=width))
        blocks += [one.to_chart(screen.lang, width=width) for one in found.pairs]
        blocks.append(found.convergence_chart(screen.lang, width=width))
    return "\n\n".join(blocks)


def _pictures(found: Any, screen: Screen) -> dict[str, Any]:
    """Drawings of how often, how sure and who is lower, by what is in it."""
    lang, names = screen.lang, found.names
    drawn = {"intervals": found.intervals_drawing(lang)} if names[1:] else {}
    for name in names:
        end = f"-{name}" if names[1:] else ""
        drawn[f"histogram{end}"] = found.drawing(lang, name=name)
        drawn[f"convergence{end}"] = found.convergence_drawing(lang, name=name)
    pairs = zip(names[1:], found.pairs, strict=True)
    return drawn | {f"difference-{name}": pair.drawing(lang) for name, pair in pairs}


def _refuse_lost_draws(options: McOptions) -> None:
    """Refuse to go on with a run that is nowhere."""
    from lcagraph.errors import Finding, UsageError

    if options.is_resuming and options.output is None:
        raise UsageError(Finding(code="E546", values={"model": str(options.model)}))


class _LastWords:
    """What is said after Ctrl-C: where the draws are that were done."""

    def __init__(self, options: McOptions, screen: Screen) -> None:
        self.options, self.screen = options, screen
        self.has_figures = False

    def __call__(self) -> str:
        if self.options.output is not None:
            path = self.options.output
            return self.screen.word("cli.mc.interrupted", path=path)
        which = "mc.figures" if self.has_figures else "interrupted.nothing"
        return self.screen.word(f"cli.{which}")


def _drawn(model: Any, options: McOptions, screen: Screen) -> Any:
    from lcagraph.cli.progress import progress_on
    from lcagraph.uncertainty import Settings, simulate

    settings = Settings(
        seed=options.seed,
        n=options.n,
        until=_precision(options.until) if options.until else None,
        keep="totals" if options.is_totals else "items",
        is_background=not options.is_foreground,
    )
    cases = _cases(model, options)
    with progress_on(screen) as bars:
        return simulate(
            cases,
            settings,
            executor=_workplace(options),
            folder=options.output,
            is_resuming=options.is_resuming,
            progress=_ticking(bars("draws", settings.draws)),
            announce=lambda finding: screen.tell_findings([finding], _nowhere),
        )


def _nowhere(at: str, part: str = "value", span: object = None) -> None:
    """Place of what stands in no file."""


def _precision(text: str) -> Any:
    """How precise is enough.

    Raises
    ------
    UsageError
        No share (E738), or zero, which no number of draws reaches (E540).
    """
    from lcagraph.cli.show_tree import parse_threshold
    from lcagraph.errors import Finding, UsageError
    from lcagraph.uncertainty import Precision

    share = parse_threshold(text, "--until")
    if share == 0:
        values = {"name": "--until", "value": text}
        raise UsageError(Finding(code="E540", values=values))
    return Precision(mean=share, percentiles=TAILS * share)


def _ticking(tick: Callable[[int], None]) -> Callable[[int, int], None]:
    """A bar counts steps; a run tells how far it is."""
    before = 0

    def progress(done: int, _most: int) -> None:
        nonlocal before
        tick(done - before)
        before = done

    return progress


def _workplace(options: McOptions) -> Any:
    from lcagraph.executor import Processes

    if options.scheduler:
        return options.scheduler
    return Processes(options.workers) if options.workers else None


def _cases(model: Any, options: McOptions) -> dict[str, Any]:
    """The model, and what it is compared with, by name.

    Raises
    ------
    UsageError
        No such scenario or file (E722), or models of another function (E761).
    ModelError, CalculationError
        One of them has no footprint as written, or an error that it doesn't waive.
    """
    from lcagraph.cli.changed import read_model
    from lcagraph.uncertainty import allocation_cases

    base = options.scenario or BASE
    model.solve()  # what is wrong with the model is wrong under uncertainty, too
    found = {base: model.case()}
    if options.is_allocation:
        alternatives = allocation_cases(model.system, model.prepared, base)
        made_by = found[base].made_by  # the same model, another allocation
        found = {
            n: replace(c, made_by=made_by) for n, c in alternatives.items()
        } | found
    names = _names(model, options)
    as_written = read_model(options.model) if names else model
    for name in names:
        other, family = _compared(as_written, name, options)
        # refuses another function, another boundary and a model with errors
        model.compare(other, names=[base, name], force=options.is_anyway)
        found[name] = other.case(family)
    return found


def _names(model: Any, options: McOptions) -> list[str]:
    """What is compared: as asked for, else every scenario of a model as written."""
    if options.compare or options.is_allocation or options.scenario:
        return list(dict.fromkeys(options.compare))
    return list(model.scenarios)


def _compared(as_written: Any, name: str, options: McOptions) -> tuple[Any, str]:
    """A model by the name of its scenario or file, and the family it draws with."""
    from lcagraph.cli.changed import parse_settings, read_model

    if name not in as_written.scenarios and Path(name).exists():
        return read_model(Path(name)), name
    # a scenario replaces that of the base, and what is set holds for both
    scenario = as_written.with_scenario(name)
    return scenario.with_(parse_settings(options.settings)), ""
