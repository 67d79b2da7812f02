"""`view --watch`: the page of a model, made anew whenever one of its files changes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from time import sleep, strftime
from typing import Any

from lcagraph.cli.changed import changed
from lcagraph.cli.model_file import model_file
from lcagraph.cli.output import write
from lcagraph.cli.page_server import Pages
from lcagraph.cli.placed import PlacedError
from lcagraph.cli.screen import Screen
from lcagraph.cli.sources import sources_of
from lcagraph.cli.telling import tell_error
from lcagraph.cli.watch import POLL_SECONDS, files_of, stamps
from lcagraph.errors import Finding, FindingsError, UsageError
from lcagraph.result import Result
from lcagraph.uncertainty.found import Uncertainty
from lcagraph.web_page import PageSettings, Problem, problems, result_page
from lcagraph.web_page.places import from_folder
from lcagraph.wording.screen import Locate


class Following:
    """Makes pages of a model that is being edited.

    What is wrong with it stands in the page, above the last result that there was.
    """

    def __init__(self, options: Any, screen: Screen) -> None:
        self.options, self.screen = options, screen
        self.path = model_file(options.model)
        self.pages = Pages()
        self._result: Result | None = None
        self._draws: Uncertainty | None = None
        self._seen: dict[Path, object] = {}

    def until_interrupted(self) -> None:
        """Make the page anew after every change.

        A file that it goes to as well may be open elsewhere for a moment, or its disk
        full: that is told, and the next change tries again.
        """
        while True:
            sleep(POLL_SECONDS)
            if _looks(self._seen) != self._seen:
                try:
                    self.renew()
                except BrokenPipeError:  # nobody reads what comes next
                    raise
                except Exception as error:  # told as `run` tells it, bugs too
                    tell_error(error, self.screen, [])

    def renew(self) -> None:
        """Make the page of the model as it is now.

        Raises
        ------
        UsageError
            The file that the page goes to as well can't be written (E731).
        """
        before = _looks(files_of(self.path))  # a change meanwhile is not lost
        errors = self._solve()
        used = sources_of(self._result) if self._result is not None else ()
        self._seen = {**_looks(used), **before}
        self.pages.put(self._page(errors, is_live=True))
        if self.options.output is not None and not errors:
            write(self.options.output, self._page((), is_live=False))
        self._tell(errors)

    def _page(self, errors: tuple[Problem, ...], *, is_live: bool) -> str:
        settings = PageSettings(
            lang=self.screen.lang, is_live=is_live, name=self.path.name
        )
        return result_page(self._result, settings, draws=self._draws, errors=errors)

    def _solve(self) -> tuple[Problem, ...]:
        """Solve the model; what is wrong with it, if that can't be done."""
        options = self.options
        try:
            with changed(options.model, options.scenario, options.settings) as model:
                result = model.solve()
                draws = model.uncertainty(options.draws) if options.draws else None
        except PlacedError as error:
            return self._problems(error.findings, error.locate)
        except FindingsError as error:
            document = getattr(error, "document", None)
            return self._problems(error.findings, document.locate if document else None)
        except UsageError as error:
            return self._problems([error.finding], None)
        except Exception as error:  # a bug is told, too, and the next edit may avoid it
            values = {"error": f"{type(error).__name__}: {error}"}
            return self._problems([Finding(code="E749", values=values)], None)
        self._result, self._draws = result, draws
        return ()

    def _problems(
        self, findings: Iterable[Finding], locate: Locate | None
    ) -> tuple[Problem, ...]:
        fatal = [finding for finding in findings if finding.is_fatal]
        return problems(fatal, from_folder(locate or _nowhere, self.path.parent))

    def _tell(self, errors: tuple[Problem, ...]) -> None:
        """One line per page, on the terminal."""
        now = strftime("%H:%M:%S")
        if errors:
            said = self.screen.word("cli.view.errors", time=now, count=len(errors))
        else:
            assert self._result is not None
            total = f"{self._result.total:.6g}"
            said = self.screen.word("cli.view.renewed", time=now, total=total)
        self.screen.tell(said)


def _looks(files: Iterable[Path]) -> dict[Path, object]:
    """Files with time and size; None for one that isn't there."""
    found = tuple(files)
    return dict(zip(found, stamps(found), strict=True))


def _nowhere(at: str, part: str, span: tuple[int, int] | None) -> None:
    return None
