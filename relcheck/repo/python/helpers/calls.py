"""Helpers of a module and their calls: found round by round, because helpers call helpers."""

import _ast
from typing import Any, Final

from relcheck.repo.python.helpers.exports import scope_name
from relcheck.repo.python.meaning.chosen import forwarded
from relcheck.repo.python.meaning.kinds import Class, Exported, Function, Instance, Meaning, Partial
from relcheck.repo.python.scopes.scope import Place
from relcheck.repo.python.statements import locate
from relcheck.repo.python.statements.reading import ITEMS, Reading
from relcheck.repo.python.syntax.trees import word
from relcheck.repo.python.where import dotted

_ROUNDS: Final = 4
"""How many helpers may stand between a name and the environment."""
LEFT: Final = "@"
"""What says of a helper that it is none, but an attribute whose text names a variable."""
_LEFT_AS_TEXT: Final = f"\x1f{LEFT}\x1f"


class HelperCalls(Reading):
    """Finds helpers, and makes facts of their calls."""

    def read_helpers(self) -> None:
        """The calls of helpers, and of helpers around helpers."""
        self.read_given()
        if not self.statements:
            return
        from relcheck.repo.python.helpers.heirs import left
        from relcheck.repo.python.helpers.helper import encode, helper_of

        for _ in range(_ROUNDS):
            fresh: list[str] = []
            for statement in list(self.statements.values()):
                while statement.parametric:
                    found = statement.parametric.pop(0)
                    if found.parameter and (made := helper_of(statement, found)) is not None:
                        fresh.append(self.remember(*made))
                    elif not found.parameter and (own := left(statement, found)) is not None:
                        self.helper_names.setdefault(own[0], encode([own[1]]))
            if not fresh:
                return
            for statement in self.parsed(self.callers(fresh)):
                self.calls(statement)

    def read_given(self) -> None:
        """The names that classes of this module give to what classes of others read."""
        known = self.known.meanings.items() if self.module.classes else ()
        left = {name.rpartition(".")[2] for name, m in known if isinstance(m, Exported) and _LEFT_AS_TEXT in m.target}
        if not left:
            return
        from relcheck.repo.python.helpers import heirs

        for binding, name, meaning in heirs.given(self.resolver, left):
            for statement in self.parsed([binding.place]):
                access = heirs.read(statement, name, meaning)
                if access is not None:
                    self.add(access)

    def callers(self, helpers: list[str]) -> list[Place]:
        """The places that may call one of these helpers."""
        names = [name.rpartition(".")[2] for name in helpers]
        classes = {scope.name for scope, _ in self.module.classes}
        names += [heir for name in helpers if name in classes for heir in self.family(name)]
        names += [bound for bound, binding, _, _ in self.module.bound if _stands_for(binding, names)]
        names += [scope.node.name for scope in self.module.functions if word(forwarded(scope.node)) in names]
        found = locate.users(self.module, names, names)
        for name in helpers:
            owner, _, method = name.rpartition(".")
            cls = owner.rpartition(".")[2]
            if cls:  # an object that is made on the spot: `Env("APP_").get("NAME")`
                made = locate.users(self.module, [*self.family(cls), "super"], ())
                found += [place for place in made if f").{method}(" in self.text_of(place)]
            if cls and (method == "__call__" or method in ITEMS):
                objects = [bound for bound, binding, _, _ in self.module.bound if self.is_made(binding, owner)]
                found += locate.users(self.module, objects, objects)
        return sorted({id(place): place for place in found}.values(), key=lambda place: place.order)

    def family(self, cls: str) -> list[str]:
        """The names of a class and of those that this module makes of it, directly or not."""
        names = [cls]
        for name in names:
            for scope, _ in self.module.classes:
                if scope.name not in names and any(word(base) == name for base in scope.node.bases):
                    names.append(scope.name)
        return names

    def text_of(self, place: Place) -> str:
        """The source of a place."""
        return locate.text_of(self.source, place)

    def is_made(self, binding: Any, cls: str) -> bool:
        """Whether a binding is an object of a class."""
        function = getattr(binding.value, "func", None) if binding.kind == "value" else None
        return word(function) == cls.rpartition(".")[2]

    def remember(self, owner: Any, helper: Any) -> str:
        """Note a helper; its dotted name."""
        from relcheck.repo.python.helpers.helper import encode

        kept = self.helpers.setdefault(id(owner), [])
        same = next((i for i, other in enumerate(kept) if other.parameter == helper.parameter), -1)
        if same < 0:
            kept.append(helper)
        elif kept[same].rank != helper.rank:
            kept[same] = max(kept[same], helper, key=lambda one: one.rank)
        elif kept[same].kind == "membership":  # `os.environ[name] if name in os.environ else None` gives a text
            kept[same] = helper.with_default(kept[same])
        elif helper.kind != "membership":
            kept[same] = kept[same].or_else(helper)
        if isinstance(owner, Place):  # a lambda: the name that it is assigned to
            name = next((n for n, b, _, _ in self.module.bound if b.place is owner and b.kind == "value"), "")
            public = name if owner.scope.kind == "module" else ""
        else:
            name, public = owner.name, scope_name(owner)
        self.helper_all.add(name)
        self.asks = self.asks or name.rpartition(".")[2] in ITEMS
        if public and not (helper.idle == "*" and "." in public):  # such methods are many, and seldom told a name
            self.helper_names[public] = encode(kept)
        return name

    def calls(self, statement: Any) -> None:
        """The calls of helpers of this module in a statement."""
        from libcst import Arg, Attribute, Name

        for node in statement.nodes:
            if node.__class__ not in (Name, Attribute):
                continue
            if self.asked(statement, node) or (
                statement.call(node) is None and not isinstance(statement.parent(node), Arg)
            ):
                continue
            for meaning in statement.meanings(node):
                if isinstance(meaning, Instance):
                    for called in self.resolver.attribute(meaning, "__call__", statement.place, 16):
                        if isinstance(called, Function):
                            self.helper(statement, node, called)
                elif isinstance(meaning, Partial) and hasattr(meaning.node, "keywords"):
                    self.partly(statement, node, meaning)
                elif isinstance(meaning, Function | Class | Partial):
                    self.helper(statement, node, meaning)

    def asked(self, statement: Any, node: Any) -> bool:
        """The access that `settings["NAME"]` is, where the class of `settings` asks the environment for that."""
        if not self.asks:
            return False
        from relcheck.repo.python.helpers import items

        how = items.asked(statement, node)
        for method in items.methods(statement, node, how) if how is not None else ():
            known, via = self.known_helpers(node, method)
            if how is not None and known and self.first(statement, node, "item"):
                access = items.access(statement, node, how, known, via)
                if access is not None:
                    self.add(access)
                return access is not None
        return False

    def partly(self, statement: Any, node: Any, meaning: Partial) -> bool:
        """The access that a call of `functools.partial(env, "NAME")` is, where `env` is a helper."""
        from relcheck.repo.python.helpers import passed

        call, (function, *held) = statement.call(node), meaning.node.args
        for inner in self.resolver.of(function, meaning.scope, meaning.place):
            if call is None or not isinstance(inner, Exported | Function):
                continue
            if not held:
                return self.helper(statement, node, inner)
            known, via = self.known_helpers(node, inner)
            texts = self.resolver.of(held[0], meaning.scope, meaning.place)
            fresh = known and self.first(statement, node, "helper")
            access = passed.held(statement, call, known, texts, via) if fresh else None
            if access is not None:
                self.add(access)
                return True
        return False

    def known_helpers(self, node: Any, meaning: Meaning) -> tuple[list[Any], str]:
        """What is known of a helper, and what it is called."""
        from relcheck.repo.python.helpers.helper import decode

        if isinstance(meaning, Exported):
            return decode(meaning.target), meaning.name
        if isinstance(meaning, Class):
            return self.made_of(meaning)
        owner = meaning.scope if isinstance(meaning, Function) else getattr(meaning, "place", None)
        name = owner.name if isinstance(meaning, Function) else getattr(node, "value", "")  # type: ignore[union-attr]
        return self.helpers.get(id(owner), []), f"{dotted(self.source.path)}:{name}"

    def made_of(self, cls: Class, depth: int = 4) -> tuple[list[Any], str]:
        """The same of a class whose constructor names a variable, or one that it is made of."""
        if known := self.helpers.get(id(cls.scope), []):
            return known, f"{dotted(self.source.path)}:{cls.scope.name}"
        for base in self.resolver.bases(cls.scope) if self.helpers and depth > 0 else ():
            if isinstance(base, Class) and (found := self.made_of(base, depth - 1))[0]:
                return found
        return [], ""

    def helper(self, statement: Any, node: Any, meaning: Meaning) -> bool:
        """The access that a call of a helper is."""
        from relcheck.repo.python.helpers.helper import called as answered
        from relcheck.repo.python.helpers.passed import passed

        known, via = self.known_helpers(node, meaning)
        if not known or not self.first(statement, node, "helper"):
            return bool(known)
        called = statement.call(node) is not None
        access = (answered if called else passed)(statement, node, known, via)
        if access is not None:
            self.add(access)
        return True


def _stands_for(binding: Any, names: list[str]) -> bool:
    """Whether a name is another one for a helper: `get = env`, `get = functools.partial(env, default="")`."""
    value = binding.value if binding.kind == "value" else None
    if value.__class__ is _ast.Call and value.args:
        value = value.args[0]
    return value is not None and word(value) in names
