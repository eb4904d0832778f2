"""Names of what holds a cluster together, and of the addresses of its parts."""

import re

from relcheck.facts.python import Field
from relcheck.secret import digest, is_address

_NODE = re.compile(r"(^|_)(RELEASE_NODE|NODE_?NAME|ERLANG_NODE|NODE__NAME|NODE_ID|INSTANCE_ID|REPLICA_ID|WORKER_NAME)$")
_COOKIE = re.compile(r"(^|_)(RELEASE_COOKIE|ERLANG_COOKIE|NODE_COOKIE|NODE__COOKIE|CLUSTER_COOKIE|CLUSTER_SECRET)$")
_QUERY = re.compile(r"(^|_)(DNS_CLUSTER_QUERY|CLUSTER_QUERY|HEADLESS_SERVICE(_NAME)?)$")
_PEERS = frozenset(
    "postgres postgresql pg database db redis valkey broker rabbitmq amqp mongo mongodb mysql mariadb kafka nats"
    " memcached elasticsearch opensearch qdrant milvus weaviate minio celery cache".split()
)
_ADDRESSES = frozenset("url uri dsn host hostname server servers hosts address addr backend bootstrap hostport".split())
DESK = re.compile(
    r"(^|[._/-])(override|dev|develop|development|local|test|tests|testing|ci|e2e|example|examples|demo|devcontainer"
    r"|github|docs?|samples?|fixtures?|tutorials?|devtools|devstack|tilt|minikube|kind|sandbox|playground|gitpod)"
    r"([._/-]|$)"
)
"""Paths of manifests for a desk or a test."""
LIVE = re.compile(r"(^|[._/-])prod(uction)?[._-][\w.-]*$|(^|/)prod(uction)?/")
"""Paths of manifests that say that they are for production."""
TESTS = re.compile(
    r"(?i)(^|[^a-z])(tests?|testing|ci|lint|checks?|build|unit|integration|e2e|functional|pytest|tox|nox|coverage|dummy|smoke"
    r"|cypress|playwright|mypy|migrations?|docs?|quality|validate|verify|pr)([^a-z]|$)"
)
"""Jobs that only test."""
CI = ("github-actions", "gitlab-ci", "devcontainer", "dotenv")
"""Platforms whose workloads run for a test or on a desk."""


def is_node(name: str) -> bool:
    """Whether a variable names one node of several: each must have a name of its own."""
    return bool(_NODE.search(name.upper()))


def is_cookie(name: str) -> bool:
    """Whether a variable is the secret by which the nodes of a cluster know each other."""
    return bool(_COOKIE.search(name.upper()))


def is_run_time(name: str) -> bool:
    """Whether a variable has its value only where the cluster runs."""
    return bool(_NODE.search(name.upper()) or _COOKIE.search(name.upper()) or _QUERY.search(name.upper()))


def is_peer(name: str) -> bool:
    """Whether a variable is the address of another service: `REDIS_HOST`, `DATABASE_URL`, `BROKER_URL`."""
    words = name.lower().split("_")
    return words[-1] in _ADDRESSES and not _PEERS.isdisjoint(words)


def is_plain_address(name: str, looks: str) -> bool:
    """Whether a variable that may hold a password is an address without one: `REDIS_URL` with `redis:6379`."""
    return looks in ("word", "text") and is_address(name)


_GUESSED = frozenset(
    map(digest, "postgres password passwd pass admin root minioadmin redis mysql guest rabbitmq admin123".split())
)
"""Passwords that everybody tries first. A server that is started with one has it; nobody is to fill in another."""


def is_plain(name: str, looks: str, value: int) -> bool:
    """Whether a secret is in plain words, with the digest of its value: also a password that is `postgres`."""
    return looks in ("word", "text") or (looks == "placeholder" and value in _GUESSED and "PASS" in name.upper())


def marked(field: Field, marker: str) -> bool:
    """Whether a field has a marker of `relcheck.types`."""
    return any(name == marker for name, _ in field.markers)


def own_type(field: Field) -> str:
    """The last word of a field's type: `NodeName` for `relcheck.types.NodeName | None`."""
    return field.type.partition("|")[0].strip().rpartition(".")[2]
