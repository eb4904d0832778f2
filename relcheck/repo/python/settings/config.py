"""How a settings class is configured: `model_config`, `class Config`, and keywords of the class statement.

One of the modules that know libcst.
"""

from typing import NamedTuple

import libcst as cst

from relcheck.facts.python import Constant, last_word
from relcheck.repo.python.settings.values import (
    UNKNOWN,
    Resolver,
    Unknown,
    Value,
    arguments,
    code,
    literal,
    name_of,
)
from relcheck.repo.python.tables.settings import CONFIG_KEYS, CONFIGS


class Configured(NamedTuple):
    """The configuration that a class itself states; `fields` are the variables of `Config.fields` (v1)."""

    values: dict[str, Constant]
    computed: set[str]
    fields: dict[str, tuple[str, ...]]
    customised_sources: bool = False


def configuration(node: cst.ClassDef, resolver: Resolver) -> Configured:
    """What a class says about its configuration; the class statement's keywords come last and win."""
    result = Configured({}, set(), {})
    customised = False
    for line in node.body.body:
        if isinstance(line, cst.ClassDef) and line.name.value == "Config":
            customised = _old_style(line, resolver, result) or customised
        elif isinstance(line, cst.FunctionDef):
            customised = customised or line.name.value == "settings_customise_sources"
        elif isinstance(line, cst.SimpleStatementLine):
            for small in line.body:
                value = _assigned(small, "model_config")
                if value is not None:
                    _new_style(value, resolver, result)
                # A base may take a class variable of that name into the configuration when it makes an object.
                if isinstance(small, cst.AnnAssign) and "ClassVar" in code(small.annotation.annotation):
                    prefix = _assigned(small, "env_prefix")
                    if prefix is not None:
                        _take("env_prefix", prefix, resolver, result)
    for keyword in node.keywords:
        if keyword.keyword is not None:
            _take(keyword.keyword.value, keyword.value, resolver, result)
        else:
            result.computed.add("*")
    return result._replace(customised_sources=customised)


def _assigned(statement: cst.BaseSmallStatement, name: str = "") -> cst.BaseExpression | None:
    """The value of `name = value` or `name: T = value`."""
    if isinstance(statement, cst.Assign):
        target = statement.targets[0].target
    elif isinstance(statement, cst.AnnAssign):
        target = statement.target
    else:
        return None
    return statement.value if isinstance(target, cst.Name) and target.value == name else None


def _new_style(node: cst.BaseExpression, resolver: Resolver, into: Configured) -> None:
    """`SettingsConfigDict(...)`, `{...}`, and unions of both."""
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
        _new_style(node.left, resolver, into)
        _new_style(node.right, resolver, into)
    elif isinstance(node, cst.Dict):
        for element in node.elements:
            key = literal(element.key, resolver) if isinstance(element, cst.DictElement) else None
            if isinstance(key, str):
                _take(key, element.value, resolver, into)
            else:
                _spread(element.value, into)
    elif isinstance(node, cst.Call) and last_word(name_of(node.func, resolver)) in CONFIGS:
        positions, keywords, _ = arguments(node)
        for position in positions:
            _new_style(position, resolver, into)
        for argument in node.args:
            if argument.star == "**":
                _spread(argument.value, into)
        for key, value in keywords.items():
            _take(key, value, resolver, into)
    else:
        _spread(node, into)


def _spread(node: cst.BaseExpression, into: Configured) -> None:
    """Another mapping merged in; that of a base class says nothing that is not inherited anyhow."""
    if not code(node).endswith(".model_config"):
        into.computed.add("*")


def _old_style(node: cst.ClassDef, resolver: Resolver, into: Configured) -> bool:
    """`class Config:`; true when it customises its sources."""
    customised = False
    for line in node.body.body:
        if isinstance(line, cst.FunctionDef):
            customised = customised or line.name.value == "customise_sources"
        for small in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if not isinstance(small, cst.Assign | cst.AnnAssign) or small.value is None:
                continue
            target = small.targets[0].target if isinstance(small, cst.Assign) else small.target
            if isinstance(target, cst.Name) and target.value == "fields":
                _fields(small.value, resolver, into)
            elif isinstance(target, cst.Name):
                _take(target.value, small.value, resolver, into)
    return customised


def _fields(node: cst.BaseExpression, resolver: Resolver, into: Configured) -> None:
    """`fields = {"key": {"env": ["A", "B"]}}`."""
    value = literal(node, resolver)
    if not isinstance(value, dict):
        into.computed.add("*")
        return
    for field, said in value.items():
        env = said.get("env") if isinstance(said, dict) else None
        names = (env,) if isinstance(env, str) else env
        if isinstance(field, str) and isinstance(names, tuple):
            into.fields[field] = tuple(str(name) for name in names)


def _take(key: str, node: cst.BaseExpression, resolver: Resolver, into: Configured) -> None:
    if key not in CONFIG_KEYS:
        return
    value = literal(node, resolver)
    if isinstance(value, Unknown) and key in ("env_file", "secrets_dir"):
        value = _path(node, resolver)
    into.computed.discard(key)
    into.values.pop(key, None)
    constant = _constant(value)
    if isinstance(constant, Unknown):
        into.computed.add(key)
    else:
        into.values[key] = constant


def _path(node: cst.BaseExpression, resolver: Resolver) -> Value | Unknown:
    """`*/.env` of `BASE / ".env"` and of `os.path.join(BASE, ".env")`: the end of a path is what tells."""
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Divide):
        end = literal(node.right, resolver)
    elif isinstance(node, cst.Call) and node.args:
        word = last_word(name_of(node.func, resolver))
        end = literal(node.args[-1].value, resolver) if word in ("join", "joinpath") else UNKNOWN
    else:
        return UNKNOWN
    return f"*/{end}" if isinstance(end, str) else UNKNOWN


def _constant(value: Value | Unknown) -> Constant | Unknown:
    if isinstance(value, tuple):
        return tuple(str(item) for item in value if item is not None)
    if isinstance(value, dict | bytes):
        return UNKNOWN
    return value
