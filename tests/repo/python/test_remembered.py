"""Answers are remembered by the `id` of what was asked about, which must not be thrown away meanwhile."""

import gc

from relcheck.repo.python.reader import Reader
from relcheck.repo.python.syntax.source import Source

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


TWICE = (
    "import os\n"
    "def env(name): return os.environ[name]\n"
    "def first():\n"
    "    key = os.environ['KEY'] or env('OTHER')\n"
    "    return [os.environ['EACH'] for _ in (1,)], (lambda e=os.environ: e['GIVEN'])\n"
)
TWICE += TWICE[TWICE.index("def first") :].replace("first", "second")


def test_a_statement_that_stands_twice_makes_facts_twice() -> None:
    """It is parsed once: what is noted of its nodes must not be taken for the other's."""
    found = Reader(Source(TWICE.encode(), "shop/app.py")).facts().accesses
    for scope, lines in (("first", (4, 5)), ("second", (7, 8))):
        mine = {(access.span.line, access.names) for access in found if access.scope.startswith(scope)}
        named = {(lines[0], "KEY"), (lines[0], "OTHER"), (lines[1], "EACH"), (lines[1], "GIVEN")}
        assert {(line, (name,)) for line, name in named} <= mine
