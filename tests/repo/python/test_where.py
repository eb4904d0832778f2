"""Imports lead to files: by source roots, and from one member of a workspace to another."""

from relcheck.facts.python import FileFacts
from relcheck.repo.python import read
from relcheck.repo.python.linking.link import Linker
from relcheck.repo.python.where import Modules, dotted

PATHS = (
    "packages/common/src/common/__init__.py",
    "packages/common/src/common/env.py",
    "packages/mail/mail/__init__.py",
    "packages/mail/mail/env.py",
    "services/api/src/api/__init__.py",
    "services/api/src/api/main.py",
    "services/api/src/api/vendor/__init__.py",
    "services/api/src/api/vendor/requests/__init__.py",
    "services/api/src/api/vendor/requests/utils.py",
)
MAIN = "services/api/src/api/main.py"


def test_a_module_is_called_what_it_is_imported_as() -> None:
    assert dotted("src/shop/config.py") == "shop.config"


def test_a_member_of_the_workspace_imports_another() -> None:
    modules = Modules(PATHS)
    assert modules.find("common.env.required", MAIN) == ("packages/common/src/common/env.py", "required")
    assert modules.find("mail.env.required", MAIN) == ("packages/mail/mail/env.py", "required")


def test_a_vendored_package_is_not_what_others_import() -> None:
    assert Modules(PATHS).find("requests.utils.quote", "services/other/main.py") is None


def test_a_helper_does_not_read_what_its_caller_passes() -> None:
    source = b"""import os

def get(key, default=None):
    if default is None:
        default = os.environ.get(key.upper())
    return default

get("read"), get("also", None), get("passed", {}), get("named", default="x")
"""
    names = [access.names for access in read(source, "shop/env.py").accesses if not access.parameter]
    assert names == [("READ",), ("ALSO",)]


def test_what_a_helper_compares_is_no_text_for_its_caller() -> None:
    sources = {
        "shop/env.py": b"import os\n\ndef flag(name):\n    return os.environ.get(name) == '1'\n",
        "shop/cart.py": b"from shop.env import flag\n\nif flag('FREE'):\n    pass\n",
    }
    files: dict[str, FileFacts] = {path: read(data, path) for path, data in sources.items()}
    (access,) = Linker(files, sources.get, sources).run()["shop/cart.py"].accesses
    assert (access.names, access.cast) == (("FREE",), "compare")


def test_whoever_asks_first_decides_nothing_for_the_files_beside() -> None:
    modules = Modules(["pkg/mid.py", "pkg/star.py"])
    assert modules.find("pkg.mid.env", "pkg/mid.py") is None
    assert modules.find("pkg.mid.env", "pkg/star.py") == ("pkg/mid.py", "env")


def test_a_part_of_a_namespace_is_found_below_the_src_of_another_member() -> None:
    modules = Modules(["util/src/tools/http/__init__.py", "client/src/tools/client/app.py", "client/tests/test_app.py"])
    found = ("util/src/tools/http/__init__.py", "KEY")
    assert modules.find("tools.http.KEY", "client/src/tools/client/app.py") == found
    assert modules.find("tools.http.KEY", "client/tests/test_app.py") == found
