"""The product that a footprint is of: unit, mass, carbon, names and ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lcagraph.checks import audit_of
from lcagraph.checks.audit import KILOGRAM, Audit
from lcagraph.compile.masses import MASSLESS, way_to
from lcagraph.errors import Finding, QuantityError
from lcagraph.exchange import carried
from lcagraph.exchange.decimals import decimal_text, rounded
from lcagraph.exchange.doubts import weighs_otherwise
from lcagraph.exchange.lacking import Lacking
from lcagraph.formulas import Amount
from lcagraph.formulas.amount import value_in
from lcagraph.graph.data_exchange import DataExchange
from lcagraph.graph.flow import Product
from lcagraph.graph.system import ProductSystem
from lcagraph.result.footprint import Footprint
from lcagraph.units import DIMENSIONLESS, Unit, conversion, multiply, parse_unit
from lcagraph.wording import Language

_CODES = {"cpc": "un-cpc", "cas": "cas"}
"""Key of `products.*.codes` → its name in URNs of PACT."""

_CARBON = {
    "recycled_carbon": "recycledCarbonContent",
    "packaging_biogenic_carbon": "packagingBiogenicCarbonContent",
}
"""Key of `data_exchange` → field of PACT."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFacts:
    """Of one declared unit."""

    name: str
    description: str
    company_ids: tuple[str, ...]
    ids: tuple[str, ...]
    classifications: tuple[str, ...]
    unit: str
    amount: Decimal
    mass: Decimal
    """[kg]"""
    fossil_carbon: Decimal
    """[kg]"""
    biogenic_carbon: Decimal | None
    recycled_carbon: Decimal | None
    packaging_carbon: Decimal | None
    """Biogenic carbon of the packaging. [kg]"""


def product_facts(
    footprint: Footprint, exchange: DataExchange, lacking: Lacking, lang: Language
) -> ProductFacts:
    """What the model says of its reference product; `lacking` gets what it doesn't."""
    system = footprint.prepared.compiled.system
    audit = audit_of(footprint.prepared, footprint.numbers, footprint.rows)
    at = f"products.{system.reference.product}"
    product = system.products.get(system.reference.product) or Product()
    amount, unit = audit.term("reference.amount") or (0.0, DIMENSIONLESS)
    word = carried.declared_unit(unit)
    if word is None:
        lacking.refuses("declaredUnitOfMeasurement", "reference.amount", unit, "unit")
    contents = _Contents(audit, amount, unit)
    mass = contents.mass(lacking, at)
    name = product.name.get(lang) if product.name is not None else None
    return ProductFacts(
        name=lacking.text("productNameCompany", f"{at}.name", name),
        description=lacking.text(
            "productDescription", f"{at}.description", _description(system, lang)
        ),
        company_ids=_urns("companyIds", "company_ids", exchange.company_ids, lacking),
        ids=_urns("productIds", "product_ids", exchange.product_ids, lacking),
        classifications=_classes(product, exchange, lacking),
        unit=word or "",
        amount=_declared(rounded(amount * _factor(unit, word)), mass, word, lacking),
        mass=mass,
        fossil_carbon=contents.fossil_carbon(lacking, at),
        biogenic_carbon=contents.biogenic_carbon,
        recycled_carbon=_carbon("recycled_carbon", exchange.recycled_carbon, lacking),
        packaging_carbon=_carbon(
            "packaging_biogenic_carbon", exchange.packaging_biogenic_carbon, lacking
        ),
    )


class _Contents:
    """Mass and carbon of the reference amount."""

    def __init__(self, audit: Audit, amount: float, unit: Unit) -> None:
        demand = audit.prepared.compiled.demand
        section = "treats" if demand.is_treatment else "outputs"
        self._path = f"processes.{demand.process}.{section}.{demand.row}"
        self._audit, self._product = audit, demand.product
        self._amount, self._unit = amount, unit
        self._mass = self._known_mass()

    def mass(self, lacking: Lacking, at: str) -> Decimal:
        """Of what has no mass: zero, as the schema wants it. [kg]"""
        if self._mass is None and not self._is_massless:
            lacking.needs("productMassPerDeclaredUnit", f"{at}.mass")
        return rounded(self._mass or 0.0)

    def fossil_carbon(self, lacking: Lacking, at: str) -> Decimal:
        """Stated, or all carbon less the biogenic. [kg]"""
        stated = self._of("fossil_carbon")
        if stated is None:
            whole, biogenic = self._of("carbon"), self._of("biogenic_carbon")
            if whole is not None and biogenic is not None:
                stated = max(whole - biogenic, 0.0)
        if stated is None and not self._is_massless:
            lacking.needs("fossilCarbonContent", f"{at}.fossil_carbon")
        return rounded(stated or 0.0)

    @property
    def biogenic_carbon(self) -> Decimal | None:
        stated = self._of("biogenic_carbon")
        return rounded(stated) if stated is not None else None

    @property
    def _is_massless(self) -> bool:
        """A battery per kWh that states its mass is no energy."""
        return self._mass is None and self._unit.dimension in MASSLESS

    def _property(self, name: str) -> tuple[float, Unit] | None:
        return self._audit.property_of(self._path, self._product, name)

    def _known_mass(self) -> float | None:
        stated = self._property("mass")
        if stated is not None:  # also of what is a mass itself: NaOH as lye
            return self._times([stated])
        known = {
            name: found
            for name in ("volume", "density")
            if (found := self._property(name)) is not None
        }
        way = way_to("mass", self._unit, {n: u for n, (_, u) in known.items()}.get)
        if way is None:
            return None
        mass = self._amount * self._unit.factor
        for name, is_factor in way:
            value = known[name][0] * known[name][1].factor
            mass = mass * value if is_factor else mass / value
        return mass

    def _of(self, name: str) -> float | None:
        """Carbon: amount × content, or mass × content if that is a share of it."""
        content = self._property(name)
        if content is None:
            return None
        direct = self._times([content])
        if direct is not None or self._mass is None:
            return direct
        return _kilograms(self._mass * content[0], multiply(KILOGRAM, content[1]))

    def _times(self, properties: Sequence[tuple[float, Unit]]) -> float | None:
        value, unit = self._amount, self._unit
        for content, own in properties:
            value, unit = value * content, multiply(unit, own)
        return _kilograms(value, unit)


def _kilograms(value: float, unit: Unit) -> float | None:
    try:
        return value * conversion(unit, KILOGRAM)
    except QuantityError:
        return None


def _factor(unit: Unit, word: str | None) -> float:
    return conversion(unit, parse_unit(carried.UNITS[word])) if word else 0.0


def _declared(
    amount: Decimal, mass: Decimal, word: str | None, lacking: Lacking
) -> Decimal:
    """The amount; in kilograms the mass as delivered, which is what a buyer counts."""
    if word != "kilogram" or not mass or not weighs_otherwise(amount, mass):
        return amount
    values = {
        "mass": decimal_text(mass),
        "amount": decimal_text(amount),
        "unit": carried.UNITS[word],
    }
    lacking.findings.append(Finding(code="N063", at="reference.amount", values=values))
    return mass


def _description(system: ProductSystem, lang: Language) -> str:
    """Description of the product, else of the product system."""
    product = system.products.get(system.reference.product) or Product()
    declared = system.scope.declarations
    texts = (product.description, declared.product_system if declared else None)
    return next((text.get(lang) for text in texts if text is not None), "")


def _urns(
    name: str, key: str, given: tuple[str, ...], lacking: Lacking
) -> tuple[str, ...]:
    at = f"data_exchange.{key}"
    if not given:
        lacking.needs(name, at)
    _check_urns(name, at, given, lacking)
    return given


def _check_urns(name: str, at: str, given: Sequence[str], lacking: Lacking) -> None:
    for position, urn in enumerate(given):
        if not carried.is_urn(urn):
            lacking.refuses(name, f"{at}.{position}", urn, "urn")


def _classes(
    product: Product, exchange: DataExchange, lacking: Lacking
) -> tuple[str, ...]:
    """The product's codes that PACT has names for, and what is stated besides."""
    _check_urns(
        "productClassifications",
        "data_exchange.classifications",
        exchange.classifications,
        lacking,
    )
    own = [
        f"urn:pact:productclassification:{name}:{product.codes[key]}"
        for key, name in _CODES.items()
        if key in product.codes
    ]
    return tuple(dict.fromkeys([*own, *exchange.classifications]))


def _carbon(key: str, stated: Amount | None, lacking: Lacking) -> Decimal | None:
    """A mass of carbon that the model states per reference flow. [kg]"""
    if stated is None:
        return None
    at = f"data_exchange.{key}"
    try:
        value = value_in(stated, KILOGRAM)
    except QuantityError as error:
        lacking.findings.append(error.at(at))
        return None
    if value is None or value < 0:
        lacking.refuses(_CARBON[key], at, stated.text, "sign")
        return None
    return rounded(value)
