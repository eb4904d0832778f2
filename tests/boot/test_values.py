"""No value of the environment is ever in any output: random classes, random failures, every format."""

import io
import os
import random
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relcheck.cli import main

HEAD = """\
import os
import logging
from enum import Enum
from typing import Annotated, Any, Literal
from pydantic import (AliasChoices, AmqpDsn, BaseModel, Field, PostgresDsn, SecretStr, field_validator,
                      model_validator)
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict


class Colour(Enum):
    RED = "red"


class Inner(BaseModel):
    model_config = {"extra": "forbid"}
    host: str
    ports: list[int] = []
    limits: dict[str, int] = {}


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    bark: int


"""
TYPES = [
    "str", "int", "float", "bool", "SecretStr", "list[int]", "dict[str, int]", "dict[str, Inner]", "Inner",
    "Inner | None",
    "PostgresDsn", "AmqpDsn", "Colour", 'Literal["a", "b"]', "Any", "set[str]", "list[Inner]",
    'Annotated[Cat | Dog, Field(discriminator="kind")]', "Annotated[str, Field(min_length=40)]",
    "Annotated[SecretStr, Field(min_length=40)]", 'Annotated[str, Field(pattern="^a$")]',
]  # fmt: skip
VALIDATORS = [
    'raise ValueError(f"bad {value}")',
    "raise AssertionError(repr(value))",
    'raise PydanticCustomError(f"bad_{value}", "no {it}", {"it": str(value)})',
    "raise RuntimeError(value)",
    'print("seen", value); logging.warning("%s", value); return value',
    "return value",
]
MODEL_VALIDATORS = [
    ("before", "raise ValueError(str(value))"),
    ("after", "raise ValueError(repr(value) + str(os.environ))"),
    ("before", "return value"),
]
NAMES = ["alpha", "beta_key", "gamma", "delta_secret", "eps"]
SHAPES = ["{0}", "'{0}'", " {0}", "{0}\n", '{{"host": "{0}"}}', '["{0}"', '{{"{0}": 1}}', '{{"{0}": "{0}"}}',
          '{{"kind": "{0}"}}', "postgres://u:{0}@h/db", "", "<{0}>", "${{{0}}}"]  # fmt: skip


@st.composite
def applications(draw: st.DrawFn) -> tuple[str, dict[str, str], dict[str, str], list[str]]:
    """A settings module, an environment, files, and what must not be seen."""
    chance = random.Random(draw(st.integers(0, 10**9)))
    marks: list[str] = []

    def marked() -> str:
        marks.append("".join(chance.choice("QZXJKVW0123456789") for _ in range(14)))
        return draw(st.sampled_from(SHAPES)).format(marks[-1])

    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    lines = ["class Settings(BaseSettings):"]
    options = {
        "env_prefix": draw(st.sampled_from(["", "SHOP_"])),
        "env_nested_delimiter": draw(st.sampled_from([None, "__"])),
        "extra": draw(st.sampled_from(["forbid", "ignore", "allow"])),
        "env_file": draw(st.sampled_from([None, ".env"])),
        "secrets_dir": draw(st.sampled_from([None, "secrets"])),
        "case_sensitive": draw(st.booleans()),
    }
    lines.append(f"    model_config = SettingsConfigDict(**{options!r})")
    for name in names:
        default = draw(st.sampled_from(["", "", ' = Field(default="{}")'])).format(marked())
        lines.append(f"    {name}: {draw(st.sampled_from(TYPES))}{default!s}".replace("\n", "\\n"))
    if draw(st.booleans()):
        mode = draw(st.sampled_from(["before", "after"]))
        lines += [f'    @field_validator("{names[0]}", mode="{mode}")', "    def check(cls, value):"]
        lines.append(f"        {draw(st.sampled_from(VALIDATORS))}")
    if draw(st.booleans()):
        mode, body = draw(st.sampled_from(MODEL_VALIDATORS))
        wrap = ["    @classmethod"] if mode == "before" else []
        first = "cls, value" if mode == "before" else "value"
        lines += [f'    @model_validator(mode="{mode}")', *wrap, f"    def whole({first}):", f"        {body}"]
    lines += draw(
        st.sampled_from(
            [
                [],
                ["settings = Settings()", "print(settings) if False else None"],
                ["settings = Settings()", "raise RuntimeError(str(os.environ))"],
                ["raise KeyError(list(os.environ.values()))"],
                ['URL = os.environ["PRE_" + "".join(os.environ.values())]'],
            ]
        )
    )
    prefix = str(options["env_prefix"])
    environ: dict[str, str] = {}
    for name in names:
        for spelled in draw(st.sampled_from([[], [""], ["", "__HOST"], ["__PORTS"], ["__NOBODY"], ["_TYPO"]])):
            environ[(prefix + name).upper() + spelled] = marked()
    files = {".env": "".join(f"{prefix}{name}={marked()!r}\n" for name in draw(st.sampled_from([[], names, ["zeta"]])))}
    for name in draw(st.sampled_from([[], names])):
        files[f"secrets/{prefix}{name}"] = marked()
    return HEAD + "\n".join(lines) + "\n", environ, files, marks


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return tmp_path


counter = iter(range(10**9))


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=200)
@given(applications(), st.sampled_from(["text", "json", "github", "sarif"]), st.booleans())
def test_no_value_is_in_any_output(
    application: tuple[str, dict[str, str], dict[str, str], list[str]], form: str, from_file: bool
) -> None:
    source, environ, files, marks = application
    module = f"marked_{next(counter)}"
    Path("secrets").mkdir(exist_ok=True)
    for old in Path("secrets").iterdir():
        old.unlink()
    for path, text in files.items():
        Path(path).write_text(text, encoding="utf-8")
    Path(f"{module}.py").write_text(source, encoding="utf-8")
    arguments = ["verify-env", f"{module}:Settings", "--output-format", form, "--verbose", "--isolated"]
    given_environ = {"HOME": "/", **environ}
    if from_file:
        Path("file.env").write_text(
            "".join(f"{k}={v}\n" for k, v in environ.items() if "\n" not in v), encoding="utf-8"
        )
        arguments += ["--environ-file", "file.env"]
        given_environ = {"HOME": "/"}
    out, err = io.StringIO(), io.StringIO()
    with mock.patch.dict(os.environ, given_environ, clear=True), redirect_stdout(out), redirect_stderr(err):
        status = main(arguments)
    sys.modules.pop(module, None)
    printed = out.getvalue() + "".join(line for line in err.getvalue().splitlines(True) if not _theirs(line))
    assert status in (0, 1, 2), printed
    for mark in marks:
        for start in range(len(mark) - 5):
            assert mark[start : start + 6] not in printed, (mark, printed)


def _theirs(line: str) -> bool:
    """What the settings module itself prints and logs while it is imported is its own."""
    return line.startswith(("seen ", "WARNING:root:"))
