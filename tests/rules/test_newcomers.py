"""What is said of whole little projects that nobody configured: what reading such reports by eye has taught."""

from pathlib import Path

import pytest

from relcheck import api
from relcheck.config import Config, Selection
from relcheck.diagnostic import Diagnostic, Report

SETTINGS = """
from pydantic_settings import BaseSettings

class Settings(BaseSettings):
    region: str = "eu"
"""


def report(root: Path, files: dict[str, str], *select: str) -> Report:
    root = root.resolve()
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    chosen = Selection(select=select) if select else Selection()
    return api.lint([str(root)], Config(root=str(root)), selection=chosen, options=api.Options(cache=False, jobs=1))


def lint(root: Path, files: dict[str, str], *select: str) -> tuple[Diagnostic, ...]:
    return report(root, files, *select).diagnostics


def said(root: Path, files: dict[str, str], *select: str) -> list[tuple[str, str]]:
    return [(one.code, one.span.path) for one in lint(root, files, *select)]


def distribution(name: str, *needs: str) -> str:
    return (
        f'[project]\nname = "{name}"\nversion = "1"\ndependencies = {list(needs)}\n[project.scripts]\n{name} = "x:y"\n'
    )


def reads(*names: str) -> str:
    return "import os\n" + "".join(f'{name} = os.environ.get("{name}", "1")\n' for name in names)


def test_a_settings_class_of_another_project_in_the_repository_demands_nothing(tmp_path: Path) -> None:
    files = {
        "api/pyproject.toml": distribution("api"),
        "api/manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "app.settings")\n',
        "api/app/settings.py": reads("CACHE_TTL"),
        "bot/pyproject.toml": distribution("bot"),
        "bot/bot/config.py": SETTINGS,
    }
    assert said(tmp_path, files, "REL105") == []
    (tmp_path / "api/app/typed.py").write_text(SETTINGS)
    assert said(tmp_path, {}, "REL105") == [("REL105", "api/app/settings.py")]


@pytest.mark.parametrize(("needs", "found"), [((), 0), (("bot",), 1)])
def test_defaults_may_differ_in_programs_that_run_apart(tmp_path: Path, needs: tuple[str, ...], found: int) -> None:
    files = {
        "api/pyproject.toml": distribution("api", *needs),
        "api/api.py": 'import os\ndef f(): return os.environ.get("SHOP_LEVEL", "info")\n',
        "bot/pyproject.toml": distribution("bot"),
        "bot/bot.py": 'import os\ndef f(): return os.environ.get("SHOP_LEVEL", "debug")\n',
    }
    assert len(lint(tmp_path, files, "REL106")) == found


def test_no_module_of_another_project_is_proposed(tmp_path: Path) -> None:
    files = {
        "api/pyproject.toml": distribution("api"),
        "api/api/config.py": SETTINGS,
        "bot/pyproject.toml": distribution("bot"),
        "bot/bot/work.py": 'import os\ndef f(): return os.environ["SHOP_LEVEL"]\n',
    }
    (one,) = lint(tmp_path, files, "REL101")
    assert "api/api/config.py" not in one.help
    assert "relcheck init" in one.help


def test_of_several_modules_the_one_that_reads_is_proposed(tmp_path: Path) -> None:
    files = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.production")\n',
        "shop/__init__.py": "",
        "shop/settings/__init__.py": "from .base import *\n",
        "shop/settings/base.py": reads("A_LEVEL", "B_LEVEL"),
        "shop/settings/production.py": reads("C_LEVEL"),
        "shop/work.py": 'import os\ndef f(): return os.environ["SHOP_LEVEL"]\n',
    }
    (one,) = lint(tmp_path, files, "REL101")
    assert one.help == "read it in shop/settings/base.py, and import the setting from there"


@pytest.mark.parametrize("package", [(), ("backend/__init__.py",)])
def test_django_finds_its_settings_beside_manage_py(tmp_path: Path, package: tuple[str, ...]) -> None:
    files = {
        "backend/manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")\n',
        "backend/config/settings/base.py": reads("A_LEVEL"),
        "backend/config/settings/development.py": "from .base import *\n",
        "backend/config/urls.py": reads("B_LEVEL"),
        **dict.fromkeys(package, ""),
    }
    assert said(tmp_path, files, "REL102") == [("REL102", "backend/config/urls.py")]


def test_a_package_called_config_does_not_make_its_urls_configuration(tmp_path: Path) -> None:
    files = {"config/base.py": reads("A_LEVEL"), "config/urls.py": reads("B_LEVEL"), "config/wsgi.py": reads("C")}
    assert [path for _, path in said(tmp_path, files, "REL102")] == ["config/urls.py", "config/wsgi.py"]


@pytest.mark.parametrize(("many", "found"), [(12, []), (9, ["shop/server/settings.py"])])
def test_a_second_conventional_module_that_reads_more_than_the_first_is_one_too(
    tmp_path: Path, many: int, found: list[str]
) -> None:
    names = [f"SHOP_{number}" for number in range(many)]
    files = {"shop/settings.py": reads("SHOP_CLI"), "shop/server/settings.py": reads(*names)}
    assert sorted({path for _, path in said(tmp_path, files, "REL102")}) == found
