"""Uncertain characterisation factors: a term around one for each stated gas."""

from __future__ import annotations

from lcagraph.compile.draft import Draft
from lcagraph.formulas import number_in
from lcagraph.impact import elementary_flows
from lcagraph.nearest import nearest

FACTOR_SPREADS = "scope.gwp_uncertainty"
"""Path of the terms that multiply characterisation factors."""

READY = "co2e_"


def add_factor_spreads(draft: Draft) -> None:
    """A term for each gas of `scope.gwp_uncertainty`; reports what is no gas (E630).

    Every such term is 1 in the model as written (else E631), so the footprint itself
    doesn't depend on it.
    """
    gases = [flow for flow in elementary_flows() if not flow.startswith(READY)]
    for flow, stated in draft.system.scope.gwp_uncertainty.items():
        path = f"{FACTOR_SPREADS}.{flow}"
        if flow not in gases:
            values = {"flow": flow, "nearest": nearest(flow, gases)}
            draft.report_key("E630", path, **values)
            continue
        known = number_in(stated.factor.expression)
        if known is None or known[0] * known[1].factor != 1 or known[1].dimension:
            draft.report("E631", path, written=stated.factor.text)
            continue
        draft.terms.add(path, stated.factor)
