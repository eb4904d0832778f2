"""The `config.yaml` of a Home Assistant add-on ("Add-on configuration"): `environment`, and the options it ships."""

from collections.abc import Iterator
from posixpath import dirname
from typing import Any

from relcheck.facts.deployment import Supply
from relcheck.repo.supply.entry import app, root_of, table
from relcheck.repo.supply.value import number, text
from relcheck.repo.yaml import Node, load


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """The one container of the add-on; whoever installs it may give its options other values."""
    root, facts = root_of(load(data, path), path)
    name = text(root.get("slug"))
    if not name or root.get("arch") is None or root.get("version") is None:
        return tuple(facts)
    image = text(root.get("image"))
    ports = [number(value) for _, value in _entries(root.get("ports"))]
    facts.append(
        app(
            path,
            "home-assistant",
            name,
            image=image,
            context="" if image else dirname(path) or ".",
            opaque=("the options of the add-on",),
            published=tuple(port for port in ports if port),
        )
    )
    facts.extend(table(root.get("environment"), "home-assistant", name, "environment"))
    facts.extend(_shipped(root.get("options"), name))
    return tuple(facts)


def _shipped(options: Node | None, name: str) -> Iterator[Supply]:
    """Options that look like a real secret: every installation begins with the same one."""
    found = table(options, "home-assistant", name, "options", rank=10) if options and options.kind == "map" else ()
    return (one for one in found if one.looks in ("token", "credentials"))


def _entries(node: Node | None) -> list[tuple[Node, Node]]:
    return list(node.entries()) if node is not None and node.kind == "map" else []
