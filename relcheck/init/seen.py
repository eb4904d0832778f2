"""What can be seen of a project, and what was asked for; everything that is made follows from these two."""

from typing import Final, Literal, NamedTuple

from relcheck.facts.contract import Entry

Framework = Literal["fastapi", "django", "flask", "celery", "package", "library"]
Tool = Literal["uv", "poetry", "pdm", "hatch", "pip"]
Server = Literal["uvicorn", "gunicorn", "granian"]

FRAMEWORKS: Final = ("fastapi", "django", "flask", "celery", "package", "library")
PLATFORMS: Final = ("fly", "render", "railway", "digitalocean", "northflank", "compose", "kubernetes", "systemd")
PORT: Final = 8000
"""Where a made service listens: not privileged, so that no user needs to be root."""


class Asked(NamedTuple):
    """The options of one run; `framework` is empty where it is to be seen."""

    framework: str = ""
    docker: bool = False
    platforms: tuple[str, ...] = ()
    force: bool = False


class App(NamedTuple):
    """The object that a server runs: `shop.main:app`, or a function that makes it."""

    module: str
    name: str
    path: str
    factory: bool = False
    wsgi: bool = False

    @property
    def target(self) -> str:
        """As servers write it."""
        return f"{self.module}:{self.name}"


class Database(NamedTuple):
    """One database that Alembic migrates: its configuration file, the section in it, and who gives the URL.

    `url` is true where env.py takes the URL from the configuration file, so that somebody must put it there.
    """

    name: str
    file: str
    section: str = "alembic"
    url: bool = False


class Process(NamedTuple):
    """One kind of process of the service; `port` is 0 where it listens to none."""

    name: str
    command: tuple[str, ...]
    port: int = 0


class Seen(NamedTuple):
    """Everything that was seen. Paths are relative to `root`, with slashes; empty texts mean there is none.

    `package` is the dotted package that modules of ours go into, `folder` where it lies, `app_dir` the directory
    that modules are imported from. `group` is that of the dependencies, if the project lists none by itself. `built`
    is a distribution, `versioned` one whose version is made of git's history.
    `schema` is the settings class there is or shall be, `schemas` all that there are, `outdated` says that they are of
    pydantic 1; `module` is that of `schema`, `settings` its path, `getter` the function that returns the settings.
    `runtime` are the paths of the modules that read the environment already, `system` says that a Dockerfile installs
    packages of the operating system. `page` is a server of pages and the module that it shows. `reads` are what a new
    class is made of, `entries` the contract. `why` are sentences: what was concluded, and from what. `above` leads to
    the top of the repository, if that is another place.
    """

    root: str
    name: str
    framework: Framework
    tool: Tool
    server: Server = "uvicorn"
    package: str = ""
    folder: str = ""
    app_dir: str = ""
    app: App | None = None
    celery: str = ""
    script: str = ""
    page: tuple[str, str] = ("", "")
    python: str = "3.13"
    locked: bool = False
    built: bool = False
    requirements: str = ""
    group: str = ""
    private: bool = False
    versioned: bool = False
    dependencies: frozenset[str] = frozenset()
    databases: tuple[Database, ...] = ()
    django: str = ""
    manage: str = ""
    static: bool = False
    schema: str = ""
    schemas: tuple[str, ...] = ()
    runtime: tuple[str, ...] = ()
    outdated: bool = False
    system: bool = False
    module: str = ""
    settings: str = ""
    getter: str = ""
    reads: tuple[Entry, ...] = ()
    entries: tuple[Entry, ...] = ()
    files: frozenset[str] = frozenset()
    why: tuple[str, ...] = ()
    above: str = ""

    @property
    def slug(self) -> str:
        """The name as platforms want it: lower-case letters, digits and hyphens."""
        words = "".join(one if one.isalnum() and one.isascii() else " " for one in self.name.lower()).split()
        text = "-".join(words)[:30].strip("-") or "app"
        return text if text[0].isalpha() else f"app-{text}"

    @property
    def served(self) -> bool:
        """Whether there is a service to run, and not only a library to import."""
        return self.framework != "library"

    @property
    def migrates(self) -> bool:
        """Whether there is a database to migrate."""
        return bool(self.databases or self.manage)

    @property
    def unlisted(self) -> bool:
        """Whether no file lists what the project depends on."""
        return not self.requirements and not any(map(self.holds, ("pyproject.toml", "setup.py", "Pipfile")))

    def dotted(self, module: str) -> str:
        """The name of a module of ours."""
        return f"{self.package}.{module}" if self.package else module

    def path(self, module: str) -> str:
        """The path of a module of ours."""
        return f"{self.folder}/{module}.py" if self.folder else f"{module}.py"

    def holds(self, path: str) -> bool:
        """Whether there is such a file."""
        return path in self.files


class File(NamedTuple):
    """One file to make.

    `how` is `whole` (it is ours), `block` (ours is what stands between two markers; the rest stays), or `edit`
    (`text` is the whole file with ours worked into it, comments and order kept). `note` says what it is for.
    """

    path: str
    text: str
    note: str
    how: Literal["whole", "block", "edit"] = "whole"
    executable: bool = False
