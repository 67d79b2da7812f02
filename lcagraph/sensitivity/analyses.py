"""The analyses of one compiled model, by name: what `Model.sensitivity` gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lcagraph.arrays import Floats, Prepared
from lcagraph.executor import Workplace
from lcagraph.sensitivity.breakeven import BreakEven, breakeven
from lcagraph.sensitivity.global_indices import Groups, morris, sobol
from lcagraph.sensitivity.global_pages import Morris, Sobol
from lcagraph.sensitivity.gradient import Gradient, gradient
from lcagraph.sensitivity.grids import Grid, grid
from lcagraph.sensitivity.one_at_a_time import OneAtATime, one_at_a_time
from lcagraph.sensitivity.outputs import HEADLINE
from lcagraph.sensitivity.taylor import Taylor, taylor
from lcagraph.sensitivity.tornado import Tornado, tornado
from lcagraph.sensitivity.worth_measuring import WorthMeasuring, worth_measuring


class Analyses:
    """What a footprint depends on; each method is a function of the same name.

    ``model.sensitivity.tornado()``, ``model.sensitivity.sobol(n=512).to_frame()``
    """

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared

    def gradient(self, *, output: str = HEADLINE) -> Gradient:
        """Derivative and elasticity by every number, in one adjoint solve."""
        return gradient(self.prepared, output=output)

    def taylor(self, *, output: str = HEADLINE) -> Taylor:
        """First-order standard deviation, and each number's share of the variance."""
        return taylor(self.prepared, output=output)

    def tornado(
        self, *, output: str = HEADLINE, probability: float = 0.95, percent: float = 10
    ) -> Tornado:
        """The footprint at both ends of each number's range."""
        return tornado(
            self.prepared, output=output, probability=probability, percent=percent
        )

    def one_at_a_time(
        self,
        ranges: Mapping[str, Sequence[float] | Floats],
        *,
        output: str = HEADLINE,
    ) -> OneAtATime:
        """The footprint along stated values of each number, the rest as written."""
        return one_at_a_time(self.prepared, ranges, output=output)

    def grid(
        self,
        axes: Mapping[str, Sequence[float] | Floats],
        *,
        executor: Workplace = None,
    ) -> Grid:
        """Footprints at every combination of the values of several numbers."""
        return grid(self.prepared, axes, executor=executor)

    def sobol(
        self,
        n: int = 1024,
        *,
        groups: Groups | None = None,
        output: str = HEADLINE,
        seed: int = 1,
    ) -> Sobol:
        """First-order and total Sobol indices (extra `sensitivity`)."""
        return sobol(self.prepared, n=n, groups=groups, output=output, seed=seed)

    def morris(
        self,
        trajectories: int = 50,
        *,
        groups: Groups | None = None,
        output: str = HEADLINE,
        seed: int = 1,
    ) -> Morris:
        """Elementary effects of Morris (extra `sensitivity`)."""
        return morris(
            self.prepared,
            trajectories=trajectories,
            groups=groups,
            output=output,
            seed=seed,
        )

    def worth_measuring(self) -> WorthMeasuring:
        """Uncertain numbers by what measuring them better would be worth."""
        return worth_measuring(self.prepared)

    def breakeven(
        self,
        other: Prepared,
        on: str,
        *,
        within: tuple[float, float] | None = None,
        names: tuple[str, str] = ("A", "B"),
        output: str = HEADLINE,
    ) -> BreakEven:
        """Values of a number at which the footprint equals that of another model."""
        return breakeven(
            self.prepared, other, on, within=within, names=names, output=output
        )
