"""`.do/app.yaml` (DigitalOcean, "App specification"): scopes say whether build, run or both see a value."""

from collections.abc import Iterator
from typing import Any, Final

from relcheck.facts.deployment import Phase, Provided, Supply, Workload
from relcheck.repo.supply.command import kept
from relcheck.repo.supply.entry import given, root_of, supply
from relcheck.repo.supply.value import number, text
from relcheck.repo.yaml import Node, load

SCOPES: Final[dict[str, Phase]] = {"BUILD_TIME": "build", "RUN_TIME": "run"}
COMPONENTS: Final = ("services", "workers", "jobs", "functions")


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """The components of an app; a deploy template has the same below `spec`."""
    root, facts = root_of(load(data, path), path)
    spec = root.get("spec") or root
    shared = list(_entries(spec.get("envs"), "", 20))
    for kind in COMPONENTS:
        components = spec.get(kind)
        for component in components.items if components else ():
            name = component.get("name") or component
            port = number(component.get("http_port"))
            facts.append(
                Workload(
                    name.span,
                    "digitalocean",
                    name.value,
                    context=text(component.get("source_dir")),
                    dockerfile=text(component.get("dockerfile_path")),
                    command=kept(text(component.get("run_command")).split()),
                    replicas=number(component.get("instance_count")) or 1,
                    ports=(port,) if port else (),
                )
            )
            facts.extend(fact._replace(workload=name.value) for fact in shared)
            facts.extend(_entries(component.get("envs"), name.value, 40))
    for kind in (*COMPONENTS, "static_sites", "databases"):
        named = [component.get("name") for component in getattr(spec.get(kind), "items", ())]
        facts.extend(Provided(name.span, "component", name.value, "") for name in named if name is not None)
    return tuple(facts)


def _entries(node: Node | None, workload: str, rank: int) -> Iterator[Supply]:
    for entry in node.items if node else ():
        key, value = entry.get("key"), entry.get("value")
        if key is None:
            continue
        phase = SCOPES.get(text(entry.get("scope")), "both")
        written = text(value)
        encrypted = written.startswith("EV[")  # what the platform gives back in place of a secret
        bound = "${" in written  # `${db.DATABASE_URL}`, `${APP_URL}`, another variable
        layer = "SECRET" if text(entry.get("type")) == "SECRET" else "envs"
        yield supply(
            key,
            given("reference") if bound else None if encrypted else value,
            "digitalocean",
            workload,
            layer,
            phase=phase,
            rank=rank,
            refers=f"binding:{written[2:].partition('}')[0]}" if bound else "",
        )
