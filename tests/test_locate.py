"""Where the shipped folders are found."""

import pytest

from lcagraph import locate
from lcagraph.errors import UsageError


@pytest.fixture
def package(tmp_path, monkeypatch):
    """An empty package folder inside an empty checkout."""
    home = tmp_path / "lcagraph"
    home.mkdir()
    monkeypatch.setattr(locate, "_PACKAGE", home)
    return home


def test_the_databases_are_found_here():
    assert (locate.folder("databases") / "gwp" / "sets.csv").is_file()


def test_a_checkout_has_the_folder_beside_the_package(package):
    (package.parent / "databases").mkdir()
    assert locate.folder("databases") == package.parent / "databases"


def test_a_wheel_has_the_folder_inside_the_package(package):
    (package.parent / "databases").mkdir()
    (package / "shipped" / "databases").mkdir(parents=True)
    assert locate.folder("databases") == package / "shipped" / "databases"


def test_a_missing_folder_is_refused_with_the_places_looked_at(package):
    with pytest.raises(UsageError) as caught:
        locate.folder("databases")
    finding = caught.value.finding
    assert finding.code == "E614"
    assert str(package / "shipped" / "databases") in finding.values["places"]
