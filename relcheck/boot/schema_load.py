"""One of the `schema*` modules, the only ones that know pydantic: settings classes are found by name here.

The module is imported as the application would; nothing else of the application runs.
"""

import importlib
from types import ModuleType
from typing import Any, NamedTuple

from pydantic_settings import BaseSettings

from relcheck.boot.misnamed import as_module, hint
from relcheck.boot.resume import Resuming
from relcheck.boot.schema_watch import Watch
from relcheck.boot.trouble import Trouble, is_theirs, trouble
from relcheck.errors import SchemaError
from relcheck.names import valueless


class Loaded(NamedTuple):
    """What one target led to: the classes that it names, and what stopped the import of its module, if anything."""

    target: str
    classes: tuple[type[BaseSettings], ...]
    stopped: Trouble | None = None
    variable: str = ""  # the environment variable whose absence stopped it, where that is known
    skipped: tuple[Trouble, ...] = ()


def load(target: str, watch: Watch) -> Loaded:
    """The settings classes that `package.module:Name` means.

    `Name` is a class (dotted if it is nested), a function that returns one or an instance of one, or an
    instance. Without a name the module's own classes are meant: those it instantiates, else the only one.
    """
    module_name, _, name = target.partition(":")
    if not all(part.isidentifier() for part in module_name.split(".")):
        raise SchemaError(
            f"`{valueless(target)}` is not a settings class: write {as_module(module_name, name, 'Settings')}"
        )
    module, stopped, variable, skipped = _import(module_name, target, watch)
    if module is None or (stopped and not name):
        return Loaded(target, (), stopped, variable, skipped)
    if not name:
        return Loaded(target, _own(module, target, watch), stopped, variable, skipped)
    return Loaded(target, _named(module, name, target, watch, stopped), stopped, variable, skipped)


def _import(name: str, target: str, watch: Watch) -> tuple[ModuleType | None, Trouble | None, str, tuple[Trouble, ...]]:
    with Resuming(lambda: watch.failed) as resuming:
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name and (name == error.name or name.startswith(error.name + ".")):
                raise SchemaError(f"there is no module `{error.name}`: {hint(error.name, target)}") from None
            return None, trouble(error), "", ()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return None, trouble(error), _absent_variable(error), ()
        return module, None, "", tuple(resuming.skipped)


def _absent_variable(error: BaseException) -> str:
    """The variable that `os.environ[...]` did not find, if that is what was raised and the code names it.

    The name must stand in the line of code as a literal: a computed one may hold a value.
    """
    if not isinstance(error, KeyError) or error.__traceback__ is None:
        return ""
    link, site, last = error.__traceback__, ("", 0), ""
    while link is not None:
        last = link.tb_frame.f_code.co_filename
        if is_theirs(last):
            site = (last, link.tb_lineno)
        link = link.tb_next  # type: ignore[assignment]
    if not last.endswith("os.py") and last != "<frozen os>":
        return ""
    import linecache

    name = error.args[0] if error.args and isinstance(error.args[0], str) else ""
    line = linecache.getline(*site)
    return name if name.isidentifier() and (f'"{name}"' in line or f"'{name}'" in line) else ""


def _own(module: ModuleType, target: str, watch: Watch) -> tuple[type[BaseSettings], ...]:
    """The settings classes of a module that is named without a class."""
    own = module.__name__ + "."  # a package may take its classes from its own modules
    made = [a.cls for a in watch.attempts if f"{a.cls.__module__}.".startswith(own)]
    if made:
        return tuple(dict.fromkeys(made))
    classes = [value for value in vars(module).values() if is_settings(value)]
    here = [cls for cls in dict.fromkeys(classes) if f"{cls.__module__}.".startswith(own)]
    if len(here) == 1:
        return (here[0],)
    names = ", ".join(f"{target}:{cls.__qualname__}" for cls in here)
    raise SchemaError(
        f"`{target}` has {len(here)} settings classes and instantiates none: name one of {names}"
        if here
        else f"`{target}` has no pydantic-settings class; a command follows `--`"
    )


def _alike(owner: object, name: str) -> str:
    """What to do about a name that is not there: the settings class that resembles it, where there is one."""
    from difflib import get_close_matches

    classes = {key.lower(): key for key, value in vars(owner).items() if is_settings(value)}
    near = get_close_matches(name.lower(), classes, n=1)
    return f"did you mean `{classes[near[0]]}`?" if near else "check the name"


def _named(
    module: ModuleType, name: str, target: str, watch: Watch, stopped: Trouble | None
) -> tuple[type[BaseSettings], ...]:
    found: Any = module
    for part in name.split("."):
        try:
            found = getattr(found, part)
        except Exception as error:
            if not isinstance(error, AttributeError):
                raise SchemaError(f"`{part}` of `{target}` cannot be had: {trouble(error)}") from None
            if stopped or watch.failed:
                return tuple(dict.fromkeys(a.cls for a in watch.attempts if a.cls.__module__ == module.__name__))
            raise SchemaError(f"there is no `{part}` in `{target}`: {_alike(found, part)}") from None
    if callable(found) and not isinstance(found, type | BaseSettings):
        try:
            found = found()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            if watch.failed:
                return ()
            raise SchemaError(f"`{target}` cannot be called: {trouble(error)}") from None
    cls = found if isinstance(found, type) else type(found)
    if not is_settings(cls):
        raise SchemaError(f"`{target}` is not a pydantic-settings class: {_instead(found, cls)}")
    return (cls,)


def _instead(found: Any, cls: type[Any]) -> str:
    """What was found where a settings class was looked for, and what to do about it."""
    if hasattr(found, "__await__"):
        found.close()  # else the interpreter complains of it at the end
        return "it is a coroutine: name the class, or a function that is not asynchronous"
    if any(base.__module__.startswith("pydantic.v1.") for base in cls.__mro__):
        return "it is of pydantic.v1, which is not read: derive it from pydantic_settings.BaseSettings"
    if hasattr(cls, "__pydantic_fields__"):
        return "it is a model, which reads no variables: derive it from pydantic_settings.BaseSettings"
    what = "this class" if isinstance(found, type) else f"it is of `{cls.__module__}.{cls.__qualname__}`, which"
    return f"{what} is not derived from pydantic_settings.BaseSettings"


def is_settings(value: object) -> bool:
    """Whether a value is a settings class of pydantic-settings."""
    return isinstance(value, type) and issubclass(value, BaseSettings) and value is not BaseSettings
