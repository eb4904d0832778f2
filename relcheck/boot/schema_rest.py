"""One of the `schema*` modules, the only ones that know pydantic: what is still known after validation has failed."""

from typing import Annotated, Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core.core_schema import ErrorType
from pydantic_settings import BaseSettings

from relcheck.boot.absent import ABSENT
from relcheck.boot.trouble import Trouble, trouble

Errors = list[tuple[str, tuple[str | int, ...]]]
"""Type and place of each error."""
States = dict[str, dict[str, Any]]
"""What each source gave, by the name of its class."""

_OURS = ("dns_name", "secret_short", "secret_regular", "port_range", "host_port", "node_name")
"""The error types of `relcheck.types`."""
_PYTHON = (
    "base64_decode", "byte_size", "byte_size_unit", "color_error", "import_error", "ip_any_address", "ip_any_interface",
    "ip_any_network", "ip_v4_address", "ip_v4_interface", "ip_v4_network", "ip_v6_address", "ip_v6_interface",
    "ip_v6_network", "parent_does_not_exist", "path_exists", "path_not_directory", "path_not_file", "path_not_socket",
    "path_type", "pattern_regex", "predicate_failed", "zoneinfo_str",
)  # fmt: skip
"""The error types that pydantic's own Python code makes, which its list lacks."""


def safe(error: ValidationError) -> Errors:
    """Type and place of each error: never its text, its input or its context, which hold values.

    A type that pydantic does not know was made by the application, perhaps from a value: it is `custom`.
    """
    known = (*get_args(ErrorType), *_OURS, *_PYTHON)
    return [
        (item["type"] if item["type"] in known else "custom", item["loc"])
        for item in error.errors(include_input=False, include_context=False, include_url=False)
    ]


def raisers(error: ValidationError) -> dict[tuple[str | int, ...], Trouble]:
    """Where the application's own checks raised, by the place of the error; what they raised is not looked at."""
    found = {}
    for item in error.errors(include_input=False, include_url=False):
        raised = item.get("ctx", {}).get("error")
        if isinstance(raised, BaseException) and raised.__traceback__ is not None:
            found[item["loc"]] = trouble(raised)
    return found


def one_by_one(cls: type[BaseSettings], errors: Errors, states: States) -> Errors:
    """What is wrong with each field alone, where a check of the whole class ended validation before that was seen."""
    known = {loc[0] for _, loc in errors if loc}
    given = {key: value for state in reversed(states.values()) for key, value in state.items()}
    found: Errors = []
    for name, field in cls.model_fields.items() if states else ():
        keys = [key for key in (field.validation_alias, field.alias, name) if isinstance(key, str)]
        if known & {name, *keys}:
            continue
        here = [key for key in keys if key in given]
        aliases = getattr(field.validation_alias, "choices", [field.validation_alias])
        if not here:
            found += [("missing", (name,))] if field.is_required() and not set(map(str, aliases)) & given.keys() else []
            continue
        try:
            kind: Any = Annotated[field.annotation, *field.metadata, None]
            TypeAdapter(kind).validate_python(given[here[0]])
        except ValidationError as error:
            found += [(reason, (name, *loc)) for reason, loc in safe(error)]
        except KeyboardInterrupt:
            raise
        except BaseException:  # a type that cannot stand alone, or a check of its own
            continue
    return found


def stand_in(instance: BaseSettings, errors: Errors, states: States) -> None:
    """Give a settings object that could not be made what can be had: values that are good, defaults, stand-ins."""
    cls = type(instance)
    wrong = {loc[0] for _, loc in errors if loc}
    given = {key: value for state in reversed(states.values()) for key, value in state.items()}
    values: dict[str, Any] = {}
    for name, field in cls.model_fields.items():
        alias = field.validation_alias if isinstance(field.validation_alias, str) else field.alias
        values[name] = ABSENT
        if not field.is_required() and not {name, alias} & wrong:
            try:
                values[name] = field.get_default(call_default_factory=True)
            except Exception:
                values[name] = ABSENT
    _set(instance, values)
    for name, field in cls.model_fields.items():
        keys = [key for key in (field.validation_alias, field.alias, name) if isinstance(key, str) and key in given]
        if keys and not set(keys) & wrong:
            try:
                checked = cls.__pydantic_validator__.validate_assignment(
                    cls.model_construct(**values), name, given[keys[0]]
                )
                values[name] = checked.__dict__[name]
            except Exception:
                values[name] = ABSENT
    _set(instance, values)


def _set(instance: BaseModel, values: dict[str, Any]) -> None:
    private = {}
    for name, attribute in type(instance).__private_attributes__.items():
        try:
            private[name] = attribute.get_default()
        except Exception:
            private[name] = ABSENT
    object.__setattr__(instance, "__dict__", dict(values))
    object.__setattr__(instance, "__pydantic_fields_set__", set())
    object.__setattr__(instance, "__pydantic_extra__", {} if instance.model_config.get("extra") == "allow" else None)
    object.__setattr__(instance, "__pydantic_private__", private or None)
