"""Applications that are started as real processes, through `relcheck verify-env`."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from relcheck.boot.verify import Verdict, verify

ROOT = Path(__file__).parents[2]
Start = Callable[..., "subprocess.Popen[str]"]
Check = Callable[..., Verdict]
IMPORTS = """\
from pathlib import Path
from typing import Any, Literal

from pydantic import AliasChoices, BaseModel, Field, PostgresDsn, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

"""


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Check]:
    """Verify a module given as text; further files by their path."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = set(sys.modules)

    def verified(body: str, files: Mapping[str, str] = {}, target: str = "config:Settings", **environ: str) -> Verdict:
        for path, text in {"config.py": IMPORTS + body, **files}.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        return verify([target], app_dir=str(tmp_path), environ=environ)

    yield verified
    for name in set(sys.modules) - before:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


@pytest.fixture
def environ() -> dict[str, str]:
    """The environment of a container: little is in it."""
    return {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": f"{ROOT}:{ROOT / 'rules'}"}


@pytest.fixture
def start(tmp_path: Path, environ: Mapping[str, str]) -> Iterator[Start]:
    """Start `relcheck verify-env` in the application's directory; whatever still runs afterwards is ended."""
    started: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, before: tuple[str, ...] = (), **variables: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [*before, sys.executable, "-m", "relcheck", "verify-env", *arguments],
            cwd=tmp_path,
            env={**environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=60)


@pytest.fixture
def port() -> int:
    """A TCP port of this machine that nobody listens to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number
