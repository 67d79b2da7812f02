"""What an import did and left open, as a file for people and a file for programs."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from lcagraph.background.gases.own_map import COLUMNS, compartment_text
from lcagraph.background.linked import FLAGS, LinkedDatabase
from lcagraph.errors import Finding
from lcagraph.wording import Language, cures, explanation, label, message, statement

SHOWN = 20
"""Findings of one code that the readable report lists; the other file has all."""

NAMED = 5
"""Candidates that one line of the readable report names."""

COUNTS: tuple[str, ...] = (
    *("processes", "columns", "exchanges", "elementary_flows", "problems"),
    *("dangling", "unknown_units", "unknown_properties", "no_number", "unit_sizes"),
    *("no_reference", "dangling_reference", "zero_reference", "elementary_reference"),
    *("empty", "duplicates_equal", "duplicates_different"),
    *("several_outputs", "multi_output", "divided_stated", "divided_mass"),
    *("divided_energy", "divided_volume", "divided_economic", "divided_reference"),
    *("divided_none", "product_inputs", "wastes"),
    *("linked_provider", "linked_name", "linked_only", "linked_market"),
    *("linked_location", "linked_region", "linked_preference", "linked_volume"),
    *("unlinked", "untreated", "ambiguous", "elsewhere", "provider_missing"),
    *("cut_off", "spreads", "spreads_blank", "spreads_impossible"),
    *("spreads_of_sums",),
)
"""Totals in the order of the report: the keys of `LinkedDatabase.counts`."""

ALWAYS = frozenset({"processes", "columns", "exchanges", "product_inputs", "wastes"})
"""Totals that are shown even if they are zero."""

RULES = ("provider", "only", "market", "location", "region", "preference", "volume")
"""Rules by which suppliers are found, in their order."""


def report_json(database: LinkedDatabase) -> str:
    """Every finding with its values, all totals and choices, as JSON text."""
    package = database.package
    content = {
        "package": {
            "format": package.format,
            "name": package.name,
            "version": package.version,
            "licence": package.licence,
            "source": package.source,
        },
        "choices": dict(database.choices),
        "rules": {rule: label(f"import.rule_{rule}", "en") for rule in RULES},
        "counts": {key: database.counts.get(key, 0) for key in _keys(database)},
        "flagged_columns": flagged(database),
        "unmapped_gases": unmapped_gases(database),
        "findings": [_as_json(finding) for finding in database.findings],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n"


def report_markdown(database: LinkedDatabase, lang: Language = "en") -> str:
    """The import for a reader: totals, rules, and each kind of finding with its cure.

    Parameters
    ----------
    database : LinkedDatabase
        With its findings.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    str
        Markdown. Of each code the first `SHOWN` findings are listed.
    """
    lines = [f"# {_title(database, lang)}", "", *_totals(database, lang)]
    lines += [f"## {label('import.rules', lang)}", "", *_rules(database, lang), ""]
    by_code: dict[str, list[Finding]] = {}
    for finding in database.findings:
        by_code.setdefault(finding.code, []).append(finding)
    lines += [f"## {label('import.findings', lang)}", "", *_overview(by_code, lang)]
    for code in sorted(by_code, key=_by_severity):
        lines += _section(code, by_code[code], lang)
    lines += _unmapped(database, lang)
    return "\n".join(lines).rstrip() + "\n"


def flagged(database: LinkedDatabase) -> dict[str, int]:
    """Number of columns that carry each flag themselves, and of those without any."""
    found = {
        name: int(((database.flags & bit) != 0).sum()) for name, bit in FLAGS.items()
    }
    return {**found, "none": int((database.flags == 0).sum())}


def unmapped_gases(database: LinkedDatabase) -> list[dict[str, str]]:
    """Flows that look like greenhouse gases and aren't mapped, ready to be filled in.

    Returns
    -------
    list of dict
        One per flow, with the columns of the table that ``--map`` reads; the gas is
        left for the user.
    """
    flows = database.package.flows
    ids = {each.at: None for each in database.findings if each.code in _UNMAPPED}
    if any(each.code == _NO_GAS for each in database.findings):
        ids |= dict.fromkeys(database.elementary)
    return [
        {
            "flow": id_,
            "name": " ".join(flows[id_].name.split()),
            "compartment": compartment_text(flows[id_]),
            "unit": database.flow_units.get(id_, ""),
            "gas": "",
            "factor": "1",
        }
        for id_ in ids
        if id_ in flows
    ]


_UNMAPPED = ("W081", "W082", "W083")
_NO_GAS = "W567"
"""Of a table in which no flow is known: each of its flows may be one."""


def gas_map_csv(rows: Iterable[Mapping[str, str]]) -> str:
    """Rows of `unmapped_gases` as a CSV table."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def _unmapped(database: LinkedDatabase, lang: Language) -> list[str]:
    """The list that a user copies, fills in and gives to ``--map``."""
    rows = unmapped_gases(database)
    if not rows:
        return []
    text = gas_map_csv(rows).replace("`", "'").rstrip("\n")
    head, told = label("import.unmapped", lang), label("import.unmapped_how", lang)
    return [f"## {head}", "", told, "", "```csv", text, "```", ""]


def _keys(database: LinkedDatabase) -> Iterable[str]:
    others = sorted(database.counts.keys() - set(COUNTS))
    shown = (k for k in COUNTS if k in ALWAYS or database.counts.get(k))
    return (*shown, *others)


def _title(database: LinkedDatabase, lang: Language) -> str:
    package = database.package
    name = " ".join(part for part in (package.name, package.version) if part)
    return label("import.title", lang).format(name=name or "–", format=package.format)


def _totals(database: LinkedDatabase, lang: Language) -> list[str]:
    rows = [
        (label(f"import.{key}", lang), database.counts.get(key, 0))
        for key in _keys(database)
        if key in COUNTS
    ]
    flags = [
        (label(f"import.flag_{name}", lang), number)
        for name, number in flagged(database).items()
        if number
    ]
    heads = [label("import.what", lang), label("import.number", lang)]
    return [
        *_table(heads, rows),
        "",
        f"## {label('import.flags', lang)}",
        "",
        *_table(heads, flags),
        "",
    ]


def _rules(database: LinkedDatabase, lang: Language) -> list[str]:
    rules = [
        f"{i}. {label(f'import.rule_{rule}', lang)}"
        for i, rule in enumerate(RULES, start=1)
    ]
    choices = [
        f"- {label(f'import.choice_{key}', lang)}: {_cell(text)}"
        for key, text in sorted(database.choices.items())
    ]
    return [*rules, "", *(choices or [f"- {label('import.no_choice', lang)}"])]


def _overview(by_code: Mapping[str, Sequence[Finding]], lang: Language) -> list[str]:
    if not by_code:
        return [label("import.nothing", lang), ""]
    rows = [
        (f"{code} {statement(code, lang)}", len(by_code[code]))
        for code in sorted(by_code, key=_by_severity)
    ]
    heads = [label("import.what", lang), label("import.number", lang)]
    return [*_table(heads, rows), ""]


def _section(code: str, findings: Sequence[Finding], lang: Language) -> list[str]:
    """One kind of finding: what it means, what to do, where."""
    shown = [
        f"- `{_cell(finding.at or '–')}` {_cell(message(finding, lang))}"
        f"{_candidates(finding)}"
        for finding in findings[:SHOWN]
    ]
    rest = len(findings) - len(shown)
    if rest:
        shown.append(f"- {label('import.more', lang).format(number=rest)}")
    return [
        f"### {code} ({len(findings)})",
        "",
        explanation(code, lang).strip(),
        "",
        f"{label('import.to_do', lang)}:",
        "",
        *(f"- {line}" for line in cures(code, lang)),
        "",
        *shown,
        "",
    ]


def _candidates(finding: Finding) -> str:
    """The first suppliers between which no rule decided."""
    candidates = finding.values.get("candidates", ())
    if not isinstance(candidates, tuple) or not candidates:
        return ""
    more = f"; +{len(candidates) - NAMED}" if len(candidates) > NAMED else ""
    return f": {_cell('; '.join(candidates[:NAMED]))}{more}"


def _table(heads: Sequence[str], rows: Iterable[tuple[str, int]]) -> list[str]:
    body = [f"| {_cell(name)} | {number:,} |" for name, number in rows]
    return [f"| {heads[0]} | {heads[1]} |", "|---|---:|", *body]


def _cell(text: str) -> str:
    """Text that cannot end a table cell, a line or a code span, or become HTML."""
    plain = " ".join(text.split()).replace("|", "\\|").replace("`", "'")
    return plain.replace("<", "&lt;")


def _by_severity(code: str) -> tuple[int, str]:
    return ("EWN".index(code[0]), code)


def _as_json(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "at": finding.at,
        "message": {"en": message(finding, "en"), "zh": message(finding, "zh")},
        "values": dict(finding.values),
    }


def count_codes(findings: Iterable[Finding]) -> dict[str, int]:
    """Code → how many findings have it, errors first."""
    counted = Counter(finding.code for finding in findings)
    return {code: counted[code] for code in sorted(counted, key=_by_severity)}
