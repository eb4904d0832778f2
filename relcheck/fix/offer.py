"""Moves reads into the settings class: `int(os.environ.get("WORKERS", "4"))` becomes `settings.workers`.

The variable keeps its name, and a fix that could change what the program does is not safe.
"""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from relcheck.diagnostic import Diagnostic, Fix
from relcheck.facts.python import Access
from relcheck.fix.cycle import Find, imported, reaches
from relcheck.fix.field import Target, target
from relcheck.fix.imports import bring
from relcheck.fix.module import Module, Withheld
from relcheck.fix.read import Read, read
from relcheck.fix.source import Source, sources_of
from relcheck.fix.statement import CODE, without
from relcheck.project import Project

CODES: Final = frozenset(("REL101", "REL102", "REL107"))
"""The rules whose findings are mended by asking the settings."""


MENDED: Final = CODES | {CODE}
"""All rules whose findings are looked at here."""


class Offered(NamedTuple):
    """The diagnostics with the fixes that could be made, and why others could not, or are not safe."""

    diagnostics: tuple[Diagnostic, ...]
    withheld: dict[Diagnostic, str]


class _Case(NamedTuple):
    diagnostic: Diagnostic
    access: Access
    module: Module
    read: Read


def offer(
    diagnostics: Iterable[Diagnostic],
    project: Project,
    sources: Callable[[str], str | None],
    find: Find,
    paths: frozenset[str],
) -> Offered:
    """Give each finding that is a stray read its fix. `find` resolves names, `paths` are the files there are."""
    return _Mover(project, sources, find, paths).run(tuple(diagnostics))


class _Mover:
    """The state of one round: modules are parsed once, and reads of one variable are looked at together."""

    def __init__(
        self, project: Project, sources: Callable[[str], str | None], find: Find, paths: frozenset[str]
    ) -> None:
        self.project = project
        self.text = sources
        self.find = find
        self.paths = paths
        self.modules: dict[str, Module | None] = {}
        self.circles: dict[tuple[str, str], bool] = {}
        writes = [one for one in project.accesses if one.direction == "write"]
        self.written = {name for one in writes if project.role(one.span.path) != "test" for name in one.names}
        self.tried = {name for one in writes for name in one.names}
        self.filled = any(not one.names for one in writes)

    def run(self, diagnostics: tuple[Diagnostic, ...]) -> Offered:
        accesses = {one.span: one for one in self.project.accesses if one.direction == "read"}
        cases: dict[str, list[_Case]] = {}
        fixes: dict[Diagnostic, Fix] = {}
        withheld: dict[Diagnostic, str] = {}
        found: list[Source] | None = None
        for diagnostic in diagnostics:
            access = accesses.get(diagnostic.span)
            if diagnostic.code not in CODES or diagnostic.fix or access is None or not self.project.strays(access):
                continue
            if found is None:
                found = sources_of(self.project, self.load, self.find)
            try:
                case = self.case(diagnostic, access)
                cases.setdefault(access.variable, []).append(case)
            except Withheld as why:
                withheld[diagnostic] = str(why)
        for variable, group in cases.items():
            for case in group:
                try:
                    aim = target(variable, case.read, found or [], self.project, self.load)
                    if aim.edits and len({one.read[:2] for one in group}) > 1:
                        raise Withheld("its reads differ in type or default")
                    fixes[case.diagnostic] = self.fix(case, aim)
                    if fixes[case.diagnostic].applicability == "unsafe":
                        withheld[case.diagnostic] = self.risks(case, aim)[0] + ", so --unsafe-fixes has to ask for it"
                except Withheld as why:
                    withheld[case.diagnostic] = str(why)
        taken, kept = without(diagnostics, self.load)
        fixes |= taken
        withheld |= kept
        return Offered(tuple(one._replace(fix=fixes.get(one, one.fix)) for one in diagnostics), withheld)

    def load(self, path: str) -> Module | None:
        """A file of the project, parsed when it is needed."""
        if path not in self.modules:
            text = self.text(path) if path.endswith(".py") else None
            self.modules[path] = Module(path, text) if text is not None else None
        return self.modules[path]

    def case(self, diagnostic: Diagnostic, access: Access) -> _Case:
        module = self.load(access.span.path)
        if module is None:
            raise Withheld("the file is no plain Python module")
        if access.variable in self.written:
            raise Withheld("the program itself writes it")
        return _Case(diagnostic, access, module, read(access, module))

    def fix(self, case: _Case, aim: Target) -> Fix:
        module, source = case.module, aim.source
        home = source.instance.span.path
        if module.path in (home, source.cls.span.path):
            raise Withheld("it stands beside the settings class")
        if self.member(home) != self.member(module.path):
            raise Withheld(f"{home} belongs to another distribution")
        if self.circular(home, module.path):
            raise Withheld(f"{home} imports this file, so importing it here would close a circle")
        name = bring(module, home, source.name, self.find, self.paths, self.load)
        if case.access.time == "import" and name.line >= case.access.span.line:
            raise Withheld("it is read before the imports are done")
        asked = f"{name.name}{'()' if source.call else ''}.{aim.attribute}"
        text = asked
        if aim.secret:
            text = f"{asked}.get_secret_value()"
            if aim.optional:
                text = f"{text} if {asked} is not None else None"
                text = text if case.read.alone else f"({text})"
        edits = (module.replace(case.read.corners, text), *name.edits, *aim.edits)
        message = f"Ask `{asked}` instead"
        return Fix(message, edits, "unsafe" if self.risks(case, aim) else "safe")

    def member(self, path: str) -> str:
        """The directory of the distribution that a file belongs to."""
        folder = path.rpartition("/")[0]
        while folder and not any(f"{folder}/{name}" in self.paths for name in ("pyproject.toml", "setup.py")):
            folder = folder.rpartition("/")[0]
        return folder

    def circular(self, home: str, path: str) -> bool:
        if (home, path) not in self.circles:
            self.circles[home, path] = reaches(home, path, self.load, self.find, self.paths)
        return self.circles[home, path]

    def risks(self, case: _Case, aim: Target) -> list[str]:
        """What the program might do otherwise than before, in words."""
        risks = list(aim.risks)
        if case.read.type == "bool":
            risks.append('the text "false" is false then')
        if self.filled:
            risks.append("the environment is filled while the program runs")
        if case.access.variable in self.tried:
            risks.append("a test sets it")
        source = aim.source
        if any(field.required and not field.nested for field in source.cls.fields):
            names = {place[0] for name in imported(case.module) if (place := self.find(name, case.module.path))}
            if source.instance.span.path not in names:
                risks.append(f"this module does not need the other variables of `{source.cls.name}` yet")
        return risks
