"""What a helper that is a method takes of its object: arguments of the constructor, and attributes.

`class Env: prefix = "APP"; def get(self, name): return os.environ[f"{self.prefix}_{name}"]` asks for other names
where a class that is made of it has another prefix. One of the modules that know libcst.
"""

import _ast
from collections.abc import Iterator
from typing import Any, Final

import libcst as cst

from relcheck.repo.python.meaning.kinds import Class, Function, Glob, Instance, Meaning, Parameter, Text, Unknown
from relcheck.repo.python.meaning.lookup import Passed
from relcheck.repo.python.meaning.resolve import Resolver
from relcheck.repo.python.scopes.scope import Place, Scope, class_around, is_method
from relcheck.repo.python.statements.statement import Statement
from relcheck.repo.python.syntax import convert
from relcheck.repo.python.syntax.trees import walk

CONSTRUCTOR: Final = "c"
ATTRIBUTE: Final = "a"


def constructor(resolver: Resolver, owner: Scope) -> Scope | None:
    """The constructor of the object whose method a function is."""
    if owner.parent is None or not is_method(owner):
        return None
    for binding in resolver.attributes(owner.parent, "__init__"):
        if binding.kind == "function" and binding.value is not owner:
            return binding.value  # type: ignore[no-any-return]
    return None


def attributes(statement: Statement, owner: Scope, passed: Passed) -> list[tuple[str, str]]:
    """The attributes of its object that a method takes, if they come from no argument, and the text that each has."""
    if owner.parent is None or not is_method(owner):
        return []
    found: dict[str, str] = {}
    for node in _taken(owner):
        if node.attr in found:
            continue
        meanings = statement.resolver.given(passed, node, owner, statement.place)
        texts = [m.value for m in meanings if isinstance(m, Text)]
        if not all(isinstance(m, Text | Glob | Unknown) for m in meanings):
            continue
        if any(isinstance(text, str) and "\0" in text for text in texts):
            continue
        own = statement.resolver.attribute(Instance(owner.parent), node.attr, statement.place, 16)
        found[node.attr] = _text(own[0].value) if len(own) == 1 and isinstance(own[0], Text) else "*"
    return list(found.items())


def _taken(owner: Scope) -> Iterator[Any]:
    """Where a method takes an attribute of its object."""
    parameters = [*owner.node.args.posonlyargs, *owner.node.args.args]
    for node in walk(*owner.node.body) if parameters else ():
        if node.__class__ is _ast.Attribute and getattr(node.value, "id", "") == parameters[0].arg:
            yield node


def values(statement: Statement, call: Any, name: str, position: int, default: str, of_what: str) -> list[str]:
    """What an argument of the constructor, or an attribute, is for the object that a call asks, or calls."""
    receiver = call.func.value if isinstance(call.func, cst.Attribute) else call.func
    meanings = statement.meanings(receiver)
    if isinstance(receiver, cst.Call) and getattr(receiver.func, "value", "") == "super":
        cls = class_around(statement.place.scope)
        meanings = [Instance(cls)] if cls is not None else meanings
    for made in meanings:
        if isinstance(made, Class | Instance) and (of_what == ATTRIBUTE or getattr(made, "call", None) is not None):
            return of(statement.resolver, made, name, default, of_what)
    return [default] if of_what == ATTRIBUTE else _given(statement, receiver, name, position, default)


def _given(statement: Statement, receiver: Any, name: str, position: int, default: str) -> list[str]:
    """What an object of another module's class was made with: `env = Env("APP_")`."""
    resolver, found = statement.resolver, []
    made = resolver.values(convert.expression(receiver), statement.inside(receiver)[0], statement.place, 16)
    for node, scope, place in made:
        if node.__class__ is not _ast.Call:
            return ["*"]
        value = next((keyword.value for keyword in node.keywords if keyword.arg == name), None)
        if value is None and 0 <= position < len(node.args):
            value = node.args[position]
        texts = resolver.of(value, scope, place) if value is not None else []
        found += [_text(m.value) if isinstance(m, Text) else "*" for m in texts] or [default]
    return list(dict.fromkeys(found)) or ["*"]


def of(resolver: Resolver, made: Meaning, name: str, default: str, of_what: str) -> list[str]:
    """The same of an object, or class, that is known."""
    if of_what == CONSTRUCTOR:
        return [_made_with(resolver, made, name, default)] if isinstance(made, Instance) and made.call else []
    if not isinstance(made, Class | Instance) or not resolver.attributes(made.scope, name):
        return [default]
    end = Place(None, None, "statement", made.scope, 1 << 30, (), (), "call", "")
    is_self = isinstance(made, Instance) and made.call is None
    found = (resolver.of_self if is_self else resolver.attribute)(made, name, end, 16)
    return [_text(m.value) if isinstance(m, Text) else "*" for m in found]


def _made_with(resolver: Resolver, made: Instance, name: str, default: str) -> str:
    for binding in resolver.attributes(made.scope, "__init__"):
        if isinstance(function := next(iter(resolver.binding(binding, made.scope, 16)), None), Function):
            meaning = resolver.constructed(made, Parameter(name, function.scope), 16)[0]
            if isinstance(meaning, Parameter):
                return default
            return str(meaning.value or "") if isinstance(meaning, Text) else "*"
    return "*"


def _text(value: Any) -> str:
    return "" if value is None or value is False else str(value)
