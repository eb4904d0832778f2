"""Kubernetes manifests, Cloud Run services, kustomizations (API reference, core/v1: Container, EnvFromSource)."""

import re
from base64 import b64decode
from collections.abc import Iterator
from itertools import pairwise
from posixpath import dirname, join, normpath
from typing import Any, Final, Literal

from relcheck.diagnostic import Span
from relcheck.facts.deployment import (
    Kustomized,
    Linked,
    Misplaced,
    Platform,
    Provided,
    Rendered,
    Supply,
    Workload,
)
from relcheck.repo.supply.command import kept
from relcheck.repo.supply.pod import asked, binds_low, many, opaque, ports, user
from relcheck.repo.supply.value import boolean, literal, number, place, scalars, text, unnamed
from relcheck.repo.yaml import Node, load

PODS: Final = {
    "Pod": ("spec",),
    "PodTemplate": ("template", "spec"),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
}
TEMPLATED: Final = frozenset(("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "Rollout", "Service"))
"""Kinds whose pod lies under `spec.template.spec`; `Service` only where Knative's API says so."""

KUSTOMIZATIONS: Final = ("kustomization.yaml", "kustomization.yml", "Kustomization")
ENV_RANK: Final = 40
ENV_FROM_RANK: Final = 20
"""`env` beats `envFrom`, a later entry an earlier one (API reference, `envFrom`)."""

_DEFINITION: Final = re.compile(rb"(?m)^kind:[ \t]*[\"']?CustomResourceDefinition\b")
_DOCUMENT: Final = re.compile(rb"(?m)^---")
RESERVED: Final = frozenset(("PORT", "K_SERVICE", "K_REVISION", "K_CONFIGURATION"))
"""Cloud Run, "Reserved environment variables"."""


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """Workloads, supplies and the keys of ConfigMaps and Secrets in one file, all of its documents."""
    marked = b"{{" in data and b"}}" in data
    if marked and "/templates/" in f"/{path}":
        return _template(data, path)
    documents = load(without_definitions(data), path)
    facts: list[Any] = [documents.unreadable] if documents.unreadable else []
    if marked and any(_odd(root) for root in documents.roots):
        return tuple(facts)
    for root in documents.roots:
        for item in _items(root):
            facts.extend(said(item, path))
    return (*facts, *_rendered(data, path))


def without_definitions(data: bytes) -> bytes:
    """The same lines, blank where a custom resource is defined: megabytes of schema that start nothing."""
    if not _DEFINITION.search(data):
        return data
    starts = [0, *(match.start() for match in _DOCUMENT.finditer(data)), len(data)]
    parts = (data[start:end] for start, end in pairwise(starts))
    return b"".join(b"\n" * part.count(b"\n") if _DEFINITION.search(part) else part for part in parts)


def _rendered(data: bytes, path: str) -> Iterator[Rendered]:
    """What `helm template` says about where each document comes from."""
    lines = data.decode("utf-8", "replace").splitlines() if b"# Source: " in data else []
    marks = [(number, line[10:].strip()) for number, line in enumerate(lines, 1) if line.startswith("# Source: ")]
    if not marks:  # none, or one inside a value
        return
    ends = [number for number, _ in marks[1:]] + [len(lines) + 1]
    for (line, template), end in zip(marks, ends, strict=True):
        yield Rendered(Span(path, line, 1, end, 1), template)


def _odd(root: Node) -> bool:
    """Whether a map is the key of a map: `name: {{ .Values.name }}` is YAML, and means that."""
    return any(key.kind != "scalar" for node in root.walk() for key, _ in node.pairs)


def _items(root: Node) -> list[Node]:
    if root.kind != "map":
        return []
    items = root.get("items")
    return (
        [item for item in items.items if item.kind == "map"] if text(root.get("kind")) == "List" and items else [root]
    )


def said(root: Node, path: str) -> Iterator[Any]:
    """What one object says."""
    kind, api = text(root.get("kind")), text(root.get("apiVersion"))
    if path.rpartition("/")[2] in KUSTOMIZATIONS:
        yield from _kustomization(root, path)
    elif kind in ("ConfigMap", "Secret"):
        yield from _keys(root, kind)
    elif kind in ("SealedSecret", "ExternalSecret"):
        yield from _sealed(root, kind)
    elif kind == "Service" and api == "v1":
        name = root.at("metadata", "name")
        if name is not None:
            headless = text(root.at("spec", "clusterIP")) == "None"
            yield Linked(name.span, name.value, text(root.at("metadata", "namespace")), headless)
    elif kind in PODS or (kind in TEMPLATED and (kind != "Service" or "knative" in api)):
        deeper = kind == "Job" and "run.googleapis" in api
        keys = PODS.get(kind) or (("spec", "template") + ("spec", "template") * deeper + ("spec",))
        pod = root.at(*keys)
        if pod is not None and pod.kind == "map":
            platform: Platform = "cloud-run" if "knative" in api or deeper else "kubernetes"
            yield from _pod(root, pod, platform)


def _pod(root: Node, pod: Node, platform: Platform) -> Iterator[Any]:
    owner = text(root.at("metadata", "name")) or text(root.get("kind")).lower()
    for group in ("initContainers", "containers", "ephemeralContainers"):
        containers = pod.get(group)
        for container in containers.items if containers else ():
            if container.kind != "map":
                continue
            name = container.get("name") or container
            unit = f"{owner}/{name.value or 'container'}"
            yield Workload(
                span=name.span,
                platform=platform,
                name=unit,
                image=text(container.get("image")),
                command=kept(node.value for key in ("command", "args") for node in scalars(container.get(key))),
                opaque=tuple(opaque(pod)),
                replicas=number(root.at("spec", "replicas")) or 1,
                ports=tuple(ports(container)),
                environment=text(root.at("metadata", "namespace")),
                namespace=text(root.at("metadata", "namespace")),
                links=platform == "kubernetes" and text(pod.get("enableServiceLinks")).lower() != "false",
                user=user(container) or user(pod),
                host_network=boolean(pod.get("hostNetwork")),
                many=many(root, platform),
                binds_low=binds_low(container, pod),
            )
            yield from _env(container.get("env"), unit, platform)
            yield from asked(container)
            yield from _reserved(container.get("env"), platform)
            yield from _env_from(container.get("envFrom"), unit, platform)


def _env(node: Node | None, unit: str, platform: Platform) -> Iterator[Supply]:
    for entry in node.items if node else ():
        name, value, source = entry.get("name"), entry.get("value"), entry.get("valueFrom")
        if name is None:
            continue
        if source is not None:
            refers, optional = _source(source)
            yield Supply(name.span, name.value, "reference", platform, unit, "run", "env", ENV_RANK, refers, optional)
            continue
        written = "" if value is None or value.null else value.value
        meaning = unnamed(literal(written), name.value, written)
        quoted = value is None or bool(value.style) or meaning.looks not in ("number", "boolean")
        state = (
            "reference" if meaning.looks == "reference" and "$(" in (value.value if value else "") else meaning.state
        )
        parts = (name, value) if value is not None else (name,)
        where = next((part for part in parts if part.path != entry.path), name)  # of a kustomization's patch
        file = value.path if value is not None and value.path != where.path else ""
        yield Supply(
            where.span, name.value, state, platform, unit, "run", "env", ENV_RANK, "", False, False, quoted,
            meaning.looks, meaning.digest, *place(value or name), file,
        )  # fmt: skip


def _reserved(node: Node | None, platform: Platform) -> Iterator[Misplaced]:
    for entry in node.items if node and platform == "cloud-run" else ():
        name = entry.get("name")
        if name is not None and (name.value in RESERVED or name.value.startswith("CLOUD_RUN_")):
            yield Misplaced(name.span, platform, f"Cloud Run gives {name.value} itself, and refuses it here")


def _source(node: Node) -> tuple[str, bool]:
    """What `valueFrom` leads to, and whether it may be missing."""
    for key, kind in (("secretKeyRef", "secret"), ("configMapKeyRef", "configmap")):
        reference = node.get(key)
        if reference is not None:
            refers = f"{kind}:{text(reference.get('name'))}/{text(reference.get('key'))}"
            return refers, boolean(reference.get("optional"))
    return f"field:{node.pairs[0][0].value if node.pairs else ''}", False


def _env_from(node: Node | None, unit: str, platform: Platform) -> Iterator[Supply]:
    """A whole object at once: the fact's name is the prefix and a star, for the join to expand."""
    for index, entry in enumerate(node.items if node else ()):
        prefix = text(entry.get("prefix"))
        for key, kind in (("secretRef", "secret"), ("configMapRef", "configmap")):
            reference = entry.get(key)
            if reference is not None:
                refers = f"{kind}:{text(reference.get('name'))}"
                optional = boolean(reference.get("optional"))
                rank = min(ENV_FROM_RANK + index, ENV_RANK - 1)
                yield Supply(
                    entry.span, f"{prefix}*", "reference", platform, unit, "run", "envFrom", rank, refers, optional
                )


def _keys(root: Node, kind: str) -> Iterator[Provided]:
    name = text(root.at("metadata", "name"))
    encrypted = root.get("sops") is not None
    found = False
    for section in ("data", "stringData"):
        encoded = kind == "Secret" and section == "data"
        for key, value in (root.get(section) or root).entries() if root.get(section) else ():
            found = True
            clear = kind == "Secret" and not encrypted and value.value != "" and "ENC[" not in value.value
            plain = _plain(value.value) if encoded else value.value
            meaning = literal(plain)
            looks = meaning.looks if not _structured(plain) else "token" if "PRIVATE KEY-----" in plain else "reference"
            of: Literal["configmap", "secret"] = "configmap" if kind == "ConfigMap" else "secret"
            yield Provided(key.span, of, name, key.value, clear, looks, "", value.span, meaning.digest)
    if not found:
        yield Provided(root.span, "configmap" if kind == "ConfigMap" else "secret", name, "")


def _structured(text: str) -> bool:
    """Whether a value is a JSON document of several lines: `credentials` that name the keys of other objects."""
    return text.lstrip()[:1] in ("{", "[") and text.rstrip()[-1:] in ("}", "]") and "\n" in text.strip()


def _plain(text: str) -> str:
    """What a Secret's `data` says in base64; the text itself where it is none."""
    try:
        return b64decode(text, validate=True).decode()
    except ValueError:
        return text


def _sealed(root: Node, kind: str) -> Iterator[Provided]:
    """Secrets whose names are in the repository and whose values are not."""
    name = text(root.at("spec", "target", "name")) or text(root.at("metadata", "name"))
    template = root.at("spec", "encryptedData") or root.at("spec", "target", "template", "data")
    for key, _ in template.entries() if template else ():
        yield Provided(key.span, "secret", name, key.value)
    data = root.at("spec", "data")
    for entry in data.items if data and kind == "ExternalSecret" else ():
        key_node = entry.get("secretKey")
        if key_node is not None:
            yield Provided(key_node.span, "secret", name, key_node.value)
    if root.at("spec", "dataFrom") is not None:
        yield Provided(root.span, "secret", name, "")


def _kustomization(root: Node, path: str) -> Iterator[Any]:
    """What it joins, and the keys that its generators make, or the env file that has them."""
    folder = dirname(path)
    keys = [node for key in ("resources", "bases", "components") for node in scalars(root.get(key))]
    uses = tuple(normpath(join(folder, node.value)) for node in keys if "://" not in node.value)
    yield Kustomized(keys[0].span if keys else root.span, uses)
    sections: tuple[tuple[str, Literal["configmap", "secret"]], ...] = (
        ("configMapGenerator", "configmap"),
        ("secretGenerator", "secret"),
    )
    for section, kind in sections:
        generators = root.get(section)
        for generator in generators.items if generators else ():
            name = text(generator.get("name"))
            for node in scalars(generator.get("literals")):
                key, _, rest = node.value.partition("=")
                yield Provided(node.span, kind, name, key, kind == "secret" and bool(rest), literal(rest).looks)
            for node in scalars(generator.get("files")):
                yield Provided(node.span, kind, name, node.value.partition("=")[0].rpartition("/")[2])
            for node in scalars(generator.get("envs")) + scalars(generator.get("env")):
                yield Provided(node.span, kind, name, "", file=normpath(join(folder, node.value)))


def _template(data: bytes, path: str) -> tuple[Any, ...]:
    """A Helm template is no YAML before it is rendered: say so where it starts something, read nothing."""
    if b"containers:" not in data:
        return ()
    reason = "a Helm template is not read before it is rendered: helm template CHART | relcheck lint -"
    return (Misplaced(Span(path, 1, 1, 1, 1), "kubernetes", reason),)
