"""五 impacts and 六 interpretation: the sentence, table 2, figure 2, advice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lcagraph.graph.words import Text
from lcagraph.impact import gwp_set
from lcagraph.report.advice import advice
from lcagraph.report.chongqing.overview import company
from lcagraph.report.chongqing.scope import (
    included_stages,
    is_partial,
    unit_words,
)
from lcagraph.report.content import Block, Listing, Paragraph, Reference, Section
from lcagraph.report.printed import DIGITS, result_text
from lcagraph.report.regrouping import CHONGQING, stage_sums
from lcagraph.report.result_tables import (
    energy_table,
    gas_table,
    gwp_table,
    item_table,
    largest_table,
    sensitivity_table,
    uncertainty_words,
)
from lcagraph.report.scenario_table import (
    improvements,
    scenario_table,
    worse_scenarios,
)
from lcagraph.report.stage_results import (
    completeness_table,
    stage_figure,
    stage_table,
)
from lcagraph.report.writer import Writer, numbered


def impact_part(writer: Writer) -> Section:
    """五、影响评价."""
    return Section(
        id="impact",
        title=writer.text("chongqing.part_5"),
        sections=(_factors(writer), _calculation(writer)),
        answers=("CQ-32",),
    )


def interpretation_part(writer: Writer) -> Section:
    """六、结果解释."""
    return Section(
        id="interpretation",
        title=writer.text("chongqing.part_6"),
        sections=(_result(writer), _limits(writer), _advice(writer)),
        answers=("CQ-32",),
    )


def _factors(writer: Writer) -> Section:
    known = gwp_set(writer.subject.system.scope.gwp)
    name = writer.said(known.name) or known.edition
    choice = writer.paragraph("chongqing.gwp_choice", "CQ-41", name=name)
    table = gwp_table(writer)
    gwp = () if table is None else (replace(table, answers=("CQ-41",)),)
    title = writer.text("chongqing.factors_heading")
    return Section(id="characterisation", title=title, blocks=(choice, *gwp))


def _calculation(writer: Writer) -> Section:
    result = writer.subject.footprint
    kind = "partial" if is_partial(writer) else "whole"
    blocks: list[Block] = [
        writer.paragraph("chongqing.formula", "CQ-28", emphasis="formula"),
        writer.paragraph("chongqing.formula_terms", "CQ-28"),
        writer.paragraph(
            "chongqing.result_line",
            "CQ-01",
            "CQ-28",
            emphasis="strong",
            kind=writer.text(f"shared.footprint_{kind}"),
            total=result_text(result.total),
            unit=unit_words(writer),
        ),
        writer.paragraph(f"chongqing.view_{result.view}", "CQ-01"),
        replace(item_table(writer), answers=("CQ-01",)),
        gas_table(writer),
    ]
    energy = energy_table(writer)
    if energy is not None:
        blocks.append(energy)
    if any(row.name.startswith("co2e") or row.supplier for row in result.rows):
        blocks.append(writer.paragraph("chongqing.ready_factors", emphasis="note"))
    title = writer.text("chongqing.result_heading")
    return Section(id="calculated", title=title, blocks=tuple(blocks))


def _result(writer: Writer) -> Section:
    forms = tuple(CHONGQING)
    included = included_stages(writer) or forms[:1]
    first, last = included[0], included[-1]
    sums = stage_sums(writer, CHONGQING)
    if not sums.get("unassigned", 1.0):
        sums.pop("unassigned")
    names = _stage_names(writer)
    title = writer.text("chongqing.table_2")
    made = numbered(writer, stage_table(writer, title, names, sums))
    table = replace(made, answers=("CQ-43",))
    title = writer.text("chongqing.figure_2", product=unit_words(writer))
    figure = replace(stage_figure(writer, title, names, sums), answers=("CQ-44",))
    sentence = writer.paragraph(
        "chongqing.result_sentence",
        "CQ-42",
        emphasis="statement",
        producer=company(writer),
        unit=unit_words(writer),
        first=writer.text(f"chongqing.from_{first}"),
        last=writer.text(f"chongqing.from_{last}"),
        total=result_text(writer.subject.footprint.total),
        table=Reference(to=table.id),
        figure=Reference(to=figure.id),
    )
    digits = writer.paragraph("chongqing.digits", "CQ-42", digits=f"{DIGITS}")
    return Section(
        id="result",
        title=writer.text("chongqing.explained_heading"),
        blocks=(sentence, digits, table, figure, *_significance(writer)),
    )


def _stage_names(writer: Writer) -> dict[str, str]:
    """Stages of the form, and what no stage holds."""
    forms = (*CHONGQING, "unassigned")
    return {form: writer.text(f"chongqing.stage_{form}") for form in forms}


def _significance(writer: Writer) -> Iterator[Block]:
    """The guide's 二(四)1 and 2: significant issues, then three evaluations."""
    yield writer.paragraph("chongqing.hot_spots")
    yield replace(largest_table(writer), answers=("CQ-29",))
    yield writer.paragraph("chongqing.evaluation")
    completeness = completeness_table(writer, _stage_names(writer), CHONGQING)
    yield replace(completeness, answers=("CQ-09", "CQ-30"))
    yield writer.paragraph("chongqing.consistency", "CQ-30")
    yield replace(sensitivity_table(writer), answers=("CQ-30",))
    scenarios = scenario_table(writer)
    if scenarios is not None:
        yield writer.paragraph("chongqing.scenarios_are")
        yield replace(scenarios, answers=("CQ-30",))
    else:
        yield writer.paragraph("chongqing.no_scenarios")
    yield writer.paragraph("chongqing.uncertainty")
    yield _uncertainty(writer)


def _uncertainty(writer: Writer) -> Listing | Paragraph:
    """What was found of it; the guide leaves it open whether it is studied."""
    if not writer.subject.statements.get(writer.lang):
        none = writer.paragraph("shared.uncertainty_not_done", "CQ-11")
        return replace(none, excuse=writer.text("shared.uncertainty_optional"))
    items = tuple((line,) for line in uncertainty_words(writer))
    return Listing(items=items, answers=("CQ-11",))


def _limits(writer: Writer) -> Section:
    declared = writer.subject.system.scope.declarations
    blocks: list[Block] = []
    for key in ("assumptions", "limitations"):
        said = getattr(declared, key, None)
        words = writer.given(said, f"scope.declarations.{key}", f"chongqing.{key}")
        label = f"{writer.text(f'chongqing.{key}')}{writer.text('shared.colon')}"
        blocks.append(Paragraph(words=(label, words), answers=("CQ-31", "CQ-45")))
    limits = writer.subject.assessment.limitations
    if limits is not None:
        blocks.append(Paragraph(words=(writer.said(limits),), answers=("CQ-45",)))
    blocks.append(writer.paragraph("chongqing.not_comparable"))
    return Section(
        id="limits", title=writer.text("chongqing.limits_heading"), blocks=tuple(blocks)
    )


def _advice(writer: Writer) -> Section:
    conclusion = writer.given(
        writer.subject.assessment.conclusion,
        "assessment.conclusion",
        "chongqing.conclusion",
    )
    label = f"{writer.text('chongqing.conclusion')}{writer.text('shared.colon')}"
    blocks: list[Block] = [Paragraph(words=(label, conclusion), answers=("CQ-31",))]
    blocks += [
        Paragraph(words=(writer.said(text),), answers=("CQ-31", "CQ-45"))
        for text in _told(writer)
    ]
    sources = tuple(advice(writer))
    if sources:
        blocks.append(writer.paragraph("chongqing.advice_sources"))
        blocks.append(Listing(items=sources, answers=("CQ-31", "CQ-45")))
    lower = tuple(improvements(writer))
    if lower:
        blocks.append(writer.paragraph("chongqing.advice_scenarios"))
        blocks.append(Listing(items=lower, answers=("CQ-31", "CQ-45")))
    worse = worse_scenarios(writer)
    if worse:
        names = writer.listed(worse)
        blocks.append(writer.paragraph("chongqing.worse_scenarios", names=names))
    title = writer.text("chongqing.advice_heading")
    return Section(id="advice", title=title, blocks=tuple(blocks))


def _told(writer: Writer) -> tuple[Text, ...]:
    assessment = writer.subject.assessment
    plan = assessment.certification.plan if assessment.certification else None
    known = (assessment.recommendations, plan)
    return tuple(text for text in known if text is not None)
