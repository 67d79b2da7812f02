"""Leaf types of the format: quantity, name, id, plain text, number, date, period.

Every leaf reads text (what a file holds) and the Python value that means the same
(what a model written in Python holds). A leaf that is wrong raises a
`PydanticCustomError` whose type is a code of the message catalogue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from numbers import Integral, Real

from pydantic_core import PydanticCustomError, core_schema

from lcagraph.distributions import validate_pedigree
from lcagraph.errors import Part, QuantityError
from lcagraph.formats.yaml.guard import CONTROL
from lcagraph.formulas import Amount, parse_amount, value_in
from lcagraph.formulas.expression import FUNCTIONS, KEYWORDS
from lcagraph.graph.words import Text
from lcagraph.nearest import nearest
from lcagraph.units import DIMENSIONLESS, is_unit_name, parse_unit
from lcagraph.waivers import is_waivable
from lcagraph.wording import codes

DATE_PATTERN = r"^\d{4}(-\d{2}(-\d{2})?)?$"
PERIOD_PATTERN = r"^\d{4}-\d{2}-\d{2}/\d{4}-\d{2}-\d{2}$"

_ID = re.compile(r"(?!x-)[^\W\d][\w-]*")
_PARAMETER = re.compile(r"[^\W\d]\w*")
_DATE = re.compile(DATE_PATTERN)
_PERIOD = re.compile(PERIOD_PATTERN)
_RESERVED = FUNCTIONS.keys() | KEYWORDS
_NO_NUMBERS = frozenset({"nan", "inf", "infinity"})
_BAR = re.compile(r"(?<!\\)\|")
_YES_OR_NO = frozenset(("true", "false", "yes", "no", "是", "否"))
_OF_A_SPREAD = {"value", "uncertainty"}
"""Keys by which a number with a distribution is known."""
_INTEGER = re.compile(r"[-+]?\d+")
_KILOGRAM = parse_unit("kg")
_RATING = re.compile(r"[0-9](\.[0-9]{1,2})?")


def refuse(
    code: str,
    *,
    span: tuple[int, int] | None = None,
    below: tuple[str | int, ...] = (),
    part: Part = "value",
    **values: object,
) -> PydanticCustomError:
    """The error of a leaf or mapping, to be raised; it becomes a `Finding` later.

    Parameters
    ----------
    code : str
        Code of the message catalogue.
    span : tuple of int, optional
        Characters of the text that are wrong.
    below : tuple
        Steps from the mapping that raises it to the wrong value.
    part : {"value", "key"}
        What the caret belongs under.
    **values
        What the message quotes.
    """
    context = {"values": values, "span": span, "below": below, "part": part}
    return PydanticCustomError(code, code, context)


def refused(
    error: QuantityError,
    *,
    span: tuple[int, int] | None,
    below: tuple[str | int, ...] = (),
) -> PydanticCustomError:
    """The refusal of a quantity, to be raised here."""
    context = {"values": error.values, "span": span, "below": below, "part": "value"}
    return PydanticCustomError(error.code, error.code, context)


def read_line(given: object) -> str:
    """Text that says something; whole numbers and dates of Python are written out."""
    if isinstance(given, str):
        if strange := CONTROL.search(given):
            # written as an escape ("\e[31m"), or by Python: it would reach terminals
            # and pictures
            character = f"U+{ord(strange.group()):04X}"
            raise refuse("E121", span=strange.span(), character=character)
        if text := given.strip():
            return text
        raise refuse("E209")
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, Integral):
        return str(int(given))
    if isinstance(given, date):
        return given.isoformat()
    if given is None:
        raise refuse("E209")
    if isinstance(given, Real):
        # 1.10 is 1.1 to Python: a version or a page would change without a word.
        raise refuse("E226", value=str(given))
    raise refuse("E208")


def read_amount(given: object, *, is_signed: bool = False) -> Amount:
    """Quantity with its unit, a bare number, or a formula after `=`."""
    if not isinstance(given, str):
        if isinstance(given, Mapping) and given.keys() & _OF_A_SPREAD:
            raise refuse("E239")
        if isinstance(given, bool) or not isinstance(given, Real):
            raise refuse("E209" if given is None else "E208")
        given = repr(int(given) if isinstance(given, Integral) else float(given))
    elif not given or given.isspace():
        raise refuse("E209")
    try:
        return parse_amount(given, is_signed=is_signed)
    except QuantityError as error:
        raise refused(error, span=error.span) from None


def read_signed_amount(given: object) -> Amount:
    """The same, of a number whose uncertainty may reach across zero."""
    return read_amount(given, is_signed=True)


def read_name(given: object, info: core_schema.ValidationInfo) -> Text:
    """Name in the order of `languages`, the parts between bars; one stands for both."""
    text = read_line(given)
    if "|" not in text:
        return Text(text, text)
    languages: tuple[str, ...] = (info.context or {}).get("languages", ("zh", "en"))
    parts = [part.strip().replace("\\|", "|") for part in _BAR.split(text)]
    if len(parts) > len(languages) or not all(parts):
        raise refuse("E212", parts=len(parts), languages=list(languages))
    if len(parts) == 1:
        return Text(parts[0], parts[0])
    by_language = dict(zip(languages, parts, strict=True))
    return Text(by_language["zh"], by_language["en"])


def read_reason(given: object, info: core_schema.ValidationInfo) -> Text:
    """Text that says why, in the order of `languages`; a yes or a no says nothing."""
    reason = read_name(given, info)
    if reason.en.casefold() in _YES_OR_NO:
        raise refuse("E236", text=reason.en)
    return reason


@lru_cache(maxsize=100_000)
def _check_id(text: str, *, is_parameter: bool) -> str:
    """The id itself; cached because rows repeat the same few words."""
    normal = unicodedata.normalize("NFKC", text)
    if normal != text:
        raise refuse("E210", id=text, nearest=normal)
    if not (_PARAMETER if is_parameter else _ID).fullmatch(text):
        raise refuse("E210", id=text, nearest=_valid_id(text, is_parameter))
    reserved = is_parameter and (text in _RESERVED or text.casefold() in _NO_NUMBERS)
    if reserved or is_unit_name(text):
        raise refuse("E211", id=text)
    return text


def _valid_id(text: str, is_parameter: bool) -> str | None:
    """The same id with what is not allowed taken out; None if nothing sound is left."""
    pattern = _PARAMETER if is_parameter else _ID
    text = re.sub(r"[^\w-]+", "_", text.removeprefix("x-")).strip("_-")
    text = text.replace("-", "_") if is_parameter else text
    return text if pattern.fullmatch(text) else None


def read_id(given: object) -> str:
    """Id: letters (Chinese too), digits, `_` and `-`, not beginning with a digit."""
    if isinstance(given, bool):
        raise refuse("E208")
    return _check_id(read_line(given), is_parameter=False)


def read_parameter_id(given: object) -> str:
    """Id of a parameter: no `-`, which is a minus sign in the formulas that use it."""
    return _check_id(read_line(given), is_parameter=True)


def read_integer(given: object) -> int:
    """Whole number."""
    if isinstance(given, Integral) and not isinstance(given, bool):
        return int(given)
    if isinstance(given, str) and _INTEGER.fullmatch(given.strip()):
        return int(given)
    text = read_line(given) if not isinstance(given, Real) else str(given)
    raise refuse("E213", text=text)


def read_pedigree(given: object) -> tuple[int, ...]:
    """Scores of the pedigree matrix, 1 (best) to 5."""
    if not isinstance(given, list | tuple):
        raise refuse("E207")
    scores = tuple(map(read_integer, given))
    try:
        validate_pedigree(scores)
    except QuantityError as error:
        raise refused(error, span=None) from None
    return scores


SHARE_DECIMALS = 12
"""Beyond these the digits of a share are those of its binary fraction."""


def read_rating(given: object) -> Decimal:
    """Data quality rating from 1 (best) to 5, with at most two decimals."""
    if isinstance(given, bool | list | tuple | dict):
        raise refuse("E237", text=str(given))
    text = str(given).strip()
    if not _RATING.fullmatch(text) or not 1 <= Decimal(text) <= 5:
        raise refuse("E237", text=text)
    return Decimal(text).normalize()


def read_share(given: object) -> Decimal:
    """Share of a whole, from 0 to 1, in any unit of shares."""
    amount = read_amount(given)
    try:
        value = value_in(amount, DIMENSIONLESS)
    except QuantityError as error:
        raise refused(error, span=None) from None
    if value is None or amount.distribution is not None or not 0 <= value <= 1:
        raise refuse("E238", text=amount.text)
    # as decimal digits: 57 % is 0.57, not the binary fraction next to it
    return Decimal(str(round(value, SHARE_DECIMALS))).normalize()


def read_footprint(given: object) -> Amount:
    """Result of another study: a number of kgCO2e, without formula or spread."""
    amount = read_signed_amount(given)
    try:
        value = value_in(amount, _KILOGRAM)
    except QuantityError as error:
        raise refused(error, span=None) from None
    if value is None or amount.distribution is not None:
        raise refuse("E242", text=amount.text)
    return amount


def read_boolean(given: object) -> bool:
    """`true` or `false`; `yes`, `no`, `on` and `off` are words, not answers."""
    if isinstance(given, bool):
        return given
    text = read_line(given)
    if text in ("true", "false"):
        return text == "true"
    raise refuse("E214", text=text)


def read_date(given: object) -> str:
    """Calendar date `2024-12-31`; the day, or day and month, may be left out."""
    text = read_line(given)
    if not _DATE.fullmatch(text):
        raise refuse("E215", text=text)
    padded = text + "-01-01"[len(text) - 4 :]
    _parsed_date(padded, text)
    return text


def _parsed_date(text: str, shown: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise refuse("E215", text=shown) from None


def read_period(given: object) -> str:
    """Interval `2024-01-01/2024-12-31`, both ends included."""
    text = read_line(given)
    if not _PERIOD.fullmatch(text):
        raise refuse("E216", text=text)
    start, end = text.split("/")
    if _parsed_date(end, end) < _parsed_date(start, start):
        raise refuse("E217", start=start, end=end)
    return text


def read_version(given: object) -> int:
    """Version of the format; this release reads version 1."""
    if given == "1" or (given == 1 and not isinstance(given, bool)):
        return 1
    raise refuse("E202", version=read_line(given))


def read_finding_code(given: object) -> str:
    """A code of the message catalogue that a model may waive."""
    text = read_line(given)
    if text not in codes():
        raise refuse("E227", text=text, nearest=nearest(text, codes()))
    if not is_waivable(text):
        raise refuse("E370", stated=text)
    return text


def read_activity(given: object) -> str:
    """Id of an input of the same process, or a quantity of its own."""
    text = read_line(given)
    if not _ID.fullmatch(text):
        read_amount(text)
    return text


def frozen_plain(given: object) -> object:
    """Value of an edit as text, with mappings and lists kept; for scenarios.

    Numbers of Python become the text that a file would hold, so that a scenario is
    the same whether it was written in a file or in Python.
    """
    if isinstance(given, Mapping):
        return {str(key): frozen_plain(value) for key, value in given.items()}
    if isinstance(given, list | tuple):
        return tuple(map(frozen_plain, given))
    if isinstance(given, float | Real) and not isinstance(given, bool | Integral):
        return repr(float(given))
    if given is None:
        raise refuse("E209")
    return read_line(given)


def read_edits(given: object) -> dict[str, object]:
    """`set` of a scenario: model path → new value; `edits.py` checks the paths."""
    if not isinstance(given, Mapping):
        raise refuse("E206", keys=[])
    return {str(path): frozen_plain(value) for path, value in given.items()}
