"""Which file imports which, as ruff sees it, and None where ruff does not say."""

from pathlib import Path

import pytest

from relcheck.ruff import binary, graph
from relcheck.ruff.graph import edges


@pytest.fixture
def project(tmp_path: Path) -> Path:
    late = "\n\ndef f():\n    import shop.c\n"
    for name, text in {
        "__init__": "",
        "a": "from shop import b\n",
        "b": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import shop.a\n" + late,
        "c": "import os\n",
    }.items():
        path = tmp_path / "shop" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_ruff_tells_what_imports_what_but_for_types(project: Path) -> None:
    found = edges(str(project))
    assert found is not None
    assert found["shop/a.py"] >= {"shop/b.py"}
    assert found["shop/b.py"] >= {"shop/c.py"}
    assert "shop/a.py" not in found["shop/b.py"]
    assert found["shop/c.py"] == frozenset()


def test_without_ruff_nothing_is_known(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binary, "find", lambda: "")
    assert edges(str(project)) is None


@pytest.mark.parametrize(
    "done", [binary.Finished(2, b"{}", b"error: gone"), binary.Finished(0, b"[]", b""), binary.Finished(0, b"x", b"")]
)
def test_what_ruff_cannot_say_is_not_made_up(
    project: Path, monkeypatch: pytest.MonkeyPatch, done: binary.Finished
) -> None:
    monkeypatch.setattr(graph, "ruff", lambda *arguments, cwd: done)
    assert edges(str(project)) is None


def test_paths_outside_of_the_project_are_left_out(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = b'{"shop/a.py": ["../other/x.py", "shop/b.py"], "../y.py": []}'
    monkeypatch.setattr(graph, "ruff", lambda *arguments, cwd: binary.Finished(0, table, b""))
    assert edges(str(project)) == {"shop/a.py": frozenset(("shop/b.py",))}
