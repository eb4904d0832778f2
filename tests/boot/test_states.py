"""What verify-env says about classes and environments of every kind."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from relcheck.boot.verify import Verdict
from relcheck.errors import SchemaError
from relcheck.facts.boot import Variable

Check = Callable[..., Verdict]
SETTINGS = "from pydantic_settings import BaseSettings\n\n"


def wrong(verdict: Verdict) -> set[tuple[str, str]]:
    return {(fact.variable or fact.field, fact.state) for fact in verdict.wrong}


def one(verdict: Verdict) -> Variable:
    assert len(verdict.wrong) == 1, verdict.wrong
    return verdict.wrong[0]


def test_a_module_that_instantiates_is_read_to_its_end(check: Check) -> None:
    verdict = check(
        """
class Settings(BaseSettings):
    name: str
    folder: str

settings = Settings()
FOLDER = settings.folder + "/cache"

class Later(BaseSettings):
    port: int

later = Later()
"""
    )
    assert wrong(verdict) == {("NAME", "missing"), ("FOLDER", "missing"), ("PORT", "missing")}
    assert verdict.notes == ("config.py:13: while settings are missing, a statement needs one of them; "
                             "what it defines was not looked at",)  # fmt: skip


def test_what_a_module_does_with_a_missing_setting_is_not_done(check: Check, tmp_path: Path) -> None:
    verdict = check(
        """
class Settings(BaseSettings):
    folder: str

settings = Settings()
Path(f"{settings.folder}made").mkdir()
"""
    )
    assert wrong(verdict) == {("FOLDER", "missing")}
    assert not (tmp_path / "made").exists()


def test_modules_that_import_each_other_are_all_read(check: Check) -> None:
    verdict = check(
        "from base import base\nLEVEL = base.level.upper() + 'x'\nclass Settings(BaseSettings):\n    port: int\n",
        {"base.py": SETTINGS + "class Base(BaseSettings):\n    level: str\n\nbase = Base()\n"},
    )
    assert wrong(verdict) == {("LEVEL", "missing"), ("PORT", "missing")}


def test_settings_inside_settings_are_checked_together(check: Check) -> None:
    verdict = check(
        """
class Db(BaseSettings):
    db_url: str

class Settings(BaseSettings):
    port: int
    db: Db = Field(default_factory=Db)
"""
    )
    assert wrong(verdict) == {("DB_URL", "missing"), ("PORT", "missing")}


def test_a_function_may_return_the_settings(check: Check) -> None:
    body = "def get():\n    class Settings(BaseSettings):\n        port: int\n    return Settings()\n"
    assert wrong(check(body, target="config:get")) == {("PORT", "missing")}


def test_a_module_alone_means_what_it_instantiates(check: Check) -> None:
    used = "class Settings(BaseSettings):\n    port: int\n\nsettings = Settings()\n"
    body = used + "\nclass Unused(Settings):\n    other: int\n"
    assert wrong(check(body, target="config")) == {("PORT", "missing")}


def test_one_bad_json_value_hides_nothing(check: Check) -> None:
    verdict = check(
        """
class Inner(BaseModel):
    hosts: list[str] = []
    ports: list[int] = []

class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_nested_delimiter="__")
    one: list[str]
    two: dict[str, int]
    inner: Inner
    three: int
""",
        ONE="[", TWO="{", INNER__HOSTS="[", INNER__PORTS="[", THREE="x",
    )  # fmt: skip
    assert wrong(verdict) == {(name, "invalid") for name in ("ONE", "TWO", "INNER__HOSTS", "INNER__PORTS", "THREE")}


def test_two_values_that_are_the_same_object_are_told_apart(check: Check) -> None:
    """An empty text is one object wherever it occurs."""
    body = "class Settings(BaseSettings):\n    name: str = ''\n    hosts: list[str] = []\n    ports: list[int] = []\n"
    assert wrong(check(body, NAME="", HOSTS="", PORTS="")) == {("HOSTS", "empty"), ("PORTS", "empty")}


@pytest.mark.parametrize("error", ["ValueError", "RuntimeError"])
def test_a_check_of_the_whole_hides_no_field(check: Check, error: str) -> None:
    verdict = check(
        f"""
class Settings(BaseSettings):
    port: int
    name: str

    @model_validator(mode="before")
    @classmethod
    def whole(cls, data: Any) -> Any:
        raise {error}(str(data))
""",
        PORT="x",
    )
    assert {("NAME", "missing"), ("PORT", "invalid"), ("", "invalid")} == wrong(verdict)


def test_a_missing_section_is_named_by_what_it_needs(check: Check) -> None:
    body = """
class Redis(BaseModel):
    host: str
    port: int = 6379

class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_nested_delimiter="__", env_prefix="SHOP_")
    redis: Redis
"""
    fact = one(check(body))
    assert (fact.variable, fact.state, fact.field) == ("SHOP_REDIS__HOST", "missing", "redis.host")
    assert fact.expected == "text (or as part of the JSON in SHOP_REDIS)"


def test_of_a_union_only_what_all_members_need_is_missing(check: Check) -> None:
    body = """
class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int

class Dog(BaseModel):
    kind: Literal["dog"]
    bark: str

class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_nested_delimiter="__")
    pet: Cat | Dog = Field(discriminator="kind")
"""
    fact = one(check(body))
    assert (fact.variable, fact.expected) == (
        "PET__KIND",
        "one of `cat`, `dog` (or as part of the JSON in PET)",
    )
    assert wrong(check(body, PET__KIND="dog", PET__LIVES="9")) == {("PET__BARK", "missing")}


def test_a_number_in_a_compose_default_is_empty_and_not_invalid(check: Check) -> None:
    assert one(check("class Settings(BaseSettings):\n    port: int = 1\n", PORT="")).state == "empty"


def test_an_empty_optional_text_is_no_problem(check: Check) -> None:
    assert not check("class Settings(BaseSettings):\n    dsn: str = ''\n", DSN="").wrong


def test_an_empty_value_that_the_class_ignores_is_still_empty(check: Check) -> None:
    body = (
        "class Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_ignore_empty=True)\n    name: str\n"
    )
    assert one(check(body, NAME="")).state == "empty"


def test_the_env_file_s_own_unknown_name_is_named(check: Check) -> None:
    body = "class Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_file='.env')\n    port: int = 1\n"
    fact = one(check(body, {".env": "PROT=3\n"}))
    assert (fact.variable, fact.state, fact.nearest, fact.source, fact.where) == (
        "PROT",
        "unknown",
        "PORT",
        "env-file",
        ".env",
    )


def test_an_env_file_that_is_no_text_is_reported_and_the_rest_is_still_checked(check: Check, tmp_path: Path) -> None:
    body = "class Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_file='.env')\n    port: int\n"
    (tmp_path / ".env").write_bytes(b"PORT=\xff\xfe\n")
    assert wrong(check(body)) == {("", "unreadable"), ("PORT", "missing")}


def test_a_source_of_their_own_that_fails_is_reported_and_the_rest_is_still_checked(check: Check) -> None:
    verdict = check(
        """
from pydantic_settings import PydanticBaseSettingsSource

class Vault(PydanticBaseSettingsSource):
    def get_field_value(self, field, field_name):
        return None, field_name, False

    def __call__(self):
        raise ConnectionError("vault said: secret")

class Settings(BaseSettings):
    port: int

    @classmethod
    def settings_customise_sources(cls, settings_cls, init_settings, env_settings, **others):
        return init_settings, Vault(settings_cls), env_settings
"""
    )
    assert wrong(verdict) == {("", "unreadable"), ("PORT", "missing")}
    assert next(fact for fact in verdict.wrong if fact.state == "unreadable").reason == "ConnectionError"


def test_a_command_line_source_does_not_read_relcheck_s_arguments(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["relcheck", "verify-env", "--nonsense"])
    body = "class Settings(BaseSettings):\n    model_config = SettingsConfigDict(cli_parse_args=True)\n    port: int\n"
    assert wrong(check(body)) == {("PORT", "missing")}


def test_a_near_miss_of_a_missing_variable_is_named_without_a_prefix(check: Check) -> None:
    verdict = check("class Settings(BaseSettings):\n    database_url: str\n    debug: bool = False\n",
                    DATABSE_URL="x", DEBUGS="y", UNRELATED="z")  # fmt: skip
    assert {(f.variable, f.state, f.nearest) for f in verdict.wrong} == {
        ("DATABASE_URL", "missing", "DATABSE_URL"), ("DATABSE_URL", "unknown", "DATABASE_URL")
    }  # fmt: skip


def test_links_that_kubernetes_makes_are_not_unknown(check: Check) -> None:
    config = "model_config = SettingsConfigDict(env_prefix='SHOP_')"
    body = f"class Settings(BaseSettings):\n    {config}\n    workers: int = 1\n"
    environ = {"KUBERNETES_SERVICE_HOST": "10.0.0.1", "SHOP_SERVICE_HOST": "10.0.0.2", "SHOP_PORT": "tcp://10.0.0.2:80"}
    assert not check(body, **environ).wrong


def test_the_value_of_the_example_file_is_a_placeholder_for_a_secret_alone(check: Check) -> None:
    body = "class Settings(BaseSettings):\n    api_token: str\n    port: int\n    name: str\n"
    example = "API_TOKEN=k3JhGq8sWx0PzLm5\nPORT=8000\nNAME=shop\n"
    verdict = check(body, {".env.example": example}, API_TOKEN="k3JhGq8sWx0PzLm5", PORT="8000", NAME="shop")
    assert wrong(verdict) == {("API_TOKEN", "placeholder")}


def test_a_default_of_a_secret_is_no_value_of_its_own(check: Check) -> None:
    body = "class Settings(BaseSettings):\n    secret_key: str = 'q6Vb2mJx0TzKw8LrYd5NfHs3'\n"
    assert one(check(body)).source == "default"
    assert one(check(body, SECRET_KEY="q6Vb2mJx0TzKw8LrYd5NfHs3")).source == "process"


def test_a_url_with_the_password_of_a_tutorial_is_a_placeholder(check: Check) -> None:
    body = "class Settings(BaseSettings):\n    database_url: PostgresDsn\n"
    assert one(check(body, DATABASE_URL="postgres://app:changeme@db/app")).state == "placeholder"
    assert not check(body, DATABASE_URL="postgres://app:q6Vb2mJx0TzKw8Lr@db/app").wrong


@pytest.mark.parametrize("value", ["development", "postgres", "test", "admin", "none", "key"])
def test_plain_words_are_no_placeholders_outside_secrets(check: Check, value: str) -> None:
    assert not check("class Settings(BaseSettings):\n    environment: str\n", ENVIRONMENT=value).wrong


def test_the_values_that_are_expected_are_said_in_plain_words(check: Check) -> None:
    verdict = check(
        """
class Settings(BaseSettings):
    a: int = Field(ge=1, le=9)
    b: Literal["x", "y"]
    c: list[int] = Field(min_length=2)
    d: SecretStr = Field(min_length=32)
    e: str = Field(pattern="^a+$")
    f: bool | None
    g: int | str
"""
    )
    assert {fact.variable: fact.expected for fact in verdict.wrong} == {
        "A": "an integer, at least 1, at most 9",
        "B": "one of `x`, `y`",
        "C": "a JSON list, each item an integer, at least 2 items",
        "D": "a secret, at least 32 characters",
        "E": "text, matching `^a+$`",
        "F": "true or false",
        "G": "an integer or text",
    }


def test_a_variable_that_the_module_itself_misses_is_named(check: Check) -> None:
    fact = one(check("import os\nURL = os.environ['SHOP_URL']\nclass Settings(BaseSettings):\n    port: int = 1\n"))
    assert (fact.variable, fact.state, fact.declared and fact.declared.line) == ("SHOP_URL", "missing", 8)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("nowhere:Settings", "there is no module `nowhere`: check the name, or pass --app-dir"),
        (
            "config.Settings",
            "there is no module `config.Settings`: write `config:Settings`",
        ),
        ("echo", "there is no module `echo`: write package.module:Settings; a command follows `--`"),
        ("config:Nothing", "there is no `Nothing` in `config:Nothing`: check the name"),
        ("config:Setings", "there is no `Setings` in `config:Setings`: did you mean `Settings`?"),
        (
            "config:SecretStr",
            "`config:SecretStr` is not a pydantic-settings class: this class is not derived from"
            " pydantic_settings.BaseSettings",
        ),
        ("confg:Settings", "there is no module `confg`: did you mean `config:Settings`?"),
        ("config.py:Settings", "there is no module `config.py`: write `config:Settings`"),
        ("config/py:X", "`config/py:X` is not a settings class: write package.module:Settings"),
    ],
)
def test_a_target_that_leads_nowhere_says_so_in_one_line(check: Check, target: str, message: str) -> None:
    with pytest.raises(SchemaError, match=r".") as raised:
        check("class Settings(BaseSettings):\n    port: int = 1\n", target=target)
    assert str(raised.value) == message


def test_more_variables_never_make_more_missing(check: Check) -> None:
    body = "class Settings(BaseSettings):\n    a: int\n    b: str\n    c: list[int]\n"
    missing = [
        sum(fact.state == "missing" for fact in check(body, **environ).wrong)
        for environ in ({}, {"A": "x"}, {"A": "x", "B": "y"}, {"A": "x", "B": "y", "C": "["})
    ]
    assert missing == [3, 2, 1, 0]


def test_a_class_that_raises_by_itself_is_not_verified(check: Check) -> None:
    body = "class Settings(BaseSettings):\n    port: int = 1\n    def __init__(self):\n"
    after = body + "        super().__init__()\n        raise SystemExit(3)\n"
    assert wrong(check(after)) == {("", "invalid")}


def test_a_class_that_raises_before_anything_is_read_is_not_verified(check: Check) -> None:
    body = "class Settings(BaseSettings):\n    port: int = 1\n    def __init__(self):\n        raise LookupError\n"
    with pytest.raises(SchemaError, match="`Settings` cannot be instantiated: it raises LookupError at "):
        check(body)


def test_what_two_classes_share_is_said_once(check: Check) -> None:
    body = "class Base(BaseSettings):\n    port: int\n\nclass Settings(Base):\n    pass\n\n"
    assert one(check(body + "base = Base()\nboth = Settings()\n")).variable == "PORT"


def test_a_path_that_a_variable_gives_is_a_value(check: Check) -> None:
    body = """
import os

class Settings(BaseSettings):
    model_config = SettingsConfigDict(secrets_dir=os.environ["SECRETS"])
    port: int = 1
"""
    assert one(check(body, SECRETS="/run/marked-path")).where == "that a variable gives"


FILES = "class Settings(BaseSettings):\n    api_token: SecretStr | None = None\n    api_token_file: str | None = None\n"


def test_the_file_of_a_secret_is_looked_at_where_the_class_declares_it(check: Check) -> None:
    held = {"token": "q6Vb2mJx0TzKw8LrYd5NfHs3", "line": "q6Vb2mJx0TzKw8LrYd5NfHs3\n"}
    assert not check(FILES, held, API_TOKEN_FILE="token").wrong
    assert wrong(check(FILES, held, API_TOKEN_FILE="line")) == {("API_TOKEN_FILE", "newline")}
    gone = one(check(FILES, held, API_TOKEN_FILE="marked-path"))
    assert (gone.variable, gone.state, gone.reason) == ("API_TOKEN_FILE", "unreadable", "FileNotFoundError")
    assert "marked" not in repr(gone)


def test_a_secret_and_its_file_exclude_each_other(check: Check) -> None:
    held = {"token": "q6Vb2mJx0TzKw8LrYd5NfHs3"}
    fact = one(check(FILES, held, API_TOKEN_FILE="token", API_TOKEN="q6Vb2mJx0TzKw8LrYd5NfHs3"))
    assert (fact.state, fact.names) == ("both", ("API_TOKEN", "API_TOKEN_FILE"))


def test_a_line_of_a_key_in_an_env_file_is_no_name(check: Check) -> None:
    """Without quotes a key of several lines falls apart, and its lines look like names."""
    body = "class Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_file='.env')\n    key: str\n"
    verdict = check(body, {".env": "KEY=-----BEGIN\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC==\n"})
    assert "extra_forbidden" in {fact.reason for fact in verdict.wrong}
    assert "miievqi" not in repr(verdict).lower()


def test_a_package_may_take_its_classes_from_its_own_modules(check: Check) -> None:
    inner = SETTINGS + "class Settings(BaseSettings):\n    port: int\n"
    files = {"pack/__init__.py": "from pack.inner import Settings\n", "pack/inner.py": inner}
    assert wrong(check("", files, target="pack")) == {("PORT", "missing")}
    made = {"made/__init__.py": "from made.inner import Settings\nsettings = Settings()\n", "made/inner.py": inner}
    assert (
        wrong(check("", made, target="made")) == wrong(check("", made, target="made:settings")) == {("PORT", "missing")}
    )


def test_a_check_of_the_whole_is_named_by_its_line(check: Check) -> None:
    body = (
        "class Settings(BaseSettings):\n    port: int = 1\n    @model_validator(mode='after')\n    def whole(self):\n"
    )
    fact = one(check(body + "        raise ValueError(f'marked {self.port}')\n"))
    assert (fact.reason, fact.where) == ("value_error", "config.py:11")


def test_a_check_of_a_field_is_named_by_its_line(check: Check) -> None:
    body = "class Settings(BaseSettings):\n    name: str\n    @field_validator('name')\n    def named(cls, value):\n"
    fact = one(check(body + "        raise ValueError(value)\n", NAME="marked"))
    assert fact.expected == "text, as the check at config.py:11 asks"


def test_the_path_of_a_module_is_told_as_the_name_to_write(
    check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/config.py").touch()
    with pytest.raises(SchemaError, match=r"write shop\.config:Settings$"):
        check("", target="shop/config.py")
    with pytest.raises(SchemaError, match=r"write shop\.config:Env$"):
        check("", target="./shop/config.py:Env")


def test_a_key_that_a_model_does_not_know_is_what_has_to_go(check: Check) -> None:
    body = (
        "from pydantic import BaseModel\nclass Part(BaseModel, extra='forbid'):\n    host: str = 'a'\n"
        "class Settings(BaseSettings):\n    part: Part = Part()\n"
    )
    fact = one(check(body, PART='{"hots": "b"}'))
    assert (fact.variable, fact.reason) == ("PART", "extra_forbidden")
    assert fact.expected == "a JSON object with no keys besides the declared ones"


def test_a_choice_made_of_the_environment_is_not_told_and_one_that_is_written_is(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = "-".join(("qq", "made", "at", "run", "time"))
    monkeypatch.setenv("SHOP_FOUND", made)
    body = (
        "import os\nclass Settings(BaseSettings):\n    one: Literal[os.environ['SHOP_FOUND']]\n"
        "    stage: Literal['production', 'staging']\n    on: bool\n"
    )
    verdict = check(body, SHOP_FOUND=made, STAGE="x", MAIN="production", ON="perhaps", TRUTH="true")
    assert made not in str(verdict)
    assert {fact.field: fact.expected for fact in verdict.wrong} == {
        "one": "a value that its type accepts",
        "stage": "one of `production`, `staging`",
        "on": "true or false",
    }
