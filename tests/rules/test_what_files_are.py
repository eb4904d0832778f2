"""What a file of somebody else is for: tests, scripts, programs of one module, libraries."""

from pathlib import Path

import pytest
from little import SETTINGS, distribution, lint, reads, report, said


def test_a_directory_for_development_holds_scripts(tmp_path: Path) -> None:
    files = {"development/load.py": reads("LOAD_USERS"), "development/stack/settings.py": reads("DEBUG")}
    assert said(tmp_path, files, "REL1") == []


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


def test_each_script_has_defaults_of_its_own(tmp_path: Path) -> None:
    text = 'import os\nMODEL = os.getenv("MODEL", "{}")\n'
    assert said(tmp_path, {"examples/a.py": text.format("one"), "examples/b.py": text.format("two")}) == []


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


@pytest.mark.parametrize(("folder", "found"), [("helm/shop", "REL102"), ("tests/chart", "REL302")])
def test_what_has_a_chart_is_deployed_and_no_library(tmp_path: Path, folder: str, found: str) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "shop"\n',
        f"{folder}/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 0.1.0\n",
        "shop/work.py": reads("A_LEVEL"),
    }
    assert said(tmp_path, files, "REL1", "REL3") == [(found, "shop/work.py")]


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


def test_what_configures_gunicorn_is_executed_whatever_its_name(tmp_path: Path) -> None:
    lines = [f'{name} = int(getenv("WSGI_{name.upper()}", 3))\n' for name in ("workers", "timeout", "keepalive")]
    files = {"shop/work.py": reads("A"), "wsgi/start.py": "from os import getenv\n" + "".join(lines)}
    assert [path for _, path in said(tmp_path, files, "REL101", "REL102")] == ["shop/work.py"]


def test_programs_beside_the_application_are_apart_from_its_configuration(tmp_path: Path) -> None:
    guard = 'if __name__ == "__main__":\n    pass\n'
    files = {
        "shop/config.py": reads("SHOP_STAGE"),
        "docker/start.py": reads("SHOP_CONFIG_DIR") + guard,
        "docker/workers.py": reads("SHOP_WORKERS") + guard,
        "jobs/load.py": "import shop.config\n" + reads("SHOP_FROM") + guard,
    }
    assert [path for _, path in said(tmp_path, files, "REL101", "REL102")] == ["jobs/load.py"]


def test_a_plugin_of_pytest_s_is_a_test_and_a_tool_s_own_variable_everybody_s(tmp_path: Path) -> None:
    files = {"shop/pytest_plugin.py": reads("API_HOST"), "shop/work.py": reads("KUBECONFIG", "JAVA_HOME")}
    assert said(tmp_path, files, "REL1") == []


def test_a_program_of_one_module_need_not_declare_its_variables(tmp_path: Path) -> None:
    warm = reads("WARM_SIZE") + 'if __name__ == "__main__":\n    print(WARM_SIZE)\n'
    files = {"shop/config.py": SETTINGS, "docker/warm/warm.py": warm, "shop/manager.py": reads("SHOP_SIZE")}
    assert said(tmp_path, files, "REL105") == [("REL105", "shop/manager.py")]


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ("Dockerfile.search.public", "REL102"), ("search.Dockerfile", "REL102"), ("search/langgraph.json", "REL102"),
        ("Dockerfile.web", "REL302"), ("docs/search.md", "REL302"),
    ],
)  # fmt: skip
def test_a_part_of_a_repository_that_has_an_image_is_no_library(tmp_path: Path, extra: str, code: str) -> None:
    setup = "from setuptools import setup\nsetup(name='search')\n"
    files = {"search/setup.py": setup, "search/search/proxy.py": reads("SEARCH_HOST"), extra: "FROM python:3.14\n"}
    assert [one.code for one in lint(tmp_path, files, "REL1", "REL3")] == [code]


BUILT = '[build-system]\nbuild-backend = "hatchling.build"\n[project]\nname = "{}"\nversion = "1"\n'


@pytest.mark.parametrize(
    ("dockerfile", "text", "found"),
    [
        ("images/web/Dockerfile", "COPY apps/web/ ./\n", "REL102"),
        ("images/web/Dockerfile", "COPY apps apps\n", "REL102"),
        ("images/web/Dockerfile", "COPY apps/web/src ./src\n", "REL102"),
        ("images/web/Dockerfile", "COPY apps/web/pyproject.toml ./\n", "REL302"),
        ("Dockerfile", "COPY . .\n", "REL302"),
        ("images/Dockerfile.dev", "COPY apps/web/ ./\n", "REL302"),
        ("images/web/Dockerfile", "COPY --from=other apps/web/ ./\n", "REL302"),
    ],
)
def test_what_an_image_is_filled_with_is_run_there(tmp_path: Path, dockerfile: str, text: str, found: str) -> None:
    files = {
        dockerfile: f"FROM python:3.14\n{text}",
        "apps/web/pyproject.toml": BUILT.format("web"),
        "apps/web/src/web/__init__.py": "",
        "apps/web/src/web/app.py": reads("A_LEVEL"),
    }
    assert said(tmp_path, files, "REL1", "REL3") == [(found, "apps/web/src/web/app.py")]


def test_what_another_project_of_the_repository_needs_stays_a_library_in_an_image(tmp_path: Path) -> None:
    files = {
        "images/Dockerfile": "FROM python:3.14\nCOPY apps/web ./web\nCOPY libs/log ./log\n",
        "apps/web/pyproject.toml": BUILT.format("web") + 'dependencies = ["log"]\n',
        "apps/web/web/__init__.py": "import log\n",
        "libs/log/pyproject.toml": BUILT.format("log"),
        "libs/log/log/__init__.py": reads("A_LEVEL"),
    }
    assert said(tmp_path, files, "REL1", "REL3") == [("REL302", "libs/log/log/__init__.py")]


@pytest.mark.parametrize(("main", "found"), [("main.py", "REL102"), ("shop/main.py", "REL302")])
def test_a_program_beside_the_package_makes_an_application(tmp_path: Path, main: str, found: str) -> None:
    files = {
        "pyproject.toml": BUILT.format("shop"),
        main: "import shop\n",
        "shop/__init__.py": "",
        "shop/work.py": reads("A_LEVEL"),
    }
    assert said(tmp_path, files, "REL1", "REL3") == [(found, "shop/work.py")]


def test_what_an_image_holds_without_those_who_need_it_is_run_there(tmp_path: Path) -> None:
    files = {
        "images/web/Dockerfile": "FROM python:3.14\nCOPY apps/web ./web\nCOPY apps/data ./data\n",
        "images/data/Dockerfile": "FROM python:3.14\nCOPY apps/data ./data\n",
        "apps/web/pyproject.toml": BUILT.format("web") + 'dependencies = ["data"]\n',
        "apps/web/web/__init__.py": "import data\n",
        "apps/data/pyproject.toml": BUILT.format("data"),
        "apps/data/data/__init__.py": reads("A_LEVEL"),
    }
    assert said(tmp_path, files, "REL1", "REL3") == [("REL102", "apps/data/data/__init__.py")]
