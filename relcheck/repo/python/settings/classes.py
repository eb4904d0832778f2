"""Settings classes, and the models that they nest, as facts about one file.

One of the modules that know libcst. What other files add (bases, nested models, and with them the names)
is joined later, over facts: `relcheck.repo.python.settings.join`.
"""

from collections.abc import Iterable, Iterator, Mapping

import libcst as cst

from relcheck.facts.python import Field, SettingsClass
from relcheck.repo.python.meaning.resolve import Resolver
from relcheck.repo.python.scopes.scope import Module
from relcheck.repo.python.settings.config import Configured, configuration
from relcheck.repo.python.settings.environ import DEFAULT_PREFIX, environ_config_fields, environ_config_prefix
from relcheck.repo.python.settings.fields import field_of
from relcheck.repo.python.settings.find import Found, find
from relcheck.repo.python.settings.names import lookup, names_of, patterns_of, several
from relcheck.repo.python.settings.values import Resolver as Reader
from relcheck.repo.python.settings.values import texts
from relcheck.repo.python.statements.fragments import statements
from relcheck.repo.python.syntax.source import Source
from relcheck.repo.python.tables.settings import NAMING_KEYS


def read_classes(
    source: Source,
    module: Module,
    resolver: Resolver,
    known: Mapping[str, str],
    wanted: Iterable[str] = (),
) -> tuple[SettingsClass, ...]:
    """The settings classes of a file, and the models that they refer to or that other files want.

    `known` gives the library of classes of other modules (see `settings_find.find`).
    """
    wanted = tuple(wanted)
    found = find(module, resolver, known, wanted)
    facts: dict[str, SettingsClass] = {}
    queue = [name for name, one in found.items() if one.library != "model" and name not in wanted]
    queue += [name for name in wanted if name in found]
    while queue:
        fresh = [found[name] for name in dict.fromkeys(queue) if name not in facts]
        queue = []
        for statement in statements(source, [one.place for one in fresh], resolver):
            one = next(one for one in fresh if one.place is statement.place)
            facts[one.name] = read_class(statement.node, one, statement)
            queue += _references(facts[one.name], found)
        queue = [name for name in queue if name not in facts]
    return tuple(facts[name] for name in found if name in facts)


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


def read_class(node: cst.ClassDef, found: Found, resolver: Reader) -> SettingsClass:
    """One class as this file alone tells it."""
    library = found.library
    if library == "environ-config":
        return _read_environ_config(node, found, resolver)
    configured = configuration(node, resolver)
    fields, computed = _fields(node, resolver, configured, library)
    config = dict(configured.values)
    unknown = tuple(sorted(configured.computed))
    how = lookup(config, version_1=library == "pydantic-v1", computed=unknown)
    if library != "model":
        fields = [field._replace(names=names_of(field, how), patterns=patterns_of(field, how)) for field in fields]
    return SettingsClass(
        span=resolver.span(node.name),
        name=found.name,
        library=library,
        bases=found.bases,
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


def _fields(node: cst.ClassDef, resolver: Reader, configured: Configured, library: str) -> tuple[list[Field], bool]:
    fields: dict[str, Field] = {}
    computed = False
    pairs = list(_statements(node.body.body))
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


def _statements(body: Iterable[cst.CSTNode]) -> Iterator[Statement]:
    """The assignments of a class body, those under a condition included, and the texts that stand alone.

    A text below an assignment documents it.
    """
    for line in body:
        if isinstance(line, cst.If | cst.Else | cst.Try | cst.ExceptHandler):
            for part in line.children:
                inside = part.body if isinstance(part, cst.IndentedBlock) else (part,)
                yield from _statements(inside)
        for small in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if isinstance(small, cst.AnnAssign) and isinstance(small.target, cst.Name):
                yield small.target, small.annotation.annotation, small.value
            elif isinstance(small, cst.Assign) and isinstance(small.targets[0].target, cst.Name):
                yield small.targets[0].target, None, small.value
            elif isinstance(small, cst.Expr) and isinstance(small.value, cst.SimpleString | cst.ConcatenatedString):
                yield None, None, small.value


def _read_environ_config(node: cst.ClassDef, found: Found, resolver: Reader) -> SettingsClass:
    stated = environ_config_prefix(node, resolver)
    prefix = DEFAULT_PREFIX if stated == () else "".join(stated or ())
    return SettingsClass(
        span=resolver.span(node.name),
        name=found.name,
        library="environ-config",
        fields=environ_config_fields(node, prefix, resolver),
        prefix=prefix,
        dynamic=stated is None,
        config=(("env_prefix", prefix),) if stated else (),
    )
