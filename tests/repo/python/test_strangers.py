"""Forms that projects of other kinds use: pipelines, bots, shops, clusters, servers of games."""

from typing import Any

import pytest

from relcheck.facts.python import Access, FileFacts
from relcheck.repo.python import may_hold, read
from relcheck.repo.python.link import Linker
from tests.repo.python.differential import both


def accesses(text: str) -> tuple[Access, ...]:
    """The accesses of a text, which both ways to read it agree on."""
    pair = both(f"import os\n{text}".encode(), "shop/app.py")
    assert pair is not None
    assert pair[0] == pair[1]
    return pair[0].accesses


def project(**files: str) -> dict[str, FileFacts]:
    """The facts of a project; `__` in a keyword is a slash."""
    texts = {name.replace("__", "/").replace("INIT", "__init__") + ".py": text.encode() for name, text in files.items()}
    first = {path: read(data, path) for path, data in texts.items() if may_hold(data)}
    return Linker(first, texts.get, list(texts)).run()


def told(facts: FileFacts | None) -> list[tuple[Any, ...]]:
    """Names, kind and direction of each access."""
    return [(*a.names, a.kind, a.direction) for a in facts.accesses] if facts else []


def test_a_star_may_bring_the_module_itself() -> None:
    facts = read(
        b"from .base import *\nKEY = os.environ['A']\nif os.getenv('B'): os.environ['C'] = '1'\n", "shop/dev.py"
    )
    assert told(facts) == [("A", "subscript", "read"), ("B", "getenv", "read"), ("C", "subscript", "write")]


@pytest.mark.parametrize("text", ["KEY = os.environ['A']\n", "from .base import *\nos = make()\nos.environ['A']\n"])
def test_without_a_star_or_with_another_meaning_it_is_unknown(text: str) -> None:
    assert told(read(text.encode(), "shop/dev.py")) == []


def test_the_environment_is_reached_through_modules_that_import_it() -> None:
    text = (
        "from shop import hooks\nimport shop.jobs\nhooks.os.environ['A'] = '1'\nif 'B' in shop.jobs.os.environ: pass\n"
    )
    assert told(read(text.encode(), "tests/test_hooks.py")) == [
        ("A", "subscript", "write"),
        ("B", "membership", "read"),
    ]


def test_a_fixture_that_patches_writes() -> None:
    patched = "mocker.patch.dict('os.environ', {'A': '1'})"
    text = f"def test(mocker):\n    {patched}\n    mocker.patch.dict('shop.rates', {'B': 1})"
    assert told(read(text.encode(), "tests/test_shop.py")) == [("A", "whole", "write")]
