"""The files that pyproject.toml packs: setuptools, Hatch, Poetry, PDM, Flit and uv, each by its documentation."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from relcheck.diagnostic import Span
from relcheck.facts.image import Packed

TABLES: Final[tuple[tuple[str, str], ...]] = (
    ("tool.setuptools.package-data", "package-data"),
    ("tool.setuptools.data-files", "data-files"),
    ("tool.hatch.build", "tool.hatch.build"),
    ("tool.poetry.include", "tool.poetry.include"),
    ("tool.pdm.build", "tool.pdm.build"),
    ("tool.flit.sdist.include", "tool.flit.sdist"),
    ("tool.uv.build-backend", "tool.uv.build-backend"),
)
_LEAVES_OUT: Final = frozenset(("exclude", "excludes", "source-exclude", "wheel-exclude", "ignore-vcs"))


def packed(document: Mapping[str, Any], text: str, path: str) -> Iterator[Packed]:
    """The patterns of files that are packed; each is found again in the text for its place."""
    lines = text.splitlines()
    for dotted, how in TABLES:
        node: Any = document
        for key in dotted.split("."):
            node = node.get(key) if isinstance(node, Mapping) else None
        for pattern in dict.fromkeys(_texts(node)):
            yield Packed(_place(lines, pattern, path), "the wheel or sdist", how, pattern)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, Mapping):
        for key, value in node.items():
            if key == "force-include" and isinstance(value, Mapping):
                yield from value
            elif key not in _LEAVES_OUT:
                yield from _texts(value)


def _place(lines: list[str], pattern: str, path: str) -> Span:
    for number, line in enumerate(lines, 1):
        for quoted in (f'"{pattern}"', f"'{pattern}'"):
            column = line.find(quoted)
            if column >= 0 and not line.lstrip().startswith("#"):
                return Span(path, number, column + 1, number, column + 1 + len(quoted))
    return Span(path, 1, 1, 1, 1)
