"""A Python file as a fix sees it: its text, its tree, and where a node stands in characters."""

import ast
import warnings
from collections.abc import Iterator
from functools import cached_property

from relcheck.diagnostic import Edit, Span

Corners = tuple[int, int, int, int]


class Withheld(Exception):
    """A fix cannot be made, or not be sure to be right; the text says why, in words that follow a colon."""


class Module:
    """One file. `text` has `\\n` for every line end, as the spans of facts count."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.lines = text.split("\n")

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree; `Withheld` where the interpreter cannot parse the file."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(self.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise Withheld(f"{self.path} cannot be parsed by this Python") from None

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def statements(self) -> tuple[ast.stmt, ...]:
        """Every statement of the file."""
        return tuple(node for node in self.nodes if isinstance(node, ast.stmt))

    @cached_property
    def imports(self) -> tuple[ast.Import | ast.ImportFrom, ...]:
        """Every import of the file, wherever it is."""
        return tuple(node for node in self.nodes if isinstance(node, ast.Import | ast.ImportFrom))

    @cached_property
    def texts(self) -> tuple[ast.Constant, ...]:
        """Every literal text of the file."""
        return tuple(node for node in self.nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The node around each node."""
        return {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}

    @cached_property
    def bound(self) -> dict[str, int]:
        """How often each name is bound, anywhere in the file."""
        counts: dict[str, int] = {}
        for name in _bindings(self.nodes):
            counts[name] = counts.get(name, 0) + 1
        return counts

    @cached_property
    def used(self) -> frozenset[str]:
        """Every name that is looked up somewhere, and every word of `__all__`."""
        names = {node.id for node in self.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        for node in self.tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
                names |= {str(part.value) for part in ast.walk(node) if isinstance(part, ast.Constant)}
        return frozenset(names)

    def corners(self, node: ast.expr | ast.stmt | ast.alias) -> Corners:
        """Where a node stands; columns in characters from 1, the end exclusive."""
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        return (node.lineno, self.column(node.lineno, node.col_offset), end_line, self.column(end_line, end_column))

    def column(self, line: int, offset: int) -> int:
        """The column of a byte of a line."""
        text = self.lines[line - 1]
        return (offset if text.isascii() else len(text.encode()[:offset].decode("utf-8", "replace"))) + 1

    def segment(self, corners: Corners) -> str:
        """The text between two positions."""
        line, column, end_line, end_column = corners
        if line == end_line:
            return self.lines[line - 1][column - 1 : end_column - 1]
        rows = (
            self.lines[line - 1][column - 1 :],
            *self.lines[line : end_line - 1],
            self.lines[end_line - 1][: end_column - 1],
        )
        return "\n".join(rows)

    def at(self, corners: Corners) -> ast.expr | None:
        """The expression that stands exactly there."""
        for node in self.nodes:
            if isinstance(node, ast.expr) and node.lineno == corners[0] and self.corners(node) == corners:
                return node
        return None

    def replace(self, corners: Corners, content: str) -> Edit:
        """The edit that puts something else there."""
        return Edit(Span(self.path, *corners), content)

    def insert(self, line: int, column: int, content: str) -> Edit:
        """The edit that inserts before a character."""
        return Edit(Span(self.path, line, column, line, column), content)

    def below(self, line: int, content: str) -> Edit:
        """The edit that inserts whole lines below a line; `content` ends in a line end."""
        if line < len(self.lines):
            return self.insert(line + 1, 1, content)
        return self.insert(line, len(self.lines[-1]) + 1, "\n" + content.removesuffix("\n"))


def _bindings(nodes: tuple[ast.AST, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest
        elif isinstance(node, ast.Global | ast.Nonlocal):
            yield from node.names
