"""libcst's tree in the interpreter's classes (`_ast`), so that one binder and one resolver serve both.

Only what these look at is kept: no positions, no comments. Every statement and every head of one carries
the node it came from as `cst`. libcst parses what a newer Python would; `Unreadable` syntax stays there.
"""

import _ast
from typing import Any, Final

import libcst as cst

_LOAD: Final = _ast.Load()
_OPERATORS: Final[dict[type, type]] = {
    cst.Add: _ast.Add, cst.AddAssign: _ast.Add, cst.Modulo: _ast.Mod, cst.ModuloAssign: _ast.Mod,
    cst.BitOr: _ast.BitOr, cst.BitOrAssign: _ast.BitOr,
}  # fmt: skip
_COMPARISONS: Final[dict[type, type]] = {
    cst.Equal: _ast.Eq, cst.NotEqual: _ast.NotEq, cst.In: _ast.In, cst.NotIn: _ast.NotIn, cst.Is: _ast.Is, cst.IsNot: _ast.IsNot,
}  # fmt: skip


def expression(node: Any) -> Any:
    """The same expression in the interpreter's classes; what has no use there becomes `...`."""
    made = _EXPRESSIONS.get(node.__class__)
    result = made(node) if made is not None else _ast.Constant(value=...)
    result.cst = node
    return result


def module(tree: cst.Module, positions: Any) -> _ast.Module:
    """A whole module; its nodes know the lines that they stand on."""
    made = _ast.Module(body=_body(tree.body), type_ignores=[])
    stack: list[Any] = [made]
    while stack:
        node = stack.pop()
        origin = getattr(node, "cst", None)
        if origin is not None and origin in positions:
            node.lineno, node.end_lineno = positions[origin].start.line, positions[origin].end.line
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, list):
                stack.extend(item for item in value if isinstance(item, _ast.AST))
            elif isinstance(value, _ast.AST):
                stack.append(value)
    return made


def _optional(node: Any) -> Any:
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
    return _ast.Slice(lower=_optional(node.lower), upper=_optional(node.upper), step=_optional(node.step))


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
        kw_defaults=[_optional(p.default) for p in node.kwonly_params],
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
    return _ast.Yield(value=_optional(value))


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
        left=expression(n.left), op=_OPERATORS.get(n.operator.__class__, _ast.Sub)(), right=expression(n.right)
    ),
    cst.UnaryOperation: lambda n: _ast.UnaryOp(op=_ast.Not(), operand=expression(n.expression)),
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
_WORDS: Final = {"None": None, "True": True, "False": False}


def _body(statements: Any) -> list[Any]:
    """The statements of a block, simple ones one by one."""
    found: list[Any] = []
    for statement in statements:
        inner = (
            statement.body if isinstance(statement, cst.SimpleStatementLine | cst.SimpleStatementSuite) else [statement]
        )
        for node in inner:
            made = _STATEMENTS[node.__class__](node)
            made.cst = node
            found.append(made)
    return found


def _suite(node: Any) -> list[Any]:
    return _body(node.body) if isinstance(node, cst.IndentedBlock) else _body([node])


def _function(node: Any) -> Any:
    made = _ast.FunctionDef(
        name=node.name.value,
        args=parameters(node.params),
        body=_suite(node.body),
        decorator_list=[expression(d.decorator) for d in node.decorators],
        returns=expression(node.returns.annotation) if node.returns else None,
    )
    return made


def _class(node: Any) -> Any:
    return _ast.ClassDef(
        name=node.name.value,
        bases=[expression(a.value) for a in node.bases],
        keywords=[
            _ast.keyword(arg=a.keyword.value if a.keyword else None, value=expression(a.value)) for a in node.keywords
        ],
        body=_suite(node.body),
        decorator_list=[expression(d.decorator) for d in node.decorators],
    )


def _if(node: Any) -> Any:
    chain = [node]
    while isinstance(chain[-1].orelse, cst.If):
        chain.append(chain[-1].orelse)
    last = chain[-1].orelse
    orelse = _suite(last.body) if last is not None else []
    made = None
    for part in reversed(chain):
        made = _ast.If(test=expression(part.test), body=_suite(part.body), orelse=orelse)
        made.cst = part  # type: ignore[attr-defined]
        orelse = [made]
    return made


def _for(node: Any) -> Any:
    orelse = _suite(node.orelse.body) if node.orelse else []
    return _ast.For(target=expression(node.target), iter=expression(node.iter), body=_suite(node.body), orelse=orelse)


def _try(node: Any) -> Any:
    return _ast.Try(
        body=_suite(node.body),
        handlers=[
            _ast.ExceptHandler(type=_optional(h.type), name=h.name.name.value if h.name else None, body=_suite(h.body))
            for h in node.handlers
        ],
        orelse=_suite(node.orelse.body) if node.orelse else [],
        finalbody=_suite(node.finalbody.body) if node.finalbody else [],
    )


def _with(node: Any) -> Any:
    items = [
        _ast.withitem(context_expr=expression(i.item), optional_vars=expression(i.asname.name) if i.asname else None)
        for i in node.items
    ]
    return _ast.With(items=items, body=_suite(node.body))


def _match(node: Any) -> Any:
    cases = [
        _ast.match_case(pattern=_pattern(c.pattern), guard=_optional(c.guard), body=_suite(c.body)) for c in node.cases
    ]
    return _ast.Match(subject=expression(node.subject), cases=cases)


def _pattern(node: Any) -> Any:
    """A pattern: the names it binds and the keys of mappings are kept, the rest is flattened."""
    if isinstance(node, cst.MatchMapping):
        rest = node.rest.value if node.rest else None
        keys = [expression(e.key) for e in node.elements]
        return _ast.MatchMapping(keys=keys, patterns=[_pattern(e.pattern) for e in node.elements], rest=rest)
    names: list[Any] = []
    if isinstance(node, cst.MatchAs | cst.MatchStar) and node.name is not None:
        names.append(_ast.MatchStar(name=node.name.value))
    parts = (
        getattr(node, "patterns", ()) or (node.pattern,) if hasattr(node, "pattern") else getattr(node, "patterns", ())
    )
    for part in (*parts, *getattr(node, "kwds", ())):
        inner = part.value if isinstance(part, cst.MatchSequenceElement) else part
        inner = inner.pattern if isinstance(inner, cst.MatchOrElement | cst.MatchKeywordElement) else inner
        if inner is not None:
            names.append(_pattern(inner))
    return _ast.MatchSequence(patterns=names)


def _import_from(node: Any) -> Any:
    names = (
        [_ast.alias(name="*", asname=None)]
        if isinstance(node.names, cst.ImportStar)
        else [_alias(a) for a in node.names]
    )
    return _ast.ImportFrom(module=_dotted(node.module) if node.module else None, names=names, level=len(node.relative))


def _alias(node: Any) -> Any:
    return _ast.alias(name=_dotted(node.name), asname=node.asname.name.value if node.asname else None)


def _dotted(node: Any) -> str:
    return node.value if isinstance(node, cst.Name) else f"{_dotted(node.value)}.{node.attr.value}"


def _assign(node: Any) -> Any:
    return _ast.Assign(targets=[expression(t.target) for t in node.targets], value=expression(node.value))


def _annotated(node: Any) -> Any:
    return _ast.AnnAssign(
        target=expression(node.target),
        annotation=expression(node.annotation.annotation),
        value=_optional(node.value),
        simple=1,
    )


def _augmented(node: Any) -> Any:
    op = _OPERATORS.get(node.operator.__class__, _ast.Sub)()
    return _ast.AugAssign(target=expression(node.target), op=op, value=expression(node.value))


def _delete(node: Any) -> Any:
    inner = expression(node.target)
    return _ast.Delete(targets=inner.elts if isinstance(inner, _ast.Tuple) else [inner])


def _raise(node: Any) -> Any:
    cause = node.cause.item if isinstance(node.cause, cst.From) else None
    return _ast.Raise(exc=_optional(node.exc), cause=_optional(cause))


_STATEMENTS: Final[dict[type, Any]] = {
    cst.FunctionDef: _function,
    cst.ClassDef: _class,
    cst.If: _if,
    cst.For: _for,
    cst.While: lambda n: _ast.While(
        test=expression(n.test), body=_suite(n.body), orelse=_suite(n.orelse.body) if n.orelse else []
    ),
    cst.Try: _try,
    cst.TryStar: _try,
    cst.With: _with,
    cst.Match: _match,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.Expr: lambda n: _ast.Expr(value=expression(n.value)),
    cst.Return: lambda n: _ast.Return(value=_optional(n.value)),
    cst.Raise: _raise,
    cst.Assert: lambda n: _ast.Assert(test=expression(n.test), msg=_optional(n.msg)),
    cst.Del: _delete,
    cst.Import: lambda n: _ast.Import(names=[_alias(a) for a in n.names]),
    cst.ImportFrom: _import_from,
    cst.Global: lambda n: _ast.Global(names=[i.name.value for i in n.names]),
    cst.Nonlocal: lambda n: _ast.Nonlocal(names=[i.name.value for i in n.names]),
    cst.Pass: lambda n: _ast.Pass(),
    cst.Break: lambda n: _ast.Break(),
    cst.Continue: lambda n: _ast.Continue(),
    cst.TypeAlias: lambda n: _ast.Assign(targets=[expression(n.name)], value=_ast.Constant(value=...)),
}
