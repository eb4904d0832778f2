"""Build code: setup.py, build hooks and PyInstaller's spec files. What they pack, and what they write from the
environment of the build.

A value counts as written where the call that writes mentions a name that was assigned from the environment,
in the same file: that is how such hooks look, and nothing more is followed.
"""

import ast
from collections.abc import Iterator
from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.image import Generated, Packed

_DATA: Final = frozenset(("datas", "package_data", "data_files", "include_files", "binaries"))
_WRITES: Final = frozenset(
    ("write", "write_text", "write_bytes", "writelines", "dump", "safe_dump", "print", "savetxt")
)
_READS: Final = frozenset(("environ", "getenv", "environb"))


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """A PyInstaller spec file; an RPM spec, which is no Python, gives nothing."""
    return tuple(facts(data.decode("utf-8", "replace"), path))


def facts(text: str, path: str) -> Iterator[Any]:
    """Packed files and generated ones of one file of build code."""
    if not any(word in text for word in (*_DATA, *_READS, "--add-data")):
        return
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    yield from _packed(tree, path)
    yield from _generated(tree, path)


def _span(node: Any, path: str) -> Span:
    return Span(path, node.lineno, node.col_offset + 1, node.end_lineno, node.end_col_offset + 1)


def _packed(tree: ast.AST, path: str) -> Iterator[Packed]:
    artifact = "the bundle" if path.endswith(".spec") else "the wheel"
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in _DATA:
            values, how = node.value, node.arg
        elif isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id in _DATA for t in node.targets):
            values, how = node.value, next(t.id for t in node.targets if isinstance(t, ast.Name))
        else:
            continue
        for item in ast.walk(values):
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                yield Packed(_span(item, path), artifact, how or "", item.value)


def _generated(tree: ast.AST, path: str) -> Iterator[Generated]:
    tainted: dict[str, set[str]] = {}
    for _ in range(3):  # a name of a name of a name
        for node in ast.walk(tree):
            if isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.AugAssign)) and node.value is not None:
                names = _names(node.value, tainted)
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    for inner in ast.walk(target):
                        if isinstance(inner, ast.Name) and names:
                            tainted.setdefault(inner.id, set()).update(names)
    seen: set[tuple[str, ...]] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _writes(node):
            given = (*node.args, *(keyword.value for keyword in node.keywords))
            found = tuple(sorted({name for argument in given for name in _names(argument, tainted)}))
            if found and found not in seen:
                seen.add(found)
                yield Generated(_span(node, path), found, command=_called(node))


_TERMINALS: Final = ("stderr", "stdout")


def _writes(call: ast.Call) -> bool:
    """Whether a call writes a file; `print` does only with `file=`, and where that is no terminal."""
    name = _called(call)
    if name == "print":
        files = [keyword.value for keyword in call.keywords if keyword.arg == "file"]
        return any(getattr(file, "attr", getattr(file, "id", "")).strip("_") not in _TERMINALS for file in files)
    return name in _WRITES and isinstance(call.func, ast.Attribute)


def _called(call: ast.Call) -> str:
    function = call.func
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _names(node: ast.AST, tainted: dict[str, set[str]]) -> set[str]:
    """The variables of the environment that an expression takes its value from."""
    found: set[str] = set()
    files: set[int] = set()  # what only says which file is read: the text of it comes from elsewhere
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and _called(inner) in ("read_text", "read_bytes", "exists", "is_file", "is_dir"):
            files.update(map(id, ast.walk(inner.func)))
        if id(inner) in files:
            continue
        if isinstance(inner, ast.Name) and inner.id in tainted:
            found |= tainted[inner.id]
        elif isinstance(inner, ast.Subscript) and _is_environ(inner.value):
            found |= _literal(inner.slice)
        elif isinstance(inner, ast.Call) and inner.args:
            function = inner.func
            owner = function.value if isinstance(function, ast.Attribute) else None
            method = owner is not None and _called(inner) in ("get", "pop", "setdefault") and _is_environ(owner)
            if method or _called(inner) == "getenv":
                found |= _literal(inner.args[0])
    return found


def _is_environ(node: ast.AST) -> bool:
    return "environ" in (getattr(node, "attr", ""), getattr(node, "id", ""))


def _literal(node: ast.AST) -> set[str]:
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()
