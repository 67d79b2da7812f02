"""`lcagraph quality`: how good the data behind a footprint are."""

from __future__ import annotations

from lcagraph.cli import options as o
from lcagraph.cli.screen import screen_for


def quality(
    model: o.Model,
    scenario: o.Scenario = None,
    settings: o.Settings = [],  # noqa: B006  typer copies it
    as_json: o.Json = False,
    lang: o.Lang = "",
) -> None:
    """Print scores, ratings and share of primary data, weighted by emission."""
    from lcagraph.cli.changed import changed
    from lcagraph.cli.output import as_json_text
    from lcagraph.data_quality import assess_quality

    screen = screen_for(lang)
    with changed(model, scenario, settings) as one:
        result = one.solve()
        found = assess_quality(result.prepared, result.rows)
    screen.tell_findings(found.findings, one.locate)
    screen.show(
        as_json_text(found.to_dict()) if as_json else found.to_text(screen.lang)
    )
