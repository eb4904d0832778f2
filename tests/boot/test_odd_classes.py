"""What verify-env says about classes that hardly anybody writes, and of what they raise."""

from collections.abc import Callable
from pathlib import Path

import pytest

from relcheck.boot.verify import Verdict
from relcheck.errors import SchemaError

Check = Callable[..., Verdict]
MARK = "qq7Wm4kT9p"


def said(verdict: Verdict) -> set[tuple[str, str, str]]:
    return {(fact.variable or fact.field, fact.state, fact.reason) for fact in verdict.wrong}


@pytest.mark.parametrize("raised", ["SystemExit", "GeneratorExit", "BaseException", "asyncio.CancelledError"])
def test_a_check_that_raises_what_is_no_exception_hides_nothing_else(check: Check, raised: str) -> None:
    body = f"""
import asyncio

class Settings(BaseSettings):
    name: str
    port: int

    @field_validator("name")
    @classmethod
    def _name(cls, value: str) -> str:
        raise {raised}(value)
"""
    verdict = check(body, NAME=MARK, PORT=MARK)
    assert {name for name, _, _ in said(verdict)} == {"", "PORT"}
    assert MARK not in repr(verdict)


@pytest.mark.parametrize(
    "line",
    [
        "raise type(value, (Exception,), {})()",
        "raise type(value, (Exception,), {'__module__': value})()",
        "raise SyntaxError(value, (value, 1, 1, value))",
        "exec(compile('1 / 0', value, 'exec'))",
    ],
)
def test_nothing_is_told_that_is_named_after_a_value(check: Check, line: str) -> None:
    body = f"""
class Settings(BaseSettings):
    name: str

    @field_validator("name")
    @classmethod
    def _name(cls, value: str) -> str:
        {line}
"""
    verdict = check(body, NAME=MARK)
    assert verdict.wrong[0].where.startswith("config.py:")
    assert MARK not in repr(verdict)
    with pytest.raises(SchemaError) as raised:
        check(f"import os\nvalue = os.environ['NAME']\n{line}\n", target="module:Settings", NAME=MARK,
              files={"module.py": f"import os\nvalue = os.environ['NAME']\n{line}\n"})  # fmt: skip
    assert str(raised.value).startswith("module.py:3: importing `module:Settings` raises ")
    assert MARK not in str(raised.value)


def test_a_dataclass_of_the_standard_library_is_filled_like_a_model(check: Check) -> None:
    body = """
from dataclasses import dataclass

@dataclass
class Pool:
    size: int
    name: str

class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_nested_delimiter="__")

    pool: Pool
"""
    assert said(check(body, POOL__SIZE=MARK, POOL__NAME="a")) == {("POOL__SIZE", "invalid", "int_parsing")}
    assert said(check(body, POOL__SIZE="1")) == {("POOL__NAME", "missing", "missing")}
    assert said(check(body)) == {("POOL__SIZE", "missing", "missing"), ("POOL__NAME", "missing", "missing")}
    assert not check(body, POOL='{"size": 1, "name": "a"}').wrong


UNION = """
from typing import Annotated

class Local(BaseModel):
    kind: Literal["local"]
    folder: str

class Remote(BaseModel):
    kind: Literal["remote"]
    bucket: str

class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_nested_delimiter="__")

    store: Annotated[Local | Remote, Field(discriminator="kind")]
"""


def test_the_variable_that_chooses_a_member_of_a_union_is_named(check: Check) -> None:
    verdict = check(UNION, STORE__KIND=MARK, STORE__FOLDER="a")
    assert said(verdict) == {("STORE__KIND", "invalid", "union_tag_invalid")}
    assert verdict.wrong[0].expected == "one of `local`, `remote`"
    assert verdict.wrong[0].source == "process"
    assert said(check(UNION, STORE__FOLDER="a")) == {("STORE__KIND", "missing", "union_tag_not_found")}
    assert said(check(UNION, STORE='{"kind": "other"}')) == {("STORE", "invalid", "union_tag_invalid")}
    assert not check(UNION, STORE__KIND="local", STORE__FOLDER="a").wrong


def test_a_default_that_waits_for_another_field_is_no_second_problem(check: Check) -> None:
    body = """
class Settings(BaseSettings):
    port: int
    admin_port: int = Field(default_factory=lambda data: data["port"] + 1)
"""
    assert said(check(body, PORT="x")) == {("PORT", "invalid", "int_parsing")}


def test_what_a_file_gives_is_told_as_that(check: Check) -> None:
    body = """
from pydantic_settings import TomlConfigSettingsSource

class Settings(BaseSettings):
    model_config = SettingsConfigDict(toml_file="settings.toml")

    port: int

    @classmethod
    def settings_customise_sources(cls, settings_cls, **sources):
        return (TomlConfigSettingsSource(settings_cls),)
"""
    fact = check(body, {"settings.toml": f'port = "{MARK}"'}).wrong[0]
    assert (fact.field, fact.expected, fact.source, fact.where) == (
        "port", "an integer", "other", "TomlConfigSettingsSource",
    )  # fmt: skip


def test_a_secret_file_that_is_no_text_is_not_called_missing(check: Check, tmp_path: Path) -> None:
    body = """
class Settings(BaseSettings):
    model_config = SettingsConfigDict(secrets_dir="secrets")

    token: str
"""
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "token").write_bytes(b"\xff\xfe")
    assert said(check(body)) == {("TOKEN", "unreadable", "UnicodeDecodeError")}


def test_the_path_of_a_file_is_asked_for_as_that(check: Check) -> None:
    fact = check("from pydantic import FilePath\n\nclass Settings(BaseSettings):\n    key: FilePath\n", KEY=MARK).wrong[
        0
    ]
    assert (fact.expected, fact.reason) == ("the path of a file that exists", "path_not_file")


def test_the_name_of_a_variable_does_nothing_to_a_terminal(check: Check) -> None:
    body = """
class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_")

    port: int = 1
"""
    verdict = check(body, **{"SHOP_\x1b[2J\n::error::": "a", "SHOP_\udcff": "b"})
    assert {fact.variable for fact in verdict.wrong} == {r"SHOP_\x1b[2J\n::error::", r"SHOP_\udcff"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "def __getattr__(name):\n    raise RuntimeError(name)\n",
            "`Settings` of `config:Settings` cannot be had: Run",
        ),
        ("async def Settings():\n    pass\n", "it is a coroutine: name the class"),
        ("class Settings(BaseModel):\n    port: int\n", "it is a model, which reads no variables"),
        ("Settings = 42\n", "it is of `builtins.int`, which is not derived from pydantic_settings.BaseSettings"),
    ],
)
def test_what_is_no_settings_class_is_told_in_one_line(check: Check, body: str, message: str) -> None:
    with pytest.raises(SchemaError) as raised:
        check(body)
    assert message in str(raised.value)


def test_what_a_default_model_fills_is_not_required(check: Check) -> None:
    body = """
class Inner(BaseModel):
    host: str
    port: int = 5432

class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_nested_delimiter="__", nested_model_default_partial_update=True)
    db: Inner = Inner(host="local", port=1)
"""
    assert said(check(body)) == set()
    assert said(check(body, DB__HOST="")) == set()
    assert said(check(body, DB__PORT="x")) == {("DB__PORT", "invalid", "int_parsing")}


MAPPING = """
class Inner(BaseModel):
    host: str
    port: int = 1

class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_nested_delimiter="__")
    shops: dict[str, Inner] = {}
    limits: dict[str, int] = {}
"""


def test_a_variable_below_a_mapping_is_told_by_its_own_name(check: Check) -> None:
    verdict = check(MAPPING, SHOPS__EU__PORT="x", LIMITS__US="y")
    assert said(verdict) == {
        ("SHOPS__EU__HOST", "missing", "missing"),
        ("SHOPS__EU__PORT", "invalid", "int_parsing"),
        ("LIMITS__US", "invalid", "int_parsing"),
    }
    assert {fact.source for fact in verdict.wrong if fact.state == "invalid"} == {"process"}


def test_a_key_in_the_value_of_a_mapping_is_not_told(check: Check) -> None:
    verdict = check(MAPPING, SHOPS=f'{{"{MARK}": {{"port": "{MARK}"}}}}')
    assert {name for name, _, _ in said(verdict)} == {"SHOPS"}
    assert MARK not in repr(verdict)


def test_brackets_in_json_are_no_placeholder(check: Check) -> None:
    body = MAPPING + "    many: list[Inner] = []\n"
    assert said(check(body, MANY="[{}]")) == {("MANY", "invalid", "missing")}


def test_a_place_in_a_list_is_asked_for_as_json(check: Check) -> None:
    body = """
from pydantic import AliasPath

class Settings(BaseSettings):
    first: int = Field(validation_alias=AliasPath("NUMBERS", 0))
"""
    (fact,) = check(body, NUMBERS="one").wrong
    assert (fact.variable, fact.reason, fact.expected) == ("NUMBERS", "json_invalid", "JSON with an integer in it")


def test_a_subcommand_is_not_asked_of_the_environment(check: Check) -> None:
    body = """
from pydantic_settings import CliSubCommand

class Move(BaseModel):
    far: int

class Settings(BaseSettings):
    model_config = SettingsConfigDict(cli_parse_args=["move", "--far", "1"])
    need: int
    move: CliSubCommand[Move]
"""
    assert said(check(body)) == {("NEED", "missing", "missing")}
