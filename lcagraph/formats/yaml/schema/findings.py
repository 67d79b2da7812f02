"""pydantic's errors → findings, each at the place where the model was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic import ValidationError

from lcagraph.errors import Finding, Part
from lcagraph.formats.yaml.schema.base import Given, Refusal, Spec, unknown_key
from lcagraph.formats.yaml.schema.places import Step, spec_at, written_path
from lcagraph.graph.words import Stage
from lcagraph.nearest import nearest
from lcagraph.wording import label

_QUOTED = re.compile(r"'([^']*)'")
_OFFSETS = re.compile(r"(carbon_?)?(offset|credit)s?(_?purchased)?|抵消|碳抵消|碳信用")

_SHAPES = {
    "model_type": "E206",
    "dict_type": "E206",
    "mapping_type": "E206",
    "tuple_type": "E207",
    "list_type": "E207",
}


def findings_of(
    error: ValidationError, tree: Given, root: type[Spec]
) -> tuple[Finding, ...]:
    """Every problem that pydantic found, in the order of the model.

    Parameters
    ----------
    error : ValidationError
        What pydantic raised.
    tree : plain tree
        The model as written: places of the findings are places in it.
    root : type of Spec
        Spec model that the tree was read by.
    """
    found: dict[tuple[str, str, object], Finding] = {}
    for one in error.errors(include_url=False):
        finding = _finding(one, tree, root)
        key = (finding.code, finding.at, finding.values.get("key"))
        found.setdefault(key, finding)
    return tuple(found.values())


def _finding(error: Mapping[str, Any], tree: Given, root: type[Spec]) -> Finding:
    loc: list[Step] = list(error["loc"])
    refusal = error["input"]
    if isinstance(refusal, Refusal):
        at, is_whole = written_path(tree, loc)
        part: Part = "key" if refusal.part == "key" else "value"
        return Finding(code=refusal.code, at=at, values=refusal.values, part=part)
    is_key = bool(loc) and loc[-1] == "[key]"
    if is_key:
        loc.pop()
    kind, context = error["type"], error.get("ctx") or {}
    loc.extend(context.get("below", ()))
    at, is_whole = written_path(tree, loc)
    if error["input"] is None and kind not in ("extra_forbidden", "invalid_key"):
        return Finding(code="E209", at=at)
    if kind == "missing":
        return Finding(code="E205", at=at, part="key", values={"key": str(loc[-1])})
    if kind in ("extra_forbidden", "invalid_key"):
        return _unknown_key(at, str(loc[-1]), spec_at(root, loc[:-1]))
    if kind == "literal_error":
        return _unknown_word(at, error["input"], context, is_key=is_key)
    if kind in _SHAPES:
        spec = spec_at(root, loc)
        keys = spec.key_names() if spec else []
        return Finding(code=_SHAPES[kind], at=at, values={"keys": keys})
    if "values" not in context:  # what pydantic itself can't take, as half a surrogate
        return Finding(code="E208", at=at, part="key" if is_key else "value")
    span = context.get("span") if is_whole and not is_key else None
    return Finding(
        code=kind,
        at=at,
        values=context["values"],
        part="key" if is_key else context["part"],
        span=span,
    )


def _unknown_key(at: str, key: str, spec: type[Spec] | None) -> Finding:
    if _OFFSETS.fullmatch(key.casefold()):
        return Finding(code="E223", at=at, part="key", values={"key": key})
    direct = spec.direct if spec else ()
    values = unknown_key(key, spec.key_names() if spec else (), direct)
    return Finding(code="E201", at=at, part="key", values=values)


def _unknown_word(
    at: str, word: object, context: Mapping[str, Any], *, is_key: bool
) -> Finding:
    words = _QUOTED.findall(context["expected"])
    if is_key:
        return Finding(
            code="E201", at=at, part="key", values=unknown_key(str(word), words)
        )
    if not isinstance(word, str):
        return Finding(code="E208", at=at)
    if not word.strip():
        return Finding(code="E209", at=at)
    meant = nearest(word, words) or _stage_in_chinese(word, words)
    values = {"word": word, "nearest": meant, "words": words}
    return Finding(code="E204", at=at, values=values)


def _stage_in_chinese(word: str, words: Iterable[str]) -> str | None:
    """The one stage whose Chinese name holds a word, as 生产 is in 产品生产."""
    stages = [stage for stage in get_args(Stage) if stage in words]
    found = [stage for stage in stages if word in label(f"stage.{stage}", "zh")]
    return found[0] if len(found) == 1 else None
