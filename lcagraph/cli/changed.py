"""A model with values set by the call, and errors that say where they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import lcagraph
from lcagraph.cli.model_file import model_file
from lcagraph.cli.placed import PlacedError
from lcagraph.errors import Finding, FindingsError, Part, UsageError
from lcagraph.formats.yaml.document import DocumentError
from lcagraph.formats.yaml.reader import read_text
from lcagraph.formats.yaml.tree import Plain
from lcagraph.wording.screen import Place

OPTION = "--set"


def read_model(path: Path) -> lcagraph.Model:
    """The model of a file, or of the `model.yaml` in a folder."""
    return lcagraph.read(model_file(path))


@contextmanager
def changed(
    path: Path, scenario: str | None, settings: Sequence[str]
) -> Iterator[lcagraph.Model]:
    """The model with a scenario and values set, whose errors know their places.

    What is wrong with the model itself is said first, since a value can only be set in
    a model that can be read.

    Raises
    ------
    UsageError
        A setting is no `path=value` (E732), or a path is set twice (E733).
    PlacedError
        Exit code 2 if all that is wrong comes from the settings, else 1.
    """
    written = parse_settings(settings)
    model = read_model(path).with_scenario(scenario)
    places = _Places(model, settings)
    with places.told():
        yield model.with_(written) if written else model


def parse_settings(settings: Sequence[str]) -> dict[str, Plain]:
    """Path → value of every `path=value`; braces and brackets are read as YAML."""
    found: dict[str, Plain] = {}
    for setting in settings:
        path, equals, text = setting.partition("=")
        path = path.strip()
        if not equals or not path or not text.strip():
            raise UsageError(Finding(code="E732", values={"setting": setting}))
        if path in found:
            raise UsageError(Finding(code="E733", values={"path": path}))
        found[path] = _value(text.strip())
    return found


def _value(text: str) -> Plain:
    if not text.startswith(("{", "[")):
        return text
    try:
        return read_text(f"value: {text}", OPTION).tree["value"]
    except DocumentError as error:
        locate = error.document.locate
        raise PlacedError(error.findings, locate, exit_code=2) from None


class _Places:
    """Where findings belong: to a setting of the call, else to the model's text."""

    def __init__(self, model: lcagraph.Model, settings: Sequence[str]) -> None:
        self.model = model
        self.settings: Mapping[str, tuple[int, str]] = {
            _long(setting.partition("=")[0].strip()): (number, setting)
            for number, setting in enumerate(settings, start=1)
        }

    @contextmanager
    def told(self) -> Iterator[None]:
        """Give the errors of what is done inside their places."""
        try:
            yield
        except FindingsError as error:
            fatal = [finding for finding in error.findings if finding.is_fatal]
            is_call = bool(fatal) and all(self._setting(f.at) for f in fatal)
            code = 2 if is_call else 1
            raise PlacedError(error.findings, self.locate, exit_code=code) from None

    def locate(
        self, at: str, part: Part = "value", span: tuple[int, int] | None = None
    ) -> Place | None:
        """Place of a model path; that of a setting is in its own text."""
        found = self._setting(at)
        if found is None:
            return self.model.locate(at, part, span)
        number, text = found
        path, _, value = text.partition("=")
        start, end = 0, len(path)
        if part == "value":
            blanks = len(value) - len(value.lstrip())
            start, end = end + 1 + blanks, len(text)
            start, end = (start + span[0], start + span[1]) if span else (start, end)
        return Place(
            file=OPTION, line=number, column=start + 1, end_column=end + 1, text=text
        )

    def _setting(self, at: str) -> tuple[int, str] | None:
        """The setting that a path is set by, itself or above it."""
        steps = _long(at).split(".")
        for length in range(len(steps), 0, -1):
            found = self.settings.get(".".join(steps[:length]))
            if found is not None:
                return found
        return None


def _long(path: str) -> str:
    """A single word is the name of a parameter."""
    return path if "." in path or not path else f"parameters.{path}"
