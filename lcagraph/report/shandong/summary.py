"""Cover and the two-page summary form (概要表)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lcagraph.graph.report_fields import Body, Person
from lcagraph.report.content import (
    Cover,
    PageBreak,
    Row,
    Section,
    Table,
    Words,
)
from lcagraph.report.shandong.basis import basis_items, basis_words
from lcagraph.report.shandong.grid import (
    cell,
    head_cell,
    number,
    row,
    shares,
)
from lcagraph.report.shandong.matter import Matter

WIDTHS = shares(20, 22, 34, 24)
CONTACTS = ("name", "address", "contact", "phone")


def cover(matter: Matter, sha256: str) -> Cover:
    """Report number, title, body, approver, date; the inventory's hash."""
    say, about = matter.phrases, matter.assessment
    number_ = matter.said(about.report_number, "assessment.report_number")
    lines: list[tuple[str, Words]] = [
        (say.text("field.report_number"), (number_,)),
        (say.text("party.body"), (matter.body,)),
        (
            say.text("field.approver"),
            (matter.said(about.approver, "assessment.approver"),),
        ),
        (say.text("cover.date"), (matter.said(about.date, "assessment.date"),)),
    ]
    if sha256:
        lines.append((say.text("cover.sha256"), (sha256,)))
    named = isinstance(matter.assessed, str)
    words = say.words(
        "cover.title" if named else "cover.title_only",
        assessed=matter.assessed,
        product=matter.product,
    )
    title = "".join(piece if isinstance(piece, str) else "____" for piece in words)
    return Cover(
        title=title,
        subtitle=say.text("cover.subtitle"),
        lines=tuple(lines),
        answers=("SD-40",),
    )


def summary(matter: Matter) -> Section:
    """The form that stands before the table of contents, a page for each half.

    Who asked whom by what rules, then what was found. As one table it would break where
    the paper ends, and leave its last line alone on the second page.
    """
    say = matter.phrases
    engagement = Table(
        id="summary",
        number="",
        title=say.text("summary.title"),
        body=tuple(_engagement(matter)),
        widths=WIDTHS,
        answers=("SD-41",),
    )
    found = Table(
        id="summary-continued",
        number="",
        title=say.text("summary.continued"),
        body=tuple(_conclusion(matter)),
        widths=WIDTHS,
        answers=("SD-41",),
    )
    return Section(
        id="summary",
        title=say.text("summary.title"),
        is_front=True,
        blocks=(engagement, PageBreak(), found, PageBreak()),
    )


def _engagement(matter: Matter) -> Iterator[Row]:
    say, about = matter.phrases, matter.assessment
    number_ = matter.said(about.report_number, "assessment.report_number")
    version = matter.said(about.version, "assessment.version")
    yield (
        head_cell(say.text("field.made")),
        head_cell(say.text("field.report_number"), columns=2),
        head_cell(say.text("field.version")),
    )
    yield (
        cell(matter.said(about.date, "assessment.date")),
        replace(cell(number_, columns=2), answers=("SD-40",)),
        replace(cell(version), answers=("SD-13",)),
    )
    yield from _party(matter, "client", about.client)
    yield from _party(matter, "body", about.body)
    basis = basis_items(matter)
    for n, item in enumerate(basis):
        first = (head_cell(say.text("field.basis"), rows=len(basis)),) if not n else ()
        yield (*first, replace(cell(f"■ {item}", columns=3), answers=("SD-16",)))
    yield _wide(matter, "field.assurance", (assurance(matter),), "SD-34")
    yield _wide(matter, "field.materiality", materiality(matter), "SD-34")


def _conclusion(matter: Matter) -> Iterator[Row]:
    say, about = matter.phrases, matter.assessment
    texts = statement(matter)
    for n, words in enumerate(texts):
        first = (head_cell(say.text("field.conclusion"), rows=len(texts)),)
        yield (*(first if not n else ()), cell(words, columns=3))
    yield from footprint_rows(matter)
    yield _wide(matter, "field.boundary", boundary_words(matter))
    yield _wide(matter, "field.unit", (matter.result.name.get(matter.lang),))
    yield (
        head_cell(say.text("field.team")),
        cell(_people(matter, about.team, "team")),
        head_cell(say.text("field.reviewers")),
        cell(_people(matter, about.reviewers, "reviewers")),
    )
    yield (
        head_cell(say.text("field.approver")),
        cell(matter.said(about.approver, "assessment.approver")),
        head_cell(say.text("field.distribution")),
        cell(matter.said(about.distribution, "assessment.distribution")),
    )


def _party(matter: Matter, key: str, body: Body | None) -> Iterator[Row]:
    say = matter.phrases
    for n, part in enumerate(CONTACTS):
        first = (head_cell(say.text(f"party.{key}"), rows=len(CONTACTS)),)
        said = getattr(body, part) if body is not None else None
        path = f"assessment.{key}.{part}"
        label = say.text(f"field.{part}")
        yield (
            *(first if not n else ()),
            cell(label),
            cell(matter.said(said, path, f"field.{key}_{part}"), columns=2),
        )


def _wide(matter: Matter, key: str, words: Words, *answers: str) -> Row:
    said = replace(cell(words, columns=3), answers=answers)
    return head_cell(matter.phrases.text(key)), said


def _people(matter: Matter, people: Mapping[str, Person], key: str) -> Words:
    named = [one.name.get(matter.lang) for one in people.values()]
    if not named:
        return (matter.said(None, f"assessment.{key}"),)
    return (matter.phrases.listed(named),)


def assurance(matter: Matter) -> str:
    """The level of assurance: reasonable, as the guide asks for, or as told."""
    told = matter.system.scope.assurance
    return told.get(matter.lang) if told else matter.phrases.text("assurance")


def materiality(matter: Matter) -> Words:
    """Coverage of the assessment, and what is left out."""
    say, account = matter.phrases, matter.account
    if account is None:
        return (matter.said(None, "scope.excluded"),)
    coverage = f"{float(account.coverage) * 100:.2f} %"
    enough = float(account.coverage) >= COVERAGE
    key = "materiality.met" if enough else "materiality.unmet"
    words = say.words(key, coverage=coverage)
    left_out = [
        say.text(
            "materiality.item",
            name=matter.subject.name_left_out(id_).get(matter.lang),
            share=f"{float(share) * 100:.3g} %",
        )
        for id_, share in account.shares.items()
    ]
    if left_out:
        whole = f"{float(account.left_out_share) * 100:.3g} %"
        items = say.listed(left_out)
        words += say.words("materiality.left_out", items=items, share=whole)
    return words


COVERAGE = 0.95
"""Least share of the emissions and removals that is covered (chapter 8)."""


def statement(matter: Matter) -> tuple[Words, ...]:
    """The three paragraphs of the conclusion.

    That the footprint is true and exact is the assessor's word, not a program's: it is
    a blank until the model gives it.
    """
    say, about = matter.phrases, matter.assessment
    basis = basis_words(matter)
    first = say.words(
        "statement.engaged",
        body=matter.body,
        client=matter.client,
        basis=basis,
        place=matter.place,
        assessed=matter.assessed,
        product=matter.product,
    )
    concluded = matter.said(about.conclusion, "assessment.conclusion")
    last = say.words(
        "statement.concluded",
        assessed=matter.assessed,
        product=matter.product,
        conclusion=concluded,
    )
    planned = say.words("statement.planned")
    if not matter.is_visited:
        path = "assessment.site_visit.period"
        visit = matter.said(None, path, "field.visit_period")
        planned = say.words("statement.to_visit", visit=visit)
    return first, planned, last


def boundary_words(matter: Matter) -> Words:
    """The boundary with the stages that are in it, and those that should be."""
    say, scope = matter.phrases, matter.system.scope
    stages = [matter.stage_name(one.stage) for one in matter.stages]
    if scope.boundary is None:
        return (matter.said(None, "scope.boundary"),)
    told = say.words(
        "boundary.words",
        boundary=say.text(f"boundary.{scope.boundary}"),
        stages=say.text("stage.joint").join(stages),
    )
    missing = [matter.stage_name(one) for one in matter.missing_stages]
    if not missing:
        return told
    return told + say.words("boundary.partial", missing=say.listed(missing))


def footprint_rows(matter: Matter) -> Iterator[Row]:
    """Period, product, stage, kgCO2e per unit: the same rows in form and statement."""
    say, scale = matter.phrases, matter.scale
    yield tuple(
        head_cell(said)
        for said in (
            say.text("field.period"),
            say.text("field.product"),
            say.text("field.stage"),
            say.text("field.footprint", unit=matter.per_unit),
        )
    )
    count = len(matter.stages) + 1
    for n, one in enumerate(matter.stages):
        value = one.net / scale
        first = (cell(matter.period, rows=count), cell(matter.product, rows=count))
        yield (
            *(first if not n else ()),
            cell(matter.stage_name(one.stage)),
            number(value, f"stage/{one.stage}"),
        )
    total = row(say.text("total"))
    yield (*total, number(matter.total.net / scale, "footprint"))
