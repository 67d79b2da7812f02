"""`lcagraph db`: import, find, check, compare and remove background databases."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from lcagraph.cli import options as o
from lcagraph.cli.gathered import gathered
from lcagraph.cli.interrupted import last_words, unless_changed
from lcagraph.cli.screen import screen_for
from lcagraph.cli.whatif import whatif

app = typer.Typer()

Name = Annotated[str, typer.Argument(help="cli.option.database")]


@app.callback(invoke_without_command=True)
def root(context: typer.Context) -> None:
    """Import background databases, and look into them."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOptions:
    """What `db add` asks for."""

    file: Annotated[Path, typer.Argument(help="cli.option.file")]
    name: Annotated[str, typer.Option("--name", help="cli.option.db_name")] = ""
    allocation: Annotated[
        str, typer.Option("--allocation", help="cli.option.allocation")
    ] = ""
    prefer: Annotated[list[str], typer.Option("--prefer", help="cli.option.prefer")] = (
        field(default_factory=list)
    )
    gas_map: Annotated[Path | None, typer.Option("--map", help="cli.option.map")] = None
    version: Annotated[str, typer.Option("--version", help="cli.option.db_version")] = (
        ""
    )
    licence: Annotated[str, typer.Option("--licence", help="cli.option.db_licence")] = (
        ""
    )
    year: Annotated[
        int | None, typer.Option("--year", help="cli.option.table_year")
    ] = None
    currency: Annotated[
        str, typer.Option("--currency", help="cli.option.table_currency")
    ] = ""
    construct: Annotated[
        str, typer.Option("--construct", help="cli.option.construct")
    ] = ""
    prices: Annotated[
        Path | None, typer.Option("--prices", help="cli.option.prices")
    ] = None
    here: Annotated[bool, typer.Option("--here", help="cli.option.here")] = False
    replace: Annotated[bool, typer.Option("--replace", help="cli.option.replace")] = (
        False
    )
    lang: o.Lang = ""


@app.command()
@gathered(AddOptions)
def add(options: AddOptions) -> None:
    """Import a database; its format is recognised by its content."""
    from lcagraph.background.gases.own_map import read_gas_map
    from lcagraph.background.store import home
    from lcagraph.cli.progress import progress_on
    from lcagraph.cli.show_databases import added_text
    from lcagraph.importing import Choices, add_database
    from lcagraph.importing.adding import default_name
    from lcagraph.input_output.table import TableOptions

    screen = screen_for(options.lang)
    table = options.gas_map
    choices = Choices(
        allocation=options.allocation or None,
        prefer=tuple(options.prefer),
        version=options.version,
        licence=options.licence,
        gases=read_gas_map(table) if table is not None else None,
        table=TableOptions(
            year=options.year,
            currency=options.currency,
            construct=options.construct,
            prices=options.prices,
        ),
    )
    place = Path.cwd() / "databases" if options.here else home()
    name = options.name or default_name(options.file)
    words = unless_changed(place / name, "cli.interrupted.store", screen)
    with last_words(words):
        with progress_on(screen) as progress:
            added = add_database(
                options.file,
                name=name,
                place=place,
                choices=choices,
                is_replacing=options.replace,
                progress=progress,
            )
        screen.show(added_text(added, screen))


@app.command("list")
def list_(as_json: o.Json = False, lang: o.Lang = "") -> None:
    """List the databases of this folder and of the user."""
    from lcagraph.background.store import Database, installed
    from lcagraph.cli.output import as_json_text
    from lcagraph.cli.show_databases import databases_text, manifest_as_dict
    from lcagraph.errors import UsageError
    from lcagraph.wording import message

    screen = screen_for(lang)
    databases, damaged = [], []
    for folder in installed().values():
        try:
            databases.append(Database(folder))
        except UsageError as error:
            damaged.append(error.finding)
    if as_json:
        screen.show(as_json_text([manifest_as_dict(one) for one in databases]))
    else:
        screen.show(databases_text(databases, screen))
    for finding in damaged:
        screen.tell(f"{finding.code} {message(finding, screen.lang)}")
    if damaged:
        raise typer.Exit(1)


@app.command()
def show(
    name: Name,
    dataset: Annotated[str, typer.Argument(help="cli.option.dataset")] = "",
    as_json: o.Json = False,
    lang: o.Lang = "",
) -> None:
    """Show a database, or one dataset of it with its footprint."""
    from lcagraph.background.store import open_database
    from lcagraph.cli import show_databases as s
    from lcagraph.cli.output import as_json_text

    screen = screen_for(lang)
    database = open_database(name)
    if as_json:
        plain = s.dataset_as_dict if dataset else s.manifest_as_dict
        screen.show(as_json_text(plain(database, *([dataset] if dataset else []))))
    elif dataset:
        screen.show(s.dataset_text(database, dataset, screen))
    else:
        screen.show(s.database_text(database, screen))


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeOptions:
    """What `db tree` asks for."""

    name: Name
    dataset: Annotated[str, typer.Argument(help="cli.option.dataset")]
    threshold: o.Threshold = "1 %"
    depth: Annotated[
        int | None, typer.Option("--depth", help="cli.option.depth", min=0)
    ] = None
    gwp: Annotated[str, typer.Option("--gwp", help="cli.option.gwp")] = ""
    is_paths: Annotated[bool, typer.Option("--paths", help="cli.option.paths")] = False
    as_json: o.Json = False
    lang: o.Lang = ""


@app.command()
@gathered(TreeOptions)
def tree(options: TreeOptions) -> None:
    """Print the supply chain of one dataset, largest branches first."""
    from lcagraph.background.store import open_database
    from lcagraph.cli import show_dataset_tree as s
    from lcagraph.cli.show_tree import parse_threshold

    screen = screen_for(options.lang)
    share = parse_threshold(options.threshold)
    database = open_database(options.name)
    found = s.dataset_tree(
        database, options.dataset, share, depth=options.depth, gwp=options.gwp
    )
    if options.is_paths:
        paths_json, paths_text = s.dataset_paths_json, s.dataset_paths_text
        screen.show(paths_json(found) if options.as_json else paths_text(found, screen))
        return
    tree_json, tree_text = s.dataset_tree_json, s.dataset_tree_text
    screen.show(tree_json(found) if options.as_json else tree_text(found, screen))


app.command()(whatif)


@app.command()
def check(
    name: Name,
    unmapped: Annotated[
        bool, typer.Option("--unmapped", help="cli.option.unmapped")
    ] = False,
    as_json: o.Json = False,
    lang: o.Lang = "",
) -> None:
    """Print the report of the import: what is open, and what was chosen."""
    from lcagraph.background.findings_report import gas_map_csv
    from lcagraph.background.store import open_database

    screen = screen_for(lang)
    folder = open_database(name).folder
    if unmapped:
        stated = json.loads((folder / "report.json").read_text("utf-8"))
        screen.show(gas_map_csv(stated.get("unmapped_gases", ())).rstrip("\n"))
        return
    report = "report.md" if screen.lang == "en" else "report.zh.md"
    text = (folder / ("report.json" if as_json else report)).read_text("utf-8")
    screen.show(text.rstrip("\n"))


@app.command()
def search(
    name: Name,
    words: Annotated[list[str], typer.Argument(help="cli.option.words")],
    most: Annotated[int, typer.Option("--most", help="cli.option.most", min=1)] = 20,
    as_json: o.Json = False,
    lang: o.Lang = "",
) -> None:
    """Find datasets by words of their names, in Chinese or English."""
    from lcagraph.background.store import open_database
    from lcagraph.background.store.searching import search as search_database
    from lcagraph.cli.show_databases import hits_json, hits_text

    screen = screen_for(lang)
    database = open_database(name)
    hits = search_database(database, " ".join(words), most=most)
    screen.show((hits_json if as_json else hits_text)(database, hits, screen))
    if not hits.found:
        raise typer.Exit(1)


@app.command()
def methods(name: Name, as_json: o.Json = False, lang: o.Lang = "") -> None:
    """List the impact methods that came in a database."""
    from lcagraph.background.scoring import find_methods
    from lcagraph.background.store import open_database
    from lcagraph.cli.show_scores import methods_json, methods_text

    screen = screen_for(lang)
    found = find_methods(open_database(name), "")
    screen.show(methods_json(found) if as_json else methods_text(found, screen))


@app.command()
def score(
    name: Name,
    dataset: Annotated[str, typer.Argument(help="cli.option.dataset")],
    method: Annotated[str, typer.Option("--method", help="cli.option.method")] = "",
    source: Annotated[str, typer.Option("--from", help="cli.option.methods_of")] = "",
    most: Annotated[int, typer.Option("--most", help="cli.option.most", min=1)] = 20,
    as_json: o.Json = False,
    lang: o.Lang = "",
) -> None:
    """Assess a dataset and its supply chain by an impact method of a package."""
    from lcagraph.background.scoring import find_methods
    from lcagraph.background.scoring import score as score_dataset
    from lcagraph.background.store import open_database
    from lcagraph.cli.show_databases import offer_of
    from lcagraph.cli.show_scores import scores_json, scores_text

    screen = screen_for(lang)
    database = open_database(name)
    chosen = find_methods(open_database(source) if source else database, method)
    offer = offer_of(database, dataset, needs_gas=False)
    scores = score_dataset(offer.database, offer.found.column, chosen)
    if as_json:
        screen.show(scores_json(offer, scores))
    else:
        screen.show(scores_text(offer, scores, most, screen))


@app.command("export")
def export_(
    name: Name,
    file: Annotated[Path, typer.Argument(help="cli.option.export_file")],
    format_: Annotated[str, typer.Option("--format", help="cli.option.export_format")],
    replace: Annotated[
        bool, typer.Option("--replace", help="cli.option.replace_file")
    ] = False,
    lang: o.Lang = "",
) -> None:
    """Write a database for another program: openLCA, Brightway, ILCD, CSV."""
    from lcagraph.background.store import open_database
    from lcagraph.cli.progress import progress_on
    from lcagraph.exporting import export_database
    from lcagraph.wording import message

    screen = screen_for(lang)
    database = open_database(name)
    with progress_on(screen) as progress:
        exported = export_database(
            database, file, format_, is_replacing=replace, progress=progress
        )
    for finding in exported.findings:
        screen.tell(f"{finding.code} {message(finding, screen.lang)}")
    screen.tell(screen.word("cli.wrote", path=file))


@app.command()
def verify(name: Name, lang: o.Lang = "") -> None:
    """Compare every file of a database with the hash that was written with it."""
    from lcagraph.background.store import open_database
    from lcagraph.background.store.verifying import verify as verify_database
    from lcagraph.wording import message

    screen = screen_for(lang)
    database = open_database(name)
    findings = list(verify_database(database))
    for finding in findings:
        screen.show(f"{finding.code} {message(finding, screen.lang)}")
    if any(finding.is_fatal for finding in findings):
        raise typer.Exit(1)
    count = len(database.manifest.files)
    screen.show(screen.word("cli.db.verified", name=database.name, count=count))


@app.command()
def remove(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="cli.option.yes")] = False,
    lang: o.Lang = "",
) -> None:
    """Remove a database."""
    from lcagraph.background.store import remove_database, require

    screen = screen_for(lang)
    folder = require(name)  # a damaged one can be removed too
    asked = screen.word("cli.db.really", name=name, folder=str(folder))
    with last_words(unless_changed(folder, "cli.interrupted.kept", screen)):
        if not yes and not typer.confirm(asked):
            raise typer.Exit(1)
        remove_database(folder)
    screen.tell(screen.word("cli.db.removed", name=name))


@app.command()
def diff(
    before: Name,
    after: Name,
    gwp: Annotated[str, typer.Option("--gwp", help="cli.option.gwp")] = "",
    most: Annotated[int, typer.Option("--most", help="cli.option.most", min=1)] = 20,
    as_json: o.Json = False,
    lang: o.Lang = "",
) -> None:
    """Compare two releases: which products changed, and by how much."""
    from lcagraph.background.store import open_database
    from lcagraph.background.store.difference import difference
    from lcagraph.cli.show_databases import difference_json, difference_text
    from lcagraph.impact import DEFAULT_GWP

    screen = screen_for(lang)
    found = difference(
        open_database(before), open_database(after), gwp=gwp or DEFAULT_GWP
    )
    if as_json:
        screen.show(difference_json(found))
    else:
        screen.show(difference_text(found, most, screen))
