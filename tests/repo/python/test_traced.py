"""What packages were seen to read while they ran, and reading them had not told."""

import pytest

from relcheck.facts.python import Access
from tests.repo.python.differential import both


def accesses(text: str) -> tuple[Access, ...]:
    """The accesses of a text, which both ways to read it agree on."""
    pair = both(f"import os\n{text}".encode(), "shop/app.py")
    assert pair is not None
    assert pair[0] == pair[1]
    return pair[0].accesses


def named(text: str) -> list[tuple[str, ...]]:
    """The names of the accesses that have any."""
    return [access.names for access in accesses(text) if access.names]


CHOOSING = (
    "class Folder:\n"
    "    @property\n"
    "    def name(self):\n"
    '        """The variable that tells it."""\n'
    "        match self.kind:\n"
    "            case 'cache': return 'SHOP_CACHE'\n"
    "            case 'data': return 'SHOP_DATA'\n"
    "            case _: fail()\n"
    "    @property\n"
    "    def value(self): return os.getenv(self.name)\n"
)


def test_a_property_that_chooses_one_of_several_texts_names_all_of_them() -> None:
    assert named(CHOOSING) == [("SHOP_CACHE", "SHOP_DATA")]


def test_a_function_that_does_more_than_to_choose_names_nothing() -> None:
    assert named("def name(x):\n    for y in x: y = y + 'A'\n    return y\nos.getenv(name(1))") == []


def test_a_function_that_puts_a_name_together_in_two_steps_names_it() -> None:
    text = "def key(n):\n    big = n.upper().replace('-', '_')\n    return f'SHOP_{big}'\n"
    assert named(f"{text}def env(n): return os.environ[key(n)]\nenv('api-key')") == [("SHOP_API_KEY",)]
    assert named(f"{text}os.environ[key('api-key')]") == [("SHOP_API_KEY",)]


def test_names_that_are_known_stay_beside_those_that_callers_give() -> None:
    text = (
        "def locale(category=None):\n"
        "    names = ('LANGUAGE', 'LC_ALL')\n"
        "    if category: names = (category, *names)\n"
        "    for name in names:\n"
        "        if os.getenv(name): return os.getenv(name)\n"
        "locale('LC_TIME')\n"
    )
    found = accesses(text)
    assert [access.names for access in found] == [("LANGUAGE", "LC_ALL"), ("LANGUAGE", "LC_ALL"), ("LC_TIME",)]
    assert [access.parameter for access in found] == [True, True, False]


@pytest.mark.parametrize(("call", "form"), [("number('N', 5)", "literal"), ("number('N')", "none")])
def test_what_a_helper_gives_where_the_variable_is_missing_is_the_callers_default(call: str, form: str) -> None:
    text = (
        "def number(name, default=None):\n"
        "    try: return int(os.environ[name])\n"
        "    except (KeyError, ValueError): return default\n"
    )
    default = accesses(text + call)[-1].default
    assert (default.form if default is not None else "none") == form


@pytest.mark.parametrize(
    "text",
    [
        "from pydantic import Field\nclass A:\n    x: str = Field(os.getenv('K'))",
        "@option(os.getenv('K'))\ndef f(): pass",
        "start(os.environ)",
    ],
)
def test_what_only_takes_a_text_along_converts_nothing(text: str) -> None:
    assert [access.cast for access in accesses(text)] == [""]


def test_a_parsing_decorator_argument_is_converted() -> None:
    assert [access.cast for access in accesses("@option(int(os.getenv('K')))\ndef f(): pass")] == ["int"]


FLAG = (
    "class Flag:\n"
    "    def __init__(self, name, default=None):\n"
    "        self.name = name\n"
    "        self.default = default\n"
    "    def read(self): return os.environ.get(self.name)\n"
    "    def get(self): return self.read() or self.default\n"
)


def test_making_an_object_that_reads_names_the_variable_it_will_read() -> None:
    inside, made = accesses(FLAG + "DEBUG = Flag('DEBUG', '0')")
    assert inside.parameter
    assert (made.names, made.time, made.via, made.target) == (("DEBUG",), "call", "shop.app:Flag", "DEBUG")
    assert made.default is not None
    assert made.default.form == "literal"


@pytest.mark.parametrize(
    "text",
    [
        f"{FLAG}class Bool(Flag): pass\nx = Bool('K')",
        "class Part:\n    def __get__(self, o, t): return os.environ[self.n]\n"
        "    def __init__(self, n): self.n = n\nclass A:\n    host = Part('K')",
        "def later(n):\n    def read(): return os.environ[n]\n    return read\nx = later('K')",
        "def given(n):\n    def wrap(f):\n        def run(): return f(os.environ[n])\n        return run\n"
        "    return wrap\n@given('K')\ndef f(v): pass",
        f"{FLAG}def flag(n): return Flag(n)\nx = flag('K')",
    ],
)
def test_what_is_made_to_read_later_reads_when_it_is_called(text: str) -> None:
    made = accesses(text)[-1]
    assert (made.names, made.time) == (("K",), "call")


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("class Setting:\n    def __init__(self, n): self.value = os.environ.get(n)\nx = Setting('K')", "read"),
        ("def read(n):\n    def inner(): return os.environ[n]\n    return inner()\nx = read('K')", "read"),
        ("def check(n):\n    if not os.environ.get(n): raise ValueError\ncheck('K')", "read"),
        ("def start(n='K'):\n    path = os.environ.get(n)\n    if path: run(path)\nstart()", "read"),
        ("def put(n, v): os.environ[n] = v\nput('K', '1')", "write"),
        ("def drop(*names):\n    for n in names: os.environ.pop(n, None)\ndrop('K')", "write"),
        ("def kept(n, v):\n    old = os.environ.get(n)\n    os.environ[n] = v\n    yield\n"
         "    os.environ[n] = old\nwith kept('K', '1'): pass", "write"),
        ("def ensured(n):\n    if n not in os.environ: os.environ[n] = ''\n    return os.environ[n]\n"
         "ensured('K')", "read"),
    ],
)  # fmt: skip
def test_what_a_function_does_when_the_module_is_imported_is_done_then(text: str, direction: str) -> None:
    made = accesses(text)[-1]
    assert (made.names, made.time, made.direction) == (("K",), "import", direction)


def test_a_function_that_keeps_what_it_reads_to_itself_passes_on_no_unknown_names() -> None:
    text = (
        "def run(job):\n    if os.environ.get('LIMIT_' + job): stop()\ndef all(jobs):\n    for job in jobs: run(job)\n"
    )
    assert [access.via for access in accesses(text + "all(x)")] == ["os.environ"]
    assert named(text + "run('a')") == [("LIMIT_a",)]


def test_of_thirty_names_none_is_forgotten() -> None:
    names = tuple(f"K{number}" for number in range(30))
    assert named(f"for name in {names}: os.environ.get(name)") == [names]
    assert named(f"for name in {names}: os.environ.get('A_' + name)") == [tuple(f"A_{name}" for name in names)]


def test_nothing_is_no_name() -> None:
    assert named("for name in (given or '').split(','): os.environ.get(name)") == []


CASTER = "def env(n, cast=str, default=None): return cast(os.environ.get(n, default))\n"
TYPED = "def env(n, default=0): return type(default)(os.environ.get(n, default))\n"
COMPARED = (
    "def env(n, kind, default=None):\n"
    "    if n not in os.environ: return default\n"
    "    text = os.environ[n]\n"
    "    if kind is int: return int(text)\n"
    "    return text\n"
)


@pytest.mark.parametrize(
    ("text", "cast", "form"),
    [
        (CASTER + "env('K', int, 3)", "int", "literal"),
        (CASTER + "import json\nenv('K', cast=json.loads)", "json", "none"),
        (CASTER + "env('K')", "", "none"),
        (CASTER + "env('K', cast=lambda text: text.split())", "", "none"),
        (CASTER + "env('K', cast=None)", "", "none"),
        (TYPED + "env('K')", "int", "literal"),
        (TYPED + "env('K', 1.5)", "float", "literal"),
        (TYPED + "env('K', '')", "", "empty"),
        (COMPARED + "env('K', int, 80)", "int", "literal"),
        (COMPARED + "env('K', str)", "", "none"),
        (
            "def env(n, parse=None): return parse(os.environ[n]) if parse else os.environ[n]\nenv('K', int)",
            "int",
            "none",
        ),
        ("def env(n, *, to=int): return to(os.environ[n])\nenv('K')", "int", "none"),
    ],
)
def test_what_converts_the_text_is_what_the_caller_hands_to_the_helper(text: str, cast: str, form: str) -> None:
    access = next(access for access in accesses(text) if access.via.endswith(":env"))
    assert (access.cast, access.default.form if access.default is not None else "none") == (cast, form)


def test_an_attribute_that_heirs_give_a_name_has_none_here() -> None:
    text = "class Case:\n    variable = ''\n    def read(self): return os.environ.get(self.variable)\n"
    assert [access.names for access in accesses(text)] == [()]


@pytest.mark.parametrize(
    "made",
    [
        "dict(os.environ)",
        "os.environ.copy()",
        "copy.copy(os.environ)",
        "{**os.environ}",
        "os.environ.copy() if given else {}",
        "collections.ChainMap({}, os.environ)",
    ],
)
@pytest.mark.parametrize("read", ["e['K']", "e.get('K', 1)", "'K' in e", "e.pop('K')"])
def test_what_is_read_of_a_copy_is_read_of_the_environment(made: str, read: str) -> None:
    assert named(f"import collections, copy\ne = {made}\nx = {read}") == [("K",)]


@pytest.mark.parametrize(
    "text",
    [
        "e = os.environ.copy()\ne['K'] = '1'",
        "e = os.environ.copy()\ne['K'] = '1'\nx = e['K']",
        "e = os.environ.copy()\ne.update(K='1')\nx = e['K']",
        "e = {**os.environ, 'K': '1'}\nx = e['K']",
        "e = os.environ.copy()\ne.pop('K', None)",
        "e = os.environ.copy()\nrun(env=e)\nprint(e['K'])",
        "e = dict(os.environ)\ndef f(e): return e['K']",
    ],
)
def test_what_was_put_into_a_copy_is_not_read_of_the_environment(text: str) -> None:
    assert named(text) == []


def test_a_copy_is_followed_through_attributes_and_functions() -> None:
    text = (
        "class Shop:\n"
        "    def __init__(self): self.env = dict(os.environ)\n"
        "    def key(self): return self.env['A']\n"
        "ENV = os.environ.copy()\n"
        "def key(): return ENV['B']\n"
    )
    assert named(text) == [("A",), ("B",)]


def test_what_a_copy_has_before_it_is_overwritten_is_read() -> None:
    assert named("e = os.environ.copy()\ne['A'] = 'x' + e['A']") == [("A",)]


RECORD = (
    "from dataclasses import dataclass\nfrom typing import ClassVar\n"
    "@dataclass(frozen=True)\n"
    "class Variable:\n"
    "    kind: ClassVar[str] = 'x'\n"
    "    name: str\n"
    "    default: str = ''\n"
)


def test_the_fields_of_a_dataclass_make_its_constructor() -> None:
    read = "    def read(self): return os.environ.get(self.name, self.default)\n"
    found = accesses(f"{RECORD}{read}ALL = [Variable('A'), Variable(name='B', default='b')]")
    assert [(access.names, access.time) for access in found if access.names] == [(("A",), "call"), (("B",), "call")]
    assert [access.default.form for access in found if access.names and access.default] == ["empty", "literal"]


def test_fields_of_objects_in_a_table_name_variables() -> None:
    table = "ALL = {'a': Variable('A'), 'b': Variable(name='B')}\n"
    assert named(f"{RECORD}{table}for one in ALL.values(): os.getenv(one.name)") == [("A", "B")]
    assert named(f"{RECORD}{table}def get(key): return os.environ[ALL[key].name]") == [("A", "B")]


def test_lists_in_the_fields_of_an_object_name_variables() -> None:
    text = (
        "from typing import NamedTuple\n"
        "class Setting(NamedTuple):\n    names: list[str]\n    wanted: bool = True\n"
        "PORT = Setting(['PORT', 'HTTP_PORT'])\n"
        "for name in PORT.names: os.getenv(name)"
    )
    assert named(text) == [("PORT", "HTTP_PORT")]


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("Names.token", ("A",)),
        ("Names().token", ("A",)),
        ("Names('B').token", ("B",)),
        ("Names(token='C').token", ("C",)),
    ],
)
def test_a_field_is_what_its_object_was_given(expression: str, names: tuple[str, ...]) -> None:
    text = "from attrs import define\n@define\nclass Names:\n    token: str = 'A'\n"
    assert named(f"{text}os.environ[{expression}]") == [names]


@pytest.mark.parametrize(
    "expression",
    [
        "os.environ.get('K', '') or 5",
        "os.environ.get('K', None) or 5",
        "os.environ.get('K', -1)",
        "os.getenv('K', -1.5)",
    ],
)
def test_a_default_is_a_number_below_zero_or_behind_an_empty_one_too(expression: str) -> None:
    (access,) = accesses(f"x = int({expression})")
    assert access.default is not None
    assert (access.default.form, access.default.looks) == ("literal", "number")


@pytest.mark.parametrize(
    "text",
    [
        "x = {'A', 'B'} - os.environ.keys()",
        "x = {'A', 'B'} - set(os.environ)",
        "x = {'A', 'B'} & os.environ.keys()",
        "x = os.environ.keys() & {'A', 'B'}",
        "if {'A', 'B'} <= os.environ.keys(): pass",
        "if os.environ.keys() >= {'A', 'B'}: pass",
        "x = NEEDED.issubset(os.environ)\n",
        "x = NEEDED.difference(os.environ.keys())",
    ],
)
def test_names_that_are_held_against_all_that_is_there_are_named(text: str) -> None:
    (access,) = accesses(f"NEEDED = {{'A', 'B'}}\n{text}")
    assert (access.kind, access.direction, sorted(access.names)) == ("whole", "read", ["A", "B"])


def test_names_that_are_taken_away_from_all_that_is_there_are_not_asked_for() -> None:
    assert named("x = os.environ.keys() - {'A', 'B'}") == []


def test_the_last_of_several_names_is_one_of_them() -> None:
    assert named("ALL = ('A', 'B')\nos.environ[ALL[-1]]\nos.environ[ALL[0]]") == [("B",), ("A",)]


def test_what_a_table_has_for_a_variable_is_no_default_that_callers_give() -> None:
    text = "KEPT = load()\ndef env(n): return os.environ.get(n, KEPT.get(n))\nx = env('K')"
    default = accesses(text)[-1].default
    assert default is not None
    assert default.form == "expression"
