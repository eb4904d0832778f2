"""The project as rules see it: all facts joined, and who is who."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import accumulate
from typing import Any, Literal, TypeVar

from relcheck.config import Config
from relcheck.diagnostic import Span
from relcheck.facts.python import Access, Field, Instance, SettingsClass, is_module
from relcheck.homes import Homes

Role = Literal["application", "library", "test", "build", "script"]
F = TypeVar("F")
_FOR_A_CHILD = ("env", "environ", "environment", "env_vars")
"""How names end that hold a copy of the environment, to be changed and handed on."""
_STARTED = ("__main__.py", "main.py", "app.py", "server.py", "run.py", "cli.py", "worker.py", "manage.py")
"""Modules that are made to be started, whatever imports them."""
_COMMAND_LINES = ("click", "typer", "configargparse", "jsonargparse", "cyclopts")
"""Libraries that declare a variable as another way to give an option."""


class Project:
    """Everything one run knows. Made once, after all facts; rules only ask it.

    `runtime` are the paths of the runtime config modules, `runtime_reason` says how they were found.
    `roles` gives the role of each path that has facts; `entries` are the entry points (modules with a
    `__main__` guard, `manage.py`, `wsgi.py`, `asgi.py`, console scripts), where writing is allowed.
    `partial` is true where only some files are known, so that what is not there may well be elsewhere.
    `bases` are the directories of the projects, if there are several, and `alone` the programs of one module each.
    """

    def __init__(
        self,
        facts: Iterable[Any] = (),
        *,
        config: Config | None = None,
        runtime: Iterable[str] = (),
        runtime_reason: str = "",
        roles: Mapping[str, Role] | None = None,
        entries: Iterable[str] = (),
        partial: bool = False,
        bases: Iterable[str] = (),
        alone: Iterable[str] = (),
    ) -> None:
        self.config = config or Config()
        self.runtime = tuple(runtime)
        self.runtime_reason = runtime_reason
        self.roles = dict(roles or {})
        self.entries = frozenset(entries)
        self.partial = partial
        self._runtime = frozenset(self.runtime)
        self.facts: dict[type[Any], list[Any]] = {}
        for fact in facts:
            self.facts.setdefault(type(fact), []).append(fact)
        self._declared: dict[str, list[tuple[SettingsClass, Field]]] | None = None
        self._helpers: dict[str, set[str]] | None = None
        self._allowed: dict[str, bool] = {}
        self._bases = frozenset(bases)
        self._alone = frozenset(alone)
        self._written: dict[tuple[str, str, str], list[int]] | None = None
        self._needed: dict[str, frozenset[str]] | None = None
        self._loaders: dict[str, list[Span]] | None = None

    def all(self, fact: type[F]) -> list[F]:
        """All facts of one type, in order of path and line."""
        return self.facts.get(fact, [])

    @property
    def accesses(self) -> list[Access]:
        """Every access to the environment."""
        return self.all(Access)

    @property
    def classes(self) -> list[SettingsClass]:
        """Every settings class, and every model nested in one."""
        return self.all(SettingsClass)

    @property
    def instances(self) -> list[Instance]:
        """Every place where a settings class is instantiated."""
        return self.all(Instance)

    @property
    def fields(self) -> list[tuple[SettingsClass, Field]]:
        """Every field where it is written, once, with the class that it is best known by.

        A joined class repeats the fields of its bases and of the models in it; those of a settings class
        have the names that count.
        """
        found: dict[Span, tuple[SettingsClass, Field]] = {}
        for cls in sorted(self.classes, key=lambda cls: cls.library == "model"):
            for field in cls.fields:
                found.setdefault(field.span, (cls, field))
        return [found[span] for span in sorted(found)]

    @property
    def declared(self) -> Mapping[str, list[tuple[SettingsClass, Field]]]:
        """The fields that each environment variable fills; names of case-insensitive classes in upper case."""
        if self._declared is None:
            self._declared = {}
            for cls in self.classes:
                for field in cls.fields:
                    for name in field.names:
                        self._declared.setdefault(name, []).append((cls, field))
        return self._declared

    def is_runtime(self, path: str) -> bool:
        """Whether this file is a runtime config module, the one place that may read the environment."""
        return path in self._runtime

    def is_alone(self, path: str) -> bool:
        """Whether this file is a program of one module, which may as well read its variables itself."""
        return path in self._alone

    def is_entry(self, path: str) -> bool:
        """Whether a process may begin in this file."""
        return path in self.entries

    def role(self, path: str) -> Role:
        """What a file is for; an unknown one belongs to the application."""
        return self.roles.get(path, "application")

    def is_read(self, access: Access) -> bool:
        """Whether this access reads configuration that somebody has to provide.

        Not so: variables that anybody may read, the environment handed on to a child, copied for one or as the default
        of a parameter, options of a command line, which the user sees, the name of the file that `load_dotenv` is
        told, and the inside of a helper whose callers are known, since those are reads of their own.
        """
        if access.direction != "read" or access.injected or access.via.startswith(_COMMAND_LINES):
            return False
        if access.kind == "whole" and access.target.lower().endswith(_FOR_A_CHILD):
            return False
        if access.names and all(self.allows(name) for name in access.names):
            return False
        inside = access.parameter and not access.names and self.is_called(access)
        return not inside and not self._loads(access.span)

    def _loads(self, span: Span) -> bool:
        """Whether a place is inside of a call that fills the environment, which has to be done before all else."""
        if self._loaders is None:
            self._loaders = {}
            for access in self.accesses:
                if access.everything:
                    self._loaders.setdefault(access.span.path, []).append(access.span)
        return any(call[1:3] < span[1:3] and span[3:5] <= call[3:5] for call in self._loaders.get(span.path, ()))

    def strays(self, access: Access) -> bool:
        """Whether this is a read that the application's runtime config module should have made."""
        path = access.span.path
        own = self.is_runtime(path) or self.is_alone(path) or self.role(path) != "application"
        return not own and self.is_read(access) and not self.swaps(access)

    def swaps(self, access: Access) -> bool:
        """Whether an access only saves, or puts back, what the same function writes, or asks whether to write it."""
        if self._written is None:
            self._written = {}
            for one in self.accesses:  # a `*` stands for the whole of it, or for names that are computed
                if one.direction == "write" and one.kind not in ("setdefault", "library"):
                    for name in one.names or ("**" if one.kind == "whole" else "*",):
                        self._written.setdefault((one.span.path, one.scope, name), []).append(one.span.line)
        if access.direction != "read" or not (access.scope or access.kind == "membership"):
            return False
        names = access.names or ("**" if access.kind == "whole" else "*",)
        writes = [self._written.get((access.span.path, access.scope, name), []) for name in names]
        return all(at and (access.kind == "membership" or len(at) > 1 or at[0] < access.span.line) for at in writes)

    def tries(self, access: Access) -> bool:
        """Whether a read is made under the `__main__` guard of a module further down, which somebody tries out so."""
        path = access.span.path
        guarded = access.time == "call" and not access.scope and self.is_entry(path)
        return guarded and "/" in path and path.rpartition("/")[2] not in _STARTED

    def declares(self, *names: str) -> bool:
        """Whether a settings class has a field for one of these variables."""
        return any(name in self.declared or name.upper() in self.declared for name in names)

    def remedy(self, access: Access) -> str:
        """What to do about a read that strays, as far as this project's own names can say it."""
        for name in access.names:
            for cls, field in self.declared.get(name) or self.declared.get(name.upper()) or ():
                return f"use the field `{field.name}` of `{cls.name}` in {cls.span.path}, which declares it"
        return self._homes.remedy(access)

    def home(self, path: str) -> str:
        """The runtime config module of the project that a file belongs to, or of one that it needs; else empty."""
        return self._homes.of(path)

    @cached_property
    def _homes(self) -> Homes:
        """Where reads belong into, once somebody asks: a boot does not."""
        return Homes(self)

    def base(self, path: str) -> str:
        """The directory of the project, of several in one repository, that a file belongs to; empty at the root."""
        while path := path.rpartition("/")[0]:
            if path in self._bases:
                break
        return path

    def together(self, one: str, other: str) -> bool:
        """Whether two files may be of one program: of one project, or of projects that one project needs."""
        pair = {self.base(one), self.base(other)}
        apart = one != other and (self.is_alone(one) or self.is_alone(other))
        return not apart and (len(pair) == 1 or any(pair <= needed for needed in self._closures().values()))

    def programs(self, accesses: Iterable[Access]) -> list[list[Access]]:
        """The accesses in groups, those apart that no program makes together."""
        groups: list[list[Access]] = []
        for access in accesses:
            mine = next((group for group in groups if self.together(group[0].span.path, access.span.path)), None)
            if mine is None:
                groups.append([access])
            else:
                mine.append(access)
        return groups

    def needed(self, base: str) -> frozenset[str]:
        """The directories of the projects that one of the repository needs, with its own."""
        return self._closures().get(base, frozenset())

    def _closures(self) -> Mapping[str, frozenset[str]]:
        """Each project of the repository, by its directory, with all those that it needs."""
        if self._needed is None:
            from relcheck.facts.project import Distribution  # nobody asks at boot

            named = {fact.name: fact for fact in self.all(Distribution) if fact.name}
            self._needed = {}
            for fact in named.values():
                found, ahead = {fact.directory}, [fact]
                while ahead:
                    for name in ahead.pop().dependencies:
                        if name in named and named[name].directory not in found:
                            found.add(named[name].directory)
                            ahead.append(named[name])
                self._needed[fact.directory] = frozenset(found)
        return self._needed

    def is_called(self, access: Access) -> bool:
        """Whether the helper that makes this access is seen to be called with the names of variables."""
        if self._helpers is None:
            self._helpers = {}
            for other in self.accesses:
                module, colon, function = other.via.partition(":")
                if colon:
                    self._helpers.setdefault(function, set()).add(module)
        owners = accumulate(access.scope.split("."), "{}.{}".format)  # it may be inside of what is called
        modules = {module for owner in owners for module in self._helpers.get(owner, ())}
        return any(is_module(access.span.path, module) for module in modules)

    def foreign(self, access: Access) -> Access:
        """The access without the names that anybody may use, where it is after several."""
        names = tuple(name for name in access.names if not self.allows(name))
        return access if len(names) in (0, len(access.names)) else access._replace(names=names)

    def allows(self, variable: str) -> bool:
        """Whether anybody may read this variable: PATH, HOME, CI and what the configuration adds."""
        if variable not in self._allowed:  # several rules ask about each read
            self._allowed[variable] = self.config.allows(variable)
        return self._allowed[variable]
