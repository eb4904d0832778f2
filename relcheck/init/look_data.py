"""Which databases a project migrates, by Alembic or by Django, and what Django is told."""

import configparser
import re
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from relcheck.facts.python import module_name
from relcheck.init.seen import Database

Text = Callable[[str], str]

_SETTINGS: Final = re.compile(r"DJANGO_SETTINGS_MODULE[\"']\s*,\s*[\"']([\w.]+)[\"']")
_OWN_URL: Final = re.compile(
    r"set_main_option\(\s*[\"']sqlalchemy\.url|create_(async_)?engine\("
    r"|\b(sqlalchemy_)?url\s*=\s*(?!config\.get_main_option)(\w*settings|str|os|\w+\()"
)
"""What an env.py says that brings the URL itself; Alembic's own template asks alembic.ini for it."""
_DEVELOPMENT: Final = frozenset("dev develop development local test tests testing ci".split())
_DEPLOYED: Final = ("production", "prod", "prd", "live", "deploy", "deployment", "docker")


class Django(NamedTuple):
    """A Django site: its settings module, manage.py, and the object that a server runs."""

    settings: str
    manage: str
    application: str
    asgi: str
    static: bool


def databases(files: frozenset[str], text: Text) -> tuple[Database, ...]:
    """Every section of every alembic.ini, with a name for each."""
    found: list[Database] = []
    for path in sorted(path for path in files if path.rpartition("/")[2] == "alembic.ini"):
        if _is_aside(path):
            continue
        parser = configparser.RawConfigParser(strict=False)
        try:
            parser.read_string(text(path))
        except configparser.Error:
            continue
        sections = [name for name in parser.sections() if parser.has_option(name, "script_location")]
        for section in sections:
            scripts = (
                parser.get(section, "script_location").replace("%(here)s/", "").replace("%(here)s", "").strip("./")
            )
            folder = path.rpartition("/")[0]
            env = f"{folder}/{scripts}/env.py".lstrip("/").replace("//", "/")
            name = section if section != "alembic" else (folder.rpartition("/")[2] or "default")
            found.append(Database(_unique(name, found), path, section, not _OWN_URL.search(text(env))))
    return tuple(found)


def _unique(name: str, found: Iterable[Database]) -> str:
    taken = {one.name for one in found}
    return name if name not in taken else next(f"{name}{n}" for n in range(2, 99) if f"{name}{n}" not in taken)


def django(files: frozenset[str], text: Text) -> Django | None:
    """The site that a manage.py belongs to: the one nearest to the root."""
    manages = [path for path in files if path.rpartition("/")[2] == "manage.py" and not _is_aside(path)]
    manages = [path for path in manages if "django" in text(path).lower() and "flask_script" not in text(path)]
    if not manages:
        return None
    manage = min(manages, key=lambda path: (path.count("/"), path))
    base = manage.rpartition("/")[0]
    prefix = f"{base}/" if base else ""
    servers = {
        kind: next((path for path in _near(files, prefix) if path.endswith(f"/{kind}.py")), "")
        for kind in ("wsgi", "asgi")
    }
    named = [match for path in (servers["wsgi"], servers["asgi"], manage) for match in _SETTINGS.findall(text(path))]
    settings = deployed(named, files, prefix)

    def dotted(path: str) -> str:
        return f"{module_name(path.removeprefix(prefix))}:application" if path else ""

    module = settings.replace(".", "/")
    sources = [f"{prefix}{module}.py", *(p for p in files if p.startswith(f"{prefix}{module.rpartition('/')[0]}/"))]
    held = "".join(text(path) for path in sources if path in files and "settings" in path)
    static = bool(re.search(r"(?m)^\s*STATIC_ROOT\b", held))
    return Django(settings, manage, dotted(servers["wsgi"]), dotted(servers["asgi"]), static)


def deployed(named: Iterable[str], files: frozenset[str], prefix: str) -> str:
    """The settings module of production among those that are named, or beside the one of development."""
    names = list(dict.fromkeys(named))
    real = [name for name in names if _DEVELOPMENT.isdisjoint(name.lower().split("."))]
    if real:
        return real[0]
    for name in names:
        package = name.rpartition(".")[0]
        for word in _DEPLOYED:
            if f"{prefix}{package.replace('.', '/')}/{word}.py" in files:
                return f"{package}.{word}"
    return names[0] if names else ""


def _near(files: frozenset[str], prefix: str) -> list[str]:
    below = [path for path in files if path.startswith(prefix) and not _is_aside(path)]
    return sorted(below, key=lambda path: (path.count("/"), path))


def _is_aside(path: str) -> bool:
    """Whether a file belongs to a test, an example or a template."""
    parts = path.lower().split("/")[:-1]
    return any(part.startswith(("test", "example", "sample", "demo", "doc", "template", "{{")) for part in parts)
