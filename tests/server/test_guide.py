"""What docs/editor.md tells people to write, and what it says they see."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

from relcheck.ruff import binary
from relcheck.ruff.fragment import fragment
from relcheck.ruff.sync import synced

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


def test_ruff_says_what_the_guide_shows(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/billing.py").write_text('import os\n\nKEY = os.environ["KEY"]\n')
    config = tmp_path / "pyproject.toml"
    config.write_text(synced("", fragment(["shop/config.py"]), config))
    command = [binary.find(), "check", "--no-cache", "--output-format", "concise", "."]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout
    (shown,) = [block.strip() for block in blocks("") if "TID251" in block]
    assert f"shop/billing.py:3:7: {shown}\n" in said
