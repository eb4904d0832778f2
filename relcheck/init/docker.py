"""The Dockerfile and .dockerignore: builder and runner apart, dependencies before sources, no secret in any layer."""

import json
from collections.abc import Callable
from typing import Final

from relcheck.init.fill import fill
from relcheck.init.ignored import secret_patterns
from relcheck.init.processes import web
from relcheck.init.seen import Seen, Tool

VERSIONS: Final[dict[Tool, str]] = {"uv": "0.13.9", "poetry": "2.5.1", "pdm": "2.29.3"}
"""The versions of the tools that a made image pins; a build argument says otherwise."""
PINNED: Final[dict[Tool, str]] = {"pdm": "pdm[locked]"}
"""What pip installs of a tool where that is not its name alone: PDM says in an extra what it was tested with."""
_LOGIN: Final = "--mount=type=secret,id=netrc,target=/root/.netrc,required=true"
_LISTED: Final = (
    "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\\n')"
)
_ENV: Final[dict[Tool, str]] = {
    "uv": "UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/opt/venv",
    "poetry": "POETRY_NO_INTERACTION=1",
    "pdm": "PDM_CHECK_UPDATE=false",
}


def dockerfile(seen: Seen) -> str:
    """The text of the Dockerfile."""
    tool = seen.tool
    pinned = tool in VERSIONS
    command = json.dumps(list(web(seen).command))
    port = web(seen).port
    return fill(
        "Dockerfile.txt",
        python=seen.python,
        argument=f"ARG {tool.upper()}_VERSION={VERSIONS[tool]}" if pinned else "",
        install=_run("pip", f'pip install "{PINNED.get(tool, tool)}=={_version(tool)}"') if pinned else "",
        settings=f"ENV {_ENV[tool]}" if tool in _ENV else "",
        login=_HINT if not seen.private else _NEEDED,
        dependencies="\n".join(_DEPENDENCIES[tool](seen)),
        project="\n".join(_project(seen)),
        static=static(seen),
        path=f"ENV PYTHONPATH=/app/{seen.app_dir}" if seen.app_dir else "",
        expose=f"EXPOSE {port}" if port else "",
        command=command,
    )


_HINT: Final = """\
# A private index wants a login: give the step a secret mount, and nothing of it stays in the image.
#   RUN --mount=type=secret,id=netrc,target=/root/.netrc,required=true ..."""
_NEEDED: Final = """\
# The private index wants a login, which no layer keeps: docker build --secret id=netrc,src=$HOME/.netrc ."""


def _version(tool: Tool) -> str:
    return "${" + f"{tool.upper()}_VERSION" + "}"


def _run(cache: str, command: str, *mounts: str) -> str:
    """One step with a cache of downloads, which is no layer."""
    where = f"--mount=type=cache,target=/root/.cache/{cache}"
    return " \\\n    ".join((f"RUN {where}", *mounts, command))


def _uv(seen: Seen) -> list[str]:
    command = "uv sync --locked --no-dev --no-install-project"
    return ["COPY pyproject.toml uv.lock ./", _run("uv", command, *_mounts(seen))]


def _poetry(seen: Seen) -> list[str]:
    return [
        "COPY pyproject.toml poetry.lock ./",
        _run("pypoetry", "poetry install --only main --no-root", *_mounts(seen)),
    ]


def _pdm(seen: Seen) -> list[str]:
    command = "pdm install --prod --no-self --frozen-lockfile"
    return ["COPY pyproject.toml pdm.lock ./", _run("pdm", command, *_mounts(seen))]


def _pip(seen: Seen) -> list[str]:
    if seen.requirements:
        folder = seen.requirements.rpartition("/")[0]
        near = [path for path in sorted(seen.files) if path.rpartition("/")[0] == folder and _is_pip_s(path)]
        whole = folder.rpartition("/")[2].startswith("requirements")
        copied = f"COPY {folder}/ {folder}/" if whole else f"COPY {' '.join(near)} ./{folder}"
        return [copied, _run("pip", f"pip install -r {seen.requirements}", *_mounts(seen))]
    if seen.holds("setup.py") and not seen.holds("pyproject.toml"):
        return ["COPY . .", _run("pip", "pip install .", *_mounts(seen))]
    if seen.group:
        return ["COPY pyproject.toml ./", _run("pip", f"pip install --group {seen.group}", *_mounts(seen))]
    if seen.unlisted:
        return ["COPY requirements.txt ./", _run("pip", "pip install -r requirements.txt", *_mounts(seen))]
    listed = f'RUN python -c "{_LISTED}" > /tmp/requirements.txt'
    return ["COPY pyproject.toml ./", listed, _run("pip", "pip install -r /tmp/requirements.txt", *_mounts(seen))]


def _is_pip_s(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.endswith((".txt", ".in")) and name.startswith(("requirements", "constraints"))


def _mounts(seen: Seen) -> tuple[str, ...]:
    return (_LOGIN,) if seen.private else ()


_DEPENDENCIES: Final[dict[Tool, Callable[[Seen], list[str]]]] = {
    "uv": _uv, "poetry": _poetry, "pdm": _pdm, "hatch": _pip, "pip": _pip,
}  # fmt: skip
_INSTALLED: Final[dict[Tool, tuple[str, str]]] = {
    "uv": ("uv", "uv sync --locked --no-dev --no-editable"),
    "poetry": ("pypoetry", "poetry install --only main"),
    "pdm": ("pdm", "pdm install --prod --no-editable --frozen-lockfile"),
    "hatch": ("pip", "pip install --no-deps ."),
    "pip": ("pip", "pip install --no-deps ."),
}


def _project(seen: Seen) -> list[str]:
    """The sources, and the project itself where it is a distribution that is installed."""
    if not seen.built:
        return ["COPY . ."]
    cache, command = _INSTALLED[seen.tool]
    # The history that such a version is made of stays out of the image.
    version = "SETUPTOOLS_SCM_PRETEND_VERSION=0.0.0 " if seen.versioned else ""
    return ["COPY . .", _run(cache, version + command, *_mounts(seen))]


def static(seen: Seen) -> str:
    """Django's collectstatic, with values of its own for this one step: none of them stays."""
    if not (seen.manage and seen.static):
        return ""
    given = {entry.name: dummy(entry.name, entry.type) for entry in seen.entries if not entry.optional}
    values = "".join(f"{name}={value} \\\n    " for name, value in given.items())
    path = f"PYTHONPATH=/app/{seen.app_dir} " if seen.app_dir else ""
    return (
        f"# What collectstatic needs to start is given inline, to this step alone.\n"
        f"RUN {values}{path}DJANGO_SETTINGS_MODULE={seen.django} python {seen.manage} collectstatic --noinput"
    )


def dummy(name: str, kind: str) -> str:
    """A value that lets a build step import the settings, and that no deployment would take for its own."""
    cast = kind.rpartition(".")[2]
    if cast in ("int", "float"):
        return "1"
    if cast in ("bool", "truth"):
        return "false"
    if name.endswith(("DATABASE_URL", "DB_URL")):
        return "sqlite:////tmp/build-only"
    if name.endswith(("_URL", "_URI")):
        return "http://build-only.invalid"
    return "'[\"build-only\"]'" if kind.startswith(("list", "set", "tuple")) else "build-only"


def dockerignore(seen: Seen, gitignore: str) -> str:
    """The text of .dockerignore: what git ignores as secret by a name of its own is ignored, too."""
    code = any("/secrets/" in f"/{path}" and path.endswith(".py") for path in seen.files)  # a package of that name
    secrets = "" if code else "**/secrets"
    return fill("dockerignore.txt", secrets=secrets, more="\n".join(secret_patterns(gitignore)))
