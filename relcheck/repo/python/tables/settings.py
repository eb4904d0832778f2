"""What settings classes are made of, library by library: data only, without libcst."""

from typing import Final

ROOTS: Final[dict[str, str]] = {
    "pydantic_settings.BaseSettings": "pydantic-settings",
    "pydantic_settings.main.BaseSettings": "pydantic-settings",
    "goodconf.GoodConf": "pydantic-settings",  # since 3.0 a subclass of pydantic-settings' own
    "prefect.settings.base.PrefectBaseSettings": "pydantic-settings",
    "pydantic.BaseSettings": "pydantic-v1",
    "pydantic.env_settings.BaseSettings": "pydantic-v1",
    "pydantic.v1.BaseSettings": "pydantic-v1",
    "pydantic.v1.env_settings.BaseSettings": "pydantic-v1",
}
"""Classes that are filled from the environment when they are instantiated, and whose rules they follow."""

TELLTALES: Final = (*sorted({name.rpartition(".")[2] for name in ROOTS}), "environ.config", "environ import")
"""Words of which a file holds one when it has a settings class of its own."""

BASE_SETTINGS: Final[dict[str, str | bool | None]] = {
    "case_sensitive": False,
    "env_file": None,
    "env_ignore_empty": False,
    "env_nested_delimiter": None,
    "env_nested_max_split": None,
    "env_parse_none_str": None,
    "env_prefix": "",
    "env_prefix_target": "variable",
    "extra": "forbid",
    "secrets_dir": None,
}
"""What `BaseSettings` of version 2 configures itself, and so each class that has it for a base."""

MODELS: Final = frozenset(
    (
        "pydantic.BaseModel", "pydantic.main.BaseModel", "pydantic.v1.BaseModel", "pydantic.v1.main.BaseModel",
        "typing.TypedDict", "typing_extensions.TypedDict",
    )
)  # fmt: skip
"""Classes whose fields a settings class can nest."""

MODEL_DECORATORS: Final = frozenset(
    ("dataclasses.dataclass", "pydantic.dataclasses.dataclass", "pydantic.v1.dataclasses.dataclass")
)

ENVIRON_CONFIG: Final = "environ.config"
"""The decorator of environ-config, which shares its import name with django-environ."""

ENVIRON_CONFIG_FIELDS: Final[dict[str, str]] = {
    "environ.var": "",
    "environ.bool_var": "bool",
    "environ.group": "group",
}

FIELDS: Final = frozenset(
    (
        "pydantic.Field", "pydantic.fields.Field", "pydantic.v1.Field", "pydantic.v1.fields.Field", "goodconf.Field",
        "dataclasses.field", "pydantic.dataclasses.Field",
    )
)  # fmt: skip
"""Functions that describe a field; the first argument of all but `dataclasses.field` is the default."""

CONFIGS: Final = frozenset(("SettingsConfigDict", "ConfigDict", "BaseSettingsConfigDict", "dict", "GoodConfConfigDict"))
"""The last word of what a `model_config` is made with."""

CONFIG_KEYS: Final = frozenset(
    (
        "alias_generator", "case_sensitive", "env_file", "env_ignore_empty", "env_nested_delimiter",
        "enable_decoding", "env_nested_max_split", "env_parse_none_str", "env_prefix", "env_prefix_target", "extra",
        "hide_input_in_errors", "populate_by_name", "secrets_dir", "allow_population_by_field_name",
        "use_attribute_docstrings", "validate_by_alias", "validate_by_name",
    )
)  # fmt: skip
"""The keys of a configuration that facts remember: they say which variables count, and from where."""

NAMING_KEYS: Final = frozenset(
    (
        "alias_generator", "case_sensitive", "env_nested_delimiter", "env_nested_max_split", "env_prefix",
        "env_prefix_target", "populate_by_name", "validate_by_alias", "validate_by_name", "*",
    )
)  # fmt: skip
"""Where one of these is computed, the names of the variables are not known; `*` is a dict merged in."""

CONSTRAINTS: Final = frozenset(
    (
        "ge", "gt", "le", "lt", "multiple_of", "min_length", "max_length", "min_items", "max_items", "pattern",
        "regex", "max_digits", "decimal_places",
    )
)  # fmt: skip
"""Keywords of `Field`, `conint` and `StringConstraints` that a value must satisfy."""

ANNOTATED_TYPES: Final[dict[str, tuple[str, ...]]] = {
    "annotated_types.Ge": ("ge",),
    "annotated_types.Gt": ("gt",),
    "annotated_types.Le": ("le",),
    "annotated_types.Lt": ("lt",),
    "annotated_types.MultipleOf": ("multiple_of",),
    "annotated_types.MinLen": ("min_length",),
    "annotated_types.MaxLen": ("max_length",),
    "annotated_types.Len": ("min_length", "max_length"),
    "annotated_types.Interval": ("gt", "ge", "lt", "le"),
}
"""Metadata of `Annotated` and what its positional arguments mean."""

SECRET_TYPES: Final = frozenset(("SecretStr", "SecretBytes", "Secret", "SecretKey"))
"""The last word of a type that does not print its value."""

MARKERS: Final = frozenset(("RunTimeOnly", "SharedAcrossReplicas", "DistinctPerReplica", "RequiredIn", "NoDecode"))
"""The last word of what `relcheck.types` and pydantic-settings mark fields with, inside `Annotated`."""

CLASS_TYPES: Final = frozenset(("ClassVar", "InitVar"))
"""The last word of an annotation that makes no field."""

RANDOM: Final = frozenset(
    (
        "token_urlsafe", "token_hex", "token_bytes", "uuid1", "uuid4", "uuid7", "urandom", "randbytes", "getrandbits",
        "randint", "generate_key", "get_random_secret_key", "get_random_string", "choice", "choices", "SystemRandom",
    )
)  # fmt: skip
"""The last word of functions whose result differs at each start."""

WRAPPERS: Final = frozenset(
    (
        "SecretStr", "SecretBytes", "Secret", "Path", "PurePath", "PosixPath", "str", "int", "float", "Decimal",
        "AnyUrl", "AnyHttpUrl", "HttpUrl", "PostgresDsn", "RedisDsn", "MySQLDsn", "MongoDsn", "AmqpDsn", "KafkaDsn",
        "NatsDsn", "UUID", "bytes", "URL",
    )
)  # fmt: skip
"""The last word of calls that only wrap their one argument: what is inside is the value."""
