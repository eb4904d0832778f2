"""Settings classes, and the models that they nest, as facts about one file.

One of the modules that know libcst. What other files add (bases, nested models, and with them the names)
is joined later, over facts: `relcheck.repo.python.settings_join`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import libcst as cst

from relcheck.facts.python import Constant, Field, SettingsClass
from relcheck.repo.python.settings_config import Configured, configuration
from relcheck.repo.python.settings_environ import environ_config_fields, environ_config_prefix
from relcheck.repo.python.settings_fields import field_of
from relcheck.repo.python.settings_names import lookup, names_of
from relcheck.repo.python.settings_tables import MODEL_DECORATORS, MODELS, NAMING_KEYS, ROOTS
from relcheck.repo.python.settings_values import Resolver, name_of, texts


class Candidate(NamedTuple):
    """A class statement: its dotted name inside the module, and what its bases are."""

    name: str
    node: cst.ClassDef
    bases: tuple[str, ...]


def candidates(body: Iterable[cst.CSTNode], resolver: Resolver, outer: str = "") -> Iterator[Candidate]:
    """Every class below these statements, the inner ones included; `outer` is the dotted name around them."""
    for node in body:
        if isinstance(node, cst.ClassDef):
            name = f"{outer}.{node.name.value}" if outer else node.name.value
            bases = tuple(name_of(_unsubscripted(base.value), resolver) for base in node.bases if not base.star)
            yield Candidate(name, node, bases)
            yield from candidates(node.body.body, resolver, name)
        elif isinstance(node, cst.FunctionDef):
            yield from candidates(node.body.body, resolver, f"{outer}.{node.name.value}".lstrip("."))
        elif isinstance(node, cst.If | cst.Else | cst.Try | cst.ExceptHandler | cst.Finally | cst.With):
            yield from candidates(_parts(node), resolver, outer)


def _parts(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for part in node.children:
        if isinstance(part, cst.IndentedBlock):
            yield from part.body
        elif isinstance(part, cst.BaseCompoundStatement | cst.Else | cst.ExceptHandler | cst.Finally):
            yield part


def _unsubscripted(node: cst.BaseExpression) -> cst.BaseExpression:
    return node.value if isinstance(node, cst.Subscript) else node


def read_classes(
    found: Iterable[Candidate], resolver: Resolver, known: Mapping[str, str] = {}, wanted: Iterable[str] = ()
) -> tuple[SettingsClass, ...]:
    """The settings classes among the candidates, and the models that they refer to.

    `known` says of classes of other modules, qualified as this file names them, which library they follow
    ("pydantic-settings", "model", or empty for a settings class of whatever library). `wanted` are names of
    models that other files nest.
    """
    classes = list(found)
    libraries = _libraries(classes, resolver, known)
    settings = {
        c.name: read_class(c, resolver, libraries[c.name]) for c in classes if libraries.get(c.name, "model") != "model"
    }
    models = {c.name: c for c in classes if libraries.get(c.name) == "model"}
    facts = dict(settings)
    queue = [name for name in wanted if name in models]
    for cls in settings.values():
        queue += _references(cls, models)
    while queue:
        name = queue.pop()
        if name not in facts:
            facts[name] = read_class(models[name], resolver, "model")
            queue += _references(facts[name], models)
    return tuple(facts[c.name] for c in classes if c.name in facts)


def _libraries(classes: list[Candidate], resolver: Resolver, known: Mapping[str, str]) -> dict[str, str]:
    """The library of each class that has one, bases in this file followed."""
    found: dict[str, str] = {}
    changed = True
    while changed:
        changed = False
        for cls in classes:
            if cls.name in found:
                continue
            library = _library(cls, resolver, found, known)
            if library is not None:
                found[cls.name] = library
                changed = True
    return found


def _library(cls: Candidate, resolver: Resolver, found: Mapping[str, str], known: Mapping[str, str]) -> str | None:
    results = []
    for base in cls.bases:
        local = resolve_local(base, cls.name, found)
        if base in ROOTS:
            results.append(ROOTS[base])
        elif base in MODELS:
            results.append("model")
        elif local is not None:
            results.append(found[local])
        elif base in known:
            results.append(known[base])
    for decorator in cls.node.decorators:
        made = decorator.decorator
        name = name_of(made.func if isinstance(made, cst.Call) else made, resolver)
        if name in MODEL_DECORATORS:
            results.append("model")
        elif name == "environ.config":
            results.append("environ-config")
    results.sort(key=lambda library: library == "model")  # a settings class that is also a model is the former
    return results[0] if results else None


def resolve_local(name: str, inside: str, classes: Mapping[str, object]) -> str | None:
    """The class of the same file that a name means inside another class, innermost first."""
    scope = inside
    while True:
        qualified = f"{scope}.{name}" if scope else name
        if qualified in classes and qualified != inside:
            return qualified
        if not scope:
            return None
        scope = scope.rpartition(".")[0]


def _references(cls: SettingsClass, models: Mapping[str, object]) -> list[str]:
    names = [name for field in cls.fields for name in field.models] + list(cls.bases)
    resolved = [resolve_local(name, cls.name, models) for name in names]
    return [name for name in resolved if name is not None]


def read_class(cls: Candidate, resolver: Resolver, library: str) -> SettingsClass:
    """One class as this file alone tells it."""
    if library == "environ-config":
        return _read_environ_config(cls, resolver)
    configured = configuration(cls.node, resolver)
    fields, computed = _fields(cls, resolver, configured, library)
    config = dict(configured.values)
    unknown = tuple(sorted(configured.computed))
    how = lookup(config, version_1=library == "pydantic-v1")
    if library != "model":
        fields = [field._replace(names=names_of(field, how)) for field in fields]
    return SettingsClass(
        span=resolver.span(cls.node.name),
        name=cls.name,
        library=library,
        bases=cls.bases,
        fields=tuple(fields),
        prefix=how.prefix,
        nested_delimiter=how.delimiter,
        case_sensitive=how.case_sensitive,
        env_files=several(config.get("env_file")),
        secrets_dirs=several(config.get("secrets_dir")),
        extra=str(config.get("extra") or ""),
        customised_sources=configured.customised_sources,
        dynamic=computed or not NAMING_KEYS.isdisjoint(unknown) or bool(config.get("alias_generator")),
        config=tuple(config.items()),
        computed=unknown,
    )


def several(value: Constant) -> tuple[str, ...]:
    """One path or several, as `env_file` and `secrets_dir` take them."""
    if value is None or value == "":
        return ()
    return value if isinstance(value, tuple) else (str(value),)


def _fields(cls: Candidate, resolver: Resolver, configured: Configured, library: str) -> tuple[list[Field], bool]:
    fields: dict[str, Field] = {}
    computed = False
    pairs = list(_statements(cls.node))
    for number, (target, annotation, value) in enumerate(pairs):
        if target is None or (annotation is None and library != "pydantic-v1"):
            continue
        made = field_of(target, annotation, value, resolver, library=library)
        if made is None:
            continue
        field, unsure = made
        after = pairs[number + 1] if number + 1 < len(pairs) else None
        if not field.description and after is not None and after[0] is None and after[2] is not None:
            text = " ".join((texts(after[2], resolver) or ("",))[0].split())
            field = field._replace(description=text)
        if field.name in configured.fields:
            aliases = configured.fields[field.name]
            field = field._replace(aliased=True, aliases=aliases)
        fields[field.name] = field
        computed = computed or unsure
    return list(fields.values()), computed


Statement = tuple[cst.Name | None, cst.BaseExpression | None, cst.BaseExpression | None]


def _statements(node: cst.ClassDef) -> Iterator[Statement]:
    """The assignments of a class body, and the text that stands alone below one, which documents it."""
    for line in node.body.body:
        for small in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if isinstance(small, cst.AnnAssign) and isinstance(small.target, cst.Name):
                yield small.target, small.annotation.annotation, small.value
            elif isinstance(small, cst.Assign) and isinstance(small.targets[0].target, cst.Name):
                yield small.targets[0].target, None, small.value
            elif isinstance(small, cst.Expr) and isinstance(small.value, cst.SimpleString | cst.ConcatenatedString):
                yield None, None, small.value


def _read_environ_config(cls: Candidate, resolver: Resolver) -> SettingsClass:
    prefix = environ_config_prefix(cls.node, resolver)
    return SettingsClass(
        span=resolver.span(cls.node.name),
        name=cls.name,
        library="environ-config",
        fields=environ_config_fields(cls.node, prefix or "", resolver),
        prefix=prefix or "",
        dynamic=prefix is None,
        config=(("env_prefix", prefix or ""),),
    )
