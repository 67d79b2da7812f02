"""The commands: each parses, calls the public API and prints.

What is slow to import is imported by the command that needs it, so that help,
completion and `explain` answer at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.models import CommandInfo, TyperInfo

from lcagraph.cli import options as o
from lcagraph.cli.accounts import accounts
from lcagraph.cli.batch import batch
from lcagraph.cli.bundle import bundle, verify
from lcagraph.cli.collect import collect
from lcagraph.cli.databases import app as databases_app
from lcagraph.cli.dossier import dossier
from lcagraph.cli.draw import draw
from lcagraph.cli.export import export_model
from lcagraph.cli.factors import app as factors_app
from lcagraph.cli.hybrid import hybrid
from lcagraph.cli.label import draw_label
from lcagraph.cli.ledger import ledger
from lcagraph.cli.mc import mc
from lcagraph.cli.quality import quality
from lcagraph.cli.report import report
from lcagraph.cli.screen import screen_for
from lcagraph.cli.sensitivity import breakeven, scenarios, sensitivity
from lcagraph.cli.trees import tree
from lcagraph.cli.truncation import truncation
from lcagraph.cli.view import view
from lcagraph.version import __version__
from lcagraph.wording import Language, label

_SETTINGS: Mapping[str, Any] = {
    "name": "lcagraph",
    "pretty_exceptions_enable": False,  # errors are told by `main`
    "context_settings": {"help_option_names": ["-h", "--help"]},
}

app = typer.Typer(**_SETTINGS)
app.add_typer(factors_app, name="factors")
app.add_typer(databases_app, name="db")
app.command()(batch)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"lcagraph {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="cli.option.version",
        ),
    ] = False,
    lang: o.Lang = "",
) -> None:
    """From a product written as a graph to a carbon footprint that can be traced."""
    screen_for(lang)  # refuses an unknown language
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)


@app.command()
def init(
    name: Annotated[str, typer.Argument(help="cli.option.name")] = ".",
    template: Annotated[
        str, typer.Option("--template", help="cli.option.template")
    ] = "starter",
    lang: o.Lang = "",
) -> None:
    """Write a model to begin with; it never overwrites a file."""
    from lcagraph.cli.starter import write_starter

    screen = screen_for(lang)
    path = write_starter(name, template)
    screen.show(str(path))
    screen.tell(screen.word("cli.init.next", path=path))


@app.command()
def check(
    model: o.Model,
    format_: Annotated[
        o.Format, typer.Option("--format", help="cli.option.format")
    ] = o.Format.full,
    with_evidence: Annotated[
        bool, typer.Option("--evidence", help="cli.option.check_evidence")
    ] = False,
    as_json: o.Json = False,
    watch: o.Watch = False,
    lang: o.Lang = "",
) -> None:
    """Print everything that is wrong with a model, with line and cure."""
    from lcagraph.cli.show_findings import print_findings
    from lcagraph.cli.watch import once_or_watching

    screen = screen_for(lang)
    how = o.Format.json if as_json else format_
    action = partial(
        print_findings, model, how.value, screen, with_evidence=with_evidence
    )
    once_or_watching(model, action, screen, is_watching=watch)


@app.command()
def solve(
    model: o.Model,
    scenario: o.Scenario = None,
    settings: o.Settings = [],  # noqa: B006  typer copies it
    as_json: o.Json = False,
    annual: o.Annual = False,
    watch: o.Watch = False,
    lang: o.Lang = "",
) -> None:
    """Print the carbon footprint per reference flow."""
    from lcagraph.cli.solving import Asked, print_footprint
    from lcagraph.cli.watch import once_or_watching

    screen = screen_for(lang)
    asked = Asked(
        model=model,
        scenario=scenario,
        settings=tuple(settings),
        as_json=as_json,
        annual=annual,
        lang=lang,
    )
    action = partial(print_footprint, asked, screen)
    once_or_watching(model, action, screen, is_watching=watch)


@app.command()
def trace(
    model: o.Model,
    row: Annotated[str, typer.Argument(help="cli.option.row")],
    scenario: o.Scenario = None,
    settings: o.Settings = [],  # noqa: B006
    as_json: o.Json = False,
    lang: o.Lang = "",
) -> None:
    """Follow a number back: result, scaling, activity datum, factor, source."""
    from lcagraph.cli.changed import changed
    from lcagraph.cli.output import as_json_text

    screen = screen_for(lang)
    with changed(model, scenario, settings) as changed_model:
        found = changed_model.trace(row)
    text = as_json_text(found.to_dict()) if as_json else found.to_text(screen.lang)
    screen.show(text)


@app.command()
def compare(
    model: o.Model,
    other: Annotated[Path | None, typer.Argument(help="cli.option.other")] = None,
    scenarios: o.Scenarios = [],  # noqa: B006
    anyway: Annotated[bool, typer.Option("--anyway", help="cli.option.anyway")] = False,
    picture: o.Waterfalls = None,
    as_json: o.Json = False,
    lang: o.Lang = "",
) -> None:
    """Compare models or scenarios, and show which edit moved the number."""
    from lcagraph.cli.pictures import refuse_other_pictures, write_pictures
    from lcagraph.cli.show_compare import compare_json, compare_text, compared

    screen = screen_for(lang)
    refuse_other_pictures(picture)
    show = compare_json if as_json else compare_text
    found = compared(model, other, scenarios, force=anyway)
    screen.show(show(found, screen))
    if picture is not None:
        drawn = {
            side.name: found.drawing(side.name, screen.lang) for side in found.others
        }
        write_pictures(picture, drawn, screen)


app.command()(scenarios)
app.command()(mc)
app.command()(sensitivity)
app.command()(breakeven)
app.command()(quality)
app.command()(truncation)
app.command()(ledger)
app.command()(hybrid)
app.command()(accounts)


@app.command()
def status(model: o.Model, as_json: o.Json = False, lang: o.Lang = "") -> None:
    """Print the five steps of a study, and what each still lacks."""
    from lcagraph.cli.changed import read_model
    from lcagraph.cli.show_status import status_json, status_text

    screen = screen_for(lang)
    show = status_json if as_json else status_text
    screen.show(show(read_model(model), screen))


@app.command()
def fmt(
    models: Annotated[list[Path], typer.Argument(help="cli.option.models")],
    check: Annotated[
        bool, typer.Option("--check", help="cli.option.fmt_check")
    ] = False,
    lang: o.Lang = "",
) -> None:
    """Put blanks and indentation in order; values and comments stay as they are."""
    from lcagraph.cli.show_fmt import format_files

    raise typer.Exit(format_files(models, screen_for(lang), is_check=check))


app.command()(tree)


@app.command()
def allocate(
    model: o.Model,
    scenario: o.Scenario = None,
    settings: o.Settings = [],  # noqa: B006
    is_all: Annotated[bool, typer.Option("--all", help="cli.option.all")] = False,
    as_json: o.Json = False,
    lang: o.Lang = "",
) -> None:
    """Print the footprint under every allocation that the data allow."""
    from lcagraph.cli.changed import changed
    from lcagraph.cli.show_allocation import allocation_json, allocation_text

    screen = screen_for(lang)
    with changed(model, scenario, settings) as changed_model:
        show = allocation_json if as_json else allocation_text
        found = changed_model.allocation_alternatives(every_combination=is_all)
        screen.show(show(found, screen))


app.command()(collect)
app.command()(draw)
app.command()(view)
app.command("label")(draw_label)
app.command()(report)
app.command()(bundle)
app.command()(dossier)
app.command()(verify)


@app.command()
def expand(model: o.Model, output: o.Output = None, lang: o.Lang = "") -> None:
    """Print the canonical long form, which verifiers compare."""
    from lcagraph.cli.changed import changed
    from lcagraph.cli.output import deliver

    with changed(model, None, ()) as unchanged:
        text = unchanged.to_yaml()
    deliver(text, output, screen_for(lang))


app.command("export")(export_model)


@app.command()
def schema(output: o.Output = None, lang: o.Lang = "") -> None:
    """Print the JSON Schema of the model format, for editors."""
    from lcagraph.cli.output import as_json_text, deliver
    from lcagraph.formats.yaml.json_schema import json_schema

    deliver(as_json_text(json_schema()), output, screen_for(lang))


@app.command()
def lock(
    model: o.Model,
    is_update: Annotated[
        bool, typer.Option("--update", help="cli.option.update")
    ] = False,
    as_json: o.Json = False,
    lang: o.Lang = "",
) -> None:
    """Pin the databases of a model, or show what a changed one does to it."""
    from lcagraph.cli.show_lock import lock_json, lock_text
    from lcagraph.locking import lock_model

    screen = screen_for(lang)
    outcome = lock_model(model, is_update=is_update)
    screen.show((lock_json if as_json else lock_text)(outcome, screen))
    if outcome.is_refused:
        raise typer.Exit(1)


@app.command()
def explain(code: o.Code = "", as_json: o.Json = False, lang: o.Lang = "") -> None:
    """Explain a code such as E301 at length; without a code, list all of them."""
    from lcagraph.cli.show_code import code_json, code_text

    screen = screen_for(lang)
    show = code_json if as_json else code_text
    screen.show(show(code, screen))


# -------------------------------------------------------------------------- languages


def command_names() -> tuple[str, ...]:
    """What may follow `lcagraph`, in the order of the help page."""
    return tuple(_stated())


def command_in(lang: Language, name: str = "") -> Any:
    """The whole command with its help in one language, or a part of it.

    Help texts stand in the catalogue with all other words; here they are put in.

    Parameters
    ----------
    lang : {"zh", "en"}
    name : str
        The one command to be described; empty: all of them, for a page or a shell
        that lists them. Describing takes typer longer than most commands run.
    """
    command: Any = typer.main.get_command(_only(name) if name else app)
    _translate(command, "lcagraph", lang)
    return command


def _only(name: str) -> typer.Typer:
    """The application with one of its commands, or groups of commands."""
    part = typer.Typer(**_SETTINGS)
    part.registered_callback = app.registered_callback
    stated = _stated()[name]
    if isinstance(stated, CommandInfo):
        part.registered_commands = [stated]
    else:
        part.registered_groups = [stated]
    return part


def _stated() -> dict[str, CommandInfo | TyperInfo]:
    """What was registered above, by the name that typer gives it."""
    named = [
        (info.name or typer.main.get_command_name(info.callback.__name__), info)
        for info in app.registered_commands
        if info.callback is not None
    ]
    groups = [(str(info.name), info) for info in app.registered_groups]
    return dict([*named, *groups])


def _translate(command: Any, name: str, lang: Language) -> None:
    command.help = label(f"cli.help.{name}", lang)
    for parameter in command.params:
        key = getattr(parameter, "help", None) or ""
        if parameter.name in ("install_completion", "show_completion"):
            key = f"cli.option.{parameter.name}"
        if key.startswith("cli."):
            parameter.help = label(key, lang)
    for inner, subcommand in getattr(command, "commands", {}).items():
        path = inner if name == "lcagraph" else f"{name}.{inner}"
        _translate(subcommand, path, lang)
