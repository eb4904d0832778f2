"""`relcheck secret`: a new random secret, for SECRET_KEY and other keys that sign or encrypt."""

import math
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Final

from relcheck.cli.arguments import Parser
from relcheck.errors import UsageError

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
ALPHABETS: Final = {
    "url-safe": _LETTERS + "-_",
    "hex": "0123456789abcdef",
    "base64": _LETTERS + "+/",
    "alphanumeric": _LETTERS,
}
"""The characters of each alphabet, each drawn with the same chance."""
BITS: Final = 128
"""What a secret must resist at least; below, `--weak` has to ask for it (NIST SP 800-57, security strength 128)."""
LENGTH: Final = 64
"""The default: what `SECRET_KEY_BASE` needs in Phoenix, and more than anybody else asks for."""
_LONGEST: Final = 4096
_EPILOG: Final = """\
examples:
  relcheck secret                          64 characters, safe in URLs, shells and env files
  relcheck secret 50 --alphabet alphanumeric
  relcheck secret 44 --alphabet base64     32 random bytes in base64, as AES-256 keys are written
  fly secrets set SECRET_KEY="$(relcheck secret)"

The secret is printed once and stored nowhere. Secrets of fewer than 128 bits are refused, unless --weak is given.
"""


def parser() -> ArgumentParser:
    """The whole command line."""
    made = Parser("relcheck secret", epilog=_EPILOG, formatter_class=RawDescriptionHelpFormatter)
    made.description = "Print a new random secret."
    made.add_argument("length", nargs="?", type=int, default=LENGTH, metavar="LENGTH", help=f"characters [{LENGTH}]")
    made.add_argument(
        "--alphabet", choices=tuple(ALPHABETS), default="url-safe", metavar="ALPHABET",
        help=", ".join(ALPHABETS) + " [url-safe]",
    )  # fmt: skip
    made.add_argument("--weak", action="store_true", help="allow fewer than 128 bits")
    return made


def run(argv: list[str]) -> int:
    """Print one secret."""
    options = parser().parse_args(argv)
    sys.stdout.write(secret(options.length, options.alphabet, weak=options.weak) + "\n")
    return 0


def secret(length: int = LENGTH, alphabet: str = "url-safe", *, weak: bool = False) -> str:
    """A secret of this many characters; raises `UsageError` where it would be weak, or cannot be made.

    One in base64 can be decoded: its length is a multiple of four, and it ends as the bytes do.
    """
    characters = ALPHABETS[alphabet]
    if not 0 < length <= _LONGEST:
        raise UsageError(f"a secret has 1 to {_LONGEST} characters")
    each = math.log2(len(characters))
    if length * each < BITS and not weak:
        least = math.ceil(BITS / each)
        raise UsageError(
            f"{length} characters of {alphabet} are {int(length * each)} bits, which can be guessed:"
            f" take {least} or more, or say --weak"
        )
    if alphabet == "base64":
        return _base64(length)
    import secrets

    return "".join(secrets.choice(characters) for _ in range(length))


def _base64(length: int) -> str:
    import secrets
    from base64 import b64encode

    if length % 4:
        raise UsageError(f"base64 has a multiple of four characters: take {length + 4 - length % 4}")
    return b64encode(secrets.token_bytes(length // 4 * 3 - (length == 44))).decode()
