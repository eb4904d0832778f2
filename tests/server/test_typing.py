"""What the server says about open documents, while one types."""

import json
from pathlib import Path

import pytest
from client import HIDDEN, Editor, codes_of, conversation
from lsprotocol import types

from relcheck.cli import main

CONFIG = f"""\
from pydantic import SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    workers: int = 4
    api_key: SecretStr
    region: str = "{HIDDEN}"


settings = Settings()
"""
BILLING = """\
import os

KEY = os.environ["API_KEY"]


def workers() -> int:
    return int(os.environ.get("WORKERS", "4"))
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A small application."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\nscripts = {shop = "shop.main:main"}\n')
    (tmp_path / "shop").mkdir()
    for name, text in (("__init__", ""), ("config", CONFIG), ("billing", BILLING)):
        (tmp_path / f"shop/{name}.py").write_text(text)
    return tmp_path / "shop"


@conversation
async def test_an_open_file_shows_what_a_run_says_about_it(
    editor: Editor, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    editor.add(shop.parent)
    found = await editor.open(shop / "billing.py")
    assert main(["lint", str(shop.parent), "--no-cache", "--output-format", "json"]) == 1
    said = [one for one in json.loads(capsys.readouterr().out) if one["filename"].endswith("billing.py")]
    assert [(one.code, one.range.start.line + 1, one.range.start.character + 1) for one in found] == [
        (one["code"], one["location"]["row"], one["location"]["column"]) for one in said
    ]
    assert all(one.source == "relcheck" and "help:" in one.message for one in found)
    page = found[0].code_description
    assert page
    assert Path(page.href.removeprefix("file://")).read_text("utf-8").startswith('"""')


@conversation
async def test_a_keystroke_is_answered_for_the_version_that_it_made(editor: Editor, shop: Path) -> None:
    editor.add(shop.parent)
    path = shop / "billing.py"
    assert codes_of(await editor.open(path)) == ["REL102", "REL101"]
    assert codes_of(await editor.type(path, BILLING.replace('os.environ["API_KEY"]', "1"))) == ["REL101"]
    assert codes_of(await editor.type(path, "")) == []
    for length in range(len(BILLING)):  # as fast as one can type
        editor.change(path, BILLING[:length])
    assert codes_of(await editor.type(path, BILLING)) == ["REL102", "REL101"]


@conversation
async def test_a_text_that_is_half_typed_keeps_what_was_said_of_the_rest(editor: Editor, shop: Path) -> None:
    editor.add(shop.parent)
    path = shop / "billing.py"
    whole = await editor.open(path)
    found = await editor.type(path, BILLING.replace("\n\n\ndef", "\n\nprint(\n\ndef"))
    assert codes_of(found) == ["REL901", "REL102", "REL101"]
    assert found[2].range.start.line == whole[1].range.start.line + 1
    text = editor.texts[path]
    await editor.type(path, f"#\n{text}")
    found = await editor.type(path, f"#\n{text}print(")
    assert [one.range.start.line for one in found[1:]] == [whole[0].range.start.line + 1, whole[1].range.start.line + 2]


@conversation
async def test_what_other_open_files_say_follows_at_once_and_the_rest_when_it_is_saved(
    editor: Editor, shop: Path
) -> None:
    (shop / "env.py").write_text("import os\n\n\ndef var(name: str) -> str:\n    return os.environ[name]\n")
    (shop / "mail.py").write_text('from shop.env import other\n\nHOST = other("MAIL_HOST")\n')
    editor.add(shop.parent)
    assert await editor.open(shop / "mail.py") == []
    await editor.open(shop / "env.py")
    text = editor.texts[shop / "env.py"]
    await editor.type(shop / "env.py", text.replace("def var", "def other"))
    await editor.becomes(shop / "mail.py", ["REL102"])
    editor.close(shop / "mail.py")
    await editor.becomes(shop / "mail.py", [])
    editor.save(shop / "env.py")
    (shop / "late.py").write_text('from shop.env import other\n\nHOST = other("MAIL_HOST")\n')
    assert codes_of(await editor.open(shop / "late.py")) == ["REL102"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@conversation
async def test_columns_count_utf_16_units_and_lines_end_as_the_protocol_says(
    editor: Editor, shop: Path, end: str
) -> None:
    editor.add(shop.parent)
    lines = ["import os", "\f", 'X = "😀é", os.environ["API_KEY"]', ""]
    found = await editor.open(shop / "wide.py", end.join(lines))  # not saved yet
    assert [(one.range.start.line, one.range.start.character) for one in found] == [(2, 11)]
    assert found[0].range.end.character == 11 + len('os.environ["API_KEY"]')


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 14), ("utf-32", 10), ("utf-16", 11)])
@conversation
async def test_the_client_chooses_the_units(shop: Path, encoding: str, column: int) -> None:
    async with Editor.started(shop.parent, encodings=[encoding]) as editor:
        assert editor.answer.capabilities.position_encoding == encoding
        found = await editor.open(shop / "wide.py", 'import os\nX = "😀é", os.environ["API_KEY"]\n')
        assert [one.range.start.character for one in found] == [column]


@conversation
async def test_a_declared_encoding_shifts_nothing(editor: Editor, shop: Path) -> None:
    editor.add(shop.parent)
    text = '# -*- coding: latin-1 -*-\nimport os\nX = "é", os.environ["API_KEY"]\n'
    found = await editor.open(shop / "old.py", text)
    assert [one.range.start.character for one in found] == [9]


@conversation
async def test_a_file_outside_of_the_workspace_is_judged_by_itself(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "alone.py"
    path.write_text('import os\nX = os.environ["KEY"]\n')
    assert codes_of(await editor.open(path)) == ["REL102"]
    assert await editor.type(path, "import os\n") == []


@conversation
async def test_a_document_without_a_name_is_one_of_the_first_folder(shop: Path) -> None:
    async with Editor.started(shop.parent) as editor:
        found = await editor.open(shop / "none.py", 'import os\nX = os.environ["KEY"]\n', uri="untitled:Untitled-1")
        assert codes_of(found) == ["REL102"]


@conversation
async def test_what_ruff_excludes_is_left_alone(editor: Editor, shop: Path) -> None:
    with (shop.parent / "pyproject.toml").open("a") as file:
        file.write('[tool.ruff]\nextend-exclude = ["legacy"]\n')
    (shop / "legacy").mkdir()
    (shop / "legacy/old.py").write_text(BILLING)
    editor.add(shop.parent)
    await editor.open(shop / "billing.py")
    editor.versions[shop / "legacy/old.py"] = 1
    item = types.TextDocumentItem((shop / "legacy/old.py").as_uri(), "python", 1, BILLING)
    editor.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    await editor.type(shop / "billing.py", BILLING + "\n")
    assert (shop / "legacy/old.py").as_uri() not in editor.seen


@conversation
async def test_files_that_something_else_writes_are_read_again(editor: Editor, shop: Path) -> None:
    editor.add(shop.parent)
    path = shop / "mail.py"
    assert await editor.open(path, 'from shop.env import var\n\nHOST = var("MAIL_HOST")\n') == []
    (shop / "env.py").write_text("import os\n\n\ndef var(name: str) -> str:\n    return os.environ[name]\n")
    event = types.FileEvent((shop / "env.py").as_uri(), types.FileChangeType.Created)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    await editor.becomes(path, ["REL102"])
    (shop / "env.py").write_text("")
    event = types.FileEvent((shop / "env.py").as_uri(), types.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    await editor.becomes(path, [])


@conversation
async def test_a_wrong_configuration_is_told_and_a_mended_one_counts(shop: Path) -> None:
    (shop.parent / "relcheck.toml").write_text('slect = ["REL1"]\n')
    async with Editor.started(shop.parent) as editor:
        path = shop.parent / "relcheck.toml"
        item = types.TextDocumentItem((shop / "billing.py").as_uri(), "python", 1, BILLING)
        editor.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        await editor.client.wait_for_notification(types.WINDOW_SHOW_MESSAGE)
        assert "did you mean `select`" in editor.client.messages[0].message
        path.write_text('select = ["REL102"]\n')
        event = types.FileEvent(path.as_uri(), types.FileChangeType.Changed)
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        await editor.becomes(shop / "billing.py", ["REL102"])


@conversation
async def test_a_finding_leads_to_the_other_place_that_it_is_about(editor: Editor, shop: Path) -> None:
    editor.add(shop.parent)
    found = await editor.open(shop / "billing.py", BILLING.replace('"4"', '"5"'))
    (differs,) = [one for one in found if one.code == "REL106"]
    (related,) = differs.related_information or ()
    assert related.location.uri == (shop / "config.py").as_uri()
    assert related.location.range.start.line == CONFIG.splitlines().index("    workers: int = 4")


@conversation
async def test_a_copied_secret_is_shown_in_each_of_its_files(editor: Editor, shop: Path) -> None:
    manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop}\ndata:\n  API_TOKEN: pWx7Rq2nLk9sTz4vBm1c\n"
    for name in ("one.yaml", "two.yaml"):
        (shop.parent / name).write_text(manifest)
    editor.add(shop.parent)
    for name in ("one.yaml", "two.yaml"):
        assert codes_of(await editor.open(shop.parent / name)) == ["REL451"]


@conversation
async def test_an_editor_is_told_that_a_project_is_being_read(shop: Path) -> None:
    async with Editor.started(shop.parent) as editor:
        await editor.open(shop / "billing.py")
        (reports,) = editor.client.progress_reports.values()
    first, last = reports
    assert (first.kind, last.kind) == ("begin", "end")
    assert first.title == f"relcheck: reading {shop.parent.name}"


@conversation
async def test_each_folder_of_a_workspace_has_its_own_configuration(shop: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "relcheck.toml").write_text('ignore = ["REL102"]\n')
    (other / "shop.py").write_text(BILLING)
    async with Editor.started(shop.parent, other) as editor:
        assert codes_of(await editor.open(shop / "billing.py")) == ["REL102", "REL101"]
        assert codes_of(await editor.open(other / "shop.py")) == ["REL101", "REL101"]


@conversation
async def test_syntax_that_is_newer_than_this_python_is_read_at_the_latest_when_it_is_saved(
    editor: Editor, shop: Path
) -> None:
    editor.add(shop.parent)
    path = shop / "billing.py"
    await editor.open(path)
    await editor.type(path, "type Number = int\n" + BILLING)
    editor.save(path)
    await editor.becomes(path, ["REL102", "REL101"])
    assert codes_of(await editor.type(path, "type Number = int\n\n" + BILLING)) == ["REL102", "REL101"]
