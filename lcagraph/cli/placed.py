"""An error that knows where its findings belong; light, since `main` imports it."""

from __future__ import annotations

from collections.abc import Iterable

from lcagraph.errors import Finding, FindingsError
from lcagraph.wording.screen import Locate


class PlacedError(FindingsError):
    """Findings with the way to their places: the model's text, or the call's."""

    def __init__(
        self, findings: Iterable[Finding], locate: Locate, *, exit_code: int
    ) -> None:
        super().__init__(findings)
        self.locate = locate
        self.exit_code = exit_code
