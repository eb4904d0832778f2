"""Functions that are left out change no fact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcheck.repo.python.meaning.kinds import Ref
from relcheck.repo.python.reader import Reader
from relcheck.repo.python.statements.reading import Known
from relcheck.repo.python.syntax.reduce import hollow, reduce
from relcheck.repo.python.syntax.source import Source
from tests.repo.python.differential import both, differences

FILLER = (
    "\n\ndef filler{0}(a, b=1):\n    '''Text.'''\n" + "    a = a + b  # nothing happens here, again and again\n" * 12
)
BLOCKS = st.sampled_from(
    [
        "def one():\n    return os.environ['ONE']\n",
        "def two():\n    '''Text\nat column 0\ndef not_a_function():\n'''\n    return 2\n",
        "def three(\n    a,\n    b,\n):\n    return a\n",
        "class K:\n    NAME = 'FOUR'\n\n    def f(self):\n        return 4\n\n"
        "    def g(self):\n        return os.getenv(self.NAME)\n",
        "class L:\n    def __init__(self):\n        self.name = 'FIVE'\n\n"
        "    def g(self):\n        return os.getenv(self.name)\n",
        "def env(name):\n    return os.environ[name]\n",
        "def six():\n    return env('SIX')\n",
        "E = os.environ\n",
        "def seven():\n    return E['SEVEN']\n",
        "@decorate(os.environ['EIGHT'])\ndef eight():\n    return 8\n",
        "def nine():\n    global KEY\n    KEY = 'NINE'\n",
        "def ten():\n    return os.environ[KEY]\n",
        "if x:\n    def eleven():\n        return 11\n\n    def twelve():\n        return os.environ['TWELVE']\n",
        "async def thirteen():\n    # a comment\n# at column 0\n    return await x\n",
        "def name():\n    return 'FOURTEEN'\n",
        "x = os.environ[name()]\n",
        "from decouple import config\n",
        "def fifteen():\n    return config('FIFTEEN')\n",
        "class S(BaseSettings):\n    a: int\n\n    def f(self):\n        return 1\n",
        "def sixteen():\n    return S()\n",
        "class B:\n    def f(self): return self.K\n\n"
        "class C(B):\n    K = 'SEVENTEEN'\n    def g(self): return os.environ[self.K]\n",
        "def eighteen(): return 1\n",
        "def nineteen(): x = 1; return \\\n  2\n",
        "def twenty():\n    a = 'TWENTY'\n    while a:\n        a = b\n    return a\n",
        "def forward(*args, **kwargs):\n    import this\n    return env(*args, **kwargs)\n",
        "x = os.environ[twenty()] + forward('FORWARDED')\n",
    ]
)  # fmt: skip


@given(st.lists(BLOCKS, min_size=1, max_size=12), st.integers(0, 3))
def test_what_is_left_out_changes_no_fact(blocks: list[str], where: int) -> None:
    fillers = [FILLER.format(number) for number in range(20)]
    parts = ["import os\nfrom pydantic_settings import BaseSettings\n", *blocks]
    parts[1 + where : 1 + where] = fillers
    pair = both("\n\n".join(parts).encode(), "shop/app.py")
    assert pair is not None
    assert list(differences(*pair)) == []


def test_a_large_file_is_parsed_in_part() -> None:
    text = "import os\nx = os.environ['K']\n" + "".join(FILLER.format(number) for number in range(30))
    source = Source(text.encode(), "a.py")
    assert source.removed
    assert len(source.syntax.body) == 32
    assert [a.names for a in Reader(source).facts().accesses] == [("K",)]


def test_a_small_file_is_parsed_as_it_is() -> None:
    text = "import os\ndef f(): return 1\n"
    assert reduce(text) is None


def test_what_breaks_without_a_function_is_parsed_whole() -> None:
    text = "import os\nx = os.environ['K']\n" + "".join(FILLER.format(number) for number in range(30))
    odd = text + "def odd(): return '''\nx\n''' + '''\nx'''\n"
    assert [a.names for a in Reader(Source(odd.encode(), "a.py")).facts().accesses] == [("K",)]


SINGLE = [
    "def f(self):\n    x = 1\n    return x\n",
    "def f(self):\n    return 1\n",
    "async def f(x):\n    'one'\n    return x\n",
    "def f():  # why\n    return 1\n",
    'def f(a):\n    """Return it."""\n    if a:\n        return 1\n',
    "    def f(self):\n\n        r'''It's so.'''\n        # a comment: here\n        ########\n        return 1\n",
    'def f(\n    a: int = {"a": 1},\n) -> "y":\n    """Doc:\n\n    return "x"\n    """\n    return a\n',
]
LONGER = [
    "def f():\n    try:\n        return 1\n    except E:\n        pass\n",
    "def f():\n    raise E\n",
    "def f():\n    '" + "#" * 5000 + "'\n    " + "# - - \n" * 500 + "    z()\n",
    "def f():\n    for x in y:\n        pass\n    return x\n",
]


@pytest.mark.parametrize(("block", "single"), [*((b, True) for b in SINGLE), *((b, False) for b in LONGER)])
def test_a_stub_tells_whether_the_function_may_only_choose_what_it_returns(block: str, single: bool) -> None:
    assert ("): pass" in hollow(block)) == single
    assert hollow(block).count("\n") == block.count("\n")


def test_what_a_function_that_was_left_out_returns_names_the_variable() -> None:
    fillers = "".join(FILLER.format(number) for number in range(30))
    text = "import os\nx = os.environ[name()]\ndef name():\n    '''The name.'''\n    return 'K'\n" + fillers
    assert [a.names for a in Reader(Source(text.encode(), "a.py")).facts().accesses] == [("K",)]


@pytest.mark.parametrize(
    ("body", "read"), [("return 'A'", True), ("x = 'A'\n    for x in y: z(x)\n    return x", False)]
)
def test_a_function_is_read_after_all_only_if_what_it_returns_can_be_known(body: str, read: bool) -> None:
    text = f"import os\nx = os.environ[name()]\n\ndef name():\n    {body}\n"
    source = Source((text + "".join(FILLER.format(number) for number in range(30))).encode(), "a.py")
    Reader(source).facts()
    assert ("def name()" in source.kept) is read


@pytest.mark.parametrize(("said", "read"), [("shop.Reader().get('A')", True), ("shop.writer.get('A')", False)])
def test_a_method_matters_where_its_class_is_said(said: str, read: bool) -> None:
    text = f"import os, shop\nos.environ['B']\n\ndef late():\n    return {said}\n"
    source = Source((text + "".join(FILLER.format(number) for number in range(30))).encode(), "a.py")
    Reader(source).facts(Known({"shop.Reader().get": Ref("os.environ.get")}))
    assert ("def late()" in source.kept) is read


@pytest.mark.parametrize(
    ("helper", "calls"),
    [
        ("def env(name):\n    return os.environ.get(\n        name, '')", "env('A')"),
        ("class Env:\n    def read(self, name):\n        return os.environ[f'APP_{name}']", "Env().read('A')"),
        ("def env(name):\n    return os.getenv(name)\n\ndef port(name):\n    return int(env(name))", "port('A')"),
    ],
)
def test_calls_of_helpers_are_read_at_once(helper: str, calls: str) -> None:
    text = f"import os\n\n{helper}\n\ndef late():\n    return {calls}\n"
    source = Source((text + "".join(FILLER.format(number) for number in range(30))).encode(), "a.py")
    assert "def late()" in source.kept
    assert source.removed
