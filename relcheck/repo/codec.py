"""Facts as plain values that `marshal` can store, and back.

A fact is a named tuple, which `marshal` refuses. As no fact holds a list, a list stands for one:
`[type, *values]`, with the type as an index into a table of `module:name` texts that travels along.
`marshal` and not `pickle`: a cache that somebody tampered with can give wrong facts, but run nothing.
"""

import marshal
import os
import sys
from collections.abc import Iterable, Iterator
from typing import Any

PACKAGE = "relcheck."
"""Types are looked up below this package only."""


def write(path: str, parts: Iterable[Any]) -> None:
    """Write plain values to a file, at once and renamed; an OSError where that cannot be."""
    temporary = f"{path}.{os.getpid()}"
    try:
        with open(temporary, "wb") as file:
            for part in parts:
                data = marshal.dumps(part)
                file.write(len(data).to_bytes(8, "big") + data)
        os.replace(temporary, path)
    except OSError:
        try:
            os.unlink(temporary)
        except OSError:
            pass
        raise


def parts(path: str) -> Iterator[Any]:
    """The values of a file one by one, each read when it is asked for; errors are OSError, EOFError, ValueError.

    `marshal.load` reads a file byte by byte, which takes six times as long as giving it all bytes.
    """
    with open(path, "rb") as file:
        most = os.fstat(file.fileno()).st_size
        while head := file.read(8):
            yield marshal.loads(file.read(min(int.from_bytes(head, "big"), most)))


class Encoder:
    """Turns facts into plain values; `types` must be stored beside them."""

    def __init__(self) -> None:
        self.types: list[str] = []
        self._numbers: dict[type, int] = {}
        self._named: dict[str, int] = {}

    def number(self, name: str) -> int:
        """The number of a type, by its name."""
        if name not in self._named:
            self._named[name] = len(self.types)
            self.types.append(name)
        return self._named[name]

    def encode(self, value: Any) -> Any:
        """A fact, or anything that facts hold, as plain values."""
        kind = type(value)
        if kind is tuple:
            return tuple([self.encode(item) for item in value]) if value else value
        if isinstance(value, tuple):
            number = self._numbers.get(kind)
            if number is None:
                number = self._numbers[kind] = self.number(f"{kind.__module__}:{kind.__qualname__}")
            return [number, *[self.encode(item) if isinstance(item, tuple) else item for item in value]]
        return value


class Decoder:
    """Turns plain values back into facts, given the table of their types."""

    def __init__(self, types: list[str]) -> None:
        self._names = types
        self._types: dict[int, Any] = {}

    def decode(self, value: Any) -> Any:
        """What `Encoder.encode` was given; a ValueError if the type is no longer there."""
        kind = type(value)
        if kind is list:
            items = [self.decode(item) if type(item) in (list, tuple) else item for item in value]
            make = self._types.get(items[0])
            if make is None:
                make = self._types[items[0]] = _find(self._names[items[0]])
            return make(items[1:])
        if kind is tuple and value:
            return tuple([self.decode(item) for item in value])
        return value


def _find(name: str) -> Any:
    """The `_make` of a fact's type."""
    module, _, qualname = name.partition(":")
    if not module.startswith(PACKAGE):
        raise ValueError(f"{name} is no fact of relcheck's")
    if module not in sys.modules:
        __import__(module)
    try:
        return getattr(sys.modules[module], qualname)._make
    except AttributeError:
        raise ValueError(f"there is no fact {name}") from None
