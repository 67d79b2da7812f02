"""What the commands on sensitivity compute and print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np

import lcagraph
from lcagraph.arrays import Floats, Prepared
from lcagraph.cli.changed import read_model
from lcagraph.cli.output import as_json_text
from lcagraph.cli.screen import Screen, picture_columns
from lcagraph.cli.sensitivity_options import (
    BreakEvenOptions,
    ScenarioOptions,
    SensitivityOptions,
)
from lcagraph.compare.sameness import differences
from lcagraph.drawing.shapes import Drawing
from lcagraph.errors import Finding, QuantityError, UsageError
from lcagraph.formulas import number_in, parse_amount
from lcagraph.sensitivity.breakeven import BreakEven, breakeven
from lcagraph.sensitivity.global_indices import morris, sobol
from lcagraph.sensitivity.gradient import gradient
from lcagraph.sensitivity.numbers import Number, find_number
from lcagraph.sensitivity.one_at_a_time import one_at_a_time
from lcagraph.sensitivity.ranges import own_scale
from lcagraph.sensitivity.scenarios import (
    ScenarioTable,
    cases_of,
    crossed,
    scenario_table,
)
from lcagraph.sensitivity.taylor import taylor
from lcagraph.sensitivity.tornado import tornado
from lcagraph.sensitivity.worth_measuring import worth_measuring
from lcagraph.units import DIMENSIONLESS, conversion
from lcagraph.wording import Language

SCHEMA = "lcagraph-sensitivity-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""

POINTS, TRAJECTORIES, COUNT = 1024, 50, 5

MOST_VALUES = 100_000
"""Values of one `--vary`, each of which is a line of its table."""

MOST_DIGITS = 12
"""Digits of a count that are read at all."""

RANGE = "0..0.8"
VARIED = "scrap_share=0..0.8:9"
GROUPED = "electricity=grid_power.co2e,smelting.power"


class Shown(Protocol):
    """What every analysis can do."""

    def to_text(self, lang: Language = "en", *, most: int = 20) -> str: ...

    def to_dict(self) -> dict[str, Any]: ...


def analyses(prepared: Prepared, options: SensitivityOptions) -> dict[str, Shown]:
    """The analyses that a call asks for; elasticities if it names none."""
    of, seed = options.of, options.seed
    if not (options.is_sobol or options.is_morris):
        for option, is_given in {"--group": options.group, "-n": options.n}.items():
            if is_given:
                values = {"option": option, "wanted": "--sobol, --morris"}
                raise UsageError(Finding(code="E769", values=values))
    found: dict[str, Shown] = {}
    if options.is_tornado:
        found["tornado"] = tornado(prepared, output=of, percent=options.percent)
    if options.is_taylor:
        found["taylor"] = taylor(prepared, output=of)
    if options.is_worth:
        found["worth_measuring"] = worth_measuring(prepared)
    groups = dict(map(_group, options.group))
    if options.is_sobol:
        n = options.n or POINTS
        found["sobol"] = sobol(prepared, n=n, groups=groups, output=of, seed=seed)
    if options.is_morris:
        found["morris"] = morris(
            prepared,
            trajectories=options.n or TRAJECTORIES,
            groups=groups,
            output=of,
            seed=seed,
        )
    if options.vary:
        ranges = dict(_varied(prepared, text) for text in options.vary)
        found["one_at_a_time"] = one_at_a_time(prepared, ranges, output=of)
    return found or {"gradient": gradient(prepared, output=of)}


def sensitivity_json(found: Mapping[str, Shown], screen: Screen) -> str:
    """All analyses as data, by their names."""
    content = {name: each.to_dict() for name, each in found.items()}
    return as_json_text({"schema": SCHEMA, **content})


def sensitivity_text(found: Mapping[str, Shown], most: int, screen: Screen) -> str:
    """All analyses, one below the other; those that have a picture, with it."""
    return "\n\n".join(_parts(found, most, screen))


def _parts(found: Mapping[str, Shown], most: int, screen: Screen) -> Iterator[str]:
    for each in found.values():
        yield each.to_text(screen.lang, most=most)
        chart = getattr(each, "to_chart", None)
        if chart is not None:
            yield str(chart(screen.lang, width=picture_columns())).rstrip("\n")


def pictures_of(found: Mapping[str, Shown], screen: Screen) -> dict[str, Drawing]:
    """The picture of every analysis that has one, by its name.

    Raises
    ------
    UsageError
        None of them has (E748).
    """
    drawn = {
        name: draw(screen.lang)
        for name, each in found.items()
        if (draw := getattr(each, "drawing", None)) is not None
    }
    if not drawn:
        raise _unreadable("--picture", "--tornado --picture tornado.svg")
    return drawn


# ------------------------------------------------------------------------ break-even


def other_model(first: Path, text: str) -> lcagraph.Model:
    """The model of a file or folder, else a scenario of the first model."""
    path = Path(text)
    if path.exists():
        return read_model(path)
    return read_model(first).with_scenario(text)


def refuse_different(
    first: lcagraph.Model,
    second: lcagraph.Model,
    names: tuple[str, str],
    *,
    force: bool,
) -> None:
    """Refuse footprints that can't be compared, as `lcagraph compare` does.

    Raises
    ------
    UsageError
        They differ in function, boundary, rules or GWP set (E761).
    """
    found = () if force else differences(first.solve(), second.solve())
    if found:
        values = {
            "first": names[0],
            "second": [names[1]],
            "differences": [str(difference) for difference in found],
        }
        raise UsageError(Finding(code="E761", values=values))


def equal_at(
    first: lcagraph.Model,
    second: lcagraph.Model,
    names: tuple[str, str],
    options: BreakEvenOptions,
) -> BreakEven:
    """Where two models are equal."""
    within = None
    if options.within:
        try:
            number = find_number(first.prepared, options.on)
        except UsageError:  # only the other has it, or none: told by `breakeven`
            number = find_number(second.prepared, options.on)
        low, high = _ends(number, options.within, options.within, RANGE)
        within = low, high
    return breakeven(
        first.prepared,
        second.prepared,
        options.on,
        within=within,
        names=names,
        output=options.of,
    )


# ------------------------------------------------------------------------- scenarios


def tabulated(model: lcagraph.Model, options: ScenarioOptions) -> ScenarioTable:
    """The table that a call asks for; of all scenarios if it names none.

    Raises
    ------
    UsageError
        A model without scenarios (E762), or as `crossed` and `cases_of`.
    """
    names: tuple[str | None, ...]
    if options.cross:
        axes = [
            [part.strip() for part in axis.split(",") if part.strip()]
            for axis in options.cross
        ]
        names = crossed(axes)
    else:
        chosen = options.scenarios or list(model.scenarios)
        if not chosen:
            raise UsageError(Finding(code="E762", values={"file": str(options.model)}))
        names = (None, *dict.fromkeys(chosen))
    cases = cases_of(lambda name: model.with_scenario(name).prepared, names)
    return scenario_table(cases)


# --------------------------------------------------------------------------- reading


def _varied(prepared: Prepared, text: str) -> tuple[str, Floats]:
    """`scrap_share=0..0.8:9` as a name and its values."""
    name, _, rest = text.partition("=")
    ends, _, count = rest.partition(":")
    name, count = name.strip(), count.strip() or str(COUNT)
    if not name or not count.isdecimal():
        raise _unreadable(text, VARIED)
    if len(count) > MOST_DIGITS or int(count) > MOST_VALUES:
        shown = f"{count[:MOST_DIGITS]}…" if len(count) > MOST_DIGITS else count
        values = {"name": name, "count": shown, "most": f"{MOST_VALUES:,}"}
        raise UsageError(Finding(code="E768", values=values))
    if int(count) < 2:
        raise _unreadable(text, VARIED)
    number = find_number(prepared, name)
    low, high = _ends(number, ends, text, VARIED)
    if not low < high:
        raise UsageError(Finding(code="E725", values={"name": name, "given": ends}))
    return name, np.linspace(low, high, int(count))


def _ends(number: Number, ends: str, text: str, wanted: str) -> tuple[float, float]:
    """`0.2 kg..0.9 kg` as values that the analyses take: shares as pure numbers."""
    low, dots, high = ends.partition("..")
    if not dots:
        raise _unreadable(text, wanted)
    try:
        return _value(number, low), _value(number, high)
    except QuantityError as error:
        raise UsageError(error.at(number.path)) from None


def _value(number: Number, text: str) -> float:
    literal = number_in(parse_amount(text.strip()).expression)
    if literal is None:
        raise _unreadable(text, RANGE)
    value, unit = literal
    if unit == DIMENSIONLESS and number.unit.dimension:
        return value
    return value * conversion(unit, number.unit) / own_scale(number)


def _group(text: str) -> tuple[str, list[str]]:
    """`electricity=grid_power.co2e,smelting.power` as a name and its numbers."""
    name, _, members = text.partition("=")
    found = [member.strip() for member in members.split(",") if member.strip()]
    if not name.strip() or not found:
        raise _unreadable(text, GROUPED)
    return name.strip(), found


def _unreadable(text: str, wanted: str) -> UsageError:
    """E748, to be raised."""
    return UsageError(Finding(code="E748", values={"text": text, "wanted": wanted}))
