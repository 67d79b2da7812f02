"""`lcagraph report`: the report of a model by a form, and what it still lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, cast

import typer

import lcagraph
from lcagraph.cli import options as o
from lcagraph.cli.gathered import gathered
from lcagraph.cli.screen import Screen, screen_for
from lcagraph.errors import Finding, UsageError
from lcagraph.report.captions import Numbering
from lcagraph.report.content import Report
from lcagraph.report.photographs import UNPRINTABLE
from lcagraph.wording import message

SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """What `report` asks for."""

    model: o.Model
    template: Annotated[
        str, typer.Option("--template", help="cli.option.report_template")
    ] = "chongqing"
    output: o.Output = None
    is_check: Annotated[
        bool, typer.Option("--check", help="cli.option.report_check")
    ] = False
    letterhead: Annotated[
        Path | None, typer.Option("--letterhead", help="cli.option.letterhead")
    ] = None
    numbering: Annotated[
        str, typer.Option("--numbering", help="cli.option.report_numbering")
    ] = "auto"
    draws: Annotated[
        int | None, typer.Option("--mc", min=2, help="cli.option.view_mc")
    ] = None
    scenario: o.Scenario = None
    settings: o.Settings = field(default_factory=list)
    lang: o.Lang = ""


@gathered(ReportOptions)
def report(options: ReportOptions) -> None:
    """Write the report by the form of a guide as Word, PDF, HTML or workbook."""
    from lcagraph.cli.changed import changed
    from lcagraph.cli.output import write

    screen = screen_for(options.lang)
    path = options.output
    render = report_renderer(path)
    with changed(options.model, options.scenario, options.settings) as model:
        draws = model.uncertainty(options.draws, seed=SEED) if options.draws else None
        made = model.report(
            options.template,
            screen.lang,
            draws=draws,
            numbering=cast(Numbering, options.numbering),
        )
    if options.is_check:
        _show_check(made, screen)
        return
    content = render(made, model, options)
    if path is None:
        screen.show(str(content))
    else:
        write(path, content)
        screen.tell(screen.word("cli.wrote", path=path))
    # no page shows that a picture is missing which the form doesn't ask for
    lacking = [one for one in made.findings if one.code in UNPRINTABLE]
    screen.tell_findings(lacking, model.locate)


# --------------------------------------------------------------------- files


def report_renderer(
    path: Path | None,
) -> Callable[[Report, lcagraph.Model, ReportOptions], str | bytes]:
    """What writes the file that is asked for; before anything is computed.

    Raises
    ------
    UsageError
        An ending without a format (E020).
    """
    ending = path.suffix.lower() if path is not None else ".txt"
    if ending not in _RENDERERS:
        values = {"format": ending, "formats": tuple(_RENDERERS)}
        raise UsageError(Finding(code="E020", values=values))
    return _RENDERERS[ending]


def _word(made: Report, _: lcagraph.Model, options: ReportOptions) -> bytes:
    from lcagraph.report.word import word_bytes

    return word_bytes(made, options.letterhead)


def _pdf(made: Report, model: lcagraph.Model, _: ReportOptions) -> bytes:
    from lcagraph.inventory_record import inventory_json
    from lcagraph.report.pdf import pdf_bytes

    return pdf_bytes(made, {"inventory.json": inventory_json(model.solve())})


def _html(made: Report, _: lcagraph.Model, __: ReportOptions) -> str:
    from lcagraph.report.html import html_text

    return html_text(made)


def _workbook(made: Report, model: lcagraph.Model, _: ReportOptions) -> bytes:
    from lcagraph.report.workbook import live_model, workbook_bytes

    return workbook_bytes(made, live_model(model.solve(), made.language))


def _text(made: Report, _: lcagraph.Model, __: ReportOptions) -> str:
    from lcagraph.report.dump import report_text

    return report_text(made)


_RENDERERS: Mapping[
    str, Callable[[Report, lcagraph.Model, ReportOptions], str | bytes]
] = {
    ".docx": _word,
    ".pdf": _pdf,
    ".html": _html,
    ".xlsx": _workbook,
    ".txt": _text,
}


# --------------------------------------------------------------------- 缺项, 错项


def _show_check(made: Report, screen: Screen) -> None:
    """Missing and wrong items; exit code 1 if there are any."""
    from lcagraph.report.checking import check_report

    found = check_report(made)
    if found.is_complete:
        screen.show(screen.word("report.check_complete"))
        return
    blanks = [
        f"  {blank.path}  {screen.word('report.check_blank', label=blank.label)}"
        for blank in found.blanks
    ]
    missing = [*blanks, *_lines(found.missing, screen)]
    wrong = list(_lines(found.wrong, screen))
    for key, lines in (("missing", missing), ("wrong", wrong)):
        screen.show(screen.word(f"report.check_{key}", count=len(lines)))
        for line in lines:
            screen.show(line)
    raise typer.Exit(1)


def _lines(findings: tuple[Finding, ...], screen: Screen) -> Iterator[str]:
    for finding in findings:
        said = message(finding, screen.lang)
        yield f"  {finding.at}  {finding.code} {said}"
