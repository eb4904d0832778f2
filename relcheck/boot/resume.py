"""Import a module to its end although a setting is missing.

Once a settings class could not be instantiated, a statement that uses the missing value may raise. The
application would not have got that far, but what comes after (another settings class) must still be
seen. So the rest of the module runs, restricted to what defines something: imports, classes,
functions and assignments. It only ever happens in modules of the application itself.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from types import CodeType, ModuleType
from typing import Any, Final

from relcheck.boot.trouble import Trouble, is_theirs, trouble

_ANNOTATIONS: Final = annotations.compiler_flag


class Resuming:
    """While it is on, and `needed()` is true, a failing statement of a module does not end its import."""

    def __init__(self, needed: Callable[[], bool]) -> None:
        self.needed = needed
        self.skipped: list[Trouble] = []
        self._original: Any = None

    def __enter__(self) -> Resuming:
        original = self._original = SourceFileLoader.exec_module
        resuming = self

        def exec_module(self: SourceFileLoader, module: ModuleType) -> None:
            try:
                original(self, module)
            except (Exception, SystemExit) as error:
                path = getattr(module, "__file__", None) or ""
                if not resuming.needed() or not is_theirs(path):
                    raise
                resuming.skipped.append(trouble(error))
                resuming._rest(self, module, path, error)

        SourceFileLoader.exec_module = exec_module  # type: ignore[method-assign, assignment]
        return self

    def __exit__(self, *_: object) -> None:
        SourceFileLoader.exec_module = self._original  # type: ignore[method-assign]

    def _rest(self, loader: SourceFileLoader, module: ModuleType, path: str, error: BaseException) -> None:
        import ast  # only a module that fails pays for it

        tree = ast.parse(loader.get_data(path))
        line = _line(error, path)
        future = any(isinstance(s, ast.ImportFrom) and s.module == "__future__" for s in tree.body)
        for statement in tree.body:
            if statement.lineno <= line or not isinstance(statement, _definitions(ast)):
                continue
            code: CodeType = compile(
                ast.Module([statement], []), path, "exec", _ANNOTATIONS * future, dont_inherit=True
            )
            try:
                exec(code, vars(module))  # noqa: S102 - the module's own code, as its import would run it
            except (Exception, SystemExit) as later:
                self.skipped.append(trouble(later))


def _definitions(ast: Any) -> tuple[type[Any], ...]:
    return (
        ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Assign, ast.AnnAssign,
        ast.If, ast.Try,
    )  # fmt: skip


def _line(error: BaseException, path: str) -> int:
    """The line of the module's own body that raised."""
    link, line = error.__traceback__, 0
    while link is not None:
        if link.tb_frame.f_code.co_filename == path and link.tb_frame.f_code.co_name == "<module>":
            line = link.tb_lineno
        link = link.tb_next
    return line
