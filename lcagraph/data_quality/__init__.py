"""How good the data behind a footprint are, each source weighted by its emission.

    scores        three scores of the Shandong guide 3.4 and their level
    ratings       representativeness, 1 to 5, of PACT and PEF
    primary       share of the emissions that rests on primary data
    completeness  whose origin, class and source are told, by life cycle stage

A weight is |e_i| / Σ |e| with e_i the emission of a source without biogenic CO2. What
nobody states is missing: it is told as a finding and never guessed.
"""

from lcagraph.data_quality.completeness import Completeness, StageCompleteness
from lcagraph.data_quality.primary import PrimaryData
from lcagraph.data_quality.quality import Quality, assess_quality
from lcagraph.data_quality.ratings import CRITERIA, Ratings, rating_level
from lcagraph.data_quality.scores import (
    ACTIVITY_SCORE,
    CALIBRATION_SCORE,
    DECIMALS,
    FACTOR_SCORE,
    LEVEL_FROM,
    DataQuality,
    Source,
    assess_data,
    level_of,
)
from lcagraph.data_quality.sources import EmissionSource, emission_sources

__all__ = [
    "ACTIVITY_SCORE",
    "CALIBRATION_SCORE",
    "CRITERIA",
    "DECIMALS",
    "FACTOR_SCORE",
    "LEVEL_FROM",
    "Completeness",
    "DataQuality",
    "EmissionSource",
    "PrimaryData",
    "Quality",
    "Ratings",
    "Source",
    "StageCompleteness",
    "assess_data",
    "assess_quality",
    "emission_sources",
    "level_of",
    "rating_level",
]
