"""`lcagraph view`: a model and its result as one HTML page."""

from __future__ import annotations

import webbrowser
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from lcagraph.cli import options as o
from lcagraph.cli.gathered import gathered
from lcagraph.cli.screen import Screen, screen_for

PAGE = ".html"
SEED = 1
"""Of the Monte Carlo: the same page every time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewOptions:
    """What `view` asks for."""

    model: o.Model
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="cli.option.view_output")
    ] = None
    is_opened: Annotated[bool, typer.Option("--open", help="cli.option.view_open")] = (
        False
    )
    watch: Annotated[bool, typer.Option("--watch", help="cli.option.view_watch")] = (
        False
    )
    scenario: o.Scenario = None
    settings: o.Settings = field(default_factory=list)
    draws: Annotated[
        int | None, typer.Option("--mc", min=2, help="cli.option.view_mc")
    ] = None
    lang: o.Lang = ""


@gathered(ViewOptions)
def view(options: ViewOptions) -> None:
    """Write the result as one HTML page, or serve it and follow the model's file."""
    from lcagraph.cli.changed import changed
    from lcagraph.cli.output import write

    screen = screen_for(options.lang)
    if options.watch:
        _follow(options, screen)
        return
    asked = (options.model, options.scenario, options.settings)
    with changed(*asked) as model:
        text = page_of(model, options, screen)
    path = options.output or page_beside(options.model)
    write(path, text)
    screen.tell(screen.word("cli.wrote", path=path))
    if options.is_opened:
        webbrowser.open(path.resolve().as_uri())


def page_beside(model: Path) -> Path:
    """Where a page goes if nobody says: `crate.html` in the current folder.

    A `model.yaml` is called by its folder, since that is its name in practice.
    """
    from lcagraph.cli.model_file import MODEL_NAME, model_file

    path = model_file(model)
    stem = path.resolve().parent.name if path.name == MODEL_NAME else path.stem
    return Path(f"{stem or path.stem}{PAGE}")


def page_of(model: Any, options: ViewOptions, screen: Screen) -> str:
    """The page of a model that has a footprint."""
    from lcagraph.web_page import PageSettings, result_page

    result = model.solve()
    draws = model.uncertainty(options.draws, seed=SEED) if options.draws else None
    settings = PageSettings(lang=screen.lang, name=options.model.name)
    return result_page(result, settings, draws=draws)


def _follow(options: ViewOptions, screen: Screen) -> None:
    """Serve the page of a model on this computer until Ctrl-C.

    Raises
    ------
    UsageError
        There is no such file, or the page can't be written.
    """
    from lcagraph.cli.changed import read_model
    from lcagraph.cli.following import Following
    from lcagraph.cli.model_file import model_file
    from lcagraph.cli.page_server import serving

    if not model_file(options.model).exists():
        read_model(options.model)  # says so
    following = Following(options, screen)
    following.renew()
    with serving(following.pages) as address:
        screen.tell(screen.word("cli.view.serving", address=address))
        if options.is_opened:
            webbrowser.open(address)
        try:
            following.until_interrupted()
        except KeyboardInterrupt:
            raise typer.Exit(0) from None  # the way a watch is meant to end
