"""Cover, 一 overview (producer, product, method) and 二 goal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lcagraph.graph.words import Text
from lcagraph.report.content import (
    Blank,
    Block,
    Cover,
    Inline,
    Listing,
    Paragraph,
    Photograph,
    Section,
    Words,
)
from lcagraph.report.documents import standard_name
from lcagraph.report.printed import date_text
from lcagraph.report.writer import Writer, row, unnumbered

_METHODS = ("process", "input_output", "hybrid")
_STEPS = ("flow_chart", "boundary", "data", "calculation", "uncertainty")


def cover_of(writer: Writer) -> Cover:
    """Six lines of the cover, blanks where the model is silent."""
    assessment = writer.subject.assessment
    body = assessment.body.name if assessment.body else None
    issuer = _field(writer, body, "assessment.body.name", "issuer")
    if isinstance(issuer, Blank):
        issuer = replace(issuer, hint=writer.text("chongqing.seal"))
    date = date_text(assessment.date, writer.lang) if assessment.date else None
    number = assessment.report_number
    lines: tuple[tuple[str, Words], ...] = (
        (writer.text("chongqing.product"), (product_name(writer),)),
        (writer.text("chongqing.model"), (product_model(writer),)),
        (writer.text("chongqing.producer"), (producer_name(writer),)),
        (
            writer.text("chongqing.report_number"),
            (_field(writer, number, "assessment.report_number", "report_number"),),
        ),
        (writer.text("chongqing.issuer"), (issuer,)),
        (
            writer.text("chongqing.date"),
            (_field(writer, date, "assessment.date", "date"),),
        ),
    )
    if writer.subject.inventory_sha256:
        hash_: Words = (writer.subject.inventory_sha256,)
        lines = (*lines, (writer.text("shared.inventory_hash"), hash_))
    title = writer.text("chongqing.title")
    return Cover(title=title, lines=lines, answers=("CQ-33",))


def overview_part(writer: Writer) -> Section:
    """一、概况."""
    return Section(
        id="overview",
        title=writer.text("chongqing.part_1"),
        sections=(_producer(writer), _product(writer), _method(writer)),
        answers=("CQ-32",),
    )


def goal_part(writer: Writer) -> Section:
    """二、量化目的."""
    goal = writer.subject.system.scope.goal
    said = _field(writer, goal, "scope.goal", "goal")
    blocks = (
        Paragraph(words=(said,), answers=("CQ-14",)),
        writer.paragraph("chongqing.goal_general"),
    )
    return Section(
        id="goal",
        title=writer.text("chongqing.part_2"),
        blocks=blocks,
        answers=("CQ-32",),
    )


def _producer(writer: Writer) -> Section:
    known = writer.subject.organisation
    fields: dict[str, Text | str | None] = {
        "name": known.name,
        "address": known.address,
        "legal_representative": known.legal_representative,
        "contact": known.contact,
        "phone": known.phone,
        "profile": known.profile,
    }
    rows = [
        _line(writer, f"producer_{key}", value, f"organisation.{key}")
        for key, value in fields.items()
    ]
    return Section(
        id="producer",
        title=writer.text("chongqing.producer_heading"),
        blocks=tuple(rows),
    )


def _product(writer: Writer) -> Section:
    id_ = writer.subject.system.reference.product
    product = writer.subject.system.products.get(id_)
    at = f"products.{id_}"
    rows = [
        _line(writer, "product_name", product_name(writer), f"{at}.name"),
        _line(
            writer,
            "product_function",
            product.function if product else None,
            f"{at}.function",
        ),
        _line(
            writer,
            "product_description",
            product.description if product else None,
            f"{at}.description",
        ),
    ]
    return Section(
        id="product",
        title=writer.text("chongqing.product_heading"),
        blocks=(*rows, *_product_picture(writer)),
    )


def _product_picture(writer: Writer) -> Iterator[Block]:
    """The photograph under its label; a blank where there is none to print."""
    system, pixels = writer.subject.system, writer.subject.picture
    id_ = system.reference.product
    if pixels is not None:
        label = writer.text("chongqing.product_picture")
        colon = writer.text("shared.colon")
        yield Paragraph(words=(f"{label}{colon}",))
        title = writer.said(system.products[id_].name) or id_
        yield Photograph(
            id="product-picture",
            number="",
            title=title,
            pixels=pixels,
            answers=("CQ-33",),
        )
        return
    product = system.products.get(id_)
    is_beside = system.origin is None and product is not None and product.picture
    said = writer.text("chongqing.picture_apart") if is_beside else None
    yield _line(writer, "product_picture", said, f"products.{id_}.picture")


def _method(writer: Writer) -> Section:
    scope = writer.subject.system.scope
    named = (standard_name(one, writer.lang) for one in scope.standards)
    standards = writer.text("shared.and").join(named)
    steps = tuple((writer.text(f"chongqing.step_{step}"),) for step in _STEPS)
    keys = ("method", "advantage", "drawback", "range")
    body = [
        row(*(writer.text(f"chongqing.{method}_{key}") for key in keys))
        for method in _METHODS
    ]
    head = writer.head(*(f"chongqing.{key}" for key in keys))
    used = writer.text(f"chongqing.{scope.method}_method")
    title = writer.text("chongqing.methods_title")
    made = writer.table("methods", title, head, body, "CQ-12")
    table = replace(unnumbered(writer, made), widths=(0.2, 0.28, 0.27, 0.25))
    return Section(
        id="method",
        title=writer.text("chongqing.method_heading"),
        blocks=(
            _line(writer, "standards", standards, "scope.standards"),
            writer.paragraph("chongqing.method_used", "CQ-12", method=used),
            table,
            writer.paragraph("chongqing.phases", "CQ-13"),
            writer.paragraph("chongqing.steps", "CQ-06"),
            Listing(items=steps, is_numbered=True, answers=("CQ-06",)),
        ),
    )


def _line(writer: Writer, key: str, said: Text | Inline | None, path: str) -> Paragraph:
    """`label: words`, as the form prints them."""
    words: Inline
    if said is None or isinstance(said, str | Text):
        words = _field(writer, said, path, key)
    else:
        words = said
    label = writer.text(f"chongqing.{key}")
    colon = writer.text("shared.colon")
    return Paragraph(words=(f"{label}{colon}", words), answers=("CQ-33",))


def _field(writer: Writer, said: Text | str | None, path: str, key: str) -> Inline:
    return writer.given(said, path, f"chongqing.{key}")


def product_name(writer: Writer) -> Inline:
    """Name of the product, or a blank."""
    id_ = writer.subject.system.reference.product
    product = writer.subject.system.products.get(id_)
    name = product.name if product else None
    return _field(writer, name, f"products.{id_}.name", "product")


def product_model(writer: Writer) -> Inline:
    """Specification and model of the product, or a blank."""
    id_ = writer.subject.system.reference.product
    product = writer.subject.system.products.get(id_)
    known = (product.specification, product.model) if product else ()
    said = " / ".join(writer.said(text) for text in known if text is not None)
    return _field(writer, said or None, f"products.{id_}.model", "model")


def producer_name(writer: Writer) -> Inline:
    """Full name of the producer, or a blank."""
    name = writer.subject.organisation.name
    return _field(writer, name, "organisation.name", "producer")


def company(writer: Writer) -> Words:
    """The producer in the sentence of the result: a blank stands before “公司”."""
    name = producer_name(writer)
    return (name,) if isinstance(name, str) else (name, writer.text("chongqing.firm"))
