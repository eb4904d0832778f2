"""How a helper makes a variable's name of what it is given: texts with `marks` where arguments go.

The mark without a number is the argument that names the variable; another argument has the number of its slot.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from relcheck.repo.python.accesses.calls import argument
from relcheck.repo.python.helpers import objects
from relcheck.repo.python.meaning.kinds import Class, Meaning, Text
from relcheck.repo.python.meaning.lookup import Passed
from relcheck.repo.python.meaning.marks import ARGUMENT, filled, holds, mark
from relcheck.repo.python.meaning.resolve import Resolver
from relcheck.repo.python.scopes.scope import Place, Scope, is_method
from relcheck.repo.python.statements.defaults import MISSING
from relcheck.repo.python.statements.statement import Parametric, Statement
from relcheck.repo.python.syntax import convert

_MOST: Final = 8
_NEXT, _FIELD, _EACH = "\x1e", "\x1d", "\x1c"


class Slot(NamedTuple):
    """Another argument that a name is made of; `given` is its default, `*` where that is not known.

    One that is `of` the constructor, or is an attribute, is known by the object that the helper is a method of.
    """

    name: str
    position: int
    given: str = ""
    of: str = ""


def templates(statement: Statement, found: Parametric, owner: Scope, scope: Scope) -> tuple[str, str]:
    """The texts that the name of an access is made by, and the slots of their marks, as text; empty if none."""
    given = _slots(statement, owner, found.parameter)
    marks = {(id(owner), found.parameter): ARGUMENT}
    for index, (slot, at) in enumerate(given, 1):
        marks[id(at), slot.name] = mark(index)
    passed: Passed = {key: [Text(text)] for key, text in marks.items()}
    for name, default in objects.attributes(statement, owner, passed)[: _MOST - len(given)]:
        given.append((Slot(name, -1, default, objects.ATTRIBUTE), owner))
        passed[id(owner.parent), f".{name}"] = [Text(mark(len(given)))]
    meanings = statement.resolver.given(passed, convert.expression(found.key), scope, statement.place)
    texts = [m.value for m in meanings if isinstance(m, Text) and isinstance(m.value, str)]
    made = [filled(found.template, text) for text in texts if holds(text) or holds(text, "e")]
    if not any(holds(text, str(index)) for text in made for index in range(1, len(given) + 1)):
        given = []
    return _NEXT.join(dict.fromkeys(made)), _encoded(slot for slot, _ in given)


def _slots(statement: Statement, owner: Scope, parameter: str) -> list[tuple[Slot, Scope]]:
    """The other parameters of a function, and those of the constructor of its object."""
    found: list[tuple[Slot, Scope]] = []
    constructor = objects.constructor(statement.resolver, owner)
    for scope in (owner, constructor) if constructor is not None else (owner,):
        for name, bindings in scope.bindings.items():
            if bindings[0].kind != "parameter" or (name == parameter and scope is owner):
                continue
            position, bound = bindings[0].path[0], is_method(scope)
            if position > -2 and not (bound and position == 0):
                default = given_to(statement, scope, name)
                found.append(
                    (Slot(name, position - bound, default, "" if scope is owner else objects.CONSTRUCTOR), scope)
                )
    return found[:_MOST]


def given_to(statement: Statement, owner: Scope, parameter: str) -> str:
    """The text that a parameter has by default: empty without one, `*` where it is not known; each of several texts."""
    for binding in owner.bindings.get(parameter, ()):
        if binding.kind == "parameter" and binding.value is not None:
            outer = owner.parent or owner
            meaning = statement.resolver.of(binding.value, outer, binding.place)[0]
            if not isinstance(meaning, Text):
                return _EACH.join(each(statement.resolver, binding.value, outer, binding.place)) or "*"
            return "" if meaning.value is None or meaning.value is False else str(meaning.value)
    return ""


def each(resolver: Resolver, node: Any, scope: Scope, place: Place) -> list[str]:
    """The texts in a collection that is written out."""
    given = resolver.elements(node, scope, place, 16)
    texts = [m.value for element, at, where in given for m in resolver.of(element, at, where) if isinstance(m, Text)]
    return list(dict.fromkeys(text for text in texts if isinstance(text, str)))


def settled(statement: Statement, call: Any, template: str, more: str) -> list[str]:
    """The templates at a call: only the marks of the name are left in them.

    Of several ways to make a name it is the one that uses most of what is given.
    """
    made: list[tuple[int, str]] = []
    for text in template.split(_NEXT):
        ways, used = [text], 0
        for index, (name, position, default, of) in enumerate(_decoded(more), 1):
            if not holds(text, str(index)):
                continue
            if of:
                values = objects.values(statement, call, name, int(position), default, of)
            else:
                values = _passed(statement, call, name, int(position), default)
            ways = [filled(way, value, str(index)) for way in ways for value in values]
            used += 1 if all(values) else -_MOST
        made += [(used, way) for way in ways]
    most = max((used for used, _ in made), default=0)
    return list(dict.fromkeys(text for used, text in made if used == most))


def joined(one: str, other: str) -> str:
    """The templates of both."""
    return _NEXT.join(dict.fromkeys((*one.split(_NEXT), *other.split(_NEXT))))


def of_object(resolver: Resolver, made: Meaning, template: str, more: str) -> str:
    """The templates of a method of one object: what is known of it is put in."""
    for index, (name, _, default, of) in enumerate(_decoded(more), 1):
        values = objects.of(resolver, made, name, default, of) if of and holds(template, str(index)) else []
        ways = [filled(way, value, str(index)) for way in template.split(_NEXT) for value in values]
        template = _NEXT.join(ways) or template
    return template


def of_class(resolver: Resolver, made: Class, more: str) -> str:
    """The slots of a method of a class that has it of another one, and attributes of its own."""
    slots = [Slot(name, int(position), default, of) for name, position, default, of in _decoded(more)]
    for at, slot in enumerate(slots):
        if slot.of == objects.ATTRIBUTE:
            values = objects.of(resolver, made, slot.name, slot.given, slot.of)
            slots[at] = slot._replace(given=values[0] if len(values) == 1 else "*")
    return _encoded(slots)


def _encoded(slots: Iterable[Slot]) -> str:
    return _NEXT.join(_FIELD.join(map(str, slot)) for slot in slots)


def _decoded(more: str) -> list[list[str]]:
    """The fields of each slot, as `templates` writes them down."""
    return [text.split(_FIELD) for text in more.split(_NEXT)] if more else []


def _passed(statement: Statement, call: Any, name: str, position: int, default: str) -> list[str]:
    node = argument(call, position, name)
    if node is None:
        return default.split(_EACH)
    value = statement.value(node)
    if value is MISSING:
        return each(statement.resolver, convert.expression(node), statement.inside(node)[0], statement.place) or ["*"]
    return ["" if value is None or value is False else value if isinstance(value, str) else "*"]
