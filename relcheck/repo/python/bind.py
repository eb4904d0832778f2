"""One pass over a module's syntax tree: what each name is bound to, and which places use it.

The tree is the interpreter's (`_ast`), or libcst's turned into the same classes by `convert` where the
interpreter cannot parse the file. Nothing is resolved here: a binding keeps the expression, and
`meaning` looks at it when a place turns out to matter.
"""

import _ast
from typing import Any, Final, NamedTuple

from relcheck.facts.python import Freezer, Time

Role = str
"""Where an expression stands: `statement` (a whole simple statement), or the head of a compound one:
`test`, `iter`, `with`, `target`, `subject`, `default`, `decorator`, `base`, `annotation`, `except`, `class`."""


class Scope:
    """A namespace: module, class or function, and inside one place a lambda or comprehension."""

    __slots__ = (
        "attributes",
        "bindings",
        "freezer",
        "globals",
        "kind",
        "name",
        "node",
        "nonlocals",
        "parent",
        "stars",
        "time",
    )

    def __init__(self, kind: str, name: str, parent: "Scope | None", node: Any, time: Time, freezer: Freezer) -> None:
        self.kind = kind
        self.name = name  # dotted, without lambdas and comprehensions
        self.parent = parent
        self.node = node
        self.time: Time = time
        self.freezer: Freezer = freezer
        self.bindings: dict[str, list[Binding]] = {}
        self.attributes: dict[str, list[Binding]] = {}  # of a class: what methods assign to `self`
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.stars: list[str] = []  # modules of `from m import *`

    def child(self, kind: str, name: str, node: Any, time: Time, freezer: Freezer) -> "Scope":
        """A scope inside this one."""
        return Scope(
            kind, f"{self.name}.{name}" if self.name and name else name or self.name, self, node, time, freezer
        )


class Place:
    """A simple statement, or one head expression of a compound statement, and where it is evaluated.

    `order` counts statements from the top; `block` names the branches around it inside its scope, so that
    one place is known to run before another; `tries` are the `try` statements whose body holds it.
    """

    __slots__ = ("block", "freezer", "node", "order", "role", "scope", "statement", "time", "tries")

    def __init__(
        self,
        node: Any,
        statement: Any,
        role: Role,
        scope: Scope,
        order: int,
        block: tuple[int, ...],
        tries: tuple[Any, ...],
        time: Time,
        freezer: Freezer,
    ) -> None:
        self.node = node
        self.statement = statement
        self.role = role
        self.scope = scope
        self.order = order
        self.block = block
        self.tries = tries
        self.time: Time = time
        self.freezer: Freezer = freezer


class Binding(NamedTuple):
    """One way a name gets its meaning.

    `kind` says what `value` is: `import` (a qualified name), `value` (an expression), `parameter` (its
    default expression or None, `path` its position), `loop` (what is iterated, `path` where in an element),
    `function` and `class` (their scope), `unknown`. `place` is where the binding happens; the expression is
    looked up there.
    """

    kind: str
    value: Any
    place: Place
    path: tuple[int, ...] = ()


class Module:
    """What one pass found out about a module."""

    __slots__ = (
        "bound",
        "classes",
        "functions",
        "future",
        "imported",
        "imports",
        "main",
        "outer",
        "scope",
        "starred",
        "uses",
    )

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.uses: dict[str, list[tuple[str, Place]]] = {}
        """For each name the places that use it, with the attribute taken of it (or an empty string)."""
        self.classes: list[tuple[Scope, Place]] = []
        self.functions: list[Scope] = []
        self.imports: list[str] = []
        """Modules imported, as written: leading dots for relative ones."""
        self.outer: list[str] = []
        """Those of them that are imported outside of functions."""
        self.imported: list[tuple[str, str]] = []
        """Names bound by imports, with the qualified name of what was imported."""
        self.starred: list[str] = []
        self.bound: list[tuple[str, Binding, Scope, bool]] = []
        """Every other binding of a name or attribute, with the scope that owns it and whether it is an attribute."""
        self.main = False  # it has an `if __name__ == "__main__":`
        self.future = False  # `from __future__ import annotations`


_SKIPPED: Final = frozenset("ctx op ops kind id attr arg conversion is_async str type_comment".split())


def _children() -> dict[type, tuple[str, ...]]:
    """Which fields of each class of expression hold more of them."""
    table: dict[type, tuple[str, ...]] = {}
    extra = (_ast.keyword, _ast.comprehension, _ast.arguments, _ast.arg)
    for cls in (*_ast.expr.__subclasses__(), *extra):
        table[cls] = tuple(field for field in cls._fields if field not in _SKIPPED)
    table[_ast.Constant] = table[_ast.Name] = ()
    return table


_CHILDREN: Final = _children()
_NAME, _ATTRIBUTE, _CONSTANT, _WALRUS = _ast.Name, _ast.Attribute, _ast.Constant, _ast.NamedExpr


def bind(tree: Any, annotations: bool = True) -> Module:
    """Bind the names of a whole module; annotations are scanned only on demand, because they are many."""
    return _Binder(tree, annotations).module


def targets_of(target: Any, path: tuple[int, ...] = ()) -> list[tuple[Any, tuple[int, ...]]]:
    """The names and attributes that a target assigns, each with its path through unpacked tuples."""
    found: list[tuple[Any, tuple[int, ...]]] = []
    stack = [(target, path)]
    while stack:
        node, way = stack.pop()
        cls = node.__class__
        if cls is _ast.Tuple or cls is _ast.List:
            starred = False
            for index, element in enumerate(node.elts):
                starred = starred or element.__class__ is _ast.Starred
                stack.append((element, (*way, -1 if starred else index)))
        elif cls is _ast.Starred:
            stack.append((node.value, (*way, -1)))
        elif cls is _NAME or cls is _ATTRIBUTE:
            found.append((node, way))
    return found


class _Binder:
    """The state of the pass; statements wait on a stack, so that no depth of nesting is too deep."""

    def __init__(self, tree: Any, annotations: bool) -> None:
        self.annotations = annotations
        scope = Scope("module", "", None, tree, "import", "module")
        self.module = Module(scope)
        self.uses = self.module.uses
        self.order = 0
        self.branches = 0
        self.stack: list[tuple[Any, Scope, tuple[int, ...], tuple[Any, ...], Time, Freezer]] = []
        self.push(tree.body, scope, (), (), "import", "module")
        stack = self.stack
        handlers = _HANDLERS
        while stack:
            statement, scope, block, tries, time, freezer = stack.pop()
            self.order = order = self.order + 1
            place = Place(statement, statement, "statement", scope, order, block, tries, time, freezer)
            handlers[statement.__class__](self, statement, place)

    def push(
        self,
        body: list[Any],
        scope: Scope,
        block: tuple[int, ...],
        tries: tuple[Any, ...],
        time: Time,
        freezer: Freezer,
    ) -> None:
        """Have a block walked next, in order."""
        for statement in reversed(body):
            self.stack.append((statement, scope, block, tries, time, freezer))

    def inside(self, body: list[Any], place: Place, tries: tuple[Any, ...] | None = None, main: bool = False) -> None:
        """Have a branch of the statement at `place` walked next."""
        self.branches += 1
        block = (*place.block, self.branches)
        time, freezer = ("call", "") if main else (place.time, place.freezer)
        self.push(body, place.scope, block, place.tries if tries is None else tries, time, freezer)  # type: ignore[arg-type]

    def scan(self, node: Any, place: Place) -> None:
        """Note every name that an expression uses; no scopes: the few places that matter get them later."""
        uses, children, stack = self.uses, _CHILDREN, [node]
        pop, push, extend = stack.pop, stack.append, stack.extend
        while stack:
            node = pop()
            cls = node.__class__
            if cls is _NAME:
                name, attribute = node.id, ""
            elif cls is _CONSTANT or node is None:
                continue
            elif cls is _ATTRIBUTE:
                attribute = node.attr
                node = node.value
                while node.__class__ is _ATTRIBUTE:
                    attribute = node.attr
                    node = node.value
                if node.__class__ is not _NAME:
                    push(node)
                    continue
                name = node.id
            else:
                if cls is _WALRUS:
                    self.assign(node.target, node.value, place)
                for field in children[cls]:
                    value = getattr(node, field)
                    if value.__class__ is list:
                        extend(value)
                    elif value is not None:
                        push(value)
                continue
            if name in uses:
                uses[name].append((attribute, place))
            else:
                uses[name] = [(attribute, place)]

    def head(self, node: Any, place: Place, role: Role, freezer: Freezer | None = None) -> Place:
        """Scan an expression that is a head of the statement at `place`."""
        if freezer is None or place.time == "call":
            freezer = place.freezer
        own = Place(node, place.node, role, place.scope, place.order, place.block, place.tries, place.time, freezer)
        self.scan(node, own)
        return own

    def add(self, name: str, binding: Binding) -> None:
        """Bind a name in the scope that owns it."""
        scope = binding.place.scope
        if scope.globals and name in scope.globals:
            scope = self.module.scope
        elif scope.nonlocals and name in scope.nonlocals:
            owner = scope.parent
            while owner is not None and (owner.kind == "class" or name not in owner.bindings):
                owner = owner.parent
            scope = owner or scope
        if binding.kind == "import":
            self.module.imported.append((name, binding.value))
        else:
            self.module.bound.append((name, binding, scope, False))
        if name in scope.bindings:
            scope.bindings[name].append(binding)
        else:
            scope.bindings[name] = [binding]

    def assign(self, target: Any, value: Any, place: Place, kind: str = "value") -> None:
        """Bind what an assignment, a loop or a `with` binds."""
        if target.__class__ is _NAME:
            self.add(target.id, Binding(kind, value, place))
            return
        for node, path in targets_of(target):
            if node.__class__ is _NAME:
                self.add(node.id, Binding(kind, value, place, path))
            elif node.value.__class__ is _NAME:
                self.attribute(node, Binding(kind, value, place, path))

    def attribute(self, node: Any, binding: Binding) -> None:
        """Remember `self.x = ...` in a method, and `Class.x = ...`, as an attribute of the class."""
        scope: Scope | None = binding.place.scope
        while scope is not None:
            if scope.kind == "function" and scope.parent is not None and scope.parent.kind == "class":
                first = [*scope.node.args.posonlyargs, *scope.node.args.args][:1]
                if first and first[0].arg == node.value.id:
                    self.module.bound.append((node.attr, binding, scope.parent, True))
                    scope.parent.attributes.setdefault(node.attr, []).append(binding)
                    return
            scope = scope.parent

    # -- statements ------------------------------------------------------------------------------

    def simple(self, node: Any, place: Place) -> None:
        for field in node._fields:
            value = getattr(node, field)
            if value.__class__ is list:
                for item in value:
                    self.scan(item, place)
            elif value is not None:
                self.scan(value, place)

    def expr(self, node: Any, place: Place) -> None:
        if node.value.__class__ is not _CONSTANT:
            self.scan(node.value, place)

    def assignment(self, node: Any, place: Place) -> None:
        if node.value.__class__ is not _CONSTANT:
            self.scan(node.value, place)
        for target in node.targets:
            if target.__class__ is _NAME:
                self.add(target.id, Binding("value", node.value, place))
            else:
                self.scan(target, place)
                self.assign(target, node.value, place)

    def annotated(self, node: Any, place: Place) -> None:
        if self.annotations:
            self.scan(node.annotation, place)
        if node.target.__class__ is not _NAME:
            self.scan(node.target, place)
        if node.value is not None:
            if node.value.__class__ is not _CONSTANT:
                self.scan(node.value, place)
            self.assign(node.target, node.value, place)

    def augmented(self, node: Any, place: Place) -> None:
        self.scan(node.value, place)
        self.scan(node.target, place)
        if node.target.__class__ is _NAME and node.op.__class__ is not _ast.BitOr:
            self.add(node.target.id, Binding("unknown", None, place))

    def delete(self, node: Any, place: Place) -> None:
        for target in node.targets:
            if target.__class__ is _NAME:
                self.add(target.id, Binding("unknown", None, place))
            else:
                self.scan(target, place)

    def import_(self, node: Any, place: Place) -> None:
        for alias in node.names:
            self.imported(alias.name, place)
            if alias.asname:
                self.add(alias.asname, Binding("import", alias.name, place))
            else:
                root = alias.name.partition(".")[0]
                self.add(root, Binding("import", root, place))

    def import_from(self, node: Any, place: Place) -> None:
        dots, name = "." * (node.level or 0), node.module or ""
        self.imported(dots + name, place)
        if name == "__future__":
            self.module.future = self.module.future or any(alias.name == "annotations" for alias in node.names)
            return
        prefix = dots + name + ("." if name else "")
        for alias in node.names:
            if alias.name == "*":
                place.scope.stars.append(dots + name)
                self.module.starred.append(dots + name)
            else:
                if not name:
                    self.imported(dots + alias.name, place)
                self.add(alias.asname or alias.name, Binding("import", prefix + alias.name, place))

    def imported(self, name: str, place: Place) -> None:
        """Note that a module is imported."""
        self.module.imports.append(name)
        if place.scope.kind != "function":
            self.module.outer.append(name)

    def nothing(self, node: Any, place: Place) -> None:
        pass

    def global_(self, node: Any, place: Place) -> None:
        (place.scope.globals if node.__class__ is _ast.Global else place.scope.nonlocals).update(node.names)

    def function(self, node: Any, place: Place) -> None:
        for decorator in node.decorator_list:
            self.head(decorator, place, "decorator", "decorator")
        scope = place.scope.child("function", node.name, node, "call", "")
        self.add(node.name, Binding("function", scope, place))
        self.module.functions.append(scope)
        bind_parameters(scope, node.args, place, self.head, self.annotations)
        if node.args.defaults or node.args.kw_defaults:
            for name, bindings in scope.bindings.items():
                value = bindings[0].value
                if value is not None and value.__class__ is not _CONSTANT:
                    self.module.bound.append((name, bindings[0], scope, False))
        self.push(node.body, scope, (), (), "call", "")

    def class_(self, node: Any, place: Place) -> None:
        for decorator in node.decorator_list:
            self.head(decorator, place, "decorator", "decorator")
        for base in (*node.bases, *node.keywords):
            self.head(base.value if base.__class__ is _ast.keyword else base, place, "base", "base")
        freezer: Freezer = "class" if place.time == "import" else ""
        scope = place.scope.child("class", node.name, node, place.time, freezer)
        self.add(node.name, Binding("class", scope, place))
        self.module.classes.append((scope, place))
        self.push(node.body, scope, (), (), place.time, freezer)

    def if_(self, node: Any, place: Place) -> None:
        self.head(node.test, place, "test")
        if node.orelse:
            self.inside(node.orelse, place)
        main = place.scope.kind == "module" and _is_main(node.test)
        self.module.main = self.module.main or main
        self.inside(node.body, place, main=main)

    def while_(self, node: Any, place: Place) -> None:
        self.head(node.test, place, "test")
        self.inside(node.orelse, place)
        self.inside(node.body, place)

    def for_(self, node: Any, place: Place) -> None:
        if node.target.__class__ is not _NAME:
            self.head(node.target, place, "target")
        self.assign(node.target, node.iter, self.head(node.iter, place, "iter"), "loop")
        self.inside(node.orelse, place)
        self.inside(node.body, place)

    def with_(self, node: Any, place: Place) -> None:
        for item in node.items:
            own = self.head(item.context_expr, place, "with")
            if item.optional_vars is not None:
                self.assign(item.optional_vars, item.context_expr, own, "with")
        self.push(node.body, place.scope, place.block, place.tries, place.time, place.freezer)

    def try_(self, node: Any, place: Place) -> None:
        self.push(node.finalbody, place.scope, place.block, place.tries, place.time, place.freezer)
        self.inside(node.orelse, place)
        for handler in reversed(node.handlers):
            if handler.type is not None:
                self.head(handler.type, place, "except")
            if handler.name:
                self.add(handler.name, Binding("unknown", None, place))
            self.inside(handler.body, place)
        self.inside(node.body, place, (*place.tries, node))

    def match(self, node: Any, place: Place) -> None:
        self.head(node.subject, place, "subject")
        for case in reversed(node.cases):
            for name in captures(case.pattern):
                self.add(name, Binding("unknown", None, place))
            if case.guard is not None:
                self.head(case.guard, place, "test")
            self.inside(case.body, place)

    def alias(self, node: Any, place: Place) -> None:
        self.add(node.name.id, Binding("unknown", None, place))


def bind_parameters(scope: Scope, arguments: Any, place: Place, head: Any = None, annotations: bool = False) -> None:
    """Bind the parameters of a function or lambda; `head` is told of defaults and annotations."""
    positional = arguments.args if not arguments.posonlyargs else [*arguments.posonlyargs, *arguments.args]
    defaults, bindings = arguments.defaults, scope.bindings
    first = len(positional) - len(defaults)
    for index, argument in enumerate(positional):
        default = defaults[index - first] if index >= first else None
        bindings[argument.arg] = [_parameter(argument, default, index, place, head, annotations)]
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        bindings[argument.arg] = [_parameter(argument, default, -1, place, head, annotations)]
    for argument in (arguments.vararg, arguments.kwarg):
        if argument is not None:
            bindings[argument.arg] = [_parameter(argument, None, -2, place, head, annotations)]


def _parameter(argument: Any, default: Any, index: int, place: Place, head: Any, annotations: bool) -> Binding:
    if annotations and argument.annotation is not None and head is not None:
        head(argument.annotation, place, "annotation", "annotation")
    if default is not None and default.__class__ is not _CONSTANT and head is not None:
        place = head(default, place, "default", "default")
    return Binding("parameter", default, place, (index,))


def captures(pattern: Any) -> list[str]:
    """The names that a `case` pattern binds."""
    names, stack = [], [pattern]
    while stack:
        node = stack.pop()
        for field in node._fields:
            value = getattr(node, field)
            if field in ("name", "rest") and value.__class__ is str:
                names.append(value)
            elif value.__class__ is list:
                stack.extend(item for item in value if isinstance(item, _ast.pattern))
            elif isinstance(value, _ast.pattern):
                stack.append(value)
    return names


def _is_main(test: Any) -> bool:
    """Whether a test is `__name__ == "__main__"`."""
    if test.__class__ is _ast.BoolOp:
        return any(_is_main(value) for value in test.values)
    if test.__class__ is not _ast.Compare or test.ops[0].__class__ is not _ast.Eq:
        return False
    sides = (test.left, test.comparators[0])
    return any(s.__class__ is _NAME and s.id == "__name__" for s in sides) and any(
        s.__class__ is _CONSTANT and s.value == "__main__" for s in sides
    )


_HANDLERS: Final[dict[type, Any]] = {
    _ast.FunctionDef: _Binder.function,
    _ast.AsyncFunctionDef: _Binder.function,
    _ast.ClassDef: _Binder.class_,
    _ast.Return: _Binder.simple,
    _ast.Delete: _Binder.delete,
    _ast.Assign: _Binder.assignment,
    _ast.AugAssign: _Binder.augmented,
    _ast.AnnAssign: _Binder.annotated,
    _ast.For: _Binder.for_,
    _ast.AsyncFor: _Binder.for_,
    _ast.While: _Binder.while_,
    _ast.If: _Binder.if_,
    _ast.With: _Binder.with_,
    _ast.AsyncWith: _Binder.with_,
    _ast.Match: _Binder.match,
    _ast.Raise: _Binder.simple,
    _ast.Try: _Binder.try_,
    _ast.TryStar: _Binder.try_,
    _ast.Assert: _Binder.simple,
    _ast.Import: _Binder.import_,
    _ast.ImportFrom: _Binder.import_from,
    _ast.Global: _Binder.global_,
    _ast.Nonlocal: _Binder.global_,
    _ast.Expr: _Binder.expr,
    _ast.Pass: _Binder.nothing,
    _ast.Break: _Binder.nothing,
    _ast.Continue: _Binder.nothing,
}
if hasattr(_ast, "TypeAlias"):
    _HANDLERS[_ast.TypeAlias] = _Binder.alias
