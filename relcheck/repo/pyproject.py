"""Reads pyproject.toml: distribution, scripts, dependencies and workspace, of uv, Poetry, Hatch and Pants alike."""

from collections.abc import Mapping
from typing import Any

from relcheck.diagnostic import Span
from relcheck.facts.image import Packed
from relcheck.facts.project import Distribution
from relcheck.facts.python import Unreadable
from relcheck.repo.packaging.pyproject import packed


def read(data: bytes, path: str) -> tuple[Distribution | Packed | Unreadable, ...]:
    """What a pyproject.toml says about its distribution, and which files it packs."""
    import tomllib  # only where a pyproject.toml is not in the cache: it imports `re` and more

    span = Span(path, 1, 1, 1, 1)
    try:
        text = data.decode("utf-8")
        document = tomllib.loads(text)
    except UnicodeDecodeError:
        return (Unreadable(span, "it is not UTF-8"),)
    except tomllib.TOMLDecodeError as error:
        line = str(error).rpartition("(at line ")[2].partition(",")[0]
        place = Span(path, int(line), 1, int(line), 1) if line.isdigit() else span
        return (Unreadable(place, "it is not valid TOML"),)
    return (_distribution(document, span), *packed(document, text, path))


def _distribution(document: Mapping[str, Any], span: Span) -> Distribution:
    project = _table(document, "project")
    poetry = _table(document, "tool", "poetry")
    uv = _table(document, "tool", "uv")
    scripts = {
        **_table(project, "scripts"),
        **_table(project, "gui-scripts"),
        **_table(poetry, "scripts"),
    }
    needed = [*_texts(project.get("dependencies")), *_table(poetry, "dependencies")]
    name = project.get("name") or poetry.get("name") or ""
    return Distribution(
        span,
        name=normalized(name) if isinstance(name, str) else "",
        scripts=tuple(sorted({_module(target) for target in scripts.values()} - {""})),
        dependencies=tuple(dict.fromkeys(normalized(_requirement(text)) for text in needed if text != "python")),
        members=(
            *_texts(_table(uv, "workspace").get("members")),
            *_texts(_table(document, "tool", "hatch", "workspace").get("members")),
            *_texts(_table(document, "tool", "hatch", "envs", "default", "workspace").get("members")),
        ),
        hooks=_hooks(document),
        package=uv.get("package", poetry.get("package-mode", True)) is not False,
        backend="build-system" in document,
        plugin=bool(_table(project, "entry-points") or _table(poetry, "plugins")),
    )


def normalized(name: str) -> str:
    """A distribution's name as package indexes compare it."""
    return "-".join(part for part in name.lower().replace("_", "-").replace(".", "-").split("-") if part)


def _requirement(text: str) -> str:
    """The name at the start of a requirement: `fastapi[all]>=0.100 ; python_version > "3.8"`."""
    for index, character in enumerate(text):
        if not (character.isalnum() or character in "-_."):
            return text[:index]
    return text


def _module(target: Any) -> str:
    """The module of `package.module:function`; Poetry may say it in a table."""
    if isinstance(target, Mapping):
        target = target.get("reference") or target.get("callable") or ""
    return target.partition(":")[0].strip() if isinstance(target, str) else ""


def _hooks(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The files that build hooks name; Hatch's is `hatch_build.py` where none is named."""
    found = []
    for where in (("tool", "hatch", "build", "hooks"), ("tool", "hatch", "metadata", "hooks")):
        hook = _table(document, *where).get("custom")
        if isinstance(hook, Mapping):
            found.append(hook.get("path", "hatch_build.py"))
    script = _table(document, "tool", "poetry", "build").get("script")
    return tuple(path for path in [*found, script] if isinstance(path, str))


def _table(document: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    """A table inside of others; empty where anything on the way is no table."""
    for key in keys:
        document = document.get(key, {})
        if not isinstance(document, Mapping):
            return {}
    return document


def _texts(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
