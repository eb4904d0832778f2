"""What `relcheck init` sees: every wrong guess in a real project became a test here."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from projects import CELERY, FASTAPI, FILES, TOOLS, make

from relcheck.errors import ConfigError, UsageError
from relcheck.init import docker, processes, settings
from relcheck.init.after import by_hand, commands
from relcheck.init.look import look
from relcheck.init.plan import plan
from relcheck.init.seen import FRAMEWORKS, PLATFORMS, Asked, Seen

SETTINGS = """\
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: SecretStr
    workers: int = Field(4, description="how many")


settings = Settings()
"""


def written(root: Path, files: dict[str, str]) -> Seen:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return look(str(root), Asked())


@pytest.mark.parametrize("how", TOOLS)
@pytest.mark.parametrize("framework", FILES)
def test_framework_and_tool_are_seen(framework: str, how: str, tmp_path: Path) -> None:
    found = look(str(make(tmp_path, framework, how)), Asked())
    assert (found.framework, found.tool) == (framework, how)


@pytest.mark.parametrize(
    ("framework", "command"),
    [
        ("fastapi", "uvicorn --host 0.0.0.0 --port 8000 shop.main:app"),
        ("django", "gunicorn --bind 0.0.0.0:8000 shop.wsgi:application"),
        ("flask", "gunicorn --bind 0.0.0.0:8000 shop.web:create_app()"),
        ("celery", "celery --app shop.worker:celery_app worker --loglevel INFO"),
        ("package", "shop"),
    ],
)
def test_the_command_is_what_one_would_type(framework: str, command: str, tmp_path: Path) -> None:
    found = look(str(make(tmp_path, framework)), Asked())
    assert " ".join(processes.web(found).command) == command


def test_a_worker_beside_a_service_is_a_process_of_its_own(tmp_path: Path) -> None:
    found = written(tmp_path, FASTAPI | {"shop/worker.py": CELERY["shop/worker.py"]})
    assert [one.name for one in processes.processes(found)] == ["web", "worker"]


@pytest.mark.parametrize(
    ("needs", "command"),
    [
        ("fastapi\ngranian\n", "granian --interface asgi --host 0.0.0.0 --port 8000 shop.main:app"),
        (
            "fastapi\ngunicorn\n",
            "gunicorn --worker-class uvicorn.workers.UvicornWorker --bind 0.0.0.0:8000 shop.main:app",
        ),
        (
            "fastapi\ngunicorn\nuvicorn-worker\n",
            "gunicorn --worker-class uvicorn_worker.UvicornWorker --bind 0.0.0.0:8000 shop.main:app",
        ),
        ("fastapi\nuvicorn[standard]\n", "uvicorn --host 0.0.0.0 --port 8000 shop.main:app"),
    ],
)
def test_the_server_is_the_one_that_the_project_depends_on(needs: str, command: str, tmp_path: Path) -> None:
    found = written(tmp_path, dict(FASTAPI) | {"requirements.txt": needs})
    assert " ".join(processes.web(found).command) == command


def test_a_factory_is_called_by_the_server(tmp_path: Path) -> None:
    text = "from fastapi import FastAPI\n\n\ndef create_app():\n    app = FastAPI()\n    return app\n"
    found = written(tmp_path, {"shop/__init__.py": "", "shop/main.py": text, "requirements.txt": "fastapi\n"})
    assert processes.web(found).command[1:2] == ("--factory",)
    assert found.app is not None
    assert found.app.target == "shop.main:create_app"


def test_an_application_that_a_factory_made_is_the_object(tmp_path: Path) -> None:
    text = (
        "from flask import Flask\n\n\ndef create_app():\n    app = Flask('x')\n    return app\n\n\napp = create_app()\n"
    )
    found = written(tmp_path, {"web.py": text})
    assert found.app is not None
    assert (found.app.target, found.app.factory) == ("web:app", False)


def test_a_package_without_init_is_imported_as_the_project_imports_it(tmp_path: Path) -> None:
    files = {
        "app/main.py": "from fastapi import FastAPI\nfrom app.db import x\n\napp = FastAPI()\n",
        "app/db.py": "x = 1\n",
    }
    found = written(tmp_path, files)
    assert found.app is not None
    assert (found.app.target, found.app_dir, found.settings) == ("app.main:app", "", "app/config.py")


def test_modules_of_ours_go_into_the_package_that_the_entry_file_imports(tmp_path: Path) -> None:
    files = {"main.py": "from fastapi import FastAPI\nfrom app import routes\n\napp = FastAPI()\n",
             "app/__init__.py": "", "app/routes.py": "", "tools/x.py": ""}  # fmt: skip
    found = written(tmp_path, files)
    assert (found.app_dir, found.package, found.settings) == ("", "app", "app/config.py")


def test_a_module_that_reads_the_environment_already_stays_a_runtime_config_module(tmp_path: Path) -> None:
    files = {"main.py": "from fastapi import FastAPI\nfrom app.config import KEY\n\napp = FastAPI()\n",
             "app/__init__.py": "", "app/config.py": "import os\n\nKEY = os.environ['API_KEY']\n"}  # fmt: skip
    found = written(tmp_path, files)
    assert found.settings == "app/settings.py"
    assert found.runtime == ("app/config.py",)


def test_a_directory_above_with_a_repository_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    files = {"main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n", "config.py": SETTINGS}
    for name, text in files.items():
        (tmp_path / "backend").mkdir(exist_ok=True)
        (tmp_path / "backend" / name).write_text(text, encoding="utf-8")
    found = look(str(tmp_path / "backend"), Asked())
    assert (found.schema, found.settings) == ("config:Settings", "config.py")
    assert "exists" in found.why[-1]


def test_all_settings_classes_that_are_used_are_verified(tmp_path: Path) -> None:
    other = SETTINGS.replace("Settings(", "Mail(").replace("class Settings", "class Mail")
    files = {"shop/__init__.py": "", "shop/config.py": SETTINGS, "shop/mail.py": other.replace("secret_", "mail_"),
             "shop/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n"}  # fmt: skip
    found = written(tmp_path, files)
    assert set(found.schemas) == {"shop.config:Settings", "shop.mail:Mail"}
    assert {"SECRET_KEY", "MAIL_KEY"} <= {entry.name for entry in found.entries}


def test_the_settings_of_production_are_taken_where_manage_py_names_those_of_development(tmp_path: Path) -> None:
    manage = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site1.settings.development")\nimport django\n'
    files = {"manage.py": manage, "site1/__init__.py": "", "site1/settings/__init__.py": "",
             "site1/settings/development.py": "", "site1/settings/docker.py": ""}  # fmt: skip
    assert written(tmp_path, files).django == "site1.settings.docker"


def test_settings_that_the_site_does_not_hold_lead_to_no_package(tmp_path: Path) -> None:
    manage = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "elsewhere_conf")\nimport django\n'
    files = {"manage.py": manage, "site1/__init__.py": "", "site1/wsgi.py": "application = 1\n"}
    assert written(tmp_path, files).settings == "site1/config.py"


def test_a_file_that_cannot_be_imported_is_no_runtime_config_module(tmp_path: Path) -> None:
    manage = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site1.settings")\nimport django\n'
    read = "import os\n\nKEY = os.environ['KEY']\n"
    files = {"manage.py": manage, "site1/__init__.py": "", "site1/settings/__init__.py": read,
             "site1/settings/local.example.py": read}  # fmt: skip
    assert all("example" not in path for path in written(tmp_path, files).runtime)


def test_a_public_index_needs_no_login(tmp_path: Path) -> None:
    head = '[project]\nname = "shop"\n'
    public = '[[tool.uv.index]]\nname = "torch"\nurl = "https://download.pytorch.org/whl/cpu"\n'
    private = '[[tool.uv.index]]\nname = "own"\nurl = "https://packages.example/simple"\n'
    assert not written(tmp_path, {"pyproject.toml": head + public}).private
    assert written(tmp_path, {"pyproject.toml": head + private}).private


def test_alembic_with_several_sections_is_several_databases(tmp_path: Path) -> None:
    ini = "[users]\nscript_location = users\n[orders]\nscript_location = orders\n"
    found = written(tmp_path, dict(FASTAPI) | {"alembic.ini": ini, "orders/env.py": "url = settings.url\n"})
    assert [(one.name, one.section, one.url) for one in found.databases] == [
        ("users", "users", True), ("orders", "orders", False)
    ]  # fmt: skip


def test_a_text_that_is_compared_stays_a_text(tmp_path: Path) -> None:
    text = """\
import os
from fastapi import FastAPI

app = FastAPI()
ON = os.getenv("MAIL_ENABLED") == "1"
"""
    found = written(tmp_path, {"main.py": text})
    (entry,) = found.reads
    assert settings.field(entry).type == "str | None"


def test_a_secret_with_a_default_in_the_code_has_none_in_the_class(tmp_path: Path) -> None:
    text = 'import os\nfrom fastapi import FastAPI\n\napp = FastAPI()\nKEY = os.getenv("SECRET_KEY", "dev")\n'
    found = written(tmp_path, {"main.py": text})
    assert [(entry.name, entry.optional) for entry in found.entries] == [("SECRET_KEY", False)]


@pytest.mark.parametrize("name", ["MODEL_NAME", "COPY", "CLASS", "_HIDDEN", "JSON"])
def test_a_name_that_no_field_can_have_gets_an_alias(name: str, tmp_path: Path) -> None:
    text = f'import os\nfrom fastapi import FastAPI\n\napp = FastAPI()\nX = os.environ["{name}"]\n'
    found = written(tmp_path, {"main.py": text})
    assert [entry.name for entry in found.entries] == [name]
    assert f'validation_alias="{name}"' in settings.render(found)


def test_no_file_that_was_written_by_hand_makes_it_fall_over(tmp_path: Path) -> None:
    assert written(tmp_path, {"broken.py": "def (:\n", "alembic.ini": "no ini\n", "x.py": "\0"}).framework
    with pytest.raises(ConfigError):
        written(tmp_path, {"pyproject.toml": "[project\n"})
    with pytest.raises(UsageError):
        look(str(tmp_path / "nowhere"), Asked())


def hand(root: Path, files: dict[str, str]) -> str:
    return "\n".join(by_hand(written(root, files), Asked(docker=True)))


def test_what_no_file_of_ours_can_do_is_said(tmp_path: Path) -> None:
    main = {"main.py": "from flask import Flask\n\napp = Flask(__name__)\n"}
    assert (
        hand(tmp_path, main)
        == "no file lists the dependencies, and the image is built from one: write requirements.txt"
    )
    assert hand(tmp_path, main | {"requirements.txt": "flask\n"}) == ""
    said = hand(tmp_path, main | {"requirements.txt": "flask\ncelery\nflask-migrate\n",
                                  "Dockerfile": "FROM a\nRUN apt-get update && apt-get install -y x\n"})  # fmt: skip
    assert "installs operating system packages" in said
    assert "no Celery app was found" in said
    assert "write migrate() in release.py" in said


def test_classes_of_pydantic_1_are_not_doubled(tmp_path: Path) -> None:
    old = "from pydantic import BaseSettings\n\n\nclass Settings(BaseSettings):\n    key: str\n\n\nheld = Settings()\n"
    files = {"main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n", "config.py": old}
    assert "uses pydantic 1" in hand(tmp_path, files)
    assert written(tmp_path, files).schema == "config:Settings"


def test_a_server_that_the_project_does_not_depend_on_is_to_be_added(tmp_path: Path) -> None:
    files = {"main.py": "from flask import Flask\n\napp = Flask(__name__)\n", "requirements.txt": "flask\n"}
    typed = commands(written(tmp_path, files), Asked())
    assert typed[0][0] == "add relcheck-config, pydantic-settings and gunicorn to requirements.txt"
    more = files | {"requirements.txt": "flask\ngunicorn\npydantic-settings\nrelcheck-config\n"}
    assert "requirements.txt" not in commands(written(tmp_path, more), Asked())[0][0]


def test_a_build_step_is_given_what_the_settings_need_when_they_are_imported(tmp_path: Path) -> None:
    manage = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site1.settings")\nimport django\n'
    read = "import os\n\nSTATIC_ROOT = 'static'\nKEY = os.environ['SECRET_KEY']\nDEBUG = os.getenv('DEBUG', 'no')\n"
    files = {"manage.py": manage, "site1/__init__.py": "", "site1/settings.py": read}
    text = docker.static(written(tmp_path, files))
    assert "\nRUN SECRET_KEY=" in text
    assert "DEBUG" not in text
    files["site1/config.py"] = settings.render(look(str(tmp_path), Asked()))
    assert docker.static(written(tmp_path, files)) == text


def test_a_manifest_without_a_dockerfile_is_told(tmp_path: Path) -> None:
    found = written(tmp_path, {"main.py": "from flask import Flask\n\napp = Flask(__name__)\n"})
    assert "add one with --docker" in "\n".join(by_hand(found, Asked(platforms=("fly", "systemd"))))
    assert by_hand(found, Asked(platforms=("systemd",))) == []


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_framework_that_is_only_said_leads_to_files_that_are_whole(framework: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\nversion = "1"\n', encoding="utf-8")
    asked = Asked(framework, docker=True, platforms=PLATFORMS)
    found = look(str(tmp_path), asked)
    files = plan(found, asked, lambda path: "")
    assert [file.path for file in files if "<<" in file.text.replace("<<: *service", "")] == []
    assert ("no application object was found" in str(by_hand(found, asked))) is (
        framework not in ("package", "library")
    )  # fmt: skip


def test_a_package_called_secrets_is_code(tmp_path: Path) -> None:
    files = {"main.py": "from flask import Flask\n\napp = Flask(__name__)\n"}
    assert "**/secrets\n" in docker.dockerignore(written(tmp_path, files), "")
    files["shop/secrets/__init__.py"] = ""
    assert "**/secrets\n" not in docker.dockerignore(written(tmp_path, files), "")


def test_an_object_that_an_imported_function_returns_is_the_application(tmp_path: Path) -> None:
    factory = "from flask import Flask\n\n\ndef create_app(config):\n    app = Flask(__name__)\n    return app\n"
    start = 'import os\n\nfrom shop import create_app\n\napp = create_app(os.getenv("FLASK_CONFIG") or "default")\n'
    found = written(tmp_path, {"shop/__init__.py": factory, "wsgi.py": start, "requirements.txt": "flask\n"})
    assert (found.framework, found.app and found.app.target) == ("flask", "wsgi:app")


def test_a_service_in_a_directory_of_its_own_has_its_requirements_there(tmp_path: Path) -> None:
    main = "from fastapi import FastAPI\n\napp = FastAPI()\n"
    found = written(tmp_path, {"project/main.py": main, "project/requirements.txt": "fastapi\nuvicorn\n"})
    assert found.requirements == "project/requirements.txt"
    text = docker.dockerfile(found)
    assert "COPY project/requirements.txt ./project\n" in text
    assert "pip install -r project/requirements.txt" in text
    assert commands(found, Asked())[0][0].endswith("to project/requirements.txt")


def test_dependencies_in_a_group_are_dependencies(tmp_path: Path) -> None:
    groups = '[dependency-groups]\nmain = ["fastapi", {include-group = "web"}]\nweb = ["hypercorn"]\ndev = ["ruff"]\n'
    seen = written(tmp_path, {**FASTAPI, "pyproject.toml": groups})
    assert (seen.group, seen.dependencies) == ("main", {"fastapi", "hypercorn"})
    assert " pip install --group main\n" in docker.dockerfile(seen)


@pytest.mark.parametrize(
    "groups", ["dev = ['fastapi']\n", "a = ['fastapi']\nb = []\n", "a = [{include-group = 'a'}]\n"]
)
def test_groups_of_which_none_stands_out_are_passed_over(groups: str, tmp_path: Path) -> None:
    seen = written(tmp_path, {**FASTAPI, "pyproject.toml": f"[dependency-groups]\n{groups}"})
    assert "fastapi" not in seen.dependencies


def test_a_site_with_a_worker_is_a_site_though_its_dependencies_are_not_known(tmp_path: Path) -> None:
    root = make(tmp_path, "django")
    (root / "pyproject.toml").unlink()
    assert written(root, CELERY).framework == "django"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "import streamlit as st\n\nst.title('x')\n",
            'streamlit run app.py --server.headless true --server.address "$HOST" --server.port "$PORT"',
        ),
        (
            "import chainlit\n\n\n@chainlit.on_message\nasync def on(m): ...\n",
            'chainlit run app.py --headless --host "$HOST" --port "$PORT"',
        ),
    ],
)
def test_a_page_is_started_by_its_server(text: str, line: str, tmp_path: Path) -> None:
    project = "[project]\nname = 'pages'\nversion = '1'\n[build-system]\nrequires = ['hatchling']\n"
    seen = written(tmp_path, {"pyproject.toml": project, "admin.py": "import os\n", "app.py": text})
    assert seen.framework == "package"
    assert processes.shell(processes.web(seen)) == line


def test_a_project_below_is_pointed_to(tmp_path: Path) -> None:
    files = {"backend/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n"}
    said = hand(tmp_path, files | {"backend/pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n'})
    assert said == "the dependencies are listed in backend/pyproject.toml: `relcheck init backend` fits better"


def test_a_default_on_this_machine_is_none_in_a_container(tmp_path: Path) -> None:
    text = (
        "import os\nfrom fastapi import FastAPI\n\napp = FastAPI()\n"
        'CACHE = os.environ.get("PEER_ADDRESS", "redis://localhost:6379/0")\nNAME = os.environ.get("NAME", "shop")\n'
    )
    asked = Asked(platforms=("compose", "systemd"))
    made = {file.path: file.text for file in plan(written(tmp_path, {"main.py": text}), asked, lambda _: "")}
    assert 'PEER_ADDRESS: "${PEER_ADDRESS:?' in made["compose.yaml"]
    assert '# NAME: "shop"' in made["compose.yaml"]
    assert (
        "#   PEER_ADDRESS" in made[next(path for path in made if path.endswith(".service"))].partition("# Optional")[2]
    )


def test_what_has_settings_and_is_no_distribution_is_a_program(tmp_path: Path) -> None:
    found = written(tmp_path, {"shop/__init__.py": "", "shop/config.py": SETTINGS, "requirements.txt": "\n"})
    assert (found.framework, found.schema) == ("package", "shop.config:Settings")
    built = '[project]\nname = "shop"\nversion = "1"\n[build-system]\nrequires = ["hatchling"]\n'
    assert written(tmp_path, {"pyproject.toml": built}).framework == "library"


def test_a_value_that_each_container_would_draw_is_to_be_given(tmp_path: Path) -> None:
    config = (
        "from secrets import token_urlsafe\n\nfrom pydantic import Field, SecretStr\n"
        "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n"
        '    host: str = "localhost"\n    jwt_secret: str = Field(default_factory=lambda: token_urlsafe(32))\n'
        "\n\nsettings = Settings()\n"
    )
    main = "from fastapi import FastAPI\n\nfrom shop.config import settings\n\napp = FastAPI()\n"
    found = written(tmp_path, {"shop/__init__.py": "", "shop/config.py": config, "shop/main.py": main})
    (made,) = (file.text for file in plan(found, Asked(platforms=("compose",)), lambda _: "") if "compose" in file.path)
    assert 'JWT_SECRET: "${JWT_SECRET:?' in made
    assert 'HOST: "${HOST:?' in made
    assert all(entry.optional for entry in found.entries)


def test_an_empty_class_of_an_earlier_run_is_the_settings_class(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/__main__.py": "print(1)\n"}
    first = written(tmp_path, files)
    again = written(tmp_path, {first.settings: settings.render(first)})
    assert (again.schema, again.settings) == (first.schema, first.settings)


def test_ruff_lets_all_of_a_runtime_package_read(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n"}
    files |= {"shop/config/__init__.py": SETTINGS, "shop/config/paths.py": "ROOT = 1\n"}
    found = written(tmp_path, files)
    texts = {file.path: file.text for file in plan(found, Asked(), lambda _: "")}
    assert '"shop/config/paths.py" = ["TID251"]' in texts["ruff.toml"]
    assert 'runtime = "shop.config"\n' in texts["relcheck.toml"]


LIBRARY = """\
[project]
name = "shop"
dependencies = ["pydantic-settings"]

[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
"""


def test_the_settings_class_of_a_distribution_that_can_be_run_is_its_settings_class(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": LIBRARY,
        "src/shop/__init__.py": "",
        "src/shop/__main__.py": 'print("shop")\n',
        "src/shop/core/__init__.py": "",
        "src/shop/core/settings.py": SETTINGS,
        "src/shop/mail.py": "from pydantic_settings import BaseSettings\n\n\n"
        "class Mail(BaseSettings):\n    mail_host: str\n\n\nmail = Mail()\n",
    }
    found = written(tmp_path, files)
    assert (found.schema, found.app_dir) == ("shop.core.settings:Settings", "src")
    assert found.runtime == ("src/shop/mail.py",)
    texts = {file.path: file.text for file in plan(found, Asked(), lambda path: files.get(path, ""))}
    assert 'runtime = ["shop.core.settings", "shop.mail"]\n' in texts["pyproject.toml"]
