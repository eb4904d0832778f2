"""What the rows of `tables.libraries` say about a call, as a fact. One of the modules that know libcst."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import libcst as cst

from relcheck.facts.python import Access, Default
from relcheck.repo.python.libraries.objects import State, annotated, state_of
from relcheck.repo.python.tables.followed import canonical
from relcheck.repo.python.tables.libraries import Reader, Slot
from relcheck.repo.python.tables.rows import reader

if TYPE_CHECKING:
    from relcheck.repo.python.statements.statement import Names, Reference, Statement

_CASTS: Final = {
    "click.BOOL": "bool",
    "click.Choice()": "",
    "click.FLOAT": "float",
    "click.FloatRange()": "float",
    "click.INT": "int",
    "click.IntRange()": "int",
    "click.Path()": "path",
    "click.STRING": "",
    "decouple.Choices()": "",
    "decouple.Csv()": "list",
    "distutils.util.strtobool": "bool",
    "pathlib.Path": "path",
    "strtobool": "bool",
}
"""What a cast of a library makes of the text, in the words of facts."""


def read(reference: "Reference") -> Iterator[Access]:
    """The access that a use of a followed name makes, if it makes one."""
    call = reference.statement.call(reference.node)
    row = reader(reference.name)
    if row is not None and row.attributes and call is None:
        yield from _attribute(row, reference)
    elif row is not None and call is not None:
        yield from access_of(row, call, reference.statement, state_of(reference, canonical(reference.name)))


def _attribute(row: Reader, reference: "Reference") -> Iterator[Access]:
    """`settings.DEBUG` is `DYNACONF_DEBUG`, unless a file says otherwise."""
    from relcheck.repo.python.statements.statement import Names

    parent = reference.statement.parent(reference.node)
    if isinstance(parent, cst.Attribute) and parent.value is reference.node:
        if reference.statement.call(parent) is not None:  # its own methods: `settings.as_dict()`
            return
        names = Names((f"{row.attributes}{parent.attr.value.upper()}",))
        yield reference.statement.access(parent, "library", row.direction, names, row.name)


def access_of(row: Reader, call: cst.Call, statement: "Statement", state: State) -> Iterator[Access]:
    """The access that a call of a reader makes, if it makes one."""
    if state.elsewhere or (row.needs and not _truthy(_argument(call, (row.needs,)), statement)):
        return
    found = _names(row, call, statement, state)
    if found is None:
        return
    names, everything = found
    default = _default(row, call, statement)
    cast = row.casts or _cast(row, call, statement)
    for name in names.names[:1]:
        planned = state.scheme.get(name.removeprefix(state.prefix))
        if planned is not None:
            cast, default = cast or planned[0], default or planned[1]
    access = statement.access(call, "library", row.direction, names, canonical(row.name), default)
    made = access.cast if names.names or names.parameter else ""  # else it is an object that is handed on
    access = access._replace(cast=cast or made, everything=everything)
    if row.lazy:
        access = access._replace(time="call", freezer="")
    yield access


def _names(row: Reader, call: cst.Call, statement: "Statement", state: State) -> "tuple[Names, bool] | None":
    """Which variables the call is about, and whether it is about everything; None when about none."""
    from relcheck.repo.python.statements.statement import Names

    node = _argument(call, row.variable)
    if node is not None:
        if isinstance(node, cst.Name) and node.value in ("None", "False"):
            return None
        return _spelled(_texts(node, statement), row, state), False
    node = _argument(call, row.prefix)
    if node is not None:
        if isinstance(node, cst.Name) and node.value in ("None", "False"):
            return Names(), True
        given = _texts(node, statement)
        if not given.names:
            return Names((), given.pattern and f"{given.pattern}*".replace("**", "*"), given.parameter), False
        prefix = given.names[0].upper()
        between = "" if not prefix or prefix.endswith(row.between) else row.between
        return Names((), f"{prefix}{between}*") if prefix else Names(), not prefix
    if row.pattern:
        return Names((), row.pattern), False
    if row.variables:
        return Names(tuple(state.prefix + name for name in row.variables)), False
    return (Names(), True) if row.everything else None


def _texts(node: cst.BaseExpression, statement: "Statement") -> "Names":
    """The texts of one expression, or of each element of a list."""
    from relcheck.repo.python.statements.statement import Names

    if not isinstance(node, cst.List | cst.Tuple | cst.Set):
        return statement.names(node)
    each = [statement.names(element.value) for element in node.elements]
    names = tuple(dict.fromkeys(name for one in each for name in one.names))
    pattern = next((one.pattern for one in each if one.pattern), "")
    return Names(names, "" if names else pattern)


def _spelled(found: "Names", row: Reader, state: State) -> "Names":
    names = [state.prefix + name for name in found.names]
    pattern = state.prefix + found.pattern if found.pattern else ""
    if row.upper:
        names, pattern = [name.upper() for name in names], pattern.upper()
    return found._replace(names=tuple(names), pattern=pattern)


def _argument(call: cst.Call, slot: Slot) -> cst.BaseExpression | None:
    """The first argument of a slot that the call gives."""
    positions: list[cst.BaseExpression] = []
    for argument in call.args:
        if argument.star:
            break
        if argument.keyword is None:
            positions.append(argument.value)
    for where in slot:
        if isinstance(where, int) and where < len(positions):
            return positions[where]
        for argument in call.args:
            name = argument.keyword.value if argument.keyword is not None else ""
            if name == where:
                return argument.value
            if name == "context_settings" and where == "auto_envvar_prefix":
                return entry(argument.value, where)
    return None


def entry(node: cst.BaseExpression, key: str) -> cst.BaseExpression | None:
    """The value of a key of a dictionary that is written out."""
    if isinstance(node, cst.Dict):
        for element in node.elements:
            text = getattr(element.key, "evaluated_value", None) if isinstance(element, cst.DictElement) else None
            if text == key:
                return element.value
    if isinstance(node, cst.Call):
        return _argument(node, (key,))
    return None


def _default(row: Reader, call: cst.Call, statement: "Statement") -> Default | None:
    if statement.place.role == "annotation":  # `Annotated[str, typer.Option(envvar="A")] = "x"`
        return annotated(statement)
    node = _argument(call, row.default)
    return None if node is None or isinstance(node, cst.Ellipsis) else statement.default(node)


def _cast(row: Reader, call: cst.Call, statement: "Statement") -> str:
    node = _argument(call, row.cast)
    if node is None or (isinstance(node, cst.Name) and node.value in ("None", "str")):
        return ""
    name = statement.qualified(node).lstrip(":").removeprefix("builtins.")
    return _CASTS.get(canonical(name), name)


def _truthy(node: cst.BaseExpression | None, statement: "Statement") -> bool:
    return node is not None and statement.value(node) not in (False, None)
