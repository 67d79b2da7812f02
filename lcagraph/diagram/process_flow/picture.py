"""The flow chart of production: heading, legend, steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lcagraph.diagram.blocks import PictureLanguage, lines_size
from lcagraph.diagram.engine import TIME_LIMIT
from lcagraph.diagram.furniture import heading, product_lines, product_size
from lcagraph.diagram.names import words
from lcagraph.diagram.process_flow.chips import (
    MeasuredChip,
    chip_shapes,
    measured_chip,
)
from lcagraph.diagram.process_flow.layout import MARGIN, lay_out_steps
from lcagraph.diagram.process_flow.paint import Painter
from lcagraph.diagram.process_flow.steps import (
    LEFT,
    RIGHT,
    Chip,
    ChipKind,
    Steps,
    steps_of,
)
from lcagraph.diagram.scene import Scene
from lcagraph.diagram.size import check_size
from lcagraph.drawing.measure import height_of
from lcagraph.drawing.shapes import Box, Drawing, Shape, text_block

LEAST_WIDTH = 520.0
"""Width at which heading and legend are broken at least. [px]"""
LEGEND_GAP, LEGEND_LEADING = 16.0, 8.0


def process_flow_drawing(
    scene: Scene,
    lang: PictureLanguage,
    *,
    has_amounts: bool = False,
    time_limit: float = TIME_LIMIT,
) -> Drawing:
    """Flow chart of production with materials, energy and wastes (生产工艺流程图).

    The production steps from top to bottom, by life cycle stage where there are
    several. On the left what enters: materials as parallelograms on solid blue lines,
    energy rounded on orange ones with dashes and dots; on the right what leaves:
    emissions and wastes dashed in brown, co-products framed in ink. Mixes and
    utilities appear as what they supply.

    Parameters
    ----------
    scene : Scene
        What is shown, from `content.boundary_scene`.
    lang : {"zh", "en", "both"}
        Language of names and words.
    has_amounts : bool
        Names carry their amounts per reference flow.
    time_limit : float
        Time that Graphviz may take. [s]

    Raises
    ------
    UsageError
        Graphviz is missing, too slow or fails: see `engine.node_places`; more than
        can be read (E261).
    """
    check_size(scene, "flow")
    steps = steps_of(scene)
    product = product_lines(scene, lang)
    layout = lay_out_steps(
        steps,
        lang,
        product_size(product),
        has_amounts=has_amounts,
        time_limit=time_limit,
    )
    room = max(LEAST_WIDTH, layout.columns.end - MARGIN)
    about = "process_flow.with_amounts" if has_amounts else "process_flow.about"
    title = heading(scene, lang, room, about)
    top = MARGIN + sum(map(height_of, title)) + 8
    legend, bottom = _legend(steps, lang, top, room)
    shapes = [
        *text_block(title, MARGIN, MARGIN - 6),
        *legend,
        *Painter(steps, layout, product, bottom + 14.0, lang).shapes(),
    ]
    return _drawing(steps, lang, shapes, lines_size(title)[0])


def _drawing(
    steps: Steps,
    lang: PictureLanguage,
    shapes: Sequence[Shape],
    title_width: float,
) -> Drawing:
    """Shapes on a page that holds them all."""
    boxes = [shape for shape in shapes if isinstance(shape, Box)]
    spoken = "en" if lang == "en" else "zh"
    right = max(MARGIN + title_width, *(box.right for box in boxes))
    return Drawing(
        width=right + MARGIN,
        height=max(box.bottom for box in boxes) + MARGIN,
        title=steps.scene.title.get(spoken),
        description=_description(steps, spoken),
        shapes=tuple(shapes),
        language=spoken,
    )


def _description(steps: Steps, spoken: str) -> str:
    """The figure in a few sentences, for readers that can't see it."""
    comma = ", " if spoken == "en" else "、"
    chips = [chip for found in steps.chips for chip in found]
    told = {
        "names": [node.name for node in steps.scene.processes],
        "entering": [chip.name for chip in chips if chip.kind in LEFT],
        "leaving": [chip.name for chip in chips if chip.kind in RIGHT],
    }
    nothing = words("process_flow.nothing").get(spoken)
    lists = {
        key: comma.join(dict.fromkeys(text.get(spoken) for text in texts)) or nothing
        for key, texts in told.items()
    }
    return words(
        "process_flow.description",
        count=str(len(steps.scene.processes)),
        subject=steps.scene.subject.get(spoken),
        **lists,
    ).get(spoken)


# --- legend --------------------------------------------------------------------------

_LABELS: dict[ChipKind, str] = {"waste": "treatment"}


def _legend(
    steps: Steps, lang: PictureLanguage, top: float, width: float
) -> tuple[list[Shape], float]:
    """A chip of each kind with the name of the kind in it, and where the row ends."""
    present = {chip.kind for found in steps.chips for chip in found}
    if any(flow.arrow == "energy" for flow in steps.scene.flows):
        present.add("energy")
    shapes: list[Shape] = []
    x, y, bottom = MARGIN + LEGEND_GAP / 2, top, top
    for chip in _samples([kind for kind in (*LEFT, *RIGHT) if kind in present], lang):
        if x > MARGIN + LEGEND_GAP and x + chip.width > MARGIN + width:
            x, y = MARGIN + LEGEND_GAP / 2, bottom + LEGEND_LEADING
        box = Box(
            x=x,
            y=y,
            width=chip.width,
            height=chip.height,
            role=f"legend:{chip.chip.kind}",
        )
        shapes += chip_shapes(chip, box)
        x += chip.width + LEGEND_GAP
        bottom = max(bottom, y + chip.height)
    return shapes, bottom


def _samples(
    kinds: Sequence[ChipKind], lang: PictureLanguage
) -> Iterator[MeasuredChip]:
    for kind in kinds:
        name = words(f"diagram.legend.{_LABELS.get(kind, kind)}")
        chip = Chip(kind=kind, name=name, amount=None)
        yield measured_chip(chip, lang, has_amount=False)
