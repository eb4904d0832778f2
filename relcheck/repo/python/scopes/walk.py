"""The pass over a syntax tree itself: statements on a stack, expressions scanned for names, bindings noted."""

import _ast
from typing import Any, ClassVar, Final

from relcheck.facts.python import Freezer, Time
from relcheck.repo.python.scopes.scope import Binding, Module, Place, Role, Scope
from relcheck.repo.python.scopes.targets import targets_of

_SKIPPED: Final = frozenset("ctx op ops kind id attr arg conversion is_async str type_comment".split())


def _children() -> dict[type, tuple[str, ...]]:
    """Which fields of each class of expression hold more of them."""
    table: dict[type, tuple[str, ...]] = {}
    extra = (_ast.keyword, _ast.comprehension, _ast.arguments, _ast.arg)
    for cls in (*_ast.expr.__subclasses__(), *extra):
        table[cls] = tuple(field for field in getattr(cls, "_fields", ()) if field not in _SKIPPED)
    table[_ast.Constant] = table[_ast.Name] = ()
    return table


_CHILDREN: Final = _children()
_NAME, _ATTRIBUTE, _CONSTANT, _WALRUS = _ast.Name, _ast.Attribute, _ast.Constant, _ast.NamedExpr


class Walk:
    """The state of the pass; statements wait on a stack, so that no depth of nesting is too deep."""

    handlers: ClassVar[dict[type, Any]] = {}
    """For each class of statement what takes it in."""

    def __init__(self, tree: Any, annotations: bool) -> None:
        self.annotations = annotations
        scope = Scope("module", "", None, tree, "import", "module")
        self.module = Module(scope)
        self.uses = self.module.uses
        self.order = 0
        self.branches = 0
        self.typing: set[int] = set()  # the branches that only a type checker sees
        self.stack: list[tuple[Any, Scope, tuple[int, ...], tuple[Any, ...], Time, Freezer]] = []
        self.push(tree.body, scope, (), (), "import", "module")
        stack = self.stack
        handlers = self.handlers
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
