"""Values set on top of a model: `set` of scenarios, and `--set` of the command line.

    edits, findings = scenario_edits(tree, "green_100")      what a scenario sets
    edited, findings = apply_edits(tree, edits)              the tree with it set
    system, findings = parse_system(edited)                  typed and checked

The rules of paths and values are told in `schema.setting`.
"""

from lcagraph.formats.yaml.schema.scenarios import scenario_edits
from lcagraph.formats.yaml.schema.setting import apply_edits

__all__ = ["apply_edits", "scenario_edits"]
