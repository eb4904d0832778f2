"""Detects what a project is from its files, and says what each conclusion is based on."""

import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from relcheck import api
from relcheck.config import Config
from relcheck.configfile import for_run
from relcheck.errors import UsageError
from relcheck.init import look_app, look_data, look_tools
from relcheck.init.look_app import Made
from relcheck.init.look_data import Django
from relcheck.init.look_settings import configured
from relcheck.init.look_tools import Tools
from relcheck.init.seen import App, Asked, Framework, Seen, Server
from relcheck.project import Project
from relcheck.repo.shown import shown_by

_READ: Final = 400_000
"""Bytes of a file that are looked at; generated modules may be larger than that."""
_SKIPPED: Final = frozenset(
    ".git .venv venv node_modules .tox .nox __pycache__ .mypy_cache .ruff_cache .pytest_cache dist build"
    " site-packages .relcheck_cache .eggs".split()
)
_MANY: Final = 60_000
_SYSTEM: Final = re.compile(r"\b(apt-get|apt|apk|dnf|yum|microdnf)\b[^\n]*\b(install|add)\b")
_FLASK_LIKE: Final = ("flask", "bottle", "falcon", "pyramid")


def look(root: str, asked: Asked) -> Seen:
    """Everything that is known of the project at `root`."""
    if not os.path.isdir(root):
        there = "is no directory: name that of the project" if os.path.exists(root) else "no such directory"
        raise UsageError(f"{root}: {there}")
    files = _files(root)
    held: dict[str, str] = {}

    def text(path: str) -> str:
        if path not in held:
            held[path] = _text(root, path) if path in files else ""
        return held[path]

    tools = look_tools.tools(files, text)
    mine = look_app.modules(files)
    made = look_app.made(mine, text)
    imported = look_app.tops(mine, text)
    django = look_data.django(files, text)
    gathered = api.gather([root], _config(root))
    sources = api.sources(gathered)
    project = api.project_of(gathered, sources)
    kinds = {one.framework for one in made}
    page = ("", "") if tools.scripts else _page(files, text)
    framework, why = _framework(asked, kinds, bool(django), tools, project, files, page)
    site = django if framework == "django" else None
    started = _of_site(site, tools.dependencies) if site else _started(framework, made, files, imported)
    seen = Seen(
        root=root,
        name=tools.name or os.path.basename(os.path.abspath(root)),
        framework=framework,
        tool=tools.tool,
        app_dir=started.base,
        app=started.app,
        celery=_worker(framework, started, made, files, imported),
        script=_script(tools.scripts, tools.name),
        page=page if framework == "package" else ("", ""),
        python=tools.python,
        locked=tools.locked,
        built=tools.built,
        requirements=tools.requirements,
        group=tools.group,
        private=tools.private,
        versioned=tools.versioned,
        dependencies=tools.dependencies,
        databases=() if site else look_data.databases(files, text),
        django=site.settings if site else "",
        manage=site.manage if site else "",
        static=bool(site and site.static),
        system=any(_SYSTEM.search(text(path)) for path in files if path.rpartition("/")[2].startswith("Dockerfile")),
        files=files,
        above=_above(os.path.abspath(root)),
    )
    seen = _packaged(seen, mine, imported, text)
    seen = seen._replace(server=_server(seen, text))
    seen = configured(seen, project, sources)
    app_word = f"; the application is `{seen.app.target}`" if seen.app else ""
    return seen._replace(
        why=(f"{_SAID[framework]}: {why}{app_word}", f"{seen.tool}: {tools.why}", *_more(seen), _of_settings(seen))
    )


def _page(files: frozenset[str], text: Callable[[str], str]) -> tuple[str, str]:
    """The server of pages and the module that it is to show: the most likely name of those at the top."""
    names = sorted((path for path in files if path.endswith(".py") and "/" not in path), key=_rank_of_page)
    return next(((server, path) for path in names if (server := shown_by(text(path).encode()))), ("", ""))


def _rank_of_page(path: str) -> tuple[bool, str]:
    return path not in ("app.py", "main.py", "streamlit_app.py", "Home.py"), path


def _above(root: str) -> str:
    """The way from a directory to the top of the git repository that it is a part of; empty where it is the top."""
    top = root
    while not os.path.exists(os.path.join(top, ".git")):
        if (parent := os.path.dirname(top)) == top:
            return ""
        top = parent
    return "" if top == root else os.path.relpath(top, root).replace(os.sep, "/")


class _Started(NamedTuple):
    """The object that a server runs, and the directory that it is imported from."""

    app: App | None
    base: str


def _started(framework: str, made: list[Made], files: frozenset[str], imported: frozenset[str]) -> _Started:
    """The first object of the framework; a worker or a program has none that a server would run."""
    found = next((one for one in made if one.framework == framework), None)
    return _Started(*look_app.app_of(found, files, imported)) if found else _Started(None, "")


def _of_site(site: Django, needs: frozenset[str]) -> _Started:
    """The object of a Django site: WSGI's, unless the project has nothing but a server for ASGI."""
    asgi = site.asgi and "gunicorn" not in needs and not needs.isdisjoint(("uvicorn", "daphne", "channels"))
    target = site.asgi if asgi else site.application or site.asgi
    base = site.manage.rpartition("/")[0]
    module, _, name = target.partition(":")
    path = f"{base}/{module.replace('.', '/')}.py".lstrip("/")
    return _Started(App(module, name, path, wsgi=target == site.application) if target else None, base)


def _worker(
    framework: str, started: _Started, made: list[Made], files: frozenset[str], imported: frozenset[str]
) -> str:
    """The Celery app, if it is imported from where the service is."""
    found = next((one for one in made if one.framework == "celery" and not one.factory), None)
    if found is None:
        return ""
    app, base = look_app.app_of(found, files, imported)
    return app.target if framework == "celery" or not started.app or base == started.base else ""


_SAID: Final = {
    "fastapi": "an ASGI service", "django": "a Django site", "flask": "a WSGI service", "celery": "a Celery worker",
    "package": "a program", "library": "a library",
}  # fmt: skip


def _framework(
    asked: Asked,
    kinds: set[str],
    django: bool,
    tools: Tools,
    project: Project,
    files: frozenset[str],
    page: tuple[str, str],
) -> tuple[Framework, str]:
    """What kind of project it is, and why; a site is one before the services that it may hold besides."""
    if asked.framework:
        return asked.framework, "by --framework"  # type: ignore[return-value]  # argparse lets no other through
    if django and ("django" in tools.dependencies or kinds <= {"celery"}):
        return "django", "there is a manage.py"
    for kind, what in (("fastapi", "an application object"), ("flask", "an application object"), ("celery", "an app")):
        if kind in kinds and not _is_aside(tools.dependencies, kind):
            return kind, f"a module creates {what}"  # type: ignore[return-value]  # one of the three
    if django:
        return "django", "there is a manage.py"
    if tools.scripts:
        return "package", f"it has the console script `{next(iter(tools.scripts))}`"
    if page[0]:
        return "package", f"{page[0]} shows {page[1]}"
    if any(path.endswith("__main__.py") for path in files) or project.entries:
        return "package", "a module can be run"
    if not tools.built and any(cls.library == "pydantic-settings" for cls in project.classes):
        return "package", "it has a settings class, and nothing builds a distribution of it"
    return "library", "no module or console script can be run"


def _is_aside(needs: frozenset[str], kind: str) -> bool:
    """Whether the object belongs to something besides: the project does not depend on its framework."""
    frameworks = {"fastapi": ("fastapi", "starlette", "litestar", "quart"), "celery": ("celery",)}
    return bool(needs) and not any(name in need for need in needs for name in frameworks.get(kind, _FLASK_LIKE))


def _script(scripts: Mapping[str, str], name: str) -> str:
    """The command that starts a program: the one of its name, else the first."""
    return name if name in scripts else next(iter(scripts), "")


def _beside(base: str, imported: frozenset[str], mine: list[str]) -> str:
    """The package that an entry file beside it imports: `main.py` begins, and `app/` is what it begins."""
    prefix = f"{base}/" if base else ""
    inside = [path.removeprefix(prefix).partition("/") for path in mine if path.startswith(prefix)]
    sizes = Counter(folder for folder, slash, _ in inside if slash and folder in imported)
    return sizes.most_common(1)[0][0] if sizes else ""


def _packaged(seen: Seen, mine: list[str], imported: frozenset[str], text: Callable[[str], str]) -> Seen:
    """Where modules of ours go: the package of the application, of the site, or the largest there is."""
    if seen.manage:
        module = seen.django.replace(".", "/")
        there = any(f"{seen.app_dir}/{module}{end}".lstrip("/") in seen.files for end in (".py", "/__init__.py"))
        package = (seen.django if there or not seen.app else seen.app.module).partition(".")[0]
        folder = f"{seen.app_dir}/{package}".lstrip("/")
        return seen._replace(package=package, folder=folder)
    path = seen.app.path if seen.app else ""
    if not path and seen.celery:
        module = seen.celery.partition(":")[0].replace(".", "/")
        path = next((one for one in mine if one.endswith((f"{module}.py", f"{module}/__init__.py"))), "")
    if path:
        dotted, base = look_app.imported_as(path, seen.files, imported)
        package = dotted.partition(".")[0] if "." in dotted or path.endswith("/__init__.py") else ""
        package = package or _beside(base, look_app.tops([path], text), mine)
        return seen._replace(package=package, folder=f"{base}/{package}".strip("/"), app_dir=base)
    sizes: dict[tuple[str, str], int] = {}
    for one in mine:
        dotted, base = look_app.imported_as(one, seen.files, imported)
        if "." in dotted or one.endswith("__init__.py"):
            sizes[dotted.partition(".")[0], base] = sizes.get((dotted.partition(".")[0], base), 0) + 1
    named = seen.name.replace("-", "_").lower()
    if not sizes:
        return seen
    package, base = max(sizes, key=lambda key: (key[0].lower() == named, sizes[key], key))
    return seen._replace(package=package, folder=f"{base}/{package}".strip("/"), app_dir=base)


def _server(seen: Seen, text: Callable[[str], str]) -> Server:
    """The server that the project depends on, or starts somewhere; else the one that fits."""
    needs = seen.dependencies
    if "granian" in needs:
        return "granian"
    if seen.app and seen.app.wsgi:
        return "gunicorn"
    started = any("gunicorn" in text(path) for path in seen.files if path.rpartition("/")[2] in _STARTERS)
    return "gunicorn" if "gunicorn" in needs and (started or "uvicorn" not in needs) else "uvicorn"


_STARTERS: Final = ("Procfile", "Dockerfile", "start.sh", "entrypoint.sh", "gunicorn.conf.py", "gunicorn_conf.py")


def _config(root: str) -> Config:
    """The configuration of the project, or none: that of a directory above is about something larger."""
    found = for_run(root)
    here = os.path.abspath(root)
    return found if os.path.abspath(found.root) == here else Config(root=here)


def _more(seen: Seen) -> list[str]:
    found = []
    if seen.databases:
        found.append(f"Alembic: {', '.join(f'{one.file} [{one.section}]' for one in seen.databases)}")
    if seen.celery and seen.framework != "celery":
        found.append(f"also a Celery worker: `{seen.celery}`")
    return found


def _of_settings(seen: Seen) -> str:
    if not seen.served:
        return "no settings class: a library takes arguments"
    there = seen.settings in seen.files
    count = len(seen.entries)
    if not count and not there:
        return f"settings: `{seen.schema}` is created, empty: the code reads no variable"
    what = "1 variable" if count == 1 else f"{count} variables"
    return f"settings: `{seen.schema}` {'exists' if there else 'is created'}, with {what}"


def _files(root: str) -> frozenset[str]:
    """The files of the project, by path; what is installed, built or cached is none of it."""
    found: list[str] = []
    for folder, directories, names in os.walk(root):
        directories[:] = sorted(
            name for name in directories
            if name not in _SKIPPED and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))
        )  # fmt: skip
        below = os.path.relpath(folder, root).replace(os.sep, "/")
        found += [name if below == "." else f"{below}/{name}" for name in names]
        if len(found) > _MANY:
            raise UsageError(f"{root}: more than {_MANY:,} files; start in the directory of one project")
    return frozenset(found)


def _text(root: str, path: str) -> str:
    try:
        with open(os.path.join(root, path), "rb") as file:
            return file.read(_READ).decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError:
        return ""
