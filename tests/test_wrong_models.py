"""Wrong models, each with what a user must be told: code, line, column, model path.

Every file of `wrong/` says in its first lines what is wrong with it and what is
expected, as ``# expect: CODE line:column path | word | word``: the caret's place, the
model path (``-`` where the text has none) and words that the screen must quote in
both languages: the author's own, and the cure. A place in an included file begins
with its name.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

import lcagraph as lg
from lcagraph.errors import ModelError
from lcagraph.findings import Findings
from lcagraph.formats.yaml.document import DocumentError
from lcagraph.wording import LANGUAGES, Language

WRONG = Path(__file__).parent / "wrong"
GOLDEN = Path(__file__).parent / "golden" / "screens"
MODELS = sorted(WRONG.glob("*.yaml"))
IDS = [path.stem for path in MODELS]

SCREENS = (
    "003_full_width_colon_after_id",
    "025_gbk",
    "029_several_at_once",
    "030_typo_unit_name_supplier",
    "075_metered_for_normal_cubic_metres",
    "086_formulas_in_a_circle",
    "099_needless_statements",
    "144_loop_lost_in_rounding",
    "150_methane_by_cas_number",
    "168_name_in_two_files",
)
"""Models whose whole screen is kept in `golden/screens`, to be read by people."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Told:
    """One finding as its reader sees it."""

    code: str
    place: str
    path: str


def text_of(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ("utf-8", "utf-16", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError(path)


def expected(path: Path) -> list[tuple[Told, list[str]]]:
    rows = []
    for line in text_of(path).splitlines():
        if line.lstrip("\ufeff").startswith("# expect: "):
            first, *words = line.split("# expect: ")[1].split(" | ")
            code, place, at = first.split(" ", 2)
            rows.append((Told(code=code, place=place, path=at), words))
    return rows


def findings_of(path: Path) -> Findings:
    """What `lcagraph check` has to say."""
    try:
        return lg.read(path).check()
    except DocumentError as error:
        return Findings(error.findings, error.document)


def told(found: Findings, path: Path) -> list[Told]:
    """The findings; of a number in its short form, without the key left out."""
    known = {row.path for row, _ in expected(path)}
    rows = []
    for finding in found:
        place = found.locate(finding.at, finding.part, finding.span)
        assert place is not None, finding
        file = Path(place.file).relative_to(path.parent)
        prefix = "" if file == Path(path.name) else f"{file.as_posix()}:"
        at = finding.at
        if at not in known:
            at = at.removesuffix(".amount").removesuffix(".value")
        is_line = re.fullmatch(r".*:\d+", finding.at) is not None
        rows.append(
            Told(
                code=finding.code,
                place=f"{prefix}{place.line}:{place.column}",
                path="-" if is_line else at,
            )
        )
    return sorted(rows)


@pytest.mark.parametrize("path", MODELS, ids=IDS)
def test_exactly_what_is_wrong_is_told_at_its_place(path: Path) -> None:
    wanted = sorted(row for row, _ in expected(path))
    assert told(findings_of(path), path) == wanted


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", MODELS, ids=IDS)
def test_the_screen_quotes_the_authors_own_words_and_the_cure(
    path: Path, lang: Language
) -> None:
    found = findings_of(path)
    rows = expected(path)
    # the source lines are left out: quoting the whole file would be no message
    shown = [
        line
        for line in found.to_text(lang).splitlines()
        if not re.match(r"\s*(\d* \||-->)", line)
    ]
    text = "\n".join(shown)
    missing = [w for _, words in rows for w in words if w not in text]
    assert not missing, text
    assert bool(text) == bool(rows)


@pytest.mark.parametrize("path", MODELS, ids=IDS)
def test_a_model_with_an_error_has_no_footprint(path: Path) -> None:
    if any(row.code.startswith("E") for row, _ in expected(path)):
        with pytest.raises((ModelError, lg.LcaGraphError)):
            lg.read(path).solve()
    else:
        assert lg.read(path).solve().total is not None


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SCREENS)
def test_the_whole_screen_looks_as_agreed(
    name: str, lang: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(WRONG)
    text = findings_of(Path(f"{name}.yaml")).to_text(lang, width=88)
    golden = GOLDEN / f"{name}.{lang}.txt"
    if os.environ.get("LCAGRAPH_GOLDEN") == "write":  # then read them, all of them
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_there_are_enough_wrong_models_and_their_numbers_are_unique() -> None:
    numbers = [path.name[:3] for path in MODELS]
    assert len(set(numbers)) == len(numbers) >= 60
