"""The producer's organisation chart (组织机构图, Shandong guide 图3-1) of a model."""

from __future__ import annotations

from lcagraph.charts import Caption, Unit, organisation_chart
from lcagraph.diagram.blocks import in_languages
from lcagraph.diagram.boundary import picture_language
from lcagraph.diagram.names import joined, words
from lcagraph.drawing.shapes import Drawing
from lcagraph.errors import Finding, UsageError
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import Text


def organisation_drawing(system: ProductSystem, *, lang: str = "zh") -> Drawing:
    """Departments by who is under whom; the one that answers for the footprint framed.

    Parameters
    ----------
    system : ProductSystem
        With `organisation.departments`.
    lang : {"zh", "en", "both"}

    Raises
    ------
    UsageError
        No departments are stated (E776); one is under another that is not there, or
        under itself (E779); an unknown language (E753).
    """
    organisation = system.organisation
    if organisation is None or not organisation.departments:
        raise UsageError(Finding(code="E776"))
    language = picture_language(lang)

    def said(text: Text) -> str:
        return " ".join(filter(None, in_languages(text, language)))

    units = {
        id_: Unit(
            name=first,
            second=second,
            under=one.under,
            is_marked=one.responsible_for_footprint,
        )
        for id_, one in organisation.departments.items()
        for first, second in [in_languages(one.name, language)]
    }
    title = joined(organisation.name, words("organisation.title"))
    caption = Caption(title=said(title), lang="en" if language == "en" else "zh")
    marked = said(words("organisation.marked"))
    return organisation_chart(units, caption, marked=marked)
