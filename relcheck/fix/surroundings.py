"""What a read stands in: a test, or a place where the variable is known to be set."""

import ast
from typing import Final

from relcheck.fix.module import Module

_READERS: Final = ("os.environ.get", "os.getenv", "environ.get", "getenv")


def is_tested(node: ast.expr, module: Module) -> bool:
    """Whether all that counts of an expression is that it is true."""
    parent = module.parents.get(node)
    if isinstance(parent, ast.UnaryOp):
        return isinstance(parent.op, ast.Not)
    return isinstance(parent, ast.If | ast.While | ast.IfExp | ast.Assert) and parent.test is node


def is_conditional(node: ast.AST, module: Module) -> bool:
    """Whether an expression need not run each time that the function or module around it does."""
    while (parent := module.parents.get(node)) is not None:
        if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            return False
        heads = (getattr(parent, "test", None), getattr(parent, "iter", None))
        if isinstance(parent, ast.If | ast.While | ast.For | ast.AsyncFor | ast.IfExp) and node not in heads:
            return True
        if isinstance(parent, ast.Try | ast.ExceptHandler | ast.match_case | ast.comprehension):
            return True
        if isinstance(parent, ast.BoolOp) and node is not parent.values[0]:
            return True
        node = parent
    return False


def is_guarded(node: ast.AST, variable: str, module: Module) -> bool:
    """Whether an expression is only come to where a condition around it found the variable set."""
    while (parent := module.parents.get(node)) is not None:
        if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            return False
        inside = isinstance(parent, ast.If) and node in parent.body
        if inside or (isinstance(parent, ast.IfExp) and node is parent.body):
            assert isinstance(parent, ast.If | ast.IfExp)
            if _finds(parent.test, variable):
                return True
        if isinstance(parent, ast.BoolOp) and isinstance(parent.op, ast.And):
            before = parent.values[: parent.values.index(node)] if node in parent.values else []
            if any(_finds(one, variable) for one in before):
                return True
        node = parent
    return False


def leaves_over(node: ast.expr, module: Module) -> str:
    """The local name that nothing would use without a read: what it calls its variable by; empty if there is none."""
    given = [one.id for one in ast.walk(node) if isinstance(one, ast.Name)]
    scope: ast.AST | None = node
    while scope is not None and not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        scope = module.parents.get(scope)
    if scope is None:
        return ""
    names = [one for one in ast.walk(scope) if isinstance(one, ast.Name) and one.id in given]
    stored = {one.id for one in names if isinstance(one.ctx, ast.Store)}
    return next((name for name in stored if sum(one.id == name for one in names) == 2), "")


def _finds(test: ast.expr, variable: str) -> bool:
    """Whether a condition holds only where the variable is set."""
    if isinstance(test, ast.BoolOp):
        return isinstance(test.op, ast.And) and any(_finds(one, variable) for one in test.values)
    if isinstance(test, ast.Compare):
        named = isinstance(test.left, ast.Constant) and test.left.value == variable
        environ = ast.unparse(test.comparators[0]) in ("os.environ", "environ")
        return named and environ and len(test.ops) == 1 and isinstance(test.ops[0], ast.In)
    if not isinstance(test, ast.Call) or ast.unparse(test.func) not in _READERS or len(test.args) != 1 or test.keywords:
        return False
    return isinstance(test.args[0], ast.Constant) and test.args[0].value == variable
