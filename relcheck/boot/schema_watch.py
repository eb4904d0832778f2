"""One of the `schema*` modules, the only ones that know pydantic: what happens when a class is instantiated.

While a `Watch` is on, a settings class that cannot be instantiated does not raise: what went wrong is
noted, and the object gets stand-ins for the values it lacks. So a module that says
`settings = Settings()` can still be imported to its end, and every problem is seen in one run. One value
that is no JSON hides nothing either: it is noted and left out, and pydantic-settings goes on.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from relcheck.boot.schema_rest import one_by_one, raisers, safe, stand_in
from relcheck.boot.trouble import Trouble, trouble


class Unparsed(NamedTuple):
    """A value that could not be parsed before validation: usually it is no JSON.

    `key` is the variable as the source keeps it, empty where only the field is known.
    """

    source: Any
    field: str
    key: str


class Attempt:
    """One instantiation of a settings class: the sources that were asked, and what went wrong.

    It may hold values (the sources do), so nothing of it is ever printed.
    """

    def __init__(self, cls: type[BaseSettings]) -> None:
        self.cls = cls
        self.sources: tuple[Any, ...] = ()
        self.errors: list[tuple[str, tuple[str | int, ...]]] = []
        self.unparsed: list[Unparsed] = []
        self.broken: list[tuple[str, Trouble]] = []
        self.raisers: dict[tuple[str | int, ...], Trouble] = {}
        self.given: frozenset[str] = frozenset()
        self.instance: Any = None

    @property
    def failed(self) -> bool:
        """Whether the application could not have started."""
        return bool(self.errors or self.unparsed or self.broken)

    def states(self) -> dict[str, dict[str, Any]]:
        """What each source gave, by the name of its class."""
        for source in self.sources:
            data = getattr(source, "_settings_sources_data", None)
            if data:
                return dict(data)
        return {}


class Watch:
    """Instantiations of settings classes, noted from `__enter__` to `__exit__`."""

    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self._original: Callable[..., None] | None = None

    @property
    def failed(self) -> bool:
        """Whether some instantiation went wrong, so that stand-ins are about."""
        return any(attempt.failed for attempt in self.attempts)

    def __enter__(self) -> "Watch":
        original = self._original = BaseSettings.__init__
        watch = self

        def __init__(self: BaseSettings, *args: Any, **kwargs: Any) -> None:
            watch._instantiate(original, self, args, kwargs)

        __init__.__wrapped__ = original  # type: ignore[attr-defined]  # pydantic asks for the signature
        BaseSettings.__init__ = __init__  # type: ignore[method-assign, assignment]
        return self

    def __exit__(self, *_: object) -> None:
        if self._original is not None:
            BaseSettings.__init__ = self._original  # type: ignore[method-assign]

    def _instantiate(self, original: Any, instance: BaseSettings, args: Any, kwargs: dict[str, Any]) -> None:
        cls = type(instance)
        attempt = Attempt(cls)
        attempt.given = frozenset(kwargs)
        attempt.instance = instance
        self.attempts.append(attempt)
        lacking: object = None
        if kwargs.get("_cli_parse_args") or cls.model_config.get("cli_parse_args"):
            kwargs["_cli_parse_args"] = False  # the command line is relcheck's, not theirs
        try:
            with _Asked(cls, attempt):
                original(instance, *args, **kwargs)
        except ValidationError as error:
            attempt.errors += safe(error)
            attempt.raisers |= raisers(error)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            lacking = error.args[0] if isinstance(error, KeyError) and error.args else None
            # Once every source answered, it is a check of theirs that raised.
            attempt.broken.append(("" if attempt.states() else "sources", trouble(error)))
            if "_env_file" not in kwargs and cls.model_config.get("env_file"):
                self._retry(original, instance, args, kwargs | {"_env_file": None}, attempt)
        if attempt.failed:
            if any(not loc for _, loc in attempt.errors) or any(not what for what, _ in attempt.broken):
                attempt.errors += one_by_one(cls, attempt.errors, attempt.states())
            if lacking is not None and any(loc[:1] == (lacking,) for _, loc in attempt.errors):
                # A default is made of that field; older versions of pydantic let its KeyError through.
                attempt.broken = [one for one in attempt.broken if one[1].kind != "KeyError"]
            stand_in(instance, attempt.errors, attempt.states())

    def _retry(self, original: Any, instance: Any, args: Any, kwargs: dict[str, Any], attempt: Attempt) -> None:
        """Once more without the env file, which may be what cannot be read; the rest is still worth knowing."""
        try:
            with _Asked(type(instance), attempt):
                original(instance, *args, **kwargs)
        except ValidationError as error:
            attempt.errors += safe(error)
            attempt.raisers |= raisers(error)
        except Exception:
            return


class _Asked:
    """While it is on, the sources that a class asks are those of `attempt`, and forgiving ones."""

    def __init__(self, cls: type[BaseSettings], attempt: Attempt) -> None:
        self.cls = cls
        self.attempt = attempt
        self.own = cls.__dict__.get("settings_customise_sources")

    def __enter__(self) -> None:
        ask = self.cls.settings_customise_sources
        attempt = self.attempt

        def settings_customise_sources(_: Any, *args: Any, **kwargs: Any) -> tuple[Any, ...]:
            attempt.sources = tuple(ask(*args, **kwargs))
            for source in attempt.sources:
                _forgive(source, attempt)
            return attempt.sources

        type.__setattr__(self.cls, "settings_customise_sources", classmethod(settings_customise_sources))

    def __exit__(self, *_: object) -> None:
        if self.own is None:
            type.__delattr__(self.cls, "settings_customise_sources")
        else:
            type.__setattr__(self.cls, "settings_customise_sources", self.own)


def _forgive(source: Any, attempt: Attempt) -> None:
    """Let one source note what it cannot read and go on, where pydantic-settings would stop."""
    if not isinstance(source, PydanticBaseSettingsSource):
        return
    get, prepare, decode = source.get_field_value, source.prepare_field_value, source.decode_complex_value
    decoded: list[Any] = []

    def get_field_value(field: Any, field_name: str) -> tuple[Any, str, bool]:
        try:
            return get(field, field_name)
        except Exception as error:
            attempt.broken.append((field_name, trouble(error)))
            return None, field_name, False

    def decode_complex_value(field_name: str, field: Any, value: Any) -> Any:
        decoded.append(value)
        return decode(field_name, field, value)

    def prepare_field_value(field_name: str, field: Any, value: Any, value_is_complex: bool) -> Any:
        while True:
            decoded.clear()
            try:
                return prepare(field_name, field, value, value_is_complex)
            except ValueError:
                bad = decoded[-1] if decoded else value
                key = _drop(source, field_name, field, bad)
                attempt.unparsed.append(Unparsed(source, field_name, key))
                if not key or not decoded:
                    return None
                value = None if value is bad else value

    source.get_field_value = get_field_value  # type: ignore[method-assign]
    source.decode_complex_value = decode_complex_value  # type: ignore[method-assign]
    source.prepare_field_value = prepare_field_value  # type: ignore[method-assign]
    source.__class__ = _guarded(type(source))
    source._relcheck = attempt  # type: ignore[attr-defined]


_GUARDED: dict[type[Any], type[Any]] = {}


def _guarded(kind: type[Any]) -> type[Any]:
    """A class of the same name whose instances note that they cannot be read, instead of raising."""
    if kind not in _GUARDED:

        def __call__(self: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                return kind.__call__(self, *args, **kwargs)
            except Exception as error:
                self._relcheck.broken.append((kind.__name__, trouble(error)))
                return {}

        body = {"__call__": __call__, "__module__": kind.__module__, "__qualname__": kind.__qualname__}
        meta: Any = type(kind)
        _GUARDED[kind] = meta(kind.__name__, (kind,), body)
    return _GUARDED[kind]


def _drop(source: Any, name: str, field: Any, value: Any) -> str:
    """Take the variable of this field that holds this very object out of the source, and say its name.

    Short texts are one object wherever they occur, so the name counts as well.
    """
    variables = getattr(source, "env_vars", None) or {}
    delimiter = getattr(source, "env_nested_delimiter", None)
    own = [key for _, key, _ in source._extract_field_info(field, name)] if variables else []
    below = tuple(key + delimiter for key in own) if delimiter else ()
    for key, held in variables.items():
        if held is value and (key in own or key.startswith(below or ("\0",))):
            source.env_vars = {k: v for k, v in variables.items() if k != key}
            source._relcheck_all = getattr(source, "_relcheck_all", variables)
            return str(key)
    return ""
