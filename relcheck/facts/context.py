"""Which secret files a build takes along from its context. Pure functions over facts.

That a file is secret is told by its name; that it may be there, by git ignoring it; that it gets into the
build, by no `.dockerignore` leaving it out.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import dirname, join, normpath, relpath
from typing import Final

from relcheck.facts.deployment import Supply, Workload
from relcheck.facts.ignore import docker_ignores, git_ignores
from relcheck.facts.image import Build, Copied, IgnoreFile
from relcheck.project import Project
from relcheck.secret import is_secret

CANDIDATES: Final = (
    ".env", ".env.local", ".env.production", ".env.prod", ".env.development", ".env.staging", ".envrc", "prod.env",
    ".netrc", ".pypirc", ".git-credentials", "credentials.json", "service-account.json", "secrets.json", "secrets.yaml",
    "secrets.yml", "secrets.toml", ".secrets.toml", ".secrets", "id_rsa", "id_ed25519", "key.pem", "server.key",
    "private.key", ".streamlit/secrets.toml", ".aws/credentials", ".vault_pass", "local_settings.py", "terraform.tfvars",
)  # fmt: skip
"""Names that hold secrets wherever they are used: what frameworks and tools document for that purpose."""
_SECRET_FILE: Final = re.compile(
    r"(?i)^(\.env(\.\w[\w.-]*)?|[\w-]+\.env|\.envrc|\.netrc|_netrc|\.pypirc|\.git-credentials"
    r"|\.dockerconfigjson|\.vault[_-]pass\w*"
    r"|id_(rsa|dsa|ecdsa|ed25519)|(service[-_]?account|gcp|google|firebase)[\w-]*(key|credentials?|account)[\w-]*\.json"
    r"|(client[-_])?(secrets?|credentials)\.(json|ya?ml|toml|ini)|\.secrets(\.\w+)?|[\w.-]*private[\w.-]*\.(pem|key)"
    r"|[\w-]+\.(key|p12|pfx|jks|keystore)|terraform\.tfvars|\.htpasswd)$"
)
_HARMLESS: Final = re.compile(
    r"(?i)(^|[._-])(example|examples|sample|template|tmpl|tpl|dist|default|defaults|test|tests|testing|ci|dummy"
    r"|schema|public|pub|docker|build|mock|fake)([._-]|$)|\.public\."
)
_DIRECTORIES: Final = re.compile(r"^(\.ssh|\.aws|\.gnupg|\.kube|\.docker|secrets|\.secrets)$")


def is_secret_file(path: str) -> bool:
    """Whether a file of this name holds secrets: `.env` and `id_rsa` do, `.env.example` does not."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if not parts or _HARMLESS.search(parts[-1]):
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
    paths = known(project)
    folder = dirname(dockerfile)
    choices = [folder]
    while folder:
        folder = dirname(folder)
        choices.append(folder)

    def found(choice: str) -> int:
        names = {normpath(join(choice, source)) for copy in copies for source in copy.sources if copy.origin == -1}
        return sum(name in paths for name in names if name not in (".", choice))

    return [max(choices, key=found)]


def known(project: Project) -> set[str]:
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
    files = {fact.span.path: fact for fact in project.all(IgnoreFile) if fact.flavour == "docker"}
    return files.get(f"{dockerfile}.dockerignore") or files.get(join(context, ".dockerignore"))


def taken(project: Project, copy: Copied, context: str, ignore: IgnoreFile | None) -> Iterator[str]:
    """The secret files that a COPY of directories takes along, relative to the context."""
    patterns = [text for _, text in ignore.patterns] if ignore else []
    roots = [normpath(source.strip("*") or ".") for source in copy.sources]
    for path in dict.fromkeys(_likely(project, context)):
        inside = any(root in (".", "/") or path.startswith(root.lstrip("/") + "/") for root in roots)
        excluded = any(docker_ignores([pattern], path) for pattern in copy.excludes)
        if inside and not excluded and not docker_ignores(patterns, path):
            yield path


def _likely(project: Project, context: str) -> Iterator[str]:
    """Secret files that git ignores in the context, or that hold secrets and are in the repository."""
    for fact in project.all(IgnoreFile):
        if fact.flavour != "git":
            continue
        folder = dirname(fact.span.path)
        if folder and not (context == folder or context.startswith(folder + "/")):
            continue
        lines = [text for _, text in fact.patterns]
        named = [
            line.strip().lstrip("/") for line in lines if is_secret_file(line.strip()) and not line.startswith("!")
        ]
        for name in (*CANDIDATES, *(name for name in named if not any(mark in name for mark in "*?["))):
            full = join(context, name.rstrip("/"))
            where = relpath(full, folder) if folder else full
            directory = name.endswith("/") or bool(_DIRECTORIES.match(name))
            if not _HARMLESS.search(name) and git_ignores(lines, where, directory=directory):
                yield name.rstrip("/")
    for supply in project.all(Supply):
        if supply.platform == "dotenv" and supply.looks in ("token", "credentials") and is_secret(supply.name):
            path = supply.span.path
            if not context or path.startswith(context + "/"):
                inside = relpath(path, context) if context else path
                if is_secret_file(inside):
                    yield inside
