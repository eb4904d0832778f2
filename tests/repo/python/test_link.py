"""What modules take from each other."""

from typing import Any

import pytest

from relcheck.facts.python import FileFacts
from relcheck.repo.python import may_hold, read
from relcheck.repo.python.linking.link import Linker
from relcheck.repo.python.reader import Reader
from relcheck.repo.python.statements.reading import Known


def project(**files: str) -> dict[str, FileFacts]:
    """The facts of a project; `__` in a keyword is a slash."""
    texts = {name.replace("__", "/").replace("INIT", "__init__") + ".py": text.encode() for name, text in files.items()}
    first = {path: read(data, path) for path, data in texts.items() if may_hold(data)}
    return Linker(first, texts.get, list(texts)).run()


def reads(facts: FileFacts | None) -> list[tuple[Any, ...]]:
    return [(a.names or a.pattern, a.kind, a.via) for a in facts.accesses] if facts else []


HELPER = "import os\ndef env(name, default=None):\n    return os.environ.get(name, default)\n"


def test_a_re_exported_environment_is_the_environment() -> None:
    files = project(
        app__INIT="",
        app__compat="from os import environ, getenv as g\n",
        app__a="from app.compat import environ as e\ne['A']\n",
        app__b="import app.compat as c\nc.environ['B']\nc.g('C')\n",
        app__c="from .compat import *\nenviron['D']\n",
        app__d="from . import compat\ncompat.environ.get('E')\n",
    )
    assert reads(files["app/a.py"]) == [(("A",), "subscript", "os.environ")]
    assert reads(files["app/b.py"]) == [(("B",), "subscript", "os.environ"), (("C",), "getenv", "os.getenv")]
    assert reads(files["app/c.py"]) == [(("D",), "subscript", "os.environ")]
    assert reads(files["app/d.py"]) == [(("E",), "get", "os.environ")]


def test_a_package_passes_on_all_of_a_module_without_a_word_about_it() -> None:
    files = project(
        app__INIT="from .compat import *\n",
        app__compat="from os import environ, getenv\n",
        app__sub__INIT="from .. import *\n",
        use="from app import environ, getenv\nenviron['A'], getenv('B')\n",
        more="from app.sub import environ\nenviron['C']\n",
    )
    assert [names for names, _, _ in reads(files["use.py"])] == [("A",), ("B",)]
    assert [names for names, _, _ in reads(files["more.py"])] == [("C",)]


def test_a_file_that_waits_takes_a_helper_that_is_called_like_the_environment() -> None:
    texts = {
        "tools.py": b"import os\ndef skip_if_environ(name): return name in os.environ\n",
        "a.py": b"from tools import skip_if_environ\nskip_if_environ('A')\n",
    }
    found = Linker({"tools.py": read(texts["tools.py"], "tools.py")}, texts.get, list(texts), waiting=["a.py"]).run()
    assert [names for names, _, _ in reads(found["a.py"])] == [("A",)]


def test_a_package_passes_on_modules_that_are_elsewhere() -> None:
    files = project(
        app__INIT="from .impl import compat\nfrom app.impl import names as consts\n",
        app__impl__INIT="",
        app__impl__compat=HELPER + "from os import environ\nclass Env:\n    def get(self, n): return environ[n]\n",
        app__impl__names="KEY = 'A'\n",
        a="from app import compat, consts\ncompat.env(consts.KEY, 1)\ncompat.environ['B']\n",
        b="import app\napp.compat.env('C')\napp.compat.Env().get('D')\n",
        c="from app import *\ncompat.env('E')\n",
        more__INIT="from app import compat\n",
        d="from more import compat\ncompat.env('F')\n",
        other__INIT="from app.impl import names as compat\n",
        e="from other import compat\ncompat.env('G')\n",
    )
    assert reads(files["a.py"]) == [(("A",), "get", "app:compat.env"), (("B",), "subscript", "os.environ")]
    assert [names for names, _, _ in reads(files["b.py"])] == [("C",), ("D",)]
    assert [names for names, _, _ in reads(files["c.py"])] == [("E",)]
    assert [names for names, _, _ in reads(files["d.py"])] == [("F",)]
    assert "e.py" not in files


def test_a_helper_is_followed_into_files_that_never_say_environ() -> None:
    files = project(
        app__INIT="from .utils import env\n",
        app__utils=HELPER,
        app__a="from app.utils import env\nenv('A', 1)\n",
        app__b="from app import env as e\ne('B')\n",
        app__c="from .utils import *\nenv('C')\n",
        app__sub__d="from .. import utils\nutils.env('D')\n",
        app__e="def env(x): return x\nenv('E')\n",
        app__f="import app.utils\napp.utils.env('F')\n",
    )
    assert reads(files["app/a.py"]) == [(("A",), "get", "app.utils:env")]
    assert reads(files["app/b.py"])[0][:2] == (("B",), "get")
    assert reads(files["app/c.py"]) == [(("C",), "get", "app.utils:env")]
    assert reads(files["app/sub/d.py"]) == [(("D",), "get", "app.utils:env")]
    assert reads(files["app/f.py"]) == [(("F",), "get", "app.utils:env")]
    assert "app/e.py" not in files
    assert files["app/a.py"].accesses[0].default is not None


def test_constants_of_other_modules_name_variables() -> None:
    files = project(
        app__INIT="",
        app__names="KEY = 'A'\nclass N:\n    K = 'B'\n",
        app__more="from .names import KEY as AGAIN\n",
        app__a=(
            "import os\nfrom app.names import KEY, N\nfrom app import names\nfrom app.more import AGAIN\n"
            "os.environ[KEY], os.environ[N.K], os.environ[names.KEY], os.environ[AGAIN], os.environ[f'{KEY}_X']\n"
        ),
    )
    assert [names for names, _, _ in reads(files["app/a.py"])] == [("A",), ("B",), ("A",), ("A",), ("A_X",)]


def test_a_class_below_a_settings_class_of_another_file_is_one() -> None:
    files = project(
        app__INIT="",
        app__base="from pydantic_settings import BaseSettings\nclass Common(BaseSettings):\n    a: int\n",
        app__conf="from .base import Common\nclass S(Common):\n    b: int\n",
        app__use="from app.conf import S\ns = S()\n",
    )
    assert [cls.name for cls in files["app/conf.py"].classes] == ["S"]
    assert [(i.cls, i.time) for i in files["app/use.py"].instances] == [("app.conf.S", "import")]


def test_an_object_of_a_library_is_followed() -> None:
    files = project(
        app__INIT="",
        app__env="import environ\nenv = environ.Env()\n",
        app__a="from .env import env\nX = env.int('A')\n",
    )
    assert reads(files["app/a.py"]) == [(("A",), "library", "environ.Env().int")]


def test_modules_of_the_same_name_are_told_apart() -> None:
    files = project(
        one__utils=HELPER,
        one__a="from utils import env\nenv('A')\n",
        two__utils="def env(x): ...\n",
        two__a="from utils import env\nenv('A')\n",
    )
    assert "one/a.py" in files
    assert "two/a.py" not in files


def test_linking_changes_nothing_where_nothing_is_exported() -> None:
    files = project(a="import os\nos.environ['K']\n", b="x = 1\n")
    assert files == {"a.py": read(b"import os\nos.environ['K']\n", "a.py")}


def test_modules_that_import_each_other_come_to_an_end() -> None:
    files = project(
        a="from b import env\nfrom os import environ\n",
        b="from a import environ\ndef env(n): return environ[n]\nenv('K')\n",
    )
    assert (("K",), "subscript", "b:env") in reads(files["b.py"])


def test_an_import_inside_a_function_of_a_large_file_is_followed() -> None:
    filler = "\n".join(
        f"def filler{n}(a):\n" + "    a = a + 1  # nothing happens here at all\n" * 10 for n in range(30)
    )
    files = project(
        app__INIT="",
        app__utils=HELPER,
        app__a=f"{filler}\ndef f():\n    from .utils import env as e\n    return e('A')\n",
    )
    assert reads(files["app/a.py"]) == [(("A",), "get", "app.utils:env")]


def test_a_module_that_stands_for_os_is_os() -> None:
    files = project(
        app__INIT="",
        app__os="from os import *\nif environ: pass\n",
        app__a="from app import os\nos.environ['A'], os.getenv('B')\n",
        app__b="from app.os import environ as e\ne['C']\n",
    )
    assert [names for names, _, _ in reads(files["app/a.py"])] == [("A",), ("B",)]
    assert [names for names, _, _ in reads(files["app/b.py"])] == [("C",)]


def test_an_object_of_the_project_that_reads_is_followed() -> None:
    files = project(
        app__INIT="",
        app__env=(
            "import os\nclass Env:\n    def __init__(self, prefix='APP_'): self.prefix = prefix\n"
            "    def get(self, key): return os.environ[self.prefix + key]\n"
            "    def __call__(self, key): return os.environ[self.prefix + key.upper()]\n"
            "env = Env()\nother = Env('B_')\n"
        ),
        app__a="from app.env import env, other, Env\nenv.get('K'), other.get('K'), env('k'), Env('C_').get('K')\n",
    )
    found = files["app/a.py"].accesses
    assert [a.names or (a.pattern,) for a in found] == [("APP_K",), ("B_K",), ("APP_K",), ("C_K",)]


def test_a_helper_that_goes_through_a_list_is_followed() -> None:
    files = project(
        app__INIT="",
        app__env=(
            "import os\ndef first(names, d=0):\n    for n in names:\n        if n in os.environ: return os.environ[n]\n"
        ),
        app__a="from app.env import first\nfirst(['A', 'B'], 1)\n",
    )
    assert [names for names, _, _ in reads(files["app/a.py"])] == [("A", "B")]


def test_collections_of_another_module_name_variables() -> None:
    files = project(
        app__INIT="",
        app__names=(
            "import enum\nALL = ('A', 'B')\nMAP = {'x': 'C', 'y': 'D'}\n"
            "class E(enum.Enum):\n    F = 'F'\n    G = 'G'\nMIXED = ('H', f())\n"
        ),
        app__a=(
            "import os\nfrom app import names\nfrom app.names import ALL, MAP, E, MIXED\n"
            "for n in ALL: os.environ[n]\nfor k, v in MAP.items(): os.environ[v]\nfor n in MAP: os.environ[n]\n"
            "for e in E: os.environ[e.value]\n[os.getenv(n) for n in names.ALL]\nfor n in MIXED: os.environ[n]\n"
        ),
    )
    found = [names for names, _, _ in reads(files["app/a.py"])]
    assert found == [("A", "B"), ("C", "D"), ("x", "y"), ("F", "G"), ("A", "B"), ""]


def test_what_a_function_of_another_module_returns_is_followed() -> None:
    files = project(
        app__INIT="from .env import env as all_of_it\n",
        app__env=(
            "import os, functools\ndef env(): return os.environ\ndef getter():\n    return os.getenv\n"
            "part = functools.partial(os.environ.get, default='x')\n"
        ),
        app__a="from app.env import env, getter, part\nenv()['A'], getter()('B'), part('C')\n",
        app__b="import app\nfrom app import env\napp.all_of_it()['D'], env.env().get('E')\n",
    )
    assert [names for names, _, _ in reads(files["app/a.py"])] == [("A",), ("B",), ("C",)]
    assert [names for names, _, _ in reads(files["app/b.py"])] == [("D",), ("E",)]


def test_a_member_of_an_enumeration_is_named_where_a_loop_asks_for_all_of_them() -> None:
    files = project(
        shop__names="from enum import Enum\nclass Env(str, Enum):\n    HOST = 'SHOP_HOST'\n    PORT = 'SHOP_PORT'\n",
        shop__app="import os\nfrom shop.names import Env\n"
        "host = os.environ[Env.HOST.value]\nrest = [os.getenv(e.value) for e in Env]\n",
    )
    assert [names for names, *_ in reads(files["shop/app.py"])] == [("SHOP_HOST",), ("SHOP_HOST", "SHOP_PORT")]


def test_a_star_passes_on_what_it_takes() -> None:
    files = project(
        app__INIT="",
        app__base=HELPER
        + "ENV = os.environ\nclass H:\n    @staticmethod\n    def read(n): return os.environ[n]\nh = H()\n",
        app__mid="from .base import *\n",
        app__a="from app.mid import env, ENV, H\nenv('A'), ENV['B'], H.read('C')\n",
        app__star="from app.mid import *\nenv('A'), ENV['B'], h.read('C')\n",
    )
    for path in ("app/a.py", "app/star.py"):
        assert [names for names, _, _ in reads(files[path])] == [("A",), ("B",), ("C",)]


def test_a_prefix_of_another_module_begins_a_name() -> None:
    files = project(
        app__INIT="",
        app__names="PREFIX = 'P_'\n",
        app__a="import os\nfrom app.names import PREFIX\nos.environ[f'{PREFIX}A']\n",
        app__b="import os\nfrom app import names\nKEY = names.PREFIX + 'B'\ndef f(): return os.getenv(KEY)\n",
        app__c="import os\nfrom app.names import PREFIX as P\nos.environ['%s_C' % P], os.environ['{}D'.format(P)]\n",
    )
    names = [names for path in ("app/a.py", "app/b.py", "app/c.py") for names, _, _ in reads(files[path])]
    assert names == [("P_A",), ("P_B",), ("P__C",), ("P_D",)]


def test_a_bug_costs_one_file_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = Reader.facts

    def failing(self: Reader, known: Known | None = None) -> FileFacts:
        if known and self.source.path == "shop/a.py":
            raise KeyError("hunter2")
        return facts(self, known)

    monkeypatch.setattr(Reader, "facts", failing)
    files = project(
        shop__helper=HELPER,
        shop__a="import os\nfrom shop.helper import env\nenv('A')\nos.environ['B']\n",
        shop__b="from shop.helper import env\nenv('C')\n",
    )
    told = files["shop/a.py"].unreadable
    assert told is not None
    assert told.reason == "reading it failed with KeyError, which is a bug of relcheck"
    assert [names for names, *_ in reads(files["shop/a.py"])] == [("B",)]
    assert [names for names, *_ in reads(files["shop/b.py"])] == [("C",)]


BASE = (
    "import os\nclass Base:\n    prefix = 'APP'\n    def env(self, n): return os.environ[n]\n"
    "    def own(self, n): return os.environ[f'{self.prefix}_{n}']\n"
)


def test_a_method_of_a_class_of_another_module_is_a_helper_of_those_made_of_it() -> None:
    files = project(
        base=BASE,
        app="from base import Base\nclass A(Base):\n    x = 1\n    def f(self): return self.env('A')\n",
        deep="import base\nclass A(base.Base): pass\nclass B(A):\n    def f(self): return super().env('B')\n",
        made="from base import Base\nclass A(Base): pass\na = A()\na.env('C')\n",
        plain="from base import Base\nclass A:\n    def f(self): return self.env('D')\n",
    )
    assert reads(files["app.py"]) == [(("A",), "subscript", "base:Base.env")]
    assert reads(files["deep.py"]) == [(("B",), "subscript", "base:Base.env")]
    assert reads(files["made.py"]) == [(("C",), "subscript", "base:Base.env")]
    assert reads(files["plain.py"]) == []


def test_a_method_is_passed_on_by_the_classes_between_with_their_attributes() -> None:
    files = project(
        base=BASE,
        mid="from base import Base\nclass Mid(Base):\n    prefix = 'MID'\nclass Same(Base): pass\n",
        a="from mid import Mid\nclass A(Mid):\n    def f(self): self.own('K')\n",
        b="from mid import Mid\nclass B(Mid):\n    prefix = 'B'\n    def f(self): self.own('K')\n",
        c="from mid import Same\nclass C(Same):\n    def f(self): self.own('K')\n",
    )
    assert reads(files["a.py"]) == [(("MID_K",), "subscript", "mid:Mid.own")]
    assert reads(files["b.py"]) == [(("B_K",), "subscript", "mid:Mid.own")]
    assert reads(files["c.py"]) == [(("APP_K",), "subscript", "mid:Same.own")]
