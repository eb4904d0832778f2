"""Names that classes of other modules give: `os.environ[self.var]` in a class, `var = "KEY"` in what is made of it.

One of the modules that know libcst.
"""

from collections.abc import Collection, Iterator
from typing import Any

import libcst as cst

from relcheck.facts.python import Access
from relcheck.repo.python.helpers.calls import LEFT
from relcheck.repo.python.helpers.exports import scope_name
from relcheck.repo.python.helpers.helper import Helper, decode, default_here
from relcheck.repo.python.meaning.kinds import Exported
from relcheck.repo.python.meaning.marks import ARGUMENT
from relcheck.repo.python.meaning.resolve import Resolver
from relcheck.repo.python.scopes.scope import Binding, class_around
from relcheck.repo.python.statements.statement import Names, Parametric, Statement


def left(statement: Statement, found: Parametric) -> tuple[str, Helper] | None:
    """An attribute that names what a class reads, under the name that other modules know it by."""
    cls = class_around(statement.place.scope)
    if cls is None or not scope_name(cls):
        return None
    access, attribute = found.access, found.key.attr.value
    helper = Helper(access.kind, access.direction, ARGUMENT, attribute, -1, cast=access.cast, idle=LEFT)
    if access.default is not None:
        helper = helper._replace(form=access.default.form, looks=access.default.looks, digest=access.default.digest)
    return f"{cls.name}.{attribute}", helper


def given(resolver: Resolver, known: Collection[str]) -> Iterator[tuple[Binding, str, Exported]]:
    """Where classes of this module have one of these attributes for what classes of others read."""
    for cls, _ in resolver.module.classes:
        for name in sorted({*cls.bindings, *cls.attributes}.intersection(known)) if cls.node.bases else ():
            for meaning in resolver.inherited(cls, name):
                for binding in cls.bindings.get(name, []) + cls.attributes.get(name, []):
                    if isinstance(meaning, Exported) and binding.kind == "value":
                        yield binding, name, meaning


def read(statement: Statement, name: str, meaning: Exported) -> Access | None:
    """The access that a class makes of an attribute by giving it a text."""
    helper = decode(meaning.target)[0]
    for node in statement.nodes:
        value: Any = getattr(node, "value", None) if isinstance(node, cst.Assign | cst.AnnAssign) else None
        texts = statement.names(value).names if value is not None else ()
        names = tuple([text for text in texts if text.isidentifier() and text != "None"])  # `KEY_ENV = "None"`: none
        if names:
            made = statement.access(value, helper.kind, helper.direction, Names(names), meaning.name)
            default = default_here(statement, cst.Call(value), helper)
            return made._replace(time="call", freezer="", default=default, cast=helper.cast, target=name)
    return None
