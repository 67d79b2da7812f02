"""A report by the name of its template, and what it lacks (缺项, 错项)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import get_args

from lcagraph.drawing.numbers import number_text
from lcagraph.errors import Finding, ModelError, UsageError
from lcagraph.graph.words import RuleSet
from lcagraph.inventory_record import inventory_sha256
from lcagraph.nearest import nearest
from lcagraph.report.captions import Numbering
from lcagraph.report.chongqing import chongqing_report
from lcagraph.report.content import Pixels, Report
from lcagraph.report.iso14067 import iso_report
from lcagraph.report.photographs import product_photograph
from lcagraph.report.scenarios import Preparer
from lcagraph.report.shandong import shandong_report
from lcagraph.report.subject import ReportSubject, judged_by
from lcagraph.report.views import battery_report, cbam_report, en15804_report
from lcagraph.result.footprint import Footprint
from lcagraph.uncertainty.found import Uncertainty
from lcagraph.uncertainty.page import page_notes, page_title
from lcagraph.wording import LANGUAGES, Language, sentence

Maker = Callable[[ReportSubject, Language], Report]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A form: who writes it, and by which rules its model is judged."""

    make: Maker
    make_as_guide: Maker | None = None
    """With the numbers of tables and figures that its guide prints; None: it has no
    others."""
    rule_set: RuleSet | None = None
    """None: the model's own."""


TEMPLATES: Mapping[str, Template] = {
    "chongqing": Template(make=chongqing_report, rule_set="gbt24067-cq"),
    "shandong": Template(
        make=shandong_report,
        make_as_guide=partial(shandong_report, numbering="seed"),
        rule_set="sd-2023",
    ),
    "iso14067": Template(make=iso_report, rule_set="iso14067"),
    "en15804": Template(make=en15804_report),
    "battery-eu": Template(make=battery_report),
    "cbam": Template(make=cbam_report),
}


def subject_of(
    footprint: Footprint,
    template: str,
    draws: Uncertainty | None = None,
    prepare_scenario: Preparer | None = None,
) -> ReportSubject:
    """What a template writes from: the footprint, judged by the rules of the form.

    Parameters
    ----------
    footprint : Footprint
        By the model's own rules: its canonical inventory is hashed.
    template : str
        A key of `TEMPLATES`.
    draws : Uncertainty, optional
        What a Monte Carlo of the same model found; the report says it.
    prepare_scenario : callable, optional
        Compiles the model with one of its scenarios; None: they are not told.

    Raises
    ------
    UsageError
        An unknown template (E021); a package is missing, for canonical JSON (E836) or
        for the product's picture (E838).
    """
    form = known_template(template)
    judged = footprint
    if form.rule_set is not None:
        judged = judged_by(footprint, form.rule_set)
    picture = product_photograph(judged.prepared.compiled.system)
    if isinstance(picture, Finding):
        judged = replace(judged, findings=(*judged.findings, picture))
    return ReportSubject(
        footprint=judged,
        inventory_sha256=inventory_sha256(footprint),
        statements={} if draws is None else said_of(draws),
        prepare_scenario=prepare_scenario,
        picture=picture if isinstance(picture, Pixels) else None,
    )


def said_of(draws: Uncertainty) -> Mapping[str, tuple[str, ...]]:
    """How a Monte Carlo was done and what it found, per language."""
    summary = draws.summary()
    found = dict(zip(summary.columns, summary.rows[0], strict=True))
    keys = ("mean", "sd", "p2.5", "p50", "p97.5")
    figures = [number_text(float(str(found[key]))) for key in keys]
    said: dict[str, tuple[str, ...]] = {}
    for lang in LANGUAGES:
        mean, sd, low, median, high = figures
        result = sentence(
            "shared.uncertainty_found",
            lang,
            mean=mean,
            sd=sd,
            low=low,
            median=median,
            high=high,
        )
        said[lang] = (page_title(draws, lang), result, *page_notes(draws, lang))
    return said


def report_of(
    subject: ReportSubject,
    template: str,
    lang: Language,
    numbering: Numbering = "auto",
) -> Report:
    """The report of a footprint by a template.

    Parameters
    ----------
    subject : ReportSubject
        From `subject_of`.
    template : str
        A key of `TEMPLATES`.
    lang : {"zh", "en"}
    numbering : {"auto", "seed"}
        Tables and figures counted without gaps, or by the numbers that the guide
        prints; forms other than Shandong's have the same either way.

    Raises
    ------
    ModelError
        The rules of the form refuse the model: under Shandong's, a coverage below
        95 % (E862); under ISO 14067, empty mandatory contents (E050); a battery not per
        energy delivered (E634), no one installation (E635), no modules (E636).
    UsageError
        An unknown template (E021), language (E753) or numbering (E015).
    """
    form = known_template(template)
    if numbering not in get_args(Numbering):
        asked = {"numbering": numbering, "numberings": get_args(Numbering)}
        raise UsageError(Finding(code="E015", values=asked))
    if lang not in LANGUAGES:
        values = {"language": lang, "languages": LANGUAGES}
        raise UsageError(Finding(code="E753", values=values))
    if any(finding.is_fatal for finding in subject.findings):
        raise ModelError(subject.findings)
    make = form.make_as_guide if numbering == "seed" else None
    return (make or form.make)(subject, lang)


def known_template(name: str) -> Template:
    """A template by its name.

    Raises
    ------
    UsageError
        There is none of that name (E021).
    """
    if name in TEMPLATES:
        return TEMPLATES[name]
    values = {
        "template": name,
        "nearest": nearest(name, list(TEMPLATES)),
        "templates": tuple(TEMPLATES),
    }
    raise UsageError(Finding(code="E021", values=values))
