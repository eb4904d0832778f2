"""Which files are read by whom: the table of readers.

A reader is a module with one function,

    def read(data: bytes, path: str) -> tuple[Fact, ...]

a pure function of a file's bytes and its POSIX path (relative to the project's root) that never raises:
what cannot be read is an `Unreadable` fact. To add a reader, write the module and add a row here. Its module
is imported only when there is a file for it that is not in the cache; its facts are cached by content and
reach rules through `@rule.on(TheFact)` and `Project.all(TheFact)`.

Facts must be named tuples that are defined in a module `relcheck.*` at top level, and hold None, bool, int,
float, str, bytes, tuples of such and other facts: no lists, dicts or sets, because caches and forked workers
pass them on with `marshal`.
"""

from fnmatch import fnmatchcase
from typing import Final, NamedTuple


class Reader(NamedTuple):
    """One row: the files, the module that reads them, and the revision of its facts.

    `files` are globs on the base name; one with a `/` is matched against the last parts of the path
    (`.github/workflows/*.yml`). Increase `revision` whenever the same bytes give other facts.
    """

    name: str
    files: tuple[str, ...]
    module: str
    revision: int = 1


PYTHON: Final = Reader("python", ("*.py", "*.pyw", "*.ipynb"), "relcheck.repo.python", 12)
"""The reader that has `may_hold` and `link` besides, and gives one `FileFacts` a file."""

READERS: Final[tuple[Reader, ...]] = (
    PYTHON,
    Reader("pyproject", ("pyproject.toml",), "relcheck.repo.pyproject", 4),
    Reader("ignore", (".dockerignore", "*.dockerignore", ".gitignore"), "relcheck.repo.docker.ignorefile"),
    Reader(
        "dockerfile",
        (
            *(
                "Dockerfile",
                "Dockerfile.*",
                "Dockerfile-*",
                "*.Dockerfile",
                "*.dockerfile",
                "dockerfile",
                "*-Dockerfile",
            ),
            *("Containerfile", "Containerfile.*", "Containerfile-*", "*.Containerfile", "*.containerfile"),
        ),
        "relcheck.repo.docker.read",
        6,
    ),
    Reader("bake", ("docker-bake*.hcl", "docker-bake*.json", "*bake*.hcl"), "relcheck.repo.ci.bake"),
    Reader(
        "packaging",
        (
            *("MANIFEST.in", "setup.cfg", "requirements*.txt", "constraints*.txt", "*requirements.txt", "Pipfile"),
            *("requirements/*.txt", "pip.conf", "requirements*.in"),
        ),
        "relcheck.repo.packaging.files",
    ),
    Reader(
        "secret-file",
        ("*.pem", "*.key", "id_rsa", "id_ed25519", "id_ecdsa", ".netrc", ".pypirc", ".git-credentials"),
        "relcheck.repo.docker.secretfile",
    ),
    Reader("spec", ("*.spec",), "relcheck.repo.packaging.code", 2),
    Reader("script", ("Makefile", "makefile", "*.mk", "*.sh", "*.bash", "Jenkinsfile*"), "relcheck.repo.supply.script"),
    Reader(
        "manifest",
        (
            *("*.yaml", "*.yml", ".env", ".env.*", "*.env", "*env.example", "*env.sample", "*env.template"),
            *(".env-*", ".env_*", "*env.dist", "*env.default", "*.env.*", "env-example", "env_example", ".flaskenv"),
            *("fly*.toml", "railway.json", "railway.toml", "nixpacks.toml", "railpack.json", "northflank*.json"),
            *("app.json", "Procfile", "task*def*.json", "*task-definition.json", "devcontainer.json"),
            *(".devcontainer.json", "*.service", "*.container", "*.service.d/*.conf"),
        ),
        "relcheck.repo.supply.manifest",
        9,
    ),
)
"""All readers; the first whose glob matches reads the file."""


CODE: Final = (".py", ".pyw", ".ipynb")
"""What the names of Python files end in."""


def classify(path: str) -> Reader | None:
    """The reader of a file, by its name alone."""
    if path.endswith(CODE):
        return PYTHON
    base = path.rpartition("/")[2]
    rows = _known.get(base)
    if rows is None:
        rows = _known[base] = _rows(base)
    for glob, reader in rows:
        if not glob or fnmatchcase("/" + path, "*/" + glob):
            return reader
    return None


_known: dict[str, list[tuple[str, Reader]]] = {}
"""What `_rows` found out: thousands of files share a few names."""


def _rows(base: str) -> list[tuple[str, Reader]]:
    """The readers that a base name can have: each with a glob that the path must match besides, or none."""
    rows: list[tuple[str, Reader]] = []
    for reader in READERS:
        for glob in reader.files:
            last = glob.rpartition("/")[2]
            if base == last or ("*" in last and fnmatchcase(base, last)):
                rows.append((glob if last != glob else "", reader))
    return rows


def revisions() -> tuple[tuple[str, int], ...]:
    """Name and revision of every reader: part of the cache's key."""
    return tuple((reader.name, reader.revision) for reader in READERS)
