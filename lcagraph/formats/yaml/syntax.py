"""What a YAML parser's complaint means to the person who wrote the model."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import islice

import yaml

from lcagraph.errors import Finding
from lcagraph.formats.yaml.guard import MAX_FINDINGS
from lcagraph.formats.yaml.layout import TEXT, Layout, Line, lay_out
from lcagraph.formats.yaml.positions import SourceFile, finding_in
from lcagraph.formats.yaml.traps import Trap, text_traps

REACH = 3
"""Lines of code between a trap and the place where the parser stumbles over it."""

_PLACELESS = re.compile(r"position (\d+)")
_PAIR_BEFORE = re.compile(r":\s+\S")


def explain_syntax(source: SourceFile, error: yaml.YAMLError) -> list[Finding]:
    """Findings for a text that the parser refused.

    All traps of the text are among them. The parser's own complaint is left out where
    a trap just above it is the cause.

    Parameters
    ----------
    source : SourceFile
        The text.
    error : yaml.YAMLError
        What the parser raised.
    """
    layout = lay_out(source.text)
    traps = islice(text_traps(layout), MAX_FINDINGS)
    found = [_finding(source, trap) for trap in traps]
    complaint = _Complaint(source, layout, error)
    if not complaint.is_explained_by(found):
        found.append(_finding(source, complaint.cause()))
    return found


def _finding(source: SourceFile, trap: Trap) -> Finding:
    return finding_in(source, trap.code, trap.start, trap.end, trap.values)


class _Complaint:
    """One complaint of the parser, with the text around it."""

    def __init__(
        self, source: SourceFile, layout: Layout, error: yaml.YAMLError
    ) -> None:
        self.source = source
        self.layout = layout
        self.problem = str(getattr(error, "problem", None) or error)
        self.context = str(getattr(error, "context", None) or "")
        self.at = _index(getattr(error, "problem_mark", None), error)
        self.begin = _index(getattr(error, "context_mark", None), error)
        self.number = self._line_number(self.at)

    def is_explained_by(self, findings: list[Finding]) -> bool:
        """Whether a trap lies at most `REACH` lines of code above the complaint."""
        above = self.layout.lines[: self.number + 1]
        code = (line.number for line in reversed(above) if not line.is_blank)
        reach = min(islice(code, REACH), default=0)
        lines = (int(finding.at.rpartition(":")[2]) - 1 for finding in findings)
        return any(reach <= number <= self.number for number in lines)

    def cause(self) -> Trap:
        """What most likely made the parser stumble."""
        return (
            self._brackets()
            or self._quotes()
            or self._sign_at_start()
            or self._colon()
            or self._line()
            or self._trap("E101", self.at, self.at + 1, problem=self.problem)
        )

    # -------------------------------------------------------------------- the kinds

    def _brackets(self) -> Trap | None:
        text, layout = self.source.text, self.layout
        before = [at for at in layout.open_brackets if at <= self.at]
        if before and not self._has_open_quote_before(before[-1]):
            return self._trap("E111", before[-1], before[-1] + 1, sign=text[before[-1]])
        for at in layout.stray_brackets:
            if at <= self.at + 1:
                return self._trap("E111", at, at + 1, sign=text[at])
        if "node content" in self.problem and text[self.at : self.at + 1] == ",":
            return self._trap("E128", self.at, self.at + 1)
        return None

    def _has_open_quote_before(self, at: int) -> bool:
        """Whether an unclosed quote just after the bracket hides its end."""
        return any(
            at < quote and self._line_number(quote) == self._line_number(at)
            for quote in self.layout.open_quotes
        )

    def _quotes(self) -> Trap | None:
        text = self.source.text
        if "escape" in self.problem or "hexdecimal" in self.problem:
            at = text.rfind("\\", 0, self.at + 1)
            return self._trap("E123", at, at + 2)
        quotes = [at for at in self.layout.open_quotes if at <= self.at]
        if "quoted scalar" in self.context and text[self.begin : self.begin + 1]:
            return self._quote("E110", self.begin)
        if quotes and self._line_number(quotes[-1]) >= self.number - REACH:
            return self._quote("E110", quotes[-1])
        line = self._line_at(self.number)
        column = self.at - line.start
        if line.code[:column].rstrip().endswith(TEXT) and line.code[column:].strip():
            return self._trap("E124", self.at, self.at + 1)
        return None

    def _quote(self, code: str, at: int) -> Trap:
        return self._trap(code, at, at + 1, quote=self.source.text[at])

    def _sign_at_start(self) -> Trap | None:
        sign = self.source.text[self.at : self.at + 1]
        if sign == "\t" or "tab character" in self.problem:
            return self._trap("E109", self.at, self.at + 1)
        if "directive" in self.context or (sign == "%" and self._is_line_start()):
            return self._trap("E117", self.begin, self.begin + 1, text="%")
        if "cannot start any token" in self.problem:
            return self._trap("E114", self.at, self.at + 1, sign=sign)
        for kind in ("anchor", "alias", "tag"):
            if kind in self.context or kind in self.problem:
                at = self.begin if self.context else self.at
                return self._trap("E114", at, at + 1, sign=self.source.text[at])
        if "block scalar" in self.context:
            at = self.begin
            return self._trap("E127", at, at + 1, sign=self.source.text[at])
        return None

    def _colon(self) -> Trap | None:
        if "unexpected ':'" in self.problem:
            at = self.at - 1 if self.source.text[self.at - 1] == ":" else self.at
            return self._trap("E112", at, at + 1)
        if "flow" in self.context and self.source.text[self.at : self.at + 1] == ":":
            return self._trap("E112", self.at, self.at + 1)
        if "mapping values are not allowed" not in self.problem:
            return None
        line = self._line_at(self.number)
        before = line.code[: self.at - line.start]
        if _PAIR_BEFORE.search(before):
            return self._trap("E112", self.at, self.at + 1)
        return self._trap("E113", *self._word_of(line))

    def _line(self) -> Trap | None:
        line = self._line_at(self.number)
        if "could not find expected ':'" in self.problem:
            start, end = self._word_of(self._line_at(self._line_number(self.begin)))
            return self._trap("E125", start, end, text=self.source.text[start:end])
        if "sequence entries are not allowed" in self.problem:
            return self._trap("E126", self.at, self.at + 1)
        if "flow" in self.context:
            return self._trap("E101", self.at, self.at + 1, problem=self.problem)
        if "expected key" in self.problem or "'-' indicator" in self.problem:
            return self._trap("E113", *self._word_of(line))
        return None

    # ---------------------------------------------------------------------- places

    def _trap(self, code: str, start: int, end: int, **values: object) -> Trap:
        return Trap(code=code, start=start, end=end, values=values)

    def _line_number(self, at: int) -> int:
        starts = self.layout.lines
        return max(bisect_right(starts, at, key=lambda line: line.start) - 1, 0)

    def _line_at(self, number: int) -> Line:
        if number < len(self.layout.lines):
            return self.layout.lines[number]
        return Line(number=0, start=0, code="", brackets="")

    def _is_line_start(self) -> bool:
        return self.at == self._line_at(self.number).start

    def _word_of(self, line: Line) -> tuple[int, int]:
        """The code of a line, up to its colon."""
        code = line.code.rstrip()
        start = len(code) - len(code.lstrip())
        end = code.find(":", start)
        return line.start + start, line.start + (end if end > start else len(code))


def _index(mark: object, error: yaml.YAMLError) -> int:
    """Offset of a mark; the reader's own errors tell it in words only."""
    index = getattr(mark, "index", None)
    if isinstance(index, int):
        return index
    found = _PLACELESS.search(str(error))
    return int(found[1]) if found else 0
