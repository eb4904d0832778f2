"""Whether everything is handed to another process: passing it through is no use of it."""

from typing import Any, Final

import libcst as cst

from relcheck.repo.python.statements.statement import Statement
from relcheck.repo.python.syntax.reduce import has_word
from relcheck.repo.python.syntax.trees import parts, walk

_PROCESSES: Final = ("os.exec", "os.spawn", "os.posix_spawn")
_ENV: Final = frozenset(("env", "_env", "environment"))


def passes(statement: Statement, node: Any) -> bool:
    """Whether everything goes to another process: `env=` of a call, `os.execve`, or a local name used so."""
    child, parent = node, statement.parent(node)
    while parent is not None:
        if isinstance(parent, cst.Arg):
            call = statement.parent(parent)
            if not isinstance(call, cst.Call):
                return False
            if parent.keyword is not None and parent.keyword.value in _ENV:
                return True
            name = statement.qualified(call.func)
            if name.startswith(_PROCESSES):
                return True
            if name not in ("dict", "copy.copy", "copy.deepcopy", "collections.ChainMap", "list", "set"):
                return False
            child, parent = call, statement.parent(call)
            continue
        if isinstance(parent, cst.Attribute) and parent.attr.value in ("copy", "items"):
            child, parent = parent, statement.parent(parent)
            continue
        if isinstance(parent, cst.Assign) and parent.value is child and len(parent.targets) == 1:
            target = parent.targets[0].target
            return isinstance(target, cst.Name) and _made_ready(statement, target.value)
        if isinstance(parent, cst.AnnAssign) and parent.value is child:
            return isinstance(parent.target, cst.Name) and _made_ready(statement, parent.target.value)
        if not isinstance(parent, _CARRIERS):
            return False
        child, parent = parent, statement.parent(parent)
    return False


_CARRIERS: Final = (
    cst.IfExp, cst.BooleanOperation, cst.NamedExpr, cst.BinaryOperation, cst.Dict, cst.StarredDictElement, cst.Call,
    cst.CompFor, cst.DictComp,
)  # fmt: skip


def tells(name: str) -> bool:
    """Whether a name is what one calls the environment of a child process."""
    return name.lower().endswith(_TELLING)


_TELLING: Final = ("env", "environ", "environment", "envs", "env_vars", "envvars")


def _made_ready(statement: Statement, name: str) -> bool:
    """Whether a name is handed on, or a function changes it and returns it: `env = {**os.environ}; env["A"] = a`."""
    if goes_on(statement, name):
        return True
    scope = statement.place.scope
    return scope.kind == "function" and tells(name) and _changed_and_returned(scope.node.body, name)


def _changed_and_returned(body: list[Any], name: str) -> bool:
    import _ast

    changed = returned = False
    for node in walk(*body):
        cls = node.__class__
        if cls is _ast.Return:
            returned = returned or _is(node.value, name)
        elif cls is _ast.Assign or cls is _ast.Delete:
            items = [target.value for target in node.targets if target.__class__ is _ast.Subscript]
            changed = changed or any(_is(item, name) for item in items)
        elif cls is _ast.Call and node.func.__class__ is _ast.Attribute and _is(node.func.value, name):
            changed = changed or node.func.attr in ("update", "setdefault", "pop")
    return changed and returned


def goes_on(statement: Statement, name: str) -> bool:
    """Whether a name is handed on as somebody's environment: in its function, or anywhere if it is the module's."""
    import _ast

    scope = statement.place.scope
    if scope.kind not in ("function", "module"):
        return False
    if scope.kind == "module" and has_word(statement.resolver.removed, name):
        statement.resolver.incomplete.add(name)
    others = {id(inner.node) for inner in statement.resolver.module.functions if name in inner.bindings}
    passed = False
    stack: list[Any] = list(scope.node.body)
    while stack:
        node = stack.pop()
        cls = node.__class__
        if id(node) in others:
            continue
        if cls is _ast.keyword and node.arg in _ENV and _is_or_copies(node.value, name):
            passed = True
        elif cls is _ast.Call and node.func.__class__ is _ast.Attribute:
            if node.func.attr.startswith(("exec", "spawn", "posix_spawn")):
                passed = passed or any(_is(argument, name) for argument in node.args)
        elif cls is _ast.Assign and _is(node.value, name) and node.targets[0].__class__ is _ast.Subscript:
            passed = passed or getattr(node.targets[0].slice, "value", None) in _ENV
        stack += parts(node)
    return passed


def _is_or_copies(node: Any, name: str) -> bool:
    """Whether an expression is a name, or all of it beside more: `dict(env)`, `{**env, "A": a}`, `env | more`."""
    import _ast

    cls = node.__class__
    if cls is _ast.Dict:
        return any(key is None and _is(value, name) for key, value in zip(node.keys, node.values, strict=True))
    if cls is _ast.BinOp:
        return _is_or_copies(node.left, name) or _is(node.right, name)
    if cls is _ast.Call:
        copied = node.func.value if getattr(node.func, "attr", "") == "copy" else None
        return _is(copied, name) or (getattr(node.func, "id", "") == "dict" and any(_is(a, name) for a in node.args))
    return _is(node, name)


def _is(node: Any, name: str) -> bool:
    return bool(node.__class__.__name__ == "Name" and node.id == name)
