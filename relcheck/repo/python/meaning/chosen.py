"""Functions that do nothing but put together, choose, or pass on what they return."""

import _ast
from typing import Any, Final

from relcheck.repo.python.meaning.kinds import Exported, Function, Meaning, Ref
from relcheck.repo.python.meaning.marks import OF_TEXTS
from relcheck.repo.python.scopes.scope import Place, Scope
from relcheck.repo.python.tables.ways import follows

_RETURNED: Final = (_ast.Name, _ast.Attribute, _ast.Constant, _ast.JoinedStr, _ast.BinOp, _ast.Subscript)
_ASKED: Final = OF_TEXTS | {"get"}
_WORDLESS: Final = (_ast.Expr, _ast.Import, _ast.ImportFrom)
_BESIDE: Final = (_ast.Expr, _ast.Raise, _ast.Assert, _ast.Assign, _ast.AnnAssign)


def chosen(body: list[Any]) -> list[Any] | None:
    """The `return` statements of a function that only puts together what it returns and chooses; None of another.

    How it begins is what `reduce` asks about a function that it leaves out.
    """
    documented = body[0].__class__ is _ast.Expr and body[0].value.__class__ is _ast.Constant
    first: Any = body[1] if documented and len(body) > 1 else body[0]
    simple = first.__class__ in (_ast.Return, _ast.If, _ast.Match)
    if first.__class__ in (_ast.Assign, _ast.AnnAssign):
        targets = getattr(first, "targets", None) or [getattr(first, "target", None)]
        simple = targets[0].__class__ is _ast.Name and first.value is not None
    return _choices(body) if simple else None


def gives(node: Any) -> bool:
    """Whether what a function returns may be known; nobody knows of one that could not be parsed."""
    return node is None or bool(chosen(node.body)) or forwarded(node) is not None


def forwarded(node: Any) -> Any:
    """What a function calls with all that it is given, and gives what that gives; None of a function that does more.

    `def env(*args, **kwargs): return read(*args, **kwargs)`
    """
    given = node.args
    last: Any = node.body[-1]
    if given.vararg is None or given.kwarg is None or given.args or given.posonlyargs or given.kwonlyargs:
        return None
    call = last.value if last.__class__ is _ast.Return and not node.decorator_list else None
    if call.__class__ is not _ast.Call or len(call.args) != 1 or len(call.keywords) != 1:
        return None
    star: Any = call.args[0]
    pairs: Any = call.keywords[0]
    whole = star.__class__ is _ast.Starred and pairs.arg is None
    named = whole and (getattr(star.value, "id", ""), getattr(pairs.value, "id", ""))
    beside = all(one.__class__ in _WORDLESS for one in node.body[:-1])
    return call.func if beside and named == (given.vararg.arg, given.kwarg.arg) else None


def function(resolver: Any, scope: Scope, depth: int) -> list[Meaning]:
    """What a name means that is a function's: the function, or what it passes all on to."""
    passed_to = forwarded(scope.node) if scope.node.args.kwarg is not None else None
    if passed_to is not None:
        place = Place(passed_to, scope.node.body[-1], "statement", scope, 1 << 30, (), (), "call", "")
        given: list[Meaning] = resolver.of(passed_to, scope, place, depth - 1)
        if all(isinstance(m, Exported | Function) or (isinstance(m, Ref) and follows(m.name)) for m in given):
            return given
    return [Function(scope)]


def _choices(body: list[Any]) -> list[Any] | None:
    """The `return` statements of a block; None where it does anything else."""
    found: list[Any] = []
    for node in body:
        cls = node.__class__
        if cls is _ast.Return and node.value is not None:
            of_text = node.value.__class__ is _ast.Call and getattr(node.value.func, "attr", "") in _ASKED
            if not of_text and node.value.__class__ not in _RETURNED:
                return None
            found.append(node)
        elif cls in (_ast.If, _ast.Match):
            for block in (node.body, node.orelse) if cls is _ast.If else [case.body for case in node.cases]:
                inner = _choices(block)
                if inner is None:
                    return None
                found += inner
        elif cls not in _BESIDE:
            return None
    return found
