"""YAML written inside YAML, as the patches of a kustomization are: its nodes know their place in the outer file."""

from collections.abc import Callable

from relcheck.repo.yaml import Node, load


def inline(node: Node, source: Callable[[str], str | None]) -> tuple[Node, ...]:
    """The documents in the text of a scalar; those of a folded or quoted one are all at the scalar itself."""
    roots = load(node.value.encode("utf-8", "replace"), node.path).roots
    indent = _indent(node, source) if node.style == "|" else -1
    seen: set[int] = set()
    for root in roots:
        for inner in root.walk():
            if id(inner) in seen:
                continue
            seen.add(id(inner))
            if indent < 0:
                inner.line, inner.column, inner.end_line, inner.end_column = node.span[1:]
            else:
                inner.line, inner.end_line = inner.line + node.line, inner.end_line + node.line
                inner.column, inner.end_column = inner.column + indent, inner.end_column + indent
    return roots


def _indent(node: Node, source: Callable[[str], str | None]) -> int:
    """How far the lines of a block scalar are moved to the right; -1 where that is not known."""
    lines = (source(node.path) or "").splitlines()[node.line :]
    first = next((line for line in lines if line.strip()), "")
    written = next((line for line in node.value.splitlines() if line.strip()), "")
    return len(first) - len(first.lstrip()) - (len(written) - len(written.lstrip())) if first else -1
