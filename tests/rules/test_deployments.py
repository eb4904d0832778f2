"""What real projects taught the deployment rules: places that look wrong and are right."""

from pathlib import Path

import pytest

from relcheck import api
from relcheck.config import Selection
from relcheck.diagnostic import Diagnostic

SETTINGS = "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n"


def found(root: Path, **files: str) -> list[Diagnostic]:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_yaml", ".yaml").replace("_py", ".py").replace("dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    report = api.lint([str(root)], selection=Selection(select=("REL44",)), options=api.Options(cache=False))
    return list(report.diagnostics)


def test_a_variable_that_a_configuration_file_asks_for_is_read(tmp_path: Path) -> None:
    assert not found(
        tmp_path,
        app__config_py=SETTINGS + "    app__group_id: str = 'main'\n",
        config_yaml="group: ${APP_GROUP_ID:main}\n",
        compose_yaml="services: {web: {build: ., environment: {APP_GROUP_ID: x}}}\n",
    )


def test_a_class_that_is_given_values_by_hand_may_have_them_from_anywhere(tmp_path: Path) -> None:
    text = SETTINGS + "    secret: str\n\n\ndef load(**made: str) -> Settings:\n    return Settings(**made)\n"
    assert not found(tmp_path, app__config_py=text, compose_yaml="services: {web: {build: .}}\n")


def test_the_password_of_a_test_database_is_no_secret(tmp_path: Path) -> None:
    text = "services: {db: {image: postgres, environment: {POSTGRES_PASSWORD: shop}}}\n"
    assert not found(tmp_path, compose_yaml=text)


@pytest.mark.parametrize("source", ["env_file: .env", "volumes: ['.:/app']"])
def test_what_no_file_shows_is_not_missing(tmp_path: Path, source: str) -> None:
    text = SETTINGS + "    database_url: str\n"
    manifest = f"services:\n  web:\n    build: .\n    {source}\n"
    assert not found(tmp_path, app__config_py=text, compose_yaml=manifest)


def test_a_whole_chart_is_told_once_that_it_must_be_rendered(tmp_path: Path) -> None:
    template = "apiVersion: v1\nkind: Pod\nname: {{ .Release.Name }}\n"
    files = {f"chart__templates__{name}_yaml": template for name in "abc"}
    assert [one.code for one in found(tmp_path, **files)] == ["REL446"]
