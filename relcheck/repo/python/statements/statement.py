"""The pieces of a file that matter, as libcst nodes with their scope: what readers make facts from.

How a reader of a library hooks in: with rows in `tables.libraries`. `followed` answers from these which
qualified names lead to a reader (results of calls too: `environ.Env()`), `locate` finds the places that use
one, and `libraries.fact.read(reference)` is called for every use: for the innermost node with a followed name, and
for each node around it (attribute, call) that has one too, until it gives an access.

    reference.name                 "decouple.config", "environ.Env().str", ":Settings", ".base.Common"
    reference.node                 the libcst node of exactly that name; `statement.call(node)` is its call
    statement.qualified(node)      the qualified name of any expression in the statement
    statement.names(node)          the texts an expression may be: Names(names, pattern, parameter)
    statement.qualify(node), statement.constant(node)   as the protocol in `settings.values` asks for them
    statement.value(node)          the one constant that an expression is (text, number, bool, None), or MISSING
    statement.default(node)        a `Default` without its value
    statement.span(node)           where it stands
    statement.parent(node)         the node around it
    statement.access(node, ...)    an `Access` with span, time, scope, freezer, cast and target filled in
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import libcst as cst

from relcheck.diagnostic import Span
from relcheck.facts.python import Access, Default, Direction, Freezer, Kind, Time
from relcheck.repo.python.meaning.kinds import Glob, Many, Meaning, Parameter, Ref, Text, common
from relcheck.repo.python.meaning.resolve import Resolver
from relcheck.repo.python.scopes.scope import Place, Scope
from relcheck.repo.python.scopes.targets import bind_generators, bind_parameters
from relcheck.repo.python.statements.defaults import MISSING, default_of
from relcheck.repo.python.syntax import convert
from relcheck.repo.python.syntax.nodes import FIELDS, OPENERS, fields_of, is_node
from relcheck.repo.python.syntax.positions import InText, InTree


class Names(NamedTuple):
    """Which variables an expression names: all of them, or a glob where only a part is known."""

    names: tuple[str, ...] = ()
    pattern: str = ""
    parameter: str = ""  # the parameter of the enclosing function that the name comes from
    node: Any = None  # then, or where it is an attribute of `self`, the expression


class Parametric(NamedTuple):
    """An access whose variable is named by a parameter, or an attribute: its node, and the expression that does.

    `template` is how a helper that is called makes a name of the key; empty if it is the name. `default` is
    the argument that is given to it as a default, and it is `later` where only something is made that reads.
    """

    access: Access
    node: Any
    key: Any
    parameter: str
    template: str = ""
    default: Any = None
    later: bool = False


class Reference(NamedTuple):
    """A use of something that a reader follows."""

    statement: "Statement"
    node: Any
    name: str


class Statement:
    """One place as a libcst node: a small statement, a head expression (see `place.role`), or a whole class."""

    def __init__(self, place: Place, node: Any, resolver: Resolver, path: str, positions: InTree | InText):
        self.place = place
        self.node = node
        self.resolver = resolver
        self.path = path
        self._positions = positions
        self._parents: dict[int, Any] = {}
        self._scopes: dict[int, tuple[Scope, bool]] = {}
        self.parametric: list[Parametric] = []
        self.nodes: list[Any] = []
        """Every node of the statement in the order of the source."""
        self.opens = False
        """Whether something in it opens a scope."""
        self._index()

    def _index(self) -> None:
        """Note the parent of every node, without recursion."""
        stack, parents, nodes = [self.node], self._parents, self.nodes
        while stack:
            node = stack.pop()
            nodes.append(node)
            cls = node.__class__
            fields = FIELDS.get(cls)
            if fields is None:
                fields = FIELDS[cls] = fields_of(cls)
            if cls in OPENERS:
                self.opens = True
            found: list[Any] = []
            for field in fields:
                value = getattr(node, field)
                if value.__class__ is tuple or value.__class__ is list:
                    found.extend(value)
                elif is_node(value.__class__):
                    found.append(value)
            for child in found:
                parents[id(child)] = node
            found.reverse()
            stack.extend(found)

    def parent(self, node: Any) -> Any:
        """The node around a node; None around the outermost."""
        return self._parents.get(id(node))

    def span(self, node: Any) -> Span:
        """Where a node stands in the file."""
        return Span(self.path, *self._positions.corners([*self._above(node)][::-1]))

    def _above(self, node: Any) -> Iterator[Any]:
        """A node and those around it, up to the statement."""
        while node is not None:
            yield node
            node = self._parents.get(id(node))

    def binds(self, node: Any) -> bool:
        """Whether a name is the target of an assignment, not a use."""
        child, parent = node, self.parent(node)
        while parent.__class__ in _DISPLAYS:
            child, parent = parent, self.parent(parent)
        field = _BINDERS.get(parent.__class__)
        return field is not None and getattr(parent, field) is child

    def call(self, node: Any) -> Any:
        """The call whose function a node is, or None."""
        parent = self.parent(node)
        return parent if isinstance(parent, cst.Call) and parent.func is node else None

    # -- meaning ---------------------------------------------------------------------------------

    def meanings(self, node: Any) -> list[Meaning]:
        """Every meaning of an expression of this statement."""
        scope, _ = self.inside(node)
        return self.resolver.of(convert.expression(node), scope, self.place)

    def qualified(self, node: Any) -> str:
        """The qualified name of an expression, `:Name` for something of this module, or an empty string."""
        scope, _ = self.inside(node)
        return self.resolver.qualified(convert.expression(node), scope, self.place)

    def inside(self, node: Any) -> tuple[Scope, bool]:
        """The scope that a node is evaluated in, and whether that is later than its statement (a lambda)."""
        if not self.opens:
            return self.place.scope, False
        chain = []
        child, parent, first = node, self.parent(node), False
        while parent is not None:
            if isinstance(parent, cst.CompFor):
                first = child is parent.iter  # the first of them is evaluated outside
            elif (isinstance(parent, cst.Lambda) and parent.body is child) or (
                isinstance(parent, cst.BaseComp) and not first
            ):
                chain.append(parent)
            first = first and isinstance(parent, cst.CompFor)
            child, parent = parent, self.parent(parent)
        found = (self.place.scope, False)
        for opener in reversed(chain):
            made = self._scopes.get(id(opener))
            if made is None:
                made = self._scopes[id(opener)] = self._scope(opener, found)
            found = made
        return found

    def _scope(self, node: Any, outer: tuple[Scope, bool]) -> tuple[Scope, bool]:
        """The scope that a lambda, a comprehension, or a statement of a parsed class opens."""
        parent, late = outer
        if isinstance(node, cst.Lambda):
            scope = parent.child("function", "", convert.expression(node), "call", "")
            bind_parameters(scope, scope.node.args, self.place)
            return scope, True
        scope = parent.child("comprehension", "", None, parent.time, parent.freezer)
        bind_generators(scope, convert.generators(node.for_in), self.place)
        return scope, late

    def names(self, node: Any) -> Names:
        """Which variables an expression names."""
        texts: list[str] = []
        pattern = parameter = ""
        for meaning in self.meanings(node):
            if isinstance(meaning, Text) and meaning.value.__class__ is str:
                if meaning.value and meaning.value not in texts:  # nobody's variable has no name
                    texts.append(meaning.value)
            elif isinstance(meaning, Glob):
                pattern, parameter = common(pattern, meaning.pattern), parameter or meaning.parameter
            elif isinstance(meaning, Parameter):
                parameter = parameter or meaning.name
            elif isinstance(meaning, Ref) and "(" not in meaning.name.removesuffix("()"):
                self.resolver.wanted.add(meaning.name)
            elif isinstance(meaning, Many) and meaning.name.endswith("()"):  # what a function may return
                texts += [text for text in meaning.texts if text and text not in texts]
        pattern = "" if texts else pattern.strip("*") and pattern
        own = node.__class__ is cst.Attribute and getattr(node.value, "value", "") in _SELF
        return Names(tuple(texts), pattern, parameter, node if parameter or own else None)

    def value(self, node: Any) -> Any:
        """The one constant that an expression is, or MISSING."""
        meanings = self.meanings(node)
        if len(meanings) == 1 and isinstance(meanings[0], Text):
            return meanings[0].value
        return MISSING

    def qualify(self, node: Any) -> str | None:
        """The qualified name of something of another module, relative ones as `.base:Common`; else None."""
        name = self.qualified(node)
        if not name or name.startswith(":"):
            return None
        if name.startswith("."):
            head, dot, tail = name.rpartition(".")
            return f"{head or dot}:{tail}" if head.strip(".") or not head else f"{head}.:{tail}"
        return name

    def constant(self, node: Any) -> str | tuple[str, ...] | None:
        """The text, or the texts, that an expression always has."""
        names = self.names(node)
        if names.parameter or names.pattern or not names.names:
            return None
        return names.names[0] if len(names.names) == 1 else names.names

    def default(self, node: Any) -> Default:
        """What an expression is as a default; its value stays here."""
        value = MISSING if isinstance(node, cst.Call) else self.value(node)
        line, column, end_line, end_column = self.span(node)[1:]
        return default_of(value)._replace(line=line, column=column, end_line=end_line, end_column=end_column)

    # -- facts -----------------------------------------------------------------------------------

    def when(self, node: Any) -> tuple[Time, Freezer]:
        """Whether a node is evaluated when the module is imported, and what makes it so."""
        if self.place.time == "call" or self.inside(node)[1]:
            return "call", ""
        return "import", self.place.freezer

    def access(
        self,
        node: Any,
        kind: Kind,
        direction: Direction,
        names: Names,
        via: str,
        default: Default | None = None,
        injected: bool = False,
    ) -> Access:
        """An access whose whole expression is `node`."""
        from relcheck.repo.python.statements import around

        time, freezer = self.when(node)
        outcome = around.look(self, node, direction)
        made = Access(
            span=self.span(node),
            kind=kind,
            direction=direction,
            time=time,
            names=names.names,
            pattern=names.pattern,
            default=around.effective(default, outcome.default if kind != "membership" else None),
            cast=outcome.cast if kind not in _NO_TEXT or outcome.cast in ("truth", "compare") else "",
            scope=self.place.scope.name,
            via=via,
            freezer=freezer,
            target=outcome.target,
            parameter=bool(names.parameter),
            injected=injected,
            owner=getattr(self.place.statement, "name", "") if freezer in _OWNED else "",
        )
        if names.node is not None:
            self.parametric.append(Parametric(made, node, names.node, names.parameter))
        return made


# By class, because these are abstract, and to ask for an instance of one is slow.
_DISPLAYS: Final = frozenset((cst.Tuple, cst.List, cst.Element, cst.StarredElement))
_BINDERS: Final[dict[type, str]] = {
    cst.AssignTarget: "target", cst.Del: "target", cst.Param: "name", cst.NameItem: "name", cst.AsName: "name",
    cst.AnnAssign: "target", cst.CompFor: "target", cst.NamedExpr: "target",
}  # fmt: skip
_NO_TEXT: Final = ("whole", "reference")
_SELF: Final = ("self", "cls")
_OWNED: Final = ("default", "decorator", "base", "annotation")
