"""What a file is for, as far as its path tells, and what its module is called."""

import re
from collections.abc import Container
from typing import Final

from relcheck.project import Role

_TEST_PARTS: Final = frozenset(
    "tests test testing e2e unit_tests integration_tests functional_tests test_data testdata __tests__".split()
)
_TEST_PART: Final = re.compile(
    r".*_tests$|.*itests?$|pytest_.*_test$|\w+(?<!con)(?<!pro)(?<!la)(?<!at)tests$|tests_|(load|perf|performance|stress|smoke)[_-]?test(ing)?$|.*-tests?$|tests?-|(.*[_-])?mocks?$"
)  # `ab_test` may be a package
_TEST_FILES: Final = frozenset(("conftest.py", "test.py", "tests.py", "testing.py", "locustfile.py", "locust.py"))
_SETTINGS_OF_TESTS: Final = re.compile(r"(config|conf|settings)_test(s|ing)?(_\w+)?\.py")
_BUILD_FILES: Final = frozenset(
    "setup.py noxfile.py hatch_build.py fabfile.py dodo.py build.py tasks.py versioneer.py conanfile.py".split()
)
_BUILD_PARTS: Final = frozenset(("docs", "doc", "docsrc", "documentation", ".github", "packaging"))
_VENDORED: Final = frozenset("_vendor _vendored vendored third_party thirdparty 3rdparty _extern site-packages".split())
"""Packages that hold copies of what others have written; nobody here will change how it reads its variables."""
_SCRIPT_FILES: Final = frozenset(
    "gunicorn.py gunicorn.conf.py gunicorn_conf.py gunicorn_config.py celeryconfig.py uwsgi.py hypercorn_conf.py"
    " hypercorn_config.py jupyterhub_config.py jupyter_server_config.py jupyter_notebook_config.py"
    " ipython_config.py superset_config.py webserver_config.py airflow_local_settings.py".split()
)
"""Modules that a server executes as its configuration: importing them is their whole purpose."""
_SCRIPT_PARTS: Final = frozenset(
    "examples example samples sample demos demo scripts script tools bin benchmarks benchmark benches perf ci"
    " hack contrib cookbook notebooks tutorials playground dev development devtools devscripts utils_scripts extras"
    " experiments experimental references locust evals taskcluster semgrep semgrep-rules".split()
)
_SCRIPT_PART: Final = re.compile(r".+[_-](scripts|examples|demos?)|(build|ci|dev|release)[_-](helpers|tools|utils)")
"""Directories of such a name hold scripts, too, where they are no packages: `extra-scripts`, `build_helpers`."""
_MIGRATIONS: Final = frozenset(("alembic", "migrations", "migration", "alembic_migrations"))


def role(path: str, base: str, files: Container[str]) -> Role | None:
    """The role that a path has wherever it is; None where its project decides: application or library.

    `base` is the directory of the project or workspace member, `files` are the paths of all files: a
    directory `tools` inside a package is code of the package, beside it holds scripts.
    """
    *directories, name = path.split("/")
    if (
        name in _TEST_FILES
        or name.startswith(("test_", "pytest"))
        or name.endswith(("_test.py", "_tests.py", "_test_data.py"))
        or _SETTINGS_OF_TESTS.fullmatch(name)
    ):
        return "test"
    if "features" in directories and (name == "environment.py" or directories[-1] == "steps"):  # behave's
        return "test"
    if not _TEST_PARTS.isdisjoint(directories) or any(map(_TEST_PART.match, directories)):
        return "test"
    top = len(base.split("/")) if base else 0
    anywhere = name in ("setup.py", "noxfile.py") and "/".join((*directories, "__init__.py")) not in files
    if name in _BUILD_FILES and (len(directories) <= top or anywhere):
        return "build"
    if not _VENDORED.isdisjoint(directories):
        return "script"
    for depth, part in enumerate(directories):
        known = part in _BUILD_PARTS or part in _SCRIPT_PARTS or part.startswith(("example_", "example-", "examples_"))
        named = known or _SCRIPT_PART.fullmatch(part)
        bare = part == "scripts" or "/".join((*directories[: depth + 1], "__init__.py")) not in files
        if named and ((known and depth == top) or bare):
            shown = part in _BUILD_PARTS and not _SCRIPT_PARTS.isdisjoint(directories[depth:])  # `docs/examples`
            return "build" if part in _BUILD_PARTS and not shown else "script"
    if name in _SCRIPT_FILES or name.endswith((".ipynb", ".conf.py")):
        return "script"
    if directories and name.endswith(".py") and not name[:-3].isidentifier():
        return "script"  # nothing can import it: `get-pip.py`, a page of Streamlit's
    if name == "env.py" and directories and directories[-1] in _MIGRATIONS:
        return "script"
    history = name[:4].isdigit() and directories[-1:] == ["migrations"]  # Django's
    if history or (directories[-1:] == ["versions"] and not _MIGRATIONS.isdisjoint(directories)):  # Alembic's
        return "script"  # run once, and never changed
    return None


def module(path: str, files: Container[str]) -> str:
    """The dotted name that a file is imported by: the packages that it is in, and itself."""
    parts = path.removesuffix(".py").split("/")
    start = len(parts) - 1
    while start > 0 and "/".join((*parts[:start], "__init__.py")) in files:
        start -= 1
    if parts[-1] == "__init__" and start < len(parts) - 1:
        parts.pop()
    return ".".join(parts[start:])
