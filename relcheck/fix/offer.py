"""Moves reads into the settings class: `int(os.environ.get("WORKERS", "4"))` becomes `settings.workers`.

The variable keeps its name, and a fix that could change what the program does is not safe.
"""

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from relcheck.diagnostic import Diagnostic, Edit, Fix
from relcheck.facts.python import Access
from relcheck.fix import typed
from relcheck.fix.argument import moved
from relcheck.fix.around import Around
from relcheck.fix.constant import constant, inlined
from relcheck.fix.envfile import env_file
from relcheck.fix.field import Target, declared, new
from relcheck.fix.module import Corners, Module, Withheld
from relcheck.fix.reach import Reach, way
from relcheck.fix.read import Read, read
from relcheck.fix.source import Source
from relcheck.fix.statement import CODE, Comment, comment_above, without
from relcheck.fix.tree import substitute
from relcheck.fix.use import fitting, replacement, shape

CODES: Final = frozenset(("REL101", "REL102", "REL105", "REL107", "REL108"))
"""The rules whose findings are mended by asking the settings."""
MENDED: Final = CODES | {CODE, typed.CODE}
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
    source: Source
    reach: Reach


def offer(diagnostics: Iterable[Diagnostic], around: Around, *, bold: bool = False) -> Offered:
    """Give each finding that is a stray read its fix; `bold` prefers what is meant over what is the same."""
    return _Mover(around, bold).run(tuple(diagnostics))


class _Ready(NamedTuple):
    """A read with what stands in for it, and with the edits that take away the constant that it freezes."""

    case: _Case
    field: Target
    corners: Corners
    text: str
    thawed: tuple[Edit, ...]
    constant: ast.stmt | None


class _Mover:
    """The state of one round: modules are parsed once, and reads of one variable are looked at together."""

    def __init__(self, around: Around, bold: bool) -> None:
        self.around = around
        self.bold = bold
        self.fixes: dict[Diagnostic, Fix] = {}
        self.withheld: dict[Diagnostic, str] = {}
        self.ready: list[_Ready] = []

    def run(self, diagnostics: tuple[Diagnostic, ...]) -> Offered:
        accesses = {one.span: one for one in self.around.project.accesses if one.direction == "read"}
        groups: dict[tuple[Source, str], list[_Case]] = {}
        for diagnostic, span in ((one, span) for one in diagnostics for span in one.places):
            access = accesses.get(span)
            if diagnostic.code not in CODES or diagnostic.fix or access is None:
                continue
            if diagnostic.code == "REL107" and not self.around.project.strays(access):
                continue
            try:
                case = self.case(diagnostic, access)
                groups.setdefault((case.source, access.variable), []).append(case)
            except Withheld as why:
                self.withheld[diagnostic] = str(why)
        for (source, variable), cases in groups.items():
            try:
                field = declared(variable, source, self.around) or new(
                    variable, shape([one.read for one in cases], self.elsewhere(variable, source)), source, self.around
                )
            except Withheld as why:
                self.withheld |= {case.diagnostic: str(why) for case in cases}
                continue
            for case in cases:
                try:
                    self.ready.append(self.answer(case, field))
                except Withheld as why:
                    self.withheld[case.diagnostic] = str(why)
        comments = self.comments()
        for one in self.ready:
            try:
                self.fix(one, comments)
            except Withheld as why:
                self.withheld[one.case.diagnostic] = str(why)
        taken, kept = without(diagnostics, self.around.load)
        retyped, plain = typed.secret(diagnostics, self.around)
        fixes = self.fixes | taken | retyped
        mended = tuple(one._replace(fix=fixes.get(one, one.fix)) for one in diagnostics)
        return Offered(mended, self.withheld | kept | plain)

    def elsewhere(self, variable: str, source: Source) -> list[Access]:
        """Every read of a variable in the program that the settings belong to."""
        around, home = self.around, self.around.member(source.instance.span.path)
        return [
            one
            for one in around.reads.get(variable, ())
            if around.member(one.span.path) == home and around.project.strays(one)
        ]

    def case(self, diagnostic: Diagnostic, access: Access) -> _Case:
        """A read that could move, and where to."""
        around = self.around
        module = around.load(access.span.path)
        if module is None:
            raise Withheld("the file is not a plain Python module")
        if access.variable in around.written:
            raise Withheld("the program itself writes it")
        found = read(access, module, bold=self.bold)
        first: Withheld | None = None
        for source in self.candidates(access, module.path):
            try:
                if access.variable in around.tried and not source.fresh:
                    raise Withheld("a test sets it, and the settings would not see that")
                if not source.cls.case_sensitive and len(around.spellings.get(access.variable.upper(), ())) > 1:
                    raise Withheld("it is also read in another case, and the settings take both for one")
                return _Case(diagnostic, access, module, found, source, way(access, module, source, around))
            except Withheld as why:
                first = first or why
        if first is None:
            env_file(around.member(module.path), around)  # which no new class can read where it is not certain
        raise first or Withheld("no settings class has an instance that can be imported")

    def candidates(self, access: Access, path: str) -> list[Source]:
        """The settings that could stand in for a variable, the best first; one that declares it stands alone."""
        project, variable = self.around.project, access.variable
        if any(access.scope == one.name and path == one.span.path for one in project.classes):
            raise Withheld("it is in the settings class itself")
        found = self.around.sources
        rows = project.declared.get(variable) or project.declared.get(variable.upper()) or ()
        here = [row for row in rows if self.around.knows(path, row[0].span.path)]
        if here:
            cls, field = here[0]
            stated = [one for one in found if any(one.cls is row[0] and "." not in row[1].name for row in here)]
            if not stated:
                raise Withheld(f"`{cls.name}.{field.name}` declares it, and has no instance that can be imported")
            return stated

        def far(source: Source) -> tuple[bool, bool, int]:
            prefix, home = source.cls.prefix.upper(), source.instance.span.path
            fits = bool(prefix) and variable.upper().startswith(prefix)
            return not fits, bool(prefix) and not fits, -_shared(home, path)

        return sorted(found, key=far)

    def answer(self, case: _Case, field: Target) -> _Ready:
        """What is to be written for one read."""

        def code(name: str) -> tuple[Corners, str]:
            asked = f"{name}{'()' if case.source.call else ''}.{field.attribute}"
            return replacement(case.read, field.shape, asked, secret=field.secret)

        corners, text = code(case.reach.name)
        thawed = self.thawed(case, corners, text, lambda name: code(name)[1]) if self.bold else ()
        return _Ready(
            case, field, corners, text, thawed, constant(case.access, case.module, corners) if thawed else None
        )

    def comments(self) -> dict[Target, Comment]:
        """What is said of constants that go, with the field that it is said of from now on, once each."""
        gone: dict[str, list[ast.stmt]] = {}
        for one in self.ready:
            if one.constant is not None:
                gone.setdefault(one.case.module.path, []).append(one.constant)
        found: dict[Target, Comment] = {}
        for one in self.ready:
            if one.constant is not None and one.field.declare and one.field not in found:
                said = comment_above(one.case.module, one.constant, gone[one.case.module.path])
                if said and said not in found.values():
                    found[one.field] = said
        return found

    def fix(self, one: _Ready, comments: Mapping[Target, Comment]) -> None:
        """Make the fix of one read."""
        case, field, edits = one.case, one.field, one.thawed
        risks = self.risks(case, field)
        if edits:
            risks.append("it is no longer fixed at import")
        else:
            text = fitting(one.text, case.module, one.corners, self.around.width(case.module.path))
            edits = (substitute(case.module, one.corners, text), *case.reach.edits)
        declared, said = field.edits, comments.get(field)
        if field.declare and said:
            declared = (said.removal, *field.declare(said.lines))
        message = f"Ask `{case.reach.name}{'()' if case.source.call else ''}.{field.attribute}` instead"
        before = self.fixes.get(case.diagnostic)  # of another place that the same finding is about
        edits = tuple(dict.fromkeys((*(before.edits if before else ()), *edits, *declared)))
        bold = bool(risks) or (before is not None and before.applicability == "unsafe")
        self.fixes[case.diagnostic] = Fix(message, edits, "unsafe" if bold else "safe")
        if risks:
            self.withheld[case.diagnostic] = f"{risks[0]}, so --unsafe-fixes has to ask for it"

    def thawed(self, case: _Case, corners: Corners, text: str, code: Callable[[str], str]) -> tuple[Edit, ...]:
        """The edits that read what was frozen at import where it is used; none where it has to stay."""
        if case.access.time != "import":
            return ()
        try:
            return inlined(case.access, case.module, case.source, self.around, corners, code)
        except Withheld:
            pass
        try:
            return (*moved(case.access, case.module, corners, text), *case.reach.edits)
        except Withheld:
            return ()

    def risks(self, case: _Case, field: Target) -> list[str]:
        """What the program might do otherwise than before, in words."""
        risks = list(field.risks)
        if case.read.meant and field.shape.type == "bool":
            risks.append("more words than before are switches then, and others an error")
        if self.around.filled:
            risks.append("the environment is filled while the program runs")
        source, module = case.source, case.module
        if any(one.required and not one.nested for one in source.cls.fields):
            home = source.instance.span.path
            if home != module.path and home not in self.around.graph.imports(module.path):
                risks.append(f"this module does not need the other variables of `{source.cls.name}` yet")
        return risks


def _shared(one: str, other: str) -> int:
    """How many directories two files share."""
    count = 0
    for left, right in zip(one.split("/")[:-1], other.split("/")[:-1], strict=False):
        if left != right:
            break
        count += 1
    return count
