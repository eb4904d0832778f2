"""Manifests of Cloud Foundry ("App manifest attribute reference"), and the files of variables that fill them.

`cf push` adds to what an app has: a variable of `cf set-env` stays, and no file shows it. `((name))` is filled from
`--vars-file` and `--var` when it is pushed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from posixpath import dirname, join, normpath
from typing import Any, Final

from relcheck.facts.deployment import Flat, Supply, Workload
from relcheck.repo.supply.command import kept
from relcheck.repo.supply.entry import given, root_of, supply
from relcheck.repo.supply.value import Value, number, scalars, text
from relcheck.repo.yaml import Node, load

_VARIABLE: Final = re.compile(r"\(\(([\w./-]+)\)\)")
_OWN: Final = frozenset(
    "buildpack buildpacks disk_quota disk-quota docker domain health-check-type health-check-http-endpoint host hosts"
    " instances lifecycle memory no-route processes random-route routes services sidecars stack timeout".split()
)
"""Attributes of an app that tell it from what other tools list as `applications`: Ray Serve, Juju."""
_OTHERS: Final = frozenset("java nodejs nginx staticfile go php ruby dotnet hwc binary r".split())
"""Words of the names of buildpacks for other languages."""
_STAGES: Final = frozenset(
    "prod production live stage staging preprod dev development test testing qa uat sandbox demo preview".split()
)
_DATABASE: Final = re.compile(r"(?i)postgres|psql|pgsql|mysql|maria|aurora|database|(^|[-_])(rds|db|pg)([-_]|$)")
"""Names of services whose credentials hold the address of a database: the platform gives it as `DATABASE_URL`."""


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """The apps of a manifest; of one that others inherit from, what it gives to theirs."""
    root, facts = root_of(load(data, path), path)
    listed = [one for one in getattr(root.get("applications"), "items", ()) if one.kind == "map"]
    if not listed:
        return (*facts, *_variables(root.get("env"), "*", 10))
    named = path.rpartition("/")[2].startswith("manifest")
    for app in listed:
        keys = {key.value for key, _ in app.entries()}
        if app.get("name") is not None and (named or keys & _OWN) and "import_path" not in keys:
            facts.extend(_app(app, root, path))
    return tuple(facts)


def _app(app: Node, root: Node, path: str) -> Iterator[Any]:
    """An app: its processes share its variables, and what stood above all apps until version 6 of the command."""
    name = app.get("name") or app
    unit = text(name) or "app"
    processes = getattr(app.get("processes"), "items", ())
    commands = [text(one.get("command")) for one in (app, *sorted(processes, key=_rank))]
    sizes = [number(one.get("instances")) for one in (app, *processes)]
    packs = scalars(app.get("buildpacks") or app.get("buildpack") or root.get("buildpacks") or root.get("buildpack"))
    inherited = text(root.get("inherit"))
    folder = text(app.get("path"))
    if not packs or any(_OTHERS.isdisjoint(re.split(r"[\W_]+", pack.value.lower())) for pack in packs):
        yield Workload(
            name.span,
            "cloud-foundry",
            unit,
            image=text(app.at("docker", "image")),
            context=normpath(join(dirname(path), folder)) if folder and not folder.startswith(("/", "((")) else "",
            command=kept(word for command in commands for word in command.split() if command != "null"),
            opaque=("cf set-env",),
            extends=(normpath(join(dirname(path), inherited)), "") if inherited else ("", ""),
            replicas=max((size for size in sizes if size), default=1),
            environment=_stage(path),
        )
    for service in getattr(app.get("services") or root.get("services"), "items", ()):
        bound = service if service.kind == "scalar" else service.get("name")
        if bound is not None and _DATABASE.search(bound.value):
            yield supply(bound, given("platform"), "cloud-foundry", unit, "services", rank=5, key="DATABASE_URL")
    yield from _variables(root.get("env"), unit, 20)
    yield from _variables(app.get("env"), unit, 40)


def _rank(process: Node) -> bool:
    return text(process.get("type")) != "web"


def _variables(node: Node | None, unit: str, rank: int) -> Iterator[Supply]:
    for name, value in node.entries() if node is not None and node.kind == "map" else ():
        asked = _VARIABLE.search(value.value)
        if asked:
            meaning = Value("promised", "reference")
            yield supply(
                name, meaning, "cloud-foundry", unit, "env", phase="both", rank=rank, refers=f"variable:{asked[1]}"
            )
        elif value.kind != "scalar":  # it becomes JSON
            yield supply(name, given("reference"), "cloud-foundry", unit, "env", phase="both", rank=rank)
        elif not value.null:  # which would take the variable away
            yield supply(name, value, "cloud-foundry", unit, "env", phase="both", rank=rank)


def _stage(path: str) -> str:
    """`prod` for `manifest_api_prod.yml` and `prod/manifest.yml`; empty where the path does not tell."""
    words = re.split(r"[/._-]", path.lower())
    return next((word for word in reversed(words) if word in _STAGES), "")


def filled(said: Iterable[Any], source: Callable[[str], str | None]) -> Iterator[Supply]:
    """What files of variables say for the `((name))` of manifests beside or above them.

    Such a file may have any name: most of its names are the manifest's, or its own name says what it is.
    """
    asking: dict[str, list[Supply]] = {}
    for fact in said:
        if type(fact) is Supply and fact.platform == "cloud-foundry" and fact.refers.startswith("variable:"):
            asking.setdefault(fact.span.path, []).append(fact)
    flat = [fact.span.path for fact in said if type(fact) is Flat]
    for path, supplies in asking.items():
        names = {name: name for name in _VARIABLE.findall(source(path) or "")}
        names |= {one.refers.partition(":")[2]: one.name for one in reversed(supplies)}
        for other in flat:
            if dirname(other) == dirname(path) or dirname(dirname(other)) in (dirname(path), dirname(dirname(path))):
                yield from _filling(source(other) or "", other, names, supplies[0].workload)


def _filling(written: str, path: str, names: dict[str, str], unit: str) -> Iterator[Supply]:
    root, _ = root_of(load(written.encode("utf-8", "replace"), path), path)
    known = [(key, value) for key, value in root.entries() if key.value in names and not value.null]
    if "vars" in path.rpartition("/")[2] or 2 * len(known) > len(root.entries()):
        for key, value in known:
            yield supply(key, value, "cloud-foundry", unit, "vars", rank=30, key=names[key.value])
