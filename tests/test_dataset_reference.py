"""References to datasets: the text and its parts say the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.background.dataset_reference import DatasetReference, parse_reference
from lcagraph.formats.yaml.schema.supplier_names import read_dataset

PIECES = st.sampled_from(
    ["T&D", "?", "&", "=", "%", "%25", "%3f", "26", "2", "product=", "location=", "/"]
)
NAMES = st.lists(PIECES | st.characters(codec="utf-8"), min_size=1).map("".join)


DATABASES = st.sampled_from(["uslci", "cn.2023", "a/b"])


@given(
    database=DATABASES,
    key=NAMES,
    product=NAMES | st.just(""),
    location=NAMES | st.just(""),
)
def test_the_text_of_a_reference_is_read_as_the_same(
    database: str, key: str, product: str, location: str
) -> None:
    reference = DatasetReference(
        database=database, key=key, product=product, location=location
    )
    assert parse_reference(str(reference)) == reference


@pytest.mark.parametrize(
    ("text", "key", "product"),
    [
        (
            "cn/T&D excl. losses, CN?product=T&D, kWh",
            "T&D excl. losses, CN",
            "T&D, kWh",
        ),
        ("cn/steel, 50% recycled", "steel, 50% recycled", ""),
        ("cn/what?", "what?", ""),
        ("cn/what?size=2&kind=3", "what?size=2&kind=3", ""),
        ("cn/what?product=a=b?c", "what", "a=b?c"),
        (
            "cn/what%3Fproduct=a?product=b%26location=c",
            "what?product=a",
            "b&location=c",
        ),
    ],
)
def test_signs_of_a_name_stand_as_they_are(text: str, key: str, product: str) -> None:
    expected = DatasetReference(database="cn", key=key, product=product)
    assert parse_reference(text) == expected
    assert str(expected) == text


def test_a_mapping_means_its_words_whatever_they_hold() -> None:
    stated = {"database": "cn", "process": "a?location=b", "product": "T&location=D"}
    assert parse_reference(read_dataset(stated)) == DatasetReference(
        database="cn", key="a?location=b", product="T&location=D"
    )
