"""Facts about a deployment at boot: each variable and the state it is in, never its value."""

from typing import Literal, NamedTuple

from relcheck.diagnostic import Span

State = Literal[
    "ok",
    "missing",
    "empty",
    "invalid",
    "placeholder",
    "quoted",  # surrounded by quotes or white space
    "newline",  # a secret file that ends in a line break
    "duplicate",  # set twice in different case
    "conflict",  # two aliases that disagree
    "unknown",  # a known prefix, and nobody reads it
    "weak",  # a secret that is too short, or too regular
    "both",  # X and X_FILE are set
    "baked",  # given by an env file inside the image
    "no-directory",  # secrets_dir is not there
    "unreadable",  # a source of values fails: an env file, a secrets directory, a custom source
    "frozen",  # a value that was read at build differs from what the lock remembers
    "drifted",  # the contract differs from what the lock remembers
    "unresolved",  # it names a host that has no address
    "unreachable",  # it leads to a server that takes no connection
    "untrusted",  # a server that it names does not speak TLS as is asked of it
    "unanswered",  # it leads to a server that answers otherwise, or is not ready
    "unbindable",  # a port that cannot be bound
]
Source = Literal["", "process", "env-file", "secrets-dir", "file", "default", "other"]


class Variable(NamedTuple):
    """One environment variable at boot.

    `names` are all spellings that would do, the best first. `field` is the dotted field of the settings
    class, empty where none reads the variable. `declared` is where the field is written. `expected`
    says type, constraint and choices in plain words; `reason` the machine's word for what is wrong
    (pydantic's error `type`), `nearest` the known name that an unknown one resembles. `scope` is the
    settings class, `shop.config:Settings`; `fatal` says that the class cannot be instantiated with it.
    `part` and `bearable` are those of a probe.
    """

    names: tuple[str, ...]
    state: State
    field: str = ""
    declared: Span | None = None
    expected: str = ""
    reason: str = ""
    source: Source = ""
    where: str = ""  # the path of the env file or secrets directory
    secret: bool = False
    required: bool = True
    nearest: str = ""
    scope: str = ""
    fatal: bool = False
    part: str = ""  # which of several hosts or ports that the value names is concerned, in words
    bearable: bool = False  # others that it names are there, or the application does not look so closely

    @property
    def variable(self) -> str:
        """The name to write in the deployment."""
        return self.names[0] if self.names else ""

    @property
    def span(self) -> Span:
        """Where the field is declared; the top of the file that is concerned where there is no field."""
        return self.declared or Span(self.where or "the environment", 1, 1, 1, 1)

    @property
    def spelled(self) -> str:
        """All names that would do, as a sentence takes them."""
        return " or ".join(f"`{name}`" for name in self.names)
