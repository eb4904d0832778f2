"""Which files can hold anything: bytes that are looked for with `in`, the fastest that Python has."""

from typing import Final

_WORDS: Final = (
    b"getenv",
    b"putenv",
    b"unsetenv",
    b"dotenv",
    b"envvar",
    b"env_var",
    b"environs",
    b"environ.",
    b"env_prefix",
    b"prefixed_env",
    b"oc.env",
    b"cyclopts",
    b"envparse",
    b"default_env",
)


def may_hold(data: bytes) -> bool:
    """Whether a file can hold an access or a settings class; almost all files cannot."""
    if b"nv" in data:
        if b"environ" in data and _environ(data):
            return True
        for word in _WORDS:
            if word in data:
                return True
    if b"onf" in data and (b"ynaconf" in data or b"goodconf" in data or b"starlette.config" in data):
        return True
    return b"eSettings" in data or b"decouple" in data or b"expandvars" in data


def _environ(data: bytes) -> bool:
    """Whether `environ` (`environb`, `environs`) is there without being the beginning of another word."""
    at = data.find(b"environ")
    while at >= 0:
        after = data[at + 7 : at + 8]
        if after in (b"b", b"s") or not (after.isalnum() or after == b"_"):
            return True
        at = data.find(b"environ", at + 7)
    return False
