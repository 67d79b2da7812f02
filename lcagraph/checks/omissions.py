"""What is easily forgotten: the six items of 表1-1's hint (SD-43b).

Each item is in the model, or an exclusion says why it is not: one whose id is the
item's (`storage`, `packaging`, …) or whose name says one of its words. What is taken
off a meter under such an id (`minus: {business_cars: 300 L}`) is left out as well, and
said to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from lcagraph.checks.audit import Audit
from lcagraph.errors import Finding

WORDS: Mapping[str, tuple[str, ...]] = {
    "business_cars": ("公务车", "公务用车", "business car", "company car"),
    "office_refrigerant": ("办公制冷剂", "办公空调", "office refrigerant"),
    "storage": ("仓储", "仓库", "储存", "storage", "warehouse"),
    "production_waste": ("生产废物", "生产固废", "production waste"),
    "packaging": ("包装", "packaging", "packing", "packed"),
    "energy_supply": ("能源生产", "能源运输", "energy supply", "energy production"),
}
"""Item → words that tell it in names."""

ENERGY_KINDS = ("electricity", "fuel", "heat")


def check_omissions(audit: Audit) -> Iterable[Finding]:
    """The six items that are neither modelled nor explained."""
    excluded = _words_of_exclusions(audit)
    taken_off = _ids_taken_off(audit)
    for item, words in WORDS.items():
        is_explained = item in audit.system.scope.excluded or _says(excluded, words)
        is_explained |= item in taken_off or _says(" ".join(taken_off), words)
        if not is_explained and not IS_MODELLED[item](audit):
            yield from audit.tell("omission", "scope.excluded", item=item)


def _words_of_exclusions(audit: Audit) -> str:
    named = audit.system.scope.excluded
    return " ".join(f"{id_} {e.name.zh} {e.name.en}" for id_, e in named.items())


def _ids_taken_off(audit: Audit) -> set[str]:
    """Ids under `minus` on the cards of processes in use."""
    used = set(audit.used_processes())
    deductions = audit.prepared.compiled.deductions.values()
    return {id_ for d in deductions if d.path.split(".")[1] in used for id_ in d.minus}


def _words_of_model(audit: Audit) -> str:
    """Ids and names of processes in use and of what they take in."""
    words: list[str] = []
    for id_ in audit.used_processes():
        process = audit.system.processes[id_]
        words += [id_, process.name.zh, process.name.en] if process.name else [id_]
        words += [input_.product or row for row, input_ in process.inputs.items()]
    for id_, column in audit.factors.items():
        name = column.factor.name
        words += [id_, name.zh, name.en] if name else [id_]
    return " ".join(words)


def _says(text: str, words: Iterable[str]) -> bool:
    spoken = text.casefold().replace("_", " ")
    return any(word in spoken for word in words)


def _has_storage(audit: Audit) -> bool:
    stages = {row.stage for row in audit.rows}
    is_booked = bool(stages & {"inbound_storage", "storage"})
    return is_booked or _says(_words_of_model(audit), WORDS["storage"])


def _has_waste(audit: Audit) -> bool:
    used = [audit.system.processes[id_] for id_ in audit.used_processes()]
    return any(process.waste or process.treats for process in used)


def _has_packaging(audit: Audit) -> bool:
    return _says(_words_of_model(audit), WORDS["packaging"])


def _has_energy(audit: Audit) -> bool:
    """Energy with its production: a factor that holds more than combustion."""
    return any(
        column.factor.kind in ENERGY_KINDS
        and column.factor.boundary != "combustion_only"
        for column in audit.factors.values()
    )


def _is_never_modelled(audit: Audit) -> bool:
    """Company cars and office refrigerants are to be taken out, and said so."""
    return False


IS_MODELLED: Mapping[str, Callable[[Audit], bool]] = {
    "business_cars": _is_never_modelled,
    "office_refrigerant": _is_never_modelled,
    "storage": _has_storage,
    "production_waste": _has_waste,
    "packaging": _has_packaging,
    "energy_supply": _has_energy,
}
