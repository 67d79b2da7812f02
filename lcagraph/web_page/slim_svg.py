"""SVG in fewer bytes: the same picture, as part of a page.

A page holds each figure in both languages, so the text of a figure is most of it. Here
its coordinates become steps (“3 to the right” is shorter than where that is), lines
through points that lie on them become one, and what all parts of a text have in common
stands once. Sums of steps are made of the rounded places: nothing drifts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_PATH = re.compile(r' d="([^"]*)"')
_COMMAND = re.compile(r"([MLHVCQz])([^MLHVCQz]*)")
_NUMBER = re.compile(r"-?\d+(?:\.\d)?")
_TEXT = re.compile(r'<text ([^>]*?) xml:space="preserve">(.*?)</text>', re.DOTALL)
_SPAN = re.compile(r"<tspan ([^>]*)>([^<]*)</tspan>")
_FONT = re.compile(r' font-family="[^"]*"')
_NAMED = re.compile(r'(<g data-role="[^"]*">)<title>[^<]*</title>')

Tenths = tuple[int, int]
"""A place. [0.1 px]"""


def slimmed(svg: str) -> str:
    """A picture that `drawing.svg.to_svg` has written, in fewer bytes.

    Fonts, and that spaces count, are left to the style of the page. Of several shapes
    of one role the first one alone has the title.
    """
    shorter = _FONT.sub("", svg, count=1)
    shorter = _PATH.sub(lambda found: f' d="{shorter_path(found[1])}"', shorter)
    shorter = _TEXT.sub(_shorter_text, shorter)
    seen: set[str] = set()

    def once(found: re.Match[str]) -> str:
        is_first = found[1] not in seen
        seen.add(found[1])
        return found[0] if is_first else found[1]

    return _NAMED.sub(once, shorter).replace("\n", "")


def shorter_path(path: str) -> str:
    """A path of M, L, H, V, C, Q and z in absolute places, in relative ones."""
    said: list[str] = []
    before = ""
    for letter, numbers in _merged(_steps(path)):
        is_repeated = letter == before and letter != "M"
        text = _joined([_tenths(number) for number in numbers])
        is_apart = is_repeated and not text.startswith("-")
        said.append(
            f"{' ' if is_apart else ''}{text}" if is_repeated else letter + text
        )
        before = letter
    return "".join(said)


def _steps(path: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Commands with steps from where the one before ended. [0.1 px]"""
    at: Tenths = (0, 0)
    start = at
    for letter, text in _COMMAND.findall(path):
        found = [round(float(number) * 10) for number in _NUMBER.findall(text)]
        if letter == "z":
            at = start
            yield "z", ()
            continue
        points = _places(letter, found, at)
        if letter == "M":
            at = start = points[0]
            yield "M", at
            continue
        size = {"C": 3, "Q": 2}.get(letter, 1)
        for first in range(0, len(points), size):
            piece = points[first : first + size]
            yield _step([(x - at[0], y - at[1]) for x, y in piece])
            at = piece[-1]


def _places(letter: str, numbers: list[int], at: Tenths) -> list[Tenths]:
    if letter == "H":
        return [(x, at[1]) for x in numbers]
    if letter == "V":
        return [(at[0], y) for y in numbers]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _step(piece: list[Tenths]) -> tuple[str, tuple[int, ...]]:
    """One line or curve; a curve that goes straight ahead is a line."""
    (x, y) = piece[-1]
    xs, ys = ([0, *(p[k] for p in piece)] for k in (0, 1))
    if not any(ys) and _is_onward(xs):
        return "h", (x,)
    if not any(xs) and _is_onward(ys):
        return "v", (y,)
    letter = {1: "l", 2: "q", 3: "c"}[len(piece)]
    return letter, tuple(number for point in piece for number in point)


def _is_onward(places: list[int]) -> bool:
    steps = [b - a for a, b in pairwise(places)]
    return min(steps) >= 0 or max(steps) <= 0


def _merged(
    steps: Iterator[tuple[str, tuple[int, ...]]],
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Level and upright pieces that go on the same way as one; none of no length."""
    held: tuple[str, int] | None = None
    for letter, numbers in steps:
        if letter in "hv":
            length = numbers[0]
            if held and held[0] == letter and held[1] * length > 0:
                held = (letter, held[1] + length)
                continue
            if not length:
                continue
            if held:
                yield held[0], (held[1],)
            held = (letter, length)
            continue
        if held:
            yield held[0], (held[1],)
            held = None
        yield letter, numbers
    if held:
        yield held[0], (held[1],)


def _tenths(number: int) -> str:
    """`-7` as `-.7`."""
    whole, part = divmod(abs(number), 10)
    sign = "-" if number < 0 else ""
    if not part:
        return f"{sign}{whole}"
    return f"{sign}{whole or ''}.{part}"


def _joined(numbers: list[str]) -> str:
    """Numbers with no more between them than they need: a sign keeps them apart."""
    return "".join(
        f"{'' if number.startswith('-') or not place else ' '}{number}"
        for place, number in enumerate(numbers)
    )


def _shorter_text(found: re.Match[str]) -> str:
    """What all spans of a text say stands at the text; a span without more goes."""
    spans = [(dict(_pairs(given)), said) for given, said in _SPAN.findall(found[2])]
    shared = dict(spans[0][0]) if spans else {}
    for own, _ in spans[1:]:
        shared = {
            name: value for name, value in shared.items() if own.get(name) == value
        }
    shared.pop("dy", None)
    texts = []
    for own, said in spans:
        rest = {name: v for name, v in own.items() if name not in shared}
        given = "".join(f' {name}="{value}"' for name, value in rest.items())
        texts.append(f"<tspan{given}>{said}</tspan>" if rest else said)
    given = "".join(f' {name}="{value}"' for name, value in shared.items())
    return f"<text {found[1]}{given}>{''.join(texts)}</text>"


def _pairs(given: str) -> list[tuple[str, str]]:
    return re.findall(r'([\w-]+)="([^"]*)"', given)
