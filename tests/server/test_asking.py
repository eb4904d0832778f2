"""Hovering, going to places, and repairing."""

from pathlib import Path

import pytest
from client import HIDDEN, Editor, codes_of, conversation
from lsprotocol import types

from relcheck.cli import main
from relcheck.server.convert import Words

CONFIG = f"""\
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    workers: int = 4
    api_key: SecretStr
    region: str = Field("{HIDDEN}", description="Where it runs")


settings = Settings()
"""
BILLING = f"""\
import os

from shop.config import settings

KEY = settings.api_key
REGION = os.environ.get("REGION", "{HIDDEN}")


def workers() -> int:
    return int(os.environ.get("WORKERS", "4"))
"""
COMPOSE = f"""\
services:
  web:
    image: shop
    build: .
    command: python -m shop.billing
    environment:
      WORKERS: "{HIDDEN}"
      API_KEY: {HIDDEN}
"""
FIXED = """\
import os

from shop.config import settings

KEY = settings.api_key
REGION = os.environ.get("REGION", "…")


def workers() -> int:
    return settings.workers
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """An application with a manifest."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\nscripts = {shop = "shop.billing:main"}\n')
    (tmp_path / "Dockerfile").write_text("FROM python:3.13\nCOPY . .\n")
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    (tmp_path / "shop").mkdir()
    for name, text in (("__init__", ""), ("config", CONFIG), ("billing", BILLING)):
        (tmp_path / f"shop/{name}.py").write_text(text)
    return tmp_path / "shop"


@conversation
async def test_hovering_shows_the_row_of_the_contract_and_no_value(editor: Editor, shop: Path) -> None:
    editor.add(shop.parent)
    await editor.open(shop / "config.py")
    await editor.open(shop / "billing.py")
    await editor.open(shop.parent / "compose.yaml")
    shown = [
        await editor.hover(shop / "billing.py", 'os.environ.get("REGION"'),
        await editor.hover(shop / "config.py", "api_key"),
        await editor.hover(shop.parent / "compose.yaml", "WORKERS"),
    ]
    region, key, workers = shown
    assert region.startswith("**`REGION`** `str`\n\nWhere it runs\n")
    assert "declared as `Settings.region`, has a default: [shop/config.py:8](file://" in region
    assert "read in [shop/billing.py:6](file://" in region
    assert "`web` (compose): left to its default" in region
    assert key.startswith("**`API_KEY`** `SecretStr`, required, secret\n")
    assert "`web` (compose): given: [compose.yaml:8](file://" in key
    assert "read in [shop/billing.py:10]" in workers
    assert HIDDEN not in str(shown)
    assert await editor.hover(shop / "config.py", "BaseSettings") == ""


@conversation
async def test_one_goes_from_a_read_and_from_a_manifest_to_the_field_and_back(editor: Editor, shop: Path) -> None:
    editor.add(shop.parent)
    await editor.open(shop / "config.py")
    await editor.open(shop / "billing.py")
    await editor.open(shop.parent / "compose.yaml")
    assert await editor.definition(shop / "billing.py", 'os.environ.get("WORKERS"') == [("config.py", 6)]
    assert await editor.definition(shop.parent / "compose.yaml", "API_KEY") == [("config.py", 7)]
    assert await editor.definition(shop / "billing.py", "import os") == []
    found = [("compose.yaml", 7), ("billing.py", 10), ("config.py", 6)]
    assert await editor.references(shop / "config.py", "workers") == found
    assert await editor.references(shop / "config.py", "workers", declaration=False) == found[:2]
    await editor.type(shop / "config.py", CONFIG.replace("    workers", "    # how many\n    workers"))
    assert await editor.definition(shop / "billing.py", 'os.environ.get("WORKERS"') == [("config.py", 7)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@conversation
async def test_a_quick_fix_does_what_a_run_with_fix_would(editor: Editor, shop: Path, end: str) -> None:
    path = shop / "billing.py"
    path.write_bytes(BILLING.replace("\n", end).encode())
    editor.add(shop.parent)
    found = await editor.open(path)
    reads = {one.message.partition("`")[2].partition("`")[0]: one for one in found}
    actions = await editor.actions(path, reads["WORKERS"].range, "quickfix")
    fix = next(one for one in actions if one.is_preferred)
    assert codes_of(list(fix.diagnostics or ())) == ["REL101"]
    text = editor.applied(fix.edit)["billing.py"]
    assert text.replace(HIDDEN, "…") == FIXED.replace("\n", end)
    assert "REL101" not in codes_of(await editor.type(path, text))
    everything = await editor.actions(path, reads["WORKERS"].range)
    assert not [one for one in everything if one.kind == "source.fixAll.relcheck"], "it is made when it is asked for"


@conversation
async def test_all_safe_fixes_of_a_file_are_made_at_once(editor: Editor, shop: Path) -> None:
    editor.add(shop.parent)
    path = shop / "billing.py"
    await editor.open(path, "# not saved\n" + BILLING)
    start = types.Range(types.Position(0, 0), types.Position(0, 0))
    for kind in ("source.fixAll.relcheck", "source.fixAll", "source"):
        (action,) = await editor.actions(path, start, kind)
        assert action.kind == "source.fixAll.relcheck"
    after = editor.applied(action.edit)
    path.write_text(editor.texts[path])
    main(["lint", str(shop.parent), "--fix", "--no-cache", "--quiet"])
    assert after == {"billing.py": path.read_text()}
    await editor.type(path, "# clean\n")
    assert await editor.actions(path, start, "source.fixAll") == []


@conversation
async def test_an_unsafe_fix_says_so_and_is_not_preferred(editor: Editor, shop: Path) -> None:
    editor.add(shop.parent)
    path = shop / "flags.py"
    source = 'import os\n\n\ndef workers() -> int:\n    return int(os.environ.get("WORKERS", "4"))\n'
    (found,) = await editor.open(path, source)
    fix, _ = await editor.actions(path, found.range, "quickfix")
    assert fix.title.endswith(" (may change what the program does)")
    assert not fix.is_preferred
    assert "settings.workers" in editor.applied(fix.edit)["flags.py"]


@conversation
async def test_a_suppression_is_inserted_and_silences_its_finding_alone(editor: Editor, shop: Path) -> None:
    editor.add(shop.parent)
    path = shop / "billing.py"
    found = await editor.open(path)
    last = found[-1]
    (action,) = [one for one in await editor.actions(path, last.range) if one.title.startswith("relcheck: Ignore")]
    assert action.edit
    assert HIDDEN not in str(action.edit), "only what is new is sent"
    text = editor.applied(action.edit)["billing.py"]
    assert text.replace("  # relcheck: ignore[REL101]", "") == BILLING
    assert len(await editor.type(path, text)) == len(found) - 1


@conversation
async def test_a_manifest_is_judged_and_repaired_as_one_types(
    editor: Editor, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    editor.add(shop.parent)
    path = shop.parent / "compose.yaml"
    before = await editor.open(path)
    found = await editor.type(path, COMPOSE.replace("API_KEY", "APY_KEY"))
    assert codes_of(found) != codes_of(before)
    path.write_text(editor.texts[path])
    main(["lint", str(shop.parent), "--no-cache", "--output-format", "concise"])
    said = [
        line.split()[1]
        for line in capsys.readouterr().out.splitlines()
        if line.startswith(str(path)) or "compose" in line
    ]
    assert sorted(codes_of(found)) == sorted(said)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_edits_between_two_texts_hold_only_what_changes(end: str) -> None:
    before = end.join(["one", "two 😀 same", "three", ""])
    after = end.join(["one", "two 😀 same # new", "three", "four", ""])
    first, second = Words("/", {}.get, "utf-16").rewritten("a.py", before, after)
    assert (first.range, first.new_text) == (types.Range(types.Position(1, 11), types.Position(1, 11)), " # new")
    assert (second.range.start, second.new_text) == (types.Position(3, 0), f"four{end}")
