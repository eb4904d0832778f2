"""What a read does with its variable: the type and the default that a field needs to replace it."""

import ast
import re
from typing import Final, Literal, NamedTuple

from relcheck.facts.python import Access
from relcheck.fix.module import Corners, Module, Withheld
from relcheck.fix.surroundings import is_conditional, is_guarded, is_tested, leaves_over
from relcheck.fix.switch import compared, switched
from relcheck.names import is_flag

KINDS: Final = ("subscript", "get", "getenv", "membership")
_REACHED: Final = ("os.environ", "os.getenv", "environ", "getenv")


class Bare(NamedTuple):
    """The read alone, as text: where it stands, and what it does without the variable.

    `lack` is `required` where it fails, `none`, `text` (a literal, in `value`), `other` (any expression), or
    `asked` and `unasked` where all it asks is whether the variable is set. `code` is the default as written.
    """

    corners: Corners
    lack: Literal["required", "none", "text", "other", "asked", "unasked"]
    code: str = ""
    value: str = ""
    constant: str = ""  # the literal that the default is, whatever its type, to hold two against each other
    tested: bool = False  # all that counts is whether it is true
    guarded: bool = False  # it stands where the variable is known to be set
    conditional: bool = False  # it need not run each time that what is around it does


class Read(NamedTuple):
    """One read, ready to be replaced.

    `type` is `str`, `int`, `float` or `bool`; `default` the literal that holds without the variable, as the program
    writes it (`"4"`), empty where there is none and `None` where it is None. `corners` is what is replaced:
    the read, with the cast around it where the field takes that over; `bare` is the read without that.
    """

    type: str
    default: str
    value: str | int | float | None
    corners: Corners
    bare: Bare
    turned: bool = False  # the field says the opposite: `== "false"`
    meant: bool = False  # a `bool` that reads more words than the program did

    @property
    def required(self) -> bool:
        """Whether the program fails without the variable."""
        return not self.default


def read(access: Access, module: Module, *, bold: bool = False) -> Read:
    """The read of an access; raises `Withheld` where no field can stand in for it.

    `bold` takes a comparison with words such as "true" for a switch, as it is meant.
    """
    if access.kind == "whole":
        raise Withheld("it reads the whole environment")
    if access.kind not in KINDS or access.via not in _REACHED:
        raise Withheld(f"`{access.via}` is more than a plain read of `os.environ`")
    if len(access.names) != 1 or access.guessed or access.parameter or access.injected:
        raise Withheld("which variable it reads is not certain")
    corners = access.span[1:]
    code = module.segment(corners)
    if "\\\n" in code or "#" in code:
        raise Withheld("a comment or a continued line stands inside it")
    try:
        alone = ast.parse(code, mode="eval").body
    except (SyntaxError, ValueError):
        raise Withheld("it cannot be found in the syntax tree") from None
    node = module.at(corners) or alone  # inside of f-strings, some versions of Python do not know where a node is
    if left := leaves_over(node, module):
        raise Withheld(f"`{left}` would be left over")
    bare = _bare(alone, corners, code)._replace(
        tested=is_tested(node, module),
        guarded=is_guarded(node, access.variable, module),
        conditional=is_conditional(node, module),
    )
    if is_switch(access):
        default, value, around = switched(node, bare.lack, bare.constant, module, corners)
        return Read("bool", default, value, around, bare, meant=True)
    if bold and bare.lack in ("required", "none", "text") and (found := compared(node, bare.lack, bare.value, module)):
        default, value, around, turned = found
        return Read("bool", default, value, around, bare, turned, meant=True)
    return _cast(node, bare, module) or _text(bare)


def is_switch(access: Access) -> bool:
    """Whether a text is tested as a truth value that is meant as a switch: `"false"` is true there."""
    if access.cast not in ("truth", "bool") or access.kind == "membership":
        return False
    default = access.default
    told = default is not None and default.form == "literal" and default.looks in ("boolean", "number")
    return told or is_flag(access.variable)


def _bare(node: ast.expr, corners: Corners, code: str) -> Bare:
    if isinstance(node, ast.Compare):
        if len(node.ops) != 1 or not isinstance(node.ops[0], ast.In | ast.NotIn):
            raise Withheld("it is no plain question whether the variable is set")
        return Bare(corners, "asked" if isinstance(node.ops[0], ast.In) else "unasked")
    if isinstance(node, ast.Subscript):
        return Bare(corners, "required")
    if not isinstance(node, ast.Call):
        raise Withheld("it is no plain read of `os.environ`")
    given = [*node.args[1:], *(word.value for word in node.keywords if word.arg == "default")]
    if not node.args or len(given) + 1 != len(node.args) + len(node.keywords) or len(given) > 1:
        raise Withheld("its arguments are not plain")
    if not given:
        return Bare(corners, "none")
    default = given[0]
    written = ast.get_source_segment(code, default) or ast.unparse(default)
    if isinstance(default, ast.Constant):
        if default.value is None:
            return Bare(corners, "none", constant="None")
        if isinstance(default.value, str):
            return Bare(corners, "text", _wrapped(written), default.value, default.value)
        if not isinstance(default.value, bool | int | float):
            raise Withheld("its default is no text")
        return Bare(corners, "other", written, constant=str(default.value))
    if not _harmless(default):
        raise Withheld("its default is computed")
    return Bare(corners, "other", _wrapped(written))


def _wrapped(code: str) -> str:
    """An expression that may be on several lines, on one, or else in parentheses."""
    if "\n" not in code:
        return code
    line = _OPENING.sub(r"\1", _CLOSING.sub(r"\1", code))
    line = _BREAK.sub(" ", line)
    try:
        same = ast.dump(ast.parse(line, mode="eval")) == ast.dump(ast.parse(f"({code})", mode="eval"))
    except SyntaxError:
        same = False
    return line if same else f"({code})"


_OPENING: Final = re.compile(r"([(\[{])\s*\n\s*")
_CLOSING: Final = re.compile(r",?\s*\n\s*([)\]}])")
_BREAK: Final = re.compile(r"\s*\n\s*")


def _harmless(node: ast.expr) -> bool:
    """Whether an expression may be left out where it is not needed: it changes nothing, and does not wait."""
    calm = (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.Call, ast.Lambda, ast.GeneratorExp)
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and ast.unparse(one.func) in _PURE:
            continue
        if isinstance(one, calm):
            return False
    return True


_PURE: Final = frozenset(
    "str int os.environ.get os.getenv environ.get getenv os.path.join os.path.dirname os.path.abspath"
    " os.path.expanduser os.getcwd Path Path.home Path.cwd pathlib.Path".split()
)
"""Functions whose result is all there is to them."""


def _text(bare: Bare) -> Read:
    default = {"required": "", "text": literal(bare.value)}.get(bare.lack, "None")
    return Read("str", default, bare.value if bare.lack == "text" else None, bare.corners, bare)


def _cast(node: ast.expr, bare: Bare, module: Module) -> Read | None:
    """The read with the `int(...)` or `float(...)` that it stands in, alone; None where there is none."""
    parent = module.parents.get(node)
    if not isinstance(parent, ast.Call) or parent.args != [node] or parent.keywords or bare.lack not in _CASTABLE:
        return None
    kind = parent.func.id if isinstance(parent.func, ast.Name) else ""
    corners = module.corners(parent)
    if kind not in ("int", "float") or kind in module.bound or "#" in module.segment(corners):
        return None
    if bare.lack in ("required", "none"):  # `int(None)` fails as well
        return Read(kind, "", None, corners, bare)
    try:
        value = int(bare.constant) if kind == "int" else float(bare.constant)
    except (ValueError, OverflowError):
        return None
    if value != value or value in (float("inf"), float("-inf")):
        return None
    return Read(kind, repr(value), value, corners, bare)


_CASTABLE: Final = ("required", "none", "text", "other")


def literal(text: str) -> str:
    """A text as formatters write it: in double quotes, unless it holds some."""
    written = repr(text)
    if written.startswith("'") and '"' not in written:
        return f'"{written[1:-1]}"'
    return written
