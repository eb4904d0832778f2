"""The only module that knows PyYAML: YAML and JSON text as nodes that know where they are written.

It reads libyaml's events and builds the tree itself: `yaml.compose` recurses in C, drops duplicate keys'
order of mention and knows neither depth nor the size of what aliases expand to. Scalars stay text: what
`yes`, `012` or `on` means is for whoever reads the file.
"""

from collections.abc import Iterator
from typing import Any, Final, Literal, NamedTuple

from relcheck.diagnostic import Span
from relcheck.facts.python import Unreadable

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_DEPTH: Final = 200
MAX_NODES: Final = 200_000
"""Nodes that a walk may meet, aliases expanded: PyYAML makes 300,000 events a second."""

Kind = Literal["scalar", "list", "map"]


class Node:
    """A scalar, list or map. An alias is the very node of its anchor.

    `items` are the elements of a list; `pairs` the keys and values of a map in order, duplicates kept.
    `style` is YAML's (`'`, `"`, `|`, `>` or empty for plain), `tag` empty unless written. Lines and columns
    count from 1; `end_line` and `end_column` are exclusive.
    """

    __slots__ = ("column", "end_column", "end_line", "items", "kind", "line", "pairs", "path", "style", "tag", "value")

    def __init__(self, kind: Kind, path: str, start: Any, end: Any, tag: str = "") -> None:
        self.kind = kind
        self.path = path
        self.line = start.line + 1
        self.column = start.column + 1
        self.end_line = end.line + 1
        self.end_column = end.column + 1
        self.tag = tag
        self.value = ""
        self.style = ""
        self.items: list[Node] = [] if kind == "list" else _NO_ITEMS
        self.pairs: list[tuple[Node, Node]] = [] if kind == "map" else _NO_PAIRS

    @property
    def span(self) -> Span:
        """Where it is written."""
        return Span(self.path, self.line, self.column, self.end_line, self.end_column)

    @property
    def null(self) -> bool:
        """Whether it says nothing: no text, `~` or `null`, unquoted."""
        return self.kind == "scalar" and not self.style and self.value in ("", "~", "null", "Null", "NULL")

    def get(self, key: str) -> "Node | None":
        """The value of a key, the last one where it is given twice; merged maps (`<<`) come after."""
        return next((value for name, value in reversed(self.entries()) if name.value == key), None)

    def at(self, *keys: str) -> "Node | None":
        """The value at the end of a path of keys."""
        node: Node | None = self
        for key in keys:
            node = node.get(key) if node is not None else None
        return node

    def entries(self) -> list[tuple["Node", "Node"]]:
        """The pairs with those of merged maps (`<<: *base`) before them, as far as those are maps."""
        merged: list[tuple[Node, Node]] = []
        for key, value in self.pairs:
            if key.value == "<<" and not key.style:
                for base in reversed(value.items) if value.kind == "list" else [value]:
                    merged.extend(base.entries())
        return merged + [pair for pair in self.pairs if pair[0].value != "<<" or pair[0].style]

    def walk(self) -> Iterator["Node"]:
        """This node and everything below it, in order of the text; aliases expanded."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.items))
            for key, value in reversed(node.pairs):
                stack.extend((value, key))

    def strings(self) -> list["Node"]:
        """Its scalars, where it may be written as one scalar or as a list of them."""
        return [self] if self.kind == "scalar" else [item for item in self.items if item.kind == "scalar"]


_NO_ITEMS: Final[list[Node]] = []
_NO_PAIRS: Final[list[tuple[Node, Node]]] = []


class Documents(NamedTuple):
    """All documents of a file that could be read, and why the rest could not."""

    roots: tuple[Node, ...] = ()
    unreadable: Unreadable | None = None


class _TooMuchError(Exception):
    """The text is hostile: too deep, or too much once its aliases are expanded."""

    def __init__(self, reason: str, mark: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.mark = mark


def load(data: bytes, path: str) -> Documents:
    """The documents of a YAML or JSON file; never raises, and never answers slower than its size allows."""
    if len(data) > MAX_BYTES:
        return Documents((), Unreadable(Span(path, 1, 1, 1, 1), f"it is larger than {MAX_BYTES // 1024 // 1024} MiB"))
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(path)
    try:
        for event in yaml.parse(data.decode("utf-8-sig"), Loader=loader):
            builder.take(event)
    except UnicodeDecodeError:
        return Documents((), Unreadable(Span(path, 1, 1, 1, 1), "it is not UTF-8"))
    except _TooMuchError as error:
        return Documents(tuple(builder.roots), Unreadable(_span(path, error.mark), error.reason))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Documents(tuple(builder.roots), Unreadable(_span(path, mark), _reason(error.problem)))
    except yaml.YAMLError:
        return Documents(
            tuple(builder.roots), Unreadable(Span(path, 1, 1, 1, 1), "it holds a character that YAML forbids")
        )
    return Documents(tuple(builder.roots))


def _span(path: str, mark: Any) -> Span:
    if mark is None:
        return Span(path, 1, 1, 1, 1)
    return Span(path, mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 1)


def _reason(problem: str | None) -> str:
    """libyaml's complaint without what it quotes of the text."""
    text = (problem or "").split("'")[0].split('"')[0].strip().rstrip(":")
    plain = "it is not valid YAML"
    return f"{plain}: {text}" if text and not text.endswith(" expected") else plain  # expected is a character


class _Builder:
    """Makes nodes of events, and counts what a walk over them would meet."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.roots: list[Node] = []
        self.open: list[tuple[Node, int, str]] = []  # node, its size before, its anchor
        self.keys: list[Node | None] = []  # a key that waits for its value, per open node
        self.heights: list[int] = []  # how deep each open node goes below itself so far
        self.anchors: dict[str, tuple[Node, int, int]] = {}
        self.size = 0

    def take(self, event: Any) -> None:
        """One event of libyaml."""
        name = type(event).__name__
        if name == "ScalarEvent":
            node = Node("scalar", self.path, event.start_mark, event.end_mark, event.tag or "")
            node.value = event.value
            node.style = "" if event.style in (None, "") else event.style
            self.add(node, 1, 0, event)
            if event.anchor:
                self.anchors[event.anchor] = (node, 1, 0)
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            kind: Kind = "map" if name == "MappingStartEvent" else "list"
            node = Node(kind, self.path, event.start_mark, event.end_mark, event.tag or "")
            self.add(node, 1, 1, event)
            self.open.append((node, self.size, event.anchor or ""))
            self.keys.append(None)
            self.heights.append(1)
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            node, before, anchor = self.open.pop()
            self.keys.pop()
            height = self.heights.pop()
            if self.heights:
                self.heights[-1] = max(self.heights[-1], height + 1)
            node.end_line, node.end_column = event.end_mark.line + 1, event.end_mark.column + 1
            if anchor:
                self.anchors[anchor] = (node, self.size - before + 1, height)
        elif name == "AliasEvent":
            if event.anchor not in self.anchors:
                raise _TooMuchError("an alias refers to itself or to nothing", event.start_mark)
            self.add(*self.anchors[event.anchor], event)
        elif name == "DocumentStartEvent":
            self.anchors.clear()

    def add(self, node: Node, size: int, height: int, event: Any) -> None:
        """Put a node where it belongs; `size` is how many nodes it stands for, `height` how deep it goes."""
        self.size += size
        if len(self.open) + height > MAX_DEPTH:
            raise _TooMuchError(f"it is nested deeper than {MAX_DEPTH}", event.start_mark)
        if self.heights:
            self.heights[-1] = max(self.heights[-1], height + 1)
        if self.size > MAX_NODES:
            raise _TooMuchError(f"it stands for more than {MAX_NODES} nodes", event.start_mark)
        if not self.open:
            self.roots.append(node)
            return
        parent = self.open[-1][0]
        if parent.kind == "list":
            parent.items.append(node)
            return
        key = self.keys[-1]
        if key is None:
            self.keys[-1] = node
        else:
            self.keys[-1] = None
            parent.pairs.append((key, node))
