"""Which fields of libcst's classes hold nodes that matter. One of the modules that know libcst."""

from typing import Final

import libcst as cst

FIELDS: Final[dict[type, tuple[str, ...]]] = {}
OPENERS: Final[set[type]] = set()
"""Those of the classes in `FIELDS` that open a scope."""
_BORING: Final = (
    "_", "whitespace", "lpar", "rpar", "lbrac", "rbrac", "comma", "semicolon", "colon", "dot", "equal", "leading_lines",
    "header", "footer", "trailing", "indent", "asynchronous", "lines_after", "star", "asname", "conversion",
)  # fmt: skip


def fields_of(cls: type) -> tuple[str, ...]:
    """The fields of a class of nodes that hold more than layout; names of attributes and keywords are no names."""
    if issubclass(cls, cst.Lambda | cst.BaseComp | cst.FunctionDef):
        OPENERS.add(cls)
    if cls is cst.Attribute or cls is cst.Arg:
        return ("value",)
    names = getattr(cls, "__dataclass_fields__", {})
    return tuple(n for n in names if not n.startswith(_BORING) or n in ("star_arg", "star_kwarg"))


def is_node(cls: type) -> bool:
    """Whether a class is one of nodes; remembered, because they are abstract, and asking such a class is slow."""
    known = _nodes.get(cls)
    if known is None:
        known = _nodes[cls] = issubclass(cls, cst.CSTNode)
    return known


_nodes: dict[type, bool] = {}
