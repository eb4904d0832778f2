"""The only module that looks at values: each is turned into the word for its state, and stops here."""

from collections.abc import Iterable, Mapping
from typing import Final

from relcheck.facts.boot import State
from relcheck.names import ALLOWED, matches
from relcheck.secret import entropy, looks

ROOT = "/"
"""Whose file system belongs to the image; an example on a page has a root of its own."""
_QUOTES: Final = "\"'`"
_SHORT: Final = 16
"""A key that signs or encrypts, shorter than this many characters, can be guessed."""
_KEYS: Final = frozenset("key keys salt pepper hmac jwt signing fernet encryption cookie session secret".split())
_UNMISTAKABLE: Final = ("changeme", "change_me", "change-me", "changethis", "change_this", "replaceme", "replace_me")


def judge(raw: str, name: str, *, secret: bool, examples: Iterable[str] = ()) -> State:
    """The state of a value that is given; `examples` are values that everybody knows, a default among them."""
    if raw == "":
        return "empty"
    if is_wrapped(raw) or raw.strip(" \t") != raw:
        return "quoted"
    if raw.rstrip("\r\n") != raw:
        return "newline"
    if is_placeholder(raw, secret=secret) or (secret and raw in examples):
        return "placeholder"
    return "weak" if secret and is_weak(raw, name) else "ok"


def is_wrapped(raw: str) -> bool:
    """Whether a value is surrounded by a pair of quotes that some reader of the file did not take off."""
    text = raw.strip()
    return len(text) > 1 and text[0] == text[-1] and text[0] in _QUOTES


def is_placeholder(raw: str, *, secret: bool) -> bool:
    """Whether a value still waits to be filled in: of a secret much, of anything else little looks like it."""
    kind = looks(raw)
    if kind in ("reference", "placeholder") and secret:
        return True
    if kind == "credentials" and secret:
        return looks(_password(raw)) in ("placeholder", "reference", "empty")
    text = raw.strip()
    if kind == "reference":
        return text.startswith("${") or text.startswith("{{")
    bare = text.lower().replace(" ", "_")
    return kind == "placeholder" and (
        bare.startswith(_UNMISTAKABLE)
        or (text[0] in "<[" and text[-1] in ">]")
        or (len(set(bare)) == 1 and bare[0] in "x*.-")
    )


def is_weak(raw: str, name: str) -> bool:
    """Whether a secret is too short or too regular: a key that signs must be long, and nothing may repeat itself."""
    if looks(raw) in ("credentials", "url", "path"):
        return False
    if signs(name) and len(raw) < _SHORT:
        return True
    return len(set(raw)) < 4 or (len(raw) >= _SHORT and entropy(raw) < 2)


def signs(name: str) -> bool:
    """Whether a secret of this name signs or encrypts, so that knowing it is enough."""
    words = set(name.lower().replace("__", "_").split("_"))
    return bool(words & _KEYS) and not words & {"api", "access", "project", "client"}


def is_shown(default: str) -> bool:
    """Whether a default of a secret gives something away: a plain URL, or a key made to be public, does not."""
    return bool(default) and looks(default) not in ("empty", "url", "path", "number", "boolean", "publishable")


def _password(url: str) -> str:
    user = url.partition("://")[2].rpartition("@")[0]
    return user.partition(":")[2]


def twins(key: str, names: Iterable[str]) -> tuple[str, ...]:
    """The variables whose names differ from each other in case alone."""
    found = tuple(sorted(name for name in names if name.lower() == key.lower()))
    return found if len(found) > 1 else ()


def disagree(values: Iterable[str]) -> bool:
    """Whether some of the values differ."""
    return len(set(values)) > 1


def examples(directory: str) -> Mapping[str, str]:
    """The values of the example file that lies beside the application, by the name of the variable."""
    import os

    for name in (".env.example", ".env.sample", ".env.template", ".env.dist", "example.env", "env.example"):
        path = os.path.join(directory, name)
        if os.path.isfile(path):
            from relcheck.boot.dotenv import read as parse  # few images hold such a file

            try:
                with open(path, encoding="utf-8") as file:
                    return {k: v for k, v in parse(file.read(), "compose", {}, lenient=True).items() if v}
            except (OSError, ValueError):
                return {}
    return {}


def end_of(path: str) -> str | None:
    """The last character of a file, `None` where there is no such file; one that may not be read ends in nothing."""
    import os

    try:
        with open(path, "rb") as file:
            file.seek(max(os.fstat(file.fileno()).st_size - 1, 0))
            return file.read(1).decode("latin-1")
    except FileNotFoundError:
        return None
    except OSError:
        return ""


def is_name(text: str) -> bool:
    """Whether a text is the name of a variable, and no line of a key that was pasted without quotes."""
    return text.replace(".", "_").replace("-", "_").isidentifier() and looks(text) != "token"


def is_given(text: str, environ: Mapping[str, str]) -> bool:
    """Whether a text comes from a variable, all of it or a part that is long enough to mean something."""
    return any(
        len(value) > 5 and (value in text or text in value) and not matches(name, ALLOWED)
        for name, value in environ.items()
        if text
    )


def in_container(environ: Mapping[str, str]) -> bool:
    """Whether this process lives in a container, by the marks that Docker, Podman and Kubernetes leave."""
    import os

    if environ.get("container") or environ.get("KUBERNETES_SERVICE_HOST"):
        return True
    return os.path.exists("/.dockerenv") or os.path.exists("/run/.containerenv")


def is_baked(path: str) -> bool:
    """Whether a file belongs to the image: it lies on the root's own file system, so nobody mounted it."""
    import os

    try:
        return os.stat(path).st_dev == os.stat(ROOT).st_dev
    except OSError:
        return False


def service_link(name: str, raw: str, environ: Mapping[str, str]) -> bool:
    """Whether Kubernetes or a Docker link made this variable for a service that shares the prefix."""
    if raw.startswith(("tcp://", "udp://", "sctp://")):
        return True
    return "KUBERNETES_SERVICE_HOST" in environ and any(
        part in name for part in ("_SERVICE_HOST", "_SERVICE_PORT", "_TCP_", "_UDP_", "_TCP", "_UDP")
    )
