"""ECS task definitions (Amazon ECS, "Task definition parameters"), bare, wrapped or in a list."""

from typing import Any

from relcheck.facts.deployment import Workload
from relcheck.repo.supply.command import kept
from relcheck.repo.supply.entry import supply
from relcheck.repo.supply.value import number, scalars, text
from relcheck.repo.yaml import Node, load


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """The containers of all task definitions in the file; `environment` beats `environmentFiles`."""
    documents = load(data, path)
    facts: list[Any] = [documents.unreadable] if documents.unreadable else []
    for root in documents.roots:
        for node in root.walk():
            containers = node.get("containerDefinitions") if node.kind == "map" else None
            for container in containers.items if containers else ():
                facts.extend(_container(container))
    return tuple(facts)


def _container(node: Node) -> list[Any]:
    name = node.get("name")
    if name is None:
        return []
    files = node.get("environmentFiles")
    mappings = node.get("portMappings")
    ports = [number(item.get("containerPort")) for item in mappings.items] if mappings else []
    facts: list[Any] = [
        Workload(
            name.span,
            "ecs",
            name.value,
            image=text(node.get("image")),
            command=kept(item.value for key in ("entryPoint", "command") for item in scalars(node.get(key))),
            opaque=("environment files in S3",) if files is not None and files.items else (),
            ports=tuple(port for port in ports if port),
        )
    ]
    environment = node.get("environment")
    for entry in environment.items if environment else ():
        if entry.get("name") is not None:
            facts.append(supply(entry.get("name") or entry, entry.get("value"), "ecs", name.value, "environment"))
    secrets = node.get("secrets")
    for entry in secrets.items if secrets else ():
        if entry.get("name") is not None:
            facts.append(supply(entry.get("name") or entry, None, "ecs", name.value, "secrets", refers="aws:"))
    return facts
