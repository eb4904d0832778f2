"""`.dockerignore`, `<Dockerfile>.dockerignore` and `.gitignore`: their patterns and where a new one goes."""

from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.image import IgnoreFile

MAX_LINES: Final = 20_000


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """One fact a file; never raises."""
    lines = data.decode("utf-8-sig", "replace").split("\n")[:MAX_LINES]
    patterns = tuple(
        (number, line.rstrip("\r")) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")
    )
    flavour = "docker" if path.endswith(".dockerignore") else "git"
    whole = Span(path, 1, 1, len(lines), len(lines[-1]) + 1)
    return (IgnoreFile(whole, flavour, patterns),)  # type: ignore[arg-type]
