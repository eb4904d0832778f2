"""`devcontainer.json` (Development Containers specification): JSON with comments and trailing commas."""

import re
from typing import Any, Final

from relcheck.facts.deployment import Phase
from relcheck.repo.supply.entry import app, given, root_of, supply
from relcheck.repo.supply.value import text
from relcheck.repo.yaml import load

_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/|,(?=\s*[}\]])', re.DOTALL)


def read(data: bytes, path: str) -> tuple[Any, ...]:
    """The one container of the file; `${localEnv:X}` is what the developer's machine gives."""
    root, facts = root_of(load(plain(data), path), path)
    name = text(root.get("name")) or "devcontainer"
    facts.append(app(path, "devcontainer", name, image=text(root.get("image")), environment="development"))
    places: tuple[tuple[tuple[str, ...], Phase], ...] = ((("containerEnv",), "run"), (("remoteEnv",), "run"))
    for keys, phase in (*places, (("build", "args"), "build")):
        table = root.at(*keys)
        for key, value in table.entries() if table is not None and table.kind == "map" else ():
            promised = "${localEnv:" in value.value
            meaning = given("promised") if promised else value
            facts.append(supply(key, meaning, "devcontainer", name, keys[-1], phase=phase))
    secrets = root.get("secrets")
    for key, _ in secrets.entries() if secrets else ():
        facts.append(supply(key, None, "devcontainer", name, "secrets"))
    return tuple(facts)


def plain(data: bytes) -> bytes:
    """JSON without comments and trailing commas; every other byte stays where it is."""

    def blank(match: "re.Match[bytes]") -> bytes:
        token = match.group()
        return token if token.startswith(b'"') else re.sub(rb"[^\n]", b" ", token)

    return _TOKEN.sub(blank, data)
