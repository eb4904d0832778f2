"""What is a secret: by the name of a variable, and by the look of a value. No value leaves this module."""

import re
from math import log2
from typing import Final
from zlib import crc32

from relcheck.facts.python import Looks

_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SECRET_WORDS: Final = frozenset(
    "secret secrets password passwd passphrase passcode pwd pass psw pword token tokens apikey apikeys"
    " credential credentials creds dsn pat privatekey secretkey accesskey authtoken accesstoken cookiesecret"
    " pgpassword hmac jwt salt pepper".split()
)
_SECRET_PAIRS: Final = frozenset(
    ("api key", "api keys", "secret key", "private key", "access key", "encryption key", "signing key",
     "master key", "auth key", "service key", "account key", "license key", "ssh key", "fernet key", "app key",
     "subscription key", "webhook key", "admin key", "client key", "shared key", "storage key", "signature key",
     "database url", "db url", "redis url", "broker url", "amqp url", "mongo url", "mongodb uri", "mongo uri",
     "database uri", "db uri", "postgres url", "postgresql url", "mysql url", "celery broker", "sqlalchemy url",
     "connection string", "conn string", "auth cookie")
)  # fmt: skip
_HARMLESS_LAST: Final = frozenset(
    "file files path paths dir directory folder name names id ids ttl seconds minutes hours days expire expires"
    " expiry expiration lifetime timeout age length size count limit limits max min url uri endpoint host port"
    " algorithm alg algo type types header headers prefix suffix field fields version versions enabled disabled enable"
    " disable required policy validators validator format method mode scheme schema backend provider class model"
    " models vault region hash hashes hasher iterations rounds usage budget public pattern regex scope scopes"
    " issuer audience location refresh rotation env var variable arn bytes chars tracking column table label hint"
    " help message template page route redirect login reset change form cost costs price prices window windows"
    " encoding parallelism counter interval threshold strength complexity history attempts retries".split()
)
_URL_SECRETS: Final = frozenset("database db redis broker amqp mongo mongodb postgres postgresql mysql sqlalchemy".split())
_HARMLESS: Final = re.compile(
    r"^(TOKENIZERS?_.*|.*_PUBLIC_KEY|PUBLIC_.*|(NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|EXPO_PUBLIC)_.*|GPG_KEYS?"
    r"|PASSWORDLESS.*|.*PUBLISHABLE.*|.*_PER_TOKEN.*|(MAX|MIN|NUM|TOTAL)_.*TOKENS?|.*(MAX|MIN|NUM|INPUT|OUTPUT"
    r"|PROMPT|COMPLETION|CONTEXT)_TOKENS?)$"
)
_PLACEHOLDER: Final = re.compile(
    r"(?i)^(change[-_ ]?(me|this|it|in[-_ ]?prod\w*)\w*.*|.*change[-_ ]?(me|this).*|<[^<>]*>|\[[^\[\]]*\]|x{3,}|\*{3,}|\.{3,}|-+"
    r"|(my|your|the|a|an|some|test|dummy|fake|sample|example|demo|dev|local|insert|put|enter|replace)[-_ ].*"
    r"|todo|tbd|none|null|undefined|dummy|fake|placeholder.*|example.*|sample|test(ing)?|secret|password|passwd|pass|token|key"
    r"|admin|root|guest|user|default.*|insecure.*|django-insecure-.*|not[-_ ]?(a[-_ ]?)?(secure|secret|real|set).*"
    r"|minioadmin|postgres|mysql|redis|rabbitmq|supersecret.*|super[-_ ]secret.*|s3cr3t|hunter2|1234\d*|abc123|qwerty.*"
    r"|.*placeholder.*|.*[-_]here|build[-_](only|key|time).*|unsafe.*|replace.*)$"
)
_REFERENCE: Final = re.compile(r"\$\{[^}]*\}|\$\([^)]*\)|\{\{.*\}\}|\$[A-Z_][A-Z0-9_]*|%\([^)]*\)s")
_CREDENTIALS: Final = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#\s:@]*:[^/?#\s@]+@")
_URL: Final = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*://\S*$")
_PATH: Final = re.compile(r"^(~|\.{1,2})?/[\w./@+-]*$|^[A-Za-z]:\\|^[\w-]+(\.[\w-]+)*\.(pem|key|json|ya?ml|toml|env|txt|crt|cer|p12|db)$")
_NUMBER: Final = re.compile(r"^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$", re.IGNORECASE)
_PUBLISHABLE: Final = re.compile(r"^(pk_(live|test)_|phc_|pub[-_]|ssh-(rsa|ed25519) |-----BEGIN (PUBLIC KEY|CERTIFICATE))")
# Prefixes that the issuers document for their own tokens.
_TOKEN: Final = re.compile(
    r"^(sk_(live|test)_|rk_live_|sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_|glpat-|xox[abprs]-|AKIA[0-9A-Z]{12,}"
    r"|ASIA[0-9A-Z]{12,}|AIza[0-9A-Za-z_-]{30,}|ya29\.|eyJ[A-Za-z0-9_-]{8,}\.|SG\.[\w-]{16,}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{16,}"
    r"|hf_[A-Za-z0-9]{20,}|dop_v1_|-----BEGIN [A-Z ]*PRIVATE KEY)"
)
_BOOLEANS: Final = frozenset("true false yes no on off y n t f enable disable enabled disabled".split())


def is_secret(name: str) -> bool:
    """Whether a variable or field of this name holds a secret.

    `STRIPE_API_KEY`, `PGPASSWORD`, `DATABASE_URL` and `SENTRY_DSN` do; `TOKEN_TTL`, `AUTH_URL`,
    `PRIVATE_KEY_PATH`, `MAX_TOKENS` and `NEXT_PUBLIC_API_KEY` do not: the last word decides.
    """
    if not name or _HARMLESS.match(name.upper()):
        return False
    words = [word.lower() for word in _WORDS.findall(name)]
    while words and words[-1].isdigit():
        words.pop()
    if not words:
        return False
    if len(words) > 1 and f"{words[-2]} {words[-1]}" in _SECRET_PAIRS:
        return True
    if words[-1] in _HARMLESS_LAST:
        return False
    if words[-1] in _SECRET_WORDS:
        return True
    return any(word in _SECRET_WORDS - {"pass", "pat", "jwt", "salt", "token", "tokens"} for word in words[:-1]) and words[
        -1
    ] in {"key", "base", "value", "base64", "b", "prod", "production", "live", "primary", "secondary", "current", "old", "new"}


def looks(value: str) -> Looks:
    """What a value looks like; the one word that a fact may remember of it."""
    text = value.strip()
    if not text:
        return "empty"
    if _TOKEN.match(text):
        return "token"
    if _PUBLISHABLE.match(text):
        return "publishable"
    if text.lower() in _BOOLEANS:
        return "boolean"
    if _NUMBER.match(text):
        return "number"
    if _CREDENTIALS.match(text):
        return "credentials" if not _REFERENCE.search(text) else "reference"
    if _REFERENCE.search(text):
        return "reference"
    if _PLACEHOLDER.match(text):
        return "placeholder"
    if _URL.match(text):
        return "url"
    if _PATH.match(text):
        return "path"
    if " " in text:
        return "text"
    return "token" if len(text) >= 20 and entropy(text) >= 3.5 and re.search(r"\d", text) else "word"


def entropy(text: str) -> float:
    """Shannon entropy in bits a character: 0 for `aaaa`, near 6 for random base64."""
    if not text:
        return 0.0
    counts = [text.count(character) / len(text) for character in set(text)]
    return -sum(share * log2(share) for share in counts)


def digest(value: str) -> int:
    """32 bits that tell two values apart and cannot be turned back into one."""
    return crc32(value.encode("utf-8", "surrogatepass"))
