"""Makes every change on libcst's tree: nodes are replaced, and all bytes around them are written as they were.

A whole file costs libcst a second, so it is given the statement that the interpreter's tree locates, and what it
writes of the changed tree is held against the text before: only the difference becomes an edit.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from difflib import SequenceMatcher

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from relcheck.diagnostic import Edit, Span
from relcheck.fix.module import Corners, Module, Withheld

_OPEN = "f("
"""What stands before a part of a compound statement, so that it is an expression on as many lines as it likes."""
_QUOTES = frozenset("'\"\\\n")
_LOOSE = (cst.IfExp, cst.Comparison, cst.BooleanOperation, cst.UnaryOperation)
_BARE = (cst.Assign, cst.AnnAssign, cst.Return, cst.Arg, cst.Expr, cst.Element, cst.Index)
"""Around these a condition needs no parentheses."""


def substitute(module: Module, corners: Corners, code: str) -> Edit:
    """The edit that puts the expression `code` where another one stands."""
    text, start, lead = _fragment(module, corners)
    tree = MetadataWrapper(parsed(text, module.path), unsafe_skip_copy=True)
    shifted = _shift(corners, start, lead)
    node = _at(tree, shifted)
    try:
        new = cst.parse_expression(code)
    except cst.ParserSyntaxError:
        raise Withheld("the result could not be parsed") from None
    parents = dict(_parents(tree.module))
    around = parents[node]
    if _QUOTES & (set(code) - set(module.segment(corners))) and _is_quoted(node, parents):
        raise Withheld("it is in an f-string, and needs quotes of its own")
    head = bool(lead) and around in _first_call(tree.module).args
    if not node.lpar and not new.lpar and _is_loose(new, node, around):
        new = new.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    content = cst.Module([]).code_for_node(new)
    old: cst.CSTNode = node
    made: cst.CSTNode = new
    if node.lpar:
        content, made = _within_own(node, new)
    elif new.lpar and not head and isinstance(around, cst.Arg) and _is_alone(around, call := parents[around]):
        old, (content, made) = call, _within_call(cst.ensure_type(call, cst.Call), new)
    after = cst.ensure_type(tree.module.deep_replace(old, made), cst.Module).code
    if after != _spliced(text, shifted, content):
        raise Withheld("it cannot be replaced without changing the code around it")
    return module.replace(corners, content)


def _is_loose(new: cst.BaseExpression, node: cst.BaseExpression, around: cst.CSTNode) -> bool:
    """Whether an expression needs parentheses that the one before it did not need."""
    if not isinstance(new, _LOOSE) or type(new) is type(node) or isinstance(around, _BARE):
        return False
    return not (isinstance(new, cst.UnaryOperation | cst.Comparison) and isinstance(around, cst.BooleanOperation))


def _first_call(tree: cst.Module) -> cst.Call:
    """The call that leads a part of a compound statement."""
    line = cst.ensure_type(tree.body[0], cst.SimpleStatementLine)
    return cst.ensure_type(cst.ensure_type(line.body[0], cst.Expr).value, cst.Call)


def _is_alone(argument: cst.Arg, call: cst.CSTNode) -> bool:
    """Whether an argument is all that stands between the parentheses of a call."""
    bare = argument.keyword is None and not argument.star and isinstance(argument.comma, cst.MaybeSentinel)
    return bare and isinstance(call, cst.Call) and len(call.args) == 1


def _within_own(node: cst.BaseExpression, new: cst.BaseExpression) -> tuple[str, cst.BaseExpression]:
    """An expression between the parentheses of another one, as text and as tree."""
    if not new.lpar or "\n" in cst.Module([]).code_for_node(node.lpar[-1]):
        text, plain = _flush(new)
        return text, plain.with_changes(lpar=node.lpar, rpar=node.rpar)
    lpar, rpar = (*node.lpar[:-1], new.lpar[0]), (new.rpar[0], *node.rpar[1:])
    return cst.Module([]).code_for_node(new)[1:-1], new.with_changes(lpar=lpar, rpar=rpar)


def _within_call(call: cst.Call, new: cst.BaseExpression) -> tuple[str, cst.Call]:
    """An expression as the only argument of a call, whose parentheses take the place of its own."""
    if "\n" in cst.Module([]).code_for_node(call.whitespace_before_args):
        text, plain = _flush(new)
        return text, call.with_deep_changes(call.args[0], value=plain)
    plain = new.with_changes(lpar=(), rpar=())
    argument = call.args[0].with_changes(value=plain, whitespace_after_arg=new.rpar[0].whitespace_before)
    made = call.with_changes(args=[argument], whitespace_before_args=new.lpar[0].whitespace_after)
    return cst.Module([]).code_for_node(new)[1:-1], made


def _flush(new: cst.BaseExpression) -> tuple[str, cst.BaseExpression]:
    """An expression without parentheses of its own, whose lines begin where it does."""
    text = cst.Module([]).code_for_node(new.with_changes(lpar=(), rpar=()))
    text = text.replace("\n    ", "\n") if new.lpar else text
    return text, cst.parse_expression(f"({text})").with_changes(lpar=(), rpar=())


def rewritten(module: Module, corners: Corners, change: Callable[[cst.Module], cst.Module]) -> tuple[Edit, ...]:
    """The edits that a change of the tree of some whole lines amounts to; `corners` begin where a statement does."""
    end = len(module.lines[corners[2] - 1]) + 1
    old = module.segment((corners[0], corners[1], corners[2], end))
    new = change(parsed(old, module.path)).code
    return tuple(_difference(module, corners[0], corners[1], old, new))


def names_within(module: Module, corners: Corners, name: str) -> list[Corners]:
    """Where a name stands inside of an expression; in an f-string only newer versions of Python know that."""
    text = f"{_OPEN}{module.segment(corners)})"
    tree = MetadataWrapper(parsed(text, module.path), unsafe_skip_copy=True)
    found = []
    for node, place in tree.resolve(PositionProvider).items():
        if isinstance(node, cst.Name) and node.value == name:
            ends = []
            for at in (place.start, place.end):
                first = corners[1] - len(_OPEN) if at.line == 1 else 1
                ends += [corners[0] + at.line - 1, at.column + first]
            found.append((ends[0], ends[1], ends[2], ends[3]))
    return found


def _parents(node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    """Each node with the one around it; libcst's own provider takes twenty times as long to set up."""
    for child in node.children:
        yield child, node
        yield from _parents(child)


def _is_quoted(node: cst.CSTNode, parents: Mapping[cst.CSTNode, cst.CSTNode]) -> bool:
    while (around := parents.get(node)) is not None:
        if isinstance(around, cst.FormattedStringExpression):
            return True
        node = around
    return False


def difference(module: Module, after: str) -> tuple[Edit, ...]:
    """The edits that make a whole text out of a file."""
    return tuple(_difference(module, 1, 1, module.text, after))


def parsed(text: str, path: str) -> cst.Module:
    """The tree of some text; `Withheld` where libcst cannot parse it."""
    try:
        return cst.parse_module(text)
    except (cst.ParserSyntaxError, RecursionError, UnicodeError):
        raise Withheld(f"{path} cannot be parsed by this Python") from None


def _fragment(module: Module, corners: Corners) -> tuple[str, Corners, int]:
    """The text of the statement, or part of a compound one, that holds a place, where it is, and what leads it."""
    best: ast.stmt | None = None
    for node in module.statements:
        if node.lineno > corners[0] or (node.end_lineno or 0) < corners[2]:
            continue  # counting characters takes longer
        place = module.corners(node)
        if _holds(place, corners) and (best is None or _holds(module.corners(best), place)):
            best = node
    if best is None:
        raise Withheld("it cannot be found in the syntax tree")
    if not hasattr(best, "body") and not isinstance(best, ast.Match):
        place = module.corners(best)
        return module.segment(place), place, 0
    for part in _parts(best):
        place = module.corners(part)
        if _holds(place, corners):
            return f"{_OPEN}{module.segment(place)})", place, len(_OPEN)
    raise Withheld("it cannot be found in the syntax tree")


def _parts(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions in the head of a compound statement."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child
        elif not isinstance(child, ast.stmt | ast.ExceptHandler):
            yield from _parts(child)


def _holds(outer: Corners, inner: Corners) -> bool:
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]


def _shift(corners: Corners, start: Corners, lead: int) -> Corners:
    """A place in a file as a place in the fragment that begins at `start`."""
    line, column, end_line, end_column = corners
    first = start[1] - 1 - lead
    return (
        line - start[0] + 1,
        column - (first if line == start[0] else 0),
        end_line - start[0] + 1,
        end_column - (first if end_line == start[0] else 0),
    )


def _at(tree: MetadataWrapper, corners: Corners) -> cst.BaseExpression:
    """The expression at a place; the widest, where several begin and end together."""
    for node, place in tree.resolve(PositionProvider).items():
        found = (place.start.line, place.start.column + 1, place.end.line, place.end.column + 1)
        if found == corners and isinstance(node, cst.BaseExpression):
            return node
    raise Withheld("it cannot be found in the syntax tree")


def _spliced(text: str, corners: Corners, content: str) -> str:
    """The text with something else at a place."""
    lines = text.split("\n")
    before = "\n".join((*lines[: corners[0] - 1], lines[corners[0] - 1][: corners[1] - 1]))
    after = "\n".join((lines[corners[2] - 1][corners[3] - 1 :], *lines[corners[2] :]))
    return before + content + after


def _difference(module: Module, line: int, column: int, old: str, new: str) -> Iterator[Edit]:
    """The edits, in whole lines but for the first, that make one text of the other."""
    before, after = old.split("\n"), (new if old.endswith("\n") else new.removesuffix("\n")).split("\n")
    if len(before) == len(after) == 1:
        yield from _within(module, line, column, before[0], after[0])
        return
    for what, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        content = after[first:last]
        if what == "insert":
            if not start:
                yield module.insert(line, column, "\n".join(content) + "\n")
            else:
                yield module.below(line + start - 1, "\n".join(content) + "\n")
        elif what != "equal":
            yield from _lines(module, line + start, column if not start else 1, before[start:end], content)


def _lines(module: Module, line: int, column: int, old: list[str], new: list[str]) -> Iterator[Edit]:
    """The edits that replace some lines; none of them is left where there is nothing in their place."""
    if len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _within(module, line + number, column if not number else 1, one, other)
        return
    last = line + len(old)
    if not new and last <= len(module.lines):
        yield Edit(Span(module.path, line, column, last, 1), "")
        return
    end = (column if len(old) == 1 else 1) + len(old[-1])
    yield Edit(Span(module.path, line, column, last - 1, end), "\n".join(new))


def _within(module: Module, line: int, column: int, old: str, new: str) -> Iterator[Edit]:
    """The edit in one line."""
    if old == new:
        return
    shortest = min(len(old), len(new))
    start = next((index for index in range(shortest) if old[index] != new[index]), shortest)
    tail = next((n for n in range(shortest - start) if old[-1 - n] != new[-1 - n]), shortest - start)
    place = (line, column + start, line, column + len(old) - tail)
    yield module.replace(place, new[start : len(new) - tail])
