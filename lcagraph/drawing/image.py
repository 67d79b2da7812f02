"""A picture inside a page: an image that can do nothing but be looked at.

As an `<img>` it can't run a script or clash with its surroundings, and what it shows is
said in words (`alt`), which stand in its place where a site takes images out.
"""

from __future__ import annotations

import re
from base64 import b64encode

_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')


def image_html(svg: str) -> str:
    """The element of a picture that `to_svg` has written; never wider than its page."""
    data = b64encode(svg.encode()).decode()
    size = _SIZE.search(svg)
    width = f' width="{float(size[1]):.0f}"' if size else ""
    said = _element(svg, "desc") or _element(svg, "title")
    return (
        f'<p><img src="data:image/svg+xml;base64,{data}" alt="{said}"{width} '
        'style="max-width:100%;height:auto"></p>'
    )


def _element(svg: str, name: str) -> str:
    """Text of an element of the head, escaped as it stands there."""
    return svg.partition(f"<{name}>")[2].partition(f"</{name}>")[0]
