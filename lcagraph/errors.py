"""The error tree and the finding: what is wrong, where, and with which values.

    LcaGraphError
    ├── FindingsError          one or more findings of severity "error", raised together
    │   ├── ModelError         the model (or an included file) is wrong
    │   └── CalculationError   its numbers give no footprint
    │       ├── NonSquareError     products and processes differ in number
    │       ├── SingularError      a loop of processes has no net output
    │       └── IllConditionedError  a loop whose net output is lost in rounding
    ├── QuantityError          one text that is no quantity, unit or formula
    └── UsageError             the call is wrong, not the model

Nothing here knows a language: `lcagraph.wording` turns a code and its values into
English or Chinese, and `formats.yaml` knows the line and column of a model path.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "note"]
"""First letter of a code: E error, W warning, N note."""

Part = Literal["key", "value"]

_SEVERITIES: dict[str, Severity] = {"E": "error", "W": "warning", "N": "note"}
_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a reader of the model should know, with its code and place."""

    code: str
    """Key of the message catalogue, such as ``E301``."""
    at: str = ""
    """Model path, such as ``processes.casting.inputs.power``; empty: the model."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What the message quotes: the user's ids, numbers and the nearest name."""
    part: Part = "value"
    """Whether the caret belongs under the key or under the value at `at`."""
    span: tuple[int, int] | None = None
    """Characters [start, end) of the value's text, if only a part is wrong."""
    waived: Mapping[str, str] | None = None
    """The reason given in the model's `waive`, per language; it stays printed."""
    scenario: str = ""
    """Scenario that is wrong, if the model itself is not; the message names it."""

    @property
    def severity(self) -> Severity:
        return _SEVERITIES[self.code[0]]

    @property
    def is_fatal(self) -> bool:
        """True if no footprint may be computed: an error that nobody waived."""
        return self.severity == "error" and self.waived is None


class LcaGraphError(Exception):
    """Root of every deliberate error of lcagraph; each survives pickling whole."""

    def __reduce__(self) -> tuple[object, ...]:
        # What an exception does by itself, calling the class with `args`, fails where
        # the arguments of `__init__` are others than the words of the message.
        return _copied, (type(self), self.args, self.__dict__)


def _copied(
    kind: type[LcaGraphError], args: tuple[object, ...], state: Mapping[str, object]
) -> LcaGraphError:
    """An error that arrives from another process."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class FindingsError(LcaGraphError):
    """Carries every finding of one pass, so that all of them are seen at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(*self.findings)

    def __str__(self) -> str:
        # Imported here because the catalogue is read only when an error is shown.
        from lcagraph.wording import message

        worst_first = sorted(self.findings, key=lambda f: _RANK[f.severity])
        return "\n".join(
            f"{finding.code} {finding.at}: {message(finding, 'en')}"
            for finding in worst_first
        )


class ModelError(FindingsError):
    """The model, or a file that it includes, is wrong."""


class CalculationError(FindingsError):
    """The model is well-formed, but its numbers give no footprint."""


class NonSquareError(CalculationError):
    """Products and processes differ in number; both surplus lists are named."""


class SingularError(CalculationError):
    """A loop of processes has no net output, or a product has no supplier."""


class IllConditionedError(CalculationError):
    """The net output of a loop is so small that rounding decides the result."""


class QuantityError(LcaGraphError):
    """One text that is no quantity, unit or formula; the reader adds the place.

    Attributes
    ----------
    code : str
        Key of the message catalogue (family E4).
    span : tuple of int
        Characters [start, end) of the text that are wrong.
    values : mapping
        What the message quotes.
    """

    def __init__(
        self, code: str, span: tuple[int, int], values: Mapping[str, object]
    ) -> None:
        self.code = code
        self.span = span
        self.values = values
        super().__init__(code, span, dict(values))

    def at(self, path: str) -> Finding:
        """The same problem as a finding at a model path."""
        return Finding(code=self.code, at=path, values=self.values, span=self.span)


class UsageError(LcaGraphError):
    """The call is wrong, not the model: a missing file, an unknown scenario."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding)

    def __str__(self) -> str:
        from lcagraph.wording import message

        return f"{self.finding.code}: {message(self.finding, 'en')}"
