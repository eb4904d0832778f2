"""`python -m relcheck` is the `relcheck` command."""

from relcheck.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
