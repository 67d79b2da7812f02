"""What a page shows, ready to be set: names in both languages, numbers as text."""

from __future__ import annotations

from dataclasses import dataclass, field

from lcagraph.graph.words import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What it is, and what it says."""

    name: Text
    value: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow:
    """A part of the footprint with its share."""

    key: str
    """What the row stands for, as the figures call it: `stage:production`."""
    name: Text
    id: str = ""
    """As the model writes it; empty where only the name means something."""
    amount: str
    """[kgCO2e]"""
    share: str
    """[%]; a dash where it is undefined."""
    bar: float
    """Length of its bar, of the longest one. [%]"""
    is_negative: bool
    place: str = ""
    """`model.yaml:12`"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareTable:
    """Parts of the footprint, with their sum."""

    rows: tuple[ShareRow, ...]
    total: str
    """[kgCO2e]"""
    whole: str
    """100.00, or a dash where shares are undefined. [%]"""
    rest: ShareRow | None = None
    """The sum of the rows that are not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow:
    """Activity × factor = emission."""

    keys: tuple[str, ...]
    """Stage, process and supplier, as the figures and the other tables call them."""
    stage: Text
    process: Text
    name: Text
    path: str
    amount: str
    unit: str
    factor: str
    """[kgCO2e/unit]"""
    emission: str
    """[kgCO2e]"""
    value: float
    """[kgCO2e]"""
    share: str
    """[%]"""
    place: str
    trace: str = ""
    """Anchor of its trace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityTable:
    """Every row of the result, or the largest of very many."""

    rows: tuple[ActivityRow, ...]
    total: str
    """[kgCO2e]"""
    others: int = 0
    """Rows that are not shown."""
    rest: str = ""
    """Their sum. [kgCO2e]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeBranch:
    """One draw in the supply chain."""

    key: str
    name: Text
    id: str
    amount: str
    footprint: str
    """Demand of the branch × footprint per unit. [kgCO2e]"""
    direct: str
    """Of it, emitted by the supplier itself. [kgCO2e]"""
    share: str
    """[%]"""
    bar: float
    """[%]"""
    is_negative: bool
    is_loop: bool
    trace: str
    branches: tuple[TreeBranch, ...]
    rest: str
    """Sum of the smaller branches; empty if there are none. [kgCO2e]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyTree:
    """The supply chain down to a threshold."""

    root: TreeBranch
    threshold: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRow:
    """Burden that goes from one node of a figure to another."""

    role: str
    """How the figure calls its ribbon."""
    keys: tuple[str, str]
    """Its two ends."""
    source: Text
    target: Text
    amount: str
    """[kgCO2e]"""
    share: str
    """[%]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture in each language; or, where it can't be drawn, the reason."""

    zh: str = ""
    en: str = ""
    """SVG elements, made of escaped text."""
    caption: Text
    refusal: Text | None = None
    note: Text | None = None
    """What a reader has to know of it, such as characters that a font lacks."""
    width: float = 0.0
    """Of the wider one. [px]"""
    is_wide: bool = True
    """Wider than high, in each language: it has room on a page that lies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFigure:
    """Burden flows at one level, as a figure and as a table."""

    level: str
    name: Text
    figure: Figure
    rows: tuple[FlowRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceSection:
    """One step of a trace."""

    name: Text
    lines: tuple[Line, ...]
    anchor: str = ""
    """Where others with the same lines lead to."""
    same: str = ""
    """Anchor of the step that has the same lines, and has them written out."""
    same_in: str = ""
    """Title of the trace that that step is in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceRecord:
    """A number followed back."""

    anchor: str
    title: str
    process: Text
    headline: Text
    sections: tuple[TraceSection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainTable:
    """A table of texts in both languages; all columns but the first are numbers."""

    title: Text
    heads: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UncertaintyPart:
    """What a Monte Carlo found."""

    title: Text
    figure: Figure
    tables: tuple[PlainTable, ...]
    notes: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a reader has to know first."""

    title: Text
    subject: Text
    """Name of the functional or declared unit."""
    kind: Text
    total: str
    """[kgCO2e]"""
    total_value: float
    per: str
    view: Text
    """Which total it is."""
    choices: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that a page says about a result."""

    head: Head
    totals: tuple[Line, ...]
    items: ShareTable
    memos: tuple[Line, ...]
    readings: tuple[Line, ...]
    stages: ShareTable
    processes: ShareTable
    inputs: ShareTable
    activities: ActivityTable
    boundary: Figure
    flows: tuple[FlowFigure, ...]
    tree: SupplyTree
    traces: tuple[TraceRecord, ...]
    uncertainty: UncertaintyPart | None
    made_by: tuple[Line, ...] = field(default=())
