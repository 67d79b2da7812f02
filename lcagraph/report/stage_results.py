"""The footprint by life cycle stage, as the form groups them: table, bars, data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from lcagraph.charts import Part
from lcagraph.data_quality import EmissionSource
from lcagraph.data_quality.completeness import completeness_of
from lcagraph.report.content import (
    Calculation,
    Figure,
    Row,
    Share,
    Table,
    calculated,
)
from lcagraph.report.printed import share_text, share_texts
from lcagraph.report.regrouping import Regrouped, module_of
from lcagraph.report.writer import Writer, cell, result_cell, row, share_cell
from lcagraph.result.stage_pictures import stage_bars


def stage_table(
    writer: Writer, title: str, names: Mapping[str, str], sums: Mapping[str, float]
) -> Table:
    """Stage, kgCO2e per unit, percent; shares add to 100.00, removals have none."""
    values = list(sums.values())
    shares = share_texts(values)
    body: list[Row] = [
        (
            cell(names[id_]),
            result_cell(value, f"stage/{id_}"),
            calculated(
                share_cell(share, f"share/{id_}"),
                Share(part=f"stage/{id_}", of=tuple(f"stage/{one}" for one in sums)),
            ),
        )
        for (id_, value), share in zip(sums.items(), shares, strict=True)
    ]
    total = writer.subject.footprint.total
    whole = "100.00" if total > 0 and any(s != "—" for s in shares) else "—"
    last = (
        cell(writer.text("shared.total")),
        result_cell(total, "footprint"),
        calculated(
            share_cell(whole),
            Calculation(plus=tuple(f"share/{id_}" for id_ in sums)),
        ),
    )
    keys = ("shared.stage", "shared.footprint_per_unit", "shared.percent")
    table = writer.table("stages", title, writer.head(*keys), [*body, last])
    notes = [
        writer.words("shared.no_shares" if whole == "—" else "shared.shares_rounded")
    ]
    if whole != "—" and any(value < 0 for value in values):
        notes.append(writer.words("shared.removals_no_share"))
    return replace(table, totals=1, widths=(0.5, 0.3, 0.2), notes=tuple(notes))


def stage_figure(
    writer: Writer, title: str, names: Mapping[str, str], sums: Mapping[str, float]
) -> Figure:
    """Bars of the stages of the table, which can show removals; a pie can't."""
    shares = share_texts(list(sums.values()))
    parts = [
        Part(name=names[id_], value=value, share="" if share == "—" else f"{share} %")
        for (id_, value), share in zip(sums.items(), shares, strict=True)
    ]
    return Figure(
        id="stage-chart",
        number=writer.captions.figure(),
        title=title,
        drawing=stage_bars(writer.subject.footprint, writer.lang, parts=parts),
    )


def completeness_table(
    writer: Writer, names: Mapping[str, str], regrouped: Regrouped
) -> Table:
    """Stage × activity data and factors: how much of the emissions is described.

    Parameters
    ----------
    writer : Writer
    names : mapping of str to str
        What each stage of the form is called, in its order; stages without sources are
        left out.
    regrouped : mapping
        Stage of the form → stages of the model; empty: those of the model.
    """
    sources = writer.subject.quality.completeness.sources
    found = completeness_of([_of_form(one, regrouped) for one in sources])
    order = list(names)
    stages = sorted(found.stages, key=lambda one: order.index(one.stage))
    shares = share_texts([float(one.share) for one in stages])
    body = [
        row(
            names[one.stage],
            f"{one.count}",
            share,
            _part(one.activity),
            _part(one.factor),
        )
        for one, share in zip(stages, shares, strict=True)
    ]
    keys = ("stage", "sources", "emission_share", "activity_described")
    head = writer.head(*(f"shared.{key}" for key in (*keys, "factor_described")))
    made = writer.table(
        "completeness", writer.text("shared.completeness_title"), head, body
    )
    return replace(made, notes=(writer.words("shared.completeness_note"),))


def _of_form(source: EmissionSource, regrouped: Regrouped) -> EmissionSource:
    return replace(source, stage=module_of(source.stage, regrouped) or source.stage)


def _part(share: Fraction | None) -> str:
    return share_text(None if share is None else float(share))
