"""The contract from source alone: settings classes and reads as facts, joined, nothing imported."""

import ast
import json
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

from relcheck.boot.schema_words import of_source
from relcheck.contract.meant import Meanings, Sources, UnclearError, choices
from relcheck.errors import SchemaError
from relcheck.facts.contract import Entry, either
from relcheck.facts.python import Access, Default, Field, SettingsClass, last_word, module_name
from relcheck.names import nearest
from relcheck.project import Project
from relcheck.secret import is_secret, looks

_NO_TEXT: Final = ("int", "float", "bool", "Decimal", "list", "dict", "set", "tuple", "date", "time", "UUID")
"""What begins the annotation of a field that cannot hold a secret."""
_TELLING: Final = ("token", "credentials")
"""What a default looks like that nobody should see, whatever its field is called."""


def of_classes(project: Project, targets: Iterable[str], sources: Sources) -> tuple[Entry, ...]:
    """What the settings classes ask for, in the order of their fields; without targets, all that are used."""
    found: dict[tuple[str, ...], Entry] = {}
    reads, meanings = _reads(project), Meanings(sources)
    for cls in _asked(project, targets):
        for field in cls.fields:
            if field.names and not field.nested:
                entry = _of_field(cls, field, sources, meanings)
                entry = entry._replace(optional=entry.optional or _in_optional(cls, field))
                spans = tuple(access.span for name in field.names for access in reads.get(name, ()))
                before = found.setdefault(entry.names, entry._replace(read=spans))
                found[entry.names] = either(before, entry)
    return tuple(found.values())


def _asked(project: Project, targets: Iterable[str]) -> list[SettingsClass]:
    """The classes that are named, or else those that the application uses."""
    classes = [cls for target in targets for cls in named(project, target)] or used(project)
    if not classes:
        raise SchemaError("no settings class was found in the source: name one, or add --from-reads")
    for cls in classes:  # it grows meanwhile
        classes += [made for made in _made_by(project, cls) if made not in classes]
    return classes


def _made_by(project: Project, cls: SettingsClass) -> list[SettingsClass]:
    """The settings classes that fields are given an instance of by default: these look for variables of their own."""
    words = {
        last_word(model)
        for field in cls.fields
        if field.default and field.default.form in ("expression", "factory")
        for model in field.models
    }
    found = [other for other in _settings(project) if other.name in words and other is not cls]
    here = {other.name for other in found if other.span.path == cls.span.path}
    return [other for other in found if other.name not in here or other.span.path == cls.span.path]


def unknown(project: Project, targets: Iterable[str]) -> tuple[str, ...]:
    """The fields whose variables are computed, so that the source does not tell them: `shop.config:Settings.key`."""
    return tuple(
        f"{module_name(cls.span.path)}:{cls.name}.{field.name}"
        for cls in _asked(project, targets)
        for field in cls.fields
        if not field.names and not field.nested
    )


def of_reads(project: Project, sources: Sources) -> tuple[Entry, ...]:
    """What the code reads anywhere, through `os.environ` or a library, in the order of name."""
    found: dict[str, Entry] = {}
    meanings = Meanings(sources)
    for name, accesses in sorted(_reads(project).items()):
        first = next((access for access in accesses if access.default or access.cast), accesses[0])
        default = first.default
        secret = is_secret(name)
        kind = "" if first.cast in ("truth", "compare") else first.cast
        optional = all(
            access.default is not None or access.kind in ("get", "getenv", "membership") for access in accesses
        )
        found[name] = Entry(
            names=(name,),
            type=kind,
            expected=of_source(kind) if kind in ("int", "float") else "",  # what it says of others is true of pydantic
            group=module_name(first.span.path),
            optional=optional,
            secret=secret,
            default="" if secret else _default(default, first.span.path, sources, meanings),
            declared=first.span,
            read=tuple(access.span for access in accesses),
        )
    return tuple(found.values())


def named(project: Project, target: str) -> list[SettingsClass]:
    """The classes that `package.module:Name` means: a class, or what a function or variable of that name is made of."""
    module, _, name = target.partition(":")
    here = [cls for cls in _settings(project) if module_name(cls.span.path).endswith(module)]
    if found := [cls for cls in here if cls.name == name or not name]:
        return found
    made = {
        last_word(instance.cls)
        for instance in project.instances
        if module_name(instance.span.path).endswith(module) and name in (instance.target, instance.scope)
    }
    found = [cls for cls in here if cls.name in made] or [cls for cls in _settings(project) if cls.name in made]
    if not found:
        raise SchemaError(f"`{target}` is not a settings class in the source: {_instead(project, target)}")
    return found[:1]


def _instead(project: Project, target: str) -> str:
    """What to write for a target that leads nowhere: the class that resembles it, where there is one."""
    path, _, name = target.partition(":")
    known = [f"{module_name(cls.span.path)}:{cls.name}" for cls in _settings(project)]
    asked = f"{module_name(path)}:{name or 'Settings'}"
    close = asked if asked in known else nearest(asked, known)
    return f"did you mean `{close}`?" if close else "check the name, or try --import"


def _settings(project: Project) -> list[SettingsClass]:
    return [cls for cls in project.classes if cls.library not in ("", "model")]


def used(project: Project) -> list[SettingsClass]:
    """The classes of the application that are instantiated, or else those that no other class extends.

    One that nobody is seen to instantiate, and that has more fields than all that are, is made out of sight.
    """
    named = [cls for cls in _settings(project) if not cls.name.startswith("Test")]
    ours = [cls for cls in named if project.role(cls.span.path) == "application"]
    ours = ours or [cls for cls in named if project.role(cls.span.path) == "library"]
    made = {last_word(instance.cls) for instance in project.instances}
    extended = {last_word(base) for cls in ours for base in cls.bases}
    most = max((len(cls.fields) for cls in ours if cls.name in made), default=0)
    hidden = [cls.name for cls in ours if cls.name not in extended and len(cls.fields) > most]
    found = [cls for cls in ours if cls.name in made or cls.name in hidden]
    return found or [cls for cls in ours if cls.name not in extended]


def _reads(project: Project) -> dict[str, list[Access]]:
    found: dict[str, list[Access]] = {}
    for access in project.accesses:
        if access.direction == "read" and project.role(access.span.path) not in ("test", "build"):
            for name in access.names:
                if not project.allows(name):
                    found.setdefault(name, []).append(access)
    return found


def _of_field(cls: SettingsClass, field: Field, sources: Sources, meanings: Meanings) -> Entry:
    plain = field.type.replace("Optional[", "").replace("Annotated[", "")
    secret = field.secret or (not plain.startswith(_NO_TEXT) and any(map(is_secret, field.names)))
    spelled = meanings.annotation(field.type, field.span.path)
    return Entry(
        names=field.names,
        type=field.type,
        group=f"{module_name(cls.span.path)}:{cls.name}",
        optional=not field.required,
        secret=secret,
        default="" if secret else _default(field.default, field.span.path, sources, meanings),
        description=" ".join(field.description.split()),
        expected=of_source(ast.unparse(spelled) if spelled else field.type, field.constraints),
        choices=choices(spelled),
        field=field.name,
        declared=field.span,
        open=bool(field.patterns),
        markers=field.markers,
        drawn=field.random,
    )


def _in_optional(cls: SettingsClass, field: Field) -> bool:
    """Whether a field belongs to a model that need not be given."""
    parents = [field.name.rsplit(".", depth)[0] for depth in range(1, field.name.count(".") + 1)]
    return any(other.name in parents and not other.required for other in cls.fields)


def _default(default: Default | None, path: str, sources: Sources, meanings: Meanings) -> str:
    """A default as one would write it in a variable, read again where it stands; the fact holds only how it looks."""
    if default is None or default.form in ("none", "factory") or default.looks in _TELLING:
        return ""
    try:
        value = meanings.value(_between(sources(path) or "", default), path)
    except UnclearError:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict | tuple):
        try:
            return json.dumps(value)
        except (TypeError, ValueError):
            return ""
    text = str(value) if isinstance(value, str | int | float | PurePosixPath) else ""
    return "" if looks(text) in _TELLING else text


def _between(text: str, place: Default) -> str:
    lines = text.splitlines()[place.line - 1 : place.end_line]
    if not lines:
        return ""
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return "\n".join(lines).strip()
