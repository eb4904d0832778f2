"""Which modules read a manifest, by its name and first look; one file may say several things."""

import re
from importlib import import_module
from typing import Any, Final

PLATFORMS: Final[tuple[tuple[str, str], ...]] = (
    (r"(^|/)(docker-)?compose[^/]*\.ya?ml$", "compose"),
    (r"(^|/)\.env[^/]*$|(^|/)[\w-]*\.?env\.(example|sample|template|dist)$|(^|/)(template|example)\.env$", "dotenv"),
    (r"(^|/)fly[^/]*\.toml$", "fly"),
    (r"(^|/)render\.ya?ml$", "render"),
    (r"(^|/)(railway\.(json|toml)|nixpacks\.toml|railpack\.json)$", "railway"),
    (r"(^|/)\.do/[^/]*\.ya?ml$", "digitalocean"),
    (r"(^|/)northflank[^/]*\.json$", "northflank"),
    (r"(^|/)(app\.json|Procfile)$", "heroku"),
    (r"(^|/)(task-?def(inition)?[^/]*|[^/]*task-definition)\.json$", "ecs"),
    (r"(^|/)(template|serverless)\.ya?ml$", "serverless"),
    (r"(^|/)[^/]*\.(service|container)$|\.service\.d/[^/]*\.conf$", "systemd"),
    (r"(^|/)\.github/workflows/[^/]*\.ya?ml$|(^|/)\.gitlab-ci[^/]*\.ya?ml$", "pipeline"),
    (r"(^|/)\.?devcontainer\.json$", "devcontainer"),
)
"""A pattern of the path, and the module of `relcheck.repo.supply` that reads such a file."""
BUILDS: Final = re.compile(
    rb"build-arg|build-push-action|(docker|podman|buildah|nerdctl)[\w \t=-]* (build|bud)\b|kaniko"
)
"""A pipeline that calls a builder, whatever its name."""


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """The facts of every module that reads such a file; none for a YAML file that is no manifest."""
    modules = [module for pattern, module in PLATFORMS if re.search(pattern, path)]
    if not modules and path.endswith((".yaml", ".yml")):
        kustomized = path.rpartition("/")[2].startswith("kustomization.")
        modules = ["kubernetes"] if kustomized or b"apiVersion" in data else []
    elif not modules and path.endswith(".env"):
        modules = ["dotenv"]
    facts: list[Any] = []
    for module in modules:
        facts.extend(import_module(f"relcheck.repo.supply.{module}").read(data, path))
    if path.endswith((".yaml", ".yml")) and BUILDS.search(data):
        facts.extend(import_module("relcheck.repo.ci.pipelines").read(data, path))
    return tuple(facts)
