"""The typed layer of the model format: a plain tree → `ProductSystem` and findings.

One spec model per mapping of the format, split by topic; `leaves` reads single values,
`base` resolves short forms, `findings` gives every error its place and code. pydantic
is seen nowhere else.
"""

from lcagraph.formats.yaml.schema.base import Given
from lcagraph.formats.yaml.schema.reading import parse_system

__all__ = ["Given", "parse_system"]
