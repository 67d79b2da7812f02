"""Documents and standards by the titles under which a report cites them."""

from __future__ import annotations

from lcagraph.wording import Language, report_text, report_texts

STANDARDS = "report_standards"


def document_name(source: str, lang: Language) -> str:
    """A source in the language of the report, where it is one that our tables cite.

    Parameters
    ----------
    source : str
        As a factor or a GWP set states it.
    lang : {"zh", "en"}
    """
    found = source
    for entry in report_texts("report_documents").values():
        found = found.replace(entry["written"], entry[lang])
    if found == source or lang == "en":
        return found
    return found.replace(", ", "，")


def standard_name(named: str, lang: Language) -> str:
    """A standard by its number and title; itself if we don't know its title.

    ``GB/T 24067—2024`` and ``GB/T 24067-2024`` are the same.
    """
    key = "".join(named.replace("—", "-").replace("–", "-").split()).lower()
    try:
        return report_text(STANDARDS, f"standards.{key}", lang)
    except KeyError:
        return named
