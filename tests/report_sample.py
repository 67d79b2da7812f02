"""A small report with every kind of block, in both languages, for the renderers."""

from __future__ import annotations

from lcagraph.drawing.measure import Span
from lcagraph.drawing.shapes import Box, Drawing
from lcagraph.drawing.shapes import Words as Lettering
from lcagraph.report.content import (
    Blank,
    Cell,
    Choice,
    Choices,
    Cover,
    Figure,
    Link,
    Listing,
    PageBreak,
    Paragraph,
    Reference,
    Report,
    Row,
    Section,
    Table,
)
from lcagraph.wording import Language

HOSTILE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "-2+3",
    "{{ 7*7 }} {% for x in y %} {# no #}",
    "<script>alert(1)</script> </style> <!-- ]]> &amp;",
    '#import "x.typ": * #{1+1} $ a $ *b* _c_ `d` \\ @e <f> ~ // /* ',
    "“quoted” 'single' \"double\"",
    "name " * 60,
    "x" * 300,
)
"""Names that some program takes for a formula, a template or markup."""


def sample_report(lang: Language = "zh", name: str = "铝型材 6063-T5") -> Report:
    """A report that has one of everything; `name` stands wherever a name can."""
    is_chinese = lang == "zh"
    table, wide, figure = _table(name, is_chinese), _wide(name), _figure(name, lang)
    return Report(
        template="sample",
        language=lang,
        cover=Cover(
            title="产品碳足迹报告" if is_chinese else "Product carbon footprint report",
            subtitle=name,
            lines=(
                ("产品名称：" if is_chinese else "Product:", (name,)),
                ("地址：" if is_chinese else "Address:", (blank(is_chinese),)),
            ),
        ),
        sections=(
            Section(
                id="overview",
                title="一、概况" if is_chinese else "1 Overview",
                blocks=_words(name, is_chinese),
            ),
            Section(
                id="inventory",
                title="二、清单分析" if is_chinese else "2 Inventory",
                sections=(
                    Section(
                        id="tables",
                        title="2.1 数据表" if is_chinese else "2.1 Tables",
                        blocks=(table, PageBreak(), figure),
                    ),
                    Section(
                        id="wide",
                        title="2.2 计量设备" if is_chinese else "2.2 Meters",
                        blocks=(wide,),
                    ),
                ),
            ),
        ),
        inventory_sha256="0123456789abcdef" * 4,
    )


def blank(is_chinese: bool) -> Blank:
    """Something that the model doesn't say."""
    return Blank(
        path="organisation.address",
        label="地址" if is_chinese else "Address",
        hint="（盖章）" if is_chinese else "(stamp)",
    )


def _words(name: str, is_chinese: bool) -> tuple[Paragraph | Listing | Choices, ...]:
    said = "碳足迹为 12.5 kgCO2e，见" if is_chinese else "Footprint 12.5 kgCO2e, see "
    address = "https://example.org/pcf?id=1&lang=zh"
    return (
        Paragraph(words=(said, Reference(to="t1"), " · ", Reference(to="f1"))),
        Paragraph(words=(name,), emphasis="strong"),
        Paragraph(words=("CFP = Σ AD × EF × GWP",), emphasis="formula"),
        Paragraph(words=(name, " 12.5 kgCO2e"), emphasis="statement"),
        Paragraph(words=("CH4, N2O, SF6 ", blank(is_chinese)), emphasis="note"),
        Paragraph(words=(Link(text=name, address=address),)),
        Listing(items=((name,), ("GB/T 24067-2024",)), is_numbered=True),
        Listing(items=((name,), ("ISO 14067:2018",))),
        Choices(
            before="范围：" if is_chinese else "Scope:",
            choices=(
                Choice(label="生产" if is_chinese else "Production", is_ticked=True),
                Choice(label="使用" if is_chinese else "Use", is_ticked=False),
            ),
        ),
    )


def _table(name: str, is_chinese: bool) -> Table:
    head = ("阶段", "活动", "kgCO2e") if is_chinese else ("Stage", "Activity", "kgCO2e")
    total = "合计" if is_chinese else "Total"
    first = Cell(words=("生产" if is_chinese else "Production",), rows=2)
    return Table(
        id="t1",
        number="表 1" if is_chinese else "Table 1",
        title="各阶段碳足迹" if is_chinese else "Footprint by stage",
        head=(tuple(Cell(words=(one,), is_head=True) for one in head),),
        body=(
            (first, Cell(words=(name,)), number(10.0)),
            (Cell(words=("天然气" if is_chinese else "Natural gas",)), number(2.5)),
            (Cell(words=(total,), columns=2), number(12.5)),
        ),
        totals=1,
        notes=((name,),),
    )


def number(value: float) -> Cell:
    """A cell with a number."""
    return Cell(words=(f"{value:g}",), value=value, align="end")


def _wide(name: str) -> Table:
    def row(place: int) -> Row:
        cells = (f"{place}", name, *(f"{place}.{column}" for column in range(8)))
        return tuple(Cell(words=(cell,)) for cell in cells)

    # Words as long as these have no room beside each other on an upright page.
    said = (f"列 {place} Instrument-Kennzeichnung" for place in range(10))
    head = tuple(Cell(words=(one,), is_head=True) for one in said)
    return Table(
        id="t2",
        number="表 2",
        title="计量设备",
        head=(head,),
        body=tuple(row(place) for place in range(1, 41)),
        is_wide=True,
    )


def _figure(name: str, lang: Language) -> Figure:
    shapes = (
        Box(x=10, y=10, width=380, height=80, stroke="#0F172A"),
        Lettering(x=200, y=55, line=(Span(text="CO2e"),), anchor="middle"),
    )
    drawing = Drawing(
        width=400,
        height=100,
        title=name,
        description=f"{name}: 12.5 kgCO2e",
        shapes=shapes,
        language=lang,
    )
    title = "系统边界图" if lang == "zh" else "System boundary"
    number = "图 1" if lang == "zh" else "Figure 1"
    return Figure(id="f1", number=number, title=title, drawing=drawing)
