"""Prints Markdown and tables: with rich on a terminal, as plain text everywhere else."""

import sys
from collections.abc import Iterable, Sequence

from relcheck.cli.environment import read


def colored(choice: str = "auto") -> bool:
    """Whether standard output wants colour."""
    return read().color(sys.stdout.isatty(), choice)


def markdown(text: str) -> None:
    """Print Markdown, laid out where a person reads it."""
    if not colored():
        sys.stdout.write(text.rstrip("\n") + "\n")
        return
    try:
        from rich.console import Console  # lays out Markdown and highlights the code in it
        from rich.markdown import Markdown
    except ImportError:
        sys.stdout.write(text.rstrip("\n") + "\n")
        return
    Console().print(Markdown(text, code_theme="ansi_dark"))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table with aligned columns; the last one is not padded."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for number, line in enumerate(lines):
        text = "  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip()
        sys.stdout.write((f"\x1b[1m{text}\x1b[0m" if number == 0 and colored() else text) + "\n")
