"""TOML text as the same nodes as YAML, with the line and column of each key.

`tomllib` reads the values and keeps no places, so the places are found by a second look at the lines;
a key that it cannot place (inside a multi-line inline table, say) takes the place of its table.
"""

import re
from typing import Any, Final, NamedTuple

from relcheck.diagnostic import Span
from relcheck.facts.python import Unreadable
from relcheck.repo.yaml import Documents, Node

_HEADER: Final = re.compile(r"^\s*\[(\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY: Final = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=\s*""")
_PART: Final = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


class _Mark(NamedTuple):
    line: int
    column: int


Places = dict[tuple[str, ...], tuple[_Mark, _Mark]]


def load(data: bytes, path: str) -> Documents:
    """The one document of a TOML file; never raises."""
    import tomllib

    try:
        text = data.decode("utf-8-sig")
        value = tomllib.loads(text)
    except UnicodeDecodeError:
        return Documents((), Unreadable(Span(path, 1, 1, 1, 1), "it is not UTF-8"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"line (\d+), column (\d+)", str(error))
        row, column = (int(line[1]), int(line[2])) if line else (1, 1)
        return Documents((), Unreadable(Span(path, row, column, row, column), "it is not valid TOML"))
    return Documents((_node(value, path, (), _places(text), (_Mark(0, 0), _Mark(0, 0))),))


def _places(text: str) -> Places:
    """Where each dotted key begins, and where its value does."""
    places: Places = {}
    table: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(text.splitlines()):
        header = _HEADER.match(line)
        if header:
            table = tuple(part.strip("\"'") for part in _PART.findall(header[2]))
            if header[1]:
                counts[table] = counts.get(table, -1) + 1
                table = (*table, str(counts[table]))
            mark = _Mark(number, header.start(2))
            places.setdefault(table, (mark, mark))
            continue
        key = _KEY.match(line)
        if key:
            parts = tuple(part.strip("\"'") for part in _PART.findall(key[1]))
            places.setdefault((*table, *parts), (_Mark(number, key.start(1)), _Mark(number, key.end())))
    return places


def _node(value: Any, path: str, at: tuple[str, ...], places: Places, above: tuple[_Mark, _Mark]) -> Node:
    key, start = places.get(at, above)
    if isinstance(value, dict):
        node = Node("map", path, start, start)
        for name, item in value.items():
            place = places.get((*at, name), (start, start))
            label = Node("scalar", path, place[0], _Mark(place[0].line, place[0].column + len(name)))
            label.value = name
            node.pairs.append((label, _node(item, path, (*at, name), places, place)))
    elif isinstance(value, list):
        node = Node("list", path, start, start)
        node.items = [_node(item, path, (*at, str(index)), places, (key, start)) for index, item in enumerate(value)]
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        quotes = 2 * isinstance(value, str)
        node = Node("scalar", path, start, _Mark(start.line, start.column + len(text) + quotes))
        node.value, node.style = text, '"' if isinstance(value, str) else ""
    return node
