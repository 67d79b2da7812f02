"""Findings in the words of a report: things by their names, not by ids of the model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lcagraph.checks.data_cards import activity_data
from lcagraph.errors import Finding
from lcagraph.graph.words import Text
from lcagraph.impact import gwp_sets
from lcagraph.report.subject import ReportSubject
from lcagraph.report.things import factor_called
from lcagraph.result.names import ExchangeNames, gwp_name
from lcagraph.wording import Language, message, report_text, word

CATALOGUE = "report_findings"

_DECLARATIONS_MISSING = "W850"
_CARRIED = " → "
"""Between the goods of a leg of freight and its mode."""

_ROWS = 4
"""Parts of the path of a row: `processes`, the process, the section, the row."""

_BESIDE_NAMES = re.compile(r"(?<=[\u4e00-\u9fff）]) (?=[\u4e00-\u9fff])")
"""Spaces that stand around an id and not around a name."""

_WORDS = frozenset(
    {"stage", "boundary", "wanted", "kind", "class_", "better_class", "origin", "item"}
)
"""Values that are words of closed lists, which a process may be called like."""


def finding_words(finding: Finding, subject: ReportSubject, lang: Language) -> str:
    """What a finding says, with the names of factors, processes, products, GWP sets."""
    names = {**_names(subject, lang), **_rows(finding, subject, lang)}

    def named(value: object) -> object:
        if isinstance(value, tuple | list):
            return _apart([named(one) for one in value], lang)
        return names.get(value, value) if isinstance(value, str) else value

    values = {
        key: _word(key, value, lang) if key in _WORDS else named(value)
        for key, value in finding.values.items()
    }
    if finding.code == _DECLARATIONS_MISSING:
        values["missing"] = _declarations(finding.values["missing"], lang)
    said = message(replace(finding, values=values), lang)
    return _BESIDE_NAMES.sub("", said) if lang == "zh" else said


def _rows(
    finding: Finding, subject: ReportSubject, lang: Language
) -> Mapping[str, str]:
    """Id → name of the rows of the process that a finding is about, legs too."""
    parts = finding.at.split(".")
    if parts[0] != "processes" or len(parts) < 2:
        return {}
    names, compiled = ExchangeNames(subject.prepared), subject.prepared.compiled
    gases = {one.path: one.flow for one in compiled.direct}
    found: dict[str, str] = {}
    for datum in activity_data(subject.system):
        if datum.process != parts[1]:
            continue
        row, arrow, mode = datum.row.partition(_CARRIED)
        path = ".".join(datum.path.split(".")[:_ROWS])
        known = names.of(path, row, lang)
        if known == row and path in gases:
            known = names.of(path, gases[path], lang)
        carrier = names.of(f"factors.{mode}", mode, lang) if mode else ""
        found[datum.row] = f"{known}{arrow}{carrier}"
    return found


def _declarations(missing: object, lang: Language) -> object:
    """Declarations of the scope by the words of the report's own table."""
    if not isinstance(missing, tuple | list):
        return missing
    keys = (f"shared.declared_{one}" for one in missing)
    return _apart([report_text("report_shared", key, lang) for key in keys], lang)


def _apart(names: Sequence[object], lang: Language) -> object:
    """Names to be listed: in English between semicolons if one holds a comma."""
    has_comma = any(isinstance(one, str) and ", " in one for one in names)
    return "; ".join(map(str, names)) if lang == "en" and has_comma else tuple(names)


def _word(key: str, value: object, lang: Language) -> object:
    """A word of a closed list; a boundary is said in words alone."""
    if not isinstance(value, str):
        return value
    if key == "boundary":
        return word("boundary", value, lang).replace("_", " ")
    return value.replace("_", " ") if lang == "en" else value


def finding_place(finding: Finding, subject: ReportSubject, lang: Language) -> str:
    """What a finding is about, by name: `挤压与时效：电力`; its section otherwise."""
    parts = finding.at.split(".")
    names, system = _names(subject, lang), subject.system
    if parts[0] == "processes" and len(parts) > 1 and parts[1] in system.processes:
        process = names.get(parts[1], parts[1])
        if len(parts) < _ROWS:
            return process
        path = ".".join(parts[:_ROWS])
        row = _rows(finding, subject, lang).get(parts[3])
        row = row or ExchangeNames(subject.prepared).of(path, parts[3], lang)
        return f"{process}：{row}" if lang == "zh" else f"{process}: {row}"
    if len(parts) > 1 and parts[0] in ("factors", "products"):
        return names.get(parts[1], parts[1])
    try:
        return report_text(CATALOGUE, f"section.{parts[0]}", lang)
    except KeyError:
        return finding.at or "—"


def _names(subject: ReportSubject, lang: Language) -> Mapping[str, str]:
    """Id → name of what a finding may speak of.

    Of an id that several kinds share, a factor goes before a process, and this before a
    product.
    """
    system = subject.system
    known: list[Mapping[str, Text | None]] = [
        {id_: one.name for id_, one in system.products.items()},
        {id_: one.name for id_, one in system.processes.items()},
    ]
    stated = {c.factor.gwp for c in subject.prepared.compiled.factors}
    found = {id_: gwp_name(id_, lang) for id_ in (*gwp_sets(), *filter(None, stated))}
    for kind in known:
        found |= {id_: name.get(lang) for id_, name in kind.items() if name}
    for column in subject.prepared.compiled.factors:
        if column.factor.name is not None:
            factor, id_ = column.factor, column.id
            found[id_] = factor_called(system, factor, id_, lang)
    return found
