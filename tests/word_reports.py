"""A report with every kind of block, for the renderers; and strings that mean harm."""

from __future__ import annotations

from lcagraph.drawing.measure import Span
from lcagraph.drawing.shapes import Arrow, Box, Drawing, Words
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
    '=HYPERLINK("http://example.org")',
    "+1+1",
    "@SUM(A1)",
    "-2",
    "{{ 7*7 }}{% for x in y %}",
    "<script>alert(1)</script>",
    "<w:p/>&amp;&#0;]]>",
    "#typst[x]\\",
    "\"quoted\" 'twice'",
    "bell\x07 and null\x00",
    "turned \u202egnp.exe",
    "half \ud83d of a pair",
    "שלום עולם",
    "长" * 300,
    "a" * 300,
)


def drawing(width: float = 480, height: float = 160, name: str = "熔铸") -> Drawing:
    """Two boxes and an arrow."""
    boxes = tuple(
        Box(x=x, y=40, width=120, height=60, stroke="#333333", role=f"process:{x}")
        for x in (20.0, width - 140)
    )
    arrow = Arrow(points=((140, 70), (width - 140, 70)))
    label = Words(x=80, y=75, line=(Span(text=name),), anchor="middle")
    return Drawing(
        width=width,
        height=height,
        title=name,
        description=f"{name} → 挤压",
        shapes=(*boxes, arrow, label),
        language="zh",
    )


def cells(*texts: str, is_head: bool = False) -> Row:
    return tuple(Cell(words=(text,), is_head=is_head) for text in texts)


def example(lang: Language = "zh") -> Report:
    """Every kind of block, in the words of a Chinese form."""
    return Report(
        template="chongqing",
        language=lang,
        cover=Cover(
            title="铝型材产品碳足迹报告",
            subtitle="GB/T 24067—2024",
            lines=(
                ("委托单位", ("某铝业有限公司",)),
                (
                    "编制单位",
                    (Blank(path="author", label="编制单位", hint="（盖章）"),),
                ),
                ("日期", ("2025 年 6 月",)),
            ),
        ),
        sections=(_text_section(), _table_section(), _figure_section()),
        inventory_sha256="0123456789abcdef" * 4,
    )


def _text_section() -> Section:
    statement = "按本方法计算，每吨产品碳足迹为 8 460 kgCO2e，其中 CH₄ 占“极小”部分。"
    inner = Section(
        id="unit",
        title="1.1 声明单位",
        blocks=(
            Choices(
                before="系统边界：",
                choices=(
                    Choice(label="摇篮到大门", is_ticked=True),
                    Choice(label="摇篮到坟墓", is_ticked=False),
                ),
            ),
            Listing(items=(("原材料获取",), ("生产 SF6",)), is_numbered=True),
            Listing(items=(("甲",), ("乙",))),
            Paragraph(words=("E = AD × EF",), emphasis="formula"),
        ),
    )
    return Section(
        id="aim",
        title="一、目的与范围",
        blocks=(
            Paragraph(words=(statement,)),
            Paragraph(words=(statement,), emphasis="statement"),
            Paragraph(words=("合计",), emphasis="strong"),
            Paragraph(
                words=(
                    "见",
                    Reference(to="stages"),
                    "和",
                    Reference(to="flow"),
                    "，来源：",
                    Link(text="指南", address="https://example.org/a?b=1&c=2"),
                    "；地址：",
                    Blank(path="organisation.address", label="地址"),
                    "。",
                )
            ),
            Paragraph(words=("注：CO2e 按 AR6。",), emphasis="note"),
        ),
        sections=(inner,),
    )


def stages_table() -> Table:
    """Two stages, the first of which spans two rows, and a total."""
    return Table(
        id="stages",
        number="表 2-1",
        title="各阶段排放（kgCO2e/t）",
        head=(
            (
                Cell(words=("阶段",), rows=2, is_head=True),
                Cell(words=("项目",), rows=2, is_head=True),
                Cell(words=("排放",), columns=2, is_head=True, align="centre"),
            ),
            cells("kgCO2e", "%", is_head=True),
        ),
        body=(
            (
                Cell(words=("生产",), rows=2),
                *cells("电力"),
                Cell(words=("1 200",), value=1200.4, key="power", align="end"),
                Cell(words=("60.0",), align="end"),
            ),
            (
                *cells("天然气"),
                Cell(words=("800",), value=799.6, align="end"),
                Cell(words=("40.0",), align="end"),
            ),
            (
                Cell(words=("合计",), columns=2),
                Cell(words=("2 000",), value=2000.0, align="end"),
                Cell(words=("100.0",), align="end"),
            ),
        ),
        widths=(0.2, 0.4, 0.2, 0.2),
        totals=1,
        notes=(("注：按质量分配。",),),
    )


def wide_table() -> Table:
    """Nine columns, on a page on its side."""
    # Words as long as these have no room beside each other on an upright page.
    said = (f"列 {number} Messgerätekennung" for number in range(1, 10))
    head = cells(*said, is_head=True)
    body = tuple(
        cells(*(f"r{row}c{column}" for column in range(1, 10))) for row in range(1, 4)
    )
    return Table(
        id="wide", number="表 2-2", title="数据", head=(head,), body=body, is_wide=True
    )


def _table_section() -> Section:
    harm = tuple(cells(str(number), text) for number, text in enumerate(HOSTILE))
    return Section(
        id="tables",
        title="二、量化",
        blocks=(
            stages_table(),
            Table(id="form", number="", title="", body=(cells("联系人", ""),)),
            PageBreak(),
            Table(
                id="harm", number="表 2-3", title="名称", body=harm, widths=(0.1, 0.9)
            ),
        ),
        sections=(
            Section(
                id="lying",
                title="2.1 清单",
                blocks=(wide_table(), Paragraph(words=("以上为清单。",))),
            ),
        ),
    )


def _figure_section() -> Section:
    return Section(
        id="figures",
        title="三、图",
        blocks=(
            Figure(id="flow", number="图 3-1", title="工艺流程", drawing=drawing()),
            Figure(
                id="long",
                number="图 3-2",
                title="很宽的图",
                drawing=drawing(width=1600, height=500, name="电解"),
                notes=(("注：示意。",),),
            ),
        ),
    )
