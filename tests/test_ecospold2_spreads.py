"""EcoSpold 2: distributions besides the four that most programs write."""

from __future__ import annotations

from pathlib import Path

import pytest

from lcagraph.background.records import Uncertainty
from lcagraph.formats.ecospold2 import read_ecospold2

FILE = """<?xml version="1.0" encoding="UTF-8"?>
<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold02"><activityDataset>
<activityDescription><activity id="a" type="1"><activityName xml:lang="en">mill
</activityName></activity></activityDescription><flowData>
<intermediateExchange intermediateExchangeId="steel" amount="2"><name>steel</name>
<unitName>kg</unitName><uncertainty>{}</uncertainty><outputGroup>0</outputGroup>
</intermediateExchange></flowData></activityDataset></ecoSpold>"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # exponents 1 + 4 (m − a)/(b − a) and 6 minus that: a beta PERT with λ = 4
        (
            '<beta minValue="1" mostFrequentValue="2.5" maxValue="3"/>',
            Uncertainty(
                spread="pert", location=2.5, scale=4.0, minimum=1.0, maximum=3.0
            ),
        ),
        (
            '<gamma shape="3" scale="0.5" minValue="1"/>',
            Uncertainty(spread="gamma", location=1.0, scale=0.5, shape=3.0),
        ),
        (
            '<binomial n="1" p="0.3"/>',
            Uncertainty(spread="bernoulli", location=0.3),
        ),
    ],
)
def test_rare_distributions_have_their_parameters(
    text: str, expected: Uncertainty, tmp_path: Path
) -> None:
    (tmp_path / "a.spold").write_text(FILE.format(text), encoding="utf-8")
    package = read_ecospold2(tmp_path)
    (exchange,) = package.processes[0].exchanges
    assert exchange.uncertainty == expected
    assert package.problems == ()
