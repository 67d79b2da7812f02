"""Tables of choices: allocation, cut-off, what is left out, the twelve declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lcagraph.checks.declared_scope import DECLARATIONS
from lcagraph.compile.plan import AllocationPlan
from lcagraph.graph.scope import Declarations, Excluded
from lcagraph.graph.words import Text
from lcagraph.input_output import Omission
from lcagraph.matrices import allocation_shares
from lcagraph.report.content import Blank, Cell, Inline, Paragraph, Row, Table
from lcagraph.report.printed import share_text
from lcagraph.report.things import thing_at
from lcagraph.report.writer import Writer, cell, number_cell, row
from lcagraph.result.names import stage_name
from lcagraph.wording import word

PRICED = " *"
"""Behind a share that rests on a price, which a note explains."""


def allocation_table(writer: Writer) -> Table | None:
    """Register of allocations: process, product, basis, factor; None without any.

    The factors of a process add to one; the table says so in its last column.
    """
    plans = writer.subject.prepared.compiled.allocations
    if not plans:
        return None
    body = [line for plan, at in _placed(plans) for line in _lines(writer, plan, at)]
    keys = ("process", "product", "basis", "factor", "reason")
    head = writer.head(*(f"shared.allocation_{key}" for key in keys))
    title = writer.text("shared.allocation_title")
    return replace(
        writer.table("allocation", title, head, body),
        widths=(0.2, 0.25, 0.15, 0.12, 0.28),
        notes=(writer.words("shared.allocation_note"),),
    )


def basis_name(writer: Writer, basis: str) -> str:
    """What a basis of allocation is called; a model's own property, by its id."""
    if word("basis", basis, "zh") != basis:  # one of the closed list
        return writer.called("basis", basis)
    return writer.text("shared.basis_property", name=basis)


def _placed(plans: tuple[AllocationPlan, ...]) -> Iterator[tuple[AllocationPlan, int]]:
    """Each plan with the place of its first factor among all shares."""
    at = 1
    for plan in plans:
        yield plan, at
        at += len(plan.functions) + sum(map(len, plan.causal.values()))


def _lines(writer: Writer, plan: AllocationPlan, at: int) -> Iterator[Row]:
    subject = writer.subject
    compiled = subject.prepared.compiled
    shares = allocation_shares(compiled, subject.numbers.filled[:1])[0]
    process = compiled.system.processes[plan.process]
    stated = process.allocation
    reason: Inline = writer.said(stated.why if stated else None)
    if not reason:
        path = f"processes.{plan.process}.allocation.why"
        reason = Blank(path=path, label=writer.text("shared.allocation_reason"))
    count = len(plan.functions)
    for position, function in enumerate(plan.functions):
        share = float(shares[at + position])
        key = f"allocation/{plan.process}/{function}"
        name = thing_at(
            writer, f"processes.{plan.process}.outputs.{function}", function
        )
        parts = (cell(name), number_cell(share, key))
        first = position == 0
        before = (cell(writer.process_name(plan.process), rows=count),) if first else ()
        basis = (cell(basis_name(writer, plan.chosen), rows=count),)
        after = (cell((reason,), rows=count),) if first else ()
        yield (*before, parts[0], *(basis if first else ()), parts[1], *after)


def left_out_table(writer: Writer) -> Table | None:
    """What is left out, why, and by how much: estimates in % of the whole."""
    account, found = writer.subject.account, writer.subject.truncation
    omissions = found.omissions if found is not None else ()
    left_out: dict[str, Excluded | Omission] = {
        **writer.subject.system.scope.excluded,
        **{one.id: one for one in omissions if one.basis is None},
    }
    if not left_out:
        return None
    priced = {one.id for one in omissions if one.gross is not None}
    body: list[Row] = []
    for id_, one in left_out.items():
        share = account.shares.get(id_) if account else None
        mark = PRICED if id_ in priced and share is not None else ""
        body.append(
            (
                cell(writer.said(one.name)),
                cell(writer.text(f"shared.excluded_{one.basis or 'unlinked'}")),
                cell(writer.said(one.reason)),
                cell(share_text(float(share), 2) + mark if share is not None else "—"),
            )
        )
    notes = []
    if found is not None and account is not None and account.shares.keys() & priced:
        said = writer.words(
            "shared.excluded_priced", mark=PRICED.strip(), table=found.table
        )
        notes.append(said)
    is_known = account is not None and all(
        one.basis not in ("cut_off", None) or id_ in account.shares
        for id_, one in left_out.items()
    )
    if account is not None and is_known:
        total = share_text(float(account.left_out_share), 2)
        coverage = share_text(float(account.coverage), 2)
        said = writer.words("shared.coverage", total=total, coverage=coverage)
        notes.append(said)
    keys = ("excluded", "excluded_basis", "excluded_reason", "excluded_share")
    head = writer.head(*(f"shared.{key}" for key in keys))
    title = writer.text("shared.excluded_title")
    return replace(
        writer.table("excluded", title, head, body),
        widths=(0.27, 0.23, 0.33, 0.17),
        notes=tuple(notes),
    )


def missing_stages(writer: Writer) -> Iterator[Paragraph]:
    """Stages of the boundary without data by name, accepted or not; else nothing."""
    stages = writer.subject.stages_without_data
    if stages:
        names = (stage_name(stage, writer.lang) for stage in stages)
        yield writer.paragraph("shared.stages_missing", stages=writer.listed(names))


def declaration_table(writer: Writer, answers: Mapping[str, tuple[str, ...]]) -> Table:
    """The twelve of the Chongqing guide 二(一): said, or why they don't apply.

    Parameters
    ----------
    writer : Writer
    answers : mapping of str to tuple of str
        Declaration → requirements that its own row answers.
    """
    body: list[Row] = []
    for position, name in enumerate(DECLARATIONS, start=1):
        said = _declared(writer, name)
        own = replace(said, answers=answers.get(name, ()))
        body.append((*row(f"{position}", writer.text(f"shared.declared_{name}")), own))
    keys = ("shared.position", "shared.declaration", "shared.declared")
    title = writer.text("shared.declarations_title")
    return replace(
        writer.table("declarations", title, writer.head(*keys), body),
        widths=(0.08, 0.3, 0.62),
    )


def _this_report(writer: Writer, stated: Text | None) -> str:
    """The report that is being read is the study report, whatever was planned."""
    number = writer.subject.assessment.report_number
    key = "shared.this_report" if number is None else "shared.this_report_numbered"
    said = writer.text(key, number=number)
    between = "" if writer.lang == "zh" else " "
    return f"{said}{between}{writer.said(stated)}" if stated is not None else said


def _declared(writer: Writer, name: str) -> Cell:
    declared = writer.subject.system.scope.declarations or Declarations()
    if name == "report":
        return cell(_this_report(writer, declared.report))
    if name in declared.not_applicable:
        reason = writer.said(declared.not_applicable[name])
        said = writer.text("shared.not_applicable", reason=reason)
        return replace(cell(said), excuse=reason)
    stated = getattr(declared, name)
    if name == "critical_review" and stated is not None:
        return cell(writer.text(f"shared.review_{stated}"))
    path = f"scope.declarations.{name}"
    known = stated if isinstance(stated, Text) else None
    return cell(writer.given(known, path, f"shared.declared_{name}"))
