"""A footprint as `lcagraph solve` prints it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from lcagraph.cli.changed import changed
from lcagraph.cli.output import as_json_text
from lcagraph.cli.remembered import ASKED, remember
from lcagraph.cli.screen import Screen
from lcagraph.cli.show_findings import tell_beside_result
from lcagraph.cli.sources import sources_of
from lcagraph.cli.text_table import Column, text_table
from lcagraph.result import Footprint, Result, Table, significant
from lcagraph.result.names import (
    choices_of,
    input_name,
    item_name,
    process_name,
    stage_name,
)
from lcagraph.result.readings import readings_of
from lcagraph.result.tables import UNDEFINED, shown
from lcagraph.wording import Language
from lcagraph.wording.screen import accepted, visible

LARGEST = 8
"""Rows of a table of contributors; `--json` holds all of them."""

HASH_LENGTH = 12
"""Digits of a hash on screen: 48 bits tell the versions of a model apart."""

INDENT = "  "


def print_result(
    path: Path,
    scenario: str | None,
    settings: Sequence[str],
    screen: Screen,
    show: Callable[[Result, Screen], str],
) -> int:
    """Print the footprint of a model with values set, and its findings beside it."""
    with changed(path, scenario, settings) as model:
        result = model.solve()
        text = show(result, screen)
    tell_beside_result(result.findings, model.locate, screen, path)
    screen.show(text)
    if (question := ASKED.get()) is not None:
        remember(question, sources_of(result), tuple(screen.said))
    return 0


def result_json(result: Result, screen: Screen, *, is_annual: bool) -> str:
    """Everything as data; with the activities of a year if they are asked for."""
    content = result.to_dict()
    if is_annual:
        content["annual"] = result.activity_table(annual=True).to_records()
    return as_json_text(content)


def result_text(result: Result, screen: Screen, *, is_annual: bool) -> str:
    """Headline, items, stages, largest contributors, memos, and what made it."""
    page = _Page(result, screen)
    sections = [
        page.headline(),
        page.totals(),
        page.supplies(),
        page.items(),
        page.stages(),
        page.largest("result.by_input", result.by_input(), input_name),
        page.largest("result.by_process", result.by_process(), process_name),
        page.memos(),
        page.readings(),
        page.annual() if is_annual else "",
        page.waived(),
        page.foot(),
    ]
    return "\n\n".join(filter(None, sections))


class _Page:
    """The sections of one result, in one language."""

    def __init__(self, result: Result, screen: Screen) -> None:
        self.result, self.screen = result, screen
        self.word = screen.word

    def headline(self) -> str:
        """Footprint per reference flow, and the choices that it rests on."""
        result, lang = self.result, self.screen.lang
        system = result.prepared.compiled.system
        title = system.title.get(lang) if system.title else result.name.get(lang)
        value = significant(result.total)
        total = self.word("result.headline", value=value, per=result.unit)
        choices = [*choices_of(system.scope, lang), *self._changes()]
        line = " · ".join(filter(None, [result.name.get(lang), *choices]))
        return "\n".join(
            [visible(title), self.screen.bold(total), self.screen.faint(visible(line))]
        )

    def _changes(self) -> Iterator[str]:
        made = self.result.provenance
        if made.scenario:
            yield self.word("result.scenario", scenario=made.scenario)
        yield from (f"{path} = {value}" for path, value in made.settings.items())

    def totals(self) -> str:
        """Both totals, where biogenic CO2 makes them differ."""
        result = self.result
        if result.including == result.excluding:
            return ""
        rows = [
            (self.word("result.including"), significant(result.including)),
            (self.word("result.excluding"), significant(result.excluding)),
        ]
        return self._section("result.totals", [Column(), _NUMBER], rows)

    def supplies(self) -> str:
        """The two results of the model's energy supplies, if it has any."""
        rows = [
            (self.word(f"result.{view}"), significant(value))
            for view, value in self.result.supply_views.items()
        ]
        return self._section("result.supply", [Column(), _NUMBER], rows)

    def items(self) -> str:
        """Parts by kind of carbon that are not zero."""
        rows = [
            (item_name(id_, self.screen.lang), significant(amount))
            for id_, amount in self.result.items.items()
            if amount
        ]
        return self._section("result.items", [Column(), _NUMBER], rows)

    def stages(self) -> str:
        """Footprint by life cycle stage, with the total."""
        lang = self.screen.lang
        rows = [
            (stage_name(str(id_), lang), shown(amount), shown(share))
            for id_, amount, share in self.result.by_stage().rows
        ]
        shares = [row[2] for row in self.result.by_stage().rows]
        whole = "100.00" if any(share is not None for share in shares) else UNDEFINED
        rows.append((self.word("result.total"), significant(self.result.total), whole))
        return self._section("result.by_stage", [Column(), _NUMBER, _PERCENT], rows)

    def largest(
        self, key: str, table: Table, name_of: Callable[[Footprint, str, Language], str]
    ) -> str:
        """The largest rows of a table, then the sum of the others."""
        rows = []
        for id_, amount, share in table.rows[:LARGEST]:
            name = name_of(self.result, str(id_), self.screen.lang)
            name = "" if name == id_ else name
            rows.append((str(id_), name, shown(amount), shown(share)))
        if others := table.rows[LARGEST:]:
            rows.append(self._others(others))
        heads = [Column(), Column(is_cut=True), _NUMBER, _PERCENT]
        return self._section(key, heads, rows)

    def _others(self, rows: Sequence[Sequence[object]]) -> tuple[str, str, str, str]:
        amount = sum(row[1] for row in rows if isinstance(row[1], float))
        shares = [row[2] for row in rows if isinstance(row[2], Decimal)]
        share = str(sum(shares, Decimal(0))) if shares else UNDEFINED
        name = self.word("result.others", count=len(rows))
        return "…", name, significant(amount), share

    def memos(self) -> str:
        """Figures outside the sum that are not zero, further categories."""
        memo = self.result.memo
        found = {
            "result.aircraft": memo.aircraft,
            "result.stored_carbon": memo.stored_carbon,
            "result.credits": memo.credits,
        }
        rows = [
            (self.word(key), significant(value), "kgCO2e")
            for key, value in found.items()
            if value
        ]
        if unstored := memo.captured_not_stored:
            word = self.word("result.captured_not_stored")
            rows.append((word, significant(unstored), "kg"))
        rows += [
            (id_, significant(value), unit)
            for id_, (value, unit) in self.result.categories.items()
        ]
        return self._section("result.memo", [Column(), _AMOUNT, Column()], rows)

    def readings(self) -> str:
        """Meter readings with what is taken off them, one line each."""
        found = readings_of(self.result.prepared, self.result.numbers)
        rows = [(each.path, str(each)) for each in found]
        return self._section("result.readings", [Column(), Column()], rows)

    def annual(self) -> str:
        """Activity × factor = emission of a year."""
        lang = self.screen.lang
        table = self.result.activity_table(annual=True)
        rows = [
            (
                stage_name(str(stage), lang),
                process_name(self.result, str(process), lang),
                input_name(self.result, str(activity), lang),
                *map(shown, numbers),
            )
            for stage, process, activity, *numbers, _ in table.rows
        ]
        heads = [
            Column(head=self.word("result.stage")),
            Column(head=self.word("result.process"), is_cut=True),
            Column(head=self.word("result.activity"), is_cut=True),
            Column(head=self.word("result.amount"), is_number=True),
            Column(head=self.word("result.unit")),
            Column(head=self.word("result.factor"), is_number=True),
            _NUMBER,
        ]
        return self._section("result.annual", heads, rows)

    def waived(self) -> str:
        """What the model accepts: message and place of each finding, and the reason."""
        lines = []
        for code, said, place, reason in accepted(
            self.result.findings, self.screen.lang
        ):
            lines.append(f"{INDENT}{code}  {said}  ({place})")
            lines.append(f"{INDENT}      {self.word('result.reason')}{reason}")
        title = self.screen.bold(self.word("result.waived"))
        return "\n".join([title, *lines]) if lines else ""

    def foot(self) -> str:
        """Findings, proof of the solution, and what made the result."""
        made = self.result.provenance
        proof = self.result.solution
        factors = [
            f"{name} {hash_[:HASH_LENGTH]}"
            for name, hash_ in made.factor_hashes.items()
        ]
        rows = [
            (self.word("result.findings"), self._findings()),
            (
                self.word("result.proof"),
                self.word(
                    "result.proof_line",
                    solver=self.word(f"result.solver_{proof.solver}"),
                    residual=f"{proof.residual:.1e}",
                    condition=f"{proof.condition:.3g}",
                    bound=f"{proof.error_bound:.1e}",
                ),
            ),
            (
                self.word("result.made_by"),
                f"lcagraph {made.lcagraph_version}, "
                + self.word("result.model", hash=made.model_hash[:HASH_LENGTH]),
            ),
        ]
        if factors:
            rows.append((self.word("result.factors"), ", ".join(factors)))
        return text_table([Column(), Column()], rows)

    def _findings(self) -> str:
        """How many of each kind, the worst first."""
        found = Counter(
            "waived" if finding.waived else finding.severity
            for finding in self.result.findings
        )
        counts = [
            self.word(f"result.count_{kind}", count=found[kind])
            for kind in ("warning", "note", "waived")
            if found[kind]
        ]
        return ", ".join(counts) or self.word("result.no_findings")

    def _section(
        self, key: str, heads: Sequence[Column], rows: Sequence[Sequence[str]]
    ) -> str:
        if not rows:
            return ""
        title = self.screen.bold(self.word(key))
        return f"{title}\n{text_table(heads, rows, indent=INDENT)}"


_NUMBER = Column(head="kgCO2e", is_number=True)
_PERCENT = Column(head="%", is_number=True)
_AMOUNT = Column(is_number=True)
