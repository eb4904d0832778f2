"""Where an env file may come from that is not where compose looks for it."""

import re
from posixpath import dirname

from relcheck.diagnostic import Severity
from relcheck.facts.deployment import Feed, Supply
from relcheck.facts.ignore import git_ignores
from relcheck.facts.image import IgnoreFile
from relcheck.project import Project
from relcheck_rules.deployment._cluster import DESK

_EXAMPLE = {"example", "sample", "template", "dist"}


def elsewhere(path: str, feed: Feed, project: Project) -> bool:
    """Whether the file is there if compose is told another project directory, above that of its own file."""
    home = dirname(feed.workload.span.path)
    below = path[len(home) + 1 :] if home and path.startswith(home + "/") else ""
    files = {supply.span.path for supply in project.all(Supply) if supply.platform == "dotenv"}
    while below and home:
        home = dirname(home)
        if f"{home}/{below}".lstrip("/") in files:
            return True
    return False


def exemplified(path: str, project: Project) -> bool:
    """Whether an example beside it says how it is made: `shop.env.example`, `.env.sample`."""
    home = dirname(path)
    files = {supply.span.path for supply in project.all(Supply) if supply.platform == "dotenv"}
    return any(dirname(file) == home and _EXAMPLE & set(file.split(".")) for file in files)


def ignored(path: str, project: Project) -> bool:
    """Whether git leaves it out, so that somebody makes it."""
    for file in project.all(IgnoreFile):
        home = dirname(file.span.path)
        if file.flavour == "git" and (not home or path.startswith(home + "/")):
            below = path[len(home) + 1 :] if home else path
            if git_ignores((text for _, text in file.patterns), below):
                return True
    return False


_FIXTURES = re.compile(r"(^|/)(tests?|fixtures|testdata|docs?)/")
_MADE = re.compile(r"[._-](example|sample|template|tmpl|dist|default|schema|ci|docker)([._-]|$)")


def left_open(supply: Supply, project: Project) -> Severity | None:
    """How bad it is that an env file that git takes along holds this secret, an issuer's or another."""
    path = supply.span.path
    if supply.looks != "token" or _FIXTURES.search(path) or ignored(path, project):
        return None
    made = DESK.search(path) or _MADE.search(path)
    if supply.issued and not (made and "PRIVATE_KEY" in supply.name.upper()):  # an example draws a key of its own
        return "error"
    return None if made else "warning"
