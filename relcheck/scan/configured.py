"""What an image's configuration, history and provenance hold: facts about names, without a value."""

from collections.abc import Iterator, Mapping

from relcheck.facts.artifact import Evidence, FrozenVariable, Place, SecretLook, SecretValue
from relcheck.scan.image import Config, Image
from relcheck.scan.instruction import Instruction, shown
from relcheck.scan.look import has_login, judged
from relcheck.scan.needles import Needle
from relcheck.scan.patterns import Patterns
from relcheck.scan.place import printable
from relcheck.scan.tokens import Token
from relcheck.secret import is_secret, looks

Fact = SecretValue | SecretLook | FrozenVariable


def configured(at: str, described: Image, patterns: Patterns, contract: Mapping[str, str]) -> Iterator[Fact]:
    """Every fact that the documents of an image give, each once; `at` is what their paths begin with."""
    found: dict[Fact, None] = {}
    for config in described.configs:
        found.update(dict.fromkeys(_Reader(at + config.member, patterns, contract).config(config)))
    for member, name, value in described.build_arguments:
        found.update(dict.fromkeys(_Reader(at + member, patterns, contract).argument(name, value)))
    yield from found


class _Reader:
    def __init__(self, path: str, patterns: Patterns, contract: Mapping[str, str]) -> None:
        self._path = printable(patterns.masked(path))
        self._patterns = patterns
        self._contract = contract

    def _place(self, instruction: str) -> Place:
        return Place(self._path, instruction=self._patterns.masked(instruction))

    def config(self, config: Config) -> Iterator[Fact]:
        for name, value in config.env:
            place = self._place(f"ENV {name}=…")
            told = list(self._pair(name, value, "config", place))
            yield from told
            if name in self._contract and not told:
                yield FrozenVariable(place.span, name, "image", place)
        option = ""
        for where, text in config.texts:
            place = self._place(where)
            yield from self._text(text, "config", place)
            if is_secret(option) and looks(text) not in ("empty", "reference", "path", "number", "boolean"):
                yield SecretLook(place.span, "a secret on the command line", "config", place)
            option = text.lstrip("-").replace("-", "_") if text.startswith("--") and "=" not in text else ""
        set_at_last = dict(config.env)
        arguments: set[tuple[str, str]] = set()
        for instruction in config.history:
            new = tuple(pair for pair in instruction.arguments if pair not in arguments)  # each later step has it, too
            arguments.update(new)
            yield from self._instruction(instruction._replace(arguments=new), set_at_last)

    def _instruction(self, instruction: Instruction, set_at_last: Mapping[str, str]) -> Iterator[Fact]:
        place = self._place(shown(instruction, self._patterns.masked))
        for name, value in instruction.arguments:
            with_argument = self._place(f"{place.instruction}, with build argument {name}")
            yield from self._pair(name, value, "history", with_argument)
        if instruction.assigned:
            for name, value in instruction.assigned:
                if instruction.keyword != "ENV" or set_at_last.get(name) != value.strip("\"'"):
                    yield from self._pair(name, value.strip("\"'"), "history", place)
        else:
            yield from self._text(instruction.text, "history", place)

    def argument(self, name: str, value: str) -> Iterator[Fact]:
        """A build argument that an attestation records."""
        yield from self._pair(name, value, "provenance", self._place(f"build-arg:{name}"))

    def _pair(self, name: str, value: str, evidence: Evidence, place: Place) -> Iterator[Fact]:
        """A variable and what it is set to: the value of a secret, else perhaps the look of one."""
        found = list(self._text(value, evidence, place))
        yield from found
        if found:
            return
        what = judged(name, value)
        if what is not None:
            yield SecretLook(place.span, what.what, evidence, place, name, what.placeholder)

    def _text(self, text: str, evidence: Evidence, place: Place) -> Iterator[Fact]:
        found: dict[tuple[str, ...], Fact] = {}
        for _, pattern in self._patterns.find(text.encode("utf-8", "surrogateescape")):
            if isinstance(pattern, Needle):
                whole = (pattern.variable, pattern.encoding)
                if not (pattern.part and whole in found):
                    value = SecretValue(place.span, pattern.variable, pattern.encoding, place, pattern.part)
                    found.setdefault(whole, value)
            elif isinstance(pattern, Token):
                found.setdefault((pattern.what,), SecretLook(place.span, pattern.what, evidence, place))
        if not found and has_login(text):
            found["login",] = SecretLook(place.span, "a login", evidence, place)
        yield from found.values()
