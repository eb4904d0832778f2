"""What docs/editor.md tells people to write."""

import json
import re
import tomllib
from pathlib import Path

GUIDE = (Path(__file__).parents[2] / "docs/editor.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """The blocks of one language."""
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


def test_every_editor_starts_the_server() -> None:
    (helix,) = blocks("toml")
    server = tomllib.loads(helix)["language-server"]["relcheck"]
    assert [server["command"], *server["args"]] == ["relcheck", "server"]
    first, on_save = (json.loads(block) for block in blocks("json"))
    assert [first["glspc.server.command"], *first["glspc.server.commandArguments"]] == ["relcheck", "server"]
    assert list(on_save["editor.codeActionsOnSave"]) == ["source.fixAll.relcheck"]
    assert 'cmd = { "relcheck", "server" }' in blocks("lua")[0]
    assert all('"relcheck" "server"' in block for block in blocks("elisp"))
