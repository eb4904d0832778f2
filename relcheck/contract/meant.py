"""What expressions in a settings module come to, as its source tells: constants, enumerations, aliases of types.

Names are followed over imports into other files of the project. Nothing is imported, and no call is made.
"""

import ast
import operator
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

Sources = Callable[[str], str | None]
_OPERATORS: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}
_ENUMS: Final = ("Enum", "StrEnum", "IntEnum")
_PATHS: Final = ("Path", "PurePath", "PosixPath", "PurePosixPath")
_LEVELS: Final = {"CRITICAL": 50, "ERROR": 40, "WARNING": 30, "INFO": 20, "DEBUG": 10, "NOTSET": 0}
"""What `logging.INFO` and its like are."""
_FAR: Final = 6
"""Over how many names or imports one is followed."""


class UnclearError(Exception):
    """The source does not tell what an expression comes to."""


class Place(NamedTuple):
    """An expression or a class, and the file that it stands in."""

    path: str
    node: ast.AST


class Meanings:
    """The files of a project, parsed once they are asked for."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._files: dict[str, dict[str, list[ast.AST]]] = {}

    def value(self, text: str, path: str) -> Any:
        """What an expression in a file comes to; `UnclearError` where that cannot be told."""
        try:
            return self._value(Place(path, ast.parse(f"({text}\n)", mode="eval").body), _FAR)
        except (SyntaxError, ValueError, TypeError, ArithmeticError, RecursionError):
            raise UnclearError from None

    def annotation(self, text: str, path: str) -> ast.expr | None:
        """An annotation with the aliases and enumerations in it spelled out: `Level` is `Literal["low", "high"]`."""
        try:
            parsed = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError):
            return None
        return self._spelled(Place(path, parsed), _FAR)

    def _value(self, place: Place, far: int) -> Any:
        path, node = place
        match node:
            case ast.Constant():
                return node.value
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._value(Place(path, operand), far)
            case ast.BinOp(op=op, left=left, right=right):
                one, other = self._value(Place(path, left), far), self._value(Place(path, right), far)
                return _joined(op, one, other)
            case ast.List(elts=items):
                return [self._value(Place(path, item), far) for item in items]
            case ast.Tuple(elts=items):
                return tuple(self._value(Place(path, item), far) for item in items)
            case ast.Dict(keys=keys, values=values) if all(keys):
                pairs = zip(keys, values, strict=True)
                return {self._value(Place(path, k), far): self._value(Place(path, v), far) for k, v in pairs if k}
            case ast.Call(func=func, args=[only], keywords=[]) if _last(func) in _PATHS:
                return PurePosixPath(self._value(Place(path, only), far))
            case ast.Attribute() if far:
                return self._attribute(place, node, far - 1)
            case ast.Name(id=name) if far:
                found = self._found(name, path, far - 1)
                return self._value(found, far - 1)
        raise UnclearError

    def _attribute(self, place: Place, node: ast.Attribute, far: int) -> Any:
        """`Color.RED`, `Color.RED.value`, or a level of logging."""
        if node.attr == "value" and isinstance(node.value, ast.Attribute):
            return self._attribute(place, node.value, far)
        if not isinstance(node.value, ast.Name):
            raise UnclearError
        if node.value.id == "logging" and node.attr in _LEVELS:
            return _LEVELS[node.attr]
        members = self._members(self._found(node.value.id, place.path, far), far)
        if node.attr not in members:
            raise UnclearError
        return members[node.attr]

    def _members(self, place: Place, far: int) -> dict[str, Any]:
        """The members of an enumeration by name."""
        path, node = place
        if not isinstance(node, ast.ClassDef) or not any(_last(base) in _ENUMS for base in node.bases):
            raise UnclearError
        found: dict[str, Any] = {}
        for line in node.body:
            if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                name = line.targets[0].id
                lowered = isinstance(line.value, ast.Call) and _last(line.value.func) == "auto"
                if not name.startswith("_"):
                    found[name] = name.lower() if lowered else self._value(Place(path, line.value), far)
                if lowered and not any(_last(base) == "StrEnum" for base in node.bases):
                    raise UnclearError
        return found

    def _spelled(self, place: Place, far: int) -> ast.expr | None:
        """An annotation without names that only this project knows, as far as they can be told."""
        meanings = self

        class Speller(ast.NodeTransformer):
            def visit_Name(self, node: ast.Name) -> ast.AST:
                try:
                    return meanings._type(meanings._found(node.id, place.path, far), far) if far else node
                except UnclearError:
                    return node

            def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
                if _last(node.value) != "Literal":
                    return self.generic_visit(node)
                items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
                return _literal(meanings._value(Place(place.path, item), far) for item in items)

        try:
            found = Speller().visit(place.node)
        except (UnclearError, ValueError, TypeError, ArithmeticError):
            return None
        return found if isinstance(found, ast.expr) else None

    def _type(self, place: Place, far: int) -> ast.expr:
        """The annotation that an alias or an enumeration stands for."""
        if isinstance(place.node, ast.ClassDef):
            members = self._members(place, far)
            return _literal(members.values())
        found = self._spelled(place, far - 1)
        if found is None or not isinstance(found, ast.Subscript | ast.BinOp | ast.Name | ast.Attribute):
            raise UnclearError
        return found

    def _found(self, name: str, path: str, far: int) -> Place:
        """What a name at the top of a file is bound to, once and for all."""
        made = self._names(path).get(name, [])
        if len(made) != 1:
            raise UnclearError
        node = made[0]
        if not isinstance(node, ast.ImportFrom):
            return Place(path, node)
        original = next(one.name for one in node.names if (one.asname or one.name) == name)
        if far:
            for other in _candidates(node, path):
                if self._sources(other) is not None and original in self._names(other):
                    return self._found(original, other, far - 1)
        raise UnclearError

    def _names(self, path: str) -> dict[str, list[ast.AST]]:
        if path not in self._files:
            try:
                body = ast.parse(self._sources(path) or "").body
            except (SyntaxError, ValueError):
                body = []
            found: dict[str, list[ast.AST]] = {}
            for line in body:
                for name, node in _bound(line):
                    found.setdefault(name, []).append(node)
            self._files[path] = found
        return self._files[path]


def choices(annotation: ast.expr | None) -> tuple[str, ...]:
    """The values that an annotation allows once it is spelled out, as they are written in a variable."""
    match annotation:
        case ast.Subscript(slice=ast.Tuple(elts=items)) if _last(annotation.value) == "Literal":
            return tuple(str(item.value) for item in items if isinstance(item, ast.Constant))
        case ast.Subscript(slice=ast.Tuple(elts=parts)) if _last(annotation.value) == "Union":
            return _together(parts)
        case ast.Subscript(slice=only) if _last(annotation.value) == "Optional":
            return choices(only)
        case ast.Subscript(slice=ast.Tuple(elts=[first, *_])) if _last(annotation.value) == "Annotated":
            return choices(first)
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return _together([left, right])
    return ()


def _together(parts: list[ast.expr]) -> tuple[str, ...]:
    """The choices of all members of a union, where each has some."""
    found = [choices(part) for part in parts if not (isinstance(part, ast.Constant) and part.value is None)]
    return tuple(dict.fromkeys(one for part in found for one in part)) if all(found) else ()


def _bound(line: ast.stmt) -> list[tuple[str, ast.AST]]:
    """The names that a statement binds at the top of a file, and to what; where it is no simple one, to itself."""
    match line:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return [(name, value)]
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            return [(name, value)]
        case ast.ClassDef(name=name):
            return [(name, line)]
        case ast.ImportFrom(names=names):
            return [(one.asname or one.name, line) for one in names]
    if type(line).__name__ == "TypeAlias":  # `type Level = ...`, from Python 3.12 on
        return [(line.name.id, line.value)]  # type: ignore[attr-defined]
    stored = [node for node in ast.walk(line) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return [(node.id, line) for node in stored]


def _candidates(node: ast.ImportFrom, path: str) -> list[str]:
    """The files that an import may mean: below each directory above, the topmost first."""
    folders = path.split("/")[:-1]
    below = (node.module or "").replace(".", "/")
    tops = [folders[:depth] for depth in range(len(folders) + 1)]
    starts = [folders[: len(folders) - node.level + 1]] if node.level else tops
    wholes = ["/".join(part for part in (*start, below) if part) for start in starts]
    return [f"{whole}{end}".lstrip("/") for whole in wholes for end in (".py", "/__init__.py")]


def _joined(op: ast.operator, one: Any, other: Any) -> Any:
    numbers = all(isinstance(part, int | float) and not isinstance(part, bool) for part in (one, other))
    texts = isinstance(op, ast.Add) and isinstance(one, str) and isinstance(other, str)
    paths = isinstance(op, ast.Div) and isinstance(one, PurePosixPath) and isinstance(other, str)
    if type(op) not in _OPERATORS or not (numbers or texts or paths):
        raise UnclearError
    return _OPERATORS[type(op)](one, other)


def _literal(values: Any) -> ast.Subscript:
    items: list[ast.expr] = [ast.Constant(value) for value in values]
    return ast.Subscript(ast.Name("Literal"), ast.Tuple(items))


def _last(node: ast.AST) -> str:
    """The last word of a dotted name."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
