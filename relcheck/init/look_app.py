"""Which framework a project uses, and the object that a server runs: found in the syntax trees of its modules."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from relcheck.init.seen import App
from relcheck.repo import places

Text = Callable[[str], str]

_CLASSES: Final = {
    "FastAPI": "fastapi", "Starlette": "fastapi", "Litestar": "fastapi", "Quart": "fastapi", "Flask": "flask",
    "APIFlask": "flask", "OpenAPI": "flask", "Celery": "celery",
}  # fmt: skip
_WSGI: Final = frozenset(("Flask", "APIFlask", "OpenAPI"))
_SCREEN: Final = re.compile(r"\b(FastAPI|Starlette|Litestar|Quart|Flask|APIFlask|OpenAPI|Celery)\b")
_FACTORY: Final = re.compile(r"^(create|make|get|build|init|new)_?(\w*_)?(app|application|api|server|asgi|wsgi)\w*$")
_PROMISING: Final = ("main", "app", "asgi", "wsgi", "server", "api", "web", "application", "__init__")
_IMPORTED: Final = re.compile(r"(?m)^[ \t]*(?:from|import)[ \t]+([A-Za-z_]\w*)")


class Made(NamedTuple):
    """A module makes an object of a framework: under a name, or in a function that returns it."""

    path: str
    framework: str
    name: str
    factory: bool
    wsgi: bool
    declared: bool  # something that its application does not need as an object: routes are hung on it here
    at: int = 0


def modules(paths: Iterable[str]) -> list[str]:
    """The files that may belong to the application: no tests, examples, migrations or build files."""
    known = frozenset(paths)
    return [path for path in sorted(known) if path.endswith(".py") and places.role(path, "", known) is None]


def made(paths: Iterable[str], text: Text) -> list[Made]:
    """What the modules make, the most likely to be the application first."""
    found: list[Made] = []
    factories: dict[str, Made] = {}
    known = list(paths)
    for path in known:
        if _SCREEN.search(text(path)):
            called: dict[str, Made] = {}
            found += _of(text(path), path, called)
            factories.update(called)
    callers = re.compile(rf"(?m)^[ \t]*\w+[^=\n]*=[ \t]*({'|'.join(map(re.escape, factories))})\(")
    for path in known if factories else ():
        if callers.search(text(path)) and not _SCREEN.search(text(path)):
            found += _of(text(path), path, dict(factories))
    return sorted(found, key=_rank)


def _of(source: str, path: str, called: dict[str, Made]) -> Iterator[Made]:
    """What one module makes; `called` are the functions known to return an object, and those found here are added."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in _top(tree.body):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            kind = next((cls for cls in map(_class, ast.walk(node)) if cls), "")
            plain = not [one for one in node.args.args if one not in node.args.args[-len(node.args.defaults) or 99 :]]
            if kind and _returns(node) and (_FACTORY.match(node.name) or _CLASSES[kind] != "celery"):
                one = Made(path, _CLASSES[kind], node.name, True, kind in _WSGI, False, node.lineno)
                called[node.name] = one
                if plain and not isinstance(node, ast.AsyncFunctionDef):
                    yield one
            continue
        name, value = _assigned(node)
        if not name or not isinstance(value, ast.Call):
            continue
        kind = _class(value)
        if kind:
            yield Made(path, _CLASSES[kind], name, False, kind in _WSGI, True, node.lineno)
        elif isinstance(value.func, ast.Name) and value.func.id in called:
            yield called[value.func.id]._replace(path=path, name=name, factory=False, declared=True, at=node.lineno)


def _top(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module, and those under `if` and `try`, but for a main guard."""
    for node in body:
        if isinstance(node, ast.Try) or (isinstance(node, ast.If) and "__main__" not in ast.unparse(node.test)):
            yield from _top([*node.body, *node.orelse])
        else:
            yield node


def _assigned(node: ast.stmt) -> tuple[str, ast.expr | None]:
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id, node.value
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id, node.value
    return "", None


def _class(node: ast.AST) -> str:
    """The class of a framework that a call instantiates."""
    if not isinstance(node, ast.Call):
        return ""
    name = ast.unparse(node.func).rpartition(".")[2] if isinstance(node.func, ast.Name | ast.Attribute) else ""
    return name if name in _CLASSES else ""


def _returns(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(one, ast.Return) and one.value is not None for one in ast.walk(node))


def _rank(one: Made) -> tuple[int, ...]:
    """Near the root, in a file of a telling name, under a telling name; an object before a function."""
    name = one.path.rpartition("/")[2].removesuffix(".py")
    told = _PROMISING.index(name) if name in _PROMISING else len(_PROMISING)
    named = 0 if one.name in ("app", "application", "api", "celery_app", "celery", "create_app") else 1
    return (one.factory, named, min(told, 6), one.path.count("/"), told, one.at)


def tops(paths: Iterable[str], text: Text) -> frozenset[str]:
    """The first words of everything that is imported anywhere."""
    return frozenset(word for path in paths for word in _IMPORTED.findall(text(path)))


def imported_as(path: str, files: frozenset[str], imported: frozenset[str]) -> tuple[str, str]:
    """The dotted name of a module, and the directory that it is imported from.

    The packages around it tell; where there is no `__init__.py`, what the project's own imports begin with does.
    """
    parts = path.removesuffix(".py").split("/")
    start = len(parts) - 1
    while start > 0 and "/".join((*parts[:start], "__init__.py")) in files:
        start -= 1
    for index in range(start):
        if parts[index] in imported and parts[index].isidentifier():
            start = index
            break
    if parts[-1] == "__init__" and start < len(parts) - 1:
        parts.pop()
    return ".".join(parts[start:]), "/".join(parts[:start])


def app_of(one: Made, files: frozenset[str], imported: frozenset[str]) -> tuple[App, str]:
    """The object as a server names it, and the directory that it is imported from."""
    module, base = imported_as(one.path, files, imported)
    return App(module, one.name, one.path, one.factory, one.wsgi), base
