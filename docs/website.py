"""Builds the documentation site: the pages of docs/, and those that are made of the code.

    pip install -e '.[docs]' && python docs/website.py        # build/site/index.html
    zensical serve                                         # afterwards, to look at it

Pages come together in build/docs, because zensical reads one directory. A broken link ends the build.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from relcheck.cli import GROUPS
from relcheck.cli.explain import facts
from relcheck.cli.rules import FAMILIES, summary
from relcheck.config import KEYS, Config
from relcheck.registry import catalogue
from relcheck.rule import Rule

ROOT: Final = Path(__file__).parents[1]
STAGE: Final = ROOT / "build/docs"
PROJECT: Final = {"CONTRIBUTING.md": "contributing.md", "SECURITY.md": "security.md", "CHANGELOG.md": "changelog.md"}
"""Pages of the repository's root, and what they are called on the site."""


def main() -> int:
    """Gather the pages and build the site; the exit status is zensical's."""
    stage(STAGE)
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def stage(target: Path) -> None:
    """Put every page into `target`: those that are written, and those that are generated."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(ROOT / "docs", target, ignore=shutil.ignore_patterns("*.py", "__pycache__", ".*"))
    for path in target.rglob("*.md"):
        path.write_text(_on_the_site(path.read_text("utf-8")), "utf-8")
    for name, page in PROJECT.items():
        (target / page).write_text(_on_the_site((ROOT / name).read_text("utf-8")), "utf-8")
    for name, text in generated().items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(text, "utf-8")


def generated() -> dict[str, str]:
    """The pages that are made of the code, by path."""
    rules = catalogue()
    pages = {f"rules/{rule.code}.md": rule_page(rule) for rule in rules}
    return {
        **pages,
        "rules/index.md": rule_index(rules),
        "reference/commands.md": commands(),
        "reference/configuration.md": configuration(),
    }


def rule_page(rule: Rule) -> str:
    """One rule: what `relcheck explain` shows."""
    return f"# {rule.name} ({rule.code})\n\n{facts(rule)}\n\n{rule.page.strip()}\n\n[All rules](index.md)\n"


def rule_index(rules: tuple[Rule, ...]) -> str:
    """The catalogue, with a link to each page."""
    lines = ["# Rules", "", "Each page is what `relcheck explain CODE` prints, and its examples are tests."]
    for family, promise in FAMILIES.items():
        lines += ["", f"## {family} {promise}", ""]
        lines += ["| code | name | severity | default | what is wrong |", "|---|---|---|---|---|"]
        for rule in rules:
            if rule.code.startswith(family):
                link, default = f"[{rule.code}]({rule.code}.md)", "on" if rule.enabled else "off"
                lines.append(f"| {link} | {rule.name} | {rule.severity} | {default} | {summary(rule)} |")
    names = ", ".join(f"`{name}`" for name in Config().allow)
    return "\n".join([*lines, "", "## Variables that any module may read", "", f"{names}.", ""])


def commands() -> str:
    """Every command as `--help` shows it."""
    lines = ["# Commands", "", "What `relcheck COMMAND --help` prints.", ""]
    for title, rows in GROUPS:
        lines += [f"## {title}", ""]
        for name, what in rows:
            lines += [f"### relcheck {name}", "", f"{what[0].upper()}{what[1:]}.", ""]
            lines += ["```text", helped(name), "```", ""]
    return "\n".join(lines)


def helped(command: str) -> str:
    """What a command prints about itself, 100 columns wide."""
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    program = [sys.executable, "-m", "relcheck", command, "--help"]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.rstrip()


def configuration() -> str:
    """Every key of `[tool.relcheck]`, from the table that the program itself uses, and an example of each."""
    head = (ROOT / "docs/reference/configuration.md").read_text("utf-8")
    lines = ["| key | value | meaning |", "|---|---|---|"]
    lines += [f"| `{key.name}` | {SHAPES.get(key.shape, key.shape)} | {key.doc} |" for key in KEYS]
    example = (ROOT / "docs/reference/relcheck.toml").read_text("utf-8")
    return f"{head}\n## Every key\n\n" + "\n".join(lines) + f"\n\n## An example of each\n\n```toml\n{example}```\n"


SHAPES: Final = {
    "texts": "text, or list of texts",
    "flag": "`true` or `false`",
    "texts by glob": "table: glob to list of rules",
    "severities": "table: rule to severity",
}
"""What a value looks like, in words."""


def _on_the_site(text: str) -> str:
    """Links to files of the repository, as the site has them."""
    for name, page in PROJECT.items():
        text = text.replace(f"]({name})", f"]({page})").replace(f"](../{name})", f"]({page})")
        text = text.replace(f"](../../{name})", f"](../{page})")
    return text.replace("](docs/", "](").replace("](../rules/README.md)", "](rules/index.md)")


if __name__ == "__main__":
    raise SystemExit(main())
