"""The configuration of relcheck: `[tool.relcheck]` in pyproject.toml, or relcheck.toml."""

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

from relcheck.names import ALLOWED, matches

Shape = Literal["text", "texts", "flag", "texts by glob", "severities", "table"]
"""What a key's value looks like in TOML. `texts` is a list of texts, or a single text."""


class Key(NamedTuple):
    """One key of `[tool.relcheck]`: its name there, what its value looks like, and one line about it."""

    name: str
    shape: Shape
    doc: str

    @property
    def field(self) -> str:
        """The field of `Config` that holds it."""
        return self.name.replace("-", "_")


KEYS: Final[tuple[Key, ...]] = (
    Key("runtime", "texts", "the runtime config modules, as dotted names or globs; by default found by relcheck"),
    Key("kind", "text", "`application` or `library`; by default found by relcheck"),
    Key("schema", "texts", "the settings classes that `verify-env` and `contract` use, as `module:Class`"),
    Key("app-dir", "text", "the directory of the top-level modules, as in `uvicorn --app-dir`"),
    Key("extend", "text", "another configuration file to start from; the keys of this one win"),
    Key("select", "texts", "run only these rules: codes, prefixes of codes, names, or `ALL`"),
    Key("extend-select", "texts", "run these rules as well"),
    Key("ignore", "texts", "do not run these rules; a longer prefix wins over a shorter one"),
    Key("per-file-ignores", "texts by glob", "rules to ignore in files, by glob; `!` negates the glob"),
    Key("severity", "severities", "`info`, `warning` or `error`, by rule or prefix"),
    Key("allow", "texts", "the variables that any module may read, as names or globs; replaces the default list"),
    Key("extend-allow", "texts", "more variables that any module may read"),
    Key("baseline", "text", "the file of accepted findings, relative to the configuration file"),
    Key("require-reason", "flag", "suppressions must give a reason, after `--`"),
    Key("require-expiry", "flag", "suppressions must give a date: `ignore[REL101, until=2030-01-31]`"),
    Key("deployments", "table", 'the settings class or folder that a workload fills: `web = "shop.config:Settings"`'),
    Key("given", "texts", "files with the names of variables that the platform keeps"),
)
"""Every key there is. What is excluded is not among them: relcheck takes that from ruff's settings."""


class Selection(NamedTuple):
    """One layer of rule selection: a configuration file, or the command line on top of it."""

    select: tuple[str, ...] | None = None  # None: what the layers below selected stays
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    source: str = ""  # for messages


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
    app_dir: str = ""
    baseline: str = ""  # absolute, or empty
    require_reason: bool = False
    require_expiry: bool = False
    deployments: Mapping[str, Any] = {}
    layers: tuple[Selection, ...] = ()  # what select, ignore and extend_select of all files amount to
    members: tuple[tuple[str, Any], ...] = ()  # (directory below the root, its Config), deepest first
    given: tuple[str, ...] = ()  # files of names, relative to the root

    def allows(self, variable: str) -> bool:
        """Whether `variable` may be read anywhere."""
        return matches(variable, self.allow) or matches(variable, self.extend_allow)

    def of(self, path: str) -> "Config":
        """The configuration in force for a file: that of the nearest member, else this one."""
        for directory, config in self.members:
            if path.startswith(directory + "/"):
                nearest: Config = config
                return nearest
        return self
