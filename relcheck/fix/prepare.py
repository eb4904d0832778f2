"""Creates what reads can move into: a runtime config module, or an instance of an existing settings class.

What is made here changes what the program does, so it is for `--unsafe-fixes` alone.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

import libcst as cst

from relcheck.diagnostic import Diagnostic, Edit, Span
from relcheck.facts.python import SettingsClass
from relcheck.fix.around import Around
from relcheck.fix.configured import runtime_with
from relcheck.fix.envfile import env_file
from relcheck.fix.imports import bring_from
from relcheck.fix.module import Module, Withheld
from relcheck.fix.offer import CODES
from relcheck.fix.read import literal
from relcheck.fix.tree import rewritten

_MODULE: Final = '''\
"""The runtime config module: the one place that reads the environment."""

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    """What the environment says to this program."""


settings = Settings()
'''
_FROM_FILE: Final = (
    ("import BaseSettings\n", "import BaseSettings, SettingsConfigDict\n"),
    ('program."""\n', 'program."""\n\n    model_config = SettingsConfigDict(env_file={}, extra="ignore")\n'),
)
"""What the class says besides where the program loads an env file itself: it may be made before that."""
_FEW: Final = 5
"""Where one in so many of the files with reads runs before a module can, that module is no good home."""
_FUNCTION: Final = """\
@lru_cache
def get_settings() -> {name}:
    return {name}()
"""


Made = dict[str, tuple[Edit, ...]]
"""What is written before reads can move, by path; a file that is not there yet is an empty one."""


class Prepared(NamedTuple):
    """The edits that make a home, which files are new, and the runtime config modules if they have to be configured."""

    edits: Made
    new: tuple[str, ...] = ()
    runtime: tuple[str, ...] = ()


def prepared(diagnostics: Iterable[Diagnostic], around: Around) -> Prepared:
    """Make a home for the reads that have none; nothing where each has one already, or can have none."""
    accesses = {one.span: one for one in around.project.accesses}
    libraries = {around.member(path) for path, role in around.project.roles.items() if role == "library"}
    members: dict[str, Counter[str]] = {}
    for found in diagnostics:
        access = accesses.get(found.span)
        if found.code not in CODES or found.fix is not None or access is None or not around.project.strays(access):
            continue
        path = found.span.path
        if not any(_near(path, one.instance.span.path, around) for one in around.sources):
            members.setdefault(around.member(path), Counter())[path] += 1
    made: Made = {}
    for member, files in sorted(members.items()):
        if member in libraries:
            continue  # with a settings class it would count as an application
        made |= _instance(member, files, around)
        left = Counter({path: files[path] for path in files if not any(_near(path, home, around) for home in made)})
        made |= _modules(member, left, around)
    new = tuple(path for path in made if path not in around.paths)
    return Prepared(made, new, runtime_with(new, around))


def _near(path: str, home: str, around: Around) -> bool:
    """Whether a file belongs to the same distribution as another one, and knows how to import it."""
    return around.member(path) == around.member(home) and around.knows(path, home)


def _instance(member: str, files: Counter[str], around: Around) -> Made:
    """An instance for the settings class that has none, or, where it needs variables, a function that makes it."""
    classes = [cls for cls in around.project.classes if _usable(cls, around) and around.member(cls.span.path) == member]
    classes = [cls for cls in classes if any(around.knows(path, cls.span.path) for path in files)]
    if not classes:
        return {}
    cls = min(classes, key=lambda one: (not around.project.is_runtime(one.span.path), -len(one.fields), one.span))
    module = around.load(cls.span.path)
    if module is None:
        return {}
    needs = any(field.required and not field.nested for field in cls.fields)
    name = "get_settings" if needs or "settings" in module.bound else "settings"
    if name in module.bound:
        return {}
    text = _FUNCTION.format(name=cls.name) if name == "get_settings" else f"settings = {cls.name}()\n"
    try:
        edits = bring_from(module, "functools", "lru_cache") if name == "get_settings" else ()
        return {module.path: (*edits, *_behind(module, text, cls.name))}
    except Withheld:
        return {}


def _usable(cls: SettingsClass, around: Around) -> bool:
    """Whether a class can be made without arguments, and no other class takes its place."""
    role = around.project.role(cls.span.path)
    if cls.library not in ("pydantic-settings", "pydantic-v1") or "." in cls.name or role not in ("application",):
        return False
    if cls.prefix or cls.name.startswith("_"):
        return False  # meant for a part of the program
    made = [one for one in around.project.instances if _last(one.cls) == cls.name]
    if any(not word.startswith("_env_file") for one in made for word in one.keywords):
        return False  # the environment alone does not make it
    others = [one for one in around.project.classes if one is not cls]
    inherited = any(_last(base) == cls.name for one in others for base in one.bases)
    inherits = any(_last(base) == one.name for base in cls.bases for one in others)
    return not inherited and not inherits and not around.is_part(cls)


def _last(name: str) -> str:
    return name.rpartition(":")[2].rpartition(".")[2]


def _modules(member: str, files: Counter[str], around: Around) -> Made:
    """A new module for each tree of files that cannot import the one of another, where it closes no circle first."""
    try:
        file = env_file(member, around)
    except Withheld:
        return {}
    tops: dict[str, list[str]] = {}
    for path in files:
        tops.setdefault(_top(path, around.paths), []).append(path)

    def rank(top: str) -> tuple[bool, bool, int, int, str]:
        home = _name(top, around.paths)
        circles = sum(around.graph.reaches(home, path) for path in files)
        reads = sum(files[path] for path in tops[top])
        return circles * _FEW > len(files), not top, top.count("/"), -reads, top

    made: Made = {}
    for top in sorted(tops, key=rank):
        if not any(around.knows(tops[top][0], home) for home in made):
            path = _name(top, around.paths)
            text = _MODULE
            for plain, more in _FROM_FILE if file else ():
                text = text.replace(plain, more.replace("{}", literal(file)))
            made[path] = (Edit(Span(path, 1, 1, 1, 1), text),)
    return made


def _top(path: str, paths: frozenset[str]) -> str:
    """The topmost package around a file, or the directory that it lies in."""
    folder = path.rpartition("/")[0]
    while "/" in folder and f"{folder.rpartition('/')[0]}/__init__.py" in paths:
        folder = folder.rpartition("/")[0]
    return folder


def _name(top: str, paths: frozenset[str]) -> str:
    """The path of a new runtime config module: at the top, where no package around it imports something first."""
    top = f"{top}/" if top else ""
    for name in ("runtime", "runtime_config", "runtime_settings"):
        package = f"{top}{name}/"  # it would hide a module of its name
        if f"{top}{name}.py" not in paths and not any(path.startswith(package) for path in paths):
            return f"{top}{name}.py"
    return f"{top}relcheck_runtime.py"


def _behind(module: Module, text: str, name: str) -> tuple[Edit, ...]:
    """The edits that put some more statements behind a class."""
    blank = cst.EmptyLine(indent=False)

    def change(tree: cst.Module) -> cst.Module:
        body = list(tree.body)
        found = [n for n, node in enumerate(body) if isinstance(node, cst.ClassDef) and node.name.value == name]
        if len(found) != 1:
            raise Withheld(f"`{name}` is not at the top of its module, once")
        rest = body[found[0] + 1 :]
        if rest:
            lines = list(rest[0].leading_lines)
            while lines and lines[0].comment is None:
                lines.pop(0)
            rest[0] = rest[0].with_changes(leading_lines=[blank, blank, *lines])
        first, *more = cst.parse_module(text).body
        new = [first.with_changes(leading_lines=[blank, blank]), *more]
        return tree.with_changes(body=[*body[: found[0] + 1], *new, *rest])

    return rewritten(module, (1, 1, len(module.lines), 1), change)
