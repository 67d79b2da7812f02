"""Global sensitivity of a footprint: Sobol indices, Morris effects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lcagraph.arrays import Floats, Prepared
from lcagraph.errors import CalculationError, Finding, UsageError
from lcagraph.sampling import MOST_REFUSED, Sampler, sampler_of
from lcagraph.sampling.numbers import unusual_values
from lcagraph.sensitivity.global_pages import Morris, Sobol
from lcagraph.sensitivity.numbers import find_number, short_name
from lcagraph.sensitivity.outputs import (
    HEADLINE,
    MOST_CELLS,
    outcomes_where_possible,
    output_names,
    reason_of,
    weights_of,
)
from lcagraph.sensitivity.salib import (
    CONFIDENCE,
    PROBABILITY,
    Estimates,
    morris_effects,
    sobol_indices,
)
from lcagraph.wording import LANGUAGES, label, message

Groups = Mapping[str, Sequence[str]]
"""Name of a group → names of its numbers."""


def sobol(
    prepared: Prepared,
    sampler: Sampler | None = None,
    *,
    n: int = 1024,
    groups: Groups | None = None,
    output: str = HEADLINE,
    seed: int = 1,
) -> Sobol:
    """First-order and total Sobol indices of every uncertain number, or of groups.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    sampler : Sampler, optional
        Its uncertain numbers; made if it is not given.
    n : int
        Base points, a power of two; the model is evaluated at n (groups + 2) points.
    groups : mapping of str to sequence of str, optional
        Numbers that are taken together; each other number stays alone. Numbers that
        are drawn together (shares of a mix) are a group in any case.
    output : str
        `headline`, `including`, `excluding`, or an item.
    seed : int

    Raises
    ------
    UsageError
        E744 SALib is missing, E745 no such `n`, E746 nothing is uncertain, E724 a
        group that can't be, E720 and E723 no such number, E727 no such output.
    CalculationError
        More than 0.1 % of the points have no footprint (E734). A few that have none
        take the points that they are compared with along, and are told.
    """
    study = _Study(prepared, sampler or sampler_of(prepared), output)
    named = study.groups(groups or {})
    found = sobol_indices(study.outcomes, named, n=n, seed=seed)
    order = sorted(found.found, key=lambda each: -each.total)
    return Sobol(
        **study.design(named, found, seed),
        indices=tuple(order),
        mean=float(found.outputs.mean()),
        sd=float(found.outputs.std()),
    )


def morris(
    prepared: Prepared,
    sampler: Sampler | None = None,
    *,
    trajectories: int = 50,
    groups: Groups | None = None,
    output: str = HEADLINE,
    seed: int = 1,
) -> Morris:
    """Elementary effects of every uncertain number, or of groups: a screening.

    Parameters
    ----------
    trajectories : int
        The model is evaluated at trajectories (groups + 1) points.

    The others, and what is raised, are as in `sobol`.
    """
    study = _Study(prepared, sampler or sampler_of(prepared), output)
    named = study.groups(groups or {})
    found = morris_effects(study.outcomes, named, trajectories=trajectories, seed=seed)
    order = sorted(found.found, key=lambda each: -each.absolute)
    return Morris(
        **study.design(named, found, seed),
        effects=tuple(order),
        probability=PROBABILITY,
    )


@dataclass(frozen=True, slots=True)
class _Study:
    """A model as a function of the quantiles of its uncertain numbers."""

    prepared: Prepared
    sampler: Sampler
    output: str

    def outcomes(self, u: Floats) -> Floats:
        """Outputs at quantiles, shape (k,); NaN: no footprint, or no such draw."""
        step = max(1, MOST_CELLS // len(self.prepared.base))
        found = np.full(len(u), np.nan)
        refused: dict[int, Finding] = {}
        for first in range(0, len(u), step):
            drawn = self.sampler.samples_at(u[first : first + step])
            rows = np.flatnonzero(drawn.is_whole)
            found[first + rows], without = outcomes_where_possible(
                self.prepared, drawn.values[rows], self.output
            )
            refused |= {first + row: reason_of(e) for row, e in drawn.refused}
            refused |= {first + int(rows[i]): why for i, why in without.items()}
        if len(refused) > MOST_REFUSED * len(u):
            raise self._too_many(refused, u)
        return found

    def _too_many(self, refused: Mapping[int, Finding], u: Floats) -> CalculationError:
        """E734, to be raised."""
        first = min(refused)
        reason = refused[first]
        (values,) = self.sampler.samples_at(u[[first]]).values
        told = {
            "count": f"{len(refused):,}",
            "n": f"{len(u):,}",
            "limit": f"{MOST_REFUSED:.1%}",
            "values": unusual_values(self.sampler.numbers, values),
            "reason": {
                lang: f"{reason.code} {reason.at} {message(reason, lang)}"
                for lang in LANGUAGES
            },
        }
        return CalculationError([Finding(code="E734", at=reason.at, values=told)])

    def groups(self, stated: Groups) -> tuple[str, ...]:
        """Name of the group of each uncertain number, in the sampler's order."""
        weights_of(self.prepared, self.output)  # refuses an unknown output first
        if not self.sampler.numbers:
            raise UsageError(Finding(code="E746", values={}))
        chosen: dict[str, str] = {}
        uncertain = {number.path for number in self.sampler.numbers}
        for group, names in stated.items():
            for name in names:
                path = find_number(self.prepared, name).path
                if path not in uncertain or path in chosen:
                    code = "certain" if path not in uncertain else "twice"
                    raise _impossible(group, path, code)
                chosen[path] = group
        found: dict[str, str] = {}
        for number in self.sampler.numbers:
            together = number.group or number.path
            own = chosen.get(number.path, together)
            if found.setdefault(together, own) != own:
                raise self._torn(together, chosen)
        return tuple(found[n.group or n.path] for n in self.sampler.numbers)

    def _torn(self, together: str, chosen: Mapping[str, str]) -> UsageError:
        """E724 of a group that holds only some numbers of a mix or a balance."""
        members = [n.path for n in self.sampler.numbers if n.group == together]
        held = next(path for path in members if path in chosen)
        group = chosen[held]
        lacking = [short_name(p) for p in members if chosen.get(p) != group]
        return _impossible(group, short_name(held), "together", lacking)

    def design(
        self, named: tuple[str, ...], found: Estimates, seed: int
    ) -> dict[str, Any]:
        """Fields that both analyses share."""
        members: dict[str, tuple[str, ...]] = {}
        for name, number in zip(named, self.sampler.numbers, strict=True):
            members[name] = (*members.get(name, ()), number.path)
        return {
            "prepared": self.prepared,
            "per": self.prepared.per,
            "output": self.output,
            "names": output_names(self.prepared, self.output),
            "members": members,
            "evaluations": len(found.outputs) + found.lost,
            "seed": seed,
            "confidence": CONFIDENCE,
            "lost": found.lost,
        }


def _impossible(
    group: str, path: str, reason: str, lacking: Sequence[str] = ()
) -> UsageError:
    """E724, to be raised."""
    names = ", ".join(lacking)
    said = {
        lang: label(f"global.{reason}", lang).format(lacking=names)
        for lang in LANGUAGES
    }
    values: dict[str, object] = {"group": group, "path": path, "reason": said}
    if lacking:
        values["lacking"] = names
    return UsageError(Finding(code="E724", values=values))
