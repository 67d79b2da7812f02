"""Read the text of a model: strict YAML → plain tree with exact positions.

Every scalar stays text, so ``NO`` is Norway and ``1e-3`` what its author wrote; what
the text means is decided where the key says which type it has.
"""

from __future__ import annotations

import os
from pathlib import Path

from lcagraph.errors import Finding, UsageError
from lcagraph.formats.yaml.document import Document, DocumentError
from lcagraph.formats.yaml.guard import (
    TextRefusedError,
    decode,
    read_bytes,
    without_mark,
)
from lcagraph.formats.yaml.includes import Included, Parsed, merge, parse, read_includes
from lcagraph.formats.yaml.positions import Mark, finding_in
from lcagraph.graph.system import Origin
from lcagraph.nearest import nearest_file

__all__ = ["Document", "DocumentError", "read_file", "read_text"]


def read_text(text: str, name: str = "<text>", *, strict: bool = True) -> Document:
    """A model given as text, which cannot include files.

    Parameters
    ----------
    text : str
        YAML.
    name : str
        What messages call it.
    strict : bool
        Whether errors that leave a usable tree (a key written twice, a full-width
        sign) are raised. If not, they are among the document's `findings`, so that
        one report can hold them and what the later checks find; the caller must then
        refuse the model if any of them `is_fatal`.

    Raises
    ------
    DocumentError
        With everything found wrong; its `document.locate` gives the places.
    """
    try:
        parsed = parse(*without_mark(text, name))
    except TextRefusedError as error:
        raise _refusal(error) from None
    included = Included()
    if "include" in parsed.tree:
        start, end, _ = _key_mark(parsed)
        included.findings.append(finding_in(parsed.source, "E716", start, end))
    return _document(parsed, included, strict)


def read_file(path: Path, *, strict: bool = True) -> Document:
    """A model file together with the files that it includes.

    Parameters
    ----------
    path : Path
        The main file; messages show it as given here.
    strict : bool
        As for `read_text`.

    Raises
    ------
    UsageError
        The main file does not exist, is no regular file or may not be read.
    DocumentError
        With everything found wrong, in all files.
    """
    name = str(path)
    try:
        parsed = parse(*decode(read_bytes(path, name), name))
    except TextRefusedError as error:
        first = error.findings[0]
        if first.code in ("E701", "E702", "E703"):
            raise UsageError(_with_nearest(first, path)) from None
        raise _refusal(error) from None
    included = read_includes(parsed, path, name)
    others = tuple(Path(other.source.name).resolve() for other in included.files)
    origin = Origin(file=path.resolve(), includes=others)
    return _document(parsed, included, strict, origin)


def _document(
    main: Parsed, included: Included, strict: bool, origin: Origin | None = None
) -> Document:
    """The merged document; raises what may not or must not wait."""
    tree, disputes = merge(main, included.files)
    found = [*main.findings, *included.findings, *disputes]
    found.extend(finding for parsed in included.files for finding in parsed.findings)
    sources = [main.source, *(parsed.source for parsed in included.files)]
    document = Document(
        tree=tree,
        files=(*sources, *included.refused),
        origin=origin,
        findings=tuple(found),
    )
    # Without an included file, every name of it would be reported as unknown.
    must_stop = bool(included.findings)
    if must_stop or (strict and any(finding.is_fatal for finding in found)):
        raise DocumentError(found, document)
    return document


def _refusal(error: TextRefusedError) -> DocumentError:
    return DocumentError(error.findings, Document(tree={}, files=(error.source,)))


def _key_mark(parsed: Parsed) -> Mark:
    """Mark of the key `include` of the main file."""
    children = parsed.source.marks[2] if parsed.source.marks else None
    assert isinstance(children, dict)
    mark: Mark | None = children["include"][0]
    assert mark is not None
    return mark


def _with_nearest(finding: Finding, path: Path) -> Finding:
    """The finding with the closest model of the same folder, for a missing file."""
    if finding.code != "E701":
        return finding
    close = nearest_file(path)
    values = {**finding.values, "nearest": str(path.with_name(close)) if close else ""}
    if path.is_symlink():
        values["target"] = os.readlink(path)
    return Finding(code=finding.code, at=finding.at, values=values)
