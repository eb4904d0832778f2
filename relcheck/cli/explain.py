"""`relcheck explain CODE`: the page of a rule."""

import sys
from argparse import ArgumentParser

from relcheck import registry
from relcheck.cli.arguments import Parser
from relcheck.cli.pages import markdown
from relcheck.errors import UsageError
from relcheck.rule import Rule
from relcheck.selection import resembling

_MANY = 40
"""More rules than this are not named in one line."""


def parser() -> ArgumentParser:
    """The options of `relcheck explain`."""
    made = Parser("relcheck explain")
    made.description = "Explain a rule: why it matters, an example, how to fix it, when to allow it."
    made.add_argument("rules", nargs="+", metavar="RULE", help="a code or name: REL101, env-read-outside-config")
    made.add_argument("--output-format", choices=("text", "json"), default="text")
    return made


def run(argv: list[str]) -> int:
    """Show the page of each rule."""
    options = parser().parse_args(argv)
    rules = [find(word) for word in options.rules]
    if options.output_format == "json":
        import json

        sys.stdout.write(json.dumps([described(rule) for rule in rules], indent=2, ensure_ascii=False) + "\n")
        return 0
    for rule in rules:
        markdown(f"# {rule.name} ({rule.code})\n\n{facts(rule)}\n\n{rule.page.strip()}\n")
    return 0


def find(word: str) -> Rule:
    """The rule of a code or name; a near miss is suggested."""
    rules = registry.catalogue()
    for rule in rules:
        if word.upper() == rule.code or word.lower() == rule.name:
            return rule
    family = [rule.code for rule in rules if word and rule.code.startswith(word.upper())]
    if len(family) > _MANY:
        raise UsageError(f"`{word}` is a family of {len(family)} rules; `relcheck rules` lists them all")
    if family:
        raise UsageError(f"`{word}` is a family of rules: name one of {', '.join(family)}")
    near = resembling(word, rules)
    hint = f"did you mean {' or '.join(f'`{one}`' for one in near[:3])}?" if near else "`relcheck rules` lists them all"
    raise UsageError(f"no rule is called `{word}`; {hint}")


def described(rule: Rule) -> dict[str, object]:
    """A rule as JSON."""
    return {
        "code": rule.code,
        "name": rule.name,
        "since": rule.since,
        "severity": rule.severity,
        "confidence": rule.confidence,
        "enabled": rule.enabled,
        "message": rule.message,
        "help": rule.help,
        "page": rule.page.strip(),
    }


def facts(rule: Rule) -> str:
    """One line about a rule: since which version, its severity and confidence, and whether it runs by default."""
    default = "runs by default" if rule.enabled else f"runs only when selected (`--extend-select {rule.code}`)"
    return f"Since {rule.since}. Severity: {rule.severity}. Confidence: {rule.confidence}. It {default}."
