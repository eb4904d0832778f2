"""What keeps a project in order afterwards: [tool.relcheck], ruff's configuration, a hook, a CI job, .env.example."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

# tomlkit: the maintained TOML library that keeps comments, order and quoting
import tomlkit
from tomlkit.exceptions import TOMLKitError

from relcheck import __version__
from relcheck.contract.keep import updated
from relcheck.errors import ConfigError
from relcheck.facts.python import module_name
from relcheck.init.fill import fill
from relcheck.init.seen import Asked, File, Seen
from relcheck.ruff.fragment import fragment
from relcheck.ruff.sync import means, synced

Text = Callable[[str], str]
BEGIN, END = "# relcheck init", "# end of relcheck init"
"""The lines between which a part of somebody else's file is ours."""
_CONTRACT = "# relcheck contract"
_REPOS = re.compile(r"(?m)^repos:[ \t]*(#.*)?$")
"""The list of hooks, with an item a line."""


def configured(seen: Seen, text: Text) -> list[File]:
    """[tool.relcheck] where it belongs, and ruff's configuration in step with it; one file may hold both."""
    held: dict[str, str] = {}
    notes: dict[str, str] = {}
    where = next((name for name in (".relcheck.toml", "relcheck.toml") if seen.holds(name)), "")
    where = where or ("pyproject.toml" if seen.holds("pyproject.toml") else "relcheck.toml")
    held[where] = _keys(seen, text(where), where)
    notes[where] = "names the settings class" if seen.served else "says that this is a library"
    ruff = next((name for name in (".ruff.toml", "ruff.toml") if seen.holds(name)), "")
    ruff = ruff or ("pyproject.toml" if seen.holds("pyproject.toml") else "ruff.toml")
    modules = list(_whole(seen)) if seen.served else []
    held[ruff] = synced(held.get(ruff, text(ruff)), fragment(modules), Path(ruff))
    notes[ruff] = f"{notes[ruff]}; ruff reports REL101" if ruff in notes else "ruff reports REL101, also in editors"
    return [File(path, after, notes[path], "edit") for path, after in held.items() if after != text(path)]


def _whole(seen: Seen) -> Iterator[str]:
    """The runtime config modules; the name of a package stands for all that is in it."""
    given = dict.fromkeys([seen.settings, *seen.runtime])
    folders = tuple(path.removesuffix("__init__.py") for path in given if path.endswith("/__init__.py"))
    inside = sorted(path for path in seen.files if path.endswith(".py") and path.startswith(folders)) if folders else []
    yield from dict.fromkeys((*given, *inside))


def _keys(seen: Seen, text: str, path: str) -> str:
    """The file with our keys; what is there already stays."""
    try:
        document = tomlkit.parse(text)
        table = document
        if path == "pyproject.toml":
            tool = document.setdefault("tool", tomlkit.table(is_super_table=True))
            table = tool.setdefault("relcheck", tomlkit.table())
        for key, value in _wanted(seen).items():
            if key not in table:
                table[key] = value
    except (TOMLKitError, AttributeError, TypeError, ValueError):
        raise ConfigError(f"{path}: [tool.relcheck] cannot be written into it") from None
    if not means(made := tomlkit.dumps(document), document.unwrap()):
        raise ConfigError(f"{path}: [tool.relcheck] cannot be written into it: write tables, and no dotted keys")
    return made


def _wanted(seen: Seen) -> dict[str, object]:
    if not seen.served:
        return {"kind": "library"}
    base = f"{seen.app_dir}/" if seen.app_dir else ""
    names = dict.fromkeys([seen.module, *(module_name(path.removeprefix(base)) for path in seen.runtime)])
    modules = [name for name in names if not any(name.startswith(f"{other}.") for other in names)]
    wanted: dict[str, object] = {
        "kind": "application",
        "runtime": modules[0] if len(modules) == 1 else modules,
        "schema": seen.schema if len(seen.schemas) < 2 else list(seen.schemas),
    }
    return wanted | ({"app-dir": seen.app_dir} if seen.app_dir else {})


def example(seen: Seen, text: Text) -> list[File]:
    """.env.example, made of the contract; one that was written by hand is left alone."""
    before = text(".env.example")
    if not seen.served or (before and _CONTRACT not in before):
        return []
    after = updated(before or None, "dotenv", seen.entries, ".env.example")
    return [File(".env.example", after, "the variables to set", "edit" if before else "whole")]


def hook(seen: Seen, text: Text) -> list[File]:
    """.pre-commit-config.yaml, or our hooks among those of the file that is there."""
    hooks = fill("pre-commit.yaml.txt", version=__version__)
    before = text(".pre-commit-config.yaml")
    note = "runs relcheck before each commit"
    if BEGIN not in before and "relcheck" in before:
        return []
    if not before.strip() or not _REPOS.search(before):  # what has no such list stays as it is
        body = "\n".join(f"  {line}" if line else "" for line in hooks.rstrip("\n").split("\n"))
        return [File(".pre-commit-config.yaml", f"repos:\n{body}\n", note)]
    return [File(".pre-commit-config.yaml", _among(before, hooks), note, "edit")]


def _among(text: str, hooks: str) -> str:
    """The list `repos` with our block as its last item, indented as the others are."""
    lines = text.split("\n")
    while BEGIN in (stripped := [line.strip() for line in lines]):
        first, last = stripped.index(BEGIN), stripped.index(END)
        del lines[first : last + 1]
    start = next(n for n, line in enumerate(lines) if _REPOS.match(line))
    stop = next((n for n in range(start + 1, len(lines)) if re.match(r"[A-Za-z_-]+:", lines[n])), len(lines))
    while stop > start + 1 and not lines[stop - 1].strip():
        stop -= 1
    item = next((line for line in lines[start + 1 : stop] if line.lstrip().startswith("- ")), "  - ")
    indent = item[: len(item) - len(item.lstrip())]
    block = [f"{indent}{line}" if line else "" for line in (BEGIN, *hooks.rstrip("\n").split("\n"), END)]
    return "\n".join([*lines[:stop], *block, *lines[stop:]]).rstrip("\n") + "\n"


def pipeline(seen: Seen, asked: Asked, text: Text) -> list[File]:
    """The CI job: for GitLab where the project is there, else for GitHub."""
    contract = "relcheck contract --check .env.example" if seen.served and _exampled(text) else ""
    if seen.holds(".gitlab-ci.yml"):
        job = fill("gitlab.yaml.txt", version=__version__, contract=f"- {contract}" if contract else "")
        return [File(".gitlab/relcheck.yml", job, "runs relcheck in GitLab CI")]
    built = (
        fill("github-image.yaml.txt", name=seen.slug, version=__version__, python=seen.python)
        if asked.docker and seen.served
        else ""
    )
    step = f"- run: {contract}" if contract else ""
    job = fill("github.yaml.txt", version=__version__, contract=step, image=built, python=seen.python)
    return [File(".github/workflows/relcheck.yml", job, "runs relcheck in GitHub Actions")]


def _exampled(text: Text) -> bool:
    """Whether .env.example is ours, so that it can be kept in step."""
    before = text(".env.example")
    return not before or _CONTRACT in before
