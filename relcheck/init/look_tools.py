"""How a project is packaged: the tool, its lock, what it depends on, and which Python it wants."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from relcheck.configfile import toml
from relcheck.init.seen import Tool

Text = Callable[[str], str]
"""The text of a file relative to the root; empty where there is none."""

LOCKS: Final[dict[Tool, str]] = {"uv": "uv.lock", "poetry": "poetry.lock", "pdm": "pdm.lock"}
PYTHONS: Final = ("3.11", "3.12", "3.13", "3.14")
NEWEST: Final = "3.13"
"""The Python of an image where the project does not say which."""
_OWN: Final = re.compile(
    r"@|\$\{|artifactory|nexus|codeartifact|devpi|gitlab|_packaging|cloudsmith|gemfury|packages?\.|pypi\.(?!org\b)"
    r"|\.(?:internal|corp|local|lan|example)\b"
)
"""What URLs of indexes have that belong to somebody and may want a login; the others are public mirrors."""
_NAME: Final = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_STANDARD: Final = re.compile(r"fastapi\s*\[[^\]]*(standard|all)")
"""Extras of FastAPI that bring uvicorn."""
_WITH_LOGIN: Final = re.compile(r"(?m)^\s*(--(extra-)?index-url|-i)\b")


class Tools(NamedTuple):
    """What was found. `scripts` are the console scripts by name, `built` whether the project is a distribution."""

    tool: Tool
    why: str
    name: str
    locked: bool
    built: bool
    requirements: str
    group: str
    private: bool
    versioned: bool
    python: str
    dependencies: frozenset[str]
    scripts: Mapping[str, str]


def tools(files: frozenset[str], text: Text) -> Tools:
    """Read pyproject.toml, the requirements and the locks, as far as they are there."""
    document = toml(text("pyproject.toml"), "pyproject.toml")
    project, tool = _table(document, "project"), _table(document, "tool")
    requirements = next((path for path in _REQUIREMENTS if path in files), "") or _below(files)
    chosen, why = _tool(files, document, requirements)
    poetry = _table(tool, "poetry")
    needs = [str(one) for one in project.get("dependencies") or ()]
    for extra in _table(project, "optional-dependencies").values():
        needs += map(str, extra if isinstance(extra, list) else ())
    needs += list(_table(poetry, "dependencies"))
    needs += text(requirements).splitlines() if requirements else []
    needs += list(_table(toml(text("Pipfile"), "Pipfile"), "packages"))
    if "setup.py" in files or "setup.cfg" in files:
        needs += re.findall(
            r"[\"']?([A-Za-z0-9_.-]+)\s*(?:\[[^\]]*\])?\s*[<>=~!]=", text("setup.py") + text("setup.cfg")
        )
        needs += re.findall(r"(?m)^\s+([A-Za-z0-9_.-]+)\s*$", text("setup.cfg"))
    group = "" if needs else _group(_table(document, "dependency-groups"))
    needs += _listed(_table(document, "dependency-groups"), group)
    names = {match[1].lower().replace("_", "-").replace(".", "-") for need in needs if (match := _NAME.match(need))}
    names |= {"uvicorn"} if any(_STANDARD.match(need) for need in needs) else set()
    scripts = _table(project, "scripts") or {
        name: value for name, value in _table(poetry, "scripts").items() if isinstance(value, str)
    }
    refused = _table(tool, "uv").get("package") is False or poetry.get("package-mode") is False
    return Tools(
        chosen,
        why,
        str(project.get("name") or poetry.get("name") or ""),
        LOCKS.get(chosen, "") in files,
        "build-system" in document and not refused,
        requirements,
        group,
        _private(tool, text(requirements)),
        any(
            word in text("pyproject.toml") for word in ("setuptools-scm", "setuptools_scm", "hatch-vcs", "versioningit")
        ),
        _python(files, text, str(project.get("requires-python") or _table(poetry, "dependencies").get("python") or "")),
        frozenset(names),
        {str(name): str(value) for name, value in scripts.items()},
    )


_REQUIREMENTS: Final = (
    "requirements.txt", "requirements/production.txt", "requirements/prod.txt", "requirements/base.txt",
    "requirements-prod.txt", "requirements/main.txt", "requirements/requirements.txt",
)  # fmt: skip


_MAIN: Final = ("main", "prod", "production", "base", "default", "app")
_BESIDE: Final = ("dev", "test", "lint", "doc", "type", "ci", "bench", "format", "check", "build")


def _group(groups: Mapping[str, Any]) -> str:
    """The group of dependencies (PEP 735) that a program needs, where its project lists none by itself."""
    found = [name for name in groups if not name.startswith(_BESIDE)]
    return next((name for name in _MAIN if name in found), found[0] if len(found) == 1 else "")


def _listed(groups: Mapping[str, Any], name: str, depth: int = 8) -> list[str]:
    """What a group holds, and the groups that it includes."""
    found: list[str] = []
    rows = groups.get(name)
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, str):
            found.append(row)
        elif isinstance(row, dict) and depth:
            found += _listed(groups, str(row.get("include-group", "")), depth - 1)
    return found


_ASIDE: Final = ("doc", "test", "example", "sample", "script", "tool", "bench")


def _below(files: frozenset[str]) -> str:
    """The requirements of a service that lies in a directory of its own, where nothing above lists any."""
    if not files.isdisjoint(("pyproject.toml", "setup.py", "setup.cfg", "Pipfile")):
        return ""
    found = [path for path in files if path.endswith("/requirements.txt") and path.count("/") == 1]
    found = [path for path in found if not path.startswith((".", *_ASIDE))]
    return found[0] if len(found) == 1 else ""


def _tool(files: frozenset[str], document: Mapping[str, Any], requirements: str) -> tuple[Tool, str]:
    for name, lock in LOCKS.items():
        if lock in files:
            return name, f"there is {lock}"
    tool = _table(document, "tool")
    for name in ("uv", "poetry", "pdm"):
        if name in tool:
            return name, f"pyproject.toml has [tool.{name}]"
    backend = str(_table(document, "build-system").get("build-backend", ""))
    if backend.startswith("poetry"):
        return "poetry", "Poetry builds it"
    if backend.startswith("pdm"):
        return "pdm", "PDM builds it"
    if requirements:
        return "pip", f"there is {requirements}"
    if "envs" in _table(tool, "hatch"):
        return "hatch", "pyproject.toml has [tool.hatch.envs]"
    if backend.startswith("hatchling"):
        return "hatch", "hatchling builds it"
    return "pip", "pyproject.toml has [dependency-groups]" if "dependency-groups" in document else "the default"


def _private(tool: Mapping[str, Any], requirements: str) -> bool:
    """Whether packages come from an index of the project's own, which may want a login."""
    sources = [_table(tool, "uv").get("index"), _table(tool, "poetry").get("source"), _table(tool, "pdm").get("source")]
    urls = [str(_table({"": one}, "").get("url", "")) for found in sources if isinstance(found, list) for one in found]
    urls += [line.split()[-1] for line in requirements.splitlines() if _WITH_LOGIN.match(line)]
    return any(_OWN.search(url) for url in urls)


def _python(files: frozenset[str], text: Text, wanted: str) -> str:
    """The Python of the image: the one that the project pins, else the newest that it lets through."""
    for path in (".python-version", "runtime.txt"):
        if path in files and (match := re.search(r"(3\.\d+)", text(path))):
            return match[1] if match[1] in PYTHONS else NEWEST
    allowed = [version for version in PYTHONS if _allows(wanted, version)]
    return NEWEST if NEWEST in allowed or not allowed else allowed[-1]


def _allows(wanted: str, version: str) -> bool:
    minor = int(version.partition(".")[2])
    for operator, bound in re.findall(r"(>=|<=|==|~=|\^|~|<|>)\s*3\.(\d+)", wanted):
        given = int(bound)
        fits = {
            ">=": minor >= given, "^": minor >= given, "<=": minor <= given, "<": minor < given, ">": minor >= given,
            "==": minor == given, "~": minor == given, "~=": minor >= given,
        }  # fmt: skip
        if not fits[operator]:
            return False
    return True


def _table(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = document.get(key)
    return found if isinstance(found, dict) else {}
