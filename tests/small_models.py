"""Words for small models in tests: one process, one product, round numbers."""

from __future__ import annotations

from typing import Any

import lcagraph as lg
from lcagraph.errors import Finding, FindingsError

Plain = Any

AR6 = {"gwp": "ipcc-ar6-gwp100"}


def works(**keys: Plain) -> dict[str, Plain]:
    """A process of the production stage that delivers 1 kg `goods`."""
    return {"stage": "production", "outputs": {"goods": "1 kg"}, **keys}


def factor(co2e: float, per: str = "1 kg", **keys: Plain) -> dict[str, Plain]:
    """A factor of `co2e` kg per something, by the model's own GWP set."""
    words = {"kind": "service", "boundary": "cradle_to_gate", **AR6}
    return {"per": per, "co2e": f"{co2e} kg", **words, **keys}


def model(processes: Plain, factors: Plain | None = None, **keys: Plain) -> lg.Model:
    """A model whose reference is 1 kg `goods`, if nothing else is said."""
    reference = {"product": "goods", "amount": "1 kg"}
    return lg.Model(
        **{
            "reference": reference,
            "processes": processes,
            "factors": factors or {},
            **keys,
        }
    )


def refused(wrong: lg.Model) -> set[tuple[str, str]]:
    """Codes and places of the errors that stop a model."""
    return {(f.code, f.at) for f in errors(wrong)}


def errors(wrong: lg.Model) -> list[Finding]:
    """The errors that stop a model."""
    try:
        wrong.solve()
    except FindingsError as error:
        return [finding for finding in error.findings if finding.is_fatal]
    return []


def told(right: lg.Model) -> set[tuple[str, str]]:
    """Codes and places of what a model is told beside its result."""
    return {(finding.code, finding.at) for finding in right.solve().findings}
