"""Who is who: the role of each file, the kind of each member of a workspace, and where processes begin."""

import os
import re
from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final, NamedTuple

from relcheck.config import Config
from relcheck.facts.project import Distribution
from relcheck.facts.python import FileFacts
from relcheck.project import Role
from relcheck.repo import places
from relcheck.repo.alone import alone
from relcheck.repo.contents import start_of
from relcheck.repo.conventions import ENTRY_FILES
from relcheck.repo.runtime import Runtime, runtime_of
from relcheck.repo.shipped import shipped
from relcheck.repo.shown import SERVERS, shows

_DEPLOYED: Final = (
    "Dockerfile*", "*.Dockerfile", "Containerfile*", "compose*.y*ml", "docker-compose*.y*ml", "Procfile", "fly.toml",
    "app.yaml", "render.yaml", "manage.py", "wsgi.py", "asgi.py", "serverless.y*ml", "railway.*", "Chart.yaml",
    "samconfig.toml", "cdk.json", "Pulumi.y*ml", "langgraph.json", "vercel.json", "captain-definition", "nixpacks.toml",
    "zappa_settings.*", "skaffold.y*ml",
)  # fmt: skip
"""Files beside a pyproject.toml that say: this is run, not imported by others."""

_GUNICORN: Final = frozenset(
    "bind workers threads worker_class worker_tmp_dir worker_connections max_requests max_requests_jitter timeout"
    " graceful_timeout keepalive preload_app reuse_port loglevel accesslog errorlog forwarded_allow_ips".split()
)

_COMMANDS: Final = re.compile(rb"(console|gui)_scripts|scripts=|(?m:^scripts\s*=)")
"""How setup.py and setup.cfg say that a command is installed."""
_INFRASTRUCTURE: Final = frozenset("aws_cdk cdktf constructs pulumi pyinfra".split())
"""What programs import that describe machines and networks: somebody, or a pipeline, runs them once a deployment."""


class Member(NamedTuple):
    """One project of the repository: the directory of its pyproject.toml or setup.py, and what it says."""

    directory: str
    distribution: Distribution | None = None
    kind: Role = "application"


class Who(NamedTuple):
    """Everything about the project that is not written in a single file."""

    runtime: Runtime
    roles: dict[str, Role]
    entries: frozenset[str]
    members: tuple[Member, ...]
    alone: frozenset[str] = frozenset()  # programs that are one module, which may as well read its variables itself


def who(
    root: str,
    python: Mapping[str, FileFacts],
    files: Collection[str],
    other: Iterable[Any],
    config: Config,
) -> Who:
    """Who is who among the files that have facts. `files` are the paths of all files of the project."""
    distributions = {fact.directory: fact for fact in other if type(fact) is Distribution}
    settings = {path for path, file in python.items() if any(c.library not in ("", "model") for c in file.classes)}
    members = _members(root, files, distributions, settings, other, config)
    fixed: dict[str, Role | None] = {}
    roles: dict[str, Role] = {}
    owners: dict[str, Member] = {}
    installed: dict[str, bool] = {}
    for path in python:
        member = _owner(path, members)
        owners[path] = member
        hooks = member.distribution.hooks if member.distribution else ()
        below = path[len(member.directory) + 1 :] if member.directory else path
        fixed[path] = "build" if below in hooks else places.role(path, member.directory, files)
        if fixed[path] is None and (_configures_gunicorn(python[path]) or _describes(python[path])):
            fixed[path] = "script"
        if fixed[path] is None and _installed(root, path.rpartition("/")[0], files, installed):
            fixed[path] = "script"
        roles[path] = fixed[path] or ("application" if "{{" in path else member.kind)  # what a template makes is run
    groups: dict[str, list[str]] = {}
    for path in python:
        if fixed[path] is None:
            groups.setdefault(owners[path].directory, []).append(path)
    runtime = runtime_of(root, python, groups, files, config)
    for path in runtime.paths:  # `scripts/settings.py` that somebody names is no script
        if roles.get(path) in ("script", "build") and config.runtime:
            roles[path] = owners[path].kind
    bases = {path: member.directory for path, member in owners.items()}
    return Who(runtime, roles, _entries(python, members, files), members, alone(root, python, roles, runtime, bases))


def _configures_gunicorn(file: FileFacts) -> bool:
    """Whether a module sets what gunicorn asks its configuration for: it is executed, whatever its name."""
    targets = {access.target for access in file.accesses if not access.scope}
    return len(targets & _GUNICORN) > 2


def _describes(file: FileFacts) -> bool:
    """Whether a module describes infrastructure."""
    return any(name.partition(".")[0] in _INFRASTRUCTURE for name in file.imports)


def _installed(root: str, directory: str, files: Collection[str], known: dict[str, bool]) -> bool:
    """Whether an installer has filled a directory, or one above it, with packages (`pip install --target`)."""
    if directory not in known:
        above = directory.rpartition("/")[0]
        known[directory] = bool(directory) and (
            (
                f"{directory}/__init__.py" not in files
                and any(name.endswith(".dist-info") for name in _listed(os.path.join(root, directory)))
            )
            or _installed(root, above, files, known)
        )
    return known[directory]


def _members(
    root: str,
    files: Collection[str],
    distributions: Mapping[str, Distribution],
    settings: Collection[str],
    other: Iterable[Any],
    config: Config,
) -> tuple[Member, ...]:
    """Every project in the repository, the deepest first; the root is always one."""
    directories = {directory for directory, found in distributions.items() if found.name}
    setups = {path.rpartition("/")[0] for path in files if path.rpartition("/")[2] == "setup.py"}
    directories |= {found for found in setups if f"{found}/__init__.py" not in files}  # a package's own module else
    directories.add("")
    needed = {name for found in distributions.values() for name in found.dependencies}
    deepest = sorted(directories, key=lambda directory: (-directory.count("/"), not directory, directory))
    bare = tuple(Member(directory, distributions.get(directory)) for directory in deepest)
    own: dict[str, list[str]] = {}
    for path in settings:
        base = _owner(path, bare).directory
        if places.role(path, base, files) is None:
            own.setdefault(base, []).append(path)
    charts = [
        path
        for path in files
        if path.endswith("/Chart.yaml") and places.role(path, _owner(path, bare).directory, files) is None
    ]
    begun = {
        owner.directory
        for path in files
        if path.rpartition("/")[2] in ENTRY_FILES
        and places.role(path, (owner := _owner(path, bare)).directory, files) is None
    }
    kinds = {one: _kind(root, one, own.get(one.directory, []), needed, charts, begun, config) for one in bare}
    if "library" in kinds.values():
        images = shipped(other, files, directories, lambda path: _owner(path, bare).directory)
        for one, kind in kinds.items():
            users = {other.directory for other in bare if _needs(other, one)}
            alone = any(one.directory in image and image.isdisjoint(users) for image in images)
            begins = not users and f"{one.directory}/main.py".lstrip("/") in files
            if kind == "library" and not _told(one, config) and (alone or begins):
                kinds[one] = "application"
    return tuple(member._replace(kind=kinds[member]) for member in bare)


def _kind(
    root: str,
    member: Member,
    settings: list[str],
    needed: Collection[str],
    charts: Collection[str],
    begun: Collection[str],
    config: Config,
) -> Role:
    """Whether a member is a library: its configuration says so, or it is built and nothing of it is run."""
    told = _told(member, config)
    if told:
        return "library" if told == "library" else "application"
    distribution = member.distribution
    directory = os.path.join(root, member.directory) if member.directory else root
    if distribution and distribution.name:
        if distribution.scripts or not distribution.package:
            return "application"
        if not distribution.backend and member.directory in begun:  # a `main.py` in what nobody builds
            return "application"
    elif not _setup_without_scripts(directory):
        return "application"
    beside = _listed(directory)
    if any(fnmatchcase(name, glob) for name in beside if name[0] != "." for glob in _DEPLOYED):
        return "application"
    if distribution and shows(directory, beside, distribution.name):
        return "application"
    if distribution and distribution.name in _listed(os.path.join(directory, "bin")):
        return "application"  # a command from before there were entry points
    above, name = os.path.split(directory)
    if member.directory and any(
        "Dockerfile" in other and name in re.split("[.-]", other) for other in _listed(above)
    ):  # `Dockerfile.search` beside `search/`
        return "application"
    if any(not member.directory or path.startswith(member.directory + "/") for path in charts):
        return "application"
    return "library" if _shared(member, needed) or not settings else "application"


def _told(member: Member, config: Config) -> str:
    """What the configuration says that a member is."""
    below = f"{member.directory}/pyproject.toml" if member.directory else "pyproject.toml"
    return config.of(below).kind or config.kind


def _needs(one: Member, other: Member) -> bool:
    """Whether a member depends on another: what an image holds for the sake of a third is no program."""
    mine, its = one.distribution, other.distribution
    return mine is not None and its is not None and its.name in mine.dependencies


def _shared(member: Member, needed: Collection[str]) -> bool:
    """Whether another project of the repository needs a member."""
    return member.distribution is not None and member.distribution.name in needed


def _setup_without_scripts(directory: str) -> bool:
    """Whether a directory has a setup.py that makes a distribution without a command."""
    texts = [start_of(os.path.join(directory, name)) for name in ("setup.py", "setup.cfg")]
    packaging = b"setuptools" in texts[0] or b"distutils" in texts[0]  # others call a module of theirs setup.py too
    return packaging and b"setup(" in texts[0] and not any(_COMMANDS.search(text) for text in texts)


def _owner(path: str, members: tuple[Member, ...]) -> Member:
    """The member that a file belongs to: the deepest whose directory it is in."""
    for member in members:
        if not member.directory or path.startswith(member.directory + "/"):
            return member
    return Member("")


def _entries(python: Mapping[str, FileFacts], members: tuple[Member, ...], files: Collection[str]) -> frozenset[str]:
    """The files that processes begin in."""
    scripts = {script for member in members if member.distribution for script in member.distribution.scripts}
    beside = {member.directory for member in members}
    return frozenset(
        path
        for path, file in python.items()
        if file.main or path.rpartition("/")[2] in ENTRY_FILES or (scripts and places.module(path, files) in scripts)
        or (path.rpartition("/")[0] in beside and not SERVERS.isdisjoint(file.imports))
    )  # fmt: skip


def _listed(directory: str) -> list[str]:
    try:
        return os.listdir(directory)
    except OSError:
        return []
