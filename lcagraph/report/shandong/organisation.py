"""Chapter 3.1: the producer, its equipment and meters, the process, the output."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lcagraph.graph.report_fields import Equipment
from lcagraph.report.content import (
    Block,
    Figure,
    Photograph,
    Row,
    Section,
    Table,
)
from lcagraph.report.shandong.cards import Quantity, datum_card
from lcagraph.report.shandong.consumption import energy_carriers, materials
from lcagraph.report.shandong.figures import (
    composition_figure,
    departments_figure,
    drawn,
)
from lcagraph.report.shandong.grid import card, even, head, row, shares
from lcagraph.report.shandong.matter import Matter
from lcagraph.report.shandong.phrases import see

COMPANY = (
    "name",
    "business_scope",
    "credit_code",
    "location",
    "founded",
    "ownership",
)
METERS = (
    *("no", "meter", "type", "quantity", "accuracy"),
    *("measures", "place", "cycle"),
)


def organisation(matter: Matter) -> Section:
    """3.1 组织及产品描述."""
    say = matter.phrases
    parts = (
        ("company", _company(matter)),
        ("departments", _departments(matter)),
        ("equipment", _equipment(matter)),
        ("process", _process(matter)),
        ("energy", _energy(matter)),
        ("output", _output(matter)),
    )
    ordinals = say.text("ordinals").split()
    return Section(
        id="organisation",
        title=say.numbered("3.1", "heading.organisation"),
        sections=tuple(
            Section(
                id=f"organisation-{key}",
                title=say.ordinal(ordinal, f"heading.{key}"),
                blocks=blocks,
            )
            for ordinal, (key, blocks) in zip(ordinals, parts, strict=True)
        ),
    )


def _company(matter: Matter) -> tuple[Block, ...]:
    say, told = matter.phrases, matter.organisation
    lines = []
    for key in COMPANY:
        given = getattr(told, key)
        if key == "location":
            given = given or told.address
        said = matter.said(given, f"organisation.{key}", f"company.{key}")
        lines.append((say.text(f"company.{key}"), said))
    table = Table(
        id="company",
        number="",
        title=say.text("table.company"),
        body=card(lines),
        widths=shares(30, 70),
        answers=("SD-49",),
    )
    key = "company.is" if matter.is_visited else "company.read"
    return say.paragraph(key), table


def _departments(matter: Matter) -> tuple[Block, ...]:
    say, told = matter.phrases, matter.organisation.departments
    figure = departments_figure(matter)
    marked = [
        one.name.get(matter.lang)
        for one in told.values()
        if one.responsible_for_footprint
    ]
    at = "organisation.departments"
    name = say.listed(marked) or None
    who = matter.said(name, at, "departments.responsible")
    return (
        say.paragraph("departments.is", figure=see(figure.id)),
        figure,
        say.paragraph("departments.who", "SD-50", department=who),
    )


def _equipment(matter: Matter) -> tuple[Block, ...]:
    say, told = matter.phrases, matter.system.equipment
    own = {id_: one for id_, one in told.items() if one.process is not None}
    site = _table_of_equipment(matter, "equipment", told, is_typed=False)
    product = _table_of_equipment(matter, "product_equipment", own, is_typed=True)
    meters = Table(
        id="meters",
        number=matter.numbers.table(3, "3-3"),
        title=say.text("table.meters", product=matter.plain_product),
        head=(head(*(say.text(f"meters.{one}") for one in METERS)),),
        body=tuple(_meters(matter)),
        widths=shares(6, 17, 14, 10, 11, 16, 12, 14),
        answers=("SD-52", "SD-66"),
    )
    return (
        say.paragraph("equipment.is", table=see("equipment")),
        site,
        product,
        say.paragraph("meters.is", table=see("meters")),
        meters,
    )


def _table_of_equipment(
    matter: Matter, id_: str, told: Mapping[str, Equipment], *, is_typed: bool
) -> Table:
    say = matter.phrases
    columns = ["no", "name", "quantity", *(["type"] if is_typed else []), "energy"]
    rows: list[Row] = []
    for n, (key, one) in enumerate(told.items(), start=1):
        at = f"equipment.{key}"
        cells = [
            str(n),
            one.name.get(matter.lang),
            matter.said(one.quantity, f"{at}.quantity", "equipment.quantity"),
        ]
        if is_typed:
            cells.append(matter.said(one.model, f"{at}.model", "equipment.type"))
        cells.append(matter.said(one.energy, f"{at}.energy", "equipment.energy"))
        rows.append(row(*cells))
    if not rows:
        blank = matter.said(None, "equipment", "table.equipment")
        rows.append(row("1", blank, *("" for _ in columns[2:])))
    return Table(
        id=id_,
        number=matter.numbers.table(3, "3-2" if is_typed else "3-1"),
        title=say.text(f"table.{id_}", product=matter.plain_product),
        head=(head(*(say.text(f"equipment.{one}") for one in columns)),),
        body=tuple(rows),
        widths=even(len(columns)),
        answers=("SD-51",),
    )


def _meters(matter: Matter) -> Iterator[Row]:
    for n, (id_, one) in enumerate(matter.system.meters.items(), start=1):
        at, calibration = f"meters.{id_}", one.calibration
        cycle = calibration.cycle if calibration is not None else None
        type_ = "/".join(part for part in (one.model, one.serial) if part)
        yield row(
            str(n),
            one.name.get(matter.lang),
            matter.said(type_, f"{at}.model", "meters.type"),
            matter.said(one.quantity, f"{at}.quantity", "meters.quantity"),
            matter.said(one.accuracy, f"{at}.accuracy", "meters.accuracy"),
            matter.said(one.measures, f"{at}.measures", "meters.measures"),
            matter.said(one.place, f"{at}.place", "meters.place"),
            matter.said(cycle, f"{at}.calibration.cycle", "meters.cycle"),
        )
    if not matter.system.meters:
        blank = matter.said(None, "meters", "meters.meter")
        yield row("1", blank, *("" for _ in METERS[2:]))


def _process(matter: Matter) -> tuple[Block, ...]:
    say = matter.phrases
    named = dict.fromkeys(one.name for one in materials(matter))
    names = say.listed(list(named)) or "—"
    flow = drawn(matter, "flow")
    blocks: list[Block] = []
    if isinstance(flow, Figure):
        blocks.append(say.paragraph("process.is", figure=see(flow.id)))
    blocks.append(flow)
    composition = composition_figure(matter)
    if composition is None:
        blocks.append(say.paragraph("process.materials", materials=names))
    else:
        at = see(composition.id)
        shown = say.paragraph("process.composition", materials=names, figure=at)
        blocks += [shown, composition]
    return (*blocks, *_photograph(matter))


def _photograph(matter: Matter) -> tuple[Block, ...]:
    """The product as it looks, beside what it is made of; nothing without a picture."""
    if matter.subject.picture is None:
        return ()
    made = Photograph(
        id="product-picture",
        number=matter.numbers.figure(3, "3-3"),
        title=matter.plain_product,
        pixels=matter.subject.picture,
        answers=("SD-53",),
    )
    return matter.phrases.paragraph("process.picture", figure=see(made.id)), made


def _energy(matter: Matter) -> tuple[Block, ...]:
    say = matter.phrases
    told = matter.organisation.energy_management
    out = [
        one.name.get(matter.lang)
        for one in matter.system.scope.excluded.values()
        if one.basis == "not_attributable"
    ]
    blocks = [
        say.paragraph(
            "energy.carriers",
            "SD-54",
            year=matter.year,
            carriers=say.listed(list(energy_carriers(matter))) or "—",
        ),
        say.paragraph(
            "energy.management",
            "SD-54",
            management=matter.said(told, "organisation.energy_management"),
        ),
    ]
    if out:
        blocks.append(say.paragraph("energy.excluded", "SD-54", items=say.listed(out)))
    return tuple(blocks)


def _output(matter: Matter) -> tuple[Block, ...]:
    say, told = matter.phrases, matter.system.reference.annual_output
    at = "reference.annual_output"
    table = datum_card(
        matter,
        id_="output",
        number=matter.numbers.table(3, "3-5"),
        what=Quantity(
            name=say.text("output.name", product=matter.plain_product),
            amount=matter.result.annual_factor,
            unit=matter.unit,
            key="output",
        ),
        cards={f"{at}.data": told.data if told is not None else None},
        answers=("SD-55", "SD-24"),
    )
    key = "output.is" if matter.is_visited else "output.read"
    return say.paragraph(key, year=matter.year, product=matter.product), table
