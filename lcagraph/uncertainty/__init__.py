"""Monte Carlo at the level of models: how sure a footprint is, and which one is lower.

cases        models, scenarios and allocation alternatives that are compared
settings     number of draws, seed, what is kept; `stopping` says when there are enough
study        the work on a range of samples
background   what draws of databases add to it; `purchases` is what models buy of them
running      the run over ranges, wherever they are computed
certain      numbers that are set without their spread
listed       what is drawn, and from what
kept         draws in memory, or sealed on disk so that a run can go on
fingerprint  what a run that goes on must have in common with what is there
refused      draws without a footprint; `negative`: rows that draws take below zero
statistics   moments, percentiles and their intervals
draws        all of that together; `tables`, `page` and `found` show it
paired       two sides draw by draw
first_order  the estimate without draws, beside them

Names load when they are first used: most models are only solved.
"""

from lcagraph.lazy_names import lazily

_HOMES = {
    "BackgroundDraws": "background",
    "Case": "cases",
    "DrawnNumbers": "listed",
    "Interval": "statistics",
    "Paired": "paired",
    "Percentile": "statistics",
    "Precision": "stopping",
    "Refusal": "refused",
    "Settings": "settings",
    "Summary": "statistics",
    "Uncertainty": "found",
    "allocation_cases": "cases",
    "made_certain": "certain",
    "simulate": "running",
}

__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
