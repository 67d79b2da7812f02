from lcagraph.uncertainty.background import BackgroundDraws as BackgroundDraws
from lcagraph.uncertainty.cases import Case as Case
from lcagraph.uncertainty.cases import allocation_cases as allocation_cases
from lcagraph.uncertainty.certain import made_certain as made_certain
from lcagraph.uncertainty.found import Uncertainty as Uncertainty
from lcagraph.uncertainty.listed import DrawnNumbers as DrawnNumbers
from lcagraph.uncertainty.paired import Paired as Paired
from lcagraph.uncertainty.refused import Refusal as Refusal
from lcagraph.uncertainty.running import simulate as simulate
from lcagraph.uncertainty.settings import Settings as Settings
from lcagraph.uncertainty.statistics import Interval as Interval
from lcagraph.uncertainty.statistics import Percentile as Percentile
from lcagraph.uncertainty.statistics import Summary as Summary
from lcagraph.uncertainty.stopping import Precision as Precision

__all__ = [
    "BackgroundDraws",
    "Case",
    "DrawnNumbers",
    "Interval",
    "Paired",
    "Percentile",
    "Precision",
    "Refusal",
    "Settings",
    "Summary",
    "Uncertainty",
    "allocation_cases",
    "made_certain",
    "simulate",
]
