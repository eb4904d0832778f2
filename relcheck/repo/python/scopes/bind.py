"""One pass over a module's syntax tree: what each name is bound to, and which places use it.

The tree is the interpreter's (`_ast`), or libcst's turned into the same classes by `convert` where the
interpreter cannot parse the file. Nothing is resolved here: a binding keeps the expression, and `resolve`
looks at it when a place turns out to matter.
"""

import _ast
from typing import Any

from relcheck.facts.python import Freezer
from relcheck.repo.python.scopes.scope import Binding, Module, Place
from relcheck.repo.python.scopes.targets import bind_parameters, captures
from relcheck.repo.python.scopes.walk import Walk

_NAME, _CONSTANT = _ast.Name, _ast.Constant


def bind(tree: Any, annotations: bool = True) -> Module:
    """Bind the names of a whole module; annotations are scanned only on demand, because they are many."""
    return _Binder(tree, annotations).module


class _Binder(Walk):
    """What each statement binds and uses."""

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
            self.add(node.target.id, Binding("augmented", node, place))

    def delete(self, node: Any, place: Place) -> None:
        for target in node.targets:
            if target.__class__ is _NAME:
                self.add(target.id, Binding("deleted", None, place))
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
        if name == "os" and self.typing and not self.typing.isdisjoint(place.block):
            for alias in node.names:
                self.add(alias.asname or alias.name, Binding("unknown", None, place))  # no run imports it
            return
        prefix = dots + name + ("." if name else "")
        for alias in node.names:
            if alias.name == "*":
                place.scope.stars.append(dots + name)
                self.module.starred.append(dots + name)
            else:
                if not name:
                    self.imported(dots + alias.name, place)
                full = "os" if alias.name == "os" and not alias.asname else prefix + alias.name  # another module's `os`
                self.add(alias.asname or alias.name, Binding("import", full, place))

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
        if self.annotations and node.returns is not None:
            self.head(node.returns, place, "annotation", "annotation")
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
        if getattr(node.test, "attr", getattr(node.test, "id", "")) == "TYPE_CHECKING":
            self.typing.add(self.branches + 1)
        main = place.scope.kind == "module" and _is_main(node.test)
        self.module.main = self.module.main or main
        self.inside(node.body, place, main=main)

    def while_(self, node: Any, place: Place) -> None:
        self.head(node.test, place, "test")
        self.inside(node.orelse, place)
        self.inside(node.body, place)
        self.module.loops[self.branches] = place.order

    def for_(self, node: Any, place: Place) -> None:
        if node.target.__class__ is not _NAME:
            self.head(node.target, place, "target")
        self.assign(node.target, node.iter, self.head(node.iter, place, "iter"), "loop")
        self.inside(node.orelse, place)
        self.inside(node.body, place)
        self.module.loops[self.branches] = place.order

    def with_(self, node: Any, place: Place) -> None:
        for item in node.items:
            own = self.head(item.context_expr, place, "with")
            if item.optional_vars is not None:
                if item.optional_vars.__class__ is not _NAME:
                    self.head(item.optional_vars, place, "target")
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


_Binder.handlers = {
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
    _Binder.handlers[_ast.TypeAlias] = _Binder.alias
