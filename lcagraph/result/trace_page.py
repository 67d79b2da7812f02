"""Traces as a terminal, a notebook and a program read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from html import escape
from typing import Any

from lcagraph.displayed import Displayed
from lcagraph.formulas import Amount
from lcagraph.graph.evidence import DataCard, Evidence
from lcagraph.graph.words import Text
from lcagraph.result.tables import UNDEFINED, significant
from lcagraph.sampling.described import DrawnNumber
from lcagraph.trace import Capture, FactorSource, Override, ProcessSource, Term, Trace
from lcagraph.wording import Language, label, word
from lcagraph.wording.screen import Place, columns

SCHEMA = "lcagraph-trace-1"
"""Version of the layout of the JSON; changes when a key changes its meaning."""

LARGEST = 8
"""Leaves of a branch that a page shows; `to_dict` holds all of them."""

READY = "co2e_"
"""How the flows of ready CO2e figures begin."""

HASH_LENGTH = 12
"""Digits of a hash on screen: 48 bits tell the versions of a set apart."""

Line = tuple[str, str]
"""What it is, and what it says."""
Section = tuple[str, tuple[Line, ...]]


class Traces(Displayed, tuple[Trace, ...]):
    """The traces of one name; printed, they show themselves."""

    __slots__ = ()

    def to_text(self, lang: Language = "en") -> str:
        """Every trace in lines, from the result back to the factor."""
        return "\n\n".join(_text(trace, lang) for trace in self)

    def to_dict(self) -> dict[str, Any]:
        """Every trace as plain data, with the version of its layout."""
        return {"schema": SCHEMA, "traces": [trace_as_dict(trace) for trace in self]}

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return "\n".join(map(repr, self))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """IPython prints tuples its own way; it gets the text of the page."""
        printer.text(self._repr_mimebundle_()["text/plain"])

    def to_html(self, lang: Language = "en") -> str:
        """Every trace in tables, from the result back to the factor."""
        return "".join(_html(trace, lang) for trace in self)


def trace_as_dict(trace: Trace) -> dict[str, Any]:
    """A trace as mappings, lists, texts and numbers; what is not given is left out."""
    return {**_plain(trace), "intensity": trace.intensity}


def _plain(value: object) -> Any:
    """Objects under the words of the format, amounts as they are written."""
    if isinstance(value, Amount):
        return value.text
    if isinstance(value, Place):
        return {"file": value.file, "line": value.line, "column": value.column}
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    if is_dataclass(value):
        given = ((f.name, getattr(value, f.name)) for f in fields(value))
        return {
            name.removesuffix("_"): _plain(inner)
            for name, inner in given
            if inner is not None
            and not (isinstance(inner, tuple | Mapping) and not inner)
        }
    return value


def sections(trace: Trace, lang: Language) -> Iterator[Section]:
    """The chain of one trace, in the order in which it is followed back."""
    yield label("trace.result", lang), tuple(_result(trace, lang))
    yield label("trace.scaling", lang), tuple(_scaling(trace, lang))
    yield label("trace.activity", lang), tuple(_activity(trace, lang))
    if trace.capture is not None:
        own = f"processes.{trace.process}."
        yield label("trace.capture", lang), tuple(_capture(trace.capture, own, lang))
    if isinstance(trace.source, FactorSource):
        yield label("trace.factor", lang), tuple(_factor(trace.source, lang))
    elif trace.source is not None:
        yield label("trace.supplier", lang), tuple(_supplier(trace.source, lang))
    if any(not part.flow.startswith(READY) for part in trace.gases):
        yield label("trace.gases", lang), tuple(_gases(trace))


def title(trace: Trace, lang: Language) -> str:
    """Path of the row and what people call its process."""
    name = trace.process_name.get(lang) if trace.process_name else trace.process
    return f"{trace.path}  {name}"


def headline(trace: Trace, lang: Language) -> str:
    """Amount × intensity = contribution, with its share of the footprint."""
    share = UNDEFINED if trace.share is None else f"{100 * trace.share:.2f} %"
    return label("trace.headline", lang).format(
        contribution=significant(trace.contribution),
        reference=trace.reference,
        amount=f"{significant(trace.amount)} {trace.unit}",
        intensity=significant(trace.intensity),
        unit=trace.unit,
        share=share,
    )


# ------------------------------------------------------------------------- sections


def _result(trace: Trace, lang: Language) -> Iterator[Line]:
    yield label("trace.line", lang), _at(trace.place)
    yield label("result.stage", lang), label(f"stage.{trace.stage}", lang)
    if trace.scenario:
        yield label("trace.scenario", lang), trace.scenario
    own = f"processes.{trace.process}."
    for override in trace.overrides:
        yield override.path.replace(own, ""), _override(override, lang)
    for item, amount in trace.items.items():
        yield label(f"item.{item}", lang), f"{significant(amount)} kgCO2e"


def _scaling(trace: Trace, lang: Language) -> Iterator[Line]:
    line = label("trace.draw", lang)
    for draw in trace.draws:
        allocation = f"{100 * draw.allocation:.6g} %"
        yield draw.product, line.format(runs=f"{draw.runs:.6g}", allocation=allocation)
    solution = trace.solution
    yield (
        label("result.proof", lang),
        label("result.proof_line", lang).format(
            solver=label(f"result.solver_{solution.solver}", lang),
            residual=f"{solution.residual:.1e}",
            condition=f"{solution.condition:.3g}",
            bound=f"{solution.error_bound:.1e}",
        ),
    )


def _activity(trace: Trace, lang: Language) -> Iterator[Line]:
    activity, own = trace.activity, f"processes.{trace.process}."
    yield label("trace.written", lang), activity.written.replace(own, "")
    netting = activity.netting
    # of a row with deductions the net is the value, told below
    is_net = netting is not None and netting.net.name.startswith(f"{trace.path}.amount")
    if activity.written.startswith("=") and not is_net:
        value = f"{significant(activity.value, 6)} {activity.unit}"
        yield label("trace.value", lang), value
    if activity.spread is not None:
        yield label("trace.spread", lang), _spread(activity.spread, lang)
    if netting is not None:
        yield label("trace.gross", lang), _term(netting.gross, own, lang)
        for each in netting.minus:
            yield f"− {each.name.rpartition('.')[2]}", _term(each, own, lang)
        yield label("trace.net", lang), _number(netting.net)
    for term in activity.terms:
        yield f"  {term.name.replace(own, '')}", _term(term, own, lang)
    if activity.card is None:
        yield label("trace.card", lang), label("trace.no_card", lang)
        return
    if activity.is_default_card:
        yield label("trace.card", lang), label("trace.default_card", lang)
    yield from _card(activity.card, lang)
    if activity.period:
        yield word("key", "period", lang), activity.period
    if activity.meter:
        id_, meter = activity.meter
        calibration = meter.calibration if meter else None
        until = calibration.valid_until if calibration else None
        name, serial = (meter.name.get(lang), meter.serial) if meter else (None, None)
        yield (
            word("key", "meter", lang),
            " · ".join(filter(None, [id_, name, serial, until])),
        )
    if activity.deviation is not None:
        yield label("trace.deviation", lang), f"{100 * activity.deviation:+.2f} %"
    yield from _evidence(activity.evidence, lang)


def _term(term: Term, own: str, lang: Language) -> str:
    """Value of what a formula names, with its own formula and its line."""
    parts = [_number(term)]
    if term.written.startswith("=") or "±" in term.written:
        parts.append(term.written.replace(own, ""))
    if term.spread is not None and "±" not in term.written:
        parts.append(f"({_spread(term.spread, lang)})")
    if term.override is not None:
        parts.append(_set_by(term.override, lang))
    elif term.place:
        parts.append(str(term.place))
    return "  ".join(parts)


def _number(term: Term) -> str:
    unit = "" if term.unit == "1" else f" {term.unit}"
    return f"{significant(term.value, 6)}{unit}"


def _spread(spread: DrawnNumber, lang: Language) -> str:
    """Distribution, and whether the model states it or its pedigree scores do."""
    scores = f" {list(spread.pedigree)}" if spread.pedigree else ""
    return f"{spread.text(lang)} · {label(f'mc.origin_{spread.origin}', lang)}{scores}"


def _override(override: Override, lang: Language) -> str:
    """The value that is set, by whom and where, and what it replaced."""
    return f"{override.value}  {_set_by(override, lang)}"


def _set_by(override: Override, lang: Language) -> str:
    """``scenario green, model.yaml:40:5  (was 8 MWh, model.yaml:12:9)``."""
    if override.scenario is None:
        setter = label("trace.set_by_call", lang)
    else:
        name = label("trace.set_by_scenario", lang).format(scenario=override.scenario)
        setter = ", ".join([name, *map(str, filter(None, [override.place]))])
    was = [override.was or UNDEFINED, *map(str, filter(None, [override.was_place]))]
    before = label("trace.was", lang).format(was=", ".join(was))
    return f"{setter}  ({before})"


def _card(card: DataCard, lang: Language) -> Iterator[Line]:
    """The rows of the datum card that are filled in, by the words of the format."""
    check = card.cross_check
    second = [check.value.text if check and check.value else None]
    second.append(_get(check.source if check else None, lang))
    rows = {
        "class": _word("data_class", card.class_, lang),
        "calibration": _word("calibration", card.calibration, lang),
        "origin": _word("origin", card.origin, lang),
        "source": _get(card.source, lang),
        "method": _get(card.method, lang),
        "monitoring": _get(card.monitoring, lang),
        "gaps": _get(card.gaps, lang),
        "cross_check": " · ".join(filter(None, second)),
    }
    yield from ((word("key", key, lang), value) for key, value in rows.items() if value)


def _evidence(
    documents: tuple[tuple[str, Evidence | None], ...], lang: Language
) -> Iterator[Line]:
    for id_, found in documents:
        title = found.title.get(lang) if found else None
        rest = [found.file, found.page, found.date] if found else []
        yield (
            word("key", "evidence", lang),
            " · ".join(filter(None, [id_, title, *rest])),
        )


def _factor(source: FactorSource, lang: Language) -> Iterator[Line]:
    name = _get(source.name, lang)
    yield (
        word("key", "id", lang),
        " · ".join(filter(None, [source.id, name, _at(source.place, "")])),
    )
    for flow, text in source.figures.items():
        yield label("trace.figure", lang), f"{flow}: {text} / {source.per}"
    for flow, spread in source.spreads.items():
        yield label("trace.spread", lang), f"{flow}: {_spread(spread, lang)}"
    for override in source.overrides:
        yield override.path.rpartition(".")[2], _override(override, lang)
    rows = {
        label("trace.as_published", lang): source.as_published,
        "source": _get(source.source, lang),
        "page": source.page,
        "year": str(source.year) if source.year else None,
        "region": source.region,
        "class": _word("class", source.class_, lang),
        "boundary": _word("boundary", source.boundary, lang),
        "gwp": _word("gwp", source.gwp, lang),
        "from": source.origin,
        "licence": source.licence,
        "sha256": source.set_hash[:HASH_LENGTH] if source.set_hash else None,
    }
    yield from ((word("key", key, lang), value) for key, value in rows.items() if value)
    yield from _evidence(source.evidence, lang)


def _capture(capture: Capture, own: str, lang: Language) -> Iterator[Line]:
    """Gross emission, origin and fate of captured CO2."""
    if capture.gross is not None:
        gross = f"{capture.of}  {_term(capture.gross, own, lang)}"
        yield label("trace.capture_of", lang), gross
    origin = word("carbon", capture.origin, lang)
    yield word("capture", "origin", lang), origin
    yield (
        word("capture", "fate", lang),
        f"{capture.fate}  ({label(f'trace.fate.{capture.fate}', lang)})",
    )


def _supplier(source: ProcessSource, lang: Language) -> Iterator[Line]:
    name = _get(source.name, lang)
    yield (
        word("key", "id", lang),
        " · ".join(filter(None, [source.id, name, _at(source.place, "")])),
    )
    for leaf in source.leaves[:LARGEST]:
        amount = f"{significant(leaf.amount)} {leaf.unit}"
        yield f"  {leaf.path}", f"{significant(leaf.emission)} kgCO2e  ({amount})"
    rest = source.leaves[LARGEST:]
    if rest:
        others = label("result.others", lang).format(count=len(rest))
        emission = sum(leaf.emission for leaf in rest)
        yield f"  {others}", f"{significant(emission)} kgCO2e"


def _gases(trace: Trace) -> Iterator[Line]:
    for part in trace.gases:
        if part.flow.startswith(READY):
            continue  # a ready CO2e figure: no GWP is applied to it
        factor = f"{significant(part.gwp)} kgCO2e/kg"
        emission = f"{significant(part.emission)} kgCO2e"
        amount = f"{significant(part.amount)} kg"
        yield part.flow, f"{amount} × {factor} = {emission}  ({trace.gwp_set})"


def _word(kind: str, id_: str | None, lang: Language) -> str | None:
    return word(kind, id_, lang) if id_ else None


def _get(text: Text | None, lang: Language) -> str | None:
    return text.get(lang) if text else None


def _at(place: Place | None, unknown: str = UNDEFINED) -> str:
    return str(place) if place else unknown


# ---------------------------------------------------------------------------- pages


def _text(trace: Trace, lang: Language) -> str:
    found = [(head, lines) for head, lines in sections(trace, lang) if lines]
    width = max(columns(key) for _, lines in found for key, _ in lines)
    page = [title(trace, lang), headline(trace, lang)]
    for head, lines in found:
        page.append(f"\n← {head}" if len(page) > 2 else f"\n{head}")
        page += [f"  {key}{' ' * (width - columns(key))}  {v}" for key, v in lines]
    return "\n".join(page)


def _html(trace: Trace, lang: Language) -> str:
    rows = []
    for head, lines in sections(trace, lang):
        rows.append(f'<tr><th colspan="2">{escape(head)}</th></tr>')
        rows += [
            f"<tr><td>{escape(key.strip())}</td><td>{escape(text)}</td></tr>"
            for key, text in lines
        ]
    caption = f"{escape(title(trace, lang))}<br>{escape(headline(trace, lang))}"
    return f"<table><caption>{caption}</caption>{''.join(rows)}</table>"
