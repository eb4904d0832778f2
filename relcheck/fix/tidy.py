"""Takes out the imports that a fix made idle: `import os`, where nothing uses `os` any more."""

import ast
from collections.abc import Iterator

from relcheck.diagnostic import Edit, Span
from relcheck.fix.module import Module, Withheld

_NAMES = frozenset(("os", "environ", "getenv", "dotenv", "load_dotenv", "find_dotenv"))


def tidy(before: str, after: str, path: str) -> tuple[Edit, ...]:
    """The edits to the text `after` that take out what was used in `before`, and is used no more."""
    old, new = Module(path, before), Module(path, after)
    try:
        was = {(scope, name) for scope, _, names in _idle(old) for name in names}
        edits = []
        for scope, node, names in _idle(new):
            idle = [one for one in node.names if (one.asname or one.name) in names]
            idle = [one for one in idle if (scope, one.asname or one.name) not in was]
            if idle:
                edits += _without(node, idle, new)
        return tuple(sorted(edits, key=lambda edit: edit.span))
    except Withheld:
        return ()


def spaced(before: str, after: str, path: str) -> tuple[Edit, ...]:
    """The edit that leaves one blank line behind the imports, where a fix took what stood there and left more."""
    old, new = Module(path, before), Module(path, after)
    try:
        first, last = _gap(new)
        if last - first < 2 or _gap(old)[1] - _gap(old)[0] >= 2:
            return ()
    except Withheld:
        return ()
    return (Edit(Span(path, first + 2, 1, last + 1, 1), ""),)


def _gap(module: Module) -> tuple[int, int]:
    """The last line of the imports at the head, and the last blank one behind them; the same before a definition."""
    line = 0
    for number, node in enumerate(module.tree.body):
        if isinstance(node, ast.Import | ast.ImportFrom):
            line = node.end_lineno or node.lineno
        elif number or not isinstance(node, ast.Expr):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                return line, line
            break
    end = line
    while line and end < len(module.lines) and not module.lines[end].strip():
        end += 1
    return line, end


def _idle(module: Module) -> Iterator[tuple[str, ast.Import | ast.ImportFrom, frozenset[str]]]:
    """The imports of readers that nothing uses, with the function they are in."""
    for scope in module.nodes:
        if not isinstance(scope, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        name = getattr(scope, "name", "")
        used = module.used if isinstance(scope, ast.Module) else frozenset(_looked_up(scope))
        for node in scope.body:
            if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.module in ("os", "dotenv")):
                ours = {one.asname or one.name for one in node.names if one.name in _NAMES}
                if ours - used and len(scope.body) > 1:
                    yield name, node, frozenset(ours - used)


def _looked_up(scope: ast.AST) -> Iterator[str]:
    return (node.id for node in ast.walk(scope) if isinstance(node, ast.Name))


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
    if text[: column - 1].strip() or any(one is not node and one.lineno == line for one in _statements(module)):
        return []
    below = module.lines[line] if line < len(module.lines) else ""
    above = module.lines[line - 2] if line > 1 else ""
    last = line + 1 if not below.strip() and not above.strip() and line < len(module.lines) else line
    return [Edit(Span(module.path, line, 1, last + 1, 1), "")]


def _statements(module: Module) -> Iterator[ast.stmt]:
    return (node for node in module.nodes if isinstance(node, ast.stmt))
