"""What other modules may import from a module that leads to the environment."""

import _ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from relcheck.facts.python import Export, SettingsClass
from relcheck.repo.python.meaning.chosen import forwarded
from relcheck.repo.python.meaning.kinds import OS_NAMES, Class, Exported, Function, Instance, Meaning, Partial, Ref
from relcheck.repo.python.meaning.resolve import Resolver
from relcheck.repo.python.scopes.scope import Module, Place, Scope
from relcheck.repo.python.syntax.trees import word
from relcheck.repo.python.tables import followed, ways
from relcheck.repo.python.where import dotted


def exports(
    module: Module,
    resolver: Resolver,
    classes: Iterable[SettingsClass],
    helpers: Mapping[str, str],
    known: Mapping[str, str],
    path: str = "",
) -> tuple[Export, ...]:
    """Every exported name; `helpers` gives the encoded helpers, `known` the libraries of imported classes.

    Of a package, whose `path` tells, that is what the modules export, too, that it has from elsewhere.
    """
    found = [Export(cls.name, "settings", cls.library) for cls in classes if cls.library != "model"]
    found += [Export(name, "helper", target) for name, target in helpers.items()]
    for name, full in module.imported:
        if full in known and name in module.scope.bindings:
            found.append(Export(name, "settings", known[full]))
    if "os" in module.starred:
        found += [made for name in OS_NAMES if (made := _export(name, Ref(f"os.{name}"))) is not None]
    if any("." in name for name in helpers):
        found += _objects(module, resolver, helpers)
    if resolver.known or found:
        found += _inherited(module, resolver, helpers)
    found += _results(module, resolver)
    found += _kept(module, resolver)
    found += _passed_on(module, resolver.known, known)
    if path.endswith("/__init__.py"):
        found += _modules(module, resolver, known, f".{dotted(path)}.")
    taken = {export.name for export in found}
    end = Place(None, None, "statement", module.scope, 1 << 30, (), (), "call", "")
    for name in _candidates(module, resolver):
        if name in taken:
            continue
        for meaning in resolver.lookup(name, module.scope, end):
            meaning = _without_arguments(resolver, meaning)
            if isinstance(meaning, Function):  # another name for a helper
                export = _export(name, Exported(name, helpers.get(scope_name(meaning.scope), "")))
            else:
                export = _export(name, meaning)
            if export is not None:
                found.append(_with_scheme(export, module, resolver) if export.what == "library" else export)
                break
    return tuple(sorted(set(found)))


SCHEME: Final = "\x1f"
"""Behind the qualified name of an object of a library, and before its scheme."""


def _with_scheme(export: Export, module: Module, resolver: Resolver) -> Export:
    """An object of a library with the casts and defaults that it declares."""
    from relcheck.repo.python.libraries.objects import encode, has_scheme, scheme_of

    if not has_scheme(export.target):
        return export
    text = next((t for name, full in module.imported if name == export.name and (t := resolver.schemes.get(full))), "")
    for binding in module.scope.bindings.get(export.name, ()):
        if binding.kind == "value" and hasattr(binding.value, "keywords"):
            text = encode(scheme_of(binding.value, module.scope, binding.place, resolver))
    return export._replace(target=export.target + SCHEME + text) if text else export


def _objects(module: Module, resolver: Resolver, helpers: Mapping[str, str]) -> Iterator[Export]:
    """The methods of objects that a module makes: `env = Env("APP_")` has a helper `env.get`."""
    from relcheck.repo.python.helpers.helper import of_object

    for name, binding, owner, attribute in module.bound:
        if owner is not module.scope or attribute or binding.kind != "value":
            continue
        for made in resolver.binding(binding, owner, 16):
            if not isinstance(made, Instance) or made.call is None:
                continue
            for method, target in helpers.items():
                cls, _, last = method.rpartition(".")
                if cls and cls == made.scope.name:
                    told = name if last == "__call__" else f"{name}.{last}"
                    yield Export(told, "helper", of_object(resolver, made, target))


def _kept(module: Module, resolver: Resolver) -> Iterator[Export]:
    """Attributes of classes that are the environment, unless callers may give another mapping."""
    for name, binding, owner, _ in module.bound:
        if owner.kind == "class" and owner.parent is module.scope and word(binding.value) in _ENVIRONS:
            meanings = [m for one in resolver.attributes(owner, name) for m in resolver.binding(one, owner, 16)]
            export = _export(f"{owner.name}.{name}", meanings[0]) if len(set(meanings)) == 1 else None
            if export is not None and export.what in ("environ", "getenv"):
                yield export


_ENVIRONS: Final = OS_NAMES - {"path"}


def _inherited(module: Module, resolver: Resolver, helpers: Mapping[str, str]) -> Iterator[Export]:
    """The methods that a class has of another one: `class Config(Base)` has a helper `Config.env` of `Base.env`."""
    from relcheck.repo.python.helpers.helper import of_object

    for cls, _ in module.classes:
        if cls.parent is not module.scope or not cls.node.bases:
            continue
        for base in resolver.bases(cls):
            above = resolver.below.get(base.name, set()) if isinstance(base, Ref) else set()
            targets = {name: resolver.known.get(f"{base.name}.{name}") for name in above}  # type: ignore[union-attr]
            given = {name: known.target for name, known in targets.items() if isinstance(known, Exported)}
            if isinstance(base, Class):
                prefix = f"{base.scope.name}."
                given = {name.removeprefix(prefix): h for name, h in helpers.items() if name.startswith(prefix)}
            for name, target in given.items():
                if not cls.bindings.get(name):
                    yield Export(f"{cls.name}.{name}", "helper", of_object(resolver, Class(cls), target))


def _results(module: Module, resolver: Resolver) -> Iterator[Export]:
    """Functions that return the environment, or a way to it: `env()` is exported as `env.()`."""
    for scope in module.functions:
        last: Any = scope.node.body[-1]
        named = last.__class__ is _ast.Return and last.value.__class__ in (_ast.Name, _ast.Attribute)
        if named and scope.parent is module.scope:
            wanted = set(resolver.wanted)
            meanings = resolver.returned(scope, 16)
            resolver.wanted = wanted  # a text names nothing here
            for meaning in meanings:
                export = _export(f"{scope.name}.()", meaning)
                # A copy that a function returns is for a child.
                if export is not None and export.what != "library" and export.target != ways.COPY:
                    yield export
    for name, full in module.imported if resolver.known else ():
        passed = resolver.known.get(f"{full}.()")
        if passed is not None and name in module.scope.bindings:
            yield from filter(None, [_export(f"{name}.()", passed)])


def _passed_on(module: Module, meanings: Mapping[str, Meaning], classes: Mapping[str, str]) -> Iterator[Export]:
    """What `from m import *` takes, which others may import from here: names of the module itself hide it."""
    for star in module.starred if meanings or classes else ():
        prefix = f"{star}." if star.strip(".") else star
        for full in (*meanings, *classes):
            name = full.removeprefix(prefix)
            head = name.partition(".")[0]
            if name == full or not head or head[0] == "_" or head in module.scope.bindings or "()." in name:
                continue
            made = Export(name, "settings", classes[full]) if full in classes else _export(name, meanings[full])
            if made is not None:
                yield made


def _modules(module: Module, resolver: Resolver, classes: Mapping[str, str], package: str) -> Iterator[Export]:
    """What others reach through modules that a package imports: `from .impl import compat`, then `pkg.compat.env`."""
    for name, full in module.imported if resolver.known or classes else ():
        if full.lstrip(".") == name or (package + name).endswith("." + full) or name not in module.scope.bindings:
            continue  # of its own modules nobody has to ask it
        for below in (*resolver.known, *classes):
            rest = below.removeprefix(full + ".")
            if rest == below or "()." in rest:
                continue
            meaning = resolver.known.get(below)
            made = Export(f"{name}.{rest}", "settings", classes[below]) if below in classes else None
            made = made or _export(f"{name}.{rest}", meaning)
            if made is not None:
                yield made


def _without_arguments(resolver: Resolver, meaning: Any) -> Any:
    """What `functools.partial` calls, where it holds keywords alone."""
    if isinstance(meaning, Partial) and len(getattr(meaning.node, "keywords", ())) and len(meaning.node.args) == 1:
        return resolver.of(meaning.node.args[0], meaning.scope, meaning.place)[0]
    return meaning


def _candidates(module: Module, resolver: Resolver) -> Iterator[str]:
    """Names of the module's own scope that an import or an assignment may have led to the environment."""
    for name, full in module.imported:
        leads = ways.follows(full) or full in resolver.known or followed.needles(full)
        if leads and name in module.scope.bindings:
            yield name
    for scope in module.functions:
        if scope.parent is module.scope and forwarded(scope.node) is not None:
            yield scope.name
    for name, binding, owner, attribute in module.bound:
        value: Any = binding.value
        own = owner is module.scope and not attribute and binding.kind == "value"
        if own and value.__class__.__name__ in ("Attribute", "Name", "Call", "BoolOp", "IfExp", "Dict"):
            yield name


def _export(name: str, meaning: Any) -> Export | None:
    if isinstance(meaning, Exported):
        return Export(name, "helper", meaning.target) if meaning.target else None
    if not isinstance(meaning, Ref):
        return None
    if meaning.name in ways.MAPPINGS or meaning.name == ways.COPY:
        return Export(name, "environ", meaning.name)
    if meaning.name in ways.FUNCTIONS or ways.method_of(meaning.name) in ways.METHODS:
        return Export(name, "getenv", meaning.name)
    if followed.needles(meaning.name) and "." in meaning.name and followed.reads(meaning.name):
        return Export(name, "library", meaning.name)
    return None


def scope_name(scope: Scope) -> str:
    """The name under which other modules reach a function: dotted for a method, empty inside a function."""
    at = scope.parent
    while at is not None and at.kind == "class":
        at = at.parent
    return scope.name if at is not None and at.kind == "module" else ""
