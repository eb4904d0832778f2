"""AWS SAM and CloudFormation functions, and the Serverless Framework (their documentation: "Environment variables")."""

from typing import Any, Final

from relcheck.facts.deployment import Workload
from relcheck.repo.supply.entry import given, root_of, supply
from relcheck.repo.supply.value import text
from relcheck.repo.yaml import Node, load

FUNCTIONS: Final = ("AWS::Serverless::Function", "AWS::Lambda::Function")


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """The functions of a template, with what `Globals` or `provider` give to all of them."""
    root, facts = root_of(load(data, path), path)
    if root.get("Resources") is not None:
        shared = root.at("Globals", "Function", "Environment", "Variables")
        for name, resource in (root.get("Resources") or root).entries():
            if text(resource.get("Type")) in FUNCTIONS:
                own = resource.at("Properties", "Environment", "Variables")
                image = text(resource.at("Metadata", "Dockerfile"))
                facts.extend(_function(name, (shared, own), "sam", dockerfile=image))
    elif root.get("functions") is not None and root.get("provider") is not None:
        shared = root.at("provider", "environment")
        for name, function in (root.get("functions") or root).entries():
            if function.kind == "map":
                facts.extend(_function(name, (shared, function.get("environment")), "serverless"))
    return tuple(facts)


def _function(name: Node, tables: tuple[Node | None, Node | None], platform: Any, dockerfile: str = "") -> list[Any]:
    facts: list[Any] = [Workload(name.span, platform, name.value, dockerfile=dockerfile, many=True)]
    for rank, table in zip((20, 40), tables, strict=True):
        for key, value in table.entries() if table is not None and table.kind == "map" else ():
            known = value.kind == "scalar" and not value.tag.startswith("!") and not _refers(value.value)
            meaning = value if known else given("reference")
            facts.append(supply(key, meaning, platform, name.value, "environment", rank=rank))
    return facts


def _refers(value: str) -> bool:
    return "${" in value or "{{resolve:" in value
