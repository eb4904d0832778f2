"""`fly.toml` (Fly.io, "App configuration"): `[env]` at run time, `[build.args]` at build time, secrets elsewhere."""

from typing import Any

from relcheck.repo.supply.command import kept
from relcheck.repo.supply.entry import app, not_read, root_of, table
from relcheck.repo.supply.value import number, text
from relcheck.repo.toml import load


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """The one app of the file: all of its process groups share the variables."""
    root, facts = root_of(load(data, path), path)
    if root.get("app") is None and root.get("env") is None and root.get("build") is None:
        return tuple(facts)
    name = text(root.get("app")) or "app"
    ports = [number(root.at("http_service", "internal_port"))]
    services = root.get("services")
    ports += [number(service.get("internal_port")) for service in services.items] if services else []
    processes = root.get("processes")
    environment = path.rpartition("/")[2].removesuffix(".toml").partition("fly.")[2]
    facts.append(
        app(
            path,
            "fly",
            name,
            image=text(root.at("build", "image")),
            dockerfile=text(root.at("build", "dockerfile")),
            target=text(root.at("build", "build-target")),
            opaque=("fly secrets",),
            ports=tuple(port for port in ports if port),
            environment=environment,
            public=root.get("http_service") is not None or root.get("services") is not None,
            command=kept(word for _, line in (processes.entries() if processes else ()) for word in line.value.split()),
        )
    )
    for supply in table(root.get("env"), "fly", name, "[env]"):
        facts.append(supply)
        if supply.looks == "reference":
            facts.append(not_read(path, "fly", "Fly does not interpolate: the value stays as written", supply.span))
        if supply.name.startswith("FLY_"):
            facts.append(not_read(path, "fly", "names that begin with FLY_ are Fly's own and are refused", supply.span))
    facts.extend(table(root.at("build", "args"), "fly", name, "[build.args]", phase="build"))
    return tuple(facts)
