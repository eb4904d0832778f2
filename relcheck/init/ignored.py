"""Which lines of a .gitignore are about secrets, as .dockerignore writes them."""

import re
from typing import Final

_TELLING: Final = re.compile(
    r"(?i)(^|[._*/-])(env|envrc|secrets?|credentials?|tokens?|keys?|pem|passw\w*|netrc|p12|pfx|kdbx)($|[._*/-])"
)
_COVERED: Final = frozenset(
    (".env", ".env.*", ".env*", "*.pem", "*.key", "secrets/", ".netrc", "env/", "env", ".venv", "venv/")
)


def secret_patterns(gitignore: str) -> list[str]:
    """The lines that name what may be secret. Docker counts from the root; git matches a bare name anywhere."""
    found: list[str] = []
    for line in gitignore.splitlines():
        pattern = line.strip()
        bare = pattern.rstrip("/")
        if not pattern or pattern.startswith(("#", "!")) or pattern in _COVERED or not _TELLING.search(bare):
            continue
        if bare.endswith((".py", ".bak/", "venv")) or bare.startswith("env.bak"):
            continue
        found.append(bare.lstrip("/") if "/" in bare else f"**/{bare}")
    return list(dict.fromkeys(found))
