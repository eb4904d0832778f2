"""Which qualified names lead to a reader of a library: answered from its table, without libcst."""

from typing import Final

from relcheck.repo.python.tables.libraries import READERS, SAME, Reader

_NEEDLES: Final[dict[str, set[str]]] = {}
"""For each name on the way to a reader the texts of which a statement must hold one; an empty text is always there."""
_MODULES: Final[set[str]] = set()


def add(rows: "tuple[Reader, ...] | list[Reader]") -> None:
    """Follow the names of more rows."""
    for row in rows:
        slots = (*row.variable, *row.prefix)
        always = row.pattern or row.variables or row.everything or any(isinstance(s, int) for s in slots)
        needles = {""} if always or not slots else {str(s) for s in slots}
        at = row.name
        while at:
            _NEEDLES.setdefault(at, set()).update(needles)
            at = at[:-2] if at.endswith("()") else at.rpartition(".")[0]
        _MODULES.add(row.name.partition(".")[0])


def canonical(name: str) -> str:
    """The spelling of a qualified name that the rows use."""
    for old, new in SAME:
        if name.startswith(old):
            rest = name[len(old) :]
            if old.endswith(".") or rest[:1] in ("", ".", "("):
                return new + rest
    return name


def leads(name: str) -> bool:
    """Whether anything below a name may be read: a cheap question for each import."""
    return name.partition(".")[0] in _MODULES


def needles(name: str) -> "set[str] | None":
    """None if a name leads to no reader; else the texts of which a statement must hold one to be worth parsing."""
    if name.partition(".")[0] not in _MODULES:
        return None
    return _NEEDLES.get(canonical(name))


add(READERS)
_MODULES.update(old.partition(".")[0] for old, _ in SAME)


def reads(name: str) -> bool:
    """Whether a name is an object that is asked for variables: `environ.Env()`, `decouple.config`."""
    return canonical(name) in _OBJECTS


_OBJECTS: Final = frozenset(
    row.name if not row.name.rpartition(".")[0].endswith("()") else row.name.rpartition(".")[0]
    for row in READERS
    if row.variable and isinstance(row.variable[0], int)
)
