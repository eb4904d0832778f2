"""Which files there are to read: ruff says, because nobody writes an exclude twice.

`ruff check --show-files` is asked, with the globs of all readers added to its own, so that its `exclude`,
`extend-exclude`, `respect-gitignore` and nested configurations hold for Dockerfiles too. Measured: 10 to 30 ms
for a large application, and it runs while relcheck imports its reader, so doing without gains nothing and a
copy of ruff's rules would have to be kept in step. Where ruff cannot say, git does, else a plain walk with
ruff's default excludes. A file that is named is read, whatever excludes say, and starts no process.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from relcheck.errors import UsageError
from relcheck.names import valueless
from relcheck.repo.cache import DIRECTORY
from relcheck.repo.readers import PYTHON, READERS, Reader, classify
from relcheck.ruff import binary

EXCLUDED: Final = frozenset(
    ".bzr .direnv .eggs .git .git-rewrite .hg .ipynb_checkpoints .mypy_cache .nox .pants.d .pyenv .pytest_cache"
    " .pytype .ruff_cache .svn .tox .venv .vscode __pypackages__ _build buck-out dist node_modules site-packages"
    " venv".split()
)
"""The directories that ruff leaves out by default; used where there is no ruff to ask."""


class Files(NamedTuple):
    """What was found: the reader of each file by its path relative to `root`, in order of path.

    `notes` are sentences about what could not be looked at, or not as ruff would.
    """

    root: str
    readers: dict[str, Reader]
    notes: tuple[str, ...] = ()

    def of(self, reader: Reader) -> list[str]:
        """The files of one reader."""
        return [path for path, mine in self.readers.items() if mine is reader]


def begin(root: str, paths: Sequence[str], force_exclude: bool = False) -> Callable[[], Files]:
    """Start looking, and give what finishes it: meanwhile ruff walks and the caller may import.

    `paths` are files and directories, relative to the current directory.
    """
    root = os.path.abspath(root)
    full = [os.path.abspath(path) for path in paths]
    missing = [path for path, where in zip(paths, full, strict=True) if not os.path.exists(where)]
    if missing:
        raise UsageError(f"no such file or directory: {', '.join(map(valueless, missing))}")
    directories = [path for path in full if os.path.isdir(path)]
    if closed := [path for path in paths if os.path.isdir(path) and not os.access(path, os.R_OK | os.X_OK)]:
        raise UsageError(f"cannot be looked into (permission denied): {', '.join(closed)}")
    named = [path for path in full if not os.path.isdir(path)]
    asked = full if force_exclude else directories
    if not asked:
        return lambda: Files(root, dict(sorted(_named(root, named).items())))
    ruff = binary.find("ruff")
    # Where files have no configuration of their own, ruff takes that of the directory it is started in.
    here = os.path.join(os.getcwd(), "")
    elsewhere = root if not all(os.path.join(path, "").startswith(here) for path in asked) else ""
    started = binary.start(_command(ruff, asked, force_exclude), cwd=elsewhere) if ruff else None

    def finish() -> Files:
        notes: list[str] = []
        listed: Iterable[str] | None = None
        if started:
            done = started.finish()
            listed = _lines(done)
            if listed is None:
                # Its configuration is broken: ruff's own defaults and .gitignore are still better than ours.
                notes.append(f"ruff cannot read its configuration, so its excludes are not known: {done.complaint}")
                listed = _lines(binary.run((*_command(ruff, asked, force_exclude), "--isolated")))
        if listed is None:
            listed = _without_ruff(asked, notes)
        readers = {} if force_exclude else _named(root, named)
        readers.update(_classified(listed, root))
        if directories:
            readers.update(_tomls(root, readers))
        if started and len(directories) == 1 == len(asked):
            from relcheck.repo import leftout  # a hook, which names files, need not load it

            notes += leftout.notes(root, directories[0], readers)
        return Files(root, dict(sorted(readers.items())), tuple(notes))

    return finish


def discover(root: str, paths: Sequence[str], force_exclude: bool = False) -> Files:
    """All files below `paths` that some reader reads."""
    return begin(root, paths, force_exclude)()


def relative(path: str, root: str) -> str:
    """A full path as POSIX, relative to the root; with `..` where it lies outside."""
    if path.startswith(root + os.sep):
        path = path[len(root) + 1 :]
    else:
        try:
            path = os.path.relpath(path, root)
        except ValueError:  # another drive
            pass
    return path.replace(os.sep, "/") if os.sep != "/" else path


def _command(ruff: str, paths: Sequence[str], force_exclude: bool) -> list[str]:
    """How ruff is asked. Its `extend-include` is added to the project's, so nothing of that is lost."""
    # ruff takes a pattern with a slash from the current directory, not from the paths that it is given.
    anywhere = "/**/" if os.sep == "/" else "**/"
    globs = [
        glob if "/" not in glob and glob.startswith("*") else anywhere + glob
        for reader in READERS
        if reader is not PYTHON  # which Python files there are is ruff's `include` alone to say
        for glob in reader.files
        if not glob.endswith(".toml")
    ]
    include = ", ".join(f'"{glob}"' for glob in globs)
    options = ["--config", f"extend-include = [{include}]"] if globs else []
    if force_exclude:
        options.append("--force-exclude")
    return [ruff, "check", "--show-files", *options, *paths]


def _lines(done: binary.Finished) -> list[str] | None:
    """The paths that ruff printed; None if it failed."""
    if done.status != 0:
        return None
    return os.fsdecode(done.stdout).splitlines()


def _named(root: str, paths: Iterable[str]) -> dict[str, Reader]:
    """The files that were named one by one. One without a suffix is Python's if its first line says so."""
    readers = {}
    for path in paths:
        reader = classify(path)
        if reader is None and "." not in os.path.basename(path):
            try:
                with open(path, "rb") as file:
                    first = file.readline(200)
            except OSError:
                first = b""
            if first.startswith(b"#!") and b"python" in first:
                reader = PYTHON
        if reader:
            readers[relative(path, root)] = reader
    return readers


def _without_ruff(paths: Iterable[str], notes: list[str]) -> list[str]:
    """What git lists, with ruff's default excludes; outside of a repository, what a walk finds."""
    notes.append("ruff is not installed, so its excludes are not known: install 'relcheck-config[lint]'")
    git = binary.find("git")
    found: list[str] = []
    for path in paths:
        where = path if os.path.isdir(path) else os.path.dirname(path)
        done = binary.run((git, "-C", where, "ls-files", "-cozt", "--exclude-standard")) if git else None
        if not os.path.isdir(path):
            found.append(path)
        elif done and done.status == 0 and done.stdout:
            names = (os.fsdecode(line)[2:] for line in done.stdout.split(b"\0") if line)
            found += [os.path.join(path, name) for name in names if EXCLUDED.isdisjoint(name.split("/"))]
        else:
            found += _walk(path, notes)
    return [path for path in dict.fromkeys(found) if os.path.isfile(path)]


def _walk(top: str, notes: list[str]) -> Iterable[str]:
    """Every file below a directory, without the default excludes. Links to directories are not followed."""
    stack = [top]
    while stack:
        directory = stack.pop()
        try:
            entries = list(os.scandir(directory))
        except OSError as error:
            notes.append(f"{directory} cannot be looked into: {error.strerror}")
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in EXCLUDED:
                    stack.append(entry.path)
            else:
                yield entry.path


def _classified(paths: Iterable[str], root: str) -> Iterator[tuple[str, Reader]]:
    """The files that have a reader, relative to the root; of nearly all it is Python's."""
    prefix = root + os.sep
    cut = len(prefix) if os.sep == "/" else 0
    for path in paths:
        reader = PYTHON if path[-3:] == ".py" else classify(path)
        if reader and DIRECTORY not in path:
            yield path[cut:] if cut and path[:cut] == prefix else relative(path, root), reader


def _tomls(root: str, readers: dict[str, Reader]) -> dict[str, Reader]:
    """The TOML files that readers want: ruff lists none but its own and pyproject.toml.

    They are looked for at the root, in the directories there, and beside every Dockerfile and pyproject.toml.
    """
    found = {}
    beside = [path for path, reader in readers.items() if reader.name in ("dockerfile", "pyproject")]
    near = [path[: path.index("/") + 1] for path in readers if path.count("/") == 1]
    for directory in {"", *near, *[path[: path.rfind("/") + 1] for path in beside]}:
        try:
            names = os.listdir(os.path.join(root, directory))
        except OSError:
            continue
        for name in names:
            if name.endswith(".toml") and (reader := classify(directory + name)):
                found[directory + name] = reader
    return found
