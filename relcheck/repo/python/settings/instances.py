"""Where settings classes are instantiated: this is when the environment is read.

One of the modules that know libcst.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import libcst as cst

from relcheck.facts.python import Instance
from relcheck.repo.python.settings.find import public

if TYPE_CHECKING:
    from relcheck.repo.python.statements.statement import Reference

_MAKERS: Final = frozenset(("pydantic_settings.CliApp.run", "environ.to_config"))
"""Functions that instantiate the class that is their first argument."""
_METHODS: Final = frozenset(("from_environ", "settings_cached"))
"""Methods of a settings class that instantiate it."""


def read(reference: "Reference", is_settings: Callable[[str], bool]) -> Iterator[Instance]:
    """The instantiation that a use of a settings class is, if it is one.

    `reference` is a use of the class (`:Settings`, `.config.Settings`); `is_settings` tells such names.
    """
    statement = reference.statement
    name, node = reference.name, reference.node
    head, _, method = name.rpartition(".")
    if not is_settings(name) and method in _METHODS and is_settings(head):
        name = head
    if not is_settings(name):
        return
    call = statement.call(node)
    parent = statement.parent(node)
    if call is None and isinstance(parent, cst.Attribute) and parent.attr.value in _METHODS:
        call = statement.call(parent)
    if call is None and isinstance(parent, cst.Arg):
        maker = statement.parent(parent)
        made = isinstance(maker, cst.Call) and maker.args[0] is parent and statement.qualified(maker.func) in _MAKERS
        call = maker if made else None
    if call is None:
        return
    from relcheck.repo.python.statements import around

    time, freezer = statement.when(call)
    yield Instance(
        span=statement.span(call),
        cls=public(name),
        time=time,
        scope=statement.place.scope.name,
        target=around.look(statement, call, "read").target,
        freezer=freezer,
        keywords=tuple(
            arg.keyword.value if arg.keyword is not None else "**"
            for arg in call.args
            if arg.keyword is not None or arg.star == "**"
        ),
    )
