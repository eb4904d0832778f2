"""`python -m relcheck` is the `relcheck` command."""

import sys

from relcheck.cli import main

if __name__ == "__main__":
    sys.exit(main())
