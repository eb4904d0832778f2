"""Writes the manual page, from the options as they are.

python docs/manual.py        # docs/relcheck.1, which the wheel installs in share/man/man1
"""

import sys
from pathlib import Path
from typing import Final

# A page of roff from an ArgumentParser is what this library is for, and nothing else.
from argparse_manpage.manpage import Manpage

from relcheck import __version__
from relcheck.cli.completion import everything

PAGE: Final = Path(__file__).parent / "relcheck.1"
_ABOUT: Final = """\
Checks how a Python service is configured: that one module reads the environment, that no secret ships, that libraries
take arguments, and that a container without its variables does not start."""
_STATUS: Final = """\
.TP
.B 0
no findings
.TP
.B 1
findings
.TP
.B 2
wrong usage or configuration: one line on standard error says what is wrong and what to do
.TP
.B 3
a bug in relcheck
.TP
.B 130
interrupted
.PP
\\fBverify\\-env\\fR and \\fBrun\\fR exit with the status of the command that they start.
"""
_FILES: Final = """\
.TP
.I pyproject.toml\\fR, \\fIrelcheck.toml\\fR, \\fI.relcheck.toml
the configuration, under \\fB[tool.relcheck]\\fR in the first; \\fBrelcheck config\\fR lists its keys
.TP
.I relcheck\\-baseline.json
findings that a project has accepted
.TP
.I .relcheck_cache
the cache; it may be removed at any time
"""
_SURROUNDINGS: Final = """\
.TP
.B RELCHECK_OUTPUT_FORMAT
the output format of \\fBrelcheck lint\\fR, unless an option names one
.TP
.B NO_COLOR\\fR, \\fBFORCE_COLOR
whether output is coloured
"""
_EXAMPLES: Final = """\
.EX
relcheck lint
relcheck lint --fix
relcheck explain REL101
relcheck verify-env shop.config:Settings -- uvicorn shop.main:app
.EE
"""


def page() -> str:
    """The whole page."""
    whole = everything()
    whole.description = _ABOUT.replace("\n", " ")
    data = {"description": "check how a Python service is configured"}
    made = Manpage(whole, _data=data)
    made.date = ""  # the page changes with the options, not with the day
    made.source = f"relcheck {__version__}"
    made.manual = "relcheck"
    for heading, text in (
        ("exit status", _STATUS),
        ("environment", _SURROUNDINGS),
        ("files", _FILES),
        ("examples", _EXAMPLES),
    ):
        made.add_section(heading, ">", text)
    return str(made).replace("POSITIONAL ARGUMENTS", "COMMANDS", 1).rstrip() + "\n"


if __name__ == "__main__":
    sys.exit(PAGE.write_text(page(), "utf-8") == 0)
