"""`lcagraph batch`: footprints of a whole table of bills of materials."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from lcagraph.cli import options as o
from lcagraph.cli.gathered import gathered
from lcagraph.cli.interrupted import last_words
from lcagraph.cli.screen import Screen, screen_for

MOST_LOOPS = 5
"""Loops that are named on the screen; the report has all."""

HASH_LENGTH = 12

_WAIVERS = {
    "waive_open_links": "waived",
    "waive_no_allocation": "undivided",
    "waive_lacking_gases": "lacking",
}
"""Reasons in a report, and the labels that they are printed under."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Arguments and options of one call."""

    table: Annotated[Path, typer.Argument(help="cli.option.bills")]
    output: Annotated[
        Path, typer.Option("--output", "-o", help="cli.option.bills_output")
    ]
    database: Annotated[
        list[str], typer.Option("--database", "-d", help="cli.option.bills_database")
    ]
    gwp: Annotated[str, typer.Option("--gwp", help="cli.option.gwp")] = ""
    waive: Annotated[
        str,
        typer.Option(
            "--waive-open-links", help="cli.option.waive_open", metavar="REASON"
        ),
    ] = ""
    undivided: Annotated[
        str,
        typer.Option(
            "--waive-no-allocation", help="cli.option.waive_undivided", metavar="REASON"
        ),
    ] = ""
    lacking: Annotated[
        str,
        typer.Option(
            "--waive-lacking-gases", help="cli.option.waive_lacking", metavar="REASON"
        ),
    ] = ""
    adding: Annotated[
        bool, typer.Option("--add-duplicates", help="cli.option.add_duplicates")
    ] = False
    negative: Annotated[
        bool, typer.Option("--allow-negative", help="cli.option.allow_negative")
    ] = False
    replace: Annotated[
        bool, typer.Option("--replace", help="cli.option.replace_file")
    ] = False
    scheduler: Annotated[
        str, typer.Option("--scheduler", help="cli.option.scheduler", metavar="ADDRESS")
    ] = ""
    workers: Annotated[
        int, typer.Option("--workers", "-j", min=0, help="cli.option.workers")
    ] = 0
    send: Annotated[bool, typer.Option("--send", help="cli.option.send")] = False
    as_json: o.Json = False
    lang: o.Lang = ""


@gathered(Call)
def batch(call: Call) -> None:
    """Compute the footprints of all products of a table of bills of materials."""
    screen = screen_for(call.lang)
    if call.table.is_dir():
        from lcagraph.cli.batch_folder import batch_folder

        if not batch_folder(call, screen, _options(call)):
            raise typer.Exit(1)
        return
    outcome = _outcome(call, screen)
    _show(outcome, screen, as_json=call.as_json)
    if not outcome.is_complete:
        raise typer.Exit(1)


def _options(call: Call) -> Any:
    from lcagraph.catalogue import Options, Rules
    from lcagraph.impact import DEFAULT_GWP

    rules = Rules(
        waive_open_links=call.waive.strip(),
        waive_no_allocation=call.undivided.strip(),
        waive_lacking_gases=call.lacking.strip(),
        is_adding_duplicates=call.adding,
        is_negative_allowed=call.negative,
    )
    return Options(
        gwp=call.gwp or DEFAULT_GWP,
        rules=rules,
        threads=call.workers,
        is_replacing=call.replace,
    )


def _outcome(call: Call, screen: Screen) -> Any:
    from lcagraph.background.store import open_database
    from lcagraph.catalogue import calculate_catalogue
    from lcagraph.cli.progress import progress_on

    databases = [open_database(name) for name in dict.fromkeys(call.database)]
    words = partial(screen.word, "cli.batch.interrupted")
    with last_words(words), progress_on(screen) as progress:
        return calculate_catalogue(
            call.table,
            call.output,
            databases,
            _options(call),
            progress=progress,
            executor=call.scheduler or None,
            lang=screen.lang,
        )


def _show(outcome: Any, screen: Screen, *, as_json: bool) -> None:
    from lcagraph.cli.output import as_json_text
    from lcagraph.wording import message

    for finding in outcome.findings:
        screen.tell(f"{finding.code} {message(finding, screen.lang)}")
    screen.show(
        as_json_text(dict(outcome.report)) if as_json else _text(outcome, screen)
    )
    screen.tell(screen.word("cli.wrote", path=outcome.places.output))
    if outcome.report["counts"]["rejected"]:
        screen.tell(screen.word("cli.wrote", path=outcome.places.rejected))


def _text(outcome: Any, screen: Screen) -> str:
    from lcagraph.cli.text_table import Column, text_table
    from lcagraph.wording import statement

    report = outcome.report
    counts = report["counts"]
    databases = ", ".join(
        f"{one['name']} {one['version']} ({one['hash'][:HASH_LENGTH]})"
        for one in report["databases"]
    )
    rows = [
        (screen.word("cli.batch.databases"), databases),
        (screen.word("cli.batch.gwp"), report["gwp"]),
        (screen.word("cli.batch.rows"), f"{counts['rows']:,}"),
        (screen.word("cli.batch.bills"), f"{counts['bills']:,}"),
    ]
    for status, count in report["status"].items():
        rows.append((f"  {screen.word(f'catalogue.{status}')}", f"{count:,}"))
    for waiver, label in _WAIVERS.items():
        if reason := report[waiver]:
            rows.append((screen.word(f"cli.batch.{label}"), reason))
    lines = [text_table([Column(), Column()], rows)]
    for code, count in report["rejected"].items():
        lines.append(f"  {code} ×{count:,}  {statement(code, screen.lang)}")
    for loop in report["loops"][:MOST_LOOPS]:
        lines.append(screen.word("cli.batch.loop", loop=" → ".join((*loop, loop[0]))))
    return "\n".join(lines)
