"""Where a field is declared: looked up in the source, and only if there is a problem to report."""

import ast
import os
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from relcheck.diagnostic import Span


class Places:
    """The files of settings classes, each parsed once."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._trees: dict[str, ast.Module | None] = {}

    def relative(self, path: str) -> str:
        """A path as a report shows it: relative to the root where it lies below it."""
        short = os.path.relpath(path, self.root)
        return path if short.startswith("..") else short.replace(os.sep, "/")

    def of_class(self, cls: type[Any]) -> Span | None:
        """Where the name of a class stands."""
        found = self._node(cls)
        if found is None:
            return None
        path, node = found
        column = node.col_offset + len("class ") + 1
        return Span(path, node.lineno, column, node.lineno, column + len(node.name))

    def of_field(self, owner: type[Any], name: str) -> Span | None:
        """Where the name of a field stands in the body of the class that declares it."""
        found = self._node(owner)
        if found is None:
            return None
        path, node = found
        for target, _ in _fields(node, name):
            column = target.col_offset + 1
            return Span(path, target.lineno, column, target.lineno, column + len(name))
        return self.of_class(owner)

    def is_written(self, owner: type[Any], name: str) -> bool:
        """Whether the default of a field stands in the source as it is, and is not computed."""
        found = self._node(owner)
        for _, value in _fields(found[1], name) if found else ():
            if isinstance(value, ast.Call) and ast.unparse(value.func).endswith("Field"):
                given = [word.value for word in value.keywords if word.arg == "default"]
                value = next(iter((*value.args, *given)), None)
            try:
                ast.literal_eval(value or "")
                return True
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                return False
        return False

    def said_below(self, owner: type[Any], name: str) -> str:
        """The text that stands below a field as its documentation, in one line."""
        found = self._node(owner)
        body = found[1].body if found else []
        for statement, below in pairwise(body):
            if isinstance(statement, ast.AnnAssign) and getattr(statement.target, "id", "") == name:
                text = below.value if isinstance(below, ast.Expr) else None
                return " ".join(str(text.value).split()) if isinstance(text, ast.Constant) else ""
        return ""

    def _node(self, cls: type[Any]) -> tuple[str, ast.ClassDef] | None:
        module = sys.modules.get(cls.__module__)
        file = getattr(module, "__file__", None) or ""
        if not file.endswith(".py"):
            return None
        if file not in self._trees:
            try:
                with open(file, "rb") as source:
                    self._trees[file] = ast.parse(source.read())
            except (OSError, SyntaxError, ValueError):
                self._trees[file] = None
        tree = self._trees[file]
        node = _find(tree, cls.__qualname__.replace(".<locals>", "").split(".")) if tree else None
        return (self.relative(file), node) if node else None


def _fields(node: ast.ClassDef, name: str) -> Iterator[tuple[ast.Name, ast.expr | None]]:
    """The statements of a class that declare a field: its name, and what is assigned."""
    for statement in node.body:
        target = statement.target if isinstance(statement, ast.AnnAssign) else None
        if isinstance(target, ast.Name) and isinstance(statement, ast.AnnAssign) and target.id == name:
            yield target, statement.value


def _find(tree: ast.AST, names: list[str]) -> ast.ClassDef | None:
    """The last definition of a dotted name: it is the one that is in force."""
    node: ast.AST = tree
    for name in names:
        found = [
            child
            for child in ast.walk(node)
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and child.name == name
        ]
        if not found:
            return None
        node = found[-1]
    return node if isinstance(node, ast.ClassDef) else None
