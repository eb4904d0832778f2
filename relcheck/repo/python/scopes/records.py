"""Classes whose constructor is made of their fields: dataclasses, named tuples and the like.

@dataclass
class Variable:            as if it had   def __init__(self, name, default=""):
    name: str                                 self.name = name
    default: str = ""                         self.default = default
"""

import _ast
from collections.abc import Iterator
from typing import Any, Final

from relcheck.repo.python.scopes.scope import Binding, Place, Scope
from relcheck.repo.python.syntax.trees import word

_DECORATORS: Final = frozenset("dataclass define frozen mutable attrs s".split())
_BASES: Final = frozenset("NamedTuple Struct BaseModel".split())


def complete(cls: Scope) -> tuple[str, ...]:
    """Give a class the constructor that its fields make; their names, none for a class that writes its own."""
    if "__init__" in cls.bindings or not _is_record(cls.node):
        return ()
    fields = list(_fields(cls.node))
    names = ["self", *(field.target.id for field in fields)]
    taken = [_ast.arg(arg=name) for name in names]
    arguments = _ast.arguments(posonlyargs=[], args=taken, kwonlyargs=[], kw_defaults=[], defaults=[])
    made: Any = _ast.FunctionDef(name="__init__", args=arguments, body=[_ast.Pass()], decorator_list=[])
    scope = cls.child("function", "__init__", made, "call", "")
    outside = Place(cls.node, cls.node, "default", cls, 1 << 30, (), (), cls.time, cls.freezer)
    inside = Place(made, made, "statement", scope, 1, (), (), "call", "")
    for index, name in enumerate(names):
        value = fields[index - 1].value if index else None
        scope.bindings[name] = [Binding("parameter", value, outside, (index,))]
        if index:
            given = Binding("value", _ast.Name(id=name, ctx=_ast.Load()), inside)
            cls.attributes[name] = [given, *cls.attributes.get(name, ())]
    cls.bindings["__init__"] = [Binding("function", scope, outside)]
    return tuple(names[1:])


def passed(call: Any, fields: tuple[str, ...], name: str) -> Any:
    """The argument that a field is given; None without one."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    at = fields.index(name)
    return call.args[at] if at < len(call.args) else None


def _is_record(node: Any) -> bool:
    return any(_word(one) in _DECORATORS for one in node.decorator_list) or any(
        _word(one) in _BASES for one in node.bases
    )


def _word(node: Any) -> str:
    """`dataclass` of `dataclasses.dataclass(frozen=True)`."""
    node = node.func if node.__class__ is _ast.Call else node
    return word(node)


def _fields(node: Any) -> Iterator[Any]:
    for statement in node.body:
        if statement.__class__ is _ast.AnnAssign and statement.target.__class__ is _ast.Name:
            head = getattr(statement.annotation, "value", statement.annotation)
            if _word(head) != "ClassVar" and _word(statement.annotation) != "ClassVar":
                yield statement
