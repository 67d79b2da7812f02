"""What people call a thing that is bought, where only its factor has a name.

A factor is often named for its figure (“全国电力平均碳足迹因子”) or for how it is made
(“光伏发电”): nobody buys a factor, and what is bought is electricity.
"""

from __future__ import annotations

import re

from lcagraph.graph.factor import Factor
from lcagraph.graph.system import ProductSystem
from lcagraph.graph.words import Text
from lcagraph.wording import Language

_FIGURE = re.compile(
    "(平均)?(电力)?(产品)?(碳足迹|二氧化碳排放|温室气体排放|碳排放|排放)因子"
    "|(（|，)上游(（WTT）)?）?"
    "|, (upstream|well-to-tank|WTT)|( carbon footprint| CO2| emission)+ factor",
    re.IGNORECASE,
)
"""What a name says of the figure and not of the thing."""
_HAN = re.compile("[\u4e00-\u9fff]")
_YEAR = re.compile("（([^（）]*年[^（）]*)）$")


def thing_named(system: ProductSystem, id_: str, factor: Factor) -> Text | None:
    """Name of what is bought through a factor; None: neither has a name.

    A name that the model gives is kept. Electricity from a published set is called by
    what it is, so that it has one name in figures, tables and reports.

    Parameters
    ----------
    system : ProductSystem
    id_ : str
        Id of the factor in the model.
    factor : Factor
        With the name of the set that it comes from.
    """
    own, name = system.factors.get(id_), factor.name
    is_stated = own is not None and own.name is not None
    if name is None or is_stated or factor.kind != "electricity":
        return name
    zh, en = name.get("zh"), name.get("en")
    is_chinese = _HAN.search(zh) is not None  # databases have names in English alone
    return Text(
        electricity_called(zh, "zh" if is_chinese else "en"),
        electricity_called(en, "en"),
    )


def electricity_called(name: str, lang: Language) -> str:
    """What is bought, from the name of its factor: `电力（全国平均，2024 年）`."""
    if lang == "en":
        bare = without_figure(name, lang)
        return bare if "electricity" in bare.lower() else f"Electricity ({bare})"
    bare = name.replace("电力平均碳足迹因子", "平均").replace("碳足迹因子", "")
    year = _YEAR.search(bare)
    kind = (bare[: year.start()] if year else bare).removesuffix("电力")
    parts = "，".join(filter(None, (kind, year[1] if year else "")))
    return f"电力（{parts}）" if parts else "电力"


def without_figure(name: str, lang: Language) -> str:
    """A name without what it says of its figure: `天然气（上游）` → `天然气`."""
    bare = _FIGURE.sub("", name).strip(" ，,") or name
    return without_colons(bare, lang)


def without_colons(name: str, lang: Language) -> str:
    """A name of a published set, whose parts stand after a colon as cells do."""
    return name.replace("：", "，") if lang == "zh" else name.replace(": ", ", ")
