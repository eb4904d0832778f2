"""What is no fault, and what is one fault however often it is written: seen in projects that were new to the rules."""

from pathlib import Path

import pytest
from little import SETTINGS, distribution, django, lint, reads, report, said

from relcheck import api
from relcheck.asked import Asked
from relcheck.cli.ignores import write
from relcheck.config import Config
from relcheck.repair import repair

WRITES = 'import os\nos.environ.setdefault("DB_USER", "shop")\nos.environ["DB_HOST"] = "db"\n'


def test_settings_may_say_a_default_by_setting_it(tmp_path: Path) -> None:
    files = {"manage.py": django("shop.settings"), "shop/settings.py": WRITES, "shop/work.py": WRITES}
    found = [(one.span.path, one.span.line) for one in lint(tmp_path, files, "REL104")]
    assert found == [("shop/settings.py", 3), ("shop/work.py", 2)]


CONTEXT = """import os
from contextlib import contextmanager

@contextmanager
def environment(given):
    before = os.environ.copy()
    os.environ.update(given)
    yield
    for key in given:
        if key not in before:
            del os.environ[key]
        else:
            os.environ[key] = before[key]
"""


def test_what_a_context_puts_back_name_by_name_is_no_change(tmp_path: Path) -> None:
    assert said(tmp_path, {"shop/work.py": CONTEXT}, "REL104") == []


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


def test_a_program_of_one_module_need_not_declare_its_variables(tmp_path: Path) -> None:
    warm = reads("WARM_SIZE") + 'if __name__ == "__main__":\n    print(WARM_SIZE)\n'
    files = {"shop/config.py": SETTINGS, "docker/warm/warm.py": warm, "shop/manager.py": reads("SHOP_SIZE")}
    assert said(tmp_path, files, "REL105") == [("REL105", "shop/manager.py")]


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [("False", "0", 0), ('"1"', "True", 0), ("True", "0", 1), ('"10"', "0", 1)],
)
def test_a_switch_that_is_off_is_off_however_it_is_written(tmp_path: Path, one: str, other: str, found: int) -> None:
    code = 'import os\ndef f(): return os.environ.get("SHOP_LEVEL", {0})\n'
    files = {"shop/a.py": code.format(one), "shop/b.py": code.format(other)}
    assert len(lint(tmp_path, files, "REL106")) == found


def test_settings_of_tests_have_defaults_of_their_own(tmp_path: Path) -> None:
    code = 'import os\nSECRET_KEY = os.environ.get("SHOP_LEVEL", "{0}")\n'
    files = {f"shop/settings/{name}.py": code.format(name) for name in ("local", "test", "dev")}
    assert said(tmp_path, files, "REL106") == []


def test_a_command_that_two_branches_of_a_build_run_is_told_once(tmp_path: Path) -> None:
    step = 'RUN if [ "$KIND" = "{0}" ]; then python -m shop.models; fi\n'
    files = {
        "Dockerfile": "FROM python:3.14\nCOPY . .\n" + step.format("all") + step.format("some"),
        "shop/models.py": 'import os\nROOT = os.environ["SHOP_ROOT"]\n',
        "shop/__init__.py": "",
    }
    assert len(lint(tmp_path, files, "REL215")) == 1


WRITER = 'import os\nkey = os.environ["MAPS_API_KEY"]\nopen("out.py", "w").write(key)\n'


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("docs/conf.py", 1),
        ("setup.py", 1),
        ("docs/apps/a.py", 0),
        ("docs/examples/a.py", 0),
        (".github/a.py", 0),
    ],
)
def test_what_is_written_beside_the_pages_of_a_manual_is_no_artifact(tmp_path: Path, path: str, found: int) -> None:
    assert len(lint(tmp_path, {"pyproject.toml": distribution("shop"), path: WRITER}, "REL217")) == found


COMPOSE = "services:\n  web:\n    build: {{context: ..}}\n    env_file: ['{0}']\n"


@pytest.mark.parametrize(("file", "found"), [("ci/stage.env", 0), ("ci/other.env", 1)])
def test_an_env_file_may_be_named_from_the_project_directory(tmp_path: Path, file: str, found: int) -> None:
    files = {
        "web/ci/compose.yaml": COMPOSE.format(file),
        "web/ci/stage.env": "REGION=eu\n",
        "web/Dockerfile": "FROM python:3.14\nCOPY . .\nCMD python -m shop\n",
        "web/shop/__main__.py": SETTINGS + "\nsettings = Settings()\n",
    }
    assert len(lint(tmp_path, files, "REL452")) == found


def test_an_env_file_that_a_stage_writes_holds_what_the_stage_knows(tmp_path: Path) -> None:
    lines = ["FROM python:3.14 AS version", 'RUN echo "VERSION=1" > /.env.local', "FROM node:22 AS page"]
    lines += ["COPY --from=version /.env.local .", "FROM nginx", "COPY --from=page /app /app"]
    assert said(tmp_path, {"Dockerfile": "\n".join(lines) + "\n"}, "REL210") == []
    lines[1:2] = ["COPY .env.local /.env.local"]
    assert said(tmp_path, {"Dockerfile": "\n".join(lines) + "\n"}, "REL210") == [("REL210", "Dockerfile")]


def test_a_key_that_is_copied_from_manifest_to_manifest_is_told_once(tmp_path: Path) -> None:
    compose = "services:\n  web:\n    build: .\n    environment:\n      SECRET_KEY: {0}\n"
    files = {
        "shop/config.py": 'import os\nKEY = os.environ["SECRET_KEY"]\n',
        "compose.yaml": compose.format("secret"),
        "compose.mac.yaml": compose.format("secret"),
        "compose.stage.yaml": compose.format("changeme"),
    }
    found = lint(tmp_path, files, "REL471")
    assert [(one.span.path, [place.span.path for place in one.related]) for one in found] == [
        ("compose.mac.yaml", ["compose.yaml"]), ("compose.stage.yaml", [])
    ]  # fmt: skip


VARIANT = "services:\n  web:\n    <<: &web {{command: serve --port 80, ports: ['80:80']}}\n  {0}:\n    <<: *web\n"


@pytest.mark.parametrize(("name", "found"), [("web_gpu", 0), ("web-2", 1), ("page", 1)])
def test_a_variant_of_a_service_runs_instead_of_it(tmp_path: Path, name: str, found: int) -> None:
    assert len(lint(tmp_path, {"compose.yaml": VARIANT.format(name)}, "REL464")) == found


@pytest.mark.parametrize(("value", "found"), [("ThIsIsASecretKEYforBUILD123", 0), ("q7Vd0pLmZ4tRw8Yb3Vn6Hc1x", 1)])
def test_a_phrase_that_a_build_step_is_given_is_no_key(tmp_path: Path, value: str, found: int) -> None:
    step = f'RUN SECRET_KEY="{value}" python manage.py collectstatic\n'
    assert len(lint(tmp_path, {"Dockerfile": "FROM python:3.14\n" + step}, "REL212")) == found


TWICE = """import os

def host(config):
    if "MAIL_HOST" in os.environ:
        config["host"] = os.environ["MAIL_HOST"]
    if os.getenv("MAIL_PORT"):
        return os.getenv("MAIL_PORT")

if "MAIL_USER" in os.environ:
    USER = os.environ["MAIL_USER"]
    NAME = OTHER = 1
    MORE = ""
    SOME = ""
    THAT = ""
    LAST = os.environ["MAIL_USER"]
"""


def test_a_variable_that_is_tested_and_then_read_is_told_once(tmp_path: Path) -> None:
    files = {"shop/config.py": SETTINGS + "\nsettings = Settings()\n", "shop/work.py": TWICE, "shop/__init__.py": ""}
    found = lint(tmp_path, files, "REL101", "REL102")
    assert [(one.code, one.span.line, [place.span.line for place in one.related]) for one in found] == [
        ("REL101", 4, [5]), ("REL101", 6, [7]), ("REL102", 9, [10]), ("REL102", 15, [])
    ]  # fmt: skip
    library = {"pyproject.toml": '[project]\nname = "client"\nversion = "1"\n', "shop/config.py": "", **files}
    del library["shop/config.py"]
    (tmp_path / "shop/config.py").write_text("")
    found = lint(tmp_path, library, "REL301", "REL302")
    assert [one.span.line for one in found] == [4, 6, 9, 15]


def test_one_fix_mends_all_places_of_a_finding(tmp_path: Path) -> None:
    files = {"shop/config.py": SETTINGS + "\nsettings = Settings()\n", "shop/work.py": TWICE, "shop/__init__.py": ""}
    lint(tmp_path, {"pyproject.toml": distribution("shop"), **files}, "REL101")
    root, options = str(tmp_path.resolve()), api.Options(cache=False, jobs=1)
    done = repair([root], Config(root=root), asked=Asked(), options=options, unsafe=True)
    text = done.after["shop/work.py"].decode()
    assert ("MAIL_HOST" in text, text.count("settings.mail_host"), text.count("settings.mail_port")) == (False, 2, 2)


def test_a_comment_is_added_at_each_place_of_a_finding(tmp_path: Path) -> None:
    found = report(tmp_path, {"shop/work.py": TWICE}, "REL101", "REL102")
    assert write(found, Config(root=str(tmp_path.resolve())), "")[:2] == (4, 1)
    assert (tmp_path / "shop/work.py").read_text().count("# relcheck: ignore") == 7
    assert lint(tmp_path, {}, "REL101", "REL102") == ()


FILLED = """import os

def prepare(url):
    os.environ["MAIL_URL"] = url
    os.environ["MAIL_PORT"] = "25"
    os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["MAIL_URL"] = url.lower()
"""


def test_variables_that_one_function_writes_are_one_habit(tmp_path: Path) -> None:
    found = lint(tmp_path, {"shop/work.py": FILLED}, "REL104")
    assert [(one.message.partition(" is ")[0], one.severity, len(one.related)) for one in found] == [
        ("`MAIL_URL` (and 1 more)", "warning", 2), ("`OMP_NUM_THREADS`", "info", 0)
    ]  # fmt: skip


CHOICE = """from pydantic_settings import BaseSettings

class Token(BaseSettings):
    issuer: str

class Local(Token):
    key: str

class Settings(BaseSettings):
    kind: str
    region: str
    local: Local | None = None

settings = Settings(kind="local", local=Local())
"""


def test_an_example_is_told_once_what_it_lacks_and_only_what_is_always_required(tmp_path: Path) -> None:
    files = {"shop/config.py": CHOICE, ".env.example": "PORT=1\n"}
    assert [one.message for one in lint(tmp_path, files, "REL448")] == ["`REGION` is required and not in this example"]
    files["shop/config.py"] = CHOICE.replace('kind="local", ', "").replace("region: str", "region: str\n    zone: str")
    assert [one.message for one in lint(tmp_path, files, "REL448")] == [
        "`KIND` (and 2 more) is required and not in this example"
    ]


@pytest.mark.parametrize("value", ["sk_test_<CHANGE_ME>", "sk_live_change-me-to-your-own"])
def test_the_beginning_of_a_key_with_words_behind_it_is_no_key(tmp_path: Path, value: str) -> None:
    code = f'import os\nKEY = os.environ.get("STRIPE_SECRET_KEY", "{value}")\n'
    assert [one.severity for one in lint(tmp_path, {"shop/settings.py": code}, "REL502")] == ["info"]


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


def test_a_variable_that_several_functions_of_a_file_read_is_told_once(tmp_path: Path) -> None:
    ask = 'def {0}(): return os.environ.get("SHOP_KEY")\n'
    code = "import os\n" + "".join(ask.format(name) for name in "fgh") + 'KEY = os.environ.get("SHOP_KEY")\n'
    found = lint(tmp_path, {"shop/work.py": code, "shop/more.py": code}, "REL101", "REL102")
    assert [(one.code, one.span.path, len(one.related)) for one in found] == [
        ("REL101", "shop/more.py", 2), ("REL102", "shop/more.py", 0),
        ("REL101", "shop/work.py", 2), ("REL102", "shop/work.py", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("PostgresDsn", "Secret[PostgresDsn]"), ("Optional[RedisDsn]", "Secret[RedisDsn] | None"),
        ("AnyUrl | None", "Secret[AnyUrl] | None"), ("str | None", "SecretStr"), ("bytes", "SecretBytes"),
    ],
)  # fmt: skip
def test_a_secret_whose_form_is_checked_stays_checked(tmp_path: Path, kind: str, told: str) -> None:
    lines = f"from typing import Optional\nfrom pydantic import *\n{SETTINGS}    database_url: {kind}\n"
    (found,) = lint(tmp_path, {"shop/config.py": lines}, "REL501")
    assert found.help.startswith(f"type it `{told}`")


def test_a_line_that_many_services_are_given_is_read_by_none_of_them_once(tmp_path: Path) -> None:
    service = "  {0}:\n    build: .\n    env_file: [shop.env]\n"
    files = {
        "shop/config.py": SETTINGS + "\nsettings = Settings()\n",
        "Dockerfile": "FROM python:3.14\nCOPY . .\nCMD python -m shop.config\n",
        "compose.yaml": "services:\n" + "".join(service.format(name) for name in ("web", "mail", "page")),
        "shop.env": "REGION=eu\nZYGOTE_LIMIT=3\n",
    }
    (found,) = lint(tmp_path, files, "REL450")
    assert found.message == "nothing that `web` (and 2 more of them) runs is seen to read `ZYGOTE_LIMIT`"


@pytest.mark.parametrize(("value", "found"), [("longstring", 1), ("a-very-long-random-string", 1), ("${SECRET:?}", 0)])
def test_words_that_only_ask_for_a_key_are_a_key_that_everybody_knows(tmp_path: Path, value: str, found: int) -> None:
    compose = f"services:\n  shop:\n    image: registry.example/shop\n    environment:\n      - SECRET={value}\n"
    files = {"shop/settings.py": 'import os\nKEY = os.environ["SECRET"]\n', "compose.yaml": compose}
    assert len(lint(tmp_path, files, "REL471")) == found
