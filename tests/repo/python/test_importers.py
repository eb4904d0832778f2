import pytest

from relcheck.repo.python.linking.importers import Mentions, Search, endings, mentioned
from relcheck.repo.python.where import Modules

PATHS = ["shop/__init__.py", "shop/env.py", "shop/cart.py", "shop/api/__init__.py", "shop/api/pay.py", "tool.py"]
EXPORTED = {"shop/env.py": frozenset({"read", "KEY"})}
TAKEN = [
    ("tool.py", "from shop.env import read", {"read"}),
    ("tool.py", "import os\nfrom shop.env import (  # not all\n  KEY,  # the (only) one\n  read,\n)", {"KEY", "read"}),
    ("tool.py", "from shop.env \\\n    import KEY, \\\n        read", {"KEY", "read"}),
    ("tool.py", "from shop.env import *", {"KEY", "read"}),
    ("tool.py", "from shop import env\nenv.read()", {"env", "read"}),
    ("tool.py", "import shop.env\nshop.env.read()", {"read"}),
    ("tool.py", "import os, shop.env as e\ne.read()", {"read"}),
    ("tool.py", "try: import shop.env\nexcept ImportError: pass\nread", {"read"}),
    ("tool.py", "x = 1; from shop.env import KEY as K", {"KEY"}),
    ("tool.py", "\r\nfrom shop.env import KEY\r\n", {"KEY"}),
    ("tool.py", "def f():\n import shop.env\n read", {"read"}),
    ("shop/cart.py", "from .env import KEY", {"KEY"}),
    ("shop/cart.py", "from . import env\nenv.KEY", {"env", "KEY"}),
    ("shop/cart.py", "from . import cart, env\nenv.KEY", {"env", "KEY"}),
    ("shop/__init__.py", "from.env import read", {"read"}),
    ("shop/api/pay.py", "if True:\n    from ..env import read", {"read"}),
    ("shop/api/pay.py", "from .. import env\nenv.read", {"env", "read"}),
    ("shop/api/pay.py", "from .env import read", set()),
    ("shop/api/pay.py", "from .... import env\nenv.read", set()),
    ("tool.py", "from shop.env import other", set()),
    ("tool.py", "import shop.env", set()),
    ("tool.py", "from other.env import read", set()),
    ("tool.py", "reimport shop.env\nread", set()),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "taken"), TAKEN, ids=[text for _, text, _ in TAKEN])
def test_what_a_file_imports_is_told_by_its_bytes(path: str, text: str, taken: set[str]) -> None:
    search = Search(EXPORTED, Modules(PATHS))
    assert search.look_at(path, text.encode())[0] == taken


@pytest.mark.parametrize(("path", "text", "taken"), TAKEN, ids=[text for _, text, _ in TAKEN])
def test_a_file_that_takes_something_is_among_those_that_mention_its_module(
    path: str, text: str, taken: set[str]
) -> None:
    search = Search(EXPORTED, Modules(PATHS))
    mentions = Mentions({path: mentioned(text.encode(), endings(PATHS))})
    assert not taken or search.among([path], mentions) == [path]


def test_names_that_a_module_passes_on_are_those_that_keep_their_name_at_top_level() -> None:
    search = Search(EXPORTED, Modules(PATHS))
    text = b"from .env import KEY, read as get\ndef f():\n    from .env import read\n"
    assert search.look_at("shop/__init__.py", text)[1] == {("KEY", "shop/env.py")}


def test_a_star_passes_on_what_is_public() -> None:
    search = Search({"shop/env.py": frozenset({"read", "_own"})}, Modules(PATHS))
    assert search.look_at("shop/__init__.py", b"from .env import *\n")[1] == {("read", "shop/env.py")}
