"""What the lines of a product are per: one piece, unless the table says more."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lcagraph.catalogue.lines import Codes, Lines, Output
from lcagraph.catalogue.numbers import strict_number
from lcagraph.errors import Finding, QuantityError
from lcagraph.units import UNITS, Unit, parse_unit

PIECE = UNITS["piece"]

_QUANTITY = re.compile(r"([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)\s*(\S.*)")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outputs:
    """Output amount and unit of every product, and lines that contradict it."""

    amount: NDArray[np.float64]
    """Shape (products,). [unit]"""
    units: tuple[Unit, ...]
    """Units that occur."""
    unit: Codes
    """Position in `units`, shape (products,)."""
    bad: Codes
    """Position in `findings` for each line; −1: nothing is wrong."""
    findings: tuple[Finding, ...]


def outputs_of(lines: Lines) -> Outputs:
    """Output of each product: the first that its lines state, all of which must agree.

    Findings
    --------
    E789
        A stated output is no positive amount, or in two units.
    E793
        Lines of one product state different outputs.
    E4xx
        Its unit is not known.
    """
    read = [_read(output) for output in lines.outputs]
    findings = [one for one in read if isinstance(one, Finding)]
    place = {id(one): i for i, one in enumerate(findings)}
    reason = np.array([place.get(id(one), -1) for one in read], dtype=np.int32)
    sound = [one if isinstance(one, tuple) else (1.0, PIECE) for one in read]
    kinds = list(dict.fromkeys(sound))
    kind_of = {one: i for i, one in enumerate(kinds)}
    kind = np.array([kind_of[one] for one in sound], dtype=np.int32)
    bad = reason[lines.output]
    chosen = np.zeros(len(lines.products), dtype=np.int32)
    stated = np.flatnonzero((lines.output > 0) & (bad < 0))[::-1]
    chosen[lines.product[stated]] = kind[lines.output[stated]]  # the first one stays
    differs = np.zeros(len(lines), dtype=bool)
    differs[stated] = kind[lines.output[stated]] != chosen[lines.product[stated]]
    bad = np.where(differs, len(findings), bad).astype(np.int32)
    units = list(dict.fromkeys(unit for _, unit in kinds))
    unit_of = {unit: i for i, unit in enumerate(units)}
    return Outputs(
        amount=np.array([amount for amount, _ in kinds])[chosen],
        units=tuple(units),
        unit=np.array([unit_of[u] for _, u in kinds], dtype=np.int32)[chosen],
        bad=bad,
        findings=(*findings, Finding(code="E793")),
    )


def _read(output: Output) -> tuple[float, Unit] | Finding:
    """Amount and unit of an output such as ``1000`` or ``1000 kg``."""
    text, own = output.amount, ""
    amount = strict_number(text) if text else 1.0
    if math.isnan(amount) and (parts := _QUANTITY.fullmatch(text)):
        amount, own = strict_number(parts[1]), parts[2]
    wrong = Finding(code="E789", values={"text": f"{text} {output.unit}".strip()})
    if not amount > 0:
        return wrong
    try:
        units = [parse_unit(unit) for unit in (own, output.unit) if unit]
    except QuantityError as error:
        return error.at("")
    if len(set(units)) > 1:
        return wrong
    return amount, (units[0] if units else PIECE)
