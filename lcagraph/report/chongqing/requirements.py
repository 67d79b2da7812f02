"""The requirements of the Chongqing guide by our numbers, and the clause of each.

Numbers are those of the checks (`checks/rules.py`); clauses are the guide's own. Its
annex is the form of the report, 附件.
"""

from __future__ import annotations

from lcagraph.report.compliance import Requirement
from lcagraph.wording import Language

_CLAUSES = (
    ("CQ-01", "一（一）"),
    ("CQ-02", "一（二）"),
    ("CQ-03", "一（二）图1"),
    ("CQ-04", "一（三）"),
    ("CQ-05", "一（四）"),
    ("CQ-06", "二"),
    ("CQ-07", "二 步骤1"),
    ("CQ-08", "二 步骤2"),
    ("CQ-09", "二 步骤3"),
    ("CQ-10", "二 步骤4"),
    ("CQ-11", "二 步骤5"),
    ("CQ-12", "二 表1"),
    ("CQ-13", "二"),
    ("CQ-14", "二（一）"),
    *((f"CQ-{number}", f"二（一）{number - 14}") for number in range(15, 27)),
    ("CQ-27", "二（二）"),
    ("CQ-28", "二（三）式1"),
    ("CQ-29", "二（四）1"),
    ("CQ-30", "二（四）2"),
    ("CQ-31", "二（四）3"),
    ("CQ-32", "三"),
    ("CQ-33", "附件 封面、一"),
    ("CQ-34", "附件 三.1、2"),
    ("CQ-35", "附件 三.3"),
    ("CQ-36", "附件 三.4"),
    ("CQ-37", "附件 四.1"),
    ("CQ-38", "附件 四.2"),
    ("CQ-39", "附件 四.3 表1"),
    ("CQ-40", "附件 四.4"),
    ("CQ-41", "附件 五.1"),
    ("CQ-42", "附件 六.1"),
    ("CQ-43", "附件 表2"),
    ("CQ-44", "附件 图2"),
    ("CQ-45", "附件 六.2、3"),
    ("CQ-46", "四 图2"),
    ("CQ-47", "四（一）"),
    ("CQ-48", "四（三）"),
    ("CQ-49", "四（四）、（五）"),
)

BESIDE = ("CQ-03", "CQ-47", "CQ-48")
"""Requirements that are met by documents beside the report: label, dossier, sample."""

REQUIREMENTS = tuple(Requirement(id=id_, clause=clause) for id_, clause in _CLAUSES)

_IN_ENGLISH = (
    ("附件", "form"),
    ("封面", "cover"),
    ("步骤", "step "),
    ("式", "equation "),
    ("表", "table "),
    ("图", "figure "),
    ("、", ", "),
    ("（", "("),
    ("）", ") "),
    ("一", "1"),
    ("二", "2"),
    ("三", "3"),
    ("四", "4"),
    ("五", "5"),
    ("六", "6"),
)


def clause_text(clause: str, lang: Language) -> str:
    """A clause of the guide as the report prints it: 二（一）3, `2 (1) 3`."""
    if lang == "zh":
        return clause
    for chinese, english in _IN_ENGLISH:
        clause = clause.replace(chinese, english)
    spaced = clause.replace("(", " (")
    return " ".join(spaced.split()).replace(" ,", ",")
