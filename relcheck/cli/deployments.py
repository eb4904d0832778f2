"""`relcheck deployments`: which workload fills which settings class, and what each variable is given by."""

from relcheck.cli.map import run

__all__ = ["run"]
