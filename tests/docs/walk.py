"""Runs the commands of a documentation page in order, in one shell, and compares what they print with the page.

A page is executable by these rules:

- A block ```sh holds commands; all of them are run, as a reader would paste them. Directly before it, a comment
  `<!-- exit 1 -->` says that it ends with that status, `<!-- needs: a Fly.io account -->` that it is not run, and why.
- A block ```text directly after it is what these commands print on a terminal. A line `...` stands for any lines,
  and within a line it stands for any text.
- A block with a title is a file, which is written: ```toml title="pyproject.toml".
- `<!-- start: fixtures/shop -->` copies a directory of the repository to begin in; else it is an empty one.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]
_MARK: Final = "end of block"
_OPEN: Final = re.compile(r'^(`{3,})([a-z]+)(?: title="([^"]+)")?\s*$')
_NOTE: Final = re.compile(r"^<!-- (exit|needs:|start:) (.+) -->$")


class Block(NamedTuple):
    """One fenced block. `line` is that of its first line of text, `exit` the status, `needs` why it is not run."""

    language: str
    title: str
    text: str
    line: int
    exit: int = 0
    needs: str = ""
    follows: bool = False  # nothing but blank lines stand between the block before and this one
    number: int = 0  # which one of the page it is


class Done(NamedTuple):
    """What the commands of one block printed, and how they ended."""

    block: Block
    output: str
    status: int


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    found: list[Block] = []
    notes: dict[str, str] = {}
    inside: list[str] | None = None
    fence, language, title, first, follows = "", "", "", 0, False
    for number, line in enumerate(page.splitlines(), 1):
        opens, note = _OPEN.match(line), _NOTE.match(line)
        if inside is not None and line == fence:
            text = "".join(one + "\n" for one in inside)
            block = Block(language, title, text, first, int(notes.get("exit", 0)), notes.get("needs:", ""), follows)
            found.append(block._replace(number=len(found)))
            inside, notes, follows = None, {}, True
        elif inside is not None:
            inside.append(line)
        elif opens:
            fence, language, title, first, inside = opens[1], opens[2], opens[3] or "", number + 1, []
        elif note:
            notes[note[1]] = note[2]
        elif line.strip():
            notes, follows = {}, False
    return found


def start(page: str) -> str:
    """The directory of the repository that a page begins with a copy of; empty where it begins with nothing."""
    return next((note[2] for line in page.splitlines() if (note := _NOTE.match(line)) and note[1] == "start:"), "")


def run(page: str, directory: Path, environment: Mapping[str, str], timeout: int = 240) -> list[Done]:
    """Run a page's commands and write its files, in a shell that begins in `directory`."""
    if source := start(page):
        ignored = shutil.ignore_patterns("transcript.txt", ".relcheck_cache")
        shutil.copytree(ROOT / source, directory, ignore=ignored, dirs_exist_ok=True)
    wanted = [block for block in blocks(page) if not block.needs and (block.language == "sh" or block.title)]
    script = "".join(_script(block) for block in wanted)
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=directory,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )
    pieces = re.split(rf"\n{_MARK} (\d+)\n", done.stdout)
    return [
        Done(block, output, int(status))
        for block, output, status in zip(wanted, pieces[::2], pieces[1::2], strict=False)
    ]


def _script(block: Block) -> str:
    """A block for the shell: the last failing command of it is its status, and it ends on a line of its own."""
    if block.title:
        body = (
            f"mkdir -p \"$(dirname '{block.title}')\"\ncat > '{block.title}' <<'end of file'\n{block.text}end of file\n"
        )
    else:
        body = block.text
    return f"ended=0; trap 'ended=$?' ERR\n{body}trap - ERR; printf '\\n{_MARK} %s\\n' $ended\n"


def disagreements(page: str, done: list[Done], directory: Path) -> Iterator[str]:
    """What a page says otherwise than it is."""
    all_blocks = blocks(page)
    expected = [block for block in all_blocks if not block.needs and (block.language == "sh" or block.title)]
    if len(done) < len(expected):
        yield f"line {expected[len(done)].line}: the shell ended here"
    for block, output, status in done:
        if status != block.exit:
            yield f"line {block.line}: ended with {status}, not {block.exit}:\n{output}"
        shown = _shown(all_blocks, block)
        if shown and not agrees(shown.text, normal(output, directory)):
            yield f"line {shown.line}: prints something else:\n{normal(output, directory)}"


def _shown(all_blocks: list[Block], block: Block) -> Block | None:
    """The block that shows what the commands of another one print."""
    after = all_blocks[block.number + 1] if block.number + 1 < len(all_blocks) else None
    return after if after and after.follows and (block.language, after.language) == ("sh", "text") else None


def normal(output: str, directory: Path) -> str:
    """Output without what differs from run to run: where the page was tried, process numbers, and how long it took."""
    text = output.replace(str(directory), "/home/you").replace(os.path.realpath(directory), "/home/you")
    text = re.sub(r"\b\d+(\.\d+)? ?(ms|s)\b", "0.1 s", text)
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def agrees(expected: str, actual: str) -> bool:
    """Whether output is what the page shows; `...` there stands for any text of a line, or as a line for any lines."""
    parts = re.split(r"^\.\.\.\n", expected, flags=re.MULTILINE)
    parts = [re.escape(part).replace(r"\.\.\.", ".*") for part in parts]
    return re.fullmatch("(?s:.*)".join(parts), actual) is not None


def rewritten(page: str, done: list[Done], directory: Path) -> str:
    """The page with the outputs that were seen, where it shows others."""
    lines, all_blocks = page.splitlines(), blocks(page)
    for block, output, _ in reversed(done):
        if shown := _shown(all_blocks, block):
            seen = normal(output, directory)
            if not agrees(shown.text, seen):
                lines[shown.line - 1 : shown.line - 1 + len(shown.text.splitlines())] = seen.splitlines()
    return "\n".join(lines) + "\n"
