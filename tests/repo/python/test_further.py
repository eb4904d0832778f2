"""What the code of projects far from services showed."""

import pytest

from relcheck.repo.python import read
from tests.repo.python.test_link import project, reads
from tests.repo.python.test_wider import accesses, one


def test_an_environment_is_handed_from_function_to_function() -> None:
    text = (
        "def third(environ, n): return environ['THIRD']\n"
        "def second(environ): return third(environ, 2)\n"
        "def main(argv, environ): second(environ)\n"
        "if __name__ == '__main__': main(1, os.environ)\n"
    )
    assert [access.names for access in accesses(text) if access.names] == [("THIRD",)]


def test_a_helper_that_is_not_told_a_name_has_its_own_default() -> None:
    found = accesses("def load(name='COLORS'): return parse(os.environ.get(name) or '')\nload()\n")[-1]
    assert found.names == ("COLORS",)
    assert found.default is not None
    assert found.default.form == "empty"


def test_each_parameter_of_a_helper_of_another_module_names_a_variable() -> None:
    files = project(
        app__INIT="",
        app__env="import os\ndef either(a, b): return os.environ.get(a) or os.environ.get(b)\n"
        "def copy(a, b): os.environ[a] = os.environ[b]\n"
        "class Keys:\n    def load(self, a='A', b='B'):\n        if os.environ.get(a): return a\n"
        "        return os.environ.get(b)\nkeys = Keys()\n",
        app__a="from app.env import either, copy, keys\neither('C', 'D'), copy('E', 'F'), keys.load(b='G')\n",
    )
    assert [names for names, _, _ in reads(files["app/a.py"])] == [("C", "D"), ("E",), ("A", "G")]


@pytest.mark.parametrize(
    ("ending", "given", "form"),
    [
        (" or default or ''", "env('A')", "empty"),
        (" or default or ''", "env('A', 'x')", "literal"),
        (".strip() or default", "env('A')", None),
        (".strip() or default or 'y'", "env('A')", "literal"),
    ],
)
def test_a_default_may_stand_behind_others(ending: str, given: str, form: str | None) -> None:
    text = f"def env(name, default=None): return os.environ.get(name, ''){ending}\n{given}\n"
    found = accesses(text)[-1].default
    assert (found.form if found else None) == form


def test_what_a_switch_is_without_its_variable_is_its_default() -> None:
    text = (
        "def on(name, default=None):\n    value = os.environ.get(name, '')\n    if not value: return default or False\n"
        "    return value == '1'\non('A', True)\n"
    )
    found = accesses(text)[-1].default
    assert found is not None
    assert (found.form, found.looks) == ("literal", "boolean")


def test_the_type_of_the_default_decides() -> None:
    text = (
        "def env(name, default=None):\n    value = os.environ.get(name, default)\n"
        "    if isinstance(default, dict): return json.loads(value)\n"
        "    return type(default)(value) if default is not None else value\n"
    )
    assert [a.cast for a in accesses(f"{text}env('A'), env('B', 7)\n")[1:]] == ["", "int"]


def test_what_is_assigned_to_an_underscore_is_thrown_away() -> None:
    found = one("_ = os.environ.pop('A', None)")
    assert (found.kind, found.direction, found.default) == ("pop", "write", None)


def test_a_property_may_be_the_name_that_an_object_is_made_with() -> None:
    files = project(
        app__INIT="",
        app__env="import os\nclass Variable:\n    def __init__(self, name): self._name = name\n"
        "    @property\n    def name(self): return self._name\n"
        "    @property\n    def value(self): return os.environ[self.name]\n",
        app__a="from app.env import Variable\nA = Variable('A')\n",
    )
    assert [names for names, _, _ in reads(files["app/a.py"])] == [("A",)]


def test_a_helper_may_give_its_parameter_what_it_reads() -> None:
    text = (
        "def switch(var, unset=False):\n    var = os.getenv(var)\n    if var is None: return unset\n"
        "    return bool(re.search('1|yes', var))\nswitch('A', True)\n"
    )
    found = accesses(text)[-1]
    assert (found.names, found.default and found.default.looks) == (("A",), "boolean")


def test_a_function_that_was_left_out_may_read_of_a_copy() -> None:
    rest = "".join(f"def f{i}():\n    return '{'x' * 80}'\n" for i in range(99))
    text = (
        "import os\nclass Login:\n    ENV = os.environ.copy()\n    def ask(self):\n        return self.ENV.get('A')\n"
    )
    assert [a.names for a in read(f"{text}{rest}".encode(), "shop/app.py").accesses] == [(), ("A",)]


@pytest.mark.parametrize(
    ("body", "cast"),
    [
        ("return os.environ[name] if name in os.environ else default", ""),
        ("return int(os.environ[name]) if name in os.environ else default", "int"),
        ("return default if name not in os.environ else os.environ[name]", ""),
        ("return next((os.environ[n] for n in (name, name.lower()) if n in os.environ), default)", ""),
        ("text = os.getenv(name)\n    if not text: return default\n    return [t for t in text.split(',')]", "list"),
    ],
)
def test_callers_give_what_is_chosen_where_a_variable_is_missing(body: str, cast: str) -> None:
    found = accesses(f"def env(name, default=None):\n    {body}\nenv('A', 'x')\n")[-1]
    assert found.names[0] == "A"
    assert (found.default and found.default.form, found.cast) == ("literal", cast)


def test_what_callers_may_give_instead_is_no_default() -> None:
    text = (
        "def choice(name, value=None, default=None):\n"
        "    found = value if value is not None else os.environ.get(name)\n    if found is None: return default\n"
        "    return found\nchoice('A', given, 'x')\n"
    )
    found = accesses(text)[-1].default
    assert found is not None
    assert found.form == "literal"


def test_the_first_of_several_variables_has_a_default_too() -> None:
    found = accesses("x = next((os.environ[n] for n in ('A', 'B') if n in os.environ), 'none')\n")
    assert [(a.kind, a.default and a.default.form) for a in found] == [("subscript", "literal"), ("membership", None)]


def test_a_helper_takes_one_name_or_a_list_of_them() -> None:
    text = (
        "def first(names):\n    if isinstance(names, str): names = [names]\n"
        "    for n in names:\n        if os.environ.get(n): return os.environ[n]\n"
    )
    assert [a.names for a in accesses(f"{text}first('A'), first(['B', 'C'])\n") if a.names] == [("A",), ("B", "C")]


def test_a_member_of_an_enumeration_reads_itself() -> None:
    members = "import enum\nclass Env(enum.Enum):\n    A = 'APP_A'\n    B = 'APP_B'\n"
    assert one(f"{members}    def get(self): return os.getenv(self.value)\n").names == ("APP_A", "APP_B")


def test_an_object_of_another_module_has_what_it_was_made_with() -> None:
    files = project(
        app__INIT="",
        app__env="import os\nclass Env:\n    def __init__(self, prefix=''): self.prefix = prefix\n"
        "    def get(self, name): return os.environ.get(self.prefix + name)\n",
        app__a="from app.env import Env\nclass Settings:\n    def __init__(self): self.env = Env(prefix='APP_')\n"
        "    def key(self): return self.env.get('A')\nenv = Env()\nenv.get('B')\nEnv(other).get('C')\n",
    )
    assert [names for names, _, _ in reads(files["app/a.py"])] == [("APP_A",), ("B",), "*C"]


def test_names_may_be_given_by_a_star() -> None:
    text = "def need(*names):\n    for n in names: os.environ[n]\nNAMES = ('A', 'B')\nneed(*NAMES, 'C')\n"
    assert accesses(text)[-1].names == ("A", "B", "C")


def test_a_helper_may_be_made_of_another_one() -> None:
    files = project(
        app__INIT="",
        app__env="import os, functools\ndef env(name, cast=str): return cast(os.environ[name])\n"
        "number = functools.partial(env, cast=int)\n",
        app__a="from app.env import number\nnumber('A')\n",
    )
    assert [names for names, _, _ in reads(files["app/a.py"])] == [("A",)]


def test_a_copy_of_the_environment_may_be_imported_but_not_one_for_a_child() -> None:
    files = project(
        app__INIT="",
        app__env="import os\nENV = {**defaults, **os.environ}\n"
        "def child():\n    env = os.environ.copy()\n    env['A'] = '1'\n    return env\n",
        app__a="from app.env import ENV, child\nENV['A'], child()['B']\n",
    )
    assert [names for names, _, _ in reads(files["app/a.py"])] == [("A",)]


def test_variables_stand_in_rows_of_a_table() -> None:
    text = "TABLE = [{'name': 'A'}, {'name': 'B'}]\nfor row in TABLE: os.environ.get(row['name'])\n"
    assert one(text).names == ("A", "B")
    text = "for old, new in (('A', 'B'), ('C', 'D')): os.environ[new] = os.environ[old]\n"
    assert [a.names for a in accesses(text)] == [("B", "D"), ("A", "C")]


def test_classes_of_other_modules_give_the_names_that_one_reads() -> None:
    files = project(
        app__INIT="",
        app__base="import os\nclass Provider:\n    key_env = ''\n    mode_env: str\n"
        "    def key(self): return os.environ[self.key_env]\n"
        "    def mode(self): return int(os.environ.get(self.mode_env, '1'))\n",
        app__mid="from app.base import Provider\nclass Compatible(Provider):\n    mode_env = 'MODE'\n",
        app__a="from app.mid import Compatible\nclass A(Compatible):\n    key_env = 'A_KEY'\n",
        app__b="from .base import Provider as P\nclass B(P):\n    def __init__(self): self.key_env = 'B_KEY'\n",
        app__c="from .base import Provider\nclass C:\n    key_env = 'C_KEY'\nProvider.key_env\n"
        "class D(Provider):\n    key_env = 'None'\n",
    )
    assert reads(files["app/mid.py"]) == [(("MODE",), "get", "app.base:Provider.mode_env")]
    assert reads(files["app/a.py"]) == [(("A_KEY",), "subscript", "app.mid:Compatible.key_env")]
    assert reads(files["app/b.py"]) == [(("B_KEY",), "subscript", "app.base:Provider.key_env")]
    assert reads(files.get("app/c.py")) == []
    mode = files["app/mid.py"].accesses[0]
    assert (mode.time, mode.cast, mode.default and mode.default.form, mode.target) == (
        "call",
        "int",
        "literal",
        "mode_env",
    )


def test_what_may_be_a_name_is_no_helper() -> None:
    text = "def get(key):\n    if key.startswith('env/'): key = os.environ.get(key)\n    return key\nget('A')\n"
    assert [a.names for a in accesses(text)] == [()]
