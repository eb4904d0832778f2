"""Settings classes of a text, read without the rest of its file."""

from collections.abc import Callable, Iterable, Mapping

import pytest

from relcheck.facts.python import SettingsClass
from relcheck.repo.python.meaning.resolve import Resolver
from relcheck.repo.python.scopes.bind import bind
from relcheck.repo.python.settings.classes import read_classes
from relcheck.repo.python.syntax.source import Source


class Text:
    """A module of a test."""

    def __init__(self, text: str, path: str = "shop/config.py") -> None:
        self.source = Source(text.encode(), path)

    def classes(self, known: Mapping[str, str] = {}, wanted: Iterable[str] = ()) -> tuple[SettingsClass, ...]:
        """Its settings classes, and the models that they nest or that others want."""
        module = bind(self.source.syntax)
        return read_classes(self.source, module, Resolver(module, {}), known, wanted)


@pytest.fixture(scope="session")
def source() -> Callable[..., Text]:
    return Text
