from lcagraph.sensitivity.analyses import Analyses as Analyses
from lcagraph.sensitivity.breakeven import BreakEven as BreakEven
from lcagraph.sensitivity.global_pages import Morris as Morris
from lcagraph.sensitivity.global_pages import Sobol as Sobol
from lcagraph.sensitivity.gradient import Gradient as Gradient
from lcagraph.sensitivity.gradient import Slope as Slope
from lcagraph.sensitivity.grids import Grid as Grid
from lcagraph.sensitivity.numbers import Number as Number
from lcagraph.sensitivity.numbers import find_number as find_number
from lcagraph.sensitivity.numbers import numbers_in as numbers_in
from lcagraph.sensitivity.one_at_a_time import OneAtATime as OneAtATime
from lcagraph.sensitivity.scenarios import Case as Case
from lcagraph.sensitivity.scenarios import ScenarioTable as ScenarioTable
from lcagraph.sensitivity.scenarios import cases_of as cases_of
from lcagraph.sensitivity.scenarios import crossed as crossed
from lcagraph.sensitivity.scenarios import scenario_table as scenario_table
from lcagraph.sensitivity.taylor import Taylor as Taylor
from lcagraph.sensitivity.tornado import Tornado as Tornado
from lcagraph.sensitivity.worth_measuring import WorthMeasuring as WorthMeasuring

__all__ = [
    "Analyses",
    "BreakEven",
    "Case",
    "Gradient",
    "Grid",
    "Morris",
    "Number",
    "OneAtATime",
    "ScenarioTable",
    "Slope",
    "Sobol",
    "Taylor",
    "Tornado",
    "WorthMeasuring",
    "cases_of",
    "crossed",
    "find_number",
    "numbers_in",
    "scenario_table",
]
