"""Facts about packaging: what pyproject.toml files say the project consists of."""

from typing import NamedTuple

from relcheck.diagnostic import Span


class Distribution(NamedTuple):
    """One pyproject.toml.

    `name` is empty where it builds no distribution (a file that only configures tools). `scripts` are the
    modules of its console and GUI scripts, `dependencies` the normalized names of what it needs, groups and
    extras left out. `members` are the globs of workspace members, relative to the file. `hooks` are the
    files that run when it is built.
    """

    span: Span
    name: str = ""
    scripts: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()
    package: bool = True  # false where uv or Poetry is told that nothing is built
    plugin: bool = False  # it is found by entry points of another program (`pytest11`, `console_scripts` apart)
    backend: bool = True  # false without a [build-system]: uv builds nothing then (`tool.uv.package`)

    @property
    def directory(self) -> str:
        """The directory of the file, relative to the root; empty at the root."""
        return self.span.path.rpartition("/")[0]
