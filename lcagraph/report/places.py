"""Places by name: `CN-SD` → 中国山东, `Shandong, China`."""

from __future__ import annotations

from lcagraph.wording import Language, report_text


def place_name(code: str, lang: Language) -> str:
    """What people call a place; the code itself where no name is known.

    Parameters
    ----------
    code : str
        Country (ISO 3166-1), subdivision of one (ISO 3166-2), or a region of databases,
        such as `GLO`.
    lang : {"zh", "en"}
    """
    known = _known(code, lang)
    if known:
        return known
    country, _, part = code.partition("-")
    name = _known(country, lang)
    if not part or not name:
        return code
    return f"{name}（{code}）" if lang == "zh" else f"{name} ({code})"


def _known(code: str, lang: Language) -> str:
    try:
        return report_text("report_places", f"places.{code}", lang)
    except KeyError:
        return ""
