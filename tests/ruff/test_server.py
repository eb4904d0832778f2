"""What a person sees in an editor from ruff's own language server after `relcheck ruff sync`."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from relcheck.ruff.binary import find
from relcheck.ruff.fragment import fragment
from relcheck.ruff.sync import synced

SOURCE = 'import os\n\nKEY = os.environ["STRIPE_KEY"]\nDEBUG = os.getenv("DEBUG")  # noqa: REL101\n'


class Editor:
    """The least of a language client: framed JSON-RPC over a child's pipes."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self.last = 0

    def send(self, method: str, params: Any, *, request: bool = False) -> Any:
        message: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params}
        if request:
            self.last += 1
            message["id"] = self.last
        body = json.dumps(message).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()
        while request:
            answer = self.read()
            if answer.get("id") == self.last and "method" not in answer:
                return answer["result"]

    def read(self) -> dict[str, Any]:
        assert self.process.stdout
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        assert length, "the server ended"
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        return message


@contextmanager
def ruff_server(root: Path) -> Iterator[Editor]:
    binary = find()
    assert binary
    process = subprocess.Popen(
        [binary, "server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=root
    )
    editor = Editor(process)
    try:
        capabilities = {"textDocument": {"diagnostic": {"dynamicRegistration": False}}}
        editor.send(
            "initialize",
            {
                "processId": None,
                "rootUri": root.as_uri(),
                "capabilities": capabilities,
                "workspaceFolders": [{"uri": root.as_uri(), "name": "shop"}],
            },
            request=True,
        )
        editor.send("initialized", {})
        yield editor
        editor.send("shutdown", None, request=True)
        editor.send("exit", None)
    finally:
        process.stdin.close()  # type: ignore[union-attr]
        process.wait(10)
        process.stdout.close()  # type: ignore[union-attr]


def diagnostics(editor: Editor, path: Path) -> list[dict[str, Any]]:
    text = path.read_text()
    document = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
    editor.send("textDocument/didOpen", {"textDocument": document})
    report = editor.send("textDocument/diagnostic", {"textDocument": {"uri": path.as_uri()}}, request=True)
    items: list[dict[str, Any]] = report["items"]
    return items


def shop(root: Path) -> Path:
    (root / "shop").mkdir()
    for name in ("billing.py", "config.py"):
        (root / "shop" / name).write_text(SOURCE)
    text = '[tool.ruff.lint]\nselect = ["RUF100", "RUF102"]\n'
    (root / "pyproject.toml").write_text(synced(text, fragment(["shop/config.py"]), Path("pyproject.toml")))
    return root / "shop"


def test_the_read_is_underlined_with_our_message_and_our_suppression_is_left_alone(tmp_path: Path) -> None:
    folder = shop(tmp_path)
    with ruff_server(tmp_path) as editor:
        found = diagnostics(editor, folder / "billing.py")
    assert [(item["code"], item["range"]["start"]["line"]) for item in found] == [("TID251", 2), ("TID251", 3)]
    assert all("REL101" in item["message"] for item in found)


def test_the_runtime_config_module_is_not_underlined(tmp_path: Path) -> None:
    folder = shop(tmp_path)
    with ruff_server(tmp_path) as editor:
        assert diagnostics(editor, folder / "config.py") == []
