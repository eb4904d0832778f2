"""An image's own documents: which members are layers, in which order, and which instruction made each.

Documents come as members of an archive or files of a directory, in any order: `docker save` (the old
layout, and the new one that is an OCI layout as well) and OCI layouts, archives or not.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from relcheck.scan.instruction import Instruction, parsed

_NAMES: Final = re.compile(r"(^|/)((manifest|index|config)\.json|[0-9a-f]{64}(\.json)?)$")
_KEYS: Final = frozenset(("layers", "manifests", "history", "rootfs", "config", "predicate", "container_config"))


class Layer(NamedTuple):
    """One layer: its digest, its number in the image, and the history line that made it."""

    digest: str
    number: int
    instruction: Instruction | None


class Config(NamedTuple):
    """One image configuration: the member it is, and what it says. Holds values."""

    member: str
    env: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]  # labels, commands, health check: where, and the text
    history: tuple[Instruction, ...]


class Image(NamedTuple):
    """Everything that the documents say."""

    layers: dict[str, Layer]
    configs: tuple[Config, ...]
    build_arguments: tuple[tuple[str, str, str], ...]  # member, name, value; from attestations

    @property
    def members(self) -> frozenset[str]:
        """The members that are configurations."""
        return frozenset(config.member for config in self.configs)


def is_document(name: str, head: bytes) -> bool:
    """Whether a member of this name and first bytes may be one of an image's documents."""
    return head[:64].lstrip()[:1] in (b"{", b"[") and _NAMES.search(name) is not None


def document(data: bytes) -> Any:
    """The document, if it is one that matters here; else nothing."""
    try:
        parsed_document = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if isinstance(parsed_document, list):
        entries = [entry for entry in parsed_document if isinstance(entry, dict) and "Layers" in entry]
        return entries or None
    if isinstance(parsed_document, dict) and _KEYS & parsed_document.keys():
        return parsed_document
    return None


def image(documents: dict[str, Any], links: dict[str, str]) -> Image:
    """What the documents say; `links` are symbolic links between members."""
    layers: dict[str, Layer] = {}
    config_members: dict[str, None] = {}
    for entry in _docker_manifests(documents):
        _add(layers, config_members, documents, str(entry.get("Config")), _strings(entry.get("Layers")), links)
    for name, manifest in documents.items():
        if isinstance(manifest, dict) and isinstance(manifest.get("layers"), list):
            blobs = [_blob(name, layer) for layer in manifest["layers"]]
            _add(layers, config_members, documents, _blob(name, manifest.get("config")), blobs, links)
    configs = [_config(member, documents[member]) for member in config_members if member in documents]
    return Image(layers, tuple(configs), tuple(_build_arguments(documents)))


def _docker_manifests(documents: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entries in documents.values():
        if isinstance(entries, list):
            yield from entries


def _add(
    layers: dict[str, Layer],
    configs: dict[str, None],
    documents: dict[str, Any],
    config: str,
    members: list[str],
    links: dict[str, str],
) -> None:
    """Note the layers of one manifest, with what its configuration says about each."""
    described = documents.get(config)
    if not isinstance(described, dict):
        described = {}
    else:
        configs[config] = None
    rootfs = described.get("rootfs")
    digests = _strings(rootfs.get("diff_ids")) if isinstance(rootfs, dict) else []
    made = [parsed(str(step.get("created_by") or "")) for step in _steps(described) if not step.get("empty_layer")]
    for index, member in enumerate(members):
        digest = _digest_of(member) or (digests[index] if index < len(digests) else "")
        instruction = made[index] if index < len(made) else None
        layers.setdefault(_resolved(member, links), Layer(digest, index, instruction))


def _steps(config: dict[str, Any]) -> list[dict[str, Any]]:
    history = config.get("history")
    return [step for step in history if isinstance(step, dict)] if isinstance(history, list) else []


def _strings(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _blob(manifest: str, descriptor: Any) -> str:
    """The member that a descriptor of a manifest names; blobs lie beside each other."""
    digest = str(descriptor.get("digest", "")) if isinstance(descriptor, dict) else ""
    algorithm, _, number = digest.partition(":")
    root, blobs, _ = manifest.rpartition("blobs/")
    if blobs:
        return f"{root}blobs/{algorithm}/{number}"
    directory, slash, _ = manifest.rpartition("/")
    return f"{directory}{slash}{number}"  # the plain directory that skopeo writes


def _digest_of(member: str) -> str:
    number = member.rpartition("/")[2]
    return f"sha256:{number}" if re.fullmatch(r"[0-9a-f]{64}", number) else ""


def _resolved(member: str, links: dict[str, str]) -> str:
    """The member that a link leads to, within the archive; never followed more than a few times."""
    for _ in range(8):
        target = links.get(member)
        if target is None:
            break
        parts = member.split("/")[:-1]
        for part in target.split("/"):
            if part == "..":
                parts = parts[:-1]
            elif part not in ("", "."):
                parts.append(part)
        member = "/".join(parts)
    return member


def _config(member: str, described: dict[str, Any]) -> Config:
    inner = described.get("config")
    inner = inner if isinstance(inner, dict) else {}
    env = tuple((name, value) for name, _, value in (item.partition("=") for item in _strings(inner.get("Env"))))
    history = tuple(parsed(str(step.get("created_by") or "")) for step in _steps(described))
    return Config(member, env, tuple(_texts(inner)), history)


def _texts(inner: dict[str, Any]) -> Iterator[tuple[str, str]]:
    labels = inner.get("Labels")
    if isinstance(labels, dict):
        for name, value in labels.items():
            yield f"label {name}", str(value)
    for key, where in (("Entrypoint", "entrypoint"), ("Cmd", "command"), ("OnBuild", "ONBUILD")):
        for text in _strings(inner.get(key)):
            yield where, text
    check = inner.get("Healthcheck")
    for text in _strings(check.get("Test")) if isinstance(check, dict) else ():
        yield "health check", text


def _build_arguments(documents: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The build arguments that a provenance attestation records, wherever its version puts them."""
    for member, statement in documents.items():
        if not isinstance(statement, dict) or "predicate" not in statement:
            continue
        waiting: list[Any] = [statement["predicate"]]
        while waiting:
            value = waiting.pop()
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                for key, inner in value.items():
                    if isinstance(key, str) and key.startswith("build-arg:") and isinstance(inner, str):
                        yield member, key.removeprefix("build-arg:"), inner
                    elif isinstance(inner, dict | list):
                        waiting.append(inner)
