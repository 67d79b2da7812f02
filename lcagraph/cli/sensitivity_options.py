"""What the commands on sensitivity ask for."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from lcagraph.cli import options as o

Of = Annotated[str, typer.Option("--of", help="cli.option.of", metavar="OUTPUT")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitivityOptions:
    """What `sensitivity` asks for."""

    model: o.Model
    is_tornado: Annotated[
        bool, typer.Option("--tornado", help="cli.option.tornado")
    ] = False
    is_taylor: Annotated[bool, typer.Option("--taylor", help="cli.option.taylor")] = (
        False
    )
    is_worth: Annotated[
        bool, typer.Option("--worth-measuring", help="cli.option.worth")
    ] = False
    is_sobol: Annotated[bool, typer.Option("--sobol", help="cli.option.sobol")] = False
    is_morris: Annotated[bool, typer.Option("--morris", help="cli.option.morris")] = (
        False
    )
    vary: Annotated[
        list[str],
        typer.Option(
            "--vary", help="cli.option.vary", metavar="NUMBER=LOW..HIGH[:COUNT]"
        ),
    ] = field(default_factory=list)
    group: Annotated[
        list[str],
        typer.Option("--group", help="cli.option.group", metavar="NAME=NUMBER,…"),
    ] = field(default_factory=list)
    of: Of = "headline"
    percent: Annotated[float, typer.Option("--percent", help="cli.option.percent")] = (
        10.0
    )
    n: Annotated[int, typer.Option("-n", help="cli.option.points")] = 0
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="cli.option.sensitivity_seed")
    ] = 1
    most: Annotated[
        int, typer.Option("--most", min=1, help="cli.option.rows_shown")
    ] = 20
    picture: Annotated[
        Path | None, typer.Option("--picture", help="cli.option.picture")
    ] = None
    scenario: o.Scenario = None
    settings: o.Settings = field(default_factory=list)
    as_json: o.Json = False
    lang: o.Lang = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEvenOptions:
    """What `breakeven` asks for."""

    model: o.Model
    other: Annotated[str, typer.Argument(help="cli.option.other_side")]
    on: Annotated[str, typer.Option("--on", help="cli.option.on", metavar="NUMBER")]
    within: Annotated[
        str, typer.Option("--within", help="cli.option.within", metavar="LOW..HIGH")
    ] = ""
    of: Of = "headline"
    is_anyway: Annotated[
        bool, typer.Option("--anyway", help="cli.option.anyway_breakeven")
    ] = False
    scenario: o.Scenario = None
    settings: o.Settings = field(default_factory=list)
    as_json: o.Json = False
    lang: o.Lang = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioOptions:
    """What `scenarios` asks for."""

    model: o.Model
    scenarios: o.Scenarios = field(default_factory=list)
    cross: Annotated[
        list[str],
        typer.Option("--cross", help="cli.option.cross", metavar="SCENARIO,…"),
    ] = field(default_factory=list)
    settings: o.Settings = field(default_factory=list)
    as_json: o.Json = False
    lang: o.Lang = ""
