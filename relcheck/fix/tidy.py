"""Takes out the imports that a fix made idle: `import os`, where nothing uses `os` any more."""

import ast

from relcheck.diagnostic import Edit, Span
from relcheck.fix.module import Module, Withheld

_NAMES = frozenset(("os", "environ", "getenv"))


def tidy(before: str, after: str, path: str) -> tuple[Edit, ...]:
    """The edits to the text `after` that take out what was used in `before`, and is used no more."""
    old, new = Module(path, before), Module(path, after)
    try:
        gone = old.used - new.used
        edits = []
        for node in new.tree.body:
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            ours = isinstance(node, ast.Import) or node.module == "os"
            idle = [one for one in node.names if ours and one.name in _NAMES and (one.asname or one.name) in gone]
            idle = [one for one in idle if new.bound.get(one.asname or one.name) == 1]
            if idle:
                edits += _without(node, idle, new)
        return tuple(edits)
    except Withheld:
        return ()


def _without(node: ast.Import | ast.ImportFrom, idle: list[ast.alias], module: Module) -> list[Edit]:
    line, column, end_line, end_column = module.corners(node)
    text = module.lines[line - 1]
    if line != end_line or text[end_column - 1 :].strip():
        return []  # a comment may say why it is there
    left = [one for one in node.names if one not in idle]
    if left:
        names = ", ".join(one.name + (f" as {one.asname}" if one.asname else "") for one in left)
        head = module.segment((line, column, *module.corners(node.names[0])[:2]))
        return [module.replace((line, column, end_line, end_column), head + names)]
    if text[: column - 1].strip():
        return []
    below = module.lines[line] if line < len(module.lines) else ""
    above = module.lines[line - 2] if line > 1 else ""
    last = line + 1 if not below.strip() and not above.strip() and line < len(module.lines) else line
    return [Edit(Span(module.path, line, 1, last + 1, 1), "")]
