"""What the code of projects of other kinds showed."""

import pytest

from relcheck.facts.python import Access
from tests.repo.python.differential import both
from tests.repo.python.test_link import project, reads


def accesses(text: str) -> tuple[Access, ...]:
    """The accesses of a text, which both ways to read it agree on."""
    pair = both(f"import os\n{text}".encode(), "shop/app.py")
    assert pair is not None
    assert pair[0] == pair[1]
    return pair[0].accesses


def one(text: str) -> Access:
    """The only access of a text."""
    found = accesses(text)
    assert len(found) == 1, found
    return found[0]


def test_an_answer_has_no_fallback() -> None:
    found = one("def f(): return bool(os.getenv('K')) or g()")
    assert (found.cast, found.default) == ("bool", None)


@pytest.mark.parametrize(
    "text",
    [
        "old = {k: os.environ.get(k) for k in ('A', 'B')}\nfor k, v in old.items(): os.environ[k] = v",
        "N = ('A', 'B')\nold = {k: os.environ.get(k) for k in N}\nfor k in old: del os.environ[k]",
        "old = {k: os.environ.get(k) for k in ('A', 'B')}\nfor k in old.keys(): os.environ.pop(k)",
    ],
)
def test_what_is_put_back_is_named_by_what_was_kept(text: str) -> None:
    assert [access.names for access in accesses(text)] == [("A", "B"), ("A", "B")]


def test_a_decorator_that_patches_writes_when_the_test_is_called() -> None:
    for what in ("os.environ", "'os.environ'"):
        found = one(f"from unittest.mock import patch\n@patch.dict({what}, {{'A': '1'}})\ndef test(): pass")
        assert (found.direction, found.names, found.time, found.freezer) == ("write", ("A",), "call", "")


def test_variables_inside_of_a_text_are_no_conversion() -> None:
    found = accesses("x = os.path.expandvars(os.environ['K'])")
    assert [(access.kind, access.cast) for access in found] == [("interpolation", ""), ("subscript", "")]


@pytest.mark.parametrize("given", ["{'A': '1'}", "new={'A': '1'}"])
def test_what_is_put_in_the_place_of_the_environment_is_written(given: str) -> None:
    for text in (
        f"@patch('os.environ', {given})\ndef test(): pass",
        f"def f():\n    with patch('os.environ', {given}): pass",
    ):
        found = one(f"from unittest.mock import patch\n{text}")
        assert (found.kind, found.direction, found.names, found.time) == ("whole", "write", ("A",), "call")
    assert (
        accesses("from unittest import mock\nmock.patch('os.environ.get', return_value='1')\nmock.patch('shop.x', 1)")
        == ()
    )


def test_a_question_of_python_2_is_one() -> None:
    found = one("if os.environ.has_key('K'): pass")
    assert (found.kind, found.direction, found.names, found.cast) == ("membership", "read", ("K",), "truth")


def test_an_assertion_converts_nothing() -> None:
    assert one("from assertpy import assert_that\nassert_that(os.environ['K']).is_equal_to('a')").cast == ""


@pytest.mark.parametrize(
    ("text", "names", "form"),
    [
        (
            "from pycti import get_config_variable\nget_config_variable('K', ['a', 'b'], {}, False, 'd')",
            ("K",),
            "literal",
        ),
        ("import pycti\npycti.get_config_variable(env_var='K', yaml_path=[])", ("K",), ""),
        ("from smart_env import SmartEnv\nenv = SmartEnv(**{'K': (bool, False, True)})\nenv('K')", ("K",), "literal"),
        ("from smart_env import SmartEnv\nS = {'K': (str, '')}\nenv = SmartEnv(**S)\nenv.str('K')", ("K",), "empty"),
        ("import environ\nS = dict\nenv = environ.Env(**S())\nenv('K')", ("K",), ""),
    ],
)
def test_more_libraries_read(text: str, names: tuple[str, ...], form: str) -> None:
    for facts in both(text.encode(), "shop/app.py") or ():
        found = facts.accesses[0]
        assert (found.names, found.default.form if found.default else "") == (names, form)


def test_more_libraries_load_files() -> None:
    for text in ("import dotenv\ndotenv.read_dotenv()", "from flask.cli import load_dotenv\nload_dotenv()"):
        found = one(text)
        assert (found.direction, found.everything) == ("write", True)


def test_the_module_that_another_one_imported_is_the_same() -> None:
    for text in ("from tests.base import db, os\nos.getenv('K')", "from eventlet.green import os\nos.environ['K']"):
        pair = both(text.encode(), "shop/app.py")
        assert pair is not None
        assert [access.names for access in pair[0].accesses] == [("K",)]


def test_a_plain_model_for_want_of_a_library_does_not_hide_the_settings_class() -> None:
    text = (
        "from pydantic import BaseModel\nfrom pydantic_settings import BaseSettings\n"
        "try:\n    class Settings(BaseSettings):\n        key: str\n"
        "except Exception:\n    class Settings(BaseModel):\n        other: str\n"
    )
    for facts in both(text.encode(), "shop/app.py") or ():
        assert [(cls.name, [field.name for field in cls.fields]) for cls in facts.classes] == [("Settings", ["key"])]


def test_another_name_for_a_helper_is_a_helper_elsewhere() -> None:
    files = project(
        base="import os\ndef read(name, default=None): return os.getenv(name, default)\nenv = read\n",
        a="from base import env\nenv('A', '')\n",
        b="import base\nbase.env('B')\n",
    )
    assert [reads(files[path])[0][0] for path in ("a.py", "b.py")] == [("A",), ("B",)]


@pytest.mark.parametrize(
    ("body", "cast"),
    [
        ("return max(int(raw), 1)", "int"),
        ("return parse(raw)", "parse"),
        ("try:\n        value = parse(raw)\n    except ValueError: raise\n    return value", "parse"),
        ("return raw.strip()", ""),
        ("return str(raw)", ""),
        ("return clean(raw, 1)", ""),
        ("return table.get(raw)", ""),
        ("parts = raw.split(',')\n    return parts", "list"),
    ],
)
def test_what_a_helper_makes_of_a_text_is_what_its_call_gives(body: str, cast: str) -> None:
    text = f"def parse(x): return x\ndef env(n):\n    raw = os.environ[n]\n    {body}\nenv('K')"
    assert [access.cast for access in accesses(text) if access.names] == [cast]


def test_a_helper_that_may_give_the_text_converts_nothing() -> None:
    text = (
        "def env(n):\n    if x:\n        y = os.getenv(n)\n        return decode(y)\n    return os.getenv(n)\nenv('K')"
    )
    assert [access.cast for access in accesses(text) if access.names] == [""]


@pytest.mark.parametrize(
    ("table", "pattern"),
    [
        ("(f'{p}A', f'{p}B')", ""),
        ("(f'APP_{p}_A', f'APP_{p}_B', f'APP_{p}')", "APP_*"),
        ("(f'APP_A_{p}', f'APP_B_{p}')", "APP_*"),
    ],
)
def test_a_pattern_is_of_all_names(table: str, pattern: str) -> None:
    found = accesses(f"def f(p):\n    for name in {table}: os.getenv(name)")
    assert [access.pattern for access in found] == [pattern]


def test_a_function_that_passes_all_on_is_what_it_calls() -> None:
    files = project(
        app__INIT="",
        app__conf="import os\ndef read(name, default=None):\n    return os.environ.get(name, default)\n",
        app__main="def env(*args, **kwargs):\n    from app.conf import read as r\n\n    return r(*args, **kwargs)\n"
        "env('A', 'b')\n",
        app__own="import os\ndef env(name): return os.environ[name]\ndef again(*a, **k):\n    'All.'\n"
        "    return env(*a, **k)\nagain('B')\ndef std(*a, **k): return os.getenv(*a, **k)\nstd('C', 1)\n",
        use="from app.main import env\nenv('D')\nfrom app.own import again, std\nagain('E'), std('F')\n",
        others="from app.conf import read\ndef other(*args, **kwargs):\n    return print(*args, **kwargs)\nother('G')\n"
        "def more(*args, **kwargs):\n    kwargs['x'] = 1\n    return read(*args, **kwargs)\n",
    )
    assert [names for names, _, _ in reads(files["app/main.py"])] == [("A",)]
    assert [names for names, _, _ in reads(files["app/own.py"]) if names] == [("B",), ("C",)]
    assert [names for names, _, _ in reads(files["use.py"])] == [("D",), ("E",), ("F",)]
    assert not any(names for names, _, _ in reads(files.get("others.py")))


def test_a_fixture_may_put_another_mapping_in_the_place_of_the_environment() -> None:
    found = accesses("def test(mocker):\n    e = mocker.patch('os.environ', {'A': '1'})\n")
    assert [(a.kind, a.direction, a.names) for a in found] == [("whole", "write", ("A",))]
    assert accesses("def test(mocker):\n    mocker.patch('shop.environ', {'A': '1'})\n") == ()


@pytest.mark.parametrize(
    "convert", ["return kind(text)", "if kind is bool:\n        return True\n    return kind(text)"]
)
def test_another_function_may_convert_the_text_with_what_callers_give(convert: str) -> None:
    found = accesses(
        f"def convert(text, kind):\n    {convert}\n"
        "def env(name, default=None, cast=None):\n    return convert(os.environ.get(name, default), cast)\n"
        "env('A', '1', int), env('B', cast=bool), env('C')\n"
    )
    assert [(a.names, a.cast) for a in found if a.names] == [(("A",), "int"), (("B",), "bool"), (("C",), "")]


def test_the_last_of_several_names_has_the_default() -> None:
    found = accesses(
        "def env(name, default=None): return os.environ.get(name, default)\n"
        "def first(name, default):\n    value = env('X_' + name, None)\n    if value is None:\n"
        "        value = env('Y_' + name, default)\n    return value\nfirst('A', 5)\n"
    )
    last = found[-1]
    assert last.names == ("X_A", "Y_A")
    assert last.default is not None
    assert (last.default.form, last.default.looks) == ("literal", "number")


@pytest.mark.parametrize(
    "decision",
    [
        "match value:\n        case '1':\n            value = True\n        case _: value = False\n    return value",
        "on = False\n    if value == '1':\n        on = True\n    return on",
    ],
)
def test_what_a_text_decides_may_be_assigned_first(decision: str) -> None:
    found = accesses(f"def env(name):\n    value = os.environ.get(name)\n    {decision}\nenv('A')\n")
    assert [(a.names, a.cast) for a in found if a.names] == [(("A",), "bool")]


def test_an_object_that_reads_all_is_not_converted() -> None:
    found = one("from dynaconf import Dynaconf\nsettings = checked(Dynaconf())\n")
    assert (found.pattern, found.cast) == ("DYNACONF_*", "")


def test_what_a_caller_hands_on_as_a_cast_is_no_cast() -> None:
    found = accesses(
        "def read(name, cast=None):\n    text = os.environ[name]\n    return cast(text) if cast else text\n"
        "def env(name, cast=None):\n    return read(name, cast=cast)\n"
        "env('A'), env('B', int), env('C', cast=bool)\n"
    )
    assert [(a.names, a.cast) for a in found if a.names] == [(("A",), ""), (("B",), "int"), (("C",), "bool")]


@pytest.mark.parametrize("chosen", ["os.environ if env is None else env", "env or os.environ"])
def test_a_copy_of_what_is_chosen_is_a_copy(chosen: str) -> None:
    found = accesses(f"def f(env=None):\n    every = dict({chosen})\n    return every.get('A', '1'), every['B']\n")
    assert [(a.kind, a.direction, a.names) for a in found] == [
        ("whole", "read", ()),
        ("get", "read", ("A",)),
        ("subscript", "read", ("B",)),
    ]


@pytest.mark.parametrize(
    "copy", ["dict(env)", "env.copy()", "{**env, 'B': 'c'}", "env | {'B': 'c'}", "dict(env, B='c')"]
)
def test_what_a_child_gets_a_copy_of_is_made_ready_for_it(copy: str) -> None:
    found = one(f"def f(run):\n    env = os.environ.copy()\n    env['A'] = 'b'\n    run(env={copy})\n")
    assert (found.kind, found.direction) == ("whole", "passthrough")


def test_a_settings_class_comes_with_all_of_a_module() -> None:
    files = project(
        app__INIT="",
        app__base="from pydantic_settings import BaseSettings\nclass Base(BaseSettings):\n    debug: bool = False\n",
        app__conf="from app.base import *\nclass Shop(Base):\n    key: str\nshop = Shop()\n",
    )
    assert [cls.name for cls in files["app/conf.py"].classes] == ["Shop"]
    assert [made.target for made in files["app/conf.py"].instances] == ["shop"]


TABLE = "TABLE = {'kimi': 'KIMI_KEY', 'glm': 'GLM_KEY'}\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "T = {1: ['A', 'B'], 2: ['C']}\ndef f(x):\n    keys = T.get(x, [])\n    for k in keys: os.getenv(k)\n",
            "ABC",
        ),
        ("T = {1: ['A', 'B'], 2: ['C']}\ndef f():\n    for k in T[2]: os.getenv(k)\n", "C"),
        ("T = {'x': {'u': 'A', 'v': 'B'}, 'y': {'u': 'C'}}\ndef f(a, b): return os.getenv(T[a][b])\n", "ABC"),
        ("T = {'x': {'u': 'A', 'v': 'B'}, 'y': {'u': 'C'}}\ndef f(a): return os.getenv(T.get(a)['u'])\n", "AC"),
        ("T = {'x': 'A', 'y': 'B'}\ndef name(a): return T.get(a)\ndef f(a): return os.getenv(name(a))\n", "AB"),
        ("T = {'x': 'A', 'y': 'B'}\ndef name(a): return T[a]\ndef f(a): return os.getenv(name('y'))\n", "B"),
    ],
)
def test_a_table_has_the_names(text: str, names: str) -> None:
    assert one(text).names == tuple(names)


def test_a_function_of_another_module_may_have_the_names() -> None:
    files = project(
        app__INIT="from .names import name_of\n",
        app__names=TABLE
        + "def name_of(kind: str) -> str | None:\n    'The variable.'\n    return TABLE.get(kind.lower())\n"
        "def other(kind): return kind + make()\n",
        a="import os\nfrom app.names import name_of, other\ndef f(kind):\n    key = name_of(kind)\n"
        "    return os.environ.get(key) if key else os.environ[other(kind)]\n",
        b="import os\nimport app\ndef f(kind): return os.environ[app.name_of(kind)]\n",
    )
    assert [names for names, _, _ in reads(files["a.py"])] == [("KIMI_KEY", "GLM_KEY"), ""]
    assert [names for names, _, _ in reads(files["b.py"])] == [("KIMI_KEY", "GLM_KEY")]


def test_each_row_of_a_table_may_be_unpacked() -> None:
    rows = "T = {'x': ('A', 'B'), 'y': ('C', 'D')}\n"
    found = accesses(f"{rows}def f(kind):\n    first, last = T[kind]\n    return os.getenv(first), os.getenv(last)\n")
    assert [a.names for a in found] == [("A", "C"), ("B", "D")]


def test_what_is_made_of_an_object_that_reads_later_is_no_cast() -> None:
    found = accesses(
        "class Entry:\n    def __init__(self, name): self.name = name\n"
        "    def read(self): return os.environ.get(self.name)\nA = wrapped(Entry('A'))\n"
        "def lazy(name): return lambda: os.environ[name]\nassert lazy('B')() == 'b'\n"
    )
    assert [(a.names, a.cast, a.target) for a in found if a.names] == [(("A",), "", "A"), (("B",), "compare", "")]


def test_a_helper_may_put_a_path_together() -> None:
    found = accesses(
        "from pathlib import Path\ndef folder(name, other):\n    found = os.environ.get(name)\n"
        "    if found is not None:\n        return Path(found) / 'shop'\n    return Path.home() / other\n"
        "folder('A', 'b')\n"
    )
    assert [(a.names, a.cast) for a in found if a.names] == [(("A",), "path")]


def test_a_function_of_another_module_may_convert_with_what_callers_give() -> None:
    found = accesses(
        "from shop import tools\ndef env(name, default=None, cast=None):\n    value = os.environ.get(name)\n"
        "    return tools.convert(cast, value) if cast else value\nenv('A', 30, int), env('B')\n"
    )
    assert [(a.names, a.cast) for a in found if a.names] == [(("A",), "int"), (("B",), "")]


@pytest.mark.parametrize(
    "made", ["import environ\nenv = environ.Env", "from smart_env import SmartEnv\nenv = SmartEnv"]
)
def test_an_object_of_another_module_has_its_scheme(made: str) -> None:
    files = project(
        conf__INIT="from .declared import env\n",
        conf__declared=f"{made}(DEBUG=(bool, False), PORT=(int, 80), NAME=str)\n",
        a="from conf.declared import env\nenv('DEBUG')\nenv('NAME'), env('OTHER')\n",
        b="from conf import env\nenv('PORT')\n",
        c="from conf import declared\ndeclared.env('PORT')\n",
        d="from conf.declared import *\nenv('PORT')\n",
    )
    found = [(a.names[0], a.cast, a.default and a.default.looks) for a in files["a.py"].accesses]
    assert found == [("DEBUG", "bool", "boolean"), ("NAME", "", None), ("OTHER", "", None)]
    for path in ("b.py", "c.py", "d.py"):
        assert [(a.cast, a.default and a.default.form) for a in files[path].accesses] == [("int", "literal")]
