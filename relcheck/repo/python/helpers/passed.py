"""Helpers that others call: `map(env, NAMES)`, `functools.partial(env, "NAME")`.

One of the modules that know libcst.
"""

from typing import Any

import libcst as cst

from relcheck.facts.python import Access
from relcheck.repo.python.accesses.calls import mapped
from relcheck.repo.python.helpers.helper import Helper, default_here
from relcheck.repo.python.helpers.naming import settled
from relcheck.repo.python.meaning.kinds import Text
from relcheck.repo.python.meaning.marks import filled
from relcheck.repo.python.statements.statement import Names, Statement


def passed(statement: Statement, node: Any, known: list[Helper], via: str) -> Access | None:
    """The access that a helper is which is given to `map`, or with a name to `partial` for somebody to call."""
    first, arg = known[0], statement.parent(node)
    call = statement.parent(arg)
    if not isinstance(arg, cst.Arg) or not isinstance(call, cst.Call) or call.args[0] is not arg or first.position != 0:
        return None
    name = statement.qualified(call.func)
    given, rest = mapped(statement, node), call.args[1:]
    if given is None and name == "functools.partial" and isinstance(statement.parent(call), cst.Arg) and rest:
        given = statement.names(rest[0].value) if rest[0].keyword is None else None
    ways = settled(statement, cst.Call(node, rest), first.template, first.more) if given is not None else []
    names = dict.fromkeys(filled(way, name) for way in ways for name in (given.names if given else ()))
    if not names or any("*" in name for name in names):
        return None
    kept = cst.Call(node, rest if name == "functools.partial" else ())
    access = statement.access(
        call, first.kind, first.direction, Names(tuple(names)), via, default_here(statement, kept, first)
    )
    if name == "functools.partial":
        access = access._replace(time="call", freezer="", target="")
    return access._replace(cast=first.cast)


def held(statement: Statement, call: Any, known: list[Helper], texts: list[Any], via: str) -> Access | None:
    """The access that a call is whose first argument is held by `functools.partial`."""
    first = known[0]
    names = [text.value for text in texts if isinstance(text, Text) and isinstance(text.value, str)]
    if first.position != 0 or first.more or first.star or not names:
        return None
    made = tuple(dict.fromkeys(filled(first.template, name) for name in names))
    return statement.access(call, first.kind, first.direction, Names(made), via, default_here(statement, call, first))
