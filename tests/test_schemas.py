"""The published JSON Schemas are valid, in step with the code, and describe what is really read and written."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from relcheck import cli
from relcheck.config import KEYS
from relcheck.configfile import load
from relcheck.errors import ConfigError
from relcheck.schemas import SCHEMAS

ROOT = Path(__file__).parents[1]


def printed(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    """What a command prints, whatever it found."""
    assert cli.main(list(argv)) in (0, 1)
    return capsys.readouterr().out


def closed(schema: Any) -> Any:
    """A schema that knows all keys: readers let new ones pass, and our tests do not."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    return (
        {**inner, "additionalProperties": False} if inner.get("type") == "object" and "properties" in inner else inner
    )


def check(name: str, document: Any) -> None:
    """That a document fits a schema, and has no key that the schema does not know."""
    jsonschema.Draft202012Validator(closed(SCHEMAS[name]())).validate(document)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_published_schema_is_what_the_code_says(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "schema", name)
    jsonschema.Draft202012Validator.check_schema(json.loads(text))
    published = (ROOT / f"docs/schemas/{name}.json").read_text("utf-8")
    assert published == text, f"write it anew: relcheck schema {name} > docs/schemas/{name}.json"


def test_every_kind_of_fact_fits_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    seen = set()
    for fixture in ("shop", "everywhere", "broken"):
        for line in printed(
            capsys, "facts", "--kind", "all", "--no-cache", str(ROOT / "fixtures" / fixture)
        ).splitlines():
            fact = json.loads(line)
            seen.add(fact["fact"])
            check("facts", fact)
    assert seen >= {"access", "class", "instance", "unreadable"}


def test_findings_fit_their_schema(capsys: pytest.CaptureFixture[str]) -> None:
    for fixture in ("shop", "everywhere"):
        found = printed(capsys, "lint", "--no-cache", "--output-format", "json", str(ROOT / "fixtures" / fixture))
        assert json.loads(found)
        check("lint", json.loads(found))


def test_a_contract_fits_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--app-dir", str(ROOT / "fixtures/everywhere"))
    contract = json.loads(printed(capsys, "contract", "app.config:Settings", *where, "--output-format", "json"))
    assert contract["variables"]
    check("contract", contract)


def test_a_report_of_verify_env_fits_its_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    need: int\n    token: str\n"
    (tmp_path / "conf_of_schema_test.py").write_text(source)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEED", "many")
    report = json.loads(printed(capsys, "verify-env", "conf_of_schema_test:S", "--output-format", "json"))
    assert [problem["variable"] for problem in report["problems"]] == ["NEED", "TOKEN"]
    check("verify-env", report)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
@pytest.mark.parametrize("value", ["application", 1, True, ["a"], [1], {"a": ["REL101"]}, {"a": 1}, {"REL1": "info"}])
def test_the_schema_takes_what_the_program_takes(key: Any, value: Any, tmp_path: Path) -> None:
    if key.name == "extend" and isinstance(value, str):
        value = ""  # the schema cannot know which files there are
    (tmp_path / "relcheck.toml").write_text(f"{key.name} = {toml(value)}\n")
    fits = not list(jsonschema.Draft202012Validator(SCHEMAS["config"]()).iter_errors({key.name: value}))
    assert fits is accepted(tmp_path / "relcheck.toml")


def accepted(path: Path) -> bool:
    """Whether the program takes a configuration file."""
    try:
        load(str(path))
    except ConfigError as error:
        return "cannot be read" in str(error)
    return True


def toml(value: Any) -> str:
    """A small value as TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)} = {toml(one)}" for name, one in value.items()) + "}"
    return json.dumps(value)


def test_an_unknown_key_does_not_fit() -> None:
    assert list(jsonschema.Draft202012Validator(SCHEMAS["config"]()).iter_errors({"runtimes": "a"}))


def test_the_page_about_facts_has_every_field_of_an_access() -> None:
    page = (ROOT / "docs/facts.md").read_text("utf-8")
    assert [name for name in SCHEMAS["facts"]()["$defs"]["access"]["properties"] if f"`{name}`" not in page] == []


def test_the_page_about_verify_env_has_every_key_of_its_report() -> None:
    page = (ROOT / "docs/verify-env.md").read_text("utf-8")
    report = SCHEMAS["verify-env"]()["properties"]
    keys = [*report, *report["problems"]["items"]["properties"]]
    assert [key for key in keys if f"`{key}`" not in page] == []
