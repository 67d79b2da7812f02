"""What an import did and left open, as it is told."""

from __future__ import annotations

import json

import pytest
from small_packages import package, process, product, reference, used

from lcagraph.background.build import link_package
from lcagraph.background.findings_report import report_json, report_markdown
from lcagraph.background.linked import LinkedDatabase
from lcagraph.wording import Language

X, Y = product("x"), product("y")


def troubled() -> LinkedDatabase:
    """One dataset with 25 inputs that nobody supplies, and a candidate too many."""
    flows = [X, Y, *(product(f"lost {i}") for i in range(25))]
    make = process(
        "make",
        reference("x"),
        used("y", 1.0),
        *(used(f"lost {i}", 1.0) for i in range(25)),
    )
    suppliers = [process(f"s{i}", reference("y")) for i in range(7)]
    return link_package(package(flows, make, *suppliers), prefer=("CN",))


def test_the_report_for_programs_has_every_finding() -> None:
    database = troubled()
    content = json.loads(report_json(database))
    assert len(content["findings"]) == len(database.findings) == 33  # 25 + 1 + 7
    assert content["counts"]["unlinked"] == 25
    assert content["counts"]["ambiguous"] == 1
    assert content["flagged_columns"]["open_link"] == 1
    assert content["flagged_columns"]["none"] == 7
    assert content["choices"] == {"prefer": "CN"}
    (ambiguous,) = [f for f in content["findings"] if f["code"] == "E057"]
    assert len(ambiguous["values"]["candidates"]) == 7


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["open: nothing supplies it | 25", "and 5 more", "s4 (–) [s4]; +2"]),
        ("zh", ["未链接：无供应方 | 25", "另有 5 条", "处理办法", "优先的供应方"]),
    ],
)
def test_the_report_for_people_lists_the_first_of_each_kind(
    lang: Language, words: list[str]
) -> None:
    text = report_markdown(troubled(), lang)
    assert [word for word in words if word not in text] == []
    assert text.count("- `make#in lost") == 20


def test_names_of_datasets_cannot_write_the_report() -> None:
    evil = process("a|b`c", reference("x"), name="x | y\n# <script>")
    text = report_markdown(link_package(package([X], evil)), "en")
    assert "<script>" not in text
    assert "\n# <" not in text
