"""Functions of the project around one access: `def env(name, default=None): return os.environ.get(name, default)`.

The access inside names a parameter; each call of the function is a fact with the names given there. How a
helper makes the variable's name and its default travels between modules as text, in `Export.target`.
"""

import _ast
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import libcst as cst

from relcheck.facts.python import Access, Default, Direction, Kind
from relcheck.repo.python.accesses.calls import argument
from relcheck.repo.python.helpers import casts, fallbacks, naming, owners
from relcheck.repo.python.helpers.naming import each, given_to, joined, settled, templates
from relcheck.repo.python.helpers.owners import has, index
from relcheck.repo.python.meaning.handed import is_handed
from relcheck.repo.python.meaning.kinds import Class, Meaning
from relcheck.repo.python.meaning.marks import filled, holds
from relcheck.repo.python.meaning.resolve import Resolver
from relcheck.repo.python.scopes.scope import Scope, is_method
from relcheck.repo.python.statements.statement import Names, Parametric, Statement
from relcheck.repo.python.syntax import convert

_SEPARATOR: Final = "\x1f"
_AND: Final = "\x1b"
_NUMBERS: Final = (4, 6, 9, 13, 20)
_DEFAULTS: Final = ("default_parameter", "default_index", "form", "looks", "digest")
_KINDS: Final = frozenset(("subscript", "get", "getenv", "membership", "pop", "setdefault", "library"))
_PLAIN: Final = ("", "int", "float", "json", "list", "path", "compare", "truth")


class Helper(NamedTuple):
    """How one access inside a helper depends on the helper's arguments.

    `template` and `more` are what `naming` makes of the variable's name; `form`, `looks` and `digest` are of
    its own default. Positions count from what a caller passes: `self` is not counted. An index is -1 for a
    keyword-only parameter.
    """

    kind: Kind
    direction: Direction
    template: str
    parameter: str
    position: int
    default_parameter: str = ""
    default_index: int = -1
    form: str = ""
    looks: str = ""
    digest: int = 0
    cast: str = ""
    given: str = ""  # the text that the parameter has when no argument is given
    unless: str = ""  # a parameter that the access only fills in: `if default is None: default = os.environ...`
    unless_index: int = -1
    more: str = ""
    later: str = ""  # not empty where a call only makes a function that reads
    injected: str = ""  # not empty where callers may give another mapping
    star: str = ""  # not empty where every argument from that position on names a variable
    idle: str = ""  # `*` where it gives its caller nothing of what it reads, `=` where it keeps that somewhere
    caster: str = ""  # the parameter that is what converts the text, or `=` and one whose type does
    caster_index: int = -1

    @property
    def rank(self) -> int:
        """What a function is that does several things to one variable: one that gives what it reads, before others."""
        return 1 if self.direction == "write" else 0 if self.idle else 2

    def or_else(self, other: "Helper") -> "Helper":
        """The same where it asks for a name that is made in another way, too."""
        textual = self.cast not in _PLAIN and not other.cast  # a text tells more
        first, second = (other, self) if textual else (self, other)
        if second.more not in ("", first.more):
            return first
        given = first.with_default(second) if first.form in ("", "none") and not first.default_parameter else first
        return given._replace(template=joined(first.template, second.template))

    def with_default(self, other: "Helper") -> "Helper":
        """The same with the default of another one, which asks for the same, where it has none of its own."""
        if self.default_parameter or self.form not in ("", "none"):
            return self
        return self._replace(**{name: getattr(other, name) for name in _DEFAULTS})


def encode(helpers: Iterable[Helper]) -> str:
    """What a function does with each of its parameters that name a variable, as text for other modules."""
    return _AND.join(_SEPARATOR.join(map(str, helper)) for helper in helpers)


def decode(text: str) -> list[Helper]:
    """The helpers that `encode` wrote."""
    found: list[Helper] = []
    for one in text.split(_AND):
        values: list[Any] = one.split(_SEPARATOR)
        for number in _NUMBERS:
            values[number] = int(values[number])
        found.append(Helper(*values))
    return found


def of_object(resolver: Resolver, made: Meaning, text: str) -> str:
    """The encoded helper that a method of one object, or class, is, of the encoded method."""
    if isinstance(made, Class):
        return encode(one._replace(more=naming.of_class(resolver, made, one.more)) for one in decode(text))
    return encode(
        one._replace(template=naming.of_object(resolver, made, one.template, one.more)) for one in decode(text)
    )


def helper_of(statement: Statement, found: Parametric) -> tuple[Any, Helper] | None:
    """What makes calls accesses: a function's scope, a class's, or the place of a lambda; and how."""
    access = found.access
    scope: Scope | None = statement.inside(found.key)[0]
    owner = owners.owner(statement, scope, found.parameter) if access.kind in _KINDS else None
    if owner is None or scope is None:
        return None
    if access.injected and owner.node.__class__ is not _ast.Lambda and is_handed(owner):
        return None
    given = owners.given(statement, access, owner, scope)
    same = access.target == found.parameter  # `name = os.environ.get(name)`; in a branch, it need not be a name
    if given is None or (same and all(node is not statement.place.statement for node in owner.node.body)):
        return None
    template, more = templates(statement, found, owner, scope)
    if not template:
        return None
    default_parameter, default = fallbacks.fallback(statement, found, owner, given.result.instead)
    star = "*" if _stars(owner) == found.parameter else ""
    fills_in = has(owner, access.target) and not same
    made = Helper(
        access.kind,
        access.direction,
        template,
        found.parameter,
        _first(owner) if star else index(owner, found.parameter),
        default_parameter,
        index(owner, default_parameter) if default_parameter else -1,
        *((default.form, default.looks, default.digest) if default else ("", "", 0)),
        given.result.cast,
        given_to(statement, owner, found.parameter).replace("*", ""),
        *((access.target, index(owner, access.target)) if fills_in else ("", -1)),
        more,
        "*" if given.later or found.later else "",
        "*" if access.injected else "",
        star,
        given.idle,
    )
    return given.called, casts.complete(statement, owner, made)


def called(statement: Statement, node: Any, helpers: list[Helper], via: str) -> Access | None:
    """The access that a call of a helper is; None if it is not called here, or nothing is known of the name."""
    call = statement.call(node)
    if call is None:
        return None
    names: list[str] = []
    pattern = ""
    parametric: list[tuple[Any, str, str]] = []
    default: Default | None = None
    helpers = [h for h in helpers if h.direction == helpers[0].direction and not _spared(call, h)]
    if not helpers:
        return None
    for helper in helpers:
        keys = _keys(call, helper)
        if not keys and not (helper.given and not any(a.star for a in call.args)):
            continue
        ways = settled(statement, call, helper.template, helper.more)
        if not ways:
            continue
        if default is None and helper.direction == "read":
            default = default_here(statement, call, helper)
        if not keys:
            made = [filled(way, helper.given) for way in ways]
            names += [name for name in made if "*" not in name]
            continue
        for key in keys:
            each = not helper.star and holds(ways[0], "e")
            given = _names(statement, key) if each else statement.names(key)
            if given == Names():  # `if isinstance(names, str): names = [names]`
                given = _names(statement, key)
            made = [filled(way, name) for way in ways for name in given.names or [given.pattern or "*"]]
            names += [name for name in made if "*" not in name]
            pattern = pattern or next((name for name in made if "*" in name), "")
            if given.parameter:
                parametric.append((key, given.parameter, ways[0]))
    first = helpers[0]
    parameter = parametric[0][1] if parametric else ""
    kept = "" if names else pattern.strip("*") and pattern
    access = statement.access(
        call, first.kind, first.direction, Names(tuple(dict.fromkeys(names)), kept, parameter), via, default
    )
    if first.later:
        handed = isinstance(statement.parent(call), cst.Arg)  # what is made of the object is no cast
        access = access._replace(time="call", freezer="", cast="" if handed else access.cast)
    if first.direction == "read" and (cast := casts.at(statement, call, first)):
        access = access._replace(cast=cast)  # what the caller tests or converts is no text any more
    if parameter and not first.idle:
        key, _, template = parametric[0]
        instead = argument(call, first.default_index, first.default_parameter) if first.default_parameter else None
        statement.parametric.append(Parametric(access, call, key, parameter, template, instead, bool(first.later)))
    return access if access.names or (access.variable and not first.idle) else None


def _spared(call: Any, helper: Helper) -> bool:
    """Whether a call passes what the helper would else read, or a mapping that is written out to read it from."""
    if helper.injected and any(isinstance(arg.value, cst.Dict) for arg in call.args):
        return True
    passed = argument(call, helper.unless_index, helper.unless) if helper.unless else None
    return passed is not None and getattr(passed, "value", "") != "None"


def default_here(statement: Statement, call: Any, helper: Helper) -> Default | None:
    """The default that a call gives, or the helper's own."""
    if helper.default_parameter:
        given = argument(call, helper.default_index, helper.default_parameter)
        if given is not None:
            return statement.default(given)
    if not helper.form or helper.form == "none":
        return None
    return Default(helper.form, helper.looks, helper.digest)  # type: ignore[arg-type]


def _keys(call: Any, helper: Helper) -> list[Any]:
    """The arguments that name variables."""
    if helper.star:
        return [a.value for a in call.args[helper.position :] if a.keyword is None and a.star != "**"]
    key = argument(call, helper.position, helper.parameter)
    return [key] if key is not None else []


def _names(statement: Statement, node: Any) -> Names:
    scope, _ = statement.inside(node)
    return Names(tuple(each(statement.resolver, convert.expression(node), scope, statement.place)))


def _stars(scope: Scope) -> str:
    """The parameter that takes all further arguments."""
    return getattr(getattr(scope.node.args, "vararg", None), "arg", "")


def _first(scope: Scope) -> int:
    """Where the arguments begin that no parameter of their own takes."""
    return len(scope.node.args.posonlyargs) + len(scope.node.args.args) - int(is_method(scope))
