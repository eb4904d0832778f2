"""The configuration of relcheck: `[tool.relcheck]` in pyproject.toml, or relcheck.toml."""

from typing import NamedTuple

from relcheck.names import ALLOWED, matches


class Config(NamedTuple):
    """Everything that can be configured; the defaults work without any configuration."""

    root: str = "."
    source: str = ""  # the file it was read from
    runtime: tuple[str, ...] = ()
    kind: str = ""  # "application", "library" or empty: inferred
    schema: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    severity: tuple[tuple[str, str], ...] = ()
    allow: tuple[str, ...] = ALLOWED
    extend_allow: tuple[str, ...] = ()

    def allows(self, variable: str) -> bool:
        """Whether `variable` may be read anywhere."""
        return matches(variable, self.allow) or matches(variable, self.extend_allow)
