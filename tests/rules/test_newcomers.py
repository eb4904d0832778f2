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


def django(settings: str) -> str:
    return f'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "{settings}")\n'


def reads(*names: str) -> str:
    return "import os\n" + "".join(f'{name} = os.environ.get("{name}", "1")\n' for name in names)


def test_a_settings_class_of_another_project_in_the_repository_demands_nothing(tmp_path: Path) -> None:
    files = {
        "api/pyproject.toml": distribution("api"),
        "api/manage.py": django("app.settings"),
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


def test_a_directory_for_development_holds_scripts(tmp_path: Path) -> None:
    files = {"development/load.py": reads("LOAD_USERS"), "development/stack/settings.py": reads("DEBUG")}
    assert said(tmp_path, files, "REL1") == []


def config_map(kind: str, key: str, value: str) -> str:
    field = "data" if kind == "ConfigMap" else "stringData"
    return f"apiVersion: v1\nkind: {kind}\nmetadata:\n  name: shop\n{field}:\n  {key}: {value}\n"


LONG = "fV2pLw93xQ7LmZ4tRw8Yb3Vn6Hc1"  # drawn for these tests


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("k8s/shop.yaml", config_map("ConfigMap", "REDIS_PASSWORD", "decinablesprewad"), ["REL451"]),
        ("development/k8s/shop.yaml", config_map("ConfigMap", "REDIS_PASSWORD", "decinablesprewad"), []),
        ("development/k8s/shop.yaml", config_map("ConfigMap", "REDIS_PASSWORD", LONG), ["REL451"]),
        ("k8s/shop.yaml", config_map("Secret", "stripe-api-key", LONG), ["REL443"]),
        ("k8s/shop.yaml", config_map("Secret", "main.py", f"print('{LONG}')"), []),
        ("k8s/shop.yaml", config_map("Secret", "requirements.txt", LONG), []),
    ],
)
def test_what_an_object_of_kubernetes_holds(tmp_path: Path, path: str, text: str, found: list[str]) -> None:
    assert [code for code, _ in said(tmp_path, {path: text}, "REL4")] == found


@pytest.mark.parametrize(
    ("name", "found"),
    [("Release.key", 0), ("gpg.key", 0), ("server.key", 1), ("apt-private.key", 1), (".env", 1)],
)
def test_the_key_of_an_archive_is_public(tmp_path: Path, name: str, found: int) -> None:
    diagnostics = lint(tmp_path, {"Dockerfile": f"FROM python:3.14\nCOPY {name} /srv/\n"}, "REL210")
    assert len(diagnostics) == found
    assert all(("env_file" in one.help) == (name == ".env") for one in diagnostics)


def test_a_module_of_a_package_that_is_called_setup_makes_no_library(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": distribution("shop"),
        "shop/__init__.py": "",
        "shop/models/__init__.py": "",
        "shop/models/setup.py": '"""Like setuptools: setup()"""\n' + reads("A_LEVEL"),
        "shop/models/work.py": reads("B_LEVEL"),
    }
    assert {code for code, _ in said(tmp_path, files)} == {"REL102"}
    assert len(said(tmp_path, {})) == 2


@pytest.mark.parametrize("folder", ["performance-test", "integration-tests", "test-support", "tests_e2e"])
def test_directories_that_are_called_after_tests_hold_tests(tmp_path: Path, folder: str) -> None:
    assert said(tmp_path, {f"{folder}/run.py": reads("A_LEVEL")}) == []


def test_a_package_that_splits_its_users_holds_no_tests(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/ab_test/__init__.py": "", "shop/ab_test/run.py": reads("A_LEVEL")}
    assert said(tmp_path, files) == [("REL102", "shop/ab_test/run.py")]


def test_in_scripts_only_a_real_credential_is_too_much(tmp_path: Path) -> None:
    text = 'import os\nKEY = os.getenv("OPENAI_API_KEY", "{}")\n'
    assert said(tmp_path, {"examples/a.py": text.format("your-key-here")}) == []
    assert said(tmp_path, {"examples/a.py": text.format(LONG)}) == [("REL502", "examples/a.py")]


def test_each_script_has_defaults_of_its_own(tmp_path: Path) -> None:
    text = 'import os\nMODEL = os.getenv("MODEL", "{}")\n'
    assert said(tmp_path, {"examples/a.py": text.format("one"), "examples/b.py": text.format("two")}) == []


def test_the_runtime_module_may_have_a_helper_that_reads_any_name(tmp_path: Path) -> None:
    helper = "import os\nLEVEL = os.getenv('LEVEL')\ndef read(name: str) -> str | None:\n    return os.getenv(name)\n"
    assert said(tmp_path, {"shop/config.py": helper}) == []
    assert "REL103" in {code for code, _ in said(tmp_path, {"shop/work.py": helper})}


def test_a_loop_over_names_is_about_those_that_are_not_everybodys(tmp_path: Path) -> None:
    text = "import os\ndef f():\n    return [os.environ.get(name) for name in ('HOME', 'A_KEY', 'B_KEY')]\n"
    (one,) = lint(tmp_path, {"shop/work.py": text}, "REL101")
    assert (one.variable, one.message[:22]) == ("A_KEY", "`A_KEY` (and 1 more) i")


def test_the_settings_of_other_environments_are_settings(tmp_path: Path) -> None:
    files = {
        "manage.py": django("shop.settings"),
        "shop/__init__.py": "",
        "shop/settings.py": "DEBUG = False\n",
        "shop/production.py": "from shop.settings import *\n" + reads("SHOP_CONFIG"),
        "shop/urls.py": "from shop import settings\n" + reads("SHOP_ROOT"),
    }
    assert [path for _, path in said(tmp_path, files, "REL102")] == ["shop/urls.py"]


def test_the_name_of_an_env_file_is_asked_for_before_all_settings(tmp_path: Path) -> None:
    text = "import os\nimport dotenv\ndotenv.load_dotenv(dotenv_path=os.environ.get('DOTENV_PATH'))\n"
    assert said(tmp_path, {"manage.py": text, "shop/celery.py": text}) == []
    assert [code for code, _ in said(tmp_path, {"shop/work.py": text})] == ["REL104"]


def test_json_of_nothing_is_no_secret(tmp_path: Path) -> None:
    text = 'import json, os\nSECRETS = json.loads(os.getenv("LOGIN_SECRETS", "{}"))\n'
    assert said(tmp_path, {"shop/config.py": text}) == []


def test_what_is_told_to_each_process_by_its_launcher_may_be_read_anywhere(tmp_path: Path) -> None:
    text = (
        'import os\ndef rank():\n    return int(os.environ["LOCAL_RANK"]), os.environ.get("DJANGO_SETTINGS_MODULE")\n'
    )
    assert said(tmp_path, {"shop/work.py": text}) == []


def test_templates_of_files_are_only_counted_and_empty_ones_not_at_all(tmp_path: Path) -> None:
    files = {
        "{{cookiecutter.name}}/main.py": "{%- if cookiecutter.mail %}\nimport os; os.environ\n{%- endif %}\n",
        "{{cookiecutter.name}}/Dockerfile": "FROM python:3.14\n{% if cookiecutter.mail %}\nRUN true\n{% endif %}\n",
        "tests/fixtures/Dockerfile": "\n",
        "shop/broken.py": "{%- if mail %}\nimport os; os.environ\n{%- endif %}\n",
    }
    found = report(tmp_path, files, "REL9")
    assert [(one.span.path, one.severity) for one in found.diagnostics] == [("shop/broken.py", "error")]
    assert found.skipped == 3


COLLECTED = "FROM python:3.14\nCOPY . .\nRUN python manage.py collectstatic\n"


@pytest.mark.parametrize(("base", "found"), [(reads("A_LEVEL"), 0), ('import os\nKEY = os.environ["A_KEY"]\n', 1)])
def test_a_command_of_django_is_only_told_about_what_it_fails_without(tmp_path: Path, base: str, found: int) -> None:
    files = {
        "manage.py": django("shop.settings.production"),
        "Dockerfile": COLLECTED,
        "shop/__init__.py": "",
        "shop/settings/__init__.py": "",
        "shop/settings/base.py": base,
        "shop/settings/aws.py": 'from .base import *\nBUCKET = os.environ["BUCKET"]\n',
    }
    diagnostics = lint(tmp_path, files, "REL215")
    assert len(diagnostics) == found
    assert all(one.variable == "A_KEY" for one in diagnostics)


def test_bytes_become_secret_bytes(tmp_path: Path) -> None:
    text = SETTINGS + "    api_token: str = ''\n    encryption_key: bytes = b''\n"
    helps = [one.help for one in lint(tmp_path, {"shop/config.py": text}, "REL501")]
    assert ["SecretStr" in helps[0], "SecretBytes" in helps[1]] == [True, True]


def test_one_build_is_asked_once_by_the_commands_of_django(tmp_path: Path) -> None:
    files = {
        "manage.py": django("shop.settings"),
        "Dockerfile": COLLECTED + "RUN python manage.py compilemessages\n",
        "shop/__init__.py": "",
        "shop/settings.py": 'import os\nKEY = os.environ["A_KEY"]\nMODE = os.getenv("A_MODE")\n',
    }
    (one,) = lint(tmp_path, files, "REL215")
    assert one.message.endswith("reads `A_KEY` while it is imported")


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


@pytest.mark.parametrize(("folder", "found"), [("helm/shop", "REL102"), ("tests/chart", "REL302")])
def test_what_has_a_chart_is_deployed_and_no_library(tmp_path: Path, folder: str, found: str) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "shop"\n',
        f"{folder}/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 0.1.0\n",
        "shop/work.py": reads("A_LEVEL"),
    }
    assert said(tmp_path, files, "REL1", "REL3") == [(found, "shop/work.py")]


@pytest.mark.parametrize(
    ("path", "name", "value", "found"),
    [
        ("compose.yaml", "DJANGO_SECRET_KEY", "secret", 1),
        ("compose.yaml", "OTHER_SECRET_KEY", "secret", 0),
        ("compose.yaml", "DJANGO_SECRET_KEY", "${KEY}", 0),
        ("compose.dev.yaml", "DJANGO_SECRET_KEY", "secret", 0),
        ("tests/compose.yaml", "DJANGO_SECRET_KEY", "secret", 0),
    ],
)
def test_a_placeholder_for_a_key_that_the_code_asks_for(
    tmp_path: Path, path: str, name: str, value: str, found: int
) -> None:
    manifest = (
        f"x-env: &env\n  {name}: {value}\nservices:\n"
        "  web:\n    image: example.org/shop\n    environment: {<<: *env}\n"
        "  worker:\n    image: example.org/shop\n    environment: {<<: *env}\n"
    )
    files = {path: manifest, "shop/settings.py": 'import os\nKEY = os.environ["DJANGO_SECRET_KEY"]\n'}
    assert len(lint(tmp_path, files, "REL471")) == found


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


def test_two_defaults_in_one_file_are_told_by_their_line(tmp_path: Path) -> None:
    text = 'import os\nA = int(os.getenv("A_MAX", "3"))\nB = int(os.getenv("A_MAX", "4"))\nC = os.environ.get("", 1)\n'
    (one,) = lint(tmp_path, {"shop/config.py": text + 'D = os.environ.get("", 2)\n'}, "REL106")
    assert one.message == "`A_MAX` has another default than in line 2"


@pytest.mark.parametrize(("name", "found"), [("SALTED_PASS", 0), ("GITHUB_REF", 0), ("STANDALONE", 1), ("USE_HOST", 1)])
def test_whether_a_value_is_there_may_be_asked(tmp_path: Path, name: str, found: int) -> None:
    text = f'import os\nif os.getenv("{name}", False):\n    pass\n'
    assert len(lint(tmp_path, {"shop/config.py": text}, "REL107")) == found


def test_what_behave_runs_is_a_test_and_settings_of_tests_are(tmp_path: Path) -> None:
    files = {
        "shop/config.py": reads("SHOP_A"),
        "shop/config_test_slow.py": 'import os\nSHOP_A = os.environ.get("SHOP_A", "other")\n',
        "features/environment.py": "import os\ndef before_all(_): os.environ['SHOP_B'] = 'x'\n",
        "features/steps/pay.py": "import os\ndef pay(_): return os.environ['SHOP_C']\n",
    }
    assert said(tmp_path, files, "REL1") == []


def test_a_configuration_that_a_server_executes_reads_where_it_should(tmp_path: Path) -> None:
    files = {
        "app.py": "import os\ndef f(): return os.environ['SHOP_KEY']\n",
        "hub/jupyterhub_config.py": "import os\nc.Spawner.namespace = os.environ.get('POD_NAMESPACE', 'default')\n",
    }
    assert said(tmp_path, files, "REL1") == [("REL101", "app.py")]


def test_a_name_that_is_tested_and_then_read_is_unknown_once(tmp_path: Path) -> None:
    lines = (
        "import os",
        "def source(key):",
        "    if key in os.environ:",
        "        return os.environ[key]",
        "    return ''",
    )
    other = ("def other(key):", "    return os.environ[key]")
    found = lint(tmp_path, {"app.py": "\n".join((*lines, *other)) + "\n"}, "REL1")
    assert [(one.code, one.span.line) for one in found] == [("REL103", 3), ("REL103", 7)]


def test_defaults_that_a_settings_class_reads_by_hand_are_one_habit(tmp_path: Path) -> None:
    text = (
        "import os\nfrom pydantic_settings import BaseSettings\n\n\n"
        "class Settings(BaseSettings):\n    debug: bool = False\n"
        '    host: str = os.getenv("SHOP_HOST", "db")\n    port: str = os.getenv("SHOP_PORT", "1")\n'
        'class Testing(Settings):\n    more: str = ""\n\n\nREGION = os.environ.get("SHOP_REGION")\n'
        'if "SHOP_ROOT" in os.environ:\n    ROOT = os.environ["SHOP_ROOT"]\n'
    )
    found = lint(tmp_path, {"shop/config.py": text}, "REL108")
    assert [(one.span.line, one.message) for one in found] == [
        (7, "`SHOP_HOST` (and 1 more) is read by hand beside the settings class `Settings`"),
        (13, "`SHOP_REGION` is read by hand beside the settings class `Settings`"),
        (14, "`SHOP_ROOT` is read by hand beside the settings class `Settings`"),
    ]


def test_a_read_in_the_settings_of_a_library_is_told_as_the_library_s(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "client"\nversion = "1"\n',
        "user/pyproject.toml": distribution("user", "client"),
        "client/config.py": "import os\n" + SETTINGS + '\ndef key(): return os.environ["CLIENT_KEY"]\n',
        "client/more.py": 'import os\ndef f(): return os.environ["CLIENT_KEY"]\n',
    }
    assert set(said(tmp_path, files, "REL108", "REL301")) == {
        ("REL301", "client/config.py"),
        ("REL301", "client/more.py"),
    }


def test_one_line_that_an_ignore_file_lacks_is_one_finding(tmp_path: Path) -> None:
    files = {
        "Dockerfile": "FROM python:3.14\nCOPY . /app\n",
        "docker/web.Dockerfile": "FROM python:3.14\nCOPY . /app\n",
        "compose.yaml": "services:\n  web:\n    build:\n      context: .\n      dockerfile: docker/web.Dockerfile\n",
        ".gitignore": ".env\n",
    }
    (found,) = lint(tmp_path, files, "REL211")
    assert found.message == "`COPY` would take `.env` along, which docker does not ignore"
    assert [one.span.path for one in found.related] == ["docker/web.Dockerfile"]


def test_a_key_of_the_tests_opens_nothing(tmp_path: Path) -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA7bq98Q2\n" * 12 + "-----END RSA PRIVATE KEY-----\n"
    files = {"Dockerfile": "FROM python:3.14\nCOPY . /app\n", "tests/fixtures/private_key.pem": key}
    assert said(tmp_path, files, "REL211") == []
    files = {"certs/private_key.pem": key}
    (found,) = lint(tmp_path, files, "REL211")
    assert found.message == "`COPY` takes `certs/private_key.pem` along, which docker does not ignore"


def test_a_number_of_keys_is_no_secret(tmp_path: Path) -> None:
    files = {"config.py": 'import os\nMAX_API_KEYS = int(os.environ.get("MAX_API_KEYS", 30))\n'}
    assert said(tmp_path, files, "REL502") == []


TOKEN = "bi5FDwhZGKfc4urLJ_ChGtIAaOPgxd3RDOhnvct10mw="
CLEAR = """services:
  web:
    build:
      context: .
      dockerfile: {dockerfile}
    environment:
      SECRET_KEY: {token}
      DATABASE_URL: postgresql://shop:sh0pp1ng@{host}/shop
"""


def test_a_key_for_a_desk_is_no_error_and_one_value_one_finding(tmp_path: Path) -> None:
    desk = CLEAR.format(dockerfile="Dockerfile.dev", token=TOKEN, host="db:5432")
    files = {"compose.yaml": desk, "compose.staging.yaml": desk}
    found = lint(tmp_path, files, "REL443")
    assert [(one.variable, one.severity, len(one.related)) for one in found] == [
        ("SECRET_KEY", "warning", 1), ("DATABASE_URL", "info", 1)
    ]  # fmt: skip


def test_a_key_for_a_service_and_an_address_elsewhere_are_errors(tmp_path: Path) -> None:
    files = {"compose.yaml": CLEAR.format(dockerfile="Dockerfile", token=TOKEN, host="db.example.org")}
    assert [one.severity for one in lint(tmp_path, files, "REL443")] == ["error", "error"]


def test_a_throw_away_database_of_the_tests_is_nobody_s_secret(tmp_path: Path) -> None:
    text = CLEAR.format(dockerfile="Dockerfile", token="sk_live_4eC39HqLyjWDarjtT1zdp7dc", host="db")
    files = {"tests/e2e/compose.yaml": text}
    found = lint(tmp_path, files, "REL443")
    assert [(one.variable, one.severity) for one in found] == [("SECRET_KEY", "error")]


GUARD = (
    'if __name__ == "__main__":\n    key = os.environ["{0}_KEY"]\n    url = os.environ.get("{0}_PASSWORD", "hunter")\n'
)


def test_what_a_module_reads_to_be_tried_out_is_one_note(tmp_path: Path) -> None:
    files = {
        "shop/providers/mail.py": "import os\n\n\n" + GUARD.format("MAIL"),
        "shop/providers/__init__.py": "",
        "shop/main.py": "import os\n\n\n" + GUARD.format("SHOP"),
    }
    found = lint(tmp_path, files, "REL101", "REL502")
    assert [(one.code, one.span.path, one.span.line, one.severity) for one in found] == [
        ("REL101", "shop/main.py", 5, "warning"),
        ("REL101", "shop/main.py", 6, "warning"),
        ("REL502", "shop/main.py", 6, "warning"),
        ("REL101", "shop/providers/mail.py", 5, "info"),
    ]
    assert found[-1].message == "`MAIL_KEY` (and 1 more) is read outside the runtime config module"


def test_a_build_stage_that_is_a_default_is_the_one_that_is_started(tmp_path: Path) -> None:
    files = {
        "Dockerfile": (
            "FROM python:3.14 AS debug\nEXPOSE 5678\n"
            'CMD ["python", "-m", "debugpy", "--listen", "0.0.0.0:5678", "-m", "shop"]\n'
            'FROM python:3.14 AS prod\nCMD ["uvicorn", "shop:app", "--host", "0.0.0.0", "--port", "5000"]\n'
        ),
        "shop.py": SETTINGS + "\n\nsettings = Settings()\napp = object()\n",
        "compose.yaml": (
            "services:\n  web:\n    build:\n      context: .\n      target: ${STAGE:-debug}\n    ports: ['5678:5678']\n"
        ),
    }
    assert said(tmp_path, files, "REL456") == []
    files["Dockerfile"] = files["Dockerfile"].replace('"-m", "shop"', '"-m", "uvicorn", "shop:app", "--port", "5000"')
    assert said(tmp_path, files, "REL456") == []  # the debugger listens, too
    files["compose.yaml"] = files["compose.yaml"].replace(":-debug", ":-prod")
    assert said(tmp_path, files, "REL456") == [("REL456", "Dockerfile")]


def test_yaml_that_is_none_is_called_so(tmp_path: Path) -> None:
    files = {"compose.yaml": "services:\n  web:\n    image: a\nloose text\n  more: 1\n"}
    (found,) = lint(tmp_path, files, "REL901")
    assert found.message == "this file cannot be read: it is not valid YAML"


def test_variables_in_a_text_of_the_user_are_a_note(tmp_path: Path) -> None:
    files = {"app.py": "import os\ndef path(text): return os.path.expandvars(text)\n"}
    assert [one.severity for one in lint(tmp_path, files, "REL101")] == ["info"]


def test_of_a_library_no_runtime_config_module_is_told(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "client"\nversion = "1"\n',
        "client/config.py": "X = 1\n",
        "client/http.py": 'import os\ndef f(): return os.environ.get("CLIENT_PROXY")\n',
    }
    found = report(tmp_path, files, "REL3")
    assert ([one.code for one in found.diagnostics], found.notes) == (["REL301"], ())


HANDLER = """import os

TABLE = os.environ["ORDERS_TABLE"]


def handler(event: dict, context: object) -> str:
    return TABLE + os.environ["ORDERS_REGION"]
"""


def test_the_function_of_a_lambda_reads_its_variables_itself(tmp_path: Path) -> None:
    files = {
        "orders/src/app.py": HANDLER,
        "orders/src/__init__.py": "",
        "mails/src/app.py": "from shared import region\n" + HANDLER,
        "mails/src/shared.py": 'import os\ndef region(): return os.environ["MAIL_REGION"]\n',
    }
    assert {path for _, path in said(tmp_path, files, "REL101", "REL102")} == {
        "mails/src/app.py", "mails/src/shared.py"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"pack.py": reads("PACK_DIR") + 'if __name__ == "__main__":\n    pass\n'}, 0),
        ({"image/run.py": reads("QUEUE"), "image/Dockerfile": "FROM python:3.14\n"}, 0),
        ({"image/run.py": reads("QUEUE"), "image/b.py": reads("TOPIC"), "image/Dockerfile": "FROM a\n"}, 2),
        ({"pack.py": "import b\n" + reads("A") + 'if __name__ == "__main__":\n    pass\n', "b/c.py": reads("B")}, 2),
        ({"stack.py": reads("STAGE") + "app.synth()\n", "cdk.json": "{}"}, 0),
        ({"pack.py": reads("PACK_DIR")}, 1),
    ],
)
def test_a_program_of_one_module_reads_its_variables_itself(tmp_path: Path, files: dict[str, str], found: int) -> None:
    assert len(lint(tmp_path, files, "REL101", "REL102")) == found


@pytest.mark.parametrize(
    "path",
    ["deploy/files/get-pip.py", "pages/1_chat.py", "extra-scripts/sync.py", "build_helpers/publish.py",
     "profiles/github_mock/app.py", "layer/python/botocore/session.py"],
)  # fmt: skip
def test_what_nobody_imports_or_others_wrote_is_not_of_the_application(tmp_path: Path, path: str) -> None:
    files = {path: reads("SHOP_LEVEL"), "shop/work.py": reads("SHOP_OTHER"), "layer/python/botocore/__init__.py": ""}
    (tmp_path / "layer/python/botocore-1.2.dist-info").mkdir(parents=True)
    assert [where for _, where in said(tmp_path, files, "REL101", "REL102")] == ["shop/work.py"]


def test_what_a_template_makes_is_judged_as_an_application(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "client"\nversion = "1"\n',
        "client/templates/{{cookiecutter.name}}/pipeline.py": 'import os\nKEY = os.environ["SHOP_LEVEL"]\n',
    }
    assert [code for code, _ in said(tmp_path, files, "REL1", "REL3")] == ["REL102"]


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


def test_what_the_runner_of_a_pipeline_gives_is_everybody_s(tmp_path: Path) -> None:
    files = {"shop/work.py": reads("GITHUB_OUTPUT", "GITHUB_WORKSPACE", "RUNNER_TEMP", "AWS_LAMBDA_FUNCTION_NAME")}
    assert said(tmp_path, files, "REL1") == []
    assert len(lint(tmp_path, {"shop/work.py": reads("GITHUB_TOKEN")}, "REL102")) == 1


SWAP = """import os

def unset(names):
    kept = {name: os.environ[name] for name in names}
    for name in names:
        del os.environ[name]
    for name in names:
        os.environ[name] = kept[name]

def cluster(path):
    before = os.environ.get("SHOP_CLUSTER")
    os.environ["SHOP_CLUSTER"] = path
    os.environ["SHOP_CLUSTER"] = before

def token(given):
    key = given or os.environ.get("SHOP_KEY")
    os.environ["SHOP_KEY"] = key
    return os.environ["SHOP_KEY"]

def restored():
    kept = os.environ.copy()
    os.environ.clear()
    os.environ.update(kept)

if "SHOP_CACHE" not in os.environ:
    os.environ["SHOP_CACHE"] = "/cache"
LEVEL = os.environ["SHOP_CACHE"]
"""


def test_what_a_function_saves_writes_and_puts_back_is_told_once(tmp_path: Path) -> None:
    found = lint(tmp_path, {"shop/work.py": SWAP}, "REL1")
    assert [(one.code, one.span.line, len(one.related)) for one in found] == [
        ("REL104", 6, 1), ("REL104", 12, 1), ("REL101", 16, 0), ("REL104", 17, 0), ("REL104", 26, 0), ("REL102", 27, 0)
    ]  # fmt: skip
    library = {"pyproject.toml": '[project]\nname = "client"\nversion = "1"\n'}
    found = lint(tmp_path, library, "REL3")
    assert [(one.code, one.span.line) for one in found] == [
        ("REL304", 6), ("REL304", 12), ("REL301", 16), ("REL304", 17), ("REL304", 26), ("REL302", 27)
    ]  # fmt: skip


def test_a_library_that_fills_the_environment_changes_it(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "client"\nversion = "1"\n',
        "client/http.py": "import os\ndef f(some): os.environ.update(some)\n",
    }
    assert [one.message for one in lint(tmp_path, files, "REL304")] == [
        "this library changes the application's environment"
    ]


def test_names_that_a_command_s_user_chooses_are_told_once_a_function(tmp_path: Path) -> None:
    lines = [f"    args.{name} = os.environ.get(args.{name}_env_var)\n" for name in ("a", "b", "c")]
    found = lint(tmp_path, {"shop/cli.py": "import os\ndef run(args):\n" + "    #\n    #\n".join(lines)}, "REL1")
    assert [(one.span.line, len(one.related)) for one in found] == [(3, 2)]


def test_a_line_that_fills_fields_of_several_classes_is_told_once(tmp_path: Path) -> None:
    files = {
        "app/config.py": (
            "from pydantic_settings import BaseSettings\n"
            "class Base(BaseSettings):\n    debug: bool = False\n"
            "class Dev(Base):\n    debug: bool = True\n"
        ),
        "compose.yaml": "services:\n  web:\n    build: .\n    environment:\n      DEBUG: ${DEBUG}\n",
        "Dockerfile": "FROM python:3.14\nCOPY app app\n",
    }
    assert len(lint(tmp_path, files, "REL447")) == 1


def test_helm_templates_are_told_once_however_many_charts_there_are(tmp_path: Path) -> None:
    template = "{{ if .On }}\napiVersion: apps/v1\nkind: Pod\nspec:\n  containers:\n    - name: web\n{{ end }}\n"
    files = {f"charts/{name}/templates/deployment.yaml": template for name in ("a", "b")}
    files |= {f"charts/{name}/Chart.yaml": f"apiVersion: v2\nname: {name}\nversion: 0.1.0\n" for name in ("a", "b")}
    (found,) = lint(tmp_path, files, "REL446")
    assert found.message.startswith("Helm templates of 2 charts are not read before they are rendered: ")


def test_a_word_that_a_build_on_a_desk_is_given_is_as_public_as_its_file(tmp_path: Path) -> None:
    text = "services:\n  web:\n    build:\n      context: .\n      args:\n        DB_PASSWORD: {}\n"
    files = {"dev/compose/compose.yaml": text.format("galaxy")}
    assert said(tmp_path, files, "REL214") == []
    files = {"dev/compose/compose.yaml": text.format("${DB_PASSWORD}"), "compose.yaml": text.format("galaxy")}
    assert len(lint(tmp_path, files, "REL214")) == 2


def test_a_database_of_the_developers_has_a_password_that_is_noted(tmp_path: Path) -> None:
    text = "FROM postgres:17\nENV POSTGRES_PASSWORD=postgres\n"
    found = lint(tmp_path, {"dev/Dockerfile": text, "Dockerfile": text}, "REL202")
    assert [(one.span.path, one.severity) for one in found] == [("Dockerfile", "warning"), ("dev/Dockerfile", "info")]


def test_a_placeholder_for_the_key_of_a_service_is_a_note_and_told_once_a_file(tmp_path: Path) -> None:
    one = 'config("OPENAI_API_KEY", default="your-key")'
    files = {
        "flowsettings.py": f"from decouple import config\nA = {one}\nB = {one}\n"
        'C = config("APP_SECRET_KEY", default="your-key")\n'
    }
    found = lint(tmp_path, files, "REL502")
    assert [(one.span.line, one.severity, len(one.related)) for one in found] == [(2, "info", 1), (4, "warning", 0)]
    assert found[0].message == "without `OPENAI_API_KEY` the program boots with a key that its service refuses"


def test_an_env_file_that_is_read_is_not_called_the_environment(tmp_path: Path) -> None:
    files = {"shop/work.py": "from dotenv import dotenv_values\ndef f(path): return dotenv_values(path)\n"}
    assert [one.message for one in lint(tmp_path, files, "REL1")] == [
        "an env file is read outside the runtime config module"
    ]
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "client"\nversion = "1"\n')
    assert said(tmp_path, {}, "REL3") == []


def test_what_configures_gunicorn_is_executed_whatever_its_name(tmp_path: Path) -> None:
    lines = [f'{name} = int(getenv("WSGI_{name.upper()}", 3))\n' for name in ("workers", "timeout", "keepalive")]
    files = {"shop/work.py": reads("A"), "wsgi/start.py": "from os import getenv\n" + "".join(lines)}
    assert [path for _, path in said(tmp_path, files, "REL101", "REL102")] == ["shop/work.py"]


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
    ("code", "found"),
    [
        ('return os.environ | {"TOKEN": token}', 0),
        ('return {**os.environ, "TOKEN": token}', 0),
        ('return {"TOKEN": token, **os.environ}', 1),
        ("return {**token, **os.environ}", 1),
        ("env = {}\n    env.update(os.environ)\n    return env", 0),
        ("settings = {}\n    settings.update(os.environ)", 1),
        ("env_vars = os.environ.copy()\n    return env_vars", 0),
        ("run(env=token if token else os.environ)", 0),
    ],
)
def test_a_copy_that_overrules_the_environment_is_for_a_child(tmp_path: Path, code: str, found: int) -> None:
    assert len(lint(tmp_path, {"shop/work.py": f"import os\ndef f(token, run):\n    {code}\n"}, "REL101")) == found


def test_a_message_on_the_terminal_of_a_build_is_in_no_artifact(tmp_path: Path) -> None:
    text = 'import os, sys\nbase = os.environ["BASE"]\nprint(base, file={})\n'
    assert said(tmp_path, {"hatch_build.py": text.format("sys.stderr")}, "REL217") == []
    assert len(lint(tmp_path, {"hatch_build.py": text.format("open('a', 'w')")}, "REL217")) == 1


def test_a_file_at_a_place_that_a_build_was_given_does_not_hold_the_place(tmp_path: Path) -> None:
    text = 'import os\nfrom pathlib import Path\nbase = Path(os.environ["BASE"])\nbase.write_text({})\n'
    assert said(tmp_path, {"hatch_build.py": text.format("base.read_text()")}, "REL217") == []
    assert len(lint(tmp_path, {"hatch_build.py": text.format("str(base)")}, "REL217")) == 1


def test_a_connection_of_airflow_s_is_a_secret_and_a_row_of_x_is_none(tmp_path: Path) -> None:
    dockerfile = "FROM apache/airflow:3.0.0\nENV AIRFLOW_CONN_SHOP=postgres://shop:pg_password@db:5432/shop\n"
    assert said(tmp_path, {"Dockerfile": dockerfile}, "REL2") == [("REL202", "Dockerfile")]
    files = {"Dockerfile": "FROM python:3.14\nENV GOOGLE_API_KEY=AIzaXXXX\n"}
    assert said(tmp_path, files, "REL2") == [("REL202", "Dockerfile")]


@pytest.mark.parametrize(("other", "found"), [("test-web", 0), ("mail", 1), ("web-2", 1)])
def test_services_of_two_stages_do_not_run_at_once(tmp_path: Path, other: str, found: int) -> None:
    text = "".join(f"  {name}:\n    image: shop\n    ports: ['8000:8000']\n" for name in ("dev-web", other))
    assert len(lint(tmp_path, {"compose.yaml": f"services:\n{text}"}, "REL464")) == found


def test_the_call_of_a_helper_that_puts_back_writes_nothing(tmp_path: Path) -> None:
    files = {"shop/work.py": SWAP + '\n\ndef run():\n    unset(["SHOP_CLUSTER"])\n'}
    assert [line for line in (one.span.line for one in lint(tmp_path, files, "REL104")) if line > 27] == []


def test_a_variable_that_tells_a_library_is_written_with_a_note(tmp_path: Path) -> None:
    lines = [f'    os.environ["{name}"] = "a"\n' for name in ("RAY_LOG_LEVEL", "AWS_TOKEN")]
    files = {"shop/work.py": "import os\ndef f():\n" + "".join(lines)}
    assert [one.severity for one in lint(tmp_path, files, "REL104")] == ["info", "warning"]


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


def test_an_example_that_becomes_the_env_file_of_an_image_is_told(tmp_path: Path) -> None:
    files = {".env.example": "API_KEY=your-key\n"}
    files["Dockerfile"] = "FROM python:3.14\nCOPY .env.example /app/.env\n"
    assert [(one.message, one.severity) for one in lint(tmp_path, files, "REL210")] == [
        (
            "`.env.example` becomes the env file of the final image, and stands in for what a deployment forgets",
            "warning",
        )
    ]
    files["Dockerfile"] = "FROM python:3.14\nCOPY .env.example /app/\n"
    assert said(tmp_path, files, "REL210") == []


def test_programs_beside_the_application_are_apart_from_its_configuration(tmp_path: Path) -> None:
    guard = 'if __name__ == "__main__":\n    pass\n'
    files = {
        "shop/config.py": reads("SHOP_STAGE"),
        "docker/start.py": reads("SHOP_CONFIG_DIR") + guard,
        "docker/workers.py": reads("SHOP_WORKERS") + guard,
        "jobs/load.py": "import shop.config\n" + reads("SHOP_FROM") + guard,
    }
    assert [path for _, path in said(tmp_path, files, "REL101", "REL102")] == ["jobs/load.py"]


def test_functions_of_a_lambda_may_have_defaults_of_their_own(tmp_path: Path) -> None:
    text = 'import os\ndef handler(event, context): return os.environ.get("SHOP_TABLE", "{}")\n'
    files = {"hotel/book.py": text.format("hotels"), "flight/book.py": text.format("flights")}
    assert said(tmp_path, files, "REL106") == []
    files = {path: code.replace("event", "given") for path, code in files.items()}
    assert len(lint(tmp_path, files, "REL106")) == 1


def test_a_configuration_that_only_names_the_env_file_is_the_runtime_config_module(tmp_path: Path) -> None:
    files = {"shop/config.py": "from dotenv import load_dotenv\nload_dotenv()\n", "shop/work.py": reads("A")}
    assert said(tmp_path, files, "REL1") == [("REL102", "shop/work.py")]


def test_a_plugin_of_pytest_s_is_a_test_and_a_tool_s_own_variable_everybody_s(tmp_path: Path) -> None:
    files = {"shop/pytest_plugin.py": reads("API_HOST"), "shop/work.py": reads("KUBECONFIG", "JAVA_HOME")}
    assert said(tmp_path, files, "REL1") == []
