"""Which secret files a build takes along from its context. Pure functions over facts.

That a file is secret is told by its name; that it may be there, by git ignoring it; that it gets into the
build, by no `.dockerignore` leaving it out.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import dirname, join, normpath, relpath
from typing import Final
from weakref import WeakKeyDictionary

from relcheck.facts.deployment import Supply, Workload
from relcheck.facts.ignore import docker_ignores, git_ignores
from relcheck.facts.image import Build, Copied, IgnoreFile, SecretFile
from relcheck.project import Project
from relcheck.secret import is_secret

CANDIDATES: Final = (
    ".env", ".env.local", ".env.production", ".env.prod", ".env.development", ".env.staging", ".netrc",
    ".git-credentials", "credentials.json", "service-account.json", "secrets.json", "secrets.yaml", "secrets.yml",
    "secrets.toml", ".secrets.toml", "id_rsa", "id_ed25519", ".streamlit/secrets.toml", ".aws/credentials",
)  # fmt: skip
"""Names that hold secrets wherever they are used: what frameworks and tools document for that purpose."""
_SECRET_FILE: Final = re.compile(
    r"(?i)^(\.env(\.\w[\w.-]*)?|(prod(uction)?|stag(e|ing)|live|dev(elopment)?|local|secrets?|app|web|db|database|postgres|django|settings)\.env|\.envrc|\.netrc|_netrc|\.pypirc|\.git-credentials"
    r"|\.dockerconfigjson|\.vault[_-]pass\w*"
    r"|id_(rsa|dsa|ecdsa|ed25519)|(service[-_]?account|gcp|google|firebase)[\w-]*(key|credentials?|account)[\w-]*\.json"
    r"|(client[-_])?(secrets?|credentials)\.(json|ya?ml|toml|ini)|\.secrets(\.\w+)?|[\w.-]*private[\w.-]*\.(pem|key)"
    r"|[\w-]+\.(key|p12|pfx|jks|keystore)|terraform\.tfvars|\.htpasswd)$"
)
_HARMLESS: Final = re.compile(
    r"(?i)(^|[._-])(example|examples|sample|template|tmpl|tpl|dist|default|defaults|test|tests|testing|ci|dummy"
    r"|make|schema|public|pub|docker|build|mock|fake)([._-]|$)|\.public\."
)
_ARCHIVE: Final = re.compile(
    r"(?i)^(?!.*(private|secret))([\w-]*[._-])?(release|gpg|apt|archive|repo|keyring|rpm|yum)([._-][\w-]+)?\.key$"
)
"""The public keys by which a package manager knows its archives: `Release.key` of a repository for apt."""
_TEMPLATE: Final = re.compile(r"[*?\[!]|\.pypirc")
"""Lines that name no file of this project: globs, and what the ignore file that everybody copies is for."""
_ENV: Final = re.compile(r"^\.env($|\.)")
_SECRET_LOOKS: Final = frozenset(("token", "credentials", "word", "text"))
_OF_TESTS: Final = frozenset("test tests testing testdata test_data fixtures e2e".split())
_MADE_UP: Final = frozenset("test tests testing dummy fake mock example sample snakeoil".split())
_DIRECTORIES: Final = re.compile(r"^(\.ssh|\.aws|\.gnupg|\.kube|\.docker|secrets|\.secrets)$")


def is_secret_file(path: str) -> bool:
    """Whether a file of this name holds secrets: `.env` and `id_rsa` do, `.env.example` does not."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if not parts or _HARMLESS.search(parts[-1]) or _ARCHIVE.search(parts[-1]):
        return False
    return bool(_SECRET_FILE.match(parts[-1]) or _DIRECTORIES.match(parts[-1]))


def matched(source: str) -> str:
    """The secret file that a source of COPY names, with or without a glob; empty if it names none."""
    base = source.rstrip("/").rsplit("/", 1)[-1]
    if is_secret_file(source):
        return base
    if any(mark in base for mark in "*?[") and base.strip("*") and not base.startswith("*"):
        return next((name for name in CANDIDATES if fnmatchcase(name, base)), "")
    return ""


def contexts(project: Project, dockerfile: str, copies: list[Copied]) -> list[str]:
    """The directories that a Dockerfile is built in: those that are told, else the likeliest one."""
    told = {build.context for build in project.all(Build) if build.dockerfile == dockerfile and build.context}
    told |= {work.context for work in project.all(Workload) if work.dockerfile == dockerfile and work.context}
    if told:
        return sorted("" if context == "." else context for context in told)
    paths = _look(project).paths
    folder = dirname(dockerfile)
    choices = [folder]
    while folder:
        folder = dirname(folder)
        choices.append(folder)

    def found(choice: str) -> int:
        names = {normpath(join(choice, source)) for copy in copies for source in copy.sources if copy.origin == -1}
        return sum(name in paths for name in names if name not in (".", choice))

    return [max(choices, key=found)]


class _Look:
    """What several questions about one project need, worked out once."""

    def __init__(self, project: Project) -> None:
        self.paths = _paths(project)
        self.git = [fact for fact in project.all(IgnoreFile) if fact.flavour == "git"]
        self.docker = {fact.span.path: fact for fact in project.all(IgnoreFile) if fact.flavour == "docker"}
        readers = {cls.span.path for cls in project.classes if cls.env_files}
        readers |= {access.span.path for access in project.accesses if "dotenv" in access.via}
        self.env = readers | {supply.span.path for supply in project.all(Supply) if supply.platform == "dotenv"}
        self.likely: dict[str, tuple[str, ...]] = {}
        self.tracked = _tracked(project)


_LOOKS: Final[WeakKeyDictionary[Project, _Look]] = WeakKeyDictionary()


def _look(project: Project) -> _Look:
    if project not in _LOOKS:
        _LOOKS[project] = _Look(project)
    return _LOOKS[project]


def _paths(project: Project) -> set[str]:
    """Every path and directory that some fact is about."""
    found: set[str] = set()
    for facts in project.facts.values():
        for fact in facts:
            span = getattr(fact, "span", None)
            path = span.path if span else ""
            while path and path not in found:
                found.add(path)
                path = dirname(path)
    return found


def ignore_file(project: Project, dockerfile: str, context: str) -> IgnoreFile | None:
    """The ignore file that docker uses: the Dockerfile's own before that of the context."""
    files = _look(project).docker
    return files.get(f"{dockerfile}.dockerignore") or files.get(join(context, ".dockerignore"))


def taken(project: Project, copy: Copied, context: str, ignore: IgnoreFile | None) -> Iterator[str]:
    """The secret files that a COPY of directories takes along, relative to the context."""
    patterns = [text for _, text in ignore.patterns] if ignore else []
    roots = [normpath(source.strip("*") or ".") for source in copy.sources]
    known = _look(project)
    if context not in known.likely:
        known.likely[context] = tuple(dict.fromkeys(_likely(project, context)))
    for path in known.likely[context]:
        inside = any(root in (".", "/") or path.startswith(root.lstrip("/") + "/") for root in roots)
        excluded = any(docker_ignores([pattern], path) for pattern in copy.excludes)
        if inside and not excluded and not docker_ignores(patterns, path):
            yield path


def _likely(project: Project, context: str) -> Iterator[str]:
    """Secret files of the context: those that git ignores by name, and those in the repository that hold one.

    A `.gitignore` further up is mostly a template for all languages: it counts where it names the very path,
    or where the context shows in another way that it uses such files.
    """
    known = _look(project)
    used = any(not context or path.startswith(context + "/") for path in known.env)
    for fact in known.git:
        folder = dirname(fact.span.path)
        if not folder or context == folder or context.startswith(folder + "/"):
            yield from _ignored([text.strip() for _, text in fact.patterns], context, folder, used)
    for path in sorted(tracked(project)):
        yield from _below(path, context)


def tracked(project: Project) -> frozenset[str]:
    """The files of the repository that hold a secret; not those of tests, which open nothing."""
    return _look(project).tracked


def _tracked(project: Project) -> frozenset[str]:
    found = {
        supply.span.path
        for supply in project.all(Supply)
        if supply.platform == "dotenv" and supply.looks in _SECRET_LOOKS and is_secret(supply.name)
    }
    found |= {file.span.path for file in project.all(SecretFile)}
    return frozenset(path for path in found if _OF_TESTS.isdisjoint(path.split("/")[:-1]) and not _made_up(path))


def _made_up(path: str) -> bool:
    """Whether a key is one of tests, and says so: `nginx/test.key`."""
    name = path.rpartition("/")[2].lower()
    return name.endswith((".pem", ".key")) and not _MADE_UP.isdisjoint(re.split(r"[._-]", name))


def _below(path: str, context: str) -> Iterator[str]:
    """A path of the repository as the context sees it, where it is a secret file of the context."""
    if not context or path.startswith(context + "/"):
        name = relpath(path, context) if context else path
        if is_secret_file(name) or name.endswith((".pem", ".key")):
            yield name


def _ignored(lines: list[str], context: str, folder: str, used: bool) -> Iterator[str]:
    named = [
        line.strip("/")
        for line in lines
        if is_secret_file(line) and not line.startswith("./") and not _TEMPLATE.search(line)
    ]
    about = {line.strip("/").rsplit("/", 1)[-1] for line in lines}
    for name in dict.fromkeys((*CANDIDATES, *named)):
        where = relpath(join(context, name), folder) if folder else join(context, name)
        if name in named and "/" in name and folder != context:  # it names a path from its own directory
            if not git_ignores(lines, name) or (context and not join(folder, name).startswith(context + "/")):
                continue
            yield relpath(join(folder, name), context) if context else join(folder, name)
        elif (folder == context or (used and _ENV.match(name))) and _means(about, name) and git_ignores(lines, where):
            yield name


def _means(about: set[str], name: str) -> bool:
    """Whether a line is about this name, and not about everything that ends like it."""
    stem = name.rsplit("/", 1)[-1]
    return bool(about & ({stem, f"{stem}*", ".env.*", ".env*", "*.env"} if stem.startswith(".env") else {stem}))


def harmless(project: Project, path: str) -> bool:
    """Whether a file is in the repository, and everything in it is known to be no secret."""
    name = path.removeprefix("./").lstrip("/")
    lines = [s for s in project.all(Supply) if s.platform == "dotenv" and f"/{s.span.path}".endswith(f"/{name}")]
    return bool(lines) and not any(is_secret(s.name) and s.looks not in ("empty", "placeholder") for s in lines)
