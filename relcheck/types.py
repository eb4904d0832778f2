"""A vocabulary for the fields of a settings class: what deployments give as text, checked when it is read.

    from relcheck.types import DnsName, Port, SecretKey, SharedAcrossReplicas

    class Settings(BaseSettings):
        port: Port = 8000
        cluster: DnsName
        cookie: Annotated[SecretKey, SharedAcrossReplicas()]

Needs pydantic alone. No error of these types repeats its input.
"""

import ipaddress
import re
from typing import Annotated, Any, ClassVar, Final, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, SecretStr
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from relcheck.secret import entropy

SECRET_LENGTH: Final = 32
"""Characters that a `SecretKey` has at least (256 bits as base64 take 43, 128 bits as hex 32)."""
SECRET_BITS: Final = 96.0
"""Bits that a `SecretKey` has at least, as Shannon entropy a character times its length."""

_LABEL: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_NODE: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")


def _dns_name(text: str) -> str:
    name = text.removesuffix(".")
    labels = name.split(".")
    if not name or len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise PydanticCustomError("dns_name", "Input should be a DNS name (labels of 1 to 63 letters, digits, hyphens)")
    return text


def _secret_key(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if len(text) < SECRET_LENGTH:
        raise PydanticCustomError(
            "secret_short", "Secret should have at least {length} characters", {"length": SECRET_LENGTH}
        )
    if entropy(text) * len(text) < SECRET_BITS:
        raise PydanticCustomError("secret_regular", "Secret should be random")
    return secret


KINDS = Literal["port", "name", "tcp", "tls", "postgresql", "redis", "amqp"]
"""What a field can be probed as."""


class Probe(NamedTuple):
    """Marks a field that `relcheck verify-env --probe` looks for: is it there, and does it answer?

    `kind` says as what: a `port` to bind, a `name` that DNS must know, a server that takes a `tcp` or `tls`
    connection, or one that must answer as `postgresql`, `redis` or `amqp`. Without it the value decides: the
    scheme of a URL, or a number. `port` is that of hosts which name none.
    """

    kind: KINDS | Literal[""] = ""
    port: int = 0


class NoProbe(NamedTuple):
    """Marks a field that `relcheck verify-env --probe` leaves alone, whatever its type."""


Port = Annotated[int, Field(ge=1, le=65535, description="a TCP or UDP port, 1 to 65535"), Probe()]
"""A port (RFC 6335, section 6); 0 means "any free one" and is no port to configure."""

DnsName = Annotated[
    str,
    AfterValidator(_dns_name),
    Field(json_schema_extra={"format": "hostname", "maxLength": 254}),
    Probe("name"),
]
"""A host name of RFC 1123, section 2.1; underscores are let through as DNS service names have them."""

SecretKey = Annotated[SecretStr, AfterValidator(_secret_key), Field(json_schema_extra={"minLength": SECRET_LENGTH})]
"""A secret that is long and random enough to sign or encrypt with; never printed by pydantic."""


class _Text(str):
    """A text of one shape, checked when it is made.

    No tuple, although it has parts: pydantic-settings would take the variable for JSON.
    """

    _schema: ClassVar[dict[str, Any]] = {}

    def __new__(cls, text: str) -> Self:
        return super().__new__(cls, cls._checked(text))

    @classmethod
    def _checked(cls, text: str) -> str:
        """The text as it is written best; raises `PydanticCustomError` where it has another shape."""
        return text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def validate(value: object) -> object:
            return value if isinstance(value, cls) else cls(str(value))

        return core_schema.no_info_plain_validator_function(
            validate,
            serialization=core_schema.to_string_ser_schema(),
            json_schema_input_schema=core_schema.str_schema(),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core), **cls._schema}


class PortRange(_Text):
    """Ports from `first` to `last`, both included, written `9100-9105` (or one port, `9100`)."""

    _schema: ClassVar = {"pattern": r"^\s*[0-9]{1,5}\s*(-\s*[0-9]{1,5}\s*)?$", "examples": ["9100-9105"]}

    @property
    def first(self) -> int:
        """The lowest port."""
        return int(self.partition("-")[0])

    @property
    def last(self) -> int:
        """The highest port."""
        return int(self.partition("-")[2])

    @classmethod
    def _checked(cls, text: str) -> str:
        first, _, last = (part.strip() for part in text.partition("-"))
        last = last or first
        if not (first.isascii() and first.isdigit() and last.isascii() and last.isdigit()):
            raise PydanticCustomError("port_range", "Input should be a range of ports such as 9100-9105")
        if not 1 <= int(first) <= int(last) <= 65535:
            raise PydanticCustomError("port_range", "Ports should ascend and lie between 1 and 65535")
        return f"{int(first)}-{int(last)}"


class HostPort(_Text):
    """A host and a port, written `db.internal:5432`, `10.0.0.7:80` or `[fdaa::3]:443` (RFC 3986, section 3.2)."""

    _schema: ClassVar = {
        "pattern": r"^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}$",
        "examples": ["db.internal:5432"],
    }

    @property
    def host(self) -> str:
        """The name or the address, without brackets."""
        return self.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """The port."""
        return int(self.rpartition(":")[2])

    @classmethod
    def _checked(cls, text: str) -> str:
        host, colon, port = text.rpartition(":")
        try:
            if host.startswith("[") and host.endswith("]"):
                host = f"[{ipaddress.IPv6Address(host[1:-1])}]"
            else:
                _dns_name(host)
            if not (colon and port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
                raise ValueError
        except (ValueError, PydanticCustomError):
            raise PydanticCustomError(
                "host_port", "Input should be a host and a port such as db.internal:5432"
            ) from None
        return f"{host}:{int(port)}"


class NodeName(_Text):
    """The name of one node of a cluster, written `shop-1a2b3c@10.0.0.7` or `shop@web-0.shop.svc.cluster.local`."""

    _schema: ClassVar = {
        "pattern": r"^[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9._:-]+$",
        "examples": ["shop-1a2b3c@10.0.0.7"],
    }

    @property
    def name(self) -> str:
        """The part before the `@`: the release, usually with the commit that it was made of."""
        return self.partition("@")[0]

    @property
    def host(self) -> str:
        """Where the node runs."""
        return self.partition("@")[2]

    @classmethod
    def _checked(cls, text: str) -> str:
        name, _, host = text.partition("@")
        try:
            if not _NODE.fullmatch(name):
                raise ValueError
            if ":" in host:
                ipaddress.IPv6Address(host)
            else:
                _dns_name(host)
        except (ValueError, PydanticCustomError):
            raise PydanticCustomError(
                "node_name", "Input should be a node's name such as shop-1a2b3c@10.0.0.7"
            ) from None
        return text


class RunTimeOnly(NamedTuple):
    """Marks a field whose value only a running deployment has: giving it to a build is wrong."""


class SharedAcrossReplicas(NamedTuple):
    """Marks a field that must be the same in every worker and replica, as a key that signs sessions."""


class DistinctPerReplica(NamedTuple):
    """Marks a field that must differ between replicas, as a node's name."""


class RequiredIn(NamedTuple):
    """Marks a field that has a default and yet must be given in this environment."""

    environment: str
