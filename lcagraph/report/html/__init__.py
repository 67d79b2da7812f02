"""A report as one HTML file: for screens, screen readers and printing on A4."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from lcagraph.drawing.shapes import Drawing
from lcagraph.drawing.svg import to_svg
from lcagraph.report.content import (
    Captioned,
    Cell,
    Pixels,
    Report,
    Section,
    Table,
    Words,
)
from lcagraph.report.pieces import (
    Piece,
    caption,
    numbers_of,
    pieces,
    printed_hash,
    text_pieces,
)
from lcagraph.version import __version__
from lcagraph.wording import Language, report_text, sentence

FOLDER = Path(__file__).parent / "template"

_TONGUES: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}
DEEPEST = 6
"""HTML has six levels of headings."""


def html_text(report: Report) -> str:
    """A report as the text of an HTML file; the same report gives the same text.

    It needs no other file, no network and no script. Figures are SVG; a wide table has
    a page on its side when it is printed.

    Raises
    ------
    KeyError
        A cross-reference leads to a table or figure that the report doesn't have.
    """
    numbers = numbers_of(report)
    names = {id(section): name for section, name in _named_sections(report)}
    style = _part("style.css") + "".join(_widths(report)) + _page_numbers(report)

    def cut(words: Words) -> tuple[Piece, ...]:
        return pieces(words, numbers)

    def anchor_of(section: Section) -> str:
        return names[id(section)]

    return _template().render(
        report=report,
        sha256=printed_hash(report),
        tongue=_TONGUES[report.language],
        style=Markup(style),
        policy=_policy(style),
        version=__version__,
        cut=cut,
        anchor_of=anchor_of,
        label_of=_labels(report),
        say=_sayings(report.language),
    )


def _named_sections(report: Report) -> Iterator[tuple[Section, str]]:
    """Each section with its anchor: its id, numbered where that is taken."""
    taken: set[str] = set()
    for _, section in report.every_section():
        name, count = f"section-{section.id}", 1
        while name in taken:
            count += 1
            name = f"section-{section.id}-{count}"
        taken.add(name)
        yield section, name


def _labels(report: Report) -> Callable[[Captioned], str]:
    """Anchor of what has a caption: of those with one id, the first has it."""
    named: dict[str, int] = {}
    for block in report.blocks():
        if isinstance(block, Captioned):
            named.setdefault(block.id, id(block))

    def label_of(block: Captioned) -> str:
        return f"at-{block.id}" if named[block.id] == id(block) else ""

    return label_of


def _sayings(lang: Language) -> Callable[..., str]:
    def say(key: str, **values: object) -> str:
        return sentence(f"pages.{key}", lang, **values)

    return say


def _widths(report: Report) -> Iterator[str]:
    """Rules for the columns of tables, since styles in elements are refused."""
    for widths in dict.fromkeys(table.widths for table in report.tables()):
        for place, width in enumerate(widths, start=1):
            rule = f"col:nth-child({place}){{width:{100 * width:.4g}%}}"
            yield f".{widths_class(widths)} {rule}\n"


def widths_class(widths: Sequence[float]) -> str:
    """Name of the class of tables whose columns have these widths."""
    said = "-".join(f"{1000 * width:.0f}" for width in widths)
    return f"w{said}"


def _page_numbers(report: Report) -> str:
    """“Page 2 of 9” in the margin of printed pages."""
    text = report_text("report_pages", "pages.page", report.language)
    shown = text.replace("{page}", '" counter(page) "')
    shown = shown.replace("{pages}", '" counter(pages) "')
    return f'@page {{ @bottom-center {{ content: "{shown}"; }} }}\n'


def _policy(style: str) -> str:
    """Our style by its hash, photographs in the file; no script, request or form."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    rules = (
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rules)


@cache
def _part(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(FOLDER, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "kind": _kind,
        "cut_text": _cut_text,
        "caption": caption,
        "picture": _picture,
        "data_address": _data_address,
        "begins_wide": _begins_wide,
        "scope": _scope,
        "widths_class": widths_class,
    }
    environment.globals["deepest"] = DEEPEST
    return environment.get_template("report.html")


def _kind(block: object) -> str:
    return type(block).__name__.lower()


def _cut_text(text: str) -> tuple[Piece, ...]:
    return tuple(text_pieces(text))


def _picture(drawing: Drawing) -> Markup:
    """An SVG element, made of escaped text by `drawing.svg`."""
    svg = to_svg(drawing)
    return Markup(svg[svg.index("<svg") :].strip())


def _data_address(pixels: Pixels) -> str:
    """The bytes of a photograph as an address that needs no other file."""
    return f"data:image/{pixels.format};base64,{b64encode(pixels.content).decode()}"


def _begins_wide(section: Section) -> bool:
    """Whether its heading stands above a table on a lying page."""
    first = section.blocks[0] if section.blocks else None
    return isinstance(first, Table) and first.is_wide


def _scope(cell: Cell, is_column: bool) -> str:
    """What a head cell heads: `col`, `colgroup`, `row` or `rowgroup`."""
    if is_column:
        return "colgroup" if cell.columns > 1 else "col"
    return "rowgroup" if cell.rows > 1 else "row"
