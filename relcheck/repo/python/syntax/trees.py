"""The interpreter's syntax tree, gone through without recursion: no depth of nesting is too deep."""

import _ast
from collections.abc import Iterator
from typing import Any


def parts(node: Any) -> list[Any]:
    """The nodes right below a node, in the order of the source for most."""
    found: list[Any] = []
    for field in node._fields:
        value = getattr(node, field, None)
        if value.__class__ is list:  # of names, too, and of nothing where a dictionary takes in another
            found += [one for one in value if isinstance(one, _ast.AST)]
        elif isinstance(value, _ast.AST):
            found.append(value)
    return found


def walk(*nodes: Any) -> Iterator[Any]:
    """The nodes and all below them, a node before its parts and the last part first."""
    stack = list(nodes)
    while stack:
        node = stack.pop()
        yield node
        stack += parts(node)


def word(node: Any) -> str:
    """`env` of `env` and of `self.env`; empty where there is none."""
    return getattr(node, "attr", "") or getattr(node, "id", "")


def dotted(node: Any) -> str:
    """`config.Config` as written; empty for anything but names and attributes of names."""
    if node.__class__ is _ast.Attribute:
        left = dotted(node.value)
        return left and f"{left}.{node.attr}"
    return node.id if node.__class__ is _ast.Name else ""
