"""Capture of CO2: a removal row that names its gross emission, origin and fate."""

from __future__ import annotations

from collections.abc import Sequence

from lcagraph.compile.draft import Draft
from lcagraph.compile.plan import CompiledModel, DirectFlow
from lcagraph.compile.records import record_flows
from lcagraph.factors import find
from lcagraph.graph.process import Emission, Removal, UnitProcess
from lcagraph.graph.words import CaptureFate, CaptureOrigin
from lcagraph.impact import (
    CAPTURED,
    EMITTED_AS,
    LAND_USE,
    NOT_STORED,
    FlowLookupError,
    can_be_captured,
    capture_flow,
    emission_flow,
    removal_flow,
)


def is_capture(removal: Removal) -> bool:
    """Whether a removal is captured CO2, not the uptake of biomass or land."""
    return any((removal.of, removal.origin, removal.fate))


def captured_flow(
    draft: Draft, path: str, process: UnitProcess, removal: Removal
) -> str | None:
    """Flow of a capture by its fate, whatever gas its row names.

    Reports what is missing (E324), a gross emission that the process hasn't (E325) or
    that emits no CO2 of the origin (E619), and a gas that contradicts (E618).
    """
    origin, fate = removal.origin, removal.fate
    if origin is None or fate is None or (removal.of is None and origin != "air"):
        draft.report_key("E324", path)
        return None
    named = _is_right_word(draft, path, removal, origin, fate)
    gross = _is_right_emission(draft, path, process, removal, origin)
    return capture_flow(fate) if named and gross else None


def uptake_flow(draft: Draft, path: str, removal: Removal) -> str | None:
    """Flow of a removal that names neither gross emission nor origin nor fate."""
    named = removal.flow or _row(path)
    try:
        flow = removal_flow(named)
    except FlowLookupError as error:
        _report(draft, path, removal, error)
        return None
    if flow in (CAPTURED, NOT_STORED):
        draft.report_key("E324", path)
        return None
    return flow


def gross_flows(
    compiled: CompiledModel, process: str, removal: Removal
) -> Sequence[DirectFlow]:
    """CO2 of the capture's origin that the emission named by its `of` gives off."""
    if removal.of is None or removal.origin is None:
        return ()
    emitted = f"processes.{process}.emissions.{removal.of}"
    right = EMITTED_AS[removal.origin]
    return [d for d in compiled.direct if d.path == emitted and d.flow in right]


def _is_right_word(
    draft: Draft, path: str, removal: Removal, origin: CaptureOrigin, fate: CaptureFate
) -> bool:
    """Whether the row's gas can be what it captures; a row's id may be any word."""
    named = removal.flow or _row(path)
    if can_be_captured(named, origin, fate):
        return True
    try:
        removal_flow(named)
    except FlowLookupError as error:
        if removal.flow is None and error.code == "E601":
            return True
        if error.code != "E604":
            _report(draft, path, removal, error)
            return False
    values = {"flow": named, "origin": origin, "right": CAPTURED}
    if removal.flow is None:
        draft.report_key("E618", path, **values)
    else:
        draft.report("E618", f"{path}.flow", **values)
    return False


def _is_right_emission(
    draft: Draft,
    path: str,
    process: UnitProcess,
    removal: Removal,
    origin: CaptureOrigin,
) -> bool:
    """Whether the gross emission is one of the process, of CO2 of the origin."""
    if removal.of is None:
        return True
    emission = process.emissions.get(removal.of)
    if emission is None:
        known = tuple(process.emissions)
        draft.report("E325", f"{path}.of", emission=removal.of, emissions=known)
        return False
    flows = _emitted(removal.of, emission)
    if not flows or set(flows) & set(EMITTED_AS[origin]):
        return True  # of no flow: its own row tells why
    values = {"emission": removal.of, "flows": flows, "origin": origin}
    draft.report("E619", f"{path}.origin", **values)
    return False


def _emitted(row: str, emission: Emission) -> tuple[str, ...]:
    """Flows of an emission row; none if it names nothing that is known."""
    if emission.from_ is not None:
        record = find(emission.from_)
        return tuple(record_flows(record)) if record else ()
    if emission.land_use_change is not None:
        return (LAND_USE,)
    try:
        return (emission_flow(emission.flow or row),)
    except FlowLookupError:
        return ()


def _row(path: str) -> str:
    return path.rpartition(".")[2]


def _report(draft: Draft, path: str, removal: Removal, error: FlowLookupError) -> None:
    """An unknown gas, at `flow` or at the row's own id."""
    if removal.flow is None:
        draft.report_key(error.code, path, **error.values)
    else:
        draft.report(error.code, f"{path}.flow", **error.values)
