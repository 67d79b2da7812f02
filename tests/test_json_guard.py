"""JSON from other people is read whole or refused with a code, never half."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.errors import FindingsError
from lcagraph.formats import json_guard
from lcagraph.formats.json_guard import NonFinite, parse_json

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def refusal(content: bytes) -> tuple[str, dict[str, object]]:
    """Code and values of the one finding about a document."""
    with pytest.raises(FindingsError) as caught:
        parse_json(content, "flows/x.json")
    (finding,) = caught.value.findings
    assert finding.at == "flows/x.json"
    return finding.code, dict(finding.values)


@given(values)
def test_what_json_can_say_is_read_as_it_was_written(value: object) -> None:
    assert parse_json(json.dumps(value).encode(), "x.json") == value


def test_a_signature_before_the_text_is_passed_over() -> None:
    assert parse_json(b"\xef\xbb\xbf" + '{"名": "钢"}'.encode(), "x.json") == {
        "名": "钢"
    }


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_nan_is_a_text_that_says_so_and_no_number(word: str) -> None:
    value = parse_json(b'{"amount": %s}' % word.encode(), "x.json")
    assert value == {"amount": word}
    assert isinstance(value, dict)
    assert isinstance(value["amount"], NonFinite)


def test_a_syntax_error_is_told_with_its_line_and_column() -> None:
    code, told = refusal(b'{"a": 1,\n "b": }')
    assert (code, told["line"], told["column"]) == ("E016", 2, 7)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b'{"a": 1} {', b"{'a': 1}", b'{"a": 01}', b"// x\n{}", b'["\t"]'],
    ids=["empty", "cut off", "two", "quotes", "octal", "comment", "raw tab"],
)
def test_what_is_no_json_is_refused(content: bytes) -> None:
    assert refusal(content)[0] == "E016"


def test_half_of_a_surrogate_pair_is_refused_and_a_whole_pair_is_read() -> None:
    code, told = refusal(rb'{"name": "\ud83d\ude00 \ud83d"}')
    assert (code, told["line"], told["column"]) == ("E016", 1, 24)
    assert parse_json(rb'["\ud83d\ude00"]', "x.json") == ["\U0001f600"]


@pytest.mark.parametrize("bracket", [b"[", b'{"a":', b'[{"a":'])
def test_brackets_without_end_are_refused_before_they_are_parsed(
    bracket: bytes,
) -> None:
    code, told = refusal(bracket * 200_000)
    assert (code, told["what"]) == ("E017", "depth")


def test_the_limit_of_depth_is_a_hundred_brackets() -> None:
    assert parse_json(b"[" * 100 + b"]" * 100, "x.json")
    code, told = refusal(b"[" * 101 + b"]" * 101)
    assert (code, told["found"]) == ("E017", 101)


def test_brackets_within_texts_do_not_count() -> None:
    text = '[{"' * 500 + "\\"
    document = json.dumps([text, {"a": text}])
    assert parse_json(document.encode(), "x.json") == [text, {"a": text}]


def test_a_document_larger_than_the_limit_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(json_guard, "MAX_BYTES", 10)
    assert parse_json(b"[1,2,3,45]", "x.json") == [1, 2, 3, 45]
    code, told = refusal(b"[1,2,3,456]")
    assert (code, told["found"], told["limit"]) == ("E017", 11, 10)


def test_a_whole_number_of_thousands_of_digits_is_refused() -> None:
    code, told = refusal(b"[" + b"9" * 5000 + b"]")
    assert (code, told["what"]) == ("E017", "digits")


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("gbk", "GBK"), ("utf-16", "UTF-16"), ("utf-32", "UTF-32")],
)
def test_another_encoding_is_named(encoding: str, told: str) -> None:
    code, values = refusal('{"name": "电解铝生产，液态"}'.encode(encoding))
    assert (code, values["encoding"]) == ("E018", told)


def test_latin_1_is_refused_without_being_taken_for_chinese() -> None:
    code, values = refusal('{"name": "Düngemittel, für Äcker"}'.encode("latin-1"))
    # `{"name": "D` are 11 bytes before the first that is no UTF-8
    assert (code, values.get("encoding"), values["offset"]) == ("E018", None, 11)


def test_a_name_that_one_object_gives_twice_is_refused() -> None:
    code, told = refusal(b'{"exchanges": [{"amount": 1, "amount": 2}]}')
    assert (code, told["key"]) == ("E019", "amount")
    assert parse_json(b'[{"amount": 1}, {"amount": 2}]', "x.json")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    codes = set()
    try:
        parse_json(content, "x.json")
    except FindingsError as error:
        codes = {finding.code for finding in error.findings}
    assert codes <= {"E016", "E017", "E018", "E019"}
