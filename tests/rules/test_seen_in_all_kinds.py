"""What was wrong in desktop programs, infrastructure, servers with several settings files, and plugins."""

from pathlib import Path

import pytest
from little import SETTINGS, django, lint, reads, said

READ = 'import os\n\n\ndef host():\n    return os.environ["SHOP_HOST"]\n'
LIBRARY = '[project]\nname = "shop"\n[build-system]\nrequires = []\n'


@pytest.mark.parametrize(
    "files",
    [
        {"setup.py": "from setuptools import setup\nsetup()\n", "setup.cfg": "[options]\nscripts = shop-window\n"},
        {"setup.py": "from setuptools import setup\nsetup()\n", "setup.cfg": "[options.entry_points]\ngui_scripts =\n"},
        {"pyproject.toml": LIBRARY, "bin/shop": "#!/usr/bin/env python3\n"},
    ],
)
def test_a_command_from_before_entry_points_makes_a_program(tmp_path: Path, files: dict[str, str]) -> None:
    assert said(tmp_path, {**files, "shop/net.py": READ}, "REL1", "REL3") == [("REL101", "shop/net.py")]


def test_the_image_that_an_editor_is_opened_in_makes_none(tmp_path: Path) -> None:
    files = {"pyproject.toml": LIBRARY, ".gitpod.Dockerfile": "FROM python:3.14\n", "shop/net.py": READ}
    assert said(tmp_path, files, "REL1", "REL3") == [("REL301", "shop/net.py")]


def test_nobody_pushes_the_image_that_an_editor_is_opened_in(tmp_path: Path) -> None:
    files = {".gitpod.Dockerfile": "FROM python:3.14\nCOPY . /app\n", ".gitignore": ".env\n", ".dockerignore": "dist\n"}
    assert [one.severity for one in lint(tmp_path, files, "REL211")] == ["info"]


@pytest.mark.parametrize("library", ["aws_cdk", "pulumi", "pyinfra.operations"])
def test_a_description_of_infrastructure_is_run_once_a_deployment(tmp_path: Path, library: str) -> None:
    files = {
        "infra/__init__.py": "",
        "infra/web.py": f'import os\nimport {library}\nTAG = os.environ["TAG"]\n',
        "infra/names.py": reads("ZONE"),
    }
    assert said(tmp_path, files, "REL1") == [("REL102", "infra/names.py")]


def test_settings_for_each_role_of_a_server_are_one_family(tmp_path: Path) -> None:
    names = ("DB", "HOST", "PORT")
    files = {
        "roles/web_shop_config.py": reads(*names),
        "roles/worker_shop_config.py": reads(*names),
        "shop/app.py": READ,
    }
    assert said(tmp_path, files, "REL101", "REL102") == [("REL101", "shop/app.py")]


def test_what_is_copied_into_another_image_has_settings_of_its_own(tmp_path: Path) -> None:
    files = {
        "src/shop/settings.py": SETTINGS,
        "images/queue/env_config.py": reads(*(f"QUEUE_{letter}" for letter in "ABCDEFGHIJ")),
        "src/shop/mail_config.py": reads(*(f"MAIL_{letter}" for letter in "ABCDEFGHIJ")),
    }
    assert {path for _, path in said(tmp_path, files, "REL102")} == {"src/shop/mail_config.py"}


def test_a_server_executes_its_configuration(tmp_path: Path) -> None:
    files = {"src/shop/settings.py": SETTINGS, "src/shop/superset_config.py": reads("SECRET_KEY")}
    assert said(tmp_path, files, "REL102") == []


def test_the_module_that_makes_the_reader_and_fills_it_configures(tmp_path: Path) -> None:
    env = 'import environ\nENV = environ.Env()\nif ENV.bool("READ_ENV", default=False):\n    ENV.read_env(".env")\n'
    settings = {"manage.py": django("shop.settings"), "shop/__init__.py": "", "shop/settings.py": reads("A")}
    files = {**settings, "shop/env.py": env}
    assert said(tmp_path, files, "REL102", "REL104") == []


def test_defaults_that_sites_take_over_are_settings(tmp_path: Path) -> None:
    assert said(tmp_path, {"shop/settings_default.py": reads("DB"), "shop/urls.py": ""}, "REL102") == []


@pytest.mark.parametrize(
    "path",
    ["shop_itests/steps.py", "pytest_shop_test/base.py", "shoptests/base.py", "shop/utils/test.py", "ci_itest/run.py"],
)
def test_a_directory_of_tests_by_any_name(tmp_path: Path, path: str) -> None:
    assert said(tmp_path, {"pyproject.toml": LIBRARY, path: READ, "shop/__init__.py": ""}, "REL1", "REL3") == []


@pytest.mark.parametrize("package", ["contests", "protests", "latests"])
def test_a_word_that_ends_so_is_no_directory_of_tests(tmp_path: Path, package: str) -> None:
    path = f"{package}/api.py"
    assert said(tmp_path, {path: READ, f"{package}/__init__.py": ""}, "REL1") == [("REL101", path)]


def test_a_lambda_may_call_its_event_otherwise(tmp_path: Path) -> None:
    text = 'import os\n\nQUEUE = os.environ["QUEUE"]\n\n\ndef handler(payload, _context):\n    return payload\n'
    assert said(tmp_path, {"lambda/producer/producer.py": text, "shop/app.py": ""}, "REL1") == []


def test_a_text_of_the_caller_names_the_variables(tmp_path: Path) -> None:
    text = "import os\n\n\ndef expand(path):\n    return os.path.expandvars(path)\n"
    (found,) = lint(tmp_path, {"pyproject.toml": LIBRARY, "shop/paths.py": text}, "REL301")
    assert found.severity == "info"


@pytest.mark.parametrize("name", ["SNAP_NAME", "DESKTOP_SESSION", "DJANGO_CONFIGURATION", "WERKZEUG_RUN_MAIN"])
def test_what_the_desktop_or_a_reloader_tells_anybody_may_read(tmp_path: Path, name: str) -> None:
    text = READ.replace("SHOP_HOST", name)
    assert said(tmp_path, {"pyproject.toml": LIBRARY, "shop/net.py": text, "Dockerfile": ""}, "REL1", "REL3") == []


def test_where_a_vault_keeps_a_secret_is_none(tmp_path: Path) -> None:
    text = 'import os\n\n\ndef secret():\n    return os.environ.get("SHOP_SECRET", "{}")\n'
    path = {"shop/config.py": text.format("team/shop/login-production")}
    assert said(tmp_path, path, "REL502") == []
    assert said(tmp_path, {"shop/config.py": text.format("team/shop")}, "REL502") == [("REL502", "shop/config.py")]


@pytest.mark.parametrize("path", ["shop/scripts/import_all.py", "shop/deep/scripts/one.py"])
def test_scripts_of_a_package_are_started_by_hand(tmp_path: Path, path: str) -> None:
    files = {"shop/__init__.py": "", f"{path.rpartition('/')[0]}/__init__.py": "", path: READ}
    assert said(tmp_path, files, "REL1") == []


def test_the_configuration_of_a_part_is_no_place_for_all_variables(tmp_path: Path) -> None:
    files = {
        "shop/tracking/config.py": reads("TRACKING_HOST", "TRACKING_PORT", "TRACKING_TOKEN"),
        "shop/net.py": READ + reads("TRACKING_ZONE")[10:],
    }
    other, own = lint(tmp_path, files, "REL1")
    assert "relcheck init" in str(other.help)
    assert own.help == "read it in shop/tracking/config.py, and import the setting from there"


def test_the_settings_class_of_one_of_several_parts_neither(tmp_path: Path) -> None:
    prefixed = SETTINGS.replace("(BaseSettings)", '(BaseSettings, env_prefix="{}")') + "    zone: str\n"
    files = {"parts/mail/models.py": prefixed.format("MAIL_"), "bot/net.py": READ}
    (found,) = lint(tmp_path, files, "REL101")
    assert found.help == "declare it in the settings class of parts/mail/models.py, and import the settings"
    (found,) = lint(tmp_path, {**files, "parts/news/models.py": prefixed.format("NEWS_")}, "REL101")
    assert "relcheck init" in str(found.help)


@pytest.mark.parametrize("names", [("GTK_PATH", "FONTCONFIG_FILE"), ("TORCHDYNAMO_DISABLE", "TORCH_COMPILE_DISABLE")])
def test_what_only_a_variable_can_tell_a_library_is_a_note(tmp_path: Path, names: tuple[str, ...]) -> None:
    text = "import os\n\n\ndef start():\n" + "".join(f'    os.environ["{name}"] = "1"\n' for name in names)
    (found,) = lint(tmp_path, {"shop/window.py": text}, "REL104")
    assert found.severity == "info"


def test_a_secret_of_each_of_several_parts_may_have_a_public_default(tmp_path: Path) -> None:
    text = 'import os\n\n\ndef password(coin):\n    return os.environ.get(f"{coin}_PASSWORD", "walletz")\n'
    assert said(tmp_path, {"shop/config.py": text}, "REL502") == [("REL502", "shop/config.py")]
    assert said(tmp_path, {"shop/config.py": text.replace("PASSWORD", "HOST")}, "REL502") == []
