"""What an object of a library adds to the names that are asked of it: a prefix, casts and defaults."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from relcheck.facts.python import Default
from relcheck.repo.python.meaning.kinds import Text
from relcheck.repo.python.tables.followed import canonical
from relcheck.repo.python.tables.libraries import OBJECTS, Object, Slot
from relcheck.secret import digest, looks

if TYPE_CHECKING:
    from relcheck.repo.python.meaning.resolve import Resolver
    from relcheck.repo.python.scopes.scope import Place, Scope
    from relcheck.repo.python.statements.statement import Reference, Statement

_OBJECTS: Final = {row.name: row for row in OBJECTS}
_NEXT, _FIELD = "\x1e", "\x1d"
Scheme = Mapping[str, tuple[str, Default | None]]
"""The casts and the defaults of some names."""


class State(NamedTuple):
    """The state of one object: what begins its names, and for some names a cast and a default.

    `elsewhere` is true where it was handed a dictionary that is asked instead of the environment.
    """

    prefix: str = ""
    scheme: Scheme = MappingProxyType({})
    elsewhere: bool = False


def state_of(reference: "Reference", name: str) -> State:
    """The state of the object that a reference is, or is a method of."""
    receiver = reference.node
    row = _OBJECTS.get(name)
    if row is None and "." in name:
        row = _OBJECTS.get(name.rpartition(".")[0])
        receiver = getattr(receiver, "value", None)
    if row is None or receiver is None:
        return State()
    from relcheck.repo.python.syntax import convert

    statement = reference.statement
    node = convert.expression(receiver)
    scope, _ = statement.inside(receiver)
    prefix, elsewhere = "", False
    scheme: Scheme = _elsewhere(node, statement.resolver) if row.scheme else {}
    for value, where, place in statement.resolver.values(node, scope, statement.place, 16)[:1]:
        if hasattr(value, "keywords"):
            prefix = _text(_argument(value, row.prefix), where, place, statement)
            scheme = scheme_of(value, where, place, statement.resolver) if row.scheme else {}
            elsewhere = hasattr(_argument(value, row.mapping), "values")  # a dictionary that is written there
    line = statement.span(reference.node).line
    name_here = getattr(node, "id", "")
    prefix += _assigned(row, name_here, line, statement) + _blocks(row, name_here, line, statement)
    return State(prefix, scheme, elsewhere)


def _argument(call: Any, slot: Slot) -> Any:
    for where in slot:
        if isinstance(where, int):
            if where < len(call.args):
                return call.args[where]
            continue
        for keyword in call.keywords:
            if keyword.arg == where:
                return keyword.value
    return None


def _text(node: Any, scope: "Scope", place: "Place", statement: "Statement") -> str:
    """The one text that an expression is, or an empty one."""
    if node is None:
        return ""
    value = getattr(statement.resolver.of(node, scope, place)[0], "value", "")
    return value if isinstance(value, str) else ""


def scheme_of(call: Any, scope: "Scope", place: "Place", resolver: "Resolver") -> Scheme:
    """`Env(DEBUG=(bool, False), PORT=int)`."""
    found: dict[str, tuple[str, Default | None]] = {}
    given = [(keyword.arg, keyword.value, scope, place) for keyword in call.keywords if keyword.arg]
    taken = [keyword.value for keyword in call.keywords if not keyword.arg]  # `Env(**SCHEME)`
    for display, at, where in [one for node in taken for one in resolver.values(node, scope, place, 16)]:
        pairs = zip(getattr(display, "keys", ()), getattr(display, "values", ()), strict=False)
        given += [(key.value, value, at, where) for key, value in pairs if isinstance(getattr(key, "value", 0), str)]
    for name, value, at, where in given:
        pair = getattr(value, "elts", None) or [value]
        cast = resolver.qualified(pair[0], at, where)
        default = _default(pair[1], at, where, resolver) if len(pair) > 1 else None
        found[name] = ("" if cast == "str" else cast, default)
    return found


def _default(node: Any, scope: "Scope", place: "Place", resolver: "Resolver") -> Default:
    at = (0, 0, 0, 0)
    if hasattr(node, "col_offset"):  # not of what only libcst could parse
        at = (node.lineno, node.col_offset + 1, node.end_lineno or 0, (node.end_col_offset or 0) + 1)
    meaning = resolver.of(node, scope, place)[0]
    value = getattr(meaning, "value", meaning)
    if value is None:
        return Default("none", "empty", 0, *at)
    if not isinstance(value, str | int | float):
        empty = not getattr(node, "elts", getattr(node, "keys", [0]))
        return Default("empty", "empty", 0, *at) if empty else Default("expression", "text", 0, *at)
    return Default("literal" if value != "" else "empty", looks(str(value)), digest(str(value)), *at)


def has_scheme(name: str) -> bool:
    """Whether an object may have a scheme, by its qualified name."""
    row = _OBJECTS.get(canonical(name))
    return row is not None and row.scheme


def encode(scheme: Scheme) -> str:
    """A scheme as text for other modules, where no place of it means anything."""
    given = ((name, cast, default or Default("", "", 0)) for name, (cast, default) in scheme.items())  # type: ignore[arg-type]
    return _NEXT.join(_FIELD.join((name, cast, d.form, d.looks, str(d.digest))) for name, cast, d in given)


def _elsewhere(node: Any, resolver: "Resolver") -> Scheme:
    """The scheme of an object that another module made."""
    text = _imported(node, resolver) if resolver.schemes else ""
    found: dict[str, tuple[str, Default | None]] = {}
    for one in text.split(_NEXT) if text else ():
        name, cast, form, look, digest_ = one.split(_FIELD)
        found[name] = (cast, Default(form, look, int(digest_)) if form else None)  # type: ignore[arg-type]
    return found


def _imported(node: Any, resolver: "Resolver") -> str:
    """The encoded scheme of what a name or an attribute is imported from."""
    rest = ""
    while hasattr(node, "attr"):
        rest, node = f".{node.attr}{rest}", node.value
    name = getattr(node, "id", "")
    starred = [f"{star}.{name}" if star.strip(".") else star + name for star in resolver.module.starred]
    for full in [full for own, full in resolver.module.imported if own == name] + starred:
        if text := resolver.schemes.get(full + rest, ""):
            return text
    return ""


def _assigned(row: Object, name: str, line: int, statement: "Statement") -> str:
    """The last `env.prefix = "SHOP_"` above the line."""
    found = ""
    for attribute, place in statement.resolver.module.uses.get(name, ()) if row.attribute else ():
        node = place.statement
        if attribute == row.attribute and hasattr(node, "targets") and node.lineno < line:
            found = _text(node.value, place.scope, place, statement)
    return found


def _blocks(row: Object, name: str, line: int, statement: "Statement") -> str:
    """The prefixes of every `with env.prefixed("SHOP_"):` around the line, from the outside in."""
    found = ""
    seen: set[int] = set()
    for attribute, place in statement.resolver.module.uses.get(name, ()) if row.block else ():
        node = place.statement
        items = getattr(node, "items", ())
        if attribute != row.block or id(node) in seen or not node.lineno <= line <= (node.end_lineno or 0):
            continue
        seen.add(id(node))
        for item in items:
            call = item.context_expr
            if getattr(getattr(call, "func", None), "attr", "") == row.block and line > call.lineno:
                found += _text(call.args[0] if call.args else None, place.scope, place, statement)
    return found


def annotated(statement: "Statement") -> Default | None:
    """The default of the parameter whose annotation a statement is."""
    arguments: Any = getattr(statement.place.statement, "args", None)
    if arguments is None:
        return None
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [*[None] * (len(positional) - len(arguments.defaults)), *arguments.defaults, *arguments.kw_defaults]
    for argument, default in zip([*positional, *arguments.kwonlyargs], defaults, strict=True):
        given = default is not None and getattr(default, "value", "") is not ...
        if given and argument.annotation is statement.place.node:
            from relcheck.repo.python.statements.defaults import MISSING, default_of

            meanings = statement.resolver.of(default, statement.place.scope, statement.place)
            return default_of(meanings[0].value if isinstance(meanings[0], Text) else MISSING)
    return None
