"""No command shows the value of a variable or secret, in any format, wherever project and environment hold it."""

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from relcheck.cli import COMMANDS, main
from relcheck.render import FORMATS

MARK = "qX7fV2pLw93KdTzR5"
PROJECT = {
    "pyproject.toml": f"""\
[project]
name = "shop"
version = "1"
dependencies = ["fastapi", "uvicorn", "pydantic-settings", "relcheck-config"]

[[tool.uv.index]]
url = "https://ci:{MARK}@pypi.example.org/simple"
""",
    "shop/__init__.py": "",
    "shop/config.py": f"""\
from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_", env_file=".env", extra="forbid")

    api_key: SecretStr = SecretStr("{MARK}")
    token: str = "{MARK}"
    database_url: str = "postgresql://shop:{MARK}@db/shop"
    port: int
    name: str = "shop"

    @field_validator("name")
    @classmethod
    def named(cls, value: str) -> str:
        raise ValueError(f"{{value}} is no name")
""",
    "shop/made.py": """\
import os
from enum import Enum
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings

FOUND = os.environ["SHOP_FOUND"]
Kind = Enum("Kind", {"ONE": FOUND})


class Settings(BaseSettings):
    one: Literal[FOUND]
    other: Kind
    shaped: str = Field(pattern=f"^{FOUND}$")
    said: int = Field(description=f"not {FOUND}")
    given: str = FOUND
    named: str = Field("a", title=FOUND, examples=[FOUND])
    joined: list[Literal[FOUND, "b"]]
""",
    "shop/main.py": f"""\
import os

from fastapi import FastAPI

app = FastAPI()
KEY = os.environ.get("PAYMENT_API_KEY", "{MARK}")
SAME = os.environ.get("PAYMENT_API_KEY", "other-{MARK}")
os.environ["SHOP_TOKEN"] = "{MARK}"


def call(key: str = os.getenv("SHOP_API_KEY", "{MARK}")) -> None:
    raise RuntimeError(f"the key is {{key}} {{os.environ['SHOP_NAME']}}")
""",
    "shop/broken.py": f'import os\nKEY = os.environ["{MARK}"\n',
    "setup.py": f'import os\nopen("key.py", "w").write(os.environ.get("API_TOKEN", "{MARK}"))\n',
    ".env": f"SHOP_API_KEY={MARK}\nSHOP_PORT={MARK}\nSHOP_NAME={MARK}\nSTRANGE {MARK}\n",
    ".env.example": f"SHOP_API_KEY={MARK}\n",
    "Dockerfile": f"""\
FROM python:3.13-slim
ARG API_TOKEN={MARK}
ENV SHOP_API_KEY={MARK} SHOP_TOKEN=$API_TOKEN
COPY . .
RUN pip install --index-url https://ci:{MARK}@pypi.example.org/simple shop && echo {MARK} > /key
RUN --mount=type=secret,id=t curl -H "Authorization: Bearer {MARK}" https://example.org
CMD ["uvicorn", "shop.main:app", "--token", "{MARK}"]
""",
    "compose.yaml": f"""\
services:
  shop:
    build: {{context: ., args: {{API_TOKEN: {MARK}}}}}
    environment: {{SHOP_API_KEY: {MARK}, SHOP_PORT: {MARK}, SHOP_TOKENN: {MARK}}}
    env_file: [.env]
    command: [app, --token, {MARK}, "--password={MARK}"]
""",
    "k8s.yaml": f"""\
apiVersion: v1
kind: Secret
metadata: {{name: shop}}
stringData: {{SHOP_API_KEY: {MARK}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: shop}}
data: {{SHOP_TOKEN: {MARK}, SHOP_PORT: {MARK}}}
---
apiVersion: v1
kind: Pod
metadata: {{name: shop}}
spec:
  containers:
    - {{name: shop, image: shop, command: [sh, -c, "SHOP_NAME={MARK} uvicorn shop.main:app --secret-key {MARK}"]}}
""",
    "Procfile": f"web: SHOP_NAME={MARK} uvicorn shop.main:app --token {MARK}\n",
    "render.yaml": f"services: [{{name: shop, type: web, startCommand: app --token {MARK}}}]\n",
    "railway.toml": f'[deploy]\nstartCommand = "app --api-key={MARK}"\n',
    "shop.service": f"[Service]\nExecStart=/bin/app --token {MARK}\nEnvironment=SHOP_TOKEN={MARK}\n",
    ".gitlab-ci.yml": f"x: {{script: ['API_TOKEN={MARK} make', 'docker login -p {MARK}'], variables: {{A: {MARK}}}}}\n",
    ".github/workflows/x.yml": f"""\
on: push
jobs:
  x:
    runs-on: ubuntu-latest
    steps:
      - run: docker build --build-arg API_TOKEN={MARK} .
        env: {{SHOP_API_KEY: {MARK}}}
""",
    "given.json": f'[{{"name": "SHOP_PORT", "value": "{MARK}"}}, "{MARK}',
}
VARIABLES = {"SHOP_API_KEY": MARK, "SHOP_PORT": MARK, "SHOP_NAME": MARK, "SHOP_UNKNOWN": MARK, "DATABASE_URL": MARK,
             "RELCHECK_OUTPUT_FORMAT": "", "API_TOKEN": MARK, "SHOP_FOUND": MARK[::-1], "SAID": "x"}  # fmt: skip
SCHEMA = "shop.config:Settings"
MADE = MARK[::-1]
"""A value that stands in no source: a class makes choices, a pattern and texts of it while it is imported."""


def lines() -> Iterator[list[str]]:
    """Command lines: each command with each of its formats, and what it says besides.

    A diff is the text of a file, which somebody asks for, and may show what stands there.
    """
    for form in FORMATS:
        yield ["lint", "--select", "ALL", "--no-cache", "--output-format", form]
        yield ["scan", ".", "--environ-file", ".env", "--schema", SCHEMA, "--output-format", form]
    yield from (["lint", "--select", "ALL", *more] for more in (["-v"], ["--statistics"], ["--show-settings"],
                ["--with-ruff"], ["--given", "given.json"], ["--baseline", "given.json"]))  # fmt: skip
    for form, more in itertools.product(("text", "json", "github", "sarif"), ([], ["-v", "--probe"])):
        yield ["verify-env", SCHEMA, *more, "--output-format", form]
        yield ["verify-env", "shop.made:Settings", *more, "--output-format", form]
    yield ["run", "--schema", "shop.made:Settings", "shop.main:call"]
    for dialect in ("docker", "compose", "dotenv"):
        yield ["verify-env", SCHEMA, "--environ-file", ".env", "--dialect", dialect]
    yield ["verify-env", SCHEMA, "--locked", "given.json"]
    yield ["run", "--schema", SCHEMA, "--warn-only", "shop.main:call"]
    for form, how in itertools.product(("table", "markdown", "json", "jsonschema", "dotenv", "kubernetes", "compose"),
                                       ([SCHEMA], [SCHEMA, "--import"], ["shop.made:Settings", "--import"],
                                        ["--from-reads"])):  # fmt: skip
        yield ["contract", *how, "--output-format", form]
    yield ["contract", SCHEMA, "--check", ".env.example"]
    yield from (["map", "--output-format", form] for form in ("text", "json", "mermaid", "dot"))
    yield ["map", "--html", "-"]
    yield from (["deployments", "--output-format", form] for form in ("text", "json"))
    yield ["deployments", "--import"]
    yield ["facts", "--kind", "all"]
    yield from (["init", "--docker", *more] for more in (["--dry-run"], ["--dry-run", "--platform", "compose"]))
    yield from (["ruff", "sync", "--check"], ["config"], ["rules"], ["dependencies", "--python", "given.json"])


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name, text in PROJECT.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = dict(os.environ)
    yield tmp_path
    for name in os.environ.keys() - before.keys():
        del os.environ[name]
    os.environ.update(before)


def test_no_command_shows_a_value(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shown = []
    for arguments in lines():
        status = main(arguments)
        printed = "".join(capfd.readouterr())
        telling = [line for line in printed.splitlines() if MARK in line or MADE in line]
        if telling or status == 3:
            shown.append((arguments, status, telling[:3]))
        for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
            del sys.modules[name]
    assert shown == []


def test_every_command_that_looks_at_a_project_is_tried() -> None:
    tried = {arguments[0] for arguments in lines()}
    assert {name for name, _ in COMMANDS} - tried == {"secret", "server", "explain", "schema", "completion"}


def test_nothing_that_is_written_holds_one(project: Path) -> None:
    """Nor the caches: a default is remembered by its looks, and a report by its places."""
    paths = os.pathsep.join(path for path in sys.path if path)
    environ = {
        **os.environ,
        "PYTHONPATH": paths,
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # its files are not ours
    for arguments in (["lint"], ["lint"], ["contract", SCHEMA, "--write", "new.env", "--output-format", "dotenv"],
                      ["contract", SCHEMA, "--lock", "app.lock"],
                      ["contract", "shop.made:Settings", "--lock", "made.lock"], ["lint", "--update-baseline"],
                      ["lint", "--output-format", "sarif", "-o", "x.sarif"], ["map", "--html", "x.html"],
                      ["init", "--docker", "--yes", "--platform", "kubernetes"]):  # fmt: skip
        command = [sys.executable, "-P", "-m", "relcheck", *arguments]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), (arguments, done.stderr)
    made = [
        path for path in project.rglob("*") if path.is_file() and path.relative_to(project).as_posix() not in PROJECT
    ]
    assert len(made) > 10
    texts = {path.name: path.read_bytes() for path in made}
    assert [name for name, text in texts.items() if MARK.encode() in text or MADE.encode() in text] == []
