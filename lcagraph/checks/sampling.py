"""Samples: of data from many sources (SD-29), of products and records (CQ-48).

A sample can be judged if its population, its size and its method are told; one that a
verifier draws can be drawn again if its seed is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isqrt

from lcagraph.checks.audit import Audit
from lcagraph.checks.data_cards import activity_data
from lcagraph.errors import Finding
from lcagraph.graph.evidence import DataCard, Sampling
from lcagraph.graph.system import ProductSystem

VERIFICATION = "assessment.sample"

PARTS = ("population", "size", "method")


def check_samples(audit: Audit) -> Iterable[Finding]:
    """Samples that lack a part, exceed their population or are small for it."""
    for at, sampling in samples(audit.system):
        parts = (*PARTS, "seed") if at == VERIFICATION else PARTS
        missing = [part for part in parts if getattr(sampling, part) is None]
        if missing:
            yield from audit.tell("sample_method", at, missing=missing)
        yield from _size(audit, at, sampling)


def root_of(population: int) -> int:
    """Smallest whole number not below √n: the customary size of a sample.

    Source: Guide to PAS 2050 (BSI 2008), p. 33, which offers it as a choice.
    """
    return isqrt(population - 1) + 1 if population > 0 else 0


def samples(system: ProductSystem) -> Iterator[tuple[str, Sampling]]:
    """Every sample of a model with its path; a card that many rows share once."""
    told: set[str] = set()
    for path, card in _cards(system):
        if card is not None and card.sampling is not None and path not in told:
            told.add(path)
            yield f"{path}.sampling", card.sampling
    if system.assessment is not None and system.assessment.sample is not None:
        yield VERIFICATION, system.assessment.sample


def _cards(system: ProductSystem) -> Iterator[tuple[str, DataCard | None]]:
    annual = system.reference.annual_output
    if annual is not None:
        yield "reference.annual_output.data", annual.data
    for id_, parameter in system.parameters.items():
        yield f"parameters.{id_}.data", parameter.data
    for datum in activity_data(system):
        yield datum.card_path, datum.card
    for id_, factor in system.factors.items():
        yield f"factors.{id_}.data", factor.data


def _size(audit: Audit, at: str, sampling: Sampling) -> Iterator[Finding]:
    population, size = sampling.population, sampling.size
    if size is None or population is None:
        return
    values = {"population": population, "size": size, "root": root_of(population)}
    if not 1 <= size <= population:
        yield from audit.tell_value("sample_size", f"{at}.size", **values)
    elif size < root_of(population):
        yield from audit.tell_value("sample_small", f"{at}.size", **values)
