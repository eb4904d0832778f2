"""What an expression means: a qualified name, a constant, a part of a text, something of this module.

The law behind it: bindings are resolved, never names. Where several bindings may reach a use (branches,
`try`, several assignments), it has several meanings.
"""

import _ast
import builtins
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from relcheck.repo.python.bind import Binding, Module, Place, Scope, targets_of


class Ref(NamedTuple):
    """Something of another module, by its qualified name (`os.environ`, `decouple.config`, `.base.Common`).

    The result of a call is named like the call: `environ.Env()`, so a method of it is `environ.Env().str`.
    """

    name: str


class Text(NamedTuple):
    """A constant: text, bytes as text, a number, None."""

    value: Any


class Glob(NamedTuple):
    """A text of which only a part is known. `parameter` is the parameter that the rest comes from."""

    pattern: str
    parameter: str = ""


class Parameter(NamedTuple):
    """What the caller passes; `scope` is the function's."""

    name: str
    scope: Scope


class Function(NamedTuple):
    """A function of this module."""

    scope: Scope


class Class(NamedTuple):
    """A class of this module."""

    scope: Scope


class Instance(NamedTuple):
    """An object of a class of this module; `call` is the call that made it, where it was made in a scope `at`."""

    scope: Scope
    call: Any = None
    at: Scope | None = None
    place: Place | None = None


class Partial(NamedTuple):
    """`functools.partial(function, ...)`, or a lambda: `node` as written and where."""

    node: Any
    scope: Scope
    place: Place


class Exported(NamedTuple):
    """A helper of another module; `target` is what that module's facts say of it, `name` its qualified name."""

    name: str
    target: str


class Unknown(NamedTuple):
    """Nothing is known."""


UNKNOWN: Final = Unknown()
Meaning = Ref | Text | Glob | Parameter | Function | Class | Instance | Partial | Exported | Unknown

_MOST: Final = 24  # meanings of one expression; a product of more is a pattern
_BUILTINS: Final = frozenset(dir(builtins))
_SAME: Final = {
    "posix.environ": "os.environ",
    "nt.environ": "os.environ",
    "os.environ.data": "os.environ",
    "os.environ._data": "os.environ",
    "posixpath.expandvars": "os.path.expandvars",
    "ntpath.expandvars": "os.path.expandvars",
    "os.__dict__": "vars(os)",
    "__builtin__.__import__": "__import__",
    "builtins.__import__": "__import__",
    "builtins.getattr": "getattr",
    "builtins.vars": "vars",
}
_IMPORTERS: Final = frozenset(("__import__", "importlib.import_module", "importlib.__import__"))
OS_NAMES: Final = frozenset("environ environb getenv getenvb putenv unsetenv path".split())
_METHODS: Final = frozenset(
    "upper lower strip lstrip rstrip replace removeprefix removesuffix title capitalize decode encode".split()
)


class Resolver:
    """Answers what expressions of one module mean. `known` says what other modules export."""

    def __init__(self, module: Module, known: "Mapping[str, Meaning]") -> None:
        self.module = module
        self.known = known
        self.override: dict[tuple[int, str], list[Meaning]] = {}
        self.memory: dict[int, tuple[int, list[Meaning]]] = {}  # what bindings gave, and how deeply they were looked up
        self.active: set[int] = set()  # bindings that are being looked up
        self.reduced = False  # functions were left out of the module
        self.incomplete = False  # one of them may have had the answer
        self.wanted: set[str] = set()  # imported names that a variable's name was looked for in

    def of(self, node: Any, scope: Scope, place: Place, depth: int = 24) -> list[Meaning]:
        """Every meaning of an expression that stands at a place; never empty."""
        handler = _EVALUATE.get(node.__class__)
        if handler is None or depth <= 0:
            return [UNKNOWN]
        found: list[Meaning] = handler(self, node, scope, place, depth - 1)
        if len(found) > 1:
            found = list(dict.fromkeys(found))[:_MOST]
        return found or [UNKNOWN]

    def qualified(self, node: Any, scope: Scope, place: Place) -> str:
        """The qualified name of an expression; `:Name` for something of this module; empty if unknown."""
        for meaning in self.of(node, scope, place):
            if name := name_of(meaning):
                return name
        return ""

    def lookup(self, name: str, scope: Scope, place: Place, depth: int = 24) -> list[Meaning]:
        """Every meaning of a name."""
        at: Scope | None = scope
        while at is not None:
            if name in at.globals:
                at = self.module.scope
            elif at.kind == "class" and at is not scope and not _transparent(scope, at):
                at = at.parent
                continue
            if self.override and (id(at), name) in self.override:
                return self.override[id(at), name]
            bindings = at.bindings.get(name)
            if bindings:
                return self.reaching(bindings, at, place, depth)
            if at.stars:
                starred = self.starred(name, at)
                if starred:
                    return starred
            at = at.parent
        if name in _BUILTINS:
            return [Ref(name)]
        self.incomplete = self.incomplete or (self.reduced and not self.module.scope.stars)
        return [UNKNOWN]

    def starred(self, name: str, scope: Scope) -> list[Meaning]:
        """A name that `from m import *` may have bound."""
        for module in reversed(scope.stars):
            full = f"{module}.{name}" if module.strip(".") else module + name
            if module == "os" and name in OS_NAMES:
                return [Ref(full)]
            if full in self.known:
                return [self.known[full]]
            if module != "os" and name.isupper():
                self.wanted.add(full)
        return []

    def reaching(self, bindings: list[Binding], owner: Scope, place: Place, depth: int) -> list[Meaning]:
        """The meanings of the bindings that may reach a place."""
        if len(bindings) > 1:
            if place.scope is owner:
                before = [b for b in bindings if b.place.order < place.order]
                bindings = before or bindings
                use = place.block
            else:
                use = ()
            alive: list[Binding] = []
            for binding in bindings:
                block = binding.place.block
                if use[: len(block)] == block:
                    alive = [binding]
                else:
                    alive.append(binding)
            bindings = alive
        found: list[Meaning] = []
        for binding in bindings:
            found.extend(self.binding(binding, owner, depth))
        return found

    def binding(self, binding: Binding, owner: Scope, depth: int) -> list[Meaning]:
        """What one binding gives; of one that is made of itself (`x = x or y`) what else it is made of."""
        if depth <= 0 or id(binding) in self.active:
            return [UNKNOWN]
        deep, known = self.memory.get(id(binding), (0, [UNKNOWN]))
        if deep >= depth and not self.override:
            return known
        self.active.add(id(binding))
        try:
            found = self.bound(binding, owner, depth)
        finally:
            self.active.discard(id(binding))
        if not self.override:
            self.memory[id(binding)] = (depth, found)
        return found

    def bound(self, binding: Binding, owner: Scope, depth: int) -> list[Meaning]:
        """What one binding gives, looked up."""
        kind, value, place, path = binding
        if kind == "import":
            return [self.ref(value)]
        if kind == "value":
            if path:
                return self.unpacked([(value, place.scope, place)], path, depth)
            return self.of(value, place.scope, place, depth - 1)
        if kind == "function":
            return [Function(value)]
        if kind == "class":
            return [Class(value)]
        if kind == "parameter":
            return self.parameter(binding, owner, depth)
        if kind == "loop":
            return self.unpacked(self.elements(value, place.scope, place, depth), path, depth)
        if kind == "with" and not path:
            return [m for m in self.of(value, place.scope, place, depth - 1) if isinstance(m, Instance | Ref)]
        return [UNKNOWN]

    def parameter(self, binding: Binding, owner: Scope, depth: int) -> list[Meaning]:
        """A parameter: the object itself for `self`, else what the caller passes or the default."""
        name = next(n for n, bs in owner.bindings.items() if binding in bs)
        if binding.path == (0,) and owner.parent is not None and owner.parent.kind == "class":
            decorators = [d.id for d in getattr(owner.node, "decorator_list", ()) if d.__class__ is _ast.Name]
            if "staticmethod" not in decorators:
                return [Instance(owner.parent)]
        given: list[Meaning] = [Parameter(name, owner)]
        if binding.value is not None:
            default = self.of(binding.value, binding.place.scope, binding.place, depth - 1)
            given += [m for m in default if not isinstance(m, Text | Unknown | Parameter)]
        return given

    def ref(self, name: str) -> Meaning:
        """A qualified name in its one spelling, or what another module exports under it."""
        name = _SAME.get(name, name)
        if self.known and name in self.known:
            return self.known[name]
        return Ref(name)

    # -- collections -----------------------------------------------------------------------------

    def elements(self, node: Any, scope: Scope, place: Place, depth: int) -> list[tuple[Any, Scope, Place]]:
        """The expressions that iteration gives, where they are written out; empty if they are not."""
        if depth <= 0:
            return []
        depth -= 1
        cls = node.__class__
        if cls in (_ast.Tuple, _ast.List, _ast.Set):
            found: list[tuple[Any, Scope, Place]] = []
            for element in node.elts:
                if element.__class__ is _ast.Starred:
                    found += self.elements(element.value, scope, place, depth)
                else:
                    found.append((element, scope, place))
            return found
        if cls is _ast.Dict:
            return [(key, scope, place) for key in node.keys if key is not None]
        if cls in (_ast.Name, _ast.Attribute):
            return [
                e
                for value, at, where in self.values(node, scope, place, depth)
                for e in self.elements(value, at, where, depth)
            ]
        if cls is _ast.BinOp and node.op.__class__ in (_ast.Add, _ast.BitOr):
            return self.elements(node.left, scope, place, depth) + self.elements(node.right, scope, place, depth)
        if cls is _ast.IfExp:
            return self.elements(node.body, scope, place, depth) + self.elements(node.orelse, scope, place, depth)
        if cls is _ast.Call:
            return self.called_elements(node, scope, place, depth)
        return []

    def called_elements(self, node: Any, scope: Scope, place: Place, depth: int) -> list[tuple[Any, Scope, Place]]:
        """The elements of `d.items()`, `sorted(x)`, `enumerate(x)` and the like, items as tuples."""
        function, args = node.func, node.args
        if function.__class__ is _ast.Attribute and not args and function.attr in ("items", "keys", "values"):
            found: list[tuple[Any, Scope, Place]] = []
            for value, at, where in self.values(function.value, scope, place, depth):
                if value.__class__ is not _ast.Dict:
                    continue
                for key, item in zip(value.keys, value.values, strict=True):
                    if key is not None:
                        pair = _ast.Tuple(elts=[key, item], ctx=_ast.Load())
                        found.append(({"items": pair, "keys": key, "values": item}[function.attr], at, where))
            return found
        if function.__class__ is not _ast.Name or not args:
            return []
        if function.id in ("sorted", "list", "tuple", "set", "frozenset", "reversed", "iter"):
            return self.elements(args[0], scope, place, depth)
        if function.id == "enumerate":
            zero = _ast.Constant(value=0)
            return [
                (_ast.Tuple(elts=[zero, value], ctx=_ast.Load()), at, where)
                for value, at, where in self.elements(args[0], scope, place, depth)
            ]
        return []

    def values(self, node: Any, scope: Scope, place: Place, depth: int) -> list[tuple[Any, Scope, Place]]:
        """The expressions that a name or an attribute was assigned."""
        if node.__class__ not in (_ast.Name, _ast.Attribute) or depth <= 0:
            return [(node, scope, place)]
        bindings: list[Binding] = []
        if node.__class__ is _ast.Name:
            at: Scope | None = scope
            while at is not None and node.id not in at.bindings:
                at = at.parent
            bindings = at.bindings[node.id] if at is not None else []
        else:
            for meaning in self.of(node.value, scope, place, depth - 1):
                if isinstance(meaning, Class | Instance):
                    bindings += self.attributes(meaning.scope, node.attr)
        found: list[tuple[Any, Scope, Place]] = []
        for binding in bindings:
            if binding.kind == "value" and not binding.path:
                found += self.values(binding.value, binding.place.scope, binding.place, depth - 1)
        return found

    def unpacked(self, given: list[tuple[Any, Scope, Place]], path: tuple[int, ...], depth: int) -> list[Meaning]:
        """The meanings of one component of each of these expressions."""
        for index in path:
            inner: list[tuple[Any, Scope, Place]] = []
            for node, scope, place in given:
                elements = self.elements(node, scope, place, depth) if node.__class__ is not _ast.Dict else []
                if 0 <= index < len(elements):
                    inner.append(elements[index])
            given = inner
        found = [m for node, scope, place in given for m in self.of(node, scope, place, depth - 1)]
        return found or [UNKNOWN]

    def attributes(self, scope: Scope, name: str, depth: int = 8) -> list[Binding]:
        """The bindings of an attribute of a class of this module, or of its bases here."""
        found = scope.attributes.get(name, []) + scope.bindings.get(name, [])
        if found or depth <= 0:
            return found
        for base in scope.node.bases:
            for meaning in self.of(
                base,
                scope.parent or scope,
                Place(base, base, "base", scope.parent or scope, 1 << 30, (), (), "call", ""),
                8,
            ):
                if isinstance(meaning, Class) and (found := self.attributes(meaning.scope, name, depth - 1)):
                    return found
        self.incomplete = self.incomplete or self.reduced
        return []

    # -- expressions -----------------------------------------------------------------------------

    def _name(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        return self.lookup(node.id, scope, place, depth)

    def _constant(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        value = node.value
        return [Text(value.decode("latin-1") if value.__class__ is bytes else value)]

    def _attribute(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        found: list[Meaning] = []
        for base in self.of(node.value, scope, place, depth):
            found += self.attribute(base, node.attr, place, depth)
        return found

    def attribute(self, base: Meaning, name: str, place: Place, depth: int) -> list[Meaning]:
        """An attribute of what has a meaning."""
        if isinstance(base, Ref):
            return [self.ref(base.name + name if not base.name.strip(".") else f"{base.name}.{name}")]
        if isinstance(base, Class | Instance):
            found: list[Meaning] = []
            for binding in self.attributes(base.scope, name):
                found += self.binding(binding, binding.place.scope, depth)
            if isinstance(base, Instance) and base.call is not None:
                found = [m for meaning in found for m in self.constructed(base, meaning, depth)]
            return found or [UNKNOWN]
        if isinstance(base, Text) and name == "value":  # a member of an enumeration
            return [base]
        return [UNKNOWN]

    def constructed(self, made: Instance, meaning: Meaning, depth: int) -> list[Meaning]:
        """What a parameter of a constructor is, where the object was made with texts: `Variable("KEY").name`."""
        if not isinstance(meaning, Parameter) or getattr(meaning.scope.node, "name", "") != "__init__":
            return [meaning]
        bindings = [b for b in meaning.scope.bindings.get(meaning.name, ()) if b.kind == "parameter"]
        index = bindings[0].path[0] - 1 if bindings else -1
        values = [keyword.value for keyword in made.call.keywords if keyword.arg == meaning.name]
        if not values and 0 <= index < len(made.call.args):
            values = [made.call.args[index]]
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
        """An item of a dictionary or tuple that is written out: all items when the key is not known."""
        found: list[Meaning] = []
        for value, at, where in self.values(node.value, scope, place, depth):
            if value.__class__ not in (_ast.Dict, _ast.Tuple, _ast.List):
                continue
            keys = self.of(node.slice, scope, place, depth)
            if value.__class__ is _ast.Dict:
                pairs = [
                    (self.of(k, at, where, depth)[0], v) for k, v in zip(value.keys, value.values, strict=True) if k
                ]
            else:
                pairs = [(Text(i), v) for i, v in enumerate(value.elts)]
            chosen = [v for k, v in pairs if k in keys]
            if not chosen and not any(isinstance(k, Text) for k in keys):
                chosen = [v for _, v in pairs]
            for v in chosen:
                found += self.of(v, at, where, depth)
        return found

    def _call(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        function = node.func
        if function.__class__ is _ast.Attribute and (function.attr in _METHODS or function.attr in ("format", "join")):
            if texts := self.method(node, scope, place, depth):
                return texts
        found: list[Meaning] = []
        for meaning in self.of(function, scope, place, depth):
            if isinstance(meaning, Ref):
                found += self.called(meaning.name, node, scope, place, depth)
            elif isinstance(meaning, Class):
                found.append(Instance(meaning.scope, node, scope, place))
            elif isinstance(meaning, Function):
                found += self.returned(meaning.scope, depth)
        return found

    def returned(self, scope: Scope, depth: int) -> list[Meaning]:
        """What a function of this module returns, where its body is one `return` of a reference or text."""
        if self.reduced and scope.node.body[0].__class__ is _ast.Pass:
            self.incomplete = True
        body = [s for s in scope.node.body if not (s.__class__ is _ast.Expr and s.value.__class__ is _ast.Constant)]
        if len(body) != 1 or body[0].__class__ is not _ast.Return or body[0].value is None:
            return [UNKNOWN]
        value = body[0].value
        if value.__class__ not in (_ast.Name, _ast.Attribute, _ast.Constant, _ast.JoinedStr, _ast.BinOp):
            return [UNKNOWN]
        place = Place(value, body[0], "statement", scope, 1 << 30, (), (), "call", "")
        return [m for m in self.of(value, scope, place, depth) if isinstance(m, Ref | Text | Glob)]

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
        return [Ref(name + "()")]

    def method(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        """`"a".upper()`, `"{}_X".format(a)`, `"_".join((a, b))` where the text is known."""
        name = node.func.attr
        found: list[Meaning] = []
        for base in self.of(node.func.value, scope, place, depth):
            if isinstance(base, Text) and base.value.__class__ is str:
                if name == "format":
                    found += self.formatted(base.value, node, scope, place, depth)
                elif name == "join" and node.args:
                    parts = self.elements(node.args[0], scope, place, depth)
                    choices = [self.of(n, s, p, depth) for n, s, p in parts]
                    for i in range(len(choices) - 1, 0, -1):
                        choices.insert(i, [base])
                    found += product(choices) if choices else [UNKNOWN]
                else:
                    found.append(self.transformed(base.value, node, scope, place, depth))
            elif isinstance(base, Glob) and name in _METHODS:
                found.append(self.transformed(base, node, scope, place, depth))
            elif isinstance(base, Parameter):
                found.append(Glob("*", base.name))
        return found

    def transformed(self, base: str | Glob, node: Any, scope: Scope, place: Place, depth: int) -> Meaning:
        """A text after one of its own methods."""
        name = node.func.attr
        args = [self.of(a, scope, place, depth)[0] for a in node.args]
        if name in ("encode", "decode"):
            args = []
        if not all(isinstance(a, Text) for a in args):
            return UNKNOWN
        text = base.pattern if isinstance(base, Glob) else base
        try:
            if name not in ("encode", "decode"):
                text = getattr(text, name)(*(a.value for a in args if isinstance(a, Text)))
        except (TypeError, ValueError, LookupError):
            return UNKNOWN
        return Glob(text, base.parameter) if isinstance(base, Glob) else Text(text)

    def formatted(self, text: str, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        """`text.format(...)`, with simple fields only."""
        given = {k.arg: k.value for k in node.keywords if k.arg}
        choices: list[list[Meaning]] = []
        counter = 0
        for index, piece in enumerate(text.replace("{{", "\0").replace("}}", "\1").split("{")):
            if index:
                field, _, piece = piece.partition("}")
                key = field.partition(":")[0].partition("!")[0]
                if not key:
                    key, counter = str(counter), counter + 1
                value = given.get(key) or (node.args[int(key)] if key.isdigit() and int(key) < len(node.args) else None)
                choices.append(self.of(value, scope, place, depth) if value is not None else [UNKNOWN])
            choices.append([Text(piece.replace("\0", "{").replace("\1", "}"))])
        return product(choices)

    def _joined(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        return product([self.of(value, scope, place, depth) for value in node.values])

    def _interpolated(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        return [UNKNOWN] if node.format_spec is not None else self.of(node.value, scope, place, depth)

    def _operation(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        if node.op.__class__ is _ast.Add:
            return product([self.of(node.left, scope, place, depth), self.of(node.right, scope, place, depth)])
        if node.op.__class__ is _ast.Mod:
            return self.percent(node, scope, place, depth)
        return [UNKNOWN]

    def percent(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        """`"A_%s" % x`."""
        found: list[Meaning] = []
        for left in self.of(node.left, scope, place, depth):
            if not isinstance(left, Text) or left.value.__class__ is not str:
                continue
            right = node.right.elts if node.right.__class__ is _ast.Tuple else [node.right]
            pieces = left.value.split("%s")
            choices: list[list[Meaning]] = [[Text(pieces[0])]]
            for index, piece in enumerate(pieces[1:]):
                choices.append(self.of(right[index], scope, place, depth) if index < len(right) else [UNKNOWN])
                choices.append([Text(piece)])
            found += product(choices) if len(pieces) > 1 and "%" not in "".join(pieces) else [UNKNOWN]
        return found

    def _either(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        return self.of(node.body, scope, place, depth) + self.of(node.orelse, scope, place, depth)

    def _any(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        values = node.values if node.op.__class__ is _ast.Or else node.values[-1:]
        return [m for value in values for m in self.of(value, scope, place, depth)]

    def _inner(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        return self.of(node.value, scope, place, depth)

    def _lambda(self, node: Any, scope: Scope, place: Place, depth: int) -> list[Meaning]:
        return [Partial(node, scope, place)]


def product(choices: list[list[Meaning]]) -> list[Meaning]:
    """Every way to join one meaning of each; more than a few, or unknown ones, are patterns."""
    joined: list[Meaning] = [Text("")]
    for options in choices:
        if len(joined) * len(options) > _MOST:
            options = [UNKNOWN]
        joined = [_join(left, right) for left in joined for right in options]
    return joined


def _join(left: Meaning, right: Meaning) -> Meaning:
    a, b = _piece(left), _piece(right)
    if isinstance(left, Text) and isinstance(right, Text):
        return Text(a + b)
    parameter = ""
    for side in (left, right):
        if isinstance(side, Glob):
            parameter = parameter or side.parameter
        elif isinstance(side, Parameter):
            parameter = parameter or side.name
    return Glob((a + b).replace("**", "*"), parameter)


def _piece(meaning: Meaning) -> str:
    if isinstance(meaning, Text):
        return str(meaning.value)
    return meaning.pattern if isinstance(meaning, Glob) else "*"


def _transparent(scope: Scope, owner: Scope) -> bool:
    """Whether only comprehensions lie between a scope and a class body around it."""
    at: Scope | None = scope
    while at is not None and at is not owner:
        if at.kind != "comprehension":
            return False
        at = at.parent
    return True


def name_of(meaning: Meaning) -> str:
    """The qualified name of a meaning, or an empty string."""
    if isinstance(meaning, Ref | Exported):
        return meaning.name
    if isinstance(meaning, Function | Class):
        return ":" + meaning.scope.name
    if isinstance(meaning, Instance):
        return f":{meaning.scope.name}()"
    return ""


_EVALUATE: Final[dict[type, Any]] = {
    _ast.Name: Resolver._name,
    _ast.Constant: Resolver._constant,
    _ast.Attribute: Resolver._attribute,
    _ast.Subscript: Resolver._subscript,
    _ast.Call: Resolver._call,
    _ast.JoinedStr: Resolver._joined,
    _ast.FormattedValue: Resolver._interpolated,
    _ast.BinOp: Resolver._operation,
    _ast.IfExp: Resolver._either,
    _ast.BoolOp: Resolver._any,
    _ast.NamedExpr: Resolver._inner,
    _ast.Await: Resolver._inner,
    _ast.Lambda: Resolver._lambda,
}
__all__ = ["Resolver", "name_of", "product", "targets_of"]
