"""A command whose options arrive as one object: for commands with many of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from typing import Any, TypeVar, get_type_hints

Options = TypeVar("Options")


def gathered(
    kind: type[Options],
) -> Callable[[Callable[[Options], None]], Callable[..., None]]:
    """Turn a function of one options object into one that typer can ask for them.

    Parameters
    ----------
    kind : type
        A dataclass; its fields are annotated as typer's parameters are.
    """
    hints = get_type_hints(kind, include_extras=True)
    parameters = [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=_default(field),
            annotation=hints[field.name],
        )
        for field in fields(kind)  # type: ignore[arg-type]  # a dataclass
    ]

    def of(function: Callable[[Options], None]) -> Callable[..., None]:
        def command(**stated: Any) -> None:
            function(kind(**stated))

        command.__name__, command.__doc__ = function.__name__, function.__doc__
        command.__annotations__ = dict(hints)
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        return command

    return of


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return inspect.Parameter.empty if field.default is MISSING else field.default
