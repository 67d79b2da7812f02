"""`lcagraph batch` with a folder: each of its tables on one worker."""

from __future__ import annotations

from functools import partial
from typing import Any

from lcagraph.cli.interrupted import last_words
from lcagraph.cli.screen import Screen


def batch_folder(call: Any, screen: Screen, options: Any) -> bool:
    """Compute every table of a folder; whether all of them are complete.

    Parameters
    ----------
    call : lcagraph.cli.batch.Call
    screen : Screen
    options : lcagraph.catalogue.Options
    """
    from lcagraph.background.store import open_database
    from lcagraph.catalogue import calculate_catalogues, tables_in
    from lcagraph.cli.output import as_json_text
    from lcagraph.cli.progress import progress_on

    sources = tables_in(call.table)
    databases = [open_database(name) for name in dict.fromkeys(call.database)]
    outcomes = calculate_catalogues(
        sources,
        call.output,
        databases,
        options,
        executor=_workplace(call),
        is_sent=call.send,
        lang=screen.lang,
    )
    found = []
    words = partial(screen.word, "cli.batch.interrupted")
    with last_words(words), progress_on(screen) as progress:
        tick = progress("computing", len(sources))
        for one in outcomes:
            found.append(one)
            tick(1)
            if not call.as_json:
                _show(one, screen)
    if call.as_json:
        plain = {one.name: _plain(one) for one in sorted(found, key=lambda o: o.name)}
        screen.show(as_json_text(plain))
    screen.tell(screen.word("cli.wrote", path=call.output))
    return all(one.is_complete for one in found)


def _workplace(call: Any) -> Any:
    from lcagraph.executor import Processes

    return call.scheduler or Processes(call.workers or None)


def _show(one: Any, screen: Screen) -> None:
    """A line per table, and a line per reason why it has no result."""
    from lcagraph.wording import message

    if one.findings:
        screen.show(f"{one.name}: {screen.word('cli.batch.none')}")
        for finding in one.findings:
            screen.show(f"  {finding.code} {message(finding, screen.lang)}")
        return
    key = "cli.batch.kept" if one.is_kept else "cli.batch.table"
    counts = {name: f"{count:,}" for name, count in one.report["counts"].items()}
    screen.show(f"{one.name}: {screen.word(key, **counts)}")


def _plain(one: Any) -> dict[str, object]:
    from lcagraph.wording import message

    if not one.findings:
        return dict(one.report)
    findings = [{"code": f.code, "message": message(f, "en")} for f in one.findings]
    return {"findings": findings}
