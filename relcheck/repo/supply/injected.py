"""What platforms give to each process by themselves, by their own documentation."""

from collections.abc import Iterable, Iterator
from typing import Final

from relcheck.facts.deployment import Supply, Workload
from relcheck.facts.python import SettingsClass
from relcheck.names import matches

_LAMBDA: Final = (
    *("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_LAMBDA_*", "AWS_EXECUTION_ENV", "AWS_ACCESS_KEY_ID"),
    *("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "LAMBDA_*"),
)
INJECTED: Final[dict[str, tuple[str, ...]]] = {
    "fly": ("FLY_*", "PRIMARY_REGION"),
    "render": ("PORT", "RENDER", "RENDER_*", "IS_PULL_REQUEST", "WEB_CONCURRENCY"),
    "railway": ("PORT", "RAILWAY_*"),
    "digitalocean": ("PORT",),
    "heroku": ("PORT", "DYNO", "WEB_CONCURRENCY", "HEROKU_*"),
    "cloud-run": ("PORT", "K_SERVICE", "K_REVISION", "K_CONFIGURATION", "CLOUD_RUN_*"),
    "cloud-foundry": ("PORT", "VCAP_*", "CF_INSTANCE_*", "MEMORY_LIMIT"),
    "ecs": ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_CONTAINER_*", "ECS_*"),
    "sam": _LAMBDA,
    "serverless": _LAMBDA,
}


def injected(unit: Workload, classes: Iterable[SettingsClass]) -> Iterator[Supply]:
    """The variables of the classes that the platform of a workload gives to it."""
    globs = INJECTED.get(unit.platform, ())
    names = {name.upper() for cls in classes for field in cls.fields for name in field.names} if globs else ()
    for name in sorted(names):
        if matches(name, globs):
            yield Supply(unit.span, name, "platform", unit.platform, unit.name, layer="platform", rank=15)
