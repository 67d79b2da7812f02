"""Refuse notebooks that carry outputs: they go stale and hide real changes."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def cells_with_output(notebook: Path) -> int:
    """Number of code cells that still hold an output or an execution count."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return sum(
        bool(cell.get("outputs") or cell.get("execution_count")) for cell in cells
    )


def main(names: list[str]) -> int:
    """Exit code 1 if any of the named notebooks carries an output."""
    failed = 0
    for name in names:
        if count := cells_with_output(Path(name)):
            sys.stderr.write(f"{name}: clear the outputs of {count} cells\n")
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
