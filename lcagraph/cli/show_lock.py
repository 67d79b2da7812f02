"""What locking a model did, on a terminal."""

from __future__ import annotations

from dataclasses import asdict

from lcagraph.background.lock import LockedDataset
from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen
from lcagraph.cli.text_table import Column, text_table
from lcagraph.locking import LockOutcome
from lcagraph.wording.page import significant

DIGITS = 6


def lock_text(outcome: LockOutcome, screen: Screen) -> str:
    """The footprint before and after, the datasets that moved, and what to do."""
    after, before = outcome.after, outcome.before
    lines = [
        screen.word("cli.lock.database", name=name, version=one.version or "–")
        for name, one in after.databases.items()
    ]
    lines += [
        screen.word("cli.lock.renamed", text=text, before=before, now=now)
        for text, (before, now) in outcome.renamed.items()
    ]
    rows = [
        (
            new.at,
            new.name,
            significant(old.co2e, DIGITS) if old is not None else "–",
            significant(new.co2e, DIGITS),
            _per(old, new),
        )
        for old, new in outcome.changed_datasets()
    ]
    if rows:
        heads = [
            Column(head=screen.word("cli.lock.at")),
            Column(head=screen.word("cli.db.name"), is_cut=True),
            Column(head=screen.word("cli.db.before"), is_number=True),
            Column(head=screen.word("cli.db.after"), is_number=True),
            Column(),
        ]
        lines += ["", text_table(heads, rows)]
    now = f"{significant(after.total, DIGITS)} kgCO2e / {after.per}"
    then = significant(before.total, DIGITS) if before is not None else "–"
    word = "cli.lock.moved" if before is not None else "cli.lock.footprint"
    lines += ["", screen.word(word, before=then, after=now)]
    key = "cli.lock.written" if outcome.is_written else "cli.lock.refused"
    return "\n".join([*lines, screen.word(key, file=outcome.path.name)])


def _per(old: LockedDataset | None, new: LockedDataset) -> str:
    """Unit of both figures, or of each where they differ."""
    both = (new.unit,) if old is None else dict.fromkeys((old.unit, new.unit))
    return " → ".join(f"kgCO2e/{unit}" for unit in both)


def lock_json(outcome: LockOutcome, screen: Screen) -> str:
    """The same as plain data."""
    return as_json_text(
        {
            "file": str(outcome.path),
            "is_written": outcome.is_written,
            "is_changed": outcome.is_changed,
            "before": asdict(outcome.before) if outcome.before is not None else None,
            "after": asdict(outcome.after),
        }
    )
