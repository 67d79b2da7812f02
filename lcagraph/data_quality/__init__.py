"""How good the data behind a footprint are, each source weighted by its emission.

    scores        three scores of the Shandong guide 3.4 and their level
    ratings       representativeness, 1 to 5, of PACT and PEF
    primary       share of the emissions that rests on primary data
    completeness  whose origin, class and source are told, by life cycle stage

A weight is |e_i| / Σ |e| with e_i the emission of a source without biogenic CO2. What
nobody states is missing: it is told as a finding and never guessed.
"""

from lcagraph.lazy_names import lazily

_HOMES = {
    "ACTIVITY_SCORE": "scores",
    "CALIBRATION_SCORE": "scores",
    "CRITERIA": "ratings",
    "Completeness": "completeness",
    "DECIMALS": "scores",
    "DataQuality": "scores",
    "EmissionSource": "sources",
    "FACTOR_SCORE": "scores",
    "LEVEL_FROM": "scores",
    "PrimaryData": "primary",
    "Quality": "quality",
    "Ratings": "ratings",
    "Source": "scores",
    "StageCompleteness": "completeness",
    "assess_data": "scores",
    "assess_quality": "quality",
    "emission_sources": "sources",
    "level_of": "scores",
    "rating_level": "ratings",
}

__all__ = list(_HOMES)
__getattr__ = lazily(__name__, _HOMES)
