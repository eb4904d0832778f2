"""Kubernetes objects changed by patches, as trees that still know where each part is written.

Strategic merge (Kubernetes, "Update API objects in place using kubectl patch") and JSON patches (RFC 6902, of
which `add`, `replace` and `remove` change what a deployment gives). Nothing is changed in place.
"""

from typing import Final

from relcheck.repo.yaml import Node

KEYS: Final = {"containers": "name", "initContainers": "name", "ephemeralContainers": "name", "env": "name"}
"""Lists that are merged by a key of their items (API reference, "patchMergeKey"); all others are replaced."""


MAX_OPERATIONS: Final = 200
"""Of one JSON patch."""


class _Mark:
    line = 0
    column = 0


def made(kind: str, like: Node) -> Node:
    """A new, empty node at the place of another."""
    node = Node("list" if kind == "list" else "map", like.path, _Mark, _Mark)
    node.line, node.column, node.end_line, node.end_column = like.line, like.column, like.end_line, like.end_column
    return node


def word(value: str, like: Node) -> Node:
    """A new scalar at the place of another node."""
    node = made("map", like)
    node.kind, node.pairs, node.value, node.style = "scalar", [], value, "'"
    return node


def merged(base: Node, patch: Node, key: str = "") -> Node | None:
    """A node with a strategic merge patch applied; None where the patch takes it away."""
    if base.kind == patch.kind == "map":
        return _map(base, patch)
    if base.kind == patch.kind == "list" and key in KEYS:
        return _list(base, patch, KEYS[key])
    return None if patch.null else patch


def _map(base: Node, patch: Node) -> Node | None:
    directive = patch.get("$patch")
    if directive is not None and directive.value == "delete":
        return None
    if directive is not None and directive.value == "replace":
        return patch
    changes = {key.value: (key, value) for key, value in patch.entries() if key.value != "$patch"}
    result = made("map", base)
    for key, value in base.entries():
        change = changes.pop(key.value, None)
        new = merged(value, change[1], key.value) if change else value
        if new is not None:
            result.pairs.append((change[0] if change and new is change[1] else key, new))
    result.pairs.extend((key, value) for key, value in changes.values() if not value.null)
    return result


def _list(base: Node, patch: Node, key: str) -> Node:
    changes = {_named(item, key): item for item in patch.items}
    result = made("list", base)
    for item in base.items:
        change = changes.pop(_named(item, key), None)
        new = merged(item, change) if change is not None else item
        if new is not None:
            result.items.append(new)
    result.items[:0] = [item for item in changes.values() if item.get("$patch") is None]  # as Kustomize puts them
    return result


def _named(item: Node, key: str) -> str:
    name = item.get(key) if item.kind == "map" else None
    return name.value if name is not None else ""


def operated(root: Node, operations: Node) -> Node:
    """An object with the operations of a JSON patch applied; one that leads nowhere changes nothing."""
    for operation in operations.items[:MAX_OPERATIONS]:
        op, path, value = (operation.get(key) for key in ("op", "path", "value"))
        if op is None or path is None or not path.value.startswith("/"):
            continue
        steps = [step.replace("~1", "/").replace("~0", "~") for step in path.value[1:].split("/")]
        if op.value == "remove" or (op.value in ("add", "replace") and value is not None):
            root = _put(root, steps, value if op.value != "remove" else None, insert=op.value == "add", at=path)
    return root


def _put(node: Node, steps: list[str], value: Node | None, *, insert: bool, at: Node) -> Node:
    step, rest = steps[0], steps[1:]
    if node.kind == "list":
        return _put_item(node, step, rest, value, insert=insert, at=at)
    if node.kind != "map":
        return node
    old = node.get(step)
    new = value if not rest else _put(old, rest, value, insert=insert, at=at) if old is not None else None
    if rest and old is None:
        return node
    result = made("map", node)
    result.pairs = [pair for pair in node.entries() if pair[0].value != step]
    if new is not None:
        key = next((name for name, _ in node.entries() if name.value == step and rest), word(step, value or at))
        result.pairs.append((key, new))
    return result


def _put_item(node: Node, step: str, rest: list[str], value: Node | None, *, insert: bool, at: Node) -> Node:
    result = made("list", node)
    result.items = list(node.items)
    index = len(node.items) if step == "-" else int(step) if step.isascii() and step.isdigit() else -1
    if index < 0 or index > len(node.items) or (index == len(node.items) and (rest or not insert)):
        return node
    if rest:
        result.items[index] = _put(node.items[index], rest, value, insert=insert, at=at)
    elif value is None:
        del result.items[index]
    elif insert:
        result.items.insert(index, value)
    else:
        result.items[index] = value
    return result
