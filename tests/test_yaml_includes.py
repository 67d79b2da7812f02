"""Included files: read once, inside the folder of the model, merged by name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lcagraph.errors import UsageError
from lcagraph.formats.yaml.document import Document, DocumentError
from lcagraph.formats.yaml.includes import MAX_DEPTH, MAX_FILES
from lcagraph.formats.yaml.reader import read_file, read_text
from lcagraph.wording import help_lines

MAIN = "lcagraph: 1\ninclude: [factors/a.yaml]\nfactors:\n  diesel: {per: 1 L}\n"


def model(folder: Path, files: dict[str, str]) -> Path:
    """Files written below a folder; the path of the main one."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "main.yaml"


def refused(path: Path) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_file(path)
    return caught.value


def only(error: DocumentError) -> tuple[str, str]:
    """Code and place of the only finding; file names without their folder."""
    (finding,) = error.findings
    place = error.document.locate(finding.at, finding.part, finding.span)
    assert place is not None
    return finding.code, f"{Path(place.file).name}:{place.line}:{place.column}"


def test_named_entries_of_included_files_join_those_of_the_main_file(
    tmp_path: Path,
) -> None:
    other = (
        "lcagraph: 1\nlanguages: [zh, en]\nx-own: 1\nfactors:\n  steel: {per: 1 t}\n"
    )
    document = read_file(model(tmp_path, {"main.yaml": MAIN, "factors/a.yaml": other}))
    assert document.tree == {
        "lcagraph": "1",
        "include": ["factors/a.yaml"],
        "factors": {"diesel": {"per": "1 L"}, "steel": {"per": "1 t"}},
    }


def test_a_section_that_only_an_included_file_has_is_added(tmp_path: Path) -> None:
    files = {"main.yaml": MAIN, "factors/a.yaml": "products: {crate: {mass: 2 kg}}"}
    document = read_file(model(tmp_path, files))
    assert document.tree["products"] == {"crate": {"mass": "2 kg"}}


def test_included_files_may_include_others_beside_them(tmp_path: Path) -> None:
    files = {
        "main.yaml": MAIN,
        "factors/a.yaml": "include: [b.yaml]\n",
        "factors/b.yaml": "factors: {steel: {per: 1 t}}",
    }
    document = read_file(model(tmp_path, files))
    names = [Path(source.name).name for source in document.files]
    assert names == ["main.yaml", "a.yaml", "b.yaml"]
    assert list(document.tree["factors"] or ()) == ["diesel", "steel"]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("factors.steel.per", "a.yaml:2:16"),
        ("factors.steel.co2e", "a.yaml:2:3"),
        ("factors.diesel.per", "main.yaml:4:17"),
        ("factors.gold", "main.yaml:3:1"),
        ("include.0", "main.yaml:2:11"),
    ],
)
def test_a_path_leads_to_the_file_that_holds_it(
    tmp_path: Path, at: str, expected: str
) -> None:
    files = {"main.yaml": MAIN, "factors/a.yaml": "factors:\n  steel: {per: 1 t}\n"}
    place = read_file(model(tmp_path, files)).locate(at)
    assert Path(str(place)).name == expected


def test_a_name_in_two_files_quotes_both_places(tmp_path: Path) -> None:
    files = {"main.yaml": MAIN, "factors/a.yaml": "factors:\n  diesel: {per: 1 t}\n"}
    error = refused(model(tmp_path, files))
    assert only(error) == ("E710", "a.yaml:2:3")
    assert str(error.findings[0].values["first"]) == f"{tmp_path / 'main.yaml'}:4:3"


@pytest.mark.parametrize(
    ("other", "code", "place"),
    [
        ("reference: {product: x}", "E711", "a.yaml:1:1"),
        ("waive: []", "E711", "a.yaml:1:1"),
        ("factors: {}\nfacters: {}", "E711", "a.yaml:2:1"),
        ("languages: [en, zh]", "E712", "a.yaml:1:1"),
        ("lcagraph: 2", "E713", "a.yaml:1:1"),
        ("factors: [a]", "E715", "a.yaml:1:1"),
        ("factors: {a: 1}\n---\nb: 2", "E117", "a.yaml:2:1"),
        ("factors:\n  a: *x", "E115", "a.yaml:2:6"),
        ("", "E118", "a.yaml:1:1"),
    ],
)
def test_what_an_included_file_may_not_hold_is_shown_there(
    tmp_path: Path, other: str, code: str, place: str
) -> None:
    error = refused(model(tmp_path, {"main.yaml": MAIN, "factors/a.yaml": other}))
    assert only(error) == (code, place)


def test_names_in_another_order_of_languages_are_refused_without_the_key_too(
    tmp_path: Path,
) -> None:
    main = "lcagraph: 1\nlanguages: [en, zh]\ninclude: [a.yaml]\n"
    error = refused(model(tmp_path, {"main.yaml": main, "a.yaml": "factors: {}"}))
    assert only(error) == ("E712", "a.yaml:1:1")


@pytest.mark.parametrize(
    ("include", "code"),
    [
        ("[factors/b.yaml]", "E701"),
        ("[factors]", "E702"),
        ("[../secret.yaml]", "E704"),
        ("[factors/../../secret.yaml]", "E704"),
        ("[/etc/passwd]", "E704"),
        ("['C:\\secret.yaml']", "E704"),
        ("[link.yaml]", "E704"),
        ("[loop]", "E703"),
        ("[pipe]", "E702"),
        ("[main.yaml]", "E706"),
        ("[factors/a.yaml, factors/../factors/a.yaml]", "E705"),
        ("factors/a.yaml", "E714"),
        ("[{a: b}]", "E714"),
        ("[null]", "E714"),
        ("['']", "E714"),
        ('["a\\0b"]', "E703"),
        (f"[{'a' * 5000}]", "E703"),
    ],
)
def test_a_path_that_may_not_be_read_is_refused_where_it_is_written(
    tmp_path: Path, include: str, code: str
) -> None:
    folder = tmp_path / "model"
    files = {"main.yaml": f"lcagraph: 1\ninclude: {include}\n", "factors/a.yaml": "{}"}
    path = model(folder, files)
    (tmp_path / "secret.yaml").write_text("factors: {secret: 1}")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "loop").symlink_to(folder / "loop")
    os.mkfifo(folder / "pipe")
    found, place = only(refused(path))
    assert found == code
    assert place.startswith("main.yaml:2:")


def test_a_missing_file_comes_with_the_nearest_name(tmp_path: Path) -> None:
    main = "lcagraph: 1\ninclude: [factors/stele.yaml]\n"
    files = {"main.yaml": main, "factors/steel.yaml": "{}", "factors/power.yaml": "{}"}
    (finding,) = refused(model(tmp_path, files)).findings
    assert finding.values["nearest"] == "factors/steel.yaml"


def test_files_that_include_each_other_are_refused(tmp_path: Path) -> None:
    files = {
        "main.yaml": MAIN,
        "factors/a.yaml": "include: [b.yaml]",
        "factors/b.yaml": "include: [a.yaml]",
    }
    assert only(refused(model(tmp_path, files))) == ("E706", "b.yaml:1:11")


def test_a_chain_of_files_is_limited(tmp_path: Path) -> None:
    files = {f"{i}.yaml": f"include: [{i + 1}.yaml]" for i in range(1, MAX_DEPTH + 2)}
    files["main.yaml"] = "lcagraph: 1\ninclude: [1.yaml]"
    error = refused(model(tmp_path, files))
    assert only(error) == ("E707", f"{MAX_DEPTH}.yaml:1:11")


def test_the_number_of_files_is_limited(tmp_path: Path) -> None:
    names = [f"{i}.yaml" for i in range(MAX_FILES + 1)]
    files = dict.fromkeys(names, "factors: {}")
    files["main.yaml"] = f"lcagraph: 1\ninclude: [{', '.join(names)}]"
    assert only(refused(model(tmp_path, files)))[0] == "E708"


def test_problems_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    files = {
        "main.yaml": "a: *x\ninclude: [a.yaml, b.yaml, c.yaml]\n",
        "a.yaml": "factors: {steel：1}",
        "b.yaml": "factors: {",
    }
    found = {finding.code for finding in refused(model(tmp_path, files)).findings}
    assert found == {"E115", "E103", "E111", "E701"}


def test_a_text_has_no_folder_to_include_from() -> None:
    with pytest.raises(DocumentError) as caught:
        read_text("lcagraph: 1\ninclude: [a.yaml]", "m")
    assert only(caught.value) == ("E716", "m:2:1")


def test_files_are_named_from_where_the_command_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model(tmp_path / "model", {"main.yaml": MAIN, "factors/a.yaml": "factors: {b: 1}"})
    monkeypatch.chdir(tmp_path)
    document: Document = read_file(Path("model/main.yaml"))
    assert [source.name for source in document.files] == [
        "model/main.yaml",
        "model/factors/a.yaml",
    ]


def test_a_linked_model_says_in_which_folder_its_files_were_looked_for(
    tmp_path: Path,
) -> None:
    """Includes begin where the link leads, which the name of the link doesn't show."""
    there = tmp_path / "there"
    there.mkdir()
    (there / "real.yaml").write_text("include: [factors.yaml]\n", encoding="utf-8")
    (tmp_path / "factors.yaml").write_text("factors: {}\n", encoding="utf-8")
    (tmp_path / "model.yaml").symlink_to(there / "real.yaml")
    (finding,) = refused(tmp_path / "model.yaml").findings
    assert finding.code == "E701"
    assert any(str(there) in line for line in help_lines(finding, "en"))
    assert any(str(there) in line for line in help_lines(finding, "zh"))
    (finding,) = refused(there / "real.yaml").findings
    assert not any(str(there) in line for line in help_lines(finding, "en"))


def test_a_link_to_nothing_says_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "model.yaml").symlink_to(tmp_path / "gone.yaml")
    with pytest.raises(UsageError) as caught:
        read_file(tmp_path / "model.yaml")
    finding = caught.value.finding
    assert finding.code == "E701"
    assert any("gone.yaml" in line for line in help_lines(finding, "en"))
