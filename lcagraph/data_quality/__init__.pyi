from lcagraph.data_quality.completeness import Completeness as Completeness
from lcagraph.data_quality.completeness import StageCompleteness as StageCompleteness
from lcagraph.data_quality.primary import PrimaryData as PrimaryData
from lcagraph.data_quality.quality import Quality as Quality
from lcagraph.data_quality.quality import assess_quality as assess_quality
from lcagraph.data_quality.ratings import CRITERIA as CRITERIA
from lcagraph.data_quality.ratings import Ratings as Ratings
from lcagraph.data_quality.ratings import rating_level as rating_level
from lcagraph.data_quality.scores import ACTIVITY_SCORE as ACTIVITY_SCORE
from lcagraph.data_quality.scores import CALIBRATION_SCORE as CALIBRATION_SCORE
from lcagraph.data_quality.scores import DECIMALS as DECIMALS
from lcagraph.data_quality.scores import FACTOR_SCORE as FACTOR_SCORE
from lcagraph.data_quality.scores import LEVEL_FROM as LEVEL_FROM
from lcagraph.data_quality.scores import DataQuality as DataQuality
from lcagraph.data_quality.scores import Source as Source
from lcagraph.data_quality.scores import assess_data as assess_data
from lcagraph.data_quality.scores import level_of as level_of
from lcagraph.data_quality.sources import EmissionSource as EmissionSource
from lcagraph.data_quality.sources import emission_sources as emission_sources

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
