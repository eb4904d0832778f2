"""One of the `schema*` modules, the only ones that know pydantic: what a field expects, in plain words."""

from collections.abc import Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

_WORDS: Final = {
    "int": "an integer",
    "float": "a number",
    "Decimal": "a decimal number",
    "bool": "true or false",
    "str": "text",
    "bytes": "text",
    "SecretStr": "a secret",
    "SecretBytes": "a secret",
    "Path": "a path",
    "FilePath": "the path of a file that exists",
    "DirectoryPath": "the path of a directory that exists",
    "NewPath": "a path that does not exist yet",
    "datetime": "a date and time (ISO 8601)",
    "date": "a date (YYYY-MM-DD)",
    "time": "a time (HH:MM)",
    "timedelta": "a duration (ISO 8601, or seconds)",
    "UUID": "a UUID",
    "IPv4Address": "an IPv4 address",
    "IPv6Address": "an IPv6 address",
    "IPvAnyAddress": "an IP address",
    "EmailStr": "an e-mail address",
    "NameEmail": "an e-mail address",
    "Json": "JSON",
    "ZoneInfo": "a time zone name",
    "ByteSize": "a size such as 10MB",
    "Pattern": "a regular expression",
    "Any": "a value",
    "Port": "an integer, at least 1, at most 65535",
    "DnsName": "a DNS name",
    "SecretKey": "a secret of at least 32 random characters",
    "PortRange": "a range of ports such as 9100-9105",
    "HostPort": "a host and a port such as db.internal:5432",
    "NodeName": "a node's name such as shop-1a2b3c@10.0.0.7",
}
_URLS: Final = {
    "AnyUrl": "a URL",
    "AnyHttpUrl": "an http or https URL",
    "HttpUrl": "an http or https URL",
    "PostgresDsn": "a PostgreSQL URL",
    "MySQLDsn": "a MySQL URL",
    "MariaDBDsn": "a MariaDB URL",
    "RedisDsn": "a Redis URL",
    "AmqpDsn": "an AMQP URL",
    "MongoDsn": "a MongoDB URL",
    "KafkaDsn": "a Kafka URL",
    "NatsDsn": "a NATS URL",
    "CockroachDsn": "a CockroachDB URL",
    "ClickHouseDsn": "a ClickHouse URL",
    "SnowflakeDsn": "a Snowflake URL",
    "FileUrl": "a file URL",
    "FtpUrl": "an FTP URL",
    "WebsocketUrl": "a ws or wss URL",
    "AnyWebsocketUrl": "a ws or wss URL",
}
_PATHS: Final = {"file": _WORDS["FilePath"], "dir": _WORDS["DirectoryPath"], "new": _WORDS["NewPath"]}
_CHECKS: Final = {"_dns_name": "a DNS name", "_secret_key": "a secret of at least 32 random characters"}
"""What the checks of `relcheck.types` ask for."""
_LISTS: Final = ("list", "set", "frozenset", "tuple", "deque", "Sequence", "MutableSequence", "Set", "Iterable")
_CONTAINERS: Final = {
    "list": "a JSON list", "List": "a JSON list", "set": "a JSON list", "Set": "a JSON list", "tuple": "a JSON list",
    "Tuple": "a JSON list", "frozenset": "a JSON list", "Sequence": "a JSON list",
    "dict": "a JSON object", "Dict": "a JSON object", "Mapping": "a JSON object", "Secret": "a secret",
}  # fmt: skip
LIMITS: Final = {
    "ge": "at least {}",
    "gt": "more than {}",
    "le": "at most {}",
    "lt": "less than {}",
    "multiple_of": "a multiple of {}",
    "min_length": "at least {} characters",
    "max_length": "at most {} characters",
    "pattern": "matching `{}`",
}
"""The constraints that have words."""
UNKNOWN: Final = "a value that its type accepts"
"""What is said of a type that has no words."""
_MANY: Final = 12
"""How many choices are listed before the rest is counted."""


def of_source(text: str, constraints: tuple[tuple[str, str], ...] = ()) -> str:
    """What a value must be, from an annotation as it is written; empty where the words for it are not known."""
    import ast  # only the contract reads annotations

    try:
        found = _of_node(ast.parse(text, mode="eval").body, ast)
    except SyntaxError:
        return ""
    unit = "items" if found.startswith("a JSON") else "characters"
    given = dict(constraints)
    limits = [LIMITS[key].format(given[key]).replace("characters", unit) for key in LIMITS if key in given]
    return ", ".join([found, *limits]) if found else ""


def _of_node(node: Any, ast: Any) -> str:
    """The words for one annotation: a name, a union, or a container of them."""
    if isinstance(node, ast.BinOp):
        parts = [
            part for part in (node.left, node.right) if not (isinstance(part, ast.Constant) and part.value is None)
        ]
        spoken = [_of_node(part, ast) for part in parts]
        return " or ".join(dict.fromkeys(spoken)) if all(spoken) else ""
    name = ast.unparse(node.value if isinstance(node, ast.Subscript) else node).rpartition(".")[2]
    if not isinstance(node, ast.Subscript):
        return _URLS.get(name) or _WORDS.get(name) or _CONTAINERS.get(name, "")
    inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name in ("Optional", "Union"):
        spoken = [_of_node(part, ast) for part in inner if ast.unparse(part) != "None"]
        return " or ".join(dict.fromkeys(spoken)) if all(spoken) else ""
    if name == "Annotated":
        return _of_node(inner[0], ast)
    if name == "Literal" and all(isinstance(part, ast.Constant) for part in inner):
        return _one_of([part.value for part in inner])
    if name.lower() in _LISTS:
        items = [part for part in inner if ast.unparse(part) != "..."]
        item = _of_node(items[0], ast) if len(items) == 1 else ""
        return f"a JSON list, each item {item}" if item else "a JSON list"
    return _CONTAINERS.get(name, "")


def words(annotation: Any, metadata: tuple[Any, ...] = (), *, enum_names: bool = False) -> str:
    """What a value must be: type, constraint and choices, from the code alone."""
    annotation, extra = strip(annotation)
    metadata = (*metadata, *extra)
    names = {type(item).__name__ for item in metadata} | {getattr(i, "__name__", "") for i in metadata}
    text = _type(annotation, enum_names)
    if "NoDecode" in names and text.startswith("a JSON"):
        text = "text that the class itself parses"
    if "Json" in names:
        text = "JSON"
    text = next((_PATHS[kind] for item in metadata if (kind := getattr(item, "path_type", "")) in _PATHS), text)
    text = next((_CHECKS[check] for item in metadata if (check := _check(item)) in _CHECKS), text)
    limits = _limits(metadata, listed=text.startswith("a JSON"))
    return f"{text}, {', '.join(limits)}" if limits else text


def _check(item: Any) -> str:
    return str(getattr(getattr(item, "func", None), "__name__", ""))


def strip(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """The annotation without `Annotated` and `| None`, and the metadata found on the way."""
    metadata: tuple[Any, ...] = ()
    while True:
        alias = getattr(annotation, "__value__", None)
        if alias is not None and type(annotation).__name__ == "TypeAliasType":
            annotation = alias
        elif get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            metadata = (*metadata, *more)
        elif is_union(annotation) and len(members := [a for a in get_args(annotation) if a is not NoneType]) == 1:
            annotation = members[0]
        else:
            return annotation, metadata


def is_union(annotation: Any) -> bool:
    """Whether an annotation is `A | B`, however it is spelled."""
    return get_origin(annotation) in (Union, UnionType)


def choices(annotation: Any, enum_names: bool = False) -> tuple[str, ...]:
    """The values that a `Literal` or an enumeration allows, as they are written in the code."""
    annotation, _ = strip(annotation)
    if get_origin(annotation) is Literal:
        return tuple(str(getattr(item, "value", item)) for item in get_args(annotation))
    if is_union(annotation):
        parts = [choices(part, enum_names) for part in get_args(annotation) if part is not NoneType]
        return tuple(dict.fromkeys(option for part in parts for option in part)) if all(parts) else ()
    members = getattr(annotation, "__members__", None)
    if isinstance(annotation, type) and isinstance(members, dict | type(type.__dict__)):
        return tuple(str(name if enum_names else member.value) for name, member in members.items())
    return ()


def _type(annotation: Any, enum_names: bool) -> str:
    if options := choices(annotation, enum_names):
        return _one_of(options)
    if is_union(annotation):
        parts = dict.fromkeys(
            words(part, enum_names=enum_names) for part in get_args(annotation) if part is not NoneType
        )
        return " or ".join(parts)
    origin = get_origin(annotation) or annotation
    name = getattr(origin, "__name__", "") or str(origin)
    if name in _LISTS:
        inner = [a for a in get_args(annotation) if a is not Ellipsis]
        return f"a JSON list, each item {words(inner[0], enum_names=enum_names)}" if len(inner) == 1 else "a JSON list"
    if name in ("dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict"):
        return "a JSON object"
    if name == "Secret":
        return "a secret"
    return _by_class(origin, name)


def _one_of(options: Sequence[Any]) -> str:
    more = f" or {len(options) - _MANY} more" if len(options) > _MANY else ""
    return "one of " + ", ".join(f"`{option}`" for option in options[:_MANY]) + more


def _by_class(origin: Any, name: str) -> str:
    if hasattr(origin, "model_fields") or hasattr(origin, "__dataclass_fields__"):
        root = getattr(origin, "__pydantic_root_model__", False) and origin.model_fields.get("root")
        return words(root.annotation, tuple(root.metadata)) if root else "a JSON object"
    for base in getattr(origin, "__mro__", (origin,)):
        known = getattr(base, "__name__", "")
        if known in _URLS or known in _WORDS:
            return _URLS.get(known) or _WORDS[known]
    return _URLS.get(name) or _WORDS.get(name) or UNKNOWN


def _limits(metadata: tuple[Any, ...], *, listed: bool) -> list[str]:
    unit = "items" if listed else "characters"
    found: dict[str, str] = {}
    flat = [part for item in metadata for part in (item, *_inside(item))]
    for item in flat:
        for key, template in LIMITS.items():
            limit = getattr(item, key, None)
            if limit is not None and not callable(limit):
                found[key] = template.format(getattr(limit, "pattern", limit)).replace("characters", unit)
    return [found[key] for key in LIMITS if key in found]


def _inside(item: Any) -> tuple[Any, ...]:
    """The constraints that a `Field()` inside `Annotated` carries."""
    return tuple(getattr(item, "metadata", ())) if type(item).__name__ == "FieldInfo" else ()
