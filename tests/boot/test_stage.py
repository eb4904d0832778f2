"""Fields that are required in one environment."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from relcheck.boot.verify import Verdict, verify

Check = Callable[..., Verdict]
HEAD = """\
from enum import Enum
from typing import Annotated, Literal
from pydantic import BaseModel, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from relcheck.types import RequiredIn


class Stage(Enum):
    PRODUCTION = "production"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_nested_delimiter="__")

    sentry: Annotated[str, RequiredIn("production"), RequiredIn("staging")] = ""
"""


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Check]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def verified(body: str = "", stage: str = "", **environ: str) -> Verdict:
        sys.modules.pop("staged", None)
        (tmp_path / "staged.py").write_text(HEAD + body, encoding="utf-8")
        return verify(["staged:Settings"], app_dir=str(tmp_path), environ=environ, stage=stage)

    yield verified
    sys.modules.pop("staged", None)


def states(verdict: Verdict) -> list[tuple[str, str]]:
    return [(fact.variable, fact.state) for fact in verdict.wrong]


@pytest.mark.parametrize(
    "body",
    [
        "    environment: str = 'production'\n",
        "    env: Literal['Production', 'dev'] = 'Production'\n",
        "    stage: Stage = Stage.PRODUCTION\n",
    ],
)
def test_a_field_says_where_this_is(check: Check, body: str) -> None:
    verdict = check(body)
    assert states(verdict) == [("SENTRY", "missing")]
    assert verdict.wrong[0].expected == "text (required in production)"
    assert states(check(body, SENTRY="https://key@sentry.example/1")) == []
    assert states(check(body, SENTRY="")) == [("SENTRY", "empty")]


def test_a_variable_says_where_this_is(check: Check) -> None:
    body = "    environment: str = 'local'\n"
    assert states(check(body)) == []
    assert states(check(body, ENVIRONMENT="STAGING")) == [("SENTRY", "missing")]


def test_the_command_line_knows_better(check: Check) -> None:
    assert states(check("    environment: str = 'production'\n", stage="local")) == []
    assert states(check(stage="production")) == [("SENTRY", "missing")]


def test_where_nothing_says_where_this_is_that_is_said(check: Check) -> None:
    verdict = check()
    assert states(verdict) == []
    assert verdict.notes == (
        "`SENTRY` is required in production and staging, and nothing says where this is:"
        " pass --environment, or declare a field `environment`",
    )


def test_what_is_required_everywhere_is_told_once(check: Check) -> None:
    body = "    key: Annotated[SecretStr, RequiredIn('production')]\n    environment: str = 'production'\n"
    assert sorted(states(check(body))) == [("KEY", "missing"), ("SENTRY", "missing")]


def test_a_field_of_a_model_can_be_required(check: Check) -> None:
    body = "    environment: str = 'production'\n    mail: 'Mail'\n\n\nclass Mail(BaseModel):\n"
    body += "    host: Annotated[str, RequiredIn('production')] = 'localhost'\n    port: int = 25\n"
    body += "\n\nSettings.model_rebuild()\n"
    verdict = check(body, MAIL__PORT="26", SENTRY="x")
    assert states(verdict) == [("MAIL__HOST", "missing")]
