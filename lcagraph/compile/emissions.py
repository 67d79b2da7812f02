"""Elementary flows of unit processes: measured, by activity × factor, or removed."""

from __future__ import annotations

from lcagraph.compile.captures import captured_flow, is_capture, uptake_flow
from lcagraph.compile.deductions import add_reading
from lcagraph.compile.draft import KILOGRAM, Draft
from lcagraph.compile.plan import DirectFlow
from lcagraph.compile.records import find_record, record_flows
from lcagraph.errors import QuantityError
from lcagraph.formulas import (
    Amount,
    Expression,
    name,
    number,
    parse_amount,
    product,
    quotient,
)
from lcagraph.graph.process import Emission, UnitProcess
from lcagraph.graph.words import Stage
from lcagraph.impact import LAND_USE, FlowLookupError, emission_flow
from lcagraph.land_use import AMORTISATION_YEARS, CO2_PER_CARBON
from lcagraph.units import DIMENSIONLESS, parse_unit

YEAR = parse_unit("a")


def add_emissions(draft: Draft, process_id: str, process: UnitProcess) -> None:
    """Emissions of one process."""
    for row, emission in process.emissions.items():
        path = f"processes.{process_id}.emissions.{row}"
        stage = emission.stage or process.own_stage
        if emission.from_ is not None:
            _add_by_record(draft, process_id, path, emission, stage)
            continue
        flow = _emitted(draft, path, row, emission)
        term = _emission_term(draft, process_id, path, emission)
        if flow is None or term is None:
            continue
        if draft.fits(term, KILOGRAM, path, "E323") and draft.is_gas(term, path):
            _add_flow(
                draft, path, flow, term, stage, _causal(draft, process_id, emission)
            )


def add_removals(draft: Draft, process_id: str, process: UnitProcess) -> None:
    """Removals of one process; their amounts are magnitudes."""
    for row, removal in process.removals.items():
        path = f"processes.{process_id}.removals.{row}"
        if is_capture(removal):
            flow = captured_flow(draft, path, process, removal)
        else:
            flow = uptake_flow(draft, path, removal)
        term = add_reading(
            draft, path, removal.amount, removal.data, pedigree=removal.pedigree
        )
        is_mass = draft.fits(term, KILOGRAM, path, "E323")
        if flow is not None and is_mass and draft.is_gas(term, path):
            stage = removal.stage or process.own_stage
            _add_flow(draft, path, flow, term, stage)


def _add_flow(
    draft: Draft,
    path: str,
    flow: str,
    term: str,
    stage: Stage | None,
    causal: str | None = None,
    gwp: str | None = None,
) -> None:
    draft.direct.append(
        DirectFlow(
            process=path.split(".")[1],
            path=path,
            flow=flow,
            term=term,
            stage=stage,
            causal=causal,
            gwp=gwp,
        )
    )


def _causal(draft: Draft, process_id: str, emission: Emission) -> str | None:
    """Causal shares that apply to an emission: those of the input it follows."""
    followed = draft.system.processes[process_id].inputs.get(emission.activity or "")
    if followed is None or followed.shares is None:
        return None
    return f"processes.{process_id}.inputs.{emission.activity}"


def _emitted(draft: Draft, path: str, row: str, emission: Emission) -> str | None:
    """Flow of an emission; the carbon of land-use change is `co2_land_use`."""
    if emission.land_use_change is None:
        return _flow_id(draft, path, emission.flow or row)
    try:
        flow = emission_flow(emission.flow or row)
    except FlowLookupError:
        flow = LAND_USE if emission.flow is None else ""  # a row id may be any word
    if flow != LAND_USE:
        named = emission.flow or row
        draft.report_key("E342", path, flow=named, right=LAND_USE)
        return None
    return LAND_USE


def _flow_id(draft: Draft, path: str, text: str) -> str | None:
    """Id of the gas that an emission row names."""
    try:
        return emission_flow(text)
    except FlowLookupError as error:
        if path.endswith(f".{text}"):  # the row's own id
            draft.report_key(error.code, path, **error.values)
        else:
            draft.report(error.code, f"{path}.flow", **error.values)
        return None


def _emission_term(
    draft: Draft, process_id: str, path: str, emission: Emission
) -> str | None:
    """Term of the amount [kg]: given, activity × factor, or land-use change."""
    ways = [
        emission.amount is not None,
        emission.activity is not None or emission.factor is not None,
        emission.land_use_change is not None,
    ]
    if sum(ways) != 1:
        draft.report_key("E315", path)
        return None
    if emission.amount is not None:
        return add_reading(
            draft, path, emission.amount, emission.data, pedigree=emission.pedigree
        )
    if emission.land_use_change is not None:
        return _land_use_term(draft, path, emission)
    activity = _activity(draft, process_id, path, emission)
    if activity is None:
        return None
    if emission.factor is None:
        draft.report_key("E315", path)
        return None
    at = f"{path}.factor"
    factor = draft.terms.add(at, emission.factor, emission.pedigree)
    return draft.terms.add_formula(f"{path}.amount", product(activity, name(factor)))


def _activity(
    draft: Draft, process_id: str, path: str, emission: Emission
) -> Expression | None:
    """What the emission follows: an input of the same process, or a quantity."""
    activity = emission.activity
    if activity is None:
        draft.report_key("E315", path)
        return None
    process = draft.system.processes[process_id]
    if activity in process.inputs:
        followed = f"processes.{process_id}.inputs.{activity}.amount"
        return name(draft.counted(followed))
    try:
        amount = parse_amount(activity)
    except QuantityError:
        draft.report(
            "E314",
            f"{path}.activity",
            activity=activity,
            inputs=tuple(process.inputs),
        )
        return None
    return name(add_reading(draft, path, amount, emission.data, key="activity"))


def _land_use_term(draft: Draft, path: str, emission: Emission) -> str | None:
    """CO2 per year of cultivation: carbon loss × area × 44/12 / years [kg/a × a]."""
    change, base = emission.land_use_change, f"{path}.land_use_change"
    if change is None:
        return None
    at = f"{base}.carbon_loss"
    loss = draft.terms.add(at, change.carbon_loss, emission.pedigree)
    area = draft.terms.add(f"{base}.area", change.area)
    years: Expression
    if change.years is not None:
        term = draft.terms.add(f"{base}.years", change.years)
        if not _is_time(draft, term, change.years):
            return None
        draft.terms.divisors.append(term)
        years = name(term)
    else:
        years = number(AMORTISATION_YEARS, YEAR)
    one_year = number(1.0, YEAR)
    carbon = product(name(loss), name(area))
    carbon_dioxide = product(carbon, number(CO2_PER_CARBON, DIMENSIONLESS))
    yearly = product(carbon_dioxide, quotient(one_year, years))
    return draft.terms.add_formula(f"{path}.amount", yearly)


def _is_time(draft: Draft, term: str, written: Amount) -> bool:
    """Whether a period has a unit of time; a bare number hasn't."""
    unit = draft.terms.unit(term)
    if unit is None or unit.dimension == YEAR.dimension:
        return unit is not None
    draft.report("E620", term, written=written.text)
    return False


def _add_by_record(
    draft: Draft, process_id: str, path: str, emission: Emission, stage: Stage | None
) -> None:
    """Emissions by a shipped record, such as the combustion of a fuel."""
    activity = _activity(draft, process_id, path, emission)
    record = find_record(draft, f"{path}.from", emission.from_ or "")
    if activity is None or record is None:
        return
    per = draft.terms.add(f"{path}.per", parse_amount(record.per))
    flows = record_flows(record)
    if emission.flow is not None:
        stated = _flow_id(draft, path, emission.flow)
        if stated is not None and stated not in flows:
            values = {"flow": emission.flow, "record": emission.from_}
            draft.report("E343", f"{path}.flow", **values, flows=list(flows))
    for flow, amount in flows.items():
        figure = draft.terms.add(f"{path}.{flow}", amount, emission.pedigree)
        work = quotient(product(activity, name(figure)), name(per))
        term = draft.terms.add_formula(f"{path}.{flow}.amount", work)
        if draft.fits(term, KILOGRAM, path, "E323"):
            causal = _causal(draft, process_id, emission)
            ready = record.gwp if flow.startswith("co2e_") else None
            _add_flow(draft, path, flow, term, stage, causal, ready)
