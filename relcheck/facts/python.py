"""Facts about Python source: accesses to the environment, settings classes and their fields."""

from typing import Literal, NamedTuple

from relcheck.diagnostic import Span

Kind = Literal[
    "subscript",  # os.environ[k], del os.environ[k]
    "get",  # os.environ.get(k)
    "getenv",  # os.getenv(k), os.getenvb(k), os.putenv, os.unsetenv
    "membership",  # k in os.environ
    "pop",  # os.environ.pop(k), popitem()
    "setdefault",  # os.environ.setdefault(k, d)
    "whole",  # dict(os.environ), iteration, .copy(), .update(), .clear(), subprocess(env=os.environ)
    "interpolation",  # os.path.expandvars, Template.substitute(os.environ), "%(K)s" % os.environ
    "reference",  # the mapping or function itself, stored or passed where its use cannot be followed
    "library",  # a reader of a third-party library: decouple.config(k), click's envvar=, load_dotenv()
]
Direction = Literal["read", "write", "passthrough"]
Time = Literal["import", "call"]
Freezer = Literal["", "module", "class", "default", "decorator", "base", "annotation"]
"""What makes an import-time access happen at import; empty at call time."""

Looks = Literal[
    "empty",
    "placeholder",  # changeme, <your-key>, xxx, minioadmin
    "boolean",
    "number",
    "path",
    "url",
    "credentials",  # a URL with user:password@
    "reference",  # ${VAR}, {{ var }}
    "publishable",  # pk_live_, phc_: made to be public
    "token",  # a well-known token format, or long and random
    "word",  # short, plain text
    "text",
]
"""What a literal looks like (`relcheck.secret.looks`): all that a fact remembers of a value."""
Constant = str | int | float | bool | None | tuple[str, ...]
"""What a settings class may be configured with."""


class Default(NamedTuple):
    """A default value, without the value.

    `digest` is 32 bits of a hash, to tell whether two defaults differ; too short to be turned back.
    The four positions are where it is written, so that an excerpt can hide it.
    """

    form: Literal["literal", "none", "empty", "expression", "factory"]
    looks: Looks = "text"
    digest: int = 0
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


class Access(NamedTuple):
    """One access to the environment.

    `names` are the variables where they are known, in lookup order; `pattern` is a glob where only a
    part is (`APP_*_URL`), else empty. `cast` is what is done with the text: `int`, `float`, `bool`,
    `json`, `list`, `path`, `compare` (`== "true"`), `truth` (tested bare), or the dotted name of another
    callable; empty for plain text. `scope` is the dotted name of the enclosing function or class, empty
    at module level. `via` is how the environment was reached: the qualified name of what was used
    (`os.environ`, `decouple.config`, `shop.compat:env` for a helper of the project).
    """

    span: Span
    kind: Kind
    direction: Direction
    time: Time
    names: tuple[str, ...] = ()
    pattern: str = ""
    default: Default | None = None
    cast: str = ""
    scope: str = ""
    via: str = "os.environ"
    freezer: Freezer = ""
    target: str = ""  # the name it is assigned to (`KEY = os.environ["K"]`), for messages and fixes
    parameter: bool = False  # the name is a parameter of the enclosing function: a helper's own access
    injected: bool = False  # the environment is only the default of a parameter: `env: Mapping = os.environ`
    guessed: bool = False  # the receiver is not known, only that the method or keyword has a telling name
    everything: bool = False  # a library reader that is after no single variable: `load_dotenv()`
    owner: str = ""  # the function or class whose default, decorator, base or annotation it is in

    @property
    def variable(self) -> str:
        """The variable's name, or the pattern of it, or an empty string."""
        return self.names[0] if self.names else self.pattern

    @property
    def subject(self) -> str:
        """What is accessed, in the words of a message."""
        if self.variable.strip("*"):
            more = f" (and {len(self.names) - 1} more)" if len(self.names) > 1 else ""
            return f"`{self.variable}`{more}"
        if self.via == "dotenv.dotenv_values":
            return "an env file"
        whole = self.pattern == "*" or self.kind in ("whole", "interpolation", "reference", "library")
        return "the environment" if whole else "a variable with a computed name"

    @property
    def expands(self) -> bool:
        """Whether this puts in the variables that a text from elsewhere names: `os.path.expandvars(path)`."""
        return self.kind == "interpolation" and not self.variable.strip("*")

    @property
    def frozen_by(self) -> str:
        """What keeps the value from import on, in the words of a message; empty at call time."""
        if self.time == "call":
            return ""
        owner = f"`{self.scope}`" if self.scope else "the module"
        if self.owner:
            owner = f"`{self.scope}.{self.owner}`" if self.scope else f"`{self.owner}`"
        if self.freezer == "class":
            return f"the class attribute `{self.scope}.{self.target}`" if self.target else f"the body of {owner}"
        if self.freezer == "module" and self.target:
            return f"the module constant `{self.target}`"
        words = {
            "default": "a default argument of",
            "decorator": "a decorator of",
            "base": "a base-class argument of",
            "annotation": "an annotation of",
        }
        return f"{words.get(self.freezer, 'the body of')} {owner}"


class Field(NamedTuple):
    """One field of a settings class.

    `names` are the environment variables that fill it, in lookup order and as one would write them;
    names of nested fields are joined once all classes are known. `type` is the annotation as written.
    `secret` is true for `SecretStr`, `SecretBytes` and `Secret[...]`.
    """

    span: Span
    name: str
    names: tuple[str, ...]
    type: str = ""
    secret: bool = False
    required: bool = True
    default: Default | None = None
    description: str = ""
    aliased: bool = False  # the names come from an alias, so the prefix does not count
    constraints: tuple[tuple[str, str], ...] = ()  # (("ge", "1"), ("max_length", "20"), ("choice", "debug"))
    aliases: tuple[str, ...] = ()  # the names that the class gives it, before prefix and case are applied
    models: tuple[str, ...] = ()  # the classes that its annotation names, qualified like `SettingsClass.bases`
    random: bool = False  # its default is drawn anew at each start, so that two replicas disagree
    nested: bool = False  # it holds a model whose own fields follow, dotted: `redis` before `redis.host`
    patterns: tuple[str, ...] = ()  # globs of what fills it besides `names`: `APP_LABELS__*` of a dict
    markers: tuple[
        tuple[str, str], ...
    ] = ()  # of `relcheck.types`: (("RunTimeOnly", ""), ("RequiredIn", "production"))


class SettingsClass(NamedTuple):
    """A class that is filled from the environment, or a model nested in one (`library == "model"`).

    `bases` are qualified as far as the file tells (`pydantic_settings.BaseSettings`, `.base:Common` for
    a relative import). A list is empty and a flag at its library's default where the class says nothing.

    Of one file alone it holds what that file says: own fields, own configuration, names as if the class
    had no bases elsewhere. Once joined (`joined`) it is complete: fields of bases, fields of nested models
    (dotted, after the field that holds them), and names as the library looks them up.
    """

    span: Span
    name: str  # dotted inside the module: `Outer.Settings`
    library: str  # "pydantic-settings", "pydantic-v1", "environ-config", "model", ...; "" = not known yet
    bases: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    prefix: str = ""
    nested_delimiter: str = ""
    case_sensitive: bool = False
    env_files: tuple[str, ...] = ()
    secrets_dirs: tuple[str, ...] = ()
    extra: str = ""
    customised_sources: bool = False
    dynamic: bool = False  # something about its names is computed, so they are not all known
    config: tuple[tuple[str, Constant], ...] = ()  # what the class itself configures: (("env_prefix", "SHOP_"),)
    computed: tuple[str, ...] = ()  # the configuration whose value cannot be known from the source
    joined: bool = False


class Instance(NamedTuple):
    """A settings class is instantiated: this is when pydantic-settings reads the environment."""

    span: Span
    cls: str  # qualified as far as the file tells
    time: Time
    scope: str = ""
    target: str = ""
    freezer: Freezer = ""
    keywords: tuple[str, ...] = ()  # what it is given by hand, instead of from the environment; `**`: some mapping


class Unreadable(NamedTuple):
    """A file that cannot be read as what it claims to be; `reason` is one line, without its content."""

    span: Span
    reason: str


class Export(NamedTuple):
    """A name of this module that other modules may import and that leads to the environment.

    `environ` is the mapping itself, `getenv` a function that takes a name, `helper` a function of the
    project around one, `settings` a settings class, `library` an object of a third-party reader.
    `target` is its qualified meaning (`os.environ`, `os.getenv`, or for a helper a reader-private text).
    """

    name: str
    what: Literal["environ", "getenv", "helper", "settings", "library"]
    target: str


class FileFacts(NamedTuple):
    """Everything that one Python file says."""

    path: str
    accesses: tuple[Access, ...] = ()
    classes: tuple[SettingsClass, ...] = ()
    instances: tuple[Instance, ...] = ()
    exports: tuple[Export, ...] = ()
    imports: tuple[str, ...] = ()  # modules imported outside of functions, as written: leading dots for relative ones
    unreadable: Unreadable | None = None
    main: bool = False  # it has an `if __name__ == "__main__":`, so a process may begin here
    wants: tuple[str, ...] = ()  # imported names that variables are named by, qualified as the file tells


def last_word(name: str) -> str:
    """`SecretStr` of `pydantic.SecretStr` and of `.types:SecretStr`."""
    return name.replace(":", ".").rpartition(".")[2]


def module_name(path: str) -> str:
    """The dotted name of a file, imported from where its path begins: `shop.env`; that of a package is its folder's."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def is_module(path: str, name: str) -> bool:
    """Whether a file is the module of a name, as `Access.via` has it: `shop.env` is `src/shop/env.py`."""
    return f".{module_name(path)}".endswith(f".{name}")
