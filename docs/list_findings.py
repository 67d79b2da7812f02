"""Print every finding of the catalogue as Markdown: `list_findings.py zh`."""

from __future__ import annotations

import sys

from lcagraph.wording import LANGUAGES, Language, codes, explanation

TITLES: dict[Language, str] = {"en": "Findings", "zh": "检查结论代码"}


def as_markdown(lang: Language) -> str:
    """One section per code, in the order of the codes."""
    sections = [f"# {TITLES[lang]}"]
    sections += [f"## {code}\n\n{explanation(code, lang).strip()}" for code in codes()]
    return "\n\n".join(sections) + "\n"


def main(arguments: list[str]) -> int:
    """Print the list in the language named; exit code 2 if it is none of ours."""
    lang = next((known for known in LANGUAGES if arguments == [known]), None)
    if lang is None:
        sys.stderr.write(f"usage: list_findings.py {'|'.join(LANGUAGES)}\n")
        return 2
    sys.stdout.write(as_markdown(lang))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
