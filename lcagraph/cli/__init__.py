"""The command line: a command parses, calls the public API and prints."""

from lcagraph.cli.run import main

__all__ = ["main"]
