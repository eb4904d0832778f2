"""What keeps relcheck from working: one line for a person, exit status 2.

What the *project* did wrong is never an exception: it is a `Diagnostic`.
"""


class RelcheckError(Exception):
    """relcheck cannot do what was asked; the message says why and what to do next, in one line."""


class ConfigError(RelcheckError):
    """The configuration of relcheck itself is wrong: an unknown key, a bad value, a missing file."""


class UsageError(RelcheckError):
    """The command line asks for something that does not exist or does not go together."""


class MissingExtraError(RelcheckError):
    """A command needs an optional dependency that is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs the extra `{extra}`: pip install 'relcheck-config[{extra}]'")


class SchemaError(RelcheckError):
    """A settings class cannot be loaded: no such module, no such name, or its import fails."""


class PackError(RelcheckError):
    """A rule pack is broken: a rule without a page, two rules with one code, a failing import."""
