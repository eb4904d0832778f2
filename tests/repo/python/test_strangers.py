"""Forms that projects of other kinds use: pipelines, bots, shops, clusters, servers of games."""

import json
from typing import Any

import pytest

from relcheck.facts.python import Access, FileFacts
from relcheck.repo.python import may_hold, read
from relcheck.repo.python.linking.link import Linker
from tests.repo.python.differential import both


def accesses(text: str) -> tuple[Access, ...]:
    """The accesses of a text, which both ways to read it agree on."""
    pair = both(f"import os\n{text}".encode(), "shop/app.py")
    assert pair is not None
    assert pair[0] == pair[1]
    return pair[0].accesses


def project(**files: str) -> dict[str, FileFacts]:
    """The facts of a project; `__` in a keyword is a slash."""
    texts = {name.replace("__", "/").replace("INIT", "__init__") + ".py": text.encode() for name, text in files.items()}
    first = {path: read(data, path) for path, data in texts.items() if may_hold(data)}
    return Linker(first, texts.get, list(texts)).run()


def told(facts: FileFacts | None) -> list[tuple[Any, ...]]:
    """Names, kind and direction of each access."""
    return [(*a.names, a.kind, a.direction) for a in facts.accesses] if facts else []


def test_a_star_may_bring_the_module_itself() -> None:
    facts = read(
        b"from .base import *\nKEY = os.environ['A']\nif os.getenv('B'): os.environ['C'] = '1'\n", "shop/dev.py"
    )
    assert told(facts) == [("A", "subscript", "read"), ("B", "getenv", "read"), ("C", "subscript", "write")]


@pytest.mark.parametrize("text", ["KEY = os.environ['A']\n", "from .base import *\nos = make()\nos.environ['A']\n"])
def test_without_a_star_or_with_another_meaning_it_is_unknown(text: str) -> None:
    assert told(read(text.encode(), "shop/dev.py")) == []


def test_the_environment_is_reached_through_modules_that_import_it() -> None:
    text = (
        "from shop import hooks\nimport shop.jobs\nhooks.os.environ['A'] = '1'\nif 'B' in shop.jobs.os.environ: pass\n"
    )
    assert told(read(text.encode(), "tests/test_hooks.py")) == [
        ("A", "subscript", "write"),
        ("B", "membership", "read"),
    ]


def test_a_fixture_that_patches_writes() -> None:
    text = (
        "def test(mocker):\n    mocker.patch.dict('os.environ', {'A': '1'})\n    mocker.patch.dict('rates', {'B': 1})"
    )
    assert told(read(text.encode(), "tests/test_shop.py")) == [("A", "whole", "write")]


MANAGER = (
    "import os\n"
    "class Manager:\n"
    "    def __init__(self, environ=None):\n"
    "        if environ is None: environ = os.environ\n"
    "        self.environ, self.settings = environ, {}\n"
    "        self._environ = environ\n"
    "    def set(self, name, variable, default=None):\n"
    "        value = None\n"
    "        if variable in self._environ: value = self._environ[variable]\n"
    "        elif default: value = default\n"
    "        if value: self.settings[name] = value\n"
    "    def log(self, variable): print(self._environ[variable])\n"
)


def test_a_method_that_keeps_what_it_reads_is_a_helper_of_its_objects() -> None:
    files = project(
        shop__INIT="",
        shop__settings=MANAGER,
        shop__app="from shop.settings import Manager\nm = Manager()\nm.set('url', 'A', 'x')\nm.log('B')\n",
        shop__cli="from .settings import Manager\ndef main():\n    m = Manager()\n    m.set('url', 'C')\n",
    )
    assert told(files["shop/app.py"]) == [("A", "subscript", "read")]
    assert [
        (a.names, a.default and a.default.form) for f in ("app", "cli") for a in files[f"shop/{f}.py"].accesses
    ] == [
        (("A",), "literal"),
        (("C",), None),
    ]


def test_objects_of_a_class_that_reads_are_followed_where_they_are_made() -> None:
    files = project(
        shop__INIT="",
        shop__env="import os\nclass Env:\n    def get(self, name, default=''): return os.environ.get(name, default)\n",
        shop__app="from shop.env import Env\nclass App:\n    def __init__(self): self.env = Env()\n"
        "    def url(self): return self.env.get('A')\nenv = Env()\nenv.get('B', '1')\n",
    )
    assert told(files["shop/app.py"]) == [("A", "get", "read"), ("B", "get", "read")]


@pytest.mark.parametrize(
    "body",
    [
        "    value = default\n    if name in os.environ: value = os.environ[name]\n    return value\n",
        "    value = os.environ.get(name)\n    if value is None: value = default\n    return value\n",
        "    value = os.environ.get(name)\n    value = value if value is not None else default\n    return value\n",
        "    value = os.environ.get(name)\n    value = value or default\n    return value\n",
        "    try: value = os.environ[name]\n    except KeyError: value = default\n    return value\n",
    ],
)
def test_a_default_that_takes_the_place_of_what_was_read_is_that_of_the_call(body: str) -> None:
    calls = accesses(f"def env(name, default=None):\n{body}env('A', '1')\nenv('A')\n")[-2:]
    assert [(access.names, access.default and access.default.form) for access in calls] == [
        (("A",), "literal"),
        (("A",), None),
    ]


def test_a_default_beside_an_annotation_is_that_of_its_option() -> None:
    options = (
        "a: Annotated[str, typer.Option('--a', envvar='A')] = 'x'",
        "b: Annotated[str, typer.Option('--b', envvar='B')]",
        "c: Annotated[str, typer.Option(envvar='C')] = ...",
        "*, d: Annotated[str, typer.Option(envvar='D')] = None",
    )
    found = accesses(f"import typer\nfrom typing import Annotated\ndef main({', '.join(options[:1])}): pass\n")
    assert [access.default and access.default.form for access in found] == ["literal"]
    rest = ", ".join((*options[1:2], *options[2:]))
    found = accesses(f"import typer\nfrom typing import Annotated\ndef main({rest}): pass\n")
    assert [access.default and access.default.form for access in found] == [None, None, "none"]


def test_only_what_is_about_missing_names_takes_the_place_of_a_variable() -> None:
    text = "def f():\n    try:\n        {}\n    except {}:\n        {}\n"
    cases = [
        ("call(os.environ['A'])", "Exception", "print()", None),
        ("a = os.environ['A']", "Exception", "a = 1", "literal"),
        ("return os.environ['A']", "Exception", "return 'x'", "literal"),
        ("return os.environ['A']", "(ImportError, KeyError)", "print()", "none"),
    ]
    for tried, error, handled, form in cases:
        (access,) = accesses(text.format(tried, error, handled))
        assert (access.default and access.default.form) == form


def test_what_a_test_looks_for_is_named() -> None:
    text = "class T:\n  def t(self):\n    self.assertIn('A', os.environ)\n    self.assertNotIn('B', os.environ)"
    assert [(*a.names, a.kind) for a in accesses(text)] == [("A", "membership"), ("B", "membership")]


def test_the_environment_is_handed_on_by_functions_that_were_handed_it() -> None:
    text = (
        "def run(env): return sync(env, 1)\n"
        "def sync(env, count): return env.get('A'), env['B']\n"
        "def load(given=None):\n    source = os.environ if given is None else given\n    return one(source)\n"
        "def one(mapping): return mapping['C']\n"
        "run(os.environ)\n"
    )
    assert [a.names for a in accesses(text) if a.names] == [("A",), ("B",), ("C",)]


@pytest.mark.parametrize(
    "text",
    [
        "from starlette.config import Config\ndef load(config: Config): return config('A')\n",
        "import environ\ndef load(env: environ.Env): return env.int('A')\n",
        "from environs import Env\nclass App:\n    def load(self, *, env: Env = None): return env.str('A')\n",
    ],
)
def test_a_parameter_is_what_it_is_annotated_with(text: str) -> None:
    assert [access.names for access in accesses(text)] == [("A",)]


def test_a_parameter_may_be_an_object_of_another_module() -> None:
    files = project(
        shop__INIT="",
        shop__env="import os\nclass Env:\n    def get(self, name): return os.environ[name]\n",
        shop__app="from shop.env import Env\ndef load(env: Env): return env.get('A')\n",
    )
    assert told(files["shop/app.py"]) == [("A", "subscript", "read")]


def test_platforms_that_ask_the_environment_for_what_they_have_not_are_known() -> None:
    text = b"from servicelayer import env\nenv.to_int('A', 3)\nfrom cfenv import AppEnv\nAppEnv().get_credential('B')"
    facts = read(text, "shop/app.py")
    assert may_hold(text)
    assert [(*a.names, a.cast, a.default is None) for a in facts.accesses] == [("A", "int", False), ("B", "", True)]


ASKED = (
    "class Settings:\n"
    "    name = 'shop'\n"
    "    def __getitem__(self, key): return os.environ['SHOP_' + key]\n"
    "    def __getattr__(self, key): return os.environ[key.upper()]\n"
    "    def __contains__(self, key): return key in os.environ\n"
)


def test_an_object_that_asks_the_environment_is_asked_like_a_mapping() -> None:
    text = f"{ASKED}settings = Settings()\nsettings['URL']\nsettings.debug\nif 'KEY' in settings: pass\nsettings.name\n"
    found = [(*a.names, a.kind, a.direction) for a in accesses(text) if a.names]
    assert found == [("SHOP_URL", "subscript", "read"), ("DEBUG", "subscript", "read"), ("KEY", "membership", "read")]


def test_an_object_of_another_module_is_asked_like_one_too() -> None:
    files = project(
        shop__INIT="",
        shop__settings=f"import os\n{ASKED}settings = Settings()\n",
        shop__a="from shop.settings import settings\nsettings['URL']\nsettings.DEBUG\nsettings.name\n",
        shop__b="from shop.settings import Settings\nmine = Settings()\nmine['KEY']\nmine['KEY'] = 1\n",
    )
    assert told(files["shop/a.py"]) == [("SHOP_URL", "subscript", "read"), ("DEBUG", "subscript", "read")]
    assert told(files["shop/b.py"]) == [("SHOP_KEY", "subscript", "read")]


def test_what_is_put_into_the_environment_under_an_imported_name_is_named() -> None:
    files = project(
        shop__INIT="",
        shop__names="KEY = 'SHOP_KEY'\n",
        shop__app="import os\nfrom unittest.mock import patch\nfrom shop.names import KEY\n"
        "with patch.dict(os.environ, {KEY: '1'}): pass\nos.environ.update({KEY: '2'})\n",
    )
    assert told(files["shop/app.py"]) == [("SHOP_KEY", "whole", "write")] * 2


def test_an_environment_that_is_written_anew_names_what_is_in_it() -> None:
    assert [a.names for a in accesses("os.environ = {'A': '1', 'B': '2'}\n")] == [("A", "B")]


def test_a_helper_may_gather_what_it_reads() -> None:
    text = (
        "class Proxy:\n"
        "    @staticmethod\n"
        "    def all(name='PROXIES'):\n"
        "        found = []\n"
        "        for one in os.getenv(name, '').split(','): found.append(Proxy(one))\n"
        "        return found\n"
        "Proxy.all('A')\n"
    )
    assert [(a.names, a.cast) for a in accesses(text)][1:] == [(("A",), "list")]


def test_methods_of_settings_are_no_variables() -> None:
    text = "from dynaconf import settings\nsettings.as_dict()\nsettings.DEBUG\n"
    assert [access.names for access in accesses(text)] == [("DYNACONF_DEBUG",)]


def test_a_function_that_was_left_out_may_be_broken() -> None:
    rest = "\n".join(f"def f{i}():\n    return {'x' * 80}\n" for i in range(99))
    text = f"import os\nos.getenv('A')\n{rest}def name():\n    return 'X'\n  broken(\nos.getenv(name())\n"
    assert told(read(text.encode(), "shop/app.py"))[:1] == [("A", "getenv", "read")]


def test_comments_may_stand_before_the_magic_of_a_cell() -> None:
    cell = {"cell_type": "code", "source": ["# a player\n", "\n", "%%html\n", "<audio controls>\n"]}
    last = {"cell_type": "code", "source": "import os\nos.getenv('A')"}
    facts = read(json.dumps({"cells": [cell, last]}).encode(), "shop/play.ipynb")
    assert [(access.names, access.span.line) for access in facts.accesses] == [(("A",), 6)]
