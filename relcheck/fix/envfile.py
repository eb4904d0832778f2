"""Tells which env file a program loads by itself, as far as its calls of `load_dotenv` say."""

import ast
from collections.abc import Iterator
from typing import Final

from relcheck.facts.python import Access
from relcheck.fix.around import Around
from relcheck.fix.module import Module, Withheld

_USUAL: Final = ".env"
UNKNOWN: Final = "the program loads variables from a file, and which one is not certain"


def env_file(member: str, around: Around) -> str:
    """The env file that a distribution loads, empty where it loads none; `Withheld` where that is not certain."""
    found: set[str] = set()
    for one in around.loads:
        module = around.load(one.span.path)
        if module is None or around.member(one.span.path) != member:
            continue
        if around.project.role(one.span.path) in ("application", "library"):
            names = set(_names(one, module))
            if len(names) != 1:
                raise Withheld(UNKNOWN)
            found |= names
    if len(found) > 1:
        raise Withheld(UNKNOWN)
    return next(iter(found), "")


def _names(load: Access, module: Module) -> Iterator[str]:
    """The names of files that a call may mean."""
    call = module.at(load.span[1:])
    if not isinstance(call, ast.Call):
        return
    given = [*call.args[:1], *(one.value for one in call.keywords if one.arg in ("dotenv_path", "stream", None))]
    if not given:
        yield _USUAL
    for one in given:
        yield from _file(one, module)


def _file(node: ast.expr, module: Module) -> Iterator[str]:
    """The file that an expression means: as written, or in the working directory where its place is computed."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "find_dotenv":
        yield from _file(node.args[0], module) if node.args else (_USUAL,)
    elif isinstance(node, ast.Name) and module.bound.get(node.id) == 1:
        values = [one.value for one in module.nodes if isinstance(one, ast.Assign) and _is(one.targets, node.id)]
        for value in values:
            yield from _file(value, module)
    else:
        words = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        yield from (word.rpartition("/")[2] for word in words if "env" in word.rpartition("/")[2])


def _is(targets: list[ast.expr], name: str) -> bool:
    return any(isinstance(one, ast.Name) and one.id == name for one in targets)
