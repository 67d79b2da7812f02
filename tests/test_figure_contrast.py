"""Letters of figures stand out from what they stand on (WCAG 2.1, 1.4.3)."""

from __future__ import annotations

import pytest
from burden_pictures import MODELS, flows_of, read
from ground_colours import contrast, faintest

from lcagraph.contribution_network import network_drawing
from lcagraph.sankey import sankey_drawing

LEAST = 4.5
"""Contrast of text of normal size, level AA. [1]"""


def test_contrast_is_that_of_the_standard() -> None:
    # black on white: (1 + 0.05) / (0 + 0.05) = 21
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    # #777777 is the well-known grey just below 4.5 on white: 4.48
    grey = 0x77 / 255
    assert contrast((grey, grey, grey), (1, 1, 1)) == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("draw", [sankey_drawing, network_drawing])
@pytest.mark.parametrize("name", [*MODELS, "random 3", "random 11"])
def test_letters_stand_out_from_boxes_and_ribbons(name: str, draw: object) -> None:
    figure = draw(flows_of(read(name)), "both")  # type: ignore[operator]
    assert [one for one in faintest(figure) if one[0] < LEAST] == []
