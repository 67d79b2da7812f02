"""XML is read as text and structure only: nothing in it is expanded or fetched."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcagraph.errors import FindingsError, UsageError
from lcagraph.formats import xml_guard
from lcagraph.formats.xml_guard import each_element, parse_xml

LAUGHS = (
    '<!DOCTYPE r [<!ENTITY l0 "lol">'
    + "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    + "]><r><d>&l9;</d></r>"
)
EXTERNAL = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r><d>&x;</d></r>'
ELSEWHERE = '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/r.dtd"><r><d/></r>'
PARAMETER = '<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><r><d/></r>'


def codes(content: bytes) -> list[str]:
    with pytest.raises(FindingsError) as caught:
        parse_xml(content, "processes/a.xml")
    assert {finding.at for finding in caught.value.findings} == {"processes/a.xml"}
    return [finding.code for finding in caught.value.findings]


# ------------------------------------------------------------------------ what is read


def test_comments_and_instructions_are_no_part_of_a_document() -> None:
    root = parse_xml(b"<?x y?><a>so<!-- not --> on<?x?><b/></a>", "a.xml")
    assert root.text == "so on"
    assert [child.tag for child in root] == ["b"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gbk", "gb18030", "GB2312"])
def test_a_stated_encoding_is_followed(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><a>电解铝</a>'
    assert parse_xml(text.encode(encoding), "a.xml").text == "电解铝"


def test_a_signature_before_utf8_is_no_content() -> None:
    assert parse_xml("<a>电</a>".encode("utf-8-sig"), "a.xml").text == "电"


def test_elements_come_one_at_a_time_and_are_emptied_behind() -> None:
    content = b"<r xmlns='u'>" + b"<d><e>x</e></d>" * 3 + b"</r>"
    seen = []
    for element in each_element(content, "a.xml", "{u}d"):
        seen.append(element)
        assert element[0].text == "x"
    assert [len(element) for element in seen] == [0, 0, 0]


def test_a_broken_list_gives_what_stands_before_the_break() -> None:
    elements = each_element(b"<r><d>1</d><d>2</d><d>", "a.xml", "{*}d")
    assert [next(elements).text, next(elements).text] == ["1", "2"]
    with pytest.raises(FindingsError) as caught:
        next(elements)
    assert caught.value.findings[0].code == "E009"


# --------------------------------------------------------------------- what is refused


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [LAUGHS, EXTERNAL, ELSEWHERE, PARAMETER])
def test_a_document_type_is_refused_in_any_encoding(text: str, encoding: str) -> None:
    assert codes(text.encode(encoding)) == ["E010"]
    with pytest.raises(FindingsError) as caught:
        list(each_element(text.encode(encoding), "a.xml", "{*}d"))
    assert caught.value.findings[0].code == "E010"


def test_an_encoding_that_could_hide_a_document_type_is_refused() -> None:
    declaration = b'<?xml version="1.0" encoding="utf-7"?>'
    assert codes(declaration + LAUGHS.encode("utf-7")) in (["E009"], ["E010"])
    assert codes('<?xml version="1.0" encoding="cp037"?><a/>'.encode("cp037")) == [
        "E009"
    ]


DAMAGED = {
    "empty": b"",
    "no XML": b"hello",
    "cut": b"<a><b>x</b>",
    "NUL": b"<a>\0</a>",
    "undeclared entity": b"<a>&x;</a>",
    "GBK said to be UTF-8": "<a>电解铝</a>".encode("gbk"),
    "two roots": b"<a/><b/>",
    "attribute twice": b"<a b='1' b='2'/>",
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_what_is_no_xml_is_told_with_its_line(content: bytes) -> None:
    with pytest.raises(FindingsError) as caught:
        parse_xml(content, "a.xml")
    (finding,) = caught.value.findings
    assert (finding.code, finding.values["line"]) == ("E009", 1)


LARGE = {
    "300 levels": b"<a>" * 300 + b"</a>" * 300,
    "a million levels": b"<a>" * 10**6,
    "11 MB in one text": b"<a>" + b"x" * 11_000_000 + b"</a>",
    "11 MB in one attribute": b'<a b="' + b"x" * 11_000_000 + b'"/>',
}


@pytest.mark.parametrize("content", LARGE.values(), ids=LARGE)
def test_what_is_too_deep_or_too_long_is_refused(content: bytes) -> None:
    assert codes(content) == ["E011"]


def test_what_is_too_large_is_refused_unparsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_guard, "MAX_BYTES", 10)
    assert codes(b"<a>          </a>") == ["E011"]


def test_an_inclusion_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    content = (
        '<a xmlns:i="http://www.w3.org/2001/XInclude">'
        f'<i:include href="{tmp_path}/secret.txt" parse="text"/></a>'
    )
    assert "".join(parse_xml(content.encode(), "a.xml").itertext()) == ""


def test_a_missing_lxml_is_told_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "lxml", None)
    xml_guard._etree.cache_clear()
    with pytest.raises(UsageError) as caught:
        parse_xml(b"<a/>", "a.xml")
    assert caught.value.finding.code == "E008"


@given(st.binary(max_size=200), st.text(max_size=50))
def test_any_bytes_end_in_a_tree_or_in_a_finding(noise: bytes, text: str) -> None:
    for content in (noise, b"<a>" + noise + b"</a>", f"<a {text}/>".encode()):
        with suppress(FindingsError):
            parse_xml(content, "a.xml")
