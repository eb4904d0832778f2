"""Build steps that run Python code of the project: what they import, and which variables they are given."""

import re
from collections.abc import Iterator
from posixpath import dirname
from typing import Final, Literal

from relcheck.facts.image import PythonStep
from relcheck.repo.docker.shell import Command
from relcheck.repo.docker.step import Step

_IMPORT: Final = re.compile(r"(?:^|[;\n\s])(?:from\s+([\w.]+)\s+import|import\s+([\w.]+(?:\s*,\s*[\w.]+)*))")
_PYTHON: Final = re.compile(r"^python(\d(\.\d+)?)?$")
_RUNNERS: Final = frozenset(
    ("uv", "poetry", "pipenv", "pdm", "hatch", "rye", "pixi", "conda", "micromamba", "tini", "gosu")
)
_TOOLS: Final = frozenset(("alembic", "flask", "pytest", "celery", "aerich", "litestar", "fastapi"))
_INSTALLERS: Final = frozenset(
    "pip pip3 venv virtualenv ensurepip build setuptools wheel poetry pipx site compileall uv pipenv spacy nltk"
    " nltk.downloader playwright json http.server zipfile this sysconfig easy_install cython".split()
)
Kind = Literal["code", "module", "script", "django", "tool"]


def python_steps(step: Step) -> Iterator[PythonStep]:
    """Every command of a RUN that runs code of the project."""
    for script in step.scripts:
        for command in script.commands:
            found = _runs(command)
            if found is None:
                continue
            kind, targets, shown = found
            inline = [name for name, _ in command.assignments] + [mount.env for mount in step.mounts if mount.env]
            yield PythonStep(
                script.span(command),
                step.here.stage,
                kind,
                targets,
                tuple(dict.fromkeys([*inline, *step.here.scope])),
                shown,
                dirname(step.here.instruction.span.path),
            )


def _runs(command: Command) -> tuple[Kind, tuple[str, ...], str] | None:
    words = [word.plain for word in command.words]
    while words and words[0].rsplit("/", 1)[-1] in _RUNNERS and "run" in words[1:2]:
        words = _behind_options(words[2:])
    if not words:
        return None
    name = words[0].rsplit("/", 1)[-1]
    if name in ("django-admin", "manage.py"):
        return "django", (words[0],), _shown(words)
    if name in _TOOLS:
        return "tool", (name,), _shown(words)
    if not _PYTHON.match(name):
        return None
    rest = _behind_options(words[1:])
    body = next((redirect.body for redirect in command.redirects if redirect.body), "")
    if not rest:
        return ("code", _imports(body), name) if body else None
    if rest[0] == "-c" and len(rest) > 1:
        return "code", _imports(rest[1]), f"{name} -c"
    if rest[0] == "-" and body:
        return "code", _imports(body), name
    if rest[0] == "-m" and len(rest) > 1:
        return None if rest[1] in _INSTALLERS else ("module", (rest[1],), f"{name} -m {rest[1]}")
    if rest[0].rsplit("/", 1)[-1] == "manage.py":
        return "django", (rest[0],), _shown(["manage.py", *rest[1:]])
    if rest[0].endswith(".py") and rest[0].rsplit("/", 1)[-1] not in ("setup.py", "get-pip.py"):
        return "script", (rest[0],), rest[0].rsplit("/", 1)[-1]
    return None


def _shown(words: list[str]) -> str:
    """A program and its command, as a message names it; never an option, which may hold a value."""
    return " ".join(words[:1] + [word for word in words[1:2] if word.isidentifier()])


def _behind_options(words: list[str]) -> list[str]:
    """The words behind options that are none of `-c`, `-m` and `-`."""
    while words and words[0].startswith("-") and words[0] not in ("-c", "-m", "-"):
        takes = words[0] in (
            "-W",
            "-X",
            "--python",
            "--group",
            "--extra",
            "--with",
            "--project",
            "--directory",
            "-p",
            "-n",
        )
        words = words[2 if takes else 1 :]
    return words


def _imports(code: str) -> tuple[str, ...]:
    """The modules that a piece of Python imports."""
    found: list[str] = []
    for source, names in _IMPORT.findall(code):
        found += [source] if source else [name.strip() for name in names.split(",")]
    return tuple(dict.fromkeys(name for name in found if name))
