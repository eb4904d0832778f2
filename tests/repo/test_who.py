"""Roles, kinds, entry points and the runtime config module, from small repositories."""

from pathlib import Path
from typing import Any

import pytest

from relcheck.config import Config
from relcheck.diagnostic import Span
from relcheck.facts.python import Access, FileFacts, SettingsClass
from relcheck.repo import places, pyproject
from relcheck.repo.who import Who, who

READ = "read"
WRITE = "write"
SETTINGS = "settings"
DJANGO = "django"
MAIN = "main"


def facts(path: str, *what: str) -> FileFacts:
    span = Span(path, 1, 1, 1, 2)
    accesses = [Access(span, "get", "read", "call", ("X",)) for _ in what if _ == READ]
    accesses += [Access(span, "setdefault", "write", "call", ("DJANGO_SETTINGS_MODULE",)) for _ in what if _ == DJANGO]
    classes = [SettingsClass(span, "Settings", "pydantic-settings") for _ in what if _ == SETTINGS]
    return FileFacts(path, tuple(accesses), tuple(classes), main=MAIN in what)


def look(root: Path, tree: dict[str, str], config: Config = Config()) -> Who:  # noqa: B008
    """Who is who in a tree: a path with a word from above has such facts, any other text is its content."""
    python: dict[str, FileFacts] = {}
    other: list[Any] = []
    for path, text in tree.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        words = text.split()
        if path.endswith(".py") and words and words[0] in (READ, WRITE, SETTINGS, DJANGO, MAIN):
            python[path] = facts(path, *words[:1])
            text = text.partition(" ")[2]
        (root / path).write_text(text)
        if path.endswith("pyproject.toml"):
            other += pyproject.read(text.encode(), path)
    return who(str(root), python, dict.fromkeys(tree), other, config._replace(root=str(root)))


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("shop/billing.py", None),
        ("shop/tests/test_billing.py", "test"),
        ("tests/helpers.py", "test"),
        ("conftest.py", "test"),
        ("shop/billing_test.py", "test"),
        ("setup.py", "build"),
        ("docs/conf.py", "build"),
        ("noxfile.py", "build"),
        ("scripts/load.py", "script"),
        ("examples/demo/app.py", "script"),
        ("shop/tools/search.py", None),
        ("shop/bin/run.py", "script"),
        ("references/train.py", "script"),
        ("shop/_vendor/click/core.py", "script"),
        ("shop/vendor/orders.py", None),
        ("example_configs/a.py", "script"),
        ("shop/tools/experiments.py", None),
        ("performance-test/run.py", "test"),
        ("gunicorn.conf.py", "script"),
        ("alembic/env.py", "script"),
        ("shop/orders/migrations/0002_total.py", "script"),
        ("shop/migrations/versions/2026_add_total.py", "script"),
        ("analysis.ipynb", "script"),
        ("shop/testimony.py", None),
        ("shop/tasks.py", None),
    ],
)
def test_a_path_tells_its_role(path: str, role: str | None) -> None:
    files = {path, "shop/__init__.py", "shop/tools/__init__.py"}
    assert places.role(path, "", files) == role


def test_a_module_is_named_from_its_topmost_package() -> None:
    files = {"src/shop/__init__.py", "src/shop/config/__init__.py", "src/shop/config/base.py"}
    assert places.module("src/shop/config/base.py", files) == "shop.config.base"
    assert places.module("src/shop/config/__init__.py", files) == "shop.config"
    assert places.module("manage.py", files) == "manage"


def test_the_module_of_a_settings_class_is_the_runtime_module(tmp_path: Path) -> None:
    found = look(tmp_path, {"shop/core.py": "settings", "shop/config.py": "read", "tests/conf.py": "settings"})
    assert found.runtime.paths == ("shop/core.py",)
    assert found.runtime.reason == "shop/core.py, because it defines a settings class"


def test_the_settings_module_that_django_is_given_is_the_runtime_module(tmp_path: Path) -> None:
    tree = {
        "manage.py": 'django os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.production")',
        "shop/__init__.py": "",
        "shop/settings/__init__.py": "",
        "shop/settings/base.py": "read",
        "shop/settings/production.py": "read",
        "shop/config.py": "read",
    }
    found = look(tmp_path, tree)
    assert found.runtime.paths == (
        "shop/settings/__init__.py",
        "shop/settings/base.py",
        "shop/settings/production.py",
    )
    assert "Django's settings modules" in found.runtime.reason


def test_else_the_conventional_name_nearest_to_the_root_that_reads(tmp_path: Path) -> None:
    tree = {"shop/config.py": "read", "shop/deep/settings.py": "read", "shop/x.py": "read", "settings.py": ""}
    found = look(tmp_path, tree)
    assert found.runtime.paths == ("shop/config.py",)
    assert found.runtime.reason == "shop/config.py, because its name is conventional"


def test_a_package_with_a_conventional_name_is_taken_whole(tmp_path: Path) -> None:
    tree = {"shop/config/db.py": "read", "shop/config/deep/mail.py": "read", "shop/x.py": "read"}
    assert look(tmp_path, tree).runtime.paths == ("shop/config/db.py", "shop/config/deep/mail.py")


def test_a_conventional_module_that_reads_nothing_yet_will_do(tmp_path: Path) -> None:
    assert look(tmp_path, {"shop/config.py": "", "shop/x.py": "read"}).runtime.paths == ("shop/config.py",)


def test_what_the_runtime_module_imports_from_beside_it_is_part_of_it(tmp_path: Path) -> None:
    helps = [Access(Span("x", n, 1, n, 2), "get", "read", "call", (f"SES_{n}",)) for n in range(2)]
    python = {
        path: FileFacts(path, tuple(one._replace(span=one.span._replace(path=path)) for one in helps), imports=imports)
        for path, imports in {
            "app/config.py": ("os", "app.platform_config", "app.text"),
            "app/platform_config.py": (),
            "app/other_config.py": (),
            "app/text.py": (),  # whose name says nothing of configuration
            "app/clients/platform_config.py": (),
        }.items()
    }
    found = who(str(tmp_path), python, dict.fromkeys(python, ""), (), Config(root=str(tmp_path)))
    assert found.runtime.paths == ("app/config.py", "app/platform_config.py")


def test_without_any_candidate_none_is_made_up(tmp_path: Path) -> None:
    found = look(tmp_path, {"shop/x.py": "read"})
    assert found.runtime.paths == ()
    assert found.runtime.reason.startswith("no module")


@pytest.mark.parametrize("name", ["shop.config", "shop.conf*", "src/shop/config.py", "src/*/config.py"])
def test_the_configuration_names_modules_dotted_by_path_or_by_glob(tmp_path: Path, name: str) -> None:
    tree = {"src/shop/__init__.py": "", "src/shop/config.py": "", "src/shop/core.py": "settings"}
    found = look(tmp_path, tree, Config(runtime=(name,)))
    assert found.runtime.paths == ("src/shop/config.py",)
    assert found.runtime.missing == ()


def test_a_configured_module_that_is_not_there_is_a_fact_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.relcheck]\nruntime = "shop.confg"\n')
    config = Config(runtime=("shop.confg",), source=str(tmp_path / "pyproject.toml"))
    found = look(tmp_path, {"shop/__init__.py": "", "shop/config.py": ""}, config)
    [missing] = found.runtime.missing
    assert (missing.span.path, missing.span.line, missing.nearest) == ("pyproject.toml", 2, "shop.config")


def test_a_distribution_that_nothing_runs_is_a_library(tmp_path: Path) -> None:
    found = look(tmp_path, {"pyproject.toml": '[project]\nname = "lib"\n', "lib/x.py": "read", "tests/y.py": "read"})
    assert found.roles == {"lib/x.py": "library", "tests/y.py": "test"}


@pytest.mark.parametrize(
    "more",
    [
        {"Dockerfile": "FROM scratch"},
        {"manage.py": ""},
        {"lib/config.py": "settings"},
        {"pyproject.toml": '[project]\nname = "lib"\n[project.scripts]\nlib = "lib.cli:main"\n'},
        {"pyproject.toml": '[tool.poetry]\nname = "lib"\npackage-mode = false\n'},
        {"pyproject.toml": "[tool.ruff]\n"},
    ],
)
def test_a_distribution_that_is_run_is_an_application(tmp_path: Path, more: dict[str, str]) -> None:
    tree = {"pyproject.toml": '[project]\nname = "lib"\n', "lib/x.py": "read", **more}
    assert look(tmp_path, tree).roles["lib/x.py"] == "application"


STREAMLIT = "import streamlit as st\n\n\ndef page() -> None:\n    st.write('')\n\n\n"


@pytest.mark.parametrize(
    ("name", "path", "text", "kind"),
    [
        ("pages", "app.py", STREAMLIT + 'st.title("x")\n', "application"),
        ("pages", "Home.py", STREAMLIT + "main()\n", "application"),
        (
            "pages",
            "app.py",
            "import chainlit as cl\n\n\n@cl.on_message\nasync def told() -> None: ...\n",
            "application",
        ),
        ("pages", "app.py", "from streamlit import title\n\ntitle('x')\n", "application"),
        ("pages", "helpers.py", STREAMLIT, "library"),  # it makes nothing by itself
        ("lib", "demo.py", STREAMLIT + 'st.title("x")\n', "library"),  # of the package beside it
        ("pages", "lib/app.py", STREAMLIT + 'st.title("x")\n', "library"),
        ("pages", "widget.py", "import streamlit.components.v1 as components\n\ncomponents.declare('')\n", "library"),
    ],
)
def test_what_a_server_of_pages_starts_is_an_application(
    tmp_path: Path, name: str, path: str, text: str, kind: str
) -> None:
    built = f'[project]\nname = "{name}"\n[build-system]\nrequires = ["hatchling"]\n'
    found = look(tmp_path, {"pyproject.toml": built, "lib/x.py": "read", path: text})
    assert found.roles["lib/x.py"] == kind


def test_a_page_that_alone_reads_variables_is_a_program_of_one_module(tmp_path: Path) -> None:
    read = facts("app.py", READ)
    for imports, alone in ((("streamlit",), {"app.py"}), (("flask",), set())):
        (tmp_path / "app.py").write_text("")
        found = who(str(tmp_path), {"app.py": read._replace(imports=imports)}, {"app.py": ""}, (), Config())
        assert found.alone == alone


def test_a_page_is_where_a_process_begins(tmp_path: Path) -> None:
    pages = {path: FileFacts(path, imports=("streamlit",)) for path in ("demo.py", "lib/page.py")}
    found = who(str(tmp_path), pages, dict.fromkeys(pages, ""), (), Config(root=str(tmp_path)))
    assert found.entries == {"demo.py"}


def test_the_configured_kind_wins(tmp_path: Path) -> None:
    assert look(tmp_path, {"lib/x.py": "read"}, Config(kind="library")).roles["lib/x.py"] == "library"


def test_a_setup_py_without_commands_makes_a_library(tmp_path: Path) -> None:
    found = look(tmp_path, {"setup.py": "from setuptools import setup\nsetup(name='l')\n", "l/x.py": "read"})
    assert found.roles["l/x.py"] == "library"


def test_each_member_of_a_workspace_has_its_own_kind_and_runtime_module(tmp_path: Path) -> None:
    tree = {
        "pyproject.toml": '[tool.uv.workspace]\nmembers = ["apps/*", "libs/*"]\n',
        "apps/api/pyproject.toml": '[project]\nname = "api"\ndependencies = ["Shared_Lib>=1"]\n',
        "apps/api/Dockerfile": "",
        "apps/api/src/api/config.py": "settings",
        "apps/api/src/api/x.py": "read",
        "libs/shared/pyproject.toml": '[project]\nname = "shared-lib"\n',
        "libs/shared/shared/conf.py": "settings",
        "libs/shared/shared/x.py": "read",
    }
    found = look(tmp_path, tree)
    assert found.roles["apps/api/src/api/x.py"] == "application"
    assert found.roles["libs/shared/shared/x.py"] == "library"
    assert found.runtime.paths == ("apps/api/src/api/config.py", "libs/shared/shared/conf.py")


def test_processes_begin_in_guards_commands_and_well_known_files(tmp_path: Path) -> None:
    tree = {
        "pyproject.toml": '[project]\nname = "shop"\n[project.scripts]\nshop = "shop.cli:main"\n',
        "shop/__init__.py": "",
        "shop/cli.py": "read",
        "shop/job.py": "main",
        "shop/wsgi.py": "read",
        "shop/other.py": "read",
    }
    assert look(tmp_path, tree).entries == {"shop/cli.py", "shop/job.py", "shop/wsgi.py"}


def test_pyproject_is_read_in_every_dialect() -> None:
    text = b"""
[tool.poetry]
name = "My.Shop"
[tool.poetry.dependencies]
python = "^3.11"
Fast_API = "*"
[tool.poetry.scripts]
run = "shop.cli:main"
old = { reference = "bin/x.py", type = "file" }
[tool.hatch.build.hooks.custom]
path = "hooks/build.py"
"""
    [fact] = [fact for fact in pyproject.read(text, "pyproject.toml") if isinstance(fact, pyproject.Distribution)]
    assert (fact.name, fact.dependencies, fact.hooks) == ("my-shop", ("fast-api",), ("hooks/build.py",))
    assert "shop.cli" in fact.scripts


@pytest.mark.parametrize("data", [b"\xff\xfe", b"= 1", b"a = [", b"[project]\nname = 3", b"project = 1", b"tool = []"])
def test_a_broken_pyproject_never_raises(data: bytes) -> None:
    assert len(pyproject.read(data, "pyproject.toml")) == 1


def test_a_module_called_setup_makes_no_distribution(tmp_path: Path) -> None:
    found = look(tmp_path, {"setup.py": "async def async_setup(hass): ...\n", "core/x.py": "read"})
    assert found.roles["core/x.py"] == "application"


def test_the_conventional_module_nearest_to_the_root_is_taken(tmp_path: Path) -> None:
    found = look(tmp_path, {"shop/environment_variables.py": "read", "shop/gateway/config.py": "read"})
    assert found.runtime.paths == ("shop/environment_variables.py",)
