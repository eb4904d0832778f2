"""The standard library's ways to the environment by qualified name: data, and without libcst."""

from typing import Final

from relcheck.facts.python import Direction, Kind
from relcheck.repo.python.tables import libraries

MAPPINGS: Final = frozenset(("os.environ", "os.environb", *libraries.MAPPINGS))
COPY: Final = "os.environ.copy()"
"""A copy, however it was made: what is read of it was in the environment, what is written to it is not."""
COPIERS: Final = frozenset("dict copy.copy copy.deepcopy collections.ChainMap collections.OrderedDict".split())
FUNCTIONS: Final[dict[str, tuple[Kind, Direction]]] = {
    "os.getenv": ("getenv", "read"),
    "os.getenvb": ("getenv", "read"),
    "os.putenv": ("getenv", "write"),
    "os.unsetenv": ("getenv", "write"),
}
METHODS: Final[dict[str, tuple[Kind, Direction]]] = {
    "get": ("get", "read"),
    "pop": ("pop", "read"),
    "setdefault": ("setdefault", "read"),
    "popitem": ("pop", "read"),
    "__getitem__": ("subscript", "read"),
    "__setitem__": ("subscript", "write"),
    "__delitem__": ("subscript", "write"),
    "__contains__": ("membership", "read"),
    "has_key": ("membership", "read"),  # of Python 2
    "items": ("whole", "read"),
    "keys": ("whole", "read"),
    "values": ("whole", "read"),
    "copy": ("whole", "read"),
    "__iter__": ("whole", "read"),
    "__len__": ("whole", "read"),
    "update": ("whole", "write"),
    "clear": ("whole", "write"),
}
PATCHES: Final = frozenset(
    f"{module}.{name}" for module in ("unittest.mock", "mock", "mock.mock") for name in ("patch.dict", "patch")
)
"""What writes to a mapping that is named by a text, and puts back what was there."""
EXPAND: Final = "os.path.expandvars"


def follows(name: str) -> bool:
    """Whether a qualified name is a way to the environment."""
    return name in MAPPINGS or name in FUNCTIONS or name == EXPAND or method_of(name) in METHODS


def method_of(name: str) -> str:
    """`get` of `os.environ.get`; empty for anything else."""
    head, _, method = name.rpartition(".")
    return method if head in MAPPINGS else ""
