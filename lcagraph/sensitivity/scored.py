"""How good the data behind single numbers are, by the rules of `data_quality`."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from lcagraph.arrays import Prepared
from lcagraph.data_quality import ACTIVITY_SCORE, EmissionSource, Source
from lcagraph.data_quality.behind_mixes import ActivityData
from lcagraph.data_quality.scores import scores_of
from lcagraph.graph.evidence import DataCard
from lcagraph.sampling.numbers import SPREAD

FIGURES = ("amount", "activity", "data", "transport", "land_use_change")
"""Keys of an emission of a process that don't lead to its factor."""


class DataScores:
    """Scores, 1 (worst) to 6, of the data behind the numbers of one model."""

    def __init__(self, prepared: Prepared) -> None:
        self.system = prepared.compiled.system
        self.columns = {column.id: column for column in prepared.compiled.factors}
        self.behind = ActivityData(prepared)

    def of(self, path: str) -> int | None:
        """Score of the data behind a number; None if no class is stated.

        An emission factor has that of its own class, also where it stands in a process;
        any other number that of its activity datum. Rows of a mix rest on the data of
        all that draws on it, as they do in `data_quality`.

        Parameters
        ----------
        path : str
            Of a term: an amount, a distance, a parameter, or a figure of a factor.
        """
        keys = path.removesuffix(SPREAD).split(".")
        match keys:
            case ["factors", id_, *_] if id_ in self.columns:
                column = self.columns[id_]
                return self._scores(replace(_NOWHERE, column=column)).factor
            case ["parameters", id_, *_] if id_ in self.system.parameters:
                return _of_card(self.system.parameters[id_].data)
            case ["processes", id_, "emissions", row, figure, *_] if (
                figure not in FIGURES
            ):
                emitted = self.system.processes[id_].emissions[row]
                return self._scores(replace(_NOWHERE, emitted=emitted)).factor
            case ["processes", _, _, _, _, *_]:
                is_leg = keys[4] == "transport" and len(keys) > 5
                data = self.behind.of(".".join(keys[: 6 if is_leg else 4]))
                return self._scores(replace(_NOWHERE, data=data)).activity
        return None

    def _scores(self, source: EmissionSource) -> Source:
        (found,) = scores_of([source], self.system).sources
        return found


_NOWHERE = EmissionSource(
    path="", name="", stage="", emission=Fraction(0), data=(), column=None
)
"""A source of which only what is asked about is told."""


def _of_card(card: DataCard | None) -> int | None:
    if card is None or card.class_ is None:
        return None
    return ACTIVITY_SCORE[card.class_]
