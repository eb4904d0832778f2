"""Classes of environ-config: `@environ.config(prefix="SHOP")` over `environ.var()` and `environ.group()`.

One of the modules that know libcst. Its lookup is its own: prefix, groups and attribute joined with `_`
in upper case, unless a variable is given a name.
"""

from typing import Final

import libcst as cst

from relcheck.facts.python import Field
from relcheck.repo.python.settings.values import Resolver, arguments, default_of, name_of, texts
from relcheck.repo.python.tables.settings import ENVIRON_CONFIG, ENVIRON_CONFIG_FIELDS

DEFAULT_PREFIX: Final = "APP"


def environ_config_prefix(node: cst.ClassDef, resolver: Resolver) -> tuple[str, ...] | None:
    """The prefix that the decorator states, none where it states none; None where it is computed."""
    for decorator in node.decorators:
        made = decorator.decorator
        if isinstance(made, cst.Call) and name_of(made.func, resolver) == ENVIRON_CONFIG:
            _, keywords, _ = arguments(made)
            if "prefix" in keywords:
                if isinstance(keywords["prefix"], cst.Name) and keywords["prefix"].value == "None":
                    return ("",)
                return texts(keywords["prefix"], resolver)
    return ()


def environ_config_fields(node: cst.ClassDef, prefix: str, resolver: Resolver) -> tuple[Field, ...]:
    """The variables of a class, those of groups declared inside it included."""
    fields = []
    for line in node.body.body:
        for small in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if isinstance(small, cst.Assign) and isinstance(small.targets[0].target, cst.Name):
                target, value = small.targets[0].target, small.value
            elif isinstance(small, cst.AnnAssign) and isinstance(small.target, cst.Name) and small.value:
                target, value = small.target, small.value
            else:
                continue
            fields += _field(target, value, node, prefix, resolver)
    return tuple(fields)


def _field(
    target: cst.Name, value: cst.BaseExpression, owner: cst.ClassDef, prefix: str, resolver: Resolver
) -> list[Field]:
    if not isinstance(value, cst.Call):
        return []
    kind = name_of(value.func, resolver)
    secret = ".secret" in kind or kind.startswith("environ.secrets")
    if kind not in ENVIRON_CONFIG_FIELDS and not secret:
        return []
    positions, keywords, _ = arguments(value)
    if ENVIRON_CONFIG_FIELDS.get(kind) == "group":
        return _group(target, positions[0], owner, prefix, resolver) if positions else []
    name = variable(prefix, target.value)
    default = positions[0] if positions and not secret else keywords.get("default")
    given = texts(keywords["name"], resolver) if "name" in keywords else None
    description = texts(keywords["help"], resolver) if "help" in keywords else None
    return [
        Field(
            span=resolver.span(target),
            name=target.value,
            names=given or (name,),
            type=ENVIRON_CONFIG_FIELDS.get(kind, ""),
            secret=secret,
            required=default is None,
            default=default_of(default, resolver) if default is not None else None,
            description=" ".join(description or ()),
            aliased=given is not None,
            aliases=given or (),
        )
    ]


def variable(*parts: str) -> str:
    """A name of environ-config, made of prefixes and the attribute."""
    return "_".join(part for part in parts if part).upper()


def _group(
    target: cst.Name, cls: cst.BaseExpression, owner: cst.ClassDef, prefix: str, resolver: Resolver
) -> list[Field]:
    """The fields of a class that is declared inside the one that groups it, or what leads to them later.

    A group's part of the name is the prefix of its class, or the attribute where the class states none.
    """
    name = cls.value if isinstance(cls, cst.Name) else ""
    for inner in owner.body.body:
        if isinstance(inner, cst.ClassDef) and inner.name.value == name:
            word = "".join(environ_config_prefix(inner, resolver) or ()) or target.value
            own = environ_config_fields(inner, variable(prefix, word), resolver)
            return [field._replace(name=f"{target.value}.{field.name}") for field in own]
    models = (name_of(cls, resolver),)
    return [Field(resolver.span(target), target.value, (), models=models, aliases=(prefix,), nested=True)]
