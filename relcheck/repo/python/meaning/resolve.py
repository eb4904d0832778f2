"""What the expressions of a module mean."""

import _ast
from typing import Any, Final

from relcheck.repo.python.meaning.chosen import chosen, gives
from relcheck.repo.python.meaning.kinds import (
    UNKNOWN,
    Class,
    Exported,
    Function,
    Glob,
    Instance,
    Many,
    Meaning,
    Parameter,
    Partial,
    Ref,
    Text,
    Unknown,
)
from relcheck.repo.python.meaning.lookup import Passed
from relcheck.repo.python.meaning.marks import OF_TEXTS
from relcheck.repo.python.meaning.texts import Texts
from relcheck.repo.python.scopes.scope import Place, Scope, class_around, is_method
from relcheck.repo.python.syntax.trees import word
from relcheck.repo.python.tables.ways import COPIERS, COPY, MAPPINGS

_COPIED: Final = (_ast.Name, _ast.Attribute, _ast.Call, _ast.IfExp, _ast.BoolOp)
_IMPORTERS: Final = frozenset(("__import__", "importlib.import_module", "importlib.__import__"))


class Resolver(Texts):
    """Answers what expressions of one module mean."""

    def _name(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        return self.lookup(node.id, scope, place, depth)

    def _constant(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        value = node.value
        return [Text(value.decode("latin-1") if value.__class__ is bytes else value)]

    def _attribute(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        found: list[Meaning] = []
        for base in self.of(node.value, scope, place, depth):
            is_self = isinstance(base, Instance) and base.call is None
            found += (self.of_self if is_self else self.attribute)(base, node.attr, place, depth)
        return found

    def of_self(self, base: Any, name: str, place: Place, depth: int) -> list[Meaning]:
        """An attribute of the object whose method it is, which may be of a class that gives it another text."""
        found = self.attribute(base, name, place, depth)
        marked = (id(base.scope), f".{name}") in self.override
        if marked or any(not isinstance(meaning, Text | Unknown) for meaning in found):
            return found
        others = [m for cls in self.heirs(base.scope) for m in self.own(Class(cls), name, depth)]
        texts = [meaning for meaning in others if isinstance(meaning, Text)]
        return [m for m in found if not texts or (isinstance(m, Text) and m.value)] + texts

    def attribute(self, base: Meaning, name: str, place: Place, depth: int) -> list[Meaning]:
        """An attribute of what has a meaning."""
        if isinstance(base, Many):  # a member of an enumeration whose members a loop asks for, too
            base = Ref(base.name)
        if isinstance(base, Ref):
            if name == "os" and "(" not in base.name:  # a module that imports it, seen from another one
                return [Ref("os")]
            return [self.ref(base.name + name if not base.name.strip(".") else f"{base.name}.{name}")]
        if isinstance(base, Class | Instance):
            if self.override and (id(base.scope), f".{name}") in self.override:
                return self.override[id(base.scope), f".{name}"]
            found = self.own(base, name, depth)
            if isinstance(base, Instance) and base.call is not None:
                found = [m for meaning in found for m in self.constructed(base, meaning, depth)]
            found = found or self.inherited(base.scope, name)
            if not found and name == "value" and isinstance(base, Instance):  # of any member of an enumeration
                members = self.members(base.scope, place, depth)
                found = [m for value, at, where in members for m in self.of(value, at, where, depth)]
            return found or [UNKNOWN]
        if isinstance(base, Exported):  # an object that can be called, and has methods that are helpers, too
            told = f"{base.name}.{name}"
            known: list[Meaning] = [m for m in self.known.values() if isinstance(m, Exported) and m.name == told]
            return known[:1] or [UNKNOWN]
        if isinstance(base, Text) and name == "value":  # a member of an enumeration
            return [base]
        return [UNKNOWN]

    def own(self, base: Class | Instance, name: str, depth: int) -> list[Meaning]:
        """An attribute of a class of this module, or of its bases here."""
        found: list[Meaning] = []
        bindings = self.attributes(base.scope, name)
        if isinstance(base, Class):  # not what its objects are given
            bindings = base.scope.bindings.get(name) or bindings
        elif name in self.fields[id(base.scope)]:
            bindings = base.scope.attributes[name]
        for binding in bindings:
            for meaning in self.binding(binding, binding.place.scope, depth):
                is_property = isinstance(base, Instance) and isinstance(meaning, Function) and _computed(meaning)
                found += self.returned(meaning.scope, depth) if is_property else [meaning]  # type: ignore[union-attr]
        return found

    def constructed(self, made: Instance, meaning: Meaning, depth: int) -> list[Meaning]:
        """What a parameter of a constructor is, where the object was made with texts: `Variable("KEY").name`."""
        if not isinstance(meaning, Parameter) or getattr(meaning.scope.node, "name", "") != "__init__":
            return [meaning]
        bindings = [b for b in meaning.scope.bindings.get(meaning.name, ()) if b.kind == "parameter"]
        index = bindings[0].path[0] - 1 if bindings else -1
        values = [keyword.value for keyword in made.call.keywords if keyword.arg == meaning.name]
        if not values and 0 <= index < len(made.call.args):
            values = [made.call.args[index]]
        if not values and bindings and bindings[0].value is not None:
            given = self.of(bindings[0].value, bindings[0].place.scope, bindings[0].place, depth)
            return [m for m in given if isinstance(m, Text)] or [meaning]
        if not values or made.at is None or made.place is None:
            return [meaning]
        return [m for m in self.of(values[0], made.at, made.place, depth) if isinstance(m, Text)] or [UNKNOWN]

    def _subscript(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        found: list[Meaning] = []
        for base in self.of(node.value, scope, place, depth):
            if isinstance(base, Ref) and base.name in ("vars(os)", "sys.modules"):
                for key in self.of(node.slice, scope, place, depth):
                    if isinstance(key, Text) and key.value.__class__ is str:
                        found.append(self.ref(key.value if base.name == "sys.modules" else f"os.{key.value}"))
        if not found:
            found = self.item(node, scope, place, depth)
        return found

    def item(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        """An item of a collection that is written out: all items when the key is not known."""
        found = self.items(node.value, node.slice, scope, place, depth)
        return [meaning for value, at, where in found for meaning in self.of(value, at, where, depth)]

    def _call(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        function = node.func
        text = function.__class__ is _ast.Attribute and (function.attr in OF_TEXTS)
        if text and (texts := self.method(node, scope, place, depth)):
            return texts
        if function.__class__ is _ast.Attribute and function.attr == "get" and node.args:
            subscript = _ast.Subscript(value=function.value, slice=node.args[0], ctx=_ast.Load())
            if items := self.item(subscript, scope, place, depth):
                return items
        found: list[Meaning] = []
        for meaning in self.of(function, scope, place, depth):
            if isinstance(meaning, Ref):
                found += self.called(meaning.name, node, scope, place, depth)
            elif isinstance(meaning, Class):
                found.append(Instance(meaning.scope, node, scope, place))
            elif isinstance(meaning, Exported):
                found += [Ref(f"{ref.name}()") for ref in self.spelled(meaning)]
            elif isinstance(meaning, Function):
                found += self.returned(meaning.scope, depth, self.passed(meaning.scope, node, scope, place, depth))
        return found

    def passed(self, function: Scope, call: Any, scope: Scope, place: Place, depth: int) -> Passed:
        """What a call passes to a function of this module."""
        given: Passed = {}
        bound = is_method(function)
        starred = any(arg.__class__ is _ast.Starred for arg in call.args)
        keywords = {keyword.arg: keyword.value for keyword in call.keywords}
        for name, bindings in function.bindings.items():
            if bindings[0].kind != "parameter" or (bound and bindings[0].path == (0,)):
                continue
            at = bindings[0].path[0] - bound
            value = call.args[at] if 0 <= at < len(call.args) else keywords.get(name)
            if starred:
                given[id(function), name] = [UNKNOWN]
            elif value is not None:
                given[id(function), name] = self.of(value, scope, place, depth)
            elif bindings[0].value is not None:
                given[id(function), name] = self.of(bindings[0].value, function.parent or function, place, depth)
            else:
                given[id(function), name] = [UNKNOWN]
        return given

    def returned(self, scope: Scope, depth: int, passed: Passed | None = None) -> list[Meaning]:
        """What a function of this module returns: a reference, or a text, of which it may choose one of several."""
        if self.removed and scope.node.body[0].__class__ is _ast.Pass and gives(self.whole(scope.node)):
            self.incomplete.add(scope.node.name)
        choices = chosen(scope.node.body)
        if not choices or id(scope) in self.active:  # it calls itself
            return [UNKNOWN]
        found: list[Meaning] = []
        self.active.add(id(scope))
        try:
            for one in choices:
                place = Place(one.value, one, "statement", scope, 1 << 30, (), (), "call", "")
                given = self.given(passed, one.value, scope, place, depth) if passed else None
                found += self.of(one.value, scope, place, depth) if given is None else given
        finally:
            self.active.discard(id(scope))
        taken = choices[0].value.__class__ in (_ast.Subscript, _ast.Call)
        kinds = (Ref, Text, Glob) if len(choices) == 1 and not taken else (Text, Glob)
        return [
            m for m in found if isinstance(m, kinds) or (isinstance(m, Parameter) and (passed or m.scope is not scope))
        ]

    def called(self, name: str, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        """The result of calling something of another module."""
        args = node.args
        if name == "getattr" and len(args) >= 2:
            return [
                found
                for base in self.of(args[0], scope, place, depth)
                for key in self.of(args[1], scope, place, depth)
                if isinstance(key, Text) and key.value.__class__ is str
                for found in self.attribute(base, key.value, place, depth)
            ]
        if name in _IMPORTERS and args:
            keys = self.of(args[0], scope, place, depth)
            names = [k.value for k in keys if isinstance(k, Text) and k.value.__class__ is str]
            return [self.ref(n.partition(".")[0] if name == "__import__" else n) for n in names]
        if name == "vars" and args:
            return [Ref(f"vars({m.name})") for m in self.of(args[0], scope, place, depth) if isinstance(m, Ref)]
        if name in ("typing.cast", "cast") and len(args) == 2:
            return self.of(args[1], scope, place, depth)
        if name == "super" and not args:
            return self.parents(scope)
        if name in ("staticmethod", "functools.cache", "functools.lru_cache") and len(args) == 1:
            return self.of(args[0], scope, place, depth)
        if name == "str" and len(args) == 1:
            return [m for m in self.of(args[0], scope, place, depth) if not isinstance(m, Ref)]
        if name == "functools.partial" and args:
            return [Partial(node, scope, place)]
        if name == "operator.attrgetter" and args:
            keys = self.of(args[0], scope, place, depth)
            return [Ref(f"attrgetter({k.value})") for k in keys if isinstance(k, Text)]
        if name.startswith("attrgetter(") and args:
            path = name[11:-1].split(".")
            bases = self.of(args[0], scope, place, depth)
            for part in path:
                bases = [m for base in bases for m in self.attribute(base, part, place, depth)]
            return bases
        if name in COPIERS and args and self.copies(args if "ChainMap" in name else args[:1], scope, place, depth):
            return [Ref(COPY)]
        if len(args) == 1 and args[0].__class__ is _ast.Name and Ref("os") in self.of(args[0], scope, place, depth):
            return [Ref("os")]  # `os = wrapped(os)`
        return [self.known.get(f"{name}.()") or self.ref(name + "()")]

    def copies(self, nodes: list[Any], scope: Scope, place: Place, depth: int) -> bool:
        """Whether one of several expressions is the environment, or a copy of it."""
        found = [m for n in nodes if n.__class__ in _COPIED for m in self.of(n, scope, place, depth)]
        return any(isinstance(m, Ref) and (m.name in MAPPINGS or m.name == COPY) for m in found)

    def _dict(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        taken = [value for key, value in zip(node.keys, node.values, strict=True) if key is None]
        return [Ref(COPY)] if taken and self.copies(taken, scope, place, depth) else []

    def parents(self, scope: Scope) -> list[Meaning]:
        """What `super()` is in a method: the object, as one of the classes that its own is made of."""
        cls = class_around(scope)
        bases = self.bases(cls) if cls is not None else []
        return [Instance(base.scope) if isinstance(base, Class) else base for base in bases] or [UNKNOWN]

    def _either(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        return self.of(node.body, scope, place, depth) + self.of(node.orelse, scope, place, depth)

    def _any(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        values = node.values if node.op.__class__ is _ast.Or else node.values[-1:]
        return [m for value in values for m in self.of(value, scope, place, depth)]

    def _inner(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        return self.of(node.value, scope, place, depth)

    def _lambda(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        return [Partial(node, scope, place)]


def _computed(function: Function) -> bool:
    """Whether a method is a property."""
    decorators = getattr(function.scope.node, "decorator_list", ())
    return any(word(d) in ("property", "cached_property") for d in decorators)


Resolver.handlers = {
    _ast.Name: Resolver._name,
    _ast.Constant: Resolver._constant,
    _ast.Attribute: Resolver._attribute,
    _ast.Subscript: Resolver._subscript,
    _ast.Call: Resolver._call,
    _ast.JoinedStr: Resolver.joined,
    _ast.FormattedValue: Resolver.interpolated,
    _ast.BinOp: Resolver.operation,
    _ast.UnaryOp: Resolver.signed,
    _ast.IfExp: Resolver._either,
    _ast.BoolOp: Resolver._any,
    _ast.NamedExpr: Resolver._inner,
    _ast.Await: Resolver._inner,
    _ast.Lambda: Resolver._lambda,
    _ast.Dict: Resolver._dict,
}
