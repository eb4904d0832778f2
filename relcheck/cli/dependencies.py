"""`relcheck dependencies`: which installed distributions read which variables, at import or when called."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from relcheck import api
from relcheck.cli.arguments import Parser
from relcheck.cli.environment import read as environment
from relcheck.configfile import for_run
from relcheck.errors import UsageError
from relcheck.inventory import inventory
from relcheck.repo import installed


def parser() -> ArgumentParser:
    """The options of `relcheck dependencies`."""
    made = Parser("relcheck dependencies")
    made.description = "List the variables that installed packages read. Nothing of them is imported or run."
    made.add_argument("names", nargs="*", metavar="NAMES", help="only these distributions")
    made.add_argument("--python", metavar="PATH", default="", help="an environment or its interpreter [.venv]")
    made.add_argument("--output-format", choices=("text", "json"), default="text")
    made.add_argument("--all", action="store_true", help="include variables that any module may read (PATH, HOME, ...)")
    made.add_argument("-n", "--no-cache", action="store_true", help="do not use the cache")
    made.add_argument("-j", "--jobs", type=int, default=0, metavar="N", help="number of processes [by amount of work]")
    return made


def run(argv: list[str]) -> int:
    """Print the inventory."""
    options = parser().parse_args(argv)
    config = for_run(".")
    where = options.python or installed.environment_of(config.root, environment().virtual_env)
    if not where:
        raise UsageError("this project has no .venv: say which environment to look at with --python PATH")
    site = installed.site_of(where)
    how = api.Options(cache=not options.no_cache, jobs=options.jobs)
    wanted = frozenset(name.lower().replace("_", "-").replace(".", "-") for name in options.names)
    found = inventory(site, config, how, names=wanted, allowed=options.all)
    if options.output_format == "json":
        import json

        sys.stdout.write(json.dumps({"schema": 1, "distributions": found}, indent=2) + "\n")
    else:
        sys.stdout.write(text(found, os.path.relpath(site)))
    return 0


def text(found: list[dict[str, Any]], site: str) -> str:
    """The inventory for people: a paragraph for each distribution, a line for each variable."""
    lines = []
    variables = set()
    for distribution in found:
        lines.append(f"{distribution['name']} {distribution['version']}")
        width = min(max(len(one["name"]) for one in distribution["variables"]), 48)
        for one in distribution["variables"]:
            variables.add(one["name"])
            when = "at import" if one["import"] else "when called"
            place = f"{one['path']}:{one['line']}"
            lines.append(f"  {one['name']:<{width}}  {when:<11}  {place}")
        lines.append("")
    lines.append(f"{len(variables)} variables, {len(found)} distributions, in {site}")
    return "\n".join(lines) + "\n"
