"""Chapter 1: purpose, scope, materiality and assurance."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from lcagraph.checks.omissions import WORDS
from lcagraph.compile.plan import AllocationPlan
from lcagraph.graph.flow import Product
from lcagraph.graph.scope import Excluded
from lcagraph.report.content import Block, Listing, Paragraph, Section, Table
from lcagraph.report.lines import Line
from lcagraph.report.printed import shown_unit
from lcagraph.report.shandong.basis import basis_words
from lcagraph.report.shandong.checked import INCONSISTENT, inconsistencies
from lcagraph.report.shandong.grid import cell, head, head_cell, row, shares
from lcagraph.report.shandong.matter import Matter
from lcagraph.report.shandong.phrases import see
from lcagraph.report.shandong.summary import assurance, boundary_words, materiality
from lcagraph.wording import word

NEVER_IN = ("capital", "use", "end")
"""What the guide's table leaves out of every footprint from cradle to gate."""

PRINCIPLES = ("independence", "integrity", "fairness", "care")
"""The guide's four (2 a–d)."""

AFTER_GATE = ("distribution", "storage", "use", "end_of_life")


def overview(matter: Matter) -> Section:
    """1 项目评价概述."""
    say = matter.phrases
    scope = Section(
        id="scope",
        title=say.numbered("1.2", "heading.scope"),
        sections=(_product(matter), _boundary(matter), _allocation(matter)),
        answers=("SD-17",),
    )
    return Section(
        id="overview",
        title=say.numbered("1.", "heading.overview"),
        sections=(_purpose(matter), scope, _assurance(matter)),
    )


def _purpose(matter: Matter) -> Section:
    say, about = matter.phrases, matter.assessment
    profile = matter.said(matter.organisation.profile, "organisation.profile")
    product = _product_told(matter)
    id_ = matter.system.reference.product
    described = product.description or product.function
    address = about.client.address if about.client is not None else None
    blocks: tuple[Block, ...] = (
        say.paragraph(
            "purpose.client",
            client=matter.client,
            address=matter.said(address, "assessment.client.address"),
        ),
        say.paragraph("purpose.assessed", assessed=matter.assessed, profile=profile),
        say.paragraph(
            "purpose.product",
            product=matter.product,
            description=matter.said(described, f"products.{id_}.description"),
        ),
        say.paragraph(
            "statement.engaged",
            "SD-01",
            "SD-16",
            body=matter.body,
            client=matter.client,
            basis=basis_words(matter),
            place=matter.place,
            assessed=matter.assessed,
            product=matter.product,
        ),
        say.paragraph(
            "purpose.goal", goal=matter.said(matter.system.scope.goal, "scope.goal")
        ),
        say.paragraph("purpose.principles"),
        Listing(
            items=tuple((say.text(f"principle.{one}"),) for one in PRINCIPLES),
            answers=("SD-02",),
        ),
        *_consistency(matter),
    )
    return Section(
        id="purpose", title=say.numbered("1.1", "heading.purpose"), blocks=blocks
    )


def _consistency(matter: Matter) -> Iterator[Paragraph]:
    """One set of assumptions, methods and data: said only where no check objects."""
    open_ = inconsistencies(matter)
    if not open_:
        yield matter.phrases.paragraph("purpose.consistent", "SD-15")
        return
    say = matter.phrases
    of = dict.fromkeys(INCONSISTENT[one.code] for one in open_)
    listed = say.listed([say.text(f"inconsistent.{what}") for what in of])
    yield say.paragraph(
        "purpose.inconsistent", "SD-15", what=listed, table=see("open-findings")
    )


def _product_told(matter: Matter) -> Product:
    return matter.system.products.get(matter.system.reference.product) or Product()


def _product(matter: Matter) -> Section:
    say, told = matter.phrases, _product_told(matter)
    at = f"products.{matter.system.reference.product}"
    body = (
        (
            head_cell(say.text("field.product")),
            cell(matter.product),
            head_cell(say.text("field.period")),
            cell(matter.period, columns=3),
        ),
        (
            head_cell(say.text("field.brand")),
            cell(matter.said(told.brand, f"{at}.brand")),
            head_cell(say.text("field.trademark")),
            cell(matter.said(told.trademark, f"{at}.trademark")),
            head_cell(say.text("field.product_model")),
            cell(matter.said(told.model, f"{at}.model", "field.product_model")),
        ),
        (
            head_cell(say.text("field.specification")),
            cell(matter.said(told.specification, f"{at}.specification")),
            head_cell(say.text("field.unit")),
            cell(matter.result.name.get(matter.lang), columns=3),
        ),
    )
    table = Table(
        id="product",
        number="",
        title=say.text("table.product"),
        body=body,
        widths=shares(14, 24, 14, 18, 12, 18),
        answers=("SD-42",),
    )
    blocks: list[Block] = [table, say.paragraph("product.comparison", "SD-18")]
    reason = matter.system.scope.period_reason
    if reason is not None:
        why = reason.get(matter.lang)
        blocks.insert(1, say.paragraph("product.period_reason", "SD-24", reason=why))
    return Section(
        id="product-unit",
        title=say.numbered("1.2.1", "heading.product"),
        blocks=tuple(blocks),
    )


def _boundary(matter: Matter) -> Section:
    say = matter.phrases
    table = _included(matter)
    limits = matter.system.scope.cut_off
    each = limits.each.text if limits and limits.each else "1 %"
    total = limits.total.text if limits and limits.total else "5 %"
    blocks: list[Block] = [
        say.paragraph(
            "boundary.is",
            "SD-19",
            boundary=boundary_words(matter),
            table=see("included"),
        ),
        table,
        say.paragraph("boundary.cut_off", "SD-43", each=each, total=total),
    ]
    if any(matter.lines_in(stage) for stage in AFTER_GATE):
        blocks.append(say.paragraph("boundary.beyond", emphasis="note"))
    blocks += _forgotten(matter)
    return Section(
        id="system-boundary",
        title=say.numbered("1.2.2", "heading.boundary"),
        blocks=tuple(blocks),
    )


def _included(matter: Matter) -> Table:
    """表1-1: what is in the boundary, by stage, and what is left out, with why."""
    say = matter.phrases
    inside = [
        say.text(
            "included.stage",
            stage=matter.stage_name(one.stage),
            items=say.listed(_named(matter, one.stage)),
        )
        for one in matter.stages
        if matter.lines_in(one.stage)
    ]
    outside = [_left_out(matter, one) for one in matter.system.scope.excluded.values()]
    body = tuple(
        row(str(n), included, excluded)
        for n, (included, excluded) in enumerate(
            zip_longest(inside, outside, fillvalue=""), start=1
        )
    )
    return Table(
        id="included",
        number=matter.numbers.table(1, "1-1"),
        title=say.text("table.included"),
        head=(head(*(say.text(f"included.{k}") for k in ("no", "in", "out"))),),
        body=body,
        widths=shares(8, 46, 46),
        answers=("SD-43", "SD-19", "SD-20", "SD-23", "SD-14"),
    )


def _short(matter: Matter, line: Line) -> str:
    """A line's name; the energy of a raw material with the process that takes it."""
    if line.stage == "raw_materials":
        return matter.line_in_process(line)
    return matter.line_name(line)


def _left_out(matter: Matter, one: Excluded) -> str:
    """What is left out, on which basis, why, with what effect; nothing twice."""
    say = matter.phrases
    basis, reason = say.text(f"excluded.{one.basis}"), one.reason.get(matter.lang)
    parts = [reason] if reason in basis else [basis, reason]
    if one.estimate is not None:
        parts.append(say.text("excluded.estimate", estimate=one.estimate.text))
    return say.text(
        "excluded.item",
        name=one.name.get(matter.lang),
        said=say.text("semicolon").join(parts),
    )


def _named(matter: Matter, stage: str) -> list[str]:
    """Names of what a stage emits by, each once."""
    lines = matter.lines_in(stage)
    if stage == "inbound_transport":
        names = (matter.supplier_name(line) for line in lines)
    else:
        names = (_short(matter, line) for line in lines)
    return list(dict.fromkeys(names))


def _forgotten(matter: Matter) -> list[Paragraph]:
    """What the model's checks say of the six easily forgotten sources.

    What is neither in the model nor explained waits for a word: a blank.
    """
    say = matter.phrases
    open_ = {
        str(one.values["item"])
        for one in matter.findings
        if one.code == "W880" and one.waived is None
    }
    said = []
    for key, is_open in (("boundary.complete", False), ("boundary.forgotten", True)):
        items = [item for item in WORDS if (item in open_) == is_open]
        if items:
            named = say.listed([say.text(f"omission.{item}") for item in items])
            why = matter.said(None, "scope.excluded", "field.forgotten")
            storage = ("SD-22",) if "storage" in items else ()
            answers = ("SD-43b", *storage)
            said.append(say.paragraph(key, *answers, items=named, why=why))
    return said


def _allocation(matter: Matter) -> Section:
    say = matter.phrases
    plans = matter.result.prepared.compiled.allocations
    declared = matter.system.scope.declarations
    blocks: list[Block] = []
    if not plans:
        blocks.append(say.paragraph("allocation.none", "SD-44", "SD-30"))
    else:
        blocks.append(say.paragraph("allocation.some", "SD-44", "SD-30"))
        blocks += [_plan(matter, plan) for plan in plans]
    if declared is not None and declared.allocation is not None:
        words = (declared.allocation.get(matter.lang),)
        blocks.append(Paragraph(words=words))
    return Section(
        id="allocation",
        title=say.numbered("1.2.3", "heading.allocation"),
        blocks=tuple(blocks),
    )


def _plan(matter: Matter, plan: AllocationPlan) -> Paragraph:
    say, process = matter.phrases, matter.system.processes[plan.process]
    at, names = f"processes.{plan.process}.outputs", matter.exchange_names
    products = [names.of(f"{at}.{id_}", id_, matter.lang) for id_ in plan.functions]
    stated = process.allocation
    why = stated.why.get(matter.lang) if stated and stated.why else ""
    return say.paragraph(
        "allocation.plan" if why else "allocation.plan_only",
        process=matter.process_name(plan.process),
        products=say.listed(products),
        basis=_basis(matter, plan),
        why=why,
    )


def _basis(matter: Matter, plan: AllocationPlan) -> str:
    """Name of a basis; of a property of the model's own, what it is per product."""
    if word("basis", plan.chosen, "zh") != plan.chosen:  # one of the closed list
        return word("basis", plan.chosen, matter.lang)
    say, outputs = matter.phrases, matter.system.processes[plan.process].outputs
    stated = []
    for id_ in plan.functions:
        own = outputs[id_]
        known = matter.system.products.get(own.product or id_)
        amount = own.properties.get(plan.chosen) or (
            known.properties.get(plan.chosen) if known is not None else None
        )
        if amount is not None:
            at = f"processes.{plan.process}.outputs.{id_}"
            name = matter.exchange_names.of(at, id_, matter.lang)
            stated.append(
                say.text(
                    "allocation.content", name=name, amount=shown_unit(amount.text)
                )
            )
    return say.text("allocation.property", stated=say.listed(stated) or "—")


def _assurance(matter: Matter) -> Section:
    say = matter.phrases
    return Section(
        id="assurance",
        title=say.numbered("1.3", "heading.assurance"),
        blocks=(
            say.paragraph("assurance.coverage", "SD-45", coverage=materiality(matter)),
            say.paragraph("assurance.level", "SD-34", level=assurance(matter)),
        ),
        answers=("SD-45",),
    )
