"""What is a secret: by the name of a variable, and by the look of a value. No value leaves this module."""

import re
from itertools import pairwise
from math import log2
from typing import Final, Literal
from zlib import crc32

from relcheck.facts.python import Looks
from relcheck.lazy import pattern

_WORDS: Final = pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SECRET_WORDS: Final = frozenset(
    "secret secrets password passwd passphrase passcode pwd pass psw pword token apikey apikeys"
    " credential credentials creds dsn pat privatekey secretkey accesskey authtoken accesstoken cookiesecret"
    " pgpassword hmac jwt salt pepper".split()
)
_SECRET_PAIRS: Final = frozenset(
    ("api key", "api keys", "secret key", "private key", "access key", "encryption key", "signing key",
     "master key", "auth key", "service key", "account key", "license key", "ssh key", "fernet key", "app key",
     "subscription key", "webhook key", "admin key", "shared key", "storage key", "signature key", "salt key",
     "ingestion key", "supabase key", "intelligence key", "crypto key", "pgcrypto key", "session key", "cookie key",
     "secret keys", "signing keys", "encryption keys",
     "hmac key", "jwt key", "integration key", "deploy key", "root key", "write key", "server key",
     "database url", "db url", "redis url", "broker url", "amqp url", "cloudamqp url", "mongo url", "mongodb url",
     "mongodb uri", "mongo uri", "rabbitmq url", "valkey url", "cache url", "smtp url",
     "database uri", "db uri", "redis uri", "postgres url", "postgresql url", "postgres uri", "postgresql uri",
     "postgres dsn", "mysql url", "celery broker", "sqlalchemy url", "connection url", "connection uri",
     "connection string", "conn string", "auth cookie", "session cookie", "api auth", "basic auth", "approle secret")
)  # fmt: skip
_ANYWHERE: Final = frozenset({("bearer", "token"), ("approle", "secret")})
"""Pairs that mean a secret whatever follows."""
_COUNTED: Final = frozenset("access api auth bearer refresh bot service user secret static admin valid session".split())
"""What stands before `TOKENS` where tokens are passed and not counted."""
_NAMING: Final = ("word", "placeholder")
"""How the name of a cookie looks: `shop_session`, `auth_token`."""
_CHATS: Final = frozenset("slack discord teams mattermost dingtalk feishu lark wecom googlechat".split())
"""Whoever knows the URL of their webhook can write there."""
_SWITCH_FIRST: Final = frozenset(
    "enable disable allow require use has is skip no show hide check validate"
    " prevent disallow forbid enforce ignore deny".split()
)
_SWITCH: Final = frozenset("enable disable allow optional redact permission permissions".split())
_QUALIFIERS: Final = frozenset(
    "base value base64 b prod production live primary secondary current previous old new read replica readonly ro rw"
    " v json str string text hex raw plain dev develop development test testing staging local backup legacy main"
    " default override".split()
)
"""Last words that say which secret, or how it is written down, and not what else it is."""
_HARMLESS: Final = pattern(
    r"^(TOKENIZERS?_.*|.*_PUBLIC_KEY|PUBLIC_.*|(NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|EXPO_PUBLIC)_.*|GPG_KEYS?"
    r"|PASSWORDLESS.*|.*(UWSGI|PROXY|FASTCGI|SCGI|GRPC)_PASS|.*PUBLISHABLE.*|.*_PER_TOKEN.*|(MAX|MIN|NUM|TOTAL)_.*(TOKENS?|KEYS|SECRETS|PASSWORDS|CREDENTIALS)|(.*_)?PUSHER(_APP)?_KEY"
    r"|.*(MAX|MIN|NUM|INPUT|OUTPUT"
    r"|PROMPT|COMPLETION|CONTEXT)_TOKENS?|(.*_)?(BOS|EOS|UNK|PAD|SEP|CLS|MASK|STOP|SPECIAL)_TOKEN"
    r"|.*APPLICATION_CREDENTIALS|.*_HEADER_(JWT|TOKEN|API_KEY))$"
)
_PLACEHOLDER: Final = pattern(
    r"(?i)^(.*x{4,}.*|change[-_ ]?(me|this|it|in[-_ ]?prod\w*)\w*.*|.*change[-_ ]?(me|this).*"
    r"|<[^<>]*>|\[[^\[\]]*\]|x{3,}|\*{3,}|\.{3,}|-+"
    r"|(my|your|the|a|an|some|test|dummy|fake|sample|example|demo|dev|local|insert|put|enter|replace)[-_ ].*"
    r"|todo|tbd|none|null|undefined|dummy|fake|build|placeholder.*|example.*|sample|test(ing)?|secret|password|passwd|pass|token|key"
    r"|admin|root|guest|user|default.*|insecure.*|django-insecure-.*|not[-_ ]?(a[-_ ]?)?(secure|secret|real|set).*"
    r"|minioadmin|postgres|mysql|redis|rabbitmq|supersecret.*|super[-_ ]secret.*|s3cr3t|hunter2|1234\d*|abc123|qwerty.*"
    r"|.*placeholder.*|.*[-_]here|build[-_](only|key|time).*|unsafe.*|replace.*|letmein|p[a@]ssw[o0]rd\W*\d*"
    r"|(admin|root|guest|user|test|demo|secret|pass|password|passwd|minioadmin)[-_@!#]?\d+"
    r"|(sk|pk|api|token|key)[-_](1234|test|xxx|fake).*"
    r"|.*EXAMPLE(KEY)?|foo|bar|baz|foobar|asdf\w*|blah\w*|whatever|unused|not[-_]?used|secret[-_]?key"
    r"|(.*[-_ ])?(test|testing|dummy|fake|mock|sample)([-_ ].*)?"
    r"|(very[-_ ]?)?long[-_ ]?(random|secret|[-_ ])*(string|key|value|text|password)?"
    r"|.*(do[-_ ]?not[-_ ]?use|only[-_ ]for[-_ ]|dev[-_ ](secret|key)).*"
    r"|Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq.*)$"  # Azurite's key, public in its manual
)
_REFERENCE: Final = pattern(r"\$\{[^}]*\}|\$\([^)]*\)|\{\{.*\}\}|\$[A-Z_][A-Z0-9_]*|%\([^)]*\)s")
_CREDENTIALS: Final = pattern(r"^[a-zA-Z][a-zA-Z0-9+.-]*://([^/?#\s:@]*):([^/?#\s,]+)@")
_URL: Final = pattern(r"^(jdbc:)?[a-zA-Z][a-zA-Z0-9+.-]*://\S*$")
_PATH: Final = pattern(
    r"^(~|\.{1,2})?/[\w./@+-]*$|^[A-Za-z]:\\|^[\w-]+(\.[\w-]+)*\.(pem|key|json|ya?ml|toml|env|txt|crt|cer|p12|db)$"
    r"|^[a-z]+(-[a-z]+)*(/[a-z]+(-[a-z]+)*){2,}$"  # of a secret in a vault
)
_NUMBER: Final = pattern(r"^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$", re.IGNORECASE)
_PUBLISHABLE: Final = pattern(r"^(pk_(live|test)_|phc_|pub[-_]|ssh-(rsa|ed25519) |-----BEGIN (PUBLIC KEY|CERTIFICATE))")
# Prefixes that the issuers document for their own tokens.
_TOKEN: Final = pattern(
    r"^(sk_(live|test)_|rk_live_|sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_|glpat-|xox[abprs]-|AKIA[0-9A-Z]{12,}"
    r"|ASIA[0-9A-Z]{12,}|AIza[0-9A-Za-z_-]{30,}|ya29\.|eyJ[A-Za-z0-9_-]{8,}\.|SG\.[\w-]{16,}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{16,}"
    r"|hf_[A-Za-z0-9]{20,}|dop_v1_|-----BEGIN [A-Z ]*PRIVATE KEY)"
)
_NOTHING: Final = ("{}", "[]", "()")
"""Texts that parse as nothing."""
_MOCK: Final = pattern(
    r"(?i)invalid|dummy|fake|mock|redacted|placeholder|not[-_]?real|your[-_]|x{6,}|<[^<>]*>|change[-_ ]?(me|this)"
)
"""What people write behind a real prefix where no token is."""
_KEY: Final = pattern(r"-----BEGIN [A-Z ]*PRIVATE KEY-----(\s|\\[nr])*[A-Za-z0-9+/=]{40}")
"""A private key inside a document, as a service account has one."""
_EMPTY_KEY: Final = pattern(r"(?s)^-----BEGIN [A-Z ]*-----.{0,40}(-----END|$)")
_LEET: Final = str.maketrans("@431!05$7", "aaeiiosst")
_PUBLIC_WORDS: Final = "secretkey changeme changethis password passwort insecure example placeholder".split()
_TRUE: Final = frozenset("true yes on y t enable enabled".split())
_BOOLEANS: Final = _TRUE | frozenset("false no off n f disable disabled".split())


def is_secret(name: str, look: Looks | Literal[""] = "") -> bool:
    """Whether a variable or field of this name holds a secret; `look` is of its value, where one is written.

    `STRIPE_API_KEY`, `PGPASSWORD`, `DATABASE_URL` and `SENTRY_DSN` do; `TOKEN_TTL`, `AUTH_URL`,
    `PRIVATE_KEY_PATH`, `MAX_TOKENS` and `NEXT_PUBLIC_API_KEY` do not: the last word decides.
    `SESSION_COOKIE` holds somebody's session, unless its value is a word: then it is what the cookie is called.
    """
    if not name or _HARMLESS.match(name.upper()):
        return False
    words = [word.lower() for word in _WORDS.findall(name)]
    while len(words) > 1 and (words[-1].isdigit() or words[-1] in _QUALIFIERS):
        if f"{words[-2]} {words[-1]}" in _SECRET_PAIRS:
            break
        words.pop()
    if not words or words == ["email", "url"]:
        return bool(words)  # smtp://user:password@host, as dj-email-url reads it
    if words[0] == "airflow" and "conn" in words:
        return True  # Airflow's connections are addresses with passwords
    if words[0] in _SWITCH_FIRST or not _SWITCH.isdisjoint(words):
        return False
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last == "cookie" and look in _NAMING:
        return False
    if f"{before} {last}" in _SECRET_PAIRS or not _ANYWHERE.isdisjoint(pairwise(words)):
        return True
    if last == "url" and before in ("webhook", "hook"):
        return not _CHATS.isdisjoint(words)
    if last == "tokens":
        return before in _COUNTED
    return last in _SECRET_WORDS or last.endswith("apikey") or (last == "key" and before.endswith("api"))


def is_address(name: str) -> bool:
    """Whether a variable is the address of a server, which holds a password in some deployments: `REDIS_URL`."""
    return name.upper().endswith(("URL", "URI", "DSN", "BROKER"))


def only_sends(name: str) -> bool:
    """Whether who knows the value can do no more than send: Sentry says that its DSN may be public."""
    words = name.lower().split("_")
    return words[-1] == "dsn" and "sentry" in words


def looks(value: str) -> Looks:
    """What a value looks like; the one word that a fact may remember of it."""
    text = value.strip().strip("\"'")
    if not text or text in _NOTHING:
        return "empty"
    if _TOKEN.match(text) and not text.lower().endswith(("example", "examplekey")) and entropy(text[8:]) > 1.5:
        return "placeholder" if _EMPTY_KEY.match(text) or _MOCK.search(text) else "token"
    if _KEY.search(text) and not _MOCK.search(text):
        return "token"
    if _PUBLISHABLE.match(text):
        return "publishable"
    if text.lower() in _BOOLEANS:
        return "boolean"
    if _NUMBER.match(text):
        return "number"
    if match := _CREDENTIALS.match(text):
        if _REFERENCE.search(text):
            return "reference"
        public = match[1] == match[2] or _PLACEHOLDER.match(match[2])
        return "placeholder" if public else "credentials"
    if _REFERENCE.search(text):
        return "reference"
    if _URL.match(text):
        return "url"
    if _PLACEHOLDER.match(text):
        return "placeholder"
    if _PATH.match(text):
        return "path"
    if " " in text:
        return "text"
    if any(word in text.translate(_LEET).lower() for word in _PUBLIC_WORDS):
        return "placeholder"
    if len(text) < 20 or entropy(text) < 3.5 or not re.search(r"\d", text):
        return "word"
    return "placeholder" if _counted_up(text) else "token"


def _counted_up(text: str) -> bool:
    """Whether a text is typed along the alphabet or the digits: `0123456789abcdef` is nobody's secret."""
    steps = [ord(after) - ord(before) for before, after in pairwise(text)]
    return steps.count(1) > 0.75 * len(steps)


def issued(value: str) -> bool:
    """Whether a value has the form of a token that some issuer documents: no chance hit, whatever its name."""
    return bool(_TOKEN.match(value.strip()) or _KEY.search(value))


def entropy(text: str) -> float:
    """Shannon entropy in bits a character: 0 for `aaaa`, near 6 for random base64."""
    if not text:
        return 0.0
    counts = [text.count(character) / len(text) for character in set(text)]
    return -sum(share * log2(share) for share in counts)


def digest(value: str) -> int:
    """32 bits that tell two values apart and cannot be turned back into one.

    What reads as the same truth value or number is the same: `False` and `"no"`, `10` and `"10.0"`.
    """
    word = value.strip().lower()
    if word in _BOOLEANS:
        value = "true" if word in _TRUE else "false"
    elif _NUMBER.match(word) and len(word) < 16:
        value = repr(float(word))
    return crc32(value.encode("utf-8", "surrogatepass"))
