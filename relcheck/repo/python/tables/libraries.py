"""Which calls of third-party libraries read the environment: one row a reader, and nothing but data.

To teach relcheck another library, add rows here, or in
a package of your own that calls `relcheck.repo.python.tables.rows.extend`.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from relcheck.facts.python import Direction

Slot = tuple[int | str, ...]
"""Where an argument stands: its position, its keyword, or both; the first that is given counts."""


class Reader(NamedTuple):
    """How one callable of a library reaches the environment.

    `name` is its qualified name. An object that is made by a call is named like the call, so that
    `env.str` after `env = environ.Env()` is `environ.Env().str`, and calling `env` itself is `environ.Env()`
    called. What variables a call is about, the first of these that applies tells:

    1. `variable`: the argument that names it (or several, in a list)
    2. `prefix`: the argument that begins the names of all; with `between` it makes a pattern, `SHOP_*`
    3. `pattern`, `variables`: what it reads where no argument says anything
    4. `everything`: it is after no single variable

    A call of which none applies is no access: `click.option` without `envvar`.
    """

    name: str
    library: str
    variable: Slot = ()
    default: Slot = ()  # the argument that is the default; `...` is none
    cast: Slot = ()  # the argument that is called with the text
    casts: str = ""  # what the callable itself makes of the text
    direction: Direction = "read"
    prefix: Slot = ()
    between: str = "_"  # what stands between prefix and name, unless the prefix ends in it
    pattern: str = ""
    variables: tuple[str, ...] = ()
    everything: bool = False
    lazy: bool = False  # the environment is read later than the call: when the command line is parsed, say
    needs: str = ""  # a keyword that must be given, and not be False or None, for all this to happen
    upper: bool = False  # names are written in any case and looked up in upper case
    attributes: str = ""  # what stands before the name of an attribute, where an attribute is a variable


class Object(NamedTuple):
    """How an object of a library changes the names that are asked of it.

    `prefix` is the constructor's argument that begins all names, `attribute` one that is assigned later
    (`env.prefix = "SHOP_"`), `block` a context manager (`with env.prefixed("SHOP_"):`). `scheme` is true where
    keywords of the constructor give casts and defaults: `Env(DEBUG=(bool, False))`. `mapping` is its argument that is
    asked instead of the environment.
    """

    name: str
    prefix: Slot = ()
    attribute: str = ""
    block: str = ""
    scheme: bool = False
    mapping: Slot = ()


def methods(
    owner: str, library: str, casts: Mapping[str, str], *, default: Slot = (1, "default"), cast: Slot = ()
) -> Iterable[Reader]:
    """One row for each typed method of an object."""
    for method, made in casts.items():
        yield Reader(f"{owner}.{method}", library, (0, "name", "var"), default, cast, made)


_ENVIRON: Final = {
    "str": "", "unicode": "", "bytes": "bytes", "bool": "bool", "int": "int", "float": "float", "json": "json",
    "list": "list", "tuple": "tuple", "dict": "dict", "url": "url", "path": "path",
}  # fmt: skip
_ENVIRON_URLS: Final = {
    "db": "DATABASE_URL", "db_url": "DATABASE_URL", "cache": "CACHE_URL", "cache_url": "CACHE_URL",
    "email": "EMAIL_URL", "email_url": "EMAIL_URL", "search_url": "SEARCH_URL", "channels": "CHANNELS_URL",
    "channels_url": "CHANNELS_URL",
}  # fmt: skip
_ENVIRONS: Final = {
    "str": "", "bool": "bool", "int": "int", "float": "float", "decimal": "decimal", "list": "list", "dict": "dict",
    "json": "json", "date": "date", "time": "time", "datetime": "datetime", "timedelta": "timedelta", "url": "url",
    "uuid": "uuid", "log_level": "log_level", "path": "path", "enum": "enum", "email": "", "dj_db_url": "url",
    "dj_email_url": "url", "dj_cache_url": "url",
}  # fmt: skip
_ENVPARSE: Final = {
    "str": "", "bool": "bool", "int": "int", "float": "float", "list": "list", "dict": "dict", "json": "json",
    "url": "url", "tuple": "tuple", "set": "set",
}  # fmt: skip
_SERVICELAYER: Final = {"get": "", "to_bool": "bool", "to_int": "int", "to_float": "float", "to_list": "list"}
_CLICK: Final = ("envvar",)
_NAME: Final[Slot] = (0, "name", "var")

READERS: Final[tuple[Reader, ...]] = (
    # python-decouple
    Reader("decouple.config", "python-decouple", (0, "option"), (1, "default"), (2, "cast")),
    Reader("decouple.AutoConfig()", "python-decouple", (0, "option"), (1, "default"), (2, "cast")),
    Reader("decouple.Config()", "python-decouple", (0, "option"), (1, "default"), (2, "cast")),
    Reader("decouple.Config().get", "python-decouple", (0, "option"), (1, "default"), (2, "cast")),
    # django-environ, told apart from environ-config by what is used of `environ`
    Reader("environ.Env()", "django-environ", (0, "var"), (2, "default"), (1, "cast")),
    Reader("environ.Env().get_value", "django-environ", (0, "var"), (2, "default"), (1, "cast")),
    *methods("environ.Env()", "django-environ", _ENVIRON | {"list": "list", "tuple": "tuple"}),
    *(
        Reader(
            f"environ.Env().{method}", "django-environ", (0, "var"), (1, "default"), (), "url", variables=(name,),
        )
        for method, name in _ENVIRON_URLS.items()
    ),
    Reader("environ.Env.read_env", "django-environ", direction="write", everything=True),
    Reader("environ.Env().read_env", "django-environ", direction="write", everything=True),
    # environs
    Reader("environs.Env()", "environs", (0, "name"), (1, "default"), ()),
    *methods("environs.Env()", "environs", _ENVIRONS),
    Reader("environs.Env().read_env", "environs", direction="write", everything=True),
    Reader("environs.Env.read_env", "environs", direction="write", everything=True),
    # starlette
    Reader("starlette.config.Config()", "starlette", (0, "key"), (2, "default"), (1, "cast")),
    Reader("starlette.config.Config().get", "starlette", (0, "key"), (2, "default"), (1, "cast")),
    # python-dotenv
    Reader("dotenv.load_dotenv", "python-dotenv", direction="write", everything=True),
    Reader("dotenv.dotenv_values", "python-dotenv", everything=True),
    Reader("dotenv.get_key", "python-dotenv", (1, "key_to_get")),
    Reader("dotenv.set_key", "python-dotenv", (1, "key_to_set"), direction="write"),
    Reader("dotenv.unset_key", "python-dotenv", (1, "key_to_unset"), direction="write"),
    Reader(
        "dotenv.DotEnv().set_as_environment_variables", "python-dotenv", direction="write", everything=True,
    ),
    Reader("dotenv.read_dotenv", "django-dotenv", direction="write", everything=True),
    # click and typer
    Reader("click.option", "click", _CLICK, ("default",), ("type",), lazy=True),
    Reader("click.argument", "click", _CLICK, ("default",), ("type",), lazy=True),
    Reader("typer.Option", "typer", _CLICK, (0, "default"), ("parser",), lazy=True),
    Reader("typer.Argument", "typer", _CLICK, (0, "default"), ("parser",), lazy=True),
    # ConfigArgParse
    Reader(
        "configargparse.ArgParser().add", "ConfigArgParse", ("env_var",), ("default",), ("type",), lazy=True,
    ),
    Reader("configargparse.ArgParser", "ConfigArgParse", prefix=("auto_env_var_prefix",), lazy=True),
    # jsonargparse
    Reader(
        "jsonargparse.ArgumentParser", "jsonargparse", prefix=("env_prefix",), needs="default_env", lazy=True,
        everything=True,
    ),
    Reader("jsonargparse.CLI", "jsonargparse", prefix=("env_prefix",), needs="default_env", everything=True),
    # cyclopts
    Reader("cyclopts.config.Env", "cyclopts", prefix=(0, "prefix"), lazy=True, everything=True),
    Reader("cyclopts.Parameter", "cyclopts", ("env_var",), (), ("converter",), lazy=True),
    # dynaconf
    Reader("dynaconf.settings", "dynaconf", attributes="DYNACONF_", lazy=True),
    Reader("dynaconf.Dynaconf", "dynaconf", prefix=("envvar_prefix",), pattern="DYNACONF_*", lazy=True),
    Reader(
        "dynaconf.FlaskDynaconf", "dynaconf", prefix=("ENVVAR_PREFIX", "envvar_prefix"), pattern="FLASK_*", lazy=True,
    ),
    Reader(
        "dynaconf.DjangoDynaconf", "dynaconf", prefix=("ENVVAR_PREFIX_FOR_DYNACONF",), pattern="DJANGO_*", lazy=True
    ),
    # Flask and Celery
    Reader("flask.Config().from_envvar", "Flask", (0, "variable_name")),
    Reader("flask.Config().from_prefixed_env", "Flask", prefix=(0, "prefix"), pattern="FLASK_*"),
    Reader("flask.cli.load_dotenv", "Flask", direction="write", everything=True),
    Reader("celery.Celery().config_from_envvar", "Celery", (0, "variable_name")),
    # everett, prettyconf, envparse
    Reader("everett.manager.ConfigManager()", "everett", (0, "key"), ("default",), ("parser",), upper=True),
    Reader(
        "everett.manager.ConfigManager.basic_config()", "everett", (0, "key"), ("default",), ("parser",), upper=True,
    ),
    Reader("prettyconf.config", "prettyconf", (0, "item"), ("default",), (1, "cast")),
    Reader("prettyconf.Configuration()", "prettyconf", (0, "item"), ("default",), (1, "cast")),
    Reader("envparse.Env()", "envparse", (0, "var"), (2, "default"), (1, "cast")),
    *methods("envparse.Env()", "envparse", _ENVPARSE, default=("default",)),
    Reader("envparse.Env().read_envfile", "envparse", direction="write", everything=True),
    Reader("envparse.Env.read_envfile", "envparse", direction="write", everything=True),
    # servicelayer and cfenv, which ask the environment for what they have not
    *methods("servicelayer.env", "servicelayer", _SERVICELAYER),
    Reader("cfenv.AppEnv().get_credential", "cfenv", (0, "key"), (1, "default")),
    # files that interpolate the environment
    Reader("envyaml.EnvYAML", "envyaml", everything=True),
    Reader("pyaml_env.parse_config", "pyaml-env", everything=True),
    # frameworks
    Reader("pycti.get_config_variable", "pycti", (0, "env_var"), (4, "default")),
    Reader("sanic.Sanic", "sanic", prefix=("env_prefix",), pattern="SANIC_*"),
    Reader("typed_settings.load", "typed-settings", prefix=(1, "appname"), upper=True),
    Reader("typed_settings.EnvLoader", "typed-settings", prefix=(0, "prefix"), lazy=True),
    # pydantic-settings' sources, used by hand
    Reader(
        "pydantic_settings.EnvSettingsSource", "pydantic-settings", prefix=("env_prefix",), between="", everything=True,
    ),
    Reader(
        "pydantic_settings.DotEnvSettingsSource", "pydantic-settings", prefix=("env_prefix",), between="",
        everything=True,
    ),
)  # fmt: skip
"""Every reader that relcheck knows by name."""

OBJECTS: Final[tuple[Object, ...]] = (
    Object("starlette.config.Config()", prefix=("env_prefix",), mapping=(1, "environ")),
    Object("environ.Env()", attribute="prefix", scheme=True),
    Object("environs.Env()", prefix=("prefix",), block="prefixed"),
    Object("envparse.Env()", scheme=True),
)
"""Objects whose state is part of the names that are asked of them."""

METHODS: Final[Mapping[str, Reader]] = {
    "from_envvar": Reader("flask.Config().from_envvar", "Flask", (0, "variable_name")),
    "from_prefixed_env": Reader("flask.Config().from_prefixed_env", "Flask", prefix=(0, "prefix"), pattern="FLASK_*"),
    "config_from_envvar": Reader("celery.Celery().config_from_envvar", "Celery", (0, "variable_name")),
}
"""Methods so named that they tell their library even where the object is not known (`app.config`)."""

KEYWORDS: Final[Mapping[str, Reader]] = {
    "envvar": Reader("click.option", "click", _CLICK, ("default",), ("type",), lazy=True),
    "auto_envvar_prefix": Reader("click.group", "click", prefix=("auto_envvar_prefix",), lazy=True),
    "env_var": Reader(
        "configargparse.ArgParser().add",
        "ConfigArgParse",
        ("env_var",),
        ("default",),
        ("type",),
        lazy=True,
    ),
}
"""Keywords that tell their library on any call: subclasses of options, parsers handed in."""

KEYWORD_MODULES: Final[Mapping[str, frozenset[str]]] = {
    "envvar": frozenset(("click", "typer", "rich_click", "cloup", "asyncclick", "flask")),
    "auto_envvar_prefix": frozenset(("click", "typer", "rich_click", "cloup", "asyncclick", "flask")),
    "env_var": frozenset(("configargparse",)),
}
"""The modules of which a file must import one for the keyword to mean that."""

SAME: Final[tuple[tuple[str, str], ...]] = (
    ("environ.environ.", "environ."),
    ("environ.FileAwareEnv", "environ.Env"),
    ("smart_env.SmartEnv", "environ.Env"),
    ("pycti.connector.opencti_connector_helper.", "pycti."),
    ("environs.FileAwareEnv", "environs.Env"),
    ("environs.env", "environs.Env()"),
    ("envparse.env", "envparse.Env()"),
    ("dotenv.main.", "dotenv."),
    ("click.decorators.", "click."),
    ("click.Option", "click.option"),
    ("click.Argument", "click.argument"),
    ("click.core.Option", "click.option"),
    ("click.core.Argument", "click.argument"),
    ("rich_click.", "click."),
    ("asyncclick.", "click."),
    ("cloup.", "click."),
    ("typer.params.", "typer."),
    ("typer.main.", "typer."),
    ("configargparse.ArgumentParser", "configargparse.ArgParser"),
    ("configargparse.get_argument_parser", "configargparse.ArgParser"),
    ("configargparse.get_arg_parser", "configargparse.ArgParser"),
    ("configargparse.Parser", "configargparse.ArgParser"),
    ("jsonargparse.auto_cli", "jsonargparse.CLI"),
    ("jsonargparse.ActionParser", "jsonargparse.ArgumentParser"),
    ("dynaconf.LazySettings", "dynaconf.Dynaconf"),
    ("dynaconf.base.LazySettings", "dynaconf.Dynaconf"),
    ("flask.Flask().config.", "flask.Config()."),
    ("flask.current_app.config.", "flask.Config()."),
    ("pydantic_settings.sources.", "pydantic_settings."),
    ("everett.manager.ConfigManager.from_dict()", "everett.manager.ConfigManager()"),
)
"""Other spellings of the same: the left, at the start of a qualified name, is the right."""

MAPPINGS: Final[Mapping[str, str]] = {
    "starlette.config.environ": "starlette.config.environ",
    "environ.Env.ENVIRON": "environ.Env.ENVIRON",
    "environ.Env().ENVIRON": "environ.Env.ENVIRON",
}
"""Objects of libraries that are the environment itself: used like `os.environ`."""

TEXT: Final = "oc.env:"
"""What OmegaConf reads the environment with, inside `${...}` of any text."""

TEXT_MODULES: Final = frozenset(("omegaconf", "hydra"))
