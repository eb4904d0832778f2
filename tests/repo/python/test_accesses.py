"""Every spelling of an access is the same fact, and what is none is none."""

from typing import Any

import pytest

from relcheck.facts.python import Access
from relcheck.repo.python import read
from tests.repo.python.differential import both

OBJECT = (
    "class Env:\n    def __init__(self, prefix='APP_'): self.prefix = prefix\n"
    "    def get(self, key): return os.environ[self.prefix + key]\n"
    "    def __call__(self, key): return os.environ[self.prefix + key]\n"
)
HEAD = "import os, sys, importlib, operator, subprocess, copy, functools\nfrom os import environ, getenv\n"


def accesses(text: str) -> tuple[Access, ...]:
    """The accesses of a text, which both ways to read it agree on."""
    pair = both(text.encode(), "shop/app.py")
    assert pair is not None
    assert pair[0] == pair[1]
    return pair[0].accesses


def one(text: str) -> Access:
    found = accesses(HEAD + text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x = os.environ['K']", "subscript"),
        ("x = os.environ.get('K')", "get"),
        ("x = os.environ.get('K', 'd')", "get"),
        ("x = os.getenv('K')", "getenv"),
        ("x = os.getenv(key='K', default='d')", "getenv"),
        ("x = os.getenv(default='d', key='K')", "getenv"),
        ("x = os.environb[b'K']", "subscript"),
        ("x = os.getenvb(b'K')", "getenv"),
        ("x = environ['K']", "subscript"),
        ("x = getenv('K')", "getenv"),
        ("import os as o\nx = o.environ['K']", "subscript"),
        ("import os.path\nx = os.environ['K']", "subscript"),
        ("from os import environ as e\nx = e['K']", "subscript"),
        ("from os import *\nx = environ['K']", "subscript"),
        ("E = os.environ\nx = E['K']", "subscript"),
        ("E = F = os.environ\nx = F['K']", "subscript"),
        ("(E, z) = (os.environ, 1)\nx = E['K']", "subscript"),
        ("E: object = os.environ\nx = E['K']", "subscript"),
        ("get = os.environ.get\nx = get('K')", "get"),
        ("g = os.getenv\nx = g('K')", "getenv"),
        ("o = os\nx = o.environ['K']", "subscript"),
        ("class A:\n    get = staticmethod(os.environ.get)\n    def f(self): return self.get('K')", "get"),
        ("g = functools.cache(os.getenv)\nx = g('K')", "getenv"),
        ("x = getattr(os, 'environ')['K']", "subscript"),
        ("x = getattr(os, 'getenv')('K')", "getenv"),
        ("x = vars(os)['environ']['K']", "subscript"),
        ("x = os.__dict__['environ']['K']", "subscript"),
        ("x = __import__('os').environ['K']", "subscript"),
        ("x = importlib.import_module('os').environ['K']", "subscript"),
        ("x = sys.modules['os'].environ['K']", "subscript"),
        ("x = operator.attrgetter('environ')(os)['K']", "subscript"),
        ("x = operator.itemgetter('K')(os.environ)", "subscript"),
        ("import posix\nx = posix.environ['K']", "subscript"),
        ("x = os.environ.__getitem__('K')", "subscript"),
        ("x = 'K' in os.environ", "membership"),
        ("x = 'K' not in os.environ", "membership"),
        ("x = os.environ.__contains__('K')", "membership"),
        ("x = os.environ.pop('K')", "pop"),
        ("x = os.environ.pop('K', None)", "pop"),
        ("x = os.environ.setdefault('K', 'd')", "setdefault"),
        ("x = f'{os.environ[\"K\"]}'", "subscript"),
        ("if (x := os.environ.get('K')): pass", "get"),
        ("assert os.environ['K']", "subscript"),
        ("with open(os.environ['K']) as f: pass", "subscript"),
        ("for x in os.environ['K']: pass", "subscript"),
        ("while os.environ.get('K'): pass", "get"),
        ("try:\n    from os import environ as e\nexcept ImportError:\n    e = {}\nx = e['K']", "subscript"),
        ("x = (os.environ)['K']", "subscript"),
        ("x = os . environ [ 'K' ]", "subscript"),
        ("x = os.environ[\n    # why\n    'K'\n]", "subscript"),
        ("x = os.\\\nenviron['K']", "subscript"),
        ("p = functools.partial(os.getenv, 'K')\nx = p()", "getenv"),
        ("p = functools.partial(os.getenv, default='d')\nx = p('K')", "getenv"),
        ("functools.partial(os.getenv, default='d')('K')", "getenv"),
        ("x = os.path.expandvars('$K/b')", "interpolation"),
        ("x = '{K}'.format_map(os.environ)", "interpolation"),
        ("x = '{K}'.format(**os.environ)", "interpolation"),
        ("match os.environ:\n    case {'K': v}: pass", "whole"),
    ],
)
def test_each_spelling_of_a_read_is_a_read(text: str, kind: str) -> None:
    found = one(text)
    assert (found.kind, found.direction, found.names) == (kind, "read", ("K",))


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        ("os.environ['K'] = 'v'", "subscript", ("K",)),
        ("del os.environ['K']", "subscript", ("K",)),
        ("x, os.environ['K'] = 1, 'v'", "subscript", ("K",)),
        ("for os.environ['K'] in 'ab': pass", "subscript", ("K",)),
        ("os.environ.setdefault('K', 'v')", "setdefault", ("K",)),
        ("os.environ.pop('K', None)", "pop", ("K",)),
        ("os.putenv('K', 'v')", "getenv", ("K",)),
        ("os.unsetenv('K')", "getenv", ("K",)),
        ("os.environ.update({'K': 'v'}, L='w')", "whole", ("K", "L")),
        ("os.environ |= {'K': 'v'}", "whole", ("K",)),
        ("os.environ.clear()", "whole", ()),
        ("os.environ = {}", "whole", ()),
        ("from unittest import mock\nwith mock.patch.dict(os.environ, {'K': 'v'}): pass", "whole", ("K",)),
        ("def t(monkeypatch): monkeypatch.setitem(os.environ, 'K', 'v')", "subscript", ("K",)),
    ],
)
def test_each_spelling_of_a_write_is_a_write(text: str, kind: str, names: tuple[str, ...]) -> None:
    found = one(text)
    assert (found.kind, found.direction, found.names) == (kind, "write", names)


@pytest.mark.parametrize(
    "text",
    [
        "x = dict(os.environ)",
        "x = os.environ.copy()",
        "x = copy.copy(os.environ)",
        "x = {**os.environ}",
        "x = os.environ | {}",
        "x = len(os.environ)",
        "for k in os.environ: pass",
        "for k, v in os.environ.items(): pass",
        "x = [k for k in os.environ]",
        "x = [*os.environ]",
        "x = dict(os.environ, X='1')",
        "x = os.environ == {}",
    ],
)
def test_everything_at_once_is_a_whole_read(text: str) -> None:
    found = one(text)
    assert (found.kind, found.direction) == ("whole", "read")


@pytest.mark.parametrize(
    "text",
    [
        "subprocess.run([], env=os.environ)",
        "subprocess.run([], env={**os.environ, 'A': '1'})",
        "subprocess.run([], env=dict(os.environ, A='1'))",
        "subprocess.run([], env=os.environ | {'A': '1'})",
        "subprocess.run([], env={k: v for k, v in os.environ.items() if k})",
        "os.execve('p', [], os.environ)",
        "os.spawnve(0, 'p', [], os.environ)",
        "def f():\n    env = os.environ.copy()\n    env['A'] = '1'\n    subprocess.run([], env=env)",
    ],
)
def test_what_only_goes_to_another_process_is_passed_through(text: str) -> None:
    found = one(text)
    assert (found.kind, found.direction) == ("whole", "passthrough")


@pytest.mark.parametrize(
    "text",
    [
        "def app(environ, start): return environ['PATH_INFO']",
        "def f(request): return request.environ['K']",
        "class A:\n    def f(self): return self.environ['K']",
        "def f(os): return os.environ['K']",
        "def f():\n    environ = {}\n    return environ['K']",
        "x = [environ['K'] for environ in ()]",
        "x = lambda environ: environ['K']",
        "del environ\nx = environ['K']",
        "def f(monkeypatch): monkeypatch.setenv('K', 'v')",
        "'''os.environ['K']'''",
        "x = 'os.environ'  # os.environ['K']",
        "import other.os as os\nx = os.environ['K']",
        "E = os.environ",
        "get = os.environ.get",
        "def f(env=os.environ): pass",
        "x = os.path.join('a')",
        "isinstance(x, type(os.environ))",
        "class Environ:\n    pass\nenviron = Environ()\nx = environ['K']",
    ],
)
def test_what_only_looks_like_an_access_is_none(text: str) -> None:
    assert accesses(HEAD + text) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("K = 'A'\nx = os.environ[K]", ("A",)),
        ("from typing import Final\nK: Final = 'A'\nx = os.environ[K]", ("A",)),
        ("K: str = 'A'\ndef f(): return os.environ[K]", ("A",)),
        ("class N:\n    K = 'A'\nx = os.environ[N.K]", ("A",)),
        ("import enum\nclass N(enum.Enum):\n    K = 'A'\nx = os.environ[N.K.value]", ("A",)),
        ("import enum\nclass N(str, enum.Enum):\n    K = 'A'\nx = os.environ[N.K]", ("A",)),
        ("class B:\n    K = 'A'\nclass N(B): pass\nx = os.environ[N.K]", ("A",)),
        ("class N:\n    K = 'A'\n    def f(self): return os.environ[self.K]", ("A",)),
        ("P = 'A_'\nx = os.environ[P + 'B']", ("A_B",)),
        ("P = 'A'\nx = os.environ[f'{P}_B']", ("A_B",)),
        ("x = os.environ['A' 'B']", ("AB",)),
        ("x = os.environ['%s_%s' % ('A', 'B')]", ("A_B",)),
        ("x = os.environ['{}_{b}'.format('A', b='B')]", ("A_B",)),
        ("x = os.environ['_'.join(('A', 'B'))]", ("A_B",)),
        ("x = os.environ['a'.upper()]", ("A",)),
        ("for k in ('A', 'B'): os.environ[k].x()", ("A", "B")),
        ("N = ['A', 'B']\nx = [os.environ[k] for k in N]", ("A", "B")),
        ("x = {k: os.environ[k] for k in {'A': 1, 'B': 2}}", ("A", "B")),
        ("for a, k in (('x', 'A'), ('y', 'B')): os.environ[k].x()", ("A", "B")),
        ("M = {'x': 'A', 'y': 'B'}\nfor a, k in M.items(): os.environ[k].x()", ("A", "B")),
        ("M = {'x': 'A', 'y': 'B'}\nx = os.environ[M['y']]", ("B",)),
        ("for i, k in enumerate(['A', 'B']): os.environ[k].x()", ("A", "B")),
        ("x = os.environ['A' if y else 'B']", ("A", "B")),
        ("x = any(k in os.environ for k in ('A', 'B'))", ("A", "B")),
        ("K = 'X'\nK = 'A'\nx = os.environ[K]", ("A",)),
        ("if y:\n    K = 'A'\nelse:\n    K = 'B'\nx = os.environ[K]", ("A", "B")),
        ("K = 'X'\ndef f():\n    K = 'A'\n    return os.environ[K]", ("A",)),
        ("K = 'A'\ndef f():\n    global K\n    return os.environ[K]", ("A",)),
        ("x = os.environ[(k := 'A')]", ("A",)),
        ("K = ('A', 'B')\nx = list(filter(None, map(os.getenv, K)))", ("A", "B")),
        ("x = next(map(os.environ.get, ['A', 'B']))", ("A", "B")),
        (
            "class V:\n    def __init__(self, name, d=1): self.name = name\nv = V('A', 2)\nx = os.environ[v.name]",
            ("A",),
        ),
        (
            "class V:\n    def __init__(self, name): self.name = name\nclass W(V): pass\n"
            "v = W(name='A')\ndef f(): return os.environ[v.name]",
            ("A",),
        ),
    ],
)
def test_names_are_followed_through_constants(text: str, names: tuple[str, ...]) -> None:
    assert one(text).names == names


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("def f(a): return os.environ[f'APP_{a}_URL']", "APP_*_URL"),
        ("def f(a): return os.environ['APP_' + a]", "APP_*"),
        ("def f(a): return os.environ['APP_%s' % a]", "APP_*"),
        ("def f(a): return os.environ['{}_URL'.format(a)]", "*_URL"),
        ("def f(a): return os.environ[('app_' + a.name).upper()]", "APP_*"),
        ("def f(a): return os.environ[a]", ""),
        ("x = os.environ[y.z]", ""),
    ],
)
def test_of_computed_names_the_known_part_is_kept(text: str, pattern: str) -> None:
    found = one(text)
    assert (found.names, found.pattern) == ((), pattern)


@pytest.mark.parametrize(
    ("text", "time", "freezer"),
    [
        ("x = os.environ['K']", "import", "module"),
        ("if y:\n    try: x = os.environ['K']\n    finally: pass", "import", "module"),
        ("class A:\n    x = os.environ['K']", "import", "class"),
        ("def f(x=os.environ['K']): pass", "import", "default"),
        ("class A:\n    def f(self, *, x=os.environ['K']): pass", "import", "default"),
        ("@d(os.environ['K'])\ndef f(): pass", "import", "decorator"),
        ("class A(B, k=os.environ['K']): pass", "import", "base"),
        ("x = [os.environ['K'] for y in z]", "import", "module"),
        ("def f(): return os.environ['K']", "call", ""),
        ("async def f(): return os.environ['K']", "call", ""),
        ("def f():\n    class A:\n        x = os.environ['K']", "call", ""),
        ("def f():\n    def g(x=os.environ['K']): pass", "call", ""),
        ("x = lambda: os.environ['K']", "call", ""),
        ("class A:\n    x = field(default_factory=lambda: os.environ['K'])", "call", ""),
        ("if __name__ == '__main__':\n    x = os.environ['K']", "call", ""),
        ("if '__main__' == __name__ and y:\n    if z: x = os.environ['K']", "call", ""),
        ("if __name__ == '__main__': pass\nelse:\n    x = os.environ['K']", "import", "module"),
    ],
)
def test_what_runs_at_import_is_import_time(text: str, time: str, freezer: str) -> None:
    found = one(text)
    assert (found.time, found.freezer) == (time, freezer)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("x = os.getenv('K')", None),
        ("x = os.environ['K']", None),
        ("x = os.getenv('K', 'd')", "literal"),
        ("x = os.getenv('K', 3)", "literal"),
        ("x = os.getenv('K', '')", "empty"),
        ("x = os.getenv('K', None)", "none"),
        ("x = os.getenv('K', y())", "expression"),
        ("D = 'd'\nx = os.getenv('K', D)", "literal"),
        ("x = os.getenv('K') or 'd'", "literal"),
        ("x = int(os.getenv('K') or 5)", "literal"),
        ("x = os.getenv('K') or y or 'd'", "expression"),
        ("try:\n    x = os.environ['K']\nexcept KeyError:\n    x = 'd'", "literal"),
        ("try:\n    x = os.environ['K']\nexcept KeyError:\n    raise SystemExit", None),
        ("def f():\n    try:\n        return os.environ['K']\n    except KeyError:\n        return None", "none"),
        ("x = os.environ['K'] if y in os.environx else 'd'", "literal"),
    ],
)
def test_a_default_is_seen_and_its_value_is_not_kept(text: str, form: str | None) -> None:
    found = one(text)
    assert (found.default and found.default.form) == form


@pytest.mark.parametrize(
    ("text", "cast"),
    [
        ("x = os.getenv('K')", ""),
        ("x = int(os.getenv('K', '1'))", "int"),
        ("x = float(os.environ['K'])", "float"),
        ("x = bool(os.getenv('K'))", "bool"),
        ("x = str(os.getenv('K'))", ""),
        ("x = os.getenv('K') == 'true'", "compare"),
        ("x = os.getenv('K', '').lower() in ('1', 'true')", "compare"),
        ("x = os.getenv('K', '').split(',')", "list"),
        ("import json\nx = json.loads(os.environ['K'])", "json"),
        ("from pathlib import Path\nx = Path(os.environ['K'])", "path"),
        ("if os.getenv('K'): pass", "truth"),
        ("if not os.getenv('K'): pass", "truth"),
        ("if os.getenv('K') == 'x': pass", "compare"),
        ("x = y if os.getenv('K') else z", "truth"),
        ("x = os.getenv('K') and y", "truth"),
        ("x = os.getenv('K') is None", ""),
        ("if os.getenv('K') is None: pass", ""),
        ("from distutils.util import strtobool\nx = strtobool(os.getenv('K'))", "distutils.util.strtobool"),
        ("log(os.getenv('K'))", ""),
        ("x = f(a, os.getenv('K'))", ""),
    ],
)
def test_the_cast_is_what_is_done_with_the_text(text: str, cast: str) -> None:
    assert one(text).cast == cast


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("x = os.environ.get('K', 'd')", (3, 5, 3, 29)),
        ("os.environ['K'] = 'v'", (3, 1, 3, 16)),
        ("é = 'é' + os.environ['K']", (3, 11, 3, 26)),
        ("x = 'K' in os.environ", (3, 5, 3, 22)),
        ("x = f(\n    os.environ[\n  'K'])", (4, 5, 5, 7)),
        ("if a and (\n b or os.environ['K']): pass", (4, 7, 4, 22)),
        ("def f():\n    if (os.environ['K']): pass", (4, 9, 4, 24)),
        ("x = 1; y = os.environ['K']", (3, 12, 3, 27)),
        ("x = '\u2028' + os.environ['K']", (3, 11, 3, 26)),
        ("del os.environ['K']", (3, 5, 3, 20)),
    ],
)
def test_the_span_is_the_whole_access_in_characters(text: str, place: tuple[int, ...]) -> None:
    assert one(text).span[1:] == place


def test_a_form_feed_is_a_character() -> None:
    facts = read(b"import os\n\fx = os.environ['K']\n", "a.py")
    assert facts.accesses[0].span[1:] == (2, 6, 2, 21)


def test_the_same_text_twice_stands_in_two_places() -> None:
    found = accesses(HEAD + "x = os.environ['K'] + os.environ['K']")
    assert [a.span[2] for a in found] == [5, 23]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("x = os.environ['K']", "x"),
        ("x: int = int(os.environ['K'])", "x"),
        ("x = y = os.getenv('K') or 'd'", "y"),
        ("class A:\n    def f(self): self.x = os.environ['K']", "self.x"),
        ("f(x=os.environ['K'])", ""),
        ("(x := os.environ['K'])", "x"),
    ],
)
def test_the_target_is_what_it_is_assigned_to(text: str, target: str) -> None:
    assert one(text).target == target


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("x = os.environ['K']", ""),
        ("class A:\n    def f(self):\n        return os.environ['K']", "A.f"),
        ("def f():\n    def g():\n        return lambda: os.environ['K']", "f.g"),
        ("def f(x=os.environ['K']): pass", ""),
    ],
)
def test_the_scope_is_the_enclosing_function_or_class(text: str, scope: str) -> None:
    assert one(text).scope == scope


@pytest.mark.parametrize(
    "text",
    [
        "def f(env=os.environ): return env['K']",
        "def f(env=None):\n    env = env or os.environ\n    return env['K']",
        "def f(env=None):\n    env = os.environ if env is None else env\n    return env['K']",
        "def f(env=None):\n    if env is None:\n        env = os.environ\n    return env['K']",
        "class A:\n    def __init__(self, env=os.environ): self.env = env\n    def f(self): return self.env['K']",
    ],
)
def test_a_mapping_that_callers_may_give_is_injected(text: str) -> None:
    found = one(text)
    assert (found.injected, found.names) == (True, ("K",))


def test_an_attribute_of_the_own_object_is_followed() -> None:
    found = one("class A:\n    def __init__(self): self.env = os.environ\n    def f(self): return self.env['K']")
    assert (found.names, found.injected, found.scope) == (("K",), False, "A.f")


def test_a_reference_that_nobody_follows_is_said() -> None:
    for text in (
        "f(os.environ)",
        "f(os.getenv)",
        "x = [os.environ]",
        "def f(): return os.environ.get",
        "a.b = os.environ",
    ):
        assert one(text).kind == "reference", text


def calls(text: str) -> list[tuple[Any, ...]]:
    """What the calls of helpers in a text are: names, pattern, default, cast and via."""
    found = [a for a in accesses(HEAD + text) if not a.parameter]
    return [(a.names, a.default and a.default.form, a.cast, a.via) for a in found]


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("def env(n, d=None): return os.environ.get(n, d)\nenv('K', '1')", (("K",), "literal", "", "env")),
        ("def env(n, d='x'): return os.environ.get(n, d)\nenv('K')", (("K",), "literal", "", "env")),
        ("def env(n):\n    v = os.environ[n]\n    return v\ny = int(env('K'))", (("K",), None, "int", "env")),
        ("@functools.lru_cache\ndef env(n): return int(os.environ[n])\nenv(n='K')", (("K",), None, "int", "env")),
        ("def env(n): return os.environ['APP_' + n.upper()]\nenv('k')", (("APP_K",), None, "", "env")),
        ("env = lambda n: os.environ[n]\nenv('K')", (("K",), None, "", "env")),
        ("class C:\n    @staticmethod\n    def env(n): return os.environ[n]\nC.env('K')", (("K",), None, "", "C.env")),
        ("class C:\n    def e(self, n): return os.environ[n]\n    def f(self): self.e('K')", (("K",), None, "", "C.e")),
        ("class C:\n    def e(self, n): return os.environ[n]\nc = C()\nc.e('K')", (("K",), None, "", "C.e")),
        ("def a(n): return os.environ[n]\ndef b(n): return a('X_' + n)\nb('K')", (("X_K",), None, "", "b")),
        ("def env(n='K'): return os.environ[n]\nenv()", (("K",), None, "", "env")),
    ],
)
def test_a_call_of_a_helper_is_a_named_read(text: str, call: tuple[Any, ...]) -> None:
    names, form, cast, via = call
    assert calls(text) == [(names, form, cast, f"shop.app:{via}")]


def test_a_main_block_is_told() -> None:
    assert read(b"import os\nif __name__ == '__main__':\n    os.environ['K']\n", "a.py").main
    assert not read(b"import os\nos.environ['K']\n", "a.py").main


@pytest.mark.parametrize(
    "text",
    [
        "class A:\n    environ = environ\n    x = environ['K']",
        "def f():\n    return os.environ['K']\nf()\ndel os",
        "def f():\n    e = os.environ\n    def g():\n        nonlocal e\n        e = {}\n    return e['K']",
        "e = os.environ\ndef f():\n    global e\n    e = {}\ndef g(): return e['K']",
    ],
)
def test_what_happens_to_a_name_elsewhere_does_not_hide_an_access(text: str) -> None:
    assert one(text).names == ("K",)


def test_a_name_that_is_deleted_is_gone() -> None:
    assert accesses("import os\ndef f():\n    e = os.environ\n    del e\n    return e['K']") == ()


def test_an_empty_tuple_may_be_a_default() -> None:
    assert one("x = os.environ.get('K', ())").default is not None


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        ("'%(A)s:%(B)d' % os.environ", "interpolation", ("A", "B")),
        ("x = 'K' in os.environ.keys()", "membership", ("K",)),
        ("with f() as os.environ['K']: pass", "subscript", ("K",)),
        ("x = functools.partial(f, os.environ)", "reference", ()),
        ("x = functools.partial(f, os.getenv)", "reference", ()),
        ("x = lambda e=os.environ: e['K']", "subscript", ("K",)),
    ],
)
def test_a_rarer_form_is_read_as_what_it_is(text: str, kind: str, names: tuple[str, ...]) -> None:
    found = one(text)
    assert (found.kind, found.names) == (kind, names)


def test_a_comprehension_that_goes_through_mappings_reads_them() -> None:
    assert [a.names for a in accesses(HEAD + "x = [e['K'] for e in (os.environ,)]") if a.names] == [("K",)]


def test_putting_something_else_into_the_place_of_a_function_reads_nothing() -> None:
    assert accesses(HEAD + "os.getenv = None\ndel os.getenv") == ()


def test_a_condition_that_is_joined_to_a_comparison_is_no_default() -> None:
    found = one("def f(): return os.environ['K'] == '1' or other()")
    assert (found.default, found.cast) == (None, "compare")


@pytest.mark.parametrize(
    "text",
    [
        "import enum\nclass E(enum.Enum):\n    A = 'A'\n    B = 'B'\nfor e in E: os.environ[e.value]",
        "from enum import Enum\nclass E(str, Enum):\n    A = 'A'\n    B = 'B'\nx = [os.environ[e] for e in list(E)]",
        "for n in ['A'] + ['B']: os.environ[n]",
        "for n in ('A', *('B',)): os.environ[n]",
        "for i, n in enumerate(sorted({'A', 'B'} - set())): pass\nfor i, n in enumerate(('A', 'B')): os.environ[n]",
        "for n, c in {'A': int, 'B': str}.items(): c(os.environ[n])",
        "for n, d in zip(('A', 'B'), (1, 2)): os.environ[n]",
        "for n in 'A B'.split(): os.environ[n]",
        "for n in 'A,B'.split(','): os.environ[n]",
        "D = {'A': 1}\nfor n in {**D, 'B': 2}: os.environ[n]",
    ],
)
def test_names_that_are_gone_through_are_all_named(text: str) -> None:
    assert one(text).names == ("A", "B")


@pytest.mark.parametrize(
    "text",
    [
        "def env(): return os.environ\nx = env()['K']",
        "def env():\n    '''All of it.'''\n    return os.environ\ndef f(): return env().get('K')",
        "def getter(): return os.environ.get\nx = getter()('K')",
        "class A:\n    def env(self): return os.environ\n    def f(self): return self.env()['K']",
        "class A:\n    @property\n    def env(self): return os.environ\n    def f(self): return self.env['K']",
        "class A:\n    @functools.cached_property\n    def env(self): return os.environ\na = A()\nx = a.env['K']",
        "def env(): return os.environ\ne = env()\nx = e['K']",
    ],
)
def test_what_a_function_returns_is_followed(text: str) -> None:
    found = accesses(HEAD + text)
    assert [(a.kind, a.names) for a in found if a.kind != "reference"] in ([("subscript", ("K",))], [("get", ("K",))])


@pytest.mark.parametrize(
    "given",
    ["{'A': '1', 'B': '2'}", "dict(A=1, B=2)", "[('A', '1'), ('B', '2')]", "dict({'A': 1}, B=2)", "D", "A=1, B=2"],
)
def test_what_an_update_writes_is_named(given: str) -> None:
    found = one(f"D = {{'A': '1', 'B': '2'}}\nos.environ.update({given})")
    assert (found.direction, found.names) == ("write", ("A", "B"))


@pytest.mark.parametrize(
    "text",
    [
        "e = os.environ.copy()\nsubprocess.run([], env=e)",
        "E = dict(os.environ)\ndef f(): subprocess.run([], env=E)",
        "def f():\n    e = {**os.environ, 'A': '1'}\n    def g(): subprocess.run([], env=e)\n    return g",
    ],
)
def test_a_copy_for_a_child_process_is_handed_on(text: str) -> None:
    assert one(text).direction == "passthrough"


def test_a_parameter_of_the_same_name_hands_nothing_on() -> None:
    assert one("env = dict(os.environ)\ndef f(env): subprocess.run([], env=env)").direction == "read"


@pytest.mark.parametrize(
    ("text", "freezer"),
    [
        ("x: os.environ['K'] = 1", "module"),
        ("class A:\n    x: os.environ['K']", "class"),
        ("def f(x: os.environ['K']): pass", "annotation"),
        ("def f(x: int = 0) -> os.getenv('K'): pass", "annotation"),
        ("async def f(x: environ['K']) -> int: pass", "annotation"),
    ],
)
def test_an_annotation_is_evaluated_at_import(text: str, freezer: str) -> None:
    found = one(text)
    assert (found.names, found.time, found.freezer) == (("K",), "import", freezer)
    assert accesses("from __future__ import annotations\n" + HEAD + text) == ()


def test_an_annotation_of_a_local_name_is_not_evaluated() -> None:
    assert one("def f():\n    x: os.environ['A'] = os.environ['K']").names == ("K",)


def test_an_import_for_the_type_checker_alone_is_none() -> None:
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from os import environ\nelse:\n    environ = {}\n"
    assert accesses(text + "environ['K']") == ()


@pytest.mark.parametrize(
    ("given", "pattern"), [("'A_%d' % n", "A_*"), ("'%s_%s' % ('A', n)", "A_*"), ("'A_%i_%r_B' % (n, m)", "A_*_*_B")]
)
def test_a_name_that_is_put_together_has_a_pattern(given: str, pattern: str) -> None:
    assert one(f"def f(n, m): return os.environ[{given}]").pattern == pattern


def test_what_a_patch_writes_is_named() -> None:
    found = one("from unittest import mock\n@mock.patch.dict(os.environ, {'A': '1'}, clear=True, B='2')\ndef f(): pass")
    assert (found.direction, found.names) == ("write", ("A", "B"))


def test_a_helper_that_asks_before_it_takes_gives_a_text() -> None:
    text = "def env(n): return os.environ[n] if n in os.environ else None\nenv('K')"
    assert [a.kind for a in accesses(HEAD + text) if a.names == ("K",)] == ["subscript"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def env(n, p='P_'): return os.environ[p + n]\nenv('K')", "P_K"),
        ("def env(n, p='P_'): return os.environ[p + n]\nenv('K', 'Q_')", "Q_K"),
        ("def env(n, p='P_'): return os.environ[p + n]\nenv('K', p='Q_')", "Q_K"),
        ("def env(s, n): return os.environ[f'{s}_{n}'.upper()]\nenv('s', n='k')", "S_K"),
        ("def env(n, p=None):\n    k = f'{p}_{n}' if p else n\n    return os.environ[k]\nenv('K')", "K"),
        ("def env(n, p=None):\n    k = f'{p}_{n}' if p else n\n    return os.environ[k]\nenv('K', 'P')", "P_K"),
        ("def env(*ns): return next(os.environ[n] for n in ns if n in os.environ)\nenv('A', 'B')", "A B"),
        (
            "def env(ns, d=None):\n    for n in ns:\n        if n in os.environ: return os.environ[n]\nenv(['A', 'B'])",
            "A B",
        ),
        (
            "def env(d, *ns):\n    for n in ns:\n        v = os.getenv(n)\n        if v: return v\nenv(1, 'A', 'B')",
            "A B",
        ),
        (OBJECT + "e = Env()\ne.get('K')", "APP_K"),
        (OBJECT + "e = Env('B_')\ndef f(): return e.get('K')", "B_K"),
        (OBJECT + "x = Env(prefix='C_').get('K')", "C_K"),
        (OBJECT + "e = Env()\nx = e('K')", "APP_K"),
    ],
)
def test_a_name_that_is_made_of_several_arguments_is_known(text: str, names: str) -> None:
    found = [a for a in accesses(HEAD + text) if not a.parameter]
    assert [" ".join(a.names) for a in found] == [names]


def test_a_name_of_which_an_argument_is_not_known_has_a_pattern() -> None:
    found = accesses(HEAD + "def env(n, p): return os.environ[p + n]\nenv('K', f())\nenv('K')")
    assert [a.pattern for a in found if not a.parameter] == ["*K"]


def test_unpacking_the_mapping_goes_through_it() -> None:
    assert one("a, *b = os.environ").kind == "whole"


def test_asking_for_membership_has_no_default() -> None:
    assert one("x = 'K' in os.environ or other()").default is None


@pytest.mark.parametrize("text", ["x = f'{os.environ}'", "x = ','.join(os.environ)", "def f(): yield from os.environ"])
def test_what_goes_through_all_of_it_reads_all_of_it(text: str) -> None:
    assert (one(text).kind, one(text).direction) == ("whole", "read")


def test_what_is_done_with_all_of_it_is_no_cast() -> None:
    assert one("for k, v in sorted(os.environ.items()): pass").cast == ""
    assert one("if dict(os.environ): pass").cast == "truth"


def test_an_item_of_a_dictionary_names_a_variable() -> None:
    assert one("D = {'a': 'A', 'b': 'B'}\nos.environ[D.get('a')]").names == ("A",)
    assert one("D = {'a': 'A', 'b': 'B'}\ndef f(x): return os.environ[D[x]]").names == ("A", "B")


def test_a_helper_that_makes_a_function_reads_when_that_is_called() -> None:
    found = accesses(HEAD + "def later(n): return lambda: os.getenv(n)\nx = {'a': later('K')}")
    assert [(a.names, a.time) for a in found if not a.parameter] == [(("K",), "call")]


def test_a_module_that_is_wrapped_stays_itself() -> None:
    assert one("from lib import isolated\nos = isolated(os)\ndef f(): return os.getenv('K')").names == ("K",)


@pytest.mark.parametrize(
    "text",
    [
        "g = env\ng('K')",
        "p = functools.partial(env, default='x')\np('K')",
        "p = functools.partial(env, 'K')\nx = p()",
        "class A:\n    get = staticmethod(env)\n    def f(self): return self.get('K')",
    ],
)
def test_a_helper_under_another_name_is_followed(text: str) -> None:
    found = accesses(HEAD + "def env(n, default=None): return os.environ.get(n, default)\n" + text)
    assert [a.names for a in found if not a.parameter] == [("K",)]


def test_a_method_of_a_parent_is_a_helper() -> None:
    text = "class A:\n    def get(self, n): return os.environ[n]\nclass B(A):\n    def f(self): return super().get('K')"
    assert [a.names for a in accesses(HEAD + text) if not a.parameter] == [("K",)]


def test_a_mapping_that_a_caller_writes_out_is_not_the_environment() -> None:
    text = "def env(n, e=os.environ): return e[n]\nenv('A')\nenv('B', {'B': '1'})"
    assert [a.names for a in accesses(HEAD + text) if not a.parameter] == [("A",)]


@pytest.mark.parametrize(
    ("body", "given", "name"),
    [
        ("return os.environ[n.upper().replace('-', '_')]", "'a-b'", "A_B"),
        ("return os.environ[n.replace('.', '_').upper()]", "'a.b'", "A_B"),
        ("return os.environ['P_' + n.replace('-', '_').upper()]", "'a-b'", "P_A_B"),
        ("return os.environ[('p_' + n).upper()]", "'a'", "P_A"),
        ("return os.environ[n.removeprefix('x_').strip().title()]", "'x_a '", "A"),
        ("n = n.upper()\n    return os.environ[n]", "'a'", "A"),
        ("n = n.replace('-', '_')\n    n = f'p_{n}'.upper()\n    return os.environ[n]", "'a-b'", "P_A_B"),
        ("n += '_URL'\n    return os.environ[n]", "'A'", "A_URL"),
        ("return os.environ[key(n)]", "'a-b'", "K_A_B"),
        ("return os.environ[n.replace('-', '_').upper()]", "f'a-{x}-b'", "A_*_B"),
        ("return os.environ[n.removeprefix('a-').upper()]", "f'a{x}-b'", ""),
        ("return os.environ[n.strip('a')]", "f'ab{x}'", "b*"),
        ("return os.environ[n.strip('a')]", "f'a{x}b'", "*b"),
        ("return os.environ['P_' + n.replace('ab', 'c')]", "f'a{x}'", "P_*"),
        ("return os.environ['P_' + n.title()]", "f'a{x}'", "P_*"),
    ],
)
def test_a_helper_that_changes_its_name_asks_for_the_changed_one(body: str, given: str, name: str) -> None:
    key = "def key(n): return 'K_' + n.upper().replace('-', '_')\n"
    found = [a for a in accesses(f"{HEAD}{key}def env(n):\n    {body}\nenv({given})") if a.scope == ""]
    assert [" ".join(a.names) or a.pattern for a in found] == ([name] if name else [])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def key(n): return 'P_' + n\nos.environ[key('A')]", "P_A"),
        ("def key(n, p='P'): return f'{p}_{n}'.upper()\nos.environ[key('a')]", "P_A"),
        ("def key(n, p='P'): return f'{p}_{n}'.upper()\nos.environ[key('a', p='q')]", "Q_A"),
        ("def key(n): return n\ndef f(n): os.environ['P_' + key(n)]", "P_*"),
        ("def key(n): return 'P_' + n\nos.environ[key(*x)]", "P_*"),
        ("class A:\n    def k(self, n): return 'P_' + n\n    def f(self): os.environ[self.k('A')]", "P_A"),
        ("class A:\n    @staticmethod\n    def k(n): return 'P_' + n\nos.environ[A.k('A')]", "P_A"),
    ],
)
def test_a_name_that_a_function_makes_is_known(text: str, names: str) -> None:
    assert (" ".join(one(text).names) or one(text).pattern) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def f(p):\n    i = 0\n    while os.getenv(f'{p}A{i}'): i += 1", "*A*"),
        ("i = 0\nwhile f'A{i}' in os.environ: i += 1", "A*"),
        ("i = 1\nwhile True:\n    os.environ[f'A{i}']\n    i = i + 1", "A*"),
        ("i = 1\nfor x in y:\n    if x: i += 1\nos.environ[f'A{i}']", "A*"),
        ("i = 1\nos.environ[f'A{i}']\nwhile x: i += 1", "A1"),
        ("s = ''\nwhile True:\n    os.environ['A' + s]\n    s = '_2'", "A A_2"),
        ("s = 'A'\ns += '_B'\nos.environ[s]", "A_B"),
        ("ns = ['A']\nns += ['B']\nfor n in ns: os.environ[n]", "A B"),
    ],
)
def test_a_name_that_changes_on_the_way_is_no_constant(text: str, names: str) -> None:
    assert (" ".join(one(text).names) or one(text).pattern) == names


def test_a_list_that_grows_in_many_steps_is_gone_through_once() -> None:
    steps = "".join(f"ns = ns + ['A{i}']\nif x: ns = ['B{i}'] + ns\n" for i in range(12))
    assert {"A11", "B11"} <= {*one(f"ns = []\n{steps}for n in ns: os.environ[n]").names}


PREFIXED = "class A:\n    p = 'A'\n    def env(self, n): return os.getenv(f'{self.p}_{n}')\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("class B(A):\n    p = 'B'\n    def f(self): self.env('K')", "B_K"),
        ("class B(A):\n    def __init__(self): self.p = 'B'\n    def f(self): self.env('K')", "B_K"),
        ("class B(A):\n    p = 'B'\nb = B()\nb.env('K')", "B_K"),
        ("class B(A):\n    p = 'B'\n    def f(self): super().env('K')", "B_K"),
        ("class B(A):\n    p = 'B'\nA().env('K')", "A_K"),
        ("class B(A):\n    p = 'B'\n    def f(self): pass\nclass C(B):\n    def f(self): self.env('K')", "B_K"),
        ("class B(A):\n    p = given()\n    def f(self): self.env('K')", "*_K"),
        ("class B(A):\n    def f(self): self.env('K')\nclass C(B):\n    p = 'C'", "A_K C_K"),
    ],
)
def test_an_attribute_that_a_class_gives_anew_makes_the_name(text: str, names: str) -> None:
    found = [a for a in accesses(HEAD + PREFIXED + text) if not a.parameter]
    assert [" ".join(a.names) or a.pattern for a in found] == [names]


def test_an_attribute_that_only_classes_below_have_makes_the_name() -> None:
    below = "class B(A):\n    p = 'B'\nclass C(A):\n    p = 'C'"
    text = f"class A:\n    p: str\n    def f(self): return os.environ[f'{{self.p}}_K']\n{below}"
    assert one(text).names == ("B_K", "C_K")


def test_an_empty_prefix_leaves_the_name() -> None:
    found = accesses(HEAD + "def env(n, p=''): return os.environ[p + n]\nenv('K')\nenv('K', 'P_')")
    assert [a.names for a in found if not a.parameter] == [("K",), ("P_K",)]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("x = list(map(env, ('A', 'B')))", "import"),
        ("def f(): return map(env, ['A', 'B'])", "call"),
        ("x = [env(n) for n in ('A', 'B')]", "import"),
        ("N = {'A': 1, 'B': 2}\nx = {n: env(n) for n in N}", "import"),
        ("x = field(default_factory=lambda: env(('A', 'B')[i]))", "call"),
    ],
)
def test_a_helper_that_is_called_for_each_name_reads_them_all(text: str, time: str) -> None:
    found = accesses(HEAD + "def env(n, d=None): return os.environ.get(n, d)\n" + text)
    assert [(a.names, a.time) for a in found if not a.parameter] == [(("A", "B"), time)]


def test_a_helper_that_somebody_is_given_with_a_name_reads_later() -> None:
    text = "def env(n, d=None): return os.environ.get(n, d)\nx = field(factory=functools.partial(env, 'K', '1'))"
    found = [a for a in accesses(HEAD + text) if not a.parameter]
    assert [(a.names, a.time, a.default and a.default.form) for a in found] == [(("K",), "call", "literal")]


@pytest.mark.parametrize(
    "text",
    [
        "from unittest.mock import patch\n@patch.dict('os.environ', {'A': '1'}, clear=True, B='2')\ndef f(): pass",
        "import unittest.mock\nwith unittest.mock.patch.dict('os.environ', values={'A': '1', 'B': '2'}): pass",
        "from unittest import mock\np = mock.patch.dict('os.environ', A='1', B='2')",
    ],
)
def test_a_patch_of_the_environment_by_its_name_writes(text: str) -> None:
    found = one(text)
    assert (found.kind, found.direction, found.names) == ("whole", "write", ("A", "B"))


def test_a_patch_of_another_mapping_writes_nothing() -> None:
    assert accesses("from unittest.mock import patch\npatch.dict('shop.environ', {'A': '1'})") == ()


@pytest.mark.parametrize(
    ("body", "default", "cast"),
    [
        (
            "v = os.getenv(n)\n    if v is None: return d\n    elif v == '1': return True\n    else: return False",
            True,
            "bool",
        ),
        ("if os.getenv(n) == '1': return True\n    return False", False, "bool"),
        ("v = os.getenv(n)\n    return v == '1' or v == 'x'", False, "compare"),
        ("if (v := os.getenv(n)) is None: return d\n    assert (w := v.lower())\n    return w == 'x'", True, "compare"),
        ("v = os.getenv(n)\n    try: w = float(v)\n    except ValueError: return d\n    return w", True, "float"),
        ("v = os.getenv(n)\n    if v: w = v\n    else: w = 1\n    x = given(w)\n    return x", False, "given"),
        ("v = os.getenv(n)\n    return v.lower() == 'x' if v else d", True, "compare"),
        ("for v in os.getenv(n).split(','): return v", False, "list"),
    ],
)
def test_a_helper_may_return_what_it_makes_of_the_text_or_decides_by_it(body: str, default: bool, cast: str) -> None:
    found = accesses(f"{HEAD}def env(n, d='x'):\n    {body}\nenv('K')")
    assert [(a.names, a.default is not None, a.cast) for a in found if not a.parameter] == [(("K",), default, cast)]


def test_a_function_inside_that_nobody_takes_makes_no_helper() -> None:
    text = f"{HEAD}def env(n):\n    def f(): return os.getenv(n)\n    return 1\nenv('K')"
    assert [a.names for a in accesses(text) if not a.parameter] == []


@pytest.mark.parametrize(
    ("call", "names"),
    [
        ("env('K')", "A_K B_K"),
        ("env('K', ps=['C', 'D'])", "C_K D_K"),
        ("env('K', ps=('C',))", "C_K"),
        ("env('K', ps=f())", "*_K"),
    ],
)
def test_a_helper_asks_for_the_name_with_each_of_its_prefixes(call: str, names: str) -> None:
    text = (
        "def env(n, d=None, *, ps=('A', 'B')):\n    ns = [f'{p}_{n}' for p in ps]\n    for n in ns:\n"
        "        v = os.environ.get(n)\n        if v: return v\n    return d\n"
    )
    found = [a for a in accesses(HEAD + text + call) if not a.parameter]
    assert [" ".join(a.names) or a.pattern for a in found] == [names]


def test_names_of_a_comprehension_are_gone_through() -> None:
    assert one("P = ['A', 'B']\nfor n in [f'{p}_X' for p in P]: os.getenv(n)").names == ("A_X", "B_X")


def test_a_default_that_a_helper_passes_on_is_that_of_its_caller() -> None:
    text = "def a(n, other=None): return os.getenv(n) or other\ndef b(n, other=None): return a(n, other=other)\n"
    found = [a for a in accesses(f"{HEAD}{text}b('K')\nb('L', other='x')") if not a.parameter]
    assert [a.default and a.default.form for a in found] == [None, "literal"]


@pytest.mark.parametrize(
    ("body", "names", "cast"),
    [
        ("if v := os.getenv(n.lower()): return v\n    return os.getenv(n.upper())", "k K", ""),
        (
            "if n in os.environ:\n        v = os.environ[n]\n        if v == 'x': return 1\n        return int(v)",
            "K",
            "int",
        ),
    ],
)
def test_a_helper_that_reads_twice_asks_for_all_its_names(body: str, names: str, cast: str) -> None:
    found = [a for a in accesses(f"{HEAD}def env(n, d='x'):\n    {body}\nenv('K')") if not a.parameter]
    assert [(" ".join(a.names), a.default, a.cast) for a in found] == [(names, None, cast)]


def test_a_default_that_a_helper_converts_is_that_of_its_caller() -> None:
    text = "def a(x, n, d): return os.getenv(n, d)\ndef b(x, n, d): return a(x, n, int(d)) == '1'\nb(1, 'K', 2)"
    assert [a.default and a.default.looks for a in accesses(HEAD + text) if a.names] == ["number"]


def test_a_function_that_calls_itself_makes_no_name() -> None:
    calls = "".join(f"{{key({order})}}" for order in ("a, b, c", "b, c, a", "c, a, b", "a, a, a", "b, b, b"))
    assert one(f"def key(a, b, c): return f'K_{calls}'\nos.getenv(key('x', 'y', 'z'))").pattern == "K_*"


@pytest.mark.parametrize(
    "text",
    [
        "def f(e): return e['K']\nf(os.environ)",
        "def f(x, *, e=None): return e.get('K')\nf(1, e=environ)",
        "class A:\n    def __init__(self, e): self.e = e\n    def f(self): return self.e['K']\nA(os.environ)",
        "class A:\n    @classmethod\n    def make(cls, e): return cls(e['K'])\nA.make(os.environ)",
        "def main():\n    f(os.environ)\ndef f(e):\n    if 'K' in e: pass",
    ],
)
def test_a_function_that_is_given_the_environment_reads_it(text: str) -> None:
    found = [a for a in accesses(HEAD + text) if a.kind != "reference"]
    assert [(a.names, a.time, a.injected) for a in found] == [(("K",), "call", True)]


@pytest.mark.parametrize(
    "text",
    [
        "def f(e, n): return e[n]\nf(os.environ, n)\nf(given, 'K')",
        "def f(e={}): return e['K']\nf(os.environ)",
        "def f(x, e): return x['K']\nf(1, os.environ)",
    ],
)
def test_what_is_given_to_a_function_is_nothing_else(text: str) -> None:
    assert [a.names for a in accesses(HEAD + text) if a.names] == []


def test_a_function_that_is_given_the_environment_reads_it_in_a_large_file() -> None:
    others = "".join(f"def other{i}(x):\n    y = x + {i}\n    return y\n" for i in range(300))
    found = [a for a in accesses(f"{HEAD}def f(e): return e['K']\n{others}f(os.environ)") if a.kind != "reference"]
    assert [a.names for a in found] == [("K",)]


@pytest.mark.parametrize("line", ["global COUNT", "x = {**{}, 'a': 1}", "nonlocal_ = lambda *, a, b=1: a"])
def test_a_helper_of_an_object_may_hold_any_statement(line: str) -> None:
    text = f"""import os
class Env:
    prefix = "APP"
    def get(self, name):
        {line}
        return os.environ[f"{{self.prefix}}_{{name}}"]
Env().get("A")
"""
    facts = read(text.encode(), "a.py")
    assert facts.unreadable is None
    assert ("APP_A",) in [access.names for access in facts.accesses]


def test_a_helper_is_found_on_new_objects_of_the_classes_made_of_its_own() -> None:
    text = "class C:\n    def get(self, n): return os.environ.get(n)\nclass D(C): ...\nclass E(D): ...\n"
    calls = "C().get('A')\nD().get('B')\ndef f():\n    return E().get('C')\n"
    assert [a.names for a in accesses(HEAD + text + calls) if a.names] == [("A",), ("B",), ("C",)]
