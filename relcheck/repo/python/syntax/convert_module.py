"""libcst's statements in the interpreter's classes, for files that only libcst can parse."""

import _ast
from typing import Any, Final

import libcst as cst

from relcheck.repo.python.syntax.convert import OPERATORS, expression, optional, parameters
from relcheck.repo.python.syntax.trees import walk


def module(tree: cst.Module, positions: Any) -> _ast.Module:
    """A whole module; its nodes know the lines that they stand on."""
    made = _ast.Module(body=_body(tree.body), type_ignores=[])
    for node in walk(made):
        origin = getattr(node, "cst", None)
        if origin is not None and origin in positions:
            node.lineno, node.end_lineno = positions[origin].start.line, positions[origin].end.line
    return made


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
            _ast.ExceptHandler(type=optional(h.type), name=h.name.name.value if h.name else None, body=_suite(h.body))
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
        _ast.match_case(pattern=_pattern(c.pattern), guard=optional(c.guard), body=_suite(c.body)) for c in node.cases
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
        value=optional(node.value),
        simple=1,
    )


def _augmented(node: Any) -> Any:
    op = OPERATORS.get(node.operator.__class__, _ast.Sub)()
    return _ast.AugAssign(target=expression(node.target), op=op, value=expression(node.value))


def _delete(node: Any) -> Any:
    inner = expression(node.target)
    return _ast.Delete(targets=inner.elts if isinstance(inner, _ast.Tuple) else [inner])


def _raise(node: Any) -> Any:
    cause = node.cause.item if isinstance(node.cause, cst.From) else None
    return _ast.Raise(exc=optional(node.exc), cause=optional(cause))


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
    cst.Return: lambda n: _ast.Return(value=optional(n.value)),
    cst.Raise: _raise,
    cst.Assert: lambda n: _ast.Assert(test=expression(n.test), msg=optional(n.msg)),
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
