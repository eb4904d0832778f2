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
