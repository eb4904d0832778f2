"""`relcheck rules`: the catalogue, and the variables that any module may read."""

import sys
from argparse import ArgumentParser
from textwrap import fill
from typing import Final

from relcheck import registry
from relcheck.cli.arguments import Parser
from relcheck.cli.explain import described
from relcheck.cli.pages import markdown, table
from relcheck.configfile import for_run
from relcheck.rule import Rule


def parser() -> ArgumentParser:
    """The options of `relcheck rules`."""
    made = Parser("relcheck rules")
    made.description = "List all rules, including those of installed packs, and the variables that any module may read."
    made.add_argument("--output-format", choices=("text", "markdown", "json"), default="text")
    return made


def run(argv: list[str]) -> int:
    """List the rules."""
    options = parser().parse_args(argv)
    rules = registry.catalogue()
    config = for_run(".")
    allowed = (*config.allow, *config.extend_allow)
    if options.output_format == "json":
        import json

        document = {"rules": [described(rule) for rule in rules], "allow": list(allowed)}
        sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    elif options.output_format == "markdown":
        markdown(_markdown(rules, allowed))
    else:
        rows = [(rule.code, rule.name, rule.severity, "" if rule.enabled else "off", summary(rule)) for rule in rules]
        table(("CODE", "NAME", "SEVERITY", "", "WHAT IS WRONG"), rows)
        sys.stdout.write("\nAny module may read (keys `allow` and `extend-allow`):\n")
        sys.stdout.write(fill(" ".join(allowed), 100, initial_indent="  ", subsequent_indent="  ") + "\n")
    return 0


def summary(rule: Rule) -> str:
    """The first sentence of a rule's page."""
    return " ".join(rule.page.strip().partition("\n\n")[0].split())


FAMILIES: Final = {
    "REL1": "runtime: configuration is read at run time, in one place",
    "REL2": "image: an artifact carries no secret and freezes no configuration",
    "REL3": "library: a library takes arguments, not environment variables",
    "REL4": "deployment: the deployment gives what the settings ask for",
    "REL5": "settings: the settings class says what it means",
    "REL9": "relcheck: files that cannot be read, suppressions nobody needs, keys that do not exist",
}
"""What each family promises."""


def _markdown(rules: tuple[Rule, ...], allowed: tuple[str, ...]) -> str:
    """The catalogue by family; rules/README.md is this text."""
    lines = ["# Rules", "", "`relcheck explain CODE` shows the page of each, with examples that the tests run."]
    for family in dict.fromkeys(rule.code[:4] for rule in rules):
        lines += ["", f"## {family} {FAMILIES.get(family, '')}".rstrip(), ""]
        lines += ["| code | name | severity | default | what is wrong |", "|---|---|---|---|---|"]
        lines += [
            f"| {rule.code} | {rule.name} | {rule.severity} | {'on' if rule.enabled else 'off'} | {summary(rule)} |"
            for rule in rules
            if rule.code.startswith(family)
        ]
    names = ", ".join(f"`{name}`" for name in allowed)
    return "\n".join([*lines, "", "## Variables that any module may read", "", f"{names}."])
