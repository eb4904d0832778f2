"""Facts about what an image or another artifact is built from, and what each build step leaves behind.

A stage is named by its number in its Dockerfile, -1 before the first FROM. No fact holds the value of a
variable: `looks` is one word about it. `relcheck.facts.leak` joins these facts into the way of a secret.
"""

from typing import Literal, NamedTuple

from relcheck.diagnostic import Span
from relcheck.facts.python import Looks

Source = Literal["literal", "secret", "variable", "inherited"]
"""Where the value of a build argument comes from: the file, a CI secret, a variable, the shell of that name."""
CONTEXT = -1
"""The origin of a COPY that takes files of the build context."""
ELSEWHERE = -2
"""The origin of a COPY that takes files of another image, a named context or a URL."""


class Stage(NamedTuple):
    """A build stage: what it is built FROM and which other stages it copies files of.

    `parent` is the number of the stage it starts from, -1 for an image.
    """

    span: Span  # of the FROM instruction
    number: int
    name: str
    base: str
    parent: int = -1
    copies: tuple[tuple[int, tuple[str, ...], Span], ...] = ()  # stage, paths, the COPY

    @property
    def label(self) -> str:
        """How people call it: its name, or its number."""
        return self.name or str(self.number)


class Use(NamedTuple):
    """An instruction that a variable reaches: written there (`reference`) or read by a program (`inherited`)."""

    span: Span
    instruction: str
    how: Literal["reference", "inherited"]


class BuildVariable(NamedTuple):
    """One pair of ENV, ARG or LABEL.

    `form` is `none` for an ARG without default, `expression` where the value takes other variables.
    `references` are those variables, `arguments` the build arguments among them (and behind them) that a
    builder gives. `looks` is that of the value with known variables filled in. `value` is its place.
    """

    span: Span
    instruction: Literal["ENV", "ARG", "LABEL"]
    variable: str
    stage: int
    form: Literal["none", "empty", "literal", "expression"]
    looks: Looks
    value: Span
    statement: Span  # the whole instruction
    alone: bool = True  # the only pair of its instruction
    references: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()
    onbuild: bool = False
    skips: tuple[str, ...] = ()  # BuildKit's checks that a comment skips here
    digest: int = 0
    redeclares: bool = False  # `ARG X` in a stage whose default was given before the first FROM
    issued: bool = False  # the value has the form of an issuer's token


class Opened(NamedTuple):
    """`EXPOSE`: the ports that an image says it listens on."""

    span: Span
    stage: int
    ports: tuple[int, ...]


class RunsAs(NamedTuple):
    """`USER`: who the processes of an image run as."""

    span: Span
    stage: int
    root: bool


class Starts(NamedTuple):
    """`CMD` or `ENTRYPOINT` start a server: its processes, and where it listens (`relcheck.facts.deployment.Host`)."""

    span: Span
    stage: int
    workers: int = 1
    host: str = ""
    port: int = 0


class Mount(NamedTuple):
    """`RUN --mount=type=...`. `checked` is true where the step itself fails without the secret."""

    span: Span
    type: str
    stage: int
    id: str = ""
    target: str = ""
    env: str = ""
    required: bool = False
    checked: bool = False
    used: bool = True  # the step mentions its path or variable

    @property
    def variable(self) -> str:
        """The variable or the id: what a person calls it."""
        return self.env or self.id


class Kept(NamedTuple):
    """A command of a build step writes a secret where the layer keeps it.

    `source` says where it comes from: a secret mount, a build argument or ENV, or the text itself; a
    `setting` is a build argument that is no secret; what is `drawn` is a key that the step itself makes.
    `path` is where it goes as far as that is known, `removed` whether the same step removes it again.
    """

    span: Span
    stage: int
    source: Literal["mount", "variable", "literal", "setting", "drawn"]
    variable: str  # the mount's id, the variable, empty for a literal
    command: str  # "a redirect", "`cp`", "`pip config set`"
    path: str = ""
    removed: bool = False


class Exposed(NamedTuple):
    """A credential in the text of an instruction: in a URL, a header, or the value of an option.

    `references` are the variables that it is made of; empty where it stands there itself.
    """

    span: Span
    instruction: str
    stage: int
    what: Literal["url", "header", "option", "assignment"]
    looks: Looks
    references: tuple[str, ...] = ()
    variable: str = ""  # the option or variable that holds it
    mounted: bool = False  # it comes from a secret mount of the same step
    issued: bool = False


class Printed(NamedTuple):
    """A build step writes the environment or a secret into the build log."""

    span: Span
    stage: int
    what: Literal["environment", "trace", "variable"]
    variable: str = ""


class PythonStep(NamedTuple):
    """A build step that runs Python code of the project.

    `targets` are dotted modules or paths as written: `shop.settings`, `manage.py`, `scripts/gen.py`.
    """

    span: Span
    stage: int
    kind: Literal["code", "module", "script", "django", "tool"]
    targets: tuple[str, ...]
    given: tuple[str, ...] = ()  # variables set inline, by ENV or by ARG for this step
    command: str = ""  # the words that name it: `manage.py collectstatic`
    folder: str = ""  # of the Dockerfile


class Copied(NamedTuple):
    """COPY or ADD: its sources, and the stage or the context they come from."""

    span: Span
    instruction: str
    stage: int
    origin: int
    sources: tuple[str, ...]
    spans: tuple[Span, ...]
    destination: str
    excludes: tuple[str, ...] = ()
    onbuild: bool = False


class IgnoreFile(NamedTuple):
    """A file of patterns: `.dockerignore`, `<Dockerfile>.dockerignore` or `.gitignore`. `span` is all of it."""

    span: Span
    flavour: Literal["docker", "git"]
    patterns: tuple[tuple[int, str], ...]  # line, text


class Build(NamedTuple):
    """Something that calls a builder: a CI step, a bake target, a command in a script.

    Paths are relative to the repository's root as far as the file tells, empty where it does not.
    """

    span: Span
    tool: str  # "GitHub Actions", "GitLab CI", "a bake file", "a script", ...
    dockerfile: str = ""
    context: str = ""
    target: str = ""
    published: bool = True
    secrets: tuple[str, ...] = ()
    provenance: str = ""  # what the step says: "mode=max", "false"; empty: the default
    cache: str = ""  # "max" where builder stages are pushed into a cache


class BuildArgument(NamedTuple):
    """A build argument that is handed to a builder."""

    span: Span
    tool: str
    variable: str
    source: Source
    looks: Looks = "text"
    refers: str = ""  # the CI secret or the variable it takes its value from
    dockerfile: str = ""
    context: str = ""
    target: str = ""
    value: Span | None = None
    issued: bool = False


class Packed(NamedTuple):
    """A packaging file that takes files into an artifact."""

    span: Span
    artifact: str  # "the wheel", "the sdist", "the bundle"
    how: str  # "package_data", "MANIFEST.in", "datas", "--add-data"
    pattern: str


class Generated(NamedTuple):
    """Build code that writes environment variables into a file of the artifact."""

    span: Span
    variables: tuple[str, ...]
    path: str = ""
    command: str = ""


class SecretFile(NamedTuple):
    """A file of the repository whose content is a private key, or a login."""

    span: Span
    what: Literal["a private key", "a login"]
