"""What is said of images and services of projects that nobody configured."""

from pathlib import Path

import pytest
from little import SETTINGS, django, lint, reads, said

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


def test_one_build_is_asked_once_by_the_commands_of_django(tmp_path: Path) -> None:
    files = {
        "manage.py": django("shop.settings"),
        "Dockerfile": COLLECTED + "RUN python manage.py compilemessages\n",
        "shop/__init__.py": "",
        "shop/settings.py": 'import os\nKEY = os.environ["A_KEY"]\nMODE = os.getenv("A_MODE")\n',
    }
    (one,) = lint(tmp_path, files, "REL215")
    assert one.message.endswith("reads `A_KEY` while it is imported")


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


@pytest.mark.parametrize(("other", "found"), [("test-web", 0), ("mail", 1), ("web-2", 1)])
def test_services_of_two_stages_do_not_run_at_once(tmp_path: Path, other: str, found: int) -> None:
    text = "".join(f"  {name}:\n    image: shop\n    ports: ['8000:8000']\n" for name in ("dev-web", other))
    assert len(lint(tmp_path, {"compose.yaml": f"services:\n{text}"}, "REL464")) == found


def test_a_command_that_two_branches_of_a_build_run_is_told_once(tmp_path: Path) -> None:
    step = 'RUN if [ "$KIND" = "{0}" ]; then python -m shop.models; fi\n'
    files = {
        "Dockerfile": "FROM python:3.14\nCOPY . .\n" + step.format("all") + step.format("some"),
        "shop/models.py": 'import os\nROOT = os.environ["SHOP_ROOT"]\n',
        "shop/__init__.py": "",
    }
    assert len(lint(tmp_path, files, "REL215")) == 1


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


VARIANT = "services:\n  web:\n    <<: &web {{command: serve --port 80, ports: ['80:80']}}\n  {0}:\n    <<: *web\n"


@pytest.mark.parametrize(("name", "found"), [("web_gpu", 0), ("web-2", 1), ("page", 1)])
def test_a_variant_of_a_service_runs_instead_of_it(tmp_path: Path, name: str, found: int) -> None:
    assert len(lint(tmp_path, {"compose.yaml": VARIANT.format(name)}, "REL464")) == found


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
