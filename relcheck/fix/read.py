"""What a read makes of its variable: the type and the default that a field needs to stand in for it."""

import ast
from typing import Final, NamedTuple

from relcheck.facts.python import Access
from relcheck.fix.module import Corners, Module, Withheld
from relcheck.names import is_flag

KINDS: Final = ("subscript", "get", "getenv")
_WORDS: Final = {
    **dict.fromkeys(("true", "t", "yes", "y", "on", "1"), True),
    **dict.fromkeys(("false", "f", "no", "n", "off", "0"), False),
}
"""What pydantic takes for a truth value."""
_REACHED: Final = ("os.environ", "os.getenv", "environ", "getenv")


class Read(NamedTuple):
    """One read, ready to be replaced.

    `type` is `str`, `int`, `float` or `bool`; `default` the literal that holds without the variable, as the program
    writes it (`"4"`), empty where there is none and `None` where it is None. `corners` is what is replaced:
    the read, with the cast around it where the field takes that over.
    """

    type: str
    default: str
    value: str | int | float | None
    corners: Corners
    alone: bool = False  # it is all that is assigned, returned or passed by name

    @property
    def required(self) -> bool:
        """Whether the program fails without the variable."""
        return not self.default


def read(access: Access, module: Module) -> Read:
    """The read of an access; raises `Withheld` where no field can stand in for it."""
    if access.kind not in KINDS or access.via not in _REACHED:
        what = {"membership": "it asks whether the variable is set"}.get(access.kind)
        raise Withheld(what or f"`{access.via}` is more than a plain read of `os.environ`")
    if len(access.names) != 1 or access.guessed or access.parameter or access.injected:
        raise Withheld("which variable it reads is not certain")
    corners = access.span[1:]
    code = module.segment(corners)
    if "\\\n" in code or "#" in code:
        raise Withheld("a comment or a continued line stands inside it")
    node = module.at(corners)
    if node is None:
        try:
            node = ast.parse(code, mode="eval").body
        except (SyntaxError, ValueError):
            raise Withheld("it cannot be found in the syntax tree") from None
    default = _default(node)
    if is_switch(access):
        return _switch(node, default, module, corners)
    cast = _cast_around(module.parents.get(node), node, module)
    if cast is not None:
        kind, around = cast
        if "#" in module.segment(around):
            raise Withheld("a comment stands inside it")
        return _cast(kind, default, around)
    alone = isinstance(module.parents.get(node), ast.Assign | ast.AnnAssign | ast.Return | ast.keyword)
    if default is None:
        return Read("str", "", None, corners)
    if isinstance(default.value, str):
        return Read("str", _literal(default), default.value, corners)
    if default.value is None:
        return Read("str", "None", None, corners, alone)
    raise Withheld("its default is no text, unlike the variable")


def is_switch(access: Access) -> bool:
    """Whether a text is tested as a truth value that is meant as a switch: `"false"` is true there."""
    if access.cast not in ("truth", "bool"):
        return False
    default = access.default
    told = default is not None and default.form == "literal" and default.looks in ("boolean", "number")
    return told or is_flag(access.variable)


def _switch(node: ast.expr, default: ast.Constant | None, module: Module, corners: Corners) -> Read:
    """A read that becomes a `bool` field, which reads the words as they are meant."""
    parent = module.parents.get(node)
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id == "bool":
        corners = module.corners(parent)
    elif not (
        (isinstance(parent, ast.If | ast.While | ast.IfExp | ast.Assert) and parent.test is node)
        or (isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not))
    ):
        raise Withheld('the text "false" is true here (REL107), and what is meant is not certain')
    if default is None:
        return Read("bool", "", None, corners)
    word = str(default.value or "false").strip().lower()
    if word not in _WORDS:
        raise Withheld("its default is no switch")
    return Read("bool", str(_WORDS[word]), _WORDS[word], corners)


def _default(node: ast.expr) -> ast.Constant | None:
    """The literal default of a read; None where the variable must be there."""
    if isinstance(node, ast.Subscript):
        return None
    if not isinstance(node, ast.Call):
        raise Withheld("it is no plain read of `os.environ`")
    given = [*node.args[1:], *(word.value for word in node.keywords if word.arg == "default")]
    if not node.args or len(given) + 1 != len(node.args) + len(node.keywords):
        raise Withheld("its arguments are not plain")
    if not given:
        return ast.Constant(None)
    if len(given) > 1 or not isinstance(given[0], ast.Constant):
        raise Withheld("its default is computed")
    if isinstance(given[0].value, bytes | complex) or given[0].value is ...:
        raise Withheld("its default is no text")
    return given[0]


def _cast_around(parent: ast.AST | None, node: ast.expr, module: Module) -> tuple[str, Corners] | None:
    """The `int(...)` or `float(...)` that a read stands in, alone, and where that is."""
    if not isinstance(parent, ast.Call) or parent.args != [node] or parent.keywords:
        return None
    name = parent.func.id if isinstance(parent.func, ast.Name) else ""
    return (name, module.corners(parent)) if name in ("int", "float") and name not in module.bound else None


def _cast(kind: str, default: ast.Constant | None, corners: Corners) -> Read:
    """A read whose text is turned into a number at once."""
    if default is None or default.value is None:  # `int(None)` fails as well
        return Read(kind, "", None, corners)
    if not isinstance(default.value, str | int | float):
        raise Withheld(f"its default is no {kind}")
    try:
        value = int(default.value) if kind == "int" else float(default.value)
    except (ValueError, OverflowError):
        raise Withheld(f"its default is no {kind}") from None
    if isinstance(default.value, float) and kind == "int":
        raise Withheld("its default is cut to a whole number")
    if value != value or value in (float("inf"), float("-inf")):
        raise Withheld("its default is no finite number")
    return Read(kind, repr(value), value, corners)


def _literal(node: ast.Constant) -> str:
    """A text as formatters write it: in double quotes, unless it holds some."""
    text = repr(node.value)
    if text.startswith("'") and '"' not in text:
        return f'"{text[1:-1]}"'
    return text
