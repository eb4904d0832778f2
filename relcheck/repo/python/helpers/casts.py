"""What a helper converts a text with, where callers say so: `env("PORT", cast=int)`, `env("PORT", 80)`.

One of the modules that know libcst.
"""

import _ast
from typing import Any, Final

import libcst as cst

from relcheck.repo.python.accesses.calls import argument
from relcheck.repo.python.helpers.owners import has, index
from relcheck.repo.python.meaning.kinds import Exported, Function, Parameter, Ref, Text
from relcheck.repo.python.scopes.scope import Scope
from relcheck.repo.python.statements.around import CASTS, dotted
from relcheck.repo.python.statements.statement import Statement
from relcheck.repo.python.syntax.trees import walk

_TYPES: Final = ("int", "float", "bool")
_CASTERS: Final = ("cast", "type", "conv", "pars", "coerc", "func", "fn")
_TYPE: Final = "="
"""Before the name of a parameter whose type converts: `type(default)(text)`."""


def complete(statement: Statement, owner: Scope, helper: Any) -> Any:
    """A helper with the parameter that converts, and what that does where callers say nothing."""
    if owner.node.__class__ is _ast.Lambda or helper.direction != "read":
        return helper
    caster = _caster(owner, helper.parameter) or _handed(statement, owner, helper.parameter)
    if not caster:
        return helper
    name, given = caster.removeprefix(_TYPE), ""
    value = next((b.value for b in owner.bindings[name] if b.kind == "parameter"), None)
    if value is not None:
        meaning = statement.resolver.of(value, owner.parent or owner, statement.place)[0]
        if caster != name and isinstance(meaning, Text):
            given = _type(meaning.value)
        elif caster == name and isinstance(meaning, Ref):
            given = _cast(meaning.name)
    cast = given if caster != name or not helper.cast or "type" in helper.cast else helper.cast
    return helper._replace(cast=cast, caster=caster, caster_index=index(owner, name))


def at(statement: Statement, call: Any, helper: Any) -> str:
    """What a call of a helper converts the text with; empty where it gives the text."""
    name = helper.caster.removeprefix(_TYPE)
    node = argument(call, helper.caster_index, name) if name else None
    if node is None or isinstance(node, cst.Lambda) or (isinstance(node, cst.Name) and node.value == "None"):
        return str(helper.cast)
    if helper.caster != name:
        return _type(statement.value(node))
    if any(isinstance(meaning, Parameter) for meaning in statement.meanings(node)):
        return str(helper.cast)  # callers of callers say
    return _cast(statement.qualified(node).lstrip(":") or dotted(node))


def _caster(owner: Scope, key: str) -> str:
    """The parameter that is called with one argument or compared with a type, or whose type is called."""
    for node in walk(*owner.node.body):
        found = ""
        if node.__class__ is _ast.Call and len(node.args) == 1 and not node.keywords:
            of_type = node.func.__class__ is _ast.Call and getattr(node.func.func, "id", "") == "type"
            function: Any = node.func
            called = function.args[0] if of_type and function.args else function
            found = getattr(called, "id", "")
            if found and found != key and has(owner, found):
                return _TYPE + found if of_type else found
        elif node.__class__ is _ast.Compare and getattr(node.comparators[0], "id", "") in _TYPES:
            found = getattr(node.left, "id", "")
            if found and found != key and has(owner, found):
                return found
    return ""


def _handed(statement: Statement, owner: Scope, key: str, depth: int = 4) -> str:
    """The parameter that another function is given, to convert what it gives: `convert(text, cast)`."""
    for node in walk(*owner.node.body) if depth > 0 else ():
        if node.__class__ is not _ast.Call or len(node.args) + len(node.keywords) < 2:
            continue
        given = [(at, "", value) for at, value in enumerate(node.args)]
        given += [(-1, keyword.arg or "", keyword.value) for keyword in node.keywords]
        for at, keyword, value in given:
            name = getattr(value, "id", "")
            if name in ("", key) or not any(word in name.lower() for word in _CASTERS) or not has(owner, name):
                continue
            for meaning in statement.resolver.of(node.func, owner, statement.place):
                parameter, index_of = _taker(statement, meaning, owner, depth)
                told = isinstance(meaning, Ref) and "." in meaning.name and "cast" in name.lower()  # of a library, say
                if told or (parameter and (keyword == parameter or index_of == at)):
                    return name
    return ""


def _taker(statement: Statement, meaning: Any, owner: Scope, depth: int) -> tuple[str, int]:
    """The parameter of a function that converts, and where a caller passes it."""
    if isinstance(meaning, Exported):
        from relcheck.repo.python.helpers.helper import decode

        known = decode(meaning.target)[0]
        return known.caster, known.caster_index
    function = meaning.scope if isinstance(meaning, Function) and meaning.scope is not owner else None
    if function is None:
        return "", -1
    if statement.resolver.removed and getattr(function.node.args.kwarg, "arg", "") == "__":
        statement.resolver.incomplete.add(function.node.name)
    name = _caster(function, "") or _handed(statement, function, "", depth - 1)
    return name, index(function, name) if name else -1


def _cast(name: str) -> str:
    return "" if name in ("", "str") else CASTS.get(name, name)


def _type(value: Any) -> str:
    name = type(value).__name__
    return name if name in _TYPES else ""
