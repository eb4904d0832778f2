"""Draws the picture of the README: what `relcheck lint` prints about a fixture, on a terminal.

python docs/picture.py        # docs/lint.svg
"""

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

ROOT: Final = Path(__file__).parents[1]
PICTURE: Final = ROOT / "docs/lint.svg"
COMMAND: Final = ("lint", "fixtures/shop")
SHOWN: Final = ("REL102", "REL107", "REL502")
"""The first finding of each of these rules is shown; a terminal of all would be as long as a door."""
_FORMAT: Final = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<!-- drawn by docs/picture.py -->
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""rich's own, without the fonts that it loads from elsewhere."""


def main() -> int:
    """Draw it anew."""
    PICTURE.write_text(drawn(printed()), "utf-8")
    return 0


def printed() -> str:
    """What the command prints with colours: the findings that are shown, and the last line."""
    done = subprocess.run(
        [sys.executable, "-m", "relcheck", *COMMAND, "--color", "always", "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'rules'}", "COLUMNS": "106"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    found = done.stdout.split("\n\n")
    chosen = [next(one for one in found if plain(one).startswith(f"{code} ")) for code in SHOWN]
    return "\n\n".join([*chosen, "…", found[-1].strip()])


def plain(text: str) -> str:
    """A text without its colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def drawn(text: str) -> str:
    """A terminal that shows a text."""
    console = Console(record=True, width=106, file=StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.assemble(("$ ", "green"), f"relcheck {' '.join(COMMAND)}"))
    console.print(Text.from_ansi(text))
    return console.export_svg(title="relcheck", code_format=_FORMAT, unique_id="relcheck")


if __name__ == "__main__":
    sys.exit(main())
