"""What an expression can mean: a qualified name, a constant, a part of a text, something of this module."""

from typing import Any, Final, NamedTuple

from relcheck.repo.python.scopes.scope import Place, Scope


class Ref(NamedTuple):
    """Something of another module, by its qualified name (`os.environ`, `decouple.config`, `.base.Common`).

    The result of a call is named like the call: `environ.Env()`, so a method of it is `environ.Env().str`.
    """

    name: str


class Text(NamedTuple):
    """A constant: text, bytes as text, a number, None."""

    value: Any


class Glob(NamedTuple):
    """A text of which only a part is known. `parameter` is the parameter that the rest comes from."""

    pattern: str
    parameter: str = ""
    weak: bool = False  # callers need not pass it, or passed it to the constructor


class Parameter(NamedTuple):
    """What the caller passes; `scope` is the function's."""

    name: str
    scope: Scope


class Function(NamedTuple):
    """A function of this module."""

    scope: Scope


class Class(NamedTuple):
    """A class of this module."""

    scope: Scope


class Instance(NamedTuple):
    """An object of a class of this module; `call` is the call that made it, where it was made in a scope `at`."""

    scope: Scope
    call: Any = None
    at: Scope | None = None
    place: Place | None = None


class Partial(NamedTuple):
    """`functools.partial(function, ...)`, or a lambda: `node` as written and where."""

    node: Any
    scope: Scope
    place: Place


class Exported(NamedTuple):
    """A helper of another module; `target` is what that module's facts say of it, `name` its qualified name."""

    name: str
    target: str


class Many(NamedTuple):
    """A collection of texts of another module; `values` are those of a dictionary, `name` is its qualified name."""

    texts: tuple[str, ...]
    values: tuple[str, ...] = ()
    name: str = ""


class Unknown(NamedTuple):
    """Nothing is known."""


UNKNOWN: Final = Unknown()
Meaning = Ref | Text | Glob | Parameter | Function | Class | Instance | Partial | Exported | Many | Unknown

SAME: Final = {
    "posix.environ": "os.environ",
    "nt.environ": "os.environ",
    "os.environ.data": "os.environ",
    "os.environ._data": "os.environ",
    "posixpath.expandvars": "os.path.expandvars",
    "ntpath.expandvars": "os.path.expandvars",
    "os.__dict__": "vars(os)",
    "__builtin__.__import__": "__import__",
    "builtins.__import__": "__import__",
    "builtins.getattr": "getattr",
    "builtins.vars": "vars",
}
"""Other spellings of the same."""
OS_NAMES: Final = frozenset("environ environb getenv getenvb putenv unsetenv path".split())
MOST: Final = 40
ALL: Final = 256
"""Meanings of an expression that is put together, of which more are a pattern; and of any other."""


def name_of(meaning: Meaning) -> str:
    """The qualified name of a meaning, or an empty string."""
    if isinstance(meaning, Ref | Exported):
        return meaning.name
    if isinstance(meaning, Function | Class):
        return ":" + meaning.scope.name
    if isinstance(meaning, Instance):
        return f":{meaning.scope.name}()"
    return ""


def product(choices: list[list[Meaning]]) -> list[Meaning]:
    """Every way to join one meaning of each; more than a few, or unknown ones, are patterns."""
    joined: list[Meaning] = [Text("")]
    for options in choices:
        if len(joined) * len(options) > MOST:
            options = [UNKNOWN]
        joined = [_join(left, right) for left in joined for right in options]
    return joined


def _join(left: Meaning, right: Meaning) -> Meaning:
    a, b = _piece(left), _piece(right)
    if isinstance(left, Text) and isinstance(right, Text):
        return Text(a + b)
    sides = [side for side in map(part, (left, right)) if side.parameter]
    best = next((side for side in sides if not side.weak), sides[0] if sides else Glob(""))
    return Glob((a + b).replace("**", "*"), best.parameter, best.weak)


def part(meaning: Meaning) -> Glob:
    """A part of a text, with the parameter that it comes from."""
    if isinstance(meaning, Parameter):
        bindings = meaning.scope.bindings.get(meaning.name, ())
        weak = any(b.kind == "parameter" and b.value is not None for b in bindings)
        return Glob("*", meaning.name, weak or meaning.scope.name.endswith("__init__"))
    return meaning if isinstance(meaning, Glob) else Glob("")


def common(first: str, second: str) -> str:
    """The pattern of what one of two patterns is of; an empty one is of nothing."""
    if not first or not second or first == second:
        return first or second
    length = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b or a == "*"), 0)
    return first[:length] + "*"


def _piece(meaning: Meaning) -> str:
    if isinstance(meaning, Text):
        return str(meaning.value)
    return meaning.pattern if isinstance(meaning, Glob) else "*"
