"""What a formula may say in each format: functions, operators, case, precedence.

A table per dialect, for one parser (`formula_syntax`) and one evaluation
(`lcagraph.formulas.scalar`). Where the owner of a format does not say how something is
computed, and programs differ, it is not in the table: such a formula is refused.

openlca     operators and functions of the openLCA 2 manual, “Constants, operators and
            functions for formulas in openLCA”; a sign binds tighter than a power and
            powers join from the left, as in its published grammar; case is ignored
ecospold2   the functions of OASIS OpenFormula 1.2 that datasets use; case is ignored
ilcd        the common part of the two, since the format does not define its formulas
simapro     help article 504745 and the functions met in exported projects; ``Log`` is
            not among them; case is ignored
brightway   Python's operators and the mathematical names of asteval; case counts
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from lcagraph.background.records import Dialect

Powers = Literal["from left", "from right", "refused"]
"""How ``a ^ b ^ c`` is read."""
Signs = Literal["before power", "after power", "refused"]
"""How ``-a ^ b`` is read: as ``(-a) ^ b``, as ``-(a ^ b)``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """One dialect."""

    functions: Mapping[str, str]
    """Name, or ``name/arguments``, → function of `SCALAR_FUNCTIONS`, or a condition."""
    operators: Mapping[str, str]
    """Sign or word → operator of `OPERATORS`."""
    separators: str = ";"
    """What may stand between arguments; one formula uses one of them."""
    constants: Mapping[str, float] = field(default_factory=lambda: {"pi": math.pi})
    powers: Powers = "refused"
    signs: Signs = "refused"
    folds_case: bool = True
    truth_is_number: bool = True
    """A condition counts as 1 or 0 in arithmetic, and a number as a condition."""
    has_percent: bool = False
    """``5%`` is 0.05."""
    has_conditional: bool = False
    """``a if condition else b``."""
    formula_wins: bool = False
    """The format's own program computes with the formula, not the number beside it."""

    def folded(self, name: str) -> str:
        """The name as it is compared with others."""
        return name.strip().casefold() if self.folds_case else name.strip()


OPERATORS: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "or": (1, ""),
        "xor": (2, ""),
        "and": (3, ""),
        "<": (5, ""),
        "<=": (5, ""),
        ">": (5, ""),
        ">=": (5, ""),
        "==": (5, ""),
        "!=": (5, ""),
        "+": (6, ""),
        "-": (6, ""),
        "*": (7, ""),
        "/": (7, ""),
        "whole quotient": (7, "whole quotient"),
        "floor quotient": (7, "floor quotient"),
        "remainder": (7, "remainder"),
        "floor remainder": (7, "floor remainder"),
    }
)
"""How tightly each operator binds, and the function that it calls, if it is none."""

_COMPARISONS = {sign: sign for sign in ("<", "<=", ">", ">=", "==", "!=")}
_SIGNS = {sign: sign for sign in "+-*/"} | _COMPARISONS | {"^": "^"}
_SPREADSHEET_SIGNS = _SIGNS | {"=": "==", "<>": "!="}

_ANYWHERE = {
    **{name: name for name in ("abs", "sqrt", "exp", "ln", "min", "max", "sum")},
    **{name: name for name in ("sin", "cos", "tan", "asin", "acos", "atan")},
    **{name: name for name in ("sinh", "cosh", "tanh", "floor", "ceil")},
    **{name: name for name in ("if", "and", "or", "not", "power", "trunc")},
}
_ARCS = {f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan")}
_NAMED_TWICE = {
    **_ARCS,
    **{"iff": "if", "iif": "if", "pow": "power", "sqr": "square", "ipower": "power"},
    **{"avg": "mean", "mean": "mean", "frac": "frac", "cot": "cot", "cotan": "cot"},
}
_SPREADSHEET = {
    **_ANYWHERE,
    **{"average": "mean", "product": "product", "sign": "sign", "log10": "log10"},
    **{"ceiling/1": "ceil", "xor": "xor", "round": "round", "roundup": "round up"},
    **{"rounddown": "round down", "trunc": "round down", "mod": "floor remainder"},
}

_OPENLCA = Grammar(
    functions={
        **_ANYWHERE,
        **_NAMED_TWICE,
        **{"ipower": "whole power", "int": "trunc", "round": "round half up"},
        **{"log": "log10", "lg": "log10"},
    },
    operators={
        **_SPREADSHEET_SIGNS,
        **{"&": "and", "&&": "and", "|": "or", "||": "or", "xor": "xor"},
        **{"div": "whole quotient", "mod": "remainder"},
    },
    constants={"pi": math.pi, "e": math.e},
    powers="from left",
    signs="before power",
    truth_is_number=False,
    formula_wins=True,
)
_ECOSPOLD2 = Grammar(
    functions={
        **_SPREADSHEET,
        **{"log/1": "log10", "log/2": "log", "int": "floor"},
    },
    operators=_SPREADSHEET_SIGNS,
    powers="from left",
    signs="before power",
    has_percent=True,
)
_ILCD = Grammar(
    functions={
        **{name: each for name, each in _SPREADSHEET.items() if name != "mod"},
        **_NAMED_TWICE,
        "ipower": "whole power",
    },
    operators=_SPREADSHEET_SIGNS,
    separators=";,",
)
_SIMAPRO = Grammar(
    functions={
        **_ANYWHERE,
        **_NAMED_TWICE,
        **{"ipower": "whole power", "intpower": "whole power", "int": "trunc"},
        **{"round": "round", "log10": "log10", "log2": "log2", "mod": "remainder"},
    },
    operators={
        **_SPREADSHEET_SIGNS,
        **{"and": "and", "or": "or", "xor": "xor"},
        **{"div": "whole quotient", "mod": "remainder", "%": "remainder"},
    },
    formula_wins=True,
)
_BRIGHTWAY = Grammar(
    functions={
        **{name: _ANYWHERE[name] for name in _ANYWHERE if name not in ("if", "ln")},
        **_ARCS,
        **{"log/1": "ln", "log/2": "log", "log10": "log10", "log2": "log2"},
        **{"pow": "power", "round": "round half even", "int": "trunc", "sign": "sign"},
        **{"mean": "mean", "square": "square", "mod": "floor remainder"},
    },
    operators={
        **{sign: sign for sign in "+-*/"},
        **_COMPARISONS,
        **{"**": "^", "and": "and", "or": "or", "not": "not"},
        **{"//": "floor quotient", "%": "floor remainder"},
    },
    separators=",",
    constants={"pi": math.pi, "e": math.e},
    powers="from right",
    signs="after power",
    folds_case=False,
    has_conditional=True,
)

GRAMMARS: Mapping[Dialect, Grammar] = MappingProxyType(
    {
        "openlca": _OPENLCA,
        "ecospold2": _ECOSPOLD2,
        "ilcd": _ILCD,
        "simapro": _SIMAPRO,
        "brightway": _BRIGHTWAY,
    }
)
"""The grammar of each dialect."""
