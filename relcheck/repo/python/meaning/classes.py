"""Classes of a module: what they are made of, what is made of them, and what they have of other modules' classes."""

from collections.abc import Callable, Mapping
from typing import Any

from relcheck.repo.python.meaning.kinds import Class, Exported, Meaning, Ref
from relcheck.repo.python.scopes.records import complete
from relcheck.repo.python.scopes.scope import Binding, Module, Place, Scope
from relcheck.repo.python.syntax.reduce import has_word


class Classes:
    """The state of looking names up in one module; `known` says what other modules export."""

    of: Callable[..., list[Meaning]]

    def __init__(self, module: Module, known: Mapping[str, Meaning]) -> None:
        self.module = module
        self.known = known
        self.removed = ""  # the text of functions that were left out of the module
        self.whole: Callable[[Any], Any] = lambda stub: stub  # gives one of these for what stands in its place
        self.incomplete: set[str] = set()  # names for which one of them may have had the answer
        self.fields: dict[int, tuple[str, ...]] = {}  # of each class whose fields make its constructor
        self.heirs_of: dict[int, list[Scope]] | None = None  # of each class those that are made of it

    def attributes(self, scope: Scope, name: str, depth: int = 8) -> list[Binding]:
        """The bindings of an attribute of a class of this module, or of its bases here."""
        if id(scope) not in self.fields:
            self.fields[id(scope)] = complete(scope)
        found = scope.attributes.get(name, []) + scope.bindings.get(name, [])
        if found or depth <= 0:
            return found
        for meaning in self.bases(scope):
            if isinstance(meaning, Class) and (found := self.attributes(meaning.scope, name, depth - 1)):
                return found
        if has_word(self.removed, name):
            self.incomplete.add(name)
        return []

    def bases(self, scope: Scope) -> list[Meaning]:
        """What a class of this module is made of: classes of this module or names of other ones."""
        outer = scope.parent or scope
        end = Place(None, None, "base", outer, 1 << 30, (), (), "call", "")
        found = [meaning for base in scope.node.bases for meaning in self.of(base, outer, end, 8)]
        found += [ref for meaning in found if isinstance(meaning, Exported) for ref in self.spelled(meaning)]
        return [meaning for meaning in found if isinstance(meaning, Class | Ref)]

    def spelled(self, exported: Exported) -> list[Ref]:
        """What a helper of another module is called here."""
        return [Ref(name) for name, meaning in self.known.items() if meaning == exported]

    def inherited(self, scope: Scope, name: str, depth: int = 8) -> list[Meaning]:
        """What a class of this module has of a class of another one."""
        for base in self.bases(scope) if self.known and depth > 0 else ():
            if isinstance(base, Ref) and f"{base.name}.{name}" in self.known:
                return [self.known[f"{base.name}.{name}"]]
            if isinstance(base, Class) and (found := self.inherited(base.scope, name, depth - 1)):
                return found
        return []

    def heirs(self, scope: Scope) -> list[Scope]:
        """The classes of this module that are made of one of them, if only by others."""
        if self.heirs_of is None:
            self.heirs_of = {}
            for cls, _ in self.module.classes if len(self.module.classes) > 1 else ():
                for base in self.bases(cls) if cls.node.bases else ():
                    if isinstance(base, Class):
                        self.heirs_of.setdefault(id(base.scope), []).append(cls)
        found = list(self.heirs_of.get(id(scope), ()))
        for cls in found:  # which grows
            found += [other for other in self.heirs_of.get(id(cls), ()) if other not in found]
        return found
