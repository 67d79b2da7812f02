"""What a model still asks of a plant: amounts, their cards, fields of the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lcagraph.formats.yaml.canonical import to_plain
from lcagraph.formats.yaml.tree import Plain
from lcagraph.formulas import names_in, number_in
from lcagraph.graph.evidence import DataCard
from lcagraph.graph.process import Emission, Exchange, Removal, UnitProcess
from lcagraph.graph.report_fields import Organisation
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import Text
from lcagraph.impact import elementary_flows
from lcagraph.units import UNITS, Unit, is_co2e, is_money
from lcagraph.wording import Language

CARD = ("class", "calibration", "origin", "source", "period")
"""Parts of a datum card that the questionnaire asks for."""

INHERITING = ("outputs", "inputs", "waste")
"""Sections whose rows have the card of their process, if none of their own."""

ROWS = (*INHERITING, "emissions", "removals")

ORGANISATION = (
    "name",
    "address",
    "legal_representative",
    "contact",
    "phone",
    "credit_code",
    "profile",
    "business_scope",
    "founded",
    "energy_management",
)
SCOPE = ("period", "geography")
FACTOR = ("class", "region", "year", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatumQuestion:
    """An amount of a process with its card, or a parameter."""

    path: str
    process: str
    name: str
    written: str
    """As the model has it."""
    value: float | None
    """None: a formula, which the plant isn't asked for. [unit]"""
    parameters: tuple[str, ...] = ()
    """Names in that formula."""
    unit: str = ""
    units: tuple[str, ...] = ()
    """Units in which it may be answered."""
    card: Mapping[str, str] | None = None
    """What is known of the card, by part; None: nothing of a card is asked."""
    has_own_card: bool = False
    inherited: Mapping[str, Plain] = field(default_factory=dict)
    """Card of the process that serves this row, as the model writes it."""
    low: float | None = None
    high: float | None = None
    """Range that the answer must keep. [unit]"""

    @property
    def amount_path(self) -> str:
        """Path of the number."""
        is_parameter = self.path.startswith("parameters.")
        return self.path + (".value" if is_parameter else ".amount")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorQuestion:
    """A factor of the model of which something isn't told."""

    path: str
    name: str
    per: str
    known: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldQuestion:
    """A field of the report that is empty."""

    path: str
    key: str
    """Its label is `collect.field.<key>`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """All that is asked, in the order of the model."""

    data: tuple[DatumQuestion, ...]
    factors: tuple[FactorQuestion, ...]
    fields: tuple[FieldQuestion, ...]


def questions_of(system: ProductSystem, lang: Language) -> Questions:
    """What the plant or supplier is asked about a model.

    Parameters
    ----------
    system : ProductSystem
    lang : {"zh", "en"}
        Language of names.

    Returns
    -------
    Questions
        Every amount of a process that is a number, with its card as far as it is known;
        parameters; factors whose class, region, year or source is open; fields of the
        report that are empty.
    """
    return Questions(
        data=(*_parameters(system, lang), *_amounts(system, lang)),
        factors=tuple(_factors(system, lang)),
        fields=tuple(_fields(system)),
    )


def _in(text: Text | None, lang: Language, otherwise: str) -> str:
    return text.get(lang) if text is not None else otherwise


def alternatives(unit: Unit) -> tuple[str, ...]:
    """Units of one kind, the model's own first; sums of money and CO2e apart."""
    if is_money(unit) or is_co2e(unit):
        return (unit.symbol,)
    alike = (
        symbol
        for symbol, one in UNITS.items()
        if one.dimension == unit.dimension and "CO2" not in symbol
    )
    return tuple(dict.fromkeys((unit.symbol, *alike)))


# ----------------------------------------------------------------------- activity data


def _parameters(system: ProductSystem, lang: Language) -> Iterator[DatumQuestion]:
    for id, parameter in system.parameters.items():
        literal = number_in(parameter.value.expression)
        if literal is None:
            continue
        value, unit = literal
        limits = [
            number_in(a.expression) if a else None
            for a in (parameter.min, parameter.max)
        ]
        low, high = (
            found[0] * found[1].factor / unit.factor if found else None
            for found in limits
        )
        yield DatumQuestion(
            path=f"parameters.{id}",
            process="",
            name=_in(parameter.name, lang, id),
            written=parameter.value.text,
            value=value,
            unit=unit.symbol,
            units=alternatives(unit),
            low=low,
            high=high,
        )


def _amounts(system: ProductSystem, lang: Language) -> Iterator[DatumQuestion]:
    plain = to_plain(system)["processes"]
    cards = plain if isinstance(plain, Mapping) else {}
    for id, process in system.processes.items():
        if process.kind == "mix":
            continue
        stated = cards.get(id)
        whole = stated.get("data") if isinstance(stated, Mapping) else None
        inherited = whole if isinstance(whole, Mapping) else {}
        for section in ROWS:
            for row, exchange in getattr(process, section).items():
                if exchange.amount is not None:
                    path = f"processes.{id}.{section}.{row}"
                    known = inherited if section in INHERITING else {}
                    yield _amount(system, path, process, exchange, known, lang)


def _amount(
    system: ProductSystem,
    path: str,
    process: UnitProcess,
    exchange: Exchange | Emission | Removal,
    inherited: Mapping[str, Plain],
    lang: Language,
) -> DatumQuestion:
    _, id, section, row = path.split(".")
    amount = exchange.amount
    assert amount is not None
    literal = number_in(amount.expression)
    value, unit = literal if literal else (None, None)
    own = exchange.product if isinstance(exchange, Exchange) else exchange.flow
    card = exchange.data or (process.data if section in INHERITING else None)
    return DatumQuestion(
        path=path,
        process=_in(process.name, lang, id),
        name=_in(exchange.name, lang, _name(system, own or row, lang)),
        written=amount.text,
        value=value,
        parameters=tuple(sorted(names_in(amount.expression))),
        unit=unit.symbol if unit else "",
        units=alternatives(unit) if unit else (),
        card=_card(card, lang),
        has_own_card=exchange.data is not None,
        inherited=inherited,
        low=0.0 if value is None or value >= 0 else None,
    )


def _name(system: ProductSystem, id: str, lang: Language) -> str:
    things = (
        system.products.get(id),
        system.factors.get(id),
        elementary_flows().get(id),
    )
    named = (getattr(thing, "name", None) for thing in things)
    return next((name.get(lang) for name in named if name is not None), id)


def _card(card: DataCard | None, lang: Language) -> dict[str, str]:
    """What is known of a row's card."""
    if card is None:
        return dict.fromkeys(CARD, "")
    return {
        "class": card.class_ or "",
        "calibration": card.calibration or "",
        "origin": card.origin or "",
        "source": _in(card.source, lang, ""),
        "period": card.period or "",
    }


# ------------------------------------------------------------------ factors and fields


def _factors(system: ProductSystem, lang: Language) -> Iterator[FactorQuestion]:
    for id, factor in system.factors.items():
        if factor.from_ is not None:
            continue
        known = {
            "class": factor.class_ or "",
            "region": factor.region or "",
            "year": str(factor.year or ""),
            "source": _in(factor.source, lang, ""),
        }
        if not all(known.values()):
            yield FactorQuestion(
                path=f"factors.{id}",
                name=_in(factor.name, lang, id),
                per=factor.per.text if factor.per else "",
                known=known,
            )


def _fields(system: ProductSystem) -> Iterator[FieldQuestion]:
    if system.reference.annual_output is None:
        yield FieldQuestion(path="reference.annual_output.amount", key="annual_output")
    for key in SCOPE:
        if not getattr(system.scope, key):
            yield FieldQuestion(path=f"scope.{key}", key=key)
    organisation = system.organisation or Organisation()
    for key in ORGANISATION:
        if not getattr(organisation, key):
            yield FieldQuestion(path=f"organisation.{key}", key=key)
