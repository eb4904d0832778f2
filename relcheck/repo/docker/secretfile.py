"""Files of the repository whose content is a private key or a login: the marks that their own formats give."""

import re
from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.image import SecretFile

_KEY: Final = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_LOGIN: Final = re.compile(
    rb"(?m)^\s*(machine\s+\S+.*\spassword\s+\S{3,}|password\s*[:=]\s*\S{3,}|https?://[^/\s:@]+:[^/\s@]+@)"
)
MAX_BYTES: Final = 256 * 1024


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """One fact for a file that holds a secret, none for a certificate or a public key."""
    data = data[:MAX_BYTES]
    if _KEY.search(data):
        return (SecretFile(Span(path, 1, 1, 1, 1), "a private key"),)
    if not path.endswith((".pem", ".key")) and _LOGIN.search(data):
        return (SecretFile(Span(path, 1, 1, 1, 1), "a login"),)
    return ()
