"""Northflank templates (Northflank, "Infrastructure as code"): services, jobs and secret groups of a workflow."""

from typing import Any, Final

from relcheck.facts.deployment import Phase, Provided, Workload
from relcheck.repo.supply.entry import given, not_read, root_of, supply
from relcheck.repo.supply.value import text
from relcheck.repo.yaml import Node, load

STARTED: Final = ("CombinedService", "DeploymentService", "BuildService", "CronJob", "ManualJob", "Job")
PHASES: Final[dict[str, Phase]] = {"environment": "run", "arguments": "build", "environment-arguments": "both"}


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """What a template starts; a file of that name with another shape supplies nothing, and says so."""
    root, facts = root_of(load(data, path), path)
    if root.get("apiVersion") is None or root.at("spec", "kind") is None:
        if root.pairs:
            facts.append(not_read(path, "northflank", "not a Northflank template: it has no apiVersion and spec.kind"))
        return tuple(facts)
    for node in root.walk():
        if node.kind != "map":
            continue
        kind, spec = text(node.get("kind")), node.get("spec")
        if spec is None or spec.kind != "map":
            continue
        if kind in STARTED:
            facts.extend(_service(spec))
        elif kind == "SecretGroup":
            facts.extend(_group(spec))
    return tuple(facts)


def _service(spec: Node) -> list[Any]:
    name = spec.get("name") or spec
    unit = name.value or "service"
    facts: list[Any] = [
        Workload(
            name.span,
            "northflank",
            unit,
            context=text(spec.at("buildSettings", "dockerfile", "dockerWorkDir")),
            dockerfile=text(spec.at("buildSettings", "dockerfile", "dockerFilePath")),
            opaque=("Northflank secret groups",),
        )
    ]
    for key, phase in (("runtimeEnvironment", "run"), ("buildArguments", "build")):
        facts.extend(_variables(spec.get(key), unit, key, phase))  # type: ignore[arg-type]
    return facts


def _variables(node: Node | None, unit: str, layer: str, phase: Phase) -> list[Any]:
    facts = []
    for name, value in node.entries() if node is not None else ():
        generated = "${fn." in value.value
        promised = "${args." in value.value or "${refs." in value.value
        meaning = given("generated") if generated else given("promised") if promised else value
        facts.append(supply(name, meaning, "northflank", unit, layer, phase=phase))
    return facts


def _group(spec: Node) -> list[Any]:
    """A group without restrictions reaches every service; its dependencies' aliases are variables."""
    phase = PHASES.get(text(spec.get("secretType")), "run")
    facts = _variables(spec.at("secrets", "variables"), "*", "group", phase)
    facts = [fact._replace(rank=20) for fact in facts]
    name = text(spec.get("name"))
    dependencies = spec.get("addonDependencies")
    for dependency in dependencies.items if dependencies else ():
        keys = dependency.get("keys")
        for key in keys.items if keys else ():
            aliases = key.get("aliases")
            for alias in aliases.strings() if aliases else ():
                facts.append(supply(alias, given("reference"), "northflank", "*", "group", rank=20, refers="addon:"))
    facts += [Provided(fact.span, "group", name, fact.name) for fact in facts]
    return facts
