"""Where a project that nobody configured reads its variables."""

from pathlib import Path

import pytest
from little import SETTINGS, distribution, django, lint, reads, report, said


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
        "manage.py": django("shop.settings.production"),
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
        "backend/manage.py": django("config.settings.development"),
        "backend/config/settings/base.py": reads("A_LEVEL"),
        "backend/config/settings/development.py": "from .base import *\n",
        "backend/config/urls.py": reads("B_LEVEL"),
        **dict.fromkeys(package, ""),
    }
    assert said(tmp_path, files, "REL102") == [("REL102", "backend/config/urls.py")]


def test_a_package_called_config_does_not_make_its_urls_configuration(tmp_path: Path) -> None:
    files = {"config/base.py": reads("A_LEVEL"), "config/urls.py": reads("B_LEVEL"), "config/wsgi.py": reads("C")}
    assert [path for _, path in said(tmp_path, files, "REL102")] == ["config/urls.py", "config/wsgi.py"]


@pytest.mark.parametrize(("many", "found"), [(12, []), (5, []), (4, ["shop/server/settings.py"])])
def test_a_second_conventional_module_that_reads_more_than_the_first_is_one_too(
    tmp_path: Path, many: int, found: list[str]
) -> None:
    names = [f"SHOP_{number}" for number in range(many)]
    files = {"shop/settings.py": reads("SHOP_CLI"), "shop/server/settings.py": reads(*names)}
    assert sorted({path for _, path in said(tmp_path, files, "REL102")}) == found


def test_django_may_be_told_its_settings_anywhere(tmp_path: Path) -> None:
    told = 'import os\ndef setup():\n    os.environ["DJANGO_SETTINGS_MODULE"] = "shop.settings"\n'
    assert said(tmp_path, {"shop/__init__.py": told}) == []


def test_the_runtime_module_may_have_a_helper_that_reads_any_name(tmp_path: Path) -> None:
    helper = "import os\nLEVEL = os.getenv('LEVEL')\ndef read(name: str) -> str | None:\n    return os.getenv(name)\n"
    assert said(tmp_path, {"shop/config.py": helper}) == []
    assert "REL103" in {code for code, _ in said(tmp_path, {"shop/work.py": helper})}


def test_the_settings_of_other_environments_are_settings(tmp_path: Path) -> None:
    files = {
        "manage.py": django("shop.settings"),
        "shop/__init__.py": "",
        "shop/settings.py": "DEBUG = False\n",
        "shop/production.py": "from shop.settings import *\n" + reads("SHOP_CONFIG"),
        "shop/urls.py": "from shop import settings\n" + reads("SHOP_ROOT"),
    }
    assert [path for _, path in said(tmp_path, files, "REL102")] == ["shop/urls.py"]


@pytest.mark.parametrize(("many", "found"), [(29, True), (30, False)])
def test_beside_a_settings_class_it_takes_more_to_be_where_a_program_is_configured(
    tmp_path: Path, many: int, found: bool
) -> None:
    names = [f"SHOP_{number}" for number in range(many)]
    files = {"shop/usage.py": SETTINGS, "shop/env.py": reads(*names)}
    assert bool(lint(tmp_path, files, "REL102")) is found


@pytest.mark.parametrize(("many", "found"), [(12, []), (3, ["REL105", "REL105", "REL105"])])
def test_a_class_for_one_corner_is_not_the_settings_of_all(tmp_path: Path, many: int, found: list[str]) -> None:
    names = [f"SHOP_{number}" for number in range(many)]
    text = SETTINGS + "".join(f"    shop_field_{number}: int = 1\n" for number in range(8))
    files = {"manage.py": django("shop.env"), "shop/__init__.py": "", "shop/env.py": reads(*names)}
    assert [code for code, _ in said(tmp_path, {**files, "shop/usage.py": text}, "REL105")] == found


def test_pages_that_show_settings_hold_none(tmp_path: Path) -> None:
    files = {"shop/blueprint/settings/__init__.py": reads("A_LEVEL"), "shop/work.py": reads("B_LEVEL")}
    found = report(tmp_path, files, "REL102")
    assert len(found.diagnostics) == 2
    assert not any("runtime config module" in note for note in found.notes)


def test_the_module_that_makes_the_settings_object_is_the_runtime_module(tmp_path: Path) -> None:
    text = 'from dynaconf import Dynaconf\nsettings = Dynaconf(envvar_prefix="SHOP")\n'
    assert said(tmp_path, {"shop/start/__init__.py": text}, "REL1") == []


def test_a_module_that_reads_most_may_have_a_longer_name(tmp_path: Path) -> None:
    names = [f"SHOP_{number}" for number in range(12)]
    files = {"shop/shop_config.py": reads(*names), "shop/reconfigure.py": reads(*names), "shop/work.py": reads("A")}
    assert {path for _, path in said(tmp_path, files, "REL102")} == {"shop/reconfigure.py", "shop/work.py"}


def test_of_a_library_no_runtime_config_module_is_told(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "client"\nversion = "1"\n',
        "client/config.py": "X = 1\n",
        "client/http.py": 'import os\ndef f(): return os.environ.get("CLIENT_PROXY")\n',
    }
    found = report(tmp_path, files, "REL3")
    assert ([one.code for one in found.diagnostics], found.notes) == (["REL301"], ())


@pytest.mark.parametrize("name", ["flowsettings.py", "default_settings.py", "appconfig.py"])
def test_a_name_that_ends_conventionally_is_one_if_most_is_read_there(tmp_path: Path, name: str) -> None:
    files = {f"shop/{name}": reads("A", "B", "C", "D"), "shop/work.py": reads("E")}
    found = report(tmp_path, files, "REL102")
    assert [one.span.path for one in found.diagnostics] == ["shop/work.py"]
    assert found.notes == (f"runtime config module: shop/{name}, because its name is conventional",)


def test_the_module_that_reads_nearly_everything_is_the_runtime_config_module(tmp_path: Path) -> None:
    many = [f"BOT_{letter}" for letter in "ABCDEFGHIJKL"]
    files = {"bot/main.py": "import plugins.mail\n" + reads(*many), "bot/plugins/mail.py": reads("MAIL_HOST")}
    found = report(tmp_path, files, "REL102")
    assert [one.span.path for one in found.diagnostics] == ["bot/plugins/mail.py"]
    assert found.notes == ("runtime config module: bot/main.py, because it reads most variables",)
    assert "read it in bot/main.py" in (found.diagnostics[0].help or "")


def test_the_module_that_chooses_a_settings_class_is_part_of_the_configuration(tmp_path: Path) -> None:
    files = {
        "shop/config/settings/base.py": SETTINGS,
        "shop/config/manager.py": 'import os\ndef settings(): return made(os.environ["SHOP_STAGE"])\n',
        "shop/config/celery.py": reads("SHOP_BROKER"),
        "shop/manager.py": reads("SHOP_OTHER"),
    }
    assert [path for _, path in said(tmp_path, files, "REL101", "REL102")] == [
        "shop/config/celery.py",
        "shop/manager.py",
    ]


@pytest.mark.parametrize(
    ("home", "many", "proposed"),
    [
        ("shop/mail/config.py", 0, False),
        ("shop/mail/config.py", 1, False),
        ("shop/mail/config.py", 5, True),
        ("shop/core/config.py", 1, True),
        ("shop/config.py", 1, True),
    ],
)
def test_the_configuration_of_another_part_is_not_proposed(
    tmp_path: Path, home: str, many: int, proposed: bool
) -> None:
    files = {home: reads(*"ABCDE"[:many]), "shop/jobs/tasks.py": reads("SHOP_LEVEL", "SHOP_STAGE")}
    found, _ = lint(tmp_path, files, "REL102")
    assert (found.help == f"read it in {home}, and import the setting from there") is proposed


def test_a_configuration_that_only_names_the_env_file_is_the_runtime_config_module(tmp_path: Path) -> None:
    files = {"shop/config.py": "from dotenv import load_dotenv\nload_dotenv()\n", "shop/work.py": reads("A")}
    assert said(tmp_path, files, "REL1") == [("REL102", "shop/work.py")]


WRITES = 'import os\nos.environ.setdefault("DB_USER", "shop")\nos.environ["DB_HOST"] = "db"\n'


def test_settings_may_say_a_default_by_setting_it(tmp_path: Path) -> None:
    files = {"manage.py": django("shop.settings"), "shop/settings.py": WRITES, "shop/work.py": WRITES}
    found = [(one.span.path, one.span.line) for one in lint(tmp_path, files, "REL104")]
    assert found == [("shop/settings.py", 3), ("shop/work.py", 2)]


SOURCE = """import os
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

ENVIRONMENT = os.environ.get("SHOP_STAGE", "local")
DOTENV = os.environ.get("SHOP_DOTENV", ".env")
env_file = os.path.join("/etc", os.environ.get("SHOP_STAGE", "local") + ".env")


class Old(EnvSettingsSource):
    def __call__(self):
        return {key.lower(): value for key, value in os.environ.items()}


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=env_file)
    region: str = "eu"

    @classmethod
    def settings_customise_sources(cls, settings_cls, **sources):
        return (Old(settings_cls),)
"""


def test_what_says_where_settings_come_from_is_read_beside_them(tmp_path: Path) -> None:
    assert [one.span.line for one in lint(tmp_path, {"shop/config.py": SOURCE}, "REL108")] == [4]


OBJECT = """import os

class Config:
    def __getitem__(self, key):
        return os.environ[f"SHOP_{key.upper()}"]

config = Config()
"""


def test_who_asks_the_settings_object_reads_no_environment(tmp_path: Path) -> None:
    asks = 'from shop.{0} import config\nURL = config["database"]\ndef f(): return config["region"]\n'
    files = {"shop/config.py": OBJECT, "shop/work.py": asks.format("config"), "shop/__init__.py": ""}
    assert said(tmp_path, files, "REL101", "REL102") == []
    other = {"shop/config.py": "", "shop/box.py": OBJECT, "shop/work.py": asks.format("box")}
    assert {one.variable for one in lint(tmp_path, other, "REL102")} == {"SHOP_DATABASE"}


STARRED = 'import os\nos.environ.setdefault("DB_USER", os.getenv("DATABASE_USER", "shop"))\nfrom .{0} import *\n'


def test_settings_that_take_others_over_are_settings_however_many_stand_between(tmp_path: Path) -> None:
    files = {
        "manage.py": django("shop.conf.dev"),
        "shop/conf/base.py": reads("A_LEVEL"),
        "shop/conf/dev.py": STARRED.format("base"),
        "shop/conf/docker.py": STARRED.format("production"),
        "shop/conf/production.py": STARRED.format("base"),
        "shop/conf/tools.py": reads("B_LEVEL"),
    }
    assert said(tmp_path, files, "REL101", "REL102") == [("REL102", "shop/conf/tools.py")]


@pytest.mark.parametrize(("many", "found"), [(5, 0), (4, 4)])
def test_the_only_module_that_reads_is_where_a_project_is_configured(tmp_path: Path, many: int, found: int) -> None:
    lone = {"mcp/src/mcp/utils.py": reads(*(f"GRAPH_{n}" for n in range(many))), "mcp/src/mcp/__init__.py": ""}
    project = {f"{name}/pyproject.toml": f'[project]\nname = "{name}"\nversion = "1"\n' for name in ("mcp", "web")}
    files = {**lone, **project, "mcp/Dockerfile": "FROM python:3.14\n", "web/manage.py": "", "web/web/settings.py": ""}
    assert len(lint(tmp_path, files, "REL101", "REL102")) == found
    if not found:
        assert "mcp/src/mcp/utils.py, because it reads most variables" in report(tmp_path, {}, "REL1").notes[0]


def test_no_program_is_configured_where_it_begins(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n',
        "shop/__init__.py": "",
        "shop/stock.py": "def count(): return 0\n",
        "shop/main.py": reads(*(f"SHOP_{n}" for n in range(6))),
    }
    assert len(lint(tmp_path, files, "REL102")) == 6


@pytest.mark.parametrize(
    ("backend", "code"), [("", "REL101"), ('[build-system]\nrequires = ["hatchling"]\n', "REL301")]
)
def test_what_nobody_builds_and_a_process_begins_in_is_an_application(tmp_path: Path, backend: str, code: str) -> None:
    files = {
        "pyproject.toml": f'[project]\nname = "shop"\nversion = "1"\n{backend}',
        "shop/main.py": "from shop import mail\n",
        "shop/mail.py": 'import os\ndef host(): return os.environ["MAIL_HOST"]\n',
    }
    assert said(tmp_path, files, "REL1", "REL3") == [(code, "shop/mail.py")]


def test_parts_of_a_program_may_have_settings_of_their_own(tmp_path: Path) -> None:
    few, several = ("A", "B", "C", "D"), ("A", "B", "C", "D", "E")
    files = {
        "manage.py": django("shop.settings"),
        "shop/settings.py": reads(*(f"SHOP_{n}" for n in range(20))),
        "mail/config.py": reads(*several),
        "shop/configurator.py": reads(*several),
        "shop/views/config.py": reads(*several[:1]),
        "page/config.py": reads(*few[:1]),
    }
    assert said(tmp_path, files, "REL102") == [("REL102", "page/config.py"), ("REL102", "shop/views/config.py")]


@pytest.mark.parametrize(("name", "found"), [("keys.py", []), ("celery_app.py", ["REL102"] * 6)])
def test_a_module_in_a_package_of_settings_that_reads_several_is_one_of_them(
    tmp_path: Path, name: str, found: list[str]
) -> None:
    files = {
        "manage.py": django("shop.settings"),
        "shop/settings.py": "from config import keys\n" + reads("A_LEVEL"),
        "config/__init__.py": "",
        f"config/{name}": reads(*(f"SHOP_{number}" for number in range(6))),
    }
    assert [code for code, _ in said(tmp_path, files, "REL1")] == found
