"""What kustomizations come to: resources, generators, components and patches, as `kubectl kustomize` joins them.

Kustomize reference, "kustomization": it is done here on trees that know their places, so that a finding is shown in
the base, in the patch or in the env file that it is about. Names are left as the base has them: Kustomize gives
prefixes, suffixes and hashes to objects and to the references to them alike. What lies elsewhere (a URL) and
plugins (generators, Helm charts, `replacements`) stay unknown.
"""

from collections.abc import Callable, Iterable, Iterator
from posixpath import basename, dirname, join, normpath
from typing import Any, Final, NamedTuple

from relcheck.diagnostic import Span
from relcheck.facts.deployment import Kustomized
from relcheck.repo.supply import dotenv
from relcheck.repo.supply.inline import inline
from relcheck.repo.supply.kubernetes import KUSTOMIZATIONS, said, without_definitions
from relcheck.repo.supply.patch import made, merged, operated, word
from relcheck.repo.supply.value import scalars, text
from relcheck.repo.yaml import Node, load

Sources = Callable[[str], str | None]


MAX_CHANGES: Final = 50_000
"""Pairs of a patch and an object that are tried for one kustomization."""


class Overlay(NamedTuple):
    """One kustomization that no other uses: its objects with all changes, and the files that went into it.

    `environment` is the name of its folder where it changes a base, else empty. `unknown` is what it uses besides.
    """

    place: Span
    environment: str
    objects: tuple[Node, ...]
    files: frozenset[str]
    unknown: tuple[str, ...]


def overlays(found: Iterable[Kustomized], sources: Sources) -> Iterator[Overlay]:
    """Every kustomization that no other one uses."""
    found = tuple(found)
    inner = {path for one in found for path in one.uses}
    folders = {dirname(one.span.path) or "." for one in found}
    known: dict[str, tuple[Node, ...]] = {}  # bases are read once for all overlays
    for one in found:
        folder = dirname(one.span.path) or "."
        if folder not in inner:
            build = _Build(sources, known)
            objects = build.of(folder, [])
            environment = basename(folder) if folders & set(one.uses) else ""
            yield Overlay(one.span, environment, tuple(objects), frozenset(build.files), tuple(build.unknown))


class _Build:
    """One kustomization with everything that it uses."""

    def __init__(self, sources: Sources, known: dict[str, tuple[Node, ...]]) -> None:
        self.sources = sources
        self.known = known
        self.files: set[str] = set()
        self.unknown: list[str] = []
        self.changes = 0

    def of(self, folder: str, objects: list[Node], trail: tuple[str, ...] = ()) -> list[Node]:
        """The objects of a folder's kustomization; a component changes those that are there already."""
        root = next((roots[0] for name in KUSTOMIZATIONS if (roots := self.load(normpath(join(folder, name))))), None)
        if root is None or folder in trail or root.kind != "map":
            self.unknown.append(folder)
            return objects
        trail = (*trail, folder)
        for key in ("resources", "bases"):
            for node in scalars(root.get(key)):
                objects = objects + self.resource(node, folder, trail)
        for node in scalars(root.get("components")):
            objects = self.of(_path(folder, node.value), objects, trail)
        for section, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")):
            for generator in _items(root.get(section)):
                objects = self.generated(generator, kind, folder, objects)
        for patch, target in self.patches(root, folder):
            self.changes += len(objects)
            if self.changes > MAX_CHANGES:
                self.unknown.append("more patches than are read")
                break
            objects = [new for one in objects if (new := _changed(one, patch, target)) is not None]
        self.unknown.extend(key for key in ("generators", "helmCharts", "replacements") if root.get(key) is not None)
        entries = [(text(entry.get("name")), entry.get("newName")) for entry in _items(root.get("images"))]
        images = {name: new for name, new in entries if new is not None}
        return [_image(one, images) for one in objects] if images else objects

    def resource(self, node: Node, folder: str, trail: tuple[str, ...]) -> list[Node]:
        path = _path(folder, node.value)
        if _remote(node) or path.startswith(".."):
            self.unknown.append("a kustomization elsewhere")
            return []
        if path.endswith((".yaml", ".yml", ".json")):
            return [item for root in self.load(path) for item in _objects(root)]
        return self.of(path, [], trail)

    def load(self, path: str) -> tuple[Node, ...]:
        """The documents of a file; none where it is not there."""
        if path not in self.known:
            data = self.sources(path)
            self.known[path] = (
                () if data is None else load(without_definitions(data.encode("utf-8", "replace")), path).roots
            )
        if self.known[path]:
            self.files.add(path)
        return self.known[path]

    def generated(self, generator: Node, kind: str, folder: str, objects: list[Node]) -> list[Node]:
        """The objects with the one that a generator makes, or adds its keys to."""
        name = text(generator.get("name"))
        data = made("map", generator)
        for node in scalars(generator.get("literals")):
            key, _, value = node.value.partition("=")
            data.pairs.append((word(key, node), word(value, node)))
        for node in scalars(generator.get("files")):
            data.pairs.append((word(node.value.partition("=")[0].rpartition("/")[2], node), word("-", node)))
        for node in (*scalars(generator.get("envs")), *scalars(generator.get("env"))):
            path = _path(folder, node.value)
            content = self.sources(path)
            if content is None:
                self.unknown.append(path)
            else:
                self.files.add(path)
                data.pairs.extend(_lines(content, path, node))
        old = next((one for one in objects if (text(one.get("kind")), _name(one)) == (kind, name)), None)
        if old is not None and text(generator.get("behavior")) == "merge":
            data.pairs = [*_data(old), *data.pairs]
        new = made("map", generator)
        new.pairs = [
            (word(key, generator), word(value, generator)) for key, value in (("apiVersion", "v1"), ("kind", kind))
        ]
        metadata = made("map", generator)
        metadata.pairs = [(word("name", generator), word(name, generator))]
        section = "data" if kind == "ConfigMap" else "stringData"
        new.pairs += [(word("metadata", generator), metadata), (word(section, generator), data)]
        return [one for one in objects if one is not old] + [new]

    def patches(self, root: Node, folder: str) -> Iterator[tuple[Node, Node | None]]:
        """Every patch with what it is for; a strategic one names its object itself."""
        for entry in _items(root.get("patches")) + _items(root.get("patchesJson6902")):
            written, path = entry.get("patch"), entry.get("path")
            roots = inline(written, self.sources) if written is not None else self.load(_path(folder, text(path)))
            yield from ((one, entry.get("target")) for one in roots)
        for node in getattr(root.get("patchesStrategicMerge"), "items", ()):
            many = "\n" in node.value
            yield from (
                (one, None) for one in (inline(node, self.sources) if many else self.load(_path(folder, node.value)))
            )


def _changed(one: Node, patch: Node, target: Node | None) -> Node | None:
    """An object with a patch applied, where the patch is for it; None where it is taken away."""
    if patch.kind == "list":
        return operated(one, patch) if target is not None and _meant(one, target) else one
    named = (text(patch.get("kind")), _name(patch)) == (text(one.get("kind")), _name(one))
    if _meant(one, target) if target is not None else named:
        result = merged(one, patch)
        if result is not None and target is not None and not named:  # the target decides, not the patch's own name
            result.pairs = [pair for pair in result.pairs if pair[0].value != "metadata"]
            result.pairs += [pair for pair in one.entries() if pair[0].value == "metadata"]
        return result
    return one


def _meant(one: Node, target: Node) -> bool:
    """Whether a target's kind and name are those of an object; of patterns only `.*` and `|` are understood."""
    for wanted, has in ((text(target.get("kind")), text(one.get("kind"))), (text(target.get("name")), _name(one))):
        if wanted and wanted != has and not any(_fits(part, has) for part in wanted.split("|")):
            return False
    return target.get("labelSelector") is None and target.get("annotationSelector") is None


def _fits(pattern: str, name: str) -> bool:
    """Whether the parts between `.*` follow each other in a name, from its beginning to its end."""
    first, *rest = pattern.removeprefix("^").removesuffix("$").split(".*")
    if not rest or not name.startswith(first):
        return name == first
    at = len(first)
    for part in rest[:-1]:
        found = name.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return name.endswith(rest[-1]) and len(name) - len(rest[-1]) >= at


def _image(node: Node, images: dict[str, Node], key: str = "") -> Node:
    """An object whose containers run the images that `images` puts in place of others."""
    if node.kind == "scalar":
        name = node.value.partition("@")[0]
        head, colon, tail = name.rpartition(":")
        new = images.get(head if colon and "/" not in tail else name) if key == "image" else None
        return word(new.value, new) if new is not None else node
    result = made(node.kind, node)
    result.items = [_image(item, images) for item in node.items]
    result.pairs = [(name, _image(value, images, name.value)) for name, value in node.entries()]
    return result


def _objects(root: Node) -> list[Node]:
    if root.kind != "map":
        return []
    items = root.get("items")
    return _items(items) if text(root.get("kind")) == "List" else [root]


def _items(node: Node | None) -> list[Node]:
    return [item for item in node.items if item.kind == "map"] if node is not None else []


def _name(one: Node) -> str:
    return text(one.at("metadata", "name"))


def _data(one: Node) -> list[tuple[Node, Node]]:
    return [
        pair for key in ("data", "stringData") if one.get(key) is not None for pair in (one.get(key) or one).entries()
    ]


def _lines(content: str, path: str, like: Node) -> Iterator[tuple[Node, Node]]:
    """The names in an env file, each at its line."""
    for fact in dotenv.read(content.encode("utf-8", "replace"), path):
        if hasattr(fact, "name"):
            key = word(fact.name, like)
            key.path, key.line, key.column, key.end_line, key.end_column = fact.span
            yield key, word("" if fact.state == "empty" else "-", key)


def _remote(node: Node) -> bool:
    return "://" in node.value or node.value.startswith(("github.com/", "git@")) or "?ref=" in node.value


def _path(folder: str, path: str) -> str:
    return normpath(join(folder, path))


def told(overlay: Overlay) -> tuple[Any, ...]:
    """What the objects of one kustomization say."""
    return tuple(fact for one in overlay.objects for fact in said(one, ""))
