"""Questionnaires written, and their answers taken over into a model's text."""

from __future__ import annotations

from pathlib import Path

from lcagraph.cli.model_file import model_file
from lcagraph.cli.output import write, writing
from lcagraph.cli.screen import Screen
from lcagraph.errors import Finding, ModelError, UsageError
from lcagraph.formats.yaml.document import Document, DocumentError
from lcagraph.formats.yaml.reader import read_file
from lcagraph.formats.yaml.schema import parse_system
from lcagraph.formats.yaml.text_edits import yaml_lines
from lcagraph.graph.system import ProductSystem
from lcagraph.report.collection import (
    questionnaire_bytes,
    questions_of,
    read_answers,
    taken_over,
)
from lcagraph.report.collection.taken_over import findings_of
from lcagraph.whole_files import write_file
from lcagraph.wording import sentence


def write_questionnaire(model: Path, output: Path | None, screen: Screen) -> None:
    """Write the questionnaire of a model, `questionnaire.xlsx` beside it by default.

    Raises
    ------
    DocumentError
        The model can't be read; a questionnaire needs no footprint.
    UsageError
        The file exists (E168: answers may stand in it), or can't be written (E731).
    """
    path = model_file(model)
    _, system = _read(path)
    target = output or path.with_name("questionnaire.xlsx")
    if target.exists():
        raise UsageError(Finding(code="E168", values={"file": str(target)}))
    title = system.title.get(screen.lang) if system.title else system.reference.product
    questions = questions_of(system, screen.lang)
    content = questionnaire_bytes(questions, title, screen.lang)
    with writing(target):
        write_file(target, content)
    screen.tell(screen.word("cli.wrote", path=target))


def take_answers(model: Path, read: Path, output: Path | None, screen: Screen) -> None:
    """Check the answers of a questionnaire; print them, or write a model with them.

    Raises
    ------
    ModelError
        Answers are wrong: all findings at once, and nothing is written.
    UsageError
        A file can't be read or written.
    """
    path = model_file(model)
    document, system = _read(path)
    answers = read_answers(read, system, screen.lang)
    if any(finding.is_fatal for finding in answers.findings):
        raise ModelError(answers.findings)
    screen.tell_findings(answers.findings, lambda *_: None)
    wrong = findings_of(document, system, answers.edits)
    if wrong:
        raise ModelError(wrong)
    if not answers.edits:
        screen.tell(sentence("collect.none", screen.lang, file=read.name))
        return
    count = len(answers.edits)
    screen.tell(sentence("collect.read", screen.lang, file=read.name, count=count))
    if output is None:
        screen.show(yaml_lines(answers.edits).rstrip("\n"))
        screen.tell(sentence("collect.printed", screen.lang))
        return
    made = taken_over(document, answers.edits)
    write(output, made.text)
    screen.tell(screen.word("cli.wrote", path=output))
    if made.left:
        screen.tell(sentence("collect.by_hand", screen.lang))
        screen.show(yaml_lines(made.left).rstrip("\n"))


def _read(path: Path) -> tuple[Document, ProductSystem]:
    """A model's text and what it says; it needn't have a footprint yet."""
    document = read_file(path, strict=False)
    system, findings = parse_system(document.tree, document.origin)
    found = (*document.findings, *findings)
    if system is None or any(finding.is_fatal for finding in found):
        raise DocumentError(found, document)
    return document, system
