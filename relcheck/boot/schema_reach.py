"""One of the `schema*` modules, the only ones that know pydantic: which variables really end up at a nested field.

pydantic-settings itself takes the names apart: it is given an environment of empty texts, each an object
of its own, and where such an object comes out is where its variable leads.
"""

from collections.abc import Iterable
from typing import Any

from pydantic_settings.sources import PydanticBaseEnvSettingsSource

from relcheck.boot.schema_models import fields_of, models_in, segments_of

Asked = tuple[str, tuple[str, ...]]
"""The name of a variable as the source compares it, and the path of the field that it should fill."""


class _Mark(str):
    """An empty text that can be told from any other."""


def reach(source: Any, cls: type[Any], asked: Iterable[Asked]) -> set[Asked]:
    """Those of the variables that fill their field: all in one go, and one by one those that others hide."""
    asked = list(asked)
    marks: dict[str, Any] = {key: _Mark() for key, _ in asked}
    data = _taken(source, marks)
    found = {(key, path) for key, path in asked if _holds(data, cls, path, marks[key])}
    for key, path in asked:
        if (key, path) not in found and _holds(_taken(source, {key: ""}), cls, path, None):
            found.add((key, path))
    return found


def _taken(source: Any, variables: dict[str, Any]) -> Any:
    """What the source makes of an environment; what it notes while it tries is forgotten."""
    attempt = getattr(source, "_relcheck", None)
    noted = len(attempt.unparsed) if attempt is not None else 0
    held, every = source.env_vars, getattr(source, "_relcheck_all", None)
    source.env_vars = variables
    try:
        return PydanticBaseEnvSettingsSource.__call__(source)
    except (AttributeError, ValueError):
        return {}
    finally:
        source.env_vars = held
        if attempt is not None:
            del attempt.unparsed[noted:]
        if getattr(source, "_relcheck_all", None) is not every:
            source._relcheck_all = every


def _holds(data: Any, annotation: Any, path: tuple[str, ...], mark: Any) -> bool:
    """Whether a mapping has the mark, or anything where there is none, where pydantic will look for a field."""
    if not path:
        return mark is None or data is mark
    for model in models_in(annotation)[0]:
        field = fields_of(model).get(path[0])
        if field is None:
            continue
        whole = len(path) == 1  # the head of an `AliasPath` holds JSON, and no variables below it
        for key in segments_of(path[0], field, model, paths=whole):
            if isinstance(data, dict) and key in data and _holds(data[key], field.annotation, path[1:], mark):
                return True
    return False
