"""The settings class there is, or the one that is to be made of what the application reads."""

import os
from collections.abc import Callable, Iterator
from typing import Final

from relcheck import api
from relcheck.config import Config
from relcheck.contract import static
from relcheck.errors import SchemaError
from relcheck.facts.contract import Entry
from relcheck.facts.python import module_name
from relcheck.init import release, settings
from relcheck.init.seen import Seen
from relcheck.project import Project

_MANY: Final = 20
_CONFIGS: Final = ("config", "settings", "environment", "runtime_config")


def configured(seen: Seen, project: Project, sources: Callable[[str], str | None]) -> Seen:
    """The settings class there is with what it asks for, or the one that is to be made."""
    if not seen.served:
        return seen
    schemas = _schemas(seen, project)
    runtime = _runtime(seen, project)
    if schemas:
        schema = schemas[0]
        module = schema.partition(":")[0]
        path = next(p for p in (*project.runtime, *sorted(seen.files)) if _is_module(p, module, seen.app_dir))
        entries = static.of_classes(project, schemas, sources)
        getter = "get_settings" if "\ndef get_settings()" in (sources(path) or "") else ""
        old = any(cls.library == "pydantic-v1" and schema.endswith(f":{cls.name}") for cls in project.classes)
        seen = seen._replace(outdated=old)
        seen = seen._replace(schema=schema, schemas=schemas, module=module, settings=path, getter=getter)
        return seen._replace(runtime=tuple(one for one in runtime if one != path), entries=_once(entries))
    name = next(name for name in (*_CONFIGS, "relcheck_settings") if _free(seen, name))
    seen = seen._replace(
        module=seen.dotted(name),
        settings=seen.path(name),
        schema=f"{seen.dotted(name)}:Settings",
        getter="get_settings",
        runtime=runtime,
        reads=tuple(_read(seen, project, sources)),
    )
    return seen._replace(entries=_once(_of_made(seen)))


def _of_made(seen: Seen) -> tuple[Entry, ...]:
    """The contract of the class that is to be made, read from its text as it will be read from then on."""
    made = {os.path.join(seen.root, seen.settings): settings.render(seen).encode()}
    options = api.Options(overlay=made, cache=False)
    config = Config(root=os.path.abspath(seen.root))
    gathered = api.gather([seen.root], config, options)
    sources = api.sources(gathered, options)
    return static.of_classes(api.project_of(gathered, sources), [seen.schema], sources)


def _read(seen: Seen, project: Project, sources: Callable[[str], str | None]) -> Iterator[Entry]:
    """What the application reads, and what it will have to: a class without these would verify nothing."""
    found: set[str] = set()
    for entry in static.of_reads(project, sources):
        roles = {project.role(span.path) for span in entry.read}
        if roles & {"application", "library"} and entry.name not in _FRAMEWORK_S_OWN:
            found.add(entry.name)
            yield entry._replace(optional=entry.optional and not (entry.secret and _has_default(project, entry.name)))
    for entry in _WANTED["django"] if seen.manage else _WANTED["alembic"] if _lacks_url(seen, found) else ():
        if entry.name not in found and not (seen.manage and found):
            yield entry


_WANTED: Final = {
    "alembic": (Entry(("DATABASE_URL",), "str", "", secret=True),),
    "django": (
        Entry(("SECRET_KEY",), "str", "", secret=True),
        Entry(("DEBUG",), "bool", "", optional=True),
        Entry(("ALLOWED_HOSTS",), "list[str]", "", optional=True, default="[]"),
    ),
}


def _lacks_url(seen: Seen, found: set[str]) -> bool:
    return any(one.url for one in seen.databases) and not any(word.upper() in found for word in release.DATABASES)


def _has_default(project: Project, name: str) -> bool:
    """Whether a secret has a default in the code, which everybody can read: the class that is made has none."""
    defaults = [one.default for one in project.accesses if name in one.names and one.default]
    return any(one.form == "literal" and one.looks != "empty" for one in defaults)


_FRAMEWORK_S_OWN: Final = frozenset(("DJANGO_SETTINGS_MODULE", "FLASK_APP", "FLASK_ENV", "FLASK_DEBUG"))
"""Variables that tell a framework what to run, before any settings are read."""


def _once(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple({entry.name: entry for entry in reversed(entries)}.values())[::-1]


def _schemas(seen: Seen, project: Project) -> tuple[str, ...]:
    """The settings classes that the application uses, as `package.module:Settings`, the largest runtime one first."""
    try:
        classes = static.used(project)
    except SchemaError:
        return ()
    prefix = f"{seen.app_dir}/" if seen.app_dir else ""
    found = [
        cls
        for cls in classes
        if cls.library in ("pydantic-settings", "pydantic-v1")
        and cls.span.path.startswith(prefix)
        and project.role(cls.span.path) in ("application", "library")
    ]
    filled = [cls for cls in found if any(field.names for field in cls.fields)]
    found = filled or [cls for cls in found if cls.name == "Settings"]  # one that an earlier run made, empty
    found.sort(key=lambda cls: (not project.is_runtime(cls.span.path), -len(cls.fields), cls.span))
    names = [f"{module_name(cls.span.path.removeprefix(prefix))}:{cls.name}" for cls in found]
    return tuple(dict.fromkeys(names))[:_MANY]


def _is_module_s(path: str) -> bool:
    """Whether a file can be imported by name: `local.example.py` cannot."""
    return all(part.isidentifier() for part in path.removesuffix(".py").split("/"))


def _runtime(seen: Seen, project: Project) -> tuple[str, ...]:
    """The modules that were taken for runtime config modules so far; they stay that, beside a new one.

    The module of the application is none of them: its reads are to move into the new one.
    """
    prefix = f"{seen.app_dir}/{seen.django.replace('.', '/')}" if seen.app_dir else seen.django.replace(".", "/")
    django = [path for path in (f"{prefix}.py", f"{prefix}/__init__.py") if seen.django and seen.holds(path)]
    app = seen.app.module if seen.app else ""
    others = [
        path
        for path in project.runtime
        if seen.holds(path) and _is_module_s(path) and not (app and _is_module(path, app, seen.app_dir))
    ]
    return tuple(dict.fromkeys([*django, *others]))


def _is_module(path: str, module: str, base: str) -> bool:
    return module_name(path.removeprefix(f"{base}/") if base else path) == module


def _free(seen: Seen, name: str) -> bool:
    """Whether no module or package has this name, or ours has it from an earlier run."""
    path = seen.path(name)
    package = path.removesuffix(".py") + "/"
    return path not in seen.files and not any(one.startswith(package) for one in seen.files)
