"""The picture of the README shows what relcheck prints today."""

import html
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def picture() -> Any:
    """The module that draws it."""
    spec = importlib.util.spec_from_file_location("picture", ROOT / "docs/picture.py")
    assert spec
    assert spec.loader
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown(svg: str) -> list[str]:
    """The texts of a picture, by their places; another rich may draw the frame differently."""
    return [html.unescape(text) for text in re.findall(r"<text [^>]*>(.*?)</text>", svg)]


def test_the_picture_is_in_step(picture: Any) -> None:
    drawn = picture.drawn(picture.printed())
    assert shown(picture.PICTURE.read_text("utf-8")) == shown(drawn), f"run {sys.executable} docs/picture.py"


def test_the_picture_loads_nothing(picture: Any) -> None:
    svg = picture.PICTURE.read_text("utf-8")
    assert [url for url in re.findall(r"https?://[^\"')\s]+", svg) if "www.w3.org" not in url] == []
    assert "\x1b" not in svg
