"""What the source does with the text that an access gives: cast, fallback, and the name it is assigned to."""

import _ast
from typing import Any, Final, NamedTuple

import libcst as cst

from relcheck.facts.python import Default, Direction
from relcheck.repo.python.meaning.kinds import Text
from relcheck.repo.python.meaning.resolve import Resolver
from relcheck.repo.python.statements.defaults import default_of
from relcheck.repo.python.syntax.trees import word


class Outcome(NamedTuple):
    """What happens to the text of an access."""

    default: Default | None = None
    cast: str = ""
    target: str = ""


SAME_TEXT: Final = frozenset(
    "strip lstrip rstrip lower upper casefold replace removeprefix removesuffix encode decode title capitalize".split()
)
SPLITS: Final = frozenset(("split", "rsplit", "splitlines"))
CASTS: Final = {
    "int": "int", "float": "float", "bool": "bool", "json.loads": "json", "orjson.loads": "json", "ujson.loads": "json",
    "simplejson.loads": "json", "list": "list", "tuple": "list", "set": "list", "pathlib.Path": "path",
    "pathlib.PurePath": "path", "pathlib.PosixPath": "path", "anyio.Path": "path", "os.path.abspath": "path",
    "os.path.realpath": "path", "os.path.normpath": "path", "os.path.expanduser": "path",
}  # fmt: skip
_NO_CASTS: Final = frozenset("print str repr len isinstance hash id type".split())
_NEVER: Final = ("assert_that", "expect", ".get", ".pop", ".setdefault", ".append", ".add", ".write")
_CARRIERS: Final = frozenset(
    "str os.path.expandvars pydantic.Field pydantic.fields.Field pydantic.v1.Field attr.ib attrs.field".split()
)
_ANSWERS: Final = ("truth", "compare", "bool")
_IDENTITY: Final = (cst.Is, cst.IsNot)
_EQUALITY: Final = (cst.Equal, cst.NotEqual, cst.In, cst.NotIn)


def converts(name: str) -> bool:
    """Whether a callable makes something else of a text than itself, or an answer to no question."""
    return name not in _NO_CASTS and name not in _CARRIERS and not name.endswith(_NEVER)


def look(statement: Any, node: Any, direction: Direction) -> Outcome:
    """Follow the value of an access outwards, as long as it stays recognisably that value."""
    if direction != "read":
        return Outcome()
    walk = _Walk(statement)
    child, parent = node, statement.parent(node)
    while parent is not None:
        if not walk.step(parent, child):
            break
        child, parent = parent, statement.parent(parent)
    else:
        role = statement.place.role
        if role == "test" and not walk.cast and not walk.kept:  # `if text := ...` may parse it yet
            walk.cast = "truth"
    if walk.default is None:
        walk.default = _handled(statement, node, walk.target)
    return Outcome(walk.default, walk.cast, walk.target)


class _Walk:
    """One way outwards."""

    def __init__(self, statement: Any) -> None:
        self.statement = statement
        self.default: Default | None = None
        self.cast = ""
        self.kept = False
        self.target = ""

    def step(self, parent: Any, child: Any) -> bool:
        """Take in what the next node around does; false where the value is no longer followed."""
        step = _STEPS.get(parent.__class__)
        return bool(step(self, parent, child)) if step is not None else False

    def set_cast(self, cast: str) -> None:
        self.cast = self.cast or cast

    def argument(self, arg: cst.Arg, child: Any) -> bool:
        call = self.statement.parent(arg)
        if not isinstance(call, cst.Call) or arg.star or arg.keyword is not None or call.args[0] is not arg:
            return False
        if sum(a.keyword is None for a in call.args) > 1:
            return False
        name = self.statement.qualified(call.func)
        written = name.lstrip(":") or dotted(call.func)
        written = "str" if written == "type()" else written  # of a default: what that is, its callers say
        outer = self.statement.parent(call)
        if not written or isinstance(outer, cst.Expr) or (outer is None and self.statement.place.role == "decorator"):
            return False
        if not converts(written):
            return written in _CARRIERS
        self.set_cast(CASTS.get(written, written))
        return True

    def call(self, call: cst.Call, child: Any) -> bool:
        return True

    def attribute(self, attribute: cst.Attribute, child: Any) -> bool:
        if self.statement.call(attribute) is None:
            return False
        if attribute.attr.value in SPLITS:
            self.set_cast("list")
            return True
        return attribute.attr.value in SAME_TEXT

    def boolean(self, operation: cst.BooleanOperation, child: Any) -> bool:
        if isinstance(operation.operator, cst.Or):
            falls_back = child is operation.left and self.cast not in _ANSWERS and not self.tested(operation)
            if falls_back and self.default is None:
                self.default = self.statement.default(operation.right)
            return True
        if child is operation.left:
            self.set_cast("truth")
            return False
        return True

    def tested(self, operation: Any) -> bool:
        """Whether an `or` joins conditions instead of giving a fallback."""
        child, parent = operation, self.statement.parent(operation)
        while isinstance(parent, cst.BooleanOperation):
            child, parent = parent, self.statement.parent(parent)
        if parent is None:
            return bool(self.statement.place.role == "test")
        if isinstance(parent, cst.IfExp):
            return parent.test is child
        return isinstance(parent, cst.UnaryOperation | cst.CompIf | cst.Assert)

    def unary(self, operation: cst.UnaryOperation, child: Any) -> bool:
        if isinstance(operation.operator, cst.Not):
            self.set_cast("truth")
            return True
        return False

    def comparison(self, comparison: cst.Comparison, child: Any) -> bool:
        operators = [target.operator for target in comparison.comparisons]
        others = [comparison.left, *(target.comparator for target in comparison.comparisons)]
        if any(isinstance(operator, _IDENTITY) for operator in operators):
            return False
        if any(isinstance(other, cst.Name) and other.value == "None" for other in others):
            return False
        if any(isinstance(operator, _EQUALITY) for operator in operators):
            self.set_cast("compare")
        return True

    def comparison_target(self, target: Any, child: Any) -> bool:
        return True

    def conditional(self, node: cst.IfExp, child: Any) -> bool:
        if child is node.test:
            self.set_cast("truth")
            return False
        membership = isinstance(node.test, cst.Comparison) and any(
            isinstance(t.operator, cst.In | cst.NotIn) for t in node.test.comparisons
        )
        if membership and self.default is None:
            self.default = self.statement.default(node.orelse if child is node.body else node.body)
        return True

    def named(self, node: cst.NamedExpr, child: Any) -> bool:
        self.target = self.target or dotted(node.target)
        self.kept = True
        return True

    def condition(self, node: Any, child: Any) -> bool:
        if child is node.test:
            self.set_cast("truth")
        return False

    def generator(self, node: cst.GeneratorExp, child: Any) -> bool:
        call: Any = self.statement.parent(self.statement.parent(node))
        if self.default is None and getattr(getattr(call, "func", None), "value", "") == "next" and len(call.args) == 2:
            self.default = self.statement.default(call.args[1].value)
        return False

    def assign(self, node: cst.Assign, child: Any) -> bool:
        if child is node.value:
            self.target = self.target or dotted(node.targets[-1].target)
        return False

    def annotated(self, node: cst.AnnAssign, child: Any) -> bool:
        if child is node.value:
            self.target = self.target or dotted(node.target)
        return False

    def through(self, node: Any, child: Any) -> bool:
        return True

    def subscript(self, node: cst.Subscript, child: Any) -> bool:
        return node.value is child


_STEPS: Final[dict[type, Any]] = {
    cst.Arg: _Walk.argument,
    cst.Call: _Walk.call,
    cst.Attribute: _Walk.attribute,
    cst.BooleanOperation: _Walk.boolean,
    cst.UnaryOperation: _Walk.unary,
    cst.Comparison: _Walk.comparison,
    cst.ComparisonTarget: _Walk.comparison_target,
    cst.IfExp: _Walk.conditional,
    cst.NamedExpr: _Walk.named,
    cst.GeneratorExp: _Walk.generator,
    cst.Assert: _Walk.condition,
    cst.CompIf: _Walk.condition,
    cst.Assign: _Walk.assign,
    cst.AnnAssign: _Walk.annotated,
    cst.Await: _Walk.through,
    cst.Subscript: _Walk.subscript,
}


def dotted(node: Any) -> str:
    """`a.b` as written; empty for anything else."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr.value}" if left else ""
    return ""


def effective(given: Default | None, instead: Default | None) -> Default | None:
    """The default that counts: of `get("K", "") or "d"` the second."""
    nothing = given is None or (given.form in ("empty", "none") and instead is not None)
    return instead if nothing else given


def _handled(statement: Any, node: Any, target: str) -> Default | None:
    """The fallback of `try: x = os.environ["K"]` / `except KeyError: x = "d"`; None if the handler gives up."""
    if not statement.place.tries or not isinstance(node, cst.Subscript):
        return None
    for handler in statement.place.tries[-1].handlers:
        if not _catches(handler.type):
            continue
        last = handler.body[-1]
        if any(s.__class__ is _ast.Raise or _exits(s) for s in handler.body):
            return None
        value = None
        instead = last.__class__ is _ast.Return
        if instead:
            value = last.value
            instead = statement.place.statement.__class__ is _ast.Return
        for inner in handler.body:
            if inner.__class__ is _ast.Assign and _same(inner.targets[0], target):
                value, instead = inner.value, True
        if not instead and not _catches(handler.type, _MISSING):  # it may be about anything else that is tried
            return None
        return _default(statement.resolver, value, statement.place)
    return None


_MISSING: Final = ("KeyError", "LookupError")


def _catches(kind: Any, names: tuple[str, ...] = (*_MISSING, "Exception", "BaseException")) -> bool:
    """Whether a handler is for errors of these names; a bare one is for all errors, and not for missing names alone."""
    if kind is None:
        return names is not _MISSING
    kinds = kind.elts if kind.__class__ is _ast.Tuple else [kind]
    return any(getattr(k, "id", "") in names for k in kinds)


def _exits(node: Any) -> bool:
    if node.__class__ is not _ast.Expr or node.value.__class__ is not _ast.Call:
        return False
    return word(node.value.func) in ("exit", "_exit", "abort", "fail", "skip", "quit")


def _same(node: Any, target: str) -> bool:
    """Whether an assignment's target is the name or attribute `target`."""
    head, _, tail = target.rpartition(".")
    if node.__class__ is _ast.Name:
        return not head and node.id == tail
    return node.__class__ is _ast.Attribute and node.attr == tail and _same(node.value, head)


def _default(resolver: Resolver, node: Any, place: Any) -> Default:
    if node is None:
        return Default("none", "empty")
    meanings = resolver.of(node, place.scope, place)
    if len(meanings) != 1 or not isinstance(meanings[0], Text):
        return Default("expression")
    return default_of(meanings[0].value)
