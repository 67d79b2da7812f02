"""What a capture of CO2 is taken from, and what becomes of it."""

from __future__ import annotations

from lcagraph.compile.captures import gross_flows
from lcagraph.trace.activity import Terms
from lcagraph.trace.records import Capture


def capture(terms: Terms, path: str) -> Capture | None:
    """Gross emission, origin and fate of a removal row; None if it is no capture."""
    compiled = terms.prepared.compiled
    _, process, _, row = path.split(".")
    removal = compiled.system.processes[process].removals[row]
    if removal.origin is None or removal.fate is None:
        return None
    # of one origin an emission gives off one flow
    gross = next(iter(gross_flows(compiled, process, removal)), None)
    return Capture(
        of=removal.of,
        gross=terms.term(gross.term) if gross is not None else None,
        origin=removal.origin,
        fate=removal.fate,
    )
