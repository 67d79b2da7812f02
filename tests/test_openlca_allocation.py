"""What an openLCA process says of its own allocation."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_openlca_documents import process, process_of, written

from lcagraph.formats.openlca_jsonld import read_openlca_jsonld


@pytest.mark.parametrize(
    ("stated", "method"),
    [
        ("NO_ALLOCATION", "none"),
        ("PHYSICAL_ALLOCATION", "physical"),
        ("USE_DEFAULT_ALLOCATION", None),
        (None, None),
    ],
)
def test_a_process_may_say_that_it_is_not_allocated(
    tmp_path: Path, stated: str | None, method: str | None
) -> None:
    document = process(defaultAllocationMethod=stated)
    found = process_of(read_openlca_jsonld(written(tmp_path, document)))
    assert found.default_method == method
