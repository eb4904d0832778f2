"""An import that closes a circle is seen, with ruff's edges and without them."""

from relcheck.fix.cycle import Edges, Graph
from relcheck.fix.module import Module
from relcheck.repo.python.where import Modules


def graph(files: dict[str, str], edges: Edges | None = None) -> Graph:
    modules = {path: Module(path, text) for path, text in files.items()}
    return Graph(modules.get, Modules(files).find, frozenset(files), lambda: edges)


FILES = {
    "shop/__init__.py": "from shop import app\n",
    "shop/config.py": "from shop import base\n",
    "shop/base.py": "def f():\n    import shop.app\n",
    "shop/app.py": "",
    "shop/other.py": "import helper\n",
}


def test_an_import_that_runs_late_closes_no_circle() -> None:
    assert not graph(FILES).reaches("shop/config.py", "shop/app.py")
    late = {"shop/base.py": frozenset(("shop/app.py",))}
    assert not graph(FILES, late).reaches("shop/config.py", "shop/app.py")


def test_an_import_that_runs_at_once_does() -> None:
    files = {**FILES, "shop/base.py": "import shop.app\n"}
    assert graph(files).reaches("shop/config.py", "shop/app.py")


def test_ruff_knows_paths_that_names_do_not_tell() -> None:
    files = {**FILES, "shop/base.py": "import far.app\n"}
    assert not graph(files).reaches("shop/config.py", "shop/app.py")
    edges = {"shop/base.py": frozenset(("shop/app.py",))}
    assert graph(files, edges).reaches("shop/config.py", "shop/app.py")


def test_the_packages_around_a_file_run_before_it() -> None:
    files = {**FILES, "job/__init__.py": "", "job/run.py": ""}
    assert graph(files).reaches("shop/config.py", "shop/app.py") is False
    files["shop/__init__.py"] = "import job.run\n"
    assert graph(files).reaches("shop/config.py", "job/run.py")
