"""`render.yaml` (Render, "Blueprint specification"): services, groups, and values asked for in the dashboard."""

from collections.abc import Iterator
from typing import Any

from relcheck.facts.deployment import Provided, Supply, Workload
from relcheck.repo.supply.command import kept
from relcheck.repo.supply.entry import given, root_of, supply
from relcheck.repo.supply.value import boolean, number, text
from relcheck.repo.yaml import Node, load


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """Services and groups, at the top and inside `projects[].environments[]`."""
    root, facts = root_of(load(data, path), path)
    facts.extend(_services(root, ""))
    projects = root.get("projects")
    for project in projects.items if projects else ():
        environments = project.get("environments")
        for environment in environments.items if environments else ():
            facts.extend(_services(environment, text(environment.get("name"))))
    return tuple(facts)


def _services(root: Node, environment: str) -> Iterator[Any]:
    services = root.get("services")
    for service in services.items if services else ():
        name = service.get("name")
        if name is None or text(service.get("runtime") or service.get("env")) == "static":
            continue
        yield Workload(
            name.span,
            "render",
            name.value,
            context=text(service.get("dockerContext")) or text(service.get("rootDir")),
            dockerfile=text(service.get("dockerfilePath")),
            image=text(service.at("image", "url")),
            command=kept((text(service.get("dockerCommand")) or text(service.get("startCommand"))).split()),
            replicas=number(service.get("numInstances")) or 1,
            environment=environment,
        )
        yield from _entries(service.get("envVars"), name.value, 40)
    for kind in ("services", "databases"):
        named = [one.get("name") for one in getattr(root.get(kind), "items", ())]
        yield from (Provided(name.span, "component", name.value, "") for name in named if name is not None)
    groups = root.get("envVarGroups")
    for group in groups.items if groups else ():
        called = text(group.get("name"))
        for fact in _entries(group.get("envVars"), f"group:{called}", 20):
            yield fact
            yield Provided(fact.span, "group", called, fact.name, looks=fact.looks)


def _entries(node: Node | None, workload: str, rank: int) -> Iterator[Supply]:
    for entry in node.items if node else ():
        key = entry.get("key")
        group = entry.get("fromGroup")
        if group is not None:
            star = group
            yield supply(
                star, given("reference"), "render", workload, "group", rank=20, refers=f"group:{group.value}", key="*"
            )
        if key is None:
            continue
        if entry.get("value") is not None:
            yield supply(key, entry.get("value"), "render", workload, "envVars", phase="both", rank=rank)
        elif boolean(entry.get("generateValue")):
            yield supply(key, given("generated"), "render", workload, "envVars", phase="both", rank=rank)
        elif entry.get("sync") is not None:
            yield supply(key, None, "render", workload, "envVars", phase="both", rank=rank, refers="dashboard:")
        else:
            kind = "database" if entry.get("fromDatabase") is not None else "service"
            source = entry.get("fromDatabase") or entry.get("fromService")
            refers = f"{kind}:{text(source.get('name')) if source else ''}"
            yield supply(key, given("reference"), "render", workload, "envVars", phase="both", rank=rank, refers=refers)
