"""The only module of the command line that reads the environment."""

import os
from collections.abc import Mapping
from typing import NamedTuple


class Environment(NamedTuple):
    """What the environment says about output. The options of a command win over all of it.

    `NO_COLOR` and `FORCE_COLOR` count when they are not empty (no-color.org, force-color.org); a `TERM` of
    `dumb` knows no colour. `RELCHECK_OUTPUT_FORMAT` is the default of `--output-format`.
    """

    no_color: bool = False
    force_color: bool = False
    dumb: bool = False
    output_format: str = ""
    virtual_env: str = ""  # the environment that is active, if any

    def color(self, terminal: bool, choice: str = "auto") -> bool:
        """Whether to colour what goes to a stream that is a `terminal` or not."""
        if choice != "auto":
            return choice == "always"
        return not self.no_color and (self.force_color or (terminal and not self.dumb))


def read(environ: Mapping[str, str] | None = None) -> Environment:
    """The environment of this process, as it is now."""
    environ = os.environ if environ is None else environ
    return Environment(
        no_color=bool(environ.get("NO_COLOR")),
        force_color=environ.get("FORCE_COLOR", "") not in ("", "0"),
        dumb=environ.get("TERM") == "dumb",
        output_format=environ.get("RELCHECK_OUTPUT_FORMAT", ""),
        virtual_env=environ.get("VIRTUAL_ENV", ""),
    )


def process() -> Mapping[str, str]:
    """Every variable of this process with its value, for the one command that searches for values."""
    return dict(os.environ)
