"""Call a function of the application: what `relcheck run` does once the environment is verified.

The application's own modules are forgotten first, so that it sees an environment as it was given, and no stand-in.
"""

import importlib
import inspect
import linecache
import os
import sys
from collections.abc import Callable, Collection, Sequence
from types import TracebackType
from typing import Any, Final

from relcheck.boot.inside import forget
from relcheck.boot.misnamed import as_module, hint
from relcheck.boot.trouble import is_theirs
from relcheck.errors import SchemaError, UsageError
from relcheck.names import valueless

MINIMAL: Final = {"RELCHECK_MINIMAL": "1", "OTEL_SDK_DISABLED": "true"}
"""What `--minimal` sets: the application's own sign, and OpenTelemetry's ("General SDK configuration")."""


def minimal() -> None:
    """Tell the application, and what it imports, not to start everything; a value that is given already stays."""
    for name, value in MINIMAL.items():
        os.environ.setdefault(name, value)


def call(target: str, arguments: Sequence[str], app_dir: str, known: Collection[str] = ()) -> int:
    """Import `package.module:function`, call it with the texts, and return the exit status that its result means.

    None is 0, a number is itself, True is 0 and False 1; a coroutine is awaited first. What the function raises
    ends in 1, with where it happened and no text of the exception, which may hold a value. `known` are the modules
    that were imported before the check.
    """
    forget(known)
    root = os.path.abspath(app_dir)
    if root not in sys.path:
        sys.path.insert(0, root)
    try:
        function = _found(target)
        _fits(function, target, arguments)
        result = function(*arguments)
        if inspect.isawaitable(result):
            import asyncio

            result = asyncio.run(_awaited(result))
    except (SchemaError, UsageError):
        raise
    except SystemExit as stop:
        if isinstance(stop.code, str):
            sys.stderr.write(f"{stop.code}\n")  # its own last words, as Python prints them
        return stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
    except Exception as error:
        sys.stdout.flush()
        sys.stderr.write(told(error, target))
        return 1
    return status(result)


def status(result: object) -> int:
    """The exit status that a result means; whatever is neither a number nor a truth value means that all is well."""
    if isinstance(result, bool):
        return 0 if result else 1
    return result & 0xFF if isinstance(result, int) else 0


async def _awaited(result: Any) -> Any:
    return await result


def _found(target: str) -> Callable[..., Any]:
    name, _, attribute = target.partition(":")
    if not attribute or not all(part.isidentifier() for part in (*name.split("."), *attribute.split("."))):
        raise UsageError(f"`{valueless(target)}` is not a function: write {as_module(name, attribute, 'function')}")
    try:
        found: Any = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(f"{error.name}.")):
            raise SchemaError(f"there is no module `{error.name}`: {hint(error.name, target)}") from None
        raise
    for part in attribute.split("."):
        if not hasattr(found, part):
            from relcheck.names import nearest

            near = nearest(part, [one for one in vars(found) if not one.startswith("_")])
            alike = f"; did you mean `{near}`?" if near else ""
            raise SchemaError(f"`{name}` has no `{part}`{alike}")
        found = getattr(found, part)
    if not callable(found):
        raise SchemaError(f"`{target}` cannot be called: it is not a function")
    return found  # type: ignore[no-any-return]  # it is callable, and that is all that is known


def _fits(function: Callable[..., Any], target: str, arguments: Sequence[str]) -> None:
    """Refuse arguments that the function does not take, before anything of it runs."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some functions written in C have none
        return
    try:
        signature.bind(*arguments)
    except TypeError:
        words = [_word(one) for one in signature.parameters.values() if not one.name.startswith("_")]
        raise UsageError(f"`{target}` is called with {' '.join(words) or 'no arguments'}") from None


def _word(parameter: inspect.Parameter) -> str:
    name = parameter.name.upper()
    if parameter.kind is parameter.VAR_POSITIONAL:
        return f"[{name} ...]"
    return name if parameter.default is parameter.empty else f"[{name}]"


def told(error: BaseException, target: str) -> str:
    """A traceback of places and types, those of the causes first; the lines shown are the application's source."""
    lines = []
    cause: BaseException | None = error
    chain: list[BaseException] = []
    while cause is not None and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    for one in reversed(chain):
        lines += _places(one.__traceback__)
        kind = type(one)
        name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
        lines.append(name + (" was raised, and then" if one is not error else ""))
    note = "its text is left out: it may hold the value of a variable"
    return "\n".join(["Traceback (most recent call last):", *lines, f"relcheck: `{target}` failed; {note}", ""])


def _places(link: TracebackType | None) -> list[str]:
    """One place a frame; of code that is not the application's, the first of a row stands for all."""
    lines: list[str] = []
    own = os.path.dirname(os.path.dirname(__file__)) + os.sep
    strange = False
    while link is not None:
        code = link.tb_frame.f_code
        path, line, theirs = code.co_filename, link.tb_lineno, is_theirs(code.co_filename)
        link = link.tb_next
        if path.startswith(own) or (strange and not theirs and link is not None):
            continue
        strange = not theirs
        lines.append(f'  File "{path}", line {line}, in {code.co_name}')
        if theirs and (source := linecache.getline(path, line).strip()):
            lines.append(f"    {source}")
    return lines
