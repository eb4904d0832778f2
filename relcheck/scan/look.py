"""Files that are made to hold a secret: told by their name, confirmed by what is in them."""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from relcheck.secret import is_secret, looks

_URL_LOGIN: Final = re.compile(
    rb"[a-z][a-z0-9+.-]{0,20}://(?:[^/\s:@'\"]*:[^/\s:@'\"]+|[^/\s:@'\"]{20,})@", re.IGNORECASE
)
_AUTHORIZATION: Final = re.compile(rb"(?i)\bauthorization:\s*(?:basic|bearer|token)\s+[^\s'\"]{6,}")
_REFERENCE: Final = re.compile(rb"[$%{<*]")
_SAMPLE: Final = re.compile(
    r"(?i)(^|[._-])(example|sample|template|tmpl|tpl|dist|test|tests|testing|ci|defaults?)([._-]|$)"
)
_OBJECTS: Final = (".a", ".o", ".so", ".dll", ".dylib", ".pyd")
_TEST_TREES: Final = re.compile(
    r"(^|/)(site-packages|dist-packages|node_modules|third_party|vendored|python\d(\.\d+)?|lib|share)/(.*/)?"
    r"(tests?|testing|test_?data|testdata|fixtures|vectors|examples?|SelfTest)/"
    r"|(^|/)(site-packages|dist-packages)/(.*/)?tests?(_\w+)?\.pyc?$"
    r"|(^|/)relcheck_rules/"  # pages of rules show what they forbid
    r"|(^|/)share/doc/"
)


class Look(NamedTuple):
    """What a file holds, in words; `variable` where it is a known one."""

    what: str
    variable: str = ""
    placeholder: bool = False


def is_interesting(path: str) -> bool:
    """Whether the content of a file of this path should be looked at."""
    return _reader(path) is not None


def look(path: str, head: bytes) -> Iterator[Look]:
    """Everything that looks like a secret in the head of a file of this path."""
    reader = _reader(path)
    if reader is not None and head.strip(b"\0 \n\r\t"):
        yield from reader(head)


def is_nobodys(path: str) -> bool:
    """Whether keys in a file of this path open nothing: tests and documentation of installed libraries, and
    machine code, which carries keys to test itself with."""
    return path.endswith(_OBJECTS) or _TEST_TREES.search(path) is not None


def is_dotenv(path: str) -> bool:
    """Whether this is a file of environment variables, and no sample of one."""
    name = path.rpartition("/")[2]
    if not (name == ".env" or name.startswith(".env.") or name.endswith(".env")):
        return False
    return not _SAMPLE.search(name.removeprefix(".env").removesuffix(".env"))


def assigned(head: bytes) -> Iterator[tuple[str, str]]:
    """The names and values of a file of environment variables. Values stay with who asks."""
    for line in head.decode("utf-8", "replace").splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        name, value = name.strip(), value.strip()
        if equals and name.isidentifier():
            if value[:1] in ("'", '"') and value[-1:] == value[:1] and len(value) > 1:
                value = value[1:-1]
            yield name, value


def judged(name: str, value: str) -> Look | None:
    """What a variable of this name and value is: a secret, a placeholder for one, or nothing."""
    if not is_secret(name):
        return None
    kind = looks(value)
    if kind in ("empty", "reference", "publishable", "path", "boolean", "number"):
        return None
    return Look("the secret", name, kind == "placeholder")


def has_login(text: str) -> bool:
    """Whether a text holds a URL with a password in it, or an `Authorization` header, that is no reference."""
    data = text.encode("utf-8", "replace")
    return any(
        not _REFERENCE.search(match[0]) for pattern in (_URL_LOGIN, _AUTHORIZATION) for match in pattern.finditer(data)
    )


Reader = Callable[[bytes], Iterator[Look]]


def _dotenv(head: bytes) -> Iterator[Look]:
    for name, value in assigned(head):
        found = judged(name, value)
        if found is not None:
            yield Look("an environment file with a secret", found.variable, found.placeholder)


def _holds(what: str, expression: bytes) -> Reader:
    """A reader that says `what` where the content matches and the match is no reference to a variable."""
    pattern = re.compile(expression, re.MULTILINE)

    def read(head: bytes) -> Iterator[Look]:
        if any(not _REFERENCE.search(match[match.lastindex or 0]) for match in pattern.finditer(head)):
            yield Look(what)

    return read


def _login(what: str) -> Reader:
    """A reader that says `what` where a URL holds a user name and a password, or a long token."""

    def read(head: bytes) -> Iterator[Look]:
        if any(not _REFERENCE.search(match[0]) for match in _URL_LOGIN.finditer(head)):
            yield Look(what)

    return read


def _git(head: bytes) -> Iterator[Look]:
    """A login in git's configuration: in a URL, or in the header that a checkout in CI leaves there."""
    if has_login(head.decode("utf-8", "replace")):
        yield Look("git's configuration with a login")


def _whatever(what: str) -> Reader:
    """A reader that says `what` of any content."""

    def read(head: bytes) -> Iterator[Look]:
        yield Look(what)

    return read


_PASSWORD_LINE: Final = rb"^[ \t]*_?password[ \t]*[=:][ \t]*(\S.*)"
_NAMES: Final[dict[str, Reader]] = {
    ".netrc": _holds("a login in a .netrc file", rb"\bpassword\s+(\S+)"),
    "_netrc": _holds("a login in a .netrc file", rb"\bpassword\s+(\S+)"),
    ".pypirc": _holds("a login in a .pypirc file", _PASSWORD_LINE),
    "pip.conf": _login("pip's configuration with a login"),
    "pip.ini": _login("pip's configuration with a login"),
    "uv.toml": _login("uv's configuration with a login"),
    "direct_url.json": _login("a URL with a login, as pip recorded it"),
    ".git-credentials": _login("git's stored login"),
    ".gitconfig": _git,
    ".npmrc": _holds("npm's login", rb"(?:_authToken|_password|_auth)[ \t]*=[ \t]*(\S+)"),
    ".yarnrc.yml": _holds("yarn's login", rb"npmAuth(?:Token|Ident):\s*(\S+)"),
    ".dockercfg": _holds("a registry login", rb'"auth"\s*:\s*"([A-Za-z0-9+/=]{8,})"'),
    ".dockerconfigjson": _holds("a registry login", rb'"auth"\s*:\s*"([A-Za-z0-9+/=]{8,})"'),
    ".pgpass": _holds("a database login", rb"^[^#\n:]+:[^\n:]+:[^\n:]+:[^\n:]+:(\S+)"),
    ".my.cnf": _holds("a database login", _PASSWORD_LINE),
    ".mylogin.cnf": _whatever("a database login"),
    ".vault-token": _whatever("a Vault token"),
    ".s3cfg": _holds("a cloud credential", rb"^[ \t]*secret_key[ \t]*=[ \t]*(\S+)"),
    ".boto": _holds("a cloud credential", rb"^(?:aws_secret_access_key|gs_oauth2_refresh_token)[ \t]*=[ \t]*(\S+)"),
    "application_default_credentials.json": _holds("a cloud credential", rb'"refresh_token"\s*:\s*"([^"]+)"'),
    "requirements.txt": _login("a requirement with a login"),
    "Pipfile": _login("a package index with a login"),
    "poetry.toml": _login("a package index with a login"),
    "pyproject.toml": _login("a URL with a login"),
    "uv.lock": _login("a package index with a login"),
}  # fmt: skip
_TAILS: Final[tuple[tuple[str, Reader], ...]] = (
    (".git/config", _git),
    (".docker/config.json", _holds("a registry login", rb'"auth"\s*:\s*"([A-Za-z0-9+/=]{8,})"')),
    (".aws/credentials", _holds("a cloud credential", rb"^[ \t]*aws_secret_access_key[ \t]*=[ \t]*(\S+)")),
    (".aws/config", _holds("a cloud credential", rb"^[ \t]*aws_secret_access_key[ \t]*=[ \t]*(\S+)")),
    (".kube/config", _holds("a cluster login", rb"(?:client-key-data|token|password):\s*(\S{8,})")),
    ("pypoetry/auth.toml", _holds("poetry's login", rb"^[ \t]*(?:password|pypi)[ \t]*=[ \t]*(\S+)")),
    ("pypoetry/config.toml", _login("a package index with a login")),
    ("gh/hosts.yml", _holds("GitHub's login", rb"oauth_token:\s*(\S+)")),
    ("gcloud/credentials.db", _whatever("a cloud credential")),
    ("gcloud/access_tokens.db", _whatever("a cloud credential")),
)
_SECRETS_TREES: Final = ("run/secrets/", "var/run/secrets/")


def _reader(path: str) -> Reader | None:
    """Who reads a file of this path; called for every member, so the common answer comes quickly."""
    name = path.rpartition("/")[2]
    known = _NAMES.get(name)
    if known is not None:
        return known
    if ".env" in name:
        return _dotenv if is_dotenv(path) else None
    if name.startswith(("config", "credentials", "auth.toml", "hosts.yml", "access_tokens")):
        for tail, reader in _TAILS:
            if path.endswith(tail) and path[-len(tail) - 1 : -len(tail)] in ("", "/", "."):
                return reader
    if path.startswith(_SECRETS_TREES):
        return _whatever("a secret that was mounted for the build")
    if name.startswith("requirements") and name.endswith((".txt", ".in")):
        return _NAMES["requirements.txt"]
    return None
