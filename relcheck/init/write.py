"""Compares the files that there shall be with those there are, and puts them in place; nothing is lost silently."""

import os
from collections.abc import Callable, Iterable
from difflib import unified_diff
from typing import Final, Literal, NamedTuple

from relcheck import whole
from relcheck.errors import RelcheckError
from relcheck.init.house import BEGIN, END
from relcheck.init.seen import File

State = Literal["create", "same", "merge", "overwrite", "kept"]
WRITTEN: Final = ("create", "merge", "overwrite")


class Step(NamedTuple):
    """What is done about one file. `kept` is one that is there, differs, and stays as it is."""

    file: File
    state: State
    before: str
    after: str


def steps(
    files: Iterable[File], text: Callable[[str], str], there: Callable[[str], bool], *, force: bool
) -> list[Step]:
    """What to do about each file; without `force` a file of somebody else's is never replaced."""
    found = []
    for file in files:
        before = text(file.path)
        after = _merged(before, file.text) if file.how == "block" and before else file.text
        if not there(file.path):
            state: State = "create"
        elif before == after.replace("\r\n", "\n"):
            state = "same"
        elif file.how in ("edit", "block"):
            state = "merge"
        else:
            state = "overwrite" if force else "kept"
        found.append(Step(file, state, before, after))
    return found


def _merged(before: str, ours: str) -> str:
    """Their lines, and ours that they lack, between two markers."""
    if BEGIN in before and END in before:
        head, _, rest = before.partition(BEGIN + "\n")
        before = head.rstrip("\n") + "\n" + rest.partition(END)[2].lstrip("\n")
    held = {line.strip() for line in before.splitlines()}
    lacking = [line for line in ours.splitlines() if line and not line.startswith("#") and line not in held]
    if not lacking:
        return before
    return "\n".join([before.rstrip("\n"), "", BEGIN, *lacking, END, ""])


def diff(step: Step) -> str:
    """The change as a unified diff; empty where there is none."""
    if step.state == "same":
        return ""
    new = step.after.replace("\r\n", "\n").splitlines(keepends=True)
    old = "/dev/null" if step.state == "create" else f"a/{step.file.path}"
    return "".join(unified_diff(step.before.splitlines(keepends=True), new, old, f"b/{step.file.path}"))


def write(root: str, step: Step) -> None:
    """Put one file in place, in one step, so that nobody reads half of it."""
    path = os.path.join(root, step.file.path)
    try:
        if not os.path.realpath(path).startswith(os.path.join(os.path.realpath(root), "")):
            raise RelcheckError(f"{step.file.path}: leads out of the project")
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        whole.write(path, step.after.encode("utf-8"))
        if step.file.executable:
            os.chmod(path, os.stat(path).st_mode | 0o111)
    except OSError as error:
        raise RelcheckError(f"{step.file.path}: cannot be written ({error.strerror})") from None
