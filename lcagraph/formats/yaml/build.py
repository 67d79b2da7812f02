"""Typed spec models → the frozen domain objects of `lcagraph.graph`.

Field names agree, so one function converts all classes: given fields are passed on,
the rest are the domain's own defaults.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from lcagraph.errors import Finding
from lcagraph.formulas import Amount

Step = str | int


def build(spec: Any) -> tuple[Any, tuple[tuple[tuple[Step, ...], Finding], ...]]:
    """The domain object that a spec model describes, with everything inside it.

    Parameters
    ----------
    spec : Spec
        Validated; its class names the domain class.

    Returns
    -------
    built : object
        An instance of ``spec.domain``: mappings keep the order of the model, lists
        are tuples.
    notes : tuple of (steps, Finding)
        How amounts were read that might be meant otherwise, with their paths.
    """
    builder = _Builder()
    return builder.build(spec), tuple(builder.notes)


class _Builder:
    """Remembers where it is, so that notes of amounts get their place."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.notes: list[tuple[tuple[Step, ...], Finding]] = []

    def build(self, spec: Any) -> Any:
        values = spec.__dict__
        given = {
            name: self._built(name, values[name]) for name in spec.model_fields_set
        }
        return type(spec).domain(**given)

    def _built(self, step: Step, value: Any) -> Any:
        if isinstance(value, str):
            return value
        if isinstance(value, Amount):
            if value.notes:
                at = (*self.steps, step)
                self.notes.extend((at, note) for note in value.notes)
            return value
        self.steps.append(step)
        if isinstance(value, BaseModel):
            built = self.build(value)
        elif type(value) is dict:
            built = {key: self._built(key, inner) for key, inner in value.items()}
        elif type(value) is tuple:
            built = tuple(self._built(i, inner) for i, inner in enumerate(value))
        else:
            built = value
        self.steps.pop()
        return built
