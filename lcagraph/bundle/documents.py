"""Supporting documents of a bundle: their states, and which of them are in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from lcagraph.bundle.differences import Difference
from lcagraph.bundle.evidence_files import EvidenceFile, State
from lcagraph.bundle.members import EVIDENCE
from lcagraph.bundle.packing import evidence_member
from lcagraph.bundle.unpacked import Unpacked
from lcagraph.formats.json_guard import parse_json
from lcagraph.model import Model


def bundled_documents(bundle: Unpacked, model: Model) -> tuple[EvidenceFile, ...]:
    """Documents of the model with files of the bundle, or as they are recorded."""
    stated = parse_json(bundle.members.get(EVIDENCE, b"[]"), EVIDENCE)
    rows = stated if isinstance(stated, list) else []
    # a dict is no key: whoever writes one as an id has forged the list
    known = {str(row.get("id")): row for row in rows if isinstance(row, dict)}
    return tuple(
        _looked_at(bundle, id_, each.file, each.sha256, known.get(id_, {}))
        for id_, each in model.system.evidence.items()
    )


def document_states(documents: Sequence[EvidenceFile]) -> Mapping[State, int]:
    """How many documents are in which state; only those that name a file."""
    found = Counter(each.state for each in documents if each.file is not None)
    return {state: found[state] for state in get_args(State) if found[state]}


def unheld(bundle: Unpacked, documents: Sequence[EvidenceFile]) -> tuple[str, ...]:
    """Ids of documents whose file isn't in the bundle."""
    return tuple(
        each.id
        for each in documents
        if each.file is not None and evidence_member(each) not in bundle.hashes
    )


def changed_documents(documents: Sequence[EvidenceFile]) -> Iterator[Difference]:
    """Documents whose file isn't the one that the model states."""
    for each in documents:
        if each.state == "changed":
            yield Difference(
                kind="changed",
                name=EVIDENCE,
                at=each.id,
                recorded=each.stated or "",
                found=each.found or "",
            )


def _looked_at(
    bundle: Unpacked,
    id_: str,
    file: str | None,
    sha256: str | None,
    row: Mapping[str, object],
) -> EvidenceFile:
    stated = (sha256 or "").strip().lower() or None
    if file is None:
        return EvidenceFile(id=id_, file=None, stated=stated, state="no_file")
    found, size = row.get("sha256"), row.get("size")
    each = EvidenceFile(
        id=id_,
        file=file,
        stated=stated,
        found=found if isinstance(found, str) else None,
        size=size if type(size) is int else None,
        state="missing",
    )
    held = bundle.hashes.get(evidence_member(each))
    if held is not None:
        each = replace(each, found=held[0], size=held[1])
    return replace(each, state=_state(each, row.get("state")))


def _state(each: EvidenceFile, recorded: object) -> State:
    """By the hashes, where there are any; the record alone can say why not."""
    if each.found is not None:
        if each.stated is None:
            return "new"
        return "ok" if each.stated == each.found else "changed"
    unseen: tuple[State, ...] = ("escaping", "unreadable")
    return next((state for state in unseen if state == recorded), "missing")
