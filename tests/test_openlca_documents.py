"""openLCA documents of every kind, whole or damaged, become records or findings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.background.records import (
    AllocationFactor,
    Package,
    Process,
    Uncertainty,
)
from lcagraph.formats.container import peek
from lcagraph.formats.openlca_jsonld import is_openlca_jsonld, read_openlca_jsonld

DATA = Path(__file__).parent / "data" / "openlca_jsonld"
USLCI, RAIL = DATA / "uslci_fy18", DATA / "uslci_rail"
METHANE = "f123ab4d-58d5-4f26-a534-ba028c557810"


def process_of(package: Package, id: str = "p") -> Process:
    (found,) = [process for process in package.processes if process.id == id]
    return found


def codes(package: Package) -> list[str]:
    return [finding.code for finding in package.problems]


def written(folder: Path, documents: dict[str, object]) -> Path:
    """A package in a folder, from its documents by name."""
    for name, content in documents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
    return folder


def process(**content: object) -> dict[str, object]:
    """The document of a process with the id p."""
    return {"processes/p.json": {"@type": "Process", "@id": "p", **content}}


def exchange(**content: object) -> dict[str, object]:
    return {"flow": {"@id": "f"}, "amount": 1.0, "isInput": True, **content}


# ------------------------------------------------------------- both, in made-up files


@pytest.mark.parametrize(
    "keys",
    [
        ("input", "avoidedProduct", "quantitativeReference"),
        ("isInput", "isAvoidedProduct", "isQuantitativeReference"),
    ],
    ids=["first schema", "second schema"],
)
def test_flags_are_read_in_the_words_of_either_schema(
    tmp_path: Path, keys: tuple[str, str, str]
) -> None:
    row = {"flow": {"@id": "f"}, "amount": 2, **dict.fromkeys(keys, True)}
    package = read_openlca_jsonld(written(tmp_path, process(exchanges=[row])))
    (found,) = process_of(package).exchanges
    assert (found.direction, found.is_avoided, found.is_reference) == (
        "input",
        True,
        True,
    )
    assert found.amount == 2.0


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (
            {"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 2, "geomSd": 3},
            Uncertainty(spread="lognormal", location=2.0, scale=3.0),
        ),
        (
            {"distributionType": "NORMAL_DISTRIBUTION", "mean": 2, "sd": 0.5},
            Uncertainty(spread="normal", location=2.0, scale=0.5),
        ),
        (
            {"distributionType": "UNIFORM_DISTRIBUTION", "minimum": 1, "maximum": 3},
            Uncertainty(spread="uniform", minimum=1.0, maximum=3.0),
        ),
        ({"distributionType": "NO_DISTRIBUTION"}, None),
    ],
    ids=["lognormal", "normal", "uniform", "none"],
)
def test_each_distribution_has_its_own_numbers(
    tmp_path: Path, stated: dict[str, object], expected: Uncertainty | None
) -> None:
    row = exchange(uncertainty=stated)
    package = read_openlca_jsonld(written(tmp_path, process(exchanges=[row])))
    assert process_of(package).exchanges[0].uncertainty == expected


def test_a_distribution_by_formula_is_left_out_with_a_note(tmp_path: Path) -> None:
    stated = {"distributionType": "NORMAL_DISTRIBUTION", "meanFormula": "a", "sd": 1}
    row = exchange(uncertainty=stated, dqEntry="(1;n.a.;3)")
    package = read_openlca_jsonld(written(tmp_path, process(exchanges=[row])))
    (found,) = process_of(package).exchanges
    assert found.uncertainty == Uncertainty(spread="undefined", pedigree=(1, 0, 3))
    assert codes(package) == ["N020"]


def test_allocation_factors_are_assigned_by_exchange_or_counted(
    tmp_path: Path,
) -> None:
    rows = [
        exchange(internalId=7),
        exchange(flow={"@id": "g"}, internalId=8, isInput=False),
    ]
    causal = {"allocationType": "CAUSAL_ALLOCATION", "product": {"@id": "g"}}
    factors = [
        {"allocationType": "PHYSICAL_ALLOCATION", "product": {"@id": "g"}, "value": 1},
        {**causal, "exchange": {"internalId": 7}, "formula": "share"},
        {**causal, "exchange": {"flow": {"@id": "f"}}, "value": 0.5},
        {**causal, "exchange": {"internalId": 9}, "value": 0.5},
        {"allocationType": "PHYSICAL_ALLOCATION", "value": 0.5},
    ]
    document = process(
        exchanges=rows,
        allocationFactors=factors,
        defaultAllocationMethod="CAUSAL_ALLOCATION",
    )
    package = read_openlca_jsonld(written(tmp_path, document))
    found = process_of(package)
    assert found.default_method == "causal"
    assert found.allocation == (
        AllocationFactor(product="g", factor=1.0, method="physical"),
        AllocationFactor(
            product="g", factor=None, formula="share", method="causal", exchange="7"
        ),
        AllocationFactor(product="g", factor=0.5, method="causal", exchange="7"),
    )
    (finding,) = package.problems
    assert (finding.code, finding.values["count"]) == ("N020", 2)


def test_methods_come_with_their_categories_and_factors(tmp_path: Path) -> None:
    factor = {
        "flow": {"@id": "f"},
        "unit": {"@id": "u", "name": "kg"},
        "flowProperty": {"@id": "m", "name": "Mass"},
        "location": {"@id": "l", "name": "China"},
        "value": 29.8,
    }
    documents: dict[str, object] = {
        "lcia_categories/c.json": {
            "@id": "c",
            "name": "Climate change",
            "refUnit": "kg CO2 eq",
            "impactFactors": [factor, {"flow": {"@id": "g"}}],
        },
        "lcia_methods/m.json": {
            "@id": "m",
            "name": "EF 3.1",
            "impactCategories": [{"@id": "c"}],
        },
        "locations/l.json": {"@id": "l", "code": "CN", "name": "China"},
        "flows/f.json": {"@id": "f", "flowType": "ELEMENTARY_FLOW"},
    }
    package = read_openlca_jsonld(written(tmp_path, documents))
    (method,) = package.methods
    assert (method.name, method.category, method.unit) == (
        "EF 3.1",
        "Climate change",
        "kg CO2 eq",
    )
    found, unreadable = method.factors
    assert (found.amount, found.unit, found.property, found.location) == (
        29.8,
        "kg",
        "m",
        "CN",
    )
    assert codes(package) == ["W020"]  # the factor without a value
    assert unreadable.amount != unreadable.amount  # NaN: there, and not zero


def test_parameters_of_the_package_are_read(tmp_path: Path) -> None:
    documents: dict[str, object] = {
        "parameters/a.json": {
            "@id": "1",
            "name": " yield ",
            "isInputParameter": True,
            "value": 0.9,
            "formula": "old text",
        },
        "parameters/b.json": {"@id": "2", "name": "loss", "formula": "1 - yield"},
        **process(exchanges=[exchange(amountFormula="loss")]),
    }
    package = read_openlca_jsonld(written(tmp_path, documents))
    assert [(p.name, p.value, p.formula) for p in package.parameters] == [
        ("yield", 0.9, ""),
        ("loss", None, "1 - yield"),
    ]


def test_what_openlca_computes_itself_is_left_out_with_a_note(tmp_path: Path) -> None:
    documents = {
        **process(exchanges=[exchange()]),
        "product_systems/s.json": {"@id": "s"},
        "product_systems/t.json": "no JSON at all",
        "actors/a.json": "nor this",
    }
    package = read_openlca_jsonld(written(tmp_path, documents))
    (finding,) = package.problems
    assert (finding.code, finding.values["count"]) == ("N020", 2)


def test_a_dangling_flow_keeps_its_id(tmp_path: Path) -> None:
    row = exchange(flow={"@id": "lost", "name": "x"})
    package = read_openlca_jsonld(written(tmp_path, process(exchanges=[row])))
    assert process_of(package).exchanges[0].flow == "lost"
    assert package.flows == {}


def test_exchanges_without_an_id_are_numbered(tmp_path: Path) -> None:
    package = read_openlca_jsonld(
        written(tmp_path, process(exchanges=[exchange(), exchange()]))
    )
    assert [e.id for e in process_of(package).exchanges] == ["1", "2"]


def test_categories_in_a_circle_come_to_an_end(tmp_path: Path) -> None:
    documents: dict[str, object] = {
        "categories/a.json": {"@id": "a", "name": "A", "category": {"@id": "b"}},
        "categories/b.json": {"@id": "b", "name": "B", "category": {"@id": "a"}},
        **process(category={"@id": "a"}),
    }
    package = read_openlca_jsonld(written(tmp_path, documents))
    assert process_of(package).classification[-2:] == ("B", "A")


def test_a_synonym_of_two_units_means_neither(tmp_path: Path) -> None:
    units = [
        {"name": "t", "conversionFactor": 1000, "synonyms": ["ton"]},
        {"name": "sh tn", "conversionFactor": 907.18474, "synonyms": ["ton"]},
        {"name": "kg", "isRefUnit": True, "synonyms": ["kilogram"]},
    ]
    documents: dict[str, object] = {
        "unit_groups/m.json": {"@id": "m", "name": "Mass", "units": units}
    }
    group = read_openlca_jsonld(written(tmp_path, documents)).unit_groups["m"]
    assert group.factors == {"t": 1000, "sh tn": 907.18474, "kg": 1, "kilogram": 1}


def test_one_process_in_a_file_of_its_own_is_read(tmp_path: Path) -> None:
    content = process(exchanges=[exchange()])["processes/p.json"]
    path = tmp_path / "p.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert is_openlca_jsonld(peek(path))
    assert len(read_openlca_jsonld(path).processes) == 1


# ------------------------------------------------------------------- what is damaged


def test_a_document_that_cannot_be_read_costs_only_itself(tmp_path: Path) -> None:
    documents: dict[str, object] = {
        **process(exchanges=[exchange()]),
        "processes/cut.json": '{"@type": "Process", "@id": "q"',
        "processes/list.json": [],
        "processes/nameless.json": {"name": "no id"},
        "locations/l.json": '{"code": "A", "code": "B"}',
    }
    package = read_openlca_jsonld(written(tmp_path, documents))
    assert len(package.processes) == 1
    assert sorted((f.code, f.at) for f in package.problems) == [
        ("E016", "processes/cut.json"),
        ("E019", "locations/l.json"),
        ("W020", "processes/list.json"),
        ("W020", "processes/nameless.json"),
    ]


@pytest.mark.parametrize("amount", ["12", True, [], {}, 10**400, "NaN"])
def test_an_amount_that_is_no_number_is_unknown_and_told(
    tmp_path: Path, amount: object
) -> None:
    written(tmp_path, process(exchanges=[exchange(amount=amount)]))
    package = read_openlca_jsonld(tmp_path)
    assert process_of(package).exchanges[0].amount is None
    (finding,) = package.problems
    assert (finding.code, finding.at) == ("W021", "p#1")


@pytest.mark.parametrize("written_as", ["NaN", "Infinity", "1e999"])
def test_an_amount_that_is_not_finite_is_unknown_and_told(
    tmp_path: Path, written_as: str
) -> None:
    text = json.dumps(process(exchanges=[exchange()])["processes/p.json"])
    text = text.replace('"amount": 1.0', f'"amount": {written_as}')
    package = read_openlca_jsonld(written(tmp_path, {"processes/p.json": text}))
    assert process_of(package).exchanges[0].amount is None
    assert codes(package) == ["W021"]


def test_a_missing_amount_is_unknown_unless_a_formula_gives_it(
    tmp_path: Path,
) -> None:
    rows: list[object] = [{"flow": {"@id": "f"}, "isInput": True}]
    rows.append({**exchange(amountFormula="2*a"), "amount": None})
    package = read_openlca_jsonld(written(tmp_path, process(exchanges=rows)))
    assert [e.amount for e in process_of(package).exchanges] == [None, None]
    assert [(f.code, f.at) for f in package.problems] == [("W021", "p#1")]


def test_values_of_the_wrong_type_count_as_absent_and_are_told(
    tmp_path: Path,
) -> None:
    rows = [exchange(unit=7, isInput="yes"), "no object", {"amount": 1}]
    package = read_openlca_jsonld(
        written(tmp_path, process(name=[1], exchanges=rows, location=True))
    )
    found = process_of(package)
    assert (found.name, found.location, len(found.exchanges)) == ("", "", 1)
    assert sorted(str(f.values["key"]) for f in package.problems) == [
        "exchanges[0].isInput",
        "exchanges[0].unit",
        "exchanges[1]",
        "exchanges[2].flow",
        "location",
        "name",
    ]
    assert set(codes(package)) == {"W020"}


def test_a_flow_of_unknown_kind_is_told_and_left_out(tmp_path: Path) -> None:
    documents: dict[str, object] = {
        "flows/f.json": {"@id": "f", "flowType": "SERVICE_FLOW"},
        "flows/g.json": {"@id": "g", "flowType": "WASTE_FLOW"},
    }
    package = read_openlca_jsonld(written(tmp_path, documents))
    assert list(package.flows) == ["g"]
    (finding,) = package.problems
    assert (finding.code, finding.values["found"]) == ("W020", "SERVICE_FLOW")


_LEAVES: list[Any] = [None, True, -1, 1e308, "", "x", "NaN", [], {}, [[]], {"@id": 1}]
_FILES = sorted(
    path.relative_to(folder).as_posix()
    for folder in (USLCI, RAIL)
    for path in folder.rglob("*.json")
    if folder == RAIL or path.stem in (METHANE, "context")
)


def _damaged(value: Any, choose: st.DataObject, chance: int) -> Any:
    """The document with some of its values replaced by others."""
    if choose.draw(st.integers(0, chance)) == 0:
        return choose.draw(st.sampled_from(_LEAVES))
    if isinstance(value, dict):
        return {key: _damaged(each, choose, chance) for key, each in value.items()}
    if isinstance(value, list):
        return [_damaged(each, choose, chance) for each in value[:3]]
    return value


@given(st.data())
def test_documents_with_any_values_are_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    for name in data.draw(st.lists(st.sampled_from(_FILES), min_size=1, max_size=3)):
        source = next(f / name for f in (RAIL, USLCI) if (f / name).exists())
        content = json.loads(source.read_text(encoding="utf-8"))
        written(folder, {name: _damaged(content, data, chance=25)})
    package = read_openlca_jsonld(folder)
    for each in package.processes:
        assert len({e.id for e in each.exchanges}) == len(each.exchanges)


@given(st.data())
def test_documents_with_any_bytes_changed_are_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("changed")
    source = RAIL / data.draw(
        st.sampled_from([n for n in _FILES if (RAIL / n).exists()])
    )
    content = bytearray(source.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    target = folder / source.relative_to(RAIL)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(bytes(content))
    read_openlca_jsonld(folder)
