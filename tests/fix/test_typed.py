"""A secret typed `str` becomes a `SecretStr`, with its uses, or stays with the reason."""

import pytest

from relcheck.fix.typed import CODE
from tests.fix.conftest import Fixing, outcome

CONFIG = """\
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    api_token: str = "a"

    def head(self) -> str:
        return self.api_token


settings = Settings()
"""
USES = """\
from shop.config import Settings, settings

R1 = settings.api_token + "!"


def f(given: Settings) -> str:
    return given.api_token
R2 = f(settings), settings.head()
"""


def project(app: str, config: str = CONFIG) -> dict[str, str]:
    return {"shop/__init__.py": "", "shop/config.py": config, "shop/app.py": app}


def test_the_type_the_default_and_the_uses_change_together(fixing: Fixing) -> None:
    after = fixing.fixed(project(USES), codes=frozenset((CODE,)))
    assert "from pydantic import SecretStr\n" in after["shop/config.py"]
    assert '    api_token: SecretStr = SecretStr("a")\n' in after["shop/config.py"]
    assert "return self.api_token.get_secret_value()\n" in after["shop/config.py"]
    assert 'R1 = settings.api_token.get_secret_value() + "!"\n' in after["shop/app.py"]
    assert "return given.api_token.get_secret_value()\n" in after["shop/app.py"]
    assert fixing.judged(after, frozenset((CODE,)))[1] == ()
    for environment in ({}, {"API_TOKEN": "b"}):
        assert outcome(after, environment) == outcome(project(USES), environment)
    assert fixing.fixed(project(USES), unsafe=False, codes=frozenset((CODE,))) == project(USES)


def test_a_secret_that_may_be_missing_stays_missing(fixing: Fixing) -> None:
    config = CONFIG.replace('str = "a"', "str | None = None")
    after = fixing.fixed(
        project("from shop.config import settings\n\nR = [settings.api_token]\n", config), codes=frozenset((CODE,))
    )
    assert "    api_token: SecretStr | None = None\n" in after["shop/config.py"]
    asked = "settings.api_token.get_secret_value() if settings.api_token is not None else None"
    assert f"R = [{asked}]\n" in after["shop/app.py"]
    for environment in ({}, {"API_TOKEN": "b"}):
        assert outcome(after, environment)[1] == ""


@pytest.mark.parametrize(
    ("app", "config", "why"),
    [
        ("def f(x):\n    return x.api_token\n", CONFIG, "is not certain"),
        ('getattr(1, "api_token", 2)\n', CONFIG, "in a text"),
        ('from shop.config import settings\nsettings.api_token = "b"\n', CONFIG, "sets it"),
        ("from shop.config import settings as s\ns = 1\nprint(s.api_token)\n", CONFIG, "is not certain"),
        ("", CONFIG.replace('str = "a"', "str = made()"), "computed"),
        ("", CONFIG.replace("    def head", '    @field_validator("api_token")\n    def head'), "validator"),
        ("", CONFIG.replace('str = "a"', "list[str] = []"), "more than text"),
    ],
)
def test_a_use_that_cannot_be_followed_keeps_the_type(fixing: Fixing, app: str, config: str, why: str) -> None:
    files = project(app, config)
    assert why in fixing.reasons(files, frozenset((CODE,)))[0]
    assert fixing.fixed(files, codes=frozenset((CODE,))) == files


def test_a_class_that_others_are_made_of_keeps_its_types(fixing: Fixing) -> None:
    app = "from dataclasses import dataclass\nfrom shop.config import Settings\n@dataclass\nclass A:\n    a: Settings\n"
    assert "passed on as a whole" in fixing.reasons(project(app), frozenset((CODE,)))[0]
