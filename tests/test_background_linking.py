"""Who supplies what: each rule by itself, and never a supplier that was guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_packages import (
    codes,
    elementary,
    entries_of_a,
    flags,
    made,
    package,
    process,
    product,
    reference,
    used,
    waste,
)

from lcagraph.background.build import link_package
from lcagraph.background.linked import BAD_NUMBER, OPEN_LINK, LinkedDatabase
from lcagraph.background.locations import contains, widening
from lcagraph.background.records import Exchange, Flow, Process

STEEL = product("steel")
CAR = product("car", "items")
ASH = waste("ash")
CO2 = elementary("co2")


def supplier(id: str, location: str = "", **more: object) -> Process:
    """A dataset that makes 1 kg of steel."""
    return process(id, reference("steel"), made("co2", 1.0), location=location, **more)


def car(at: str = "", **asked: object) -> Process:
    """A dataset that needs 2 kg of steel."""
    return process("car", reference("car"), used("steel", 2.0, **asked), location=at)


def link(
    consumer: Process, *suppliers: Process, prefer: tuple[str, ...] = ()
) -> LinkedDatabase:
    flows = [STEEL, CAR, ASH, CO2]
    return link_package(package(flows, consumer, *suppliers), prefer=prefer)


def chosen(database: LinkedDatabase, consumer: str = "car/car") -> str:
    """The one supplier of a column, or nothing."""
    rows = [row for row, column in entries_of_a(database) if column == consumer]
    suppliers = [row for row in rows if row != consumer]
    assert len(suppliers) <= 1
    return suppliers[0].partition("/")[0] if suppliers else ""


def ways(database: LinkedDatabase) -> dict[str, int]:
    return {k: n for k, n in database.counts.items() if k.startswith("linked_")}


@pytest.mark.parametrize(
    ("consumer", "suppliers", "found", "way"),
    [
        # the provider named, though others are nearer
        (
            car("CN", provider="b"),
            [supplier("a", "CN"), supplier("b", "DE")],
            "b",
            "provider",
        ),
        # the provider's name alone
        (
            car("CN", provider_name="b"),
            [supplier("a", "CN"), supplier("b", "DE")],
            "b",
            "name",
        ),
        # the product's own name is none of a provider
        (car(provider_name="steel"), [supplier("a")], "a", "only"),
        (car("CN"), [supplier("a", "DE")], "a", "only"),
        # markets come before the location
        (
            car("CN"),
            [supplier("a", "CN"), supplier("b", "GLO", is_market=True)],
            "b",
            "market",
        ),
        (car("CN"), [supplier("a", "CN"), supplier("b", "DE")], "a", "location"),
        (
            car("CN"),
            [
                supplier("a", "CN", is_market=True),
                supplier("b", "GLO", is_market=True),
                supplier("c", "CN"),
            ],
            "a",
            "location",
        ),
        # the location asked for, not the consumer's
        (
            car("CN", location="DE"),
            [supplier("a", "CN"), supplier("b", "DE")],
            "b",
            "only",
        ),
        (
            car("CN", location="DE"),
            [supplier("a", "RER"), supplier("b", "DE")],
            "b",
            "location",
        ),
        # country of a province, continent, rest of the world, world
        (car("CN-SD"), [supplier("a", "CN"), supplier("b", "GLO")], "a", "region"),
        (car("SD-CN"), [supplier("a", "CN"), supplier("b", "CN-GD")], "a", "region"),
        (car("SD-CN"), [supplier("a", "CN"), supplier("b", "CN-SD")], "b", "region"),
        (car("DE"), [supplier("a", "RER"), supplier("b", "RoW")], "a", "region"),
        (car("FR"), [supplier("a", "EU-28"), supplier("b", "RER")], "a", "region"),
        (car("CN"), [supplier("a", "RER"), supplier("b", "RoW")], "b", "region"),
        (car("US"), [supplier("a", "RNA"), supplier("b", "RAS")], "a", "region"),
        (car("BR"), [supplier("a", "GLO"), supplier("b", "RoW")], "b", "region"),
        (car("BR"), [supplier("a", "GLO"), supplier("b", "DE")], "a", "region"),
        # the larger production
        (
            car("CN"),
            [
                supplier("a", "DE", production_volume=3.0),
                supplier("b", "FR", production_volume=5.0),
            ],
            "b",
            "volume",
        ),
    ],
)
def test_a_rule_finds_the_supplier(
    consumer: Process, suppliers: list[Process], found: str, way: str
) -> None:
    database = link(consumer, *suppliers)
    assert chosen(database) == found
    assert ways(database) == {f"linked_{way}": 1}
    assert codes(database) == []
    assert flags(database)["car/car"] == 0


@pytest.mark.parametrize("prefer", [("FR",), ("US", "fr"), ("b",), ("Steel of b",)])
def test_the_user_decides_where_no_rule_does(prefer: tuple[str, ...]) -> None:
    suppliers = [supplier("a", "DE"), supplier("b", "FR", name="Steel of b")]
    database = link(car("CN"), *suppliers, prefer=prefer)
    assert chosen(database) == "b"
    assert ways(database) == {"linked_preference": 1}
    assert database.choices == {"prefer": ", ".join(prefer)}


def test_the_users_preference_does_not_overrule_the_location() -> None:
    database = link(car("CN"), supplier("a", "CN"), supplier("b", "FR"), prefer=("b",))
    assert chosen(database) == "a"


def test_a_market_takes_from_producers() -> None:
    market = process(
        "market",
        reference("steel"),
        used("steel", 1.0),
        location="CN",
        is_market=True,
    )
    database = link(market, supplier("mill", "DE"))
    assert chosen(database, "market/steel") == "mill"
    assert ways(database) == {"linked_market": 1}


@pytest.mark.parametrize(
    "suppliers",
    [
        [supplier("a", "DE"), supplier("b", "FR")],
        [supplier("a"), supplier("b")],
        [supplier("a", "CN"), supplier("b", "CN")],
        # a volume is missing, equal, or zero
        [
            supplier("a", "DE", production_volume=3.0),
            supplier("b", "FR"),
        ],
        [
            supplier("a", "DE", production_volume=3.0),
            supplier("b", "FR", production_volume=3.0),
        ],
        [
            supplier("a", "DE", production_volume=0.0),
            supplier("b", "FR", production_volume=3.0),
        ],
    ],
)
def test_what_no_rule_decides_is_ambiguous_with_all_candidates(
    suppliers: list[Process],
) -> None:
    database = link(car("CN"), *suppliers)
    assert codes(database) == ["E057"]
    assert chosen(database) == ""
    assert flags(database) == {"a/steel": 0, "b/steel": 0, "car/car": OPEN_LINK}
    assert dict(database.open_inputs) == {2: 1}  # columns: a, b, car
    finding = database.findings[0]
    assert finding.at == "car#in steel"
    where = [each.location or "–" for each in suppliers]
    assert finding.values["candidates"] == (
        f"a ({where[0]}) [a]",
        f"b ({where[1]}) [b]",
    )


@pytest.mark.parametrize(
    ("exchange", "code", "count"),
    [
        (used("steel", 2.0), "E056", "unlinked"),
        (used("steel", 2.0, provider="mill"), "E058", "provider_missing"),
        (used("steel", 2.0, provider_name="mill"), "E058", "provider_missing"),
        (made("ash", 2.0), "E062", "untreated"),
        (used("CUTOFF steel", 2.0), "W059", "cut_off"),
        (made("CUTOFF ash", 2.0), "W059", "cut_off"),
    ],
)
def test_what_nobody_supplies_is_open(
    exchange: Exchange, code: str, count: str
) -> None:
    flows: list[Flow] = [STEEL, CAR, ASH, product("CUTOFF steel"), waste("CUTOFF ash")]
    database = link_package(package(flows, process("car", reference("car"), exchange)))
    assert codes(database) == [code]
    assert database.counts[count] == 1
    assert flags(database) == {"car/car": OPEN_LINK}
    assert dict(database.open_inputs) == {0: 1}


def test_an_input_of_nothing_needs_no_supplier() -> None:
    database = link_package(
        package(
            [STEEL, CAR, CO2],
            process("car", reference("car"), used("steel", 0.0), made("co2", 1.0)),
        )
    )
    assert codes(database) == []
    assert flags(database) == {"car/car": 0}


def test_a_provider_that_is_not_there_is_not_replaced_by_another() -> None:
    database = link(car(provider="gone"), supplier("a"))
    assert codes(database) == ["E058"]
    assert database.findings[0].values["candidates"] == ("a (–) [a]",)
    assert chosen(database) == ""


def test_a_provider_that_makes_something_else_is_not_linked() -> None:
    other = process("other", reference("rubber"), made("co2", 1.0))
    flows = [STEEL, CAR, CO2, product("rubber")]
    database = link_package(package(flows, car(provider="other"), other))
    assert codes(database) == ["E058"]
    assert database.findings[0].values["makes_other"] == "other"


def test_a_location_that_is_asked_for_is_not_overruled() -> None:
    database = link(car("CN", location="CH"), supplier("a", "DE"))
    assert codes(database) == ["E064"]
    assert database.counts["elsewhere"] == 1
    assert chosen(database) == ""


@pytest.mark.parametrize("location", ["", "CH", "RER", "RoW", "GLO"])
def test_a_supplier_around_the_location_asked_for_will_do(location: str) -> None:
    assert chosen(link(car("CN", location="CH"), supplier("a", location))) == "a"


# ------------------------------------------------------------------------ co-products


def test_a_provider_is_one_of_the_columns_of_its_dataset() -> None:
    mill = process("mill", reference("steel"), made("slag"), made("co2", 1.0))
    other = process("other", reference("slag"), made("co2", 1.0))
    road = process("road", reference("car"), used("slag", 3.0, provider="mill"))
    database = link_package(
        package([STEEL, CAR, CO2, product("slag")], mill, other, road)
    )
    a = entries_of_a(database)
    assert a["mill/slag", "road/car"] == -3.0
    assert ("mill/steel", "road/car") not in a


# ------------------------------------------------------------------------- duplicates


def test_equal_datasets_count_once() -> None:
    twice = [supplier("a", file="1.xml"), supplier("a", file="2.xml")]
    database = link(car(), *twice)
    assert codes(database) == ["N055"]
    assert flags(database) == {"a/steel": 0, "car/car": 0}
    assert database.counts["duplicates_equal"] == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_datasets_of_one_id_that_differ_are_flagged_and_named(
    order: tuple[int, int],
) -> None:
    old = supplier("a", file="1.xml")
    new = replace(old, exchanges=(reference("steel"), made("co2", 7.0)), file="2.xml")
    both = (old, new)
    database = link(car(), *(both[i] for i in order))
    assert codes(database) == ["E054"]
    assert database.findings[0].values["files"] == ["1.xml", "2.xml"]
    assert flags(database) == {"a/steel": BAD_NUMBER, "car/car": 0}
    assert list(database.interventions.value) == [1.0]  # of the first by name


def test_datasets_of_one_id_with_other_products_are_two_columns() -> None:
    # as ecoinvent writes an allocated activity
    steel = supplier("a", file="a_steel.spold")
    rubber = process("a", reference("rubber"), made("co2", 1.0), file="a_rubber.spold")
    flows = [STEEL, CAR, CO2, product("rubber")]
    database = link_package(package(flows, car(provider="a"), steel, rubber))
    assert codes(database) == []
    assert set(flags(database)) == {"a/steel", "a/rubber", "car/car"}


# -------------------------------------------------------------------------- locations


@pytest.mark.parametrize(
    ("location", "names"),
    [
        ("DE", ["DE", "EU27", "EU28", "RER", "ROW", "GLO"]),
        ("US-CA", ["US-CA", "US", "RNA", "ROW", "GLO"]),  # California, not Canada
        ("HN-CN", ["HN-CN", "CN-HN", "CN", "RAS", "ROW", "GLO"]),  # not Honduras
        ("SZ-JS-CN", ["SZ-JS-CN", "JS-CN", "CN-JS", "CN", "RAS", "ROW", "GLO"]),
        ("GLO", ["GLO"]),
        ("", ["GLO"]),
        ("Atlantis", ["ATLANTIS", "ROW", "GLO"]),
    ],
)
def test_a_location_widens_step_by_step(location: str, names: list[str]) -> None:
    rings = widening(location)
    places = [next(i for i, ring in enumerate(rings) if name in ring) for name in names]
    assert places == sorted(places)
    assert places[0] == 0
    assert places[-1] == len(rings) - 1


def test_a_region_contains_its_members_only() -> None:
    assert contains("RER", "de")
    assert contains("glo", "DE")
    assert not contains("DE", "RER")
    assert not contains("RNA", "DE")
