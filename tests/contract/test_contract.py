"""The contract: from source it says what it says from the class; in every form; and files are kept in step."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from relcheck.cli import main
from relcheck.contract import tables
from relcheck.diagnostic import Span
from relcheck.facts.contract import Entry

Run = Callable[..., tuple[int, str, str]]
SETTINGS = """\
from enum import Enum
from typing import Literal

from pydantic import AliasChoices, BaseModel, Field, PostgresDsn, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Level(str, Enum):
    LOW = "low"
    HIGH = "high"


class Redis(BaseModel):
    host: str
    port: int = Field(6379, ge=1, le=65535, description="Where redis listens")


class Common(BaseSettings):
    debug: bool = False


class Settings(Common):
    model_config = SettingsConfigDict(env_prefix="SHOP_", env_nested_delimiter="__")

    database_url: PostgresDsn
    secret_key: SecretStr = Field(SecretStr("q6Vb2mJx0TzKw8LrYd5NfHs3"), description="Signs the sessions")
    workers: int = Field(2, ge=1, le=64)
    level: Level = Level.LOW
    mode: Literal["dev", "prod"] = "dev"
    hosts: list[str] = ["a b"]
    dsn: str = Field(validation_alias=AliasChoices("SENTRY_DSN", "SHOP_SENTRY"))
    redis: Redis
    labels: dict[str, str] = {}
    greeting: str = "it's $5 # not more"


settings = Settings()
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `relcheck contract` beside a settings module."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "config.py").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.relcheck]\nschema = "config:Settings"\n', encoding="utf-8")

    def ran(*arguments: str) -> tuple[int, str, str]:
        status = main(["contract", *arguments])
        sys.modules.pop("config", None)
        out, err = capsys.readouterr()
        return status, out, err

    return ran


def variables(run: Run, *arguments: str) -> dict[str, dict[str, Any]]:
    status, out, err = run("--output-format", "json", *arguments)
    assert status == 0, err
    document = json.loads(out)
    assert document["version"] == 1
    return {row["name"]: row for row in document["variables"]}


def test_source_and_class_agree(run: Run) -> None:
    static, imported = variables(run), variables(run, "--import")
    assert static.keys() == imported.keys()
    for name, row in static.items():
        for key in (
            "aliases",
            "required",
            "secret",
            "description",
            "field",
            "file",
            "line",
            "expected",
            "class",
            "open",
        ):
            if key != "expected" or row[key]:  # an enumeration has no words in the source
                assert row[key] == imported[name][key], (name, key)


def test_names_are_those_of_the_deployment(run: Run) -> None:
    assert list(variables(run)) == [
        "SHOP_DEBUG", "SHOP_DATABASE_URL", "SHOP_SECRET_KEY", "SHOP_WORKERS", "SHOP_LEVEL", "SHOP_MODE", "SHOP_HOSTS",
        "SENTRY_DSN", "SHOP_REDIS__HOST", "SHOP_REDIS__PORT", "SHOP_LABELS", "SHOP_GREETING",
    ]  # fmt: skip


FORMS = ("table", "markdown", "json", "jsonschema", "dotenv", "kubernetes", "compose")


@pytest.mark.parametrize("how", [(), ("--import",)])
@pytest.mark.parametrize("form", FORMS)
def test_no_form_holds_the_default_of_a_secret(run: Run, form: str, how: tuple[str, ...]) -> None:
    status, out, _ = run("--output-format", form, *how)
    assert status == 0
    assert "SHOP_SECRET_KEY" in out
    assert "q6Vb2m" not in out


def test_the_schema_accepts_a_good_environment_and_no_other(run: Run) -> None:
    schema = json.loads(run("--output-format", "jsonschema")[1])
    Draft202012Validator.check_schema(schema)
    judge = Draft202012Validator(schema)
    good = {"SHOP_DATABASE_URL": "postgres://db/a", "SHOP_SENTRY": "x", "SHOP_REDIS__HOST": "h", "SHOP_WORKERS": "3"}
    assert judge.is_valid(good)
    assert not judge.is_valid({k: v for k, v in good.items() if k != "SHOP_SENTRY"})
    assert not judge.is_valid(good | {"SHOP_WORKERS": "many"})
    assert not judge.is_valid(good | {"SHOP_MODE": "middle"})


def test_the_env_file_can_be_filled_in_and_verified(run: Run, tmp_path: Path) -> None:
    text = run("--output-format", "dotenv")[1]
    assert text.startswith("# config:Settings\n")
    assert "# Where redis listens\n# an integer, at least 1, at most 65535; optional\n# SHOP_REDIS__PORT=6379\n" in text
    filled = text.replace("SHOP_DATABASE_URL=\n", "SHOP_DATABASE_URL=postgres://app:q6Vb2mJx0TzKw8@db/a\n")
    filled = filled.replace("\nSENTRY_DSN=\n", "\nSENTRY_DSN=https://sentry.shop.example/1\n")
    filled = filled.replace("SHOP_REDIS__HOST=\n", "SHOP_REDIS__HOST=redis\n").replace("# SHOP_", "SHOP_")
    filled = filled.replace("SHOP_SECRET_KEY=\n", "SHOP_SECRET_KEY=q6Vb2mJx0TzKw8LrYd5NfHs4\n")
    filled = filled.replace("SHOP_LABELS=\n", "SHOP_LABELS={}\n").replace("SHOP_LEVEL=\n", "SHOP_LEVEL=low\n")
    (tmp_path / "filled.env").write_text(filled, encoding="utf-8")
    assert main(["verify-env", "--environ-file", "filled.env", "--dialect", "dotenv", "--fail-on", "warning"]) == 0
    sys.modules.pop("config", None)


def test_kubernetes_objects_and_the_compose_block_are_yaml(run: Run) -> None:
    plain, secret = yaml.safe_load_all(run("--output-format", "kubernetes")[1])
    assert (plain["kind"], secret["kind"]) == ("ConfigMap", "Secret")
    assert set(secret["stringData"]) == {"SHOP_DATABASE_URL", "SENTRY_DSN"}
    block = yaml.safe_load(run("--output-format", "compose")[1])["environment"]
    assert block["SHOP_DATABASE_URL"] == "${SHOP_DATABASE_URL:?a PostgreSQL URL}"
    assert block["SHOP_WORKERS"] is None


@pytest.mark.parametrize("name", [".env.example", "CONFIG.md", "contract.json", "env.schema.json", "compose.yaml"])
def test_a_file_that_was_written_is_in_step_until_the_class_changes(run: Run, tmp_path: Path, name: str) -> None:
    assert run("--write", name) == (0, "", f"{name}: created\n")
    assert run("--check", name) == (0, "", "")
    before = (tmp_path / name).read_bytes()
    assert run("--write", name) == (0, "", f"{name}: unchanged\n")
    assert (tmp_path / name).read_bytes() == before
    changed = SETTINGS.replace("    workers: int", "    threads: int = 1\n    workers: int")
    (tmp_path / "config.py").write_text(changed, encoding="utf-8")
    status, out, _ = run("--check", name)
    assert status == 1
    assert "`SHOP_THREADS` is missing" in out


def test_what_stands_around_the_markers_is_left_alone(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(
        "# Shop\r\n\n<!-- relcheck contract -->\nold\n<!-- end of relcheck contract -->\n\nend", encoding="utf-8"
    )
    assert run("--write", "README.md")[0] == 0
    text = page.read_bytes().decode()
    assert text.startswith("# Shop\r\n\n<!-- relcheck contract -->\n| Variable |")
    assert text.endswith("\n<!-- end of relcheck contract -->\n\nend")
    assert "old" not in text


def test_a_file_without_markers_is_not_touched(run: Run, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Shop\n", encoding="utf-8")
    status, _, err = run("--write", "README.md")
    assert status == 2
    assert err.startswith("relcheck: README.md: has no lines `<!-- relcheck contract -->`")
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "# Shop\n"


def test_an_env_file_written_by_hand_is_compared_by_name_and_never_quoted(run: Run, tmp_path: Path) -> None:
    names = [name for name in variables(run) if name not in ("SHOP_WORKERS", "SENTRY_DSN")]
    lines = [f"{name}=marked-value" for name in names] + ["SHOP_SENTRY=x", "SHOP_LABELS__a=1", "OLD=marked-value"]
    (tmp_path / ".env.example").write_text("\n".join(lines) + "\n", encoding="utf-8")
    status, out, _ = run("--check", ".env.example")
    assert status == 1
    assert out.splitlines()[:2] == [
        ".env.example: `SHOP_WORKERS` is missing",
        ".env.example: `OLD` is in no settings class",
    ]
    assert "marked" not in out


def test_reads_make_a_contract_without_any_class(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text(
        "import os\nfrom decouple import config\n\n"
        'DSN = os.environ["SHOP_DSN"]\nPORT = int(os.getenv("SHOP_PORT", "8000"))\n'
        'KEY = config("SHOP_KEY", default="k3y")\n',
        encoding="utf-8",
    )
    found = variables(run, "--from-reads")
    assert {name: (row["required"], row["default"]) for name, row in found.items()} == {
        "SHOP_DSN": (True, None), "SHOP_PORT": (False, "8000"), "SHOP_KEY": (False, "k3y")
    }  # fmt: skip


def environment(**variables: str) -> dict[str, str]:
    root = Path(__file__).parents[2]
    base = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{root}:{root / 'rules'}"}
    return base | {"PYTHONDONTWRITEBYTECODE": "1"} | variables  # a module is changed within one second


def relcheck(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "relcheck", *arguments]
    return subprocess.run(command, env=environment(**variables), capture_output=True, text=True, check=False)


def test_a_boot_is_refused_where_the_lock_remembers_something_else(run: Run, tmp_path: Path) -> None:
    good = {"SHOP_DATABASE_URL": "postgres://app:q6Vb2mJx0TzKw8@db/a", "SENTRY_DSN": "https://s.example/1",
            "SHOP_REDIS__HOST": "redis", "SHOP_SECRET_KEY": "q6Vb2mJx0TzKw8LrYd5NfHs4"}  # fmt: skip
    built = relcheck(
        "contract", "--lock", "app.lock", "--frozen", "BUILD_REGION", BUILD_REGION="marked", SHOP_MODE="prod", **good
    )
    assert built.returncode == 0, built.stderr
    lock = json.loads((tmp_path / "app.lock").read_text(encoding="utf-8"))
    assert lock["frozen"].keys() == {"BUILD_REGION", "SHOP_MODE", "SHOP_REDIS__HOST"}
    assert "marked" not in json.dumps(lock)
    check = ("verify-env", "--locked", "app.lock")
    assert relcheck(*check, BUILD_REGION="marked", SHOP_MODE="prod", **good).returncode == 0
    refused = relcheck(*check, BUILD_REGION="other", SHOP_MODE="dev", **good)
    assert refused.returncode == 1
    assert refused.stdout.count("is not what it was when the image was built [REL415]") == 2
    assert refused.stdout.count("  lock:       app.lock\n") == 2
    assert relcheck(*check, SHOP_MODE="prod", **good).stdout.count("[REL415]") == 1
    (tmp_path / "config.py").write_text(SETTINGS.replace("    workers: int", "    threads: int"), encoding="utf-8")
    changed = relcheck(*check, BUILD_REGION="marked", SHOP_MODE="prod", **good).stdout
    assert "`SHOP_THREADS` is new since the lock was written [REL416]" in changed
    assert "`SHOP_WORKERS` is no longer asked for since the lock was written [REL416]" in changed


def test_what_the_build_had_read_is_not_read_by_nobody(run: Run) -> None:
    given = {"SHOP_BUILD": "7", "SHOP_DATABASE_URL": "postgres://app:q6Vb2mJx0TzKw8@db/a", "SHOP_REDIS__HOST": "redis"}
    assert relcheck("contract", "--lock", "app.lock", "--frozen", "SHOP_BUILD", **given).returncode == 0
    assert "`SHOP_BUILD`" in relcheck("verify-env", "--select", "REL409", **given).stdout
    assert "`SHOP_BUILD`" not in relcheck("verify-env", "--locked", "app.lock", "--select", "REL409", **given).stdout


def test_two_locks_of_one_build_have_different_keys(run: Run, tmp_path: Path) -> None:
    locks = []
    for name in ("one.lock", "two.lock"):
        assert relcheck("contract", "--lock", name, SHOP_MODE="prod").returncode == 0
        locks.append(json.loads((tmp_path / name).read_text(encoding="utf-8")))
    assert locks[0]["contract"] == locks[1]["contract"]
    assert locks[0]["frozen"]["SHOP_MODE"] != locks[1]["frozen"]["SHOP_MODE"]


def test_what_is_no_lock_is_said_in_one_line(run: Run, tmp_path: Path) -> None:
    texts = ["[]", "{", '{"version": 1}', '{"version": 1, "key": "zz", "contract": {}, "frozen": {}}', '{"version": 2}']
    texts.append("[" * 200_000)
    names = [f"{number}.lock" for number in range(len(texts))]
    for name, text in zip(names, texts, strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name in (*names, "no.lock", "."):
        found = relcheck("verify-env", "--locked", name)
        assert (found.returncode, found.stdout) == (2, "")
        assert found.stderr.startswith(f"relcheck: {name}: ")


def test_code_that_reads_nothing_is_told_so(run: Run) -> None:
    assert run("--from-reads") == (0, "", "relcheck: the code reads no variable by name\n")


def test_tests_and_builds_are_no_part_of_what_the_code_reads(run: Run, tmp_path: Path) -> None:
    (tmp_path / "noxfile.py").write_text("import os\n\nX = os.environ['NOX_X']\n", encoding="utf-8")
    (tmp_path / "more.py").write_text("import os\n\nif os.environ.get('SHOP_ON'):\n    pass\n", encoding="utf-8")
    assert [(row["name"], row["type"]) for row in variables(run, "--from-reads").values()] == [("SHOP_ON", "")]


def test_what_the_code_turns_into_a_number_is_told_in_words(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text('import os\n\nx = int(os.environ["SHOP_N"]), list(os.environ["SHOP_L"])\n')
    found = variables(run, "--from-reads")
    assert (found["SHOP_N"]["expected"], found["SHOP_L"]["expected"]) == ("an integer", "")


def test_a_class_for_tests_is_not_the_contract_and_that_of_a_library_is(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text(
        "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    host: str\n\n\n"
        "class TestSettings(Settings):\n    more: str\n\n\ndef pick(test):\n"
        "    return TestSettings() if test else Settings()\n",
        encoding="utf-8",
    )
    assert list(variables(run, "--isolated")) == ["HOST"]
    (tmp_path / "pyproject.toml").write_text('[tool.relcheck]\nkind = "library"\n', encoding="utf-8")
    assert list(variables(run)) == ["HOST"]


def test_the_largest_class_counts_though_nobody_is_seen_to_make_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "config.py").write_text(
        "from pydantic_settings import BaseSettings\n\n\n"
        'class First(BaseSettings):\n    secrets_dir: str = ""\n\n\nfirst = First()\n\n\n'
        "class Settings(BaseSettings):\n    host: str\n    port: int = 1\n\n\n"
        "class Spare(BaseSettings):\n    colour: str\n",
        encoding="utf-8",
    )
    (tmp_path / "main.py").write_text("import config\n\nsettings = getattr(config, 'Settings')()\n", encoding="utf-8")
    assert sorted(variables(run, "--isolated")) == ["HOST", "PORT", "SECRETS_DIR"]


def test_a_name_that_is_computed_is_left_out_aloud(run: Run, tmp_path: Path) -> None:
    body = SETTINGS.replace('env_prefix="SHOP_"', "env_prefix=str(input)")
    (tmp_path / "config.py").write_text(body, encoding="utf-8")
    status, out, err = run()
    assert status == 0
    assert err.startswith(
        "relcheck: the names of `config:Settings.debug` and 9 more are computed at run time, and left out;"
    )
    assert out.splitlines()[1].startswith("SENTRY_DSN ")


MARKED = """\
from typing import Annotated

from pydantic_settings import BaseSettings

from relcheck.types import DistinctPerReplica, NodeName, Port, RequiredIn, RunTimeOnly, SecretKey, SharedAcrossReplicas


class Settings(BaseSettings):
    port: Port = 8000
    node: Annotated[NodeName, RunTimeOnly(), DistinctPerReplica()]
    cookie: Annotated[SecretKey, SharedAcrossReplicas()]
    sentry: Annotated[str, RequiredIn("production")] = ""


settings = Settings()
"""


@pytest.mark.parametrize("how", [(), ("--import",)])
def test_markers_are_told_to_those_who_deploy(run: Run, tmp_path: Path, how: tuple[str, ...]) -> None:
    (tmp_path / "deployed.py").write_text(MARKED, encoding="utf-8")
    _, out, _ = run("deployed:Settings", *how, "--output-format", "json")
    rows = {row["name"]: row for row in json.loads(out)["variables"]}
    assert rows["NODE"]["marks"] == [["RunTimeOnly", ""], ["DistinctPerReplica", ""]]
    assert rows["SENTRY"]["marks"] == [["RequiredIn", "production"]]
    assert rows["PORT"]["marks"] == []
    assert rows["COOKIE"]["secret"]
    for form in ("table", "markdown", "jsonschema", "dotenv", "kubernetes", "compose"):
        _, out, _ = run("deployed:Settings", *how, "--output-format", form)
        assert "at run time only" in out
        assert "another in each replica" in out
        assert "the same in all replicas" in out
        assert "required in production" in out


def test_a_default_that_is_read_from_the_environment_is_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "reading.py").write_text(
        "import os\n\nfrom pydantic import Field\nfrom pydantic_settings import BaseSettings\n\n"
        'HOST = os.environ["THE_HOST"]\n\n\nclass Settings(BaseSettings):\n'
        '    host: str = HOST\n    name: str = os.environ.get("THE_HOST", "a")\n    url: str = Field(f"https://{HOST}/")\n'
        '    region: str = "eu-west"\n    zone: str = Field(default="eu-west")\n'
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("THE_HOST", "qqmarkedqq")
    monkeypatch.setenv("THE_REGION", "eu-west")
    assert main(["contract", "--import", "reading:Settings", "--output-format", "json"]) == 0
    out = capsys.readouterr().out
    assert "qqmarkedqq" not in out
    defaults = {row["name"]: row["default"] for row in json.loads(out)["variables"]}
    assert defaults == {"HOST": None, "NAME": None, "URL": None, "REGION": "eu-west", "ZONE": "eu-west"}


def test_members_of_a_union_offer_their_choices_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "unions.py").write_text(
        "from typing import Literal\n\nfrom pydantic import BaseModel\nfrom pydantic_settings import BaseSettings\n\n\n"
        'class Cat(BaseModel):\n    kind: Literal["cat"]\n\n\nclass Dog(BaseModel):\n    kind: Literal["dog"]\n\n\n'
        'class Settings(BaseSettings, env_nested_delimiter="__"):\n    pet: Cat | Dog\n'
    )
    monkeypatch.chdir(tmp_path)
    for how in ((), ("--import",)):
        assert main(["contract", "unions:Settings", "--output-format", "json", *how]) == 0
        (row,) = json.loads(capsys.readouterr().out)["variables"]
        assert (row["name"], row["expected"]) == ("PET__KIND", "one of `cat`, `dog`")


AGREEING = """\
import logging
from enum import Enum, StrEnum, auto
from pathlib import Path
from typing import Annotated, Literal, Optional, Union

from kinds import Colour, Level
from pydantic import BaseModel, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

NAME = "shop"
Region = Literal["eu", "us"]


class Mode(StrEnum):
    FAST = auto()
    SLOW = auto()


class Cache(BaseModel):
    host: str
    port: int = 6379


class Disk(BaseModel):
    host: str
    path: str


class Mail(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="MAIL_")

    host: str
    port: int = 25


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_nested_delimiter="__")

    origins: Union[list[str], str] = []
    size: int = 10 * 1024 * 1024
    folder: Path = Path("/var") / "shop"
    name: str = NAME
    long: str = (
        "one "
        "two"
    )
    region: Region = "eu"
    mode: Mode = Mode.FAST
    colour: Colour = Colour.RED
    level: Annotated[Optional[Level], "how much"] = None
    log: int = logging.INFO
    offset: float = -1.5
    names: dict[str, int] = {"a": 1}
    computed: str = NAME.upper()
    address: str = "amqp://shop:q6Vb2mJ9wLx4@queue/"
    retries: int = 3
    \"\"\"How often to
    try again.\"\"\"
    store: Cache | Disk
    spare: Cache | None = None
    mail: Mail = Field(default_factory=Mail)
"""
KINDS = """\
from enum import Enum
from typing import Literal


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


Level = Literal["low", "high"]
"""


def test_source_and_class_agree_about_defaults_choices_and_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "agreeing.py").write_text(AGREEING, "utf-8")
    (tmp_path / "kinds.py").write_text(KINDS, "utf-8")
    monkeypatch.chdir(tmp_path)
    said = {}
    for how in ((), ("--import",)):
        assert main(["contract", "agreeing:Settings", "--output-format", "json", *how]) == 0
        out = capsys.readouterr().out
        assert "q6Vb2m" not in out
        keys = ("required", "default", "choices", "expected", "description", "secret")
        said[how] = {row["name"]: {key: row[key] for key in keys} for row in json.loads(out)["variables"]}
    static, imported = said[()], said[("--import",)]
    assert imported.pop("COMPUTED")["default"] == "SHOP"  # only a call tells
    assert static.pop("COMPUTED")["default"] is None
    assert static == imported
    assert [name for name, row in static.items() if row["required"]] == ["STORE__HOST", "MAIL_HOST"]


def test_what_one_class_can_do_without_is_needed_if_another_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "several.py").write_text(
        "from pydantic_settings import BaseSettings\n\n\n"
        'class Web(BaseSettings):\n    region: str = "eu"\n\n\nclass Worker(BaseSettings):\n    region: str\n'
    )
    monkeypatch.chdir(tmp_path)
    for how in ((), ("--import",)):
        arguments = ["several:Web", "several:Worker", "--output-format", "json", *how]
        assert main(["contract", *arguments]) == 0
        (row,) = json.loads(capsys.readouterr().out)["variables"]
        assert (row["name"], row["required"], row["default"]) == ("REGION", True, None)


def test_a_type_that_nobody_knows_may_hold_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "typed.py").write_text(
        "from typing import NamedTuple\n\nfrom pydantic import InstanceOf\nfrom pydantic_settings import BaseSettings\n"
        "\n\nclass Address(NamedTuple):\n    user: str\n    word: str\n\n\nclass Settings(BaseSettings):\n"
        '    database_url: InstanceOf[Address] = Address("shop", "qqmarkedqq")\n'
        '    peer: InstanceOf[Address] = Address("shop", "qqmarkedqq")\n'
    )
    monkeypatch.chdir(tmp_path)
    for how in ((), ("--import",)):
        assert main(["contract", "typed:Settings", "--output-format", "json", *how]) == 0
        out = capsys.readouterr().out
        assert "qqmarkedqq" not in out
        assert [row["secret"] for row in json.loads(out)["variables"]] == [True, False]


@pytest.mark.parametrize(
    ("target", "what"),
    [
        ("config.py:Settings", "did you mean `config:Settings`?"),
        ("config:Setings", "did you mean `config:Settings`?"),
        ("elsewhere:Nothing", "check the name, or try --import"),
    ],
)
def test_a_class_that_is_not_in_the_source_is_told_by_what_to_write(run: Run, target: str, what: str) -> None:
    said = f"relcheck: `{target}` is not a settings class in the source: {what}\n"
    assert run(target) == (2, "", said)


def test_where_a_checkout_lies_is_no_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "located.py").write_text(
        "from pathlib import Path\n\nfrom pydantic_settings import BaseSettings\n\nHERE = Path(__file__).parent\n\n\n"
        "class Settings(BaseSettings):\n    home: Path = HERE\n    logs: str = str(HERE / 'logs')\n"
        f"    data: str = '{tmp_path}/data'\n"
    )
    monkeypatch.chdir(tmp_path)
    assert main(["contract", "located:Settings", "--import", "--output-format", "json"]) == 0
    defaults = {row["name"]: row["default"] for row in json.loads(capsys.readouterr().out)["variables"]}
    assert defaults == {"HOME": None, "LOGS": None, "DATA": f"{tmp_path}/data"}


def test_a_table_names_a_few_of_many_places() -> None:
    spans = tuple(Span("shop/a.py", n, 1, n, 2) for n in range(1, 7))
    entry = Entry(("A",), "str", "shop.a", read=spans)
    assert tables.table([entry]).endswith("  shop/a.py:1, shop/a.py:2, shop/a.py:3 and 3 more\n")
    assert "shop/a.py:6" in tables.markdown([entry])
    assert "shop/a.py:4" in tables.table([entry._replace(read=spans[:4])])
