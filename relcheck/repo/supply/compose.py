"""Docker Compose files (the Compose specification: services, build, interpolation, extends, include)."""

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.deployment import Phase, Supply, Workload
from relcheck.repo.supply.command import kept
from relcheck.repo.supply.entry import neighbouring, real
from relcheck.repo.supply.value import Value, interpolated, literal, number, place, runs_as, scalars, text, unnamed
from relcheck.repo.yaml import Node, load

RESET: Final = "!reset"
"""The layer of what takes back a variable of the file below, or all of them where it has no name."""
FILES: Final = "secret files"
"""The layer of what is a file in the container."""
_BUILT: Final = frozenset(("build", "image", "platform", "pull_policy", "labels", "profiles"))
"""The keys of a service that is only there to be built."""
RANKS: Final = {"environment": 40, "args": 40, "env_file": 20}
"""Of the Compose specification, "environment": above env files, and those above the image's own."""

_DEFAULT: Final = re.compile(r"\$\{\w+:?-([^{}$]*)\}")
"""A path with a default is that one, unless somebody says otherwise."""


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """Workloads and supplies of one compose file; what the file cannot tell alone is joined later."""
    documents = load(data, path)
    facts: list[Any] = [documents.unreadable] if documents.unreadable else []
    for root in documents.roots:
        services = root.get("services")
        if services is not None and services.kind == "map":
            for name, service in services.entries():
                if service.kind == "map":
                    facts.extend(_service(name, service, path))
    return tuple(facts)


def _service(name: Node, service: Node, path: str) -> Iterator[Any]:
    build = service.get("build")
    yield _workload(name, service, build, path)
    yield from _variables(service.get("environment"), name.value, "environment", "run")
    yield from _secrets(service.get("secrets"), name.value)
    if build is not None and build.kind == "map":
        yield from _variables(build.get("args"), name.value, "args", "build")


def _workload(name: Node, service: Node, build: Node | None, path: str) -> Workload:
    folder = dirname(path)
    context = dockerfile = target = ""
    if build is not None and build.kind == "scalar":
        context = build.value
    elif build is not None:
        told = (text(build.get(key)) for key in ("context", "dockerfile", "target"))
        context, dockerfile, target = (_DEFAULT.sub(r"\1", one) for one in told)
        context = context or "."
    extends = service.get("extends")
    base = ("", "")
    if extends is not None:
        base = (
            ("", extends.value)
            if extends.kind == "scalar"
            else (text(extends.get("file")), text(extends.get("service")))
        )
        base = (_below(folder, base[0]) if base[0] else path, base[1])
    return Workload(
        span=name.span,
        platform="compose",
        name=name.value,
        image=text(service.get("image")),
        context=_below(folder, context) if context else "",
        dockerfile=_below(folder, join(context, dockerfile or "Dockerfile")) if context else "",
        target=target,
        command=kept((*_words(service.get("entrypoint")), *_words(service.get("command")))),
        env_files=tuple((path, required) for path, required, _ in _env_files(service.get("env_file"), folder)),
        raw_files=tuple(path for path, _, raw in _env_files(service.get("env_file"), folder) if raw),
        opaque=tuple(_opaque(service)),
        extends=base,
        profiles=tuple(node.value for node in scalars(service.get("profiles"))),
        replicas=number(service.at("deploy", "replicas")) or number(service.get("scale")) or 1,
        ports=tuple(_ports(service)),
        environment=_stage(path),
        user=runs_as(text(service.get("user")).partition(":")[0]),
        published=tuple(_published(service)),
        host_network=text(service.get("network_mode")).startswith(("host", "service:", "container:")),
        binds_low=any("ip_unprivileged_port_start" in item.value for item in scalars(service.get("sysctls"))),
    )


def _variables(node: Node | None, workload: str, layer: str, phase: Phase) -> Iterator[Supply]:
    """Both forms: a map, or a list of `NAME=value` and bare names."""
    if node is None:
        return
    if node.tag in (RESET, "!override"):
        yield Supply(node.span, "", "promised", "compose", workload, phase, RESET, RANKS[layer])
    if node.kind == "map":
        for key, value in node.entries():
            if value.tag == RESET:
                yield Supply(key.span, key.value, "promised", "compose", workload, phase, RESET, RANKS[layer])
            elif value.kind == "scalar":
                meaning = None if value.null else interpolated(value.value)
                yield _supply(key.span, key.value, meaning, workload, layer, phase, value, bool(value.style))
    for item in node.items:
        if item.kind == "scalar":
            name, equals, rest = item.value.partition("=")
            meaning = interpolated(rest) if equals else None
            yield _supply(item.span, name.strip(), meaning, workload, layer, phase, item, True)


def _supply(
    span: Span, name: str, meaning: Value | None, workload: str, layer: str, phase: Phase, node: Node, quoted: bool
) -> Supply:
    """`meaning` is None for a bare name: it is taken from the shell, and is not there where the shell has none."""
    written = node.value.partition("=")[2] if node.span == span else node.value
    value = unnamed(meaning, name, written) if meaning else Value("promised", "reference", 0, (name,))
    return Supply(
        span,
        name,
        value.state,
        "compose",
        workload,
        phase,
        layer,
        RANKS[layer],
        f"variable:{value.variables[0]}" if value.variables else "",
        meaning is None,
        value.empties,
        quoted,
        value.looks,
        value.digest,
        *place(node),
        issued=real(written),
        neighbour=neighbouring(written),
    )


def _secrets(node: Node | None, workload: str) -> Iterator[Supply]:
    """Files in `/run/secrets`: no variables, but what a settings class with `secrets_dir` reads like one."""
    for item in node.items if node is not None else ():
        source = item if item.kind == "scalar" else item.get("source")
        if source is not None and source.kind == "scalar":
            target = text(item.get("target")) if item.kind == "map" else ""
            name = target.rpartition("/")[2] or source.value
            refers = f"file:{source.value}"
            yield Supply(source.span, name, "reference", "compose", workload, "run", FILES, 5, refers)


def _env_files(node: Node | None, folder: str) -> Iterator[tuple[str, bool, bool]]:
    """Each file, whether it must be there, and whether it is read as it is."""
    for item in [] if node is None else [node] if node.kind == "scalar" else node.items:
        if item.kind == "scalar":
            yield _below(folder, _DEFAULT.sub(r"\1", item.value)), True, False
        elif item.get("path") is not None:
            path = _DEFAULT.sub(r"\1", text(item.get("path")))
            yield _below(folder, path), text(item.get("required")) != "false", text(item.get("format")) == "raw"


def _opaque(service: Node) -> Iterator[str]:
    """A folder of the host in the container may hold an env file that the application reads by itself.

    A service that says no more than how its image is built, in a file named for that, is started by another one.
    """
    file = service.path.rpartition("/")[2]
    if "build" in file and {key.value for key, _ in service.entries()} <= _BUILT:
        yield "whoever runs its image"
    volumes = service.get("volumes")
    for volume in volumes.items if volumes else ():
        source = volume.value.partition(":")[0] if volume.kind == "scalar" else text(volume.get("source"))
        if source.startswith((".", "/", "~", "$")):
            yield f"the bind mount of {source}" if not source.startswith("$") else "a bind mount"
            return


def _ports(service: Node) -> Iterator[int]:
    """The ports inside the container, of `ports` and `expose`."""
    for node in scalars(service.get("ports")) + scalars(service.get("expose")):
        port = node.value.rpartition(":")[2].partition("/")[0]
        if not (port.isascii() and port.isdigit()):
            return  # a range or a variable: which ports there are is not known
        yield int(port)
    for item in getattr(service.get("ports"), "items", ()):
        target = number(item.get("target"))
        if target is not None:
            yield target


def _published(service: Node) -> Iterator[int]:
    """The ports of the host, of all its addresses, where they are numbers."""
    for node in scalars(service.get("ports")):
        parts = node.value.partition("/")[0].split(":")
        if len(parts) == 2 and parts[0].isascii() and parts[0].isdigit():
            yield int(parts[0])
    for item in getattr(service.get("ports"), "items", ()):
        port = number(item.get("published")) if item.get("host_ip") is None else None
        if port is not None:
            yield port


def _words(node: Node | None) -> Iterator[str]:
    """The words of a command, without what may be a value."""
    words = [] if node is None else node.value.split() if node.kind == "scalar" else [item.value for item in node.items]
    for word in words:
        if literal(word).looks in ("token", "credentials"):
            return
        yield word


def _below(folder: str, path: str) -> str:
    """A path of a compose file, relative to the root; it begins with `..` where it leaves the repository."""
    outside = path.startswith(("/", "~")) or interpolated(path).variables
    return path if outside else normpath(join(folder, path))


def _stage(path: str) -> str:
    """`production` for `compose.production.yaml`, empty for the plain names and for what only builds."""
    if "build" in path.rpartition("/")[2]:
        return ""
    parts = path.rpartition("/")[2].split(".")[1:-1]
    return parts[-1] if parts else path.rpartition("/")[2].rpartition(".")[0].partition("compose-")[2]
