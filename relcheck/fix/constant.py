"""Removes a constant that freezes a variable at import, and reads the settings wherever it was used."""

import ast
from collections.abc import Callable

from relcheck.diagnostic import Edit
from relcheck.facts.python import Access
from relcheck.fix.around import Around
from relcheck.fix.imports import without
from relcheck.fix.module import Corners, Module, Withheld
from relcheck.fix.reach import way
from relcheck.fix.source import Source
from relcheck.fix.statement import lines_of
from relcheck.fix.tree import substitute
from relcheck.fix.uses import uses

_MANY = 40
"""A constant with more uses than this stays: nobody could review the change."""


def inlined(
    access: Access, module: Module, source: Source, around: Around, corners: Corners, code: Callable[[str], str]
) -> tuple[Edit, ...]:
    """The edits; `Withheld` where the constant has to stay.

    `corners` is the read, and `code` makes of the name of the settings what is written in its place.
    """
    if access.freezer != "module" or not access.target.isidentifier():
        raise Withheld("it is not a module constant")
    name = access.target
    statement = constant(access, module, corners)
    if statement is None:
        raise Withheld("the constant is more than the read")
    found = uses(name, module, around)
    if not 0 < len(found.places) <= _MANY:
        raise Withheld("the constant is not used, or too often")
    edits = [lines_of(module, statement)]
    for user, place, node in found.places:
        reach = way(access._replace(time="call"), user, source, around)
        if _runs_at_import(node, user):
            raise Withheld(f"{user.path} uses it at import")
        edits += [substitute(user, place, code(reach.name)), *reach.edits]
    for user, brought in found.imports:
        edits += without(user, brought, (name,))
    return tuple(dict.fromkeys(edits))


def constant(access: Access, module: Module, corners: Corners) -> ast.stmt | None:
    """The statement that binds a module constant to a read; None where there is none."""
    if access.freezer != "module":
        return None
    return next((one for one in module.tree.body if _binds(one, access.target, module, corners)), None)


def _binds(node: ast.stmt, name: str, module: Module, corners: Corners) -> bool:
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    else:
        return False
    if len(targets) != 1 or not isinstance(targets[0], ast.Name) or targets[0].id != name or node.value is None:
        return False
    return module.corners(node.value) == corners


def _runs_at_import(node: ast.AST, module: Module) -> bool:
    """Whether a place is not inside of a function's body."""
    while (parent := module.parents.get(node)) is not None:
        if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef) and node in parent.body:
            return False
        if isinstance(parent, ast.Lambda) and node is parent.body:
            return False
        node = parent
    return True
