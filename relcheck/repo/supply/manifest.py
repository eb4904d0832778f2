"""Which modules read a manifest, by its name and first look; one file may say several things."""

import re
from importlib import import_module
from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.deployment import Flat, Interpolated, Mention, Misplaced, Platform
from relcheck.facts.python import Unreadable
from relcheck.repo.yaml import MAX_BYTES

_ASKED: Final = re.compile(rb"\$\{([A-Z][A-Z0-9_]{2,})")
_PUT: Final = re.compile(rb"\$\{?([A-Za-z_][A-Za-z0-9_]*)")
PLATFORMS: Final[tuple[tuple[str, str], ...]] = (
    (r"(^|/)(docker-)?compose[^/]*\.ya?ml$", "compose"),
    (r"(^|/)\.(env|flaskenv)[^/]*$|(^|/)[\w.-]*\.?env[._-](example|sample|template|dist|default)$", "dotenv"),
    (r"(^|/)[\w-]+\.env\.(local|dev|development|prod|production|live|stage|staging|test|ci|docker)$", "dotenv"),
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
_SERVICES: Final = re.compile(rb"^services:[^\S\n]*(#.*)?$", re.MULTILINE)
_SERVICE: Final = re.compile(rb"^[^\S\n]+(image|build|env_file|environment):", re.MULTILINE)
_MANIFEST: Final = re.compile(r"(^|/)manifest[^/]*\.ya?ml$")
_PUSHED: Final = re.compile(rb"^(applications:[^\S\n]*(#.*)?$|(buildpacks?|disk_quota):)", re.MULTILINE)
"""What `cf push` reads begins with a list of apps; what such manifests inherit from has any name of theirs."""
_NESTED: Final = re.compile(rb"^([ \t]+[^\s#]|-[^-])", re.MULTILINE)
_MAX_FLAT: Final = 100_000
_TEMPLATE: Final = re.compile(rb"\{%[^\n]*%\}|(?<!\$)\{\{[^\n]*\}\}")
"""What Jinja, cookiecutter and Helm put into a file that is YAML once it is rendered."""
_ADDON: Final = (b"slug:", b"arch:", b"version:")
"""Keys that the `config.yaml` of a Home Assistant add-on must have."""
_BUILDS: Final = (b"build-arg", b"build-push-action", b"kaniko", b"bake-action")
_BUILDERS: Final = (b"docker", b"podman", b"buildah", b"nerdctl")
_BUILT: Final = re.compile(rb"(docker|podman|buildah|nerdctl)[\w \t=-]* (build|bud)\b")


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """The facts of every module that reads such a file; of another YAML file, the variables that it asks for."""
    modules = [module for pattern, module in PLATFORMS if re.search(pattern, path)]
    if not modules and path.endswith((".yaml", ".yml")):
        kustomized = path.rpartition("/")[2].startswith("kustomization.")
        composed = b"services:" in data[:MAX_BYTES] and _composed(data[:MAX_BYTES])
        modules = ["kubernetes"] if kustomized or b"apiVersion" in data else ["compose"] if composed else []
        if b"applications:" in data or _MANIFEST.search(path):
            modules = ["cloudfoundry"] if _PUSHED.search(data[:MAX_BYTES]) else modules
        if not modules and re.search(r"(^|/)config\.ya?ml$", path) and all(mark in data for mark in _ADDON):
            modules = ["addon"]
    elif not modules and path.endswith(".env"):
        modules = ["dotenv"]
    if len(data) > MAX_BYTES:
        large = Unreadable(Span(path, 1, 1, 1, 1), f"larger than {MAX_BYTES // 1024 // 1024} MiB")
        return (large,) if modules else ()
    facts: list[Any] = [] if modules else list(_mentions(data, path))
    if not modules and path.endswith((".yaml", ".yml")) and len(data) < _MAX_FLAT and not _NESTED.search(data):
        facts.append(Flat(Span(path, 1, 1, 1, 1)))
    names = {match.decode() for match in _PUT.findall(data)} if "compose" in modules else set()
    if names:
        facts.append(Interpolated(Span(path, 1, 1, 1, 1), tuple(sorted(names))))
    for module in modules:
        facts.extend(import_module(f"relcheck.repo.supply.{module}").read(data, path))
    if any(type(fact) is Unreadable for fact in facts) and _TEMPLATE.search(data):
        of: Platform = "cloud-foundry" if modules == ["cloudfoundry"] else "compose"
        platform: Platform = "kubernetes" if modules == ["kubernetes"] else of
        reason = "a template is not read before it is rendered"
        facts = [fact for fact in facts if type(fact) is not Unreadable]
        if "{{" not in path:  # of a template of whole projects nothing need be said
            facts.append(Misplaced(Span(path, 1, 1, 1, 1), platform, reason))
    if path.endswith((".yaml", ".yml")) and _builds(data):
        facts.extend(import_module("relcheck.repo.ci.pipelines").read(data, path))
    return tuple(facts)


def _builds(data: bytes) -> bool:
    """Whether a pipeline calls a builder, whatever the file's name; an expression for all of it would be slow."""
    if any(word in data for word in _BUILDS):
        return True
    return any(builder in data for builder in _BUILDERS) and _BUILT.search(data) is not None


def _composed(data: bytes) -> bool:
    """Whether this is a compose file; one that another includes or extends may have any name."""
    services = _SERVICES.search(data)
    return services is not None and _SERVICE.search(data, services.end()) is not None


def _mentions(data: bytes, path: str) -> tuple[Mention, ...]:
    names = sorted({match.decode() for match in _ASKED.findall(data)}) if b"${" in data else []
    return (Mention(Span(path, 1, 1, 1, 1), tuple(names)),) if names else ()
