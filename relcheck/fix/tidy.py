"""Removes imports that a fix left unused, such as that of `os`, and the blank lines after them."""

import ast
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise

from relcheck.diagnostic import Edit, Span
from relcheck.fix.imports import without
from relcheck.fix.module import Module, Withheld

_INIT = "__init__.py"
_NAMES = frozenset(("os", "environ", "getenv", "dotenv", "load_dotenv", "find_dotenv"))


def tidy(before: str, after: str, path: str, spare: Callable[[str], bool] = lambda name: False) -> tuple[Edit, ...]:
    """The edits to the text `after` that take out what was used in `before`, and is used no more.

    `spare` tells whether nobody else has a name from this file, for what is no reader of the environment.
    """
    old, new = Module(path, before), Module(path, after)
    try:
        was = {(scope, name) for scope, _, names in _idle(old, lambda name: True) for name in names}
        edits = []
        for scope, node, names in _idle(new, lambda name: name in _NAMES or (not path.endswith(_INIT) and spare(name))):
            idle = [one for one in node.names if (one.asname or one.name) in names]
            idle = [one for one in idle if (scope, one.asname or one.name) not in was]
            if idle:
                with suppress(Withheld):
                    edits += _without(node, idle, new)
        return tuple(sorted(edits, key=lambda edit: edit.span))
    except Withheld:
        return ()


def spaced(before: str, after: str, path: str) -> tuple[Edit, ...]:
    """The edits that leave as many blank lines as sorters and formatters want, where a fix changed that.

    They stand behind the imports, above the first field that a class got, and where statements were taken out.
    """
    old, new = Module(path, before), Module(path, after)
    try:
        tight = dict(_tight(new))
        opened = [new.below(tight[name], "\n") for name in tight.keys() - dict(_tight(old)).keys()]
        line, blank, wanted = _gap(new)
        if not any(_wide(old.lines)):
            opened += [Edit(Span(path, at, 1, end, 1), "") for at, end in _wide(new.lines) if at > line + blank]
        if not line or blank == wanted or _gap(old)[1:] == (blank, wanted):
            return tuple(opened)
    except Withheld:
        return ()
    if blank > wanted and _gap(old)[1] < blank:
        opened.append(Edit(Span(path, line + wanted + 1, 1, line + blank + 1, 1), ""))
    elif blank < wanted:
        opened.append(new.insert(line + 1, 1, "\n" * (wanted - blank)))
    return tuple(sorted(opened, key=lambda edit: edit.span))


def _tight(module: Module) -> Iterator[tuple[tuple[str, int], int]]:
    """The first fields that follow at once on their class's docstring or configuration, and the line that ends on."""
    for node in module.tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        heads = int(ast.get_docstring(node) is not None)
        for number, (one, other) in enumerate(pairwise(node.body[: heads + 2])):
            end = one.end_lineno or 0
            named = isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "model_config"
            if (named or number < heads) and isinstance(other, ast.AnnAssign) and module.lines[end].strip():
                yield (node.name, number), end


def _wide(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The blank lines that are more than two in a row, as the first of them and the line behind them."""
    row = 0
    for number, text in enumerate([*lines, "end"], 1):
        if text.strip():
            if row > 2:
                yield number - row + 2, number
            row = 0
        else:
            row += 1


def _gap(module: Module) -> tuple[int, int, int]:
    """The last line of the imports at the head, the blank ones behind them, and how many there should be."""
    line, wanted = 0, 1
    for number, node in enumerate(module.tree.body):
        if isinstance(node, ast.Import | ast.ImportFrom):
            line = node.end_lineno or node.lineno
        elif number or not isinstance(node, ast.Expr):
            wanted = 2 if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) else 1
            break
    end = line
    while line and end < len(module.lines) and not module.lines[end].strip():
        end += 1
    return line, end - line, wanted


def _idle(
    module: Module, ours: Callable[[str], bool]
) -> Iterator[tuple[str, ast.Import | ast.ImportFrom, frozenset[str]]]:
    """The imports that nothing uses, with the function they are in."""
    for node in module.imports:
        scope: ast.AST = node
        while not isinstance(scope, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            scope = module.parents[scope]
        if isinstance(scope, ast.ClassDef) or getattr(node, "module", "") == "__future__":
            continue
        used = module.used if isinstance(scope, ast.Module) else frozenset(_looked_up(scope))
        idle = {one.asname or one.name for one in node.names if "." not in one.name} - used - {"*"}
        idle = {one for one in idle if ours(one)} if idle else idle
        if idle:
            yield getattr(scope, "name", ""), node, frozenset(idle)


def _looked_up(scope: ast.AST) -> Iterator[str]:
    return (node.id for node in ast.walk(scope) if isinstance(node, ast.Name))


def _without(node: ast.Import | ast.ImportFrom, idle: list[ast.alias], module: Module) -> list[Edit]:
    line, column, end_line, end_column = module.corners(node)
    text = module.lines[line - 1]
    if any("#" in row for row in module.lines[line - 1 : end_line]):
        return []  # a comment may say why it is there
    if isinstance(node, ast.ImportFrom):
        return list(without(module, node, {one.asname or one.name for one in idle}))
    if line != end_line or text[end_column - 1 :].strip():
        return []
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
