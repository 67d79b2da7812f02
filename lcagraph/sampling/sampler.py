"""Draws of every uncertain number of a model: values[k, n] for `evaluate`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from lcagraph.arrays import Floats, Prepared
from lcagraph.errors import Finding, ModelError
from lcagraph.sampling.balances import MassBalance, balances, broken_balances
from lcagraph.sampling.dependence import Columns, together, uncertain_ancestors
from lcagraph.sampling.halving import Refused, refused_rows
from lcagraph.sampling.numbers import UncertainNumber, uncertain_numbers
from lcagraph.sampling.shares import ShareGroup, redraw, share_groups
from lcagraph.sampling.signs import Signs, signs_of, terms_for
from lcagraph.sampling.streams import uniforms
from lcagraph.waivers import waive
from lcagraph.wording.page import significant

Rows = NDArray[np.intp]

NO_NAMES: Mapping[str, str] = MappingProxyType({})

NOTHING_NEGATIVE = Signs()

MOST_REFUSED = 0.001
"""Share of draws that may be impossible before a group of numbers is refused."""

PILOT_SEED, PILOT_DRAWS = 0, 4096
"""Draws that tell, before any other, what groups and balances make of the numbers."""

PILOT_REFUSED = PILOT_DRAWS // 64
"""Draws of the pilot that may be impossible before it tells nothing: 15 times what a
run allows, so that no luck takes a run for one that is refused."""

NOTED_CHANGE = 0.05
"""Relative change of a standard deviation that is worth a note: 4 times the standard
error of that of so many draws."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Samples:
    """Draws of which a few may be impossible."""

    values: Floats
    """As `Sampler.draw` gives them, shape (k, n); of a row that isn't whole, each
    number at its own quantile, shares and balances left as they are."""
    refused: Refused
    """Rows in which a formula that shares or balances depend on has no value, or in
    which an input of a mix is negative."""
    is_whole: NDArray[np.bool_]
    """Rows that were drawn: neither refused, nor left out after too many of them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sampler:
    """Draws of the uncertain numbers of one prepared model."""

    prepared: Prepared
    numbers: tuple[UncertainNumber, ...]
    findings: tuple[Finding, ...] = ()
    """Notes and warnings: pedigrees that aren't used, shares that are divided by their
    sum, balances that draws break."""
    shares: tuple[ShareGroup, ...] = ()
    balances: tuple[MassBalance, ...] = ()
    signs: Signs = NOTHING_NEGATIVE

    def draw(self, seed: int, first: int, count: int) -> Floats:
        """Values of samples first … first + count − 1.

        Any split of the samples gives the same bits, and so does any other model in
        which a number has the same stream.

        Returns
        -------
        ndarray, shape (count, n)
            Independent values in the order of `compiled.table.independent`.
            [each in its own unit]
        """
        return self.at_quantiles(self.uniforms(seed, first, count))

    def samples(
        self, seed: int, first: int, count: int, *, most: int | None = None
    ) -> Samples:
        """The same, but an impossible draw leaves the others as they are.

        Parameters
        ----------
        seed, first, count : int
            As of `draw`.
        most : int, optional
            Impossible draws before the rest is not worth drawing; None: draw all.
        """
        return self.samples_at(self.uniforms(seed, first, count), most=most)

    def samples_at(self, u: Floats, *, most: int | None = None) -> Samples:
        """Values at given quantiles, as `at_quantiles`, and where there are none.

        Parameters
        ----------
        u : ndarray, shape (k, m)
            In the open interval (0, 1). [1]
        most : int, optional
            As of `samples`.
        """
        values = self._own_quantiles(u)
        is_whole = np.zeros(len(u), dtype=np.bool_)
        if not (self.shares or self.balances or self.signs.mixes):
            return Samples(values=values.T, refused=(), is_whole=~is_whole)

        def keep(rows: slice) -> None:
            part = values[:, rows].copy()
            self._make_consistent(u[rows], part)
            values[:, rows], is_whole[rows] = part, True

        refused = refused_rows(len(u), keep, most=most)
        return Samples(values=values.T, refused=refused, is_whole=is_whole)

    def uniforms(self, seed: int, first: int, count: int) -> Floats:
        """Quantiles of samples first … first + count − 1: `draw` is their values.

        Returns
        -------
        ndarray, shape (count, m)
            One column per number of `numbers`, in the open interval (0, 1). [1]
        """
        u = np.empty((len(self.numbers), count))
        for row, number in zip(u, self.numbers, strict=True):
            row[:] = uniforms(seed, number.stream, first, count)
        return u.T

    def at_quantiles(self, u: Floats) -> Floats:
        """Values at given quantiles, one column of `u` per number of `numbers`.

        Shares and mass balances are kept: a number that belongs to such a group may
        end up with another value than its own quantile.

        Parameters
        ----------
        u : ndarray, shape (k, m)
            In the open interval (0, 1). [1]

        Returns
        -------
        ndarray, shape (k, n)
            [each in its own unit]

        Raises
        ------
        ValueError
            `u` has another shape.
        CalculationError
            A formula that a group depends on has no value in some draw, or an input of
            a mix is negative.
        """
        values = self._own_quantiles(u)
        self._make_consistent(u, values)
        return values.T

    def _own_quantiles(self, u: Floats) -> Floats:
        """Each number at its own quantile, shape (n, k)."""
        if u.ndim != 2 or u.shape[1] != len(self.numbers):
            raise ValueError(f"u must have shape (k, {len(self.numbers)})")
        values = np.repeat(self.prepared.base[:, None], len(u), axis=1)
        for column, number in zip(u.T, self.numbers, strict=True):
            values[number.column] = number.spread.quantile(column)
        return values

    def _make_consistent(self, u: Floats, values: Floats) -> None:
        """Keep shares and balances, in place; `values` of shape (n, k)."""
        self._share_out(u, values)
        for balance in self.balances:
            balance.close(values, self._filled)
        if mixes := self.signs.mixes:
            table = self.prepared.compiled.table
            self.signs.refuse_mixes(terms_for(mixes, table, values))

    def _share_out(self, u: Floats, values: Floats) -> None:
        """Make shares add up, in place; `values` of shape (n, k)."""
        n = len(values)
        is_by_formulas = any(group.needs_terms(n) for group in self.shares)
        terms = self._filled(values) if is_by_formulas else values
        for group in self.shares:
            left = group.left_for_literals(terms)
            redraw(group, self.numbers, u, values, left)
            group.make_fit(values, left)

    def _filled(self, values: Floats) -> Floats:
        """Every term, shape (terms, k)."""
        return self.prepared.compiled.table.fill(values.T).T


def sampler_of(
    prepared: Prepared, *, family: str = "", streams: Mapping[str, str] = NO_NAMES
) -> Sampler:
    """What draws the uncertain numbers of a model.

    Parameters
    ----------
    prepared : Prepared
        The compiled model.
    family : str
        Added to the names of the streams, so that two unrelated models don't share
        draws where their paths happen to be equal. Scenarios, allocation alternatives
        and copies with other values share all draws: leave it empty.
    streams : mapping of str to str
        Names of streams by the path of the amount, where they aren't that and family:
        see `samplers_of`.

    Raises
    ------
    ModelError
        Shares that can't add up (E473), a mix whose inputs are negative too often
        (E475), or a balance that can't be kept (E532, E534).
    """
    compiled = prepared.compiled
    base = compiled.table.fill(prepared.base[None, :]).T
    ancestors = uncertain_ancestors(compiled.table)
    groups = share_groups(compiled, ancestors)
    kept, findings = balances(compiled, base)
    numbers, notes = uncertain_numbers(
        compiled,
        _group_of_columns(groups, kept, ancestors),
        lambda path: streams.get(path, path + family),
    )
    adjusted = {column for balance in kept for column in balance.columns}
    adjusted |= {s.column for group in groups for s in (*group.drawn, *group.others)}
    sampler = Sampler(
        prepared=prepared,
        numbers=numbers,
        shares=groups,
        balances=kept,
        signs=signs_of(prepared, numbers, frozenset(adjusted)),
    )
    found = [*findings, *notes]
    if numbers and not findings:
        found += _pilot_findings(sampler, base)
    told = waive(compiled.system, found)
    if any(finding.is_fatal for finding in told):
        raise ModelError(told)
    return replace(sampler, findings=told)


def _group_of_columns(
    groups: tuple[ShareGroup, ...],
    kept: tuple[MassBalance, ...],
    ancestors: tuple[Columns, ...],
) -> dict[int, str]:
    """Path of the group that each uncertain number has a part in, by column."""
    found = {
        column: balance.path
        for balance in kept
        for column in together(ancestors, balance.positions())
    }
    return found | {column: group.path for group in groups for column in group.columns}


def _pilot_findings(sampler: Sampler, base: Floats) -> Iterator[Finding]:
    """What a first sample of draws tells about groups and balances.

    Draws without a value of every formula have no part in it: the run counts them.
    """
    u = sampler.uniforms(PILOT_SEED, 0, PILOT_DRAWS)
    drawn = sampler._own_quantiles(u)
    terms, rows = _possible(sampler, drawn, PILOT_REFUSED)
    u, drawn = u[rows], drawn[:, rows]
    if not rows.size:
        return
    impossible = list(_impossible_shares(sampler, drawn, terms))
    yield from impossible
    if impossible:
        return
    if sampler.shares:
        sampler._share_out(u, drawn)
        yield from _changed_spreads(sampler, drawn)
        terms, rows = _possible(sampler, drawn, PILOT_REFUSED)
        drawn = drawn[:, rows]
    if not rows.size:
        return
    negative = [*sampler.signs.impossible(terms, sampler.numbers, MOST_REFUSED)]
    yield from negative
    if negative:
        return
    compiled = sampler.prepared.compiled
    yield from broken_balances(compiled, base, terms)
    for balance in sampler.balances:
        scale, rows = _scales(sampler, balance, drawn)
        if not rows.size:
            return
        drawn = drawn[:, rows]
        yield from _kept_balance(sampler, balance, drawn, scale)


def _possible(sampler: Sampler, drawn: Floats, most: int) -> tuple[Floats, Rows]:
    """Terms of the draws in which all have a value, and which those are.

    No draws at all, if more than `most` lack one.
    """
    n = drawn.shape[1]
    table = sampler.prepared.compiled.table
    terms = np.empty((len(table.independent) + len(table.derived), n))

    def fill(rows: slice) -> None:
        terms[:, rows] = sampler._filled(drawn[:, rows])

    rows = _kept(n, refused_rows(n, fill, most=most), most)
    return terms[:, rows], rows


def _scales(
    sampler: Sampler, balance: MassBalance, drawn: Floats
) -> tuple[Floats, Rows]:
    """What keeping a balance multiplies by, and the draws in which it can be told."""
    n = drawn.shape[1]
    scale = np.empty(n)

    def tell(rows: slice) -> None:
        scale[rows] = balance.scale(drawn[:, rows], sampler._filled)

    rows = _kept(n, refused_rows(n, tell, most=PILOT_REFUSED), PILOT_REFUSED)
    return scale[rows], rows


def _kept(n: int, refused: Refused, most: int) -> Rows:
    if len(refused) > most:
        return np.zeros(0, dtype=np.intp)
    return np.setdiff1d(np.arange(n), [row for row, _ in refused])


def _impossible_shares(
    sampler: Sampler, drawn: Floats, terms: Floats
) -> Iterator[Finding]:
    """Groups whose draws exceed the whole too often to draw them again (E473)."""
    for group in sampler.shares:
        wrong = float((~group.fits(drawn, group.left_for_literals(terms))).mean())
        if wrong > MOST_REFUSED:
            values = {
                "shares": [_row(share.path, group) for share in group.drawn],
                "share": f"{wrong:.2%}",
            }
            yield Finding(code="E473", at=group.path, part="key", values=values)


def _changed_spreads(sampler: Sampler, drawn: Floats) -> Iterator[Finding]:
    """Shares whose spread is another after they are divided by their sum (N474)."""
    for group in sampler.shares:
        if group.others:
            continue
        rows = {s.column: _row(s.path, group) for s in group.drawn}
        if changes := _changes(sampler, rows, drawn):
            values = {"changes": changes}
            yield Finding(code="N474", at=group.path, part="key", values=values)


def _kept_balance(
    sampler: Sampler, balance: MassBalance, drawn: Floats, scale: Floats
) -> Iterator[Finding]:
    """What keeping a balance takes: negative amounts (E534), other spreads (N535)."""
    share = float((scale <= 0).mean())
    at = f"{balance.path}.balance"
    if share > MOST_REFUSED:
        values = {"row": balance.free[0].row, "share": f"{share:.2%}"}
        yield Finding(code="E534", at=at, values=values)
        return
    drawn[balance.columns] *= scale
    rows = {row.column: row.row for row in balance.free if row.column is not None}
    if changes := _changes(sampler, rows, drawn):
        yield Finding(code="N535", at=at, values={"changes": changes})


def _changes(sampler: Sampler, rows: Mapping[int, str], drawn: Floats) -> Sequence[str]:
    """Stated and achieved standard deviation of the rows, where they differ."""
    own = [number for number in sampler.numbers if number.column in rows]
    reached = [float(drawn[number.column].std()) for number in own]
    return [
        f"{rows[number.column]}: {significant(number.sd)} → {significant(sd)}"
        for number, sd in zip(own, reached, strict=True)
        if abs(sd - number.sd) > NOTED_CHANGE * number.sd
    ]


def _row(path: str, group: ShareGroup) -> str:
    """Id of a share within its group: the key after the group's own path."""
    return path.removeprefix(f"{group.path}.").partition(".")[0]
