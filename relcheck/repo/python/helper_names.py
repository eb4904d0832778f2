"""How a helper makes a variable's name of what it is given: texts with `marks` where arguments go.

The mark without a number is the argument that names the variable; another argument has the number of its slot.
"""

from typing import Any, Final, NamedTuple

import libcst as cst

from relcheck.repo.python import convert
from relcheck.repo.python.accesses import argument
from relcheck.repo.python.lookup import Passed
from relcheck.repo.python.marks import ARGUMENT, filled, holds, mark
from relcheck.repo.python.meaning import Function, Instance, Parameter, Text
from relcheck.repo.python.resolve import Resolver
from relcheck.repo.python.scope import Scope, is_method
from relcheck.repo.python.statement import Parametric, Statement

_MOST: Final = 8
_NEXT, _FIELD = "\x1e", "\x1d"


class Slot(NamedTuple):
    """Another argument that a name is made of; `given` is its default, `*` where that is not known.

    One of the constructor is known by the object that the helper is a method of.
    """

    name: str
    position: int
    given: str = ""
    constructor: str = ""


def templates(statement: Statement, found: Parametric, owner: Scope, scope: Scope) -> tuple[str, str]:
    """The texts that the name of an access is made by, and the slots of their marks, as text; empty if none."""
    given = _slots(statement, owner, found.parameter)
    marks = {(id(owner), found.parameter): ARGUMENT}
    for index, (slot, at) in enumerate(given, 1):
        marks[id(at), slot.name] = mark(index)
    passed: Passed = {key: [Text(text)] for key, text in marks.items()}
    meanings = statement.resolver.given(passed, convert.expression(found.key), scope, statement.place)
    texts = [m.value for m in meanings if isinstance(m, Text) and isinstance(m.value, str)]
    made = [filled(found.template, text) for text in texts if holds(text) or holds(text, "e")]
    if not any(holds(text, str(index)) for text in made for index in range(1, len(given) + 1)):
        given = []
    return _NEXT.join(dict.fromkeys(made)), _NEXT.join(_FIELD.join(map(str, slot)) for slot, _ in given)


def _slots(statement: Statement, owner: Scope, parameter: str) -> list[tuple[Slot, Scope]]:
    """The other parameters of a function, and those of the constructor of its object."""
    found: list[tuple[Slot, Scope]] = []
    constructor = _constructor(statement, owner)
    for scope in (owner, constructor) if constructor is not None else (owner,):
        for name, bindings in scope.bindings.items():
            if bindings[0].kind != "parameter" or (name == parameter and scope is owner):
                continue
            position, bound = bindings[0].path[0], is_method(scope)
            if position > -2 and not (bound and position == 0):
                default = given_to(statement, scope, name)
                found.append((Slot(name, position - bound, default, "" if scope is owner else "1"), scope))
    return found[:_MOST]


def _constructor(statement: Statement, owner: Scope) -> Scope | None:
    if owner.parent is None or owner.parent.kind != "class" or not is_method(owner):
        return None
    for binding in statement.resolver.attributes(owner.parent, "__init__"):
        if binding.kind == "function" and binding.value is not owner:
            return binding.value  # type: ignore[no-any-return]
    return None


def given_to(statement: Statement, owner: Scope, parameter: str) -> str:
    """The text that a parameter has by default: empty without one, `*` where it is not known."""
    for binding in owner.bindings.get(parameter, ()):
        if binding.kind == "parameter" and binding.value is not None:
            meaning = statement.resolver.of(binding.value, owner.parent or owner, binding.place)[0]
            if not isinstance(meaning, Text):
                return "*"
            return "" if meaning.value is None or meaning.value is False else str(meaning.value)
    return ""


def settled(statement: Statement, call: Any, template: str, more: str) -> list[str]:
    """The templates at a call: only the marks of the name are left in them.

    Of several ways to make a name it is the one that uses most of what is given.
    """
    made: list[tuple[int, str]] = []
    for text in template.split(_NEXT):
        used = 0
        for index, (name, position, default, constructor) in enumerate(_decoded(more), 1):
            if not holds(text, str(index)):
                continue
            if constructor:
                value = _constructed(statement, call, name, default)
            else:
                value = _passed(statement, call, name, int(position), default)
            if not value:
                break
            text, used = filled(text, value, str(index)), used + 1
        else:
            made.append((used, text))
    most = max((used for used, _ in made), default=0)
    return [text for used, text in made if used == most]


def of_object(resolver: Resolver, made: Instance, template: str, more: str) -> tuple[str, str]:
    """Templates and slots of a method of one object: what its constructor was given is put in."""
    for index, (name, _, default, constructor) in enumerate(_decoded(more), 1):
        if constructor and holds(template, str(index)):
            template = filled(template, _made_with(resolver, made, name, default), str(index))
    return template, more


def _decoded(more: str) -> list[list[str]]:
    """The fields of each slot, as `templates` writes them down."""
    return [text.split(_FIELD) for text in more.split(_NEXT)] if more else []


def _passed(statement: Statement, call: Any, name: str, position: int, default: str) -> str:
    node = argument(call, position, name)
    if node is None:
        return default
    value = statement.value(node)
    return "" if value is None or value is False else value if isinstance(value, str) else "*"


def _constructed(statement: Statement, call: Any, name: str, default: str) -> str:
    """What the object of a method, or the object that is called, was made with."""
    receiver = call.func.value if isinstance(call.func, cst.Attribute) else call.func
    for made in statement.meanings(receiver):
        if isinstance(made, Instance) and made.call is not None:
            return _made_with(statement.resolver, made, name, default)
    return "*"


def _made_with(resolver: Resolver, made: Instance, name: str, default: str) -> str:
    for binding in resolver.attributes(made.scope, "__init__"):
        if isinstance(function := next(iter(resolver.binding(binding, made.scope, 16)), None), Function):
            meaning = resolver.constructed(made, Parameter(name, function.scope), 16)[0]
            if isinstance(meaning, Parameter):
                return default
            return str(meaning.value or "") if isinstance(meaning, Text) else "*"
    return "*"
