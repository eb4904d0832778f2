"""Facts about manifests: what a deployment gives to which process, and whether it is known at all.

"Supplied?" is no boolean: most platforms keep values where no file of the repository shows them.
"""

from typing import Literal, NamedTuple

from relcheck.diagnostic import Span
from relcheck.facts.python import Field, Looks, SettingsClass

Platform = Literal[
    "compose", "kubernetes", "fly", "render", "railway", "digitalocean", "northflank", "heroku", "cloud-run",
    "ecs", "sam", "serverless", "systemd", "github-actions", "gitlab-ci", "devcontainer", "dockerfile", "dotenv",
    "home-assistant", "cloud-foundry",
]  # fmt: skip
State = Literal[
    "literal",  # the value is in the repository
    "reference",  # it is the value of another declared object
    "generated",  # the platform makes it
    "promised",  # the manifest names it, an operator or the shell gives it
    "platform",  # the platform injects it by itself
    "empty",  # given, and empty: satisfies "required" and then breaks numbers and URLs
]
Phase = Literal["run", "build", "both"]


class Supply(NamedTuple):
    """One variable given to one workload by one place of a manifest.

    `rank` orders the layers of one workload: the highest wins. `layer` names it as its platform does
    (`environment`, `env_file`, `envFrom`). `refers` is what a reference or promise leads to
    (`secret:shop/DSN`, `configmap:shop/URL`, `variable:DSN`, `database:db`). `empties` is true where an
    unset variable becomes an empty one (`${DSN:-}`). The four positions are the value's, for a check that
    reads it again; the fact itself holds how it looks and 32 bits of a hash.
    """

    span: Span
    name: str
    state: State
    platform: Platform
    workload: str = ""
    phase: Phase = "run"
    layer: str = ""
    rank: int = 0
    refers: str = ""
    optional: bool = False  # the referent may be missing
    empties: bool = False
    quoted: bool = True  # false for a bare YAML scalar, which platforms type by themselves
    looks: Looks = "text"
    digest: int = 0
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    file: str = ""  # where the value is, if that is another file than the name's
    issued: bool = False  # the value has the form of an issuer's token
    verbatim: bool = False  # a line of an env file whose quotes and comments are part of the value
    neighbour: bool = False  # an address whose host has a bare name: a server of the same deployment, or `localhost`

    @property
    def variable(self) -> str:
        """The variable's name."""
        return self.name

    @property
    def scope(self) -> str:
        """The workload, for a baseline."""
        return self.workload


class Workload(NamedTuple):
    """One process that a manifest starts: a compose service, a container of a pod, a Fly app.

    `context` and `dockerfile` say what it is built from, relative to the root; `image` what it runs;
    `command` its words, with `...` for those that may be secrets. `env_files` are read by whoever starts
    it, lowest first, as (path, required). `opaque` says why it may be given anything else: names of
    sources that no file of the repository shows. `ports` are those that the manifest says it listens on.
    """

    span: Span
    platform: Platform
    name: str
    image: str = ""
    context: str = ""
    dockerfile: str = ""
    target: str = ""
    command: tuple[str, ...] = ()
    env_files: tuple[tuple[str, bool], ...] = ()
    opaque: tuple[str, ...] = ()
    extends: tuple[str, str] = ("", "")  # (file, service) of compose; the file alone, of Cloud Foundry
    profiles: tuple[str, ...] = ()
    replicas: int = 1
    ports: tuple[int, ...] = ()
    environment: str = ""  # the stage of the deployment, where its file tells: production, staging
    links: bool = True  # Kubernetes gives it the addresses of all Services of its namespace
    namespace: str = ""  # of Kubernetes
    user: str = ""  # `root` or `other`; empty where the image decides
    published: tuple[int, ...] = ()  # ports of the host
    host_network: bool = False
    public: bool = True  # the platform's proxy reaches it, and not only its neighbours
    many: bool = False  # there are several of it without a number: a DaemonSet, an autoscaler
    binds_low: bool = False  # it may listen below port 1024 whoever it runs as
    raw_files: tuple[str, ...] = ()  # those of `env_files` that are read as they are: `format: raw` of compose


class Provided(NamedTuple):
    """A key of an object that references lead to: a ConfigMap, a Secret, a generator, a group.

    A `component` is a service or database of an application platform, which has no keys of its own here.
    """

    span: Span
    kind: Literal["configmap", "secret", "group", "component"]
    name: str
    key: str  # empty: the object may hold any keys
    clear: bool = False  # a secret whose value stands in the file
    looks: Looks = "text"
    file: str = ""  # the env file that the keys come from, where `key` is empty
    value: Span | None = None
    digest: int = 0

    @property
    def variable(self) -> str:
        """The key: what becomes the variable's name under `envFrom`."""
        return self.key


class Linked(NamedTuple):
    """A Kubernetes Service: every container of its namespace is given `<NAME>_PORT=tcp://...` and more."""

    span: Span
    name: str
    namespace: str = ""
    headless: bool = False  # its name resolves to all of its pods

    @property
    def prefix(self) -> str:
        """What the names of the variables begin with (Kubernetes, "Accessing the Service")."""
        return self.name.upper().replace("-", "_")


class Misplaced(NamedTuple):
    """A manifest that its platform does not read as what it seems, with the reason."""

    span: Span
    platform: Platform
    reason: str


class Rendered(NamedTuple):
    """A part of a manifest that a tool wrote from a template, as `# Source:` says (`helm template`).

    `template` is the path that it names, from the chart's name on: `shop/templates/deployment.yaml`.
    """

    span: Span
    template: str


class Kustomized(NamedTuple):
    """A kustomization, and the files and folders that it joins, relative to the root."""

    span: Span
    uses: tuple[str, ...] = ()


class Mention(NamedTuple):
    """A file that is no manifest asks for variables by `${NAME}`: somebody reads them when it is loaded."""

    span: Span
    names: tuple[str, ...]


class Flat(NamedTuple):
    """A YAML file of nothing but names and values, which may fill the variables of a manifest."""

    span: Span


class Interpolated(NamedTuple):
    """Compose puts these variables of the shell, or of `.env`, anywhere into its file: the tag of an image, a port."""

    span: Span
    names: tuple[str, ...]


class Exported(NamedTuple):
    """A shell script exports these variables: whatever it starts may have other values than its own caller gave."""

    span: Span
    names: tuple[str, ...]


Host = Literal["", "loopback", "any4", "any6", "internal", "cluster", "name", "address"]
"""What a value names: the process's own machine, all addresses, a name that only a platform's network knows."""


class Told(NamedTuple):
    """What the value that a field has in a workload says, without the value.

    `default` is true for the class's own. `ports` are the ports that it names; `scheme` is a URL's, in lower case;
    `lame` says that a key is short or regular; `crooked` that a URL is cut at a character of its password;
    `trouble` what is wrong with a name that the cluster is to resolve.
    """

    span: Span
    variable: str
    field: Field
    default: bool = False
    host: Host = ""
    ports: tuple[int, ...] = ()
    scheme: str = ""
    lame: bool = False
    crooked: bool = False
    trouble: str = ""
    varies: bool = False  # the program puts its host's name into it: `billing@%h`


class Listens(NamedTuple):
    """A command says where its server listens: `--host 127.0.0.1`, `--bind [::]:8000`."""

    span: Span
    host: Host
    port: int = 0


class Feed(NamedTuple):
    """A workload joined with everything that reaches it and with the settings classes that it fills.

    `supplies` holds all layers, env files and whole objects expanded. `opaque` names the sources that no
    file shows: where there is one, a variable that is not seen is not known to be missing. `reason` says
    how the classes were found; `sure` is false where that was a guess.
    """

    workload: Workload
    classes: tuple[SettingsClass, ...]
    supplies: tuple[Supply, ...] = ()
    opaque: tuple[str, ...] = ()
    reason: str = ""
    sure: bool = True
    told: tuple["Told", ...] = ()
    opened: tuple[int, ...] = ()  # `EXPOSE` of its image
    user: str = ""  # `root` or `other`, of the manifest or of its image
    workers: int = 1  # processes that its command starts, each for itself
    listens: tuple["Listens", ...] = ()

    @property
    def span(self) -> Span:
        """Where the workload is written."""
        return self.workload.span

    @property
    def scope(self) -> str:
        """The workload, for a baseline."""
        return self.workload.name

    @property
    def replicas(self) -> int:
        """How many processes read the same settings, as far as is known: workers of replicas."""
        return max(self.workload.replicas, 2 if self.workload.many else 1) * self.workers

    def given(self, phase: Phase = "run") -> dict[str, Supply]:
        """The supply that wins for each variable at run time or at build time."""
        winners: dict[str, Supply] = {}
        for supply in sorted(self.supplies, key=lambda supply: supply.rank):
            if supply.phase in (phase, "both"):
                winners[supply.name] = supply
        return winners


class Misfit(NamedTuple):
    """A literal that the field it fills would refuse; `expected` says in words what would do."""

    supply: Supply
    field: Field
    expected: str

    @property
    def span(self) -> Span:
        """Where the variable is given."""
        return self.supply.span

    @property
    def variable(self) -> str:
        """The variable's name."""
        return self.supply.name

    @property
    def scope(self) -> str:
        """The workload, for a baseline."""
        return self.supply.workload
