"""Answers are remembered by the `id` of what was asked about, which must not be thrown away meanwhile."""

import gc

from relcheck.repo.python.reader import Reader
from relcheck.repo.python.source import Source

HANDED = (
    "import os\n"
    "def write(path, given):\n"
    "    values = dict(given)\n"
    "    for name in [*('A', 'B'), *given]:\n"
    "        if name in values: return values['C']\n"
    "def start(args, environ):\n"
    "    if args: return write(environ.get('D'), environ)\n"
    "start([], os.environ)\n"
)


def test_what_an_answer_is_about_lives_as_long_as_the_answer() -> None:
    """A parameter that is handed the environment is bound anew: the old binding's `id` would be another's."""
    reader = Reader(Source(HANDED.encode(), "shop/app.py"))
    reader.facts()
    kept = reader.resolver.memory | reader.resolver.gone
    gc.collect()
    assert kept
    assert all(number == id(about) for number, (_, _, about) in kept.items())
