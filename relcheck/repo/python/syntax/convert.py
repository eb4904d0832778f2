"""libcst's tree in the interpreter's classes (`_ast`), so that one binder and one resolver serve both.

Only what these look at is kept: no positions, no comments. Every statement and every head of one carries
the node it came from as `cst`. libcst parses what a newer Python would; `Unreadable` syntax stays there.
"""

import _ast
from typing import Any, Final

import libcst as cst

_LOAD: Final = _ast.Load()
OPERATORS: Final[dict[type, type]] = {
    cst.Add: _ast.Add, cst.AddAssign: _ast.Add, cst.Modulo: _ast.Mod, cst.ModuloAssign: _ast.Mod,
    cst.BitOr: _ast.BitOr, cst.BitOrAssign: _ast.BitOr,
}  # fmt: skip
_COMPARISONS: Final[dict[type, type]] = {
    cst.Equal: _ast.Eq, cst.NotEqual: _ast.NotEq, cst.In: _ast.In, cst.NotIn: _ast.NotIn,
    cst.Is: _ast.Is, cst.IsNot: _ast.IsNot,
}  # fmt: skip


def expression(node: Any) -> Any:
    """The same expression in the interpreter's classes; what has no use there becomes `...`."""
    made = _EXPRESSIONS.get(node.__class__)
    result: Any = made(node) if made is not None else _ast.Constant(value=...)
    result.cst = node
    return result


def optional(node: Any) -> Any:
    return None if node is None or isinstance(node, cst.MaybeSentinel) else expression(node)


def _string(node: Any) -> Any:
    try:
        return _ast.Constant(value=node.evaluated_value)
    except (ValueError, SyntaxError):  # libcst takes some strings that the interpreter refuses
        return _ast.Constant(value=...)


def _concatenated(node: Any) -> Any:
    left, right = expression(node.left), expression(node.right)
    if isinstance(left, _ast.Constant) and isinstance(right, _ast.Constant):
        if left.value.__class__ is right.value.__class__ and isinstance(left.value, str | bytes):
            return _ast.Constant(value=left.value + right.value)  # type: ignore[operator]
        return _ast.Constant(value=...)
    parts = [p for side in (left, right) for p in (side.values if isinstance(side, _ast.JoinedStr) else [side])]
    return _ast.JoinedStr(values=parts)


def _formatted(node: Any) -> Any:
    raw = "r" in node.prefix.lower()
    parts: list[Any] = []
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText | cst.TemplatedStringText):
            text = part.value.replace("{{", "{").replace("}}", "}")
            parts.append(_ast.Constant(value=text if raw else _unescaped(text)))
        else:
            spec = _ast.JoinedStr(values=_spec(part.format_spec)) if part.format_spec else None
            parts.append(_ast.FormattedValue(value=expression(part.expression), conversion=-1, format_spec=spec))
    return _ast.JoinedStr(values=parts)


def _spec(parts: Any) -> list[Any]:
    return [
        _ast.FormattedValue(value=expression(part.expression), conversion=-1, format_spec=None)
        for part in parts
        if isinstance(part, cst.FormattedStringExpression | cst.TemplatedStringExpression)
    ]


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    try:
        return cst.ensure_type(
            cst.SimpleString('"""' + text.replace('"', '\\"') + '"""'), cst.SimpleString
        ).evaluated_value  # type: ignore[return-value]
    except (ValueError, SyntaxError, cst.CSTValidationError):
        return text


def _call(node: Any) -> Any:
    args: list[Any] = []
    keywords: list[Any] = []
    for arg in node.args:
        value = expression(arg.value)
        if arg.star == "**" or arg.keyword is not None:
            keywords.append(_ast.keyword(arg=arg.keyword.value if arg.keyword else None, value=value))
        else:
            args.append(_ast.Starred(value=value, ctx=_LOAD) if arg.star else value)
    return _ast.Call(func=expression(node.func), args=args, keywords=keywords)


def _subscript(node: Any) -> Any:
    parts = [_slice(element.slice) for element in node.slice]
    alone = len(parts) == 1 and isinstance(node.slice[0].comma, cst.MaybeSentinel)
    return _ast.Subscript(
        value=expression(node.value), slice=parts[0] if alone else _ast.Tuple(elts=parts, ctx=_LOAD), ctx=_LOAD
    )


def _slice(node: Any) -> Any:
    if isinstance(node, cst.Index):
        return expression(node.value)
    return _ast.Slice(lower=optional(node.lower), upper=optional(node.upper), step=optional(node.step))


def _elements(node: Any) -> list[Any]:
    return [
        _ast.Starred(value=expression(e.value), ctx=_LOAD) if isinstance(e, cst.StarredElement) else expression(e.value)
        for e in node.elements
    ]


def _dict(node: Any) -> Any:
    return _ast.Dict(
        keys=[expression(e.key) if isinstance(e, cst.DictElement) else None for e in node.elements],
        values=[expression(e.value) for e in node.elements],
    )


def generators(node: Any) -> list[Any]:
    """The `for ... in ... if ...` parts of a comprehension."""
    found = []
    while node is not None:
        ifs = [expression(part.test) for part in node.ifs]
        found.append(
            _ast.comprehension(target=expression(node.target), iter=expression(node.iter), ifs=ifs, is_async=0)
        )
        node = node.inner_for_in
    return found


def _comprehension(node: Any) -> Any:
    return _ast.GeneratorExp(elt=expression(node.elt), generators=generators(node.for_in))


def _dict_comprehension(node: Any) -> Any:
    if not hasattr(node, "key"):
        return _ast.GeneratorExp(elt=expression(node.value), generators=generators(node.for_in))
    return _ast.DictComp(key=expression(node.key), value=expression(node.value), generators=generators(node.for_in))


def parameters(node: Any) -> _ast.arguments:
    """The parameters of a function or lambda."""

    def arg(param: Any) -> _ast.arg:
        return _ast.arg(
            arg=param.name.value, annotation=expression(param.annotation.annotation) if param.annotation else None
        )

    positional = [*node.posonly_params, *node.params]
    star = node.star_arg if isinstance(node.star_arg, cst.Param) else None
    return _ast.arguments(
        posonlyargs=[arg(p) for p in node.posonly_params],
        args=[arg(p) for p in node.params],
        vararg=arg(star) if star else None,
        kwonlyargs=[arg(p) for p in node.kwonly_params],
        kw_defaults=[optional(p.default) for p in node.kwonly_params],
        kwarg=arg(node.star_kwarg) if node.star_kwarg else None,
        defaults=[expression(p.default) for p in positional if p.default is not None],
    )


def _comparison(node: Any) -> Any:
    return _ast.Compare(
        left=expression(node.left),
        ops=[_COMPARISONS.get(t.operator.__class__, _ast.Lt)() for t in node.comparisons],
        comparators=[expression(t.comparator) for t in node.comparisons],
    )


def _yield(node: Any) -> Any:
    value = node.value.item if isinstance(node.value, cst.From) else node.value
    return _ast.Yield(value=optional(value))


_EXPRESSIONS: Final[dict[type, Any]] = {
    cst.Name: lambda n: (
        _ast.Name(id=n.value, ctx=_LOAD) if n.value not in _WORDS else _ast.Constant(value=_WORDS[n.value])
    ),
    cst.SimpleString: _string,
    cst.ConcatenatedString: _concatenated,
    cst.FormattedString: _formatted,
    cst.TemplatedString: _formatted,
    cst.Integer: lambda n: _ast.Constant(value=n.evaluated_value),
    cst.Float: lambda n: _ast.Constant(value=n.evaluated_value),
    cst.Attribute: lambda n: _ast.Attribute(value=expression(n.value), attr=n.attr.value, ctx=_LOAD),
    cst.Call: _call,
    cst.Subscript: _subscript,
    cst.BinaryOperation: lambda n: _ast.BinOp(
        left=expression(n.left), op=OPERATORS.get(n.operator.__class__, _ast.Sub)(), right=expression(n.right)
    ),
    cst.UnaryOperation: lambda n: _ast.UnaryOp(
        op=_ast.USub() if isinstance(n.operator, cst.Minus) else _ast.Not(), operand=expression(n.expression)
    ),
    cst.BooleanOperation: lambda n: _ast.BoolOp(
        op=_ast.Or() if isinstance(n.operator, cst.Or) else _ast.And(), values=[expression(n.left), expression(n.right)]
    ),
    cst.Comparison: _comparison,
    cst.IfExp: lambda n: _ast.IfExp(test=expression(n.test), body=expression(n.body), orelse=expression(n.orelse)),
    cst.Lambda: lambda n: _ast.Lambda(args=parameters(n.params), body=expression(n.body)),
    cst.Tuple: lambda n: _ast.Tuple(elts=_elements(n), ctx=_LOAD),
    cst.List: lambda n: _ast.List(elts=_elements(n), ctx=_LOAD),
    cst.Set: lambda n: _ast.Set(elts=_elements(n)),
    cst.Dict: _dict,
    cst.ListComp: _comprehension,
    cst.SetComp: _comprehension,
    cst.GeneratorExp: _comprehension,
    cst.DictComp: _dict_comprehension,
    cst.NamedExpr: lambda n: _ast.NamedExpr(target=expression(n.target), value=expression(n.value)),
    cst.Await: lambda n: _ast.Await(value=expression(n.expression)),
    cst.Yield: _yield,
    cst.StarredElement: lambda n: _ast.Starred(value=expression(n.value), ctx=_LOAD),
}
if hasattr(cst, "StarredDictComp"):
    _EXPRESSIONS[cst.StarredDictComp] = _dict_comprehension
_WORDS: Final[dict[str, bool | None]] = {"None": None, "True": True, "False": False}
