"""Numbers, facts and tables as every page shows them."""

from __future__ import annotations

import pytest

from lcagraph.wording.page import (
    facts_html,
    facts_text,
    significant,
    span_of,
    table_html,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (12345.6, "12,346"), (0.12345, "0.1235"), (1.5e-7, "1.500e-07")],
)
def test_numbers_have_four_significant_digits(value: float, text: str) -> None:
    assert significant(value) == text


@pytest.mark.parametrize(
    ("values", "text"), [([3, 1, 2], "1 … 3"), ([2.0], "2"), ([2, 2 + 1e-15], "2")]
)
def test_a_span_has_both_ends_or_the_one_number(values: list[float], text: str) -> None:
    assert span_of(values) == text


CAPTION = '<caption style="width: max-content; max-width: 60em; text-align: left">'


def test_facts_are_a_line_each() -> None:
    assert facts_text("model", [("per", "1 kg"), ("by", "iso")]) == (
        "model\n  per: 1 kg\n  by: iso"
    )


def test_facts_are_rows_under_their_own_header_cells() -> None:
    assert facts_html("a < b", [("x & y", "<i>")]) == (
        f"<table>{CAPTION}a &lt; b</caption><tbody>"
        '<tr><th scope="row">x &amp; y</th><td>&lt;i&gt;</td></tr></tbody></table>'
    )


def test_a_table_has_a_head_a_body_and_a_foot() -> None:
    assert table_html("t", ["<a>", "b"], [["1", "<2>"]], "… +3") == (
        f"<table>{CAPTION}t</caption>"
        '<thead><tr><th scope="col">&lt;a&gt;</th><th scope="col">b</th></tr></thead>'
        "<tbody><tr><td>1</td><td>&lt;2&gt;</td></tr></tbody>"
        '<tfoot><tr><td colspan="2">… +3</td></tr></tfoot></table>'
    )
