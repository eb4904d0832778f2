"""From what a walk saw to facts: each thing once per place, with the layer and instruction that it came with."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from relcheck.facts.artifact import FrozenVariable, Place, SecretLook, SecretValue, Unread
from relcheck.scan.image import Image, Layer, image
from relcheck.scan.instruction import shown
from relcheck.scan.look import Look, assigned, is_dotenv, is_nobodys, look
from relcheck.scan.needles import Needle
from relcheck.scan.patterns import Assignment, Patterns
from relcheck.scan.place import Seen, Where, printable
from relcheck.scan.tokens import Token
from relcheck.scan.walk import Walk

Fact = SecretValue | SecretLook | FrozenVariable | Unread
_COPY: Final = re.compile(r"(^|/)[0-9a-f]{64}/json$")
"""What `docker save` adds for old readers: it says again what the configuration of the image says."""
_MOST: Final = 10_000
"""Of a kind of finding, how many places are kept; whoever has more does not read them one by one."""


class _Found(NamedTuple):
    """What is found at a place: a needle's (variable, encoding, part), a token's words, a variable."""

    where: Where
    kind: type[Needle] | type[Token] | type[Assignment]
    what: tuple[str, ...]


class Findings:
    """Listens to one walk."""

    def __init__(self, patterns: Patterns, contract: Mapping[str, str]) -> None:
        self._patterns = patterns
        self._contract = contract
        self._found: dict[_Found, tuple[int, int]] = {}  # first offset, how often
        self._looks: dict[tuple[Where, Look], None] = {}
        self._frozen: dict[tuple[Where, str], None] = {}
        self.is_full = False

    def listen(self, seen: Seen) -> None:
        """Take down one report of the walk."""
        path = seen.where.path or seen.where.member
        nobodys = seen.machine_code or is_nobodys(path)
        for offset, pattern in seen.hits:
            if isinstance(pattern, Needle):
                what: tuple[str, ...] = (pattern.variable, pattern.encoding, pattern.part)
            elif isinstance(pattern, Token) and not nobodys:
                what = (pattern.what,)
            elif isinstance(pattern, Assignment) and path.endswith(".py") and not nobodys:
                what = (pattern.variable,)
            else:
                continue
            found = _Found(seen.where, type(pattern), what)
            first, times = self._found.get(found, (offset - seen.start, 0))
            if times or len(self._found) < _MOST:
                self._found[found] = (first, times + 1)
            else:
                self.is_full = True
        if seen.head and not nobodys:
            if len(self._looks) < _MOST:
                self._look(seen.where, path, seen.head)
            else:
                self.is_full = True

    def _look(self, where: Where, path: str, head: bytes) -> None:
        told = list(look(path, head))
        self._looks.update(dict.fromkeys((where, found) for found in told))
        if is_dotenv(path):
            names = {name for name, _ in assigned(head)} & self._contract.keys()
            fixed = sorted(names - {found.variable for found in told})
            self._frozen.update(dict.fromkeys((where, name) for name in fixed))

    def facts(self, walk: Walk) -> Iterator[Fact]:
        """Everything that was found, once the walk is over."""
        from relcheck.scan.configured import configured  # reads what only images have

        described = image(walk.documents, walk.links)
        places = Places(walk, described, self._patterns)
        documents = described.members | {member for member, _, _ in described.build_arguments}
        shown = tuple(configured(places.prefix, described, self._patterns, self._contract))
        known = {fact.what if isinstance(fact, SecretLook) else fact.variable for fact in shown}
        for found, (offset, times) in self._found.items():
            copied = _COPY.search(found.where.member) and found.what[0] in known
            if found.where.path or not (copied or found.where.member in documents):
                fact = self._fact(found, places.at(found.where, offset), times)
                if fact is not None:
                    yield fact
        for where, what in self._looks:
            place = places.at(where)
            yield SecretLook(place.span, what.what, "file", place, what.variable, what.placeholder)
        for where, name in self._frozen:
            place = places.at(where)
            yield FrozenVariable(place.span, name, "file", place)
        yield from shown
        for where, why in walk.unread:
            if places.is_grave(where):
                place = places.at(where)
                yield Unread(place.span, self._patterns.masked(why), place)

    def _fact(self, found: _Found, place: Place, times: int) -> Fact | None:
        if found.kind is Needle:
            variable, encoding, part = found.what
            whole = _Found(found.where, Needle, (variable, encoding, ""))
            if part and whole in self._found:
                return None  # the password is there because the URL is
            return SecretValue(place.span, variable, encoding, place, part, times)  # type: ignore[arg-type]
        if found.kind is Token:
            return SecretLook(place.span, found.what[0], "token", place, times=times)
        return FrozenVariable(place.span, found.what[0], "module", place)


class Places:
    """Turns places of a walk into places of a report: paths without values, layers, instructions."""

    def __init__(self, walk: Walk, described: Image, patterns: Patterns) -> None:
        self._artifact = walk.path.rstrip("/")
        self.prefix = self._artifact + ("/" if walk.is_directory else "!/")
        self._layers = described.layers
        self._patterns = patterns
        self._deleted: dict[str, list[Layer]] = {}
        for where in walk.whiteouts:
            layer = self._layers.get(where.member)
            if layer is not None:
                self._deleted.setdefault(where.path, []).append(layer)

    def at(self, where: Where, offset: int = -1) -> Place:
        """The place as a report shows it."""
        layer = self._layers.get(where.member)
        if layer is not None and where.path:
            path = f"{self._artifact}!/{where.path}"
        else:
            inner = "!/".join(part for part in where if part)
            path = f"{self.prefix}{inner}" if inner else self._artifact
        path = printable(self._patterns.masked(path))  # in this order: a piece of a value is a value, too
        if layer is None:
            return Place(path, offset)
        made = shown(layer.instruction, self._patterns.masked) if layer.instruction else ""
        return Place(path, offset, layer.digest, made, self._deletion(where.path, layer))

    def is_grave(self, where: Where) -> bool:
        """Whether what could not be read is the artifact or a layer, and not just a file in it."""
        return not where.path and (not where.member or where.member in self._layers)

    def _deletion(self, path: str, made: Layer) -> str:
        """The first later layer that deletes the path, or a directory above it."""
        parts = path.split("!/")[0].split("/")
        found: list[Layer] = []
        for depth in range(len(parts)):
            directory, name = "/".join(parts[:depth]), parts[depth]
            for whiteout in (f".wh.{name}", ".wh..wh..opq"):
                found += self._deleted.get(f"{directory}/{whiteout}" if directory else whiteout, [])
        later = [layer for layer in found if layer.number > made.number]
        return min(later, key=lambda layer: layer.number).digest if later else ""
