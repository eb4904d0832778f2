"""Which files can hold anything: bytes that are looked for, the fastest that Python has.

Nearly all words hold `env`: one expression that begins with it finds them in one pass, because `re` looks for a
literal beginning as fast as `in` does, and for anything else many times slower.
"""

import re
from typing import Final

_ENV: Final = (  # compiled by the first file that holds `env`: most hooks see none
    rb"env(?:iron(?:[bs]|(?![A-Za-z0-9_]))|var|_var(?:_prefix|\s*=(?!=))|_prefix|parse"
    rb"|(?<=getenv)|(?<=putenv)|(?<=unsetenv)|(?<=dotenv)|(?<=smart_env)|(?<=prefixed_env)|(?<=default_env)|(?<=oc\.env)"
    rb"|(?<=cfenv)|(?<=servicelayer import env))"
)


def may_hold(data: bytes) -> bool:
    """Whether a file can hold an access or a settings class; almost all files cannot."""
    if b"nv" in data and ((b"env" in data and re.search(_ENV, data)) or b"cyclopts" in data):
        return True
    if b"onf" in data and (
        b"ynaconf" in data or b"goodconf" in data or b"starlette.config" in data or b"get_config_variable" in data
    ):
        return True
    return b"BaseSettings" in data or b"decouple" in data or b"expandvars" in data


_ASKED: Final = rb"\s*(?![\"'\s]|[A-Z][A-Z0-9_]*\b)"  # no literal and no constant
_GIVES: Final = (
    rb"environ(?:\.(?:get|pop|setdefault)\(|\[)" + _ASKED,
    rb"getenv\(" + _ASKED,
    rb"= os\.(?:environ\b(?![.\[])|getenv\b(?!\())",
    rb"from os import[^\n]*(?:environ|getenv|[(*])",
)
_GIVING: Final = (
    b"BaseSettings", b"decouple", b"ynaconf", b"goodconf", b"import environ", b"Celery(", b"import os as",
)  # fmt: skip


def may_give(data: bytes) -> bool:
    """Whether a file that can hold an access looks as if others could take a way to the environment from it.

    A guess, which decides when the file is read: if it is wrong, others are read twice.
    """
    return any(word in data for word in _GIVING) or any(re.search(one, data) for one in _GIVES)


_PROGRAM: Final = rb"""^if\s+__name__\s*==\s*['"]__main__['"]|^if\s+['"]__main__['"]\s*==\s*__name__"""


def is_program(data: bytes) -> bool:
    """Whether a file has a part that only runs where it is the program."""
    return b"__main__" in data and re.search(_PROGRAM, data, re.MULTILINE) is not None
