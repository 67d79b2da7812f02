"""`python -m lcagraph` is the command `lcagraph`."""

import sys

from lcagraph.cli import main

if __name__ == "__main__":
    sys.exit(main())
